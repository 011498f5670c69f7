//! What the learned weights leave out of an attribution and the tree tells.

use super::rules::{is_parenthesis, phrase_words, trim, verb};
use super::{Context, Found};
use crate::frames::{Frames, clause_mark};
use crate::tree::Word;
use legation_types::{SentenceKind, TriggerKind, Upos};

/// Reports and news of which a verb says that they are out: "reports emerged that". The weights, trained on whole
/// relations, leave them out.
pub(crate) fn unsigned(context: &Context, frames: &Frames) -> Vec<Found> {
    let tree = context.tree;
    let rules = &context.rules.attribution;
    let verbs = frames.all.iter().filter(|frame| {
        let class = rules.verbs.get(tree.lemma(frame.trigger));
        frame.kind == TriggerKind::Verb
            && !frame.is_passive
            && tree.kind(frame.trigger) != SentenceKind::Chrome
            && class.is_some_and(|class| rules.reporting.contains(class))
    });
    let is_unsigned = |found: &Found| {
        let is_clause = |k: Word| tree.relation(k) == "ccomp" && tree.children_by(k, "nsubj").next().is_some();
        let is_report = found.source_head.is_some_and(|head| rules.unnamed.contains(tree.lemma(head)));
        is_report && tree.children(found.cue_head).any(is_clause)
    };
    verbs.filter_map(|frame| verb(context, frame)).filter(is_unsigned).collect()
}

/// Gives an attribution the source or the cue that the tree shows it to lack.
pub(crate) fn complete(context: &Context, frames: &Frames, found: &mut Found) {
    let tree = context.tree;
    let cue = found.cue_head;
    let rules = &context.rules.attribution;
    // "Ten ships proposed to be listed": what a demand is about does not make it.
    let asks = rules.verbs.get(tree.lemma(cue)).is_some_and(|class| rules.vouching_for_complements.contains(class));
    if asks && tree.children(cue).any(|k| tree.deprel(k) == "nsubj:pass" && found.source.contains(&k)) {
        found.source.clear();
        found.source_head = None;
    }
    leave_told_sentences(context, found);
    widen_over_parenthesis(context, found);
    name_document(context, found);
    if !found.source.is_empty() {
        return;
    }
    if tree.upos(cue) == Upos::Noun && !rules.unnamed.contains(tree.lemma(cue)) {
        // "Surprised them with an announcement that", "edged towards an admission that".
        let verb = tree.head(cue).filter(|_| matches!(tree.relation(cue), "obj" | "obl"));
        give_source(context, found, verb.and_then(|verb| subject(context, frames, verb)));
    } else if tree.deprel(cue) == "advcl"
        && context.rules.words.other_time_prepositions.contains(&clause_mark(tree, &context.rules.words, cue))
    {
        // "Said after the deal was announced that": what is said belongs to the verb before.
        let says = |verb: &Word| {
            rules.verbs.contains_key(tree.lemma(*verb)) && tree.children_by(*verb, "ccomp").next().is_none()
        };
        let verb = tree.head(cue).filter(|verb| *verb < cue).filter(says);
        let speaker = verb.and_then(|verb| subject(context, frames, verb));
        if let Some(verb) = verb.filter(|_| speaker.is_some()) {
            found.cue_head = verb;
            found.cue = vec![verb];
            give_source(context, found, speaker);
        }
    }
}

/// “… they go.” Officials had asked …": a quotation that ends its sentence is not said by a verb behind it.
fn leave_told_sentences(context: &Context, found: &mut Found) {
    let token = |w: Word| context.tree.token(w).span;
    let cue = token(found.cue_head);
    let text = context.article.text.as_str();
    let marks = &context.rules.attribution.marks;
    let is_own = |word: &Word| {
        let told = context.quotation_at(token(*word)).filter(|q| q.end <= cue.start);
        told.is_none_or(|quotation| !super::quotation::ends_sentence(quotation.of(text), marks))
    };
    // A verb that says nothing else says the quotation, whatever its stop.
    let says_more = |word: &Word| is_own(word) && context.tree.upos(*word) != Upos::Punct;
    if found.content.iter().any(says_more) {
        found.content.retain(is_own);
    }
}

/// "They left, he told them, according to officials": the officials vouch for the whole sentence.
fn widen_over_parenthesis(context: &Context, found: &mut Found) {
    let tree = context.tree;
    if tree.relation(found.cue_head) != "case" {
        return;
    }
    let spoken = found.content.iter().copied().find(|verb| is_parenthesis(context, *verb));
    let Some(clause) = spoken.and_then(|verb| tree.head(verb)).filter(|head| !found.content.contains(head)) else {
        return;
    };
    let is_other = |word: &Word| !found.cue.contains(word) && !found.source.contains(word);
    let words = (tree.low(clause)..=tree.high(clause)).filter(is_other).collect();
    found.content = trim(context, words);
}

/// "The readout made no mention of troops. It said that …": a document that is the subject of the sentence before.
fn name_document(context: &Context, found: &mut Found) {
    let tree = context.tree;
    let is_neuter = |head: &Word| tree.upos(*head) == Upos::Pron && tree.token(*head).has("Gender=Neut");
    let Some(pronoun) = found.source_head.filter(is_neuter) else { return };
    let sentences = &tree.analysis.sentences;
    let idx = tree.sentence(pronoun);
    let before =
        idx.checked_sub(1).map(|before| &sentences[before]).filter(|s| s.paragraph == sentences[idx].paragraph);
    let words = before.map(|s| s.first as usize..s.end as usize).into_iter().flatten();
    let subject = words.filter(|w| tree.head(*w).is_none()).find_map(|root| tree.children_by(root, "nsubj").next());
    let is_document = |word: &Word| context.rules.attribution.documents.contains(tree.lemma(*word));
    if let Some(document) = subject.filter(is_document) {
        found.source_head = Some(document);
    }
}

fn give_source(context: &Context, found: &mut Found, head: Option<Word>) {
    let Some(head) = head.filter(|head| !found.content.contains(head)) else { return };
    found.source_head = Some(head);
    found.source = phrase_words(context, head);
}

/// The subject of an active verb.
fn subject(context: &Context, frames: &Frames, verb: Word) -> Option<Word> {
    let frame = frames.get(verb).filter(|frame| frame.kind == TriggerKind::Verb && !frame.is_passive)?;
    let subject = frame.arguments.iter().find(|a| a.relation == "nsubj")?.head.idx();
    (context.tree.sentence(subject) == context.tree.sentence(verb)).then_some(subject)
}
