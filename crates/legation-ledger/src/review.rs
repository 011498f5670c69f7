//! Corrections by people, laid over what was coded: they survive a new coding and can be taken back.

use crate::{Cell, Ledger, LedgerError, Table};
use legation_types::Status;
use rusqlite::{Transaction, TransactionBehavior, params};
use std::collections::BTreeMap;

/// What a reviewer says of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is right.
    Accept,
    /// It is wrong: no list shows it any more, and no incident or process counts it.
    Reject,
    /// One field is wrong: `type`, `mode`, `status`, `actors` or `recipients`, and what it should be. Participants are
    /// written `Name (CTY.SEC); Other name`.
    Edit(String, String),
}

/// Fields that can be edited, with their places in the record.
const EDITABLE: [(&str, &str); 3] = [("type", "$.event"), ("mode", "$.mode"), ("status", "$.status")];
/// Sides whose participants can be edited: field, side, the name under which the coded ones are kept meanwhile.
const SIDES: [(&str, &str, &str); 2] =
    [("actors", "actor", "coded actor"), ("recipients", "recipient", "coded recipient")];

impl Ledger {
    /// Writes a verdict down and lays it over the event; gives its number.
    pub fn review(
        &mut self,
        event_id: &str,
        verdict: &Verdict,
        reason: &str,
        reviewer: &str,
        recorded_at: &str,
    ) -> Result<i64, LedgerError> {
        let (word, field, value) = match verdict {
            Verdict::Accept => ("accept", None, None),
            Verdict::Reject => ("reject", None, None),
            Verdict::Edit(field, value) => {
                check_edit(field, value)?;
                ("edit", Some(field), Some(value))
            }
        };
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let known: i64 =
            transaction.query_row("SELECT count(*) FROM l_event WHERE event_id = ?1", [event_id], |row| row.get(0))?;
        if known == 0 {
            return Err(LedgerError::new(
                format!("{event_id}: no such event"),
                "give an id that `legation events` lists",
            ));
        }
        let sql = "INSERT INTO l_review (event_id, verdict, field, value, reason, reviewer, recorded_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        transaction.execute(sql, params![event_id, word, field, value, reason, reviewer, recorded_at])?;
        let number = transaction.last_insert_rowid();
        lay_over(&transaction, event_id)?;
        transaction.commit()?;
        Ok(number)
    }

    /// Takes a verdict back; the row stays, marked.
    pub fn undo_review(&mut self, number: i64, recorded_at: &str) -> Result<(), LedgerError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "UPDATE l_review SET undone_at = ?2 WHERE review = ?1 AND undone_at IS NULL";
        if transaction.execute(sql, params![number, recorded_at])? == 0 {
            let message = format!("{number}: no such review, or undone already");
            return Err(LedgerError::new(message, "see `legation sql 'SELECT * FROM reviews'`"));
        }
        let event_id: String =
            transaction.query_row("SELECT event_id FROM l_review WHERE review = ?1", [number], |row| row.get(0))?;
        lay_over(&transaction, &event_id)?;
        transaction.commit()?;
        Ok(())
    }

    /// How the reviewers judged: counts by type, and how far two reviewers of the same events agree (share and Cohen's κ).
    pub fn review_stats(&self) -> Result<Table, LedgerError> {
        let mut table = self.rows(
            "SELECT 'verdicts' AS what, coalesce(e.type, '') AS value, r.reviewer, sum(r.verdict = 'accept') AS accepted,
                sum(r.verdict = 'reject') AS rejected, sum(r.verdict = 'edit') AS edited, NULL AS agreement, NULL AS kappa
             FROM l_review r
                LEFT JOIN (SELECT event_id, json_extract(min(record), '$.event') AS type FROM l_event GROUP BY event_id) e
                USING (event_id)
             WHERE r.undone_at IS NULL GROUP BY 2, 3 ORDER BY 2, 3",
            &[],
        )?;
        let mut judged: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
        let sql = "SELECT reviewer, event_id, verdict FROM l_review WHERE undone_at IS NULL ORDER BY review";
        for row in self.rows(sql, &[])?.rows {
            judged.entry(row[0].text()).or_default().insert(row[1].text(), row[2].text() == "accept");
        }
        let reviewers: Vec<&String> = judged.keys().collect();
        for (idx, one) in reviewers.iter().enumerate() {
            for other in &reviewers[idx + 1..] {
                let pairs: Vec<(bool, bool)> = judged[*one]
                    .iter()
                    .filter_map(|(event, is_right)| Some((*is_right, *judged[*other].get(event)?)))
                    .collect();
                if pairs.is_empty() {
                    continue;
                }
                let (share, kappa) = agreement(&pairs);
                table.rows.push(vec![
                    Cell::Text("agreement".to_string()),
                    Cell::Text(format!("{} events", pairs.len())),
                    Cell::Text(format!("{one}; {other}")),
                    Cell::Null,
                    Cell::Null,
                    Cell::Null,
                    Cell::Real((share * 1000.0).round() / 1000.0),
                    kappa.map_or(Cell::Null, |kappa| Cell::Real((kappa * 1000.0).round() / 1000.0)),
                ]);
            }
        }
        Ok(table)
    }
}

