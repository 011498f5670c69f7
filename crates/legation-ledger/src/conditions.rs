//! Filters as SQL: what tests an event at hand, and what finds events through an index.

use crate::LedgerError;
use crate::filter::{Clock, Filter};
use legation_types::{Date, Status};
use rusqlite::types::Value;

/// One filter as SQL over `l_event e`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Condition {
    /// Whether an event at hand is kept. A `+` before a column keeps SQLite from choosing an index by it: where to begin
    /// is decided by counting candidates.
    pub(crate) test: String,
    /// What finds exactly these events through indices.
    pub(crate) found_by: FoundBy,
    /// The values of the one and of the other.
    pub(crate) values: Vec<Value>,
}

/// A query that reads numbers off indices alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum FoundBy {
    /// There is none.
    #[default]
    Nothing,
    /// Numbers of events (`event`).
    Events(String),
    /// Numbers of articles (`article`) with all their events.
    Articles(String),
}

impl Condition {
    /// Keeps what one of them keeps; nothing where there are none. All are made alike.
    fn any(conditions: Vec<Condition>) -> Option<Condition> {
        let mut all = conditions.into_iter();
        let mut joined = all.next()?;
        for one in all {
            joined.test = format!("{} OR {}", joined.test, one.test);
            joined.found_by = match (joined.found_by, one.found_by) {
                (FoundBy::Events(some), FoundBy::Events(more)) => FoundBy::Events(format!("{some} UNION ALL {more}")),
                (FoundBy::Articles(some), FoundBy::Articles(more)) => {
                    FoundBy::Articles(format!("{some} UNION ALL {more}"))
                }
                _ => FoundBy::Nothing,
            };
            joined.values.extend(one.values);
        }
        joined.test = format!("({})", joined.test);
        Some(joined)
    }

    /// A query for the numbers of the events, where indices have them.
    pub(crate) fn candidates(&self) -> Option<String> {
        match &self.found_by {
            FoundBy::Nothing => None,
            FoundBy::Events(events) => Some(events.clone()),
            FoundBy::Articles(articles) => Some(format!(
                "SELECT x.event FROM ({articles}) a
                 CROSS JOIN l_event x INDEXED BY l_event_article ON x.article = a.article"
            )),
        }
    }
}

/// The days before and after all others, as text.
const FIRST_DAY: &str = "0000-01-01";
const LAST_DAY: &str = "9999-12-31";

impl Filter {
    /// The conditions that must all hold, those that are tested soonest first; of all codings.
    pub(crate) fn conditions(&self) -> Result<Vec<Condition>, LedgerError> {
        let mut found = Vec::new();
        found.extend(self.kinds()?);
        found.extend(self.modes());
        found.extend(self.days());
        found.extend(Condition::any(self.place.iter().map(|name| place_condition(name)).collect()));
        found.extend(Condition::any(self.publisher.iter().map(|name| publisher_condition(name)).collect()));
        for (names, sides) in [
            (&self.actor, "('actor')"),
            (&self.recipient, "('recipient')"),
            (&self.involves, "('actor', 'recipient')"),
            (&self.source, "('source')"),
        ] {
            found.extend(Condition::any(names.iter().map(|name| part_condition(name, sides)).collect()));
        }
        found.extend(self.min_sources.map(sources_condition));
        found.extend(self.query.as_deref().map(words_condition).transpose()?);
        Ok(found)
    }

    /// Types and statuses, which stand in one index.
    fn kinds(&self) -> Result<Option<Condition>, LedgerError> {
        if let Some(status) = self.statuses.iter().find(|status| Status::parse(&status.to_lowercase()).is_none()) {
            let all = Status::ALL.map(Status::as_str).join(", ");
            let message = format!("--status {status}: no such status");
            return Err(LedgerError::new(message, format!("give one of {all}")));
        }
        let types: Vec<String> = self.types.iter().map(|name| split(name).0.to_uppercase()).collect();
        let marks = |count: usize| vec!["?"; count].join(", ");
        let mut tests = Vec::new();
        if !self.statuses.is_empty() {
            tests.push(format!("+e.status IN ({})", marks(self.statuses.len())));
        }
        if !types.is_empty() {
            tests.push(format!("+e.type IN ({})", marks(types.len())));
        }
        // The index begins with the status: where only a type is given, each status is looked up.
        let every = Status::ALL.map(|status| format!("'{}'", status.as_str())).join(", ");
        let begin = if self.statuses.is_empty() { format!("status IN ({every}) AND ") } else { String::new() };
        let statuses = self.statuses.iter().map(|status| status.to_lowercase());
        Ok((!tests.is_empty()).then(|| Condition {
            found_by: FoundBy::Events(format!(
                "SELECT event FROM l_event INDEXED BY l_event_status WHERE {begin}{}",
                tests.join(" AND ").replace("+e.", "")
            )),
            test: tests.join(" AND "),
            values: statuses.chain(types.iter().cloned()).map(Value::Text).collect(),
        }))
    }

    /// Modes, where types are given with them.
    fn modes(&self) -> Option<Condition> {
        self.types.iter().find(|name| name.contains('/'))?;
        let one = |name: &String| {
            let (kind, mode) = split(name);
            let kind = text(&kind.to_uppercase());
            let (test, values) = match mode {
                Some(mode) => ("(+e.type = ? AND e.mode = ?)", vec![kind, text(&mode.to_lowercase())]),
                None => ("+e.type = ?", vec![kind]),
            };
            Condition { test: test.to_string(), found_by: FoundBy::Nothing, values }
        };
        Condition::any(self.types.iter().map(one).collect())
    }

