//! Words per second of the model on one core, article by article, and how long the model takes to load.
//!
//! `cargo bench -p legation-analysis`

use divan::Bencher;
use divan::counter::ItemsCount;
use legation_analysis::model::Model;

fn main() {
    divan::main();
}

fn bytes() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en/legation-en.model")).expect("the model file")
}

/// Sentences of many lengths, as in an article of about 800 words; most words occur once.
fn article(number: usize) -> Vec<Vec<String>> {
    let openings = ["The minister of", "Officials in", "A spokesman for", "Protesters near", "The government of"];
    let places = ["Arvedia", "the northern province", "Kelmar", "the capital", "Ostrava", "the islands"];
    let deeds = [
        "rejected the offer",
        "said on Monday that talks would resume",
        "called for a ceasefire",
        "freed 12 prisoners",
    ];
    let tails = [
        "after weeks of fighting",
        "despite warnings from abroad",
        "in a letter to the council",
        "before the vote in June",
    ];
    (0..36)
        .map(|i| {
            let k = i * 7 + number * 13;
            let mut text = format!("{} {} {}", openings[k % 5], places[k % 6], deeds[k % 4]);
            for j in 0..k % 5 {
                text += &format!(" , {} , in{}{j} case{}", tails[(k + j) % 4], k % 97, (k * 31 + j) % 389);
            }
            (text + " .").split(' ').map(str::to_string).collect()
        })
        .collect()
}

#[divan::bench]
fn annotate(bencher: Bencher) {
    let model = Model::from_bytes(&bytes()).expect("a valid model");
    let articles: Vec<Vec<Vec<String>>> = (0..20).map(article).collect();
    let words: usize = articles.iter().flatten().map(Vec::len).sum();
    bencher.counter(ItemsCount::new(words)).bench(|| {
        for article in &articles {
            let sentences: Vec<Vec<&str>> = article.iter().map(|s| s.iter().map(String::as_str).collect()).collect();
            divan::black_box(model.annotate(&sentences));
        }
    });
}

#[divan::bench]
fn load(bencher: Bencher) {
    let bytes = bytes();
    bencher.bench(|| Model::from_bytes(divan::black_box(&bytes)).expect("a valid model"));
}
