//! Who finds fault with whom.

use super::facts::{Fact, Who, labels_or_none};
use super::rules::{CriticismRules, is_exactly};
use super::{Entry, Part};

/// All criticism: one entry for each event and direction. "Both accused each other" tells two.
pub(crate) fn criticism(facts: &[Fact], rules: &CriticismRules) -> Vec<Entry> {
    let is_criticism = |fact: &&Fact| {
        let is_lemma = rules.lemmas.contains(&fact.lemma);
        (is_exactly(fact, &rules.types) || is_lemma && is_exactly(fact, &rules.types_by_lemma))
            && rules.statuses.contains(&fact.status)
    };
    facts.iter().filter(is_criticism).flat_map(entries).collect()
}

fn entries(fact: &Fact) -> Vec<Entry> {
    let is_mutual = fact.actors.iter().any(|who| fact.recipients.iter().any(|whom| whom.name == who.name));
    if !is_mutual {
        return entry(fact, &fact.actors, &fact.recipients).into_iter().collect();
    }
    let others = |who: &Who| fact.recipients.iter().filter(|whom| whom.name != who.name).cloned().collect::<Vec<_>>();
    fact.actors.iter().filter_map(|who| entry(fact, std::slice::from_ref(who), &others(who))).collect()
}

fn entry(fact: &Fact, speakers: &[Who], targets: &[Who]) -> Option<Entry> {
    let (who, whom) = (labels_or_none(speakers)?, labels_or_none(targets)?);
    let mode = fact.mode.as_ref().map_or(String::new(), |mode| format!("/{mode}"));
    Some(Entry {
        kind: format!("{}{mode}", fact.kind),
        stage: fact.status.clone(),
        parties: speakers.iter().map(|who| who.side().to_string()).collect(),
        earliest: fact.earliest.clone(),
        latest: fact.latest.clone(),
        place: fact.place.clone(),
        terms: Some(fact.sentence.rest_from(fact.start)),
        parts: vec![Part {
            role: "claim",
            who,
            whom: Some(whom),
            value: fact.lemma.clone(),
            words: Some(fact.sentence.slice(fact.sentence.start, u32::MAX)),
            event: fact.event,
        }],
    })
}
