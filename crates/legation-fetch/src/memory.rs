//! What was fetched before, kept between runs in a small file.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Addresses fetched before, with what servers gave to ask for changes by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    pub(crate) addresses: BTreeMap<String, Validators>,
}

/// What a server gave with an answer so that it can be asked whether there is a newer one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Validators {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    /// Whether it was a page, which is not fetched again, and not a feed or sitemap, which is.
    #[serde(default)]
    pub(crate) is_page: bool,
}

impl Memory {
    /// Reads a memory; an empty one where the file is not there yet. The error says what is wrong with it.
    pub fn load(path: &Path) -> Result<Memory, String> {
        match std::fs::read(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Memory::default()),
            Err(error) => Err(format!("{}: cannot be read: {error}", path.display())),
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                format!("{}: is no record of fetches: {error} (remove it to begin anew)", path.display())
            }),
        }
    }

    /// Writes the memory: beside the file first, then in its place, so that a break leaves the old one.
    pub fn save(&self, path: &Path) -> Result<(), String> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let text = serde_json::to_vec_pretty(self).map_err(|error| error.to_string())?;
        std::fs::write(&beside, text)
            .and_then(|()| std::fs::rename(&beside, path))
            .map_err(|error| format!("{}: cannot be written: {error}", path.display()))
    }

    /// Addresses in it.
    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    /// Whether nothing was fetched yet.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }
}
