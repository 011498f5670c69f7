//! Sanctions, tariffs, expulsions and the threat of them: issuer, target, measure, stage, condition.

use super::facts::{Fact, labels, labels_or_none, span_of_days};
use super::rules::{MeasureRules, is_exactly, is_of, stage_of};
use super::sentence::Sentence;
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
        if is_threat || is_measure(fact, rules) || is_lifting(fact, rules) {
            groups.entry(fact.incident).or_default().push(fact);
        }
    }
    groups.values().filter_map(|group| measure(group, rules)).collect()
}

/// Whether an event is a measure: of a measure's type and mode, or of its type with words that name one.
fn is_measure(fact: &Fact, rules: &MeasureRules) -> bool {
    is_exactly(fact, &rules.types) && (fact.mode.is_some() || kind_of(fact, rules).is_some())
}

/// Whether an event takes back a measure that its words name.
fn is_lifting(fact: &Fact, rules: &MeasureRules) -> bool {
    let lifting = &rules.lifting;
    is_of(fact, &lifting.types) && lifting.lemmas.contains(&fact.lemma) && kind_of(fact, rules).is_some()
}

/// What it is, by the words from its noun phrase or trigger on.
fn kind_of<'a>(fact: &Fact, rules: &'a MeasureRules) -> Option<&'a str> {
    let start = fact.phrase.map_or(fact.start, |(start, _)| start.min(fact.start));
    let words = Sentence::new(&fact.sentence.slice(start, fact.end + rules.reach), 0);
    rules.kinds.iter().find(|kind| words.has_any(&kind.words)).map(|kind| kind.kind.as_str())
}

fn measure(group: &[&Fact], rules: &MeasureRules) -> Option<Entry> {
    let mut parts = Vec::new();
    for fact in group {
        let stage = if is_of(fact, &rules.threats) && matches!(fact.status.as_str(), "occurred" | "ongoing") {
            "threatened"
        } else if is_lifting(fact, rules) {
            stage_of(fact, &rules.lifting.stages)?
        } else {
            stage_of(fact, &rules.stages)?
        };
        parts.push(Part {
            role: "claim",
            who: labels(&fact.actors),
            whom: labels_or_none(&fact.recipients),
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
    let claims = parts.iter().filter(|part| part.role == "claim");
    let newest = group.iter().zip(claims).max_by_key(|(fact, _)| fact.published.clone());
    let mode = |fact: &&Fact| fact.mode.as_ref().and_then(|mode| rules.modes.get(mode)).map(String::as_str);
    let kind = group.iter().find_map(|fact| kind_of(fact, rules)).or_else(|| group.iter().find_map(mode));
    Some(Entry {
        kind: kind.unwrap_or("measure").to_string(),
        stage: newest.map_or(String::new(), |(_, part)| part.value.clone()),
        parties: parties.into_iter().collect(),
        earliest,
        latest,
        place: None,
        terms: parts.first().and_then(|part| part.words.clone()),
        parts,
    })
}
