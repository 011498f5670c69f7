//! Trains the model that judges what is a record, its sides and its status:
//! `cargo run --release --example train_judgement -- [--out OUT.bin] [--test DIR,…] DIR…`.
//!
//! Reads annotated articles (the format of `gold/`), codes them by the rules alone, pairs what was coded with what was
//! annotated, prints figures of a five-fold cross-validation over articles, and writes the weights of a model trained on all.

mod fit;
mod lessons;

use fit::fit;
use legation::{Data, Legation};
use legation_coding::{Known, LinearWeights, Question, Role, choose, is_record, rank};
use legation_types::Span;
use lessons::{Lecture, Lesson, read};
use std::collections::{BTreeMap, HashMap};

const FOLDS: usize = 5;
/// What is a record; sides and statuses; sectors and modes.
const STAGES: usize = 3;

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
    let lectures = read(&legation, &arguments);
    // What is asked later rests on answers by weights that do not know the article.
    let mut held = Figures::of(&lectures);
    let (mut by_fold, mut all) = (vec![HashMap::new(); FOLDS], HashMap::new());
    let mut stages = Vec::new();
    for stage in 0..STAGES {
        let tables: Vec<LinearWeights> = by_fold.iter().map(table).collect();
        let lessons = lessons(&legation, &lectures, stage, &tables);
        for (fold, weights) in in_folds(&lessons).into_iter().enumerate() {
            held.add(&parts(&lessons, fold).0, &weights);
            by_fold[fold].extend(weights);
        }
        stages.push(table(&all));
        if out.is_some() || test.is_some() {
            all.extend(fit(&lessons.iter().collect::<Vec<_>>()));
        }
    }
    println!("{FOLDS}-fold cross-validation over articles: {}", held.finished());
    for dir in test.iter().flat_map(|test| test.split(',')) {
        let lectures = read(&legation, &[dir.to_string()]);
        let mut figures = Figures::of(&lectures);
        for (stage, table) in stages.iter().enumerate() {
            let lessons = lessons(&legation, &lectures, stage, std::slice::from_ref(table));
            figures.add(&lessons.iter().collect::<Vec<_>>(), &all);
        }
        println!("{dir}: {}", figures.finished());
    }
    if let Some(out) = out {
        let bytes = to_bytes(&all);
        std::fs::write(&out, &bytes).expect("the weights can be written");
        println!("{out}: {} features, {} bytes", all.len(), bytes.len());
    }
}

/// The lessons of all articles at a stage, each with the weights of its fold.
fn lessons(legation: &Legation, lectures: &[Lecture], stage: usize, tables: &[LinearWeights]) -> Vec<Lesson> {
    let of = |(number, lecture): (usize, &Lecture)| {
        let table = &tables[number % tables.len()];
        let known = [Known::Rules, Known::Records(table), Known::Sides(table)][stage];
        lecture.lessons(legation, number, known)
    };
    lectures.iter().enumerate().flat_map(of).collect()
}

/// The lessons of a fold, and those of all others.
fn parts(lessons: &[Lesson], fold: usize) -> (Vec<&Lesson>, Vec<&Lesson>) {
    lessons.iter().partition(|lesson| lesson.article % FOLDS == fold)
}

/// For each fold the weights that all others teach.
fn in_folds(lessons: &[Lesson]) -> Vec<HashMap<u64, f32>> {
    std::thread::scope(|scope| {
        let fold = |fold| scope.spawn(move || fit(&parts(lessons, fold).1));
        let running: Vec<_> = (0..FOLDS).map(fold).collect();
        running.into_iter().map(|thread| thread.join().expect("a fold that ends")).collect()
    })
}

fn to_bytes(weights: &HashMap<u64, f32>) -> Vec<u8> {
    let rows: BTreeMap<u64, Vec<f32>> = weights.iter().map(|(hash, weight)| (*hash, vec![*weight])).collect();
    LinearWeights::to_bytes(&["score".to_string()], &rows)
}

fn table(weights: &HashMap<u64, f32>) -> LinearWeights {
    LinearWeights::from_bytes(&to_bytes(weights)).expect("a sound table")
}

