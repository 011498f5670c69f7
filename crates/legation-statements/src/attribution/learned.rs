//! Attribution by learned weights: each word that scores as a cue gives every word of its sentence a label.

use super::features::Facts;
use super::{Context, Found};
use crate::scorer::Weights;
use crate::tree::Word;
use legation_types::{SentenceKind, Upos};

/// Labels of words.
const SOURCE: u8 = 1;
const CUE: u8 = 2;
const CONTENT: u8 = 3;

/// All attributions that the weights find.
pub(crate) fn find(context: &Context, weights: &Weights) -> Vec<Found> {
    let facts = Facts::new(context);
    let mut out = Vec::new();
    for word in 0..context.tree.len() {
        if context.tree.kind(word) == SentenceKind::Chrome {
            continue;
        }
        let Some(features) = facts.cue(word) else { continue };
        if weights.cue_score(&features) < weights.threshold {
            continue;
        }
        let row = facts.row(word);
        let labels = weights.decode(&row);
        out.push(read(context, word, row.first, &labels));
    }
    out
}

/// What the labels of a sentence say.
fn read(context: &Context, cue: Word, first: Word, labels: &[u8]) -> Found {
    let with = |label: u8| (0..labels.len()).filter(|i| labels[*i] == label).map(|i| first + i).collect::<Vec<Word>>();
    let content = with(CONTENT);
    let mut words = with(CUE);
    if !words.contains(&cue) {
        words.push(cue);
        words.sort_unstable();
    }
    // A cue and a source are one stretch each: that around the cue, and the nearest one.
    let words = stretch(&words, cue);
    let source = with(SOURCE);
    let source = match source.iter().min_by_key(|w| w.abs_diff(cue)) {
        Some(nearest) => stretch(&source, *nearest),
        None => source,
    };
    Found { cue_head: cue, source_head: head_of(context, &source), source, cue: words, content }
}

/// The words next to each other around one of them.
fn stretch(words: &[Word], around: Word) -> Vec<Word> {
    let at = words.iter().position(|w| *w == around).unwrap_or(0);
    let (mut from, mut to) = (at, at);
    while from > 0 && words[from - 1] + 1 == words[from] {
        from -= 1;
    }
    while to + 1 < words.len() && words[to] + 1 == words[to + 1] {
        to += 1;
    }
    words[from..=to].to_vec()
}

/// The word of a phrase whose head stands outside of it.
fn head_of(context: &Context, words: &[Word]) -> Option<Word> {
    let tree = context.tree;
    let is_head = |w: &&Word| tree.head(**w).is_none_or(|h| !words.contains(&h)) && tree.upos(**w) != Upos::Punct;
    words.iter().find(is_head).or(words.first()).copied()
}
