//! Speed of the knowledge of actors: loading it, and finding all its names in running text.

use divan::counter::BytesCount;
use legation_resolve::knowledge::Knowledge;
use legation_types::MemoryFiles;

const TEXT: &str = "The U.S. envoy met President Vladimir Putin in Moscow on Friday, a Kremlin spokesman said. Ministers of France, \
    Germany and Poland urged the United Nations to act, while rebels in Syria's Idlib province traded fire with the army. ";

fn main() {
    divan::main();
}

fn files() -> MemoryFiles {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut files = MemoryFiles::default();
    let fixed = ["countries.toml", "regions.toml", "organisations.tsv", "metonyms.tsv"].map(String::from);
    let folder = std::fs::read_dir(format!("{root}/knowledge/actors")).expect("a checkout of the repository");
    let people = folder.flatten().map(|entry| format!("actors/{}", entry.file_name().to_string_lossy()));
    for name in fixed.into_iter().chain(people) {
        let path = format!("knowledge/{name}");
        files.0.insert(path.clone(), std::fs::read(format!("{root}/{path}")).expect("a readable file"));
    }
    files
}

#[divan::bench]
fn load(bencher: divan::Bencher) {
    let files = files();
    bencher.bench_local(|| Knowledge::load(&files));
}

#[divan::bench]
fn find_all_in_a_megabyte(bencher: divan::Bencher) {
    let knowledge = Knowledge::load(&files()).expect("the knowledge loads");
    let text = TEXT.repeat(1_000_000 / TEXT.len());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| knowledge.find_all(&text).len());
}
