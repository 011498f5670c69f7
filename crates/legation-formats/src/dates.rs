//! Days of publication as pages and records write them.

use jiff::civil::Date;

/// The day in a date or date-time as metadata write it: ISO 8601 (also without hyphens), RFC 2822 ("Fri, 11 Apr 2025
/// 10:00:00 GMT"), "April 11, 2025", "11 April 2025", 2025/04/11. The day is the one written: no time zone is converted.
/// `None` for anything else, and for years that no news page has.
pub fn parse_day(text: &str) -> Option<Date> {
    let text = text.trim();
    iso(text).or_else(|| in_words(text)).filter(|day| (1800..=2200).contains(&day.year()))
}

/// 2025-04-11…, 2025/04/11, 2025.04.11, 20250411…
fn iso(text: &str) -> Option<Date> {
    let digits = |from: usize, to: usize| -> Option<i16> {
        let part = text.get(from..to)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let year = digits(0, 4)?;
    let mark = text.as_bytes().get(4).copied()?;
    if matches!(mark, b'-' | b'/' | b'.') {
        let is_wide = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let month_end = if is_wide(6) { 7 } else { 6 };
        let month = digits(5, month_end)?;
        (text.as_bytes().get(month_end) == Some(&mark)).then_some(())?;
        let day_start = month_end + 1;
        let day_end = if is_wide(day_start + 1) { day_start + 2 } else { day_start + 1 };
        let day = digits(day_start, day_end)?;
        (!is_wide(day_end)).then_some(())?;
        return Date::new(year, month as i8, day as i8).ok();
    }
    let rest = text.as_bytes().get(8).copied();
    (!rest.is_some_and(|b| b.is_ascii_digit())).then_some(())?;
    Date::new(year, digits(4, 6)? as i8, digits(6, 8)? as i8).ok()
}

/// English month names, which RFC 2822 and most pages use.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn in_words(text: &str) -> Option<Date> {
    let (mut month, mut day, mut year) = (None, None, None);
    let words = text.split(|c: char| !c.is_alphanumeric() && c != ':').filter(|w| !w.is_empty());
    for word in words.take(8) {
        let lower = word.to_lowercase();
        if let Some(found) =
            MONTHS.iter().position(|m| lower.starts_with(m)).filter(|_| month.is_none() && lower.len() <= 9)
        {
            month = Some(found as i8 + 1);
            continue;
        }
        let digits = lower.trim_end_matches(
            ["st", "nd", "rd", "th"].iter().find(|s| lower.ends_with(**s)).copied().unwrap_or("\u{0}"),
        );
        match (digits.len(), digits.parse::<i16>()) {
            (1 | 2, Ok(number)) if day.is_none() && (1..=31).contains(&number) => day = Some(number as i8),
            (4, Ok(number)) if year.is_none() => year = Some(number),
            _ => {}
        }
    }
    Date::new(year?, month?, day?).ok()
}

/// A day in a web address: /2025/04/11/, /2025-04-11-, /20250411/.
pub fn day_in_url(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let bytes = path.as_bytes();
    for start in 0..bytes.len() {
        let is_fresh = start == 0 || !bytes[start - 1].is_ascii_alphanumeric();
        if !is_fresh || !bytes[start].is_ascii_digit() {
            continue;
        }
        let day = path.get(start..).and_then(iso).or_else(|| month_name_in_path(path.get(start..)?));
        if let Some(day) = day.filter(|d| (1990..=2100).contains(&d.year())) {
            return Some(day);
        }
    }
    None
}

/// 2018/apr/11
fn month_name_in_path(path: &str) -> Option<Date> {
    let mut parts = path.split('/');
    let year = parts.next().filter(|p| p.len() == 4)?.parse().ok()?;
    let name = parts.next()?.to_lowercase();
    let month = MONTHS.iter().position(|m| name.starts_with(m))?;
    let day = parts.next().filter(|p| p.len() <= 2)?.parse().ok()?;
    Date::new(year, month as i8 + 1, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_written() {
        let cases = [
            ("2025-04-11", "2025-04-11"),
            ("2025-04-11T23:30:00-05:00", "2025-04-11"),
            ("20250411T101500Z", "2025-04-11"),
            ("2025/4/1", "2025-04-01"),
            ("Fri, 11 Apr 2025 10:00:00 GMT", "2025-04-11"),
            ("April 11, 2025 at 3:15 pm", "2025-04-11"),
            ("11th April 2025", "2025-04-11"),
            ("Published: September 3rd, 2019", "2019-09-03"),
        ];
        for (text, day) in cases {
            assert_eq!(parse_day(text).map(|d| d.to_string()).as_deref(), Some(day), "{text}");
        }
        for text in ["", "2025", "yesterday", "13/45/2020", "2025-13-40", "0000-00-00", "12:30", "é2025-04-11é"] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn urls_carry_days() {
        let cases = [
            ("https://example.org/2025/04/11/talks", Some("2025-04-11")),
            ("https://example.org/news/2018/apr/05/talks", Some("2018-04-05")),
            ("https://example.org/story-20190203.html", Some("2019-02-03")),
            ("https://example.org/a/123456789/x", None),
            ("https://example.org/?d=2025-04-11", None),
        ];
        for (url, day) in cases {
            assert_eq!(day_in_url(url).map(|d| d.to_string()).as_deref(), day, "{url}");
        }
    }
}
