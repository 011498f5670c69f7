//! Words in no order: whatever trees they get, every text is coded to its end.

use legation::types::{Article, Event};
use legation::{Data, Legation};

/// Whether each event's outer events end somewhere.
fn end(events: &[Event]) -> bool {
    let outer = |event: &&Event| {
        let id = &event.within.as_ref()?.id;
        events.iter().find(|other| other.id == *id)
    };
    events.iter().all(|event| std::iter::successors(Some(event), outer).take(events.len() + 1).count() <= events.len())
}

#[test]
fn no_event_stands_inside_itself() {
    let legation = Legation::new(Data::embedded());
    let text = "Ingrid last invitation that on denied before Ingrid Ukraine";
    assert!(end(&legation.read(&Article::new("odd", text)).unwrap().events));
}

#[test]
fn words_in_no_order_are_coded_to_the_end() {
    let legation = Legation::new(Data::embedded());
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/");
    let texts =
        ["visit", "ceasefire", "tariffs"].map(|name| std::fs::read_to_string(format!("{folder}{name}.txt")).unwrap());
    let words: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
    let mut seed = 5u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words[(seed >> 33) as usize % words.len()]
    };
    for number in 0..40 {
        let text = (0..200).map(|_| next()).collect::<Vec<_>>().join(" ");
        assert!(end(&legation.read(&Article::new("odd", text)).unwrap().events), "{number}");
    }
}
