//! Reads two points as one range: each end completes the other.

use super::calendar;
use super::meaning::{Make, Scene, timex};
use super::rules::{Hit, RangeRule, TimeRules};
use super::slots::{Slot, Slots};
use super::tense::Direction;
use legation_types::{TimeRange, Timex};

/// The range from `first` to `second`; `None` where they do not follow each other.
pub(crate) fn read(rules: &TimeRules, scene: &Scene, first: &Hit, second: &Hit, rule: &RangeRule) -> Option<Timex> {
    let (mut from, mut to) = (first.slots, second.slots);
    let completes = |slots: &Slots| slots.has(Slot::Month) || slots.has(Slot::Season) || slots.has(Slot::Quarter);
    if let Some(year) = to.at(Slot::Year)
        && !from.has(Slot::Year)
        && completes(&from)
    {
        from.set(Slot::Year, year);
    }
    if let Some(year) = from.at(Slot::Year)
        && !to.has(Slot::Year)
        && completes(&to)
    {
        to.set(Slot::Year, year);
    }
    // "from Monday to Wednesday next week": both days lie in that week.
    if let (Some(within), Some(relation)) = (to.at(Slot::Within), to.at(Slot::Relation))
        && from.has(Slot::Weekday)
        && !completes(&from)
        && !from.has(Slot::Relation)
    {
        from.set(Slot::Within, within);
        from.set(Slot::Relation, relation);
    }
    let make = |hit: &Hit| rules.rules[hit.rule].make;
    let previous = |hit: &Hit| rules.rules[hit.rule].from_previous;
    let start = scene.read(make(first), &from, previous(first))?;
    let anchored = Scene {
        published: scene.published,
        previous: start.range.or(scene.previous),
        quarter: scene.quarter,
        direction: scene.direction,
        holidays: scene.holidays,
    };
    // An end that only needs a year or week is the first such one after the start; but a weekday after a told date
    // ("from 14 September to Thursday") is first tried as it stands.
    let is_open = make(second) == Make::Date && !to.has(Slot::Year) && !to.has(Slot::Within) && !to.has(Slot::Relation);
    let as_it_stands = anchored.read(make(second), &to, previous(second))?;
    let mut end = match (start.range, as_it_stands.range) {
        (Some(first), Some(last)) if !completes(&to) && completes(&from) && last.earliest >= first.earliest => {
            as_it_stands
        }
        (Some(range), _) if is_open => Scene {
            published: Some(range.earliest),
            direction: Some(Direction::Future),
            previous: anchored.previous,
            quarter: None,
            holidays: scene.holidays,
        }
        .read(make(second), &to, false)?,
        _ => as_it_stands,
    };
    let today = |range: Option<TimeRange>| range.or_else(|| scene.published.map(calendar::of_day));
    let (mut a, b) = (today(start.range), today(end.range));
    if let (Some(range), Some(last)) = (a, b)
        && range.earliest > last.latest
    {
        // "from November to 5 February 2017": the start is in the year before.
        let year = from.at(Slot::Year).filter(|_| !first.slots.has(Slot::Year))?;
        from.set(Slot::Year, year - 1);
        let start = scene.read(make(first), &from, false)?;
        end.value = format!("{}/{}", start.value, end.value);
        a = start.range;
    } else if start.value.is_empty() || end.value.is_empty() {
        end.value = String::new();
    } else {
        end.value = format!("{}/{}", start.value, end.value);
    }
    let range = match (a, b) {
        (Some(a), Some(b)) if start.range.is_some() || end.range.is_some() => {
            if rule.same_unit && a.grain != b.grain {
                return None;
            }
            Some(TimeRange { earliest: a.earliest, latest: b.latest, grain: a.grain.min(b.grain) })
        }
        _ => None,
    };
    let mut joined = timex(start.kind, end.value, range);
    joined.basis = "range".into();
    Some(joined)
}
