//! The answers on offer to who a side of an event is, with what tells for each.

use super::Question;
use super::side_features::{Whole, few, tell};
use super::sides::{Candidate, key_of, side};
use crate::codebook::{Codebook, EventType};
use crate::compose::Draft;
use crate::linear::{feature_hash, hash_under};
use crate::view::{Party, View};
use legation_types::{ActorKind, Judged};
use std::borrow::Cow;

/// Another answer than that of the rules, for one side of an event.
#[derive(Clone, Debug)]
pub(super) enum Answer<'a> {
    /// As the rules have it.
    Ruled,
    /// Nobody.
    Nobody,
    /// Only this one of those of the rules.
    Only(Cow<'a, str>),
    /// Somebody else; two where several do it together.
    Others(Vec<Party<'a>>),
    /// Somebody besides those of the rules.
    Also(Party<'a>),
}

impl<'a> Answer<'a> {
    /// Gives a draft this answer.
    pub(super) fn apply(self, role: Question, event: Option<&EventType>, draft: &mut Draft<'a>) {
        match (&self, role) {
            (Answer::Ruled, _) => return,
            (_, Question::Recipient) => draft.judged.push(Judged::Recipients),
            _ => draft.judged.push(Judged::Actors),
        }
        let found = &mut draft.found;
        let (side, pooled) = match role {
            Question::Recipient => (&mut found.recipients, None),
            Question::Both => (&mut found.actors, Some(&mut found.recipients)),
            _ => (&mut found.actors, None),
        };
        match self {
            Answer::Ruled => {}
            Answer::Also(party) => side.push(as_people(party, role, event)),
            Answer::Nobody | Answer::Others(_) | Answer::Only(_) => {
                let stays = |party: &Party<'a>| matches!(&self, Answer::Only(key) if key_of(party) == *key);
                side.retain(stays);
                pooled.into_iter().for_each(|pooled| pooled.retain(stays));
                if let Answer::Others(parties) = self {
                    side.extend(parties.iter().map(|party| as_people(*party, role, event)));
                }
            }
        }
    }
}

/// A state chosen for what its people do or suffer: who protests there, whom an attack hits.
fn as_people<'a>(party: Party<'a>, role: Question, event: Option<&EventType>) -> Party<'a> {
    let people = event.filter(|_| party.actor.kind == ActorKind::State).and_then(|event| match role {
        Question::Actor => event.crowd.as_ref().map(|crowd| crowd.sector),
        Question::Recipient => event.hits,
        _ => None,
    });
    Party { acts_as: people.or(party.acts_as), ..party }
}

/// An answer with its countries and features.
pub(super) struct Offer<'a> {
    pub answer: Answer<'a>,
    pub keys: Vec<Cow<'a, str>>,
    pub features: Features,
}

/// How many of the candidates are offered in pairs.
const MOST_PAIRED: usize = 7;

/// Share of the features of those of the rules that an answer with one more keeps, and of each of a pair.
const KEPT: f32 = 0.5;

/// Features by the hash of their name, with their strength.
type Features = Vec<(u64, f32)>;

/// What tells for a candidate, as it tells for another kind of answer with it.
fn under(tag: &str, features: &Features) -> Features {
    let tag = feature_hash(&[tag]);
    features.iter().map(|(feature, strength)| (hash_under(tag, *feature), *strength)).collect()
}

/// A question about a draft, with everybody who may be the answer.
pub(super) struct Asked<'q, 'd, 'a> {
    pub view: &'q View<'a>,
    pub codebook: &'q Codebook,
    pub whole: &'q Whole<'d, 'a>,
    pub idx: usize,
    pub candidates: &'q [Candidate<'a>],
    pub role: Question,
    /// Who is on the other side.
    pub other: &'q [Party<'a>],
}

