//! What refers back without a name: pronouns, "the two countries", "both sides"; and the chains of all phrases.
//!
//! Comes in: the cast of an article as far as it is read. Goes out: mentions of known entities. Never here: new entities.

mod chains;
mod plurals;
mod pronouns;

pub use chains::coreference;
