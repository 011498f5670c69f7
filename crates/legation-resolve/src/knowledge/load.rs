//! Reads the knowledge folder: `countries.toml`, `regions.toml`, `organisations.tsv`, `metonyms.tsv`, `actors/*.toml`.

use super::{Body, Gender, Knowledge, Office, Person, State, Target};
use legation_types::{CountryCode, DataError, Date, Files, Sector};
use serde::Deserialize;

const FOLDER: &str = "knowledge";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatesFile {
    #[serde(default)]
    country: Vec<CountryEntry>,
    #[serde(default)]
    people: Vec<PeopleEntry>,
    #[serde(default)]
    region: Vec<RegionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryEntry {
    code: String,
    name: String,
    #[serde(default)]
    sectors: Vec<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    people: Vec<String>,
    #[serde(default)]
    capitals: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleEntry {
    name: String,
    countries: Vec<String>,
    sector: String,
    adjectives: Vec<String>,
    people: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionEntry {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    country: Option<String>,
    sector: String,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    people: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    country: String,
    #[serde(default)]
    person: Vec<PersonEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonEntry {
    id: String,
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    gender: Option<String>,
    wikidata: Option<String>,
    #[serde(rename = "source")]
    _source: String,
    offices: Vec<OfficeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeEntry {
    role: String,
    sector: String,
    country: Option<String>,
    from: Option<String>,
    until: Option<String>,
    seen: Option<String>,
}

pub(super) fn load(files: &dyn Files) -> Result<Knowledge, Vec<DataError>> {
    let mut knowledge = Knowledge::default();
    let mut errors = Vec::new();
    for name in ["countries.toml", "regions.toml"] {
        states(files, &format!("{FOLDER}/{name}"), &mut knowledge, &mut errors);
    }
    bodies(files, &format!("{FOLDER}/organisations.tsv"), false, &mut knowledge, &mut errors);
    bodies(files, &format!("{FOLDER}/metonyms.tsv"), true, &mut knowledge, &mut errors);
    for path in files.list(&format!("{FOLDER}/actors")) {
        if path.ends_with(".toml") {
            people(files, &path, &mut knowledge, &mut errors);
        }
    }
    knowledge.index();
    if errors.is_empty() { Ok(knowledge) } else { Err(errors) }
}

fn parse<T: for<'de> Deserialize<'de>>(
    files: &dyn Files,
    path: &str,
    errors: &mut Vec<DataError>,
) -> Option<(T, String)> {
    let text = match files.text(path) {
        Ok(text) => text,
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    match toml::from_str(&text) {
        Ok(value) => Some((value, text)),
        Err(error) => {
            let line = error.span().map_or(0, |s| line_at(&text, s.start));
            errors.push(DataError::new(
                path,
                line,
                error.message().to_string(),
                "see the entries around it for the form",
            ));
            None
        }
    }
}

fn line_at(text: &str, offset: usize) -> u32 {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() as u32 + 1
}

/// The line of the first entry that carries the words.
fn line_of(text: &str, words: &str) -> u32 {
    text.find(words).map_or(0, |offset| line_at(text, offset))
}

fn states(files: &dyn Files, path: &str, knowledge: &mut Knowledge, errors: &mut Vec<DataError>) {
    let Some((file, text)) = parse::<StatesFile>(files, path, errors) else { return };
    for entry in file.country {
        let fault = |message: String| {
            DataError::new(path, line_of(&text, &format!("name = \"{}\"", entry.name)), message, FIX_CODE)
        };
        let Some(code) = CountryCode::parse(&entry.code) else {
            errors.push(fault(format!("\"{}\" is no country code", entry.code)));
            continue;
        };
        let sectors: Vec<Sector> = entry.sectors.iter().filter_map(|s| Sector::parse(s)).collect();
        if sectors.len() != entry.sectors.len() {
            errors.push(fault(format!("unknown sector in {:?}", entry.sectors)));
        }
        let state = State {
            name: entry.name.clone(),
            code: Some(code),
            candidates: Vec::new(),
            sector: sectors.first().copied().unwrap_or(Sector::Gov),
            other_sectors: sectors.into_iter().skip(1).collect(),
            is_loose: false,
        };
        add_state(knowledge, state, [entry.aliases, entry.adjectives, entry.people, entry.capitals]);
    }
    for entry in file.people {
        let candidates: Vec<CountryCode> = entry.countries.iter().filter_map(|c| CountryCode::parse(c)).collect();
        let state = State {
            name: entry.name.clone(),
            code: candidates.first().copied(),
            candidates,
            sector: Sector::parse(&entry.sector).unwrap_or(Sector::Unk),
            other_sectors: Vec::new(),
            is_loose: true,
        };
        add_state(knowledge, state, [Vec::new(), entry.adjectives, entry.people, Vec::new()]);
    }
    for entry in file.region {
        let state = State {
            name: entry.name.clone(),
            code: entry.country.as_deref().and_then(CountryCode::parse),
            candidates: Vec::new(),
            sector: Sector::parse(&entry.sector).unwrap_or(Sector::Unk),
            other_sectors: Vec::new(),
            is_loose: true,
        };
        add_state(knowledge, state, [entry.aliases, entry.adjectives, entry.people, Vec::new()]);
    }
}

const FIX_CODE: &str = "use ISO 3166 alpha-3 or UNO EUR IGO NGO ISM IMG MNC, and PLOVER's sectors";

fn add_state(knowledge: &mut Knowledge, state: State, [aliases, adjectives, people, capitals]: [Vec<String>; 4]) {
    let idx = knowledge.states.len() as u32;
    knowledge.add(&state.name, Target::State(idx));
    knowledge.states.push(state);
    for (names, target) in [
        (aliases, Target::State(idx)),
        (adjectives, Target::Adjective(idx)),
        (people, Target::People(idx)),
        (capitals, Target::Capital(idx)),
    ] {
        for name in names {
            knowledge.add(&name, target);
        }
    }
}

fn bodies(files: &dyn Files, path: &str, is_metonym: bool, knowledge: &mut Knowledge, errors: &mut Vec<DataError>) {
    let text = match files.text(path) {
        Ok(text) => text,
        Err(error) => return errors.push(error),
    };
    for (idx, line) in text.lines().enumerate().skip(1) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut fault = |message: String| errors.push(DataError::new(path, idx as u32 + 1, message, FIX_CODE));
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, country, sectors, aliases, from, until] = fields[..] else {
            fault(format!("{} columns instead of 6", fields.len()));
            continue;
        };
        let code = CountryCode::parse(country);
        if code.is_none() && !country.is_empty() {
            fault(format!("\"{country}\" is no country code"));
        }
        let parsed: Vec<Sector> = sectors.split(' ').filter_map(Sector::parse).collect();
        if parsed.is_empty() {
            fault(format!("\"{sectors}\" is no sector"));
        }
        let body = knowledge.bodies.len() as u32;
        knowledge.bodies.push(Body {
            name: name.to_string(),
            country: code,
            sectors: parsed,
            from: from.parse().ok(),
            until: until.parse().ok(),
            is_metonym,
        });
        for alias in std::iter::once(name).chain(aliases.split(';').filter(|a| !a.is_empty())) {
            knowledge.add(alias, Target::Body(body));
        }
    }
}

fn people(files: &dyn Files, path: &str, knowledge: &mut Knowledge, errors: &mut Vec<DataError>) {
    let Some((file, text)) = parse::<PeopleFile>(files, path, errors) else { return };
    let Some(country) = CountryCode::parse(&file.country) else {
        errors.push(DataError::new(path, 1, format!("\"{}\" is no country code", file.country), FIX_CODE));
        return;
    };
    for entry in file.person {
        let mut offices = Vec::new();
        for office in &entry.offices {
            match read_office(office) {
                Ok(office) => offices.push(office),
                Err(message) => {
                    let line = line_of(&text, &format!("id = \"{}\"", entry.id));
                    errors.push(DataError::new(path, line, format!("{}: {message}", entry.id), FIX_CODE));
                }
            }
        }
        offices.sort_by_key(|o| o.from);
        let idx = knowledge.people.len() as u32;
        knowledge.add(&entry.name, Target::Person(idx));
        for alias in &entry.aliases {
            let target = if alias.contains(' ') { Target::Person(idx) } else { Target::ShortName(idx) };
            knowledge.add(alias, target);
        }
        knowledge.people.push(Person {
            id: entry.id,
            name: entry.name,
            country,
            gender: match entry.gender.as_deref() {
                Some("m") => Some(Gender::Male),
                Some("f") => Some(Gender::Female),
                _ => None,
            },
            wikidata: entry.wikidata,
            offices,
            file: path.to_string(),
        });
    }
}

fn read_office(entry: &OfficeEntry) -> Result<Office, String> {
    let date = |text: &Option<String>| -> Result<Option<Date>, String> {
        text.as_deref().map(|t| t.parse::<Date>().map_err(|_| format!("\"{t}\" is no date"))).transpose()
    };
    let sectors: Vec<Sector> = entry.sector.split(' ').filter_map(Sector::parse).collect();
    if sectors.is_empty() {
        return Err(format!("\"{}\" is no sector", entry.sector));
    }
    let country = match entry.country.as_deref() {
        Some(code) => Some(CountryCode::parse(code).ok_or_else(|| format!("\"{code}\" is no country code"))?),
        None => None,
    };
    Ok(Office {
        role: entry.role.clone(),
        sectors,
        country,
        from: date(&entry.from)?,
        until: date(&entry.until)?,
        seen: date(&entry.seen)?,
    })
}
