//! JSON lines: one object a line with `text` (or `html`) and, where known, `id`, `title`, `publisher`, `published_at`,
//! `url`, `authors`, `lang`. The article's text is the `text` given, unchanged.

use super::{Articles, LARGEST_ARTICLE, ReadOptions, dated, html, stem};
use crate::dates::parse_day;
use crate::error::{Fault, FormatError};
use legation_types::Article;
use serde_json::Value;
use std::io::{BufRead, Read};

/// Whether a text is JSON lines: its first line is an object with a text.
pub(super) fn fits(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or("");
    first.starts_with('{')
        && serde_json::from_str::<Value>(first).is_ok_and(|v| v.get("text").is_some() || v.get("html").is_some())
}

/// All lines of a decoded file, or all objects of one JSON array or object.
pub(super) fn read(text: &str, name: &str) -> Vec<Result<Article, FormatError>> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(list)) => list.iter().enumerate().map(|(i, value)| article(value, name, i + 1)).collect(),
        Ok(value) => vec![article(&value, name, 1)],
        Err(_) => {
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            lines.map(|(i, text)| line(text, name, i + 1)).collect()
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
            return Some(line(text, &name, number).map(|article| dated(article, &options)));
        }
        None
    }))
}

/// Reads to the end of a line without keeping it; whether the input ends there.
fn skip_line(source: &mut Box<dyn BufRead>) -> bool {
    loop {
        let Ok(buffer) = source.fill_buf() else { return true };
        if buffer.is_empty() {
            return true;
        }
        let line_end = buffer.iter().position(|b| *b == b'\n');
        let used = line_end.map_or(buffer.len(), |at| at + 1);
        source.consume(used);
        if line_end.is_some() {
            return false;
        }
    }
}

fn line(text: &str, name: &str, number: usize) -> Result<Article, FormatError> {
    let value = serde_json::from_str(text).map_err(|error| {
        FormatError::new(
            &format!("{name}:{number}"),
            Fault::Malformed,
            format!("not JSON: {error}"),
            "one JSON object a line",
        )
    })?;
    article(&value, name, number)
}

fn article(value: &Value, name: &str, number: usize) -> Result<Article, FormatError> {
    let at = format!("{name}:{number}");
    let malformed = |message: String, fix: &str| FormatError::new(&at, Fault::Malformed, message, fix);
    let field = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_string).filter(|v| !v.trim().is_empty());
    let id = match value.get("id") {
        Some(Value::String(id)) if !id.is_empty() => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => format!("{}:{number}", stem(name)),
    };
    let mut article = match (value.get("text"), value.get("html")) {
        (Some(Value::String(text)), _) if !text.trim().is_empty() => Article::new(id, text.clone()),
        (_, Some(Value::String(page))) => {
            let mut article = html::article(page, &at, field("url").as_deref())?;
            article.id.0 = id;
            article
        }
        (Some(Value::String(_)), _) => {
            return Err(FormatError::new(&at, Fault::Empty, "the text is empty", "leave the line out"));
        }
        (Some(_), _) => return Err(malformed("\"text\" is not a string".into(), "give the text as a JSON string")),
        (None, _) => return Err(malformed("no \"text\" and no \"html\"".into(), "give each line a \"text\"")),
    };
    for key in ["published_at", "published", "date"] {
        if let Some(day) = field(key) {
            article.published_at = Some(
                parse_day(&day)
                    .ok_or_else(|| malformed(format!("\"{key}\": {day:?} is not a date"), "write it as 2025-04-11"))?,
            );
            break;
        }
    }
    article.title = field("title").or(article.title);
    article.publisher = field("publisher").or(article.publisher);
    article.url = field("url").or(article.url);
    article.lang = field("lang").or_else(|| field("language")).or(article.lang);
    if let Some(Value::Array(authors)) = value.get("authors") {
        article.authors = authors.iter().filter_map(|a| a.as_str().map(str::to_string)).collect();
    }
    Ok(article)
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
            "{\"id\":\"a\",\"text\":\" Kept as is.\\n\",\"published_at\":\"2025-04-11T10:00:00Z\"}\n\n{\"text\":\"x\"}\n{bad\n{\"id\":7,\"text\":\"\"}\n{\"id\":7,\"text\":3}\n{\"text\":\"y\",\"published_at\":\"soon\"}",
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
        ];
        assert_eq!(faults, expected.map(|(at, fault)| (at.to_string(), fault)));
    }
}
