//! What the XML readers share.

use super::decode::guessed;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{BufRead, Read};

/// The local name of a document's root element; `None` where its beginning is no XML.
pub(super) fn root(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let head = text.char_indices().nth(8000).map_or(text, |(end, _)| &text[..end]);
    let mut reader = Reader::from_str(head);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                return Some(tag.local_name().as_ref().to_string());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// A decoded document without its `<?xml … encoding="…"?>`.
pub(super) fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

/// The words of a text node or a reference between two tags, unescaped.
pub(super) fn words(event: &Event) -> Option<String> {
    match event {
        Event::Text(text) => Some(text.to_string()),
        Event::CData(text) => Some(text.to_string()),
        Event::GeneralRef(name) => Some(super::page::decode_entities(&format!("&{};", &**name))),
        _ => None,
    }
}

/// A stream as UTF-8, line by line: a line that is not is read as text files are.
pub(super) struct AsUtf8 {
    source: Box<dyn BufRead>,
    line: Vec<u8>,
    at: usize,
}

impl AsUtf8 {
    pub(super) fn new(source: Box<dyn BufRead>) -> AsUtf8 {
        AsUtf8 { source, line: Vec::new(), at: 0 }
    }
}

impl Read for AsUtf8 {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.line.len() {
            self.at = 0;
            self.line.clear();
            self.source.by_ref().take(super::LARGEST_ARTICLE).read_until(b'\n', &mut self.line)?;
            if std::str::from_utf8(&self.line).is_err() {
                self.line = guessed(&self.line).0.into_bytes();
            }
        }
        let count = out.len().min(self.line.len() - self.at);
        out[..count].copy_from_slice(&self.line[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
