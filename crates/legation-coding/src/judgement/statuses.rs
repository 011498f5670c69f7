//! The statuses that an event may have, and the choice among them.

use super::status_features::tell;
use super::{Case, Choice, Question, best, type_of};
use crate::codebook::Codebook;
use crate::compose::Draft;
use crate::linear::{LinearWeights, feature_hash, hash_under};
use crate::view::View;
use legation_types::Status;

/// All statuses with their features, that of the rules first.
fn offers(view: &View<'_>, codebook: &Codebook, drafts: &[Draft<'_>], draft: &Draft<'_>) -> Vec<Choice> {
    let others = Status::ALL.into_iter().filter(|status| *status != draft.status);
    let statuses: Vec<Status> = std::iter::once(draft.status).chain(others).collect();
    let offer = |status: &Status| Choice { answer: vec![status.as_str().to_string()], features: Vec::new() };
    let mut offers: Vec<Choice> = statuses.iter().map(offer).collect();
    let starts: Vec<u64> = statuses.iter().map(|status| feature_hash(&["status ", status.as_str(), " "])).collect();
    let mut told = Vec::new();
    tell(view, codebook, drafts, draft, &mut |parts| told.push(feature_hash(parts)));
    for (offer, start) in offers.iter_mut().zip(starts) {
        offer.features.extend(told.iter().map(|feature| (hash_under(start, *feature), 1.0)));
    }
    for (at, offer) in offers.iter_mut().enumerate() {
        let is_kept = if at == 0 { "kept" } else { "changed" };
        let kept = [draft.status.as_str(), " ", is_kept];
        offer.features.push((feature_hash(&kept), 1.0));
        offer.features.push((feature_hash(&["status ", is_kept]), 1.0));
    }
    offers
}

/// Whether a word stands for the status that the rules took: denials, postponements and demands are seldom mistaken.
fn is_firm(draft: &Draft<'_>) -> bool {
    !matches!(draft.status, Status::Occurred | Status::Ongoing)
}

/// The status of each draft.
pub(super) fn choose(
    view: &View<'_>,
    codebook: &Codebook,
    drafts: &[Draft<'_>],
    weights: &LinearWeights,
) -> Vec<Status> {
    let status = |draft: &Draft<'_>| {
        let offers = offers(view, codebook, drafts, draft);
        let (best, _) = best(weights, is_firm(draft), offers.iter().map(|offer| offer.features.as_slice()));
        offers[best].answer.first().and_then(|word| Status::parse(word)).unwrap_or(draft.status)
    };
    drafts.iter().map(status).collect()
}

/// Every question about status.
pub(super) fn cases(view: &View<'_>, codebook: &Codebook, drafts: &[Draft<'_>]) -> Vec<Case> {
    let case = |draft: &Draft<'_>| Case {
        trigger: draft.found.span,
        event_type: type_of(codebook, draft).to_string(),
        question: Question::Status,
        choices: offers(view, codebook, drafts, draft),
        is_firm: is_firm(draft),
    };
    drafts.iter().map(case).collect()
}
