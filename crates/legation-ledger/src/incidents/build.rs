//! Makes the incidents of a ledger anew from its events; hand decisions are laid over what is computed.

use super::assign::{Assigned, assign};
use super::hand::decisions;
use super::happening::{Happening, Party, Realm, Symbols, Where, day_number};
use super::sources::independent;
use super::stories::{Text, stories};
use crate::processes::{self, Rules};
use crate::{Ledger, LedgerError};
use legation_lineage::{CopyIndex, Sketch};
use legation_types::Status;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What the incidents were built from; equal marks, equal incidents.
fn mark(connection: &Connection) -> Result<String, LedgerError> {
    let count = |sql: &str| -> Result<i64, LedgerError> { Ok(connection.query_row(sql, [], |row| row.get(0))?) };
    let changes = count("SELECT coalesce((SELECT value FROM l_state WHERE key = 'changes'), 0) + 0")?;
    let hands = count("SELECT coalesce(max(hand), 0) + 1000000 * count(undone_at) FROM l_hand")?;
    let reviews = count("SELECT coalesce(max(review), 0) + 1000000 * count(undone_at) FROM l_review")?;
    let version = crate::SCHEMA_VERSION;
    Ok(format!("{version}.{changes}.{hands}.{reviews}"))
}

/// Whether the incidents are those of the present events.
pub(crate) fn is_built(connection: &Connection) -> Result<bool, LedgerError> {
    match state(connection, "incidents")? {
        Some(built) => Ok(built == mark(connection)?),
        None => Ok(connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM l_coding)", [], |row| row.get(0))?),
    }
}

fn state(connection: &Connection, key: &str) -> Result<Option<String>, LedgerError> {
    let sql = "SELECT value FROM l_state WHERE key = ?1";
    Ok(connection.query_row(sql, [key], |row| row.get(0)).optional()?)
}

impl Ledger {
    /// Groups all events into incidents and reads the processes off them, where events, hand decisions or rules are new
    /// since the last time; gives whether anything was done. All or nothing.
    pub fn build(&mut self, rules: &Rules) -> Result<bool, LedgerError> {
        let are_rules_known = state(&self.connection, "rules")?.as_deref() == Some(rules.fingerprint());
        if are_rules_known && is_built(&self.connection)? {
            return Ok(false);
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let articles = load_articles(&transaction)?;
        let events = load_events(&transaction, &articles)?;
        let decisions = decisions(&transaction, &events)?;
        let assigned = assign(&events, &decisions);
        write(&transaction, &articles, &events, &assigned)?;
        processes::build(&transaction, rules)?;
        let mark = mark(&transaction)?;
        for (key, value) in [("incidents", mark.as_str()), ("rules", rules.fingerprint())] {
            transaction.execute("INSERT OR REPLACE INTO l_state VALUES (?1, ?2)", [key, value])?;
        }
        transaction.commit()?;
        Ok(true)
    }
}

/// An error where the incidents are older than the events.
pub(crate) fn ensure_built(connection: &Connection) -> Result<(), LedgerError> {
    if is_built(connection)? {
        return Ok(());
    }
    Err(LedgerError::new(
        "the incidents are older than the last articles or corrections",
        "run `legation incidents --rebuild` once, with the right to write the file",
    ))
}

struct ArticleRow {
    number: u32,
    published: Option<i32>,
    publisher: Option<String>,
    origin: u32,
    copy_kind: Option<&'static str>,
    story: u32,
}

/// All articles in the order of publication, with lines of copies and stories.
fn load_articles(transaction: &Transaction<'_>) -> Result<Vec<ArticleRow>, LedgerError> {
    let sql = "SELECT article, published_at, publisher, text FROM l_article
               ORDER BY published_at IS NULL, published_at, name, content_hash";
    let mut statement = transaction.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let (number, day, publisher): (u32, Option<String>, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((number, day, publisher, row.get::<_, String>(3)?))
    })?;
    let mut articles = Vec::new();
    let mut texts = Vec::new();
    let mut copies = CopyIndex::default();
    for row in rows {
        let (number, day, publisher, text) = row?;
        let copy = copies.add(Sketch::of(&text));
        articles.push(ArticleRow {
            number,
            published: day.as_deref().and_then(day_number),
            publisher,
            origin: copy.map_or(articles.len(), |copy| copy.origin) as u32,
            copy_kind: copy.and_then(|copy| copy.overlap.kind()).map(|kind| kind.as_str()),
            story: 0,
        });
        texts.push(text);
    }
    let inputs: Vec<Text<'_>> =
        texts.iter().zip(&articles).map(|(text, article)| Text { text, day: article.published }).collect();
    for (idx, story) in stories(&inputs).into_iter().enumerate() {
        articles[idx].story = articles[story as usize].number;
    }
    let numbers: Vec<u32> = articles.iter().map(|article| article.number).collect();
    articles.iter_mut().for_each(|article| article.origin = numbers[article.origin as usize]);
    Ok(articles)
}

