//! The data files as they are written, before references are resolved.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// One value or a list of values.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(crate) fn into_vec(self) -> Vec<String> {
        match self {
            OneOrMany::One(value) => vec![value],
            OneOrMany::Many(values) => values,
        }
    }
}

/// Takes an optional value or list as a list; empty where it is not given.
pub(crate) fn list(values: Option<OneOrMany>) -> Vec<String> {
    values.map(OneOrMany::into_vec).unwrap_or_default()
}

pub(crate) type Where = BTreeMap<String, OneOrMany>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trigger {
    pub lemma: Option<OneOrMany>,
    pub phrase: Option<OneOrMany>,
    pub upos: Option<OneOrMany>,
    pub particle: Option<OneOrMany>,
    pub prep: Option<OneOrMany>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Content {
    pub relations: OneOrMany,
    pub status: Option<String>,
    pub subject: Option<String>,
    pub target: Option<String>,
    pub source: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mode {
    #[serde(rename = "where")]
    pub constraints: Where,
    pub mode: String,
}

/// A shared list's name, or a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Modes {
    Shared(String),
    Own(Vec<Mode>),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reading {
    pub id: String,
    pub trigger: Option<Trigger>,
    pub event: String,
    pub mode: Option<String>,
    pub modes: Option<Modes>,
    #[serde(default)]
    pub contexts: Vec<String>,
    pub frame: Option<String>,
    pub actor: Option<OneOrMany>,
    pub recipient: Option<OneOrMany>,
    pub mutual: Option<OneOrMany>,
    pub needs: Option<String>,
    pub authority: Option<String>,
    #[serde(default)]
    pub implied: Implied,
    #[serde(default, rename = "where")]
    pub constraints: Where,
    pub content: Option<Content>,
    pub consumes: Option<OneOrMany>,
    #[serde(default)]
    pub priority: i32,
    #[serde(default)]
    pub weak: bool,
    #[serde(default)]
    pub codes: Vec<Spanned<String>>,
    #[serde(default)]
    pub skips: Vec<Spanned<String>>,
}

/// Sides that the trigger itself tells of.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Implied {
    pub actor: Option<People>,
    pub recipient: Option<People>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    pub name: String,
    pub sector: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PatternFile {
    pub trigger: Option<Trigger>,
    #[serde(default)]
    pub reading: Vec<Spanned<Reading>>,
}

/// One part of speech's side of a frame.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Side {
    pub actor: Option<OneOrMany>,
    pub recipient: Option<OneOrMany>,
    pub mutual: Option<OneOrMany>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frame {
    pub same_as: Option<String>,
    pub verb: Option<Side>,
    pub noun: Option<Side>,
    pub adj: Option<Side>,
    pub content: Option<Content>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrameFile {
    #[serde(default)]
    pub transparent: Vec<String>,
    #[serde(default)]
    pub through: Vec<String>,
    #[serde(default)]
    pub frames: BTreeMap<String, Spanned<Frame>>,
    #[serde(default)]
    pub modes: BTreeMap<String, Spanned<Vec<Mode>>>,
    #[serde(default)]
    pub classes: BTreeMap<String, Spanned<Vec<String>>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContextFile {
    pub contexts: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventType {
    pub quad: String,
    pub score: f32,
    #[serde(default)]
    pub mode_by_content: BTreeMap<String, String>,
    pub place_modes: Option<PlaceModes>,
    #[serde(default)]
    pub has_one_side: bool,
    #[serde(default)]
    pub retold: bool,
    #[serde(default)]
    pub opponent: bool,
    #[serde(default)]
    pub takes: Vec<String>,
    #[serde(default)]
    pub done_to_compound: bool,
    pub crowd: Option<People>,
    pub hits: Option<String>,
    #[serde(default = "yes")]
    pub done_to_places: bool,
    #[serde(default)]
    pub done_to_lands: bool,
    #[serde(default)]
    pub authorities: BTreeMap<String, String>,
    #[serde(default)]
    pub civil: bool,
    #[serde(default)]
    pub sentence_suffices: bool,
    #[serde(default)]
    pub modes: BTreeMap<String, f32>,
    #[serde(default)]
    pub contexts: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceModes {
    pub own: String,
    pub other: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct View {
    pub future_statuses: Vec<String>,
    pub negated_statuses: Vec<String>,
    pub hypothetical_statuses: Vec<String>,
    pub future: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scheme {
    pub name: String,
    pub version: u32,
    pub political_sectors: Vec<String>,
    pub civil_sectors: Vec<String>,
    pub events: BTreeMap<String, EventType>,
    pub view: View,
    pub confidence: BTreeMap<String, f32>,
}

fn yes() -> bool {
    true
}
