//! Whose words a statement is: the attributions that vouch for it.

use super::Context;
use super::rules::is_content_clause;
use crate::frames::{Frame, Frames, clause_mark};
use crate::tree::{Tree, Word};
use legation_types::{Analysis, Attribution, AttributionKind, Status, TriggerKind};

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

/// What decides whether an attribution vouches for an event that its content holds.
pub(crate) struct Vouching<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) frames: &'a Frames,
    pub(crate) attributions: &'a [Attribution],
    /// By attribution: the class of its cue.
    pub(crate) classes: &'a [String],
    pub(crate) holders: &'a Holders,
    /// By frame.
    pub(crate) statuses: &'a [Status],
}

impl Vouching<'_> {
    /// The attributions whose content holds the trigger of a frame and whose source vouches for it, nearest first.
    pub(crate) fn sources(&self, frame: &Frame) -> Vec<u32> {
        let tree = self.context.tree;
        let is_quoted = self.context.quotation_at(tree.token(frame.trigger).span).is_some();
        let status = self.frames.index(frame.trigger).map(|idx| self.statuses[idx]);
        // What is asked, sought or denied is no known fact.
        let is_open = matches!(
            status,
            Some(Status::Sought | Status::Demanded | Status::Denied | Status::Negated | Status::Conditional)
        );
        if !is_quoted && is_taken_for_granted(tree, frame, is_open) {
            return Vec::new();
        }
        let vouches = |idx: &u32| self.vouches(*idx as usize, frame.trigger, is_quoted);
        self.holders.of(frame.trigger).iter().copied().filter(vouches).collect()
    }

    fn vouches(&self, idx: usize, trigger: Word, is_quoted: bool) -> bool {
        let attribution = &self.attributions[idx];
        if is_quoted && matches!(attribution.kind, AttributionKind::Direct | AttributionKind::Mixed) {
            return true;
        }
        let rules = &self.context.rules.attribution;
        let class = &self.classes[idx];
        let cue = attribution.cue_head.idx();
        let Some(path) = path(self.context.tree, trigger, cue) else {
            // "The zone will be in place, they agreed": what stands beside the cue is said by it.
            return rules.vouching.contains(class) || rules.vouching_beside.contains(class);
        };
        rules.vouching.contains(class)
            && !self.is_granted(&path)
            && (!rules.vouching_if_made.contains(class) || self.is_made(cue))
            && (!rules.vouching_if_said.contains(class) || self.is_said(attribution))
            && (!rules.vouching_for_clauses.contains(class) || self.is_clause(&path, cue))
            && (!rules.vouching_for_complements.contains(class) || self.is_complement(&path))
    }

    /// A demand not made yet or refused speaks for nobody.
    fn is_made(&self, cue: Word) -> bool {
        let status = self.frames.index(cue).map(|idx| self.statuses[idx]);
        status.is_none_or(|status| matches!(status, Status::Occurred | Status::Ongoing))
    }

    /// What nobody says, or somebody did not say, is asked to say or might, has no voice yet.
    fn is_said(&self, attribution: &Attribution) -> bool {
        let tree = self.context.tree;
        let is_nobody = attribution.source_head.is_some_and(|head| {
            self.context.rules.words.negative_words.contains(&tree.lemma(head.idx()).to_lowercase())
        });
        let cue = attribution.cue_head.idx();
        let is_condition = tree
            .children_by(cue, "mark")
            .any(|mark| self.context.rules.status.conditions.contains_key(&tree.lemma(mark).to_lowercase()));
        let status = self.frames.index(cue).map(|idx| self.statuses[idx]);
        let is_open = matches!(status, Some(Status::Negated | Status::Denied | Status::Demanded | Status::Conditional));
        !is_nobody && !is_condition && !is_open
    }

    /// Whether the path leads through a clause that tells what is known already, or that belongs to the verb of the cue:
    /// "said it would hit those who attacked", "called on them to leave and stopped the march".
    fn is_granted(&self, path: &[Word]) -> bool {
        let tree = self.context.tree;
        let other_times = &self.context.rules.words.other_time_prepositions;
        let is_known = |word: &Word| match tree.deprel(*word) {
            "acl:relcl" => !is_content_clause(tree, *word),
            "advcl" => other_times.contains(&clause_mark(tree, &self.context.rules.words, *word)),
            "conj" => {
                let is_alone = !tree.children(*word).any(|k| matches!(tree.relation(k), "nsubj" | "aux" | "cop"));
                let of_infinitive = tree.head(*word).is_some_and(|head| tree.is_verb_form(head, "Inf"));
                is_alone && of_infinitive && tree.is_verb_form(*word, "Fin")
            }
            _ => false,
        };
        path.iter().any(is_known)
    }

    /// Whether the cue governs a clause there, and has no object of its own: "rejected the claim" says nothing.
    fn is_clause(&self, path: &[Word], cue: Word) -> bool {
        let tree = self.context.tree;
        path.last().is_some_and(|top| {
            let has_object = tree.children_by(cue, "obj").any(|object| object < *top);
            match tree.relation(*top) {
                "ccomp" | "xcomp" => !has_object,
                "advcl" | "acl" => true,
                _ => false,
            }
        })
    }

    /// Whether the path stays with what is asked or imputed and does not lead into clauses that only describe it.
    fn is_complement(&self, path: &[Word]) -> bool {
        let describes = |w: &Word| matches!(self.context.tree.relation(*w), "advcl" | "acl" | "appos");
        let is_nominal = |w: &Word| !matches!(self.context.tree.relation(*w), "xcomp" | "ccomp" | "advcl");
        // The clause right below the cue or below its object is what is imputed ("accused them of lying").
        let below = path.len().saturating_sub(2);
        !path
            .iter()
            .enumerate()
            .any(|(at, word)| at < below && describes(word) && path[at + 1..].iter().any(is_nominal))
    }
}

/// The words from a word up to right below another one of its sentence; `None` where it is not below it.
fn path(tree: &Tree, word: Word, ancestor: Word) -> Option<Vec<Word>> {
    let mut path = vec![word];
    while let Some(head) = tree.head(*path.last()?) {
        if head == ancestor {
            return Some(path);
        }
        path.push(head);
    }
    None
}

/// Attributes and relative clauses, and nouns for facts that are known already.
fn is_taken_for_granted(tree: &Tree, frame: &Frame, is_open: bool) -> bool {
    let word = frame.trigger;
    match frame.kind {
        TriggerKind::Noun => {
            let is_known = tree.children(word).any(|k| tree.deprel(k) == "nmod:poss")
                || tree
                    .children_by(word, "det")
                    .any(|k| tree.token(k).has("Definite=Def") || tree.token(k).has("PronType=Dem"));
            !is_open && is_known && matches!(tree.relation(word), "obl" | "nmod" | "nsubj")
        }
        _ => match tree.deprel(word) {
            "acl:relcl" => !is_content_clause(tree, word),
            "amod" => true,
            "acl" => tree.is_past_participle(word) || tree.is_progressive_form(word),
            _ => false,
        },
    }
}
