//! Sanctions, tariffs, expulsions and the threat of them: issuer, target, measure, stage, condition.

use super::facts::{Fact, span_of_days};
use super::rules::{MeasureRules, is_of, stage_of};
use super::{Entry, Part};
use std::collections::{BTreeMap, BTreeSet};

/// All measures, in the order of their incidents.
pub(crate) fn measures(facts: &[Fact], rules: &MeasureRules) -> Vec<Entry> {
    let inner: BTreeSet<(i64, &str)> = facts
        .iter()
        .filter(|fact| is_of(fact, &rules.types))
        .filter_map(|fact| Some((fact.article, fact.within_id.as_deref()?)))
        .collect();
    let mut groups: BTreeMap<i64, Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        let is_told_by_content = inner.contains(&(fact.article, fact.event_id.as_str()));
        let is_threat = is_of(fact, &rules.threats) && !is_told_by_content && kind_of(fact, rules).is_some();
        if is_threat || is_measure(fact, rules) {
            groups.entry(fact.incident).or_default().push(fact);
        }
    }
    groups.values().filter_map(|group| measure(group, rules)).collect()
}

/// Whether an event is a measure: of a measure's type, with words that name one or a mode of its own.
fn is_measure(fact: &Fact, rules: &MeasureRules) -> bool {
    is_of(fact, &rules.types)
        && (kind_of(fact, rules).is_some() || fact.mode.is_some())
        && rules.types.iter().any(|name| match name.split_once('/') {
            Some((kind, mode)) => fact.kind == kind && fact.mode.as_deref() == Some(mode),
            None => fact.kind == *name && (fact.mode.is_none() || kind_of(fact, rules).is_some()),
        })
}

fn kind_of<'a>(fact: &Fact, rules: &'a MeasureRules) -> Option<&'a str> {
    rules.kinds.iter().find(|kind| fact.sentence.has_any(&kind.words)).map(|kind| kind.kind.as_str())
}

fn measure(group: &[&Fact], rules: &MeasureRules) -> Option<Entry> {
    let mut parts = Vec::new();
    for fact in group {
        let names =
            |people: &[super::facts::Who]| people.iter().map(|who| who.name.clone()).collect::<Vec<_>>().join("; ");
        let stage = if is_of(fact, &rules.threats) && matches!(fact.status.as_str(), "occurred" | "ongoing") {
            "threatened"
        } else {
            stage_of(fact, &rules.stages)?
        };
        parts.push(Part {
            role: "claim",
            who: names(&fact.actors),
            whom: Some(names(&fact.recipients)).filter(|names| !names.is_empty()),
            value: stage.to_string(),
            words: Some(fact.sentence.clause_from(fact.phrase.map_or(fact.start, |phrase| phrase.0))),
            event: fact.event,
        });
        if let Some(condition) = &fact.condition {
            let words = Some(condition.clone());
            parts.push(Part {
                role: "condition",
                value: stage.to_string(),
                words,
                event: fact.event,
                ..Part::default()
            });
        }
    }
    let parties: BTreeSet<String> = group
        .iter()
        .flat_map(|fact| fact.actors.iter().chain(&fact.recipients))
        .map(|who| who.side().to_string())
        .collect();
    let (earliest, latest) = span_of_days(group.iter().copied());
    let newest = group.iter().zip(&parts).max_by_key(|(fact, _)| fact.published.clone());
    Some(Entry {
        kind: group.iter().find_map(|fact| kind_of(fact, rules)).unwrap_or("measure").to_string(),
        stage: newest.map_or(String::new(), |(_, part)| part.value.clone()),
        parties: parties.into_iter().collect(),
        earliest,
        latest,
        place: None,
        terms: parts.first().and_then(|part| part.words.clone()),
        parts,
    })
}
