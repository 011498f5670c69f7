//! Incidents: events of one or many articles about the same happening, with the reasons for each joining.
//!
//! Every event looks for the earlier event that it most resembles (best antecedent) among those that share a key with it,
//! and joins its incident where the likeness is enough. Keys keep the number of comparisons linear in the events; the
//! order of publication, and nothing else, decides who joins whom, so the same articles give the same incidents.

mod assign;
mod build;
mod hand;
mod happening;
mod likeness;
mod list;
mod sources;
pub(crate) mod stories;

pub(crate) use build::ensure_built;
pub use hand::HandRow;
pub(crate) use happening::day_number;
