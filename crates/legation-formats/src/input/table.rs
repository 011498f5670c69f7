//! CSV and TSV with a header line: one article a row, columns by name (see `records`). Read as a stream: memory holds a row.

use super::bounded::{Allowance, Bounded, LARGEST_RECORD, bounded, is_too_large};
use super::decode::guessed;
use super::{Articles, LARGEST_ARTICLE, ReadOptions, finished, records};
use crate::error::{Fault, FormatError};
use csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::Encoding;
use std::io::BufRead;

/// Separators in use, the likeliest first.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// What may be wrong with a row that is too large.
const UNCLOSED: &str = "check for a quotation mark that is never closed";

/// Whether a text begins with the header of a table that holds texts.
pub(super) fn fits(text: &str) -> bool {
    let header = text.trim_start_matches('\u{feff}').lines().next().unwrap_or("");
    let separator = char::from(separator(header.as_bytes()));
    let columns: Vec<&str> = header.split(separator).map(|column| column.trim().trim_matches('"')).collect();
    let is_name = |column: &&str| column.len() <= 40 && column.split_whitespace().count() <= 3;
    columns.len() > 1 && columns.iter().all(is_name) && super::FieldMap::default().has_text(columns.into_iter())
}

/// The rows of a table. A row that cannot be an article costs one message; without a column for the text the whole table does.
pub(super) fn stream(mut source: Box<dyn BufRead>, name: &str, options: &ReadOptions) -> Articles {
    let head = source.fill_buf().unwrap_or(&[]);
    if let Some((encoding, _)) = Encoding::for_bom(head)
        && encoding != encoding_rs::UTF_8
    {
        let message = format!("a table in {}", encoding.name());
        return one(FormatError::new(name, Fault::Malformed, message, "save it as UTF-8"));
    }
    let separator = separator(head.split(|byte| *byte == b'\n').next().unwrap_or(&[]));
    let (source, allowance) = bounded(source);
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(source);
    let header: Vec<String> = match reader.byte_headers() {
        Ok(header) => {
            header.iter().map(|cell| decoded(cell).0.trim_start_matches('\u{feff}').trim().to_string()).collect()
        }
        Err(error) => {
            return one(FormatError::new(name, Fault::Malformed, error.to_string(), "give a CSV file with a header"));
        }
    };
    if let Err(error) = options.map.check_columns(&header, name) {
        return one(error);
    }
    Box::new(Rows {
        reader,
        allowance,
        header,
        name: name.to_string(),
        options: options.clone(),
        has_warned: false,
        is_over: false,
        next: None,
    })
}

struct Rows {
    reader: Reader<Bounded>,
    allowance: Allowance,
    header: Vec<String>,
    name: String,
    options: ReadOptions,
    has_warned: bool,
    is_over: bool,
    next: Option<Result<legation_types::Article, FormatError>>,
}

impl Iterator for Rows {
    type Item = Result<legation_types::Article, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(waiting) = self.next.take() {
            return Some(waiting);
        }
        if self.is_over {
            return None;
        }
        self.allowance.renew();
        let mut row = ByteRecord::new();
        let at = |row: &ByteRecord| {
            let line = row.position().map_or(0, csv::Position::line);
            (format!("{}:{line}", self.name), line as usize)
        };
        loop {
            match self.reader.read_byte_record(&mut row) {
                Ok(false) => return None,
                Err(error) if matches!(error.kind(), csv::ErrorKind::Io(error) if is_too_large(error)) => {
                    // Where the next row begins cannot be known.
                    self.is_over = true;
                    let message = format!("a row of more than {} MB: the rest is left", LARGEST_RECORD / 1_000_000);
                    return Some(Err(FormatError::new(&at(&row).0, Fault::TooLarge, message, UNCLOSED)));
                }
                Err(error) => {
                    let message = format!("cannot be read: {error}");
                    return Some(Err(FormatError::new(
                        &at(&row).0,
                        Fault::Malformed,
                        message,
                        "check the quotation marks",
                    )));
                }
                Ok(true) if row.iter().all(|cell| cell.trim_ascii().is_empty()) => continue,
                Ok(true) => break,
            }
        }
        let (at, line) = at(&row);
        if row.as_slice().len() as u64 > LARGEST_ARTICLE {
            let message = format!("a row of {} MB, over the limit", row.as_slice().len() / 1_000_000);
            return Some(Err(FormatError::new(&at, Fault::TooLarge, message, UNCLOSED)));
        }
        let mut is_odd = false;
        let cells: Vec<String> = row
            .iter()
            .map(|cell| {
                let (text, is_guess) = decoded(cell);
                is_odd |= is_guess;
                text
            })
            .collect();
        let lookup = |field: &str| {
            let column = self.header.iter().position(|name| name == field);
            let column = column.or_else(|| self.header.iter().position(|name| name.eq_ignore_ascii_case(field)))?;
            cells.get(column).cloned()
        };
        let article = records::article(&lookup, Vec::new(), &self.options.map, &at, line)
            .and_then(|article| finished(article, &self.options));
        if is_odd && !self.has_warned {
            self.has_warned = true;
            self.next = Some(article);
            let message = "not valid UTF-8: cells that are not are read as windows-1252, single faults as �";
            return Some(Err(FormatError::new(
                &at,
                Fault::Encoding,
                message,
                "if letters look wrong, save the table as UTF-8",
            )));
        }
        Some(article)
    }
}

