//! As what a country or group is on a side of an event: its government, its forces, its people.

use super::side_features::{Whole, kind_of, route, side};
use super::sides::{candidates, roles};
use super::{Case, Choice, Question, Role, choose, type_of};
use crate::codebook::Codebook;
use crate::compose::Draft;
use crate::linear::{LinearWeights, feature_hash, hash_on, hash_under};
use crate::view::{Party, View};
use legation_types::{Actor, ActorKind, Basis, Judged, Sector, TokenId};

/// Those on a side.
fn parties<'d, 'a>(draft: &'d Draft<'a>, role: Role) -> impl Iterator<Item = &'d Party<'a>> {
    let found = &draft.found;
    let (first, second): (&[Party<'a>], &[Party<'a>]) = match role {
        Role::Actor => (&found.actors, &[]),
        Role::Recipient => (&found.recipients, &[]),
        Role::Both => (&found.actors, &found.recipients),
    };
    first.iter().chain(second)
}

/// As what somebody acts by the rules.
fn ruled(party: &Party<'_>) -> Sector {
    party.acts_as.unwrap_or(party.actor.sector)
}

/// Whether several of the same country are on a side: its government and its army.
fn is_shared(draft: &Draft<'_>, role: Role, party: &Party<'_>) -> bool {
    parties(draft, role).filter(|other| other.country() == party.country()).count() > 1
}

/// The sectors that somebody may be found to act as; the others only the words themselves give.
const OFFERED: [Sector; 18] = [
    Sector::Gov,
    Sector::Mil,
    Sector::Cvl,
    Sector::Reb,
    Sector::Opp,
    Sector::Cop,
    Sector::Unk,
    Sector::Bus,
    Sector::Leg,
    Sector::Jud,
    Sector::Pty,
    Sector::Spy,
    Sector::Eli,
    Sector::Jrn,
    Sector::Igo,
    Sector::Rel,
    Sector::Uaf,
    Sector::Ref,
];

/// The sectors on offer, that of the rules first, and the features of each.
fn offers(
    view: &View<'_>,
    codebook: &Codebook,
    draft: &Draft<'_>,
    role: Role,
    party: &Party<'_>,
) -> impl Iterator<Item = (Sector, Vec<u64>)> {
    let ruled = ruled(party);
    let told = told(view, codebook, draft, role, party);
    let others = OFFERED.into_iter().filter(move |sector| *sector != ruled);
    std::iter::once(ruled).chain(others).map(move |sector| {
        let start = feature_hash(&["sector", sector.as_str()]);
        let is_kept = if sector == ruled { "kept" } else { "changed" };
        let change = feature_hash(&["sector ", is_kept]);
        let all = told.iter().map(|feature| hash_under(start, *feature));
        (sector, all.chain([change, hash_on(change, &[ruled.as_str()])]).collect())
    })
}

/// What tells as what somebody is on a side: who it is, what is done, and who else is there.
fn told(view: &View<'_>, codebook: &Codebook, draft: &Draft<'_>, role: Role, party: &Party<'_>) -> Vec<u64> {
    let reading = &codebook.readings[draft.found.reading];
    let event = type_of(codebook, draft);
    let mode = reading.mode.as_deref().unwrap_or("-");
    let actor = party.actor;
    let (kind, sector) = (kind_of(actor.kind), ruled(party).as_str());
    let with_event = feature_hash(&["event", side(role), event]);
    let with_who = feature_hash(&["who", kind, sector]);
    let mut told = Vec::with_capacity(64);
    let mut add = |is_told_of_all: bool, parts: &[&str]| {
        let feature = feature_hash(parts);
        told.push(feature);
        if is_told_of_all {
            told.extend([hash_under(with_event, feature), hash_under(with_who, feature)]);
        }
    };
    add(true, &["always"]);
    add(true, &["mode", event, mode, side(role)]);
    add(true, &["reading", &reading.id, side(role)]);
    add(false, &["trigger", &view.lemma(draft.found.token), side(role)]);
    add(true, &["status", draft.status.as_str()]);
    add(false, &["name", &actor.name]);
    add(true, &["basis", actor.basis.as_str(), if actor.basis == Basis::None { "-" } else { kind }]);
    add(true, &["word", &view.lemma(party.head)]);
    for &child in view.children(party.head) {
        if matches!(view.analysis.tokens[child.idx()].relation(), "compound" | "amod" | "nmod") {
            add(false, &["child", &view.lemma(child)]);
        }
    }
    for word in actor.role.as_deref().unwrap_or("").split_whitespace() {
        add(false, &["role", word]);
    }
    add(true, &["country", party.country().as_ref().map_or("-", |country| country.as_str())]);
    add(true, &["indirect", if party.is_indirect { "yes" } else { "no" }]);
    add(false, &["relation", &view.relation(party.head).unwrap_or_default()]);
    add(false, &["route", &route(view, draft.found.token, party.head)]);
    let others = [Role::Actor, Role::Recipient].into_iter().flat_map(|of| parties(draft, of));
    for other in others.filter(|other| other.head != party.head) {
        let is_own = if other.country() == party.country() { "own" } else { "other" };
        add(true, &["beside", self::ruled(other).as_str(), is_own]);
    }
    told
}

