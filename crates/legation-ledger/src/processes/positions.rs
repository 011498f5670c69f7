//! Who has taken which position on an agreement, on what condition, and who accuses whom of breaking it.

use super::Part;
use super::agreements::{Agreement, is_pointing};
use super::facts::{Fact, Who};
use super::rules::{AgreementRules, PositionRule, is_of};
use std::collections::BTreeSet;

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

/// Adds the positions that a sentence tells to the agreements that it means (where each is named, its number).
pub(super) fn positions(sentence: &[Fact], meant: &[(u32, usize)], found: &mut [Agreement], rules: &AgreementRules) {
    let proposers = proposers(sentence, rules);
    let mut told: Vec<Found<'_>> = Vec::new();
    for fact in sentence {
        let (named_at, agreement) = nearest(meant, fact.start);
        if named_at.abs_diff(fact.start) > rules.reach {
            continue;
        }
        let take = |rank, who, position| Found { rank, at: fact.start, who, position, event: fact, agreement };
        if rules.withdrawals.contains(&fact.lemma) && matches!(fact.status.as_str(), "occurred" | "ongoing" | "planned")
        {
            told.extend(fact.actors.iter().map(|who| take(1, who, "withdrew")));
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
        let asked = asked(fact, rule).into_iter().filter(|_| rule.asks);
        found[agreement].asked.extend(asked.map(|who| (who.side().to_string(), fact.event)));
        for who in holders(fact, rule) {
            let is_between = |at: u32| who.end <= at && at < named_at;
            let mediates = rules.mediating.words.iter().flat_map(|word| fact.sentence.find_all(word));
            if mediates.into_iter().any(|(at, _)| is_between(at)) {
                told.push(take(1, who, &rules.mediating.position));
            } else if let Some(party) = rule.noun_position.as_deref().filter(|_| is_known(fact, who, rules)) {
                told.push(take(3, who, party));
            } else {
                told.push(take(rank, who, &rule.position));
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
    let is_doer = |who: &Who| fact.actors.iter().any(|actor| actor.side() == who.side());
    if let Some(first) = sources.first().filter(|first| rule.by_other && !is_doer(first)) {
        return vec![first];
    }
    let before: Vec<&Who> = fact.actors.iter().filter(|who| who.start < fact.start).collect();
    if before.is_empty() { fact.actors.iter().collect() } else { before }
}

/// Whom a proposal asks: those it is told to and, where it is the position of who says so, those who are to do it.
fn asked<'a>(fact: &'a Fact, rule: &PositionRule) -> Vec<&'a Who> {
    let holders = holders(fact, rule);
    let is_asked = |who: &&Who| !who.is_place && !holders.iter().any(|holder| holder.side() == who.side());
    fact.recipients.iter().chain(&fact.actors).filter(is_asked).collect()
}

/// Those whose proposal it is, with an event that tells of them: participants inside the noun phrase of a proposal, before
/// its noun, or right before the word where that is no event itself ("agreed to U.S. proposals").
fn proposers<'a>(sentence: &'a [Fact], rules: &AgreementRules) -> Vec<(&'a Who, &'a Fact)> {
    let mut found: Vec<(&Who, &Fact)> = Vec::new();
    let participants = |fact: &'a Fact| fact.actors.iter().chain(&fact.recipients);
    let is_new = |found: &[(&Who, &Fact)], who: &Who| !found.iter().any(|(known, _)| known.side() == who.side());
    for fact in sentence.iter().filter(|fact| rules.proposals.contains(&fact.lemma)) {
        let Some((from, _)) = fact.phrase else { continue };
        for who in sentence.iter().flat_map(participants).filter(|who| from <= who.start && who.end <= fact.start) {
            if is_new(&found, who) {
                found.push((who, fact));
            }
        }
    }
    let Some(words) = sentence.first().map(|fact| &fact.sentence) else { return found };
    let places: Vec<(u32, u32)> = rules.owned.iter().flat_map(|word| words.find_all(word)).collect();
    for fact in sentence {
        for who in participants(fact).filter(|who| is_new(&found, who)).collect::<Vec<_>>() {
            let follows = |(at, _): &(u32, u32)| {
                who.end < *at && words.slice(who.end, *at).trim_start_matches(['\'', '’', 's']).is_empty()
            };
            if places.iter().any(follows) {
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
pub(super) fn allegations(sentence: &[Fact], meant: &[(u32, usize)], found: &mut [Agreement], rules: &AgreementRules) {
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
