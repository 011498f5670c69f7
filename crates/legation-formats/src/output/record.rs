//! The event record: the one shape in which events leave the program (`legation/1`).

use legation_types::{
    Article, CodePoints, Event, EventAttribution, EventPlace, EventTime, Participant, Sentence, Span,
};
use serde::Serialize;

/// Name and version of the record's shape.
pub const SCHEMA: &str = "legation/1";

/// What records of one article share: made once an article.
pub struct Recorder<'a> {
    article: &'a Article,
    sentences: &'a [Sentence],
    index: CodePoints,
    sha256: String,
}

/// One event as it leaves the program; offsets are code points into the article's text, end exclusive.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    schema: &'static str,
    /// Stable id.
    pub id: String,
    /// The article.
    pub article: ArticleFields,
    /// PLOVER type.
    pub event: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts.
    pub contexts: Vec<String>,
    quad: String,
    cameo: Option<String>,
    score: f64,
    /// How the article presents it.
    pub status: &'static str,
    /// The words that carry it.
    pub trigger: Words,
    sentence: SentenceFields,
    /// Who does it.
    pub actors: Vec<Party>,
    /// Whom it concerns.
    pub recipients: Vec<Party>,
    /// Who says so, nearest first.
    pub according_to: Vec<AttributionFields>,
    /// When.
    pub time: Option<TimeFields>,
    /// Where.
    pub place: Option<PlaceFields>,
    count: Option<CountFields>,
    condition: Option<Words>,
    within: Option<WithinFields>,
    /// Probability that type and participants are right.
    pub confidence: f64,
    /// The reading that decided.
    pub reading: String,
    run: String,
}

/// The article of a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArticleFields {
    /// The caller's name for it.
    pub id: String,
    url: Option<String>,
    title: Option<String>,
    publisher: Option<String>,
    /// ISO date.
    pub published_at: Option<String>,
    sha256: String,
}

/// Words and where they stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Words {
    /// Exactly as in the article.
    pub text: String,
    start: u32,
    end: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct SentenceFields {
    index: u32,
    start: u32,
    end: u32,
}

/// A participant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Party {
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Fullest name known.
    pub name: String,
    /// ISO alpha-3 or PLOVER's international codes.
    pub country: Option<String>,
    /// PLOVER sector.
    pub sector: &'static str,
    other_sectors: Vec<&'static str>,
    role: Option<String>,
    actor_id: Option<String>,
    wikidata: Option<String>,
    basis: &'static str,
}

/// Who vouches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttributionFields {
    /// Resolved; null where nobody is named.
    pub source: Option<Party>,
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    kind: &'static str,
    cue: Words,
    content: Vec<Words>,
}

/// When.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimeFields {
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// First day.
    pub earliest: Option<String>,
    /// Last day.
    pub latest: Option<String>,
    grain: Option<&'static str>,
    basis: String,
}

/// Where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceFields {
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Usual English name.
    pub name: String,
    country: Option<String>,
    admin1: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    geonames_id: Option<u32>,
    level: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct CountFields {
    #[serde(flatten)]
    words: Words,
    value: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct WithinFields {
    id: String,
    relation: &'static str,
}

impl<'a> Recorder<'a> {
    /// For the events of `article`, whose sentences are `sentences`.
    pub fn new(article: &'a Article, sentences: &'a [Sentence]) -> Recorder<'a> {
        Recorder { article, sentences, index: CodePoints::new(&article.text), sha256: crate::sha256(&article.text) }
    }

    /// The record of an event.
    pub fn record(&self, event: &Event) -> Record {
        let article = self.article;
        let sentence = self.sentences.get(event.sentence as usize).map_or(event.trigger, |s| s.span);
        let (start, end) = self.index.span(sentence);
        Record {
            schema: SCHEMA,
            id: event.id.0.clone(),
            article: ArticleFields {
                id: article.id.0.clone(),
                url: article.url.clone(),
                title: article.title.clone(),
                publisher: article.publisher.clone(),
                published_at: article.published_at.map(|day| day.to_string()),
                sha256: self.sha256.clone(),
            },
            event: event.event_type.clone(),
            mode: event.mode.clone(),
            contexts: event.contexts.clone(),
            quad: event.quad.clone(),
            cameo: event.cameo.clone(),
            score: rounded(event.score, 10.0),
            status: event.status.as_str(),
            trigger: self.words(event.trigger),
            sentence: SentenceFields { index: event.sentence, start, end },
            actors: event.actors.iter().map(|p| self.party(p)).collect(),
            recipients: event.recipients.iter().map(|p| self.party(p)).collect(),
            according_to: event.according_to.iter().map(|a| self.attribution(a)).collect(),
            time: event.time.as_ref().map(|t| self.time(t)),
            place: event.place.as_ref().map(|p| self.place(p)),
            count: event.count.as_ref().map(|c| CountFields { words: self.words(c.span), value: c.value }),
            condition: event.condition.map(|span| self.words(span)),
            within: event.within.as_ref().map(|w| WithinFields { id: w.id.0.clone(), relation: w.relation.as_str() }),
            confidence: rounded(event.confidence, 100.0),
            reading: event.evidence.reading.0.clone(),
            run: event.evidence.versions.0.clone(),
        }
    }

    fn words(&self, span: Span) -> Words {
        let (start, end) = self.index.span(span);
        Words { text: span.of(&self.article.text).to_string(), start, end }
    }

    fn party(&self, participant: &Participant) -> Party {
        let actor = &participant.actor;
        Party {
            words: self.words(participant.span),
            name: actor.name.clone(),
            country: actor.country.map(|c| c.as_str().to_string()),
            sector: actor.sector.as_str(),
            other_sectors: actor.other_sectors.iter().map(|s| s.as_str()).collect(),
            role: actor.role.clone(),
            actor_id: actor.actor_id.as_ref().map(|id| id.0.clone()),
            wikidata: actor.wikidata.clone(),
            basis: actor.basis.as_str(),
        }
    }

    fn attribution(&self, attribution: &EventAttribution) -> AttributionFields {
        AttributionFields {
            source: attribution.source.as_ref().map(|p| self.party(p)),
            words: self.words(attribution.span),
            kind: attribution.kind.as_str(),
            cue: self.words(attribution.cue),
            content: attribution.content.iter().map(|span| self.words(*span)).collect(),
        }
    }

    fn time(&self, time: &EventTime) -> TimeFields {
        let range = time.timex.range;
        TimeFields {
            words: self.words(time.span),
            earliest: range.map(|r| r.earliest.to_string()),
            latest: range.map(|r| r.latest.to_string()),
            grain: range.map(|r| r.grain.as_str()),
            basis: time.timex.basis.clone(),
        }
    }

    fn place(&self, place: &EventPlace) -> PlaceFields {
        let EventPlace { span, place } = place;
        PlaceFields {
            words: self.words(*span),
            name: place.name.clone(),
            country: place.country.map(|c| c.as_str().to_string()),
            admin1: place.admin1.clone(),
            lat: place.coordinates.map(|c| c.0),
            lon: place.coordinates.map(|c| c.1),
            geonames_id: place.geonames_id,
            level: place.level.as_str(),
        }
    }
}

/// A number without the noise of its binary form: 0.81, not 0.8100000023841858.
fn rounded(number: f32, parts: f64) -> f64 {
    (f64::from(number) * parts).round() / parts
}