/// Share of equal judgements, and Cohen's κ; none where chance alone would give full agreement.
fn agreement(pairs: &[(bool, bool)]) -> (f64, Option<f64>) {
    let all = pairs.len() as f64;
    let rate = |test: fn(&(bool, bool)) -> bool| pairs.iter().filter(|pair| test(pair)).count() as f64 / all;
    let share = rate(|(a, b)| a == b);
    let (one, other) = (rate(|(a, _)| *a), rate(|(_, b)| *b));
    let chance = one * other + (1.0 - one) * (1.0 - other);
    (share, (chance < 1.0).then(|| (share - chance) / (1.0 - chance)))
}

fn check_edit(field: &str, value: &str) -> Result<(), LedgerError> {
    let names: Vec<&str> = EDITABLE.iter().map(|(name, _)| *name).chain(SIDES.iter().map(|side| side.0)).collect();
    let names = names.join(", ");
    if SIDES.iter().any(|side| side.0 == field) {
        return participants(value).map(|_| ());
    }
    if !EDITABLE.iter().any(|(name, _)| *name == field) {
        return Err(LedgerError::new(format!("{field}: cannot be edited"), format!("edit one of {names}")));
    }
    if field == "status" && Status::parse(value).is_none() {
        let all = Status::ALL.map(Status::as_str).join(", ");
        return Err(LedgerError::new(format!("{value}: no such status"), format!("give one of {all}")));
    }
    Ok(())
}

/// A participant as a reviewer writes it.
struct Edited {
    name: String,
    country: String,
    sector: String,
}

/// Reads `Name (CTY.SEC); Other name`.
fn participants(value: &str) -> Result<Vec<Edited>, LedgerError> {
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut found = Vec::new();
    for piece in value.split(';').map(str::trim).filter(|piece| !piece.is_empty()) {
        let (name, codes) = match piece.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
            Some((name, codes)) => (name.trim(), codes),
            None => (piece, ""),
        };
        let (country, sector) = codes.split_once('.').unwrap_or((codes, "UNK"));
        let is_known = legation_types::Sector::parse(sector).is_some() && (country.is_empty() || is_code(country));
        if name.is_empty() || !is_known {
            return Err(LedgerError::new(
                format!("{piece}: not a participant"),
                "write a name with country and sector, as in \"Sergei Lavrov (RUS.GOV); China (CHN)\"",
            ));
        }
        found.push(Edited { name: name.to_string(), country: country.to_string(), sector: sector.to_string() });
    }
    Ok(found)
}

/// Puts edited participants in the place of the coded ones, which are kept aside; without an edit the coded ones come back.
fn lay_over_side(
    transaction: &Transaction<'_>,
    event: i64,
    (side, kept): (&str, &str),
    edit: Option<&String>,
) -> Result<(), LedgerError> {
    let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| transaction.prepare_cached(sql)?.execute(values);
    // Back to what was coded.
    let delete = "DELETE FROM l_part WHERE event = ?1 AND side = ?2 AND basis = 'review'";
    run(delete, &[&event, &side])?;
    let rename = "UPDATE l_part SET side = ?3 WHERE event = ?1 AND side = ?2";
    run(rename, &[&event, &kept, &side])?;
    let Some(edit) = edit else { return Ok(()) };
    run(rename, &[&event, &side, &kept])?;
    for (position, who) in participants(edit)?.iter().enumerate() {
        let actor = "INSERT OR IGNORE INTO l_actor (name, country, sector, actor_id, wikidata, kind)
                     VALUES (?1, ?2, ?3, '', '', 'unknown')";
        run(actor, &[&who.name, &who.country, &who.sector])?;
        // The words are those of the trigger: what the reviewer knows better stands nowhere else in the article.
        let part = "INSERT INTO l_part
            SELECT ?1, ?2, ?3, (SELECT actor FROM l_actor WHERE name = ?4 AND country = ?5 AND sector = ?6
                ORDER BY actor_id = '', actor LIMIT 1), trigger, start, end, NULL, 'review', NULL, NULL
            FROM l_event WHERE event = ?1";
        run(part, &[&event, &side, &(position as i64), &who.name, &who.country, &who.sector])?;
    }
    Ok(())
}

