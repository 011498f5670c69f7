//! Which of its namesakes a name means: population, the article's other places, what is named right beside it.

use super::toponym::Toponym;
use super::{Entry, EntryId, Gazetteer, PlaceKind, PlaceRules};
use legation_types::CountryCode;
use std::collections::BTreeMap;

/// Candidates of one name that are weighed; the rest are the smallest of many namesakes.
const CANDIDATES: usize = 24;
/// Candidates that a name lends to others as context.
const CONTEXT: usize = 6;
/// Rounds of mutual adjustment; more change nothing.
const ROUNDS: usize = 4;
/// Radius of the earth.
const EARTH_KM: f64 = 6371.0;
/// The longest stretch of text (bytes) between a place and the one that holds it.
const GAP: usize = 40;

/// All uses of one name in the article. One name means one place, but for uses with a holder of their own.
struct Group {
    uses: Vec<usize>,
    candidates: Vec<Candidate>,
}

struct Candidate {
    entry: Entry,
    /// Its place on the unit sphere: distances without trigonometry.
    point: [f64; 3],
    /// What speaks for it without the rest of the article.
    prior: f64,
    score: f64,
    /// Share of belief among the candidates of its name.
    belief: f64,
}

/// What a toponym was taken for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub entry: EntryId,
    pub kind: PlaceKind,
    /// Whether it is named as what holds the place before it: "Paris, Texas".
    pub is_holder: bool,
}

/// The entry that each toponym means (`None` where that is a mere guess), by population, kind, what the article's other places and nationalities suggest,
/// and what is named right after it. `toponyms` stand in the order of the text.
pub(crate) fn disambiguate(
    text: &str,
    toponyms: &[Toponym],
    peoples: &BTreeMap<CountryCode, usize>,
    gazetteer: &Gazetteer,
    rules: &PlaceRules,
) -> Vec<Option<Choice>> {
    let mut groups = group(toponyms, gazetteer, rules);
    let group_of: BTreeMap<usize, usize> =
        groups.iter().enumerate().flat_map(|(g, group)| group.uses.iter().map(move |u| (*u, g))).collect();
    let held: Vec<bool> = toponyms.windows(2).map(|pair| is_gap(text, &pair[0], &pair[1], rules)).collect();
    let mut from_peoples: BTreeMap<u8, f64> = BTreeMap::new();
    for (code, count) in peoples {
        if let Some(country) = gazetteer.country_number(*code) {
            *from_peoples.entry(country).or_default() += rules.weights.demonym * (1.0 + (*count as f64).ln());
        }
    }
    let mut own_scores: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        own_scores =
            (0..toponyms.len()).filter_map(|u| Some((u, beside(u, &held, &groups, &group_of, rules)?))).collect();
        let scores: Vec<Vec<f64>> = (0..groups.len()).map(|g| support(g, &groups, &from_peoples, rules)).collect();
        for (group, scores) in groups.iter_mut().zip(scores) {
            for (n, candidate) in group.candidates.iter_mut().enumerate() {
                let beside = group.uses.iter().filter_map(|u| own_scores.get(u)).map(|s| s[n]).fold(0.0, f64::max);
                candidate.score = candidate.prior + scores[n] + beside;
            }
            let beliefs = softmax(group.candidates.iter().map(|c| c.score));
            for (candidate, belief) in group.candidates.iter_mut().zip(beliefs) {
                candidate.belief = belief;
            }
        }
    }
    let choices: Vec<Choice> = (0..toponyms.len()).map(|u| choose(&groups[group_of[&u]], own_scores.get(&u))).collect();
    (0..toponyms.len()).map(|u| is_backed(u, toponyms, &choices, gazetteer).then_some(choices[u])).collect()
}

/// Whether a choice may stand. A county that the gazetteer does not have is placed by the town of its name only where
/// another place of the article lies in the same division; of namesakes elsewhere nothing is known.
fn is_backed(u: usize, toponyms: &[Toponym], choices: &[Choice], gazetteer: &Gazetteer) -> bool {
    let choice = choices[u];
    if toponyms[u].form != Some(PlaceKind::Area) || matches!(choice.kind, PlaceKind::Area | PlaceKind::Region) {
        return true;
    }
    let division = gazetteer.entry(choice.entry).division;
    choice.kind == PlaceKind::Settlement
        && (0..choices.len()).any(|other| {
            toponyms[other].key != toponyms[u].key && gazetteer.entry(choices[other].entry).division == division
        })
}

/// The best candidate for one use: where its own neighbour names a holder, that decides among the namesakes.
fn choose(group: &Group, own: Option<&Vec<f64>>) -> Choice {
    let decisive = own.filter(|scores| scores.iter().any(|s| *s > 1.0));
    let mut best = 0;
    let value = |n: usize| group.candidates[n].score + decisive.map_or(0.0, |s| 2.0 * s[n]);
    for n in 1..group.candidates.len() {
        if value(n) > value(best) {
            best = n;
        }
    }
    let candidate = &group.candidates[best];
    Choice { entry: candidate.entry.id, kind: candidate.entry.kind, is_holder: false }
}

