//! Speed of the analysis and of the stages after it, on the example articles: sentences a second on one core.

use divan::Bencher;
use divan::counter::ItemsCount;
use legation::types::{Analysis, Article, Mentions, Statements, Versions};
use legation::{Data, Legation};
use std::path::Path;

/// An article with what the stages before coding made of it.
type Parsed = (Article, Analysis, Mentions, Statements);

fn main() {
    divan::main();
}

fn parsed(legation: &Legation) -> Vec<Parsed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    ["visit", "ceasefire", "tariffs"]
        .into_iter()
        .map(|name| {
            let text = std::fs::read_to_string(folder.join(format!("{name}.txt"))).expect("an example");
            let mut article = Article::new(name, text);
            article.published_at = "2026-03-03".parse().ok();
            let (analysis, mentions, statements) = legation.statements(&article).expect("sound data");
            (article, analysis, mentions, statements)
        })
        .collect()
}

fn sentences(articles: &[Parsed]) -> ItemsCount {
    ItemsCount::new(articles.iter().map(|(_, analysis, ..)| analysis.sentences.len()).sum::<usize>())
}

/// From text to trees and names: what the rest is measured against.
#[divan::bench]
fn analysis(bencher: Bencher) {
    let legation = Legation::new(Data::embedded());
    let articles = parsed(&legation);
    bencher.counter(sentences(&articles)).bench_local(|| {
        for (article, ..) in &articles {
            divan::black_box(legation.analyze(article).expect("sound data"));
        }
    });
}

/// From mentions to statements: attribution, status, when and where. To take at most a quarter of the analysis.
#[divan::bench]
fn statements(bencher: Bencher) {
    let legation = Legation::new(Data::embedded());
    let articles = parsed(&legation);
    let language = legation.language().expect("sound data");
    bencher.counter(sentences(&articles)).bench_local(|| {
        for (article, analysis, mentions, _) in &articles {
            divan::black_box(legation_statements::extract(article, analysis, mentions, language));
        }
    });
}

/// From statements to events: by the codebook's rules alone, and with the judgement.
#[divan::bench(args = [false, true])]
fn coding(bencher: Bencher, with_judgement: bool) {
    let legation = Legation::new(Data::embedded());
    let articles = parsed(&legation);
    let codebook = legation.codebook().expect("sound data");
    let weights = with_judgement.then(|| legation.judgement().expect("sound data"));
    let versions = Versions("bench".to_string());
    bencher.counter(sentences(&articles)).bench_local(|| {
        for (article, analysis, mentions, statements) in &articles {
            divan::black_box(legation_coding::code(
                article, analysis, mentions, statements, codebook, weights, &versions,
            ));
        }
    });
}

/// From analysis to events: who, when, where; what is stated; coding.
#[divan::bench]
fn all_after_analysis(bencher: Bencher) {
    let legation = Legation::new(Data::embedded());
    let articles = parsed(&legation);
    let (resolve, language) = (legation.resolve().expect("sound data"), legation.language().expect("sound data"));
    let codebook = legation.codebook().expect("sound data");
    let weights = legation.judgement().expect("sound data");
    let versions = Versions("bench".to_string());
    bencher.counter(sentences(&articles)).bench_local(|| {
        for (article, analysis, ..) in &articles {
            let mentions = legation_resolve::resolve(article, analysis, resolve);
            let statements = legation_statements::extract(article, analysis, &mentions, language);
            divan::black_box(legation_coding::code(
                article,
                analysis,
                &mentions,
                &statements,
                codebook,
                Some(weights),
                &versions,
            ));
        }
    });
}
