//! Turns records into lines of a shape and keeps account of what was left out, dropped and filled in.

use super::when::{Basis, When};
use super::{Crosswalks, Exclusion, Row, Shape, Subject, TextFacts};
use crate::output::record::Record;
use legation_types::Status;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One export: records go in one by one, lines come out.
pub struct Export<'t> {
    shape: &'static Shape,
    crosswalks: &'t Crosswalks,
    statuses: Vec<Status>,
    /// Rows kept back to be merged, in the order of their first record.
    held: Vec<Row>,
    held_at: BTreeMap<[String; 4], usize>,
    account: Account,
}

/// A line of the table and its lines of evidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// A row of the table, with its line end; empty where it comes later.
    pub row: String,
    /// A JSON object: the row's id and the whole record behind it, with its line end.
    pub evidence: String,
}

/// What an export did.
#[derive(Default)]
struct Account {
    records: usize,
    written: usize,
    rows: usize,
    reciprocal: usize,
    by_status: BTreeMap<Status, usize>,
    by_reason: BTreeMap<Exclusion, usize>,
    by_type: BTreeMap<String, usize>,
    by_basis: BTreeMap<Basis, usize>,
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

impl<'t> Export<'t> {
    /// An export into `shape` of the events with one of `statuses` (see [`super::ACTUAL`]).
    pub fn new(shape: &'static Shape, crosswalks: &'t Crosswalks, statuses: &[Status]) -> Export<'t> {
        let statuses = statuses.to_vec();
        let account = Account::default();
        Export { shape, crosswalks, statuses, held: Vec::new(), held_at: BTreeMap::new(), account }
    }

    /// The line that names the columns; empty for shapes without one.
    pub fn header(&self) -> String {
        if !self.shape.has_header {
            return String::new();
        }
        let names: Vec<String> = self.shape.columns.iter().map(|column| column.name.to_string()).collect();
        line(self.shape, &names)
    }

    /// The lines of one event; none where it is excluded.
    pub fn add(&mut self, record: &Record, facts: &TextFacts) -> Vec<Line> {
        self.account.records += 1;
        self.account.sources.meet(record);
        if !self.statuses.contains(&record.status) {
            *self.account.by_status.entry(record.status).or_default() += 1;
            return Vec::new();
        }
        let when = When::of(record);
        let basis = when.basis;
        let subject = Subject { record, facts, crosswalks: self.crosswalks, when };
        let rows = match (self.shape.rows)(&subject) {
            Ok(rows) => rows,
            Err(reason) => {
                *self.account.by_reason.entry(reason).or_default() += 1;
                if reason == Exclusion::NoCode {
                    *self.account.by_type.entry(record.event.clone()).or_default() += 1;
                }
                return Vec::new();
            }
        };
        self.account.written += 1;
        *self.account.by_basis.entry(basis).or_default() += 1;
        let value = serde_json::to_value(record).unwrap_or_default();
        for path in self.shape.homeless.iter().copied().flatten() {
            if is_told(&value, path) {
                *self.account.dropped.entry(path).or_default() += 1;
            }
        }
        let group = (rows.len() > 1).then(|| record.id.clone());
        let mut lines = Vec::new();
        for row in rows {
            self.account.reciprocal += usize::from(row.is_reciprocal);
            let (id, text) = if self.shape.one_a_day {
                (self.hold(row), String::new())
            } else {
                self.account.rows += 1;
                (row.id.clone(), line(self.shape, &row.fields))
            };
            let evidence = json!({"exported_id": id, "date_basis": basis.as_str(), "group": group, "record": value});
            lines.push(Line { row: text, evidence: format!("{evidence}\n") });
        }
        lines
    }

    /// Keeps a row back; one of the same day, parties and code takes it in. Gives the id it will have.
    fn hold(&mut self, mut row: Row) -> String {
        let key = super::phoenix::key(&row.fields);
        if let Some(&idx) = self.held_at.get(&key) {
            super::phoenix::merge(&mut self.held[idx].fields, &row.fields);
            return self.held[idx].id.clone();
        }
        row.id = super::phoenix::id(self.held.len() + 1, &row.fields[0]);
        row.fields[0] = row.id.clone();
        self.held_at.insert(key, self.held.len());
        self.held.push(row);
        self.held.last().map_or(String::new(), |row| row.id.clone())
    }