fn group(toponyms: &[Toponym], gazetteer: &Gazetteer, rules: &PlaceRules) -> Vec<Group> {
    let mut by_key: BTreeMap<(&str, Option<PlaceKind>), Vec<usize>> = BTreeMap::new();
    for (number, toponym) in toponyms.iter().enumerate() {
        by_key.entry((&toponym.key, toponym.form)).or_default().push(number);
    }
    let mut groups: Vec<Group> = by_key
        .into_values()
        .map(|uses| {
            let toponym = &toponyms[uses[0]];
            let mut candidates: Vec<Candidate> = toponym
                .found
                .iter()
                .map(|found| {
                    let entry = gazetteer.entry(found.id);
                    let prior = prior(&entry, found.is_alternate, toponym.form, rules);
                    Candidate { entry, point: on_sphere(&entry), prior, score: prior, belief: 0.0 }
                })
                .collect();
            yield_to_seats(&mut candidates, rules);
            candidates.sort_by(|a, b| b.prior.total_cmp(&a.prior).then(a.entry.id.cmp(&b.entry.id)));
            candidates.truncate(CANDIDATES);
            Group { uses, candidates }
        })
        .collect();
    for group in &mut groups {
        let beliefs = softmax(group.candidates.iter().map(|c| c.prior));
        for (candidate, belief) in group.candidates.iter_mut().zip(beliefs) {
            candidate.belief = belief;
        }
    }
    groups
}

/// A division that bears the name of its main city is seldom what the bare name means: "Dubai", "New York".
fn yield_to_seats(candidates: &mut [Candidate], rules: &PlaceRules) {
    let seats: Vec<Entry> = candidates.iter().map(|c| c.entry).filter(|e| e.kind == PlaceKind::Settlement).collect();
    for candidate in candidates.iter_mut().filter(|c| c.entry.kind == PlaceKind::Division) {
        let division = candidate.entry;
        if seats.iter().any(|s| s.division == division.division && s.population > division.population / 25.0) {
            candidate.prior -= rules.weights.seat;
        }
    }
}

/// What speaks for an entry before the article is read.
fn prior(entry: &Entry, is_alternate: bool, form: Option<PlaceKind>, rules: &PlaceRules) -> f64 {
    let weights = &rules.weights;
    let mut score = weights.population * (entry.population + 1.0).log10();
    score += match entry.kind {
        PlaceKind::Country => weights.country,
        PlaceKind::Division => weights.division,
        PlaceKind::Region | PlaceKind::Area => weights.region,
        PlaceKind::Settlement => 0.0,
    };
    if entry.is_capital {
        score += weights.capital;
    }
    if is_alternate {
        score -= weights.alternate;
    }
    if form == Some(entry.kind) {
        score += weights.form;
    }
    score
}

/// What the rest of the article adds to each candidate of a group.
fn support(g: usize, groups: &[Group], from_peoples: &BTreeMap<u8, f64>, rules: &PlaceRules) -> Vec<f64> {
    let weights = &rules.weights;
    let mut countries = from_peoples.clone();
    let mut divisions: BTreeMap<u16, f64> = BTreeMap::new();
    for (_, other) in groups.iter().enumerate().filter(|(n, _)| *n != g) {
        let weight = 1.0 + (other.uses.len() as f64).ln();
        for candidate in other.candidates.iter().take(CANDIDATES) {
            let share = candidate.belief * weight;
            if let Some(country) = candidate.entry.country {
                let named = if candidate.entry.kind == PlaceKind::Country { weights.named_country } else { 1.0 };
                *countries.entry(country).or_default() += share * named;
            }
            if let Some(division) = candidate.entry.division {
                *divisions.entry(division).or_default() += share;
            }
        }
    }
    let total: f64 = countries.values().sum::<f64>() + 1.0;
    groups[g]
        .candidates
        .iter()
        .map(|candidate| {
            let entry = &candidate.entry;
            let country = entry.country.and_then(|c| countries.get(&c)).copied().unwrap_or(0.0);
            let division = entry.division.and_then(|d| divisions.get(&d)).copied().unwrap_or(0.0);
            let mut score = weights.same_country * country / total + weights.same_division * (1.0 + division).ln();
            if is_spot(entry) {
                score += weights.near * (1.0 + nearness(g, candidate.point, groups, 80.0, is_spot)).ln();
            }
            if entry.kind != PlaceKind::Region {
                let has_centre = |e: &Entry| e.kind != PlaceKind::Region;
                score += weights.same_part * (1.0 + nearness(g, candidate.point, groups, 400.0, has_centre)).ln();
            }
            score
        })
        .collect()
}

