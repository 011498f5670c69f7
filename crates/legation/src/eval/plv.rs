//! The measure of dyad calls on PLV: which of fifteen root types a source does to a target in a sentence.

use legation_coding::{Codebook, plover_view};
use legation_types::{Article, CodePoints, Event, Participant, Span};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One line of PLV with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlvLine {
    /// Its id.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// Code points of the source.
    pub source_spans: Vec<(u32, u32)>,
    /// Code points of the target.
    pub target_spans: Vec<(u32, u32)>,
    /// The annotated root type; empty where the line is not annotated.
    pub root: String,
}

impl PlvLine {
    /// The sentence as an article, and the first span of source and target in bytes; empty spans where there is none.
    pub fn dyad(&self) -> (Article, Span, Span) {
        let index = CodePoints::new(&self.text);
        let span = |spans: &[(u32, u32)]| {
            spans.first().map_or(Span::new(0, 0), |(start, end)| Span::new(index.byte(*start), index.byte(*end)))
        };
        (Article::new(&self.id, &self.text), span(&self.source_spans), span(&self.target_spans))
    }
}

/// The type of what the source is coded to do to the target, among the events of the sentence: the surest event with
/// words of the source among its actors and words of the target among its recipients, or with both among its actors.
/// Its status is folded into the type, as PLOVER has no statuses: planned help is an agreement.
/// A participant is meant by a span if it stands there, or if its full name shares a word with it ("it": the army).
pub fn coded(events: &[Event], codebook: &Codebook, text: &str, source: Span, target: Span) -> Option<String> {
    let names = |parties: &[Participant], span: Span| {
        let words: Vec<&str> = span.of(text).split_whitespace().collect();
        let is_named = |name: &str| name.split_whitespace().any(|word| word.len() > 3 && words.contains(&word));
        parties.iter().any(|party| party.span.overlaps(span) || is_named(&party.actor.name))
    };
    let fits = |event: &&Event| {
        let is_directed = names(&event.actors, source) && names(&event.recipients, target);
        let is_mutual = event.recipients.is_empty() && names(&event.actors, source) && names(&event.actors, target);
        is_directed || is_mutual
    };
    let surest = events.iter().filter(fits).max_by(|a, b| a.confidence.total_cmp(&b.confidence));
    surest.map(|event| plover_view(event, codebook).event_type)
}

/// Reads lines shaped like `plv_train.jsonl`; `Err` names the line that cannot be read.
pub fn read_plv(jsonl: &str) -> Result<Vec<PlvLine>, String> {
    let lines = jsonl.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| read_line(line).map_err(|why| format!("line {}: {why}", number + 1))).collect()
}

fn read_line(line: &str) -> Result<PlvLine, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let text = |key: &str| value[key].as_str().map(str::to_string).ok_or_else(|| format!("no `{key}`"));
    let spans = |key: &str| -> Vec<(u32, u32)> {
        let list = value[key].as_array().into_iter().flatten();
        list.filter_map(|span| Some((span[0].as_u64()? as u32, span[1].as_u64()? as u32))).collect()
    };
    Ok(PlvLine {
        id: text("id")?,
        text: text("text")?,
        source_spans: spans("source_spans"),
        target_spans: spans("target_spans"),
        root: root(value["gold_root"].as_str().unwrap_or("")).to_string(),
    })
}

/// PLV's root of a PLOVER type: CONCEDE and RETREAT are one root.
pub fn root(event_type: &str) -> &str {
    match event_type {
        "CONCEDE" | "RETREAT" => "YIELD",
        other => other,
    }
}

/// Quad category of a root, 1 to 4: verbal and material cooperation, verbal and material conflict.
fn quad(root: &str) -> u8 {
    match root {
        "AGREE" | "CONSULT" | "SUPPORT" => 1,
        "AID" | "COOPERATE" | "YIELD" => 2,
        "REQUEST" | "REJECT" | "ACCUSE" | "THREATEN" => 3,
        "PROTEST" | "SANCTION" | "MOBILIZE" | "COERCE" | "ASSAULT" => 4,
        _ => 0,
    }
}

