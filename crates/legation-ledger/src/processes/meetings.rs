//! Meetings: reported, planned, postponed, held, cancelled; one entry for each incident.

use super::facts::{Fact, Sentence, span_of_days};
use super::rules::{CallingOff, MeetingRules, is_of, stage_of};
use super::{Entry, Part};
use crate::incidents::day_number;
use std::collections::{BTreeMap, BTreeSet};

/// All meetings, in the order of their incidents.
pub(crate) fn meetings(facts: &[Fact], rules: &MeetingRules) -> Vec<Entry> {
    let mut groups: BTreeMap<i64, Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| is_of(fact, &rules.types)) {
        groups.entry(fact.incident).or_default().push(fact);
    }
    let off = called_off(facts, &mut groups, rules);
    groups.values().filter_map(|group| meeting(group, &off, rules)).collect()
}

/// Lays each event that calls a meeting off to the meeting it means: the latest one before it with the same people. Gives
/// the stage that each such event tells.
fn called_off<'a>(
    facts: &'a [Fact],
    groups: &mut BTreeMap<i64, Vec<&'a Fact>>,
    rules: &'a MeetingRules,
) -> BTreeMap<i64, &'a str> {
    let mut stages = BTreeMap::new();
    for fact in facts {
        let fits = |rule: &&CallingOff| is_of(fact, &rule.types) && rule.lemmas.contains(&fact.lemma);
        let Some(rule) = rules.calls_off.iter().find(fits) else { continue };
        let own = people(fact);
        let is_meant = |group: &&mut Vec<&Fact>| {
            let known: BTreeSet<&str> = group.iter().flat_map(|other| people(other)).collect();
            let is_near = group.iter().any(|other| match (published(other), published(fact)) {
                (Some(then), Some(now)) => (0..=rules.near_days).contains(&(now - then)),
                _ => true,
            });
            is_near && own.len() > 1 && own.iter().all(|name| known.contains(name))
        };
        let meant = groups.values_mut().rev().find(is_meant);
        match meant {
            Some(group) => group.push(fact),
            None => groups.entry(fact.incident).or_default().push(fact),
        }
        if matches!(fact.status.as_str(), "occurred" | "ongoing" | "planned") {
            stages.insert(fact.event, rule.stage.as_str());
        }
    }
    stages
}

fn people(fact: &Fact) -> BTreeSet<&str> {
    fact.actors.iter().chain(&fact.recipients).map(|who| who.name.as_str()).collect()
}

fn published(fact: &Fact) -> Option<i32> {
    fact.published.as_deref().and_then(day_number)
}

fn meeting(group: &[&Fact], off: &BTreeMap<i64, &str>, rules: &MeetingRules) -> Option<Entry> {
    let mut parties: BTreeSet<String> = BTreeSet::new();
    let mut parts = Vec::new();
    for fact in group {
        let people: Vec<&str> = fact.actors.iter().chain(&fact.recipients).map(|who| who.name.as_str()).collect();
        parties.extend(people.iter().map(|name| name.to_string()));
        let stage = off.get(&fact.event).copied().or_else(|| stage_of(fact, &rules.stages))?;
        parts.push(Part {
            role: "claim",
            who: people.join("; "),
            value: stage.to_string(),
            words: Some(fact.words()),
            event: fact.event,
            ..Part::default()
        });
    }
    // After the claims, so that each claim stands where its event does.
    let often: Vec<Part> = group.iter().flat_map(|fact| often(fact, rules)).collect();
    let (earliest, latest) = span_of_days(group.iter().copied());
    // The claim printed last says where it stands; on one day, what is past says more than what was planned.
    let newest = group.iter().zip(&parts).max_by_key(|(fact, part)| (fact.published.clone(), rank(&part.value, rules)));
    let terms = group.iter().map(|fact| fact.words()).max_by_key(|words| words.chars().count());
    let stage = newest.map_or(String::new(), |(_, part)| part.value.clone());
    parts.extend(often);
    Some(Entry {
        kind: group.iter().find_map(|fact| fact.mode.clone()).unwrap_or_default(),
        stage,
        parties: parties.into_iter().collect(),
        earliest,
        latest,
        place: group.iter().find_map(|fact| fact.place.clone()),
        terms,
        parts,
    })
}

/// How often it is said to have been, in the clause after the trigger: "met twice", "met on two occasions".
fn often(fact: &Fact, rules: &MeetingRules) -> Vec<Part> {
    let clause = Sentence::new(&fact.sentence.clause_from(fact.start), 0);
    let words = rules.times.iter().filter(|word| !clause.find_all(word).is_empty()).cloned();
    let numbers = clause.counted(&rules.counted, &rules.numbers);
    let part = |value| Part { role: "number", value, event: fact.event, ..Part::default() };
    words.chain(numbers).map(part).collect()
}

/// How far down the list of stages a stage stands; the upper ones decide.
fn rank(stage: &str, rules: &MeetingRules) -> usize {
    rules.stages.len() - rules.stages.iter().position(|rule| rule.stage == stage).unwrap_or(rules.stages.len())
}
