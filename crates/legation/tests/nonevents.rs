//! Sport, business and culture hold words of conflict and diplomacy; hardly any may be coded.

use legation::types::Article;
use legation::{Data, Legation};

/// Events allowed over all sentences.
const MOST: usize = 4;

#[test]
fn sport_business_and_culture_are_not_politics() {
    let sentences = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/nonevents.txt")).unwrap();
    let legation = Legation::new(Data::embedded());
    let mut coded = Vec::new();
    for sentence in sentences.lines() {
        for event in legation.read(&Article::new("sentence", sentence)).unwrap().events {
            coded.push(format!("{} ({}) in: {sentence}", event.event_type, event.evidence.reading.0));
        }
    }
    assert!(sentences.lines().count() >= 200);
    assert!(coded.len() <= MOST, "{} events:\n{}", coded.len(), coded.join("\n"));
}
