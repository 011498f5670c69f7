//! Web pages: the main text, without navigation and advertising, and what the page says about itself.

use super::page::read_page;
use super::stem;
use crate::error::{Fault, FormatError};
use legation_types::Article;
use trafilatura::{ExtractionFocus, Options};

/// Memory for the thread that walks a page's tree: pages with thousands of nested tags need it.
const STACK: usize = 512 << 20;
/// Deepest nesting of tags that is read.
const DEEPEST: usize = 4_000;

/// Whether a text is a page: it begins with a tag that pages begin with, or holds a body.
pub(super) fn fits(text: &str) -> bool {
    let head: String =
        text.trim_start_matches('\u{feff}').trim_start().chars().take(1000).collect::<String>().to_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<?xml"].iter().any(|start| head.starts_with(start))
        && (head.contains("<html")
            || head.contains("<head")
            || head.contains("<body")
            || head.contains("<!doctype html"))
        || head.starts_with("<!--") && head.contains("<html")
}

pub(super) fn read(text: &str, name: &str) -> Vec<Result<Article, FormatError>> {
    vec![article(text, name, None).map(|mut article| {
        article.id.0 = stem(name).to_string();
        article
    })]
}

/// The article of a page. `name` stands in messages; `address` is where the page was found, where known.
pub(crate) fn article(html: &str, name: &str, address: Option<&str>) -> Result<Article, FormatError> {
    if nesting(html) > DEEPEST {
        let message = format!("tags nested more than {DEEPEST} deep: no real page");
        return Err(FormatError::new(name, Fault::Malformed, message, "give the article's text"));
    }
    let no_article = || {
        FormatError::new(
            name,
            Fault::NoArticle,
            "no article found in this page",
            "give the article's text, or the page of one article",
        )
    };
    let text = main_text(html).filter(|text| !text.trim().is_empty()).ok_or_else(no_article)?;
    let page = read_page(html, address);
    let mut article = Article::new(stem(name), text);
    article.title = page.title;
    article.authors = page.authors;
    article.publisher = page.publisher;
    article.published_at = page.published_at;
    article.url = page.url;
    article.lang = page.lang;
    Ok(article)
}

/// The main text of a page, a paragraph a line; `None` where there is none or the page breaks the extractor.
fn main_text(html: &str) -> Option<String> {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || {
            let options = Options::default()
                .with_fallback(true)
                .with_focus(ExtractionFocus::FavorPrecision)
                .with_exclude_comments(true);
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| trafilatura::extract(html, &options).ok()))
                .ok()
                .flatten()
        });
        worker.ok()?.join().ok().flatten()
    })
    .map(|result| result.content_text)
}

/// Deepest nesting of the tags that pages leave open only by mistake.
fn nesting(html: &str) -> usize {
    const CONTAINERS: [&str; 14] = [
        "div",
        "span",
        "section",
        "article",
        "table",
        "tbody",
        "ul",
        "ol",
        "blockquote",
        "b",
        "i",
        "font",
        "em",
        "strong",
    ];
    let (mut depth, mut deepest) = (0usize, 0usize);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let is_close = rest.starts_with('/');
        let name = rest.trim_start_matches('/');
        let end = name.bytes().take(12).position(|b| !b.is_ascii_alphanumeric()).unwrap_or(0);
        let is_container = name.get(..end).is_some_and(|n| CONTAINERS.iter().any(|c| c.eq_ignore_ascii_case(n)));
        if is_container {
            depth = if is_close { depth.saturating_sub(1) } else { depth + 1 };
            deepest = deepest.max(depth);
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><head><title>Ports reopen - The Post</title><meta property='og:title' content='Ports reopen'></head><body><nav><a href='/'>Home</a><a href='/w'>World</a></nav><article><h1>Ports reopen</h1><p>The transport minister said on Tuesday that all three ports had reopened after the strike, which lasted nine days and cost exporters millions.</p><p>Unions called the agreement “a first step” and promised further talks with the government in the coming week, 🙂 they added.</p></article><footer>Copyright</footer></body></html>";

    #[test]
    fn main_text_comes_without_navigation() {
        let found = read(PAGE, "pages/ports.html").remove(0).unwrap();
        assert_eq!(found.id.0, "ports");
        assert_eq!(found.title.as_deref(), Some("Ports reopen"));
        assert!(found.text.contains("“a first step”") && found.text.contains("🙂"), "{}", found.text);
        assert!(!found.text.contains("Home"), "{}", found.text);
    }

    #[test]
    fn pages_without_an_article_are_refused() {
        assert_eq!(article("<html><body></body></html>", "x", None).unwrap_err().fault, Fault::NoArticle);
        let deep = format!("<html><body>{}x", "<div>".repeat(100_000));
        assert_eq!(article(&deep, "x", None).unwrap_err().fault, Fault::Malformed);
        let allowed = format!("<html><body>{}<p>Some words of an article.</p>", "<div>".repeat(3_900));
        let _ = article(&allowed, "x", None);
    }

    #[test]
    fn pages_are_known_by_their_beginning() {
        assert!(fits(PAGE) && fits("\u{feff}<?xml version='1.0'?><html>"));
        assert!(!fits("Talks < tea") && !fits("<p>"));
    }
}
