//! Lists of processes.

use crate::incidents::ensure_built;
use crate::{Filter, Ledger, LedgerError, Table};

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// Agreements and ceasefires.
    Agreements,
    /// Positions of parties to agreements, one row a claim.
    Positions,
    /// Alleged violations of agreements and their denials.
    Allegations,
    /// Proposals with who made them and how each party answers.
    Proposals,
    /// Meetings.
    Meetings,
    /// Visits.
    Visits,
    /// Sanctions, tariffs, threats.
    Measures,
    /// Releases and exchanges of prisoners.
    Exchanges,
    /// Persons, numbers and charges of exchanges.
    ExchangeParts,
    /// Who finds fault with whom.
    Criticism,
    /// Who vouches for events, with the words.
    Quotes,
}

impl Process {
    /// The view, and its columns that name the entry and, where a row is one claim, the event.
    fn view(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Process::Agreements => ("agreements", "entry", None),
            Process::Positions => ("positions", "entry", Some("event")),
            Process::Allegations => ("allegations", "entry", Some("event")),
            Process::Proposals => ("proposals", "entry", None),
            Process::Meetings => ("meetings", "entry", None),
            Process::Visits => ("visits", "entry", None),
            Process::Measures => ("measures", "entry", None),
            Process::Exchanges => ("exchanges", "entry", None),
            Process::ExchangeParts => ("exchange_parts", "entry", Some("event")),
            Process::Criticism => ("criticism", "entry", None),
            Process::Quotes => ("quotes", "event", Some("event")),
        }
    }
}

/// Each quotation once, with the types of all events that rest on it.
const QUOTATIONS: &str =
    "SELECT min(event) AS event, event_id, article_name, publisher, published_at, speaker, country, sector,
        role, kind, cue, words, group_concat(DISTINCT type) AS types
     FROM quotes";
const ONE_EACH: &str = "GROUP BY article_name, publisher, published_at, speaker, cue, words ORDER BY 1";

impl Ledger {
    /// Entries of a process with a claim that the filter keeps.
    pub fn process(&self, process: Process, filter: &Filter) -> Result<Table, LedgerError> {
        ensure_built(&self.connection)?;
        let (view, entry, event) = process.view();
        let limit = filter.limit.map_or(String::new(), |limit| format!(" LIMIT {limit}"));
        let (test, values) = match event {
            Some(event) => {
                let condition = self.condition(filter)?;
                let test = format!("{event} IN (SELECT e.event FROM l_event e WHERE {})", condition.sql());
                (test, condition.values)
            }
            None => self.having(filter, "l_entry_part", view, entry)?,
        };
        let sql = if process == Process::Quotes {
            format!("{QUOTATIONS} WHERE {test} {ONE_EACH}{limit}")
        } else {
            format!("SELECT * FROM {view} WHERE {test} ORDER BY {entry}{limit}")
        };
        Ok(self.rows(&sql, &values)?.cut_at(filter.limit))
    }

    /// All claims behind one entry (by the number that its list gives in `entry`), with their words.
    pub fn entry(&self, number: i64) -> Result<Table, LedgerError> {
        ensure_built(&self.connection)?;
        let table =
            self.rows("SELECT * FROM process_claims WHERE entry = ?1", &[rusqlite::types::Value::Integer(number)])?;
        if table.rows.is_empty() {
            return Err(LedgerError::new(format!("{number}: no such entry"), "give a number of the column `entry`"));
        }
        Ok(table)
    }
}
