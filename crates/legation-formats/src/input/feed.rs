//! Feeds: RSS 0.9 to 2.0, Atom, JSON Feed. An entry's text is its full content where the feed carries it, else its summary.

use super::{ReadOptions, html, page, stem, xml};
use crate::dates::parse_day;
use crate::error::{Fault, FormatError};
use feed_rs::model::{Entry, Feed};
use legation_types::Article;

/// Whether a text is a feed.
pub(super) fn fits(text: &str) -> bool {
    is_json_feed(text) || xml::root(text).is_some_and(|root| matches!(root.as_str(), "rss" | "feed" | "RDF"))
}

/// Whether a text is a JSON feed: an object that says so near its beginning.
pub(super) fn is_json_feed(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let head = text.char_indices().nth(2000).map_or(text, |(end, _)| &text[..end]);
    text.starts_with('{') && head.contains("jsonfeed.org/version")
}

/// The entries of a feed, each an article.
pub(super) fn read(text: &str, name: &str, _: &ReadOptions) -> Vec<Result<Article, FormatError>> {
    match parse(text, name) {
        Err(error) => vec![Err(error)],
        Ok(feed) if feed.entries.is_empty() => {
            vec![Err(FormatError::new(name, Fault::Empty, "a feed without entries", "leave it out"))]
        }
        Ok(feed) => feed.entries.iter().enumerate().map(|(i, entry)| article(&feed, entry, name, i + 1)).collect(),
    }
}

/// The addresses of a feed's entries with what the feed says of them.
pub(crate) fn links(text: &str, name: &str) -> Result<Vec<super::Link>, FormatError> {
    let feed = parse(text, name)?;
    let link = |entry: &Entry| {
        let article = described(&feed, entry, Article::new("", ""));
        Some(super::Link {
            url: article.url?,
            title: article.title,
            published_at: article.published_at,
            publisher: article.publisher,
            lang: article.lang,
        })
    };
    Ok(feed.entries.iter().filter_map(link).collect())
}

fn parse(text: &str, name: &str) -> Result<Feed, FormatError> {
    // The day as written is kept, as everywhere: no time zone is converted.
    let day = |text: &str| parse_day(text).and_then(|day| format!("{day}T00:00:00Z").parse().ok());
    // Left alone, the parser gives entries without an id a random one: another at each run.
    let address = |links: &[feed_rs::model::Link], _: &Option<feed_rs::model::Text>, _: Option<&str>| {
        links.first().map_or(String::new(), |link| link.href.clone())
    };
    let parser = feed_rs::parser::Builder::new().timestamp_parser(day).id_generator(address).build();
    // The text has been decoded; what the declaration says of its encoding no longer holds.
    let text = xml::without_declaration(text);
    let parsed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| parser.parse(text.as_bytes())));
    let message = match parsed {
        Ok(Ok(feed)) => return Ok(feed),
        Ok(Err(error)) => format!("a broken feed: {error}"),
        Err(_) => "a broken feed".to_string(),
    };
    Err(FormatError::new(name, Fault::Malformed, message, "fetch it again, or give its pages"))
}

fn article(feed: &Feed, entry: &Entry, name: &str, number: usize) -> Result<Article, FormatError> {
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref());
    let summary = entry.summary.as_ref().map(|summary| summary.content.as_str());
    let title = entry.title.as_ref().map(|title| title.content.as_str());
    let text =
        [content, summary, title].into_iter().flatten().map(html::paragraphs).find(|text| !text.trim().is_empty());
    let Some(text) = text else {
        let at = format!("{name}#{number}");
        return Err(FormatError::new(&at, Fault::Empty, "an entry without words", "fetch its page"));
    };
    let id = if entry.id.is_empty() { format!("{}#{number}", stem(name)) } else { entry.id.clone() };
    Ok(described(feed, entry, Article::new(id, text)))
}

