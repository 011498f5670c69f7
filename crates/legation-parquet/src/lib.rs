//! Parquet files: articles in, event records out.
//!
//! Comes in: a file with one article a row, whatever its columns are called (`ReadOptions::map`); [`Record`]s. Goes out: articles
//! and faults as from every reader; one file with a row for each record, which holds all that the record holds ([`schema`]).
//! Never here: what a record means (that is `legation-formats`). A crate of its own because Arrow takes longer to build than
//! the rest of the program.
//!
//! ```
//! # use legation_parquet::{RecordWriter, read_path};
//! let path = std::env::temp_dir().join(format!("legation-parquet-{}.parquet", std::process::id()));
//! RecordWriter::new(std::fs::File::create(&path)?)?.finish()?;
//! assert_eq!(read_path(&path, &Default::default()).count(), 0);
//! # std::fs::remove_file(&path)?;
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`Record`]: legation_formats::Record

mod bounded;
mod columns;
mod read;
mod write;

pub use columns::schema;
pub use read::{fits, is_guarded, read_path};
pub use write::RecordWriter;
