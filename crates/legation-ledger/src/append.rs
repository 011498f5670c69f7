//! Writing articles and their events: all or nothing.

use crate::review::lay_over_article;
use crate::{Ledger, LedgerError};
use legation_types::{Article, CodePoints, Event, EventAttribution, Participant, Span, TimeRange, Versions};
use rusqlite::{CachedStatement, OptionalExtension, Transaction, TransactionBehavior, params};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

/// An article and what was coded from it.
pub struct Coding<'a> {
    /// The article.
    pub article: &'a Article,
    /// Versions of program, codebook and model.
    pub versions: &'a Versions,
    /// When it is written down: an ISO instant.
    pub recorded_at: &'a str,
    /// Its events, in the order of the text.
    pub claims: Vec<Claim<'a>>,
    /// Its time expressions that mean days.
    pub times: Vec<(Span, TimeRange)>,
}

/// One event with what the ledger needs beside it.
pub struct Claim<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its record (`legation/1`), kept as it is.
    pub record: String,
    /// Dictionary form of the trigger.
    pub lemma: String,
    /// Its sentence.
    pub sentence: Span,
    /// The noun phrase of a trigger that is a noun: "a blanket 30-day ceasefire".
    pub phrase: Option<Span>,
    /// Whether the sentence is a title or cross-heading.
    pub is_headline: bool,
}

/// What became of an article that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// Written, with so many events.
    New(usize),
    /// Known already, now coded by other versions; the former coding is kept.
    Recoded(usize),
    /// Known already and coded by the same versions: nothing was written.
    Known,
}

/// What makes an article the same article: its text and who printed it, when and where.
pub fn content_hash(article: &Article) -> String {
    let mut hash = Sha256::new();
    let day = article.published_at.map(|day| day.to_string());
    for field in
        [Some(&article.text), article.title.as_ref(), article.publisher.as_ref(), day.as_ref(), article.url.as_ref()]
    {
        let field = field.map_or("", String::as_str);
        hash.update((field.len() as u64).to_le_bytes());
        hash.update(field.as_bytes());
    }
    hexadecimal(&hash.finalize())
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Ledger {
    /// Content hashes of all articles whose newest coding is by these versions: what need not be read again.
    pub fn known(&self, versions: &Versions) -> Result<Vec<String>, LedgerError> {
        let sql = "SELECT content_hash FROM l_article JOIN l_coding USING (article) JOIN l_run USING (run)
                   WHERE versions = ?1 AND is_current ORDER BY content_hash";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([&versions.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Writes an article and its events; nothing where they are known.
    pub fn append(&mut self, coding: &Coding<'_>) -> Result<Appended, LedgerError> {
        Ok(self.append_all(std::slice::from_ref(coding))?[0])
    }

    /// Writes articles and their events, all or none of them: many write a page of an index once that each alone would
    /// write. What is known is left as it is.
    pub fn append_all(&mut self, codings: &[Coding<'_>]) -> Result<Vec<Appended>, LedgerError> {
        // What a transaction that fails had put there is forgotten with it.
        let mut known = std::mem::take(&mut self.known);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let appended: Vec<Appended> =
            codings.iter().map(|coding| append(&transaction, coding, &mut known)).collect::<Result<_, _>>()?;
        let changes = appended.iter().filter(|one| **one != Appended::Known).count();
        if changes == 0 {
            transaction.rollback()?;
        } else {
            // Tells lists whether the incidents are older, without a look at all codings.
            let sql = "INSERT INTO l_state VALUES ('changes', ?1) ON CONFLICT (key) DO UPDATE SET value = value + ?1";
            transaction.prepare_cached(sql)?.execute([changes as i64])?;
            transaction.commit()?;
        }
        self.known = known;
        Ok(appended)
    }
}

/// Rows that are there already, so that they are not looked up for every event.
#[derive(Default)]
pub(crate) struct KnownRows {
    actors: FxHashMap<String, i64>,
    places: FxHashSet<String>,
}

fn append(
    transaction: &Transaction<'_>,
    coding: &Coding<'_>,
    known_rows: &mut KnownRows,
) -> Result<Appended, LedgerError> {
    let run = row_of(transaction, "l_run", "run", &[("versions", &coding.versions.0)])?;
    let hash = content_hash(coding.article);
    let known: Option<i64> = transaction
        .prepare_cached("SELECT article FROM l_article WHERE content_hash = ?1")?
        .query_row([&hash], |row| row.get(0))
        .optional()?;
    let article = match known {
        None => append_article(transaction, coding.article, &hash)?,
        Some(article) => {
            let current: Option<bool> = transaction
                .prepare_cached("SELECT is_current FROM l_coding WHERE article = ?1 AND run = ?2")?
                .query_row([article, run], |row| row.get(0))
                .optional()?;
            if current == Some(true) {
                return Ok(Appended::Known);
            }
            for table in ["l_coding", "l_event"] {
                let sql = format!("UPDATE {table} SET is_current = (run = ?2) WHERE article = ?1");
                transaction.prepare_cached(&sql)?.execute([article, run])?;
            }
            if current.is_some() {
                lay_over_article(transaction, article)?;
                // Coded by these versions before, then by others, now by these again.
                return Ok(Appended::Recoded(coding.claims.len()));
            }
            article
        }
    };
    transaction.prepare_cached("INSERT INTO l_coding VALUES (?1, ?2, ?3, 1)")?.execute(params![
        article,
        run,
        coding.recorded_at
    ])?;
    let mut writer = Writer::new(transaction, &coding.article.text, known_rows)?;
    for claim in &coding.claims {
        writer.claim(article, run, claim)?;
    }
    writer.times(article, run, &coding.times)?;
    let count = coding.claims.len();
    lay_over_article(transaction, article)?;
    Ok(if known.is_some() { Appended::Recoded(count) } else { Appended::New(count) })
}

/// The number of the row with these values; a new row where there is none.
fn row_of(transaction: &Transaction<'_>, table: &str, key: &str, fields: &[(&str, &str)]) -> Result<i64, LedgerError> {
    let values = rusqlite::params_from_iter(fields.iter().map(|(_, value)| *value));
    let tests: Vec<String> = fields.iter().map(|(name, _)| format!("{name} = ?")).collect();
    let sql = format!("SELECT {key} FROM {table} WHERE {}", tests.join(" AND "));
    let found = transaction.prepare_cached(&sql)?.query_row(values, |row| row.get(0)).optional()?;
    if let Some(found) = found {
        return Ok(found);
    }
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let marks = vec!["?"; fields.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", "));
    let values = rusqlite::params_from_iter(fields.iter().map(|(_, value)| *value));
    Ok(transaction.prepare_cached(&sql)?.insert(values)?)
}

fn append_article(transaction: &Transaction<'_>, article: &Article, hash: &str) -> Result<i64, LedgerError> {
    let text_hash = hexadecimal(&Sha256::digest(article.text.as_bytes()));
    let sql = "INSERT INTO l_article (content_hash, text_hash, name, title, publisher, authors, published_at, language, \
               url, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let id = transaction.prepare_cached(sql)?.insert(params![
        hash,
        text_hash,
        article.id.0,
        article.title,
        article.publisher,
        article.authors.join("; "),
        article.published_at.map(|day| day.to_string()),
        article.lang,
        article.url,
        article.text,
    ])?;
    transaction.prepare_cached("INSERT INTO l_words (rowid, title, text) VALUES (?1, ?2, ?3)")?.execute(params![
        id,
        article.title,
        article.text
    ])?;
    Ok(id)
}

