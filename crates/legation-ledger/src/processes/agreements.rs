//! Agreements and ceasefires: which are named, and what the words that name them say of scope, length, beginning and end.

use super::facts::{Fact, by_sentence, span_of_days};
use super::positions::{allegations, positions};
use super::rules::{AgreementRules, Kind, is_of};
use super::sentence::Sentence;
use super::{Entry, Part};
use crate::incidents::day_number;
use std::collections::BTreeSet;

/// All agreements that the facts tell of, in the order in which they are first told.
pub(crate) fn agreements(facts: &[Fact], rules: &AgreementRules) -> Vec<Entry> {
    let mut found: Vec<Agreement> = Vec::new();
    let mut article = 0;
    let mut told_here: Vec<usize> = Vec::new();
    for sentence in by_sentence(facts) {
        if sentence[0].article != article {
            article = sentence[0].article;
            told_here.clear();
        }
        let mentions = mentions(sentence, rules);
        // Each mention is an agreement named before, or a new one.
        let mut meant: Vec<(u32, usize)> = Vec::new();
        for mention in &mentions {
            let Some(idx) = referent(mention, sentence, &told_here, &mut found, rules) else { continue };
            found[idx].around.extend(homes_of(sentence));
            found[idx].frame(mention, sentence, rules);
            told_here.retain(|other| *other != idx);
            told_here.push(idx);
            meant.push((mention.start, idx));
        }
        if meant.is_empty() {
            continue;
        }
        positions(sentence, &meant, &mut found, rules);
        allegations(sentence, &meant, &mut found, rules);
    }
    // What is only named, with no position and no allegation, is no entry.
    let is_told = |agreement: &Agreement| {
        agreement.parts.iter().any(|part| matches!(part.role, "position" | "allegation" | "denial"))
    };
    found.into_iter().filter(is_told).map(|agreement| agreement.entry(facts, rules)).collect()
}

/// An agreement while it is gathered.
pub(super) struct Agreement {
    kind: String,
    is_generic: bool,
    terms: String,
    /// Those who have taken a position or are accused.
    pub(super) sides: BTreeSet<String>,
    /// Whom a proposal asks, with the event that tells so.
    pub(super) asked: Vec<(String, i64)>,
    /// Countries, or names, of everybody named around it.
    around: BTreeSet<String>,
    published: Option<i32>,
    pub(super) parts: Vec<Part>,
}

impl Agreement {
    fn entry(mut self, facts: &[Fact], rules: &AgreementRules) -> Entry {
        self.add_silent();
        // A position stated word for word in the same event twice says nothing more.
        let mut seen = BTreeSet::new();
        self.parts.retain(|part| {
            seen.insert((part.role, part.who.clone(), part.whom.clone(), part.value.clone(), part.event))
        });
        let events: BTreeSet<i64> = self.parts.iter().map(|part| part.event).collect();
        let (earliest, latest) = span_of_days(facts.iter().filter(|fact| events.contains(&fact.event)));
        let stage = self.stage(rules);
        Entry {
            kind: self.kind,
            stage,
            parties: self.sides.into_iter().collect(),
            earliest,
            latest,
            place: None,
            terms: Some(self.terms),
            parts: self.parts,
        }
    }

    /// Lists those who are asked and of whom nothing is told: no position, and no part in an alleged violation.
    fn add_silent(&mut self) {
        for (who, event) in std::mem::take(&mut self.asked) {
            let is_told = |part: &Part| part.who == who || part.whom.as_ref() == Some(&who);
            if !self.parts.iter().any(is_told) {
                let value = "silent".to_string();
                self.sides.insert(who.clone());
                self.parts.push(Part { role: "position", who, value, event, ..Part::default() });
            }
        }
    }

