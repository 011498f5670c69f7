//! One file per input format. To add one: a file here and a line in [`INPUTS`]; formats that are read as a stream of
//! records (JSON lines, tables, WARC, PETRARCH) or that hold files (zip, gzip) are told apart in [`read_source`].

mod bounded;
mod byline;
mod dateline;
mod decode;
mod feed;
pub(crate) mod html;
mod jsonl;
mod language;
mod live;
mod mail;
mod markdown;
mod ninjs;
mod page;
mod petrarch;
mod plain;
mod records;
mod roundup;
mod sitemap;
mod table;
mod warc;
mod xml;
mod zip;

pub use jsonl::read_record;
pub use language::language_of;
pub use records::FieldMap;

use crate::error::{Fault, FormatError};
use flate2::bufread::MultiGzDecoder;
use jiff::civil::Date;
use legation_types::Article;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Largest single article or page, in bytes; larger input is refused, not cut.
pub const LARGEST_ARTICLE: u64 = 20_000_000;

/// What the caller knows of the articles, and what he wants of them.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Day of publication for articles that do not say.
    pub published_at: Option<Date>,
    /// Which fields of records hold what.
    pub map: FieldMap,
    /// Only articles in this language (ISO 639-1); others are faults of the kind [`Fault::Language`]. Articles whose language
    /// cannot be told are let through.
    pub language: Option<String>,
}

/// A page's address, from a feed or sitemap, with what is said of it there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Where the page is.
    pub url: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its day of publication.
    pub published_at: Option<Date>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// Its language, ISO 639-1.
    pub lang: Option<String>,
}

/// What a feed or sitemap lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Addresses of pages.
    pub pages: Vec<Link>,
    /// Addresses of further sitemaps.
    pub sitemaps: Vec<String>,
}

/// Articles of an input, in order; each fault stands where its article would. A fault that
/// [`FormatError::is_warning`] is followed by its article.
pub type Articles = Box<dyn Iterator<Item = Result<Article, FormatError>>>;

/// How a format reads a decoded file: its text, its name and the options.
pub type ReadText = fn(&str, &str, &ReadOptions) -> Vec<Result<Article, FormatError>>;

/// An input format that is read as a whole.
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
    pub read: ReadText,
}

/// The formats, most telling first; plain text takes what is left.
pub const INPUTS: &[Input] = &[
    Input {
        name: "feed",
        about: "RSS, Atom or JSON Feed",
        endings: &["rss", "atom", "rdf"],
        fits: feed::fits,
        read: feed::read,
    },
    Input { name: "sitemap", about: "a sitemap", endings: &[], fits: sitemap::fits, read: sitemap::read },
    Input {
        name: "jsonl",
        about: "JSON lines, ninjs",
        endings: &["jsonl", "ndjson", "json"],
        fits: jsonl::fits,
        read: jsonl::read,
    },
    Input { name: "html", about: "a web page", endings: &["html", "htm", "xhtml"], fits: html::fits, read: html::read },
    Input { name: "markdown", about: "Markdown", endings: &["md", "markdown"], fits: |_| false, read: markdown::read },
    Input { name: "text", about: "plain text", endings: &["txt", "text"], fits: |_| true, read: plain::read },
];

/// An input that has been opened.
struct Source {
    reader: Box<dyn BufRead>,
    /// In messages; ids are made from it.
    name: String,
    /// Bytes, where known.
    size: Option<u64>,
    /// The file, where it is one that can be read anew, and not inside another.
    path: Option<PathBuf>,
}

/// The articles of a file, gzip and zip undone; its ending, or else its content, tells the format. JSON lines, tables, WARC
/// archives and PETRARCH's XML are read as a stream: memory holds one record.
pub fn read_path(path: &Path, options: &ReadOptions) -> Articles {
    let name = path.display().to_string();
    match open(path, &name) {
        Err(error) => one(Err(error)),
        Ok((file, size)) => {
            let reader = Box::new(BufReader::new(file));
            read_source(Source { reader, name, size, path: size.map(|_| path.to_path_buf()) }, options)
        }
    }
}

/// The articles on standard input; the content tells the format.
pub fn read_stdin(options: &ReadOptions) -> Articles {
    let reader = Box::new(BufReader::new(std::io::stdin()));
    read_source(Source { reader, name: "stdin".to_string(), size: None, path: None }, options)
}

/// The articles of bytes in memory; `name` stands in messages and ids, its ending or else the content tells the format.
pub fn read_bytes(name: &str, bytes: Vec<u8>, options: &ReadOptions) -> Articles {
    let size = Some(bytes.len() as u64);
    let reader = Box::new(std::io::Cursor::new(bytes));
    read_source(Source { reader, name: name.to_string(), size, path: None }, options)
}

