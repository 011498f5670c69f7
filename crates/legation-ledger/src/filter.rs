//! The filters that every list shares.

use crate::incidents::ensure_built;
use crate::{Ledger, LedgerError};
use legation_types::{Date, Status};
use rusqlite::types::Value;

/// What to list. Several values of one filter are alternatives; several filters must all hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Who acts: part of a name, a country (`RUS`), or country and sector (`RUS.GOV`).
    pub actor: Vec<String>,
    /// Whom it concerns.
    pub recipient: Vec<String>,
    /// Who acts or whom it concerns.
    pub involves: Vec<String>,
    /// Types, with or without mode: `CONSULT`, `CONSULT/visit`.
    pub types: Vec<String>,
    /// Statuses.
    pub statuses: Vec<String>,
    /// Which days `from` and `to` mean.
    pub clock: Clock,
    /// First day on which it may have happened, or was printed.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Keep events without a day where `from` or `to` is given.
    pub is_undated_kept: bool,
    /// Where: part of a name, or a country.
    pub place: Vec<String>,
    /// Who says so: as `actor`.
    pub source: Vec<String>,
    /// Who printed it: part of the name.
    pub publisher: Vec<String>,
    /// Words of the article.
    pub query: Option<String>,
    /// At least so many independent sources behind the incident.
    pub min_sources: Option<u32>,
    /// Rows at most; all where `None`.
    pub limit: Option<u64>,
}

/// Which days count: those on which things happened, or those on which they were printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The days that an event names; many name none.
    #[default]
    Happened,
    /// The day of its article.
    Published,
}

/// Incidents, or events, that are few enough to look up one by one.
const FEW: i64 = 5_000;

/// Articles looked at first where words are searched for, and how many times more each time after.
const FIRST_LOOK: i64 = 512;
const LOOK_FURTHER: i64 = 8;

/// A condition over the table `l_event e` with its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Where {
    tests: Vec<String>,
    pub(crate) values: Vec<Value>,
}

impl Where {
    /// `SQL` for after WHERE; always true where nothing is filtered.
    pub(crate) fn sql(&self) -> String {
        if self.tests.is_empty() { "1".to_string() } else { self.tests.join(" AND ") }
    }

    fn any<T>(&mut self, items: &[T], mut test: impl FnMut(&T) -> (String, Vec<Value>)) {
        if items.is_empty() {
            return;
        }
        let mut tests = Vec::new();
        for item in items {
            let (sql, values) = test(item);
            tests.push(sql);
            self.values.extend(values);
        }
        self.tests.push(format!("({})", tests.join(" OR ")));
    }
}

impl Filter {
    /// The condition over `l_event e`, of all codings, incidents aside.
    fn condition(&self) -> Result<Where, LedgerError> {
        let mut found = Where::default();
        found.any(&self.types, |name| match name.split_once('/') {
            Some((kind, mode)) => (
                "(e.type = ? AND e.mode = ?)".to_string(),
                vec![text(&kind.to_uppercase()), text(&mode.to_lowercase())],
            ),
            None => ("e.type = ?".to_string(), vec![text(&name.to_uppercase())]),
        });
        for status in &self.statuses {
            if Status::parse(&status.to_lowercase()).is_none() {
                let all = Status::ALL.map(Status::as_str).join(", ");
                return Err(LedgerError::new(
                    format!("--status {status}: no such status"),
                    format!("give one of {all}"),
                ));
            }
        }
        found.any(&self.statuses, |status| ("e.status = ?".to_string(), vec![text(&status.to_lowercase())]));
        for (names, sides) in [
            (&self.actor, "('actor')"),
            (&self.recipient, "('recipient')"),
            (&self.involves, "('actor', 'recipient')"),
            (&self.source, "('source')"),
        ] {
            found.any(names, |name| part_condition(name, sides));
        }
        match self.clock {
            Clock::Happened => self.add_days(&mut found),
            Clock::Published => self.add_days_of_print(&mut found),
        }
        found.any(&self.place, |name| {
            if is_country(name) {
                return ("e.place_country = ?".to_string(), vec![text(name)]);
            }
            let sql = "e.place_name IN (SELECT name FROM l_place WHERE name LIKE ? ESCAPE '\\')";
            (sql.to_string(), vec![text(&containing(name))])
        });
        found.any(&self.publisher, |name| {
            let sql = "e.article IN (SELECT article FROM l_article WHERE publisher LIKE ? ESCAPE '\\')";
            (sql.to_string(), vec![text(&containing(name))])
        });
        if let Some(query) = &self.query {
            found.tests.push("e.article IN (SELECT rowid FROM l_words WHERE l_words MATCH ?)".to_string());
            found.values.push(text(&match_words(query)?));
        }
        Ok(found)
    }

