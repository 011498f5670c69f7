//! Writes the entries of all processes.

use super::agreements::agreements;
use super::criticism::criticism;
use super::exchanges::exchanges;
use super::facts::load;
use super::measures::measures;
use super::meetings::meetings;
use super::rules::Rules;
use super::visits::visits;
use crate::LedgerError;
use rusqlite::{Transaction, params};

/// Makes all entries anew from the events and their incidents.
pub(crate) fn build(transaction: &Transaction<'_>, rules: &Rules) -> Result<(), LedgerError> {
    let facts = load(transaction)?;
    transaction.execute_batch("DELETE FROM l_entry; DELETE FROM l_entry_part;")?;
    let all = [
        ("agreement", agreements(&facts, &rules.agreements)),
        ("meeting", meetings(&facts, &rules.meetings, &rules.visits)),
        ("visit", visits(&facts, &rules.visits)),
        ("measure", measures(&facts, &rules.measures)),
        ("exchange", exchanges(&facts, &rules.exchanges)),
        ("criticism", criticism(&facts, &rules.criticism)),
    ];
    let mut entry = transaction.prepare("INSERT INTO l_entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
    let mut part = transaction.prepare("INSERT INTO l_entry_part VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    let mut number = 0i64;
    for (process, entries) in all {
        for (order, found) in entries.iter().enumerate() {
            number += 1;
            let parties = found.parties.join("; ");
            entry.execute(params![
                number,
                process,
                order as i64 + 1,
                found.kind,
                found.stage,
                parties,
                found.earliest,
                found.latest,
                found.place,
                found.terms
            ])?;
            for (position, of) in found.parts.iter().enumerate() {
                part.execute(params![number, position as i64, of.role, of.who, of.whom, of.value, of.words, of.event])?;
            }
        }
    }
    Ok(())
}
