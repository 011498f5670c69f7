//! `languages/<lang>/places.toml` as this folder uses it.

use super::PlaceKind;
use super::fold::fold;
use legation_types::{CountryCode, DataError, Files};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// How a language speaks of places, and how much each cue of disambiguation weighs.
///
/// Read from `languages/<lang>/places.toml`; names of peoples come from `knowledge/countries.toml`.
#[derive(Clone, Debug)]
pub struct PlaceRules {
    /// Words before a name that are no part of it: "the", "eastern".
    pub(crate) openers: BTreeSet<String>,
    /// Words that say what kind of place a name is, before ("province of") or after ("province") it.
    pub(crate) generics: BTreeMap<String, PlaceKind>,
    /// Words that join a generic word to the name after it: "of".
    pub(crate) joiners: BTreeSet<String>,
    /// Words that may stand between a place and what holds it: "Cizre, in south-east Turkey".
    pub(crate) gap_words: BTreeSet<String>,
    /// Capitalised words that are never taken for a place without the model's word for it, folded.
    pub(crate) unsafe_names: BTreeSet<String>,
    pub(crate) institutions: BTreeSet<String>,
    /// Prepositions right behind which a name is a place's: "in".
    pub(crate) locatives: BTreeSet<String>,
    /// Words after the name of a division below the first order: "county".
    pub(crate) counties: BTreeSet<String>,
    /// Readings of a place name by its place in the tree; the first that fits holds.
    pub(crate) readings: Vec<ReadingRule>,
    /// Names of peoples and adjectives of nationality, folded.
    pub(crate) demonyms: BTreeMap<String, CountryCode>,
    /// The same for regions and divisions: folded word to folded name.
    pub(crate) region_peoples: BTreeMap<String, String>,
    pub(crate) weights: Weights,
}

/// How much each cue adds to the score of a candidate, in natural logarithms of odds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// For each factor of ten in people.
    pub(crate) population: f64,
    /// For a country.
    pub(crate) country: f64,
    /// For a first-order division.
    pub(crate) division: f64,
    /// Against a first-order division that holds a large settlement of its name.
    pub(crate) seat: f64,
    /// For a region or area.
    pub(crate) region: f64,
    /// For a capital.
    pub(crate) capital: f64,
    /// For a name that is only an alternate one.
    pub(crate) alternate: f64,
    /// For the kind that a word beside the name tells.
    pub(crate) form: f64,
    /// For all of the article's other places being in the same country.
    pub(crate) same_country: f64,
    /// For each doubling or so of other places in the same division.
    pub(crate) same_division: f64,
    /// For each doubling or so of other places within some 100 km.
    pub(crate) near: f64,
    /// For each doubling or so of other places within some 500 km, countries counted at their centre.
    pub(crate) same_part: f64,
    /// For the place named right after being the one that holds it.
    pub(crate) inside: f64,
    /// How much one adjective of nationality counts against one place of that country.
    pub(crate) demonym: f64,
    /// How much a country named by itself counts against one place in it.
    pub(crate) named_country: f64,
    /// People that a settlement or division must have for its name to be taken for it where the model did not call the
    /// name a place; countries, capitals and regions need none.
    pub(crate) untagged: f64,
}

