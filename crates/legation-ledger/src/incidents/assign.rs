//! Which events are one happening.

use super::happening::Happening;
use super::likeness::{ENOUGH, gap, likeness};
use rustc_hash::FxHashMap;

/// Earlier events looked at for each key: the latest ones.
const LOOKED_AT: usize = 24;

/// Two groups of events, by number in the list, that a person has joined or parted.
#[derive(Clone, Debug)]
pub(crate) struct Decision {
    pub(crate) is_join: bool,
    pub(crate) left: Vec<usize>,
    pub(crate) right: Vec<usize>,
}

/// Where an event belongs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Assigned {
    /// The first event of its incident, by number in the list.
    pub(crate) first: usize,
    /// Why it was joined to it; empty for the first.
    pub(crate) reasons: Vec<String>,
    /// The event that it resembles.
    pub(crate) like: Option<usize>,
}

/// Groups events (in the order of publication). Time: events × keys × [`LOOKED_AT`].
pub(crate) fn assign(events: &[Happening], decisions: &[Decision]) -> Vec<Assigned> {
    let mut groups = Groups::new(events);
    let mut found: Vec<Assigned> = Vec::with_capacity(events.len());
    let mut met: FxHashMap<Key, Vec<u32>> = FxHashMap::default();
    for (number, event) in events.iter().enumerate() {
        let keys = keys(event);
        let mut candidates: Vec<u32> = keys
            .iter()
            .filter_map(|key| met.get(key))
            .flat_map(|list| list.iter().rev().take(LOOKED_AT))
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut best: Option<(f32, usize, Vec<String>)> = None;
        for candidate in candidates {
            let Some(like) = likeness(&events[candidate as usize], event) else { continue };
            let is_better = best.as_ref().is_none_or(|(score, ..)| like.score > *score);
            if like.score >= ENOUGH
                && is_better
                && groups.days_allow(candidate as usize, number)
                && groups.may_join(candidate as usize, number, decisions)
            {
                best = Some((like.score, candidate as usize, like.reasons));
            }
        }
        let (like, reasons) = match best {
            Some((score, like, mut reasons)) => {
                groups.join(like, number);
                reasons.push(format!("likeness {score:.1}"));
                (Some(like), reasons)
            }
            None => (None, Vec::new()),
        };
        found.push(Assigned { first: number, reasons, like });
        for key in keys {
            met.entry(key).or_default().push(number as u32);
        }
    }
    for (idx, decision) in decisions.iter().enumerate().filter(|(_, decision)| decision.is_join) {
        let members: Vec<usize> = decision.left.iter().chain(&decision.right).copied().collect();
        for pair in members.windows(2) {
            if groups.root(pair[0]) != groups.root(pair[1]) && groups.may_join(pair[0], pair[1], &decisions[idx + 1..])
            {
                // Only a split that came after the joining still parts them.
                groups.join(pair[0], pair[1]);
                found[pair[0].max(pair[1])].reasons = vec!["joined by hand".to_string()];
            }
        }
    }
    for (number, assigned) in found.iter_mut().enumerate() {
        assigned.first = groups.root(number);
    }
    found
}

/// What two events must share one of to be compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    /// Type and story.
    Story(u32, u32),
    /// Type, participant's name or country, and week.
    Who(u32, u32, i32),
    /// Type, place and week.
    Place(u32, u32, i32),
}

fn keys(event: &Happening) -> Vec<Key> {
    let mut keys = vec![Key::Story(event.kind, event.story)];
    let Some(day) = event.days.map(|days| days.0).or(event.published) else { return keys };
    // A week and the one before it: neighbours share at least one key.
    for week in [day.div_euclid(7), (day + 3).div_euclid(7) + 1_000_000] {
        for party in event.actors.iter().chain(&event.recipients) {
            keys.push(Key::Who(event.kind, if party.name != 0 { party.name } else { party.country }, week));
        }
        if let Some(place) = event.place.filter(|place| place.is_fine) {
            keys.push(Key::Place(event.kind, place.name, week));
        }
    }
    keys.sort_unstable_by_key(|key| match key {
        Key::Story(a, b) => (0, *a, *b, 0),
        Key::Who(a, b, week) => (1, *a, *b, *week),
        Key::Place(a, b, week) => (2, *a, *b, *week),
    });
    keys.dedup();
    keys
}

/// Union-find whose root is always the earliest member.
struct Groups {
    parents: Vec<usize>,
    /// The narrowest stretch of days that a member of the group tells, at its root.
    days: Vec<Option<(i32, i32)>>,
}

impl Groups {
    fn new(events: &[Happening]) -> Groups {
        Groups { parents: (0..events.len()).collect(), days: events.iter().map(|event| event.days).collect() }
    }

    fn root(&mut self, number: usize) -> usize {
        let mut at = number;
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.days[a.min(b)] = match (self.days[a], self.days[b]) {
            (Some(x), Some(y)) => Some(if x.1 - x.0 <= y.1 - y.0 { x } else { y }),
            (x, y) => x.or(y),
        };
        self.parents[a.max(b)] = a.min(b);
    }

    /// Whether the days that the two groups tell allow them to be one: an event without a day must not join two that lie
    /// a week apart.
    fn days_allow(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        self.days[a].zip(self.days[b]).is_none_or(|(a, b)| gap(a, b) <= 1)
    }

    /// Whether no split by hand keeps the two groups apart.
    fn may_join(&mut self, a: usize, b: usize, decisions: &[Decision]) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        decisions.iter().filter(|decision| !decision.is_join).all(|decision| {
            let mut holds = |group: usize, side: &[usize]| side.iter().any(|number| self.root(*number) == group);
            let is_across = (holds(a, &decision.left) && holds(b, &decision.right))
                || (holds(b, &decision.left) && holds(a, &decision.right));
            !is_across
        })
    }
}