    /// The days between which it was printed.
    fn add_days_of_print(&self, found: &mut Where) {
        if self.from.is_none() && self.to.is_none() {
            return;
        }
        let tests = [("published_at >= ?", self.from), ("published_at <= ?", self.to)];
        let given = tests.into_iter().filter_map(|(test, day)| Some((test, day?)));
        let (tests, days): (Vec<&str>, Vec<Date>) = given.unzip();
        found.tests.push(format!("e.article IN (SELECT article FROM l_article WHERE {})", tests.join(" AND ")));
        found.values.extend(days.iter().map(|day| text(&day.to_string())));
    }

    /// The days between which it happened.
    fn add_days(&self, found: &mut Where) {
        let undated = if self.is_undated_kept { " OR e.earliest IS NULL" } else { "" };
        // Between two days: few events last longer than a month, so that an index finds the others near these days.
        if let (Some(from), Some(to), false) = (self.from, self.to, self.is_undated_kept) {
            found.tests.push(
                "e.event IN (
                    SELECT event FROM l_event WHERE earliest BETWEEN date(?, '-31 days') AND ? AND latest >= ?
                    UNION ALL SELECT event FROM l_event
                    WHERE julianday(latest) - julianday(earliest) > 31 AND latest >= ? AND earliest <= ?)"
                    .to_string(),
            );
            let (from, to) = (text(&from.to_string()), text(&to.to_string()));
            found.values.extend([from.clone(), to.clone(), from.clone(), from, to]);
            return;
        }
        if let Some(day) = self.from {
            found.tests.push(format!("(e.latest >= ?{undated})"));
            found.values.push(text(&day.to_string()));
        }
        if let Some(day) = self.to {
            found.tests.push(format!("(e.earliest <= ?{undated})"));
            found.values.push(text(&day.to_string()));
        }
    }
}

impl Ledger {
    /// Numbers of the events that the filter keeps: in the order in which they were added, where words are searched for
    /// in the order of their articles.
    pub(crate) fn event_numbers(&self, filter: &Filter, limit: Option<u64>) -> Result<Vec<i64>, LedgerError> {
        let (Some(query), Some(limit)) = (&filter.query, limit) else {
            let order = if filter.query.is_some() { "e.article, e.event" } else { "e.event" };
            let limit = limit.map_or(String::new(), |limit| format!(" LIMIT {limit}"));
            let condition = self.condition(filter)?;
            let sql = format!("SELECT e.event FROM l_event e WHERE {} ORDER BY {order}{limit}", condition.sql());
            return self.numbers(&sql, &condition.values);
        };
        // Common words stand in most articles: only so many are looked at as give enough events.
        let query = text(&match_words(query)?);
        let condition = self.condition(&Filter { query: None, ..filter.clone() })?;
        let articles = "SELECT rowid FROM l_words WHERE l_words MATCH ?1 AND rowid > ?2 ORDER BY rowid LIMIT ?3";
        let mut found: Vec<i64> = Vec::new();
        let (mut after, mut look) = (0i64, FIRST_LOOK);
        while (found.len() as u64) < limit {
            let seen = self.numbers(articles, &[query.clone(), Value::Integer(after), Value::Integer(look)])?;
            let Some(last) = seen.last().copied() else { break };
            let sql = format!(
                "SELECT e.event FROM l_event e WHERE e.article IN (SELECT value FROM json_each(?)) AND {}
                 ORDER BY e.article, e.event LIMIT {}",
                condition.sql(),
                limit - found.len() as u64
            );
            let values: Vec<Value> = std::iter::once(list(&seen)).chain(condition.values.iter().cloned()).collect();
            found.extend(self.numbers(&sql, &values)?);
            if (seen.len() as i64) < look {
                break;
            }
            (after, look) = (last, look * LOOK_FURTHER);
        }
        Ok(found)
    }

    fn numbers(&self, sql: &str, values: &[Value]) -> Result<Vec<i64>, LedgerError> {
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A test for the rows of `outer` (a view or table with the column `key`) that have a claim which the filter keeps;
    /// `claims` is the table of claims, with `key` and `event`. Few claims are looked up one by one; of many that words
    /// find, the rows are asked in turn, so that a limit cuts the work short.
    pub(crate) fn having(
        &self,
        filter: &Filter,
        claims: &str,
        outer: &str,
        key: &str,
    ) -> Result<(String, Vec<Value>), LedgerError> {
        let numbers = self.event_numbers(filter, Some(FEW as u64 + 1))?;
        if numbers.len() as i64 <= FEW {
            let sql = format!(
                "{outer}.{key} IN (SELECT k.{key} FROM {claims} k WHERE k.event IN (SELECT value FROM json_each(?)))"
            );
            return Ok((sql, vec![list(&numbers)]));
        }
        let condition = self.condition(filter)?;
        let sql = if filter.query.is_some() {
            // CROSS JOIN and + keep SQLite from going through all events of a filter for each row.
            format!(
                "EXISTS (SELECT 1 FROM {claims} k CROSS JOIN l_event e ON e.event = +k.event
                    WHERE k.{key} = {outer}.{key} AND {})",
                condition.sql()
            )
        } else {
            format!(
                "{outer}.{key} IN (SELECT k.{key} FROM {claims} k JOIN l_event e USING (event) WHERE {})",
                condition.sql()
            )
        };
        Ok((sql, condition.values))
    }

