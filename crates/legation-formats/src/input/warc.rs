//! WARC and WET archives (CC-NEWS, Common Crawl, Heritrix), as a stream: memory holds one record.

use super::{Articles, LARGEST_ARTICLE, ReadOptions, decode, finished, html, page};
use crate::error::{Fault, FormatError};
use flate2::read::GzDecoder;
use legation_types::Article;
use std::io::{BufRead, Read};

/// Longest header block of a record, in bytes.
const LONGEST_HEADER: u64 = 64_000;

/// The articles of an archive. Pages without an article cost one message each; records that are no pages (requests,
/// pictures, redirects) are passed over; after broken bytes the stream goes on at the next record.
pub(super) fn stream(source: Box<dyn BufRead>, name: &str, options: &ReadOptions) -> Articles {
    let archive = Archive { source, name: name.to_string(), number: 0, is_over: false };
    let options = options.clone();
    Box::new(archive.flatten().map(move |found| found.and_then(|article| finished(article, &options))))
}

/// Whether the first bytes are those of an archive.
pub(super) fn fits(head: &[u8]) -> bool {
    head.starts_with(b"WARC/")
}

struct Archive {
    source: Box<dyn BufRead>,
    name: String,
    /// Records seen.
    number: usize,
    is_over: bool,
}

/// The articles of each record that is a page or text.
impl Iterator for Archive {
    type Item = Vec<Result<Article, FormatError>>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over {
            let header = match self.header()? {
                Ok(header) => header,
                Err(error) => return Some(vec![Err(error)]),
            };
            let at = format!("{}#{}", self.name, self.number);
            let length = field(&header, "content-length").and_then(|l| l.parse::<u64>().ok());
            let Some(length) = length else {
                // Without a length the end is unknown: `header` looks for the next record.
                return Some(vec![Err(FormatError::new(
                    &at,
                    Fault::Malformed,
                    "a record without Content-Length",
                    "the next record is read",
                ))]);
            };
            let kind = field(&header, "warc-type").unwrap_or_default();
            let is_wanted = matches!(kind.as_str(), "response" | "resource" | "conversion");
            if !is_wanted || length > LARGEST_ARTICLE {
                if let Err(error) = std::io::copy(&mut self.source.by_ref().take(length), &mut std::io::sink()) {
                    return Some(vec![Err(self.unreadable(&error))]);
                }
                if is_wanted {
                    let message = format!("a record of {} MB, over the limit", length / 1_000_000);
                    return Some(vec![Err(FormatError::new(&at, Fault::TooLarge, message, "the next record is read"))]);
                }
                continue;
            }
            let mut body = Vec::new();
            match self.source.by_ref().take(length).read_to_end(&mut body) {
                Err(error) => return Some(vec![Err(self.unreadable(&error))]),
                Ok(read) if (read as u64) < length => {
                    self.is_over = true;
                    return Some(vec![Err(FormatError::new(
                        &at,
                        Fault::Malformed,
                        "the archive breaks off here",
                        "fetch it again",
                    ))]);
                }
                Ok(_) => {}
            }
            let found = articles(&header, &kind, body, &at);
            if !found.is_empty() {
                return Some(found);
            }
        }
        None
    }
}

impl Archive {
    /// The header lines of the next record; `None` at the end. Bytes that are no record are passed over, with a message where nothing follows.
    fn header(&mut self) -> Option<Result<String, FormatError>> {
        let mut skipped = 0u64;
        loop {
            let mut line = Vec::new();
            match self.source.by_ref().take(LONGEST_HEADER).read_until(b'\n', &mut line) {
                Err(error) => return Some(Err(self.unreadable(&error))),
                Ok(0) => {
                    self.is_over = true;
                    return (skipped > 0).then(|| Err(self.broken(skipped)));
                }
                Ok(_) if line.starts_with(b"WARC/") => break,
                Ok(read) if !line.trim_ascii().is_empty() => skipped += read as u64,
                Ok(_) => {}
            }
        }
        self.number += 1;
        let mut header = Vec::new();
        loop {
            let start = header.len();
            let left = LONGEST_HEADER.saturating_sub(start as u64);
            match self.source.by_ref().take(left).read_until(b'\n', &mut header) {
                Err(error) => return Some(Err(self.unreadable(&error))),
                Ok(0) => break,
                Ok(_) if header[start..].trim_ascii().is_empty() => break,
                Ok(_) => {}
            }
        }
        Some(Ok(String::from_utf8_lossy(&header).into_owned()))
    }

