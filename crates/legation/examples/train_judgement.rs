//! Trains the model that judges sides and status: `cargo run --release --example train_judgement -- [--out OUT.bin] DIR…`.
//!
//! Reads annotated articles (the format of `gold/`), codes them by the rules alone, pairs what was coded with what was
//! annotated, prints figures of a five-fold cross-validation over articles, and writes the weights of a model trained on all.
//! A conditional logit: of the answers on offer, the probability of the annotated one. Full-batch Adam with a pull of each
//! weight towards nothing; the same articles give the same bytes.

use legation::{Data, Legation, eval};
use legation_coding::{Case, LinearWeights, Question, cases, choose};
use legation_types::{Article, Span};
use std::collections::{BTreeMap, HashMap};

const FOLDS: usize = 5;
const ROUNDS: usize = 200;
const RATE: f32 = 0.05;
/// Pull of each weight towards nothing.
const DECAY: f32 = 20.0;
/// Features of fewer answers say little of the next article.
const LEAST_COUNT: usize = 6;

/// A question whose right answer is known.
struct Lesson {
    article: usize,
    question: Question,
    /// Features of each answer on offer.
    choices: Vec<Vec<(u64, f32)>>,
    /// Which answers are right; none where the right one is not on offer.
    is_right: Vec<bool>,
    /// Words of the event that it is about.
    trigger: Span,
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut take = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        let value = arguments.get(at + 1).cloned();
        arguments.drain(at..(at + 2).min(arguments.len()));
        value
    };
    let (out, test) = (take("--out"), take("--test"));
    assert!(!arguments.is_empty(), "usage: train_judgement [--out OUT.bin] [--test DIR] DIR…");
    let legation = Legation::new(Data::embedded());
    let (lessons, all) = read(&legation, &arguments);
    let mut held = Figures { all, ..Figures::default() };
    for fold in 0..FOLDS {
        let (test, train): (Vec<&Lesson>, Vec<&Lesson>) = lessons.iter().partition(|l| l.article % FOLDS == fold);
        held.add(&test, &fit(&train));
    }
    println!("{FOLDS}-fold cross-validation over articles: {held}");
    if out.is_none() && test.is_none() {
        return;
    }
    let weights = fit(&lessons.iter().collect::<Vec<_>>());
    if let Some(test) = test {
        for dir in test.split(',') {
            let (lessons, all) = read(&legation, &[dir.to_string()]);
            let mut figures = Figures { all, ..Figures::default() };
            figures.add(&lessons.iter().collect::<Vec<_>>(), &weights);
            println!("{dir}: {figures}");
        }
    }
    if let Some(out) = out {
        let rows: BTreeMap<u64, Vec<f32>> = weights.into_iter().map(|(hash, weight)| (hash, vec![weight])).collect();
        let bytes = LinearWeights::to_bytes(&["score".to_string()], &rows);
        std::fs::write(&out, &bytes).expect("the weights can be written");
        println!("{out}: {} features, {} bytes", rows.len(), bytes.len());
    }
}

/// What can be learned from the articles of folders, and how many events were annotated and coded together.
fn read(legation: &Legation, dirs: &[String]) -> (Vec<Lesson>, usize) {
    let mut lessons = Vec::new();
    let (mut article_idx, mut event_count) = (0, 0);
    for dir in dirs {
        let entries = std::fs::read_dir(dir).expect("the folder can be read");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        for file in files {
            let json = std::fs::read_to_string(&file).expect("the article can be read");
            let gold = eval::events::read_gold(&json).expect("an annotated article");
            let mut article = Article::new(gold.id.clone(), gold.text.clone());
            article.published_at = gold.published.as_deref().and_then(|day| day.parse().ok());
            let reading = legation.read_by_rules(&article).expect("the built-in data are sound");
            let scored = eval::events::scored(&reading.events, &article, &gold);
            let codebook = legation.codebook().expect("the built-in data are sound");
            let cases = cases(&article, &reading.analysis, &reading.mentions, &reading.statements, codebook);
            let pairs = eval::events::pairs(&gold.events, &scored);
            for case in &cases {
                let is_of = |(_, coded): &&(usize, usize)| reading.events[*coded].trigger == case.trigger;
                let pair = pairs.iter().find(is_of);
                lessons.extend(pair.map(|(annotated, _)| lesson(case, &gold.events[*annotated], article_idx)));
            }
            event_count += scored.len() + gold.events.len();
            article_idx += 1;
        }
    }
    (lessons, event_count)
}