    /// The rows that were kept back.
    pub fn finish(&mut self) -> String {
        self.account.rows += self.held.len();
        let text = self.held.iter().map(|row| line(self.shape, &row.fields)).collect();
        self.held.clear();
        self.held_at.clear();
        text
    }

    /// What the records came from.
    pub fn sources(&self) -> &Sources {
        &self.account.sources
    }

    /// One sentence for people: what was written and what was not.
    pub fn summary(&self) -> String {
        let account = &self.account;
        let mut parts = vec![format!("{} rows from {} of {} events", account.rows, account.written, account.records)];
        let statuses: Vec<String> = account.by_status.iter().map(|(s, n)| format!("{n} {}", s.as_str())).collect();
        if !statuses.is_empty() {
            parts.push(format!("left out by status: {}", statuses.join(", ")));
        }
        for (reason, count) in &account.by_reason {
            parts.push(format!("{count} left out: {}", reason.as_str()));
        }
        if let Some(count) = account.by_basis.get(&Basis::PublicationFallback) {
            parts.push(format!("{count} dated by publication"));
        }
        parts.join("; ")
    }

    /// The account of the export, for the sidecar.
    pub fn manifest(&self) -> Value {
        let account = &self.account;
        let words = |map: Vec<(String, usize)>| {
            Value::Object(map.into_iter().map(|(k, n)| (k, json!(n))).collect::<Map<_, _>>())
        };
        let statuses = account.by_status.iter().map(|(s, n)| (s.as_str().to_string(), *n)).collect();
        let reasons = account.by_reason.iter().map(|(r, n)| (r.as_str().to_string(), *n)).collect();
        let types = account.by_type.iter().map(|(t, n)| (t.clone(), *n)).collect();
        let bases = account.by_basis.iter().map(|(b, n)| (b.as_str().to_string(), *n)).collect();
        let dropped = account.dropped.iter().map(|(p, n)| (p.to_string(), *n)).collect();
        let columns = self.shape.columns.iter().enumerate().map(|(idx, column)| {
            let from = if column.from.is_empty() { "never filled" } else { column.from };
            json!({"number": idx + 1, "name": column.name, "from": from})
        });
        json!({
            "manifest": "legation-export/1",
            "profile": self.shape.name,
            "run": account.sources.run(),
            "versions": account.sources.versions,
            "articles_with_events": account.sources.articles.len(),
            "published": account.sources.days.as_ref().map(|(first, last)| json!({"from": first, "to": last})),
            "statuses": self.statuses.iter().map(|s| s.as_str()).collect::<Vec<_>>(),
            "events": {"read": account.records, "written": account.written},
            "rows": {"written": account.rows, "reciprocal": account.reciprocal},
            "left_out": {"by_status": words(statuses), "by_reason": words(reasons), "types_without_code": words(types)},
            "date_basis": words(bases),
            "fields_without_a_home": words(dropped),
            "columns": columns.collect::<Vec<_>>(),
            "remarks": self.shape.remarks,
            "notice": "Only the shape is another project's. The rows were coded by legation from the user's own articles and are none of that project's data.",
        })
    }

    /// A Frictionless Table Schema with its dialect: for readers that would guess types and turn "043" into 43.
    pub fn table_schema(&self) -> Value {
        let fields = self.shape.columns.iter().map(|column| json!({"name": column.name, "type": column.kind.as_str()}));
        json!({
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": fields.collect::<Vec<_>>(),
            "missingValues": [self.shape.missing],
            "dialect": {
                "header": self.shape.has_header,
                "delimiter": self.shape.separator.to_string(),
                "quoteChar": if self.shape.separator == ',' { Value::from("\"") } else { Value::Null },
            },
        })
    }
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
        (Some(_), None) => true,
        (None, Some(_)) => false,
    }
}

/// A row as text. Tabs and line breaks inside values become spaces; without quoting, quotation marks become single ones,
/// so that readers with and without quoting see the same.
fn line(shape: &Shape, fields: &[String]) -> String {
    let separator = shape.separator.to_string();
    let cells: Vec<String> = fields
        .iter()
        .map(|field| {
            let field: String = field.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let field = field.trim();
            if field.is_empty() {
                return shape.missing.to_string();
            }
            if shape.separator != ',' {
                return field.replace('"', "'");
            }
            if field.contains(['"', ',']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_string() }
        })
        .collect();
    cells.join(&separator) + "\n"
}
