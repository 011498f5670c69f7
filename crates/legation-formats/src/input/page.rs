//! What a web page says about itself: JSON-LD, OpenGraph and other meta tags, `<time>`, `<title>`, its address.

use super::byline::{people, without_by};
use crate::dates::{day_in_url, parse_day};
use jiff::civil::Date;
use serde_json::Value;

/// Metadata of a page; what is not said is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    pub(crate) title: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) published_at: Option<Date>,
    pub(crate) modified_at: Option<Date>,
    pub(crate) section: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) lang: Option<String>,
}

/// Meta tags that give the day of publication, best first. Days of change come last of all.
const DATE_TAGS: [&str; 32] = [
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date-published",
    "published_time",
    "published-date",
    "publisheddate",
    "published_at",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "publication-date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "originalpublicationdate",
    "article_date_original",
    "analyticsattributes.articledate",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "date",
    "displaydate",
    "timestamp",
    "datecreated",
];
const MODIFIED_TAGS: [&str; 8] = [
    "article:modified_time",
    "og:updated_time",
    "article:modified",
    "datemodified",
    "last-modified",
    "dc.date.modified",
    "dcterms.modified",
    "lastmod",
];
const SECTION_TAGS: [&str; 5] =
    ["article:section", "section", "articlesection", "cxenseparse:category", "parsely-section"];
const TITLE_TAGS: [&str; 5] = ["og:title", "twitter:title", "dc.title", "sailthru.title", "title"];
const PUBLISHER_TAGS: [&str; 6] =
    ["og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site", "copyright"];
const AUTHOR_TAGS: [&str; 6] = ["author", "article:author", "dc.creator", "sailthru.author", "parsely-author", "byl"];

/// Reads the metadata of a page; `address` is where it was found, where known.
pub(crate) fn read_page(html: &str, address: Option<&str>) -> Page {
    let mut page = Page::default();
    let mut metas: Vec<(String, String)> = Vec::new();
    let mut times: Vec<(bool, Date)> = Vec::new();
    let mut title = None;
    let mut heading = None;
    let mut objects = Vec::new();
    let mut printed_day = None;
    let mut tags = Tags::new(html);
    while let Some(tag) = tags.next_tag() {
        match tag.name.as_str() {
            "meta" => {
                let key = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|k| tag.attribute(k));
                if let (Some(key), Some(value)) = (key, tag.attribute("content")) {
                    metas.push((key.to_lowercase(), value));
                }
            }
            "html" => {
                page.lang = tag.attribute("lang").or_else(|| tag.attribute("xml:lang")).and_then(|l| language(&l))
            }
            "link" if tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                page.url = tag.attribute("href").filter(|href| href.starts_with("http"));
            }
            "title" if title.is_none() => title = filled(tag.text()),
            "h1" if heading.is_none() => heading = filled(tags.heading(&tag)),
            "script" if tag.attribute("type").is_some_and(|t| t.to_lowercase().contains("ld+json")) => {
                objects.push(tag.raw)
            }
            // Few tags have to do with days: the attributes of the others are not taken apart.
            _ if !may_be_dated(tag.attributes) => {}
            _ => {
                let is_published = ["itemprop", "class", "pubdate"].iter().any(|k| {
                    tag.attribute(k)
                        .is_some_and(|v| v.to_lowercase().contains("publish") || v == "pubdate" || *k == "pubdate")
                });
                let value = tag.attribute("datetime").or_else(|| tag.attribute("content").filter(|_| is_published));
                if let Some(day) = value.and_then(|v| parse_day(&v)) {
                    times.push((!is_published, day));
                } else if printed_day.is_none() && is_dated(&tag) {
                    let value = tag.attribute("value").unwrap_or_else(|| tag.text());
                    printed_day = parse_day(value.trim()).filter(|_| value.trim().len() <= LONGEST_DAY);
                }
            }
        }
    }
    let of = |names: &[&str]| {
        names.iter().find_map(|name| {
            metas.iter().find(|(key, value)| key == name && !value.trim().is_empty()).map(|(_, v)| v.trim().to_string())
        })
    };
    let mut other_day = None;
    for object in &objects {
        match parsed_object(object) {
            Some(value) => linked_data(&value, &mut page, &mut other_day),
            None => page.published_at = page.published_at.or_else(|| date_in_broken_json(object)),
        }
    }
    page.title = page.title.or_else(|| of(&TITLE_TAGS)).or(heading).or(title);
    page.publisher = page.publisher.or_else(|| of(&PUBLISHER_TAGS)).map(|p| p.trim_start_matches('@').to_string());
    page.url = page.url.or_else(|| of(&["og:url"])).or_else(|| address.map(str::to_string));
    page.lang = page
        .lang
        .or_else(|| of(&["og:locale", "content-language", "language", "dc.language"]).and_then(|l| language(&l)));
    if page.authors.is_empty() {
        page.authors =
            of(&AUTHOR_TAGS).filter(|a| !a.starts_with("http")).iter().flat_map(|line| people(line)).collect();
    }
    let from_tags = DATE_TAGS
        .iter()
        .find_map(|name| metas.iter().filter(|(key, _)| key == name).find_map(|(_, value)| parse_day(value)));
    times.sort_by_key(|(is_plain, _)| *is_plain);
    let in_url = || page.url.as_deref().and_then(day_in_url).or_else(|| address.and_then(day_in_url));
    let first_time = || times.first().map(|(_, day)| *day);
    page.published_at =
        page.published_at.or(from_tags).or(other_day).or_else(in_url).or_else(first_time).or(printed_day);
    page.modified_at = page.modified_at.or_else(|| {
        let changed = MODIFIED_TAGS.iter().find_map(|name| metas.iter().find(|(key, _)| key == name));
        changed.and_then(|(_, value)| parse_day(value))
    });
    page.section = page.section.or_else(|| of(&SECTION_TAGS));
    page
}

