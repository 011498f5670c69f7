//! Mutates small inputs of every format at random and reads them: a fuzzer that needs nothing but stable Rust.
//!
//! `cargo run --release -p legation-formats --example fuzz_readers -- SECONDS [FORMAT…]`: so many seconds for each format. The
//! same seed gives the same inputs (`FUZZ_SEED`, a number). An input that panics, takes longer than two seconds or gives an
//! article with a span outside its text is kept in the folder for temporary files, and the exit status is 1.
//! Targets for `cargo fuzz`, which measures coverage, stand in `fuzz/`, as do the seeds (`fuzz/seeds/`).

use legation_formats::{ReadOptions, read_bytes, read_links, read_page, read_path};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Longest time that a small input may take.
const SLOW: Duration = Duration::from_secs(2);

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

/// The seeds of every format: a name whose ending tells it, and inputs. One folder of `fuzz/seeds/` each, by name.
fn seeds() -> Vec<(String, Vec<Vec<u8>>)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds");
    let listed = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let of_folder = |folder: PathBuf| {
        let files = listed(&folder);
        let format = folder.file_name()?.to_str()?;
        let (_, endings) = files.first()?.file_name()?.to_str()?.split_once('.')?;
        let inputs = files.iter().map(|path| std::fs::read(path).expect("a seed that can be read")).collect();
        Some((format!("{format}.{endings}"), inputs))
    };
    listed(Path::new(root)).into_iter().filter_map(of_folder).collect()
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
        "zip.zip" => {
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
    for (name, seeds) in seeds() {
        let name = name.as_str();
        // A format that this example does not read has its own fuzzer.
        if name.ends_with(".parquet")
            || arguments.len() > 1 && !arguments[1..].iter().any(|wanted| name.starts_with(wanted.as_str()))
        {
            continue;
        }
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