/// What is right of the records of held articles: by the rules, and as judged.
#[derive(Default)]
struct Figures {
    annotated: usize,
    /// Records by the rules and as judged, and those with a partner.
    records: [usize; 2],
    paired: [usize; 2],
    /// Of each word the best type: its rank, whether it is a record, whether that is right.
    kept: HashMap<(usize, Span), (f32, bool, bool)>,
    /// Of the judged records with a partner, whether their sides are right by the rules and as judged.
    sides: BTreeMap<(usize, Span), [bool; 2]>,
    /// Of answers about each other thing: how many, and how many right by the rules and as judged.
    answers: BTreeMap<&'static str, [usize; 3]>,
}

impl Figures {
    fn of(lectures: &[Lecture]) -> Figures {
        Figures { annotated: lectures.iter().map(Lecture::event_count).sum(), ..Figures::default() }
    }

    fn add(&mut self, lessons: &[&Lesson], weights: &HashMap<u64, f32>) {
        for lesson in lessons {
            let score = |features: &Vec<(u64, f32)>| -> f32 {
                features.iter().map(|(hash, x)| weights.get(hash).copied().unwrap_or(0.0) * x).sum()
            };
            let scores: Vec<f32> = lesson.choices.iter().map(score).collect();
            let best = choose(&scores, lesson.is_firm);
            let event = (lesson.article, lesson.trigger);
            let found = [lesson.is_right[0], lesson.is_right[best]];
            match lesson.question {
                Question::Record => {
                    let likelihood = 1.0 / (1.0 + (-scores[0]).exp());
                    self.records[0] += usize::from(lesson.is_ruled);
                    self.paired[0] += usize::from(lesson.is_ruled && lesson.is_right[0]);
                    let ahead = rank(likelihood, lesson.is_ruled);
                    let best = self.kept.entry(event).or_insert((f32::NEG_INFINITY, false, false));
                    if ahead > best.0 {
                        *best = (ahead, is_record(likelihood, lesson.is_ruled), lesson.is_right[0]);
                    }
                }
                Question::Status => self.count("status", found),
                Question::Sector(..) => self.count("sectors", found),
                // As the scorer counts: only where the annotators gave one.
                Question::Mode if lesson.right[0] != "-" => self.count("modes", found),
                Question::Mode => {}
                Question::Side(role) => {
                    let name = match role {
                        Role::Actor => "actors",
                        Role::Recipient => "recipients",
                        Role::Both => "both",
                    };
                    self.count(name, found);
                    let right = self.sides.entry(event).or_insert([true, true]);
                    (0..2).for_each(|at| right[at] &= found[at]);
                }
            }
        }
    }

    fn count(&mut self, what: &'static str, found: [bool; 2]) {
        let counts = self.answers.entry(what).or_default();
        counts[0] += 1;
        (0..2).for_each(|at| counts[at + 1] += usize::from(found[at]));
    }

    /// With the sums over words.
    fn finished(mut self) -> Figures {
        for (_, is_kept, is_right) in self.kept.values() {
            self.records[1] += usize::from(*is_kept);
            self.paired[1] += usize::from(*is_kept && *is_right);
        }
        self
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = |count: usize, all: usize| 100.0 * count as f64 / all.max(1) as f64;
        writeln!(f, "{} annotated events", self.annotated)?;
        for (at, name) in ["by rules", "judged"].iter().enumerate() {
            let (records, paired) = (self.records[at], self.paired[at]);
            let f1 = of(2 * paired, records + self.annotated);
            writeln!(f, "  {name}: P {:.1} R {:.1} F1 {f1:.1}", of(paired, records), of(paired, self.annotated))?;
        }
        let right = |at: usize| self.sides.values().filter(|right| right[at]).count();
        let (count, [ruled, judged]) = (self.sides.len(), [right(0), right(1)]);
        write!(f, "  of {count} judged records: sides {:.1} → {:.1}", of(ruled, count), of(judged, count))?;
        for (what, [count, ruled, judged]) in &self.answers {
            write!(f, ", {what} {:.1} → {:.1}", of(*ruled, *count), of(*judged, *count))?;
        }
        writeln!(f, "; dyad F1 {:.1}", of(2 * judged, self.records[1] + self.annotated))
    }
}
