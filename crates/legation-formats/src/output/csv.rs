//! CSV for spreadsheets: one row an event, lists joined with "; ". Drops offsets, the words of content and cue, roles,
//! ids of knowledge.

use super::Batch;
use super::record::{Party, Record, Recorder};

/// Columns, in order.
pub const COLUMNS: [&str; 27] = [
    "id",
    "article",
    "published_at",
    "event",
    "mode",
    "contexts",
    "status",
    "trigger",
    "sentence",
    "actors",
    "actor_names",
    "actor_codes",
    "recipients",
    "recipient_names",
    "recipient_codes",
    "according_to",
    "time",
    "earliest",
    "latest",
    "place",
    "place_name",
    "count",
    "condition",
    "within",
    "quad",
    "confidence",
    "reading",
];

/// The header line.
pub fn header() -> String {
    COLUMNS.join(",") + "\n"
}

/// The rows of one article.
pub fn rows(batch: &Batch<'_>) -> String {
    let recorder = Recorder::new(batch.article, batch.sentences);
    batch.events.iter().map(|event| row(&recorder.record(event), batch.sentence_text(event))).collect()
}

fn row(record: &Record, sentence: &str) -> String {
    let list = |parties: &[Party], field: fn(&Party) -> String| -> String {
        parties.iter().map(field).collect::<Vec<_>>().join("; ")
    };
    let codes = |party: &Party| format!("{}.{}", party.country.as_deref().unwrap_or("UNK"), party.sector);
    let sources =
        record.according_to.iter().map(|a| a.source.as_ref().map_or(a.words.text.clone(), |s| s.name.clone()));
    let json = serde_json::to_value(record).unwrap_or_default();
    let words = |key: &str| json[key]["text"].as_str().unwrap_or("").to_string();
    let fields = [
        record.id.clone(),
        record.article.id.clone(),
        record.article.published_at.clone().unwrap_or_default(),
        record.event.clone(),
        record.mode.clone().unwrap_or_default(),
        record.contexts.join("; "),
        record.status.as_str().to_string(),
        record.trigger.text.clone(),
        sentence.to_string(),
        list(&record.actors, |p| p.words.text.clone()),
        list(&record.actors, |p| p.name.clone()),
        list(&record.actors, codes),
        list(&record.recipients, |p| p.words.text.clone()),
        list(&record.recipients, |p| p.name.clone()),
        list(&record.recipients, codes),
        sources.collect::<Vec<_>>().join("; "),
        words("time"),
        record.time.as_ref().and_then(|t| t.earliest.clone()).unwrap_or_default(),
        record.time.as_ref().and_then(|t| t.latest.clone()).unwrap_or_default(),
        words("place"),
        record.place.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
        words("count"),
        words("condition"),
        json["within"]["id"].as_str().unwrap_or("").to_string(),
        json["quad"].as_str().unwrap_or("").to_string(),
        record.confidence.to_string(),
        record.reading.clone(),
    ];
    fields.map(|field| quoted(&field)).join(",") + "\n"
}

/// RFC 4180: quoted where a comma, quote or line break stands inside; line breaks become spaces.
fn quoted(field: &str) -> String {
    let field = field.replace(['\n', '\r'], " ");
    if field.contains(['"', ',']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn fields_with_commas_quotes_and_line_breaks_stay_one_field() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a, b"), "\"a, b\"");
        assert_eq!(quoted("said \"no\"\nand left"), "\"said \"\"no\"\" and left\"");
    }
}
