//! One file an output format; all are made from the record.

mod account;
mod brat;
mod conllu;
pub mod csv;
mod ftm;
pub mod profiles;
pub mod record;
mod schema;
pub mod table;
mod web_annotation;

pub use account::{Account, Limits, Sources};
pub use brat::{brat, brat_configuration};
pub use conllu::conllu;
pub use ftm::FtmWriter;
pub use record::{Record, Recorder, SCHEMA};
pub use schema::schema;
pub use web_annotation::web_annotation;

use legation_types::{Article, Event, Sentence};
use serde_json::{Value, json};

/// The events of one article, ready to be written.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its sentences, as the events count them.
    pub sentences: &'a [Sentence],
    /// Its events, in the order of the text.
    pub events: &'a [Event],
}

impl<'a> Batch<'a> {
    /// The records of its events.
    pub fn records(&self) -> Vec<Record> {
        let recorder = Recorder::new(self.article, self.sentences);
        self.events.iter().map(|event| recorder.record(event)).collect()
    }

    /// The text of an event's sentence.
    fn sentence_text(&self, event: &Event) -> &'a str {
        self.sentences.get(event.sentence as usize).map_or("", |s| s.span.of(&self.article.text))
    }
}

/// What the formats that are no tables cannot hold, by name; for tables see [`profiles::Shape::limits`].
pub const LIMITS: &[(&str, Limits)] = &[
    ("ftm", ftm::LIMITS),
    ("web-annotation", web_annotation::LIMITS),
    ("conllu", conllu::LIMITS),
    ("brat", brat::LIMITS),
];

/// JSON lines: one record a line.
pub fn jsonl(batch: &Batch<'_>) -> String {
    let recorder = Recorder::new(batch.article, batch.sentences);
    let line = |event: &Event| serde_json::to_string(&recorder.record(event)).unwrap_or_default() + "\n";
    batch.events.iter().map(line).collect()
}

/// One JSON object for the article: `id` and `events`.
pub fn by_article(batch: &Batch<'_>) -> Value {
    json!({"id": batch.article.id.0, "events": batch.records()})
}

#[cfg(test)]
mod tests;
