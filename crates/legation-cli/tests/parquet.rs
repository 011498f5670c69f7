//! Parquet in and out, as a user of a build with it meets them.
#![cfg(feature = "parquet")]

mod common;

use common::{command, folder, root, text};
use serde_json::Value;
use std::process::Output;

fn legation(arguments: &[&str]) -> Output {
    command(&root(), arguments).output().expect("the binary runs")
}

fn lines(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("one JSON object a line")).collect()
}

#[test]
fn rows_are_articles_and_records_are_rows() {
    let folder = folder("parquet");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_string();
    let (coded, converted, records) = (path("coded.parquet"), path("converted.parquet"), path("events.jsonl"));
    let article = ["examples/visit.txt", "--published", "2026-03-03"];
    for (format, file) in [("jsonl", &records), ("parquet", &coded)] {
        let output = legation(&[&["code", "--format", format, "-o", file][..], &article].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let output = legation(&["convert", &records, "--to", "parquet", "-o", &converted]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(std::fs::read(&coded).unwrap() == std::fs::read(&converted).unwrap(), "the same records, the same bytes");
    let manifest: Value = serde_json::from_slice(&std::fs::read(path("coded.manifest.json")).unwrap()).unwrap();
    let events = std::fs::read_to_string(&records).unwrap();
    assert_eq!(manifest["events"]["written"], events.lines().count());
    assert_eq!(manifest["fields_without_a_home"], serde_json::json!({}));
    // Any column can be read as text, columns inside others too: here the triggers.
    let output = legation(&["extract", &coded, "--map", "text=trigger.text,published_at=article.published_at"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let expected: Vec<Value> = events
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|record| serde_json::json!([record["id"], record["trigger"]["text"], record["article"]["published_at"]]))
        .collect();
    let found: Vec<Value> = lines(&output)
        .iter()
        .map(|article| serde_json::json!([article["id"], article["text"], article["published_at"]]))
        .collect();
    assert_eq!(found, expected);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_no_article_costs_a_message_each() {
    let seed = "fuzz/seeds/parquet/1.parquet";
    let output = legation(&["extract", seed]);
    assert_eq!(output.status.code(), Some(3));
    let found = lines(&output);
    assert_eq!((found.len(), &found[0]["id"], &found[0]["text"]), (1, &"1".into(), &"Talks opened in Oslo.".into()));
    assert!(text(&output.stderr).contains("1.parquet:2: no text"), "{}", text(&output.stderr));
    let output = legation(&["extract", seed, "--map", "text=body"]);
    assert!(text(&output.stderr).contains("columns: id, text, published_at, score"), "{}", text(&output.stderr));
    let piped =
        common::command(&root(), &["extract", "-"]).stdin(std::fs::File::open(root().join(seed)).unwrap()).output();
    let piped = text(&piped.unwrap().stderr);
    assert!(piped.contains("Parquet") && piped.contains("a file of its own"), "{piped}");
    // To ask whether a file is Parquet takes nothing from one that can be read only once.
    #[cfg(target_os = "linux")]
    {
        let mut cat = std::process::Command::new("cat")
            .arg(root().join("examples/visit.txt"))
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let output =
            common::command(&root(), &["extract", "/dev/stdin"]).stdin(cat.stdout.take().unwrap()).output().unwrap();
        cat.wait().unwrap();
        assert!(text(&output.stdout).contains("Norwegian minister flies"), "{}", text(&output.stderr));
    }
    // Bytes that make the decoder panic, too, cost one line.
    let folder = folder("broken-parquet");
    let whole = std::fs::read(root().join(seed)).unwrap();
    let path = folder.join("broken.parquet");
    for at in (4..whole.len() - 8).step_by(29) {
        let mut broken = whole.clone();
        broken[at] ^= 0x55;
        std::fs::write(&path, &broken).unwrap();
        let messages = text(&legation(&["extract", path.to_str().unwrap(), "--threads", "1"]).stderr);
        assert!(messages.lines().all(|line| line.starts_with("legation: ")), "byte {at}: {messages}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
