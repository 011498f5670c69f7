//! Trains event coreference: `cargo run --release --example train_coreference -- LINES.jsonl [OUT.toml]`.
//!
//! Reads lines as `legation eval crossdoc` does, prints B³ of a five-fold cross-validation over topics at several thresholds,
//! and writes the weights of a model trained on all lines, with the lowest threshold whose cross-validated precision is 90.
//! Logistic regression by Newton's method over scaled features; the same lines give the same weights.

use legation::eval::crossdoc::{Annotated, b_cubed, documents};
use legation::ledger::coreference::{Coreference, FEATURES, Model, Pair, Told};
use legation::types::Span;
use legation::{Data, Legation};
use std::fmt::Write;

const FOLDS: usize = 5;
/// Pull of each weight towards nothing, over features of unit variance.
const PULL: f64 = 3.0;
const STEPS: usize = 12;
/// B³ precision that the threshold must reach.
const PRECISION: f64 = 0.9;
/// Features and what is true of every pair.
const WIDTH: usize = FEATURES.len() + 1;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().expect("usage: train_coreference LINES.jsonl [OUT.toml]");
    let documents = documents(&std::fs::read_to_string(path).expect("the lines can be read")).expect("sound lines");
    let legation = Legation::new(Data::embedded());
    let coreference = legation.coreference().expect("the data are sound");
    let told: Vec<Told> = documents.iter().map(|document| gathered(&legation, coreference, document)).collect();
    let mut topics: Vec<&str> = documents.iter().map(|document| document.story.0.as_str()).collect();
    topics.sort_by_key(|topic| (topic.len(), *topic));
    topics.dedup();
    let fold_of =
        |document: &Annotated| topics.iter().position(|topic| *topic == document.story.0).unwrap_or(0) % FOLDS;
    let mentions: Vec<(&str, usize)> = documents
        .iter()
        .flat_map(|document| document.mentions.iter().map(|(_, chain)| (chain.as_str(), fold_of(document))))
        .collect();
    let pairs = coreference.pairs(&told);
    let is_one = |pair: &Pair| mentions[pair.left as usize].0 == mentions[pair.right as usize].0;
    println!(
        "{} mentions, {} pairs compared, {} of them one",
        mentions.len(),
        pairs.len(),
        pairs.iter().filter(|p| is_one(p)).count()
    );

    let models: Vec<Model> = (0..FOLDS)
        .map(|fold| {
            let is_kept = |pair: &&Pair| [pair.left, pair.right].iter().all(|idx| mentions[*idx as usize].1 != fold);
            let kept: Vec<&Pair> = pairs.iter().filter(is_kept).collect();
            fit(&kept, &kept.iter().map(|pair| is_one(pair)).collect::<Vec<_>>())
        })
        .collect();
    let judged: Vec<(u32, u32, f32)> = pairs
        .iter()
        .map(|pair| {
            let model = &models[mentions[pair.left as usize].1];
            (pair.left, pair.right, coreference.with_model(model.clone()).probability(pair))
        })
        .collect();
    let mut chosen = 0.9;
    for step in (20..=80).rev().step_by(2) {
        let enough = step as f32 / 100.0;
        let groups = Coreference::link(mentions.len(), &judged, enough);
        let items: Vec<(&str, u32)> = mentions.iter().zip(groups).map(|((chain, _), group)| (*chain, group)).collect();
        let (precision, recall, f1) = b_cubed(&items);
        println!(
            "enough {enough:.2}: B³ precision {:.1} recall {:.1} F1 {:.1}",
            precision * 100.0,
            recall * 100.0,
            f1 * 100.0
        );
        if precision >= PRECISION {
            chosen = enough;
        }
    }
    let Some(out) = arguments.get(1) else { return };
    let kept: Vec<&Pair> = pairs.iter().collect();
    let mut model = fit(&kept, &kept.iter().map(|pair| is_one(pair)).collect::<Vec<_>>());
    model.enough = chosen;
    let mut text = String::from(
        "# Weights of event coreference: made by crates/legation/examples/train_coreference.rs, read by crates/legation-ledger/src/coreference.\n",
    );
    let _ = writeln!(text, "enough = {:.2}\nbias = {:.4}\n\n[weights]", model.enough, model.bias);
    for name in FEATURES {
        let _ = writeln!(text, "{name} = {:.4}", model.weights[name]);
    }
    std::fs::write(out, text).expect("the weights can be written");
}

fn gathered(legation: &Legation, coreference: &Coreference, document: &Annotated) -> Told {
    let (analysis, mentions, statements) = legation.statements(&document.article).expect("the data are sound");
    let spans: Vec<Span> = document.mentions.iter().map(|(span, _)| *span).collect();
    coreference.gather(&document.article, (&analysis, &mentions, &statements), None, Some(&spans), &[])
}

/// Logistic regression by Newton's method.
fn fit(pairs: &[&Pair], is_one: &[bool]) -> Model {
    let count = pairs.len() as f64;
    let mut spread = [1.0f64; WIDTH];
    for (idx, spread) in spread.iter_mut().enumerate().take(FEATURES.len()) {
        let values = || pairs.iter().map(|pair| f64::from(pair.features[idx]));
        let mean = values().sum::<f64>() / count;
        let variance = values().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
        *spread = variance.sqrt().max(1e-3);
    }
    let row = |pair: &Pair| -> [f64; WIDTH] {
        std::array::from_fn(|idx| if idx < FEATURES.len() { f64::from(pair.features[idx]) / spread[idx] } else { 1.0 })
    };
    let mut weights = [0.0f64; WIDTH];
    for _ in 0..STEPS {
        let mut slope = [0.0f64; WIDTH];
        let mut bend = vec![[0.0f64; WIDTH]; WIDTH];
        for (pair, is_one) in pairs.iter().zip(is_one) {
            let x = row(pair);
            let sum: f64 = x.iter().zip(&weights).map(|(x, weight)| x * weight).sum();
            let probability = 1.0 / (1.0 + (-sum).exp());
            let (error, curve) = (f64::from(u8::from(*is_one)) - probability, probability * (1.0 - probability));
            for (i, row) in bend.iter_mut().enumerate() {
                slope[i] += error * x[i];
                row.iter_mut().zip(x).for_each(|(value, y)| *value += curve * x[i] * y);
            }
        }
        for (i, row) in bend.iter_mut().enumerate() {
            let pull = if i < FEATURES.len() { PULL } else { 0.0 };
            slope[i] -= pull * weights[i];
            row[i] += pull + 1e-9;
        }
        let step = solved(bend, slope);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
    }
    let weight = |idx: usize| (weights[idx] / spread[idx]) as f32;
    let named = FEATURES.iter().enumerate().map(|(idx, name)| (name.to_string(), weight(idx))).collect();
    Model { enough: 0.5, bias: weights[FEATURES.len()] as f32, weights: named }
}

/// Solves a system of linear equations by elimination with pivots.
fn solved(mut matrix: Vec<[f64; WIDTH]>, mut right: [f64; WIDTH]) -> [f64; WIDTH] {
    for column in 0..WIDTH {
        let pivot = (column..WIDTH)
            .max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for low in column + 1..WIDTH {
            let factor = matrix[low][column] / matrix[column][column];
            let upper = matrix[column];
            matrix[low].iter_mut().zip(upper).skip(column).for_each(|(value, above)| *value -= factor * above);
            right[low] -= factor * right[column];
        }
    }
    for column in (0..WIDTH).rev() {
        let known: f64 = (column + 1..WIDTH).map(|idx| matrix[column][idx] * right[idx]).sum();
        right[column] = (right[column] - known) / matrix[column][column];
    }
    right
}
