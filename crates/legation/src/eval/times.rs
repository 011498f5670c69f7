//! Measures the time tagger: TempEval-3's scores on TIMEX3 documents, share of right answers on single cases.
//!
//! Comes in: lines of JSON in one of the forms below. Goes out: the figures.
//! - `{"text", "dct", "timexes": [{start, end, type, value}]}`: strict and relaxed F1 of the extents, and F1 with type
//!   and value right (relaxed F1 × share of right ones among the relaxed matches, as TempEval-3 counted).
//! - `{"suite", "input", "reference", "results": [{text, start, end, future, past}]}`: cases with the days meant; a case is
//!   right if every expected expression overlaps one found with the same days (either reading), and none is expected
//!   where none is found. Cases that only give extents are right if the extents agree but for leading function words.
//! - `{"text", "reference", "kind", "values"}`: single days, right if the expression found covers that day.
//! - `{"text"}`: nothing must be found.

use legation_resolve::times::{TaggedTime, TimeRules, WordsOnly};
use legation_types::{Date, Grain};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Counts of one kind of line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeScores {
    gold: usize,
    found: usize,
    strict_gold: usize,
    relaxed_gold: usize,
    relaxed_found: usize,
    right_type: usize,
    right_value: usize,
    /// Cases of single expressions: (right, all) by suite.
    cases: BTreeMap<String, (usize, usize)>,
    /// What went wrong, one line each.
    pub faults: Vec<String>,
}

impl TimeScores {
    /// F1 of exact extents, of overlapping extents, and of overlapping extents with the right type and value.
    pub fn f1(&self) -> (f64, f64, f64) {
        let f1 = |found: usize, gold: usize| {
            let (precision, recall) = (ratio(found, self.found), ratio(gold, self.gold));
            if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
        };
        let relaxed = f1(self.relaxed_found, self.relaxed_gold);
        (f1(self.strict_gold, self.strict_gold), relaxed, relaxed * ratio(self.right_value, self.relaxed_gold))
    }

    /// Right and all cases by suite.
    pub fn cases(&self) -> &BTreeMap<String, (usize, usize)> {
        &self.cases
    }