/// How many of the article's other places lie near, each by belief and by distance over `reach` (kilometres).
fn nearness(g: usize, point: [f64; 3], groups: &[Group], reach: f64, counts: impl Fn(&Entry) -> bool) -> f64 {
    // Beyond five times the reach nothing is left to add.
    let farthest = (5.0 * reach / EARTH_KM).powi(2);
    let mut sum = 0.0;
    for (_, other) in groups.iter().enumerate().filter(|(n, _)| *n != g) {
        for candidate in other.candidates.iter().filter(|c| c.belief > 0.02 && counts(&c.entry)).take(CONTEXT) {
            let chord: f64 = point.iter().zip(candidate.point).map(|(a, b)| (a - b) * (a - b)).sum();
            if chord < farthest {
                sum += candidate.belief * (-chord.sqrt() * EARTH_KM / reach).exp();
            }
        }
    }
    sum
}

fn on_sphere(entry: &Entry) -> [f64; 3] {
    let (north, east) = (entry.latitude.to_radians(), entry.longitude.to_radians());
    [north.cos() * east.cos(), north.cos() * east.sin(), north.sin()]
}

/// What the next (or the previous) place adds to the candidates of one use, where only a comma, a bracket or words
/// like "in the north of" stand between; `None` where it has no such neighbour.
fn beside(
    u: usize,
    held: &[bool],
    groups: &[Group],
    group_of: &BTreeMap<usize, usize>,
    rules: &PlaceRules,
) -> Option<Vec<f64>> {
    let holder = held.get(u).copied().unwrap_or(false).then(|| &groups[group_of[&(u + 1)]]);
    let inner = (u > 0 && held[u - 1]).then(|| &groups[group_of[&(u - 1)]]);
    if holder.is_none() && inner.is_none() {
        return None;
    }
    let group = &groups[group_of[&u]];
    // "Mexico, the US and Canada" is a row of countries, not a town in one of them.
    let is_country = group.candidates.iter().any(|c| c.entry.kind == PlaceKind::Country);
    let can_hold =
        |h: &&Candidate, inner: &Entry| holds(&h.entry, inner) && !(is_country && h.entry.kind == PlaceKind::Country);
    let scores = group.candidates.iter().map(|candidate| {
        let as_inner = holder.map_or(0.0, |holder| {
            best(holder.candidates.iter().filter(|h| can_hold(h, &candidate.entry)).map(|h| belief_floor(h.belief)))
        });
        let as_holder = inner.map_or(0.0, |inner| {
            best(inner.candidates.iter().filter(|i| holds(&candidate.entry, &i.entry)).map(|i| belief_floor(i.belief)))
        });
        rules.weights.inside * as_inner.max(as_holder)
    });
    Some(scores.collect())
}

fn best(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, f64::max)
}

/// Being next to each other makes both likely, whatever was believed of each alone.
fn belief_floor(belief: f64) -> f64 {
    0.5 + 0.5 * belief
}

/// Whether `outer` holds `inner`.
fn holds(outer: &Entry, inner: &Entry) -> bool {
    if outer.id == inner.id {
        return false;
    }
    match outer.kind {
        PlaceKind::Country => inner.kind != PlaceKind::Country && inner.country == outer.country,
        PlaceKind::Division => is_spot(inner) && inner.division.is_some() && inner.division == outer.division,
        PlaceKind::Region => {
            outer.country.is_some()
                && is_spot(inner)
                && inner.country == outer.country
                && distance_km(outer, inner) < 500.0
        }
        PlaceKind::Settlement | PlaceKind::Area => {
            is_spot(inner) && outer.population > inner.population && distance_km(outer, inner) < 60.0
        }
    }
}

fn is_spot(entry: &Entry) -> bool {
    matches!(entry.kind, PlaceKind::Settlement | PlaceKind::Area)
}

/// Whether the text between two names can stand between a place and its holder.
fn is_gap(text: &str, left: &Toponym, right: &Toponym, rules: &PlaceRules) -> bool {
    let Some(gap) = text.get(left.span.end as usize..right.span.start as usize) else { return false };
    // A comma or bracket, or at least one word: two names side by side tell nothing.
    let has_word = gap.chars().any(char::is_alphabetic);
    gap.len() <= GAP
        && (has_word || gap.contains([',', '(']))
        && gap.chars().all(|c| c.is_alphabetic() || " ,(-".contains(c))
        && gap.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).all(|word| {
            let word = word.to_lowercase();
            rules.gap_words.contains(&word) || rules.generics.contains_key(&word)
        })
}

fn softmax(scores: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let top = scores.clone().fold(f64::NEG_INFINITY, f64::max);
    let odds: Vec<f64> = scores.map(|s| (s - top).exp()).collect();
    let sum: f64 = odds.iter().sum();
    odds.into_iter().map(|o| o / sum).collect()
}

/// Great-circle distance.
pub(crate) fn distance_km(a: &Entry, b: &Entry) -> f64 {
    super::distance_km((a.latitude, a.longitude), (b.latitude, b.longitude))
}
