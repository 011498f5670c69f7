//! The columns of a file of event records: those of the record, in its order, nested as it is. Days are days (`date32`), offsets
//! and ids are `int32`, counts `uint64`, scores, probabilities and degrees `double`; all else is text. What the record may
//! leave out is nullable.

use arrow_schema::{DataType, Field, Fields, Schema};
use std::sync::Arc;

/// The Arrow schema of a file of event records (`legation/1`): nothing of a record is dropped.
pub fn schema() -> Schema {
    Schema::new(vec![
        text("schema"),
        text("id"),
        required(
            "article",
            structure(vec![
                text("id"),
                text_or_null("url"),
                text_or_null("title"),
                text_or_null("publisher"),
                optional("published_at", DataType::Date32),
                text("sha256"),
            ]),
        ),
        text("event"),
        text_or_null("mode"),
        required("contexts", list(DataType::Utf8)),
        text("quad"),
        text_or_null("cameo"),
        required("score", DataType::Float64),
        text("status"),
        required("trigger", structure(words())),
        required("sentence", structure(vec![number("index"), number("start"), number("end")])),
        required("actors", list(party())),
        required("recipients", list(party())),
        required("according_to", list(attribution())),
        optional("time", time()),
        optional("place", place()),
        optional("count", with_words([optional("value", DataType::UInt64)])),
        optional("condition", structure(words())),
        optional("within", structure(vec![text("id"), text("relation")])),
        required("confidence", DataType::Float64),
        text("reading"),
        optional("judged", list(DataType::Utf8)),
        text("run"),
    ])
}

fn party() -> DataType {
    with_words([
        text("name"),
        text_or_null("country"),
        text("sector"),
        required("other_sectors", list(DataType::Utf8)),
        text_or_null("role"),
        text_or_null("actor_id"),
        text_or_null("wikidata"),
        text("basis"),
    ])
}

fn attribution() -> DataType {
    with_words([
        optional("source", party()),
        text("kind"),
        required("cue", structure(words())),
        required("content", list(structure(words()))),
    ])
}

fn time() -> DataType {
    with_words([
        optional("earliest", DataType::Date32),
        optional("latest", DataType::Date32),
        text_or_null("grain"),
        text("basis"),
    ])
}

fn place() -> DataType {
    with_words([
        text("name"),
        text_or_null("country"),
        text_or_null("admin1"),
        optional("lat", DataType::Float64),
        optional("lon", DataType::Float64),
        optional("geonames_id", DataType::Int32),
        text("level"),
    ])
}

/// Words of the article, and where they stand.
fn words() -> Vec<Field> {
    vec![text("text"), number("start"), number("end")]
}

fn with_words<const N: usize>(fields: [Field; N]) -> DataType {
    structure(words().into_iter().chain(fields).collect())
}

fn structure(fields: Vec<Field>) -> DataType {
    DataType::Struct(Fields::from(fields))
}

/// A list in the shape that Parquet's own specification gives it.
fn list(of: DataType) -> DataType {
    DataType::List(Arc::new(Field::new("element", of, false)))
}

fn required(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, false)
}

fn optional(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, true)
}

fn text(name: &str) -> Field {
    required(name, DataType::Utf8)
}

fn text_or_null(name: &str) -> Field {
    optional(name, DataType::Utf8)
}

fn number(name: &str) -> Field {
    required(name, DataType::Int32)
}
