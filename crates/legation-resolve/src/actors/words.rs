//! What a language calls participants: role nouns, titles, pronouns. Read from `languages/<lang>/actors.toml`.

use crate::knowledge::Gender;
use legation_types::{CountryCode, DataError, Files, Sector};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The words of one language for participants.
#[derive(Clone, Debug, Default)]
pub struct ActorWords {
    roles: FxHashMap<String, Role>,
    /// Longest role phrase, in words.
    pub(crate) longest_role: usize,
    pub(crate) modifiers: FxHashMap<String, Sector>,
    fixed: FxHashSet<String>,
    former: FxHashSet<String>,
    ended: FxHashSet<String>,
    /// Ranks that leave a former soldier among the elites.
    pub(crate) ranks: FxHashSet<String>,
    /// Verbs of who holds a place, and nouns for places held.
    pub(crate) holds: FxHashSet<String>,
    pub(crate) strongholds: FxHashSet<String>,
    abroad: FxHashMap<String, CountryCode>,
    mostly: FxHashMap<String, CountryCode>,
    /// What opens the bracket after a legislator's name, with the country of the parliament.
    pub(crate) brackets: Vec<(String, CountryCode)>,
    /// Role nouns that are participants only in company.
    pub(crate) vague: FxHashSet<String>,
    /// Adjectives of those who come from elsewhere.
    pub(crate) foreign: FxHashSet<String>,
    /// Prepositions before one who is named for many: "groups such as".
    pub(crate) examples: FxHashSet<String>,
    /// Numbers that stand for people: "thousands marched".
    pub(crate) crowds: FxHashSet<String>,
    pub(crate) takes: FxHashSet<String>,
    pub(crate) leaves: FxHashSet<String>,
    pub(crate) before: FxHashSet<String>,
    pub(crate) against: FxHashSet<String>,
    pub(crate) belongs: FxHashSet<String>,
    pub(crate) speaks: FxHashSet<String>,
    speakers: FxHashSet<String>,
    titles: FxHashMap<String, Title>,
    pronouns: FxHashMap<String, Pronoun>,
    pub(crate) possessive: FxHashSet<String>,
    pub(crate) plurals: Plurals,
    gender: FxHashMap<String, Gender>,
    first_names: FxHashMap<String, Gender>,
    /// Last words of the names of people's roles.
    persons: FxHashSet<String>,
    /// Nouns that "it" does not refer back to: times.
    pub(crate) timeless: FxHashSet<String>,
    pub(crate) speech: FxHashSet<String>,
    pub(crate) definite: FxHashSet<String>,
    pub(crate) settings: FxHashSet<String>,
    pub(crate) reflexive: FxHashSet<String>,
    pub(crate) suffixes: FxHashSet<String>,
    usual: FxHashMap<String, String>,
    pub(crate) reciprocal: FxHashSet<String>,
    pub(crate) bare: Bare,
    /// Words for states other than the one they belong to: "its allies".
    pub(crate) others: FxHashSet<String>,
    /// Words for leaders, and the offices that such leaders hold.
    pub(crate) leaders: FxHashSet<String>,
    pub(crate) leading: Vec<String>,
    /// Role nouns that never take a country from what stands around.
    pub(crate) rootless: FxHashSet<String>,
}

/// How words go together where there is no tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bare {
    pub prepositions: FxHashSet<String>,
    pub determiners: FxHashSet<String>,
    /// Endings that plurals add, with what stands there in the singular: "ies" for "y".
    pub endings: Vec<(String, String)>,
}

/// A role noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Role {
    pub sector: Sector,
    pub kind: RoleKind,
    /// Whether it takes the sector of whoever it belongs to.
    pub inherits: bool,
    /// Whether it has a sector of its own beside that.
    pub own_sector: bool,
}

/// What a role noun describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RoleKind {
    /// A person with an office that one holds at a time.
    Office,
    /// A person.
    Person,
    /// An organisation or collective.
    Body,
    /// A state.
    State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    pub gender: Option<Gender>,
    pub sector: Option<Sector>,
}

/// What a pronoun stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pronoun {
    Male,
    Female,
    Thing,
    Plural,
    First,
    Speaker,
    Second,
}

/// Nouns of plural anaphora.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plurals {
    pub numbers: Vec<String>,
    pub states: FxHashSet<String>,
    pub people: FxHashSet<String>,
    pub sides: FxHashSet<String>,
    pub groups: FxHashSet<String>,
}

