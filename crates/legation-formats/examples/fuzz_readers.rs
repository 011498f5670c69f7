//! Mutates small inputs of every format at random and reads them: a fuzzer that needs nothing but stable Rust.
//!
//! `cargo run --release -p legation-formats --example fuzz_readers -- SECONDS [FORMAT…]`: so many seconds for each format. The
//! same seed gives the same inputs (`FUZZ_SEED`, a number). An input that panics, takes longer than two seconds or gives an
//! article with a span outside its text is kept in the folder for temporary files, and the exit status is 1.
//! Targets for `cargo fuzz`, which measures coverage, stand in `fuzz/`.

use legation_formats::{ReadOptions, read_bytes, read_links, read_page, read_path};
use std::io::Write;
use std::time::{Duration, Instant};

/// Longest time that a small input may take.
const SLOW: Duration = Duration::from_secs(2);

const PAGE: &str = "<!doctype html><html lang='en'><head><title>Ports</title><meta property='article:published_time' content='2025-04-11'><script type='application/ld+json'>{\"@type\":\"LiveBlogPosting\",\"liveBlogUpdate\":[{\"headline\":\"a\",\"articleBody\":\"b\"},{\"headline\":\"c\"}]}</script></head><body><nav><a href='/'>Home</a></nav><article><h1>Ports</h1><p>The transport minister said on Tuesday that all three ports had reopened &amp; the strike was over.</p><p itemprop=\"liveBlogUpdate\">Unions called it “a first step”.</p></article></body></html>";

/// Name of the input (its ending tells the format) and seeds.
const SEEDS: &[(&str, &[&str])] = &[
    (
        "text.txt",
        &["KYIV, April 11 (Reuters) – The talks opened, é🙂.\n\nMore.", "PARIS, 11 April 2025 (AFP) - x", "\u{feff}A"],
    ),
    (
        "markdown.md",
        &["---\ntitle: a\ndate: 2025-04-11\n---\n# Head\n\n- *a* [b](c) `d`\n> q\n| a | b |\n|---|---|\n```\nx\n```\n"],
    ),
    ("html.html", &[PAGE]),
    (
        "lines.jsonl",
        &[
            "{\"id\":1,\"text\":\"a\",\"published_at\":\"2025-04-11\",\"authors\":[\"x\"]}\n{\"html\":\"<p>x\"}\n{\"uri\":\"u\",\"body_xhtml\":\"<p>b\"}\n",
        ],
    ),
    (
        "item.json",
        &[
            "{\"uri\":\"u\",\"headlines\":[{\"value\":\"h\"}],\"bodies\":[{\"contentType\":\"text/html\",\"value\":\"<p>b\"}],\"firstCreated\":\"2025-04-11\"}",
            "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[{\"id\":\"1\",\"content_html\":\"<p>x\",\"date_published\":\"2025-04-11\"}]}",
        ],
    ),
    ("table.csv", &["id,text,date\n1,\"a, \"\"b\"\"\nc\",2025-04-11\n", "id;body\tdate\n"]),
    (
        "feed.rss",
        &[
            "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:content='c'><channel><title>t</title><item><title>a &amp; b</title><link>l</link><guid>g</guid><pubDate>Fri, 11 Apr 2025 10:00:00 GMT</pubDate><content:encoded><![CDATA[<p>x</p>]]></content:encoded></item></channel></rss>",
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><id>1</id><title type='html'>a</title><link href='l'/><updated>2025-04-11T00:00:00Z</updated><content type='xhtml'><div><p>x</p></div></content></entry></feed>",
        ],
    ),
    (
        "sitemap.xml",
        &[
            "<urlset xmlns:n='x'><url><loc>https://e.org/a&amp;b</loc><lastmod>2025-04-11</lastmod><n:news><n:title>t</n:title></n:news></url></urlset>",
        ],
    ),
    (
        "petrarch.xml",
        &[
            "<Sentences><Sentence date=\"20250411\" id=\"a\" source=\"s\"><Text>\nA &lt;b&gt;.\n</Text><Parse>(ROOT)</Parse></Sentence></Sentences>",
        ],
    ),
    (
        "mail.eml",
        &[
            "From: A <a@e.org>\r\nDate: Fri, 11 Apr 2025 10:00:00 +0000\r\nMessage-ID: <1@e>\r\nSubject: =?utf-8?q?a=C3=A9?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nx=E9\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>y</p>\r\n--b--\r\n",
        ],
    ),
    (
        "pages.warc",
        &[
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://e.org/2025/04/11/a\r\nContent-Length: 139\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n<html><body><p>The minister said\r\n0\r\n\r\n\r\n\r\nWARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 6\r\n\r\nTalks.\r\n\r\n",
        ],
    ),
    ("archive.zip", &["a.txt\nTalks opened."]),
    ("packed.txt.gz", &["Talks opened."]),
];

