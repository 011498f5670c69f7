//! The statuses that an event may have, and the choice among them.

use super::status_features::tell;
use super::{Case, Choice, Question, type_of};
use crate::codebook::Codebook;
use crate::compose::Draft;
use crate::linear::{LinearWeights, feature_hash, hash_on, hash_under};
use crate::view::View;
use legation_types::Status;

/// All statuses, that of the rules first, and the features of each.
fn offers(
    view: &View<'_>,
    codebook: &Codebook,
    drafts: &[Draft<'_>],
    draft: &Draft<'_>,
) -> impl Iterator<Item = (Status, Vec<u64>)> {
    let ruled = draft.status;
    let others = Status::ALL.into_iter().filter(move |status| *status != ruled);
    let mut told = Vec::new();
    tell(view, codebook, drafts, draft, &mut |feature, _| told.push(feature));
    std::iter::once(ruled).chain(others).map(move |status| {
        let start = feature_hash(&["status ", status.as_str()]);
        let is_kept = if status == ruled { "kept" } else { "changed" };
        let change = feature_hash(&["status ", is_kept]);
        let all = told.iter().map(|feature| hash_under(start, *feature));
        (status, all.chain([change, hash_on(change, &[ruled.as_str()])]).collect())
    })
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
        let offers = offers(view, codebook, drafts, draft).map(|(status, features)| (status, weights.score(&features)));
        let (statuses, scores): (Vec<Status>, Vec<f32>) = offers.unzip();
        statuses[super::choose(&scores, is_firm(draft))]
    };
    drafts.iter().map(status).collect()
}

/// Every question about status.
pub(super) fn cases(view: &View<'_>, codebook: &Codebook, drafts: &[Draft<'_>]) -> Vec<Case> {
    let case = |draft: &Draft<'_>| Case {
        trigger: draft.found.span,
        event_type: type_of(codebook, draft).to_string(),
        question: Question::Status,
        choices: offers(view, codebook, drafts, draft)
            .map(|(status, features)| Choice::whole(status.as_str(), features))
            .collect(),
        is_firm: is_firm(draft),
    };
    drafts.iter().map(case).collect()
}
