//! Speed of the gazetteer: loading it, looking names up, resolving the places of a text.

use legation_resolve::places::{Gazetteer, PlaceRules, resolve_spans};
use legation_types::{MemoryFiles, Span};

const NAMES: [&str; 8] =
    ["Moscow", "U.S.", "Deir ez-Zor", "San José", "New York", "Nowhere at all", "Springfield", "Cizre"];

fn main() {
    divan::main();
}

fn files() -> MemoryFiles {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut files = MemoryFiles::default();
    for path in ["knowledge/places.bin", "knowledge/countries.toml", "languages/en/places.toml"] {
        files
            .0
            .insert(path.to_string(), std::fs::read(format!("{root}/{path}")).expect("a checkout of the repository"));
    }
    files
}

#[divan::bench]
fn load(bencher: divan::Bencher) {
    let files = files();
    bencher.bench_local(|| Gazetteer::load(&files));
}

#[divan::bench]
fn eight_lookups(bencher: divan::Bencher) {
    let gazetteer = Gazetteer::load(&files()).expect("the gazetteer loads");
    bencher.bench_local(|| NAMES.map(|name| gazetteer.find(name)));
}

#[divan::bench]
fn an_article_of_eighty_names(bencher: divan::Bencher) {
    let files = files();
    let gazetteer = Gazetteer::load(&files).expect("the gazetteer loads");
    let rules = PlaceRules::load(&files, "en").expect("the rules load");
    let (mut text, mut spans) = (String::new(), Vec::new());
    for name in NAMES.iter().cycle().take(80) {
        let start = text.len() as u32;
        text.push_str(name);
        spans.push(Span::new(start, text.len() as u32));
        text.push_str(" was quiet on Monday. ");
    }
    bencher.bench_local(|| resolve_spans(&text, &spans, &gazetteer, &rules));
}