/// The articles of a file of JSON lines (`-` for standard input), as a stream: memory holds one line.
pub fn read_jsonl(path: &Path, options: &ReadOptions) -> Articles {
    if path.as_os_str() == "-" {
        return jsonl::stream(Box::new(BufReader::new(std::io::stdin())), "stdin", options);
    }
    let name = path.display().to_string();
    match open(path, &name) {
        Err(error) => one(Err(error)),
        Ok((_, Some(0))) => one(Err(empty(&name))),
        Ok((file, _)) => {
            let (reader, inner) = unpacked(Box::new(BufReader::new(file)), &name);
            jsonl::stream(reader, inner, options)
        }
    }
}

/// The articles of a page as a server sent it: its bytes, its `Content-Type`, and its address, which also is the id.
pub fn read_page(content: Vec<u8>, content_type: &str, address: &str, options: &ReadOptions) -> Articles {
    let options = options.clone();
    let found = warc::page_articles(content, content_type, address, address, Some(address));
    let addressed = |mut article: Article, address: &str| {
        article.url = article.url.or_else(|| Some(address.to_string()));
        article
    };
    let address = address.to_string();
    Box::new(found.into_iter().map(move |article| {
        article.map(|article| addressed(article, &address)).and_then(|article| finished(article, &options))
    }))
}

/// The addresses that a feed or sitemap lists; `None` where the bytes are neither. `name` stands in messages.
pub fn read_links(name: &str, bytes: Vec<u8>) -> Option<Result<Links, FormatError>> {
    let declared = page::declared_encoding(&bytes);
    let (text, _) = decode::decode(name, bytes, declared.as_deref()).ok()?;
    if feed::fits(&text) {
        return Some(feed::links(&text, name).map(|pages| Links { pages, sitemaps: Vec::new() }));
    }
    sitemap::fits(&text).then(|| sitemap::links(&text, name).map(|(pages, sitemaps)| Links { pages, sitemaps }))
}

/// The articles of an opened input.
fn read_source(source: Source, options: &ReadOptions) -> Articles {
    let Source { reader, name: outer, size, path } = source;
    let (mut reader, name) = unpacked(reader, &outer);
    let is_packed = name.len() < outer.len();
    let ending = Path::new(name).extension().and_then(|e| e.to_str()).map(str::to_lowercase).unwrap_or_default();
    let head = match reader.fill_buf() {
        Ok(head) => head,
        Err(error) => {
            let message = format!("cannot be read: {error}");
            return one(Err(FormatError::new(&outer, Fault::Unreadable, message, "try again, or fetch the file anew")));
        }
    };
    if zip::fits(head) {
        return match path.filter(|_| !is_packed) {
            Some(path) => zip::read(&path, name, options),
            None => {
                let message = "a zip archive inside another archive, on standard input or in a pipe";
                one(Err(FormatError::new(&outer, Fault::Binary, message, "unpack it first")))
            }
        };
    }
    if size == Some(0) || head.is_empty() {
        return one(Err(empty(&outer)));
    }
    let is_named = INPUTS.iter().any(|input| input.endings.contains(&ending.as_str()));
    match ending.as_str() {
        _ if warc::fits(head) => warc::stream(reader, &outer, options),
        "warc" | "wet" => warc::stream(reader, &outer, options),
        "jsonl" | "ndjson" => jsonl::stream(reader, name, options),
        "csv" | "tsv" | "tab" => table::stream(reader, name, options),
        "eml" => read_whole(reader, &outer, |bytes| one(mail::read(&bytes, name)), options),
        _ if petrarch::fits(head) => petrarch::stream(reader, name, options),
        _ if is_named && size.is_some_and(|size| !is_packed && size > LARGEST_ARTICLE) => one(Err(too_large(&outer))),
        _ if !is_named && is_json_lines(head) => jsonl::stream(reader, name, options),
        _ if !is_named && is_table(head) => table::stream(reader, name, options),
        _ if !is_named && mail::fits(head) => {
            read_whole(reader, &outer, |bytes| one(mail::read(&bytes, name)), options)
        }
        _ => {
            let (ending, inner) = (ending.clone(), options.clone());
            read_whole(reader, &outer, |bytes| read_text(bytes, name, &ending, &inner), options)
        }
    }
}