/// Figures of PLV, in percent.
#[derive(Clone, Debug, PartialEq)]
pub struct PlvScores {
    /// Lines measured.
    pub lines: usize,
    /// Mean F1 over the annotated roots.
    pub macro_f1: f64,
    /// Share of lines whose root is right.
    pub accuracy: f64,
    /// Mean F1 over the quad categories.
    pub quad: f64,
    /// Mean F1 over cooperation and conflict.
    pub binary: f64,
    /// F1 of each root, with how many lines have it.
    pub by_root: BTreeMap<String, (f64, usize)>,
}

impl fmt::Display for PlvScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} lines", self.lines)?;
        writeln!(f, "  root macro F1  {:5.1}", self.macro_f1)?;
        writeln!(f, "  root accuracy  {:5.1}", self.accuracy)?;
        writeln!(f, "  quad macro F1  {:5.1}", self.quad)?;
        writeln!(f, "  binary F1      {:5.1}", self.binary)?;
        for (root, (f1, of)) in &self.by_root {
            writeln!(f, "    {root:12} {f1:5.1}  of {of}")?;
        }
        Ok(())
    }
}

/// Scores answers (PLOVER types; `None` is an abstention and counts as an error) against annotated roots.
pub fn score(answers: &[(String, Option<String>)]) -> PlvScores {
    let roots: Vec<(&str, &str)> =
        answers.iter().map(|(gold, given)| (root(gold), given.as_deref().map_or("", root))).collect();
    let quads: Vec<(u8, u8)> = roots.iter().map(|(gold, given)| (quad(gold), quad(given))).collect();
    // Roots of categories 1 and 2 are cooperation; an abstention is neither.
    let side = |quad: u8| if quad == 0 { 0 } else { 1 + u8::from(quad > 2) };
    let sides: Vec<(u8, u8)> = quads.iter().map(|(gold, given)| (side(*gold), side(*given))).collect();
    let by_root = f1s(&roots);
    let right = roots.iter().filter(|(gold, given)| gold == given).count();
    PlvScores {
        lines: answers.len(),
        macro_f1: mean(&by_root),
        accuracy: 100.0 * right as f64 / answers.len().max(1) as f64,
        quad: mean(&f1s(&quads)),
        binary: mean(&f1s(&sides)),
        by_root: by_root.into_iter().map(|(name, value)| (name.to_string(), value)).collect(),
    }
}

fn mean<T>(f1s: &BTreeMap<T, (f64, usize)>) -> f64 {
    f1s.values().map(|(f1, _)| f1).sum::<f64>() / f1s.len().max(1) as f64
}

/// F1 of every class that is annotated.
fn f1s<T: Ord + Copy>(pairs: &[(T, T)]) -> BTreeMap<T, (f64, usize)> {
    let classes: BTreeSet<T> = pairs.iter().map(|(gold, _)| *gold).collect();
    let one = |class: T| {
        let gold = pairs.iter().filter(|(g, _)| *g == class).count();
        let given = pairs.iter().filter(|(_, s)| *s == class).count();
        let hits = pairs.iter().filter(|(g, s)| *g == class && *s == class).count();
        (200.0 * hits as f64 / (gold + given).max(1) as f64, gold)
    };
    classes.into_iter().map(|class| (class, one(class))).collect()
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn abstentions_count_as_errors_and_yield_is_one_root() {
        let answer = |gold: &str, given: Option<&str>| (gold.to_string(), given.map(str::to_string));
        let scores =
            score(&[answer("YIELD", Some("RETREAT")), answer("ASSAULT", None), answer("ASSAULT", Some("ASSAULT"))]);
        assert_eq!(scores.by_root["YIELD"].0, 100.0);
        assert!((scores.by_root["ASSAULT"].0 - 200.0 / 3.0).abs() < 1e-9);
    }
}
