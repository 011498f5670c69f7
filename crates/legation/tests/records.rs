//! Who vouches, when and where, over short texts written for this project: `tests/sources.txt`, `tests/settings.txt`.
//! Each line of expectation names a word of the text above it and what the record of the event there must hold; one that
//! begins with `? ` is still got wrong, and must be taken for right as soon as it is not.

use legation::types::{Article, Event};
use legation::{Data, Legation};

/// A text and the expectations below it: whether wrong as yet, the word, what its record holds.
struct Case {
    text: String,
    expected: Vec<(bool, String, String)>,
}

fn cases(name: &str) -> Vec<Case> {
    let path = format!("{}/../../tests/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut cases: Vec<Case> = Vec::new();
    let mut text = String::new();
    for line in std::fs::read_to_string(path).unwrap().lines().filter(|line| !line.starts_with('#')) {
        let (is_wrong, rest) = line.strip_prefix("? ").map_or((false, line), |rest| (true, rest));
        match rest.split_once(": ").filter(|(word, _)| word.chars().all(char::is_lowercase)) {
            Some((word, expected)) => {
                if !text.trim().is_empty() {
                    cases.push(Case { text: text.trim().to_string(), expected: Vec::new() });
                    text.clear();
                }
                let case = cases.last_mut().expect("an expectation stands below its text");
                case.expected.push((is_wrong, word.to_string(), expected.to_string()));
            }
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    cases
}

/// Reads every text and compares what `shown` says of the event at each word, case and articles aside.
fn check(name: &str, least: usize, shown: impl Fn(&Article, &Event, &str) -> String) {
    let legation = Legation::new(Data::embedded());
    let mut faults = Vec::new();
    let cases = cases(name);
    for case in &cases {
        let mut article = Article::new("case", case.text.clone());
        article.published_at = Some("2025-04-11".parse().unwrap());
        let events = legation.read(&article).unwrap().events;
        for (is_wrong, word, expected) in &case.expected {
            let at = |event: &&Event| event.trigger.of(&article.text).split_whitespace().any(|w| w == word);
            let found = match events.iter().find(at) {
                Some(event) => shown(&article, event, expected),
                None => "no event".to_string(),
            };
            if (found == bare(expected)) == *is_wrong {
                faults.push(format!("{}\n  {word}: {found}, not {}", case.text, bare(expected)));
            }
        }
    }
    assert!(cases.len() >= least, "only {} texts", cases.len());
    assert!(faults.is_empty(), "{} of {name}:\n{}", faults.len(), faults.join("\n"));
}

/// In lower case, without the articles at the beginning of each part.
fn bare(text: &str) -> String {
    let word = |part: &str| {
        let part = part.to_lowercase();
        let rest = ["the ", "an ", "a "].iter().find_map(|article| part.strip_prefix(article));
        rest.unwrap_or(&part).to_string()
    };
    text.split("; ").map(word).collect::<Vec<_>>().join("; ")
}

#[test]
fn sources_are_those_that_the_text_names() {
    check("sources.txt", 70, |article, event, _| {
        let name = |told: &legation::types::EventAttribution| match &told.source {
            Some(source) => source.actor.name.clone(),
            None => told.span.of(&article.text).to_string(),
        };
        let names: Vec<String> = event.according_to.iter().map(name).collect();
        if names.is_empty() { "-".to_string() } else { bare(&names.join("; ")) }
    });
}

#[test]
fn times_and_places_are_those_of_the_event() {
    check("settings.txt", 35, |article, event, expected| {
        let when = event.time.as_ref().and_then(|time| time.timex.range).map_or("-".to_string(), |range| {
            let (from, to) = (range.earliest.to_string(), range.latest.to_string());
            if from == to { from } else { format!("{from}/{to}") }
        });
        let place = event.place.as_ref().map(|place| {
            // "Syrian border" by its words, "the city" by its name.
            let words = place.span.of(&article.text);
            if expected.ends_with(words) { words.to_string() } else { place.place.name.clone() }
        });
        bare(&format!("{when}; {}", place.unwrap_or("-".to_string())))
    });
}
