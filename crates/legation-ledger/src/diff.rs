//! What changed between two codings of the same articles.

use crate::{Cell, Filter, Ledger, LedgerError, Table};
use std::collections::BTreeMap;

/// Fields that are compared, and their places in the record.
const FIELDS: [(&str, &str); 7] = [
    ("type", "/event"),
    ("mode", "/mode"),
    ("status", "/status"),
    ("actors", "/actors"),
    ("recipients", "/recipients"),
    ("time", "/time/earliest"),
    ("place", "/place/name"),
];

impl Ledger {
    /// Events that one run coded and the other did not, and fields on which they differ, over the articles that both
    /// coded. Runs are named by number or versions, as `runs` lists them; without names, the last two. The filter keeps
    /// what either run coded so.
    pub fn diff(&self, before: Option<&str>, after: Option<&str>, filter: &Filter) -> Result<Table, LedgerError> {
        let runs = self.rows("SELECT run, versions FROM l_run ORDER BY run", &[])?.rows;
        let find = |name: Option<&str>, from_end: usize| -> Result<i64, LedgerError> {
            let found = match name {
                Some(name) => runs.iter().find(|run| run[0].text() == name || run[1].text() == name),
                None => runs.len().checked_sub(from_end).and_then(|idx| runs.get(idx)),
            };
            match found.map(|run| &run[0]) {
                Some(Cell::Integer(number)) => Ok(*number),
                _ => Err(LedgerError::new(
                    name.map_or("fewer than two runs".to_string(), |name| format!("{name}: no such run")),
                    "see `legation sql 'SELECT * FROM runs'`; adding articles with another version makes another run",
                )),
            }
        };
        let (before, after) = (find(before, 2)?, find(after, 1)?);
        let (old, new) = (self.coded(before, after, filter)?, self.coded(after, before, filter)?);
        let mut table = Table::new(&["change", "article_name", "trigger", "field", "before", "after", "event_id"]);
        let mut row = |change: &str, key: &Key, field: &str, values: [Cell; 2], id: &str| {
            let [before, after] = values;
            let text = |words: &str| Cell::Text(words.to_string());
            table.rows.push(vec![text(change), text(&key.0), text(&key.3), text(field), before, after, text(id)]);
        };
        let mut keys: Vec<&Key> = old.keys().chain(new.keys()).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            let is_kept = [&old, &new].iter().any(|run| run.get(key).is_some_and(|(_, is_kept)| *is_kept));
            if !is_kept {
                continue;
            }
            match (old.get(key).map(|(record, _)| record), new.get(key).map(|(record, _)| record)) {
                (Some(gone), None) => row("gone", key, "type", [shown(gone, "/event"), Cell::Null], &id(gone)),
                (None, Some(come)) => row("new", key, "type", [Cell::Null, shown(come, "/event")], &id(come)),
                (Some(was), Some(is)) => {
                    for (field, place) in FIELDS {
                        let (was_value, is_value) = (shown(was, place), shown(is, place));
                        if was_value != is_value {
                            row("changed", key, field, [was_value, is_value], &id(is));
                        }
                    }
                }
                (None, None) => {}
            }
        }
        if let Some(limit) = filter.limit.map(|limit| limit as usize).filter(|limit| *limit < table.rows.len()) {
            table.left_out = Some((table.rows.len() - limit) as u64);
            table.rows.truncate(limit);
        }
        Ok(table)
    }

    /// Records of a run by article, place of the trigger and their order there, over articles that `other` coded too, with
    /// whether the filter keeps each.
    fn coded(
        &self,
        run: i64,
        other: i64,
        filter: &Filter,
    ) -> Result<BTreeMap<Key, (serde_json::Value, bool)>, LedgerError> {
        let condition = self.condition_of_any(filter)?;
        let sql = format!(
            "SELECT a.name, e.start, e.trigger, e.record, {} FROM l_event e JOIN l_article a USING (article)
             WHERE e.run = {run} AND e.article IN (SELECT article FROM l_coding WHERE run = {other})
             ORDER BY a.name, e.start, e.event",
            condition.sql()
        );
        let mut found: BTreeMap<Key, (serde_json::Value, bool)> = BTreeMap::new();
        for row in self.rows(&sql, &condition.values)?.rows {
            let Cell::Integer(start) = row[1] else { continue };
            let record = serde_json::from_str(&row[3].text()).unwrap_or_default();
            let mut key = (row[0].text(), start, 0, row[2].text());
            while found.contains_key(&key) {
                key.2 += 1;
            }
            found.insert(key, (record, row[4] == Cell::Integer(1)));
        }
        Ok(found)
    }
}

/// Article, start of the trigger, number of the event on that trigger, trigger.
type Key = (String, i64, u32, String);

fn id(record: &serde_json::Value) -> String {
    record["id"].as_str().unwrap_or("").to_string()
}

/// A field in a few words; participants by name.
fn shown(record: &serde_json::Value, place: &str) -> Cell {
    match record.pointer(place) {
        None | Some(serde_json::Value::Null) => Cell::Null,
        Some(serde_json::Value::String(words)) => Cell::Text(words.clone()),
        Some(serde_json::Value::Array(people)) => {
            let names: Vec<&str> = people.iter().filter_map(|person| person["name"].as_str()).collect();
            Cell::words((!names.is_empty()).then(|| names.join("; ")))
        }
        Some(other) => Cell::Text(other.to_string()),
    }
}
