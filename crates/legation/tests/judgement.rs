//! What the learned judgement may and may not do to records, on the examples.

use legation::{Data, Legation, Reading};
use legation_types::{Article, Event, Judged};
use std::path::Path;

fn readings(judged: bool) -> Vec<Reading> {
    let legation = Legation::new(Data::embedded());
    let legation = if judged { legation } else { legation.by_rules_only() };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let article = Article::new("example", std::fs::read_to_string(file).unwrap());
        legation.read(&article).unwrap()
    };
    files.iter().map(read).collect()
}

#[test]
fn only_what_is_marked_differs_from_the_rules() {
    let mut count = 0;
    for (ruled, judged) in readings(false).iter().zip(&readings(true)) {
        assert!(ruled.events.iter().all(|event| event.judged.is_empty()));
        for judged in &judged.events {
            let is_same = |event: &&Event| event.trigger == judged.trigger && event.event_type == judged.event_type;
            let Some(ruled) = ruled.events.iter().find(is_same) else {
                assert!(judged.judged.contains(&Judged::Record), "{judged:?}");
                continue;
            };
            let is_marked = |what| judged.judged.contains(&what);
            assert_eq!(ruled.status != judged.status, is_marked(Judged::Status), "{judged:?}");
            // Sides of mutual events are pooled under the actors.
            let sides = |event: &Event| (event.actors.clone(), event.recipients.clone());
            let marks = [Judged::Actors, Judged::Recipients, Judged::Sectors];
            assert!(sides(ruled) == sides(judged) || marks.into_iter().any(is_marked), "{judged:?}");
            count += judged.judged.len();
        }
    }
    assert!(count > 0, "the examples show the judgement at work");
}

#[test]
fn nobody_is_put_on_both_sides() {
    for event in readings(true).iter().flat_map(|reading| &reading.events) {
        let of = |judged| event.judged.contains(&judged);
        if of(Judged::Recipients) && !of(Judged::Actors) {
            let is_doer = |name: &String| event.actors.iter().any(|actor| actor.actor.name == *name);
            assert!(
                event.recipients.len() > 1 || !event.recipients.iter().any(|p| is_doer(&p.actor.name)),
                "{event:?}"
            );
        }
    }
}