/// Pieces that formats hang on.
const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "<div>",
    "</p>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#x0;",
    "&#1114112;",
    "\"",
    "'",
    "=",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\u0000",
    "\\ud800",
    "\r\n",
    "\n\n",
    "\0",
    "\u{feff}",
    "é",
    "🙂",
    "\u{202e}",
    "2025-02-30",
    "99999999999999999999",
    "-1",
    "charset=utf-16",
    "Content-Length: 18446744073709551615\r\n",
    "WARC/1.0\r\n",
    "<?xml",
    "<Sentence",
    "itemprop='liveBlogUpdate'",
    "(Reuters) - ",
    "KYIV",
    " – ",
    "1e999",
    "null",
    "=?utf-8?b?",
    "--b",
    "ffffffffffffffff\r\n",
];

/// A small generator of random numbers (SplitMix64): the same seed gives the same run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

fn mutated(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        match random.below(7) {
            0 if at < bytes.len() => bytes[at] = random.next() as u8,
            1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            2 => {
                let end = (at + random.below(20)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + random.below(60)).min(bytes.len());
                let copy = bytes[at..end].repeat(1 + random.below(30));
                bytes.splice(at..at, copy);
            }
            4 if random.below(6) == 0 => bytes.truncate(at),
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                let times = if random.below(20) == 0 { random.below(2000) } else { 1 };
                bytes.splice(at..at, piece.repeat(times).into_bytes());
            }
        }
    }
    bytes
}

fn seed_bytes(name: &str, seed: &str) -> Vec<u8> {
    match name {
        "archive.zip" => zipped(seed),
        "packed.txt.gz" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(seed.as_bytes()).expect("memory");
            encoder.finish().expect("memory")
        }
        _ => seed.as_bytes().to_vec(),
    }
}

/// A zip archive of one stored file: its name on the first line, its text behind.
fn zipped(seed: &str) -> Vec<u8> {
    let (name, text) = seed.split_once('\n').unwrap_or(("a.txt", seed));
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file(name, stored).expect("memory");
    writer.write_all(text.as_bytes()).expect("memory");
    writer.finish().expect("memory").into_inner()
}

/// Reads one input in every way that outside bytes are read.
fn read(name: &str, bytes: &[u8]) {
    let options = ReadOptions::default();
    let check = |article: Result<legation_types::Article, legation_formats::FormatError>| {
        if let Ok(article) = article
            && let Some(dateline) = article.dateline
        {
            assert!(!dateline.span.of(&article.text).is_empty(), "a dateline outside the text");
        }
    };
    match name {
        "archive.zip" => {
            let path = std::env::temp_dir().join(format!("legation-fuzz-{}.zip", std::process::id()));
            std::fs::write(&path, bytes).expect("a folder for temporary files");
            read_path(&path, &options).for_each(check);
        }
        "html.html" => {
            read_bytes(name, bytes.to_vec(), &options).for_each(check);
            read_page(bytes.to_vec(), "text/html", "https://example.org/a", &options).for_each(check);
        }
        _ => read_bytes(name, bytes.to_vec(), &options).for_each(check),
    }
    if name.ends_with("rss") || name.ends_with("xml") || name.ends_with("json") {
        let _ = read_links(name, bytes.to_vec());
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seconds: u64 = arguments.first().and_then(|text| text.parse().ok()).unwrap_or(10);
    let seed: u64 = std::env::var("FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut is_sound = true;
    std::panic::set_hook(Box::new(|_| {}));
    for (name, seeds) in SEEDS {
        if arguments.len() > 1 && !arguments[1..].iter().any(|wanted| name.starts_with(wanted.as_str())) {
            continue;
        }
        let seeds: Vec<Vec<u8>> = seeds.iter().map(|seed| seed_bytes(name, seed)).collect();
        let mut random = Random(seed);
        let (mut runs, mut slowest, mut faults) = (0u64, Duration::ZERO, 0);
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(seconds) && faults < 5 {
            let input = mutated(&seeds[random.below(seeds.len())], &mut random);
            let start = Instant::now();
            let result = std::panic::catch_unwind(|| read(name, &input));
            let took = start.elapsed();
            slowest = slowest.max(took);
            runs += 1;
            let fault = match result {
                Err(cause) => cause
                    .downcast_ref::<String>()
                    .cloned()
                    .or_else(|| cause.downcast_ref::<&str>().map(|text| text.to_string()))
                    .unwrap_or_else(|| "panics".to_string()),
                Ok(()) if took > SLOW => format!("takes {took:.1?}"),
                Ok(()) => continue,
            };
            faults += 1;
            is_sound = false;
            let kept = std::env::temp_dir().join(format!("legation-fuzz-fault-{faults}-{name}"));
            let _ = std::fs::write(&kept, &input);
            println!("{name}: {fault}: kept as {}", kept.display());
        }
        println!("{name:16} {runs:8} inputs, slowest {slowest:.1?}, {faults} faults");
    }
    std::process::exit(i32::from(!is_sound));
}
