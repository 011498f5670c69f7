//! The only doors of legation's data: articles in, events out.
//!
//! Comes in: files, standard input, bytes. Goes out: [`legation_types::Article`]s, and the events as records, tables and CSV.
//! Never here: analysis, coding; a fault in one article never stops the next.
//!
//! ```
//! use legation_formats::{ReadOptions, read_bytes};
//! let article = read_bytes("note.txt", b"Talks opened in Oslo.".to_vec(), &ReadOptions::default()).next().unwrap();
//! assert_eq!(article.unwrap().id.0, "note");
//! ```

mod dates;
mod error;
mod input;
mod output;

pub use dates::{day_in_url, parse_day};
pub use error::{Fault, FormatError};
pub use input::{
    Articles, FieldMap, INPUTS, Input, LARGEST_ARTICLE, Link, Links, ReadOptions, ReadText, language_of, read_bytes,
    read_jsonl, read_links, read_page, read_path, read_record, read_stdin, sha256,
};
pub use output::{
    Account, Batch, FtmWriter, LIMITS, Limits, Record, Recorder, SCHEMA, Sources, brat, brat_configuration, by_article,
    conllu, csv, jsonl, profiles, record, schema, table, web_annotation,
};
