//! The sides that an event may have, and the choice among them.

use super::side_features::{Whole, tell};
use super::{Case, Choice, Question, best};
use crate::codebook::Codebook;
use crate::compose::Draft;
use crate::linear::{LinearWeights, feature_hash, hash_on};
use crate::matching::is_political;
use crate::view::{Party, View};
use legation_types::{Actor, ActorKind, ActorMention, CountryCode, Judged, Sector};
use std::borrow::Cow;

/// A country, or somebody without one, that may be a side of an event.
pub(super) struct Candidate<'a> {
    /// The country's code, else the name.
    pub key: Cow<'a, str>,
    pub country: Option<CountryCode>,
    /// Those of it that the sentence names, else one that the article names.
    pub members: Vec<Party<'a>>,
    /// Whether the sentence names it.
    pub is_here: bool,
    /// One that the rest of the article names: whoever is on the other side already cannot be on this one too.
    spare: Option<Party<'a>>,
}

/// The country that a participant stands for, else its name.
pub(super) fn key_of<'a>(party: &Party<'a>) -> Cow<'a, str> {
    match party.actor.country.or(party.lives_in) {
        Some(country) => Cow::Owned(country.as_str().to_string()),
        None => Cow::Borrowed(party.actor.name.as_str()),
    }
}

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
    pub(super) fn apply(self, role: Question, draft: &mut Draft<'a>) {
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
            Answer::Also(party) => side.push(party),
            Answer::Nobody | Answer::Others(_) | Answer::Only(_) => {
                let stays = |party: &Party<'a>| matches!(&self, Answer::Only(key) if key_of(party) == *key);
                side.retain(stays);
                pooled.into_iter().for_each(|pooled| pooled.retain(stays));
                if let Answer::Others(parties) = self {
                    side.extend(parties);
                }
            }
        }
    }
}

/// An answer with its countries and features.
struct Offer<'a> {
    answer: Answer<'a>,
    keys: Vec<Cow<'a, str>>,
    features: Vec<(u64, f32)>,
}

/// How many countries of the rest of the article are weighed.
const ELSEWHERE: usize = 4;

/// Everybody who may be a side of a draft.
fn candidates<'a>(view: &View<'a>, codebook: &Codebook, whole: &Whole<'_, 'a>, idx: usize) -> Vec<Candidate<'a>> {
    let found = &whole.drafts[idx].found;
    let mut list: Vec<Candidate<'a>> = Vec::new();
    let add = |list: &mut Vec<Candidate<'a>>, party: Party<'a>, is_here: bool| {
        let key = key_of(&party);
        match list.iter_mut().find(|candidate| candidate.key == key) {
            Some(candidate) if candidate.is_here || !is_here => {
                if is_here && !candidate.members.iter().any(|member| member.head == party.head) {
                    candidate.members.push(party);
                }
            }
            Some(candidate) => {
                candidate.is_here = true;
                candidate.members = vec![party];
            }
            None => {
                let country = party.actor.country.or(party.lives_in);
                list.push(Candidate { key, country, members: vec![party], is_here, spare: None });
            }
        }
    };
    let sentence = view.sentence_around(found.token);
    for party in found.actors.iter().chain(&found.recipients) {
        add(&mut list, *party, sentence.contains(&party.head.0));
    }
    let may_be = |actor: &Actor| {
        actor.kind != ActorKind::Unknown && (actor.country.is_some() || is_political(codebook, actor, true))
    };
    // A town where something happens is no side of it.
    let is_town = |mention: &ActorMention, actor: &Actor| {
        actor.kind == ActorKind::State && actor.sector == Sector::Unk && view.is_literal_place(mention.head)
    };
    let named = view.named_around(found.token).filter(|(_, actor)| may_be(actor));
    for (mention, actor) in named.filter(|(mention, actor)| !is_town(mention, actor)) {
        add(&mut list, Party::implied(mention, actor), true);
    }
    let elsewhere = |country: &CountryCode| {
        let is_of = |actor: &&Actor| actor.country == Some(*country);
        let of = |mention: &'a ActorMention| mention.actors.iter().find(is_of).map(|actor| (mention, actor));
        let known = view.mentions.actors.iter().filter_map(of);
        let rank = |mention: &ActorMention, actor: &Actor| {
            (actor.kind != ActorKind::State, mention.head > found.token, mention.head.0.abs_diff(found.token.0))
        };
        let best = known.filter(|(mention, _)| !sentence.contains(&mention.head.0));
        best.min_by_key(|(mention, actor)| rank(mention, actor)).map(|(mention, actor)| Party::implied(mention, actor))
    };
    for country in whole.order.iter().take(ELSEWHERE) {
        let spare = elsewhere(country);
        match (list.iter_mut().find(|candidate| candidate.country == Some(*country)), spare) {
            (Some(candidate), spare) => candidate.spare = spare,
            (None, Some(party)) => add(&mut list, party, false),
            (None, None) => {}
        }
    }
    list
}

