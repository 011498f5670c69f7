//! Agreements and ceasefires: who has taken which position, and who accuses whom of breaking them.

use super::facts::{Fact, Sentence, Who, by_sentence, span_of_days};
use super::rules::{AgreementRules, Kind, PositionRule, is_of};
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
struct Agreement {
    kind: String,
    is_generic: bool,
    terms: String,
    /// Those who have taken a position or are accused.
    sides: BTreeSet<String>,
    /// Countries, or names, of everybody named around it.
    around: BTreeSet<String>,
    published: Option<i32>,
    parts: Vec<Part>,
}

impl Agreement {
    fn entry(mut self, facts: &[Fact], rules: &AgreementRules) -> Entry {
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

fn is_pointing(terms: &str, rules: &AgreementRules) -> bool {
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

/// The agreement that an event speaks of: the nearest mention after it, else the nearest before.
fn nearest(meant: &[(u32, usize)], at: u32) -> (u32, usize) {
    let after = meant.iter().filter(|(start, _)| *start >= at).min_by_key(|(start, _)| *start);
    let before = meant.iter().max_by_key(|(start, _)| *start);
    after.or(before).copied().unwrap_or_default()
}

/// A position as it is found in a sentence.
struct Found<'a> {
    rank: u8,
    at: u32,
    who: &'a Who,
    position: &'a str,
    event: &'a Fact,
    agreement: usize,
}

fn positions(sentence: &[Fact], meant: &[(u32, usize)], found: &mut [Agreement], rules: &AgreementRules) {
    let proposers = proposers(sentence, rules);
    let mut told: Vec<Found<'_>> = Vec::new();
    for fact in sentence {
        let (named_at, agreement) = nearest(meant, fact.start);
        if named_at.abs_diff(fact.start) > rules.reach {
            continue;
        }
        let found = |rank, who, position| Found { rank, at: fact.start, who, position, event: fact, agreement };
        if rules.withdrawals.contains(&fact.lemma) && matches!(fact.status.as_str(), "occurred" | "ongoing" | "planned")
        {
            told.extend(fact.actors.iter().map(|who| found(1, who, "withdrew")));
            continue;
        }
        if rules.violations.contains(&fact.lemma) || rules.proposals.contains(&fact.lemma) {
            continue;
        }
        let fits = |rule: &&PositionRule| {
            rule.tells(fact)
                && !(rule.is_close
                    && fact.sentence.is_broken_between(fact.start.min(named_at), fact.start.max(named_at)))
        };
        let position = rules.positions.iter().find(fits).map(|rule| (1, rule));
        let Some((rank, rule)) = position.or_else(|| rules.deeds.iter().find(fits).map(|rule| (2, rule))) else {
            continue;
        };
        for who in holders(fact, rule) {
            let is_between = |at: u32| who.end <= at && at < named_at;
            let mediates = rules.mediating.words.iter().flat_map(|word| fact.sentence.find_all(word));
            if mediates.into_iter().any(|(at, _)| is_between(at)) {
                told.push(found(1, who, &rules.mediating.position));
            } else if let Some(party) = rule.noun_position.as_deref().filter(|_| is_known(fact, who, rules)) {
                told.push(found(3, who, party));
            } else {
                told.push(found(rank, who, &rule.position));
            }
        }
    }
    for (who, fact) in &proposers {
        let (_, agreement) = nearest(meant, fact.start);
        told.push(Found { rank: 0, at: fact.start, who, position: "proposed", event: fact, agreement });
    }
    // One position a party and agreement in a sentence: the most telling.
    told.sort_by_key(|found| (found.rank, found.at));
    let mut seen: BTreeSet<(String, usize)> = BTreeSet::new();
    told.retain(|found| seen.insert((found.who.side().to_string(), found.agreement)));
    told.sort_by_key(|found| (found.at, found.rank));
    let conditions = conditions(sentence, &told, rules);
    for (idx, position) in told.iter().enumerate() {
        let condition = conditions.iter().find(|(of, _)| *of == idx).map(|(_, words)| words.clone());
        let condition = condition.or_else(|| position.event.condition.clone());
        let value = match (&condition, position.position) {
            (Some(_), "accepted") => "accepted conditionally",
            (_, position) => position,
        };
        let agreement = &mut found[position.agreement];
        agreement.sides.insert(position.who.side().to_string());
        agreement.parts.push(Part {
            role: "position",
            who: position.who.side().to_string(),
            whom: None,
            value: value.to_string(),
            words: condition,
            event: position.event.event,
        });
    }
}

/// Whether a noun names an agreement that is there already, or names somebody as the other side of one: "its agreement with
/// the EU", "talk of a deal with the regime".
fn is_known(fact: &Fact, who: &Who, rules: &AgreementRules) -> bool {
    let Some((start, end)) = fact.phrase else { return false };
    let terms = fact.sentence.slice(start, end);
    let before = fact.sentence.slice(start, fact.start);
    is_pointing(&terms, rules) || before.contains(['\'', '’']) || who.start >= fact.start
}

/// Whose position an event tells: of those who do it, the ones named before its trigger where any are ("Kyiv agreed to
/// a truce with Moscow" is Kyiv's word alone).
fn holders<'a>(fact: &'a Fact, rule: &PositionRule) -> Vec<&'a Who> {
    let sources: Vec<&Who> = fact.sources.iter().filter(|source| !source.kind.is_empty()).collect();
    if rule.by_source && !sources.is_empty() {
        return sources;
    }
    let before: Vec<&Who> = fact.actors.iter().filter(|who| who.start < fact.start).collect();
    if before.is_empty() { fact.actors.iter().collect() } else { before }
}

