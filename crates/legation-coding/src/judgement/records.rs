//! Whether a draft is a record: an event of its reading's type that an expert would write down.

use super::side_features::{few, route};
use super::status_features;
use super::{Case, Choice, Question, type_of};
use crate::code::is_sentence_political;
use crate::codebook::Codebook;
use crate::compose::Draft;
use crate::linear::{LinearWeights, feature_hash, hash_on, hash_under};
use crate::view::{Party, View};
use legation_types::{CountryCode, Judged, TokenId};
use rustc_hash::FxHashMap;

/// A record by the rules, as the features of other drafts look at it.
struct Ruled<'c> {
    token: TokenId,
    event_type: &'c str,
    lemma: String,
    /// The countries of its sides.
    sides: [Vec<Option<CountryCode>>; 2],
}

fn ruled<'c>(view: &View<'_>, codebook: &'c Codebook, drafts: &[Draft<'_>], keeps: &[bool]) -> Vec<Ruled<'c>> {
    let kept = drafts.iter().zip(keeps).filter(|(_, keep)| **keep);
    let record = |draft: &Draft<'_>| Ruled {
        token: draft.found.token,
        event_type: type_of(codebook, draft),
        lemma: view.lemma(draft.found.token).into_owned(),
        sides: [countries(&draft.found.actors), countries(&draft.found.recipients)],
    };
    kept.map(|(draft, _)| record(draft)).collect()
}

/// Room for the features of a draft; few have more.
const MOST_FEATURES: usize = 320;

