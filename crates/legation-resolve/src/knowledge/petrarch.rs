//! PETRARCH's actor dictionaries as a further source: names with synonyms and dated codes.
//!
//! ```text
//! JOHN_DOE_ ; a comment
//! +JONATHAN_DOE_
//!     [USAGOV 010120-080120]
//!     [USAELI >080120]
//! ```

use super::{Body, Knowledge, Target};
use legation_types::{CountryCode, DataError, Date, Sector};

/// Actors read from a PETRARCH dictionary.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExtraActors {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Entry {
    line: u32,
    names: Vec<String>,
    codes: Vec<Code>,
}

#[derive(Clone, Debug, PartialEq)]
struct Code {
    country: Option<CountryCode>,
    sectors: Vec<Sector>,
    from: Option<Date>,
    until: Option<Date>,
}

impl ExtraActors {
    /// Reads a dictionary; `file` is its name for error messages. All faults are reported, not the first alone.
    pub fn parse(file: &str, text: &str) -> Result<ExtraActors, Vec<DataError>> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut errors = Vec::new();
        for (idx, raw) in text.lines().enumerate() {
            let number = idx as u32 + 1;
            let line = raw.split([';', '#']).next().unwrap_or("").trim();
            if line.is_empty() || line.starts_with("<!") {
                continue;
            }
            let (name, codes) = match line.find('[') {
                Some(at) => (line[..at].trim(), &line[at..]),
                None => (line, ""),
            };
            if let Some(synonym) = name.strip_prefix('+') {
                match entries.last_mut() {
                    Some(entry) => entry.names.push(plain(synonym)),
                    None => errors.push(DataError::new(
                        file,
                        number,
                        "a synonym before any name",
                        "put the main name above it, without +",
                    )),
                }
            } else if !name.is_empty() {
                entries.push(Entry { line: number, names: vec![plain(name)], codes: Vec::new() });
            }
            for part in codes.split('[').skip(1) {
                let Some((inner, _)) = part.split_once(']') else {
                    errors.push(DataError::new(file, number, "a bracket is not closed", "end the code with ]"));
                    continue;
                };
                let Some(entry) = entries.last_mut() else {
                    errors.push(DataError::new(file, number, "a code before any name", "put the name above it"));
                    continue;
                };
                match code(inner) {
                    Ok(code) => entry.codes.push(code),
                    Err(message) => errors.push(DataError::new(file, number, message, FIX)),
                }
            }
        }
        for entry in entries.iter().filter(|e| e.codes.is_empty()) {
            let name = &entry.names[0];
            errors.push(DataError::new(file, entry.line, format!("\"{name}\" has no code"), "add one, as [USAGOV]"));
        }
        if errors.is_empty() { Ok(ExtraActors { entries }) } else { Err(errors) }
    }

    /// How many actors there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds them to the knowledge. Where a name is known already, both stand; the knowledge's own comes first.
    pub fn add_to(&self, knowledge: &mut Knowledge) {
        for entry in &self.entries {
            for code in &entry.codes {
                let idx = knowledge.bodies.len() as u32;
                knowledge.bodies.push(Body {
                    name: entry.names[0].clone(),
                    country: code.country,
                    sectors: code.sectors.clone(),
                    from: code.from,
                    until: code.until,
                    is_metonym: false,
                });
                for name in &entry.names {
                    knowledge.add(name, Target::Body(idx));
                    // Capitals do not tell "UN" from "Roe": short words stand in both spellings.
                    let titled: Vec<String> = name.split(' ').map(title).collect();
                    knowledge.add(&titled.join(" "), Target::Body(idx));
                }
            }
        }
    }
}

const FIX: &str = "write a CAMEO code and, after a space, <YYMMDD, >YYMMDD or YYMMDD-YYMMDD (YYYYMMDD as well)";

/// A name as newspapers print it: the dictionaries are in capitals with underscores.
fn plain(name: &str) -> String {
    let words = name.split(['_', ' ']).filter(|w| !w.is_empty());
    let plain = words.map(|word| {
        let is_kept = word.chars().count() <= 3 || word.chars().any(char::is_lowercase);
        if is_kept { word.to_string() } else { title(word) }
    });
    plain.collect::<Vec<String>>().join(" ")
}

