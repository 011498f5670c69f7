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
    /// Where it was found.
    pub url: Option<String>,
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
            url: None,
        }
    }
}