/// Letters that two triggers of one stem share.
const STEM: usize = 4;

/// All current events that nobody has rejected, in the order of publication.
fn load_events(transaction: &Transaction<'_>, articles: &[ArticleRow]) -> Result<Vec<Happening>, LedgerError> {
    let mut symbols = Symbols::default();
    let mut words_met: FxHashMap<String, (u32, u32)> = FxHashMap::default();
    let sql = "SELECT e.event, e.event_id, e.type, e.mode, e.status, e.lemma, e.earliest, e.latest, e.place_country,
                   e.place_name, e.place_level, e.count,
                   substr(a.text, e.sentence_start + 1, e.sentence_end - e.sentence_start), e.sentence
               FROM l_event e JOIN l_article a USING (article)
               WHERE e.article = ?1 AND e.is_current ORDER BY e.event";
    let mut statement = transaction.prepare(sql)?;
    let mut parts = transaction.prepare(
        "SELECT p.side, x.name, x.country, x.sector, x.actor_id, x.kind FROM l_part p JOIN l_actor x USING (actor)
         WHERE p.event = ?1 AND p.side IN ('actor', 'recipient') ORDER BY p.side, p.position",
    )?;
    let mut events = Vec::new();
    for article in articles {
        let mut rows = statement.query([article.number])?;
        while let Some(row) = rows.next()? {
            let text = |idx: usize| -> Result<Option<String>, rusqlite::Error> { row.get(idx) };
            let status = text(4)?.as_deref().and_then(Status::parse).unwrap_or(Status::Occurred);
            let days = match (text(6)?.as_deref().and_then(day_number), text(7)?.as_deref().and_then(day_number)) {
                (Some(first), Some(last)) => Some((first, last)),
                _ => None,
            };
            let lemma = text(5)?.unwrap_or_default();
            let stem: String = lemma.chars().take(STEM).collect();
            let stem = if stem.chars().count() == STEM { symbols.of(&format!("stem {stem}")) } else { 0 };
            let country = symbols.of(text(8)?.as_deref().unwrap_or(""));
            let place = text(9)?.map(|name| Where { country, name: symbols.of(&name), is_fine: false });
            let is_fine = text(10)?.is_some_and(|level| level != "country");
            let mut happening = Happening {
                event: row.get(0)?,
                event_id: row.get(1)?,
                article: article.number,
                sentence: row.get(13)?,
                origin: article.origin,
                story: article.story,
                published: article.published,
                kind: symbols.of(&row.get::<_, String>(2)?),
                mode: symbols.of(text(3)?.as_deref().unwrap_or("")),
                realm: Realm::of(status),
                is_ahead: matches!(status, Status::Planned | Status::Possible | Status::Sought),
                lemma: symbols.of(&lemma),
                stem,
                actors: Vec::new(),
                recipients: Vec::new(),
                days,
                place: place.map(|place| Where { is_fine, ..place }),
                count: row.get(11)?,
                words: words(&text(12)?.unwrap_or_default(), &mut words_met),
            };
            let mut sides = parts.query([happening.event])?;
            while let Some(part) = sides.next()? {
                let party = party(part, &mut symbols)?;
                if part.get_ref(0)?.as_str().is_ok_and(|side| side == "actor") {
                    happening.actors.push(party);
                } else {
                    happening.recipients.push(party);
                }
            }
            events.push(happening);
        }
    }
    // Words that one sentence in twenty has tell nothing.
    let common = (events.len() / 20).max(20) as u32;
    let is_common: BTreeSet<u32> = words_met.values().filter(|(_, met)| *met > common).map(|(word, _)| *word).collect();
    events.iter_mut().for_each(|event| event.words.retain(|word| !is_common.contains(word)));
    Ok(events)
}

