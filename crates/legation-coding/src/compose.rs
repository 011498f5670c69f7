//! How events nest: the content of a speech act takes its status, its participants and its source from it.

use crate::codebook::{Codebook, Content, Heir};
use crate::matching::{ELLIPSIS, Match};
use crate::view::{Party, View};
use legation_types::{Judged, Status, TokenId, Upos};
use rustc_hash::FxHashMap;

/// An event on its way: a reading that holds, before its participants are checked.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'a> {
    pub found: Match<'a>,
    pub status: Status,
    /// The draft whose content this one is.
    pub within: Option<usize>,
    /// The draft whose actors vouch for this one.
    pub vouched_by: Option<usize>,
    /// Whether the draft was reached as content of another.
    pub is_inner: bool,
    /// Whether its reading does not hold: a constraint fails, or a better reading says that it is no event.
    pub is_doubtful: bool,
    /// The mode that the judgement chose, where it is not that of the rules; inside, nothing for no mode.
    pub mode: Option<Option<String>>,
    /// The probability that type and sides are right, where the judgement gave one.
    pub likelihood: Option<f32>,
    /// What the judgement decided otherwise than the rules.
    pub judged: Vec<Judged>,
}

/// Lets every reading with a content act on the events found there, outermost first; then lets an outer event that
/// names no recipient take it from what it is about.
pub(crate) fn compose<'a>(view: &View<'a>, codebook: &Codebook, drafts: &mut [Draft<'a>]) {
    let at: FxHashMap<TokenId, usize> = drafts.iter().enumerate().map(|(idx, d)| (d.found.token, idx)).collect();
    let mut order: Vec<usize> = (0..drafts.len())
        .filter(|&idx| codebook.readings[drafts[idx].found.reading].content.is_some())
        .filter(|&idx| !is_elliptic(view, drafts[idx].found.token))
        .collect();
    order.sort_by_key(|&idx| (depth(view, drafts[idx].found.token), drafts[idx].found.token));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for outer in order {
        let Some(content) = codebook.readings[drafts[outer].found.reading].content.as_ref() else { continue };
        let mut inner = Vec::new();
        for path in &content.relations {
            for head in view.follow(&drafts[outer].found.near, path) {
                reach(view, codebook, &at, head, outer, 4, &mut inner);
            }
        }
        inner.sort_unstable();
        inner.dedup();
        for idx in inner {
            // Two may be reached from each other ("an invitation that denied …"): the outer one in the tree has it.
            if is_inside(drafts, outer, idx) {
                continue;
            }
            apply(view, codebook, drafts, content, outer, idx);
            pairs.push((outer, idx));
        }
    }
    for (outer, inner) in pairs.into_iter().rev() {
        lend_recipient(codebook, drafts, outer, inner);
    }
}

/// Whether a draft stands inside another, however deep.
fn is_inside(drafts: &[Draft<'_>], inner: usize, outer: usize) -> bool {
    std::iter::successors(drafts[inner].within, |&idx| drafts[idx].within).any(|idx| idx == outer)
}

/// Gives an inner event what the content of its outer one says of it.
fn apply(view: &View<'_>, codebook: &Codebook, drafts: &mut [Draft<'_>], content: &Content, outer: usize, idx: usize) {
    let is_record = codebook.readings[drafts[outer].found.reading].event.is_some();
    let heirs = |heir: Heir| -> Vec<Party<'_>> {
        let parties = match heir {
            Heir::Nobody => return Vec::new(),
            Heir::Actor => &drafts[outer].found.actors,
            Heir::Recipient => &drafts[outer].found.recipients,
        };
        parties.iter().map(|party| Party { is_indirect: true, ..*party }).collect()
    };
    let (subjects, targets) = (heirs(content.subject), heirs(content.target));
    let (outer_status, outer_token) = (drafts[outer].status, drafts[outer].found.token);
    // What is promised or refused of oneself says nothing of a deed that has another doer: "rejected Iran's request".
    let is_foreign = content.subject == Heir::Actor
        && !drafts[idx].found.actors.is_empty()
        && !drafts[idx].found.actors.iter().any(|own| subjects.iter().any(|other| is_one_side(own, other)));
    let is_lent =
        content.subject == Heir::Recipient && !subjects.is_empty() && has_lent_subject(view, drafts, outer, idx);
    let draft = &mut drafts[idx];
    if is_lent {
        draft.found.actors.clear();
    }
    inherit(codebook, draft, subjects, targets);
    let given = match content.status {
        Some(Status::Planned) if is_undone(outer_status) => Some(Status::Negated),
        None if !is_record => Some(outer_status),
        given => given,
    };
    if is_foreign && is_governed_by(view, draft.found.token, outer_token) {
        draft.status = Status::Occurred;
    }
    let is_deed_of_self = matches!(given, Some(Status::Planned | Status::Negated));
    let given = given.filter(|given| !(is_foreign && is_deed_of_self) && given.strength() > draft.status.strength());
    draft.status = given.unwrap_or(draft.status);
    if is_record {
        draft.within = Some(outer);
    }
    if content.is_sourced && matches!(outer_status, Status::Occurred | Status::Ongoing) {
        draft.vouched_by = Some(outer);
    }
    draft.is_inner = true;
}

