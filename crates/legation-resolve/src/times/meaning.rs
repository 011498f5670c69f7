//! From the slots of a match to a TIMEX3 type, value and days.

use super::calendar;
use super::rules::Holiday;
use super::slots::{PARTS, Slot, Slots, Unit};
use super::tense::Direction;
use legation_types::{Date, Grain, TimeRange, Timex, TimexType};

/// What kind of expression a rule makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Make {
    /// A point of the calendar, with what is missing completed: "3 May", "Friday", "the third quarter".
    Date,
    /// A unit reckoned from the publication date: "last week", "yesterday".
    Relative,
    /// A point so many units before or after another: "two weeks ago".
    Shift,
    /// A length of time: "six months".
    Duration,
    /// A length of time that reaches to or from the publication date: "the past three months".
    Span,
    /// Something that recurs: "every Thursday".
    Set,
    /// Past, present or future at large.
    Reference,
    /// The time told before: "the same day".
    Same,
    /// No time at all: eats words that only look like one.
    Nothing,
}

impl Make {
    /// The kind of a name in the data file.
    pub fn parse(name: &str) -> Option<Make> {
        Some(match name {
            "date" => Make::Date,
            "relative" => Make::Relative,
            "shift" => Make::Shift,
            "duration" => Make::Duration,
            "span" => Make::Span,
            "set" => Make::Set,
            "reference" => Make::Reference,
            "same" => Make::Same,
            "nothing" => Make::Nothing,
            _ => return None,
        })
    }
}

/// What an expression is read against.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// Day of publication.
    pub published: Option<Date>,
    /// The last time told before in the text.
    pub previous: Option<TimeRange>,
    /// The quarter told shortly before: figures "a year ago" are those of the same quarter.
    pub quarter: Option<TimeRange>,
    /// Where the clause points.
    pub direction: Option<Direction>,
    pub holidays: &'a [Holiday],
}