type Table = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    offices: Table,
    people: Table,
    bodies: Table,
    states: Table,
    inherits: Table,
    modifiers: Table,
    former: Table,
    joined: Table,
    abroad: Table,
    mostly: Table,
    brackets: Table,
    belongs: Table,
    titles: TitlesTable,
    pronouns: Table,
    plurals: Table,
    gender: Table,
    speech: Table,
    determiners: Table,
    bare: BareTable,
    usual: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BareTable {
    prepositions: Vec<String>,
    determiners: Vec<String>,
    plurals: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TitlesTable {
    male: Vec<String>,
    female: Vec<String>,
    neutral: Vec<String>,
    suffixes: Vec<String>,
    sectors: Table,
}

impl ActorWords {
    /// Reads `languages/<lang>/actors.toml`.
    pub fn load(files: &dyn Files, lang: &str) -> Result<ActorWords, Vec<DataError>> {
        let path = format!("languages/{lang}/actors.toml");
        let text = files.text(&path).map_err(|e| vec![e])?;
        let file: File = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(0, |s| text[..s.start].matches('\n').count() as u32 + 1);
            vec![DataError::new(
                &path,
                line,
                error.message().to_string(),
                "compare with languages/en/actors.toml and mend the line",
            )]
        })?;
        let mut words = ActorWords::default();
        let mut errors = Vec::new();
        for (table, kind) in
            [(&file.bodies, RoleKind::Body), (&file.people, RoleKind::Person), (&file.offices, RoleKind::Office)]
        {
            for (sector, list) in table {
                match Sector::parse(sector) {
                    Some(sector) => list.iter().for_each(|word| words.add_role(word, sector, kind)),
                    None => errors.push(unknown_sector(&path, sector)),
                }
            }
        }
        for word in list(&file.states, "words") {
            words.add_role(word, Sector::Gov, RoleKind::State);
        }
        for word in list(&file.inherits, "words") {
            let standing = file.inherits.iter().find(|(key, list)| *key != "words" && list.contains(word));
            let standing = standing.and_then(|(key, _)| Sector::parse(key));
            let own = words.roles.contains_key(word);
            let role = words.roles.entry(word.clone()).or_insert(Role {
                sector: standing.unwrap_or(Sector::Unk),
                kind: RoleKind::Person,
                inherits: true,
                own_sector: false,
            });
            role.inherits = true;
            role.own_sector = own && standing.is_none() && role.sector != Sector::Unk;
            if let Some(sector) = standing {
                role.sector = sector;
            }
        }
        for (sector, list) in &file.modifiers {
            match Sector::parse(sector) {
                Some(sector) => words.modifiers.extend(list.iter().map(|word| (word.clone(), sector))),
                None if sector == "fixed" => words.fixed = list.iter().cloned().collect(),
                None => errors.push(unknown_sector(&path, sector)),
            }
        }
        words.former = set(&file.former, "words");
        words.ended = set(&file.former, "ended");
        words.ranks = set(&file.former, "ranks");
        words.holds = set(&file.joined, "holds");
        words.strongholds = set(&file.joined, "strongholds");
        words.foreign = set(&file.belongs, "foreign");
        words.examples = set(&file.belongs, "examples");
        words.vague = set(&file.belongs, "vague");
        words.crowds = set(&file.plurals, "crowds");
        for word in list(&file.plurals, "crowds") {
            words.add_role(word, Sector::Cvl, RoleKind::Person);
        }
        for (table, known) in [(&file.abroad, &mut words.abroad), (&file.mostly, &mut words.mostly)] {
            for (code, list) in table {
                match CountryCode::parse(code) {
                    Some(country) => known.extend(list.iter().map(|word| (word.clone(), country))),
                    None => errors.push(unknown_country(&path, code)),
                }
            }
        }
        for (code, list) in &file.brackets {
            match CountryCode::parse(code) {
                Some(country) => words.brackets.extend(list.iter().map(|open| (open.clone(), country))),
                None => errors.push(unknown_country(&path, code)),
            }
        }
        words.takes = set(&file.joined, "takes");
        words.leaves = set(&file.joined, "leaves");
        words.before = set(&file.joined, "before");
        words.against = set(&file.joined, "against");
        words.belongs = set(&file.belongs, "words");
        words.speaks = set(&file.belongs, "speaks");
        words.speakers = set(&file.belongs, "speakers");
        words.add_titles(&file.titles);
        for (name, kind) in [
            ("male", Pronoun::Male),
            ("female", Pronoun::Female),
            ("thing", Pronoun::Thing),
            ("plural", Pronoun::Plural),
            ("first", Pronoun::First),
            ("speaker", Pronoun::Speaker),
            ("second", Pronoun::Second),
        ] {
            for word in list(&file.pronouns, name) {
                words.pronouns.insert(word.clone(), kind);
            }
        }
        words.possessive = set(&file.pronouns, "possessive");
        words.plurals = Plurals {
            numbers: list(&file.plurals, "numbers").to_vec(),
            states: set(&file.plurals, "states"),
            people: set(&file.plurals, "people"),
            sides: set(&file.plurals, "sides"),
            groups: set(&file.plurals, "groups"),
        };
        for (name, gender) in [("male", Gender::Male), ("female", Gender::Female)] {
            for word in list(&file.gender, name) {
                words.gender.insert(word.clone(), gender);
            }
            for word in list(&file.gender, &format!("{name}_names")) {
                words.first_names.insert(word.clone(), gender);
            }
        }
        let is_human = |role: &Role| matches!(role.kind, RoleKind::Person | RoleKind::Office);
        let last = |phrase: &str| phrase.rsplit(' ').next().unwrap_or(phrase).to_string();
        words.persons = words.roles.iter().filter(|(_, role)| is_human(role)).map(|(phrase, _)| last(phrase)).collect();
        words.persons.extend(words.gender.keys().cloned());
        words.timeless = set(&file.pronouns, "timeless");
        words.speech = set(&file.speech, "verbs");
        words.definite = set(&file.determiners, "definite");
        words.others = set(&file.states, "others");
        words.leaders = set(&file.plurals, "leaders");
        words.leading = list(&file.plurals, "leading").to_vec();
        words.rootless = set(&file.belongs, "rootless");
        words.settings = set(&file.belongs, "settings");
        words.usual = file.usual.into_iter().collect();
        words.reciprocal = set(&file.pronouns, "reciprocal");
        words.reflexive = set(&file.pronouns, "reflexive");
        words.suffixes = file.titles.suffixes.iter().cloned().collect();
        words.bare = Bare {
            prepositions: file.bare.prepositions.into_iter().collect(),
            determiners: file.bare.determiners.into_iter().collect(),
            endings: file.bare.plurals.into_iter().collect(),
        };
        words.bare.endings.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.len()));
        if errors.is_empty() { Ok(words) } else { Err(errors) }
    }

    fn add_role(&mut self, word: &str, sector: Sector, kind: RoleKind) {
        self.longest_role = self.longest_role.max(word.split(' ').count());
        self.roles.insert(word.to_string(), Role { sector, kind, inherits: false, own_sector: true });
    }

    fn add_titles(&mut self, table: &TitlesTable) {
        let mut add = |list: &[String], gender| {
            for word in list {
                self.titles.insert(word.clone(), Title { gender, sector: None });
            }
        };
        add(&table.neutral, None);
        add(&table.male, Some(Gender::Male));
        add(&table.female, Some(Gender::Female));
        for (sector, list) in &table.sectors {
            for word in list {
                if let Some(title) = self.titles.get_mut(word) {
                    title.sector = Sector::parse(sector);
                }
            }
        }
    }

    pub(crate) fn role(&self, phrase: &str) -> Option<Role> {
        self.roles.get(phrase).copied()
    }

    /// The singular of a word in lower case, where that is a role noun or a noun of plural anaphora; else the word itself.
    pub(crate) fn singular(&self, low: &str) -> String {
        let known = |word: &str| {
            self.roles.contains_key(word) || self.plurals.states.contains(word) || self.plurals.sides.contains(word)
        };
        if known(low) {
            return low.to_string();
        }
        for (ending, singular) in &self.bare.endings {
            if let Some(stem) = low.strip_suffix(ending.as_str()) {
                let candidate = format!("{stem}{singular}");
                if known(&candidate) {
                    return candidate;
                }
            }
        }
        low.to_string()
    }

    /// An office in the words that the knowledge uses: "defense minister" as "defence minister".
    pub(crate) fn usual(&self, office: &str) -> String {
        let plain = office.replace('-', " ");
        self.usual.get(&plain).cloned().unwrap_or(plain)
    }

    pub(crate) fn title(&self, word: &str) -> Option<Title> {
        self.titles.get(word).copied()
    }

    pub(crate) fn pronoun(&self, word: &str) -> Option<Pronoun> {
        self.pronouns.get(word).copied()
    }

    pub(crate) fn is_fixed(&self, role: &str) -> bool {
        self.fixed.contains(role)
    }

    /// Whether the word puts an office into the past ("then" does so for the reader, not for the day told about).
    pub(crate) fn ends_office(&self, word: &str) -> bool {
        self.ended.contains(word)
    }

    /// The country that a role noun stands for whatever the article says: "foreign fighters".
    pub(crate) fn abroad(&self, role: &str) -> Option<CountryCode> {
        self.abroad.get(role).copied()
    }

    /// The country that a role noun mostly means where the article names it: "the administration".
    pub(crate) fn mostly(&self, role: &str) -> Option<CountryCode> {
        self.mostly.get(role).copied()
    }

    pub(crate) fn is_former(&self, word: &str) -> bool {
        self.former.contains(word)
    }

    pub(crate) fn is_speaker(&self, role: &str) -> bool {
        self.speakers.contains(role)
    }

    /// Whether a noun describes people.
    pub(crate) fn is_person(&self, noun: &str) -> bool {
        self.persons.contains(noun)
    }

    pub(crate) fn noun_gender(&self, noun: &str) -> Option<Gender> {
        self.gender.get(noun).copied()
    }

    pub(crate) fn first_name_gender(&self, name: &str) -> Option<Gender> {
        self.first_names.get(name).copied()
    }
}

fn list<'a>(table: &'a Table, key: &str) -> &'a [String] {
    table.get(key).map_or(&[], Vec::as_slice)
}

fn set(table: &Table, key: &str) -> FxHashSet<String> {
    list(table, key).iter().cloned().collect()
}

fn unknown_sector(path: &str, sector: &str) -> DataError {
    DataError::new(path, 0, format!("\"{sector}\" is no sector"), "use PLOVER's three letters")
}

fn unknown_country(path: &str, code: &str) -> DataError {
    DataError::new(
        path,
        0,
        format!("\"{code}\" is no country code"),
        "use ISO 3166 alpha-3 or UNO EUR IGO NGO ISM IMG MNC",
    )
}
