//! Where data files come from: the copy in the binary, or a folder that the user names.

use legation_types::Files;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The data files of the program: each file is taken from the user's folder where it stands there, else from the
/// copy embedded in the binary.
#[derive(Clone, Debug, Default)]
pub struct Data {
    folder: Option<PathBuf>,
}

impl Data {
    /// The data embedded in the binary alone.
    pub fn embedded() -> Data {
        Data { folder: None }
    }

    /// Data in `folder` (laid out like the repository: `codebooks/`, `languages/`, `knowledge/`, `models/`) over the
    /// embedded copy.
    pub fn over(folder: impl Into<PathBuf>) -> Data {
        Data { folder: Some(folder.into()) }
    }
}

impl Files for Data {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        if let Some(bytes) = self.folder.as_ref().and_then(|folder| std::fs::read(folder.join(path)).ok()) {
            return Some(Cow::Owned(bytes));
        }
        let idx = EMBEDDED.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
        Some(Cow::Borrowed(EMBEDDED[idx].1))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        let start = EMBEDDED.partition_point(|(name, _)| *name < prefix.as_str());
        let mut paths: Vec<String> = EMBEDDED[start..]
            .iter()
            .take_while(|(name, _)| name.starts_with(&prefix))
            .map(|(name, _)| name.to_string())
            .collect();
        if let Some(root) = &self.folder {
            walk(root, folder, &mut paths);
            paths.sort();
            paths.dedup();
        }
        paths
    }
}

/// Adds the paths of all files below `root/folder`, relative to `root`.
fn walk(root: &Path, folder: &str, paths: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{}/{name}", folder.trim_end_matches('/'));
        if entry.path().is_dir() {
            walk(root, &path, paths);
        } else if !name.starts_with('.') {
            paths.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_files_are_sorted_so_that_lookup_finds_each() {
        assert!(EMBEDDED.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (path, bytes) in EMBEDDED {
            assert_eq!(Data::embedded().read(path).as_deref(), Some(*bytes), "{path}");
        }
    }

    #[test]
    fn a_users_folder_wins_over_the_embedded_copy() {
        let folder = std::env::temp_dir().join(format!("legation-data-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("languages/en")).unwrap();
        std::fs::write(folder.join("languages/en/times.toml"), "mine").unwrap();
        let data = Data::over(&folder);
        assert_eq!(data.read("languages/en/times.toml").as_deref(), Some(b"mine".as_slice()));
        assert_eq!(data.list("languages/en").iter().filter(|p| p.ends_with("times.toml")).count(), 1);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