/// Brings the columns of an event in line with the verdicts that stand: what was coded, with the edits over it.
pub(crate) fn lay_over(transaction: &Transaction<'_>, event_id: &str) -> Result<(), LedgerError> {
    let mut edits: BTreeMap<String, String> = BTreeMap::new();
    let mut is_rejected = false;
    let sql = "SELECT verdict, field, value FROM l_review WHERE event_id = ?1 AND undone_at IS NULL ORDER BY review";
    let mut statement = transaction.prepare_cached(sql)?;
    let mut rows = statement.query([event_id])?;
    while let Some(row) = rows.next()? {
        let (verdict, field, value): (String, Option<String>, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        is_rejected = verdict == "reject";
        if let Some((field, value)) = field.zip(value) {
            edits.insert(field, value);
        }
    }
    let sql = "UPDATE l_event SET is_current = NOT ?2 AND (
                   SELECT is_current FROM l_coding c WHERE c.article = l_event.article AND c.run = l_event.run)
               WHERE event_id = ?1";
    transaction.prepare_cached(sql)?.execute(params![event_id, is_rejected])?;
    for (field, place) in EDITABLE {
        let sql =
            format!("UPDATE l_event SET {field} = coalesce(?2, json_extract(record, '{place}')) WHERE event_id = ?1");
        transaction.prepare_cached(&sql)?.execute(params![event_id, edits.get(field)])?;
    }
    let mut codings = transaction.prepare_cached("SELECT event FROM l_event WHERE event_id = ?1 ORDER BY event")?;
    let codings: Vec<i64> = codings.query_map([event_id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for event in codings {
        for (field, side, kept) in SIDES {
            lay_over_side(transaction, event, (side, kept), edits.get(field))?;
        }
    }
    Ok(())
}

impl Ledger {
    /// The participants of the edited sides of an event, as a record has them.
    pub(crate) fn edited_sides(&self, event: i64) -> Result<Vec<(&'static str, serde_json::Value)>, LedgerError> {
        let mut found = Vec::new();
        for (field, side, kept) in SIDES {
            let is_edited = "SELECT EXISTS (SELECT 1 FROM l_part WHERE event = ?1
                AND (side = ?3 OR side = ?2 AND basis = 'review'))";
            let is_edited: bool =
                self.connection.prepare_cached(is_edited)?.query_row(params![event, side, kept], |row| row.get(0))?;
            if !is_edited {
                continue;
            }
            let sql = "SELECT json_object('text', p.text, 'start', p.start, 'end', p.end, 'name', x.name,
                    'country', nullif(x.country, ''), 'sector', x.sector, 'other_sectors', json('[]'), 'role', p.role,
                    'actor_id', nullif(x.actor_id, ''), 'wikidata', nullif(x.wikidata, ''), 'basis', 'none')
                FROM l_part p JOIN l_actor x USING (actor) WHERE p.event = ?1 AND p.side = ?2 ORDER BY p.position";
            let mut statement = self.connection.prepare_cached(sql)?;
            let people = statement.query_map(params![event, side], |row| row.get::<_, String>(0))?;
            let people = people.map(|person| Ok(serde_json::from_str(&person?).unwrap_or_default()));
            let people = people.collect::<Result<Vec<serde_json::Value>, rusqlite::Error>>()?;
            found.push((field, serde_json::Value::Array(people)));
        }
        Ok(found)
    }
}

/// Lays all standing verdicts over the events of an article, after it was coded anew.
pub(crate) fn lay_over_article(transaction: &Transaction<'_>, article: i64) -> Result<(), LedgerError> {
    let sql = "SELECT DISTINCT event_id FROM l_event WHERE article = ?1
               AND event_id IN (SELECT event_id FROM l_review) ORDER BY event_id";
    let mut statement = transaction.prepare_cached(sql)?;
    let ids: Vec<String> = statement.query_map([article], |row| row.get(0))?.collect::<Result<_, _>>()?;
    ids.iter().try_for_each(|id| lay_over(transaction, id))
}

/// The record with the fields as they stand after edits.
/// `people` are the participants of edited sides: (side, as the record has them).
pub(crate) fn patched(
    record: &str,
    kind: &str,
    mode: Option<&str>,
    status: &str,
    people: &[(&str, serde_json::Value)],
) -> String {
    let Ok(mut value) = serde_json::from_str::<serde_json::Value>(record) else { return record.to_string() };
    let is_same = value["event"] == kind && value["mode"].as_str() == mode && value["status"] == status;
    if is_same && people.is_empty() {
        return record.to_string();
    }
    value["event"] = kind.into();
    value["mode"] = mode.into();
    value["status"] = status.into();
    for (side, people) in people {
        value[*side] = people.clone();
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::agreement;

    #[test]
    fn agreement_and_kappa() {
        let pairs = |text: &str| -> Vec<(bool, bool)> {
            text.split(' ').map(|pair| (pair.starts_with('y'), pair.ends_with('y'))).collect()
        };
        assert_eq!(agreement(&pairs("yy yy nn nn")), (1.0, Some(1.0)));
        assert_eq!(agreement(&pairs("yy yn ny nn")), (0.5, Some(0.0)));
        assert_eq!(agreement(&pairs("yy yy")), (1.0, None));
    }
}