/// Writes the events of one article.
struct Writer<'a> {
    transaction: &'a Transaction<'a>,
    index: CodePoints,
    text: &'a str,
    event: CachedStatement<'a>,
    part: CachedStatement<'a>,
    known: &'a mut KnownRows,
}

impl<'a> Writer<'a> {
    fn new(
        transaction: &'a Transaction<'a>,
        text: &'a str,
        known: &'a mut KnownRows,
    ) -> Result<Writer<'a>, LedgerError> {
        let event = "INSERT INTO l_event (article, run, is_current, event_id, type, mode, contexts, quad, cameo, score, \
            status, trigger, lemma, start, end, phrase_start, phrase_end, sentence, sentence_start, sentence_end, is_headline, time, \
            earliest, latest, grain, place, place_name, place_country, place_level, lat, lon, geonames_id, count_text, \
            count, condition, within_id, within_relation, confidence, reading, record) \
            VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, \
            ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39)";
        let part = "INSERT INTO l_part VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        Ok(Writer {
            transaction,
            index: CodePoints::new(text),
            text,
            event: transaction.prepare_cached(event)?,
            part: transaction.prepare_cached(part)?,
            known,
        })
    }

    fn claim(&mut self, article: i64, run: i64, claim: &Claim<'_>) -> Result<(), LedgerError> {
        let Claim { event, record, lemma, sentence, phrase, is_headline } = claim;
        let (start, end) = self.index.span(event.trigger);
        let phrase = phrase.map(|span| self.index.span(span));
        let (sentence_start, sentence_end) = self.index.span(*sentence);
        let range = event.time.as_ref().and_then(|time| time.timex.range);
        let place = event.place.as_ref().map(|place| &place.place);
        let row = self.event.insert(params![
            article,
            run,
            event.id.0,
            event.event_type,
            event.mode,
            event.contexts.join("; "),
            event.quad,
            event.cameo,
            rounded(event.score, 10.0),
            event.status.as_str(),
            event.trigger.of(self.text),
            lemma,
            start,
            end,
            phrase.map(|p| p.0),
            phrase.map(|p| p.1),
            event.sentence,
            sentence_start,
            sentence_end,
            is_headline,
            event.time.as_ref().map(|time| time.span.of(self.text)),
            range.map(|r| r.earliest.to_string()),
            range.map(|r| r.latest.to_string()),
            range.map(|r| r.grain.as_str()),
            event.place.as_ref().map(|place| place.span.of(self.text)),
            place.map(|p| p.name.as_str()),
            place.and_then(|p| p.country.map(|c| c.as_str().to_string())),
            place.map(|p| p.level.as_str()),
            place.and_then(|p| p.coordinates.map(|c| c.0)),
            place.and_then(|p| p.coordinates.map(|c| c.1)),
            place.and_then(|p| p.geonames_id),
            event.count.as_ref().map(|count| count.span.of(self.text)),
            event.count.as_ref().and_then(|count| count.value.map(|value| value as i64)),
            event.condition.map(|span| span.of(self.text)),
            event.within.as_ref().map(|within| within.id.0.as_str()),
            event.within.as_ref().map(|within| within.relation.as_str()),
            rounded(event.confidence, 100.0),
            event.evidence.reading.0,
            record,
        ])?;
        if let Some(place) = place {
            self.place(&place.name, place.country.as_ref().map_or("", |country| country.as_str()))?;
        }
        for (side, people) in [("actor", &event.actors), ("recipient", &event.recipients)] {
            for (position, person) in people.iter().enumerate() {
                self.participant(row, side, position, person)?;
            }
        }
        for (position, attribution) in event.according_to.iter().enumerate() {
            self.attribution(row, position, attribution)?;
        }
        Ok(())
    }

    fn place(&mut self, name: &str, country: &str) -> Result<(), LedgerError> {
        let key = format!("{name}\u{1f}{country}");
        if !self.known.places.contains(&key) {
            let sql = "INSERT OR IGNORE INTO l_place VALUES (?1, ?2)";
            self.transaction.prepare_cached(sql)?.execute([name, country])?;
            self.known.places.insert(key);
        }
        Ok(())
    }

    fn times(&self, article: i64, run: i64, times: &[(Span, TimeRange)]) -> Result<(), LedgerError> {
        let sql = "INSERT OR IGNORE INTO l_time VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut statement = self.transaction.prepare_cached(sql)?;
        for (span, range) in times {
            let (start, end) = self.index.span(*span);
            let days = (range.earliest.to_string(), range.latest.to_string());
            statement.execute(params![article, run, start, end, days.0, days.1])?;
        }
        Ok(())
    }

    fn participant(
        &mut self,
        event: i64,
        side: &str,
        position: usize,
        person: &Participant,
    ) -> Result<(), LedgerError> {
        let actor = self.actor(person)?;
        let (start, end) = self.index.span(person.span);
        let text = person.span.of(self.text);
        let (role, basis) = (&person.actor.role, person.actor.basis.as_str());
        let none: Option<&str> = None;
        self.part.execute(params![event, side, position as i64, actor, text, start, end, role, basis, none, none])?;
        Ok(())
    }

    fn attribution(&mut self, event: i64, position: usize, attribution: &EventAttribution) -> Result<(), LedgerError> {
        let source = attribution.source.as_ref();
        let actor = source.map(|person| self.actor(person)).transpose()?;
        let (start, end) = self.index.span(attribution.span);
        self.part.execute(params![
            event,
            "source",
            position as i64,
            actor,
            attribution.span.of(self.text),
            start,
            end,
            source.and_then(|person| person.actor.role.as_ref()),
            source.map(|person| person.actor.basis.as_str()),
            attribution.kind.as_str(),
            attribution.cue.of(self.text),
        ])?;
        Ok(())
    }

    /// The row of a participant, as it is resolved.
    fn actor(&mut self, person: &Participant) -> Result<i64, LedgerError> {
        let actor = &person.actor;
        let country = actor.country;
        let fields = [
            ("name", actor.name.as_str()),
            ("country", country.as_ref().map_or("", |c| c.as_str())),
            ("sector", actor.sector.as_str()),
            ("actor_id", actor.actor_id.as_ref().map_or("", |id| id.0.as_str())),
            ("wikidata", actor.wikidata.as_deref().unwrap_or("")),
            ("kind", kind_word(actor.kind)),
        ];
        let key = fields.map(|(_, value)| value).join("\u{1f}");
        if let Some(row) = self.known.actors.get(&key) {
            return Ok(*row);
        }
        let row = row_of(self.transaction, "l_actor", "actor", &fields)?;
        self.known.actors.insert(key, row);
        Ok(row)
    }
}

fn kind_word(kind: legation_types::ActorKind) -> &'static str {
    use legation_types::ActorKind;
    match kind {
        ActorKind::State => "state",
        ActorKind::Person => "person",
        ActorKind::Organisation => "organisation",
        ActorKind::Group => "group",
        ActorKind::Unknown => "unknown",
    }
}

/// A number without the noise of its binary form, as in the record.
fn rounded(number: f32, parts: f64) -> f64 {
    (f64::from(number) * parts).round() / parts
}
