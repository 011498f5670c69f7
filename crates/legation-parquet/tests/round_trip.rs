//! Records out and in again, articles in, and files that are broken in every way chance finds.

use arrow_array::{
    ArrayRef, BinaryArray, Date32Array, Float32Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use legation_formats::{Fault, FormatError, ReadOptions, Record};
use legation_parquet::{RecordWriter, fits, read_path, schema};
use legation_types::Article;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that goes away with the test.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Temporary {
        Temporary(std::env::temp_dir().join(format!("legation-parquet-{name}-{}.parquet", std::process::id())))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn party(name: &str) -> Value {
    json!({"text": name, "start": 4, "end": 9, "name": name, "country": "NOR", "sector": "GOV", "other_sectors": ["MIL", "SPY"],
        "role": "foreign minister", "actor_id": "nor-x", "wikidata": "Q1", "basis": "knowledge"})
}

fn words(text: &str) -> Value {
    json!({"text": text, "start": 1, "end": 3})
}

/// A record in which everything is filled, with `change` laid over it.
fn record(change: Value) -> Record {
    let mut value = json!({
        "schema": "legation/1", "id": "e_a7856f53a01f82e9",
        "article": {"id": "visit", "url": "https://www.example.org/a?b", "title": "A \"tab\"\there\r\nand 🕊️", "publisher": "Example",
            "published_at": "2026-12-03", "sha256": "54e6df25"},
        "event": "CONSULT", "mode": "visit", "contexts": ["diplomatic", "executive"], "quad": "verbal cooperation", "cameo": "042",
        "score": 2.8, "status": "occurred", "trigger": words("arrived"), "sentence": {"index": 2, "start": 4, "end": 90},
        "actors": [party("Ingrid Halvorsen"), party("Norway")], "recipients": [party("Turkey")],
        "according_to": [
            {"source": party("the ministry"), "text": "the ministry", "start": 1, "end": 3, "kind": "indirect", "cue": words("said"),
                "content": [words("that she arrived"), words("on Tuesday")]},
            {"source": null, "text": "reports", "start": 1, "end": 3, "kind": "unnamed", "cue": words("reports"), "content": []}],
        "time": {"text": "Tuesday", "start": 30, "end": 37, "earliest": "2026-12-01", "latest": "2026-12-01", "grain": "day", "basis": "weekday"},
        "place": {"text": "Ankara", "start": 40, "end": 46, "name": "Ankara", "country": "TUR", "admin1": "Ankara", "lat": 39.92, "lon": 32.85, "geonames_id": 323786, "level": "place"},
        "count": {"text": "two", "start": 1, "end": 3, "value": u64::MAX}, "condition": words("if asked"),
        "within": {"id": "e_0", "relation": "content"}, "confidence": 0.52, "reading": "arrive", "judged": ["actors", "status"], "run": "0.1.0+x"
    });
    value.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    serde_json::from_value(value).unwrap()
}

fn bare() -> Record {
    record(
        json!({"id": "e_1", "mode": null, "contexts": [], "cameo": null, "actors": [], "recipients": [], "according_to": [],
        "article": {"id": "x", "url": null, "title": null, "publisher": null, "published_at": null, "sha256": ""},
        "time": {"text": "later", "start": 1, "end": 3, "earliest": null, "latest": null, "grain": null, "basis": "none"},
        "place": null, "count": null, "condition": null, "within": null, "judged": []}),
    )
}

fn written(path: &Path, records: &[Record]) {
    let mut writer = RecordWriter::new(File::create(path).unwrap()).unwrap();
    for record in records {
        writer.add(record).unwrap();
    }
    writer.finish().unwrap();
}

/// The records of a file, read by Arrow alone.
fn read_back(path: &Path) -> Vec<Record> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    assert_eq!(builder.schema().fields(), schema().fields());
    let footer = builder.metadata().file_metadata().key_value_metadata().unwrap().clone();
    assert!(footer.iter().any(|pair| pair.key == "legation.schema" && pair.value.as_deref() == Some("legation/1")));
    let record = |line: &str| {
        let mut value: Value = serde_json::from_str(line).unwrap();
        // What the record leaves out, not null.
        value.as_object_mut().unwrap().retain(|field, value| field != "judged" || !value.is_null());
        serde_json::from_value(value).unwrap()
    };
    let mut found = Vec::new();
    for batch in builder.build().unwrap() {
        let mut writer = arrow_json::WriterBuilder::new()
            .with_explicit_nulls(true)
            .build::<_, arrow_json::writer::LineDelimited>(Vec::new());
        writer.write(&batch.unwrap()).unwrap();
        writer.finish().unwrap();
        let text = String::from_utf8(writer.into_inner()).unwrap();
        found.extend(text.lines().map(record));
    }
    found
}

#[test]
fn records_come_back_as_they_were() {
    let file = Temporary::new("records");
    let mut records = vec![record(json!({})), bare()];
    // Enough for several batches; a day before our era.
    let early = json!({"text": "then", "start": 1, "end": 3, "earliest": "-000044-03-15", "latest": "2026-12-01", "grain": "day", "basis": "x"});
    records.push(record(json!({"id": "e_2", "time": early})));
    for number in 0..1200 {
        records.push(record(json!({"id": format!("e_{number}"), "count": null})));
    }
    written(&file.0, &records);
    let mut found = read_back(&file.0);
    assert_eq!(
        found[2].time.as_ref().unwrap().earliest.as_deref().map(|day| day.trim_start_matches(['-', '0'])),
        Some("44-03-15")
    );
    found[2].time.clone_from(&records[2].time);
    assert_eq!(found.len(), records.len());
    for (found, expected) in found.iter().zip(&records) {
        assert_eq!(found, expected);
    }
    let again = Temporary::new("again");
    written(&again.0, &records);
    assert_eq!(std::fs::read(&file.0).unwrap(), std::fs::read(&again.0).unwrap(), "the same bytes");
    assert!(fits(&file.0) && !fits(Path::new("Cargo.toml")) && !fits(Path::new("none")));
}

#[test]
fn a_file_without_records_is_a_whole_file() {
    let file = Temporary::new("none");
    written(&file.0, &[]);
    assert!(read_back(&file.0).is_empty());
}

#[test]
fn a_day_that_is_none_is_a_fault() {
    let mut writer = RecordWriter::new(Vec::new()).unwrap();
    let article =
        json!({"id": "x", "url": null, "title": null, "publisher": null, "published_at": "soon", "sha256": ""});
    let added = writer.add(&record(json!({"article": article})));
    assert!(added.and_then(|()| writer.finish().map(drop)).unwrap_err().to_string().contains("soon"));
}

const BODY: &str = "The strike at all three ports is over, the transport minister said.";

/// A table of articles as other programs write them: a column that is no part of an article, text as bytes without a type.
fn articles(path: &Path) {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("Headline", Arc::new(StringArray::from(vec![Some("Ports reopen"), None, Some("Talks")]))),
        (
            "story",
            Arc::new(BinaryArray::from_opt_vec(vec![Some(BODY.as_bytes()), None, Some(b"Talks began. \xc3\x9f")])),
        ),
        ("day", Arc::new(Date32Array::from(vec![Some(20189), Some(20190), None]))),
        ("embedding", Arc::new(Float32Array::from(vec![1.0, 2.0, 3.0]))),
    ];
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
            .unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn read(path: &Path, map: &str) -> Vec<Result<Article, FormatError>> {
    let map = if map.is_empty() { Default::default() } else { map.parse().unwrap() };
    read_path(path, &ReadOptions { map, ..ReadOptions::default() }).collect()
}

#[test]
fn articles_are_read_by_the_same_map_as_from_other_tables() {
    let file = Temporary::new("articles");
    articles(&file.0);
    let found = read(&file.0, "text=story,published_at=day");
    assert_eq!(found.len(), 3);
    let first = found[0].as_ref().unwrap();
    assert_eq!((first.text.as_str(), first.title.as_deref()), (BODY, Some("Ports reopen")));
    assert_eq!(first.published_at.unwrap().to_string(), "2025-04-11");
    assert!(first.id.0.ends_with(":1"), "{}", first.id.0);
    let second = found[1].as_ref().unwrap_err();
    assert!(second.fault == Fault::Empty && second.input.ends_with(":2"), "{second}");
    assert_eq!(found[2].as_ref().unwrap().text, "Talks began. ß");
    let joined = read(&file.0, "text=headline+story");
    assert_eq!(joined[0].as_ref().unwrap().text, format!("Ports reopen\n\n{BODY}"));
    for (map, message) in [
        ("", "no column holds the text (columns: Headline, story, day, embedding)"),
        ("text=body", "no column is called body"),
    ] {
        let error = read(&file.0, map).remove(0).unwrap_err();
        assert!(error.message.contains(message) && error.fix.contains("--map"), "{error}");
    }
}

#[test]
fn broken_files_cost_a_message_and_no_more() {
    let file = Temporary::new("whole");
    articles(&file.0);
    let bytes = std::fs::read(&file.0).unwrap();
    let broken = Temporary::new("broken");
    let mut seed = 7u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for round in 0..500 {
        let mut changed = bytes.clone();
        if round % 4 == 0 {
            changed.truncate(next(bytes.len()));
        }
        for _ in 0..=next(4) {
            if !changed.is_empty() {
                let at = next(changed.len());
                changed[at] = next(256) as u8;
            }
        }
        std::fs::write(&broken.0, &changed).unwrap();
        // Three rows and, after them, what broke; a changed count of rows may promise some more.
        let found = read(&broken.0, "text=story,published_at=day").len();
        assert!(found <= 300, "round {round}: {found}");
    }
    std::fs::write(&broken.0, b"PAR1").unwrap();
    let error = read(&broken.0, "").remove(0).unwrap_err();
    assert!(error.fault == Fault::Malformed && error.message.contains("a broken Parquet file"), "{error}");
}

#[test]
fn nothing_in_a_row_is_lost_between_arrow_and_json() {
    // The reader goes through JSON: text that JSON must escape comes out as it went in.
    let file = Temporary::new("escapes");
    let odd = "A \"quoted\" \\ line\nand\ttab \u{1} 🕊 ß";
    let column: ArrayRef = Arc::new(StringArray::from(vec![odd]));
    let batch = RecordBatch::try_from_iter([("text", column)]).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(&file.0).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    assert_eq!(read(&file.0, "")[0].as_ref().unwrap().text, odd);
}

#[test]
fn moments_are_days_where_they_were_written() {
    // Half past one in the night of April 11 in Kyiv; still April 10 by UTC.
    let moment = TimestampMicrosecondArray::from(vec![1_744_324_200_000_000]);
    for (zone, day) in
        [("Europe/Kyiv", "2025-04-11"), ("UTC", "2025-04-10"), ("+03:00", "2025-04-11"), ("", "2025-04-10")]
    {
        let file = Temporary::new("moments");
        let moment = if zone.is_empty() { moment.clone() } else { moment.clone().with_timezone(zone) };
        let columns: [(&str, ArrayRef); 2] =
            [("text", Arc::new(StringArray::from(vec![BODY]))), ("date", Arc::new(moment))];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut writer = ArrowWriter::try_new(File::create(&file.0).unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let found = read(&file.0, "").remove(0).unwrap();
        assert_eq!(found.published_at.unwrap().to_string(), day, "{zone}");
    }
}

#[test]
fn a_closed_pipe_is_known_as_one() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let written =
        RecordWriter::new(Closed).and_then(|mut rows| rows.add(&bare()).and_then(|()| rows.finish().map(drop)));
    assert_eq!(written.unwrap_err().kind(), std::io::ErrorKind::BrokenPipe);
}
