//! Visits: who goes to whom, where, when; planned, made, called off.

use super::facts::{Fact, Who, span_of_days};
use super::rules::{VisitRules, is_of, stage_of};
use super::{Entry, Part};
use std::collections::{BTreeMap, BTreeSet};

/// All visits, in the order of their incidents.
pub(crate) fn visits(facts: &[Fact], rules: &VisitRules) -> Vec<Entry> {
    let mut groups: BTreeMap<i64, Vec<&Fact>> = BTreeMap::new();
    let is_visit = |fact: &&Fact| is_of(fact, &rules.types) && rules.lemmas.contains(&fact.lemma);
    for fact in facts.iter().filter(is_visit) {
        groups.entry(fact.incident).or_default().push(fact);
    }
    groups.values().filter_map(|group| visit(group, rules)).collect()
}

fn visit(group: &[&Fact], rules: &VisitRules) -> Option<Entry> {
    let names = |people: &[Who]| people.iter().map(|who| who.name.clone()).collect::<Vec<_>>().join("; ");
    let mut parts = Vec::new();
    let mut parties: BTreeSet<String> = BTreeSet::new();
    for fact in group {
        parties.extend(fact.actors.iter().chain(&fact.recipients).map(|who| who.side().to_string()));
        parts.push(Part {
            role: "claim",
            who: names(&fact.actors),
            whom: Some(names(&fact.recipients)).filter(|names| !names.is_empty()),
            value: stage_of(fact, &rules.stages)?.to_string(),
            words: Some(fact.sentence.clause_from(fact.start)),
            event: fact.event,
        });
    }
    let (earliest, latest) = span_of_days(group.iter().copied());
    // The claim printed last says where it stands.
    let newest = group.iter().zip(&parts).max_by_key(|(fact, _)| fact.published.clone());
    Some(Entry {
        kind: "visit".to_string(),
        stage: newest.map_or(String::new(), |(_, part)| part.value.clone()),
        parties: parties.into_iter().collect(),
        earliest,
        latest,
        place: group.iter().find_map(|fact| fact.place.clone()),
        terms: parts.first().and_then(|part| part.words.clone()),
        parts,
    })
}