/// Takes what the feed says about an entry.
fn described(feed: &Feed, entry: &Entry, mut article: Article) -> Article {
    let day = |time: Option<String>| time.and_then(|time| parse_day(&time));
    let published = entry.published.map(|time| time.to_string());
    let updated = entry.updated.map(|time| time.to_string());
    article.published_at = day(published.or_else(|| updated.clone()));
    article.modified_at = day(updated);
    article.title =
        entry.title.as_ref().map(|title| html::paragraphs(&title.content)).filter(|title| !title.is_empty());
    article.authors = entry.authors.iter().filter_map(|person| person.name.clone()).filter(|n| !n.is_empty()).collect();
    article.publisher = feed.title.as_ref().map(|title| title.content.trim().to_string()).filter(|t| !t.is_empty());
    article.section = entry.categories.first().map(|category| category.term.clone()).filter(|t| !t.is_empty());
    let page = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    article.url = page.or(entry.links.first()).map(|link| link.href.clone());
    article.lang = entry.language.as_ref().or(feed.language.as_ref()).and_then(|tag| page::language(tag));
    article
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSS: &str = r#"<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Wire</title><link>https://example.org</link><description>News</description><language>en-gb</language>
<item><title>Ports reopen &amp; ships sail</title><link>https://example.org/1</link><guid>g1</guid><pubDate>Fri, 11 Apr 2025 23:30:00 -0500</pubDate><description>Short – words.</description><content:encoded><![CDATA[<p>The strike is over.</p><p>Ports reopened.</p>]]></content:encoded><category>Labour</category></item>
<item><title>Vote</title><link>https://example.org/2</link><description>&lt;p&gt;The vote is over.&lt;/p&gt;</description></item></channel></rss>"#;
    const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>The Wire</title><id>f</id><updated>2025-04-12T00:00:00Z</updated><entry><title>Talks</title><id>a1</id><link href="https://example.org/a1"/><updated>2025-04-12T01:00:00Z</updated><published>2025-04-11T01:00:00Z</published><author><name>Ada Marsh</name></author><summary>Talks opened.</summary></entry></feed>"#;
    const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"The Wire","items":[{"id":"j1","url":"https://example.org/j1","title":"Talks","content_html":"<p>Talks opened.</p>","date_published":"2025-04-11T10:00:00Z"}]}"#;

    #[test]
    fn entries_of_all_kinds_are_articles() {
        let cases = [
            (RSS, vec![("g1", "The strike is over.\n\nPorts reopened.", Some("2025-04-11"))]),
            (ATOM, vec![("a1", "Talks opened.", Some("2025-04-11"))]),
            (JSON, vec![("j1", "Talks opened.", Some("2025-04-11"))]),
        ];
        for (text, expected) in cases {
            assert!(fits(text));
            let found = read(text, "feed.xml", &ReadOptions::default());
            for ((id, words, day), article) in expected.into_iter().zip(&found) {
                let article = article.as_ref().unwrap();
                assert_eq!((article.id.0.as_str(), article.text.as_str()), (id, words));
                assert_eq!(article.published_at.map(|d| d.to_string()).as_deref(), day);
                assert_eq!(article.publisher.as_deref(), Some("The Wire"));
                assert!(article.url.as_deref().unwrap().starts_with("https://example.org/"));
            }
        }
        let rss = read(RSS, "feed.xml", &ReadOptions::default());
        let first = rss[0].as_ref().unwrap();
        assert_eq!((first.title.as_deref(), first.lang.as_deref()), (Some("Ports reopen & ships sail"), Some("en")));
        assert_eq!(rss[1].as_ref().unwrap().text, "The vote is over.");
        assert_eq!(rss[1].as_ref().unwrap().id.0, "https://example.org/2");
        let bare = read(
            "<rss version='2.0'><channel><item><title>Vote</title></item></channel></rss>",
            "f.rss",
            &ReadOptions::default(),
        );
        assert_eq!(bare[0].as_ref().unwrap().id.0, "f#1");
        assert_eq!(links(RSS, "feed.xml").unwrap().len(), 2);
    }

    #[test]
    fn broken_feeds_cost_one_message() {
        for text in ["<rss><channel><item>", "<rss></rss>", "<feed><entry></feed>"] {
            let found = read(text, "feed.xml", &ReadOptions::default());
            assert!(found.iter().all(Result::is_err) && found.len() == 1, "{text}: {found:?}");
        }
    }
}
