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

#[test]
fn plover_loads() {
    match Codebook::load(&codebooks(), "codebooks/plover", "en") {
        Ok(codebook) => {
            let (readings, triggers) = codebook.size();
            println!("{readings} readings of {triggers} triggers");
            assert!(readings > 0 && triggers >= readings / 2);
        }
        Err(faults) => {
            let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("{} faults\n{}", list.len(), list.join("\n"));
        }
    }
}
