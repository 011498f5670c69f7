//! The library people import: loads resources, runs the stages in order, explains.
//!
//! Comes in: [`Article`](legation_types::Article)s and [`Data`]. Goes out: what each stage made of them
//! ([`Reading`]), layer by layer. Never here: coding logic, formats, model arithmetic.
//!
//! ```no_run
//! use legation::{Data, Legation};
//! let legation = Legation::new(Data::embedded());
//! let mut article = legation::types::Article::new("note", "Kyiv rejected the plan on Friday.");
//! article.published_at = Some("2025-04-11".parse().unwrap());
//! for event in legation.read(&article).unwrap().events {
//!     println!("{} {}", event.event_type, event.status.as_str());
//! }
//! ```

mod data;
pub mod eval;
pub mod explain;
pub mod happenings;
pub mod layers;
pub mod pictures;
pub mod record;
mod stages;

pub use data::Data;
pub use legation_analysis::write_conllu;
pub use legation_coding::Coverage;
pub use legation_formats as formats;
pub use legation_ledger as ledger;
pub use legation_resolve::knowledge::ExtraActors;
pub use legation_types as types;
pub use stages::{DataErrors, Legation, Reading};
