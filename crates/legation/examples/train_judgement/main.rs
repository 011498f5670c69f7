//! Trains the model that judges what is a record, its sides and its status:
//! `cargo run --release --example train_judgement -- [--out OUT.bin] [--test DIR,…] DIR…`.
//!
//! Reads annotated articles (the format of `gold/`), codes them by the rules alone, pairs what was coded with what was
//! annotated, prints figures of a five-fold cross-validation over articles, and writes the weights of a model trained on all.

mod fit;
mod lessons;

use fit::fit;
use legation::{Data, Legation};
use legation_coding::{LinearWeights, Question, choose, is_record, rank};
use legation_types::Span;
use lessons::{Lesson, read};
use std::collections::{BTreeMap, HashMap};

const FOLDS: usize = 5;

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
    let (lessons, annotated) = read(&legation, &arguments);
    let mut held = Figures { annotated, ..Figures::default() };
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
            let (lessons, annotated) = read(&legation, &[dir.to_string()]);
            let mut figures = Figures { annotated, ..Figures::default() };
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

/// What is right of the records of held articles: by the rules, and as judged.
#[derive(Default)]
struct Figures {
    annotated: usize,
    /// Records, and those with a partner.
    records: [usize; 2],
    paired: [usize; 2],
    /// Of events that rules and annotators have: sides right, status right; all with both as judged; with right sides that
    /// are still records.
    events: usize,
    sides: [usize; 2],
    statuses: [usize; 2],
    dyads: [usize; 2],
}

impl Figures {
    fn add(&mut self, lessons: &[&Lesson], weights: &HashMap<u64, f32>) {
        let mut sides: BTreeMap<(usize, Span), [bool; 2]> = BTreeMap::new();
        // Of each word the best type: its rank, whether it is a record, whether that is right, whether it is by the rules.
        let mut kept: HashMap<(usize, Span), (f32, bool, bool, bool)> = HashMap::new();
        for lesson in lessons {
            let score = |features: &Vec<(u64, f32)>| -> f32 {
                features.iter().map(|(hash, x)| weights.get(hash).copied().unwrap_or(0.0) * x).sum()
            };
            let scores: Vec<f32> = lesson.choices.iter().map(score).collect();
            let (best, _) = choose(&scores, lesson.is_firm);
            let event = (lesson.article, lesson.trigger);
            let found = [lesson.is_right[0], lesson.is_right[best]];
            match lesson.question {
                Question::Record => {
                    let likelihood = 1.0 / (1.0 + (-scores[0]).exp());
                    self.records[0] += usize::from(lesson.is_ruled);
                    self.paired[0] += usize::from(lesson.is_ruled && lesson.is_right[0]);
                    let ahead = rank(likelihood, lesson.is_ruled);
                    let best = kept.entry(event).or_insert((f32::NEG_INFINITY, false, false, false));
                    if ahead > best.0 {
                        let is_kept = is_record(likelihood, lesson.is_ruled);
                        *best = (ahead, is_kept, lesson.is_right[0], lesson.is_ruled);
                    }
                }
                Question::Status => {
                    self.events += 1;
                    (0..2).for_each(|at| self.statuses[at] += usize::from(found[at]));
                }
                _ => {
                    let right = sides.entry(event).or_insert([true, true]);
                    (0..2).for_each(|at| right[at] &= found[at]);
                }
            }
        }
        for (_, is_kept, is_right, _) in kept.values() {
            self.records[1] += usize::from(*is_kept);
            self.paired[1] += usize::from(*is_kept && *is_right);
        }
        for (event, right) in &sides {
            (0..2).for_each(|at| self.sides[at] += usize::from(right[at]));
            self.dyads[0] += usize::from(right[0]);
            self.dyads[1] += usize::from(right[1] && kept.get(event).is_none_or(|best| best.1 && best.3));
        }
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = |count: usize, all: usize| 100.0 * count as f64 / all.max(1) as f64;
        let [sides, judged_sides] = self.sides.map(|count| of(count, self.events));
        let [statuses, judged_statuses] = self.statuses.map(|count| of(count, self.events));
        writeln!(f, "{} annotated events, {} of them paired", self.annotated, self.events)?;
        writeln!(f, "  sides right {sides:.1} → {judged_sides:.1}, status {statuses:.1} → {judged_statuses:.1}")?;
        for (at, name) in ["by rules", "judged"].iter().enumerate() {
            let (records, paired) = (self.records[at], self.paired[at]);
            let f1 = |right: usize| of(2 * right, records + self.annotated);
            let (precision, recall) = (of(paired, records), of(paired, self.annotated));
            let (event, dyad) = (f1(paired), f1(self.dyads[at]));
            writeln!(f, "  {name}: P {precision:.1} R {recall:.1} F1 {event:.1}, dyad F1 of these pairs {dyad:.1}")?;
        }
        Ok(())
    }
}