    fn unreadable(&mut self, error: &std::io::Error) -> FormatError {
        self.is_over = true;
        let message = format!("cannot be read on: {error}");
        FormatError::new(
            &format!("{}#{}", self.name, self.number),
            Fault::Unreadable,
            message,
            "fetch the archive again",
        )
    }

    fn broken(&self, skipped: u64) -> FormatError {
        let message = format!("{skipped} bytes that are no WARC record");
        FormatError::new(&self.name, Fault::Malformed, message, "fetch the archive again")
    }
}

/// The value of a header field, names in any case.
fn field(header: &str, name: &str) -> Option<String> {
    header.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_string())
    })
}

/// The articles of a record: none where it is no page, several where it is a live blog.
fn articles(header: &str, kind: &str, body: Vec<u8>, at: &str) -> Vec<Result<Article, FormatError>> {
    let address = field(header, "warc-target-uri").map(|uri| uri.trim_matches(['<', '>']).to_string());
    let id = field(header, "warc-record-id")
        .map(|id| id.trim_matches(['<', '>']).trim_start_matches("urn:uuid:").to_string())
        .unwrap_or_else(|| at.to_string());
    let found = if kind == "conversion" {
        vec![decode::decode(at, body, None).map(|(text, _)| Article::new(id, text))]
    } else {
        let answer = if kind == "response" { split_http(body) } else { Some((String::new(), body)) };
        let Some((head, content)) = answer else { return Vec::new() };
        let content_type = field(&head, "content-type").or_else(|| field(header, "content-type")).unwrap_or_default();
        if !content_type.is_empty() && !content_type.to_lowercase().contains("html") {
            return Vec::new();
        }
        let content = match decoded_body(&head, content) {
            Ok(content) => content,
            Err(message) => {
                return vec![Err(FormatError::new(at, Fault::Malformed, message, "the next record is read"))];
            }
        };
        let name = address.as_deref().map_or(at.to_string(), |address| format!("{at} ({address})"));
        page_articles(content, &content_type, &name, &id, address.as_deref())
    };
    let addressed = |mut article: Article| {
        article.url = article.url.or_else(|| address.clone());
        article
    };
    found.into_iter().map(|article| article.map(addressed)).collect()
}

/// The articles of a page as a server sent it. `name` stands in messages; ids are made from `id`.
pub(super) fn page_articles(
    content: Vec<u8>,
    content_type: &str,
    name: &str,
    id: &str,
    address: Option<&str>,
) -> Vec<Result<Article, FormatError>> {
    let charset =
        content_type.to_lowercase().split_once("charset=").map(|(_, c)| c.trim_matches(['"', ' ', ';']).to_string());
    let charset = charset.or_else(|| page::declared_encoding(&content));
    match decode::decode(name, content, charset.as_deref()) {
        Ok((text, _)) => html::articles(&text, name, id, address),
        Err(error) => vec![Err(error)],
    }
}

/// Header and content of an HTTP answer; `None` for anything but 200.
fn split_http(body: Vec<u8>) -> Option<(String, Vec<u8>)> {
    let limit = body.len().min(LONGEST_HEADER as usize);
    let end = body[..limit].windows(4).position(|w| w == b"\r\n\r\n").map(|i| (i, i + 4));
    let (end, start) = end.or_else(|| body[..limit].windows(2).position(|w| w == b"\n\n").map(|i| (i, i + 2)))?;
    let head = String::from_utf8_lossy(&body[..end]).into_owned();
    let status = head.lines().next()?.split_whitespace().nth(1)?.to_string();
    (status == "200").then(|| (head, body[start..].to_vec()))
}

