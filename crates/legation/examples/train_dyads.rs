//! Trains the dyad model: `cargo run --release --example train_dyads -- LINES.jsonl [OUT.bin]`.
//!
//! Reads lines shaped like PLV (sentence, source, target, root), prints figures of a five-fold cross-validation, and writes
//! the weights of a model trained on all lines. Multinomial logistic regression by AdaGrad, balanced over the roots; the
//! same lines give the same bytes.

use legation::{Data, Legation, eval};
use legation_coding::{Dyad, LinearWeights, dyad_features, feature_hash};
use std::collections::BTreeMap;

const FOLDS: usize = 5;
const EPOCHS: usize = 30;
const RATE: f32 = 0.1;
/// Pull of each weight towards nothing, a step.
const DECAY: f32 = 0.01;
/// Features seen once say little of the next sentence.
const LEAST_COUNT: usize = 2;

struct Line {
    root: usize,
    features: Vec<(usize, f32)>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().expect("usage: train_dyads LINES.jsonl [OUT.bin]");
    let text = std::fs::read_to_string(path).expect("the lines can be read");
    let lines = eval::plv::read_plv(&text).expect("lines shaped like PLV");
    let legation = Legation::new(Data::embedded());
    let named: Vec<(String, BTreeMap<String, f32>)> =
        lines.iter().map(|line| (line.root.clone(), features(&legation, line))).collect();

    let mut roots: Vec<String> = named.iter().map(|(root, _)| root.clone()).collect();
    roots.sort();
    roots.dedup();
    let mut answers = vec![(String::new(), None); named.len()];
    let mut held: Vec<(usize, Vec<f32>)> = Vec::new();
    for fold in 0..FOLDS {
        let is_held = |idx: usize| idx % FOLDS == fold;
        let train: Vec<&(String, BTreeMap<String, f32>)> =
            named.iter().enumerate().filter(|(idx, _)| !is_held(*idx)).map(|(_, line)| line).collect();
        let weights = fit(&train, &roots);
        for (idx, (root, features)) in named.iter().enumerate().filter(|(idx, _)| is_held(*idx)) {
            let score = |class: usize| -> f32 {
                features.iter().filter_map(|(name, x)| weights.get(name).map(|row| row[class] * x)).sum()
            };
            let scores: Vec<f32> = (0..roots.len()).map(score).collect();
            let best = (0..roots.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).expect("some root");
            answers[idx] = (root.clone(), Some(roots[best].clone()));
            held.push((roots.binary_search(root).expect("a known root"), scores));
        }
    }
    println!("{FOLDS}-fold cross-validation:\n{}", eval::plv::score(&answers));

    if let Some(out) = arguments.get(1) {
        let sharpness = sharpness(&held);
        println!("weights times {sharpness}, so that the probabilities hold on lines not trained on");
        let mut weights = fit(&named.iter().collect::<Vec<_>>(), &roots);
        weights.values_mut().flatten().for_each(|weight| *weight *= sharpness);
        // PLV joins two types of the ontology in one root.
        let groups: Vec<String> = roots
            .iter()
            .map(|root| if root == "YIELD" { "RETREAT+CONCEDE".to_string() } else { root.clone() })
            .collect();
        let hashed = weights.iter().map(|(name, row)| (feature_hash(&[name]), row.clone())).collect();
        let bytes = LinearWeights::to_bytes(&groups, &hashed);
        std::fs::write(out, &bytes).expect("the weights can be written");
        println!("{out}: {} features, {} bytes", weights.len(), bytes.len());
    }
}

/// The factor on all scores that makes held-out answers most probable: a model is too sure of lines it has not seen.
fn sharpness(held: &[(usize, Vec<f32>)]) -> f32 {
    let loss = |factor: f32| -> f32 {
        let surprise = |(root, scores): &(usize, Vec<f32>)| {
            let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let total: f32 = scores.iter().map(|score| ((score - highest) * factor).exp()).sum();
            total.ln() - (scores[*root] - highest) * factor
        };
        held.iter().map(surprise).sum()
    };
    let factors = (1..=30).map(|tenth| tenth as f32 / 10.0);
    factors.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap_or(1.0)
}

fn features(legation: &Legation, line: &eval::plv::PlvLine) -> BTreeMap<String, f32> {
    let (article, actor, recipient) = line.dyad();
    let reading = legation.read_by_rules(&article).expect("the built-in data are sound");
    dyad_features(&Dyad {
        article: &article,
        analysis: &reading.analysis,
        statements: &reading.statements,
        events: &reading.events,
        actor,
        recipient,
    })
}

/// Weights by feature name, one a root.
fn fit(lines: &[&(String, BTreeMap<String, f32>)], roots: &[String]) -> BTreeMap<String, Vec<f32>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in lines.iter().flat_map(|(_, features)| features.keys()) {
        *counts.entry(name).or_default() += 1;
    }
    let names: Vec<&str> =
        counts.into_iter().filter(|(_, count)| *count >= LEAST_COUNT).map(|(name, _)| name).collect();
    let lines: Vec<Line> = lines
        .iter()
        .map(|(root, features)| Line {
            root: roots.binary_search(root).expect("a known root"),
            features: features
                .iter()
                .filter_map(|(name, x)| Some((names.binary_search(&name.as_str()).ok()?, *x)))
                .collect(),
        })
        .collect();
    let classes = roots.len();
    let mut sizes = vec![0usize; classes];
    lines.iter().for_each(|line| sizes[line.root] += 1);
    let balance: Vec<f32> =
        sizes.iter().map(|size| (lines.len() as f32 / (classes as f32 * (*size).max(1) as f32)).sqrt()).collect();
    let mut weights = vec![0f32; names.len() * classes];
    let mut squares = vec![1e-6f32; names.len() * classes];
    for epoch in 0..EPOCHS {
        // A fixed stride that shares no factor with the count visits every line once, in another order each time.
        let stride = [1, 7, 11, 13, 17][epoch % 5];
        for step in 0..lines.len() {
            let line = &lines[(step * stride + epoch) % lines.len()];
            let mut scores = vec![0f32; classes];
            for (feature, x) in &line.features {
                for (class, score) in scores.iter_mut().enumerate() {
                    *score += weights[feature * classes + class] * x;
                }
            }
            let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let exps: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
            let total: f32 = exps.iter().sum();
            for (class, exp) in exps.iter().enumerate() {
                let error = (exp / total - f32::from(u8::from(class == line.root))) * balance[line.root];
                for (feature, x) in &line.features {
                    let at = feature * classes + class;
                    let slope = error * x + DECAY * weights[at];
                    squares[at] += slope * slope;
                    weights[at] -= RATE * slope / squares[at].sqrt();
                }
            }
        }
    }
    names
        .iter()
        .enumerate()
        .map(|(idx, name)| (name.to_string(), weights[idx * classes..][..classes].to_vec()))
        .collect()
}
