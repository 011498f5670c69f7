//! How well the main text of web pages is found: 4-word shingles in common with the true text, each page counting the
//! same, as the article extraction benchmark (AEB) counts them. And whether the day of publication that stands in a page's
//! markup is the one that is read.

use flate2::read::MultiGzDecoder;
use legation_formats::parse_day;
use legation_types::Date;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;

/// A page of the data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TruePage {
    /// Path of its HTML below the data set's folder; may end in `.gz`.
    pub html: String,
    /// Where it was found.
    pub url: String,
    /// Its true text.
    pub text: String,
}

/// Reads the data set: JSON lines with `html`, `url`, `articleBody`.
pub fn read_pages(lines: &str) -> Result<Vec<TruePage>, String> {
    let page = |(number, line): (usize, &str)| {
        let value: Value = serde_json::from_str(line).map_err(|error| format!("line {}: {error}", number + 1))?;
        let field =
            |key: &str| value[key].as_str().map(str::to_string).ok_or_else(|| format!("line {}: no {key}", number + 1));
        Ok(TruePage { html: field("html")?, url: field("url")?, text: field("articleBody")? })
    };
    lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(page).collect()
}

/// Precision, recall and F1 over all pages, each 0–1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageScores {
    /// Share of the shingles found that stand in the true text, averaged over pages.
    pub precision: f64,
    /// Share of the true text's shingles that were found, averaged over pages.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// Pages measured.
    pub pages: usize,
}

impl std::fmt::Display for PageScores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let PageScores { precision, recall, f1, pages } = self;
        writeln!(f, "main text  F1 {f1:.4}  precision {precision:.4}  recall {recall:.4}  ({pages} pages)")
    }
}

/// Scores pairs of true text and text found (empty where nothing was).
pub fn score<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> PageScores {
    let (mut precision, mut recall, mut with_found, mut with_true, mut pages) = (0.0, 0.0, 0usize, 0usize, 0);
    for (truth, found) in pairs {
        let (truth, found) = (shingles(truth), shingles(found));
        let both: usize =
            truth.iter().map(|(shingle, count)| (*count).min(found.get(shingle).copied().unwrap_or(0))).sum();
        let (in_truth, in_found): (usize, usize) = (truth.values().sum(), found.values().sum());
        if in_found > 0 {
            precision += both as f64 / in_found as f64;
            with_found += 1;
        }
        if in_truth > 0 {
            recall += both as f64 / in_truth as f64;
            with_true += 1;
        }
        pages += 1;
    }
    let precision = precision / with_found.max(1) as f64;
    let recall = recall / with_true.max(1) as f64;
    let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    PageScores { precision, recall, f1, pages }
}

/// How many days of publication are right, of the pages that carry one in their markup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayScores {
    /// Right ones.
    pub right: usize,
    /// Pages with a day in their markup.
    pub marked: usize,
    /// Pages for which any day was read.
    pub answered: usize,
    /// Pages measured.
    pub pages: usize,
}

impl DayScores {
    /// Counts a page: its HTML and the day that was read.
    pub fn add(&mut self, html: &str, found: Option<Date>) {
        let truth = marked_day(html);
        self.pages += 1;
        self.answered += usize::from(found.is_some());
        self.marked += usize::from(truth.is_some());
        self.right += usize::from(truth.is_some() && truth == found);
    }
}

impl std::fmt::Display for DayScores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let DayScores { right, marked, answered, pages } = self;
        let share = 100.0 * *right as f64 / (*marked).max(1) as f64;
        writeln!(
            f,
            "days       {share:.1} %  ({right} of {marked} pages with one in their markup; {answered} of {pages} answered)"
        )
    }
}

/// A page's HTML from its bytes, which may be gzip.
pub fn html(bytes: &[u8]) -> String {
    let mut plain = Vec::new();
    let unpacked = bytes.starts_with(b"\x1f\x8b").then(|| MultiGzDecoder::new(bytes).read_to_end(&mut plain));
    String::from_utf8_lossy(if matches!(unpacked, Some(Ok(_))) { &plain } else { bytes }).into_owned()
}

