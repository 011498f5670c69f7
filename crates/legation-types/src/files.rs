use std::borrow::Cow;
use std::collections::BTreeMap;

/// A folder of data files, embedded in the binary or named by the user. Paths are relative with `/`:
/// `languages/en/times.toml`.
pub trait Files {
    /// The bytes of a file.
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>>;

    /// Paths of all files below a folder (`codebooks/plover/patterns/en`), sorted.
    fn list(&self, folder: &str) -> Vec<String>;

    /// The text of a file, or why it cannot be had.
    fn text(&self, path: &str) -> Result<String, DataError> {
        let bytes = self.read(path).ok_or_else(|| {
            DataError::new(path, 0, "file not found", "restore it, or take away --data to use the built-in data")
        })?;
        String::from_utf8(bytes.into_owned())
            .map_err(|_| DataError::new(path, 0, "not valid UTF-8", "save the file as UTF-8"))
    }
}

/// Files held in memory: for tests and for embedding.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(pub BTreeMap<String, Vec<u8>>);

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        self.0.get(path).map(|bytes| Cow::Borrowed(bytes.as_slice()))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        self.0.keys().filter(|path| path.starts_with(&prefix)).cloned().collect()
    }
}

/// A fault in a data file: what, where, how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DataError {
    /// The file.
    pub file: String,
    /// Line from 1; 0 where the fault is not on one line.
    pub line: u32,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub fix: String,
}

impl DataError {
    /// A fault in `file` at `line` (from 1; 0 for the whole file).
    pub fn new(file: &str, line: u32, message: impl Into<String>, fix: impl Into<String>) -> DataError {
        DataError { file: file.to_string(), line, message: message.into(), fix: fix.into() }
    }
}

impl std::fmt::Display for DataError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {} (fix: {})", self.message, self.fix)
    }
}

impl std::error::Error for DataError {}
