//! The codebook of the project loads without a fault.

use legation_coding::Codebook;
use legation_types::MemoryFiles;
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
