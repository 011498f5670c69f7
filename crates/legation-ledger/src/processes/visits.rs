//! Visits: who goes to whom, where, when; planned, made, called off.

use super::facts::{Fact, Who, labels, labels_or_none, span_of_days};
use super::rules::{VisitRules, is_of, stage_of};
use super::{Entry, Part};
use std::collections::{BTreeMap, BTreeSet};

/// All visits, in the order of their incidents.
pub(crate) fn visits(facts: &[Fact], rules: &VisitRules) -> Vec<Entry> {
    let mut groups: BTreeMap<i64, Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| is_visit(fact, rules) && !visitors(fact, rules).is_empty()) {
        groups.entry(fact.incident).or_default().push(fact);
    }
    groups.values().filter_map(|group| visit(group, rules)).collect()
}

/// Whether an event tells of somebody's going to another.
pub(crate) fn is_visit(fact: &Fact, rules: &VisitRules) -> bool {
    is_of(fact, &rules.types) && is_among(fact, &rules.lemmas)
}

/// Whether an event tells of the going alone: nobody is said to be met.
pub(crate) fn is_only_going(fact: &Fact, rules: &VisitRules) -> bool {
    let is_met = fact.recipients.iter().any(|who| who.kind == "person");
    is_visit(fact, rules) && (is_among(fact, &rules.goings) || !is_met)
}

/// Whether a trigger, or its first word ("fly to"), is among the words.
fn is_among(fact: &Fact, words: &[String]) -> bool {
    let first = fact.lemma.split(' ').next().unwrap_or("");
    words.iter().any(|word| *word == fact.lemma || word == first)
}

fn visitors(fact: &Fact, rules: &VisitRules) -> Vec<Who> {
    let is_visitor = |who: &&Who| !who.is_place && !rules.private.contains(&who.sector);
    fact.actors.iter().filter(is_visitor).cloned().collect()
}

fn visit(group: &[&Fact], rules: &VisitRules) -> Option<Entry> {
    let mut parts = Vec::new();
    let mut parties: BTreeSet<String> = BTreeSet::new();
    for fact in group {
        let visitors = visitors(fact, rules);
        let hosts: Vec<Who> = fact.recipients.iter().filter(|who| !who.is_place).cloned().collect();
        parties.extend(visitors.iter().chain(&hosts).map(|who| who.side().to_string()));
        parts.push(Part {
            role: "claim",
            who: labels(&visitors),
            whom: labels_or_none(&hosts),
            value: stage_of(fact, &rules.stages)?.to_string(),
            words: Some(fact.words()),
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
