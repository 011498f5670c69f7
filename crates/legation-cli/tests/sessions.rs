//! The command as a user meets it: arguments in, output, messages and exit status out.

mod common;

use common::{command, folder, root, text};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs `legation` with arguments in a folder.
fn legation(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the binary runs")
}

fn records(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("one JSON object a line")).collect()
}

#[test]
fn codes_the_examples_into_records_that_keep_the_schema() {
    let schema: Value = serde_json::from_slice(&legation(&root(), &["schema"]).stdout).unwrap();
    let validator = jsonschema::draft202012::new(&schema).expect("a valid schema");
    let articles = ["examples/visit.txt", "examples/ceasefire.txt", "examples/tariffs.txt"];
    for article in articles {
        let output = legation(&root(), &["code", article, "--published", "2026-03-03", "--format", "jsonl"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let original = std::fs::read_to_string(root().join(article)).unwrap();
        let records = records(&output);
        assert!(records.len() >= 5, "{article}: {} events", records.len());
        for record in &records {
            let faults: Vec<String> = validator.iter_errors(record).map(|e| e.to_string()).collect();
            assert!(faults.is_empty(), "{article}: {faults:?} in {record}");
            check_spans(record, &original);
        }
    }
}

#[test]
fn spans_hold_in_text_with_emoji_curly_quotes_and_arabic() {
    let folder = folder("unicode");
    let article = "🕊️ قال الوزير إن المحادثات بدأت\n\n“We reject the plan,” the Iranian foreign minister said — Turkey’s president \
                   Recep Tayyip Erdoğan met Germany’s chancellor in Ankara on Monday 🤝.\n";
    std::fs::write(folder.join("mixed.txt"), article).unwrap();
    let output = legation(&folder, &["code", "mixed.txt", "--published", "2025-04-11", "--format", "jsonl"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let records = records(&output);
    assert!(!records.is_empty(), "a meeting is coded");
    for record in &records {
        check_spans(record, article);
    }
}

/// Every object with `text`, `start` and `end` holds exactly the words that stand there, in code points.
fn check_spans(value: &Value, article: &str) {
    match value {
        Value::Object(fields) => {
            if let (Some(words), Some(start), Some(end)) =
                (fields.get("text").and_then(Value::as_str), fields.get("start"), fields.get("end"))
            {
                let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
                let there: String = article.chars().skip(start).take(end - start).collect();
                assert_eq!(words, there, "at {start}..{end}");
            }
            fields.values().for_each(|field| check_spans(field, article));
        }
        Value::Array(items) => items.iter().for_each(|item| check_spans(item, article)),
        _ => {}
    }
}

#[test]
fn bad_files_cost_one_message_each_and_the_rest_is_coded() {
    let folder = folder("bad");
    std::fs::write(folder.join("good.txt"), "Iran rejected the proposal of the United States on Monday.\n").unwrap();
    std::fs::write(folder.join("empty.txt"), "").unwrap();
    std::fs::write(folder.join("binary.txt"), (0..=255u8).cycle().take(4096).collect::<Vec<_>>()).unwrap();
    std::fs::write(folder.join("utf16.txt"), [0x00u8, 0x41, 0x00, 0x42, 0x00, 0x43]).unwrap();
    std::fs::write(folder.join("page.html"), "<html><body><nav><a href='/'>Home</a></nav></body></html>").unwrap();
    std::fs::create_dir(folder.join("folder")).unwrap();
    let mut huge = std::fs::File::create(folder.join("huge.txt")).unwrap();
    let line = "Iran rejected the proposal of the United States on Monday. ".repeat(1000);
    for _ in 0..(50_000_000 / line.len() + 1) {
        huge.write_all(line.as_bytes()).unwrap();
    }
    drop(huge);
    let names = ["empty.txt", "binary.txt", "utf16.txt", "page.html", "folder", "huge.txt", "missing.txt"];
    let mut arguments = vec!["code", "--format", "jsonl", "--published", "2025-04-11"];
    arguments.extend(names);
    arguments.push("good.txt");
    let output = legation(&folder, &arguments);
    assert_eq!(output.status.code(), Some(3));
    let messages = text(&output.stderr);
    for name in names {
        let about: Vec<&str> = messages.lines().filter(|line| line.contains(name)).collect();
        assert_eq!(about.len(), 1, "one message about {name}, got {about:?} in:\n{messages}");
        assert!(about[0].len() > name.len() + 25, "says what and how to mend: {}", about[0]);
    }
    let coded = records(&output);
    assert!(!coded.is_empty() && coded.iter().all(|record| record["article"]["id"] == "good"), "{coded:?}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn usage_errors_exit_with_2() {
    for arguments in [
        vec!["nonsense"],
        vec!["code", "--format", "xml"],
        vec!["code", "--published", "yesterday"],
        vec!["--data", "no-such-folder", "check"],
    ] {
        let output = legation(&root(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_at_any_number_of_threads() {
    let run = |threads: &str| {
        let arguments = [
            "code",
            "examples/visit.txt",
            "examples/ceasefire.txt",
            "examples/tariffs.txt",
            "--threads",
            threads,
            "--format",
            "jsonl",
        ];
        legation(&root(), &arguments).stdout
    };
    let one = run("1");
    assert!(!one.is_empty());
    assert_eq!(one, run("2"));
    assert_eq!(one, run("1"));
}

#[test]
fn without_a_publication_date_relative_dates_stay_words_and_a_note_says_so() {
    let output = legation(&root(), &["code", "examples/visit.txt", "--format", "jsonl"]);
    assert!(output.status.success());
    assert!(text(&output.stderr).contains("--published"), "{}", text(&output.stderr));
    let times: Vec<Value> =
        records(&output).into_iter().map(|record| record["time"].clone()).filter(|t| !t.is_null()).collect();
    let weekdays: Vec<&Value> = times.iter().filter(|t| t["text"].as_str().unwrap().contains("day")).collect();
    assert!(!weekdays.is_empty());
    for time in weekdays {
        assert!(time["earliest"].is_null(), "{time}");
    }
}

#[test]
fn every_layer_answers_line_by_line() {
    let folder = folder("layers");
    let lines = "{\"id\": \"a\", \"text\": \"Iran and Turkey held talks in Ankara on Monday, officials said.\", \"published_at\": \"2025-04-11\"}\n\
                 {\"id\": \"b\", \"text\": \"The minister resigned.\"}\n";
    std::fs::write(folder.join("in.jsonl"), lines).unwrap();
    for (layer, field) in [
        ("names", "names"),
        ("times", "times"),
        ("places", "places"),
        ("actors", "actors"),
        ("coref", "chains"),
        ("attributions", "attributions"),
        ("factuality", "targets"),
    ] {
        let output = legation(&folder, &[layer, "--jsonl", "in.jsonl"]);
        assert!(output.status.success(), "{layer}: {}", text(&output.stderr));
        let objects = records(&output);
        assert_eq!(objects.len(), 2, "{layer}");
        assert_eq!((&objects[0]["id"], &objects[1]["id"]), (&"a".into(), &"b".into()), "{layer}");
        assert!(objects.iter().all(|object| object[field].is_array()), "{layer}");
    }
    let by_article = records(&legation(&folder, &["code", "--jsonl", "in.jsonl", "--by", "article"]));
    assert_eq!(by_article.len(), 2);
    assert!(by_article.iter().all(|object| object["events"].is_array()));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn actors_are_read_as_of_a_day_and_from_the_users_dictionary() {
    let folder = folder("actors");
    let lines = "{\"id\": \"a\", \"text\": \"Donald Trump\", \"published_at\": \"2019-05-05\"}\n\
                 {\"id\": \"b\", \"text\": \"Anna Blankova\"}\n";
    std::fs::write(folder.join("in.jsonl"), lines).unwrap();
    std::fs::write(folder.join("my.actors"), "ANNA_BLANKOVA_ ; minister\n\t[XKXGOV 010120-]\n").unwrap();
    std::fs::write(folder.join("good.actors"), "ANNA_BLANKOVA_ ; minister\n\t[XKXGOV]\n").unwrap();
    let codes = |arguments: &[&str]| -> Vec<String> {
        let output = legation(&folder, &[&["actors", "--jsonl", "in.jsonl"], arguments].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        let code = |object: &Value| {
            let actor = &object["actors"][0];
            format!("{}.{}", actor["country"].as_str().unwrap_or("UNK"), actor["sector"].as_str().unwrap_or("UNK"))
        };
        records(&output).iter().map(code).collect()
    };
    assert_eq!(codes(&[])[0], "USA.GOV");
    assert_eq!(codes(&["--as-of", "2022-05-05"])[0], "USA.ELI");
    assert_eq!(codes(&["--actors", "good.actors"])[1], "XKX.GOV");
    let bad = legation(&folder, &["actors", "--jsonl", "in.jsonl", "--actors", "my.actors"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(text(&bad.stderr).contains("my.actors:2"), "{}", text(&bad.stderr));
    let missing = legation(&folder, &["actors", "--jsonl", "in.jsonl", "--actors", "none.actors"]);
    assert!(text(&missing.stderr).contains("none.actors"), "{}", text(&missing.stderr));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn parse_prints_conllu() {
    let output = legation(&root(), &["parse", "examples/visit.txt"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let conllu = text(&output.stdout);
    assert!(conllu.starts_with("# newdoc id = visit\n"));
    for line in conllu.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 10, "{line}");
        assert!(columns.iter().all(|column| !column.is_empty()), "{line}");
    }
}

#[test]
fn every_command_has_help() {
    let help = text(&legation(&root(), &["--help"]).stdout);
    for command in [
        "code",
        "convert",
        "extract",
        "parse",
        "names",
        "times",
        "places",
        "coref",
        "attributions",
        "actors",
        "quotes",
        "explain",
        "check",
        "try",
        "eval",
        "schema",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command} is missing from --help");
        let output = legation(&root(), &[command, "--help"]);
        assert!(output.status.success() && !output.stdout.is_empty(), "{command} --help");
    }
}

#[test]
fn records_are_mapped_and_rejects_are_collected() {
    let folder = folder("rejects");
    let table = "nr,when,head,body\n1,2025-04-11,Talks,Iran rejected the proposal of the United States on Monday.\n2,soon,Talks,Text.\n3,2025-04-11,,\n";
    std::fs::write(folder.join("news.csv"), table).unwrap();
    let french = "Les ministres des Affaires étrangères des deux pays se sont rencontrés lundi et ont signé un accord sur les droits de pêche qui met fin à un différend de neuf mois. Des inspecteurs monteront à bord des chalutiers dès le mois de mai, ont indiqué des responsables.";
    std::fs::write(folder.join("french.txt"), french).unwrap();
    let map = "id=nr,text=body,published_at=when,title=head";
    let output = legation(
        &folder,
        &["code", "news.csv", "french.txt", "--map", map, "--rejects", "rejects.jsonl", "-o", "events.jsonl"],
    );
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("3 rejected: see rejects.jsonl"), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
    let events = std::fs::read_to_string(folder.join("events.jsonl")).unwrap();
    let first: Value = serde_json::from_str(events.lines().next().expect("an event")).unwrap();
    assert_eq!((&first["article"]["id"], &first["article"]["title"]), (&"1".into(), &"Talks".into()));
    let rejects = std::fs::read_to_string(folder.join("rejects.jsonl")).unwrap();
    let faults: Vec<(String, String)> = rejects
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|fault| (fault["input"].as_str().unwrap().to_string(), fault["fault"].as_str().unwrap().to_string()))
        .collect();
    let expected = [("news.csv:3", "malformed"), ("news.csv:4", "empty"), ("french", "language")];
    assert_eq!(faults, expected.map(|(input, fault)| (input.to_string(), fault.to_string())));
    let any = legation(&folder, &["code", "french.txt", "--any-language"]);
    assert!(any.status.success(), "{}", text(&any.stderr));
    let wrong = legation(&folder, &["code", "news.csv", "--map", "words=body"]);
    assert_eq!(wrong.status.code(), Some(2));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn copies_are_told_and_passed_over() {
    let folder = folder("copies");
    let report = std::fs::read_to_string(root().join("examples/visit.txt")).unwrap();
    std::fs::write(folder.join("a.txt"), &report).unwrap();
    std::fs::write(folder.join("b.txt"), format!("ANOTHER HEADLINE\n\n{report}")).unwrap();
    std::fs::write(folder.join("c.txt"), std::fs::read_to_string(root().join("examples/tariffs.txt")).unwrap())
        .unwrap();
    let found = records(&legation(&folder, &["copies", "a.txt", "b.txt", "c.txt"]));
    let kinds: Vec<&Value> = found.iter().map(|copy| &copy["kind"]).collect();
    assert_eq!(kinds, [&Value::Null, &"near".into(), &Value::Null]);
    assert_eq!((&found[1]["copy_of"], &found[1]["origin"]), (&"a".into(), &"a".into()));
    let output = legation(&folder, &["extract", "a.txt", "b.txt", "c.txt", "--dedupe"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("words stand in a"), "{}", text(&output.stderr));
    let ids: Vec<Value> = records(&output).into_iter().map(|article| article["id"].clone()).collect();
    assert_eq!(ids, ["a", "c"]);
    std::fs::remove_dir_all(folder).unwrap();
}

/// Kills a run again and again, at other moments each time, and takes it up until it ends: the output must be that of a run
/// that nobody broke.
#[test]
fn a_killed_run_goes_on_without_losing_or_doubling() {
    let folder = folder("resume");
    let mut lines = String::new();
    for number in 0..200 {
        match number % 7 {
            3 => lines.push_str("{\"id\": \"empty\", \"text\": \"\"}\n"),
            _ => lines.push_str(&format!(
                "{{\"id\": \"{number}\", \"text\": \"Iran rejected proposal number {number} of the United States on Monday.\", \"published_at\": \"2025-04-11\"}}\n"
            )),
        }
    }
    std::fs::write(folder.join("in.jsonl"), lines).unwrap();
    let whole = legation(&folder, &["code", "in.jsonl", "-o", "whole.jsonl", "--rejects", "whole-rejects.jsonl"]);
    assert_eq!(whole.status.code(), Some(3));
    let arguments = ["code", "in.jsonl", "-o", "out.jsonl", "--resume", "--rejects", "rejects.jsonl", "--threads", "1"];
    let mut kills = 0;
    loop {
        let mut child = Command::new(env!("CARGO_BIN_EXE_legation"))
            .current_dir(&folder)
            .args(arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Each time a little later, so that the blow falls into reading, coding and writing.
        for _ in 0..(10 + kills * 25) {
            std::thread::sleep(std::time::Duration::from_millis(10));
            if child.try_wait().unwrap().is_some() {
                break;
            }
        }
        if let Some(status) = child.try_wait().unwrap() {
            assert_eq!(status.code(), Some(3));
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        assert!(kills < 100, "the run makes no progress");
    }
    for (broken, whole) in [("out.jsonl", "whole.jsonl"), ("rejects.jsonl", "whole-rejects.jsonl")] {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(read(broken) == read(whole), "{broken} after {kills} kills is not {whole}");
    }
    // Nothing is left to do; what comes after is done then; another input is refused.
    let before = std::fs::read(folder.join("out.jsonl")).unwrap();
    assert_eq!(legation(&folder, &arguments).status.code(), Some(3));
    assert_eq!(std::fs::read(folder.join("out.jsonl")).unwrap(), before);
    let more = std::fs::read_to_string(folder.join("in.jsonl")).unwrap()
        + "{\"id\": \"new\", \"text\": \"Iran rejected the proposal of Turkey on Monday.\"}\n";
    std::fs::write(folder.join("in.jsonl"), &more).unwrap();
    legation(&folder, &arguments);
    let after = std::fs::read(folder.join("out.jsonl")).unwrap();
    assert!(after.len() > before.len() && after.starts_with(&before));
    std::fs::write(folder.join("in.jsonl"), more.replace("\"new\"", "\"other\"")).unwrap();
    let other = legation(&folder, &arguments);
    assert_eq!(other.status.code(), Some(2));
    assert!(text(&other.stderr).contains("not the one"), "{}", text(&other.stderr));
    let other = legation(&folder, &["code", "in.jsonl", "-o", "out.jsonl", "--resume", "--format", "csv"]);
    assert!(text(&other.stderr).contains("other options"), "{}", text(&other.stderr));
    std::fs::remove_dir_all(folder).unwrap();
}
