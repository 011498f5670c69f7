//! The ledger as a user meets it: real articles through the whole program into a file, and what the lists then say.

mod common;

use common::{folder, root, text};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn legation(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the binary runs")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = common::command(folder, arguments);
    command.env("SOURCE_DATE_EPOCH", "1700000000");
    command
}

/// Runs a command that must succeed; gives its output.
fn well(folder: &Path, arguments: &[&str]) -> String {
    let output = legation(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// The rows of a query, every cell as text; nothing as "".
fn rows(folder: &Path, query: &str) -> Vec<Vec<String>> {
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        other => other.to_string(),
    };
    let lines = well(folder, &["sql", query, "--format", "jsonl"]);
    let object = |line: &str| -> Vec<String> {
        let row: Value = serde_json::from_str(line).expect("one object a line");
        row.as_object().into_iter().flatten().map(|(_, value)| cell(value)).collect()
    };
    lines.lines().map(object).collect()
}

/// Writes articles as JSON lines.
fn write_articles(path: &Path, articles: &[Value]) {
    let lines: Vec<String> = articles.iter().map(Value::to_string).collect();
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
}

/// Three short articles of our own.
fn three() -> Vec<Value> {
    let article =
        |id: &str, day: &str, text: &str| json!({"id": id, "published_at": day, "publisher": id, "text": text});
    vec![
        article("one", "2026-04-06", "Emmanuel Macron will meet Volodymyr Zelenskyy in Paris on Thursday."),
        article("two", "2026-04-10", "Macron met Zelenskyy in Paris on Thursday. Russia criticized France."),
        article("three", "2026-04-11", "Ukraine rejected a Russian proposal. Poland sent weapons to Ukraine."),
    ]
}

#[test]
fn bundles_give_the_expected_ledger() {
    let data = root().join("crates/legation-ledger/tests/data/bundles");
    let mut files: Vec<PathBuf> = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 12, "{} bundles", files.len());
    let mut faults = Vec::new();
    for file in &files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let bundle: toml::Value = toml::from_str(&std::fs::read_to_string(file).unwrap()).expect("a bundle is TOML");
        let folder = folder(&name);
        let articles: Vec<Value> = bundle["article"]
            .as_array()
            .unwrap()
            .iter()
            .map(|article| {
                let mut object = serde_json::to_value(article).unwrap();
                object["text"] = json!(object["text"].as_str().unwrap().trim());
                object
            })
            .collect();
        assert!((3..=5).contains(&articles.len()), "{name}: {} articles", articles.len());
        write_articles(&folder.join("articles.jsonl"), &articles);
        well(&folder, &["add", "--jsonl", "articles.jsonl"]);
        for expect in bundle["expect"].as_array().unwrap() {
            let expected: Vec<Vec<String>> = expect["rows"].clone().try_into().unwrap();
            let found = rows(&folder, expect["sql"].as_str().unwrap());
            if found != expected {
                faults.push(format!("{name}: {}\n  expected {expected:?}\n  found    {found:?}", expect["what"]));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn adding_again_changes_nothing() {
    let folder = folder("again");
    write_articles(&folder.join("a.jsonl"), &three());
    well(&folder, &["add", "--jsonl", "a.jsonl"]);
    let before = std::fs::read(folder.join("legation.db")).unwrap();
    let output = legation(&folder, &["add", "--jsonl", "a.jsonl"]);
    assert!(text(&output.stderr).contains("0 articles added, 3 unchanged"), "{}", text(&output.stderr));
    assert!(std::fs::read(folder.join("legation.db")).unwrap() == before, "the file changed");
    assert!(!folder.join("legation.db-wal").exists(), "the log was left behind");
}

#[test]
fn a_killed_run_goes_on_and_ends_with_the_same_bytes() {
    let folder = folder("killed");
    let articles: Vec<Value> = (0..40)
        .map(|number| {
            let mut article = three()[number % 3].clone();
            article["id"] = json!(format!("article {number}"));
            article["url"] = json!(format!("https://example.org/{number}"));
            article
        })
        .collect();
    write_articles(&folder.join("a.jsonl"), &articles);
    well(&folder, &["add", "--jsonl", "a.jsonl", "--db", "whole.db", "--threads", "1"]);
    // SQLite's change counter (twice in the header) counts connections too.
    let bytes = |name: &str| {
        let mut bytes = std::fs::read(folder.join(name)).unwrap();
        [24..28, 92..96].into_iter().for_each(|range| bytes[range].fill(0));
        bytes
    };
    // Moments spread over a run; the whole measure (200 moments) is `crates/legation-ledger/tests/kill.sh`.
    for wait in [60u64, 140, 260, 420, 640] {
        let mut run = command(&folder, &["add", "--jsonl", "a.jsonl", "--db", "cut.db", "--threads", "1"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = run.kill();
        run.wait().unwrap();
    }
    well(&folder, &["add", "--jsonl", "a.jsonl", "--db", "cut.db", "--threads", "1"]);
    assert!(bytes("cut.db") == bytes("whole.db"), "the files differ");
}

#[test]
fn two_programs_may_add_at_once() {
    let folder = folder("two");
    write_articles(&folder.join("a.jsonl"), &three());
    let mut more = three();
    more.iter_mut().for_each(|article| article["url"] = json!("https://example.org/other"));
    write_articles(&folder.join("b.jsonl"), &more);
    let mut runs: Vec<_> = ["a.jsonl", "b.jsonl"]
        .iter()
        .map(|file| command(&folder, &["add", "--jsonl", file]).spawn().unwrap())
        .collect();
    assert!(runs.iter_mut().all(|run| run.wait().unwrap().success()));
    assert_eq!(rows(&folder, "SELECT count(*) FROM articles"), [["6"]]);
    well(&folder, &["incidents", "--rebuild"]);
}

#[test]
fn faults_are_one_clear_message() {
    let folder = folder("faults");
    let cases: [(&[&str], &str); 6] = [
        (&["events"], "no such database (make one with `legation add FILE`"),
        (&["events", "--db", "a.jsonl"], "not a sound database"),
        (&["add", "--jsonl", "a.jsonl", "--db", "nowhere/legation.db"], "cannot be written or opened"),
        (&["sql", "DROP TABLE l_event", "--db", "good.db"], "would change the database"),
        (&["sql", "SELECT colour FROM events", "--db", "good.db"], "no such column"),
        (&["events", "--status", "done", "--db", "good.db"], "no such status"),
    ];
    write_articles(&folder.join("a.jsonl"), &three());
    well(&folder, &["add", "--jsonl", "a.jsonl", "--db", "good.db"]);
    for (arguments, message) in cases {
        let output = legation(&folder, arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(message) && said.lines().count() == 1, "{arguments:?}: {said}");
    }
}

#[test]
fn filters_are_the_same_everywhere() {
    let folder = folder("filters");
    write_articles(&folder.join("a.jsonl"), &three());
    well(&folder, &["add", "--jsonl", "a.jsonl"]);
    let cases: [(&[&str], usize); 15] = [
        (&["events", "--type", "CONSULT"], 2),
        (&["events", "--by", "published", "--from", "2026-04-11"], 2),
        (&["incidents", "--by", "published", "--to", "2026-04-06", "--query", "meet"], 1),
        (&["events", "--min-sources", "2"], 2),
        (&["events", "--place", "ari", "--min-sources", "3"], 0),
        (&["meetings", "--min-sources", "2"], 1),
        (&["actors", "--db", "legation.db", "--type", "CONSULT"], 2),
        (&["timeline", "--min-sources", "2"], 1),
        (&["events", "--type", "CONSULT", "--status", "planned"], 1),
        (&["events", "--actor", "Macron", "--place", "Paris"], 2),
        (&["events", "--involves", "RUS", "--query", "criticized"], 1),
        (&["events", "--from", "2026-04-09", "--to", "2026-04-09"], 2),
        (&["incidents", "--type", "CONSULT"], 1),
        (&["incidents", "--type", "CONSULT", "--min-sources", "3"], 0),
        (&["meetings", "--place", "FRA"], 1),
    ];
    for (arguments, count) in cases {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--format", "jsonl"]).collect();
        assert_eq!(well(&folder, &arguments).lines().count(), count, "{arguments:?}");
    }
}

#[test]
fn hand_decisions_are_kept_and_undone() {
    let folder = folder("hand");
    write_articles(&folder.join("a.jsonl"), &three());
    well(&folder, &["add", "--jsonl", "a.jsonl"]);
    let all = "SELECT incident_id, claims FROM incidents ORDER BY incident";
    let before = rows(&folder, all);
    let met = rows(&folder, "SELECT event_id FROM events WHERE trigger = 'met'")[0][0].clone();
    well(&folder, &["split", &met, "--reason", "another meeting"]);
    assert_eq!(rows(&folder, all).len(), before.len() + 1);
    // More articles come in: the decision stands.
    let mut more = three();
    more[2]["url"] = json!("https://example.org/more");
    write_articles(&folder.join("b.jsonl"), &more[2..]);
    well(&folder, &["add", "--jsonl", "b.jsonl"]);
    let apart = "SELECT count(DISTINCT incident) FROM claims WHERE type = 'CONSULT'";
    assert_eq!(rows(&folder, apart), [["2"]]);
    well(&folder, &["undo", "decision", "1"]);
    assert_eq!(rows(&folder, apart), [["1"]]);
    let ids = rows(&folder, "SELECT incident_id FROM incidents WHERE type = 'CONSULT'");
    assert!(before.iter().any(|row| row[0] == ids[0][0]), "the incident has its id back");
}

#[test]
fn reviews_lie_over_what_was_coded() {
    let folder = folder("review");
    write_articles(&folder.join("a.jsonl"), &three());
    well(&folder, &["add", "--jsonl", "a.jsonl"]);
    let ids = rows(&folder, "SELECT event_id FROM events WHERE type = 'CONSULT' ORDER BY published_at");
    let (planned, met) = (ids[0][0].as_str(), ids[1][0].as_str());
    well(&folder, &["review", "edit", planned, "status=possible", "--reason", "only a report"]);
    well(&folder, &["review", "reject", met, "--reason", "not a meeting"]);
    let statuses = "SELECT status FROM events WHERE type = 'CONSULT'";
    assert_eq!(rows(&folder, statuses), [["possible"]]);
    assert!(well(&folder, &["events", "--type", "CONSULT", "--format", "jsonl"]).contains("\"status\":\"possible\""));
    assert_eq!(rows(&folder, "SELECT stages FROM meetings"), [["reported possible"]]);
    well(&folder, &["undo", "review", "2"]);
    assert_eq!(rows(&folder, statuses).len(), 2);
}

#[test]
fn series_keep_gaps_apart_from_quiet() {
    let folder = folder("series");
    write_articles(&folder.join("a.jsonl"), &three());
    well(&folder, &["add", "--jsonl", "a.jsonl"]);
    let lines = well(
        &folder,
        &["dyad", "FRA", "UKR", "--unit", "day", "--from", "2026-04-08", "--to", "2026-04-10", "--format", "csv"],
    );
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines[1], "2026-04-08,0,0,0,0,0,0,0,0,0,0,0,0,0,0");
    assert!(lines[2].starts_with("2026-04-09,0,") && lines[2].contains(",2,8,0,0,"), "{}", lines[2]);
    assert!(lines[3].starts_with("2026-04-10,1,0"), "{}", lines[3]);
    // Pictures: a grey field for each day of which nothing is known, a bar or dot for each thing told.
    let picture =
        well(&folder, &["dyad", "FRA", "UKR", "--unit", "day", "--from", "2026-04-08", "--to", "2026-04-10", "--svg"]);
    assert!(picture.starts_with("<svg") && picture.contains("<title>FRA and UKR</title>"), "{picture}");
    assert_eq!(picture.matches("#E1E1E1").count(), 8, "two unknown days in four panels: {picture}");
    let picture = well(&folder, &["timeline", "--svg"]);
    let dots = picture.matches("<circle").count() + picture.matches("<rect").count() - 1;
    assert_eq!(dots, 1, "one incident with a day: {picture}");
    assert!(picture.contains("CONSULT") && picture.trim_end().ends_with("</svg>"), "{picture}");
    // By the days of the articles, every event has one.
    let printed = well(&folder, &["dyad", "RUS", "FRA", "--unit", "day", "--by", "published", "--format", "csv"]);
    assert!(printed.lines().nth(1).unwrap().starts_with("2026-04-10,1,1,"), "{printed}");
    assert_eq!(printed.lines().count(), 2, "{printed}");
    let timeline = well(&folder, &["timeline", "--by", "published", "--format", "csv"]);
    assert!(timeline.starts_with("first_published,last_published,") && !timeline.contains("\n,"), "{timeline}");
    let timeline = well(&folder, &["timeline", "--format", "csv"]);
    assert!(timeline.lines().nth(1).unwrap().starts_with("2026-04-09,2026-04-09,CONSULT"), "{timeline}");
}

#[test]
fn edited_participants_outlive_a_new_coding() {
    let folder = folder("people");
    write_articles(&folder.join("a.jsonl"), &three());
    well(&folder, &["add", "--jsonl", "a.jsonl"]);
    let sent = rows(&folder, "SELECT event_id FROM events WHERE trigger = 'sent'")[0][0].clone();
    let who = "SELECT side, name, country, sector FROM participants WHERE event_id IN
               (SELECT event_id FROM events WHERE trigger = 'sent') ORDER BY side, position";
    let coded = rows(&folder, who);
    let edit = |change: &str| well(&folder, &["review", "edit", &sent, change, "--reason", "the list names them"]);
    edit("actors=Norway (NOR.GOV); Radoslaw Sikorski (POL)");
    let edited = [["actor", "Norway", "NOR", "GOV"], ["actor", "Radoslaw Sikorski", "POL", "UNK"]];
    assert_eq!(rows(&folder, who)[..2], edited);
    assert_eq!(rows(&folder, who)[2..], coded[1..], "the other side stays");
    // Other versions code the articles anew.
    std::fs::create_dir_all(folder.join("other/models/en")).unwrap();
    std::fs::write(folder.join("other/models/en/VERSION"), "test\n").unwrap();
    let output = legation(&folder, &["add", "--jsonl", "a.jsonl", "--data", "other"]);
    assert!(text(&output.stderr).contains("3 coded anew"), "{}", text(&output.stderr));
    assert_eq!(rows(&folder, who)[..2], edited);
    let record = well(&folder, &["events", "--actor", "NOR", "--format", "jsonl"]);
    let record: Value = serde_json::from_str(record.trim()).expect("one event");
    assert_eq!((&record["actors"][0]["name"], &record["actors"][1]["sector"]), (&json!("Norway"), &json!("UNK")));
    let reasons = rows(&folder, "SELECT field, reason FROM reviews");
    assert_eq!(reasons, [["actors", "the list names them"]]);
    well(&folder, &["undo", "review", "1"]);
    assert_eq!(rows(&folder, who), coded);
    let output = legation(&folder, &["review", "edit", &sent, "actors=Norway (Norge)", "--reason", "x"]);
    assert!(text(&output.stderr).contains("not a participant"), "{}", text(&output.stderr));
    // What changed between the two codings can be asked with the same filters: nothing did.
    assert_eq!(well(&folder, &["diff", "--type", "CONSULT", "--format", "csv"]).lines().count(), 1);
}

#[test]
fn agreements_tell_scope_length_beginning_and_end_and_visits_stand_apart() {
    let folder = folder("frame");
    let articles = [
        json!({"id": "truce", "published_at": "2026-04-06", "publisher": "Northern Wire",
            "text": "Ukraine proposed a partial 30-day ceasefire. Russia accepted the ceasefire from April 8 until May 8."}),
        json!({"id": "visit", "published_at": "2026-04-07", "publisher": "The Courier",
            "text": "Ursula von der Leyen visited Ukraine on Monday."}),
        json!({"id": "often", "published_at": "2026-04-07", "publisher": "The Courier",
            "text": "Emmanuel Macron has already met with Narendra Modi on two occasions."}),
    ];
    write_articles(&folder.join("a.jsonl"), &articles);
    well(&folder, &["add", "--jsonl", "a.jsonl"]);
    assert_eq!(rows(&folder, "SELECT kind, scope, duration FROM agreements"), [["ceasefire", "partial", "30 day"]],);
    assert_eq!(rows(&folder, "SELECT proposed_by FROM proposals"), [["UKR"]]);
    assert_eq!(well(&folder, &["proposals", "--involves", "UKR", "--format", "jsonl"]).lines().count(), 1);
    assert_eq!(rows(&folder, "SELECT stage, times FROM meetings WHERE times IS NOT NULL"), [["held", "two occasions"]]);
    assert_eq!(rows(&folder, "SELECT visitors, stage FROM visits"), [["Ursula von der Leyen (EUR)", "made"]]);
    // Who goes somewhere is no meeting.
    assert!(!well(&folder, &["meetings", "--format", "csv"]).contains("Leyen"));
    assert_eq!(well(&folder, &["visits", "--actor", "Leyen", "--format", "csv"]).lines().count(), 2);
}

#[test]
fn articles_at_hand_are_grouped_without_a_ledger() {
    let folder = folder("grouped");
    let article = |id: &str, story: &str, text: &str| json!({"id": id, "story": story, "text": text});
    let articles = [
        article("a", "s", "A strong earthquake struck Aceh on Tuesday, killing ten people."),
        article("b", "s", "Ten people were killed when a strong quake hit Aceh on Tuesday."),
        article("c", "t", "A strong quake hit Aceh on Tuesday."),
    ];
    write_articles(&folder.join("a.jsonl"), &articles);
    let grouped: Value = serde_json::from_str(&well(&folder, &["incidents", "--jsonl", "a.jsonl"])).unwrap();
    assert_eq!(grouped["stories"], json!([["a", "b"], ["c"]]));
    let of = |id: &str, start: u64| {
        let groups = grouped["incidents"].as_array().unwrap().iter();
        let holds = |group: &&Value| group.as_array().unwrap().iter().any(|m| m["id"] == id && m["start"] == start);
        groups.clone().position(|group| holds(&group))
    };
    // "killing" and "killed", told in two articles of one story; nothing of the other story beside them.
    assert!(of("a", 44).is_some() && of("a", 44) == of("b", 16), "{grouped}");
    assert!(of("c", 15).is_none() || of("c", 15) != of("b", 43), "{grouped}");
    // Given mentions are grouped as given, from standard input too.
    let mut given = articles.to_vec();
    given[0]["mentions"] = json!([{"start": 44, "end": 58}]);
    given[1]["mentions"] = json!([{"start": 11, "end": 22}]);
    given[2]["mentions"] = json!([]);
    let lines: Vec<String> = given.iter().map(Value::to_string).collect();
    let mut run = command(&folder, &["incidents", "--jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut run.stdin.take().unwrap(), lines.join("\n").as_bytes()).unwrap();
    let grouped: Value = serde_json::from_slice(&run.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(
        grouped["incidents"],
        json!([[{"id": "a", "start": 44, "end": 58}, {"id": "b", "start": 11, "end": 22}]])
    );
}

/// The article that the project was first asked to read, where it is at hand: `LEGATION_SHARED` or `../shared`.
fn envoy_article() -> Option<PathBuf> {
    let shared = std::env::var_os("LEGATION_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let article = shared.join("acceptance/envoy-article.txt");
    if !article.is_file() {
        eprintln!("skipped: {} is not there", article.display());
        return None;
    }
    Some(article.canonicalize().unwrap())
}

#[test]
fn the_envoy_article_gives_its_record() {
    let Some(article) = envoy_article() else { return };
    let folder = folder("envoy");
    well(&folder, &["add", article.to_str().unwrap(), "--published", "2025-04-11"]);
    let cases: [(&str, &[&[&str]]); 8] = [
        (
            "SELECT positions, scope, duration, allegations FROM agreements ORDER BY entry",
            &[
                &["RUS accepted; UKR accepted", "partial", "", "2"],
                &["RUS not accepted; UKR accepted; USA proposed", "full", "30 day", "0"],
            ],
        ),
        (
            "SELECT party FROM positions WHERE condition = 'demanding that several conditions be met before any such truce'",
            &[&["RUS"]],
        ),
        ("SELECT accuser, accused FROM allegations ORDER BY accuser", &[&["RUS", "UKR"], &["UKR", "RUS"]]),
        (
            "SELECT stages, participants, times, place FROM meetings ORDER BY entry",
            &[
                &["reported possible; planned", "Steve Witkoff (USA); Vladimir Putin (RUS)", "", "Russia"],
                &["held", "Steve Witkoff (USA); Vladimir Putin (RUS)", "two occasions", ""],
                &["held", "Kirill Dmitriev (RUS); Steve Witkoff (USA)", "", "United States"],
                &["held", "Officials (USA); Russia", "", "Istanbul"],
            ],
        ),
        ("SELECT visitors, hosts, stage FROM visits", &[&["Steve Witkoff (USA)", "Russia", "made"]]),
        ("SELECT kind, sides, persons FROM exchanges", &[&["exchange", "RUS; USA", "Ksenia Karelina; Arthur Petrov"]]),
        (
            "SELECT kind, stage, issuer, target FROM measures",
            &[&["tariff", "threatened", "Donald Trump (USA)", "Russia"]],
        ),
        (
            "SELECT speaker, target FROM criticism ORDER BY entry",
            &[
                &["Russia", "Ukraine"],
                &["Ukraine", "Russia"],
                &["Donald Trump (USA)", "Russia"],
                &["United States", "Arthur Petrov (RUS)"],
                &["Volodymyr Zelenskyy (UKR)", "Steve Witkoff (USA)"],
                &["Volodymyr Zelenskyy (UKR)", "Steve Witkoff (USA)"],
            ],
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(rows(&folder, query), expected, "{query}");
    }
}
