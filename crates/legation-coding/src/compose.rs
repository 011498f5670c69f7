//! How events nest: the content of a speech act takes its status, its participants and its source from it.

use crate::codebook::{Codebook, Heir};
use crate::matching::Match;
use crate::view::{Party, View};
use legation_types::{Status, TokenId};
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
}

/// Lets every reading with a content act on the events found there, outermost first.
pub(crate) fn compose(view: &View<'_>, codebook: &Codebook, drafts: &mut [Draft<'_>]) {
    let at: FxHashMap<TokenId, usize> = drafts.iter().enumerate().map(|(idx, d)| (d.found.token, idx)).collect();
    let mut order: Vec<usize> =
        (0..drafts.len()).filter(|&idx| codebook.readings[drafts[idx].found.reading].content.is_some()).collect();
    order.sort_by_key(|&idx| (depth(view, drafts[idx].found.token), drafts[idx].found.token));
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
            let outer_status = drafts[outer].status;
            let draft = &mut drafts[idx];
            inherit(codebook, draft, subjects, targets);
            if let Some(given) = content.status {
                let given = if is_undone(outer_status) && given == Status::Planned { Status::Negated } else { given };
                if given.strength() > draft.status.strength() {
                    draft.status = given;
                }
            } else if !is_record && outer_status.strength() > draft.status.strength() {
                draft.status = outer_status;
            }
            if is_record {
                draft.within = Some(outer);
            }
            if content.is_sourced && !is_undone(outer_status) {
                draft.vouched_by = Some(outer);
            }
            draft.is_inner = true;
        }
    }
}

/// What was not agreed or promised is not planned.
fn is_undone(status: Status) -> bool {
    matches!(status, Status::Negated | Status::Denied)
}

fn inherit<'a>(codebook: &Codebook, draft: &mut Draft<'a>, subjects: Vec<Party<'a>>, targets: Vec<Party<'a>>) {
    let reading = &codebook.readings[draft.found.reading];
    let is_mutual = !reading.roles(draft.found.kind).mutual.is_empty();
    let is_known = |parties: &[Party<'_>]| parties.iter().any(|party| party.actor.is_some());
    if is_mutual {
        if !is_known(&draft.found.actors) {
            draft.found.actors.clear();
        }
        if draft.found.actors.len() < 2 {
            for party in subjects.into_iter().chain(targets) {
                let is_there = draft.found.actors.iter().any(|other| is_same(other, &party));
                if !is_there {
                    draft.found.actors.push(party);
                }
            }
        }
        return;
    }
    if !is_known(&draft.found.actors) && is_known(&subjects) {
        let recipients = &draft.found.recipients;
        draft.found.actors =
            subjects.into_iter().filter(|p| !recipients.iter().any(|other| is_same(other, p))).collect();
    }
    if !is_known(&draft.found.recipients) && is_known(&targets) {
        let actors = &draft.found.actors;
        draft.found.recipients =
            targets.into_iter().filter(|p| !actors.iter().any(|other| is_same(other, p))).collect();
    }
}

/// Whether two parties are the same words or the same actor.
pub(crate) fn is_same(one: &Party<'_>, other: &Party<'_>) -> bool {
    one.head == other.head && one.actor.map(|a| &a.name) == other.actor.map(|a| &a.name)
        || one.actor.zip(other.actor).is_some_and(|(a, b)| a.name == b.name && a.country == b.country)
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
        if codebook.transparent.iter().any(|step| step.matches(&relation)) {
            reach(view, codebook, at, child, outer, depth - 1, found);
        }
    }
}

/// How far a token is from the root of its sentence.
fn depth(view: &View<'_>, token: TokenId) -> usize {
    let mut at = token;
    let mut steps = 0;
    while let Some(head) = view.analysis.tokens[at.idx()].head {
        at = head;
        steps += 1;
        if steps > 500 {
            break;
        }
    }
    steps
}