/// Names of `<meta>` that hold a day of publication, as they stand in the tag.
const DAY_NAMES: [&str; 9] = [
    "article:published_time",
    "datepublished",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publish-date",
    "dc.date",
    "\"date\"",
];

/// The day of publication in a page's markup: the first `datePublished` of JSON-LD, else of a `<meta>`, else of a `<time>`, that is
/// a day. A plain search in the bytes, on purpose another way than the reader's.
fn marked_day(html: &str) -> Option<Date> {
    let after = |text: &str, opening: &str| {
        let rest = text.split_once(opening)?.1;
        parse_day(rest.split(['"', '\'']).next()?)
    };
    let in_objects = html.split("\"datePublished\"").skip(1).find_map(|rest| {
        let value = rest.trim_start().strip_prefix(':')?.trim_start();
        after(&value[..value.char_indices().nth(60).map_or(value.len(), |(end, _)| end)], "\"")
    });
    let tags = |name: &'static str| {
        html.split('<').filter(move |tag| tag.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name)))
    };
    let value =
        |tag: &str, attribute: &str| ['"', '\''].iter().find_map(|quote| after(tag, &format!("{attribute}={quote}")));
    let in_metas = || {
        tags("meta ")
            .filter(|tag| DAY_NAMES.iter().any(|name| tag.to_lowercase().contains(name)))
            .find_map(|tag| value(tag, "content"))
    };
    in_objects.or_else(in_metas).or_else(|| tags("time ").find_map(|tag| value(tag, "datetime")))
}

/// Runs of four words with how often each occurs; of a shorter text, the whole.
fn shingles(text: &str) -> BTreeMap<Vec<&str>, usize> {
    let words: Vec<&str> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let mut counts = BTreeMap::new();
    for start in 0..(words.len() + 1).saturating_sub(4).max(1) {
        let shingle = words[start.min(words.len())..words.len().min(start + 4)].to_vec();
        if !shingle.is_empty() {
            *counts.entry(shingle).or_insert(0) += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_markup_are_found_in_their_order() {
        let cases = [
            (
                "<time datetime='2025-04-13'><script>{\"datePublished\" : \"2025-04-11T08:00Z\"}</script>",
                Some("2025-04-11"),
            ),
            (
                "<time datetime=\"2025-04-13\"><META content='2025-04-12' property='article:published_time'>",
                Some("2025-04-12"),
            ),
            ("<time datetime=\"soon\"><time datetime=\"2025-04-13\">", Some("2025-04-13")),
            ("<p>2025-04-13", None),
        ];
        let mut scores = DayScores::default();
        for (html, day) in cases {
            let day = day.map(|day| day.parse().unwrap());
            assert_eq!(marked_day(html), day, "{html}");
            scores.add(html, day);
        }
        scores.add(cases[0].0, None);
        assert_eq!((scores.right, scores.marked, scores.answered, scores.pages), (3, 4, 3, 5));
        assert_eq!(html(b"plain"), "plain");
    }

    #[test]
    fn shingles_in_common_are_counted() {
        let same = score([("a b c d e", "a b c d e")].into_iter());
        assert_eq!((same.precision, same.recall, same.f1), (1.0, 1.0, 1.0));
        let half = score([("a b c d", "a b c d e")].into_iter());
        assert_eq!((half.precision, half.recall), (0.5, 1.0));
        let none = score([("a b", "")].into_iter());
        assert_eq!((none.recall, none.f1, none.pages), (0.0, 0.0, 1));
        let page = read_pages("{\"html\":\"html/1.gz\",\"url\":\"u\",\"articleBody\":\"t\"}\n").unwrap();
        assert_eq!(page[0].html, "html/1.gz");
        assert!(read_pages("{}").unwrap_err().contains("line 1"));
    }
}
