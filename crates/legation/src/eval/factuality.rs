//! Measures factuality: Pearson's r, mean absolute error, and macro F1 of three classes (not, unsure, happened).
//!
//! Comes in: lines `{"text", "targets": [{start, end, factuality}]}` with values from −3 to 3, offsets in code points,
//! and what was found for each target. Goes out: the figures.

use crate::{DataErrors, Legation};
use legation_types::{Article, CodePoints};
use serde_json::Value;
use std::fmt::Write;

/// Pairs of the right value and the one found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FactualityScores {
    /// (gold, found), in the order of the file.
    pub pairs: Vec<(f64, f64)>,
    /// Targets for which nothing was found; they count as 3, what a plain statement means.
    pub missed: usize,
}

impl FactualityScores {
    /// Pearson's r; 0 where one side does not vary.
    pub fn correlation(&self) -> f64 {
        let count = self.pairs.len().max(1) as f64;
        let (mean_gold, mean_found) =
            (self.pairs.iter().map(|p| p.0).sum::<f64>() / count, self.pairs.iter().map(|p| p.1).sum::<f64>() / count);
        let (mut both, mut gold, mut found) = (0.0, 0.0, 0.0);
        for (g, f) in &self.pairs {
            both += (g - mean_gold) * (f - mean_found);
            gold += (g - mean_gold).powi(2);
            found += (f - mean_found).powi(2);
        }
        if gold > 0.0 && found > 0.0 { both / (gold * found).sqrt() } else { 0.0 }
    }

    /// Mean of the F1 of the three classes below −1, −1 to 1, above 1.
    pub fn macro_f1(&self) -> f64 {
        let class = |value: f64| if value > 1.0 { 2 } else { usize::from(value >= -1.0) };
        let f1 = |which: usize| {
            let right = self.pairs.iter().filter(|(g, f)| class(*g) == which && class(*f) == which).count() as f64;
            let all = self.pairs.iter().map(|(g, f)| usize::from(class(*g) == which) + usize::from(class(*f) == which));
            let all: usize = all.sum();
            if all == 0 { 0.0 } else { 2.0 * right / all as f64 }
        };
        (f1(0) + f1(1) + f1(2)) / 3.0
    }

    /// Mean absolute error.
    pub fn error(&self) -> f64 {
        self.pairs.iter().map(|(g, f)| (g - f).abs()).sum::<f64>() / self.pairs.len().max(1) as f64
    }

    /// The figures, for a person to read.
    pub fn report(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "{} targets, {} not found\nPearson r {:.3}  three-way macro F1 {:.1}  mean absolute error {:.2}",
            self.pairs.len(),
            self.missed,
            self.correlation(),
            100.0 * self.macro_f1(),
            self.error()
        );
        out
    }
}

/// Compares what `predict` gives for the targets of each line (its text, and the code points where they begin) with the
/// annotation. Lines that are not JSON are passed over.
pub fn evaluate(lines: &str, mut predict: impl FnMut(&str, &[u32]) -> Vec<Option<f32>>) -> FactualityScores {
    let mut scores = FactualityScores::default();
    for record in lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let targets = record["targets"].as_array().map_or(&[][..], Vec::as_slice);
        let gold: Vec<(u32, f64)> =
            targets.iter().filter_map(|t| Some((t["start"].as_u64()? as u32, t["factuality"].as_f64()?))).collect();
        let starts: Vec<u32> = gold.iter().map(|(start, _)| *start).collect();
        let found = predict(record["text"].as_str().unwrap_or(""), &starts);
        for (idx, (_, value)) in gold.iter().enumerate() {
            let guess = found.get(idx).copied().flatten();
            scores.missed += usize::from(guess.is_none());
            scores.pairs.push((*value, f64::from(guess.unwrap_or(3.0))));
        }
    }
    scores
}

/// The figures of the program itself on annotated lines.
///
/// # Errors
/// What is wrong with the program's data.
pub fn report(lines: &str, legation: &Legation) -> Result<String, DataErrors> {
    legation.analysis()?;
    legation.language()?;
    let scores = evaluate(lines, |text, starts| {
        let article = Article::new("", text);
        let Ok((analysis, _, statements)) = legation.statements(&article) else { return Vec::new() };
        let index = CodePoints::new(text);
        let value = |start: &u32| {
            let word = analysis.token_at(index.byte(*start))?;
            let span = analysis.token(word).span;
            let statement = legation_statements::statement_in(span, &analysis, &statements)?;
            Some(legation_statements::factuality(statement, &analysis))
        };
        starts.iter().map(value).collect()
    });
    Ok(scores.report())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"text": "They met but did not agree.", "targets": [{"start": 5, "end": 8, "factuality": 3.0}, {"start": 21, "end": 26, "factuality": -2.5}]}"#;

    #[test]
    fn figures_of_a_right_and_a_wrong_answer() {
        let right = evaluate(LINE, |_, starts| starts.iter().map(|s| Some(if *s == 5 { 3.0 } else { -3.0 })).collect());
        assert!(right.correlation() > 0.99);
        assert!((right.macro_f1() - 2.0 / 3.0).abs() < 1e-9);
        let none = evaluate(LINE, |_, _| vec![]);
        assert_eq!((none.missed, none.correlation()), (2, 0.0));
    }
}
