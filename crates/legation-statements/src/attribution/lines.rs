//! Attributions that the layout of a line shows: a quotation signed after a dash, a speech after a name in capitals, a
//! headline with its source before a colon or behind a colon or dash.

use super::{Context, Found};
use crate::tree::Word;
use legation_types::{ActorKind, Basis, Mentions, SentenceKind, Span, TokenId, Upos};
use std::ops::Range;

/// The longest signature or name, in words.
const LONGEST_NAME: usize = 8;

/// The longest source in a headline, in words.
const LONGEST_SOURCE: usize = 6;

/// Signed quotations, speeches and headlines; the words of a content are those inside its span.
pub(crate) fn find(context: &Context, mentions: &Mentions) -> Vec<Found> {
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
    out.extend((0..context.tree.analysis.sentences.len()).filter_map(|idx| headline(context, mentions, idx)));
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

/// "Kremlin: talks possible", "Talks possible: Kremlin", "Talks possible – Kremlin": a sentence that is a line without a
/// full stop, with a participant or a word for a source on one side and a clause on the other.
fn headline(context: &Context, mentions: &Mentions, idx: usize) -> Option<Found> {
    let tree = context.tree;
    let sentence = &tree.analysis.sentences[idx];
    let (first, end) = (sentence.first as usize, (sentence.end as usize).min(tree.len()));
    let is_line = !sentence.span.of(&context.article.text).trim_end().ends_with(['.', '!', '?', ':', ';']);
    if sentence.kind == SentenceKind::Chrome || !is_line || first >= end {
        return None;
    }
    let letter = |w: Word| {
        let mut letters = tree.token(w).span.of(&context.article.text).chars();
        letters.next().filter(|_| letters.next().is_none())
    };
    let is_colon = |w: &Word| letter(*w) == Some(':');
    let is_apart = |w: &Word| letter(*w).is_some_and(is_dash) && tree.token(*w - 1).space_after;
    let speaks = |source: Range<Word>, cue: Word, content: Range<Word>, is_last: bool| {
        let is_quoted = || context.quotation_at(tree.token(content.start).span).is_some();
        let has_clause = content.clone().any(|w| tree.upos(w) == Upos::Verb || tree.relation(w) == "nsubj");
        let head = headline_source(context, mentions, source.clone(), is_last || is_quoted())?;
        (has_clause || is_quoted()).then(|| Found {
            cue_head: cue,
            source_head: Some(head),
            source: source.collect(),
            cue: vec![cue],
            content: content.collect(),
        })
    };
    let inner = first + 1..end - 1;
    let before = inner.clone().find(is_colon).and_then(|cue| speaks(first..cue, cue, cue + 1..end, false));
    // "…, says Kremlin"
    let rules = &context.rules.attribution;
    let is_speech = |w: &Word| {
        let class =
            rules.verbs.get(tree.lemma(*w)).filter(|_| tree.upos(*w) == Upos::Verb && letter(*w - 1) == Some(','));
        *w > first + 1 && class.is_some_and(|class| rules.reporting.contains(class))
    };
    before
        .or_else(|| {
            let cue = inner.clone().rev().find(|w| is_colon(w) || is_apart(w))?;
            speaks(cue + 1..end, cue, first..cue, true)
        })
        .or_else(|| {
            let cue = inner.rev().find(is_speech)?;
            speaks(cue + 1..end, cue, first..cue - 1, true)
        })
}

/// The head of the words of a headline that name who speaks. A country before a colon is as often the topic ("Syria:
/// rebels attack airport"), unless `may_be_state`.
fn headline_source(context: &Context, mentions: &Mentions, words: Range<Word>, may_be_state: bool) -> Option<Word> {
    let tree = context.tree;
    let head = words.clone().find(|w| tree.head(*w).is_none_or(|h| !words.contains(&h)))?;
    if words.len() > LONGEST_SOURCE || words.clone().any(|w| tree.upos(w) == Upos::Verb) {
        return None;
    }
    let is_participant = mentions.actor_at(TokenId(head as u32)).is_some_and(|mention| {
        mention.actors.iter().any(|actor| match actor.kind {
            ActorKind::Person | ActorKind::Organisation => true,
            ActorKind::State => may_be_state || actor.basis == Basis::Metonym,
            ActorKind::Group | ActorKind::Unknown => false,
        })
    });
    let is_word = || context.rules.attribution.headline_sources.contains(tree.lemma(head));
    (is_participant || is_word()).then_some(head)
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
