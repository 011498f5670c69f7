//! One file per input format. To add one: a file here and a line in [`INPUTS`]; formats that are read as a stream of
//! records (JSON lines, WARC) are told apart in [`read_path`].

mod decode;
pub(crate) mod html;
mod jsonl;
mod markdown;
mod page;
mod plain;
mod warc;

use crate::error::{Fault, FormatError};
use flate2::bufread::MultiGzDecoder;
use jiff::civil::Date;
use legation_types::Article;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Largest single article or page, in bytes; larger input is refused, not cut.
pub const LARGEST_ARTICLE: u64 = 20_000_000;

/// What the caller knows of the articles.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Day of publication for articles that do not say.
    pub published_at: Option<Date>,
}

/// Articles of an input, in order; each fault stands where its article would. A fault that
/// [`FormatError::is_warning`] is followed by its article.
pub type Articles = Box<dyn Iterator<Item = Result<Article, FormatError>>>;

/// An input format.
pub struct Input {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// File name endings, without the dot.
    pub endings: &'static [&'static str],
    /// Whether decoded text without a telling name looks like it.
    pub fits: fn(&str) -> bool,
    /// All articles of one decoded file. The second argument names the input; ids are made from it.
    pub read: fn(&str, &str) -> Vec<Result<Article, FormatError>>,
}

/// The formats, most telling first; plain text takes what is left.
pub const INPUTS: &[Input] = &[
    Input {
        name: "jsonl",
        about: "JSON lines",
        endings: &["jsonl", "ndjson", "json"],
        fits: jsonl::fits,
        read: jsonl::read,
    },
    Input { name: "html", about: "a web page", endings: &["html", "htm", "xhtml"], fits: html::fits, read: html::read },
    Input { name: "markdown", about: "Markdown", endings: &["md", "markdown"], fits: |_| false, read: markdown::read },
    Input { name: "text", about: "plain text", endings: &["txt", "text"], fits: |_| true, read: plain::read },
];

/// The articles of a file, gzip undone; its ending, or else its content, tells the format. JSON lines and WARC archives are
/// read as a stream: memory holds one record.
pub fn read_path(path: &Path, options: &ReadOptions) -> Articles {
    let name = path.display().to_string();
    let (source, size) = match open(path, &name) {
        Ok(opened) => opened,
        Err(error) => return one(Err(error)),
    };
    let (mut source, inner) = unpacked(source, &name);
    let ending = Path::new(inner).extension().and_then(|e| e.to_str()).map(str::to_lowercase);
    let head = source.fill_buf().unwrap_or(&[]);
    match ending.as_deref() {
        _ if warc::fits(head) => warc::stream(source, &name, options),
        Some("warc" | "wet") => warc::stream(source, &name, options),
        Some("jsonl" | "ndjson") if size > 0 => jsonl::stream(source, inner, options),
        _ if size > LARGEST_ARTICLE => one(Err(too_large(&name))),
        _ => read_from(source, inner, ending.as_deref(), options),
    }
}

/// The articles on standard input; the content tells the format.
pub fn read_stdin(options: &ReadOptions) -> Articles {
    let mut input = BufReader::new(std::io::stdin());
    // A stream of JSON lines may be endless: look at its first bytes only.
    let is_lines = input.fill_buf().is_ok_and(|head| head.trim_ascii_start().starts_with(b"{"));
    if is_lines { jsonl::stream(Box::new(input), "stdin", options) } else { read_from(input, "stdin", None, options) }
}

/// The articles of bytes in memory; `name` stands in messages and ids, its ending or else the content tells the format.
pub fn read_bytes(name: &str, bytes: Vec<u8>, options: &ReadOptions) -> Articles {
    let ending = Path::new(name).extension().and_then(|e| e.to_str()).map(str::to_string);
    read_from(std::io::Cursor::new(bytes), name, ending.as_deref(), options)
}