impl Scene<'_> {
    /// What the slots mean; `None` where they make no sense ("31 February").
    pub fn read(&self, make: Make, slots: &Slots, from_previous: bool) -> Option<Timex> {
        match make {
            // "In August that year": within the year told before.
            Make::Date if from_previous => {
                let published = self.previous.map(|range| range.earliest).or(self.published);
                Scene { published, ..*self }.date(slots)
            }
            Make::Date => self.date(slots),
            Make::Relative => self.relative(slots),
            Make::Shift => self.shift(slots, from_previous),
            Make::Duration => Some(duration(slots)),
            Make::Span => Some(self.span(slots)),
            Make::Set => set(slots),
            Make::Reference => Some(self.reference(slots)),
            Make::Same => self.same(slots),
            Make::Nothing => None,
        }
    }

    fn date(&self, slots: &Slots) -> Option<Timex> {
        let Some((unit, range)) = self.point(slots)? else { return Some(timex(TimexType::Date, String::new(), None)) };
        let is_range = slots.has(Slot::Day2) || slots.has(Slot::Year2) || slots.has(Slot::Weekday2);
        let (range, end) = if is_range {
            let mut last = *slots;
            let ends = [(Slot::Day, Slot::Day2), (Slot::Month, Slot::Month2), (Slot::Weekday, Slot::Weekday2)];
            for (to, from) in ends {
                if let Some(value) = slots.at(from) {
                    last.set(to, value);
                }
                last.clear(from);
            }
            last.clear(Slot::Year2);
            let first_year = i32::from(range.earliest.year());
            match slots.at(Slot::Year2) {
                Some(year @ 0..100) => last.set(Slot::Year, first_year.div_euclid(100) * 100 + year),
                Some(year) => last.set(Slot::Year, year),
                None if slots.has(Slot::Within) => {}
                None => last.set(Slot::Year, first_year),
            }
            let (_, end) = self.point(&last)??;
            if end.latest < range.earliest {
                return None;
            }
            (TimeRange { latest: end.latest, ..range }, Some(end.earliest))
        } else {
            (range, None)
        };
        let mut value = calendar::value(unit, range.earliest);
        if let Some(end) = end {
            value = format!("{value}/{}", calendar::value(unit, end));
        }
        Some(with_clock(slots, value, range))
    }

    /// The unit and days of a calendar point; the inner `None` where it needs a publication date that is not known.
    #[allow(clippy::option_option)]
    fn point(&self, slots: &Slots) -> Option<Option<(Unit, TimeRange)>> {
        if let Some(century) = slots.at(Slot::Century) {
            return Some(Some((Unit::Century, calendar::of_years((century - 1) * 100, 100, Grain::Decade)?)));
        }
        if let Some(decade) = slots.at(Slot::Decade) {
            return Some(Some((Unit::Decade, calendar::of_years(self.decade(decade), 10, Grain::Decade)?)));
        }
        if let Some(year) = slots.at(Slot::Year) {
            return of_year(slots, full_year(year), self.holidays).map(Some);
        }
        let Some(published) = self.published else {
            // Only to see that the day exists at all: 2024 is a leap year.
            if slots.has(Slot::Month) && slots.has(Slot::Day) {
                of_year(slots, 2024, self.holidays)?;
            }
            return Some(None);
        };
        if let Some(container) = slots.unit(Slot::Within) {
            return self.inside(slots, container, published).map(Some);
        }
        let bare_day =
            !(slots.has(Slot::Month) || slots.has(Slot::Holiday)) && (slots.has(Slot::Day) || slots.has(Slot::Weekday));
        if bare_day {
            return self.bare_day(slots, published).map(Some);
        }
        let year = i32::from(published.year());
        let mut candidates: Vec<(Unit, TimeRange)> =
            (year - 2..=year + 2).filter_map(|y| of_year(slots, y, self.holidays)).collect();
        candidates.retain(|(_, r)| {
            slots
                .at(Slot::Weekday)
                .is_none_or(|w| slots.has(Slot::Nth) || !slots.has(Slot::Day) || calendar::weekday(r.earliest) == w)
        });
        if candidates.is_empty() && slots.has(Slot::Weekday) {
            let mut loose = *slots;
            loose.clear(Slot::Weekday);
            return self.point(&loose);
        }
        // A weekday told with the date leaves no choice; else the nearest, the farther the less it fits the tense.
        let told = slots.has(Slot::Weekday) && slots.has(Slot::Day) && !slots.has(Slot::Nth);
        let cost = |(_, r): &&(Unit, TimeRange)| {
            let is_ahead = r.earliest > published;
            let far = distance(r, published).saturating_mul(2);
            let factor = match self.direction {
                _ if told => 2,
                Some(Direction::Past) if is_ahead => 6,
                Some(Direction::Future) if r.latest < published => 6,
                None if is_ahead && !slots.has(Slot::Day) => 3,
                _ => 2,
            };
            (far.saturating_mul(factor) / 2, is_ahead)
        };
        let found = match slots.at(Slot::Relation) {
            Some(..=-1) => candidates.iter().rev().find(|(_, r)| r.latest < published),
            Some(0) => candidates.iter().min_by_key(|(_, r)| {
                (i32::from(r.earliest.year()) != year, distance(r, published), r.earliest > published)
            }),
            Some(_) => candidates.iter().find(|(_, r)| r.earliest > published),
            None => candidates.iter().min_by_key(cost),
        };
        found.copied().map(Some)
    }

    /// "20th of next month", "Friday next week", "June last year", "the third quarter this year".
    fn inside(&self, slots: &Slots, container: Unit, published: Date) -> Option<(Unit, TimeRange)> {
        let anchor = calendar::shift(
            calendar::holding(container, published)?.earliest,
            slots.at(Slot::Relation).unwrap_or(0),
            container,
        )?;
        let whole = calendar::holding(container, anchor)?;
        let (year, month) = (i32::from(whole.earliest.year()), i32::from(whole.earliest.month()));
        match (slots.at(Slot::Weekday), slots.at(Slot::Nth), container) {
            (Some(weekday), _, Unit::Week) => {
                Some((Unit::Day, calendar::of_day(calendar::days_after(whole.earliest, weekday - 1)?)))
            }
            (Some(weekday), Some(nth), _) if !slots.has(Slot::Month) => {
                Some((Unit::Day, calendar::of_day(calendar::nth_weekday(whole.earliest, whole.latest, weekday, nth)?)))
            }
            _ => {
                let mut placed = *slots;
                placed.clear(Slot::Within);
                placed.clear(Slot::Relation);
                placed.set(Slot::Year, year);
                if container == Unit::Month {
                    placed.set(Slot::Month, month);
                }
                of_year(&placed, year, self.holidays)
            }
        }
    }

    /// A weekday or day of the month with neither month nor year.
    fn bare_day(&self, slots: &Slots, published: Date) -> Option<(Unit, TimeRange)> {
        let today = calendar::weekday(published);
        let fits = |d: &Date| {
            slots.at(Slot::Weekday).is_none_or(|w| calendar::weekday(*d) == w)
                && slots.at(Slot::Day).is_none_or(|n| i32::from(d.day()) == n)
        };
        let back = |from: i32| (from..400).filter_map(|n| calendar::days_after(published, -n)).find(fits);
        let ahead = |from: i32| (from..400).filter_map(|n| calendar::days_after(published, n)).find(fits);
        let date = match (slots.at(Slot::Relation), slots.at(Slot::Weekday)) {
            (Some(..=-1), _) => back(1),
            (Some(0), Some(w)) if !slots.has(Slot::Day) => calendar::days_after(published, w - today),
            (Some(1), Some(w)) if !slots.has(Slot::Day) => calendar::days_after(published, w - today + 7),
            (Some(_), _) => ahead(1),
            (None, _) => match self.direction {
                Some(Direction::Future) => ahead(0),
                Some(Direction::Past) => back(0),
                None if slots.has(Slot::Weekday) && !slots.has(Slot::Day) => back(0),
                None => match (back(0), ahead(0)) {
                    (Some(b), Some(a)) if day_count(b, published) <= day_count(published, a) => Some(b),
                    (b, a) => a.or(b),
                },
            },
        };
        let unit = slots.unit(Slot::Unit).unwrap_or(Unit::Day);
        Some((unit, calendar::holding(unit, date?)?))
    }

    fn decade(&self, decade: i32) -> i32 {
        if decade >= 100 {
            return decade;
        }
        match self.published {
            Some(published) => {
                let year = i32::from(published.year());
                let this = year.div_euclid(100) * 100 + decade;
                if this <= year { this } else { this - 100 }
            }
            None => 1900 + decade,
        }
    }

    /// "last week", "tomorrow morning", "earlier this year", "the week after next".
    fn relative(&self, slots: &Slots) -> Option<Timex> {
        let unit = slots.unit(Slot::Unit)?;
        let mut relation = slots.at(Slot::Relation).unwrap_or(0);
        let Some(published) = self.published else {
            let kind = if slots.has(Slot::Part) || slots.has(Slot::Hour) { TimexType::Time } else { TimexType::Date };
            return Some(timex(kind, String::new(), None));
        };
        if unit == Unit::Weekend
            && relation == 0
            && self.direction == Some(Direction::Past)
            && calendar::weekday(published) < 6
        {
            relation = -1;
        }
        let start = calendar::holding(unit, published)?.earliest;
        let range = calendar::holding(unit, calendar::shift(start, relation, unit)?)?;
        Some(with_clock(slots, calendar::value(unit, range.earliest), range))
    }

    /// "two weeks ago", "three days later", "1 month 21 days ago", "two days after tomorrow".
    fn shift(&self, slots: &Slots, from_previous: bool) -> Option<Timex> {
        let sign = slots.at(Slot::Sign).unwrap_or(1);
        let unit = slots.unit(Slot::Unit).unwrap_or(Unit::Week);
        let at_large = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
        if slots.has(Slot::Vague) {
            return Some(timex(TimexType::Date, at_large.into(), None));
        }
        let base = match (from_previous, self.previous, self.published) {
            (true, Some(previous), _) => Some(if sign < 0 { previous.earliest } else { previous.latest }),
            (_, _, published) => published.and_then(|p| calendar::days_after(p, slots.at(Slot::From).unwrap_or(0))),
        };
        let Some(base) = base else { return Some(timex(TimexType::Date, String::new(), None)) };
        let count = slots.at(Slot::Count).unwrap_or(1);
        if let Some(quarter) = self.quarter.filter(|_| is_year_back(slots)) {
            let range = calendar::holding(Unit::Quarter, calendar::shift(quarter.earliest, -1, Unit::Year)?)?;
            return Some(timex(TimexType::Date, calendar::value(Unit::Quarter, range.earliest), Some(range)));
        }
        if let Some(weekday) = slots.at(Slot::Weekday) {
            let gap = (sign * (weekday - calendar::weekday(base))).rem_euclid(7);
            let days = if gap == 0 { 7 * count } else { gap + 7 * (count - 1) };
            let date = calendar::days_after(base, sign.checked_mul(days)?)?;
            return Some(with_clock(slots, date.to_string(), calendar::of_day(date)));
        }
        let mut date = calendar::shift(base, sign.checked_mul(count)?, unit)?;
        let mut finest = unit;
        for (count, unit) in [(Slot::CountB, Slot::UnitB), (Slot::CountC, Slot::UnitC)] {
            if let (Some(count), Some(unit)) = (slots.at(count), slots.unit(unit)) {
                date = calendar::shift(date, sign.checked_mul(count)?, unit)?;
                finest = finest.min(unit);
            }
        }
        if slots.has(Slot::Plus) {
            let half = match unit {
                Unit::Year => (6, Unit::Month),
                Unit::Month => (15, Unit::Day),
                Unit::Week => (3, Unit::Day),
                Unit::Decade => (5, Unit::Year),
                _ => (0, Unit::Day),
            };
            date = calendar::shift(date, sign * half.0, half.1)?;
        }
        let unit = if finest < Unit::Day { Unit::Day } else { finest };
        // A point a decade away is told in years.
        let unit = if unit > Unit::Year { Unit::Year } else { unit };
        let range = calendar::holding(unit, date)?;
        let range = if finest < Unit::Day { TimeRange { grain: Grain::Time, ..range } } else { range };
        Some(with_clock(slots, calendar::value(unit, range.earliest), range))
    }

    /// "the past three months", "the next 60 to 100 days", "the rest of the week".
    fn span(&self, slots: &Slots) -> Timex {
        let mut timex = duration(slots);
        let (Some(published), Some(unit)) = (self.published, slots.unit(Slot::Unit)) else { return timex };
        if slots.has(Slot::Within) {
            // What is left of the unit.
            let whole = calendar::shift(published, slots.at(Slot::Relation).unwrap_or(0), unit)
                .and_then(|date| calendar::holding(unit, date));
            timex.range = whole.map(|w| TimeRange { earliest: published.max(w.earliest), ..w });
            timex.kind = TimexType::Date;
            timex.value = timex.range.map_or(String::new(), |r| calendar::value(unit, r.earliest));
            return timex;
        }
        let Some(count) = slots.at(Slot::Count).filter(|_| !slots.has(Slot::Vague)) else { return timex };
        let sign = slots.at(Slot::Relation).unwrap_or(1).signum();
        let far = |count: i32| calendar::shift(published, sign.checked_mul(count)?, unit);
        let (near, far) = match slots.at(Slot::Count2) {
            Some(second) => (far(count), far(second)),
            None => (Some(published), far(count)),
        };
        // What is still to come begins on the day after.
        let near = if sign > 0 && !slots.has(Slot::Count2) && unit >= Unit::Day {
            near.and_then(|d| calendar::days_after(d, 1))
        } else {
            near
        };
        if let (Some(near), Some(far)) = (near, far) {
            let grain = if unit < Unit::Day { Grain::Time } else { unit.grain() };
            timex.range = Some(TimeRange { earliest: near.min(far), latest: near.max(far), grain });
        }
        timex
    }

    /// The days meant by "in two weeks" (the unit that far ahead) or "within two weeks" (everything up to it).
    pub fn ahead(&self, slots: &Slots, is_whole: bool) -> Option<TimeRange> {
        let unit = slots.unit(Slot::Unit)?;
        if slots.has(Slot::Vague) {
            return None;
        }
        let published = self.published?;
        let mut end = calendar::shift(published, slots.at(Slot::Count).unwrap_or(1), unit)?;
        for (count, unit) in [(Slot::CountB, Slot::UnitB), (Slot::CountC, Slot::UnitC)] {
            if let (Some(count), Some(unit)) = (slots.at(count), slots.unit(unit)) {
                end = calendar::shift(end, count, unit)?;
            }
        }
        if is_whole {
            return Some(TimeRange { earliest: published, latest: end, grain: unit.grain() });
        }
        let unit = unit.clamp(Unit::Day, Unit::Year);
        calendar::holding(unit, end)
    }

    fn reference(&self, slots: &Slots) -> Timex {
        let value = match slots.at(Slot::Reference) {
            Some(1) => "PAST_REF",
            Some(3) => "FUTURE_REF",
            _ => "PRESENT_REF",
        };
        timex(TimexType::Date, value.into(), None)
    }

    /// "the same day", "that year", "the following month" (with a relation).
    fn same(&self, slots: &Slots) -> Option<Timex> {
        let unit = slots.unit(Slot::Unit)?;
        let Some(before) = self.previous.map(|r| r.earliest).or(self.published) else {
            return Some(timex(TimexType::Date, String::new(), None));
        };
        let date = calendar::shift(before, slots.at(Slot::Relation).unwrap_or(0), unit)?;
        let range = calendar::holding(unit, date)?;
        Some(with_clock(slots, calendar::value(unit, range.earliest), range))
    }
}

