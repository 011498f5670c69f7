//! Loads and checks codebooks; turns statements into coded events.
//!
//! Comes in: what an article states, and a codebook. Goes out: events, each with the reading and the words it rests
//! on. Never here: names of event types or words of a language (they stand in `codebooks/`), input or output.
//!
//! ```
//! use legation_coding::Codebook;
//! use legation_types::MemoryFiles;
//! let faults = Codebook::load(&MemoryFiles::default(), "codebooks/none", "en").unwrap_err();
//! assert_eq!(faults[0].file, "codebooks/none/codebook.toml");
//! ```

mod code;
mod codebook;
mod compose;
mod coverage;
mod dyad;
mod examples;
mod explain;
mod implied;
mod judgement;
mod linear;
mod matching;
mod plover_view;
mod record;
mod view;

pub use code::code;
pub use codebook::Codebook;
pub use coverage::{Coverage, Gap};
pub use dyad::{Dyad, DyadCall, classify_dyad, dyad_features};
pub use examples::{Parsed, check_cases, check_examples};
pub use explain::{Explanation, Tried, explain};
pub use judgement::{Case, Choice, Known, Question, Role, cases, choose, is_record, rank};
pub use linear::{LinearWeights, feature_hash};
pub use plover_view::{FoldedType, plover_view};