    /// What the words that name it, and the times in their sentence, say of its scope, length, beginning and end.
    fn frame(&mut self, mention: &Mention<'_>, sentence: &[Fact], rules: &AgreementRules) {
        let mut add = |role: &'static str, value: String, words: &str, event: i64| {
            let part = Part { role, value, words: Some(words.to_string()), event, ..Part::default() };
            if !self.parts.iter().any(|known| (known.role, &known.value) == (role, &part.value)) {
                self.parts.push(part);
            }
        };
        // What follows far behind the noun ("… and the two-year-long detention of a pastor") is not about it.
        let around = Sentence::new(&mention.terms, 0).clause_from(0);
        let terms = Sentence::new(&around, 0);
        // The event that the words are told with: the trigger inside them, else the first of the sentence.
        let inside = sentence.iter().find(|fact| (mention.start..mention.end).contains(&fact.start));
        let event = inside.unwrap_or(&sentence[0]).event;
        for scope in rules.scopes.iter().filter(|scope| terms.has_any(&scope.words)) {
            add("scope", scope.kind.clone(), &mention.terms, event);
        }
        for length in terms.measured(&rules.durations, &rules.numbers) {
            add("duration", length, &mention.terms, event);
        }
        let words = &sentence[0].sentence;
        for (start, end, first, last) in &words.times {
            for (role, cues, day) in [("start", &rules.starts, first), ("end", &rules.ends, last)] {
                if words.stands_before_or_in(*start, *end, cues) {
                    add(role, day.clone(), &words.slice(*start, *end), event);
                }
            }
        }
    }

    /// The newest position of each party, in a few words: "RUS not accepted; UKR accepted". That somebody is a party to it
    /// says less than any position.
    fn stage(&self, rules: &AgreementRules) -> String {
        let is_weak = |value: &str| rules.positions.iter().any(|rule| rule.noun_position.as_deref() == Some(value));
        let mut newest: Vec<(&str, &str)> = Vec::new();
        for part in self.parts.iter().filter(|part| part.role == "position") {
            let known = newest.iter().position(|(who, _)| *who == part.who);
            match known {
                Some(idx) if is_weak(&part.value) && !is_weak(newest[idx].1) => {}
                Some(idx) => newest[idx].1 = &part.value,
                None => newest.push((&part.who, &part.value)),
            }
        }
        newest.sort();
        newest.into_iter().map(|(who, value)| format!("{who} {value}")).collect::<Vec<_>>().join("; ")
    }
}

/// Words that name an agreement.
struct Mention<'a> {
    start: u32,
    end: u32,
    kind: &'a Kind,
    /// The noun phrase, where an event has it as its trigger; the bare words otherwise.
    terms: String,
    is_phrase: bool,
}

fn mentions<'a>(sentence: &[Fact], rules: &'a AgreementRules) -> Vec<Mention<'a>> {
    let mut found: Vec<Mention<'a>> = Vec::new();
    let mut taken: Vec<(u32, u32)> = Vec::new();
    let words = &sentence[0].sentence;
    for kind in &rules.kinds {
        for (start, end) in kind.words.iter().flat_map(|word| words.find_all(word)) {
            if taken.iter().any(|(from, to)| *from < end && start < *to) {
                continue;
            }
            taken.push((start, end));
            // The shortest noun phrase around the word.
            let phrases =
                sentence.iter().filter(|fact| fact.start < end && start < fact.end).filter_map(|fact| fact.phrase);
            let phrase =
                phrases.filter(|(from, to)| *from <= start && end <= *to).min_by_key(|(from, to)| (to - from, *from));
            let is_phrase = phrase.is_some();
            let (from, to) = phrase.unwrap_or((pointer_before(sentence, start, rules).unwrap_or(start), end));
            found.push(Mention { start, end, kind, terms: words.slice(from, to), is_phrase });
        }
    }
    found.sort_by_key(|mention| mention.start);
    found
}

