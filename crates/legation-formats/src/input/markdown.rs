//! Markdown: the text that a reader sees; front matter gives the metadata.

use super::byline::people;
use super::{ReadOptions, roundup, stem};
use crate::dates::parse_day;
use crate::error::{Fault, FormatError};
use legation_types::Article;

pub(super) fn read(text: &str, name: &str, _: &ReadOptions) -> Vec<Result<Article, FormatError>> {
    let mut article = Article::new(stem(name), "");
    let body = front_matter(text, &mut article);
    let mut lines = Vec::new();
    let mut is_code = false;
    for line in body.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            is_code = !is_code;
            continue;
        }
        if is_code || is_table_rule(trimmed) && !roundup::is_rule(trimmed) {
            continue;
        }
        if roundup::is_rule(trimmed) {
            // A line of marks right below words underlines them.
            if lines.last().is_none_or(String::is_empty) {
                lines.push(RULE.to_string());
            }
            continue;
        }
        lines.push(inline(block(trimmed)));
    }
    article.text = lines.join("\n").trim().to_string();
    if article.text.is_empty() {
        return vec![Err(FormatError::new(
            name,
            Fault::Empty,
            "no text but markup",
            "give a file with an article in it",
        ))];
    }
    let mut reports = roundup::split(article);
    if let [whole] = reports.as_mut_slice() {
        let lines: Vec<&str> = whole.text.lines().filter(|line| *line != RULE).collect();
        whole.text = lines.join("\n").trim().to_string();
    }
    reports.into_iter().map(Ok).collect()
}

/// What stands for a thematic break until it is known whether it sets reports apart.
const RULE: &str = "***";

/// Takes `title`, `date`, `author`, `publisher`, `url` from the lines between two `---` and gives what follows.
fn front_matter<'a>(text: &'a str, article: &mut Article) -> &'a str {
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else { return text };
    let Some((head, body)) = rest.split_once("\n---") else { return text };
    for line in head.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']).to_string();
        if value.is_empty() {
            continue;
        }
        match key.trim().to_lowercase().as_str() {
            "title" => article.title = Some(value),
            "date" | "published" | "published_at" => article.published_at = parse_day(&value),
            "author" | "authors" => article.authors.extend(people(&value)),
            "publisher" => article.publisher = Some(value),
            "url" => article.url = Some(value),
            "lang" | "language" => article.lang = Some(value),
            _ => {}
        }
    }
    body.split_once('\n').map_or("", |(_, body)| body)
}

fn is_table_rule(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// A line without the marks of its block: heading, quotation, list.
fn block(line: &str) -> &str {
    let mut line = line;
    while let Some(rest) = line.strip_prefix('>') {
        line = rest.trim_start();
    }
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() && heading.starts_with([' ', '\t']) {
        return heading.trim().trim_end_matches('#').trim_end();
    }
    for mark in ["- ", "* ", "+ "] {
        if let Some(rest) = line.strip_prefix(mark) {
            return rest.trim_start();
        }
    }
    line
}

/// A line without links, pictures, emphasis and code marks.
fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.push_str(&after[..1]);
                rest = &after[1..];
            }
            '!' if after.starts_with('[') => match link(after) {
                Some((_, tail)) => rest = tail,
                None => {
                    out.push(c);
                    rest = after;
                }
            },
            '[' => match link(rest) {
                Some((words, tail)) => {
                    out.push_str(words.trim_matches(['*', '_', '`']));
                    rest = tail;
                }
                None => {
                    out.push(c);
                    rest = after;
                }
            },
            '*' | '`' => rest = after,
            '_' => {
                // An underscore inside a word is part of it.
                let is_inside = out.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric);
                if is_inside {
                    out.push(c);
                }
                rest = after;
            }
            _ => {
                out.push(c);
                rest = after;
            }
        }
    }
    out.trim_end().to_string()
}

/// The words of `[words](address)` or `[words][name]`, and what follows.
fn link(text: &str) -> Option<(&str, &str)> {
    // Markdown links are short; a bound keeps lines of brackets from being walked again and again.
    let mut window = text.len().min(2000);
    while !text.is_char_boundary(window) {
        window -= 1;
    }
    let close = text[..window].find(']')?;
    let words = &text[1..close];
    let tail = &text[close + 1..];
    let closer = match tail.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let (end, _) = tail.char_indices().take(2000).find(|(_, c)| *c == closer)?;
    Some((words, &tail[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        let text = "---\ntitle: \"Talks open\"\ndate: 2025-04-11\n---\n# Talks open\n\n> The **minister** [met](https://x.example) his\n* first_name *guest*\n\n```\ncode\n```\n![a photo](p.png)It ended.\n";
        let article = read(text, "a/talks.md", &ReadOptions::default()).remove(0).unwrap();
        assert_eq!(article.id.0, "talks");
        assert_eq!(article.title.as_deref(), Some("Talks open"));
        assert_eq!(article.published_at.unwrap().to_string(), "2025-04-11");
        assert_eq!(article.text, "Talks open\n\nThe minister met his\nfirst_name guest\n\nIt ended.");
        assert!(read("```\nx\n```", "a.md", &ReadOptions::default())[0].is_err());
    }
}
