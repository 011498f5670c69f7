//! Zip archives: every file in them that is an input, in the order of the archive's table. Files are read as streams from
//! their place in the archive; nothing is unpacked to disk.

use super::{Articles, ReadOptions, Source};
use crate::error::{Fault, FormatError};
use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::{CompressionMethod, ZipArchive};

/// Files in one archive that are read.
const MOST_FILES: usize = 1_000_000;

/// Whether the first bytes are those of an archive.
pub(super) fn fits(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// A file of an archive, or why it cannot be read.
type Found = Result<Member, FormatError>;

/// Where a file stands in an archive.
struct Member {
    name: String,
    start: u64,
    packed: u64,
    unpacked: u64,
    is_deflated: bool,
}

/// The articles of all files of an archive.
pub(super) fn read(path: &Path, name: &str, options: &ReadOptions) -> Articles {
    let members = match members(path, name) {
        Ok(members) => members,
        Err(error) => return Box::new(std::iter::once(Err(error))),
    };
    let (path, archive, options) = (path.to_path_buf(), name.to_string(), options.clone());
    Box::new(members.into_iter().flat_map(move |member| -> Articles {
        let member = match member {
            Ok(member) => member,
            Err(error) => return Box::new(std::iter::once(Err(error))),
        };
        let name = format!("{archive}/{}", member.name);
        match open(&path, &member) {
            Ok(source) => super::read_source(
                Source { reader: Box::new(BufReader::new(source)), name, size: Some(member.unpacked), path: None },
                &options,
            ),
            Err(error) => {
                let message = format!("cannot be read: {error}");
                Box::new(std::iter::once(Err(FormatError::new(
                    &name,
                    Fault::Unreadable,
                    message,
                    "make the archive anew",
                ))))
            }
        }
    }))
}

/// The files of an archive; an error where the archive itself cannot be read.
fn members(path: &Path, name: &str) -> Result<Vec<Found>, FormatError> {
    let broken =
        |what: String| FormatError::new(name, Fault::Malformed, what, "make the archive anew, or unpack it first");
    let file = File::open(path).map_err(|error| {
        FormatError::new(name, Fault::Unreadable, format!("cannot be read: {error}"), "check the file's rights")
    })?;
    let parsed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| ZipArchive::new(BufReader::new(file))));
    let mut archive = match parsed {
        Ok(Ok(archive)) => archive,
        Ok(Err(error)) => return Err(broken(format!("a broken zip archive: {error}"))),
        Err(_) => return Err(broken("a broken zip archive".to_string())),
    };
    if archive.len() > MOST_FILES {
        return Err(broken(format!("a zip archive of more than {MOST_FILES} files")));
    }
    if archive.file_names_raw().any(|name| name == b"[Content_Types].xml" || name == b"mimetype") {
        let fix = "save it as plain text";
        return Err(FormatError::new(name, Fault::Binary, "this is an office document or e-book, not text", fix));
    }
    let mut found = Vec::new();
    for number in 0..archive.len() {
        let file = archive.by_index_raw(number).map_err(|error| broken(format!("a broken zip archive: {error}")))?;
        let inner = file.name().map(|name| name.into_owned()).unwrap_or_else(|_| number.to_string());
        let is_hidden = inner.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if file.is_dir() || is_hidden {
            continue;
        }
        let at = format!("{name}/{inner}");
        let method = file.compression();
        found.push(if file.encrypted() {
            let fix = "unpack it with its password first";
            Err(FormatError::new(&at, Fault::Unreadable, "this file is encrypted", fix))
        } else if !matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated) {
            Err(FormatError::new(&at, Fault::Unreadable, "packed by a method other than deflate", "unpack it first"))
        } else {
            let start = file.data_start().ok_or_else(|| broken("a broken zip archive".to_string()))?;
            let is_deflated = method == CompressionMethod::Deflated;
            Ok(Member { name: inner, start, packed: file.compressed_size(), unpacked: file.size(), is_deflated })
        });
    }
    if found.is_empty() {
        return Err(FormatError::new(name, Fault::Empty, "no file in this archive", "give one with articles in it"));
    }
    Ok(found)
}

fn open(path: &Path, member: &Member) -> std::io::Result<Box<dyn Read>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(member.start))?;
    let packed = BufReader::new(file).take(member.packed);
    Ok(if member.is_deflated { Box::new(DeflateDecoder::new(packed)) } else { Box::new(packed) })
}
