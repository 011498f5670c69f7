//! Whose words a statement is: the attributions that vouch for it.

use super::Context;
use crate::frames::Frame;
use crate::tree::Tree;
use legation_types::{Attribution, AttributionKind, TriggerKind};

/// The attributions whose content holds the trigger of a frame and whose source vouches for it, nearest first.
/// `classes` are those of the cues. A belief, an aim or a promise vouches only for what it quotes word for word, and
/// what indirect speech takes for granted ("the captured men") is the writer's own.
pub(crate) fn sources(context: &Context, frame: &Frame, attributions: &[Attribution], classes: &[String]) -> Vec<u32> {
    let tree = context.tree;
    let trigger = tree.token(frame.trigger).span;
    let is_quoted = context.quotations.iter().any(|q| q.contains(trigger));
    if !is_quoted && is_taken_for_granted(tree, frame) {
        return Vec::new();
    }
    let vouches = |idx: usize| {
        let attribution = &attributions[idx];
        attribution.content.iter().any(|s| s.contains(trigger))
            && (context.rules.attribution.vouching.contains(&classes[idx])
                || is_quoted && matches!(attribution.kind, AttributionKind::Direct | AttributionKind::Mixed))
    };
    let size = |idx: &u32| attributions[*idx as usize].content.iter().map(|s| s.len()).sum::<u32>();
    let mut holding: Vec<u32> = (0..attributions.len()).filter(|idx| vouches(*idx)).map(|idx| idx as u32).collect();
    holding.sort_by_key(|idx| (size(idx), *idx));
    holding
}

/// Attributes and relative clauses, and nouns that are known already.
fn is_taken_for_granted(tree: &Tree, frame: &Frame) -> bool {
    let word = frame.trigger;
    match frame.kind {
        TriggerKind::Noun => {
            let is_known = tree.children(word).any(|k| tree.deprel(k) == "nmod:poss")
                || tree.children_by(word, "det").any(|k| tree.token(k).has("Definite=Def") || tree.token(k).has("PronType=Dem"));
            is_known && matches!(tree.relation(word), "obl" | "nmod" | "nsubj")
        }
        _ => match tree.deprel(word) {
            "acl:relcl" | "amod" => true,
            "acl" => tree.is_past_participle(word) || tree.is_progressive_form(word),
            _ => false,
        },
    }
}