    /// The days between which it happened, or was printed.
    fn days(&self) -> Option<Condition> {
        if self.from.is_none() && self.to.is_none() {
            return None;
        }
        let quoted = |day: Option<Date>, end: &str| format!("'{}'", day.map_or(end.to_string(), |day| day.to_string()));
        let (from, to) = (quoted(self.from, FIRST_DAY), quoted(self.to, LAST_DAY));
        if self.clock == Clock::Published {
            let articles = format!("SELECT article FROM l_article WHERE published_at BETWEEN {from} AND {to}");
            return Some(of_articles(articles, Vec::new()));
        }
        let test = format!("(+e.latest >= {from} AND +e.earliest <= {to})");
        if self.is_undated_kept {
            let test = format!("(+e.earliest IS NULL OR {test})");
            return Some(Condition { test, ..Condition::default() });
        }
        // Few events last longer than a month, so that an index finds the others near these days.
        let long = "julianday(latest) - julianday(earliest) > 31";
        let candidates = format!(
            "SELECT event FROM l_event INDEXED BY l_event_day
                WHERE earliest BETWEEN date({from}, '-31 days') AND {to} AND latest >= {from}
             UNION ALL SELECT event FROM l_event INDEXED BY l_event_long
                WHERE {long} AND latest >= {from} AND earliest <= {to}"
        );
        Some(Condition { test, found_by: FoundBy::Events(candidates), values: Vec::new() })
    }
}

/// The type and the mode of `CONSULT/visit`.
fn split(name: &str) -> (&str, Option<&str>) {
    name.split_once('/').map_or((name, None), |(kind, mode)| (kind, Some(mode)))
}

/// Events of the articles that a query finds.
fn of_articles(articles: String, values: Vec<Value>) -> Condition {
    Condition { test: format!("+e.article IN ({articles})"), found_by: FoundBy::Articles(articles), values }
}

/// Many articles have few publishers: each is looked up once, from one to the next.
fn publisher_condition(name: &str) -> Condition {
    let articles = "SELECT article FROM l_article WHERE publisher IN (
        WITH RECURSIVE p (name) AS (
            SELECT min(publisher) FROM l_article
            UNION ALL SELECT (SELECT min(publisher) FROM l_article WHERE publisher > p.name) FROM p WHERE p.name IS NOT NULL
        ) SELECT name FROM p WHERE name LIKE ? ESCAPE '\\')";
    of_articles(articles.to_string(), vec![text(&containing(name))])
}

/// A country, or a part of a place's name.
fn place_condition(name: &str) -> Condition {
    if is_country(name) {
        return Condition {
            test: "+e.place_country = ?".to_string(),
            found_by: FoundBy::Events(
                "SELECT event FROM l_event INDEXED BY l_event_place WHERE place_country = ?".to_string(),
            ),
            values: vec![text(name)],
        };
    }
    let like = "LIKE ? ESCAPE '\\'";
    Condition {
        test: format!("+e.place_name IN (SELECT name FROM l_place WHERE name {like})"),
        found_by: FoundBy::Events(format!(
            "SELECT x.event FROM l_place p CROSS JOIN l_event x INDEXED BY l_event_place
                ON x.place_country IS nullif(p.country, '') AND x.place_name = p.name WHERE p.name {like}"
        )),
        values: vec![text(&containing(name))],
    }
}

/// A participant or source of the event by name, country, or country and sector.
fn part_condition(name: &str, sides: &str) -> Condition {
    let (actors, values) = actors_named(name);
    Condition {
        test: format!(
            "EXISTS (SELECT 1 FROM l_part WHERE event = e.event AND side IN {sides} AND +actor IN ({actors}))"
        ),
        found_by: FoundBy::Events(events_of(&actors, sides)),
        values,
    }
}

/// A query for the events of a participant, and its values.
pub(crate) fn part_candidates(name: &str, sides: &str) -> (String, Vec<Value>) {
    let (actors, values) = actors_named(name);
    (events_of(&actors, sides), values)
}

fn events_of(actors: &str, sides: &str) -> String {
    format!("SELECT event FROM l_part INDEXED BY l_part_actor WHERE actor IN ({actors}) AND side IN {sides}")
}

fn actors_named(name: &str) -> (String, Vec<Value>) {
    let (test, values) = match name.split_once('.') {
        _ if is_country(name) => ("country = ?", vec![text(name)]),
        Some((country, sector)) if is_country(country) && is_country(sector) => {
            ("country = ? AND sector = ?", vec![text(country), text(sector)])
        }
        _ => ("name LIKE ? ESCAPE '\\'", vec![text(&containing(name))]),
    };
    (format!("SELECT actor FROM l_actor WHERE {test}"), values)
}

/// So many independent sources behind the incident.
fn sources_condition(sources: u32) -> Condition {
    Condition {
        test: "EXISTS (SELECT 1 FROM l_member m JOIN l_incident i USING (incident)
            WHERE m.event = e.event AND i.independent_sources >= ?)"
            .to_string(),
        found_by: FoundBy::Events(
            "SELECT m.event FROM l_incident i CROSS JOIN l_member m ON m.incident = i.incident
                WHERE i.independent_sources >= ?"
                .to_string(),
        ),
        values: vec![Value::Integer(i64::from(sources))],
    }
}

/// Words of the article.
fn words_condition(query: &str) -> Result<Condition, LedgerError> {
    let articles = "SELECT rowid AS article FROM l_words WHERE l_words MATCH ?";
    Ok(of_articles(articles.to_string(), vec![text(&match_words(query)?)]))
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
pub(crate) fn match_words(query: &str) -> Result<String, LedgerError> {
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
