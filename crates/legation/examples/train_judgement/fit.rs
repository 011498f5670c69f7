//! A conditional logit: of the answers on offer, the probability of the right one. Full-batch Adam with a pull of each
//! weight towards nothing; the same lessons give the same weights.

use crate::lessons::Lesson;
use std::collections::{BTreeMap, HashMap};

const ROUNDS: usize = 200;
const RATE: f32 = 0.05;
/// Pull of each weight towards nothing.
const DECAY: f32 = 10.0;
/// Features of fewer answers say little of the next article.
const LEAST_COUNT: usize = 6;

/// Lessons over numbered features, flat: one run of features for each answer.
struct Batch {
    /// For each lesson its answers: first and end in `ends`, and the first one's number.
    lessons: Vec<std::ops::Range<usize>>,
    is_right: Vec<bool>,
    /// End of each answer's features.
    ends: Vec<usize>,
    features: Vec<(u32, f32)>,
}

/// The weight of each feature that enough answers have.
pub fn fit(lessons: &[&Lesson]) -> HashMap<u64, f32> {
    let useful: Vec<&&Lesson> =
        lessons.iter().filter(|l| l.choices.len() > 1 && l.is_right.iter().any(|right| *right)).collect();
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for (hash, _) in useful.iter().flat_map(|l| l.choices.iter().flatten()) {
        *counts.entry(*hash).or_default() += 1;
    }
    let names: Vec<u64> = counts.into_iter().filter(|(_, count)| *count >= LEAST_COUNT).map(|(hash, _)| hash).collect();
    let numbers: HashMap<u64, u32> = names.iter().enumerate().map(|(idx, hash)| (*hash, idx as u32)).collect();
    let mut batch = Batch { lessons: Vec::new(), is_right: Vec::new(), ends: Vec::new(), features: Vec::new() };
    for lesson in useful {
        let first = batch.ends.len();
        for (choice, right) in lesson.choices.iter().zip(&lesson.is_right) {
            batch.features.extend(choice.iter().filter_map(|(hash, x)| Some((*numbers.get(hash)?, *x))));
            batch.ends.push(batch.features.len());
            batch.is_right.push(*right);
        }
        batch.lessons.push(first..batch.ends.len());
    }
    let weights = adam(&batch, names.len());
    names.into_iter().zip(weights).collect()
}

fn adam(batch: &Batch, count: usize) -> Vec<f32> {
    let (mut weights, mut first, mut second) = (vec![0f32; count], vec![0f32; count], vec![0f32; count]);
    let mut slopes = vec![0f32; count];
    for round in 1..=ROUNDS {
        slopes.iter_mut().zip(&weights).for_each(|(slope, weight)| *slope = DECAY * weight);
        for lesson in &batch.lessons {
            slope(batch, lesson.clone(), &weights, &mut slopes);
        }
        let (fade_first, fade_second) = (1.0 - 0.9f32.powi(round as i32), 1.0 - 0.999f32.powi(round as i32));
        let rate = RATE * (1.0 - (round - 1) as f32 / ROUNDS as f32);
        for idx in 0..count {
            first[idx] = 0.9 * first[idx] + 0.1 * slopes[idx];
            second[idx] = 0.999 * second[idx] + 0.001 * slopes[idx] * slopes[idx];
            weights[idx] -= rate * (first[idx] / fade_first) / ((second[idx] / fade_second).sqrt() + 1e-8);
        }
    }
    weights
}

/// Adds the slope of one lesson's surprise.
fn slope(batch: &Batch, lesson: std::ops::Range<usize>, weights: &[f32], slopes: &mut [f32]) {
    let of = |at: usize| {
        let start = if at == 0 { 0 } else { batch.ends[at - 1] };
        &batch.features[start..batch.ends[at]]
    };
    let scores: Vec<f32> =
        lesson.clone().map(|at| of(at).iter().map(|(feature, x)| weights[*feature as usize] * x).sum()).collect();
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exps: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
    let total: f32 = exps.iter().sum();
    let right: f32 = exps.iter().zip(lesson.clone()).filter(|(_, at)| batch.is_right[*at]).map(|(exp, _)| exp).sum();
    for (exp, at) in exps.iter().zip(lesson) {
        let wanted = if batch.is_right[at] { exp / right.max(1e-30) } else { 0.0 };
        let error = exp / total - wanted;
        if error.abs() > 1e-6 {
            for (feature, x) in of(at) {
                slopes[*feature as usize] += error * x;
            }
        }
    }
}
