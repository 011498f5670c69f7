//! Sitemaps: addresses of pages, with what Google's news extension says of them. They hold no text.

use super::{Link, ReadOptions, xml};
use crate::dates::parse_day;
use crate::error::{Fault, FormatError};
use legation_types::Article;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Whether a text is a sitemap or an index of sitemaps.
pub(super) fn fits(text: &str) -> bool {
    xml::root(text).is_some_and(|root| matches!(root.as_str(), "urlset" | "sitemapindex"))
}

/// A sitemap holds no article: one message that says how to come by them.
pub(super) fn read(text: &str, name: &str, _: &ReadOptions) -> Vec<Result<Article, FormatError>> {
    vec![Err(match links(text, name) {
        Err(error) => error,
        Ok((pages, sitemaps)) => FormatError::new(
            name,
            Fault::NoArticle,
            format!("a sitemap: addresses of pages ({}), no text", pages.len() + sitemaps.len()),
            "fetch its pages: legation fetch FILE, in a build with --features fetch",
        ),
    })]
}

/// The pages that a sitemap lists, and the sitemaps that an index lists.
pub(crate) fn links(text: &str, name: &str) -> Result<(Vec<Link>, Vec<String>), FormatError> {
    let mut reader = Reader::from_str(xml::without_declaration(text));
    let (mut pages, mut sitemaps) = (Vec::new(), Vec::new());
    let mut link = Link::default();
    let mut value = String::new();
    loop {
        let event = reader.read_event().map_err(|error| {
            FormatError::new(name, Fault::Malformed, format!("a broken sitemap: {error}"), "fetch it again")
        })?;
        match &event {
            Event::Eof => return Ok((pages, sitemaps)),
            Event::Start(tag) => {
                value.clear();
                if matches!(tag.local_name().as_ref(), "url" | "sitemap") {
                    link = Link::default();
                }
            }
            Event::End(tag) => {
                let words = value.trim().to_string();
                match tag.local_name().as_ref() {
                    // <image:loc> and <video:…> stand inside <url> too.
                    "loc" if tag.name().as_ref() == "loc" || link.url.is_empty() => link.url = words,
                    "lastmod" => link.published_at = link.published_at.or_else(|| parse_day(&words)),
                    "publication_date" => link.published_at = parse_day(&words).or(link.published_at),
                    "title" if !words.is_empty() => link.title = Some(words),
                    "name" if !words.is_empty() => link.publisher = Some(words),
                    "language" => link.lang = super::page::language(&words),
                    "url" if !link.url.is_empty() => pages.push(std::mem::take(&mut link)),
                    "sitemap" if !link.url.is_empty() => sitemaps.push(std::mem::take(&mut link).url),
                    _ => {}
                }
                value.clear();
            }
            other => value.extend(xml::words(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_sitemaps_are_listed() {
        let map = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="x" xmlns:image="y"><url><loc> https://example.org/a?x=1&amp;y=2 </loc><lastmod>2025-04-12</lastmod><n:news><n:publication><n:name>The Wire</n:name><n:language>en</n:language></n:publication><n:publication_date>2025-04-11T08:00Z</n:publication_date><n:title><![CDATA[Ports & ships]]></n:title></n:news><image:image><image:loc>https://example.org/i.png</image:loc></image:image></url><url><loc>https://example.org/b</loc></url></urlset>"#;
        assert!(fits(map));
        let (pages, sitemaps) = links(map, "s.xml").unwrap();
        assert_eq!((pages.len(), sitemaps.len()), (2, 0));
        assert_eq!(pages[0].url, "https://example.org/a?x=1&y=2");
        assert_eq!(pages[0].title.as_deref(), Some("Ports & ships"));
        assert_eq!(pages[0].published_at.unwrap().to_string(), "2025-04-11");
        let index = "<sitemapindex><sitemap><loc>https://example.org/1.xml</loc></sitemap></sitemapindex>";
        assert_eq!(links(index, "s.xml").unwrap().1, ["https://example.org/1.xml"]);
        assert_eq!(read(map, "s.xml", &ReadOptions::default()).remove(0).unwrap_err().fault, Fault::NoArticle);
        assert!(links("<urlset><url></loc>", "s.xml").is_err());
    }
}