/// The articles of a file of JSON lines (`-` for standard input), as a stream: memory holds one line.
pub fn read_jsonl(path: &Path, options: &ReadOptions) -> Articles {
    if path.as_os_str() == "-" {
        return jsonl::stream(Box::new(BufReader::new(std::io::stdin())), "stdin", options);
    }
    let name = path.display().to_string();
    match open(path, &name) {
        Err(error) => one(Err(error)),
        Ok((_, 0)) => one(Err(empty(&name))),
        Ok((file, _)) => {
            let (source, inner) = unpacked(file, &name);
            jsonl::stream(source, inner, options)
        }
    }
}

/// A file as a stream, unpacked where it is gzip; and its name without `.gz`.
fn unpacked(file: File, name: &str) -> (Box<dyn BufRead>, &str) {
    let mut source = BufReader::new(file);
    if source.fill_buf().is_ok_and(|head| head.starts_with(b"\x1f\x8b")) {
        let inner = name.strip_suffix(".gz").unwrap_or(name);
        return (Box::new(BufReader::new(MultiGzDecoder::new(source))), inner);
    }
    (Box::new(source), name)
}

/// The id of an article in the file `name`: its stem.
pub(crate) fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    }
}

/// SHA-256 of a text, in hexadecimal.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn one(article: Result<Article, FormatError>) -> Articles {
    Box::new(std::iter::once(article))
}

fn open(path: &Path, name: &str) -> Result<(File, u64), FormatError> {
    let fault = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => FormatError::new(name, Fault::Unreadable, "no such file", "check the path"),
        _ => FormatError::new(name, Fault::Unreadable, format!("cannot be read: {error}"), "check the file's rights"),
    };
    let metadata = std::fs::metadata(path).map_err(fault)?;
    if metadata.is_dir() {
        let fix = format!("name its files: {}/*", name.trim_end_matches('/'));
        return Err(FormatError::new(name, Fault::Folder, "this is a folder", fix));
    }
    Ok((File::open(path).map_err(fault)?, metadata.len()))
}

fn read_from(mut source: impl Read, name: &str, ending: Option<&str>, options: &ReadOptions) -> Articles {
    let mut bytes = Vec::new();
    match source.by_ref().take(LARGEST_ARTICLE + 1).read_to_end(&mut bytes) {
        Err(error) => {
            let message = format!("cannot be read: {error}");
            return one(Err(FormatError::new(name, Fault::Unreadable, message, "try again")));
        }
        Ok(read) if read as u64 > LARGEST_ARTICLE => return one(Err(too_large(name))),
        Ok(_) => {}
    }
    let declared = page::declared_encoding(&bytes);
    let (text, warning) = match decode::decode(name, bytes, declared.as_deref()) {
        Ok(decoded) => decoded,
        Err(error) => return one(Err(error)),
    };
    if text.trim().is_empty() {
        return one(Err(empty(name)));
    }
    let ending = ending.map(str::to_lowercase).unwrap_or_default();
    let by_name = INPUTS.iter().find(|input| input.endings.contains(&ending.as_str()));
    // A page saved as .txt is a page all the same; text saved as .html is not.
    let by_content = INPUTS.iter().find(|input| (input.fits)(&text));
    let format = match (by_name, by_content) {
        (Some(named), Some(seen)) if named.name == "text" && seen.name == "html" => seen,
        (Some(named), _) => named,
        (None, Some(seen)) => seen,
        (None, None) => &INPUTS[INPUTS.len() - 1],
    };
    let options = options.clone();
    let articles = (format.read)(&text, name).into_iter().map(move |article| article.map(|a| dated(a, &options)));
    Box::new(warning.into_iter().map(Err).chain(articles))
}

/// The article with the caller's day where it has none of its own.
pub(crate) fn dated(mut article: Article, options: &ReadOptions) -> Article {
    article.published_at = article.published_at.or(options.published_at);
    article
}

fn too_large(name: &str) -> FormatError {
    let megabytes = LARGEST_ARTICLE / 1_000_000;
    FormatError::new(
        name,
        Fault::TooLarge,
        format!("larger than {megabytes} MB, the most one article may have"),
        "split it into articles, or give JSON lines, which have no limit on the whole",
    )
}

fn empty(name: &str) -> FormatError {
    FormatError::new(name, Fault::Empty, "the file is empty", "give a file with an article in it")
}