/// Whether the inner verb names no subject and was given that of the outer one: who lashes out at somebody "for shooting
/// down a plane" did not shoot.
fn has_lent_subject(view: &View<'_>, drafts: &[Draft<'_>], outer: usize, inner: usize) -> bool {
    let (outer, inner) = (&drafts[outer].found, &drafts[inner].found);
    let is_subject = |child: &TokenId| view.analysis.tokens[child.idx()].relation() == "nsubj";
    let is_outer = |party: &Party<'_>| outer.actors.iter().any(|other| other.head == party.head);
    !inner.actors.is_empty() && inner.actors.iter().all(is_outer) && !view.children(inner.token).iter().any(is_subject)
}

/// Whether the language gives a token its status for the sake of this governing word alone.
fn is_governed_by(view: &View<'_>, token: TokenId, outer: TokenId) -> bool {
    let cues = view.statement(token).map(|(_, statement)| statement.status_cues.as_slice()).unwrap_or_default();
    cues.first().is_some_and(|cue| cue.cue == outer)
}

/// What was not agreed or promised is not planned.
fn is_undone(status: Status) -> bool {
    matches!(status, Status::Negated | Status::Denied)
}

/// Whether a verb is left out at the token: its content is told where the verb stands.
fn is_elliptic(view: &View<'_>, token: TokenId) -> bool {
    let link = view.statement(token).and_then(|(_, statement)| statement.link.as_ref());
    link.is_some_and(|link| link.relation == ELLIPSIS)
}

