//! Sides and status of events, judged once more: a linear model learned from annotated articles weighs what the rules
//! chose against what else the sentence or the article offers.
//!
//! Comes in: drafts as the readings and their composition left them. Goes out: the same drafts, some with another side (which
//! then counts as indirect) or another status. Which readings fire is never its choice, and without weights everything
//! stays as the rules made it: so the codebook's own examples are tried.

mod offers;
mod side_features;
mod sides;
mod status_features;
mod statuses;

use crate::code::drafts;
use crate::codebook::Codebook;
use crate::compose::Draft;
use crate::linear::LinearWeights;
use crate::view::View;
use legation_types::{Analysis, Article, Judged, Mentions, Span, Statements};

/// What is asked about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Who does it.
    Actor,
    /// To whom it is done.
    Recipient,
    /// Who takes part in what several do together.
    Both,
    /// How it is presented.
    Status,
}

/// One possible answer.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Countries (`UNK` for somebody without one), in order and each once; or the status.
    pub answer: Vec<String>,
    /// Hashes of its features, with their strengths.
    pub features: Vec<(u64, f32)>,
}

/// A question about one event with all answers on offer, to learn from; the first is that of the rules.
#[derive(Clone, Debug)]
pub struct Case {
    /// Words of the trigger.
    pub trigger: Span,
    /// What is asked.
    pub question: Question,
    /// The answers.
    pub choices: Vec<Choice>,
}

/// How much better than the rules' answer another must score to be taken.
const MARGIN: f32 = 0.5;

/// How probable another answer than the rules' must be. A wrong doer is worse than none: there it must be more likely
/// right than wrong.
fn least_probability(question: Question) -> f32 {
    if question == Question::Actor { 0.5 } else { 0.4 }
}

/// The answer taken, by the scores of all on offer, of which the first is that of the rules.
pub fn choose(question: Question, scores: &[f32]) -> usize {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let best = scores.iter().position(|score| *score == highest).unwrap_or(0);
    let total: f32 = scores.iter().map(|score| (score - highest).exp()).sum();
    let is_taken = highest > scores[0] + MARGIN && 1.0 / total >= least_probability(question);
    if is_taken { best } else { 0 }
}

/// Every question about the events of an article.
pub fn cases(
    article: &Article,
    analysis: &Analysis,
    mentions: &Mentions,
    statements: &Statements,
    codebook: &Codebook,
) -> Vec<Case> {
    let view = View::new(article, analysis, mentions, statements);
    let drafts = drafts(&view, codebook);
    let mut found = sides::cases(&view, codebook, &drafts);
    found.extend(statuses::cases(&view, codebook, &drafts));
    found
}

/// Answers every question anew, by the weights.
pub(crate) fn judge<'a>(view: &View<'a>, codebook: &Codebook, drafts: &mut [Draft<'a>], weights: &LinearWeights) {
    let sides = sides::choose(view, codebook, drafts, weights);
    let statuses = statuses::choose(view, codebook, drafts, weights);
    for ((draft, sides), status) in drafts.iter_mut().zip(sides).zip(statuses) {
        if draft.status != status {
            draft.status = status;
            draft.judged.push(Judged::Status);
        }
        for (role, answer) in sides {
            answer.apply(role, draft);
        }
        draft.judged.sort_unstable();
        draft.judged.dedup();
    }
}

/// The answer taken, by the features of all on offer.
fn best<'f>(weights: &LinearWeights, question: Question, choices: impl Iterator<Item = &'f [(u64, f32)]>) -> usize {
    let scores: Vec<f32> = choices.map(|features| weights.score(features)).collect();
    choose(question, &scores)
}
