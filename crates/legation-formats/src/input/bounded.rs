//! A stream that refuses to give more for one record than a record may have: a quotation mark that is never closed, or a packed
//! gigabyte of one letter, must not fill the memory.

use super::LARGEST_ARTICLE;
use std::cell::Cell;
use std::io::{BufRead, Error, ErrorKind, Read, Result};
use std::rc::Rc;

/// Bytes of one record, markup included, before the stream breaks off.
pub(super) const LARGEST_RECORD: u64 = LARGEST_ARTICLE * 2;

/// The stream.
pub(super) struct Bounded {
    source: Box<dyn BufRead>,
    left: Allowance,
}

/// What a stream may still give for the record at hand.
#[derive(Clone)]
pub(super) struct Allowance(Rc<Cell<u64>>);

impl Allowance {
    /// A new record begins.
    pub(super) fn renew(&self) {
        self.0.set(LARGEST_RECORD);
    }
}

/// A bounded stream, and the allowance that its reader renews with each record.
pub(super) fn bounded(source: Box<dyn BufRead>) -> (Bounded, Allowance) {
    let left = Allowance(Rc::new(Cell::new(LARGEST_RECORD)));
    (Bounded { source, left: left.clone() }, left)
}

/// Whether a fault is that of a record that is too large.
pub(super) fn is_too_large(error: &Error) -> bool {
    error.kind() == ErrorKind::FileTooLarge
}

impl Read for Bounded {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let given = self.fill_buf()?;
        let count = given.len().min(out.len());
        out[..count].copy_from_slice(&given[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Bounded {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        let left = self.left.0.get();
        if left == 0 {
            let megabytes = LARGEST_RECORD / 1_000_000;
            return Err(Error::new(ErrorKind::FileTooLarge, format!("a record of more than {megabytes} MB")));
        }
        let given = self.source.fill_buf()?;
        Ok(&given[..given.len().min(usize::try_from(left).unwrap_or(usize::MAX))])
    }

    fn consume(&mut self, count: usize) {
        self.left.0.set(self.left.0.get().saturating_sub(count as u64));
        self.source.consume(count);
    }
}