/// Capitals at the start and after hyphens only.
fn title(word: &str) -> String {
    let mut is_start = true;
    word.chars()
        .map(|c| {
            let out = if is_start { c.to_uppercase().next() } else { c.to_lowercase().next() }.unwrap_or(c);
            is_start = c == '-';
            out
        })
        .collect()
}

fn code(inner: &str) -> Result<Code, String> {
    let mut parts = inner.split_whitespace();
    let letters = parts.next().ok_or("an empty code")?;
    let (country, sectors) = cameo(letters)?;
    let (mut from, mut until) = (None, None);
    if let Some(when) = parts.next() {
        if let Some(day) = when.strip_prefix('<') {
            until = Some(date(day)?);
        } else if let Some(day) = when.strip_prefix('>') {
            from = Some(date(day)?);
        } else if let Some((first, last)) = when.split_once('-') {
            from = Some(date(first)?);
            until = Some(date(last)?);
        } else {
            return Err(format!("\"{when}\" is no time limit"));
        }
    }
    Ok(Code { country, sectors, from, until })
}

/// CAMEO's country and roles, three letters each.
fn cameo(letters: &str) -> Result<(Option<CountryCode>, Vec<Sector>), String> {
    let fault = || format!("\"{letters}\" is no code of three-letter parts");
    if let Some(roles) = letters.strip_prefix("---") {
        return cameo(roles).map(|(_, sectors)| (None, sectors));
    }
    if !letters.is_ascii() || !letters.len().is_multiple_of(3) {
        return Err(fault());
    }
    let mut country = None;
    let mut sectors = Vec::new();
    for at in (0..letters.len()).step_by(3) {
        let part = &letters[at..at + 3];
        match Sector::parse(part) {
            Some(sector) if at > 0 || !matches!(part, "NGO" | "IGO" | "MNC") => sectors.push(sector),
            _ if at == 0 => country = CountryCode::parse(part),
            _ => {}
        }
    }
    if country.is_none() && sectors.is_empty() {
        return Err(fault());
    }
    if sectors.is_empty() {
        sectors.push(match country.map(|c| c.as_str().to_string()).as_deref() {
            Some("IGO") => Sector::Igo,
            Some("NGO") => Sector::Ngo,
            Some("MNC") => Sector::Mnc,
            _ => Sector::Gov,
        });
    }
    Ok((country, sectors))
}

/// A day as YYMMDD (30 and above: the last century) or YYYYMMDD; a day 00 is the first.
fn date(text: &str) -> Result<Date, String> {
    let fault = || format!("\"{text}\" is no date");
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(fault());
    }
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|d| d.parse::<i16>().ok()).ok_or_else(fault);
    let (year, at) = match text.len() {
        6 => (number(0..2)? + if number(0..2)? < 30 { 2000 } else { 1900 }, 2),
        8 => (number(0..4)?, 4),
        _ => return Err(fault()),
    };
    let month = number(at..at + 2)?.max(1) as i8;
    let day = number(at + 2..at + 4)?.max(1) as i8;
    Date::new(year, month, day).or_else(|_| Date::new(year, month, 28)).map_err(|_| fault())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_synonyms_and_dated_codes() {
        let text =
            "JANE_ROE_ ; minister\n+J._ROE_\n\t[XXAGOV 010120-080120]\n\t[XXAELI >080120]\nFREE_PARTY_ [XXAOPP]\n";
        let extra = ExtraActors::parse("my.actors", text).unwrap();
        assert_eq!(extra.len(), 2);
        let mut knowledge = Knowledge::default();
        extra.add_to(&mut knowledge);
        let sector = |day: &str| knowledge.find("Jane Roe", Some(day.parse().unwrap()))[0].sector;
        assert_eq!(sector("2005-05-05"), Sector::Gov);
        assert_eq!(sector("2010-05-05"), Sector::Eli);
        assert_eq!(knowledge.find("Free Party", None)[0].country.unwrap().as_str(), "XXA");
    }

    #[test]
    fn names_the_line_of_every_fault() {
        let text = "+LOST_\nJANE_ROE_\n\t[XXAGOV 99]\n\t[XXAGOV\nNOBODY_\n";
        let errors = ExtraActors::parse("my.actors", text).unwrap_err();
        assert_eq!(errors.iter().map(|e| e.line).collect::<Vec<_>>(), [1, 3, 4, 2, 5]);
    }
}