    /// The filter's condition over `l_event e`; an error where it asks for incidents and these are older than the events.
    pub(crate) fn condition(&self, filter: &Filter) -> Result<Where, LedgerError> {
        let mut found = self.condition_of_any(filter)?;
        found.tests.insert(0, "e.is_current".to_string());
        Ok(found)
    }

    /// As `condition`, of codings that others have replaced too.
    pub(crate) fn condition_of_any(&self, filter: &Filter) -> Result<Where, LedgerError> {
        let mut found = filter.condition()?;
        let Some(sources) = filter.min_sources else { return Ok(found) };
        ensure_built(&self.connection)?;
        // Few incidents are looked up first; where there are many, most events pass and each is asked in turn.
        let few = "SELECT count(*) FROM (SELECT 1 FROM l_incident WHERE independent_sources >= ?1 LIMIT ?2)";
        let count: i64 = self.connection.query_row(few, [i64::from(sources), FEW + 1], |row| row.get(0))?;
        let sql = if count <= FEW {
            "e.event IN (SELECT m.event FROM l_incident i JOIN l_member m USING (incident) WHERE i.independent_sources >= ?)"
        } else {
            "EXISTS (SELECT 1 FROM l_member m JOIN l_incident i USING (incident)
                WHERE m.event = e.event AND i.independent_sources >= ?)"
        };
        found.tests.push(sql.to_string());
        found.values.push(Value::Integer(i64::from(sources)));
        Ok(found)
    }
}

/// A participant of the event by name, country, or country and sector.
pub(crate) fn part_condition(name: &str, sides: &str) -> (String, Vec<Value>) {
    let (test, values) = match name.split_once('.') {
        _ if is_country(name) => ("country = ?", vec![text(name)]),
        Some((country, sector)) if is_country(country) && is_country(sector) => {
            ("country = ? AND sector = ?", vec![text(country), text(sector)])
        }
        _ => ("name LIKE ? ESCAPE '\\'", vec![text(&containing(name))]),
    };
    let sql = format!(
        "e.event IN (SELECT event FROM l_part WHERE side IN {sides} AND actor IN (SELECT actor FROM l_actor WHERE {test}))"
    );
    (sql, values)
}

/// Numbers as a JSON list, for `json_each`.
fn list(numbers: &[i64]) -> Value {
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    Value::Text(format!("[{}]", numbers.join(",")))
}

fn text(words: &str) -> Value {
    Value::Text(words.to_string())
}

/// Whether a filter's value is a code of three capital letters.
fn is_country(name: &str) -> bool {
    name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The pattern of LIKE that finds `words` anywhere.
fn containing(words: &str) -> String {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// Full-text search as people type it: words that must all stand there, phrases in quotation marks, `*` at the end of
/// the beginning of a word.
fn match_words(query: &str) -> Result<String, LedgerError> {
    let mut parts = Vec::new();
    for (idx, piece) in query.split('"').enumerate() {
        let is_phrase = idx % 2 == 1;
        let words: Vec<&str> = if is_phrase { vec![piece] } else { piece.split_whitespace().collect() };
        for word in words {
            let (word, star) = match word.strip_suffix('*') {
                Some(word) if !is_phrase => (word, "*"),
                _ => (word, ""),
            };
            if word.chars().any(char::is_alphanumeric) {
                parts.push(format!("\"{word}\"{star}"));
            }
        }
    }
    if parts.is_empty() {
        return Err(LedgerError::new(
            format!("--query {query:?}: no words in it"),
            "give words, as in --query 'prisoner swap'",
        ));
    }
    Ok(parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_become_safe_matches() {
        let cases = [
            ("prisoner swap", "\"prisoner\" \"swap\""),
            ("\"prisoner swap\" Kyiv", "\"prisoner swap\" \"Kyiv\""),
            ("sanction*", "\"sanction\"*"),
            ("NEAR( OR ) -- '", "\"NEAR(\" \"OR\""),
            ("unfinished \"phrase", "\"unfinished\" \"phrase\""),
        ];
        for (typed, matched) in cases {
            assert_eq!(match_words(typed).unwrap(), matched, "{typed}");
        }
        assert!(match_words(" \" - ").is_err());
    }
}
