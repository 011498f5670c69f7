//! Event records as a Parquet file.

use crate::columns::schema;
use arrow_json::ReaderBuilder;
use arrow_json::reader::Decoder;
use legation_formats::{Record, SCHEMA};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use std::io::{Error, Result, Write};
use std::sync::Arc;

/// Records that are turned into columns at a time.
const BATCH: usize = 1024;
/// Records of a row group: bounds the memory of writer and readers.
const ROW_GROUP: usize = 20_000;

/// Writes event records, one a row. A file is whole only after [`RecordWriter::finish`].
pub struct RecordWriter<W: Write + Send> {
    rows: ArrowWriter<W>,
    decoder: Decoder,
}

impl<W: Write + Send> RecordWriter<W> {
    /// A file on `out`, compressed by Snappy, which every reader of Parquet knows.
    pub fn new(out: W) -> Result<RecordWriter<W>> {
        let schema = Arc::new(schema());
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_key_value_metadata(Some(vec![KeyValue::new("legation.schema".to_string(), SCHEMA.to_string())]))
            .build();
        let rows = ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(unwrapped)?;
        // Strict: a field of the record that has no column is a fault, not a loss.
        let decoder = ReaderBuilder::new(schema)
            .with_batch_size(BATCH)
            .with_strict_mode(true)
            .build_decoder()
            .map_err(Error::other)?;
        Ok(RecordWriter { rows, decoder })
    }

    /// Adds a record. The error of one that is no record of the schema (a day that is none) may come with a later one or at
    /// the end.
    pub fn add(&mut self, record: &Record) -> Result<()> {
        let json = serde_json::to_vec(record).map_err(Error::other)?;
        let mut rest = json.as_slice();
        loop {
            let used = self.decoder.decode(rest).map_err(Error::other)?;
            rest = &rest[used..];
            if rest.is_empty() {
                return Ok(());
            }
            self.flush()?;
        }
    }

    /// Writes what is left and the file's footer; gives back what was written to.
    pub fn finish(mut self) -> Result<W> {
        self.flush()?;
        self.rows.into_inner().map_err(unwrapped)
    }

    fn flush(&mut self) -> Result<()> {
        if let Some(batch) = self.decoder.flush().map_err(Error::other)? {
            self.rows.write(&batch).map_err(unwrapped)?;
        }
        Ok(())
    }
}

/// The error of what is written to as it was, so that a closed pipe is known as one.
fn unwrapped(error: ParquetError) -> Error {
    match error {
        ParquetError::External(inner) => inner.downcast::<Error>().map_or_else(Error::other, |error| *error),
        error => Error::other(error),
    }
}
