//! The event record: the one shape in which events leave the program (`legation/1`).

use legation_types::{
    Article, CodePoints, Event, EventAttribution, EventPlace, EventTime, Participant, Sentence, Span, Status,
};
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`SCHEMA`].
    pub schema: String,
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
    /// Quad category.
    pub quad: String,
    /// Best CAMEO code.
    pub cameo: Option<String>,
    /// PLOVER score, −10 to 10.
    pub score: f64,
    /// How the article presents it.
    pub status: Status,
    /// The words that carry it.
    pub trigger: Words,
    /// Its sentence.
    pub sentence: SentenceFields,
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
    /// How many.
    pub count: Option<CountFields>,
    /// On what it hangs.
    pub condition: Option<Words>,
    /// The outer event.
    pub within: Option<WithinFields>,
    /// Probability that type and participants are right.
    pub confidence: f64,
    /// The reading that decided.
    pub reading: String,
    /// Fields in which the learned judgement decided otherwise than the rules of the reading, `record` where
    /// that it is an event at all; left out where none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judged: Vec<String>,
    /// Versions of program, codebook and model.
    pub run: String,
}

/// The article of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticleFields {
    /// The caller's name for it.
    pub id: String,
    /// Where it was found.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Who printed it.
    pub publisher: Option<String>,
    /// ISO date.
    pub published_at: Option<String>,
    /// Hash of its text.
    pub sha256: String,
}

/// Words and where they stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// Exactly as in the article.
    pub text: String,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// The sentence of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentenceFields {
    /// Its number in the article, from 0.
    pub index: u32,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// A participant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Fullest name known.
    pub name: String,
    /// ISO alpha-3 or PLOVER's international codes.
    pub country: Option<String>,
    /// PLOVER sector.
    pub sector: String,
    /// Further sectors.
    pub other_sectors: Vec<String>,
    /// Office or description.
    pub role: Option<String>,
    /// Id in the knowledge.
    pub actor_id: Option<String>,
    /// Wikidata item.
    pub wikidata: Option<String>,
    /// How it was resolved.
    pub basis: String,
}

/// Who vouches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttributionFields {
    /// Resolved; null where nobody is named.
    pub source: Option<Party>,
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Kind of quotation.
    pub kind: String,
    /// The speech word.
    pub cue: Words,
    /// What is said.
    pub content: Vec<Words>,
}

/// When.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeFields {
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// First day.
    pub earliest: Option<String>,
    /// Last day.
    pub latest: Option<String>,
    /// Unit of the expression.
    pub grain: Option<String>,
    /// How it was found.
    pub basis: String,
}

/// Where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceFields {
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Usual English name.
    pub name: String,
    /// ISO alpha-3.
    pub country: Option<String>,
    /// First-order division.
    pub admin1: Option<String>,
    /// Degrees north; only for populated places or finer.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
    /// `country`, `admin1` or `place`.
    pub level: String,
}

/// A number told with an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountFields {
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// The number.
    pub value: Option<u64>,
}

/// The outer event of an inner one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WithinFields {
    /// Its id.
    pub id: String,
    /// `content`, `condition` or `aim`.
    pub relation: String,
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
            schema: SCHEMA.to_string(),
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
            status: event.status,
            trigger: self.words(event.trigger),
            sentence: SentenceFields { index: event.sentence, start, end },
            actors: event.actors.iter().map(|p| self.party(p)).collect(),
            recipients: event.recipients.iter().map(|p| self.party(p)).collect(),
            according_to: event.according_to.iter().map(|a| self.attribution(a)).collect(),
            time: event.time.as_ref().map(|t| self.time(t)),
            place: event.place.as_ref().map(|p| self.place(p)),
            count: event.count.as_ref().map(|c| CountFields { words: self.words(c.span), value: c.value }),
            condition: event.condition.map(|span| self.words(span)),
            within: event
                .within
                .as_ref()
                .map(|w| WithinFields { id: w.id.0.clone(), relation: w.relation.as_str().to_string() }),
            confidence: rounded(event.confidence, 100.0),
            reading: event.evidence.reading.0.clone(),
            judged: event.judged.iter().map(|judged| judged.as_str().to_string()).collect(),
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
            sector: actor.sector.as_str().to_string(),
            other_sectors: actor.other_sectors.iter().map(|s| s.as_str().to_string()).collect(),
            role: actor.role.clone(),
            actor_id: actor.actor_id.as_ref().map(|id| id.0.clone()),
            wikidata: actor.wikidata.clone(),
            basis: actor.basis.as_str().to_string(),
        }
    }

    fn attribution(&self, attribution: &EventAttribution) -> AttributionFields {
        AttributionFields {
            source: attribution.source.as_ref().map(|p| self.party(p)),
            words: self.words(attribution.span),
            kind: attribution.kind.as_str().to_string(),
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
            grain: range.map(|r| r.grain.as_str().to_string()),
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
            level: place.level.as_str().to_string(),
        }
    }
}

/// A number without the noise of its binary form: 0.81, not 0.8100000023841858.
fn rounded(number: f32, parts: f64) -> f64 {
    (f64::from(number) * parts).round() / parts
}