/// What tells whether a draft is a record: its words and status, its sides, and the records around it.
fn features(
    view: &View<'_>,
    codebook: &Codebook,
    drafts: &[Draft<'_>],
    keeps: &[bool],
    ruled: &[Ruled<'_>],
    idx: usize,
) -> Vec<u64> {
    let draft = &drafts[idx];
    let event_type = type_of(codebook, draft);
    let start = feature_hash(&["record"]);
    let state = match (keeps[idx], draft.is_doubtful) {
        (true, _) => "kept",
        (false, true) => "doubtful",
        (false, false) => "lacking",
    };
    let in_state = hash_on(start, &[state]);
    let mut features = Vec::with_capacity(MOST_FEATURES);
    status_features::tell(view, codebook, drafts, draft, &mut |feature, is_plain| {
        features.push(hash_under(start, feature));
        if is_plain {
            features.push(hash_under(in_state, feature));
        }
    });
    let of_type = hash_on(start, &["event", event_type]);
    let mut add = |parts: &[&str]| {
        let feature = hash_on(start, parts);
        features.extend([feature, hash_under(in_state, feature), hash_under(of_type, feature)]);
    };
    add(&["state", state]);
    let found = &draft.found;
    let known = |parties: &[Party<'_>]| few(parties.iter().filter(|p| p.actor.country.is_some()).count());
    add(&["sides", few(found.actors.len()), few(found.recipients.len())]);
    add(&["countries", known(&found.actors), known(&found.recipients)]);
    let direct = found.actors.iter().chain(&found.recipients).filter(|party| !party.is_indirect).count();
    add(&["direct", few(direct)]);
    let named = view.named_around(found.token).filter(|(_, actor)| actor.country.is_some()).count();
    add(&["named", few(named)]);
    let sentence = view.sentence_around(found.token);
    add(&["position", ["0", "1", "2", "4", "8", "16", "32"][bits(view.analysis.sentence_of(found.token) as u32)]]);
    add(&["length", ["0", "1", "2", "4", "8", "16", "32"][bits(sentence.end - sentence.start)]]);
    let next = TokenId(found.token.0 + 1);
    if sentence.contains(&next.0) {
        add(&["next", &view.lemma(next)]);
    }
    if let Some(last) = found.token.0.checked_sub(1).filter(|last| sentence.contains(last)) {
        add(&["last", &view.lemma(TokenId(last))]);
    }
    // The records before it, and those on the same branch of the tree: "killed in an attack", "killed and wounded".
    let (mut around, mut earlier, mut same_word, mut same_sides) = (0, 0, 0, 0);
    let lemma = view.lemma(found.token);
    let sides = [countries(&found.actors), countries(&found.recipients)];
    for other in ruled {
        let is_like = other.event_type == event_type;
        if is_like && other.token < found.token {
            earlier += 1;
            same_word += usize::from(other.lemma == *lemma);
            same_sides += usize::from(other.sides == sides);
        }
        if !sentence.contains(&other.token.0) {
            continue;
        }
        around += 1;
        if other.token == found.token {
            continue;
        }
        let route = route(view, found.token, other.token);
        if route != "far" {
            let same = if is_like { "same" } else { "other" };
            add(&["link", &route, same]);
            add(&["link type", &route, other.event_type]);
            add(&["link word", &other.lemma, same]);
        }
    }
    add(&["records", few(around)]);
    add(&["earlier", few(earlier)]);
    add(&["same word", few(same_word)]);
    add(&["same sides", few(same_sides)]);
    let within = draft.within.map_or("none", |outer| type_of(codebook, &drafts[outer]));
    add(&["within same", if within == event_type { "yes" } else { "no" }]);
    features
}

/// The countries of a side, in order and each once.
fn countries(parties: &[Party<'_>]) -> Vec<Option<CountryCode>> {
    let mut found: Vec<_> = parties.iter().map(Party::country).collect();
    found.sort();
    found.dedup();
    found
}

/// Whether a draft may be a record at all: what the rules do not take needs somebody of political life in its sentence.
fn may_be(view: &View<'_>, codebook: &Codebook, draft: &Draft<'_>, is_kept: bool) -> bool {
    is_kept || !type_of(codebook, draft).is_empty() && is_sentence_political(view, codebook, draft.found.token)
}

/// Place of the highest bit, up to the sixth.
fn bits(number: u32) -> usize {
    (32 - number.leading_zeros()).min(6) as usize
}

/// Least probability of a record: of what is none by the rules it must be higher.
const LEAST: f32 = 0.2;
const LEAST_NEW: f32 = 0.34;

/// Whether something this likely is a record.
pub fn is_record(likelihood: f32, is_ruled: bool) -> bool {
    likelihood >= if is_ruled { LEAST } else { LEAST_NEW }
}

/// How far a type of a word is ahead of the word's others.
pub fn rank(likelihood: f32, is_ruled: bool) -> f32 {
    likelihood + if is_ruled { LEAST_NEW - LEAST } else { 0.0 }
}

/// Judges which drafts are records.
pub(super) fn judge(
    view: &View<'_>,
    codebook: &Codebook,
    drafts: &mut [Draft<'_>],
    keeps: &mut [bool],
    weights: &LinearWeights,
) {
    let ruled = ruled(view, codebook, drafts, keeps);
    let likelihood = |idx: usize| {
        let features = features(view, codebook, drafts, keeps, &ruled, idx);
        1.0 / (1.0 + (-weights.score(&features)).exp())
    };
    let is_possible = |idx: usize| may_be(view, codebook, &drafts[idx], keeps[idx]);
    let found: Vec<f32> = (0..drafts.len()).map(|idx| if is_possible(idx) { likelihood(idx) } else { 0.0 }).collect();
    // One word is one event: that of its likeliest type.
    let mut best: FxHashMap<TokenId, usize> = FxHashMap::default();
    for (idx, draft) in drafts.iter().enumerate() {
        let best = best.entry(draft.found.token).or_insert(idx);
        let ahead = |at: usize| rank(found[at], keeps[at]);
        if ahead(idx) > ahead(*best) {
            *best = idx;
        }
    }
    for (((idx, draft), keep), &likelihood) in drafts.iter_mut().enumerate().zip(keeps).zip(&found) {
        let is_new = !*keep;
        *keep = best[&draft.found.token] == idx && is_record(likelihood, *keep);
        draft.likelihood = Some(likelihood);
        if *keep && is_new {
            draft.judged.push(Judged::Record);
        }
    }
}

/// Every question whether a draft is a record.
pub(super) fn cases(view: &View<'_>, codebook: &Codebook, drafts: &[Draft<'_>], keeps: &[bool]) -> Vec<Case> {
    let possible = (0..drafts.len()).filter(|&idx| may_be(view, codebook, &drafts[idx], keeps[idx]));
    let ruled = ruled(view, codebook, drafts, keeps);
    // The answer "no" has no features: its score is nothing.
    let yes = |idx| Choice::whole("yes", features(view, codebook, drafts, keeps, &ruled, idx));
    let no = || Choice::whole("no", Vec::new());
    let case = |idx: usize| Case {
        trigger: drafts[idx].found.span,
        event_type: type_of(codebook, &drafts[idx]).to_string(),
        question: Question::Record,
        choices: vec![yes(idx), no()],
        is_firm: false,
    };
    possible.map(case).collect()
}