/// One line of the table of readings. An empty list of conditions fits anything.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadingRule {
    /// Relations of the name to its head, with or without their subtype.
    #[serde(default)]
    pub relation: Vec<String>,
    /// Lemmas of the preposition.
    #[serde(default)]
    pub case: Vec<String>,
    /// Lemmas of the head.
    #[serde(default)]
    pub head: Vec<String>,
    /// Parts of speech of the head.
    #[serde(default)]
    pub head_upos: Vec<String>,
    /// Kinds of place: country, division, settlement, region, area.
    #[serde(default)]
    pub kind: Vec<String>,
    /// Whether the head has a copula.
    #[serde(default)]
    pub copula: Option<bool>,
    /// `literal` or `actor`.
    pub is: ReadingWord,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReadingWord {
    Literal,
    Actor,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    openers: Vec<String>,
    joiners: Vec<String>,
    gap_words: Vec<String>,
    unsafe_names: Vec<String>,
    institutions: Vec<String>,
    locatives: Vec<String>,
    counties: Vec<String>,
    generic: GenericWords,
    region_peoples: BTreeMap<String, String>,
    weights: Weights,
    reading: Vec<ReadingRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GenericWords {
    country: Vec<String>,
    division: Vec<String>,
    area: Vec<String>,
    settlement: Vec<String>,
}

#[derive(Deserialize)]
struct CountriesFile {
    country: Vec<CountryNames>,
}

#[derive(Deserialize)]
struct CountryNames {
    code: String,
    name: String,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    people: Vec<String>,
}

impl PlaceRules {
    /// The rules of a language (ISO 639-1) among `files`, or every fault found in them.
    pub fn load(files: &dyn Files, lang: &str) -> Result<PlaceRules, Vec<DataError>> {
        let path = format!("languages/{lang}/places.toml");
        let rules: RulesFile = read(files, &path)?;
        let countries: CountriesFile = read(files, "knowledge/countries.toml")?;
        for (number, reading) in rules.reading.iter().enumerate() {
            if let Some(kind) = reading.kind.iter().find(|k| parse_kind(k).is_none()) {
                let message = format!("reading {}: unknown kind of place \"{kind}\"", number + 1);
                let fix = "use country, division, settlement, region or area";
                return Err(vec![DataError::new(&path, 0, message, fix)]);
            }
        }
        let mut generics = BTreeMap::new();
        for (words, kind) in [
            (rules.generic.country, PlaceKind::Country),
            (rules.generic.division, PlaceKind::Division),
            (rules.generic.area, PlaceKind::Area),
            (rules.generic.settlement, PlaceKind::Settlement),
        ] {
            generics.extend(words.into_iter().map(|word| (word, kind)));
        }
        Ok(PlaceRules {
            openers: rules.openers.into_iter().collect(),
            generics,
            joiners: rules.joiners.into_iter().collect(),
            gap_words: rules.gap_words.into_iter().collect(),
            institutions: rules.institutions.into_iter().collect(),
            locatives: rules.locatives.into_iter().collect(),
            counties: rules.counties.into_iter().collect(),
            unsafe_names: rules.unsafe_names.iter().map(|n| fold(n)).collect(),
            readings: rules.reading,
            demonyms: demonyms(&countries),
            region_peoples: rules.region_peoples.iter().map(|(word, name)| (fold(word), fold(name))).collect(),
            weights: rules.weights,
        })
    }
}

fn read<T: for<'a> Deserialize<'a>>(files: &dyn Files, path: &str) -> Result<T, Vec<DataError>> {
    let text = files.text(path).map_err(|e| vec![e])?;
    toml::from_str(&text).map_err(|e| {
        let line = e.span().map_or(0, |s| text[..s.start].matches('\n').count() as u32 + 1);
        vec![DataError::new(path, line, e.message().to_string(), "see the comments in the file for its fields")]
    })
}

/// Words that name one people only.
fn demonyms(file: &CountriesFile) -> BTreeMap<String, CountryCode> {
    let mut words: BTreeMap<String, CountryCode> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for country in &file.country {
        let Some(code) = CountryCode::parse(&country.code) else { continue };
        for word in country.adjectives.iter().chain(&country.people) {
            let key = fold(word);
            if key == fold(&country.name) || key.len() < 3 {
                continue;
            }
            match words.get(&key) {
                Some(other) if *other != code => {
                    shared.insert(key);
                }
                _ => {
                    words.insert(key, code);
                }
            }
        }
    }
    words.into_iter().filter(|(word, _)| !shared.contains(word)).collect()
}

/// The kind that a word of the rules names.
pub(crate) fn parse_kind(word: &str) -> Option<PlaceKind> {
    match word {
        "country" => Some(PlaceKind::Country),
        "division" => Some(PlaceKind::Division),
        "settlement" => Some(PlaceKind::Settlement),
        "region" => Some(PlaceKind::Region),
        "area" => Some(PlaceKind::Area),
        _ => None,
    }
}
