//! Joining and splitting by hand: kept as rows of their own, honoured whenever incidents are built, undoable.

use super::assign::Decision;
use super::build::numbers_of;
use super::happening::Happening;
use crate::{Ledger, LedgerError};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

/// A decision as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandRow {
    /// Its number, by which it is undone.
    pub number: i64,
    /// Whether it joins; it splits otherwise.
    pub is_join: bool,
}

/// The decisions that stand, in the order in which they were taken.
pub(crate) fn decisions(connection: &Connection, events: &[Happening]) -> Result<Vec<Decision>, LedgerError> {
    let sql = "SELECT kind, left_ids, right_ids FROM l_hand WHERE undone_at IS NULL ORDER BY hand";
    let mut statement = connection.prepare(sql)?;
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (kind, left, right) = row?;
        let numbers = |ids: &str| numbers_of(&ids.split(' ').map(str::to_string).collect::<Vec<_>>(), events);
        found.push(Decision { is_join: kind == "join", left: numbers(&left), right: numbers(&right) });
    }
    Ok(found)
}

impl Ledger {
    /// Says that two incidents are one happening; [`Ledger::build`] then makes it so. Each is named by number, by its id or by the id of one of its events.
    pub fn join(&mut self, one: &str, other: &str, reason: &str, recorded_at: &str) -> Result<HandRow, LedgerError> {
        let (one, other) = (self.incident_number(one)?, self.incident_number(other)?);
        if one == other {
            return Err(LedgerError::new("both are the same incident", "name two incidents"));
        }
        let (left, right) = (self.member_ids(one)?, self.member_ids(other)?);
        self.decide("join", &left, &right, reason, recorded_at)
    }

    /// Takes events (by id) out of their incident, into one of their own.
    pub fn split(&mut self, events: &[String], reason: &str, recorded_at: &str) -> Result<HandRow, LedgerError> {
        let Some(first) = events.first() else {
            return Err(LedgerError::new("no events given", "name the events to take out by their ids"));
        };
        let members = self.member_ids(self.incident_number(first)?)?;
        if let Some(stranger) = events.iter().find(|id| !members.contains(id)) {
            let message = format!("{stranger}: not in the same incident as {first}");
            return Err(LedgerError::new(message, "name events of one incident"));
        }
        let rest: Vec<String> = members.into_iter().filter(|id| !events.contains(id)).collect();
        if rest.is_empty() {
            return Err(LedgerError::new("nothing would be left in the incident", "leave at least one event in it"));
        }
        self.decide("split", events, &rest, reason, recorded_at)
    }

    /// Takes a joining or splitting back; the row stays, marked.
    pub fn undo(&mut self, number: i64, recorded_at: &str) -> Result<(), LedgerError> {
        let sql = "UPDATE l_hand SET undone_at = ?2 WHERE hand = ?1 AND undone_at IS NULL";
        if self.connection.execute(sql, params![number, recorded_at])? == 0 {
            let message = format!("{number}: no such decision, or undone already");
            return Err(LedgerError::new(message, "see `legation sql 'SELECT * FROM decisions'`"));
        }
        Ok(())
    }

    fn decide(
        &mut self,
        kind: &str,
        left: &[String],
        right: &[String],
        reason: &str,
        recorded_at: &str,
    ) -> Result<HandRow, LedgerError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "INSERT INTO l_hand (kind, left_ids, right_ids, reason, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5)";
        transaction.execute(sql, params![kind, left.join(" "), right.join(" "), reason, recorded_at])?;
        let number = transaction.last_insert_rowid();
        transaction.commit()?;
        Ok(HandRow { number, is_join: kind == "join" })
    }

    /// The number of an incident named by number, by its id, or by the id of one of its events.
    pub(crate) fn incident_number(&self, name: &str) -> Result<i64, LedgerError> {
        let sql = "SELECT incident FROM l_incident WHERE incident_id = ?1 OR incident = cast(?2 AS INTEGER)
                   UNION ALL SELECT m.incident FROM l_member m JOIN l_event e USING (event) WHERE e.event_id = ?1";
        let number: Option<i64> = name.parse().ok();
        let found = self.connection.query_row(sql, params![name, number], |row| row.get(0)).optional()?;
        found.ok_or_else(|| {
            LedgerError::new(format!("{name}: no such incident"), "give a number or id that `legation incidents` lists")
        })
    }

    /// Ids of the events of an incident, each once.
    fn member_ids(&self, incident: i64) -> Result<Vec<String>, LedgerError> {
        let sql =
            "SELECT DISTINCT e.event_id FROM l_member m JOIN l_event e USING (event) WHERE m.incident = ?1 ORDER BY 1";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([incident], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
