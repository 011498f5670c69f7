//! Web pages: the main text, without navigation and advertising, and what the page says about itself.

use super::page::{decode_entities, find_ignoring_case, read_page, tag_end};
use super::{ReadOptions, live, stem};
use crate::error::{Fault, FormatError};
use legation_types::{Article, ArticleId};
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

/// Memory for the thread that walks a page's tree: pages with thousands of nested tags need it.
const STACK: usize = 128 << 20;
/// Deepest nesting of tags that is read.
const DEEPEST: usize = 500;

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

pub(super) fn read(text: &str, name: &str, _: &ReadOptions) -> Vec<Result<Article, FormatError>> {
    articles(text, name, stem(name), None)
}

/// The articles of a page: one, or the entries of a live blog. `name` stands in messages; ids are made from `id`.
pub(crate) fn articles(html: &str, name: &str, id: &str, address: Option<&str>) -> Vec<Result<Article, FormatError>> {
    let entries = live::entries(html);
    if entries.is_empty() {
        return vec![article(html, name, address).map(|article| Article { id: ArticleId(id.to_string()), ..article })];
    }
    let page = described(Article::new(id, ""), html, address);
    let entry = |(number, entry): (usize, live::Entry)| {
        Ok(Article {
            id: ArticleId(format!("{id}#{}", number + 1)),
            text: entry.text,
            title: entry.title.or_else(|| page.title.clone()),
            published_at: entry.published_at.or(page.published_at),
            ..page.clone()
        })
    };
    entries.into_iter().enumerate().map(entry).collect()
}

/// The article of a page. `name` stands in messages; `address` is where the page was found, where known.
pub(crate) fn article(html: &str, name: &str, address: Option<&str>) -> Result<Article, FormatError> {
    let words = without_machinery(html);
    if nesting(&words) > DEEPEST {
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
    let text = main_text(&words).filter(|text| !text.trim().is_empty()).ok_or_else(no_article)?;
    Ok(described(Article::new(stem(name), text), html, address))
}

/// Takes what a page says about itself.
fn described(mut article: Article, html: &str, address: Option<&str>) -> Article {
    let page = read_page(html, address);
    article.title = page.title;
    article.authors = page.authors;
    article.publisher = page.publisher;
    article.published_at = page.published_at;
    article.modified_at = page.modified_at;
    article.section = page.section;
    article.url = page.url;
    article.lang = page.lang;
    article
}

/// The main text of a page without machinery, a blank line between its paragraphs; `None` where there is none or the page breaks
/// the extractor.
///
/// The extractor's rules come first; its other methods (readability, stop words), which cost as much again, are asked only where
/// the rules found little of the page's prose.
fn main_text(html: &str) -> Option<String> {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || {
            let by_rules = extracted(html, false).filter(|text| is_enough(text, html));
            by_rules.or_else(|| extracted(html, true))
        });
        worker.ok()?.join().ok().flatten()
    })
}

fn extracted(html: &str, has_other_methods: bool) -> Option<String> {
    let options = Options::default()
        .with_fallback(has_other_methods)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        // Days are read by `page`: the extractor would search the whole page for one.
        .with_html_date_mode(HtmlDateMode::Disabled);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| trafilatura::extract(html, &options).ok()));
    result.ok().flatten().map(|result| paragraphs(&result.content_html))
}

/// Fewest letters of a main text that is not doubted.
const FEWEST_LETTERS: usize = 400;

/// Whether a text can be the whole article: it is no mere teaser, and has half of the page's prose.
fn is_enough(text: &str, html: &str) -> bool {
    let found = letters(text);
    found >= FEWEST_LETTERS && found * 2 >= letters_of_prose(html)
}

fn letters(text: &str) -> usize {
    text.bytes().filter(|byte| !byte.is_ascii_whitespace()).count()
}

/// Fewest letters between two tags that are taken for prose, not for a label.
const FEWEST_OF_PROSE: usize = 50;

