//! The modes that an event may have, and the choice among them.

use super::side_features::kind_of;
use super::{Case, Choice, Question, choose, event_of, status_features, type_of};
use crate::codebook::Codebook;
use crate::compose::Draft;
use crate::linear::{LinearWeights, feature_hash, hash_on, hash_under};
use crate::record::ruled_mode;
use crate::view::{Party, View};
use legation_types::Judged;

/// Name of no mode.
const NONE: &str = "-";

/// The modes of a draft's type, that of the rules first, and the features of each; nothing where the type has none.
fn offers<'c>(
    view: &View<'_>,
    codebook: &'c Codebook,
    drafts: &[Draft<'_>],
    idx: usize,
) -> impl Iterator<Item = (&'c str, Vec<u64>)> {
    let draft = &drafts[idx];
    let all = event_of(codebook, draft).into_iter().flat_map(|event| event.modes.keys()).map(String::as_str);
    let ruled = ruled_mode(view, codebook, drafts, draft);
    let ruled = all.clone().find(|mode| ruled.as_deref() == Some(*mode)).unwrap_or(NONE);
    let has_modes = all.clone().next().is_some();
    let told = if has_modes { told(view, codebook, drafts, idx, ruled) } else { Vec::new() };
    let others = all.chain([NONE]).filter(move |mode| *mode != ruled);
    let event = type_of(codebook, draft);
    std::iter::once(ruled).chain(others).filter(move |_| has_modes).map(move |mode| {
        let start = feature_hash(&["mode", event, mode]);
        let is_kept = if mode == ruled { "kept" } else { "changed" };
        let change = feature_hash(&["mode ", is_kept]);
        let all = told.iter().map(|feature| hash_under(start, *feature));
        (mode, all.chain([change, hash_on(change, &[event, ruled])]).collect())
    })
}

/// What tells in which way something is done: the words, who does it to whom, and what it is about.
fn told(view: &View<'_>, codebook: &Codebook, drafts: &[Draft<'_>], idx: usize, ruled: &str) -> Vec<u64> {
    let draft = &drafts[idx];
    let mut told = Vec::with_capacity(192);
    status_features::tell(view, codebook, drafts, draft, &mut |feature, is_plain| {
        if is_plain {
            told.push(feature);
        }
    });
    let with_ruled = feature_hash(&["ruled", ruled]);
    let mut add = |parts: &[&str]| {
        let feature = feature_hash(parts);
        told.extend([feature, hash_under(with_ruled, feature)]);
    };
    add(&["ruled mode", ruled]);
    add(&["reading", &codebook.readings[draft.found.reading].id]);
    for (side, parties) in [("actor", &draft.found.actors), ("recipient", &draft.found.recipients)] {
        for party in parties {
            add(&[side, party.acts_as.unwrap_or(party.actor.sector).as_str(), kind_of(party.actor.kind)]);
        }
    }
    let countries = |parties: &[Party<'_>]| parties.iter().filter_map(Party::country).collect::<Vec<_>>();
    let (actors, recipients) = (countries(&draft.found.actors), countries(&draft.found.recipients));
    let is_home = !recipients.is_empty() && recipients.iter().all(|country| actors.contains(country));
    add(&["home", if is_home { "yes" } else { "no" }]);
    for inner in drafts.iter().filter(|inner| inner.within == Some(idx)) {
        add(&["inner", type_of(codebook, inner)]);
        add(&["inner reading", &codebook.readings[inner.found.reading].id]);
    }
    for &child in view.children(draft.found.token) {
        let relation = view.analysis.tokens[child.idx()].relation();
        if matches!(relation, "obj" | "nsubj" | "obl" | "nmod" | "xcomp" | "ccomp") {
            add(&["argument", relation, &view.lemma(child)]);
        }
    }
    told
}

/// Chooses the modes of all drafts.
pub(super) fn judge(view: &View<'_>, codebook: &Codebook, drafts: &mut [Draft<'_>], weights: &LinearWeights) {
    let best = |idx: usize| {
        let (modes, scores): (Vec<&str>, Vec<f32>) =
            offers(view, codebook, drafts, idx).map(|(mode, features)| (mode, weights.score(&features))).unzip();
        let best = choose(&scores, false);
        (best > 0).then(|| modes[best].to_string())
    };
    let changed: Vec<Option<String>> = (0..drafts.len()).map(best).collect();
    for (draft, mode) in drafts.iter_mut().zip(changed) {
        if let Some(mode) = mode {
            draft.mode = Some((mode != NONE).then_some(mode));
            draft.judged.push(Judged::Mode);
        }
    }
}

/// Every question about modes.
pub(super) fn cases(view: &View<'_>, codebook: &Codebook, drafts: &[Draft<'_>]) -> Vec<Case> {
    let case = |idx: usize| Case {
        trigger: drafts[idx].found.span,
        event_type: type_of(codebook, &drafts[idx]).to_string(),
        question: Question::Mode,
        choices: offers(view, codebook, drafts, idx).map(|(mode, features)| Choice::whole(mode, features)).collect(),
        is_firm: false,
    };
    (0..drafts.len()).map(case).filter(|case| !case.choices.is_empty()).collect()
}