/// Longest text that is a day and nothing else, in bytes: "Wednesday, 24th September 2025 at 10:15 pm".
const LONGEST_DAY: usize = 60;

/// Whether a tag's attributes can say anything about a day, at a glance.
fn may_be_dated(attributes: &str) -> bool {
    let bytes = attributes.as_bytes();
    ["date", "publish", "timestamp"].iter().any(|word| {
        let first = [word.as_bytes()[0], word.as_bytes()[0].to_ascii_uppercase()];
        bytes
            .windows(word.len())
            .any(|window| first.contains(&window[0]) && window.eq_ignore_ascii_case(word.as_bytes()))
    })
}

/// Whether an element's class or id says that a day of publication stands in it, and not one of change.
fn is_dated(tag: &Tag) -> bool {
    ["class", "id"].iter().filter_map(|name| tag.attribute(name)).any(|names| {
        names.to_lowercase().split([' ', '-', '_']).any(|word| {
            matches!(word, "date" | "datetime" | "dateline" | "pubdate" | "published" | "publishdate" | "timestamp")
        }) && !["updat", "modif", "event", "copyright"].iter().any(|other| names.to_lowercase().contains(other))
    })
}

/// The encoding that the first bytes of a page declare.
pub(crate) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head: String = bytes[..bytes.len().min(4096)]
        .iter()
        .map(|b| if b.is_ascii() { (*b as char).to_ascii_lowercase() } else { ' ' })
        .collect();
    let at = head.find("charset=").map(|i| i + 8).or_else(|| head.find("encoding=").map(|i| i + 9))?;
    let label = head[at..].trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).unwrap_or(label.len());
    (end > 0).then(|| label[..end].to_string())
}

/// ISO 639-1 of a language tag: "en" of "en-GB".
pub(super) fn language(tag: &str) -> Option<String> {
    let code = tag.trim().split(['-', '_']).next()?.to_lowercase();
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic())).then_some(code)
}

fn filled(text: String) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The JSON-LD of a page.
pub(super) fn linked_objects(html: &str) -> Vec<Value> {
    let mut tags = Tags::new(html);
    let mut found = Vec::new();
    while let Some(tag) = tags.next_tag() {
        if tag.name == "script" && tag.attribute("type").is_some_and(|t| t.to_lowercase().contains("ld+json")) {
            found.extend(parsed_object(tag.raw));
        }
    }
    found
}

fn parsed_object(json: &str) -> Option<Value> {
    let json = json.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    serde_json::from_str(json).ok().or_else(|| {
        // Line breaks inside strings are the commonest fault.
        let cleaned: String = json.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&cleaned).ok()
    })
}