/// Where a pointing word stands right before a place, its beginning.
fn pointer_before(sentence: &[Fact], start: u32, rules: &AgreementRules) -> Option<u32> {
    let words = &sentence[0].sentence;
    rules
        .pointers
        .iter()
        .flat_map(|word| words.find_all(word))
        .filter(|(_, end)| end + 1 == start)
        .map(|(from, _)| from)
        .min()
}

pub(super) fn is_pointing(terms: &str, rules: &AgreementRules) -> bool {
    let lower = terms.to_lowercase();
    rules.pointers.iter().any(|pointer| lower.strip_prefix(pointer.as_str()).is_some_and(|rest| rest.starts_with(' ')))
}

/// The agreement that a mention means: one named before in the article, one of an earlier article, or a new one.
fn referent(
    mention: &Mention<'_>,
    sentence: &[Fact],
    told_here: &[usize],
    found: &mut Vec<Agreement>,
    rules: &AgreementRules,
) -> Option<usize> {
    let fits =
        |agreement: &Agreement| agreement.kind == mention.kind.kind || agreement.is_generic || mention.kind.generic;
    let is_pointing = is_pointing(&mention.terms, rules);
    let telling = telling_words(&mention.terms, mention.kind);
    let homes = homes_of(sentence);
    if is_pointing || (telling.is_empty() && !told_here.is_empty()) {
        // "the deal" with words of its own ("the nuclear deal") means one that shares them.
        let latest = told_here.iter().rev().copied().find(|idx| {
            let agreement = &found[*idx];
            fits(agreement)
                && (telling.is_empty() || shares_words(&telling, &agreement.terms) || is_pointing && telling.len() < 2)
        });
        if latest.is_some() {
            return latest;
        }
    }
    let has_deed = sentence.iter().any(|fact| {
        rules.positions.iter().any(|rule| is_of(fact, &rule.types)) || rules.violations.contains(&fact.lemma)
    });
    if mention.kind.generic && (!has_deed || !mention.is_phrase) {
        return None;
    }
    let published = sentence[0].published.as_deref().and_then(day_number);
    let earlier = found.iter().enumerate().rev().find(|(idx, agreement)| {
        let is_near = match (agreement.published, published) {
            (Some(a), Some(b)) => (b - a).abs() <= rules.near_days,
            _ => true,
        };
        let shares = shares_words(&telling, &agreement.terms);
        let is_silent = telling.is_empty() || telling_words(&agreement.terms, mention.kind).is_empty();
        // Two agreements told apart in one article stay apart.
        let is_other_here = told_here.contains(idx) && !shares;
        agreement.kind == mention.kind.kind
            && is_near
            && !is_other_here
            && agreement.around.intersection(&homes).count() >= agreement.around.len().clamp(1, 2)
            && (shares || is_silent)
    });
    if let Some((idx, _)) = earlier {
        return Some(idx);
    }
    found.push(Agreement {
        kind: mention.kind.kind.clone(),
        is_generic: mention.kind.generic,
        terms: mention.terms.clone(),
        sides: BTreeSet::new(),
        asked: Vec::new(),
        around: BTreeSet::new(),
        published,
        parts: Vec::new(),
    });
    Some(found.len() - 1)
}

/// The longer words of terms, without those that name the kind.
fn telling_words(terms: &str, kind: &Kind) -> Vec<String> {
    let words = terms.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words
        .filter(|word| word.len() > 3 || word.parse::<u32>().is_ok())
        .filter(|word| !kind.words.contains(word))
        .collect()
}

fn shares_words(telling: &[String], terms: &str) -> bool {
    let terms = terms.to_lowercase();
    telling.iter().any(|word| terms.split(|c: char| !c.is_alphanumeric()).any(|other| other == word))
}

/// The countries, or names, of all participants of a sentence.
fn homes_of(sentence: &[Fact]) -> BTreeSet<String> {
    sentence
        .iter()
        .flat_map(|fact| fact.actors.iter().chain(&fact.recipients))
        .map(|who| who.home().to_string())
        .collect()
}
