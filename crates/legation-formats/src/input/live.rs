//! Live blogs: pages that mark their entries (schema.org's `liveBlogUpdate`, as JSON-LD or microdata) are split into them, each
//! with its own day.

use super::html::paragraphs;
use super::page::{self, Tags};
use crate::dates::parse_day;
use jiff::civil::Date;
use serde_json::Value;

/// An entry of a live blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) title: Option<String>,
    pub(super) text: String,
    pub(super) published_at: Option<Date>,
}

/// The entries that a page marks, in the order of the page; none where it marks fewer than two.
pub(super) fn entries(html: &str) -> Vec<Entry> {
    if !html.contains("liveBlogUpdate") {
        return Vec::new();
    }
    let from_json: Vec<Entry> = page::linked_objects(html).iter().flat_map(updates).filter_map(from_object).collect();
    let found = if from_json.len() > 1 { from_json } else { from_markup(html) };
    if found.len() > 1 { found } else { Vec::new() }
}

/// The objects under `liveBlogUpdate`, however deep.
fn updates(value: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(list) => left.extend(list.iter().rev()),
            Value::Object(object) => {
                match object.get("liveBlogUpdate") {
                    Some(Value::Array(list)) => found.extend(list),
                    Some(one) => found.push(one),
                    None => {}
                }
                left.extend(["mainEntity", "mainEntityOfPage", "@graph"].iter().filter_map(|key| object.get(*key)));
            }
            _ => {}
        }
    }
    found
}

fn from_object(update: &Value) -> Option<Entry> {
    let text =
        |key: &str| update.get(key).and_then(Value::as_str).map(paragraphs).filter(|text| !text.trim().is_empty());
    let title = text("headline").or_else(|| text("name"));
    let body = text("articleBody").or_else(|| text("description")).or_else(|| title.clone())?;
    let day = update.get("datePublished").and_then(Value::as_str).and_then(parse_day);
    Some(Entry { title, text: body, published_at: day })
}

/// The elements with `itemprop="liveBlogUpdate"`.
fn from_markup(html: &str) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut tags = Tags::new(html);
    while let Some(tag) = tags.next_tag() {
        if tag.attribute("itemprop").as_deref() != Some("liveBlogUpdate") {
            continue;
        }
        let inside = &html[tags.at()..element_end(html, tags.at(), &tag.name)];
        let mut entry = Entry { title: None, text: String::new(), published_at: None };
        let mut inner = Tags::new(inside);
        while let Some(part) = inner.next_tag() {
            let part_words = || paragraphs(&inside[inner.at()..element_end(inside, inner.at(), &part.name)]);
            match part.attribute("itemprop").as_deref() {
                Some("headline") if entry.title.is_none() => entry.title = Some(part_words()).filter(|t| !t.is_empty()),
                Some("articleBody") if entry.text.is_empty() => entry.text = part_words(),
                Some("datePublished") if entry.published_at.is_none() => {
                    let day = part.attribute("datetime").or_else(|| part.attribute("content"));
                    entry.published_at = day.and_then(|day| parse_day(&day));
                }
                _ => {}
            }
        }
        if entry.text.is_empty() {
            entry.text = paragraphs(inside);
        }
        if !entry.text.is_empty() {
            found.push(entry);
        }
    }
    found
}

/// Where the element ends whose start tag ends at byte `from`.
fn element_end(html: &str, from: usize, name: &str) -> usize {
    let mut depth = 1;
    let mut at = from;
    while let Some(next) = html[at..].find('<') {
        at += next;
        let rest = &html.as_bytes()[at + 1..];
        let (is_close, rest) = match rest.strip_prefix(b"/") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let is_same = rest.len() > name.len()
            && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            && !rest[name.len()].is_ascii_alphanumeric();
        if is_same {
            depth = if is_close { depth - 1 } else { depth + 1 };
            if depth == 0 {
                return at;
            }
        }
        at += 1;
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_entries_are_split() {
        let json = r#"<html><script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Talks live","liveBlogUpdate":[{"@type":"BlogPosting","headline":"Talks open","articleBody":"<p>The talks opened.</p>","datePublished":"2025-04-11T08:00:00Z"},{"@type":"BlogPosting","headline":"Talks end","datePublished":"2025-04-12T08:00:00Z"}]}</script><p>x"#;
        let markup = r#"<div itemscope itemtype="http://schema.org/LiveBlogPosting"><div itemprop="liveBlogUpdate"><h2 itemprop="headline">Talks open</h2><time itemprop="datePublished" datetime="2025-04-11T08:00">8</time><div itemprop="articleBody"><div><p>The talks opened.</p></div></div></div><div itemprop="liveBlogUpdate"><h2 itemprop="headline">Talks end</h2><time itemprop="datePublished" datetime="2025-04-12">9</time><div itemprop="articleBody">Talks end</div></div></div><div>Copyright</div>"#;
        for page in [json, markup] {
            let found = entries(page);
            let parts: Vec<_> = found
                .iter()
                .map(|e| (e.title.as_deref().unwrap(), e.text.as_str(), e.published_at.unwrap().to_string()))
                .collect();
            assert_eq!(
                parts,
                [
                    ("Talks open", "The talks opened.", "2025-04-11".to_string()),
                    ("Talks end", "Talks end", "2025-04-12".to_string())
                ]
            );
        }
        assert!(entries("<p>liveBlogUpdate</p>").is_empty());
        assert!(entries("<div itemprop=liveBlogUpdate>a<div itemprop=liveBlogUpdate").len() < 2);
    }
}