fn party(row: &rusqlite::Row<'_>, symbols: &mut Symbols) -> Result<Party, LedgerError> {
    let text = |idx: usize| -> Result<String, rusqlite::Error> { row.get(idx) };
    let (name, country, sector, id, kind) = (text(1)?.to_lowercase(), text(2)?, text(3)?, text(4)?, text(5)?);
    let short = if kind == "person" { name.rsplit(' ').next().unwrap_or("") } else { name.as_str() };
    Ok(Party {
        id: symbols.of(&id),
        name: symbols.of(&format!("name {short}")),
        country: symbols.of(&country),
        is_state: kind == "state" || (kind != "person" && sector == "GOV"),
        is_person: kind == "person",
    })
}

/// Numbers of the longer words of a sentence, ascending; counts in how many sentences each was met.
fn words(sentence: &str, met: &mut FxHashMap<String, (u32, u32)>) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    for word in sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().nth(2).is_some()) {
        let next = met.len() as u32;
        let entry = met.entry(word.to_lowercase()).or_insert((next, 0));
        if !found.contains(&entry.0) {
            entry.1 += 1;
            found.push(entry.0);
        }
    }
    found.sort_unstable();
    found
}

fn write(
    transaction: &Transaction<'_>,
    articles: &[ArticleRow],
    events: &[Happening],
    assigned: &[Assigned],
) -> Result<(), LedgerError> {
    transaction.execute_batch("DELETE FROM l_lineage; DELETE FROM l_member; DELETE FROM l_incident;")?;
    let mut statement = transaction.prepare("INSERT INTO l_lineage VALUES (?1, ?2, ?3, ?4)")?;
    for article in articles {
        statement.execute(params![article.number, article.story, article.origin, article.copy_kind])?;
    }
    let by_number: FxHashMap<u32, &ArticleRow> = articles.iter().map(|article| (article.number, article)).collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    assigned.iter().enumerate().for_each(|(number, place)| groups.entry(place.first).or_default().push(number));
    let mut incident = transaction.prepare("INSERT INTO l_incident VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let mut member = transaction.prepare("INSERT INTO l_member VALUES (?1, ?2, ?3, ?4)")?;
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for (number, (first, members)) in groups.iter().enumerate() {
        let number = number as i64 + 1;
        let own: BTreeSet<u32> = members.iter().map(|idx| events[*idx].article).collect();
        let reports: Vec<(u32, Option<String>)> =
            own.iter().map(|article| (by_number[article].origin, by_number[article].publisher.clone())).collect();
        // The first claim names the incident; word-for-word copies share its id, so a second incident gets a number.
        let base = format!("i_{}", events[*first].event_id.trim_start_matches("e_"));
        let id = (1..).map(|n| if n == 1 { base.clone() } else { format!("{base}.{n}") }).find(|id| !ids.contains(id));
        let id = id.unwrap_or(base);
        incident.execute(params![number, id, members.len() as i64, own.len() as i64, independent(&reports) as i64])?;
        ids.insert(id);
        for idx in members {
            let like = assigned[*idx].like.map(|like| events[like].event);
            member.execute(params![events[*idx].event, number, like, assigned[*idx].reasons.join("; ")])?;
        }
    }
    Ok(())
}

/// Where the decisions' event ids stand in the list.
pub(crate) fn numbers_of(ids: &[String], events: &[Happening]) -> Vec<usize> {
    let wanted: BTreeSet<&String> = ids.iter().collect();
    (0..events.len()).filter(|number| wanted.contains(&events[*number].event_id)).collect()
}
