//! Lists the data folders for embedding: the binary carries its own copy of every data file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Data folders at the root of the repository.
const FOLDERS: [&str; 4] = ["codebooks", "knowledge", "languages", "models"];

fn main() {
    // Read when the script runs: a script that was compiled for another copy of the tree must list this one.
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../..");
    let mut code = String::from("pub(crate) static EMBEDDED: &[(&str, &[u8])] = &[\n");
    let mut files = Vec::new();
    for folder in FOLDERS {
        collect(&root, folder, &mut files);
    }
    // Sorted by name, so that lookup can search by halves and the same tree gives the same binary.
    files.sort();
    for path in files {
        // Documentation is for readers of the repository; only case files are data.
        if path.ends_with(".md") && !path.contains("/cases/") {
            continue;
        }
        let file = root.join(&path).canonicalize().expect("just listed").display().to_string();
        writeln!(code, "    ({path:?}, include_bytes!({file:?})),").expect("to a string");
    }
    code.push_str("];\n");
    let target = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo")).join("embedded.rs");
    std::fs::write(target, code).expect("the build folder can be written");
}

/// The paths, relative to `root`, of all files below `folder`.
fn collect(root: &Path, folder: &str, files: &mut Vec<String>) {
    println!("cargo:rerun-if-changed={}", root.join(folder).display());
    let entries = std::fs::read_dir(root.join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{folder}/{name}");
        if entry.path().is_dir() {
            collect(root, &path, files);
        } else if !name.starts_with('.') {
            files.push(path);
        }
    }
}
