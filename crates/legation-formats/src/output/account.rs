//! What became of the records on their way into a shape: how many came, which were left out, what the shape has no place for,
//! and what they came from. It is what a sidecar says.

use super::record::Record;
use legation_types::Status;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a shape cannot hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Fields of the record that have no home in it, as paths: `according_to`, `place.geonames_id`. A path stands for all below it.
    pub homeless: &'static [&'static [&'static str]],
    /// What a user must know who reads it.
    pub remarks: &'static [&'static str],
}

impl Limits {
    /// Of a shape that holds all that a record holds.
    pub const NONE: Limits = Limits { homeless: &[], remarks: &[] };
}

/// The account of one export, kept while records go by.
#[derive(Clone, Debug)]
pub struct Account {
    name: String,
    limits: Limits,
    statuses: Vec<Status>,
    read: usize,
    written: usize,
    by_status: BTreeMap<Status, usize>,
    dropped: BTreeMap<&'static str, usize>,
    sources: Sources,
}

/// What the records of an export come from: names its files.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    versions: BTreeSet<String>,
    articles: BTreeMap<String, String>,
    days: Option<(String, String)>,
}

impl Account {
    /// The account of an export into the shape `name`, of events with one of `statuses`.
    pub fn new(name: &str, limits: Limits, statuses: &[Status]) -> Account {
        Account {
            name: name.to_string(),
            limits,
            statuses: statuses.to_vec(),
            read: 0,
            written: 0,
            by_status: BTreeMap::new(),
            dropped: BTreeMap::new(),
            sources: Sources::default(),
        }
    }

    /// Takes note of a record that came; whether its status is among those asked for.
    pub fn admits(&mut self, record: &Record) -> bool {
        self.read += 1;
        self.sources.meet(record);
        let is_wanted = self.statuses.contains(&record.status);
        if !is_wanted {
            *self.by_status.entry(record.status).or_default() += 1;
        }
        is_wanted
    }

    /// Takes note of a record that was written, and of what it said for which the shape has no place.
    pub fn wrote(&mut self, record: &Record) {
        self.written += 1;
        let value = serde_json::to_value(record).unwrap_or_default();
        for path in self.limits.homeless.iter().copied().flatten() {
            if is_told(&value, path) {
                *self.dropped.entry(path).or_default() += 1;
            }
        }
    }

    /// Records that were written, and records that came.
    pub fn written_of_read(&self) -> (usize, usize) {
        (self.written, self.read)
    }

    /// Records left out by their status: `3 planned, 1 denied`; empty where none were.
    pub fn left_out_by_status(&self) -> String {
        let counts: Vec<String> = self.by_status.iter().map(|(s, n)| format!("{n} {}", s.as_str())).collect();
        counts.join(", ")
    }

    /// What the records came from.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The account as the sidecar has it.
    pub fn manifest(&self) -> Value {
        json!({
            "manifest": "legation-export/1",
            "profile": self.name,
            "run": self.sources.run(),
            "versions": self.sources.versions,
            "articles_with_events": self.sources.articles.len(),
            "published": self.sources.days.as_ref().map(|(first, last)| json!({"from": first, "to": last})),
            "statuses": self.statuses.iter().map(|s| s.as_str()).collect::<Vec<_>>(),
            "events": {"read": self.read, "written": self.written},
            "left_out": {"by_status": counts(self.by_status.iter().map(|(s, n)| (s.as_str(), *n)))},
            "fields_without_a_home": counts(self.dropped.iter().map(|(path, n)| (*path, *n))),
            "remarks": self.limits.remarks,
            "notice": "Only the shape is another project's. The rows were coded by legation from the user's own articles and are none of that project's data.",
        })
    }
}

/// Counts by name, as JSON.
pub(super) fn counts<N: ToString>(counts: impl Iterator<Item = (N, usize)>) -> Value {
    Value::Object(counts.map(|(name, count)| (name.to_string(), json!(count))).collect::<Map<_, _>>())
}

impl Sources {
    /// Takes note of a record.
    pub fn meet(&mut self, record: &Record) {
        if !self.versions.contains(&record.run) {
            self.versions.insert(record.run.clone());
        }
        if !self.articles.contains_key(&record.article.id) {
            self.articles.insert(record.article.id.clone(), record.article.sha256.clone());
        }
        if let Some(day) = &record.article.published_at {
            let days = self.days.get_or_insert_with(|| (day.clone(), day.clone()));
            if *day < days.0 {
                days.0.clone_from(day);
            }
            if *day > days.1 {
                days.1.clone_from(day);
            }
        }
    }

    /// Eight hexadecimal digits that name the articles and the versions: the same for the same run.
    pub fn run(&self) -> String {
        let parts: Vec<&str> = self.versions.iter().chain(self.articles.values()).map(String::as_str).collect();
        crate::sha256(&parts.join("\n"))[..8].to_string()
    }

    /// A file name without its ending: `legation-icews-20240101_20240131-1a2b3c4d`, the days those of publication.
    pub fn stem(&self, profile: &str) -> String {
        let days = match &self.days {
            Some((first, last)) => format!("{}_{}", first.replace('-', ""), last.replace('-', "")),
            None => "undated".to_string(),
        };
        format!("legation-{profile}-{days}-{}", self.run())
    }
}

/// Whether the field of a path says something: not null, not an empty list, not `UNK`. A list is followed into its items.
fn is_told(value: &Value, path: &str) -> bool {
    if let Value::Array(items) = value {
        return items.iter().any(|item| is_told(item, path));
    }
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    match (value.get(key), rest) {
        (Some(found), Some(rest)) => is_told(found, rest),
        (Some(Value::Null) | None, None) => false,
        (Some(Value::Array(items)), None) => !items.is_empty(),
        (Some(Value::String(text)), None) => !text.is_empty() && text != "UNK",
        (Some(_), None) => true,
        (None, Some(_)) => false,
    }
}