/// The questions about a draft: mutual events have one side.
fn roles(codebook: &Codebook, draft: &Draft<'_>) -> &'static [Question] {
    if codebook.readings[draft.found.reading].roles(draft.found.kind).mutual.is_empty() {
        &[Question::Actor, Question::Recipient]
    } else {
        &[Question::Both]
    }
}

/// How many of the candidates are offered in pairs.
const MOST_PAIRED: usize = 7;

/// Share of the features of those of the rules that an answer with one more keeps.
const KEPT: f32 = 0.5;

/// All answers for one side of a draft, that of the rules first.
fn offers<'a>(
    view: &View<'a>,
    codebook: &Codebook,
    whole: &Whole<'_, 'a>,
    idx: usize,
    candidates: &[Candidate<'a>],
    role: Question,
    other: &[Party<'a>],
) -> Vec<Offer<'a>> {
    let draft = &whole.drafts[idx];
    let is_in = |parties: &[Party<'_>], key: &str| parties.iter().any(|party| key_of(party) == key);
    let (actors, recipients) = (&draft.found.actors, &draft.found.recipients);
    let is_ruled = |candidate: &Candidate<'_>| match role {
        Question::Recipient => is_in(recipients, &candidate.key),
        Question::Both => is_in(actors, &candidate.key) || is_in(recipients, &candidate.key),
        _ => is_in(actors, &candidate.key),
    };
    let told = |candidate: &Candidate<'a>, tag: &str| -> Vec<(u64, f32)> {
        let mut features = Vec::new();
        let start = feature_hash(&[tag]);
        tell(view, codebook, whole, idx, candidate, role, &mut |parts| features.push((hash_on(start, parts), 1.0)));
        features
    };
    let ruled: Vec<&Candidate<'a>> = candidates.iter().filter(|candidate| is_ruled(candidate)).collect();
    let count = ["0", "1", "2", "3"][ruled.len().min(3)];
    let here = ["0", "1", "2", "3"][candidates.iter().filter(|candidate| candidate.is_here).count().min(3)];
    let common = |tag: &str| -> Vec<(u64, f32)> {
        let reading = &codebook.readings[draft.found.reading];
        let event = reading.event.map_or("-", |event| &codebook.events[event].name);
        let mode = reading.mode.as_deref().unwrap_or("-");
        let side = side(role);
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
    };
    let mut own = common("R");
    for candidate in &ruled {
        own.extend(told(candidate, "").into_iter().map(|(hash, strength)| (hash, strength / ruled.len() as f32)));
    }
    let own_keys: Vec<Cow<'a, str>> = ruled.iter().map(|candidate| candidate.key.clone()).collect();
    let mut list = vec![Offer { answer: Answer::Ruled, keys: own_keys.clone(), features: own.clone() }];
    if !ruled.is_empty() {
        list.push(Offer { answer: Answer::Nobody, keys: Vec::new(), features: common("E") });
    }
    for candidate in candidates {
        let key = candidate.key.clone();
        if is_ruled(candidate) {
            if ruled.len() > 1 {
                let features = [told(candidate, "1"), common("1")].concat();
                list.push(Offer { answer: Answer::Only(key.clone()), keys: vec![key], features });
            }
            continue;
        }
        let Some(party) = candidate.nearest(draft, other) else { continue };
        let features = [told(candidate, ""), common("C")].concat();
        list.push(Offer { answer: Answer::Others(vec![party]), keys: vec![key.clone()], features });
        if !ruled.is_empty() {
            let kept = own.iter().map(|(hash, strength)| (*hash, strength * KEPT)).collect();
            let features = [told(candidate, "+"), common("+"), kept].concat();
            let keys = [own_keys.clone(), vec![key]].concat();
            list.push(Offer { answer: Answer::Also(party), keys, features });
        }
    }
    if ruled.is_empty() {
        list[0].features = common("E");
    }
    if role == Question::Both {
        let own: Vec<Vec<(u64, f32)>> = candidates.iter().take(MOST_PAIRED).map(|of| told(of, "")).collect();
        for (at, one) in candidates.iter().enumerate().take(MOST_PAIRED) {
            for (after, two) in candidates.iter().enumerate().take(MOST_PAIRED).skip(at + 1) {
                let pair = [one, two];
                let of_rules = pair.iter().filter(|candidate| is_ruled(candidate)).count();
                if of_rules == ruled.len() && of_rules > 0 {
                    continue;
                }
                let parties: Option<Vec<Party<'a>>> = pair.iter().map(|of| of.nearest(draft, &[])).collect();
                let Some(parties) = parties else { continue };
                let mut features = common("P");
                let both = own[at].iter().chain(&own[after]);
                features.extend(both.map(|(hash, strength)| (*hash, strength * KEPT)));
                let sides = |sides: &[Vec<Cow<'a, str>>; 2]| {
                    pair.iter().all(|of| sides.iter().any(|side| side.contains(&of.key)))
                };
                let together = whole.sides.iter().enumerate().filter(|(other, of)| *other != idx && sides(of)).count();
                let is_here = pair.iter().filter(|candidate| candidate.is_here).count();
                for (name, number) in [("rules", of_rules), ("together", together), ("here", is_here)] {
                    let number = ["0", "1", "2", "3"][number.min(3)];
                    features.push((feature_hash(&["P ", name, number]), 1.0));
                    features.push((feature_hash(&["P ", name, number, "|", count]), 1.0));
                }
                let keys = pair.iter().map(|candidate| candidate.key.clone()).collect();
                list.push(Offer { answer: Answer::Others(parties), keys, features });
            }
        }
    }
    list
}

