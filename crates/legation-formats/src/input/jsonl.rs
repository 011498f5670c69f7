//! JSON: lines, arrays or single objects, each an article: with `text` (or `html`) and, where known, `id`, `title`,
//! `publisher`, `published_at`, `url`, `authors`, `lang`, or by other names (see `records`); ninjs items; JSON feeds. The
//! article's text is the `text` given, unchanged.

use super::{Articles, LARGEST_ARTICLE, ReadOptions, feed, finished, ninjs, records};
use crate::error::{Fault, FormatError};
use legation_types::{Article, CodePoints, Span};
use serde_json::Value;
use std::io::{BufRead, Read};

/// Bytes of one overlong line that are skipped before the rest of the input is given up.
const LONGEST_SKIP: u64 = 4_000_000_000;

/// Whether a text is JSON lines, or one JSON object: its first line, or the whole, is an object with a text.
pub(super) fn fits(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.lines().next().unwrap_or("");
    let has_text = |value: Value| {
        let has_field = |o: &serde_json::Map<_, _>| super::FieldMap::default().has_text(o.keys().map(String::as_str));
        ninjs::fits(&value) || value.as_object().is_some_and(has_field)
    };
    text.starts_with('{')
        && serde_json::from_str::<Value>(first).or_else(|_| serde_json::from_str(text)).is_ok_and(has_text)
}

/// All lines of a decoded file, or all objects of one JSON array or object.
pub(super) fn read(text: &str, name: &str, options: &ReadOptions) -> Vec<Result<Article, FormatError>> {
    if feed::is_json_feed(text) {
        return feed::read(text, name, options);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(list)) => {
            list.iter().enumerate().map(|(i, value)| article(value, name, i + 1, options)).collect()
        }
        Ok(value) => vec![article(&value, name, 1, options)],
        Err(_) => {
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            lines.map(|(i, text)| line(text, name, i + 1, options)).collect()
        }
    }
}

/// The articles of a stream, one line in memory at a time. Lines over the size limit are skipped with a message.
pub(super) fn stream(mut source: Box<dyn BufRead>, name: &str, options: &ReadOptions) -> Articles {
    let (name, options) = (name.to_string(), options.clone());
    let mut number = 0;
    let mut is_over = false;
    Box::new(std::iter::from_fn(move || {
        while !is_over {
            number += 1;
            let mut bytes = Vec::new();
            // JSON escapes can double the size of a text.
            let limit = LARGEST_ARTICLE * 2;
            let at = format!("{name}:{number}");
            match source.by_ref().take(limit).read_until(b'\n', &mut bytes) {
                Err(error) => {
                    is_over = true;
                    return Some(Err(FormatError::new(
                        &at,
                        Fault::Unreadable,
                        format!("cannot be read: {error}"),
                        "try again",
                    )));
                }
                Ok(0) => {
                    is_over = true;
                    return None;
                }
                Ok(read) if read as u64 == limit && !bytes.ends_with(b"\n") => {
                    is_over = skip_line(&mut source);
                    let message = format!("a line of more than {} MB", limit / 1_000_000);
                    return Some(Err(FormatError::new(&at, Fault::TooLarge, message, "split the article")));
                }
                Ok(_) => {}
            }
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let Ok(text) = std::str::from_utf8(&bytes) else {
                return Some(Err(FormatError::new(
                    &at,
                    Fault::Malformed,
                    "not valid UTF-8, as JSON must be",
                    "save the file as UTF-8",
                )));
            };
            let text = text.trim_start_matches('\u{feff}');
            return Some(line(text, &name, number, &options).and_then(|article| finished(article, &options)));
        }
        None
    }))
}

/// Reads to the end of a line without keeping it; whether the input ends there, or is given up.
fn skip_line(source: &mut Box<dyn BufRead>) -> bool {
    let mut skipped = 0u64;
    while skipped < LONGEST_SKIP {
        let Ok(buffer) = source.fill_buf() else { return true };
        if buffer.is_empty() {
            return true;
        }
        let line_end = buffer.iter().position(|b| *b == b'\n');
        let used = line_end.map_or(buffer.len(), |at| at + 1);
        source.consume(used);
        skipped += used as u64;
        if line_end.is_some() {
            return false;
        }
    }
    true
}

/// The article of one record, a JSON object with named fields, from a format that is read elsewhere. `name` is the file's, `number`
/// the record's in it; both stand in messages, and in the id where the record has none.
pub fn read_record(value: &Value, name: &str, number: usize, options: &ReadOptions) -> Result<Article, FormatError> {
    article(value, name, number, options).and_then(|article| finished(article, options))
}

fn line(text: &str, name: &str, number: usize, options: &ReadOptions) -> Result<Article, FormatError> {
    let value = serde_json::from_str(text).map_err(|error| {
        FormatError::new(
            &format!("{name}:{number}"),
            Fault::Malformed,
            format!("not JSON: {error}"),
            "one JSON object a line",
        )
    })?;
    article(&value, name, number, options)
}

