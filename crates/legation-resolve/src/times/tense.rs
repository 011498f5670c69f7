//! Whether a clause points back or ahead, from its words alone where there is no tree.

use super::lexicon::ClassId;
use super::pattern::Input;
use super::token::PieceKind;

/// Where a clause points in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It tells what has happened.
    Past,
    /// It tells what is to come.
    Future,
}

/// Knows the tense of the clause around a place in the text.
pub trait TenseOracle {
    /// Where the clause around the expression at `span` points; `None` where that cannot be told.
    fn direction(&self, span: legation_types::Span) -> Option<Direction>;
}

/// No tree: the words around the expression decide.
#[derive(Clone, Copy, Debug)]
pub struct WordsOnly;

impl TenseOracle for WordsOnly {
    fn direction(&self, _: legation_types::Span) -> Option<Direction> {
        None
    }
}

/// Classes and endings that betray tense.
#[derive(Debug, Default)]
pub(crate) struct TenseWords {
    /// Words of class `tense`: 1 for what is to come, −1 for what has happened, 2 for what is to come only right behind
    /// a word of class `copula` ("were to meet").
    pub class: ClassId,
    pub copula: ClassId,
    /// Endings of past forms.
    pub past_endings: Vec<String>,
    /// How many pieces to look before and after.
    pub reach: usize,
}

/// The nearest tense word of the sentence; one before the expression counts before one after it.
pub(crate) fn by_words(input: &Input, text: &str, tense: &TenseWords, start: usize, end: usize) -> Option<Direction> {
    let cue = |at: usize| {
        let piece = &input.pieces[at];
        let value = match piece.kind {
            PieceKind::Known(word) => input.lexicon.value(word, tense.class, true)?,
            PieceKind::Other if !piece.capital => {
                let word = text.get(piece.start as usize..piece.end as usize)?;
                let past = word.len() > 4 && tense.past_endings.iter().any(|ending| word.ends_with(ending.as_str()));
                past.then_some(-1)?
            }
            _ => return None,
        };
        let follows_copula = || match input.pieces.get(at.wrapping_sub(1)).map(|before| before.kind) {
            Some(PieceKind::Known(word)) => input.lexicon.value(word, tense.copula, true).is_some(),
            _ => false,
        };
        if value == 2 && !follows_copula() {
            return None;
        }
        Some(if value > 0 { Direction::Future } else { Direction::Past })
    };
    let before = (0..start).rev().take(tense.reach).take_while(|at| !input.at_end(*at)).enumerate();
    let before = before.filter_map(|(far, at)| cue(at).map(|c| (far, c))).next();
    let after = (end..input.pieces.len()).take(tense.reach).take_while(|at| !input.at_end(*at)).enumerate();
    let after = after.filter_map(|(far, at)| cue(at).map(|c| (far * 2 + 1, c))).next();
    match (before, after) {
        (Some((near, cue)), Some((far, other))) => Some(if near <= far { cue } else { other }),
        (Some((_, cue)), None) | (None, Some((_, cue))) => Some(cue),
        (None, None) => None,
    }
}
