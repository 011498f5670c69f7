//! How far a content reaches beyond the sentence of its cue: over quotations, paragraphs and speeches.

use super::{Context, Found};
use legation_types::Span;

/// The spans of a content: those of its words, with the whole of every quotation that they are part of, and the
/// quotations that go on with it or that the cue announces. Empty where nothing is said.
pub(crate) fn extend(context: &Context, found: &Found, content: Vec<Span>) -> Vec<Span> {
    let cue = context.tree.token(found.cue_head).span;
    let sentence = context.tree.analysis.sentences[context.tree.sentence(found.cue_head)].span;
    let around = content.iter().fold(sentence, |a, b| a.cover(*b));
    let outside: Vec<Span> = context.quotations_near(around).iter().copied().filter(|q| !q.overlaps(cue)).collect();
    let mut out = content.clone();
    if out.is_empty() {
        out.extend(beside_sentence(context, found, &outside));
    }
    for quotation in &outside {
        let touches = content.iter().any(|s| {
            let shared = s.end.min(quotation.end).saturating_sub(s.start.max(quotation.start));
            shared * 2 > s.len() || shared + 2 >= quotation.len() && shared > 0
        });
        if touches {
            out.push(*quotation);
        }
    }
    merge(&mut out);
    if let Some(next) = continuation(context, found, &outside, &out) {
        out.push(next);
    }
    merge(&mut out);
    out
}

/// A cue without content in its own sentence: the quotation that ends right before the sentence, or begins right
/// after it.
fn beside_sentence(context: &Context, found: &Found, quotations: &[Span]) -> Option<Span> {
    let sentence = context.tree.analysis.sentences[context.tree.sentence(found.cue_head)].span;
    let text = context.article.text.as_str();
    let is_blank = |from: u32, to: u32| text.get(from as usize..to as usize).is_some_and(|gap| gap.trim().is_empty());
    let after = |q: &&Span| q.start >= sentence.end && is_blank(sentence.end, q.start);
    let before = |q: &&Span| q.end <= sentence.start && is_blank(q.end, sentence.start);
    let is_announced =
        sentence.of(text).trim_end().ends_with(|c: char| c.is_ascii_punctuation() && c != '.' && c != ')');
    let announced = quotations.iter().find(after).filter(|_| is_announced);
    announced.or_else(|| quotations.iter().find(before)).copied()
}

/// "“…,” she said. “…”": the quotation that opens the sentence after that of the cue.
fn continuation(context: &Context, found: &Found, quotations: &[Span], content: &[Span]) -> Option<Span> {
    let tree = context.tree;
    let text = context.article.text.as_str();
    let idx = tree.sentence(found.cue_head);
    let sentence = tree.analysis.sentences.get(idx)?;
    let is_quoted = content.iter().any(|s| quotations.contains(s));
    // Only where the cue stands behind its quotation: what follows is the same voice.
    let is_behind = content.iter().any(|s| s.end <= tree.token(found.cue_head).span.start);
    let end = content.iter().map(|s| s.end).max()?.max(sentence.span.end);
    let next = quotations.iter().find(|q| q.start >= end)?;
    let gap = text.get(end as usize..next.start as usize)?;
    let is_close = gap.trim().is_empty() && !gap.contains('\n');
    // The sentence of the next quotation has no speech of its own outside of it.
    let rest = {
        let sentences = &tree.analysis.sentences;
        sentences.get(sentences.partition_point(|s| s.span.end < next.end))?.span
    };
    let tail = text.get(next.end as usize..rest.end.max(next.end) as usize)?;
    let is_alone = tail.trim().chars().all(|c| !c.is_alphanumeric())
        || super::quotation::ends_sentence(next.of(text), &context.rules.attribution.marks);
    let is_unspoken = is_alone || !speaks_after(context, next.end, rest.end);
    let end = if is_alone { next.end } else { next.end + tail.trim_end().trim_end_matches('.').len() as u32 };
    (is_quoted && is_behind && is_close && is_unspoken).then_some(Span::new(next.start, end))
}

/// Whether a verb of speech stands between two offsets.
fn speaks_after(context: &Context, from: u32, to: u32) -> bool {
    let tokens = &context.tree.analysis.tokens;
    let first = tokens.partition_point(|t| t.span.start < from);
    tokens[first..]
        .iter()
        .take_while(|t| t.span.start < to)
        .any(|t| context.rules.attribution.verbs.contains_key(&t.lemma))
}

/// Sorts spans and joins those that touch.
fn merge(spans: &mut Vec<Span>) {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for span in spans.iter() {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(*span),
        }
    }
    *spans = merged;
}