fn article(value: &Value, name: &str, number: usize, options: &ReadOptions) -> Result<Article, FormatError> {
    let at = format!("{name}:{number}");
    let malformed = |message: &str, fix: &str| FormatError::new(&at, Fault::Malformed, message, fix);
    if ninjs::fits(value) {
        return ninjs::article(value, &at);
    }
    if !value.is_object() {
        return Err(malformed("not a JSON object", "one JSON object a line, with \"text\""));
    }
    if value.get("text").is_some_and(|text| !text.is_string() && !text.is_null()) {
        return Err(malformed("\"text\" is not a string", "give the text as a JSON string"));
    }
    let lookup = |field: &str| found(value, field).and_then(as_text);
    let authors = match found(value, "authors") {
        Some(Value::Array(list)) => list.iter().filter_map(|author| author.as_str().map(str::to_string)).collect(),
        _ => Vec::new(),
    };
    let mut article = records::article(&lookup, authors, &options.map, &at, number)?;
    if let Some(targets) = found(value, "targets").filter(|targets| !targets.is_null()) {
        article.targets = marked(targets, &article.text).ok_or_else(|| {
            malformed(
                "\"targets\" do not mark words of the text",
                "give [{\"start\": …, \"end\": …}] in code points, end exclusive, within the text",
            )
        })?;
    }
    Ok(article)
}

/// The stretches that a list of `{start, end}` in code points marks; `None` where one is no stretch of the text.
fn marked(targets: &Value, text: &str) -> Option<Vec<Span>> {
    let index = CodePoints::new(text);
    let length = text.chars().count() as u64;
    let span = |target: &Value| {
        let (start, end) = (target.get("start")?.as_u64()?, target.get("end")?.as_u64()?);
        (start < end && end <= length).then(|| Span::new(index.byte(start as u32), index.byte(end as u32)))
    };
    targets.as_array()?.iter().map(span).collect()
}

/// A field by its name, in any case, or by a path with dots through objects (`article.body`).
fn found<'a>(value: &'a Value, field: &str) -> Option<&'a Value> {
    let in_any_case = || value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(field)).map(|(_, v)| v);
    let by_path =
        || field.contains('.').then(|| field.split('.').try_fold(value, |value, key| value.get(key))).flatten();
    value.get(field).or_else(in_any_case).or_else(by_path)
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Result<Article, FormatError>> {
        stream(Box::new(std::io::Cursor::new(text.to_string())), "f/in.jsonl", &ReadOptions::default()).collect()
    }

    #[test]
    fn each_line_is_an_article_or_a_fault() {
        let found = lines(
            "{\"id\":\"a\",\"text\":\" Kept as is.\\n\",\"published_at\":\"2025-04-11T10:00:00Z\"}\n\n{\"text\":\"x\"}\n{bad\n{\"id\":7,\"text\":\"\"}\n{\"id\":7,\"text\":3}\n{\"text\":\"y\",\"published_at\":\"soon\"}\n[1]",
        );
        let first = found[0].as_ref().unwrap();
        assert_eq!((first.id.0.as_str(), first.text.as_str()), ("a", " Kept as is.\n"));
        assert_eq!(first.published_at.unwrap().to_string(), "2025-04-11");
        assert_eq!(found[1].as_ref().unwrap().id.0, "in:3");
        let faults: Vec<(String, Fault)> =
            found[2..].iter().map(|f| f.as_ref().unwrap_err()).map(|e| (e.input.clone(), e.fault)).collect();
        let expected = [
            ("f/in.jsonl:4", Fault::Malformed),
            ("f/in.jsonl:5", Fault::Empty),
            ("f/in.jsonl:6", Fault::Malformed),
            ("f/in.jsonl:7", Fault::Malformed),
            ("f/in.jsonl:8", Fault::Malformed),
        ];
        assert_eq!(faults, expected.map(|(at, fault)| (at.to_string(), fault)));
    }

    #[test]
    fn targets_mark_words_by_code_points() {
        let found = lines(
            "{\"text\":\"Köln fell\",\"targets\":[{\"start\":5,\"end\":9}]}\n{\"text\":\"x\",\"targets\":[{\"start\":0,\"end\":2}]}",
        );
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.targets[0].of(&article.text), "fell");
        assert!(found[1].as_ref().unwrap_err().to_string().contains("targets"));
    }

    #[test]
    fn other_names_and_paths_are_understood() {
        let ngec = r#"{"id":"20190801-1","date":"2019-08-01","event_text":"Talks opened.","story_id":"S:1","publisher":"wire","headline":"Talks","pub_date":"2019-08-02"}"#;
        let found = lines(ngec).remove(0).unwrap();
        assert_eq!((found.text.as_str(), found.id.0.as_str()), ("Talks opened.", "20190801-1"));
        assert_eq!(found.published_at.unwrap().to_string(), "2019-08-02");
        assert_eq!((found.title.as_deref(), found.publisher.as_deref()), (Some("Talks"), Some("wire")));
        let options = ReadOptions { map: "text=doc.body".parse().unwrap(), ..ReadOptions::default() };
        let nested = r#"{"text":"no","doc":{"body":"Talks ended."}}"#;
        assert_eq!(read(nested, "a.json", &options).remove(0).unwrap().text, "Talks ended.");
    }
}
