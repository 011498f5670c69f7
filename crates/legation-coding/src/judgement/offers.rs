//! The answers on offer to who a side of an event is, with what tells for each.

use super::side_features::{Whole, few, side, tell};
use super::sides::{Candidate, key_of};
use super::{Role, event_of};
use crate::codebook::{Codebook, EventType};
use crate::compose::Draft;
use crate::linear::{LinearWeights, feature_hash, hash_on, hash_under};
use crate::view::{Party, View};
use legation_types::{ActorKind, Judged, Sector};
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
    pub(super) fn apply(self, role: Role, event: Option<&EventType>, draft: &mut Draft<'a>) {
        match (&self, role) {
            (Answer::Ruled, _) => return,
            (_, Role::Recipient) => draft.judged.push(Judged::Recipients),
            _ => draft.judged.push(Judged::Actors),
        }
        let found = &mut draft.found;
        let (side, pooled) = match role {
            Role::Recipient => (&mut found.recipients, None),
            Role::Both => (&mut found.actors, Some(&mut found.recipients)),
            _ => (&mut found.actors, None),
        };
        match self {
            Answer::Ruled => {}
            Answer::Others(ref parties)
                if let [other] = &parties[..]
                    && !side.is_empty()
                    && side.iter().all(takes_country) =>
            {
                side.iter_mut().for_each(|own| own.lives_in = other.country());
            }
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

/// Whether the clause names somebody whose country the article does not tell: then another country chosen for the side is
/// taken for the country where he is, and he stays.
fn takes_country(party: &Party<'_>) -> bool {
    !party.is_indirect && party.country().is_none() && party.actor.kind != ActorKind::State
}

/// As what a country's people are on a side of an event: who protests there, whom an attack hits.
pub(super) fn people(role: Role, event: Option<&EventType>) -> Option<Sector> {
    event.and_then(|event| match role {
        Role::Actor => event.crowd.as_ref().map(|crowd| crowd.sector),
        Role::Recipient => event.hits,
        Role::Both => None,
    })
}

/// A state chosen for what its people do or suffer.
fn as_people<'a>(party: Party<'a>, role: Role, event: Option<&EventType>) -> Party<'a> {
    let people = people(role, event).filter(|_| party.actor.kind == ActorKind::State);
    Party { acts_as: people.or(party.acts_as), ..party }
}

/// An answer with its countries.
pub(super) struct Offer<'a> {
    pub answer: Answer<'a>,
    pub keys: Vec<Cow<'a, str>>,
    /// Which of the sheet's features tell for it, and how strongly.
    parts: Vec<(usize, f32)>,
}

/// Hashes of features that count together.
type Features = Vec<u64>;

/// The answers to a question, and what tells for them: features that several share stand there once.
#[derive(Default)]
pub(super) struct Sheet<'a> {
    features: Vec<Features>,
    pub offers: Vec<Offer<'a>>,
}

impl<'a> Sheet<'a> {
    fn add(&mut self, features: Features) -> usize {
        self.features.push(features);
        self.features.len() - 1
    }

    fn offer(&mut self, answer: Answer<'a>, keys: Vec<Cow<'a, str>>, parts: Vec<(usize, f32)>) {
        self.offers.push(Offer { answer, keys, parts });
    }

    /// What the weights say of each answer.
    pub(super) fn scores(&self, weights: &LinearWeights) -> Vec<f32> {
        let scores: Vec<f32> = self.features.iter().map(|features| weights.score(features)).collect();
        let score = |offer: &Offer<'_>| offer.parts.iter().map(|(at, strength)| scores[*at] * strength).sum();
        self.offers.iter().map(score).collect()
    }

    /// The features of an answer with their strengths.
    pub(super) fn features(&self, offer: &Offer<'_>) -> Vec<(u64, f32)> {
        let part =
            |(at, strength): &(usize, f32)| self.features[*at].iter().map(|f| (*f, *strength)).collect::<Vec<_>>();
        offer.parts.iter().flat_map(part).collect()
    }
}

/// How many of the candidates are offered in pairs.
const MOST_PAIRED: usize = 7;

/// Room for the features of a candidate; few have more.
const MOST_FEATURES: usize = 192;

/// Share of the features of those of the rules that an answer with one more keeps, and of each of a pair.
const KEPT: f32 = 0.5;

/// What tells for a candidate, as it tells for another kind of answer with it.
fn under(tag: &str, features: &Features) -> Features {
    let tag = feature_hash(&[tag]);
    features.iter().map(|feature| hash_under(tag, *feature)).collect()
}

/// A question about a draft, with everybody who may be the answer.
pub(super) struct Asked<'q, 'd, 'a> {
    pub view: &'q View<'a>,
    pub codebook: &'q Codebook,
    pub whole: &'q Whole<'d, 'a>,
    pub idx: usize,
    pub candidates: &'q [Candidate<'a>],
    pub role: Role,
    /// Who is on the other side.
    pub other: &'q [Party<'a>],
}

