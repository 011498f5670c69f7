//! A table for people: each sentence that has events, and below it one line an event.

use super::Batch;
use super::record::{Party, Record, Recorder};
use std::fmt::Write;

/// The events of one article as readable text; with colours for a terminal where `is_coloured`.
pub fn text(batch: &Batch<'_>, is_coloured: bool) -> String {
    let paint = |code: &str, words: &str| -> String {
        if is_coloured { format!("\u{1b}[{code}m{words}\u{1b}[0m") } else { words.to_string() }
    };
    let recorder = Recorder::new(batch.article, batch.sentences);
    let mut out = String::new();
    let date = batch.article.published_at.map_or("no publication date".to_string(), |day| day.to_string());
    let count = batch.events.len();
    let plural = if count == 1 { "event" } else { "events" };
    let _ = writeln!(out, "{}", paint("1", &format!("{} · {date} · {count} {plural}", batch.article.id.0)));
    let mut last = None;
    for event in batch.events {
        if last != Some(event.sentence) {
            last = Some(event.sentence);
            let _ = writeln!(out, "\n[{}] {}", event.sentence, batch.sentence_text(event).replace(['\n', '\r'], " "));
        }
        let record = recorder.record(event);
        let mode = record.mode.as_ref().map_or(String::new(), |mode| format!("/{mode}"));
        let kind = format!("{}{mode}", record.event);
        let head = format!(
            "{} {} ",
            paint("36", &format!("{kind:<20}")),
            paint("33", &format!("{:<11}", record.status.as_str()))
        );
        let _ = writeln!(out, "  {head}{}", details(&record));
    }
    out
}

/// Who to whom, and what else is known, on one line.
fn details(record: &Record) -> String {
    let party = |party: &Party| {
        format!("{} ({}.{})", flat(&party.name), party.country.as_deref().unwrap_or("UNK"), party.sector)
    };
    let list = |parties: &[Party]| parties.iter().map(party).collect::<Vec<_>>().join(", ");
    let mut said = format!("“{}”  {}", flat(&record.trigger.text), list(&record.actors));
    if !record.recipients.is_empty() {
        let _ = write!(said, " → {}", list(&record.recipients));
    }
    if let Some(time) = &record.time {
        let days = match (&time.earliest, &time.latest) {
            (Some(first), Some(last)) if first == last => first.clone(),
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => format!("“{}”", flat(&time.words.text)),
        };
        let _ = write!(said, "  when {days}");
    }
    if let Some(place) = &record.place {
        let _ = write!(said, "  where {}", place.name);
    }
    for attribution in &record.according_to {
        let name = attribution.source.as_ref().map_or(&attribution.words.text, |source| &source.name);
        let _ = write!(said, "  according to {}", flat(name));
    }
    said
}

fn flat(words: &str) -> String {
    words.replace(['\n', '\r'], " ")
}
