//! A record with named fields (a line of JSON, a row of a table) as an article: which field is which.

use super::byline::people;
use super::{html, stem};
use crate::dates::parse_day;
use crate::error::{Fault, FormatError};
use legation_types::Article;

/// What a field of a record can be to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Id,
    Text,
    Html,
    Title,
    PublishedAt,
    ModifiedAt,
    Publisher,
    Authors,
    Url,
    Lang,
    Section,
}

/// The parts with the names that fields have in use, first come first served. Among them are those of news-please (`maintext`,
/// `date_publish`, `source_domain`), NGEC (`event_text`, `pub_date`) and schema.org (`articleBody`, `headline`).
const NAMES: [(Part, &[&str]); 11] = [
    (Part::Id, &["id", "article_id", "doc_id", "story_id", "uuid"]),
    (
        Part::Text,
        &[
            "text",
            "body",
            "article",
            "content",
            "maintext",
            "event_text",
            "full_text",
            "fulltext",
            "article_text",
            "articlebody",
            "body_text",
        ],
    ),
    (Part::Html, &["html", "body_html", "raw_html"]),
    (Part::Title, &["title", "headline"]),
    (
        Part::PublishedAt,
        &[
            "published_at",
            "published",
            "pub_date",
            "publication_date",
            "publish_date",
            "date_published",
            "date_publish",
            "datepublished",
            "pubdate",
            "date",
        ],
    ),
    (Part::ModifiedAt, &["modified_at", "updated_at", "date_modify", "date_modified", "datemodified"]),
    (Part::Publisher, &["publisher", "source", "source_name", "source_domain", "outlet", "publication"]),
    (Part::Authors, &["authors", "author", "byline"]),
    (Part::Url, &["url", "link", "source_url"]),
    (Part::Lang, &["lang", "language"]),
    (Part::Section, &["section", "category"]),
];

/// Which field of the records holds what, as the user says it: `text=body,published_at=date`. `text=headline+body` joins
/// fields, a blank line between them. Parts that are not named are found by the names in common use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldMap {
    named: Vec<(Part, Vec<String>)>,
}

impl std::str::FromStr for FieldMap {
    type Err = String;

    fn from_str(text: &str) -> Result<FieldMap, String> {
        let mut named = Vec::new();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (part, fields) = pair
                .split_once('=')
                .ok_or_else(|| format!("{pair:?} has no \"=\"; write text=body,published_at=date"))?;
            let part = part.trim();
            let known = NAMES.iter().find(|(_, names)| names[0] == part);
            let Some((part, _)) = known else {
                let all: Vec<&str> = NAMES.iter().map(|(_, names)| names[0]).collect();
                return Err(format!("{part:?} is no part of an article; the parts are {}", all.join(", ")));
            };
            let fields: Vec<String> =
                fields.split('+').map(|field| field.trim().to_string()).filter(|field| !field.is_empty()).collect();
            if fields.is_empty() {
                return Err(format!("{pair:?} names no field"));
            }
            named.push((*part, fields));
        }
        if named.is_empty() {
            return Err("nothing is mapped; write text=body,published_at=date".to_string());
        }
        Ok(FieldMap { named })
    }
}

impl FieldMap {
    /// The fields that may hold a part, and whether the user named them.
    fn fields(&self, part: Part) -> (Vec<&str>, bool) {
        match self.named.iter().find(|(named, _)| *named == part) {
            Some((_, fields)) => (fields.iter().map(String::as_str).collect(), true),
            None => (NAMES.iter().find(|(p, _)| *p == part).map_or(Vec::new(), |(_, names)| names.to_vec()), false),
        }
    }

