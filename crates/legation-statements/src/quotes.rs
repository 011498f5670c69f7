//! Quotations with who is quoted, as a list of their own.

use legation_types::{Article, AttributionKind, MentionKind, Mentions, Span, Statements, TokenId};

/// A quotation with who is quoted.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// The words in quotation marks and what else the content holds, in the order of the text.
    pub content: Vec<Span>,
    /// The words of the source; `None` where nobody is named.
    pub source: Option<Span>,
    /// The fullest name of the source; several where several are quoted together.
    pub names: Vec<String>,
    /// The speech words.
    pub cue: Vec<Span>,
    /// Direct or mixed.
    pub kind: AttributionKind,
}

/// The direct and mixed quotations of an article, in the order of the text, with the source as resolved.
/// Every span lies in `article.text`.
pub fn quotes(article: &Article, statements: &Statements, mentions: &Mentions) -> Vec<Quote> {
    let mut out: Vec<Quote> = statements
        .attributions
        .iter()
        .filter(|a| matches!(a.kind, AttributionKind::Direct | AttributionKind::Mixed))
        .map(|a| Quote {
            content: a.content.clone(),
            source: a.source,
            names: source_names(a.source_head, a.source, mentions, article),
            cue: a.cue.clone(),
            kind: a.kind,
        })
        .collect();
    out.sort_by_key(|q| q.content.first().map_or(0, |s| s.start));
    out
}

/// The names of a source: those of the mention at its head, else its own words; these too where the mention is only a
/// description ("the leader of the Liberals").
fn source_names(head: Option<TokenId>, span: Option<Span>, mentions: &Mentions, article: &Article) -> Vec<String> {
    let words = || span.map(|s| s.of(&article.text).to_string());
    let Some(mention) = head.and_then(|head| mentions.actor_at(head)) else { return words().into_iter().collect() };
    let is_description =
        mention.kind == MentionKind::Nominal && mention.actors.iter().all(|a| !a.name.starts_with(char::is_uppercase));
    match words().filter(|_| is_description) {
        Some(words) => vec![words],
        None => mention.actors.iter().map(|a| a.name.clone()).collect(),
    }
}
