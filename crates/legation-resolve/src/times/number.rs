//! Numbers in digits and in words: "21", "twenty-one", "two thousand and five", "nineteen ninety-four", "third".

use super::lexicon::{ClassId, WordId};
use super::pattern::{Input, NumberClass};
use super::token::PieceKind;

/// The classes of words that numbers are made of.
#[derive(Debug)]
pub(crate) struct Numbers {
    /// one … nineteen, twenty … ninety.
    pub cardinal: ClassId,
    /// hundred, thousand.
    pub scale: ClassId,
    /// first … thirtieth.
    pub ordinal: ClassId,
    /// The endings of ordinals in digits.
    pub suffix: ClassId,
    /// Words between the parts of a number: "and".
    pub glue: ClassId,
    /// The mark that joins tens and ones.
    pub hyphen: WordId,
}

/// Calls `found` with the end and value of every number of the class that begins at `at`.
pub(crate) fn matches(input: &Input, class: NumberClass, at: usize, found: &mut dyn FnMut(usize, i32)) {
    match input.pieces[at].kind {
        PieceKind::Digits(value, digits) => {
            if class == NumberClass::Ordinal {
                let is_ordinal =
                    || word_value(input, input.numbers.suffix, at + 1).is_some() && input.pieces[at + 1].glued;
                if digits <= 2 && value > 0 && is_ordinal() {
                    found(at + 2, value as i32);
                }
            } else if let Some(value) = class.accept(value, digits) {
                found(at + 1, value);
            }
        }
        PieceKind::Amount(value) if class == NumberClass::Count => found(at + 1, value.min(1_000_000) as i32),
        PieceKind::Known(_) => match class {
            NumberClass::Count => {
                if let Some((end, value)) = cardinal(input, at) {
                    found(end, value);
                }
            }
            NumberClass::DayWords => {
                if let Some((end, value)) = below_hundred(input, at)
                    && (20..=31).contains(&value)
                {
                    found(end, value);
                }
            }
            NumberClass::YearWords => {
                // "Twenty ten" may count something, "nineteen ten" does not.
                let century = word_value(input, input.numbers.cardinal, at);
                if century.is_some_and(|century| (17..=19).contains(&century)) {
                    year(input, at, &mut |end, value| {
                        if value >= 1700 {
                            found(end, value);
                        }
                    });
                }
            }
            NumberClass::Ordinal => ordinal(input, at, found),
            NumberClass::Year => year(input, at, found),
            _ => {}
        },
        _ => {}
    }
}

fn word_value(input: &Input, class: ClassId, at: usize) -> Option<i32> {
    match input.pieces.get(at)?.kind {
        PieceKind::Known(word) => input.lexicon.value(word, class, true),
        _ => None,
    }
}

fn skip_hyphen(input: &Input, at: usize) -> usize {
    let hyphen = input.pieces.get(at).is_some_and(|p| p.glued && p.kind == PieceKind::Known(input.numbers.hyphen));
    if hyphen && input.pieces.get(at + 1).is_some_and(|p| p.glued) { at + 1 } else { at }
}

/// "seven", "twenty one", "twenty-one".
fn below_hundred(input: &Input, at: usize) -> Option<(usize, i32)> {
    let value = word_value(input, input.numbers.cardinal, at)?;
    if value >= 20 && value % 10 == 0 {
        let next = skip_hyphen(input, at + 1);
        if let Some(ones) = word_value(input, input.numbers.cardinal, next).filter(|v| (1..10).contains(v)) {
            return Some((next + 1, value + ones));
        }
    }
    Some((at + 1, value))
}

/// "a hundred and sixty seven" without the article, "two thousand and eighteen".
fn cardinal(input: &Input, at: usize) -> Option<(usize, i32)> {
    let (mut end, mut group) = match below_hundred(input, at) {
        Some(found) => found,
        None => (at, word_value(input, input.numbers.scale, at).map(|_| 1)?),
    };
    let mut total = 0;
    loop {
        let next = skip_hyphen(input, end);
        if let Some(scale) = word_value(input, input.numbers.scale, next) {
            if scale >= 1000 {
                total = (total + group.max(1)).saturating_mul(scale);
                group = 0;
            } else {
                group = group.max(1).saturating_mul(scale);
            }
            end = next + 1;
            continue;
        }
        let after_scale = (total > 0 && group == 0) || (group >= 100 && group % 100 == 0);
        let glued = word_value(input, input.numbers.glue, end).is_some();
        let rest = if glued { end + 1 } else { end };
        match below_hundred(input, rest).filter(|_| after_scale) {
            Some((rest_end, value)) => {
                group += value;
                end = rest_end;
            }
            None => return Some((end, total + group)),
        }
    }
}

/// "third", "twenty-first", "twenty first".
fn ordinal(input: &Input, at: usize, found: &mut dyn FnMut(usize, i32)) {
    if let Some(value) = word_value(input, input.numbers.ordinal, at) {
        found(at + 1, value);
    }
    if let Some(tens) = word_value(input, input.numbers.cardinal, at).filter(|v| *v >= 20 && v % 10 == 0) {
        let next = skip_hyphen(input, at + 1);
        if let Some(ones) = word_value(input, input.numbers.ordinal, next).filter(|v| (1..10).contains(v)) {
            found(next + 1, tens + ones);
        }
    }
}

/// "nineteen ninety-four", "nineteen zero one", "two thousand and five", "twenty twelve".
fn year(input: &Input, at: usize, found: &mut dyn FnMut(usize, i32)) {
    if let Some((end, value)) = cardinal(input, at).filter(|(_, v)| (1000..2200).contains(v)) {
        found(end, value);
        return;
    }
    let Some(century) = word_value(input, input.numbers.cardinal, at).filter(|v| (10..=20).contains(v)) else { return };
    let next = skip_hyphen(input, at + 1);
    let Some((end, rest)) = below_hundred(input, next) else { return };
    if rest >= 10 {
        found(end, century * 100 + rest);
    } else if rest == 0
        && let Some(ones) = word_value(input, input.numbers.cardinal, end).filter(|v| (1..10).contains(v))
    {
        found(end + 1, century * 100 + ones);
    }
}
