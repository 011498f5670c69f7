//! On which predicate, and by which relation, each predicate hangs.

use crate::frames::Frames;
use crate::rules::LanguageRules;
use crate::tree::{Tree, Word};
use legation_types::{ArgumentBasis, TriggerKind, Upos};

/// The governor of every frame, in the order of the frames; `None` for main clauses and what hangs on no predicate.
pub(crate) fn links(tree: &Tree, rules: &LanguageRules, frames: &Frames) -> Vec<Option<(Word, String)>> {
    let of = |word| mended(tree, rules, frames, word).or_else(|| link(tree, rules, frames, word, 0));
    frames.all.iter().map(|frame| of(frame.trigger)).collect()
}

/// Complements that trees often hang one step too high or too low: an infinitive belongs to a governor right before
/// its mark ("a plan | to meet"), or to the verb whose object it was hung on ("asked them | to leave"), and a phrase
/// with a verb's own preposition to that verb ("accused each other | of lying").
fn mended(tree: &Tree, rules: &LanguageRules, frames: &Frames, word: Word) -> Option<(Word, String)> {
    let governs = |governor: Word, relation: &str, object_control: bool| {
        let upos = frames.get(governor).map(|f| match f.kind {
            TriggerKind::Verb => "VERB",
            TriggerKind::Noun => "NOUN",
            TriggerKind::Adjective => "ADJ",
        });
        let of_lemma = rules.status.by_lemma.get(&tree.lemma(governor).to_lowercase());
        of_lemma.into_iter().flatten().map(|idx| &rules.status.governors[*idx]).any(|rule| {
            Some(rule.upos.as_str()) == upos
                && rule.relations.iter().any(|r| r == relation)
                && (!object_control || rule.object_control)
        })
    };
    let head = over_fixed(tree, tree.head(word)?);
    let is_mark = |k: &Word| rules.words.infinitive_marks.contains(tree.lemma(*k));
    if let Some(mark) = tree.children_by(word, "mark").find(is_mark).filter(|m| *m > 0 && *m < word) {
        let before = mark - 1;
        let relation = if frames.get(before).is_some_and(|f| f.kind == TriggerKind::Noun) { "acl" } else { "xcomp" };
        if before >= tree.bounds(word).0 && governs(before, relation, false) {
            return Some((before, relation.to_string()));
        }
        let outer = tree.head(head)?;
        if matches!(tree.relation(head), "obj" | "iobj")
            && governs(outer, "xcomp", true)
            && !governs(head, "acl", false)
        {
            return Some((outer, "xcomp".to_string()));
        }
        return None;
    }
    if tree.relation(word) == "nmod" && matches!(tree.relation(head), "obl" | "obj") {
        let verb = tree.head(head)?;
        let preposition = tree.marker(word, "case");
        let lemma = tree.lemma(verb);
        let is_phrase =
            |rule: &crate::rules::LightPhrase| rule.preposition == preposition && rule.verbs.contains(lemma);
        if frames.get(word).is_some_and(|f| f.kind == TriggerKind::Noun)
            && rules.words.light_phrase.iter().any(is_phrase)
        {
            return Some((verb, format!("obl:{preposition}")));
        }
    }
    let outer = tree.head(head).filter(|_| matches!(tree.relation(head), "obj" | "iobj"))?;
    let (is_clause, marker) = match tree.marker(word, "case") {
        marker if marker.is_empty() => (true, tree.marker(word, "mark")),
        marker => (tree.upos(word) == Upos::Verb, marker),
    };
    let relation = format!("{}:{marker}", if is_clause { "advcl" } else { "obl" });
    (!marker.is_empty() && governs(outer, &relation, false)).then_some((outer, relation))
}

/// The head of a fixed expression or a flat name for one of its further words.
pub(crate) fn over_fixed(tree: &Tree, word: Word) -> Word {
    match tree.head(word) {
        Some(head) if matches!(tree.relation(word), "fixed" | "flat") => head,
        _ => word,
    }
}

fn link(tree: &Tree, rules: &LanguageRules, frames: &Frames, word: Word, depth: usize) -> Option<(Word, String)> {
    if depth > 12 {
        return None;
    }
    // Speech that stands behind or inside what is said: "…, he said" hangs on the content in the tree.
    let is_open = tree.relation(word) == "root" || tree.head(word).is_none();
    let speech = tree.children_by(word, "parataxis").find(|k| is_parenthetical_speech(tree, rules, *k));
    if let Some(speech) = speech.filter(|_| is_open || matches!(tree.relation(word), "parataxis" | "conj")) {
        return Some((speech, "ccomp".to_string()));
    }
    let head = tree.head(word)?;
    if tree.relation(word) == "conj" {
        return link(tree, rules, frames, head, depth + 1);
    }
    if tree.relation(word) == "parataxis" && is_parenthetical_speech(tree, rules, word) {
        return None;
    }
    let is_container = tree.relation(word) == "nmod" && rules.words.containers.contains(tree.lemma(head));
    if is_container || matches!(tree.upos(head), Upos::Num | Upos::Det | Upos::Pron) {
        return link(tree, rules, frames, head, depth + 1);
    }
    let outer = frames.get(head)?;
    let is_here = |basis| matches!(basis, ArgumentBasis::Direct | ArgumentBasis::Conjunct);
    let argument = outer.arguments.iter().find(|a| a.head.idx() == word && is_here(a.basis));
    let relation = match argument {
        Some(argument) => argument.relation.clone(),
        None if tree.deprel(word) == "acl:relcl" => tree.deprel(word).to_string(),
        None if tree.relation(word) == "parataxis" => "parataxis".to_string(),
        None => return None,
    };
    Some((head, relation))
}

/// Whether a verb is put beside what it reports: a verb of speech with a subject and no clause of its own.
pub(crate) fn is_parenthetical_speech(tree: &Tree, rules: &LanguageRules, word: Word) -> bool {
    rules.attribution.verbs.contains_key(tree.lemma(word))
        && TriggerKind::of(tree.upos(word)) == Some(TriggerKind::Verb)
        && tree.children_by(word, "nsubj").next().is_some()
        && tree.children_by(word, "ccomp").next().is_none()
}
