//! Events as processes read them.

use super::sentence::Sentence;
use crate::LedgerError;
use rusqlite::{Connection, params};
use std::rc::Rc;

/// A participant of a fact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Who {
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) kind: String,
    pub(crate) sector: String,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Whether it is a town or region, named for whoever is there.
    pub(crate) is_place: bool,
    side: String,
}

/// Codes that stand for many: what they have in common is no side.
const MANY: [&str; 5] = ["IGO", "NGO", "MNC", "IMG", "ISM"];
/// Sectors that speak for their state.
const STATE: [&str; 5] = ["GOV", "MIL", "SPY", "COP", "JUD"];

impl Who {
    /// The side that it stands for: its state, a part of its country (`SYR.OPP`), or itself.
    pub(crate) fn side(&self) -> &str {
        &self.side
    }

    /// Its country, or else its name: what a government and its rebels have in common.
    pub(crate) fn home(&self) -> &str {
        if self.country.is_empty() || MANY.contains(&self.country.as_str()) { &self.name } else { &self.country }
    }

    /// Its name, with the country where the name is not the country's own: "Steve Witkoff (USA)".
    pub(crate) fn label(&self) -> String {
        let is_state = self.kind == "state" && !self.is_place;
        if self.country.is_empty() || is_state || MANY.contains(&self.country.as_str()) || self.name == self.country {
            return self.name.clone();
        }
        format!("{} ({})", self.name, self.country)
    }

    fn side_of(name: &str, country: &str, sector: &str, kind: &str) -> String {
        if country.is_empty() || MANY.contains(&country) || (sector == "UNK" && kind == "person") {
            name.to_string()
        } else if kind == "state" || STATE.contains(&sector) || matches!(sector, "UNK" | "" | "IGO") {
            country.to_string()
        } else {
            format!("{country}.{sector}")
        }
    }
}

/// The labels of participants, each once.
pub(crate) fn labels(people: &[Who]) -> String {
    let mut labels: Vec<String> = Vec::new();
    for label in people.iter().map(Who::label) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.join("; ")
}

/// As [`labels`]; nothing where there is nobody.
pub(crate) fn labels_or_none(people: &[Who]) -> Option<String> {
    Some(labels(people)).filter(|labels| !labels.is_empty())
}

/// A current event.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) event: i64,
    pub(crate) event_id: String,
    pub(crate) article: i64,
    pub(crate) published: Option<String>,
    pub(crate) incident: i64,
    pub(crate) kind: String,
    pub(crate) mode: Option<String>,
    pub(crate) status: String,
    pub(crate) lemma: String,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) phrase: Option<(u32, u32)>,
    pub(crate) sentence_number: u32,
    pub(crate) sentence: Rc<Sentence>,
    pub(crate) actors: Vec<Who>,
    pub(crate) recipients: Vec<Who>,
    pub(crate) sources: Vec<Who>,
    pub(crate) earliest: Option<String>,
    pub(crate) latest: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) count_text: Option<String>,
    pub(crate) condition: Option<String>,
    pub(crate) within_id: Option<String>,
}

impl Fact {
    /// The words of its noun phrase, or from its trigger to the end of the clause.
    pub(crate) fn words(&self) -> String {
        match self.phrase {
            Some((start, end)) => self.sentence.slice(start, end),
            None => self.sentence.clause_from(self.start),
        }
    }
}

