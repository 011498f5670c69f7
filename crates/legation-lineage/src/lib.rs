//! Which articles are copies of which: agency reports printed by many, cut, re-headed, or updated.
//!
//! Comes in: texts, in the order in which they were printed. Goes out: for each, the earlier text that it repeats and how
//! much of it. Never here: input and output, dates, publishers, events; nothing is dropped or merged.
//!
//! ```
//! use legation_lineage::{CopyIndex, CopyKind, Sketch};
//! let report = "OSLO (Wire) - The two foreign ministers signed the fisheries agreement on Monday after nine months of talks.";
//! let mut index = CopyIndex::default();
//! assert!(index.add(Sketch::of(report)).is_none());
//! let copy = index.add(Sketch::of(&report.to_uppercase())).unwrap();
//! assert_eq!((copy.of, copy.overlap.kind()), (0, Some(CopyKind::Exact)));
//! ```

mod index;
mod sketch;

pub use index::{CopyIndex, CopyOf};
pub use sketch::{CopyKind, Overlap, Sketch};