    /// The figures, for a person to read.
    pub fn report(&self) -> String {
        let mut out = String::new();
        if self.gold > 0 {
            let (strict, relaxed, value) = self.f1();
            let _ = writeln!(
                out,
                "{} expected, {} found\nstrict F1 {:.1}  relaxed F1 {:.1} (P {:.1} R {:.1})  type {:.1} %  value {:.1} %  value F1 {:.1}",
                self.gold,
                self.found,
                100.0 * strict,
                100.0 * relaxed,
                100.0 * ratio(self.relaxed_found, self.found),
                100.0 * ratio(self.relaxed_gold, self.gold),
                100.0 * ratio(self.right_type, self.relaxed_gold),
                100.0 * ratio(self.right_value, self.relaxed_gold),
                100.0 * value
            );
        }
        for (suite, (right, all)) in &self.cases {
            let _ = writeln!(out, "{suite}: {right}/{all} = {:.1} %", 100.0 * ratio(*right, *all));
        }
        out
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Tags every line of `lines` and compares. Lines that cannot be read are counted as faults.
pub fn evaluate(lines: &str, rules: &TimeRules) -> TimeScores {
    let mut scores = TimeScores::default();
    for (at, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let Ok(record) = serde_json::from_str::<Value>(line) else {
            scores.faults.push(format!("line {}: not JSON", at + 1));
            continue;
        };
        if record["timexes"].is_array() {
            document(&record, rules, &mut scores);
        } else if record["results"].is_array() {
            case(&record, rules, &mut scores);
        } else if record["values"].is_array() {
            days(&record, rules, &mut scores);
        } else {
            let text = record["text"].as_str().unwrap_or("");
            let found = rules.tag(text, None, &WordsOnly);
            count(&mut scores, "negative", found.is_empty(), || format!("negative: {text:?} gave {found:?}"));
        }
    }
    scores
}

fn date_of(value: &Value) -> Option<Date> {
    value.as_str().and_then(|text| text.get(..10)).and_then(|text| text.parse().ok())
}

fn count(scores: &mut TimeScores, suite: &str, is_right: bool, fault: impl FnOnce() -> String) {
    let entry = scores.cases.entry(suite.to_string()).or_default();
    entry.0 += usize::from(is_right);
    entry.1 += 1;
    if !is_right {
        scores.faults.push(fault());
    }
}

/// Extents in code points.
fn extents(text: &str, found: &[TaggedTime]) -> Vec<(usize, usize)> {
    let at = |byte: u32| text.get(..byte as usize).map_or(0, |head| head.chars().count());
    found.iter().map(|time| (at(time.span.start), at(time.span.end))).collect()
}

fn extent_of(value: &Value) -> (usize, usize) {
    let number = |key: &str| value[key].as_u64().unwrap_or(0) as usize;
    (number("start"), number("end"))
}

fn overlap(a: (usize, usize), b: (usize, usize)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

fn document(record: &Value, rules: &TimeRules, scores: &mut TimeScores) {
    let text = record["text"].as_str().unwrap_or("");
    let found = rules.tag(text, date_of(&record["dct"]), &WordsOnly);
    let places = extents(text, &found);
    let gold = record["timexes"].as_array().map_or(&[][..], Vec::as_slice);
    scores.gold += gold.len();
    scores.found += found.len();
    scores.relaxed_found += places.iter().filter(|p| gold.iter().any(|g| overlap(**p, extent_of(g)))).count();
    for (place, time) in places.iter().zip(&found) {
        if !gold.iter().any(|g| overlap(*place, extent_of(g))) {
            let around: String = text.chars().skip(place.0.saturating_sub(20)).take(place.1 - place.0 + 40).collect();
            scores.faults.push(format!("extra [{}] ({}) in {around:?}", time.span.of(text), time.timex.basis));
        }
    }
    for expected in gold {
        let extent = extent_of(expected);
        let words = expected["text"].as_str().unwrap_or("");
        let around: String = text.chars().skip(extent.0.saturating_sub(30)).take(extent.1 - extent.0 + 50).collect();
        let exact = places.iter().position(|p| *p == extent);
        let Some(at) = exact.or_else(|| places.iter().position(|p| overlap(*p, extent))) else {
            scores.faults.push(format!("missed [{words}] {} {} in {around:?}", expected["type"], expected["value"]));
            continue;
        };
        scores.relaxed_gold += 1;
        scores.strict_gold += usize::from(exact.is_some());
        if exact.is_none() {
            scores.faults.push(format!("extent [{words}] got [{}] in {around:?}", found[at].span.of(text)));
        }
        let timex = &found[at].timex;
        let right_type = expected["type"] == timex.kind.as_str();
        scores.right_type += usize::from(right_type);
        let right_value = expected["value"] == timex.value.as_str();
        scores.right_value += usize::from(right_value);
        if !right_value || !right_type {
            scores.faults.push(format!(
                "value [{words}] {} {} got {} {} ({}) dct {} in {around:?}",
                expected["type"],
                expected["value"],
                timex.kind.as_str(),
                timex.value,
                timex.basis,
                record["dct"]
            ));
        }
    }
}

fn case(record: &Value, rules: &TimeRules, scores: &mut TimeScores) {
    let suite = record["suite"].as_str().unwrap_or("");
    let unsupported = record["not_supported"].as_str().is_some_and(|who| who.contains("dotnet"));
    let is_extractor = matches!(suite, "DateExtractor" | "DatePeriodExtractor");
    if unsupported || !(is_extractor || matches!(suite, "DateParser" | "DatePeriodParser")) {
        return;
    }
    let text = record["input"].as_str().unwrap_or("");
    let found = rules.tag(text, date_of(&record["reference"]), &WordsOnly);
    let results = record["results"].as_array().map_or(&[][..], Vec::as_slice);
    let places = extents(text, &found);
    // A day that does not exist is no day.
    let impossible = results.iter().any(|r| r["future"]["date"].as_str().is_some_and(|d| d.starts_with("0001")));
    let right = if results.is_empty() || impossible {
        found.iter().all(|time| time.timex.kind.as_str() != "DATE")
    } else {
        results.iter().all(|result| {
            let extent = extent_of(result);
            places.iter().zip(&found).any(|(place, time)| {
                if is_extractor {
                    // Function words before the expression belong to it in one convention and not in the other.
                    overlap(*place, extent) && place.1 == extent.1 && place.0.abs_diff(extent.0) <= 8
                } else {
                    overlap(*place, extent)
                        && (result["timex"] == time.timex.value.as_str()
                            || [&result["future"], &result["past"]].iter().any(|r| same_days(r, time)))
                }
            })
        })
    };
    let suite =
        if record["not_supported"].is_null() { suite.to_string() } else { format!("{suite}, not in all versions") };
    count(scores, &suite, right, || {
        let expected: Vec<String> =
            results.iter().map(|r| format!("{} {} {}", r["text"], r["timex"], r["future"])).collect();
        let got: Vec<String> = found
            .iter()
            .map(|t| {
                format!("[{}] {} {:?}", t.span.of(text), t.timex.value, t.timex.range.map(|r| (r.earliest, r.latest)))
            })
            .collect();
        format!("{suite} {text:?} ({}): expected {expected:?} got {got:?}", record["reference"])
    });
}

/// Whether the days are the expected ones; ends of ranges may be told exclusively. A day told by a coarser unit
/// ("two weeks ago") is covered rather than equal: the grain of the expression is the unit's here.
fn same_days(expected: &Value, time: &TaggedTime) -> bool {
    let Some(range) = time.timex.range else {
        // Seasons without days, and days that do not exist.
        return expected.as_object().is_some_and(serde_json::Map::is_empty) && !time.timex.value.is_empty();
    };
    if let Some(day) = date_of(&expected["date"]) {
        let exact = range.earliest == day && range.latest == day;
        return exact || range.grain > Grain::Day && range.earliest <= day && day <= range.latest;
    }
    let (start, end) = (date_of(&expected["startDate"]), date_of(&expected["endDate"]));
    match (start, end) {
        (Some(start), Some(end)) => {
            range.earliest == start && (range.latest == end || range.latest.tomorrow().ok() == Some(end))
        }
        _ => expected.as_object().is_some_and(serde_json::Map::is_empty),
    }
}

fn days(record: &Value, rules: &TimeRules, scores: &mut TimeScores) {
    if record["kind"] != "datetime"
        || !matches!(record["grain"].as_str(), Some("day" | "week" | "month" | "quarter" | "year"))
    {
        return;
    }
    let text = record["text"].as_str().unwrap_or("");
    let number = |at: usize| record["values"][0][at].as_i64().unwrap_or(0);
    let day = Date::new(number(0) as i16, number(1) as i8, number(2) as i8).ok();
    let found = rules.tag(text, date_of(&record["reference"]), &WordsOnly);
    let right = day
        .is_some_and(|day| found.iter().any(|t| t.timex.range.is_some_and(|r| r.earliest <= day && day <= r.latest)));
    let suite = format!("{} {}", record["kind"].as_str().unwrap_or(""), record["grain"].as_str().unwrap_or(""));
    count(scores, &suite, right, || {
        let got: Vec<String> = found.iter().map(|t| format!("[{}] {}", t.span.of(text), t.timex.value)).collect();
        format!("{suite} {text:?}: expected {day:?} got {got:?}")
    });
}