/// All current events in the order of publication and of the text.
pub(crate) fn load(connection: &Connection) -> Result<Vec<Fact>, LedgerError> {
    let sql =
        "SELECT e.event, e.event_id, e.article, a.published_at, m.incident, e.type, e.mode, e.status, e.lemma, e.start,
            e.end, e.phrase_start, e.phrase_end, e.sentence, e.sentence_start,
            substr(a.text, e.sentence_start + 1, e.sentence_end - e.sentence_start),
            e.earliest, e.latest, e.place_name, e.count_text, e.condition, e.within_id, e.run, e.sentence_end
        FROM l_event e JOIN l_article a USING (article) JOIN l_member m USING (event)
        WHERE e.is_current
        ORDER BY a.published_at IS NULL, a.published_at, a.name, a.content_hash, e.sentence, e.start, e.event";
    let mut statement = connection.prepare(sql)?;
    let mut parts = connection.prepare(
        "SELECT p.side, coalesce(x.name, p.text), coalesce(x.country, ''), coalesce(x.kind, ''), coalesce(x.sector, ''),
            p.start, p.end, p.text, coalesce(p.basis, '')
         FROM l_part p LEFT JOIN l_actor x USING (actor) WHERE p.event = ?1 ORDER BY p.side, p.position",
    )?;
    let mut times = connection.prepare(
        "SELECT start, end, earliest, latest FROM l_time
         WHERE article = ?1 AND run = ?2 AND start >= ?3 AND end <= ?4 ORDER BY start, end",
    )?;
    let mut facts: Vec<Fact> = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (article, number): (i64, u32) = (row.get(2)?, row.get(13)?);
        let sentence = match facts.last() {
            Some(last) if last.article == article && last.sentence_number == number => Rc::clone(&last.sentence),
            _ => {
                let mut sentence = Sentence::new(&row.get::<_, String>(15)?, row.get(14)?);
                let place = params![article, row.get::<_, i64>(22)?, sentence.start, row.get::<_, u32>(23)?];
                let told =
                    times.query_map(place, |time| Ok((time.get(0)?, time.get(1)?, time.get(2)?, time.get(3)?)))?;
                sentence.times = told.collect::<Result<_, _>>()?;
                Rc::new(sentence)
            }
        };
        let (first, last): (Option<u32>, Option<u32>) = (row.get(11)?, row.get(12)?);
        let mut fact = Fact {
            event: row.get(0)?,
            event_id: row.get(1)?,
            article,
            published: row.get(3)?,
            incident: row.get(4)?,
            kind: row.get(5)?,
            mode: row.get(6)?,
            status: row.get(7)?,
            lemma: row.get(8)?,
            start: row.get(9)?,
            end: row.get(10)?,
            phrase: first.zip(last),
            sentence_number: number,
            sentence,
            actors: Vec::new(),
            recipients: Vec::new(),
            sources: Vec::new(),
            earliest: row.get(16)?,
            latest: row.get(17)?,
            place: row.get(18)?,
            count_text: row.get(19)?,
            condition: row.get(20)?,
            within_id: row.get(21)?,
        };
        let mut sides = parts.query([fact.event])?;
        while let Some(part) = sides.next()? {
            let who = participant(part)?;
            match part.get_ref(0)?.as_str() {
                Ok("actor") => fact.actors.push(who),
                Ok("recipient") => fact.recipients.push(who),
                _ => fact.sources.push(who),
            }
        }
        facts.push(fact);
    }
    Ok(facts)
}

fn participant(row: &rusqlite::Row<'_>) -> Result<Who, LedgerError> {
    let text = |idx: usize| -> Result<String, rusqlite::Error> { row.get(idx) };
    let (name, country, kind, sector) = (text(1)?, text(2)?, text(3)?, text(4)?);
    // "Kyiv" for Ukraine is the state by another name; "Sochi" for Sochi is a place.
    let stands_for_itself = text(8)? == "metonym" && text(7)?.to_lowercase() == name.to_lowercase();
    Ok(Who {
        side: Who::side_of(&name, &country, &sector, &kind),
        is_place: stands_for_itself || (kind == "state" && sector == "UNK"),
        name,
        country,
        kind,
        sector,
        start: row.get(5)?,
        end: row.get(6)?,
    })
}

/// Facts of one sentence, in the order of the text.
pub(crate) fn by_sentence(facts: &[Fact]) -> impl Iterator<Item = &[Fact]> {
    facts.chunk_by(|a, b| a.article == b.article && a.sentence_number == b.sentence_number)
}

/// The first and the last day that any of the facts names.
pub(crate) fn span_of_days<'a>(facts: impl Iterator<Item = &'a Fact> + Clone) -> (Option<String>, Option<String>) {
    (facts.clone().filter_map(|f| f.earliest.clone()).min(), facts.filter_map(|f| f.latest.clone()).max())
}