impl<'a> Asked<'_, '_, 'a> {
    /// All answers, that of the rules first.
    pub(super) fn offers(&self) -> Sheet<'a> {
        let draft = self.draft();
        let event = event_of(self.codebook, draft);
        let mut sheet = Sheet::default();
        // What tells for a candidate alone stands at the candidate's own number.
        self.candidates.iter().for_each(|candidate| _ = sheet.add(self.told(candidate)));
        let is_ruled: Vec<bool> = self.candidates.iter().map(|candidate| self.is_ruled(candidate)).collect();
        let ruled: Vec<usize> = (0..is_ruled.len()).filter(|at| is_ruled[*at]).collect();
        let common = |tag| self.common(tag, ruled.len());
        let key = |at: usize| self.candidates[at].key.clone();
        let own_common = sheet.add(common(if ruled.is_empty() { "E" } else { "R" }));
        let own = |strength: f32| {
            let each = ruled.iter().map(|at| (*at, strength / ruled.len() as f32));
            each.chain([(own_common, strength)]).collect::<Vec<_>>()
        };
        let own_keys: Vec<Cow<'a, str>> = ruled.iter().map(|at| key(*at)).collect();
        sheet.offer(Answer::Ruled, own_keys.clone(), own(1.0));
        if !ruled.is_empty() {
            let nobody = sheet.add(common("E"));
            sheet.offer(Answer::Nobody, Vec::new(), vec![(nobody, 1.0)]);
        }
        let [only, other, also] = ["1", "C", "+"].map(|tag| sheet.add(common(tag)));
        for (at, candidate) in self.candidates.iter().enumerate() {
            if is_ruled[at] {
                if ruled.len() > 1 {
                    let told = sheet.add(under("1", &sheet.features[at]));
                    sheet.offer(Answer::Only(key(at)), vec![key(at)], vec![(told, 1.0), (only, 1.0)]);
                }
                continue;
            }
            let Some(party) = candidate.nearest(draft, self.other, people(self.role, event)) else { continue };
            sheet.offer(Answer::Others(vec![party]), vec![key(at)], vec![(at, 1.0), (other, 1.0)]);
            if !ruled.is_empty() {
                let told = sheet.add(under("+", &sheet.features[at]));
                let parts = [own(KEPT), vec![(told, 1.0), (also, 1.0)]].concat();
                sheet.offer(Answer::Also(party), [own_keys.clone(), vec![key(at)]].concat(), parts);
            }
        }
        if self.role == Role::Both {
            self.add_pairs(&is_ruled, &mut sheet);
        }
        sheet
    }

    /// Adds what two do together, but for the two of the rules.
    fn add_pairs(&self, is_ruled: &[bool], sheet: &mut Sheet<'a>) {
        let ruled_count = is_ruled.iter().filter(|ruled| **ruled).count();
        let common = sheet.add(self.common("P", ruled_count));
        for (at, one) in self.candidates.iter().enumerate().take(MOST_PAIRED) {
            for (after, two) in self.candidates.iter().enumerate().take(MOST_PAIRED).skip(at + 1) {
                let pair = [one, two];
                let of_rules = usize::from(is_ruled[at]) + usize::from(is_ruled[after]);
                if of_rules == ruled_count && of_rules > 0 {
                    continue;
                }
                let parties: Option<Vec<Party<'a>>> =
                    pair.iter().map(|of| of.nearest(self.draft(), &[], None)).collect();
                let Some(parties) = parties else { continue };
                let sides = |sides: &[Vec<Cow<'a, str>>; 2]| {
                    pair.iter().all(|of| sides.iter().any(|side| side.contains(&of.key)))
                };
                let others = self.whole.sides.iter().enumerate().filter(|(other, _)| *other != self.idx);
                let together = others.filter(|(_, of)| sides(of)).count();
                let is_here = pair.iter().filter(|candidate| candidate.is_here).count();
                let numbers = [("rules", of_rules), ("together", together), ("here", is_here)];
                let told = numbers.iter().flat_map(|(name, number)| {
                    let alone = feature_hash(&["P ", name, few(*number)]);
                    [alone, hash_on(alone, &["|", few(ruled_count)])]
                });
                let told = sheet.add(told.collect());
                let keys = pair.iter().map(|candidate| candidate.key.clone()).collect();
                let parts = vec![(at, KEPT), (after, KEPT), (common, 1.0), (told, 1.0)];
                sheet.offer(Answer::Others(parties), keys, parts);
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
            Role::Recipient => is_in(&found.recipients),
            Role::Both => is_in(&found.actors) || is_in(&found.recipients),
            _ => is_in(&found.actors),
        }
    }

    /// What tells for a candidate.
    fn told(&self, candidate: &Candidate<'a>) -> Features {
        let mut features = Vec::with_capacity(MOST_FEATURES);
        tell(self, candidate, &mut |feature| features.push(feature));
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
        named.iter().map(|parts| feature_hash(parts)).collect()
    }
}