/// Those whose proposal it is: participants inside the noun phrase of a proposal, before its noun.
fn proposers<'a>(sentence: &'a [Fact], rules: &AgreementRules) -> Vec<(&'a Who, &'a Fact)> {
    let mut found: Vec<(&Who, &Fact)> = Vec::new();
    for fact in sentence.iter().filter(|fact| rules.proposals.contains(&fact.lemma)) {
        let Some((from, _)) = fact.phrase else { continue };
        let everybody = sentence.iter().flat_map(|other| other.actors.iter().chain(&other.recipients));
        for who in everybody.filter(|who| from <= who.start && who.end <= fact.start) {
            if !found.iter().any(|(known, _)| known.side() == who.side()) {
                found.push((who, fact));
            }
        }
    }
    found
}

/// Conditions with the position (by number) that each belongs to: the nearest position of who demands it told before.
fn conditions(sentence: &[Fact], told: &[Found<'_>], rules: &AgreementRules) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for fact in sentence.iter().filter(|fact| rules.conditions.contains(&fact.lemma)) {
        let is_own = |who: &Who| fact.actors.is_empty() || fact.actors.iter().any(|actor| actor.side() == who.side());
        let before = told
            .iter()
            .enumerate()
            .filter(|(_, position)| position.at < fact.start && position.rank > 0 && is_own(position.who));
        if let Some((idx, _)) = before.max_by_key(|(_, position)| position.at) {
            found.push((idx, fact.sentence.rest_from(fact.start)));
        }
    }
    found
}

/// Who is said, and by whom, to have broken it; and who denies it.
fn allegations(sentence: &[Fact], meant: &[(u32, usize)], found: &mut [Agreement], rules: &AgreementRules) {
    let words = &sentence[0].sentence;
    let mut breaches: Vec<u32> =
        rules.violations.iter().flat_map(|word| words.find_all(word)).map(|(start, _)| start).collect();
    breaches.sort_unstable();
    let Some(breach) = breaches.first().copied() else { return };
    let (_, agreement) = nearest(meant, breach);
    let add = |agreement: &mut Agreement, role: &'static str, who: &str, whom: &str, event: i64, words: String| {
        agreement.sides.insert(whom.to_string());
        agreement.parts.push(Part {
            role,
            who: who.to_string(),
            whom: Some(whom.to_string()),
            value: if role == "denial" { "denied".to_string() } else { "alleged".to_string() },
            words: Some(words),
            event,
        });
    };
    let mut is_told = false;
    for fact in sentence.iter().filter(|fact| is_of(fact, &rules.accusing)) {
        for accuser in &fact.actors {
            for accused in fact.recipients.iter().filter(|accused| accused.side() != accuser.side()) {
                let role = if matches!(fact.status.as_str(), "occurred" | "ongoing") { "allegation" } else { continue };
                add(&mut found[agreement], role, accuser.side(), accused.side(), fact.event, words.rest_from(breach));
                is_told = true;
            }
        }
    }
    for fact in sentence.iter().filter(|fact| breaches.iter().any(|at| fact.start <= *at && *at < fact.end)) {
        let role = if matches!(fact.status.as_str(), "denied" | "negated") { "denial" } else { "allegation" };
        if role == "allegation" && is_told {
            continue;
        }
        for accused in &fact.actors {
            let accusers = fact.sources.iter().filter(|source| role == "denial" || source.side() != accused.side());
            let who = accusers.map(Who::side).next();
            let who = who.unwrap_or(if role == "denial" { accused.side() } else { "" });
            add(&mut found[agreement], role, who, accused.side(), fact.event, words.rest_from(breach));
        }
    }
}