/// The content with its transfer and content coding undone, at most [`LARGEST_ARTICLE`] bytes of it.
fn decoded_body(head: &str, content: Vec<u8>) -> Result<Vec<u8>, String> {
    let is = |name: &str, value: &str| field(head, name).is_some_and(|v| v.to_lowercase().contains(value));
    let content = if is("transfer-encoding", "chunked") { unchunked(&content).unwrap_or(content) } else { content };
    // Archives often keep the header of a coding that the crawler has already undone.
    if !(is("content-encoding", "gzip") && content.starts_with(b"\x1f\x8b")) {
        return Ok(content);
    }
    let mut out = Vec::new();
    let read = GzDecoder::new(content.as_slice()).take(LARGEST_ARTICLE + 1).read_to_end(&mut out);
    read.map_err(|error| format!("broken gzip content: {error}"))?;
    if out.len() as u64 > LARGEST_ARTICLE {
        return Err(format!("unpacks to more than {} MB", LARGEST_ARTICLE / 1_000_000));
    }
    Ok(out)
}

/// The content of HTTP chunks; `None` where it is not chunked after all.
fn unchunked(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(content.len());
    let mut rest = content;
    loop {
        let line_end = rest.iter().take(64).position(|b| *b == b'\n')?;
        let line = std::str::from_utf8(&rest[..line_end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[line_end + 1..];
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><head><title>Ports reopen</title></head><body><article><p>The transport minister said on Tuesday that all three ports had reopened after the strike, which lasted nine days and cost exporters millions.</p><p>Unions called the agreement a first step and promised further talks with the government in the coming week, they added.</p></article></body></html>";

    fn record(kind: &str, body: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0-{kind}>\r\nWARC-Target-URI: https://example.org/2025/04/11/ports\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    }

    fn read(bytes: Vec<u8>) -> Vec<Result<Article, FormatError>> {
        stream(Box::new(std::io::Cursor::new(bytes)), "a.warc", &ReadOptions::default()).collect()
    }

    #[test]
    fn pages_and_texts_are_read_and_the_rest_is_passed_over() {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}");
        let chunked =
            format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{PAGE}\r\n0\r\n\r\n", PAGE.len());
        let archive = [
            record("warcinfo", "software: x"),
            record("request", "GET / HTTP/1.1\r\n\r\n"),
            record("response", &answer),
            record("response", "HTTP/1.1 404 Not Found\r\n\r\nnothing"),
            record("response", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nxx"),
            record("response", &chunked),
            record("conversion", "Talks opened in Oslo."),
            record("response", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body></body></html>"),
        ];
        let found = read(archive.concat().into_bytes());
        assert_eq!(found.len(), 4);
        let first = found[0].as_ref().unwrap();
        assert_eq!(
            (first.id.0.as_str(), first.url.as_deref()),
            ("0-response", Some("https://example.org/2025/04/11/ports"))
        );
        assert_eq!(first.published_at.unwrap().to_string(), "2025-04-11");
        assert_eq!(found[1].as_ref().unwrap().text, first.text);
        assert_eq!(found[2].as_ref().unwrap().text, "Talks opened in Oslo.");
        assert_eq!(found[3].as_ref().unwrap_err().fault, Fault::NoArticle);
    }

    #[test]
    fn broken_archives_cost_messages_and_the_rest_is_read() {
        let broken =
            format!("WARC/1.0\r\nWARC-Type: response\r\n\r\nlost words\r\n{}", record("conversion", "Talks ended."));
        let found = read(broken.into_bytes());
        assert_eq!(found[0].as_ref().unwrap_err().fault, Fault::Malformed);
        assert_eq!(found[1].as_ref().unwrap().text, "Talks ended.");
        let cut = record("conversion", "Talks ended.");
        let found = read(cut.as_bytes()[..cut.len() - 10].to_vec());
        assert_eq!(found[0].as_ref().unwrap_err().fault, Fault::Malformed);
        assert_eq!(read(b"no archive at all".to_vec()).len(), 1);
    }
}
