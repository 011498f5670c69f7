//! Articles from a Parquet file, one a row; which column is which is found as for CSV and JSON lines. Read as a stream: memory
//! holds a few rows and the pages they stand on. Columns that no part of an article stands in are not read.

use crate::bounded::{BOMB, Bounded, largest};
use arrow_array::RecordBatch;
use arrow_cast::cast;
use arrow_json::LineDelimitedWriter;
use arrow_schema::{DataType, Field, Schema};
use legation_formats::{Articles, Fault, FormatError, LARGEST_ARTICLE, ReadOptions, read_record};
use legation_types::Article;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;
use std::cell::Cell;
use std::collections::VecDeque;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

/// Rows that are decoded at a time: bounds memory where each is as large as an article may be.
const BATCH: usize = 8;

/// Whether a file's first bytes are those of a Parquet file. A pipe is none, and not read from: what is read of it is gone.
pub fn fits(path: &Path) -> bool {
    let mut head = [0; 4];
    path.is_file()
        && File::open(path).is_ok_and(|mut file| std::io::Read::read_exact(&mut file, &mut head).is_ok())
        && &head == b"PAR1"
}

/// The articles of a file. A row that cannot be an article costs one message; without a column for the text the whole file
/// does. After broken bytes nothing more is read.
pub fn read_path(path: &Path, options: &ReadOptions) -> Articles {
    let name = path.display().to_string();
    match open(path, &name, options) {
        Ok(batches) => {
            let rows =
                Rows { batches: Some(batches), waiting: VecDeque::new(), number: 0, name, options: options.clone() };
            Box::new(rows)
        }
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

fn open(path: &Path, name: &str, options: &ReadOptions) -> Result<ParquetRecordBatchReader, FormatError> {
    let file = File::open(path).map_err(|error| {
        FormatError::new(name, Fault::Unreadable, format!("cannot be read: {error}"), "check the path")
    })?;
    let metadata = unpanicked(|| {
        ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()).map_err(|error| error.to_string())
    })
    .map_err(|why| broken(name, &why))?;
    let is_tried = metadata
        .metadata()
        .row_groups()
        .iter()
        .flat_map(|group| group.columns())
        .any(|column| matches!(column.compression(), Compression::GZIP(_) | Compression::LZ4));
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(Bounded { file, is_tried }, metadata);
    let columns: Vec<String> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    options.map.check_columns(&columns, name)?;
    let used = columns.iter().enumerate().filter(|(_, column)| options.map.uses(column)).map(|(idx, _)| idx);
    let mask = ProjectionMask::roots(builder.parquet_schema(), used);
    check_packing(builder.metadata(), &mask, name)?;
    unpanicked(|| builder.with_projection(mask).with_batch_size(BATCH).build().map_err(|error| error.to_string()))
        .map_err(|why| broken(name, &why))
}

/// Refuses what would fill the memory or cannot be unpacked, as far as the file says so.
fn check_packing(metadata: &ParquetMetaData, mask: &ProjectionMask, name: &str) -> Result<(), FormatError> {
    let columns = metadata.row_groups().iter().flat_map(|group| group.columns().iter().enumerate());
    for (_, column) in columns.filter(|(leaf, _)| mask.leaf_included(*leaf)) {
        let (unpacked, packed) = (column.uncompressed_size(), column.compressed_size());
        if unpacked.max(0) as u64 > largest(packed.max(0) as u64) {
            return Err(broken(name, BOMB));
        }
        if matches!(column.compression(), Compression::BROTLI(_) | Compression::LZO) {
            let message = "columns packed with Brotli or LZO, which are not read";
            return Err(FormatError::new(name, Fault::Malformed, message, "write it with zstd, gzip or snappy"));
        }
    }
    Ok(())
}

struct Rows {
    batches: Option<ParquetRecordBatchReader>,
    waiting: VecDeque<String>,
    number: usize,
    name: String,
    options: ReadOptions,
}

impl Iterator for Rows {
    type Item = Result<Article, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.waiting.is_empty() {
            let batches = self.batches.as_mut()?;
            match unpanicked(|| batches.next().map(|batch| lines(&batch.map_err(|e| e.to_string())?)).transpose()) {
                Ok(Some(rows)) => self.waiting.extend(rows),
                Ok(None) => self.batches = None,
                Err(why) => {
                    self.batches = None;
                    return Some(Err(broken(&format!("{}:{}", self.name, self.number + 1), &why)));
                }
            }
        }
        let row = self.waiting.pop_front()?;
        self.number += 1;
        let at = format!("{}:{}", self.name, self.number);
        if row.len() as u64 > LARGEST_ARTICLE * 2 {
            let message = format!("a row of {} MB, over the limit", row.len() / 1_000_000);
            return Some(Err(FormatError::new(&at, Fault::TooLarge, message, "split the article")));
        }
        Some(match serde_json::from_str(&row) {
            Ok(value) => read_record(&value, &self.name, self.number, &self.options),
            Err(error) => Err(broken(&at, &error.to_string())),
        })
    }
}

/// The rows of a batch as JSON, the one shape in which records of any format become articles.
fn lines(batch: &RecordBatch) -> Result<Vec<String>, String> {
    let batch = with_texts(batch)?;
    let mut writer = LineDelimitedWriter::new(Vec::new());
    writer.write(&batch).and_then(|()| writer.finish()).map_err(|error| error.to_string())?;
    let text = String::from_utf8(writer.into_inner()).map_err(|error| error.to_string())?;
    Ok(text.lines().map(str::to_string).collect())
}

/// Bytes without a type are text: older writers do not say so. Where they are none, the cell is empty.
fn with_texts(batch: &RecordBatch) -> Result<RecordBatch, String> {
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let text = match field.data_type() {
            DataType::Binary | DataType::BinaryView => Some(DataType::Utf8),
            DataType::LargeBinary => Some(DataType::LargeUtf8),
            _ => None,
        };
        let column = match &text {
            Some(text) => cast(column, text).map_err(|error| error.to_string())?,
            None => column.clone(),
        };
        fields.push(Field::new(field.name(), text.unwrap_or_else(|| field.data_type().clone()), true));
        columns.push(column);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|error| error.to_string())
}

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread is about to become a fault of the file: a program's panic hook need not print it.
pub fn is_guarded() -> bool {
    IS_GUARDED.get()
}

/// The decoder panics on some broken files; for the reader that is one fault like others.
fn unpanicked<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    IS_GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(false);
    result.unwrap_or_else(|_| Err("its parts contradict each other".to_string()))
}

fn broken(at: &str, why: &str) -> FormatError {
    if why.contains(BOMB) {
        return FormatError::new(at, Fault::TooLarge, BOMB, "give the articles as JSON lines");
    }
    let why: String = why.chars().take(200).collect();
    FormatError::new(at, Fault::Malformed, format!("a broken Parquet file: {why}"), "fetch or write the file anew")
}