/// Takes what schema.org's article types say; of other types (a web page, a review of a claim) the day alone, as a last
/// resort.
fn linked_data(value: &Value, page: &mut Page, other_day: &mut Option<Date>) {
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(list) => left.extend(list.iter().rev()),
            Value::Object(object) => {
                if object.get("@type").is_some_and(is_article) {
                    take_article(value, page);
                } else {
                    let day = object.get("datePublished").and_then(Value::as_str).and_then(parse_day);
                    *other_day = other_day.or(day);
                }
                left.extend(["mainEntity", "mainEntityOfPage", "@graph"].iter().filter_map(|key| object.get(*key)));
            }
            _ => {}
        }
    }
}

fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(name) => name.ends_with("Article") || name.ends_with("Posting") || name.ends_with("Report"),
        Value::Array(list) => list.iter().any(is_article),
        _ => false,
    }
}

fn take_article(article: &Value, page: &mut Page) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(decode_entities).and_then(filled);
    page.title = page.title.take().or_else(|| text(article.get("headline")));
    page.published_at = page.published_at.or_else(|| {
        let day = text(article.get("datePublished")).or_else(|| text(article.get("dateCreated")));
        day.and_then(|day| parse_day(&day))
    });
    page.modified_at = page.modified_at.or_else(|| text(article.get("dateModified")).and_then(|day| parse_day(&day)));
    page.section = page.section.take().or_else(|| match article.get("articleSection") {
        Some(Value::Array(list)) => text(list.first()),
        section => text(section),
    });
    page.publisher = page.publisher.take().or_else(|| names(article.get("publisher")).into_iter().next());
    if page.authors.is_empty() {
        page.authors = names(article.get("author")).iter().map(|name| without_by(name).to_string()).collect();
    }
    page.lang = page.lang.take().or_else(|| text(article.get("inLanguage")).and_then(|l| language(&l)));
}

/// Names of persons or organisations: strings, objects with a name, or lists of these.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(name)) => {
            filled(decode_entities(name)).filter(|n| !n.starts_with("http")).into_iter().collect()
        }
        Some(Value::Array(list)) => list.iter().flat_map(|item| names(Some(item))).collect(),
        Some(Value::Object(object)) => match object.get("name") {
            Some(Value::Object(_)) | None => Vec::new(),
            name => names(name),
        },
        _ => Vec::new(),
    }
}

fn date_in_broken_json(json: &str) -> Option<Date> {
    let rest = &json[json.find("\"datePublished\"")? + 15..];
    parse_day(rest.trim_start_matches([':', ' ', '"', '\n', '\t']).split('"').next()?)
}

/// A start tag with what directly follows it.
pub(super) struct Tag<'a> {
    pub(super) name: String,
    attributes: &'a str,
    /// For `<script>`: its content; else the characters up to the next tag.
    raw: &'a str,
}

impl Tag<'_> {
    /// An attribute's value, with entities decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let key_end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
            let key = &rest[..key_end];
            rest = rest[key_end..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                (value, rest) = match after.chars().next() {
                    Some(quote @ ('"' | '\'')) => {
                        let end = after[1..].find(quote).map_or(after.len(), |i| i + 1);
                        (&after[1..end], after.get(end + 1..).unwrap_or(""))
                    }
                    _ => {
                        let end = after.find(char::is_whitespace).unwrap_or(after.len());
                        after.split_at(end)
                    }
                };
            }
            if key.eq_ignore_ascii_case(name) {
                return Some(decode_entities(value));
            }
            if key.is_empty() && value.is_empty() {
                // A stray sign: step over it.
                rest = rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or("");
            }
        }
    }

    fn text(&self) -> String {
        decode_entities(self.raw)
    }
}

