//! The dateline of a report: "KYIV, April 11 (Reuters) –".

use crate::dates::parse_day;
use legation_types::{Article, Dateline, Span};
use regex::Regex;
use std::sync::LazyLock;

/// Paragraphs at the head of a text among which the dateline is looked for: a headline and a byline may stand before it.
const PARAGRAPHS: usize = 4;
/// Longest dateline, in bytes.
const LONGEST: usize = 140;

/// Agencies by the names that they sign with.
const AGENCIES: [&str; 46] = [
    "AA",
    "AFP",
    "AGERPRES",
    "ANI",
    "ANSA",
    "AP",
    "APA",
    "Anadolu",
    "Associated Press",
    "BBC",
    "Belga",
    "BelTA",
    "Bernama",
    "Bloomberg",
    "CNA",
    "CNN",
    "Canadian Press",
    "DPA",
    "EFE",
    "Efe",
    "IANS",
    "IRNA",
    "Interfax",
    "KCNA",
    "KUNA",
    "Kyodo",
    "Kyodo News",
    "MENA",
    "MTI",
    "NHK",
    "PAP",
    "PTI",
    "RFE/RL",
    "RIA Novosti",
    "Reuters",
    "SANA",
    "SPA",
    "Sputnik",
    "TASS",
    "UPI",
    "Ukrinform",
    "VOA",
    "WAFA",
    "Xinhua",
    "Yonhap",
    "dpa",
];

/// Place, day, agency, dash; each part but the dash may be missing.
static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    let month = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?";
    let day = format!(r"(?:{month}\s+\d{{1,2}}|\d{{1,2}}\s+{month})(?:,?\s+\d{{4}})?");
    let word = r"\p{Lu}[\p{L}.’'\-]*";
    let place = format!(r"{word}(?:(?:\s*/\s*|,\s+|\s+)(?:{word}|(?:of|the|de|la|el|al|am)\b))*");
    let agency = r"[\p{L}][\p{L}/ .&-]{1,30}";
    let shape = format!(
        r"^(?:(?P<place>{place}?)(?:[,.]\s+|\s+)?)?(?P<day>{day})?[.,]?\s*(?:\((?P<agency>{agency})\)|/(?P<slashed>{agency})/)?\.?\s*(?P<dash>--+|[–—]|(?:^|\s)-\s|:\s)\s*"
    );
    Regex::new(&shape).expect("a fixed pattern")
});

/// Finds the dateline at the head of an article.
pub(crate) fn find(text: &str) -> Option<Dateline> {
    let mut start = 0;
    let mut seen = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            if let Some(found) = of_line(trimmed, start + indent) {
                return Some(found);
            }
            seen += 1;
        }
        if seen == PARAGRAPHS {
            break;
        }
        start += line.len();
    }
    None
}

/// The dateline at the beginning of a line that itself begins at byte `offset`.
pub(super) fn of_line(line: &str, offset: usize) -> Option<Dateline> {
    let limit = (0..=LONGEST.min(line.len())).rev().find(|at| line.is_char_boundary(*at))?;
    let found = SHAPE.captures(&line[..limit])?;
    let whole = found.get(0)?;
    // A dateline stands before something.
    if line[whole.end()..].trim().is_empty() {
        return None;
    }
    let group = |name: &str| found.name(name).map(|m| m.as_str().trim().trim_end_matches([',', '.']).to_string());
    let mut agency = group("agency").or_else(|| group("slashed")).filter(|agency| !agency.is_empty());
    let day = group("day").filter(|day| !day.is_empty());
    let mut place = group("place").filter(|place| !place.is_empty());
    // "Tehran, IRNA –": the agency was read as the last part of the place.
    if agency.is_none()
        && let Some((before, last)) = place.as_deref().and_then(|place| place.rsplit_once(", "))
        && is_agency(last)
    {
        agency = Some(last.to_string());
        place = Some(before.to_string());
    }
    let is_known = agency.as_deref().is_some_and(is_agency);
    let in_capitals = place.as_deref().is_some_and(|place| {
        let first = place.split([',', '/']).next().unwrap_or(place);
        first.chars().filter(|c| c.is_alphabetic()).count() >= 3 && first.chars().all(|c| !c.is_lowercase())
    });
    let with_colon = found.name("dash").is_some_and(|dash| dash.as_str().starts_with(':'));
    // "NATO – which …" is the beginning of a sentence, "OSLO – The …" is not.
    let begins_a_sentence = line[whole.end()..].starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"'));
    let is_dateline = match (&place, &day) {
        // "LONDON: …" is a place, but so is any heading in capitals.
        (Some(_), None) if with_colon => in_capitals && is_known,
        (Some(_), Some(_)) => in_capitals || is_known,
        (Some(_), None) => is_known || in_capitals && agency.as_deref().map_or(begins_a_sentence, is_name),
        (None, Some(_)) => is_known,
        (None, None) => false,
    };
    // Capitals alone, before a spaced hyphen, are as often a heading: the place must look like one.
    let words = place.as_deref().map_or(0, |place| place.split_whitespace().count());
    if !is_dateline || (words > 4 && !is_known && day.is_none()) {
        return None;
    }
    let span =
        Span::new((offset + whole.start()) as u32, (offset + whole.start() + whole.as_str().trim_end().len()) as u32);
    Some(Dateline { span, place, day, agency })
}

