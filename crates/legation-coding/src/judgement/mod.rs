//! Sides and status of events, judged once more: a linear model learned from annotated articles weighs what the rules
//! chose against what else the sentence or the article offers.
//!
//! Comes in: drafts as the readings and their composition left them. Goes out: the same drafts, some with another side (which
//! then counts as indirect) or another status. Which readings fire is never its choice, and without weights everything
//! stays as the rules made it: so the codebook's own examples are tried.

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
pub fn margin(question: Question) -> f32 {
    match question {
        Question::Actor | Question::Recipient | Question::Both => 0.5,
        Question::Status => 0.5,
    }
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

/// The best of several answers, of which the first is that of the rules.
fn best<'f>(weights: &LinearWeights, question: Question, choices: impl Iterator<Item = &'f [(u64, f32)]>) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (idx, features) in choices.enumerate() {
        let score = weights.score(features) + if idx == 0 { margin(question) } else { 0.0 };
        if score > best.1 {
            best = (idx, score);
        }
    }
    best.0
}
