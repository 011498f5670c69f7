//! Meetings: reported, planned, postponed, held, cancelled; one entry for each incident.

use super::facts::{Fact, Who, labels, span_of_days};
use super::rules::{CallingOff, MeetingRules, VisitRules, is_of, stage_of};
use super::sentence::Sentence;
use super::visits::is_only_going;
use super::{Entry, Part};
use crate::incidents::day_number;
use std::collections::{BTreeMap, BTreeSet};

/// All meetings, in the order of their incidents; who only goes somewhere is no meeting but a visit.
pub(crate) fn meetings(facts: &[Fact], rules: &MeetingRules, visits: &VisitRules) -> Vec<Entry> {
    let mut groups: BTreeMap<i64, Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| is_of(fact, &rules.types) && !is_only_going(fact, visits)) {
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
    let together = participants(group);
    let (earliest, latest) = span_of_days(group.iter().copied());
    let place = group.iter().find_map(|fact| fact.place.clone());
    // A state alone meets nobody; a summit of nobody named is told by its place and day.
    let is_somebody = together.len() > 1 || together.iter().any(|who| who.kind != "state");
    if !is_somebody && (place.is_none() || earliest.is_none()) {
        return None;
    }
    let mut parts = Vec::new();
    for fact in group {
        let people: Vec<Who> = fact.actors.iter().chain(&fact.recipients).cloned().collect();
        let stage = off.get(&fact.event).copied().or_else(|| stage_of(fact, &rules.stages))?;
        parts.push(Part {
            role: "claim",
            who: labels(&people),
            value: stage.to_string(),
            words: Some(fact.words()),
            event: fact.event,
            ..Part::default()
        });
    }
    // After the claims, so that each claim stands where its event does.
    let often: Vec<Part> = group.iter().flat_map(|fact| often(fact, rules)).collect();
    // The claim printed last says where it stands; on one day, what is past says more than what was planned.
    let newest = group.iter().zip(&parts).max_by_key(|(fact, part)| (fact.published.clone(), rank(&part.value, rules)));
    // A noun phrase names it better than a clause.
    let terms = group.iter().max_by_key(|fact| (fact.phrase.is_some(), fact.words().chars().count()));
    let stage = newest.map_or(String::new(), |(_, part)| part.value.clone());
    parts.extend(often);
    Some(Entry {
        kind: group.iter().find_map(|fact| fact.mode.clone()).unwrap_or_default(),
        stage,
        parties: together.iter().map(Who::label).collect::<BTreeSet<_>>().into_iter().collect(),
        earliest,
        latest,
        place,
        terms: terms.map(|fact| fact.words()),
        parts,
    })
}

/// Who takes part by any claim, each once: no places, no state beside its own people, no description ("the envoy") beside a
/// name that it fits.
fn participants(group: &[&Fact]) -> Vec<Who> {
    let mut all: Vec<Who> = Vec::new();
    for who in group.iter().flat_map(|fact| fact.actors.iter().chain(&fact.recipients)).filter(|who| !who.is_place) {
        if !all.iter().any(|known| known.name == who.name) {
            all.push(who.clone());
        }
    }
    let is_description = |who: &Who| who.kind == "person" && who.name.starts_with(char::is_lowercase);
    let is_told_by = |who: &Who, other: &Who| {
        let is_own = !who.country.is_empty() && who.country == other.country && who.sector == other.sector;
        is_own
            && ((who.kind == "state" && other.kind != "state")
                || (is_description(who) && other.kind == "person" && !is_description(other)))
    };
    let is_told: Vec<bool> = all.iter().map(|who| all.iter().any(|other| is_told_by(who, other))).collect();
    all.into_iter().zip(is_told).filter(|(_, is_told)| !is_told).map(|(who, _)| who).collect()
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
