use crate::Span;
use jiff::civil::Date;

/// The caller's name for an article: a file's stem, a line's `id`, or a hash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub String);

/// One report: its text and who printed it when.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// The caller's name for it.
    pub id: ArticleId,
    /// The text that every span points into. For plain text and JSONL input it is the input as decoded, unchanged.
    pub text: String,
    /// ISO 639-1 code, where known.
    pub lang: Option<String>,
    /// Headline, where the page or record gives one apart from the text.
    pub title: Option<String>,
    /// Who printed it.
    pub publisher: Option<String>,
    /// Bylines.
    pub authors: Vec<String>,
    /// Day of publication: anchors relative dates (TimeML's document creation time).
    pub published_at: Option<Date>,
    /// Day of the last change that the page or record owns up to.
    pub modified_at: Option<Date>,
    /// Part of the publication that it stands in: "World", "Politics".
    pub section: Option<String>,
    /// Where it was found; the canonical address where the page gives one.
    pub url: Option<String>,
    /// The dateline at the head of the text.
    pub dateline: Option<Dateline>,
    /// Words that the caller marked to have their factuality told.
    pub targets: Vec<Span>,
}

/// Where a report was written and which agency it came from, as the head of its text says: "KYIV, April 11 (Reuters) –".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// All of it in the article's text, the closing dash included.
    pub span: Span,
    /// The places as printed, with their state or country where printed: "KYIV, Ukraine".
    pub place: Option<String>,
    /// The day as printed: "April 11".
    pub day: Option<String>,
    /// The agency as printed: "Reuters".
    pub agency: Option<String>,
}

impl Article {
    /// An article of which only the text is known.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Article {
        Article {
            id: ArticleId(id.into()),
            text: text.into(),
            lang: None,
            title: None,
            publisher: None,
            authors: Vec::new(),
            published_at: None,
            modified_at: None,
            section: None,
            url: None,
            dateline: None,
            targets: Vec::new(),
        }
    }
}
