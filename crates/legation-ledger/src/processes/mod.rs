//! Processes: what events of many articles add up to, by rules that are data (`processes.toml` of the codebook).
//!
//! Every entry points at the events it rests on. Nothing is judged: an alleged violation is an allegation with its
//! accuser and its accused, and a denial stands beside it.

mod agreements;
mod build;
mod criticism;
mod exchanges;
mod facts;
mod list;
mod measures;
mod meetings;
mod positions;
mod rules;
mod sentence;
mod visits;

pub(crate) use build::build;
pub use list::Process;
pub use rules::Rules;

/// One entry of a process.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Entry {
    pub(crate) kind: String,
    pub(crate) stage: String,
    /// Countries or names of those involved, sorted.
    pub(crate) parties: Vec<String>,
    pub(crate) earliest: Option<String>,
    pub(crate) latest: Option<String>,
    pub(crate) place: Option<String>,
    /// The words that name it.
    pub(crate) terms: Option<String>,
    pub(crate) parts: Vec<Part>,
}

/// What one claim adds to an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Part {
    /// `position`, `allegation`, `denial`, `scope`, `duration`, `start`, `end`, `claim`, `condition`, `person`, `number`,
    /// `charge`, `mediator`.
    pub(crate) role: &'static str,
    pub(crate) who: String,
    pub(crate) whom: Option<String>,
    pub(crate) value: String,
    pub(crate) words: Option<String>,
    /// The event it rests on.
    pub(crate) event: i64,
}
