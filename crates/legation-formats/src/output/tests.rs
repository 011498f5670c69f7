//! What the formats that are no tables hold and what they drop: every field of a record that says something is in the output,
//! or in the list of what has no home in it, and never in both.

use super::*;
use legation_types::{Analysis, Span, Token, Upos};
use serde_json::Map;

/// A record in which every field says something found nowhere else, and the text that it points into.
struct Filled {
    text: String,
    next: u32,
}

impl Filled {
    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn name(&mut self) -> Value {
        json!(format!("name{}", self.number()))
    }

    fn words(&mut self, more: Value) -> Value {
        let word = format!("word{}", self.number());
        let start = self.text.chars().count();
        self.text.push_str(&word);
        let mut fields = json!({"text": word, "start": start, "end": self.text.chars().count()});
        self.text.push(' ');
        fields.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        fields
    }

    fn names(&mut self, keys: &[&str]) -> Value {
        Value::Object(keys.iter().map(|key| (key.to_string(), self.name())).collect::<Map<_, _>>())
    }

    fn party(&mut self, country: &str) -> Value {
        let mut more = self.names(&["name", "sector", "role", "actor_id", "wikidata", "basis"]);
        more["country"] = json!(country);
        more["other_sectors"] = json!([self.name()]);
        self.words(more)
    }

    fn record(&mut self) -> Value {
        let mut record = self.names(&["schema", "id", "event", "mode", "quad", "cameo", "reading", "run"]);
        record["article"] = self.names(&["id", "url", "title", "publisher", "published_at", "sha256"]);
        record["contexts"] = json!([self.name()]);
        record["score"] = json!(1.125);
        record["confidence"] = json!(0.375);
        record["status"] = json!("alleged");
        record["trigger"] = self.words(json!({}));
        record["sentence"] = json!({"index": 0, "start": 0, "end": 9});
        record["actors"] = json!([self.party("TUR")]);
        record["recipients"] = json!([self.party("PER")]);
        let (source, cue, content) = (self.party("KEN"), self.words(json!({})), self.words(json!({})));
        let kind = self.name();
        record["according_to"] =
            json!([self.words(json!({"source": source, "kind": kind, "cue": cue, "content": [content]}))]);
        let time = self.names(&["earliest", "latest", "grain", "basis"]);
        record["time"] = self.words(time);
        let mut place = self.names(&["name", "admin1", "level"]);
        let numbers = json!({"country": "NOR", "lat": 61.5, "lon": -7.25, "geonames_id": 4321098});
        place.as_object_mut().unwrap().extend(numbers.as_object().unwrap().clone());
        record["place"] = self.words(place);
        record["count"] = self.words(json!({"value": 7654321}));
        record["condition"] = self.words(json!({}));
        record["within"] = self.names(&["id", "relation"]);
        record
    }
}

/// Paths of all that stands in a value, with what stands there. Offsets are left out: their words stand for them.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields.iter().filter(|(key, _)| !matches!(key.as_str(), "start" | "end" | "index")) {
                leaves(field, &format!("{path}.{key}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, path, found)),
        Value::String(text) => found.push((path[1..].to_string(), text.clone())),
        other => found.push((path[1..].to_string(), other.to_string())),
    }
}

/// Whether one of some paths covers a path: itself or what it stands in.
fn covers(homeless: &[&[&str]], path: &str) -> bool {
    homeless
        .iter()
        .copied()
        .flatten()
        .any(|home| path.strip_prefix(*home).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

#[test]
fn what_a_format_drops_is_what_its_sidecar_says() {
    let mut filled = Filled { text: String::new(), next: 100 };
    let value = filled.record();
    let record: Record = serde_json::from_value(value.clone()).unwrap();
    let crosswalks = profiles::tests::crosswalks();
    let base = format!("# text = {}\n", filled.text);
    let tokens: String = filled.text.split_whitespace().map(|word| format!("1\t{word}\t_\n")).collect();
    let article = Article::new("a".to_string(), filled.text.clone());
    let mut at = 0;
    let analysis = Analysis {
        tokens: filled
            .text
            .split_whitespace()
            .map(|word| {
                let start = at;
                at += word.len() as u32 + 1;
                Token {
                    span: Span { start, end: at - 1 },
                    space_after: true,
                    lemma: String::new(),
                    upos: Upos::X,
                    feats: String::new(),
                    head: None,
                    deprel: String::new(),
                }
            })
            .collect(),
        ..Default::default()
    };
    let records = [record.clone()];
    // With each what stands in it otherwise: by another code, by the structure, by the name of the file.
    let countries = ["schema", "actors.country", "recipients.country", "place.country"];
    let outputs = [
        ("ftm", FtmWriter::default().add(&record, &crosswalks), &countries[..]),
        ("brat", brat(&filled.text, &records), &["article.id", "within.id"][..]),
        ("conllu", conllu(&(base + &tokens), &article, &analysis, &records), &["article.id"][..]),
        ("web-annotation", web_annotation(&records, Some(&filled.text)).unwrap().to_string(), &[][..]),
    ];
    let mut all = Vec::new();
    leaves(&value, "", &mut all);
    let mut faults = Vec::new();
    for (name, output, elsewhere) in outputs {
        let limits = LIMITS.iter().find(|(known, _)| *known == name).unwrap().1;
        let is_there = |path: &str, text: &str| output.contains(text) || elsewhere.contains(&path);
        let wrong: Vec<&str> = all
            .iter()
            // All words stand in CoNLL-U, marked or not.
            .filter(|(path, _)| name != "conllu" || !path.ends_with(".text"))
            .filter(|(path, text)| is_there(path, text) == covers(limits.homeless, path))
            .map(|(path, _)| path.as_str())
            .collect();
        faults.extend(wrong.iter().map(|path| format!("{name}: {path}")));
        let mut account = Account::new(name, limits, &[record.status]);
        assert!(account.admits(&record));
        account.wrote(&record);
        let dropped = account.manifest()["fields_without_a_home"].as_object().unwrap().len();
        assert_eq!(dropped, limits.homeless.iter().copied().flatten().count(), "{name}: a path that leads nowhere");
    }
    assert!(faults.is_empty(), "dropped in silence, or said to be dropped and there: {faults:?}");
}

/// The columns of Parquet are those of the record, and a record with a field that has no column is refused; their own test stands in
/// `./test --parquet`, which not everyone runs.
#[test]
fn the_columns_of_parquet_are_written_down_for_every_field() {
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats.md")).unwrap();
    let section = docs.split("## Parquet").nth(1).and_then(|rest| rest.split("```").nth(1)).unwrap();
    let named: Vec<&str> = section.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    let schema = schema();
    let missing: Vec<&String> =
        schema["properties"].as_object().unwrap().keys().filter(|field| !named.contains(&field.as_str())).collect();
    assert!(
        missing.is_empty(),
        "{missing:?}: no column in docs/formats.md; crates/legation-parquet/src/columns.rs, too?"
    );
}