impl<'a> Candidate<'a> {
    /// The member that stands nearest to the trigger and is nobody of the other side, as an implied participant.
    fn nearest(&self, draft: &Draft<'a>, other: &[Party<'a>]) -> Option<Party<'a>> {
        let is_free = |party: &&Party<'a>| !other.iter().any(|taken| is_one(taken, party));
        let is_nobody = |party: &Party<'a>| party.actor.kind != ActorKind::State && party.actor.sector == Sector::Unk;
        let distance = |party: &Party<'a>| party.head.0.abs_diff(draft.found.token.0);
        let free = self.members.iter().filter(is_free);
        let nearest = free.min_by_key(|party| (is_nobody(party), distance(party)));
        let found = nearest.or_else(|| self.spare.iter().find(is_free))?;
        Some(Party { is_indirect: true, ..*found })
    }
}

/// Whether two are the same, or act for the same: a government rejects nothing of its own country's.
fn is_one(one: &Party<'_>, other: &Party<'_>) -> bool {
    let sector = |party: &Party<'_>| match party.actor.kind {
        ActorKind::State => Sector::Gov,
        _ => party.acts_as.unwrap_or(party.actor.sector),
    };
    let country = |party: &Party<'_>| party.actor.country.or(party.lives_in);
    one.head == other.head
        || one.actor.name == other.actor.name
        || country(one).is_some()
            && country(one) == country(other)
            && sector(one) == sector(other)
            && [one, other].iter().any(|party| party.actor.kind == ActorKind::State)
}

/// Who is on the other side of what is asked.
fn other_side<'d, 'a>(draft: &'d Draft<'a>, role: Question) -> &'d [Party<'a>] {
    match role {
        Question::Actor => &draft.found.recipients,
        Question::Recipient => &draft.found.actors,
        _ => &[],
    }
}

/// The name of a side in those of features.
pub(super) fn side(role: Question) -> &'static str {
    match role {
        Question::Recipient => "r ",
        Question::Both => "b ",
        _ => "a ",
    }
}

/// For each draft the answers other than the rules' own.
pub(super) fn choose<'a>(
    view: &View<'a>,
    codebook: &Codebook,
    drafts: &[Draft<'a>],
    weights: &LinearWeights,
) -> Vec<Vec<(Question, Answer<'a>)>> {
    let whole = Whole::new(view, drafts);
    let chosen = |idx: usize| {
        let candidates = candidates(view, codebook, &whole, idx);
        let mut judged = drafts[idx].clone();
        let mut answers = Vec::new();
        for role in roles(codebook, &drafts[idx]) {
            // The doers are settled first; nobody of them is offered as whom it is done to.
            let other = other_side(&judged, *role).to_vec();
            let mut offers = offers(view, codebook, &whole, idx, &candidates, *role, &other);
            let best = best(weights, *role, offers.iter().map(|offer| offer.features.as_slice()));
            let answer = offers.swap_remove(best).answer;
            answer.clone().apply(*role, &mut judged);
            answers.push((*role, answer));
        }
        answers
    };
    (0..drafts.len()).map(chosen).collect()
}

/// Every question about sides.
pub(super) fn cases(view: &View<'_>, codebook: &Codebook, drafts: &[Draft<'_>]) -> Vec<Case> {
    let whole = Whole::new(view, drafts);
    let mut cases = Vec::new();
    for (idx, draft) in drafts.iter().enumerate() {
        let candidates = candidates(view, codebook, &whole, idx);
        for &question in roles(codebook, draft) {
            let choice = |offer: Offer<'_>| {
                let country = |key: &Cow<'_, str>| {
                    let of = |candidate: &&Candidate<'_>| candidate.key == *key;
                    candidates.iter().find(of).and_then(|candidate| candidate.country)
                };
                let code = |key| country(key).map_or("UNK".to_string(), |country| country.as_str().to_string());
                let mut answer: Vec<String> = offer.keys.iter().map(code).collect();
                answer.sort();
                answer.dedup();
                Choice { answer, features: offer.features }
            };
            let other = other_side(draft, question);
            let choices =
                offers(view, codebook, &whole, idx, &candidates, question, other).into_iter().map(choice).collect();
            cases.push(Case { trigger: draft.found.span, question, choices });
        }
    }
    cases
}
