//! Attributions that the layout of a line shows: a quotation signed after a dash, a speech after a name in capitals.

use super::{Context, Found};
use crate::tree::Word;
use legation_types::Span;

/// The longest signature or name, in words.
const LONGEST_NAME: usize = 8;

/// Signed quotations and speeches with their spans; the words of a content are those inside.
pub(crate) fn find(context: &Context) -> Vec<Found> {
    let text = context.article.text.as_str();
    let mut out = Vec::new();
    let mut speeches = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        if let Some(spans) = signed(context, start, end) {
            out.extend(found(context, spans));
        } else if let Some(spans) = speech(text, start, end) {
            speeches.extend(found(context, spans));
        }
        start = end + 1;
    }
    // One line with a name in capitals may be a heading; a transcript has several.
    if speeches.len() > 1 {
        out.extend(speeches);
    }
    out
}

/// Source, cue, content: "“…” ― Anna Berg" on a line of its own.
fn signed(context: &Context, start: usize, end: usize) -> Option<[Span; 3]> {
    let text = context.article.text.as_str();
    let line = text.get(start..end)?;
    let first = start + (line.len() - line.trim_start().len());
    let idx = context.quotations.binary_search_by_key(&(first as u32), |q| q.start).ok()?;
    let quotation = context.quotations[idx];
    let rest = text.get(quotation.end as usize..end)?;
    let sign = rest.trim_start();
    let dash = sign.chars().next().filter(|c| is_dash(*c))?;
    let name = sign.trim_start_matches(is_dash).trim();
    let name_words = name.split_whitespace().count();
    let looks_like_name = name_words > 0 && name_words <= LONGEST_NAME && name.starts_with(char::is_uppercase);
    let cue = end - sign.len();
    let name_start = end - sign.trim_start_matches(is_dash).trim_start().len();
    let name = name.trim_end_matches(['.', ' ']);
    looks_like_name.then(|| [span(name_start, name_start + name.len()), span(cue, cue + dash.len_utf8()), quotation])
}

/// Source, cue, content: "WALLACE: …" in a transcript.
fn speech(text: &str, start: usize, end: usize) -> Option<[Span; 3]> {
    let line = text.get(start..end)?;
    let colon = line.find(':')?;
    let name = line[..colon].trim_start_matches(|c: char| !c.is_alphanumeric());
    let name_start = start + colon - name.len();
    let is_name = name.chars().filter(|c| c.is_alphabetic()).count() > 2
        && !name.chars().any(char::is_lowercase)
        && name.split_whitespace().count() <= 3;
    let content = line[colon + 1..].trim();
    let content_start = start + colon + 1 + (line[colon + 1..].len() - line[colon + 1..].trim_start().len());
    (is_name && !content.is_empty()).then(|| {
        [
            span(name_start, start + colon),
            span(start + colon, start + colon + 1),
            span(content_start, content_start + content.len()),
        ]
    })
}

fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '–' | '—' | '―')
}

fn span(start: usize, end: usize) -> Span {
    Span::new(start as u32, end as u32)
}

/// As words; `None` where a role has none.
fn found(context: &Context, [source, cue, content]: [Span; 3]) -> Option<Found> {
    let tokens = &context.tree.analysis.tokens;
    let words = |span: Span| -> Vec<Word> {
        let first = tokens.partition_point(|t| t.span.end <= span.start);
        let end = tokens.partition_point(|t| t.span.start < span.end);
        (first..end).collect()
    };
    let (source, cue, content) = (words(source), words(cue), words(content));
    let cue_head = *cue.first()?;
    let source_head = source.iter().copied().find(|w| context.tree.head(*w).is_none_or(|h| !source.contains(&h)))?;
    (!content.is_empty()).then_some(Found { cue_head, source_head: Some(source_head), source, cue, content })
}