impl<'a> Asked<'_, '_, 'a> {
    /// All answers, that of the rules first.
    pub(super) fn offers(&self) -> Vec<Offer<'a>> {
        let draft = self.draft();
        let plain: Vec<Features> = self.candidates.iter().map(|candidate| self.told(candidate)).collect();
        let all = || self.candidates.iter().zip(&plain);
        let ruled: Vec<(&Candidate<'a>, &Features)> = all().filter(|(candidate, _)| self.is_ruled(candidate)).collect();
        let mut own = self.common(if ruled.is_empty() { "E" } else { "R" }, ruled.len());
        for (_, features) in &ruled {
            own.extend(features.iter().map(|(hash, strength)| (*hash, strength / ruled.len() as f32)));
        }
        let own_keys: Vec<Cow<'a, str>> = ruled.iter().map(|(candidate, _)| candidate.key.clone()).collect();
        let mut list = vec![Offer { answer: Answer::Ruled, keys: own_keys.clone(), features: own.clone() }];
        if !ruled.is_empty() {
            let features = self.common("E", ruled.len());
            list.push(Offer { answer: Answer::Nobody, keys: Vec::new(), features });
        }
        for (candidate, plain) in all() {
            let key = candidate.key.clone();
            if self.is_ruled(candidate) {
                if ruled.len() > 1 {
                    let features = [under("1", plain), self.common("1", ruled.len())].concat();
                    list.push(Offer { answer: Answer::Only(key.clone()), keys: vec![key], features });
                }
                continue;
            }
            let Some(party) = candidate.nearest(draft, self.other) else { continue };
            let features = [plain.clone(), self.common("C", ruled.len())].concat();
            list.push(Offer { answer: Answer::Others(vec![party]), keys: vec![key.clone()], features });
            if !ruled.is_empty() {
                let kept = own.iter().map(|(hash, strength)| (*hash, strength * KEPT)).collect();
                let features = [under("+", plain), self.common("+", ruled.len()), kept].concat();
                let keys = [own_keys.clone(), vec![key]].concat();
                list.push(Offer { answer: Answer::Also(party), keys, features });
            }
        }
        if self.role == Question::Both {
            self.add_pairs(&plain, ruled.len(), &mut list);
        }
        list
    }

    /// Adds what two do together, but for the two of the rules.
    fn add_pairs(&self, plain: &[Features], ruled_count: usize, list: &mut Vec<Offer<'a>>) {
        for (at, one) in self.candidates.iter().enumerate().take(MOST_PAIRED) {
            for (after, two) in self.candidates.iter().enumerate().take(MOST_PAIRED).skip(at + 1) {
                let pair = [one, two];
                let of_rules = pair.iter().filter(|candidate| self.is_ruled(candidate)).count();
                if of_rules == ruled_count && of_rules > 0 {
                    continue;
                }
                let parties: Option<Vec<Party<'a>>> = pair.iter().map(|of| of.nearest(self.draft(), &[])).collect();
                let Some(parties) = parties else { continue };
                let mut features = self.common("P", ruled_count);
                let both = plain[at].iter().chain(&plain[after]);
                features.extend(both.map(|(hash, strength)| (*hash, strength * KEPT)));
                let sides = |sides: &[Vec<Cow<'a, str>>; 2]| {
                    pair.iter().all(|of| sides.iter().any(|side| side.contains(&of.key)))
                };
                let others = self.whole.sides.iter().enumerate().filter(|(other, _)| *other != self.idx);
                let together = others.filter(|(_, of)| sides(of)).count();
                let is_here = pair.iter().filter(|candidate| candidate.is_here).count();
                for (name, number) in [("rules", of_rules), ("together", together), ("here", is_here)] {
                    features.push((feature_hash(&["P ", name, few(number)]), 1.0));
                    features.push((feature_hash(&["P ", name, few(number), "|", few(ruled_count)]), 1.0));
                }
                let keys = pair.iter().map(|candidate| candidate.key.clone()).collect();
                list.push(Offer { answer: Answer::Others(parties), keys, features });
            }
        }
    }

    fn draft(&self) -> &Draft<'a> {
        &self.whole.drafts[self.idx]
    }

    /// Whether the rules chose a candidate.
    fn is_ruled(&self, candidate: &Candidate<'a>) -> bool {
        let found = &self.draft().found;
        let is_in = |parties: &[Party<'_>]| parties.iter().any(|party| key_of(party) == candidate.key);
        match self.role {
            Question::Recipient => is_in(&found.recipients),
            Question::Both => is_in(&found.actors) || is_in(&found.recipients),
            _ => is_in(&found.actors),
        }
    }

    /// What tells for a candidate.
    fn told(&self, candidate: &Candidate<'a>) -> Features {
        let mut features = Vec::new();
        let mut sink = |parts: &[&str]| features.push((feature_hash(parts), 1.0));
        tell(self, candidate, &mut sink);
        features
    }

    /// What tells for a kind of answer, whoever it is.
    fn common(&self, tag: &str, ruled_count: usize) -> Features {
        let draft = self.draft();
        let reading = &self.codebook.readings[draft.found.reading];
        let event = reading.event.map_or("-", |event| &self.codebook.events[event].name);
        let mode = reading.mode.as_deref().unwrap_or("-");
        let side = side(self.role);
        let count = few(ruled_count);
        let here = few(self.candidates.iter().filter(|candidate| candidate.is_here).count());
        let named = [
            [tag, side, "event", event, ""],
            [tag, side, "mode", event, mode],
            [tag, side, "status", draft.status.as_str(), ""],
            [tag, side, "ruled", count, ""],
            [tag, side, "here", here, ""],
            [tag, side, "ruled event", count, event],
            [tag, side, "reading", &reading.id, ""],
        ];
        named.iter().map(|parts| (feature_hash(parts), 1.0)).collect()
    }
}