/// How much prose stands in a page, whatever its tags; links aside.
fn letters_of_prose(html: &str) -> usize {
    let (mut is_link, mut count) = (false, 0);
    for piece in html.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        match tag.split([' ', '\n', '\t', '\r']).next().unwrap_or("") {
            "a" | "A" => is_link = true,
            "/a" | "/A" => is_link = false,
            _ => {}
        }
        if !is_link && text.len() >= FEWEST_OF_PROSE {
            count += Some(letters(text)).filter(|letters| *letters >= FEWEST_OF_PROSE).unwrap_or(0);
        }
    }
    count
}

/// A page without scripts, styles, drawings and HTML comments. They hold no words of an article and are most of a page's bytes, and
/// the extractor copies its tree several times.
fn without_machinery(html: &str) -> String {
    const MACHINERY: [&str; 4] = ["script", "style", "svg", "template"];
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("<!--") {
            // A comment that never ends takes the rest of the page with it, in browsers too.
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
            continue;
        }
        let name_end = rest[1..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |end| end + 1);
        let Some(tag_end) = tag_end(rest).map(|end| end + 1).filter(|_| name_end > 1) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        let name = &rest[1..name_end];
        let is_machinery = MACHINERY.iter().any(|word| word.eq_ignore_ascii_case(name));
        let close = is_machinery.then(|| find_ignoring_case(&rest[tag_end..], &format!("</{name}"))).flatten();
        match close {
            Some(close) => {
                let close = &rest[tag_end + close..];
                rest = close.find('>').map_or("", |end| &close[end + 1..]);
            }
            None => {
                out.push_str(&rest[..tag_end]);
                rest = &rest[tag_end..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The words of cleaned HTML: a blank line between blocks, white space as a browser shows it.
pub(super) fn paragraphs(html: &str) -> String {
    const BLOCKS: [&str; 26] = [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "blockquote",
        "tr",
        "table",
        "section",
        "article",
        "br",
        "hr",
        "pre",
        "figure",
        "figcaption",
        "dt",
        "dd",
        "dl",
        "header",
        "main",
    ];
    const CELLS: [&str; 2] = ["td", "th"];
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut is_seam = false;
    loop {
        let at = rest.find('<').unwrap_or(rest.len());
        for c in decode_entities(&rest[..at]).chars() {
            if !c.is_whitespace() {
                if is_seam && is_word_seam(&out, c) {
                    out.push(' ');
                }
                is_seam = false;
                out.push(c);
            } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        }
        let Some(tag) = rest.get(at + 1..) else { break };
        let Some(end) = tag.find('>') else { break };
        let name = tag[..end].trim_start_matches('/');
        let name_end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name[..name_end].to_ascii_lowercase();
        if BLOCKS.contains(&name.as_str()) {
            out.truncate(out.trim_end().len());
            if !out.is_empty() {
                out.push_str("\n\n");
            }
        } else if CELLS.contains(&name.as_str()) && !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        is_seam = true;
        rest = &tag[end + 1..];
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a space belongs between what stands before an inline tag and `next` behind it. The extractor trims the words
/// on both sides of such a tag, so a link in the middle of a sentence would grow together with its neighbours.
fn is_word_seam(before: &str, next: char) -> bool {
    let last = before.chars().next_back().unwrap_or(' ');
    let closes = last.is_alphanumeric() || matches!(last, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '”' | '%');
    closes && (next.is_alphanumeric() || matches!(next, '“' | '‘' | '(' | '[' | '$'))
}

/// Tags that have no end, or may be left without one.
const ENDLESS: [&str; 39] = [
    "area", "base", "basefont", "bgsound", "body", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "frame",
    "head", "hr", "html", "img", "input", "keygen", "li", "link", "meta", "optgroup", "option", "p", "param", "path",
    "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "use", "wbr",
];

/// Deepest nesting of a page's tags, machinery left out. Tags that may be left open are not counted; others that are opened and
/// not closed are, for a reader of pages that builds a tree goes down one step with each.
fn nesting(html: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let is_close = rest.starts_with('/');
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let end = name.bytes().take(LONGEST_NAME).position(|b| !b.is_ascii_alphanumeric() && b != b'-').unwrap_or(0);
        let Some(name) = name.get(..end).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())) else {
            continue;
        };
        if ENDLESS.iter().any(|tag| tag.eq_ignore_ascii_case(name)) {
            continue;
        }
        if is_close {
            depth = depth.saturating_sub(1);
            continue;
        }
        // Quotation marks are not looked at: whatever they hide, the walk stays one pass.
        let Some(end) = rest.find('>') else { break };
        if !rest[..end].ends_with('/') {
            depth += 1;
            deepest = deepest.max(depth);
        }
        rest = &rest[end..];
    }
    deepest
}

/// Longest name of a tag that is counted, in bytes.
const LONGEST_NAME: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><head><title>Ports reopen - The Post</title><meta property='og:title' content='Ports reopen'></head><body><nav><a href='/'>Home</a><a href='/w'>World</a></nav><article><h1>Ports reopen</h1><p>The transport minister said on Tuesday that all three ports had reopened after the strike, which lasted nine days and cost exporters millions.</p><p>Unions called the agreement “a first step” and promised further talks with the government in the coming week, 🙂 they added.</p></article><footer>Copyright</footer></body></html>";

    #[test]
    fn main_text_comes_without_navigation() {
        let found = read(PAGE, "pages/ports.html", &ReadOptions::default()).remove(0).unwrap();
        assert_eq!(found.id.0, "ports");
        assert_eq!(found.title.as_deref(), Some("Ports reopen"));
        assert!(found.text.contains("“a first step”") && found.text.contains("🙂"), "{}", found.text);
        assert!(!found.text.contains("Home"), "{}", found.text);
    }

    #[test]
    fn machinery_is_left_out_and_broken_tags_are_not() {
        let cases = [
            ("a<script src=x>if (a < b) { '</p>' }</SCRIPT >b<!-- <p>c -->d", "abd"),
            ("<p title='<script>'>a</p><svg><title>b</title></svg>c", "<p title='<script>'>a</p>c"),
            ("<p>3 < 4 <script>never closed", "<p>3 < 4 <script>never closed"),
            ("a<!-- never closed", "a"),
            ("<style>b</style", ""),
            ("a <", "a <"),
            ("<scripture>ß</scripture>", "<scripture>ß</scripture>"),
        ];
        for (html, expected) in cases {
            assert_eq!(without_machinery(html), expected, "{html}");
        }
    }

    #[test]
    fn a_teaser_is_not_enough_of_a_page() {
        let paragraph = format!("<p>{}</p>", "Ports reopen. ".repeat(60));
        assert!(is_enough(&"Ports reopen. ".repeat(60), &paragraph));
        assert!(!is_enough(&"Ports reopen. ".repeat(60), &paragraph.repeat(3)));
        assert!(is_enough(&"Ports reopen. ".repeat(60), &format!("{paragraph}<p><a>{paragraph}</a></p>")));
        assert!(!is_enough("Ports reopen.", ""));
    }

    #[test]
    fn blocks_become_paragraphs() {
        let html = "<div><h2>What next</h2><p>One<b>bold</b>\n word&nbsp;&amp; <i>more</i>, “<a>here</a>”.</p><ul><li>a</li><li>b</li></ul>x<br/>y &lt; z</div>";
        assert_eq!(paragraphs(html), "What next\n\nOne bold word & more, “here”.\n\na\n\nb\n\nx\n\ny < z");
    }

    #[test]
    fn pages_without_an_article_are_refused() {
        assert_eq!(article("<html><body></body></html>", "x", None).unwrap_err().fault, Fault::NoArticle);
        let deep = format!("<html><body>{}x", "<div>".repeat(100_000));
        assert_eq!(article(&deep, "x", None).unwrap_err().fault, Fault::Malformed);
        // Tags that no browser knows build a tree just as deep; lists and paragraphs that are never closed do not.
        let unknown = format!("<html><body>{}x", "<p><a><x-y>".repeat(100_000));
        assert_eq!(article(&unknown, "x", None).unwrap_err().fault, Fault::Malformed);
        assert!(nesting(&"<p>a<br><li><path d='M 0'/><g/>".repeat(2000)) == 0);
        let allowed = format!("<html><body>{}<p>Some words of an article.</p>", "<div>".repeat(400));
        let _ = article(&allowed, "x", None);
    }

    #[test]
    fn pages_are_known_by_their_beginning() {
        assert!(fits(PAGE) && fits("\u{feff}<?xml version='1.0'?><html>"));
        assert!(!fits("Talks < tea") && !fits("<p>"));
    }
}