fn one(error: FormatError) -> Articles {
    Box::new(std::iter::once(Err(error)))
}

/// The separator that cuts the header into most columns.
fn separator(header: &[u8]) -> u8 {
    let count = |separator: &u8| header.iter().filter(|byte| *byte == separator).count();
    // Of equals the last wins, so the likeliest stands last.
    SEPARATORS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

/// A cell's text, and whether its encoding was guessed.
fn decoded(cell: &[u8]) -> (String, bool) {
    match std::str::from_utf8(cell) {
        Ok(text) => (text.to_string(), false),
        Err(_) => (guessed(cell).0, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn rows(bytes: &[u8], map: &str) -> Vec<Result<legation_types::Article, FormatError>> {
        let mut options = ReadOptions::default();
        if !map.is_empty() {
            options.map = map.parse().unwrap();
        }
        stream(Box::new(std::io::Cursor::new(bytes.to_vec())), "d/news.csv", &options).collect()
    }

    #[test]
    fn rows_are_articles_whatever_separates_them() {
        for separator in [",", ";", "\t"] {
            let table = "id,Headline,body,date\n043,Talks,\"Talks opened,\nthey said.\",2025-04-11\n,,,\n044,Vote,The vote is over.,11 April 2025\n"
                .replace(',', separator);
            assert!(fits(&table), "{table}");
            let found: Vec<_> = rows(table.as_bytes(), "").into_iter().map(Result::unwrap).collect();
            assert_eq!(found.len(), 2);
            assert_eq!((found[0].id.0.as_str(), found[0].title.as_deref()), ("043", Some("Talks")));
            assert!(found[0].text.ends_with("\nthey said."));
            assert_eq!(found[1].published_at.unwrap().to_string(), "2025-04-11");
        }
    }

    #[test]
    fn faults_are_named_and_the_rest_is_read() {
        let found = rows(
            b"\xef\xbb\xbfday,words\nsoon,Talks opened.\n2025-04-11,caf\xe9 talks\n2025-04-11,\n",
            "text=words,published_at=day",
        );
        assert_eq!(found[0].as_ref().unwrap_err().input, "d/news.csv:2");
        assert!(found[1].as_ref().unwrap_err().is_warning());
        assert_eq!(found[2].as_ref().unwrap().text, "café talks");
        assert_eq!(found[3].as_ref().unwrap_err().fault, Fault::Empty);
        // A quotation that is never closed does not fill the memory.
        let endless = std::io::Cursor::new("id,text\n1,a\n2,\"").chain(std::io::BufReader::new(std::io::repeat(b'a')));
        let found: Vec<_> = stream(Box::new(endless), "d/news.csv", &ReadOptions::default()).collect();
        assert_eq!((found.len(), found[1].as_ref().unwrap_err().fault), (2, Fault::TooLarge));
        let unknown = rows(b"a,b\n1,2\n", "");
        assert_eq!(unknown.len(), 1);
        assert!(unknown[0].as_ref().unwrap_err().to_string().contains("--map text="));
        assert!(!fits("Kyiv, Moscow and Washington said so.\n") && !fits("text\nx"));
    }
}