/// Chooses the sectors of all sides.
pub(super) fn judge<'a>(view: &View<'a>, codebook: &Codebook, drafts: &mut [Draft<'a>], weights: &LinearWeights) {
    for draft in drafts {
        for &role in roles(codebook, draft) {
            for number in 0..parties(draft, role).count() {
                let Some(sector) = best(view, codebook, draft, (role, number), weights) else { continue };
                let trigger = draft.found.token;
                let found = &mut draft.found;
                let (first, second): (&mut [Party<'a>], &mut [Party<'a>]) = match role {
                    Role::Actor => (&mut found.actors, &mut []),
                    Role::Recipient => (&mut found.recipients, &mut []),
                    Role::Both => (&mut found.actors, &mut found.recipients),
                };
                if let Some(party) = first.iter_mut().chain(second).nth(number) {
                    if let Some(better) = better_named(view, party, sector, trigger) {
                        *party = better;
                    }
                    party.acts_as = Some(sector);
                    draft.judged.push(Judged::Sectors);
                }
            }
        }
    }
}

/// For a body that a side was inferred from, and that is not what is meant, the nearest of its country that is, else the
/// country: those who march are not the police.
fn better_named<'a>(view: &View<'a>, party: &Party<'a>, sector: Sector, trigger: TokenId) -> Option<Party<'a>> {
    let is_body = matches!(party.actor.kind, ActorKind::Organisation | ActorKind::Group);
    if !party.is_indirect || !is_body || ruled(party) == Sector::Unk {
        return None;
    }
    let fits =
        |actor: &Actor| actor.country == party.country() && (actor.sector == sector || actor.kind == ActorKind::State);
    let all = view.mentions.actors.iter();
    let all = all.flat_map(|mention| mention.actors.iter().map(move |actor| (mention, actor)));
    let best = all.filter(|(_, actor)| fits(actor)).min_by_key(|(mention, actor)| {
        (actor.sector != sector, view.is_literal_place(mention.head), mention.head.0.abs_diff(trigger.0))
    });
    best.map(|(mention, actor)| Party::implied(mention, actor))
}

/// The sector of somebody on a side, where it is another than that of the rules.
fn best(
    view: &View<'_>,
    codebook: &Codebook,
    draft: &Draft<'_>,
    (role, number): (Role, usize),
    weights: &LinearWeights,
) -> Option<Sector> {
    let party = parties(draft, role).nth(number)?;
    if is_shared(draft, role, party) {
        return None;
    }
    let offers = offers(view, codebook, draft, role, party);
    let (sectors, scores): (Vec<Sector>, Vec<f32>) =
        offers.map(|(sector, features)| (sector, weights.score(&features))).unzip();
    let best = choose(&scores, is_firm(party));
    (best > 0).then(|| sectors[best])
}

/// Whether the words themselves say as what somebody acts.
fn is_firm(party: &Party<'_>) -> bool {
    !party.is_indirect
}

/// Every question about sectors: of the sides by the rules, and of whoever else may be a side.
pub(super) fn cases(view: &View<'_>, codebook: &Codebook, drafts: &[Draft<'_>]) -> Vec<Case> {
    let whole = Whole::new(view, drafts);
    let mut cases = Vec::new();
    for (idx, draft) in drafts.iter().enumerate() {
        let candidates = candidates(view, codebook, &whole, idx);
        for &role in roles(codebook, draft) {
            let own: Vec<Party<'_>> =
                parties(draft, role).filter(|party| !is_shared(draft, role, party)).copied().collect();
            let is_there = |party: &Party<'_>| parties(draft, role).any(|other| other.country() == party.country());
            let further = candidates.iter().filter_map(|candidate| candidate.nearest(draft, &[], None));
            let further: Vec<Party<'_>> = further.filter(|party| !is_there(party)).collect();
            cases.extend(own.iter().chain(&further).map(|party| {
                Case {
                    trigger: draft.found.span,
                    event_type: type_of(codebook, draft).to_string(),
                    question: Question::Sector(role, party.country()),
                    choices: offers(view, codebook, draft, role, party)
                        .map(|(sector, features)| Choice::whole(sector.as_str(), features))
                        .collect(),
                    is_firm: is_firm(party),
                }
            }));
        }
    }
    cases
}
