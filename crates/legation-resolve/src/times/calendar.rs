//! Calendar arithmetic: the days of a unit, shifts by units, Easter.

use super::slots::Unit;
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use legation_types::{Grain, TimeRange};

/// A day, where it exists.
pub(crate) fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Weekday from 1 (Monday) to 7.
pub(crate) fn weekday(date: Date) -> i32 {
    i32::from(date.weekday().to_monday_one_offset())
}

/// `date` moved by days; `None` beyond the calendar.
pub(crate) fn days_after(date: Date, days: i32) -> Option<Date> {
    date.checked_add(i64::from(days).days()).ok()
}

/// `date` moved by `count` units; `None` beyond the calendar.
pub(crate) fn shift(date: Date, count: i32, unit: Unit) -> Option<Date> {
    let count = i64::from(count);
    let span = match unit {
        Unit::Second | Unit::Minute => return Some(date),
        Unit::Hour => (count / 24).days(),
        Unit::Day => count.days(),
        Unit::Weekday | Unit::Weekend | Unit::Week => jiff::Span::new().try_weeks(count).ok()?,
        Unit::Month => jiff::Span::new().try_months(count).ok()?,
        Unit::Season | Unit::Quarter => jiff::Span::new().try_months(count.checked_mul(3)?).ok()?,
        Unit::Half => jiff::Span::new().try_months(count.checked_mul(6)?).ok()?,
        Unit::Year => jiff::Span::new().try_years(count).ok()?,
        Unit::Decade => jiff::Span::new().try_years(count.checked_mul(10)?).ok()?,
        Unit::Century => jiff::Span::new().try_years(count.checked_mul(100)?).ok()?,
        Unit::Millennium => jiff::Span::new().try_years(count.checked_mul(1000)?).ok()?,
    };
    date.checked_add(span).ok()
}

fn range(earliest: Option<Date>, latest: Option<Date>, grain: Grain) -> Option<TimeRange> {
    Some(TimeRange { earliest: earliest?, latest: latest?, grain })
}

/// One day.
pub(crate) fn of_day(date: Date) -> TimeRange {
    TimeRange { earliest: date, latest: date, grain: Grain::Day }
}

/// The months from `first` of `year` on, `count` of them.
pub(crate) fn of_months(year: i32, first: i32, count: i32, grain: Grain) -> Option<TimeRange> {
    let start = day(year, first, 1)?;
    let end = shift(start, count, Unit::Month).and_then(|next| days_after(next, -1)).or_else(|| day(year, 12, 31));
    range(Some(start), end, grain)
}

/// The years from `first` on, `count` of them.
pub(crate) fn of_years(first: i32, count: i32, grain: Grain) -> Option<TimeRange> {
    range(day(first, 1, 1), day(first + count - 1, 12, 31), grain)
}

/// An ISO week.
pub(crate) fn of_week(year: i32, week: i32) -> Option<TimeRange> {
    let monday = ISOWeekDate::new(i16::try_from(year).ok()?, i8::try_from(week).ok()?, Weekday::Monday).ok()?.date();
    range(Some(monday), days_after(monday, 6), Grain::Week)
}

/// A season, 1 (spring, from March) to 4 (winter, from December on into the next year).
pub(crate) fn of_season(year: i32, season: i32) -> Option<TimeRange> {
    of_months(year, season * 3, 3, Grain::Quarter)
}

