use serde::{Deserialize, Serialize};

/// How an article presents an event (after FactBank and PLOVER's auxiliary modes); defined in event-record.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Having happened.
    Occurred,
    /// Under way now.
    Ongoing,
    /// Fixed, announced or promised for the future by someone who can do it.
    Planned,
    /// Aimed at, tried, hoped for, not done yet.
    Sought,
    /// Offered or suggested to others, unsettled.
    Proposed,
    /// Asked, urged, ordered or required of another.
    Demanded,
    /// Held out as harm or punishment.
    Threatened,
    /// May, might, could; expected by others; unconfirmed.
    Possible,
    /// True only if something else happens.
    Conditional,
    /// Claimed against someone, not adopted by the writer.
    Alleged,
    /// A party says it did not happen.
    Denied,
    /// Did not happen, was refused, was called off.
    Negated,
}

impl Status {
    /// All statuses in the order of the guidelines.
    pub const ALL: [Status; 12] = [
        Status::Occurred,
        Status::Ongoing,
        Status::Planned,
        Status::Sought,
        Status::Proposed,
        Status::Demanded,
        Status::Threatened,
        Status::Possible,
        Status::Conditional,
        Status::Alleged,
        Status::Denied,
        Status::Negated,
    ];

    /// The word used in the event record.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Occurred => "occurred",
            Status::Ongoing => "ongoing",
            Status::Planned => "planned",
            Status::Sought => "sought",
            Status::Proposed => "proposed",
            Status::Demanded => "demanded",
            Status::Threatened => "threatened",
            Status::Possible => "possible",
            Status::Conditional => "conditional",
            Status::Alleged => "alleged",
            Status::Denied => "denied",
            Status::Negated => "negated",
        }
    }

    /// The status of a record's word.
    pub fn parse(word: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.as_str() == word)
    }

    /// How strongly a status holds against another that a wider context gives: the one table of strengths.
    /// A wider context replaces a status only where it is stronger.
    pub fn strength(self) -> u8 {
        match self {
            Status::Occurred => 0,
            Status::Ongoing => 1,
            Status::Planned => 2,
            Status::Possible => 3,
            Status::Sought => 4,
            Status::Proposed => 5,
            Status::Demanded => 6,
            Status::Threatened => 7,
            Status::Conditional => 8,
            Status::Alleged => 9,
            Status::Denied => 10,
            Status::Negated => 11,
        }
    }
}
