//! When: finds time expressions and works out which days they mean.
//!
//! Comes in: bare text, or an article with its analysis; the day of publication where it is known. Goes out: each
//! expression with its TIMEX3 type and value and the interval of days it means. Never here: the words of a language
//! (they stand in `languages/<lang>/times.toml`), a guess where the publication date is not known.
//!
//! The text is scanned into words, numbers and marks; at each word of the vocabulary the rules that can begin with it
//! are tried and the longest match is kept; matches are joined to ranges ("from 3 May to Friday") and then read one
//! after the other, so that "two days later" counts from the time before it.

mod article;
mod calendar;
mod join;
mod lexicon;
mod meaning;
mod number;
mod pattern;
mod rules;
mod slots;
mod tense;
mod token;

pub use article::tag_article;
pub use rules::TimeRules;
pub use tense::{Direction, TenseOracle, WordsOnly};

use legation_types::{Date, Grain, Span, TimeRange, Timex, TimexType};
use meaning::{Make, Scene};
use rules::Hit;
use slots::Slot;

/// How far behind a quarter, in bytes, figures are still compared with those "a year ago".
const QUARTER_REACH: u32 = 600;

/// A time expression found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct TaggedTime {
    /// TIMEX3 extent, without the preposition; ranges with theirs ("from 3 to 5 May").
    pub span: Span,
    /// What it means.
    pub timex: Timex,
}

impl TimeRules {
    /// Finds the time expressions of `text`, in order, not overlapping. Relative ones are resolved against
    /// `published_at`; without it they have an empty value and no range. `tense` knows which way a clause points;
    /// where it does not, the words of the sentence decide.
    pub fn tag(&self, text: &str, published_at: Option<Date>, tense: &dyn TenseOracle) -> Vec<TaggedTime> {
        // Spans count bytes in 32 bits.
        if u32::try_from(text.len()).is_err() {
            return Vec::new();
        }
        let pieces = token::scan(text, &self.lexicon);
        let input = self.input(&pieces);
        let hits = self.hits(&input);
        let mut scene =
            Scene { published: published_at, previous: None, quarter: None, direction: None, holidays: &self.holidays };
        // Up to where the quarter told last is kept in mind.
        let mut quarter_until = 0;
        let mut times = Vec::with_capacity(hits.len());
        let mut at = 0;
        while at < hits.len() {
            let hit = &hits[at];
            at += 1;
            let span = Span::new(pieces[hit.start].start, pieces[hit.end - 1].end);
            scene.direction =
                tense.direction(span).or_else(|| tense::by_words(&input, text, &self.tense, hit.start, hit.end));
            if let Some(next) = hits.get(at)
                && let Some((start, range_rule)) = self.joins(&input, hit, next)
                && let Some(timex) = join::read(self, &scene, hit, next, range_rule)
            {
                at += 1;
                scene.previous = timex.range.or(scene.previous);
                times.push(TaggedTime { span: Span::new(pieces[start].start, pieces[next.end - 1].end), timex });
                continue;
            }
            if span.start > quarter_until {
                scene.quarter = None;
            }
            let Some(mut timex) = self.read(&scene, hit) else { continue };
            if let Some(quarter) = timex.range.filter(|range| is_quarter(range, &timex.value)) {
                quarter_until = span.end + QUARTER_REACH;
                scene.quarter = scene.quarter.filter(|_| self.rules[hit.rule].make == Make::Shift).or(Some(quarter));
            }
            // What is itself reckoned from another time, or from a length, is no anchor for the next.
            if !matches!(timex.kind, TimexType::Duration | TimexType::Set)
                && timex.range.is_some()
                && !(self.rules[hit.rule].from_previous && hit.slots.at(Slot::Sign) == Some(-1))
            {
                scene.previous = timex.range;
            }
            if self.follows(&input, hit, self.since).is_some() {
                reach_to(&mut timex, published_at);
            }
            if self.rules[hit.rule].make == Make::Duration
                && let Some(way) = self.follows(&input, hit, self.ahead)
                && (way == 2 || scene.direction == Some(Direction::Future))
            {
                timex.range = scene.ahead(&hit.slots, way == 2);
            }
            times.push(TaggedTime { span, timex });
        }
        times
    }

    fn read(&self, scene: &Scene, hit: &Hit) -> Option<Timex> {
        let rule = &self.rules[hit.rule];
        let mut timex = scene.read(rule.make, &hit.slots, rule.from_previous)?;
        timex.basis = rule.id.clone();
        let is_anchored = timex.range.is_some() && !hit.slots.has(Slot::Year);
        if is_anchored && matches!(rule.make, Make::Date | Make::Relative | Make::Shift | Make::Span) {
            let anchor = if rule.from_previous && scene.previous.is_some() { "previous time" } else { "published_at" };
            timex.basis = format!("{}, {anchor}", rule.id);
        }
        Some(timex)
    }

    /// The value of the word before an expression in a class.
    fn follows(&self, input: &pattern::Input, hit: &Hit, class: u16) -> Option<i32> {
        match input.pieces[hit.start.checked_sub(1)?].kind {
            token::PieceKind::Known(word) => self.lexicon.value(word, class, true),
            _ => None,
        }
    }
}

/// Whether a range is a quarter of the year and no season.
fn is_quarter(range: &TimeRange, value: &str) -> bool {
    range.grain == Grain::Quarter && value.contains("-Q")
}

/// "since March" runs to the day of publication.
fn reach_to(timex: &mut Timex, published_at: Option<Date>) {
    if let (Some(range), Some(published)) = (timex.range, published_at)
        && range.earliest <= published
        && timex.kind != TimexType::Duration
    {
        let grain = if range.grain == Grain::Time { Grain::Day } else { range.grain };
        timex.range = Some(TimeRange { earliest: range.earliest, latest: published, grain });
        timex.basis.push_str(", to published_at");
    }
}