/// A TIMEX3 without a basis yet.
pub(crate) fn timex(kind: TimexType, value: String, range: Option<TimeRange>) -> Timex {
    Timex { kind, value, range, basis: String::new() }
}

fn distance(range: &TimeRange, date: Date) -> i32 {
    if range.earliest > date {
        day_count(date, range.earliest)
    } else if range.latest < date {
        day_count(range.latest, date)
    } else {
        0
    }
}

fn day_count(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// Completes a year of two digits: up to 49 in this century, else in the last.
fn full_year(year: i32) -> i32 {
    match year {
        0..50 => 2000 + year,
        50..100 => 1900 + year,
        _ => year,
    }
}

/// The calendar point in a given year.
fn of_year(slots: &Slots, year: i32, holidays: &[Holiday]) -> Option<(Unit, TimeRange)> {
    if let Some(holiday) = slots.at(Slot::Holiday) {
        return Some((Unit::Day, holidays.get(holiday as usize)?.in_year(year)?));
    }
    let nth = slots.at(Slot::Nth);
    if let Some(month) = slots.at(Slot::Month) {
        let whole = calendar::of_months(year, month, 1, Grain::Month)?;
        if let Some(day) = slots.at(Slot::Day) {
            let day = calendar::day(year, month, day)?;
            if slots.unit(Slot::Unit) == Some(Unit::Week) {
                return Some((Unit::Week, calendar::holding(Unit::Week, day)?));
            }
            return Some((Unit::Day, calendar::of_day(day)));
        }
        return match (nth, slots.at(Slot::Weekday), slots.at(Slot::Week)) {
            (Some(nth), Some(weekday), _) => {
                Some((Unit::Day, calendar::of_day(calendar::nth_weekday(whole.earliest, whole.latest, weekday, nth)?)))
            }
            (_, _, Some(week)) => {
                // The first week of a month is the one that holds its first Thursday, as in ISO 8601.
                let thursday = calendar::nth_weekday(whole.earliest, whole.latest, 4, week)?;
                Some((Unit::Week, calendar::holding(Unit::Week, thursday)?))
            }
            _ => Some((Unit::Month, whole)),
        };
    }
    if let Some(season) = slots.at(Slot::Season) {
        return Some((Unit::Season, calendar::of_season(year, season)?));
    }
    if let Some(quarter) = slots.at(Slot::Quarter) {
        let quarter = if quarter < 0 { 4 } else { quarter };
        return Some((Unit::Quarter, calendar::of_months(year, quarter * 3 - 2, 3, Grain::Quarter)?));
    }
    if let Some(half) = slots.at(Slot::Half) {
        let half = if half < 0 { 2 } else { half };
        return Some((Unit::Half, calendar::of_months(year, half * 6 - 5, 6, Grain::Quarter)?));
    }
    if let Some(week) = slots.at(Slot::Week) {
        let week = if week < 0 { i32::from(calendar::day(year, 12, 28)?.iso_week_date().week()) } else { week };
        return Some((Unit::Week, calendar::of_week(year, week)?));
    }
    Some((Unit::Year, calendar::of_years(year, 1, Grain::Year)?))
}

/// Adds the part of the day or the clock time.
fn with_clock(slots: &Slots, day: String, range: TimeRange) -> Timex {
    let clock = match slots.at(Slot::HourMinute) {
        Some(clock) => Some((clock / 100, Some(clock % 100))),
        None => slots.at(Slot::Hour).map(|hour| (hour, slots.at(Slot::Minute))),
    };
    if let Some((hour, minute)) = clock {
        let hour = match slots.at(Slot::Meridian) {
            Some(2) if hour < 12 => hour + 12,
            Some(1) if hour == 12 => 0,
            _ => hour,
        };
        let value = match minute {
            Some(minute) => format!("{day}T{hour:02}:{minute:02}"),
            None => format!("{day}T{hour:02}:00"),
        };
        return timex(TimexType::Time, value, Some(TimeRange { grain: Grain::Time, ..range }));
    }
    if let Some(part) = slots.at(Slot::Part) {
        let value = match PARTS.get(part as usize).copied().unwrap_or("DT") {
            "MN" => format!("{day}T24:00"),
            "MI" => format!("{day}T12:00"),
            code => format!("{day}T{code}"),
        };
        return timex(TimexType::Time, value, Some(TimeRange { grain: Grain::Day, ..range }));
    }
    timex(TimexType::Date, day, Some(range))
}

/// Exactly a year back: "a year ago", "a year earlier".
fn is_year_back(slots: &Slots) -> bool {
    let is_more = [Slot::Vague, Slot::Plus, Slot::CountB, Slot::Weekday].into_iter().any(|slot| slots.has(slot));
    slots.unit(Slot::Unit) == Some(Unit::Year)
        && slots.at(Slot::Sign) == Some(-1)
        && slots.at(Slot::Count).unwrap_or(1) == 1
        && !is_more
}

/// `P2D`, `PT1M30S`, `PXM`.
fn duration(slots: &Slots) -> Timex {
    let mut date = String::new();
    let mut time = String::new();
    let parts = [(Slot::Count, Slot::Unit), (Slot::CountB, Slot::UnitB), (Slot::CountC, Slot::UnitC)];
    for (at, (count, unit)) in parts.into_iter().enumerate() {
        let Some(unit) = slots.unit(unit) else { continue };
        let number = match slots.at(count) {
            _ if at == 0 && slots.has(Slot::Vague) => "X".to_string(),
            Some(count) => count.to_string(),
            None => "1".to_string(),
        };
        let (is_time, letters) = letters_of(unit);
        if is_time { &mut time } else { &mut date }.push_str(&format!("{number}{letters}"));
        if at == 0 && slots.has(Slot::Plus) {
            let (is_time, half) = match unit {
                Unit::Minute => (true, "30S"),
                Unit::Hour => (true, "30M"),
                Unit::Day => (true, "12H"),
                Unit::Month => (false, "15D"),
                Unit::Year => (false, "6M"),
                Unit::Decade => (false, "5Y"),
                _ => (false, ""),
            };
            if is_time { &mut time } else { &mut date }.push_str(half);
        }
    }
    let time = if time.is_empty() { time } else { format!("T{time}") };
    timex(TimexType::Duration, format!("P{date}{time}"), None)
}

/// Whether the unit stands after the T, and its letters.
fn letters_of(unit: Unit) -> (bool, &'static str) {
    match unit {
        Unit::Second => (true, "S"),
        Unit::Minute => (true, "M"),
        Unit::Hour => (true, "H"),
        Unit::Day | Unit::Weekday => (false, "D"),
        Unit::Weekend => (false, "WE"),
        Unit::Week => (false, "W"),
        Unit::Month => (false, "M"),
        Unit::Season | Unit::Quarter => (false, "Q"),
        Unit::Half => (false, "H"),
        Unit::Year => (false, "Y"),
        Unit::Decade => (false, "DE"),
        Unit::Century => (false, "CE"),
        Unit::Millennium => (false, "ML"),
    }
}

/// "every Thursday" is `XXXX-WXX-4`, "each July" `XXXX-07`, "daily" `P1D`.
fn set(slots: &Slots) -> Option<Timex> {
    let value = if let Some(weekday) = slots.at(Slot::Weekday) {
        format!("XXXX-WXX-{weekday}")
    } else if let (Some(month), Some(day)) = (slots.at(Slot::Month), slots.at(Slot::Day)) {
        format!("XXXX-{month:02}-{day:02}")
    } else if let Some(month) = slots.at(Slot::Month) {
        format!("XXXX-{month:02}")
    } else if let Some(season) = slots.at(Slot::Season) {
        format!("XXXX-{}", super::slots::SEASONS.get(season as usize - 1)?)
    } else if slots.has(Slot::Part) && !slots.has(Slot::Unit) {
        "XXXX-XX-XX".to_string()
    } else {
        duration(slots).value
    };
    let value = match slots.at(Slot::Part) {
        Some(part) => format!("{value}T{}", PARTS.get(part as usize).copied().unwrap_or("DT")),
        None => value,
    };
    Some(timex(TimexType::Set, value, None))
}
