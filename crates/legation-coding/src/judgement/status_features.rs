//! What tells how an event is presented: the words around its trigger and above it, and what the rules made of them.

use crate::codebook::Codebook;
use crate::compose::Draft;
use crate::linear::{feature_hash, hash_under};
use crate::view::View;
use legation_types::{SentenceKind, TokenId, TriggerKind};

/// How far up the tree words are looked at.
const LEVELS: usize = 3;

/// Tells the sink every feature of a draft: the hash of its name, and whether it is told of that alone.
pub(super) fn tell(
    view: &View<'_>,
    codebook: &Codebook,
    drafts: &[Draft<'_>],
    draft: &Draft<'_>,
    sink: &mut dyn FnMut(u64, bool),
) {
    let reading = &codebook.readings[draft.found.reading];
    let event = reading.event.map_or("-", |event| codebook.events[event].name.as_str());
    let ruled = draft.status.as_str();
    let kind = match draft.found.kind {
        TriggerKind::Verb => "verb",
        TriggerKind::Noun => "noun",
        TriggerKind::Adjective => "adjective",
    };
    let (with_ruled, with_event) = (feature_hash(&["ruled", ruled]), feature_hash(&["event", kind, event]));
    let mut add = |parts: &[&str]| {
        let feature = feature_hash(parts);
        sink(feature, true);
        sink(hash_under(with_ruled, feature), false);
        sink(hash_under(with_event, feature), false);
    };
    let token = draft.found.token;
    let word = &view.analysis.tokens[token.idx()];
    add(&["ruled", ruled]);
    add(&["kind", kind]);
    add(&["event", event]);
    add(&["mode", reading.mode.as_deref().unwrap_or("-")]);
    add(&["reading", &reading.id]);
    add(&["lemma", &view.lemma(token)]);
    for feature in
        ["Tense=Past", "Tense=Pres", "VerbForm=Part", "VerbForm=Ger", "VerbForm=Inf", "VerbForm=Fin", "Number=Plur"]
    {
        if word.has(feature) {
            add(&["form", feature]);
        }
    }
    add(&["relation", &word.deprel]);
    add(&["marked", &view.relation(token).unwrap_or_default()]);
    let is_headline = view.analysis.sentences[view.analysis.sentence_of(token)].kind == SentenceKind::Headline;
    add(&["headline", if is_headline { "yes" } else { "no" }]);
    // Words that hang on the trigger.
    let mut has_child = false;
    for &child in view.children(token) {
        let found = &view.analysis.tokens[child.idx()];
        match found.relation() {
            relation @ ("aux" | "advmod" | "mark" | "amod" | "det" | "case" | "cop" | "cc" | "compound") => {
                add(&[relation, &view.lemma(child)]);
                has_child = true;
            }
            relation @ ("nsubj" | "obj" | "xcomp" | "ccomp" | "nummod" | "advcl" | "acl" | "nmod" | "obl") => {
                add(&["has", relation]);
            }
            _ => {}
        }
    }
    if !has_child {
        add(&["bare", kind]);
    }
    // Words above it.
    let above: Vec<TokenId> = view.ancestors(token).take(LEVELS).collect();
    let mut below = word.relation();
    for (level, &at) in above.iter().enumerate() {
        let level = ["above", "above 2", "above 3"][level];
        let found = &view.analysis.tokens[at.idx()];
        add(&[level, &view.lemma(at)]);
        add(&[level, below, &view.lemma(at)]);
        for &child in view.children(at) {
            let relation = view.analysis.tokens[child.idx()].relation();
            if matches!(relation, "aux" | "mark" | "advmod" | "cop") && child != token {
                add(&[level, relation, &view.lemma(child)]);
            }
        }
        if found.has("Tense=Past") {
            add(&[level, "form", "past"]);
        } else if found.has("VerbForm=Inf") {
            add(&[level, "form", "infinitive"]);
        }
        below = found.relation();
    }
    // What the language and the composition gave.
    if let Some((_, statement)) = view.statement(token) {
        add(&["language", statement.status.as_str()]);
        for cue in statement.status_cues.iter().take(2) {
            add(&["cue", &view.lemma(cue.cue)]);
            add(&["cue rule", &cue.rule]);
        }
        if statement.status_cues.is_empty() {
            add(&["cue", "none"]);
        }
        if let Some((range, day)) = view.time_of(statement).zip(view.article.published_at) {
            add(&["time", if range.earliest > day { "ahead" } else { "not ahead" }]);
        }
        add(&["condition", if statement.condition.is_some() { "yes" } else { "no" }]);
        add(&["quoted", if statement.attributions.is_empty() { "no" } else { "yes" }]);
    }
    match draft.within {
        Some(outer) => {
            let outer = &drafts[outer];
            let event = codebook.readings[outer.found.reading].event.map_or("-", |e| codebook.events[e].name.as_str());
            add(&["within", event]);
            add(&["within status", event, outer.status.as_str()]);
            add(&["within reading", &codebook.readings[outer.found.reading].id]);
        }
        None => add(&["within", if draft.is_inner { "no record" } else { "none" }]),
    }
}
