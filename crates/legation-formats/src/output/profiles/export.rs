//! Turns records into lines of a shape and keeps account of what was left out, dropped and filled in.

use super::when::{Basis, When};
use super::{Crosswalks, Exclusion, Row, Shape, Subject, TextFacts};
use crate::output::account::{Account, Sources, counts};
use crate::output::record::Record;
use legation_types::Status;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One export: records go in one by one, lines come out.
pub struct Export<'t> {
    shape: &'static Shape,
    crosswalks: &'t Crosswalks,
    /// Rows kept back to be merged, in the order of their first record.
    held: Vec<Row>,
    held_at: BTreeMap<[String; 4], usize>,
    account: Account,
    tally: Tally,
}

/// A line of the table and its lines of evidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// A row of the table, with its line end; empty where it comes later.
    pub row: String,
    /// A JSON object: the row's id and the whole record behind it, with its line end.
    pub evidence: String,
}

/// What an export did beyond what every account says.
#[derive(Default)]
struct Tally {
    rows: usize,
    reciprocal: usize,
    by_reason: BTreeMap<Exclusion, usize>,
    by_type: BTreeMap<String, usize>,
    by_basis: BTreeMap<Basis, usize>,
}

impl<'t> Export<'t> {
    /// An export into `shape` of the events with one of `statuses` (see [`super::ACTUAL`]).
    pub fn new(shape: &'static Shape, crosswalks: &'t Crosswalks, statuses: &[Status]) -> Export<'t> {
        let account = Account::new(shape.name, shape.limits, statuses);
        Export { shape, crosswalks, held: Vec::new(), held_at: BTreeMap::new(), account, tally: Tally::default() }
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
        if !self.account.admits(record) {
            return Vec::new();
        }
        let when = When::of(record);
        let basis = when.basis;
        let subject = Subject { record, facts, crosswalks: self.crosswalks, when };
        let rows = match (self.shape.rows)(&subject) {
            Ok(rows) => rows,
            Err(reason) => {
                *self.tally.by_reason.entry(reason).or_default() += 1;
                if reason == Exclusion::NoCode {
                    *self.tally.by_type.entry(record.event.clone()).or_default() += 1;
                }
                return Vec::new();
            }
        };
        self.account.wrote(record);
        *self.tally.by_basis.entry(basis).or_default() += 1;
        let value = serde_json::to_value(record).unwrap_or_default();
        let group = (rows.len() > 1).then(|| record.id.clone());
        let mut lines = Vec::new();
        for row in rows {
            self.tally.reciprocal += usize::from(row.is_reciprocal);
            let (id, text) = if self.shape.one_a_day {
                (self.hold(row), String::new())
            } else {
                self.tally.rows += 1;
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
        self.tally.rows += self.held.len();
        let text = self.held.iter().map(|row| line(self.shape, &row.fields)).collect();
        self.held.clear();
        self.held_at.clear();
        text
    }

    /// One sentence for people: what was written and what was not.
    pub fn summary(&self) -> String {
        let (written, read) = self.account.written_of_read();
        let mut parts = vec![format!("{} rows from {written} of {read} events", self.tally.rows)];
        let statuses = self.account.left_out_by_status();
        if !statuses.is_empty() {
            parts.push(format!("left out by status: {statuses}"));
        }
        for (reason, count) in &self.tally.by_reason {
            parts.push(format!("{count} left out: {}", reason.as_str()));
        }
        if let Some(count) = self.tally.by_basis.get(&Basis::PublicationFallback) {
            parts.push(format!("{count} dated by publication"));
        }
        parts.join("; ")
    }

    /// The account of the export, for the sidecar.
    pub fn manifest(&self) -> Value {
        let tally = &self.tally;
        let columns = self.shape.columns.iter().enumerate().map(|(idx, column)| {
            let from = if column.from.is_empty() { "never filled" } else { column.from };
            json!({"number": idx + 1, "name": column.name, "from": from})
        });
        let mut manifest = self.account.manifest();
        manifest["rows"] = json!({"written": tally.rows, "reciprocal": tally.reciprocal});
        manifest["left_out"]["by_reason"] = counts(tally.by_reason.iter().map(|(r, n)| (r.as_str(), *n)));
        manifest["left_out"]["types_without_code"] = counts(tally.by_type.iter().map(|(t, n)| (t, *n)));
        manifest["date_basis"] = counts(tally.by_basis.iter().map(|(b, n)| (b.as_str(), *n)));
        manifest["columns"] = columns.collect();
        manifest
    }

    /// What the records came from.
    pub fn sources(&self) -> &Sources {
        self.account.sources()
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
