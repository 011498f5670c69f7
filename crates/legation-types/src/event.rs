use crate::{Actor, ArticleId, AttributionKind, Place, Span, Status, Timex};

/// Stable id: a hash of the article's text, the trigger's span and the event type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub String);

/// Id of a codebook reading.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadingId(pub String);

/// One report's claim that something happened, is planned, is denied …
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Stable id.
    pub id: EventId,
    /// Type in the ontology: `CONSULT`.
    pub event_type: String,
    /// Mode of the type.
    pub mode: Option<String>,
    /// Contexts, in alphabetical order.
    pub contexts: Vec<String>,
    /// Quad category: "verbal cooperation".
    pub quad: String,
    /// Best CAMEO code for type, mode, contexts and status; a string, leading zeros matter.
    pub cameo: Option<String>,
    /// PLOVER score, −10 to 10.
    pub score: f32,
    /// How the article presents it.
    pub status: Status,
    /// The words that carry it.
    pub trigger: Span,
    /// Index of its sentence.
    pub sentence: u32,
    /// Who does it; all sides of a mutual event.
    pub actors: Vec<Participant>,
    /// Whom it concerns.
    pub recipients: Vec<Participant>,
    /// Who says so, nearest first, outermost last; empty where the writer vouches.
    pub according_to: Vec<EventAttribution>,
    /// When, where the article says so.
    pub time: Option<EventTime>,
    /// Where, where the article says so.
    pub place: Option<EventPlace>,
    /// How many (killed, arrested, swapped).
    pub count: Option<Count>,
    /// The words of the condition it hangs on.
    pub condition: Option<Span>,
    /// The outer event whose content, condition or aim it is.
    pub within: Option<Within>,
    /// Calibrated probability that type and participants are right, 0–1.
    pub confidence: f32,
    /// The words and the reading it rests on.
    pub evidence: Evidence,
    /// What the learned judgement decided otherwise than the rules.
    pub judged: Vec<Judged>,
}

/// A part of an event that the learned judgement may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judged {
    /// Who does it.
    Actors,
    /// To whom it is done.
    Recipients,
    /// As what participants act: a country's government, its army, its people.
    Sectors,
    /// How it is presented.
    Status,
    /// In which way it is done.
    Mode,
    /// That it is an event at all, although its reading does not hold.
    Record,
}

impl Judged {
    /// The field's name in the event record.
    pub fn as_str(self) -> &'static str {
        match self {
            Judged::Actors => "actors",
            Judged::Recipients => "recipients",
            Judged::Sectors => "sectors",
            Judged::Status => "status",
            Judged::Mode => "mode",
            Judged::Record => "record",
        }
    }
}

/// A participant of an event: the words and who is meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// The words.
    pub span: Span,
    /// Who is meant.
    pub actor: Actor,
}

/// Who vouches for an event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventAttribution {
    /// The source, resolved; `None` where nobody is named.
    pub source: Option<Participant>,
    /// The words of the source, or of the cue where nobody is named.
    pub span: Span,
    /// Kind of quotation.
    pub kind: AttributionKind,
    /// The speech word.
    pub cue: Span,
    /// What is said.
    pub content: Vec<Span>,
}

/// When an event is said to happen.
#[derive(Clone, Debug, PartialEq)]
pub struct EventTime {
    /// The words.
    pub span: Span,
    /// What they mean.
    pub timex: Timex,
}

/// Where an event is said to happen.
#[derive(Clone, Debug, PartialEq)]
pub struct EventPlace {
    /// The words.
    pub span: Span,
    /// What they mean.
    pub place: Place,
}

/// A number told with an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The words.
    pub span: Span,
    /// The number, where the words give one.
    pub value: Option<u64>,
}

/// The event that another lies within.
#[derive(Clone, Debug, PartialEq)]
pub struct Within {
    /// The outer event.
    pub id: EventId,
    /// What the inner event is to it.
    pub relation: WithinRelation,
}

/// What an inner event is to its outer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WithinRelation {
    /// What is said, agreed, threatened …
    Content,
    /// On what it hangs.
    Condition,
    /// What it is done for.
    Aim,
}

impl WithinRelation {
    /// The word used in the event record.
    pub fn as_str(self) -> &'static str {
        match self {
            WithinRelation::Content => "content",
            WithinRelation::Condition => "condition",
            WithinRelation::Aim => "aim",
        }
    }
}

/// What an event rests on; an event cannot be without.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The article.
    pub article: ArticleId,
    /// The words that were read: never empty.
    spans: Vec<Span>,
    /// The reading, or the model's name, that decided.
    pub reading: ReadingId,
    /// Versions of program, codebook and model.
    pub versions: Versions,
}

impl Evidence {
    /// Evidence on at least one non-empty span; `None` otherwise.
    pub fn new(article: ArticleId, spans: Vec<Span>, reading: ReadingId, versions: Versions) -> Option<Evidence> {
        let is_given = !spans.is_empty() && spans.iter().all(|s| !s.is_empty()) && !reading.0.is_empty();
        is_given.then_some(Evidence { article, spans, reading, versions })
    }

    /// The words that were read.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }
}

/// Versions that decide the output: `0.1.0+codebook.plover.1+model.en.1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Versions(pub String);
