//! The nouns of legation: what each stage hands to the next.
//!
//! Comes in: nothing. Goes out: plain data types. Never here: input or output, models, rules, English, event names.
//!
//! ```
//! use legation_types::Span;
//! let text = "Paris and Berlin";
//! assert_eq!(Span::new(10, 16).of(text), "Berlin");
//! ```

mod analysis;
mod article;
mod codepoints;
mod event;
mod files;
mod mention;
mod note;
mod span;
mod statement;
mod status;

pub use analysis::{Analysis, Hints, Name, NameType, Sentence, SentenceKind, Token, TokenId, Upos};
pub use article::{Article, ArticleId, Dateline};
pub use codepoints::CodePoints;
pub use event::{
    Count, Event, EventAttribution, EventId, EventPlace, EventTime, Evidence, Judged, Participant, ReadingId, Versions,
    Within, WithinRelation,
};
pub use files::{DataError, Files, MemoryFiles};
pub use jiff::civil::Date;
pub use mention::{
    Actor, ActorId, ActorKind, ActorMention, Basis, CountryCode, Grain, MentionKind, Mentions, Place, PlaceLevel,
    PlaceMention, PlaceReading, Sector, TimeMention, TimeRange, Timex, TimexType,
};
pub use note::Note;
pub use span::Span;
pub use statement::{
    Argument, ArgumentBasis, Attribution, AttributionKind, Statement, StatementId, StatementLink, Statements,
    StatusCue, TriggerKind,
};
pub use status::Status;