/// The unit that holds `date`.
pub(crate) fn holding(unit: Unit, date: Date) -> Option<TimeRange> {
    let (year, month) = (i32::from(date.year()), i32::from(date.month()));
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Some(TimeRange { grain: Grain::Time, ..of_day(date) }),
        Unit::Day | Unit::Weekday => Some(of_day(date)),
        Unit::Weekend => {
            let saturday = days_after(date, 6 - weekday(date));
            range(saturday, saturday.and_then(|d| days_after(d, 1)), Grain::Day)
        }
        Unit::Week => {
            let monday = days_after(date, 1 - weekday(date));
            range(monday, monday.and_then(|d| days_after(d, 6)), Grain::Week)
        }
        Unit::Month => of_months(year, month, 1, Grain::Month),
        Unit::Season => match month {
            1 | 2 => of_season(year - 1, 4),
            _ => of_season(year, month / 3),
        },
        Unit::Quarter => of_months(year, (month - 1) / 3 * 3 + 1, 3, Grain::Quarter),
        Unit::Half => of_months(year, (month - 1) / 6 * 6 + 1, 6, Grain::Quarter),
        Unit::Year => of_years(year, 1, Grain::Year),
        Unit::Decade => of_years(year.div_euclid(10) * 10, 10, Grain::Decade),
        Unit::Century => of_years(year.div_euclid(100) * 100, 100, Grain::Decade),
        Unit::Millennium => of_years(year.div_euclid(1000) * 1000, 1000, Grain::Decade),
    }
}

/// TIMEX3's value of a unit that begins on `date`.
pub(crate) fn value(unit: Unit, date: Date) -> String {
    let (year, month) = (i32::from(date.year()), i32::from(date.month()));
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Weekday => date.to_string(),
        Unit::Week | Unit::Weekend => {
            let week = date.iso_week_date();
            let end = if unit == Unit::Weekend { "-WE" } else { "" };
            format!("{:04}-W{:02}{end}", week.year(), week.week())
        }
        Unit::Month => format!("{year:04}-{month:02}"),
        Unit::Season => format!("{year:04}-{}", super::slots::SEASONS[(month as usize / 3).clamp(1, 4) - 1]),
        Unit::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
        Unit::Half => format!("{year:04}-H{}", (month - 1) / 6 + 1),
        Unit::Year => format!("{year:04}"),
        Unit::Decade => format!("{:03}", year.div_euclid(10)),
        Unit::Century => format!("{:02}", year.div_euclid(100)),
        Unit::Millennium => format!("{}", year.div_euclid(1000)),
    }
}

/// The `nth` weekday of the days from `first` on; the last of those up to `last` for −1.
pub(crate) fn nth_weekday(first: Date, last: Date, weekday_wanted: i32, nth: i32) -> Option<Date> {
    let found = if nth > 0 {
        days_after(first, (weekday_wanted - weekday(first)).rem_euclid(7) + 7 * (nth - 1))?
    } else {
        days_after(last, -(weekday(last) - weekday_wanted).rem_euclid(7))?
    };
    (first <= found && found <= last).then_some(found)
}

/// Easter Sunday of the western churches (the anonymous Gregorian computation).
pub(crate) fn easter(year: i32) -> Option<Date> {
    let golden = year.rem_euclid(19);
    let (century, in_century) = (year.div_euclid(100), year.rem_euclid(100));
    let correction = (8 * century + 13) / 25;
    let moon = (19 * golden + century - century / 4 - correction + 15).rem_euclid(30);
    let moon = moon - (golden + 11 * moon) / 319;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - moon - in_century % 4).rem_euclid(7);
    // March 22 plus the age of the moon plus the days to the next Sunday.
    days_after(day(year, 3, 22)?, moon + to_sunday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_it_did() {
        for (year, month, at) in
            [(1961, 4, 2), (1981, 4, 19), (2000, 4, 23), (2016, 3, 27), (2024, 3, 31), (2025, 4, 20)]
        {
            assert_eq!(easter(year), day(year, month, at), "{year}");
        }
    }

    #[test]
    fn winter_runs_into_the_next_year() {
        let winter = holding(Unit::Season, day(2016, 1, 20).unwrap()).unwrap();
        assert_eq!((winter.earliest, winter.latest), (day(2015, 12, 1).unwrap(), day(2016, 2, 29).unwrap()));
        assert_eq!(value(Unit::Season, winter.earliest), "2015-WI");
    }
}
