//! The shapes of other event data sets, so that scripts written for them can read our events. Shapes only: the rows come from
//! the user's own articles, never from those data sets.
//!
//! One file a shape. To add one: a file here and a line in [`SHAPES`].

mod conflict_flat;
mod crosswalks;
mod export;
mod gdelt;
mod icews;
mod parties;
mod phoenix;
mod polecat;
mod when;

pub use crosswalks::Crosswalks;
pub use export::{Export, Line};

use super::account::Limits;
use super::record::Record;
use legation_types::{Article, CodePoints, Status};
use when::When;

/// All shapes.
pub const SHAPES: &[&Shape] = &[
    &gdelt::EVENTS,
    &gdelt::MENTIONS,
    &polecat::POLECAT,
    &icews::ICEWS,
    &phoenix::PHOENIX,
    &conflict_flat::CONFLICT_FLAT,
];

/// The statuses of what is or has been: the only ones that the peers' rows stand for.
pub const ACTUAL: [Status; 2] = [Status::Occurred, Status::Ongoing];

/// The shape of that name.
pub fn shape(name: &str) -> Option<&'static Shape> {
    SHAPES.iter().copied().find(|shape| shape.name == name)
}

/// Fields of the record that no table with one CAMEO code a row has a home for.
const CAMEO_HOMELESS: [&str; 11] = [
    "status",
    "according_to",
    "time.latest",
    "place.geonames_id",
    "count",
    "condition",
    "within",
    "actors.role",
    "actors.wikidata",
    "recipients.role",
    "recipients.wikidata",
];

/// A table as another data set has it.
pub struct Shape {
    /// Its name: `gdelt2-events`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Columns in order.
    pub columns: &'static [Column],
    /// Whether the first line names the columns.
    pub has_header: bool,
    /// Comma (quoted as RFC 4180 has it) or tab (never quoted).
    pub separator: char,
    /// What stands for a missing value.
    pub missing: &'static str,
    /// What it cannot hold.
    pub limits: Limits,
    /// Whether rows of the same day, parties and code are one row.
    one_a_day: bool,
    rows: fn(&Subject<'_>) -> Result<Vec<Row>, Exclusion>,
}

/// A column.
#[derive(Clone, Copy)]
pub struct Column {
    /// Its name in the peer's documents.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Where its values come from; empty for columns that are always missing.
    pub from: &'static str,
}

/// Types of columns, by the words of the Frictionless Table Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text; also codes, whose leading zeros matter.
    String,
    /// A whole number.
    Integer,
    /// A decimal number.
    Number,
    /// `2025-04-11`.
    Date,
}

impl Kind {
    /// The word of the Frictionless Table Schema.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::String => "string",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Date => "date",
        }
    }
}

const fn column(name: &'static str, kind: Kind, from: &'static str) -> Column {
    Column { name, kind, from }
}

/// What the text of an article tells beyond its events; all unknown where only records are at hand.
#[derive(Clone, Debug, Default)]
pub struct TextFacts {
    /// Code points of the text.
    pub length: Option<u32>,
    /// Code point at which the first paragraph of prose ends.
    pub lead_end: Option<u32>,
    /// Language, ISO 639-1.
    pub language: Option<String>,
    /// Names in the text: persons, organisations, places.
    pub names: [Vec<String>; 3],
}

impl TextFacts {
    /// The facts of an article; `names` of persons, organisations and places in the order of the text, doubles allowed.
    pub fn of(article: &Article, names: [Vec<String>; 3]) -> TextFacts {
        let index = CodePoints::new(&article.text);
        let distinct = |names: Vec<String>| {
            let mut seen: Vec<String> = Vec::new();
            for name in names {
                if !seen.contains(&name) {
                    seen.push(name);
                }
            }
            seen
        };
        TextFacts {
            length: Some(index.at(article.text.len() as u32)),
            lead_end: Some(index.at(lead_end(&article.text) as u32)),
            language: article.lang.clone(),
            names: names.map(distinct),
        }
    }
}

/// The byte at which the first paragraph of prose ends: the first line that ends as a sentence does; headlines,
/// section names and datelines stand before it.
fn lead_end(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let words = line.trim_end().trim_end_matches(['"', '”', '’', '\'', ')']);
        if words.ends_with(['.', '!', '?']) && words.split_whitespace().count() > 5 {
            return at;
        }
    }
    text.len()
}

/// One event to be shaped.
struct Subject<'a> {
    record: &'a Record,
    facts: &'a TextFacts,
    crosswalks: &'a Crosswalks,
    when: When,
}

/// One row; an event can give several.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    /// The peer's id; rewritten where rows are merged.
    id: String,
    /// Values in the order of the columns; empty for missing.
    fields: Vec<String>,
    /// Whether the row says the same as another of this event with the sides exchanged.
    is_reciprocal: bool,
}

/// Why an event gives no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exclusion {
    /// The shape has a column for the day that cannot be empty, and neither event nor article has one.
    NoDay,
    /// The shape needs both sides.
    OneSide,
    /// The shape's ontology has nothing for the type.
    NoCode,
}

impl Exclusion {
    fn as_str(self) -> &'static str {
        match self {
            Exclusion::NoDay => "neither the event nor the article has a day",
            Exclusion::OneSide => "the shape needs two sides and the event has one",
            Exclusion::NoCode => "the shape has no code for the type",
        }
    }
}

/// A whole number for a peer's id column: below 2^53, so that R and JavaScript keep it, and with room for 256 rows an event.
fn number_of(record: &Record, row: usize) -> u64 {
    let hex: String = record.id.chars().filter(char::is_ascii_hexdigit).take(13).collect();
    let hash = u64::from_str_radix(&hex, 16).unwrap_or(0) & 0x1F_FFFF_FFFF_FFFF;
    (hash & !0xFF) + (row as u64).min(0xFF)
}

/// A number without trailing zeros but at least one decimal, as the peers print scores: `-5.0`.
fn decimal(number: f64) -> String {
    let text = format!("{number}");
    if text.contains('.') { text } else { text + ".0" }
}

fn text_of<T: ToString>(value: Option<T>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests;
