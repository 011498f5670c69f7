//! Writes the entries of all processes.

use super::agreements::agreements;
use super::exchanges::exchanges;
use super::facts::{Fact, load};
use super::measures::measures;
use super::meetings::meetings;
use super::rules::{Rules, is_of};
use super::visits::visits;
use super::{Entry, Part};
use crate::LedgerError;
use rusqlite::{Transaction, params};

/// Makes all entries anew from the events and their incidents.
pub(crate) fn build(transaction: &Transaction<'_>, rules: &Rules) -> Result<(), LedgerError> {
    let facts = load(transaction)?;
    transaction.execute_batch("DELETE FROM l_entry; DELETE FROM l_entry_part;")?;
    let all = [
        ("agreement", agreements(&facts, &rules.agreements)),
        ("meeting", meetings(&facts, &rules.meetings)),
        ("visit", visits(&facts, &rules.visits)),
        ("measure", measures(&facts, &rules.measures)),
        ("exchange", exchanges(&facts, &rules.exchanges)),
        ("criticism", criticism(&facts, rules)),
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

/// Who finds fault with whom: one entry an event.
fn criticism(facts: &[Fact], rules: &Rules) -> Vec<Entry> {
    let rules = &rules.criticism;
    let is_criticism = |fact: &&Fact| {
        is_of(fact, &rules.types)
            && rules.statuses.contains(&fact.status)
            && !fact.actors.is_empty()
            && !fact.recipients.is_empty()
    };
    let entry = |fact: &Fact| {
        let names =
            |people: &[super::facts::Who]| people.iter().map(|who| who.name.clone()).collect::<Vec<_>>().join("; ");
        let mode = fact.mode.as_ref().map_or(String::new(), |mode| format!("/{mode}"));
        Entry {
            kind: format!("{}{mode}", fact.kind),
            stage: fact.status.clone(),
            parties: fact.actors.iter().map(|who| who.side().to_string()).collect(),
            earliest: fact.earliest.clone(),
            latest: fact.latest.clone(),
            place: fact.place.clone(),
            terms: Some(fact.sentence.rest_from(fact.start)),
            parts: vec![Part {
                role: "claim",
                who: names(&fact.actors),
                whom: Some(names(&fact.recipients)),
                value: fact.lemma.clone(),
                words: Some(fact.sentence.slice(fact.sentence.start, u32::MAX)),
                event: fact.event,
            }],
        }
    };
    facts.iter().filter(is_criticism).map(entry).collect()
}
