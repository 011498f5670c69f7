//! Words a second of the time tagger on one core.

use divan::counter::ItemsCount;
use legation_resolve::times::{TimeRules, WordsOnly};
use legation_types::{Date, MemoryFiles};

fn main() {
    divan::main();
}

#[divan::bench]
fn tag(bencher: divan::Bencher) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../languages/en/times.toml");
    let mut files = MemoryFiles::default();
    files.0.insert("languages/en/times.toml".into(), std::fs::read(path).unwrap());
    let rules = TimeRules::load(&files, "en").unwrap();
    let text = "The foreign minister said on Tuesday that talks with the neighbouring state would resume in Geneva \
                on 5 March, two weeks after the border was closed. Officials had met there in the autumn of 2019, \
                but no agreement was reached, and the ceasefire signed last year has been broken many times since. \
                The army denied that its forces had crossed the river, and called for a joint inquiry.\n"
        .repeat(1000);
    bencher
        .counter(ItemsCount::new(text.split_whitespace().count()))
        .bench(|| rules.tag(divan::black_box(&text), Some(Date::constant(2020, 1, 15)), &WordsOnly).len());
}
