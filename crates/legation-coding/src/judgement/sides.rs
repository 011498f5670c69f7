//! Who may be a side of an event, and the choice among them.

use super::offers::{Answer, Asked, Offer, Sheet};
use super::side_features::Whole;
use super::{Case, Choice, Question, Role, event_of, probability, type_of};
use crate::codebook::Codebook;
use crate::compose::Draft;
use crate::linear::LinearWeights;
use crate::matching::is_political;
use crate::view::{Party, View};
use legation_types::{Actor, ActorKind, ActorMention, Basis, CountryCode, Sector};
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
    match party.country() {
        Some(country) => Cow::Owned(country.as_str().to_string()),
        None => Cow::Borrowed(party.actor.name.as_str()),
    }
}

/// How many countries of the rest of the article are weighed.
const ELSEWHERE: usize = 4;

/// Everybody who may be a side of a draft.
pub(super) fn candidates<'a>(
    view: &View<'a>,
    codebook: &Codebook,
    whole: &Whole<'_, 'a>,
    idx: usize,
) -> Vec<Candidate<'a>> {
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
                list.push(Candidate { key, country: party.country(), members: vec![party], is_here, spare: None });
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
pub(super) fn roles(codebook: &Codebook, draft: &Draft<'_>) -> &'static [Role] {
    if codebook.readings[draft.found.reading].roles(draft.found.kind).mutual.is_empty() {
        &[Role::Actor, Role::Recipient]
    } else {
        &[Role::Both]
    }
}

impl<'a> Candidate<'a> {
    /// The member that stands nearest to the trigger and is nobody of the other side, as an implied participant; where the
    /// people of a country are meant, rather one of them, or the country itself, than its police.
    pub(super) fn nearest(&self, draft: &Draft<'a>, other: &[Party<'a>], people: Option<Sector>) -> Option<Party<'a>> {
        let is_free = |party: &&Party<'a>| !other.iter().any(|taken| is_one(taken, party));
        let is_nobody = |party: &Party<'a>| party.actor.kind != ActorKind::State && party.actor.sector == Sector::Unk;
        let distance = |party: &Party<'a>| party.head.0.abs_diff(draft.found.token.0);
        let free = self.members.iter().filter(is_free);
        let fits = |party: &Party<'a>| match people {
            Some(sector) if party.actor.sector == sector => 0,
            Some(_) if party.actor.kind != ActorKind::State => 2,
            _ => 1,
        };
        let nearest = free.min_by_key(|party| (is_nobody(party), fits(party), distance(party)));
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
    one.head == other.head
        || one.actor.name == other.actor.name
        || one.country().is_some()
            && one.country() == other.country()
            && sector(one) == sector(other)
            && [one, other].iter().any(|party| party.actor.kind == ActorKind::State)
}

/// Who is on the other side of what is asked.
fn other_side<'d, 'a>(draft: &'d Draft<'a>, role: Role) -> &'d [Party<'a>] {
    match role {
        Role::Actor => &draft.found.recipients,
        Role::Recipient => &draft.found.actors,
        _ => &[],
    }
}

/// Whether the clause itself names the side that the rules took, by more than a pronoun.
fn is_firm(draft: &Draft<'_>, role: Role) -> bool {
    let side = if role == Role::Recipient { &draft.found.recipients } else { &draft.found.actors };
    let is_sure = |party: &Party<'_>| !matches!(party.actor.basis, Basis::Coreference | Basis::None);
    side.iter().any(|party| !party.is_indirect && is_sure(party))
}

/// For each draft the likeliest answers, with their probabilities.
pub(super) fn choose<'a>(
    view: &View<'a>,
    codebook: &Codebook,
    drafts: &[Draft<'a>],
    weights: &LinearWeights,
) -> Vec<Vec<(Role, Answer<'a>, f32)>> {
    let whole = Whole::new(view, drafts);
    let chosen = |idx: usize| {
        let candidates = candidates(view, codebook, &whole, idx);
        let mut judged = drafts[idx].clone();
        let mut answers = Vec::new();
        for role in roles(codebook, &drafts[idx]) {
            // The doers are settled first; nobody of them is offered as whom it is done to.
            let other = other_side(&judged, *role).to_vec();
            let asked =
                Asked { view, codebook, whole: &whole, idx, candidates: &candidates, role: *role, other: &other };
            let mut sheet = asked.offers();
            let scores = sheet.scores(weights);
            let best = super::choose(&scores, is_firm(&judged, *role));
            let answer = sheet.offers.swap_remove(best).answer;
            answer.clone().apply(*role, event_of(codebook, &drafts[idx]), &mut judged);
            answers.push((*role, answer, probability(&scores, best)));
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
        for &role in roles(codebook, draft) {
            let choice = |sheet: &Sheet<'_>, offer: &Offer<'_>| {
                let country = |key: &Cow<'_, str>| {
                    let of = |candidate: &&Candidate<'_>| candidate.key == *key;
                    candidates.iter().find(of).and_then(|candidate| candidate.country)
                };
                let code = |key| country(key).map_or("UNK".to_string(), |country| country.as_str().to_string());
                let mut answer: Vec<String> = offer.keys.iter().map(code).collect();
                answer.sort();
                answer.dedup();
                Choice { answer, features: sheet.features(offer) }
            };
            let other = other_side(draft, role);
            let asked = Asked { view, codebook, whole: &whole, idx, candidates: &candidates, role, other };
            let sheet = asked.offers();
            let choices = sheet.offers.iter().map(|offer| choice(&sheet, offer)).collect();
            cases.push(Case {
                trigger: draft.found.span,
                event_type: type_of(codebook, draft).to_string(),
                question: Question::Side(role),
                choices,
                is_firm: is_firm(draft, role),
            });
        }
    }
    cases
}
