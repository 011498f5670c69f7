//! What is a record, its sides and their sectors, its status and mode, judged once more: a linear model learned from annotated
//! articles weighs what the rules chose against what else the article offers.
//!
//! Comes in: drafts as the readings and their composition left them, also those that are no record by the rules. Goes out:
//! the records, some with another side (which then counts as indirect), sector, status or mode, each with the probability that it
//! is right. A record always rests on a reading, and without weights everything stays as the rules made it: so the
//! codebook's own examples are tried.

mod modes;
mod offers;
mod records;
mod sectors;
mod side_features;
mod sides;
mod status_features;
mod statuses;

pub use records::{is_record, rank};

use crate::code::{add_doubtful, all_drafts, retain};
use crate::codebook::{Codebook, EventType};
use crate::compose::Draft;
use crate::linear::LinearWeights;
use crate::view::View;
use legation_types::{Analysis, Article, CountryCode, Judged, Mentions, Span, Statements};

/// A side of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Who does it.
    Actor,
    /// To whom it is done.
    Recipient,
    /// Who takes part in what several do together.
    Both,
}

/// What is asked about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Who is on a side.
    Side(Role),
    /// As what somebody of this country, or of none, is on a side: its government, its army, its people.
    Sector(Role, Option<CountryCode>),
    /// How it is presented.
    Status,
    /// In which way it is done.
    Mode,
    /// Whether it is an event of its reading's type at all: `yes` or `no`.
    Record,
}

/// One possible answer.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Countries (`UNK` for somebody without one), in order and each once; else a sector, a status, a mode (`-` for none).
    pub answer: Vec<String>,
    /// Hashes of its features, with their strengths.
    pub features: Vec<(u64, f32)>,
}

impl Choice {
    /// An answer of one word, each of whose features counts whole.
    fn whole(answer: &str, features: Vec<u64>) -> Choice {
        Choice {
            answer: vec![answer.to_string()],
            features: features.into_iter().map(|feature| (feature, 1.0)).collect(),
        }
    }
}

/// A question about one event with all answers on offer, to learn from; the first is that of the rules.
#[derive(Clone, Debug)]
pub struct Case {
    /// Words of the trigger.
    pub trigger: Span,
    /// Type of its reading.
    pub event_type: String,
    /// What is asked.
    pub question: Question,
    /// The answers.
    pub choices: Vec<Choice>,
    /// Whether the clause itself names the side that the rules took, or a word stands for their status.
    pub is_firm: bool,
}

/// What is known when questions are asked of articles to learn from: what they ask for rests on it.
#[derive(Clone, Copy, Debug)]
pub enum Known<'w> {
    /// What the rules say: asked is what is a record.
    Rules,
    /// What is a record: asked are sides and statuses.
    Records(&'w LinearWeights),
    /// Records, their sides and statuses: asked are sectors and modes.
    Sides(&'w LinearWeights),
}

/// Questions about the events of an article.
pub fn cases(
    article: &Article,
    analysis: &Analysis,
    mentions: &Mentions,
    statements: &Statements,
    codebook: &Codebook,
    known: Known<'_>,
) -> Vec<Case> {
    let view = View::new(article, analysis, mentions, statements);
    let (mut drafts, mut keeps) = all_drafts(&view, codebook);
    add_doubtful(&view, codebook, &mut drafts, &mut keeps);
    match known {
        Known::Rules => records::cases(&view, codebook, &drafts, &keeps),
        Known::Records(weights) => {
            records::judge(&view, codebook, &mut drafts, &mut keeps, weights);
            let drafts = retain(drafts, &keeps);
            let mut found = sides::cases(&view, codebook, &drafts);
            found.extend(statuses::cases(&view, codebook, &drafts));
            found
        }
        Known::Sides(weights) => {
            records::judge(&view, codebook, &mut drafts, &mut keeps, weights);
            let mut drafts = retain(drafts, &keeps);
            judge_sides(&view, codebook, &mut drafts, weights);
            let mut found = sectors::cases(&view, codebook, &drafts);
            found.extend(modes::cases(&view, codebook, &drafts));
            found
        }
    }
}

/// Answers every question anew, by the weights.
pub(crate) fn judge<'a>(
    view: &View<'a>,
    codebook: &'a Codebook,
    mut drafts: Vec<Draft<'a>>,
    mut keeps: Vec<bool>,
    weights: &LinearWeights,
) -> Vec<Draft<'a>> {
    add_doubtful(view, codebook, &mut drafts, &mut keeps);
    records::judge(view, codebook, &mut drafts, &mut keeps, weights);
    let mut drafts = retain(drafts, &keeps);
    judge_sides(view, codebook, &mut drafts, weights);
    sectors::judge(view, codebook, &mut drafts, weights);
    modes::judge(view, codebook, &mut drafts, weights);
    for draft in &mut drafts {
        draft.judged.sort_unstable();
        draft.judged.dedup();
    }
    drafts
}

/// Chooses sides and statuses.
fn judge_sides<'a>(view: &View<'a>, codebook: &Codebook, drafts: &mut [Draft<'a>], weights: &LinearWeights) {
    let sides = sides::choose(view, codebook, drafts, weights);
    let statuses = statuses::choose(view, codebook, drafts, weights);
    for ((draft, sides), status) in drafts.iter_mut().zip(sides).zip(statuses) {
        if draft.status != status {
            draft.status = status;
            draft.judged.push(Judged::Status);
        }
        for (role, answer, probability) in sides {
            answer.apply(role, event_of(codebook, draft), draft);
            draft.likelihood = draft.likelihood.map(|likelihood| likelihood * probability);
        }
    }
}

/// A draft's type; nothing for what is no event.
fn event_of<'c>(codebook: &'c Codebook, draft: &Draft<'_>) -> Option<&'c EventType> {
    codebook.readings[draft.found.reading].event.map(|event| &codebook.events[event])
}

/// The name of a draft's type; empty for what is no event.
fn type_of<'c>(codebook: &'c Codebook, draft: &Draft<'_>) -> &'c str {
    event_of(codebook, draft).map_or("", |event| event.name.as_str())
}

/// How much an answer of the rules gains: they know what the articles learned from do not show.
const MARGIN: f32 = 0.4;

/// The same where the clause itself names the side, or a word stands for the status.
const FIRM_MARGIN: f32 = 1.2;

/// The answer taken, by the scores of all on offer, of which the first is that of the rules.
pub fn choose(scores: &[f32], is_firm: bool) -> usize {
    let margin = if is_firm { FIRM_MARGIN } else { MARGIN };
    let ahead = |idx: usize| scores[idx] + if idx == 0 { margin } else { 0.0 };
    (0..scores.len()).reduce(|best, idx| if ahead(idx) > ahead(best) { idx } else { best }).unwrap_or(0)
}

/// The probability of an answer, by the scores of all on offer.
fn probability(scores: &[f32], idx: usize) -> f32 {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let total: f32 = scores.iter().map(|score| (score - highest).exp()).sum();
    scores.get(idx).map_or(0.0, |score| (score - highest).exp() / total)
}
