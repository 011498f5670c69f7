//! Quotations that fill a paragraph without a cue of their own: who spoke in the paragraph before goes on.

use super::{Context, Found};
use crate::tree::Word;
use legation_types::Span;

/// One attribution for every such quotation, with source and cue of the paragraph before. `found` stands in the order
/// of the cues.
pub(crate) fn carried(context: &Context, found: &[Found]) -> Vec<Found> {
    let tree = context.tree;
    let mut is_told = vec![false; tree.len()];
    for f in found {
        f.content.iter().chain(&f.cue).for_each(|word| is_told[*word] = true);
    }
    let mut out: Vec<Found> = Vec::new();
    for quotation in &context.quotations {
        let Some((words, paragraph)) = filling(context, *quotation) else { continue };
        if words.clone().any(|word| is_told[word]) {
            continue;
        }
        let is_before = |f: &&Found| {
            let sentence = &tree.analysis.sentences[tree.sentence(f.content.last().copied().unwrap_or(f.cue_head))];
            sentence.paragraph + 1 == paragraph && f.cue_head < words.start
        };
        // What is said inside of what another says is not the paragraph's voice.
        let is_outermost =
            |f: &&Found| f.source_head.is_some() && !found.iter().any(|o| o.content.contains(&f.cue_head));
        let speaker = found.iter().chain(&out).filter(is_before).rfind(is_outermost);
        if let Some(speaker) = speaker {
            out.push(Found { content: words.collect(), ..speaker.clone() });
        }
    }
    out
}

/// The words of a quotation that fills its paragraphs from the first word to the last, with the number of the first of
/// them.
fn filling(context: &Context, quotation: Span) -> Option<(std::ops::Range<Word>, u32)> {
    let sentences = &context.tree.analysis.sentences;
    let first = sentences.partition_point(|s| s.span.start < quotation.start);
    let last = sentences.partition_point(|s| s.span.start < quotation.end).checked_sub(1)?;
    let opening = sentences.get(first).filter(|s| s.span.start == quotation.start && last >= first)?;
    let closing = &sentences[last];
    let opens = first == 0 || sentences[first - 1].paragraph != opening.paragraph;
    let closes = sentences.get(last + 1).is_none_or(|next| next.paragraph != closing.paragraph);
    let fills = closing.span.end <= quotation.end + 1;
    (opens && closes && fills).then_some((opening.first as usize..closing.end as usize, opening.paragraph))
}