/// Whether the first line is a JSON object by itself, or its end is not seen yet. Such a stream may be endless.
fn is_json_lines(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let is_object = || serde_json::from_slice::<serde_json::Value>(line).is_ok();
    head.starts_with(b"{")
        && !feed::is_json_feed(&String::from_utf8_lossy(head))
        && (line.len() == head.len() || is_object())
}

fn is_table(head: &[u8]) -> bool {
    table::fits(&String::from_utf8_lossy(&head[..head.len().min(4000)]))
}

/// An input as a stream, unpacked where it is gzip; and its name without `.gz`.
fn unpacked(mut source: Box<dyn BufRead>, name: &str) -> (Box<dyn BufRead>, &str) {
    if source.fill_buf().is_ok_and(|head| head.starts_with(b"\x1f\x8b")) {
        let inner = name.strip_suffix(".gz").unwrap_or(name);
        return (Box::new(BufReader::new(MultiGzDecoder::new(source))), inner);
    }
    (source, name)
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

/// A file and its size, which a pipe (`/dev/stdin`, `<(zcat news.gz)`) has not.
fn open(path: &Path, name: &str) -> Result<(File, Option<u64>), FormatError> {
    let fault = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound if name.contains("://") => FormatError::new(
            name,
            Fault::Unreadable,
            "a web address; files are read here",
            "fetch it first: legation fetch URL | legation code -, in a build with --features fetch",
        ),
        std::io::ErrorKind::NotFound => FormatError::new(name, Fault::Unreadable, "no such file", "check the path"),
        _ => FormatError::new(name, Fault::Unreadable, format!("cannot be read: {error}"), "check the file's rights"),
    };
    let metadata = std::fs::metadata(path).map_err(fault)?;
    if metadata.is_dir() {
        let fix = format!("name its files: {}/*", name.trim_end_matches('/'));
        return Err(FormatError::new(name, Fault::Folder, "a folder, not a file", fix));
    }
    Ok((File::open(path).map_err(fault)?, metadata.is_file().then_some(metadata.len())))
}

/// Reads an input that is one piece into memory, no further than its limit, and finishes its articles. `name` is the file's, as
/// the user gave it, for messages.
fn read_whole(
    reader: impl Read,
    name: &str,
    read: impl FnOnce(Vec<u8>) -> Articles,
    options: &ReadOptions,
) -> Articles {
    let mut bytes = Vec::new();
    match reader.take(LARGEST_ARTICLE + 1).read_to_end(&mut bytes) {
        Err(error) => {
            let message = format!("cannot be read: {error}");
            one(Err(FormatError::new(name, Fault::Unreadable, message, "try again, or fetch the file anew")))
        }
        Ok(read) if read as u64 > LARGEST_ARTICLE => one(Err(too_large(name))),
        Ok(_) => {
            let options = options.clone();
            Box::new(read(bytes).map(move |article| article.and_then(|a| finished(a, &options))))
        }
    }
}

fn read_text(bytes: Vec<u8>, name: &str, ending: &str, options: &ReadOptions) -> Articles {
    let declared = page::declared_encoding(&bytes);
    let (text, warning) = match decode::decode(name, bytes, declared.as_deref()) {
        Ok(decoded) => decoded,
        Err(error) => return one(Err(error)),
    };
    if text.trim().is_empty() {
        return one(Err(empty(name)));
    }
    let by_name = INPUTS.iter().find(|input| input.endings.contains(&ending));
    // A page saved as .txt is a page all the same; text saved as .html is not.
    let by_content = INPUTS.iter().find(|input| (input.fits)(&text));
    let format = match (by_name, by_content) {
        (Some(named), Some(seen)) if named.name == "text" && matches!(seen.name, "html" | "feed" | "sitemap") => seen,
        (Some(named), _) => named,
        (None, Some(seen)) => seen,
        (None, None) => &INPUTS[INPUTS.len() - 1],
    };
    let articles = (format.read)(&text, name, options);
    Box::new(warning.into_iter().map(Err).chain(articles))
}

/// An article as it leaves a reader: with the caller's day where it has none of its own, its dateline, and its language, which
/// must be the one that is wanted.
pub(crate) fn finished(mut article: Article, options: &ReadOptions) -> Result<Article, FormatError> {
    dateline::take(&mut article);
    article.published_at = article.published_at.or(options.published_at);
    language::take(&mut article);
    if let (Some(wanted), Some(found)) = (&options.language, &article.lang)
        && wanted != found
    {
        let message = format!("written in {}, which is not read", language::name_of(found));
        let fix = "give a translation, or --any-language to try all the same";
        return Err(FormatError::new(&article.id.0, Fault::Language, message, fix));
    }
    Ok(article)
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
