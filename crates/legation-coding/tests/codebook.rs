//! The codebook of the project loads without a fault.

use legation_coding::Codebook;
use legation_types::{MemoryFiles, Status};
use std::path::Path;

/// All files below the folder of the codebooks, by their path from the root of the project.
fn codebooks() -> MemoryFiles {
    fn add(root: &Path, folder: &Path, files: &mut MemoryFiles) {
        for entry in std::fs::read_dir(folder).expect("folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                add(root, &path, files);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                files.0.insert(name, std::fs::read(&path).expect("file"));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = MemoryFiles::default();
    add(&root, &root.join("codebooks"), &mut files);
    files
}

fn load(folder: &str) -> Codebook {
    Codebook::load(&codebooks(), folder, "en").unwrap_or_else(|faults| {
        let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{} faults\n{}", list.len(), list.join("\n"));
    })
}

#[test]
fn plover_and_the_template_load() {
    let (readings, triggers) = load("codebooks/plover").size();
    println!("{readings} readings of {triggers} triggers");
    assert!(triggers >= 1500, "the codebook has shrunk to {triggers} triggers");
    assert_eq!(load("codebooks/_template").size(), (1, 1));
}

#[test]
fn faults_are_told_with_file_line_and_fix() {
    let mut files = codebooks();
    let path = "codebooks/_template/patterns/en/meet.toml";
    let broken = "[[reading]]\nid = \"x\"\ntrigger = { lemma = \"meet\" }\nevent = \"MEAT\"\ncodes = []\nskips = []\n";
    files.0.insert(path.to_string(), broken.as_bytes().to_vec());
    let faults = Codebook::load(&files, "codebooks/_template", "en").expect_err("a fault");
    assert_eq!((faults[0].file.as_str(), faults[0].line), (path, 1));
    assert!(faults[0].message.contains("MEAT") && faults[0].fix.contains("MEET"), "{}", faults[0]);
}

#[test]
fn the_best_cameo_code_follows_type_mode_contexts_and_status() {
    let codebook = load("codebooks/plover");
    // Type, mode, contexts, status, code.
    let cases = [
        ("CONSULT", None, "", "occurred", "040"),
        ("CONSULT", Some("visit"), "diplomatic", "occurred", "042"),
        ("CONSULT", Some("phone"), "", "ongoing", "041"),
        ("CONSULT", Some("visit"), "diplomatic", "planned", "036"),
        ("CONSULT", Some("third-party"), "", "possible", "039"),
        ("CONSULT", None, "", "demanded", "106"),
        ("CONSULT", None, "", "negated", "125"),
        ("AGREE", None, "economic", "occurred", "0311"),
        ("AGREE", None, "", "denied", "120"),
        ("AID", None, "military", "occurred", "072"),
        ("AID", None, "military", "planned", "0332"),
        ("AID", None, "health", "negated", "1223"),
        ("COOPERATE", None, "", "threatened", "1313"),
        ("RETREAT", Some("ceasefire"), "military", "occurred", "0871"),
        ("RETREAT", Some("withdraw"), "", "planned", "0356"),
        ("RETREAT", Some("release"), "", "demanded", "1053"),
        ("RETREAT", Some("access"), "cbrn", "occurred", "0862"),
        ("REQUEST", Some("yield"), "military", "occurred", "0256"),
        ("ACCUSE", Some("allege"), "corruption", "occurred", "1121"),
        ("ACCUSE", Some("investigate"), "", "occurred", "090"),
        ("REJECT", Some("meet"), "", "occurred", "125"),
        ("THREATEN", Some("violence"), "", "occurred", "138"),
        ("PROTEST", Some("riot"), "", "occurred", "145"),
        ("PROTEST", Some("demo"), "", "threatened", "133"),
        ("SANCTION", Some("discontinue"), "economic", "occurred", "163"),
        ("SANCTION", Some("discontinue"), "economic", "threatened", "1312"),
        ("MOBILIZE", Some("police"), "", "occurred", "153"),
        ("COERCE", Some("arrest"), "legal", "occurred", "173"),
        ("COERCE", Some("curfew"), "", "threatened", "1323"),
        ("ASSAULT", None, "", "occurred", "190"),
        ("ASSAULT", None, "human_rights", "occurred", "190"),
        ("ASSAULT", Some("primitive"), "", "occurred", "182"),
        ("ASSAULT", Some("drone"), "military", "occurred", "1952"),
        ("ASSAULT", Some("aerial"), "", "threatened", "1384"),
    ];
    for (event, mode, context, status, code) in cases {
        let contexts: Vec<String> = Some(context).filter(|c| !c.is_empty()).map(String::from).into_iter().collect();
        let status = Status::parse(status).expect(status);
        let found = codebook.cameo_code(event, mode, &contexts, status);
        assert_eq!(found.as_deref(), Some(code), "{event} {mode:?} {context} {}", status.as_str());
    }
    for event in codebook.event_types() {
        for status in Status::ALL {
            assert!(codebook.cameo_code(event, None, &[], status).is_some(), "{event} {}: no code", status.as_str());
        }
    }
}