/// Takes the recipient of a speech act from the event it is about: who is threatened, asked, accused, refused.
fn lend_recipient(codebook: &Codebook, drafts: &mut [Draft<'_>], outer: usize, inner: usize) {
    let reading = &codebook.readings[drafts[outer].found.reading];
    let Some(content) = reading.content.as_ref() else { return };
    let is_mutual = !reading.roles(drafts[outer].found.kind).mutual.is_empty();
    // Who agrees alone to do something to somebody agrees it with him: "agreed to lift a ban on British beef".
    let has_sides = is_mutual && drafts[outer].found.actors.len() != 1;
    if has_sides || !drafts[outer].found.recipients.is_empty() {
        return;
    }
    let own = drafts[outer].found.actors.clone();
    let others = |parties: &[Party<'_>]| -> bool { parties.iter().any(|p| !own.iter().any(|o| is_one_side(o, p))) };
    let (actors, recipients) = (&drafts[inner].found.actors, &drafts[inner].found.recipients);
    let lent = match (content.subject, content.target) {
        (Heir::Recipient, _) if others(actors) => actors,
        (_, Heir::Recipient) if others(recipients) => recipients,
        (Heir::Actor, Heir::Nobody) if others(actors) => actors,
        (Heir::Actor, Heir::Nobody) if others(recipients) => recipients,
        _ => return,
    };
    let lent: Vec<Party<'_>> = lent
        .iter()
        .filter(|party| !own.iter().any(|other| is_one_side(other, party)))
        .map(|party| Party { is_indirect: true, ..*party })
        .collect();
    drafts[outer].found.recipients = lent;
}

fn inherit<'a>(codebook: &Codebook, draft: &mut Draft<'a>, subjects: Vec<Party<'a>>, targets: Vec<Party<'a>>) {
    let reading = &codebook.readings[draft.found.reading];
    let is_mutual = !reading.roles(draft.found.kind).mutual.is_empty();
    if is_mutual && draft.found.recipients.is_empty() {
        if draft.found.actors.len() < 2 {
            for party in subjects.into_iter().chain(targets) {
                if !draft.found.actors.iter().any(|other| is_same(other, &party)) {
                    draft.found.actors.push(party);
                }
            }
        }
        return;
    }
    if draft.found.actors.is_empty() {
        let recipients = &draft.found.recipients;
        draft.found.actors =
            subjects.into_iter().filter(|p| !recipients.iter().any(|other| is_same(other, p))).collect();
    }
    if draft.found.recipients.is_empty() {
        let actors = &draft.found.actors;
        draft.found.recipients =
            targets.into_iter().filter(|p| !actors.iter().any(|other| is_same(other, p))).collect();
    }
}

/// Lets a mutual event with one side take the subject of the clause around it: "lands in Russia for talks with Putin".
pub(crate) fn take_sides<'a>(view: &View<'a>, codebook: &Codebook, drafts: &mut [Draft<'a>]) {
    let at: FxHashMap<TokenId, usize> = drafts.iter().enumerate().map(|(idx, d)| (d.found.token, idx)).collect();
    for idx in 0..drafts.len() {
        let found = &drafts[idx].found;
        let roles = codebook.readings[found.reading].roles(found.kind);
        let has_sides = found.actors.len() + found.recipients.len() > 1;
        if roles.mutual.is_empty() || has_sides || drafts[idx].is_inner {
            continue;
        }
        let mut token = found.token;
        let mut subjects: Vec<Party<'a>> = Vec::new();
        for _ in 0..4 {
            let (Some(relation), Some(head)) = (view.relation(token), view.analysis.tokens[token.idx()].head) else {
                break;
            };
            if !codebook.through.iter().any(|step| step.matches(&relation)) {
                break;
            }
            let is_speech =
                at.get(&head).is_some_and(|&d| codebook.readings[drafts[d].found.reading].content.is_some());
            if is_speech {
                break;
            }
            let near = view.around(head);
            // "Two were killed in clashes with soldiers": those two stood on the other side.
            let is_passive = view.children(head).iter().any(|c| view.analysis.tokens[c.idx()].deprel == "nsubj:pass");
            let subject = if is_passive { "obj" } else { "nsubj" };
            let heads = near.iter().filter(|n| n.relation == subject && n.head != found.token).map(|n| n.head);
            subjects = heads.flat_map(|h| view.parties(h)).collect();
            if !subjects.is_empty() {
                break;
            }
            token = head;
        }
        for party in subjects {
            if !drafts[idx].found.actors.iter().any(|other| is_one_side(other, &party)) {
                drafts[idx].found.actors.push(Party { is_indirect: true, ..party });
            }
        }
    }
}

/// Whether two parties are the same words or the same actor.
pub(crate) fn is_same(one: &Party<'_>, other: &Party<'_>) -> bool {
    one.actor.name == other.actor.name && (one.head == other.head || one.actor.country == other.actor.country)
}

/// Whether two parties are the same actor or act for the same country.
fn is_one_side(one: &Party<'_>, other: &Party<'_>) -> bool {
    is_same(one, other) || (one.actor.country.is_some() && one.actor.country == other.actor.country)
}

/// Drafts at a token or just below it, through relations that only lead on.
fn reach(
    view: &View<'_>,
    codebook: &Codebook,
    at: &FxHashMap<TokenId, usize>,
    token: TokenId,
    outer: usize,
    depth: u8,
    found: &mut Vec<usize>,
) {
    if let Some(&idx) = at.get(&token) {
        if idx != outer {
            found.push(idx);
        }
        return;
    }
    if depth == 0 {
        return;
    }
    for &child in view.children(token) {
        let Some(relation) = view.relation(child) else { continue };
        // "Sanctions imposed on Iran", "rebels listed as terrorists": that is done, whatever is wanted of them.
        let token = &view.analysis.tokens[child.idx()];
        if token.deprel == "acl" && token.upos == Upos::Verb && token.has("Tense=Past") {
            continue;
        }
        if codebook.transparent.iter().any(|step| step.matches(&relation)) {
            reach(view, codebook, at, child, outer, depth - 1, found);
        }
    }
}

/// How far a token is from the root of its sentence.
fn depth(view: &View<'_>, token: TokenId) -> usize {
    view.ancestors(token).count()
}