    /// Whether records with these fields hold a text or a page, as far as their names tell.
    pub(crate) fn has_text<'a>(&self, mut fields: impl Iterator<Item = &'a str>) -> bool {
        fields.any(|field| self.is_named(field, &[Part::Text, Part::Html]))
    }

    /// Refuses a table none of whose columns holds a text or a page. `name` is the file's.
    pub fn check_columns(&self, columns: &[String], name: &str) -> Result<(), FormatError> {
        if self.has_text(columns.iter().map(String::as_str)) {
            return Ok(());
        }
        let what = match self.fields(Part::Text) {
            (fields, true) => format!("no column is called {}", fields.join(" or ")),
            (_, false) => "no column holds the text".to_string(),
        };
        let columns: String = columns.join(", ").chars().take(200).collect();
        let message = format!("{what} (columns: {columns})");
        Err(FormatError::new(name, Fault::Malformed, message, "say which one holds the text: --map text=COLUMN"))
    }

    /// Whether anything of an article can stand in a field, as far as its name tells.
    pub fn uses(&self, field: &str) -> bool {
        self.is_named(field, &NAMES.map(|(part, _)| part))
    }

    /// Whether a field, or one inside it (`doc` of `doc.body`), can hold one of some parts.
    fn is_named(&self, field: &str, parts: &[Part]) -> bool {
        let is_named = |name: &str| {
            let outer = name.split('.').next().unwrap_or(name);
            name.eq_ignore_ascii_case(field) || outer.eq_ignore_ascii_case(field)
        };
        parts.iter().any(|part| self.fields(*part).0.into_iter().any(is_named))
    }

    /// What stands in a part: all the fields that the user named, joined; else the first that is filled of those in use.
    fn value(&self, part: Part, lookup: &dyn Fn(&str) -> Option<String>) -> Option<(String, String)> {
        let (fields, is_named) = self.fields(part);
        let mut filled = fields
            .into_iter()
            .filter_map(|field| lookup(field).filter(|value| !value.trim().is_empty()).map(|v| (field.to_string(), v)));
        if !is_named {
            return filled.next();
        }
        let (name, mut all) = filled.next()?;
        for (_, more) in filled {
            all.push_str("\n\n");
            all.push_str(&more);
        }
        Some((name, all))
    }
}

/// The article of a record. `lookup` gives a field by its name, `at` names the record in messages (`FILE:LINE`), `number` is
/// its line.
pub(crate) fn article(
    lookup: &dyn Fn(&str) -> Option<String>,
    authors: Vec<String>,
    map: &FieldMap,
    at: &str,
    number: usize,
) -> Result<Article, FormatError> {
    let value = |part| map.value(part, lookup).map(|(_, value)| value.trim().to_string());
    let day = |part| match map.value(part, lookup) {
        None => Ok(None),
        Some((field, value)) => parse_day(&value).map(Some).ok_or_else(|| {
            let message = format!("\"{field}\": {:?} is not a date", value.chars().take(40).collect::<String>());
            FormatError::new(at, Fault::Malformed, message, "write it as 2025-04-11")
        }),
    };
    let id =
        value(Part::Id).unwrap_or_else(|| format!("{}:{number}", stem(at.rsplit_once(':').map_or(at, |(n, _)| n))));
    let url = value(Part::Url);
    let mut article = match (map.value(Part::Text, lookup), map.value(Part::Html, lookup)) {
        (Some((_, text)), _) => Article::new(id, text),
        (None, Some((_, page))) => {
            let mut article = html::article(&page, at, url.as_deref())?;
            article.id.0 = id;
            article
        }
        (None, None) => {
            let (message, fix) = match map.fields(Part::Text) {
                (fields, true) => {
                    (format!("nothing in {}", fields.join(" and ")), "check --map, or leave the record out")
                }
                (_, false) => {
                    ("no text and no html".to_string(), "give it a \"text\", or say where it is: --map text=FIELD")
                }
            };
            return Err(FormatError::new(at, Fault::Empty, message, fix));
        }
    };
    article.published_at = day(Part::PublishedAt)?.or(article.published_at);
    // A day of change is a help, no more: an odd one is no reason to refuse an article.
    article.modified_at = day(Part::ModifiedAt).ok().flatten().or(article.modified_at);
    article.title = value(Part::Title).or(article.title);
    article.publisher = value(Part::Publisher).or(article.publisher);
    article.section = value(Part::Section).or(article.section);
    article.url = url.or(article.url);
    article.lang = value(Part::Lang).and_then(|lang| super::page::language(&lang)).or(article.lang);
    let authors = if authors.is_empty() {
        value(Part::Authors).filter(|a| !a.starts_with('[')).iter().flat_map(|line| people(line)).collect()
    } else {
        authors
    };
    if !authors.is_empty() {
        article.authors = authors;
    }
    Ok(article)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_read_and_faults_are_named() {
        let map: FieldMap = "text=headline+body, published_at=day".parse().unwrap();
        let record = |field: &str| {
            let found =
                [("headline", "Ports reopen"), ("body", "The strike is over."), ("day", "2025-04-11"), ("text", "x")];
            found.iter().find(|(name, _)| *name == field).map(|(_, value)| value.to_string())
        };
        let found = article(&record, Vec::new(), &map, "a.csv:2", 2).unwrap();
        assert_eq!((found.text.as_str(), found.id.0.as_str()), ("Ports reopen\n\nThe strike is over.", "a:2"));
        assert_eq!(found.published_at.unwrap().to_string(), "2025-04-11");
        for (text, message) in [("body", "no \"=\""), ("words=body", "no part"), ("text=", "no field"), ("", "nothing")]
        {
            let error = text.parse::<FieldMap>().unwrap_err();
            assert!(error.contains(message), "{text}: {error}");
        }
    }
}
