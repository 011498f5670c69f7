//! The record across articles: one SQLite file.
//!
//! Comes in: articles with their coded events ([`Coding`]). Goes out: rows for lists ([`Table`]), over views with stable
//! names that other programs may read too (README.md beside this file). Never here: coding, reading of files, printing.
//! What was recorded is never changed in place: a correction is a row of its own laid over it.
//!
//! ```
//! use legation_ledger::{Filter, Ledger};
//! let ledger = Ledger::in_memory().unwrap();
//! assert_eq!(ledger.events(&Filter::default()).unwrap().rows.len(), 0);
//! ```

mod append;
mod conditions;
pub mod coreference;
mod diff;
mod error;
mod events;
mod filter;
mod incidents;
mod processes;
mod review;
mod schema;
mod search;
mod series;
mod sql;
mod stats;
mod store;
mod table;

pub use append::{Appended, Claim, Coding, content_hash};
pub use error::LedgerError;
pub use filter::{Clock, Filter};
pub use incidents::HandRow;
pub use processes::{Process, Rules};
pub use review::Verdict;
pub use schema::SCHEMA_VERSION;
pub use series::Unit;
pub use store::Ledger;
pub use table::{Cell, Table};