/// A walk over the start tags of a page: no tree is built, and each character is looked at once.
pub(super) struct Tags<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Tags<'a> {
    pub(super) fn new(html: &'a str) -> Tags<'a> {
        Tags { html, at: 0 }
    }

    /// The byte behind the tag last seen; behind the content of a script.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn next_tag(&mut self) -> Option<Tag<'a>> {
        loop {
            self.at += self.html[self.at..].find('<')?;
            let rest = &self.html[self.at + 1..];
            if rest.starts_with("!--") {
                self.at += 4 + rest.find("-->")?;
                continue;
            }
            if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                self.at += 1;
                continue;
            }
            let end = tag_end(rest)?;
            let inside = &rest[..end];
            let name_end = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
            let name = inside[..name_end].to_ascii_lowercase();
            let after = &rest[end + 1..];
            self.at += 1 + end + 1;
            let raw_end = match name.as_str() {
                "script" | "style" => {
                    let close = find_ignoring_case(after, if name == "script" { "</script" } else { "</style" })?;
                    self.at += close;
                    close
                }
                _ => after.find('<').unwrap_or(after.len()),
            };
            return Some(Tag { name, attributes: &inside[name_end..], raw: &after[..raw_end] });
        }
    }

    /// The words of a heading that has just begun, inner tags left out.
    fn heading(&self, tag: &Tag) -> String {
        let rest = &self.html[self.at..];
        let window = rest.char_indices().nth(1000).map_or(rest.len(), |(i, _)| i);
        let end = find_ignoring_case(&rest[..window], &format!("</{}", tag.name)).unwrap_or(0);
        let mut out = String::new();
        let mut is_tag = false;
        for c in rest[..end].chars() {
            match c {
                '<' => is_tag = true,
                '>' => {
                    is_tag = false;
                    out.push(' ');
                }
                _ if !is_tag => out.push(c),
                _ => {}
            }
        }
        decode_entities(&out)
    }
}

/// Where a tag closes, quotation marks respected.
pub(super) fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

pub(super) fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    let (text, what) = (text.as_bytes(), what.as_bytes());
    text.windows(what.len()).position(|window| window.eq_ignore_ascii_case(what))
}

/// Text with character references decoded; no-break spaces become spaces.
pub(crate) fn decode_entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_string();
    }
    html_escape::decode_html_entities(text).replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_say_who_and_when() {
        let cases = [
            (
                r#"<html lang="en-GB"><head><title>X</title><script type="application/ld+json">{"@graph":[{"@type":["NewsArticle"],"headline":"Talks &amp; tea","datePublished":"2025-04-11T08:00:00Z","author":[{"name":"By Ada Marsh"}],"publisher":{"name":"The Post"}}]}</script>"#,
                ("Talks & tea", "2025-04-11", "The Post"),
            ),
            (
                r#"<meta content='Strike ends' property=og:title><meta property="og:site_name" content="Wire"/><META NAME="pubdate" CONTENT="20190203">"#,
                ("Strike ends", "2019-02-03", "Wire"),
            ),
            (
                r#"<title>Claim</title><meta name="publisher" content="Wire"><script type="application/ld+json">[{"@type":"ClaimReview","datePublished":"2025-04-11","author":{"@type":"Organization","name":"Wire"}}]</script><time datetime="2025-04-13">x</time>"#,
                ("Claim", "2025-04-11", "Wire"),
            ),
            (
                r#"<title>Vote &ndash; Wire</title><meta name="publisher" content="Wire"><time class="updated" datetime="2020-01-02">x</time><time itemprop="datePublished" datetime="2020-01-01T10:00">y</time>"#,
                ("Vote – Wire", "2020-01-01", "Wire"),
            ),
            (
                r#"<title>Caf&egrave; &scaron; &#x1F54A; &nosuch; & tea</title><meta name="publisher" content="Wire"><time datetime="2020-01-01">"#,
                ("Cafè š 🕊 &nosuch; & tea", "2020-01-01", "Wire"),
            ),
            (
                r#"<title>Vote</title><meta name="publisher" content="Wire"><i class="update-date">May 1, 2019</i><span class="datetime">Monday, November 18, 2019</span>"#,
                ("Vote", "2019-11-18", "Wire"),
            ),
        ];
        for (html, (title, day, publisher)) in cases {
            let page = read_page(html, None);
            assert_eq!(page.title.as_deref(), Some(title));
            assert_eq!(page.published_at.map(|d| d.to_string()).as_deref(), Some(day), "{title}");
            assert_eq!(page.publisher.as_deref(), Some(publisher));
        }
        let by_address = read_page("<p>x", Some("https://example.org/2025/04/11/talks"));
        assert_eq!(by_address.published_at.unwrap().to_string(), "2025-04-11");
        assert_eq!(declared_encoding(b"<meta charset=\"windows-1251\">").as_deref(), Some("windows-1251"));
    }
}
