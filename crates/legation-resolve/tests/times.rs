//! Time expressions: a table of cases, and no panic on any text.

use legation_resolve::times::{TimeRules, WordsOnly};
use legation_types::{Date, MemoryFiles};
use proptest::prelude::*;
use std::sync::OnceLock;

fn rules() -> &'static TimeRules {
    static RULES: OnceLock<TimeRules> = OnceLock::new();
    RULES.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../languages/en/times.toml");
        let mut files = MemoryFiles::default();
        files.0.insert("languages/en/times.toml".into(), std::fs::read(path).unwrap());
        TimeRules::load(&files, "en").unwrap_or_else(|faults| panic!("{faults:#?}"))
    })
}

/// What is found in a text, one row of the table each.
fn found(text: &str, published: Option<Date>) -> Vec<String> {
    let times = rules().tag(text, published, &WordsOnly);
    let day = |date: Option<Date>| date.map_or("-".to_string(), |d| d.to_string());
    let mut rows: Vec<String> = times
        .iter()
        .map(|time| {
            let range = time.timex.range;
            let value = if time.timex.value.is_empty() { "-" } else { &time.timex.value };
            [
                time.span.of(text),
                time.timex.kind.as_str(),
                value,
                &day(range.map(|r| r.earliest)),
                &day(range.map(|r| r.latest)),
                range.map_or("-", |r| r.grain.as_str()),
            ]
            .join("\t")
        })
        .collect();
    if rows.is_empty() {
        rows.push("-\t-\t-\t-\t-\t-".to_string());
    }
    rows
}

#[test]
fn cases_mean_what_the_table_says() {
    let mut cases: Vec<(&str, &str, Vec<String>)> = Vec::new();
    for line in include_str!("times.tsv").lines().skip(1) {
        let mut fields = line.splitn(3, '\t');
        let (text, published) = (fields.next().unwrap(), fields.next().unwrap());
        let expected = fields.next().unwrap().to_string();
        match cases.last_mut() {
            Some((last, _, rows)) if *last == text => rows.push(expected),
            _ => cases.push((text, published, vec![expected])),
        }
    }
    assert!(cases.len() > 80);
    let mut wrong = Vec::new();
    for (text, published, expected) in &cases {
        let got = found(text, published.parse().ok());
        if got != *expected {
            wrong.push(format!("{text}\n  expected {expected:?}\n  got      {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn faults_in_the_rules_name_their_line() {
    let mut files = MemoryFiles::default();
    files.0.insert("languages/en/times.toml".into(), b"[words.month]\nmay = [5]\n".to_vec());
    let faults = TimeRules::load(&files, "en").unwrap_err();
    assert!(faults.iter().all(|fault| fault.file == "languages/en/times.toml"), "{faults:?}");
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,120}") {
        for time in rules().tag(&text, Some(Date::constant(2024, 2, 29)), &WordsOnly) {
            prop_assert!(!time.span.of(&text).is_empty());
        }
    }

    #[test]
    fn odd_dates_are_read_without_panic(
        text in "((the|last|next|first|[0-9]{1,6}|may|day|week|years|ago|later|thousand|hundred|from|to|-|/|,|century|2[0-9]th|'|s|of|month|decades|half|and|a|Friday|\n|\\.)[ ]?){0,14}",
        year in -9999i16..9999,
    ) {
        for time in rules().tag(&text, Date::new(year, 12, 31).ok(), &WordsOnly) {
            prop_assert!(!time.span.of(&text).is_empty());
        }
    }
}
