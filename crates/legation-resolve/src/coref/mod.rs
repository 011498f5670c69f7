//! What refers back without a name: pronouns, "the two countries", "both sides".
//!
//! Comes in: the cast of an article as far as it is read. Goes out: mentions of known entities. Never here: new entities.

mod plurals;
mod pronouns;
