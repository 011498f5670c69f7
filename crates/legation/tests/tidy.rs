//! Rules of the house that a compiler does not see.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files with the ending below a folder, files of tests aside.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

const STAGES: [&str; 4] = ["legation-analysis", "legation-resolve", "legation-statements", "legation-coding"];

#[test]
fn files_stay_under_800_lines() {
    for path in files(&root().join("crates"), "rs") {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 800, "{}: {lines} lines; it is probably several things", path.display());
    }
}

/// Source text of a stage without comments and test modules.
fn stage_code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap_or("");
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// String literals of Rust code; good enough for plain literals.
fn literals(code: &str) -> Vec<String> {
    code.split('"').skip(1).step_by(2).map(str::to_string).collect()
}

#[test]
fn stages_name_no_event_types() {
    let codebook = std::fs::read_to_string(root().join("codebooks/plover/codebook.toml")).unwrap();
    let types: Vec<&str> =
        ["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "RETREAT", "ACCUSE", "SANCTION", "ASSAULT"]
            .into_iter()
            .filter(|name| codebook.contains(name))
            .collect();
    assert!(types.len() > 5, "the codebook should name PLOVER's types");
    for stage in STAGES {
        for path in files(&root().join("crates").join(stage).join("src"), "rs") {
            for literal in literals(&stage_code(&path)) {
                let named = types.iter().find(|name| literal.split_whitespace().any(|word| word == **name));
                assert!(named.is_none(), "{}: event type {named:?} belongs in codebooks/", path.display());
            }
        }
    }
}

#[test]
fn stages_hold_no_english() {
    // Frequent words that would only stand in code that decides by English words.
    let words = [
        "the",
        "said",
        "says",
        "told",
        "would",
        "might",
        "could",
        "because",
        "monday",
        "yesterday",
        "minister",
        "president",
        "talks",
        "attack",
        "according",
        "reportedly",
        "government",
        "troops",
    ];
    for stage in STAGES {
        for path in files(&root().join("crates").join(stage).join("src"), "rs") {
            for literal in literals(&stage_code(&path)) {
                // Messages to people have spaces; a word that code compares with stands alone.
                assert!(
                    !words.contains(&literal.to_lowercase().as_str()),
                    "{}: {literal:?} belongs in languages/",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn stages_do_not_touch_the_world() {
    let calls = [
        "std::fs::",
        "std::env::",
        "std::net",
        "SystemTime::now",
        "Instant::now",
        "thread_rng",
        "println!",
        "static mut",
    ];
    for stage in STAGES {
        for path in files(&root().join("crates").join(stage).join("src"), "rs") {
            let code = stage_code(&path);
            for call in calls {
                assert!(!code.contains(call), "{}: {call} has no place in a stage", path.display());
            }
        }
    }
}

#[test]
fn stages_do_not_depend_on_each_other() {
    for stage in STAGES {
        let manifest = std::fs::read_to_string(root().join("crates").join(stage).join("Cargo.toml")).unwrap();
        let runtime = manifest.split("[dev-dependencies]").next().unwrap();
        for other in STAGES.iter().filter(|other| **other != stage) {
            assert!(!runtime.contains(other), "{stage} must not depend on {other}");
        }
    }
}