/// Whether it is the name by which a known agency signs.
pub(super) fn is_agency(name: &str) -> bool {
    AGENCIES
        .iter()
        .any(|agency| agency.eq_ignore_ascii_case(name) && (name.len() > 3 || name.chars().all(char::is_uppercase)))
        || name == "dpa"
}

/// Whether it looks like an agency that is not known: short, and a name.
fn is_name(name: &str) -> bool {
    name.split_whitespace().count() <= 3 && name.starts_with(char::is_uppercase)
}

/// Takes the dateline of an article's text, and from it what the article does not say otherwise: the agency as publisher, the
/// day where it has its year.
pub(crate) fn take(article: &mut Article) {
    let Some(dateline) = find(&article.text) else { return };
    article.published_at = article.published_at.or_else(|| dateline.day.as_deref().and_then(parse_day));
    if article.publisher.is_none() {
        article.publisher = dateline.agency.clone().filter(|agency| is_agency(agency));
    }
    article.dateline = Some(dateline);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text, and place, date and agency of its dateline.
    type Case = (&'static str, Option<(&'static str, &'static str, &'static str)>);

    #[test]
    fn datelines_are_found() {
        let cases: [Case; 26] = [
            ("KYIV, April 11 (Reuters) – The talks", Some(("KYIV", "April 11", "Reuters"))),
            ("KYIV, Ukraine (AP) — The talks", Some(("KYIV, Ukraine", "", "AP"))),
            (
                "WASHINGTON/BEIJING, Jan. 3, 2025 (Reuters) - The talks",
                Some(("WASHINGTON/BEIJING", "Jan. 3, 2025", "Reuters")),
            ),
            ("April 11 (Reuters) - The talks", Some(("", "April 11", "Reuters"))),
            ("BEIJING, April 11 (Xinhua) -- The talks", Some(("BEIJING", "April 11", "Xinhua"))),
            ("Paris (AFP) – The talks", Some(("Paris", "", "AFP"))),
            ("Paris, 11 April 2025 (AFP) - The talks", Some(("Paris", "11 April 2025", "AFP"))),
            ("NEW YORK — The talks", Some(("NEW YORK", "", ""))),
            ("Tehran, IRNA – The talks", Some(("Tehran", "", "IRNA"))),
            ("MOSCOW, April 11. /TASS/ -- The talks", Some(("MOSCOW", "April 11", "TASS"))),
            ("RAMALLAH, April 11, 2025 (WAFA) – The talks", Some(("RAMALLAH", "April 11, 2025", "WAFA"))),
            ("ST. PETERSBURG, Russia (Reuters) - The talks", Some(("ST. PETERSBURG, Russia", "", "Reuters"))),
            ("A headline\n\nBy Ada Marsh\n\nVELLE, Norlund (AP) -- The talks", Some(("VELLE, Norlund", "", "AP"))),
            ("VELLE (Wire) - The talks", Some(("VELLE", "", "Wire"))),
            ("The talks – long awaited – opened.", None),
            ("Norlund (population 3m) - a country", None),
            ("Paris (France) – the talks", None),
            ("WHAT WE KNOW SO FAR ABOUT THE TALKS - in brief", None),
            ("UN-led talks opened.", None),
            ("US - Iran talks", None),
            ("NATO – which met in Velle – agreed.", None),
            ("BREAKING: The talks", None),
            ("KYIV, April 11 (Reuters) –", None),
            ("He said: talks", None),
            ("", None),
            ("\n\n\n", None),
        ];
        for (text, expected) in cases {
            let found = find(text);
            let parts = found.as_ref().map(|d| {
                let part = |part: &Option<String>| part.clone().unwrap_or_default();
                (part(&d.place), part(&d.day), part(&d.agency))
            });
            let expected =
                expected.map(|(place, day, agency)| (place.to_string(), day.to_string(), agency.to_string()));
            assert_eq!(parts, expected, "{text}");
            if let Some(dateline) = found {
                let words = dateline.span.of(text);
                assert!(words.ends_with(['-', '–', '—']) && !words.starts_with(char::is_whitespace), "{words:?}");
            }
        }
    }

    #[test]
    fn datelines_fill_what_is_not_known() {
        let mut article = Article::new("a", "Paris, 11 April 2025 (AFP) - The talks opened.");
        take(&mut article);
        assert_eq!(article.publisher.as_deref(), Some("AFP"));
        assert_eq!(article.published_at.unwrap().to_string(), "2025-04-11");
        let mut article = Article::new("a", "KYIV, April 11 (Reuters) – The talks opened.");
        article.publisher = Some("The Post".into());
        take(&mut article);
        assert_eq!((article.publisher.as_deref(), article.published_at), (Some("The Post"), None));
    }
}
