//! Events in the shapes of other programs, as a user makes them: files, names, sidecars, messages.

mod common;

use common::{command, folder, root, text};
use serde_json::Value;
use std::path::Path;
use std::process::Output;

const ARTICLES: [&str; 3] = ["examples/visit.txt", "examples/ceasefire.txt", "examples/tariffs.txt"];

/// Runs `legation` from the root of the repository.
fn legation(arguments: &[&str]) -> Output {
    command(&root(), arguments).output().expect("the binary runs")
}

fn code(format: &str, output: &Path, more: &[&str]) -> Output {
    let output = output.display().to_string();
    let mut arguments = vec!["code", "--published", "2026-03-03", "--format", format, "-o", &output];
    arguments.extend(ARTICLES);
    arguments.extend(more);
    let output = legation(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().flatten().map(|f| f.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn each_profile_has_its_columns_and_an_account_and_every_row_its_evidence() {
    for (format, columns, header, ending) in [
        ("gdelt2-events", 61, 0, "tsv"),
        ("gdelt2-mentions", 16, 0, "tsv"),
        ("polecat", 40, 1, "tsv"),
        ("icews", 20, 1, "tsv"),
        ("phoenix", 26, 0, "tsv"),
        ("conflict-flat", 31, 1, "csv"),
    ] {
        let folder = folder(format);
        let said = text(&code(format, &folder, &[]).stderr);
        assert!(said.contains("left out by status"), "{format}: {said}");
        let names = names(&folder);
        assert_eq!(names.len(), 4, "{names:?}");
        let stem = names.iter().find_map(|name| name.strip_suffix(".evidence.jsonl")).expect("a file of evidence");
        assert!(stem.starts_with(&format!("legation-{format}-20260303_20260303-")), "{stem}");
        let table = std::fs::read_to_string(folder.join(format!("{stem}.{ending}"))).unwrap();
        let rows: Vec<&str> = table.lines().skip(header).collect();
        assert!(rows.len() > 3, "{format}: {} rows", rows.len());
        if ending == "tsv" {
            for row in table.lines() {
                assert_eq!(row.split('\t').count(), columns, "{format}: {row}");
            }
        }
        let manifest = json(&folder.join(format!("{stem}.manifest.json")));
        assert_eq!(manifest["rows"]["written"], rows.len(), "{format}");
        assert_eq!(manifest["columns"].as_array().unwrap().len(), columns);
        assert!(manifest["left_out"]["by_status"]["planned"].as_u64() > Some(0), "{format}: {manifest}");
        let schema = json(&folder.join(format!("{stem}.schema.json")));
        assert_eq!(schema["fields"].as_array().unwrap().len(), columns);
        check_evidence(&std::fs::read_to_string(folder.join(format!("{stem}.evidence.jsonl"))).unwrap(), &rows, format);
        std::fs::remove_dir_all(folder).unwrap();
    }
}

/// Every line of evidence belongs to a row, and its trigger stands in the article where it says.
fn check_evidence(evidence: &str, rows: &[&str], format: &str) {
    assert!(evidence.lines().count() >= rows.len(), "{format}");
    for line in evidence.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let id = line["exported_id"].as_str().unwrap();
        assert!(rows.iter().any(|row| row.starts_with(id)), "{format}: no row {id}");
        let record = &line["record"];
        let article =
            std::fs::read_to_string(root().join(format!("examples/{}.txt", record["article"]["id"].as_str().unwrap())))
                .unwrap();
        check_words(&record["trigger"], &article);
    }
}

fn check_words(words: &Value, article: &str) {
    let (start, end) = (words["start"].as_u64().unwrap() as usize, words["end"].as_u64().unwrap() as usize);
    let there: String = article.chars().skip(start).take(end - start).collect();
    assert_eq!(words["text"], there);
}

#[test]
fn converted_records_give_the_same_table_as_coding_does() {
    let folder = folder("convert");
    let events = folder.join("events.jsonl");
    code("jsonl", &events, &[]);
    for format in ["icews", "polecat", "phoenix", "conflict-flat", "ftm"] {
        let (coded, converted) = (folder.join("coded"), folder.join("converted"));
        code(format, &coded, &[]);
        let output =
            legation(&["convert", events.to_str().unwrap(), "--to", format, "-o", converted.to_str().unwrap()]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let (coded, converted) = (std::fs::read_to_string(coded).unwrap(), std::fs::read_to_string(converted).unwrap());
        if format == "polecat" {
            // The names of the whole text are not in the records.
            let shorten = |table: &str| {
                table.lines().map(|row| row.split('\t').take(35).collect::<Vec<_>>().join("\t")).collect::<Vec<_>>()
            };
            assert_eq!(shorten(&coded), shorten(&converted));
        } else {
            assert_eq!(coded, converted, "{format}");
        }
    }
    std::fs::write(folder.join("bad.jsonl"), "{\"schema\": \"legation/1\"}\nnot json\n{\"schema\": \"other\"}\n")
        .unwrap();
    let output = legation(&["convert", folder.join("bad.jsonl").to_str().unwrap(), "--to", "icews"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(text(&output.stderr).lines().filter(|line| line.contains("bad.jsonl:")).count(), 3);
    for arguments in [["--to", "brat"], ["--to", "table"]] {
        let output = legation(&["convert", events.to_str().unwrap(), arguments[0], arguments[1]]);
        assert_eq!(output.status.code(), Some(2));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn articles_of_one_name_have_files_of_their_own() {
    let folder = folder("brat-names");
    for (name, text) in [("a.txt", "Police arrested twelve protesters."), ("a.md", "Norway condemned the attack.")] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let path = |name: &str| folder.join(name).to_str().unwrap().to_string();
    let output = legation(&["code", &path("a.txt"), &path("a.md"), "--format", "brat", "-o", &path("out/")]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let found = ["a.txt", "a-2.txt"].map(|name| std::fs::read_to_string(folder.join("out").join(name)).unwrap());
    assert_eq!(found, ["Police arrested twelve protesters.", "Norway condemned the attack."]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn brat_offsets_return_their_words() {
    let folder = folder("brat");
    code("brat", &folder, &[]);
    assert!(names(&folder).contains(&"annotation.conf".to_string()));
    for article in ["visit", "ceasefire", "tariffs"] {
        let text: Vec<char> = std::fs::read_to_string(folder.join(format!("{article}.txt"))).unwrap().chars().collect();
        let annotations = std::fs::read_to_string(folder.join(format!("{article}.ann"))).unwrap();
        let bound: Vec<&str> = annotations.lines().filter(|line| line.starts_with('T')).collect();
        assert!(bound.len() > 5);
        for line in bound {
            let columns: Vec<&str> = line.split('\t').collect();
            let (_, offsets) = columns[1].split_once(' ').unwrap();
            let parts: Vec<String> = offsets
                .split(';')
                .map(|pair| {
                    let (start, end) = pair.split_once(' ').unwrap();
                    text[start.parse().unwrap()..end.parse().unwrap()].iter().collect()
                })
                .collect();
            assert_eq!(columns[2], parts.join(" "), "{line}");
        }
        for line in annotations.lines().filter(|line| line.starts_with('E')) {
            let arguments = line.split_once('\t').unwrap().1.split(' ').map(|part| part.split_once(':').unwrap().1);
            for target in arguments {
                assert!(
                    annotations.lines().any(|other| other.starts_with(&format!("{target}\t"))),
                    "{line}: no {target}"
                );
            }
        }
    }
    let output = legation(&["code", "examples/visit.txt", "--format", "brat"]);
    assert_eq!(output.status.code(), Some(2), "brat needs a folder");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn web_annotations_quote_and_place_the_same_words() {
    let folder = folder("web");
    let path = folder.join("pages.jsonl");
    code("web-annotation", &path, &[]);
    let pages = std::fs::read_to_string(&path).unwrap();
    assert_eq!(pages.lines().count(), 3);
    for (line, article) in pages.lines().zip(ARTICLES) {
        let page: Value = serde_json::from_str(line).unwrap();
        let text = std::fs::read_to_string(root().join(article)).unwrap();
        assert_eq!(page["@context"], "http://www.w3.org/ns/anno.jsonld");
        for item in page["items"].as_array().unwrap() {
            let [quote, position] = &item["target"]["selector"].as_array().unwrap()[..] else { panic!("{item}") };
            let words = serde_json::json!({"text": quote["exact"], "start": position["start"], "end": position["end"]});
            check_words(&words, &text);
            let whole = format!(
                "{}{}{}",
                quote["prefix"].as_str().unwrap(),
                quote["exact"].as_str().unwrap(),
                quote["suffix"].as_str().unwrap()
            );
            assert!(text.contains(&whole), "{whole}");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn conllu_keeps_its_columns_and_marks_every_event() {
    let output = legation(&["code", "examples/visit.txt", "--published", "2026-03-03", "--format", "conllu"]);
    let conllu = text(&output.stdout);
    let plain = text(&legation(&["parse", "examples/visit.txt"]).stdout);
    let words = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.starts_with("# event "));
        lines.map(|line| line.rsplit_once('\t').map_or(line, |(columns, _)| columns).to_string()).collect()
    };
    assert_eq!(words(&conllu), words(&plain));
    let events = conllu.lines().filter(|line| line.starts_with("# event ")).count();
    let coded = legation(&["code", "examples/visit.txt", "--published", "2026-03-03", "--format", "jsonl"]);
    assert_eq!(events, text(&coded.stdout).lines().count());
    for number in 1..=events {
        assert!(conllu.contains(&format!("B-{number}:")), "event {number} has no trigger word");
    }
}

#[test]
fn ftm_entities_are_named_once_and_refer_to_one_another() {
    let output = legation(&["code", "examples/ceasefire.txt", "--published", "2026-03-03", "--format", "ftm"]);
    let entities: Vec<Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = entities.iter().map(|entity| entity["id"].as_str().unwrap()).collect();
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), ids.len());
    let events: Vec<&Value> = entities.iter().filter(|entity| entity["schema"] == "Event").collect();
    assert!(events.len() > 2);
    for article in entities.iter().filter(|entity| entity["schema"] == "Article") {
        // FollowTheMoney's schema requires both of a document.
        assert!(article["properties"]["name"][0].is_string() && article["properties"]["fileName"][0].is_string());
    }
    for event in events {
        let properties = &event["properties"];
        let references =
            ["involved", "proof"].into_iter().flat_map(|key| properties[key].as_array().into_iter().flatten());
        for id in references {
            assert!(ids.contains(&id.as_str().unwrap()), "{id} is not there");
        }
    }
}

/// Formats that are no tables say in a sidecar what they have no place for.
#[test]
fn what_is_dropped_stands_beside_the_file() {
    let folder = folder("sidecars");
    for (format, output, manifest, dropped) in [
        ("ftm", "a.jsonl", "a.manifest.json", Some("according_to")),
        ("conllu", "b.conllu", "b.manifest.json", Some("time.earliest")),
        ("brat", "brat", "brat/manifest.json", Some("time.earliest")),
        ("web-annotation", "c.jsonl", "c.manifest.json", None),
    ] {
        code(format, &folder.join(output), &[]);
        let manifest = json(&folder.join(manifest));
        assert_eq!(manifest["profile"], format);
        let read = manifest["events"]["read"].as_u64().unwrap();
        let written = manifest["events"]["written"].as_u64().unwrap();
        let left_out = manifest["left_out"]["by_status"].as_object().unwrap().values().map(|n| n.as_u64().unwrap());
        assert_eq!(read, written + left_out.sum::<u64>(), "{format}");
        assert_eq!(read > written, format == "ftm", "only FollowTheMoney has no place for a status");
        match dropped {
            Some(field) => assert!(manifest["fields_without_a_home"][field].as_u64() > Some(0), "{format}: {manifest}"),
            None => assert_eq!(manifest["fields_without_a_home"], serde_json::json!({}), "{format}"),
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_status_that_is_none_is_refused_and_one_that_is_adds_rows() {
    let output = legation(&["code", "examples/visit.txt", "--format", "icews", "--status", "maybe"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("planned"), "says which there are");
    let rows = |more: &[&str]| {
        let mut arguments =
            vec!["code", "examples/visit.txt", "--published", "2026-03-03", "--format", "gdelt2-events"];
        arguments.extend(more);
        text(&legation(&arguments).stdout).lines().count()
    };
    assert!(rows(&["--status", "all"]) > rows(&[]));
}