fn lesson(case: &Case, annotated: &eval::events::ScoredEvent, article: usize) -> Lesson {
    let countries = |lists: &[&Vec<String>]| -> Vec<String> {
        let codes = lists.iter().flat_map(|list| list.iter());
        let mut found: Vec<String> = codes.map(|code| code.split('.').next().unwrap_or(code).to_string()).collect();
        found.sort();
        found.dedup();
        found
    };
    let right = match case.question {
        Question::Actor => countries(&[&annotated.actors]),
        Question::Recipient => countries(&[&annotated.recipients]),
        Question::Both => countries(&[&annotated.actors, &annotated.recipients]),
        Question::Status => vec![annotated.status.as_str().to_string()],
    };
    Lesson {
        article,
        question: case.question,
        choices: case.choices.iter().map(|choice| choice.features.clone()).collect(),
        is_right: case.choices.iter().map(|choice| choice.answer == right).collect(),
        trigger: case.trigger,
    }
}

/// Lessons over numbered features, flat: one run of features for each answer.
struct Batch {
    /// For each lesson its answers: first and end in `ends`, and the first one's number.
    lessons: Vec<std::ops::Range<usize>>,
    is_right: Vec<bool>,
    /// End of each answer's features.
    ends: Vec<usize>,
    features: Vec<(u32, f32)>,
}

fn fit(lessons: &[&Lesson]) -> HashMap<u64, f32> {
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

/// Paired events whose sides, or status, are right: by the rules, and as judged.
#[derive(Default)]
struct Figures {
    /// Annotated and coded events together.
    all: usize,
    events: usize,
    sides: [usize; 2],
    statuses: [usize; 2],
}

impl Figures {
    fn add(&mut self, lessons: &[&Lesson], weights: &HashMap<u64, f32>) {
        let mut sides: BTreeMap<(usize, Span), [bool; 2]> = BTreeMap::new();
        for lesson in lessons {
            let score = |features: &Vec<(u64, f32)>| -> f32 {
                features.iter().map(|(hash, x)| weights.get(hash).copied().unwrap_or(0.0) * x).sum()
            };
            let scores: Vec<f32> = lesson.choices.iter().map(score).collect();
            let best = choose(lesson.question, &scores);
            let found = [lesson.is_right[0], lesson.is_right[best]];
            if lesson.question == Question::Status {
                self.events += 1;
                (0..2).for_each(|at| self.statuses[at] += usize::from(found[at]));
            } else {
                let event = sides.entry((lesson.article, lesson.trigger)).or_insert([true, true]);
                (0..2).for_each(|at| event[at] &= found[at]);
            }
        }
        for found in sides.values() {
            (0..2).for_each(|at| self.sides[at] += usize::from(found[at]));
        }
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = |count: usize, all: usize| 100.0 * count as f64 / all.max(1) as f64;
        let [sides, judged_sides] = self.sides.map(|count| of(count, self.events));
        let [dyads, judged_dyads] = self.sides.map(|count| of(2 * count, self.all));
        let [statuses, judged_statuses] = self.statuses.map(|count| of(count, self.events));
        write!(
            f,
            "{} paired events; sides right {sides:.1} → {judged_sides:.1}, dyad F1 {dyads:.1} → {judged_dyads:.1}, \
             status {statuses:.1} → {judged_statuses:.1}",
            self.events
        )
    }
}
