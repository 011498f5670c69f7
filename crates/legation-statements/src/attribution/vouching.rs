//! Whose words a statement is: the attributions that vouch for it.

use super::Context;
use crate::frames::Frame;
use crate::tree::{Tree, Word};
use legation_types::{Analysis, Attribution, AttributionKind, TriggerKind};

/// For each word the attributions whose content holds it, shortest content first.
pub(crate) struct Holders {
    starts: Vec<u32>,
    attributions: Vec<u32>,
}

impl Holders {
    pub(crate) fn new(analysis: &Analysis, attributions: &[Attribution]) -> Holders {
        let size = |idx: &u32| attributions[*idx as usize].content.iter().map(|s| s.len()).sum::<u32>();
        let mut order: Vec<u32> = (0..attributions.len() as u32).collect();
        order.sort_by_key(|idx| (size(idx), *idx));
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (rank, idx) in order.iter().enumerate() {
            for span in &attributions[*idx as usize].content {
                let first = analysis.tokens.partition_point(|t| t.span.start < span.start);
                let end = analysis.tokens.partition_point(|t| t.span.end <= span.end);
                pairs.extend((first..end).map(|word| (word as u32, rank as u32)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0u32; analysis.tokens.len() + 1];
        for (word, _) in &pairs {
            starts[*word as usize + 1] += 1;
        }
        for word in 0..analysis.tokens.len() {
            starts[word + 1] += starts[word];
        }
        Holders { starts, attributions: pairs.into_iter().map(|(_, rank)| order[rank as usize]).collect() }
    }

    /// The attributions whose content holds a word, shortest first.
    pub(crate) fn of(&self, word: Word) -> &[u32] {
        &self.attributions[self.starts[word] as usize..self.starts[word + 1] as usize]
    }
}

/// The attributions whose content holds the trigger of a frame and whose source vouches for it, nearest first.
/// `classes` are those of the cues. A belief, an aim or a promise vouches only for what it quotes word for word, and
/// what indirect speech takes for granted ("the captured men") is the writer's own.
pub(crate) fn sources(
    context: &Context,
    frame: &Frame,
    attributions: &[Attribution],
    classes: &[String],
    holders: &Holders,
) -> Vec<u32> {
    let tree = context.tree;
    let trigger = tree.token(frame.trigger).span;
    let is_quoted = context.quotation_at(trigger).is_some();
    if !is_quoted && is_taken_for_granted(tree, frame) {
        return Vec::new();
    }
    let vouches = |idx: &u32| {
        let kind = attributions[*idx as usize].kind;
        context.rules.attribution.vouching.contains(&classes[*idx as usize])
            || is_quoted && matches!(kind, AttributionKind::Direct | AttributionKind::Mixed)
    };
    holders.of(frame.trigger).iter().copied().filter(vouches).collect()
}

/// Attributes and relative clauses, and nouns that are known already.
fn is_taken_for_granted(tree: &Tree, frame: &Frame) -> bool {
    let word = frame.trigger;
    match frame.kind {
        TriggerKind::Noun => {
            let is_known = tree.children(word).any(|k| tree.deprel(k) == "nmod:poss")
                || tree
                    .children_by(word, "det")
                    .any(|k| tree.token(k).has("Definite=Def") || tree.token(k).has("PronType=Dem"));
            is_known && matches!(tree.relation(word), "obl" | "nmod" | "nsubj")
        }
        _ => match tree.deprel(word) {
            "acl:relcl" | "amod" => true,
            "acl" => tree.is_past_participle(word) || tree.is_progressive_form(word),
            _ => false,
        },
    }
}
