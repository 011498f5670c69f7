//! Releases and exchanges of prisoners: sides, persons, numbers as each source gives them, why they were held.

use super::facts::{Fact, Who, by_sentence, labels, labels_or_none, span_of_days};
use super::rules::{ExchangeRules, is_of, stage_of};
use super::{Entry, Part};
use std::collections::{BTreeMap, BTreeSet};

/// All releases and exchanges: incidents that are told in one sentence are one.
pub(crate) fn exchanges(facts: &[Fact], rules: &ExchangeRules) -> Vec<Entry> {
    // Sentences about a release, with the incidents in them.
    let told: Vec<(&[Fact], Vec<i64>)> = by_sentence(facts)
        .filter(|sentence| sentence[0].sentence.has_any(&rules.words))
        .map(|sentence| (sentence, sentence.iter().filter(|f| is_of(f, &rules.types)).map(|f| f.incident).collect()))
        .filter(|(_, incidents): &(&[Fact], Vec<i64>)| !incidents.is_empty())
        .collect();
    let mut first: BTreeMap<i64, i64> = BTreeMap::new();
    for (_, incidents) in &told {
        let roots: BTreeSet<i64> = incidents.iter().map(|incident| *first.get(incident).unwrap_or(incident)).collect();
        let Some(root) = roots.first().copied() else { continue };
        first.values_mut().filter(|other| roots.contains(other)).for_each(|other| *other = root);
        incidents.iter().for_each(|incident| {
            first.insert(*incident, root);
        });
    }
    let mut groups: BTreeMap<i64, Vec<&[Fact]>> = BTreeMap::new();
    for (sentence, incidents) in &told {
        groups.entry(first[&incidents[0]]).or_default().push(sentence);
    }
    groups.values().filter_map(|sentences| exchange(sentences, rules)).collect()
}

fn exchange(sentences: &[&[Fact]], rules: &ExchangeRules) -> Option<Entry> {
    let mut parts = Vec::new();
    let mut parties: BTreeSet<String> = BTreeSet::new();
    let mut releases: Vec<&Fact> = Vec::new();
    for sentence in sentences {
        for fact in sentence.iter().filter(|fact| is_of(fact, &rules.types)) {
            let stage = stage_of(fact, &rules.stages)?;
            releases.push(fact);
            parties.extend(fact.actors.iter().map(|who| who.side().to_string()));
            parts.push(Part {
                role: "claim",
                who: labels(&fact.actors),
                whom: labels_or_none(&fact.recipients),
                value: stage.to_string(),
                words: Some(fact.words()),
                event: fact.event,
            });
            let counts = fact
                .count_text
                .clone()
                .map_or_else(|| fact.sentence.counted(&rules.counted, &rules.numbers), |count| vec![count]);
            for value in counts {
                parts.push(Part {
                    role: "number",
                    who: labels(&fact.sources),
                    value,
                    event: fact.event,
                    ..Part::default()
                });
            }
        }
        persons(sentence, rules, &mut parts);
        mediators(sentence, rules, &mut parts);
    }
    let newest = releases.iter().max_by_key(|fact| fact.published.clone())?;
    let (earliest, latest) = span_of_days(releases.iter().copied());
    let is_mutual = releases.iter().any(|fact| fact.actors.len() > 1 && fact.recipients.is_empty());
    Some(Entry {
        kind: if is_mutual { "exchange" } else { "release" }.to_string(),
        stage: stage_of(newest, &rules.stages)?.to_string(),
        parties: parties.into_iter().collect(),
        earliest,
        latest,
        place: releases.iter().find_map(|fact| fact.place.clone()),
        // A noun phrase names it better than a clause.
        terms: releases
            .iter()
            .max_by_key(|fact| (fact.phrase.is_some(), fact.words().chars().count()))
            .map(|fact| fact.words()),
        parts,
    })
}

/// Persons named in the sentence who do nothing in it but were held: released by whom, and what they were charged with.
fn persons(sentence: &[Fact], rules: &ExchangeRules, parts: &mut Vec<Part>) {
    let is_official = |who: &Who| matches!(who.sector.as_str(), "GOV" | "LEG" | "JUD" | "COP");
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for fact in sentence {
        let is_release = is_of(fact, &rules.types);
        let is_charge = is_of(fact, &rules.charges);
        if !is_release && !is_charge {
            continue;
        }
        for person in fact.recipients.iter().filter(|who| who.kind == "person" && !is_official(who)) {
            if is_charge {
                parts.push(Part {
                    role: "charge",
                    who: person.name.clone(),
                    whom: fact.actors.first().map(|who| who.side().to_string()),
                    value: fact.lemma.clone(),
                    words: Some(fact.sentence.clause_from(fact.start)),
                    event: fact.event,
                });
            }
            let release = sentence
                .iter()
                .find(|other| is_of(other, &rules.types) && other.recipients.iter().any(|who| who.name == person.name));
            if seen.insert(person.name.clone()) {
                let stage = stage_of(release.unwrap_or(fact), &rules.stages).filter(|_| release.is_some());
                let (value, is_theirs) = match stage {
                    Some("done") => ("released", true),
                    // Who asks for a release is not who holds the prisoner.
                    Some(stage) => (stage, stage == "agreed"),
                    None => ("exchanged", false),
                };
                let by = release.filter(|_| is_theirs).and_then(|release| release.actors.first());
                parts.push(Part {
                    role: "person",
                    who: person.name.clone(),
                    whom: by.map(|who| who.side().to_string()),
                    value: value.to_string(),
                    words: None,
                    event: release.unwrap_or(fact).event,
                });
            }
        }
    }
}

/// Go-betweens named in the sentence: right after words like "mediated by", or right before "mediated".
fn mediators(sentence: &[Fact], rules: &ExchangeRules, parts: &mut Vec<Part>) {
    let words = &sentence[0].sentence;
    let cues: Vec<(u32, u32)> = rules.mediating.iter().flat_map(|word| words.find_all(word)).collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let Some(release) = sentence.iter().find(|fact| is_of(fact, &rules.types)) else { return };
    let everybody = sentence.iter().flat_map(|fact| fact.actors.iter().chain(&fact.recipients).chain(&fact.sources));
    for who in everybody {
        let cue = cues.iter().find(|(start, end)| {
            (*end <= who.start && who.start - end <= BESIDE) || (who.end <= *start && start - who.end <= BESIDE)
        });
        let Some((start, end)) = cue.copied().filter(|_| seen.insert(&who.name)) else { continue };
        parts.push(Part {
            role: "mediator",
            who: who.label(),
            value: words.slice(start, end),
            words: Some(words.clause_from(start.min(who.start))),
            event: release.event,
            ..Part::default()
        });
    }
}

/// Letters between a go-between and the word that says so: "mediated by the".
const BESIDE: u32 = 8;
