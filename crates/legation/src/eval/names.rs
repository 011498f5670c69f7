//! Names on a data set's own words.
//!
//! Comes in: columns as in CoNLL-2003 (word first, tag last: IOB1, IOB2 or BIOES; a blank line ends a sentence;
//! `-DOCSTART-` begins an article, `#` lines are skipped), or UNER's tab-separated rows (number, word, tag, …). Goes out: F1 of whole
//! names with their types. Types that the data set does not have are left out of the count.

use legation_analysis::model::Model;
use legation_analysis::{AnalysisResources, settle_surnames};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A sentence with its names: first word, last word, type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamedSentence {
    /// The words.
    pub forms: Vec<String>,
    /// Whether an article begins with it.
    pub is_first: bool,
    /// Names, by first and last word (inclusive) and type (`PER`).
    pub names: BTreeSet<(usize, usize, String)>,
}

/// Names in both, found, and in the data set; by type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NameScores {
    /// For each type: in both, found, in the data set.
    pub types: BTreeMap<String, [usize; 3]>,
}

impl NameScores {
    /// Precision, recall and F1 in per cent over all types.
    pub fn total(&self) -> (f64, f64, f64) {
        figures(self.types.values().fold([0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]))
    }
}

/// Reads annotated sentences; a line with too few columns is an error with its number.
pub fn read_named(text: &str) -> Result<Vec<NamedSentence>, String> {
    // Where articles are not marked, every sentence is one.
    let has_articles = text.lines().any(|line| line.starts_with("-DOCSTART-"));
    let (mut out, mut forms, mut tags, mut is_first) = (Vec::new(), Vec::new(), Vec::new(), true);
    for (number, line) in text.lines().chain(std::iter::once("")).enumerate() {
        let line = line.trim_end();
        is_first |= line.starts_with("-DOCSTART-");
        if line.starts_with("# ") || line.starts_with("-DOCSTART-") {
            continue;
        }
        if line.is_empty() {
            if !forms.is_empty() {
                out.push(NamedSentence { is_first, names: spans(&tags), forms: std::mem::take(&mut forms) });
                tags.clear();
                is_first = !has_articles;
            }
            continue;
        }
        let tabbed: Vec<&str> = line.split('\t').collect();
        let (form, tag) = if tabbed.len() >= 3 && tabbed[0].chars().all(|c| c.is_ascii_digit()) {
            (tabbed[1], tabbed[2])
        } else {
            let mut cells = line.split_whitespace();
            match (cells.next(), cells.next_back()) {
                (Some(form), Some(tag)) => (form, tag),
                _ => return Err(format!("line {}: expected a word and a tag", number + 1)),
            }
        };
        forms.push(form.to_string());
        tags.push(tag.to_string());
    }
    Ok(out)
}

/// Names of a row of tags.
fn spans(tags: &[String]) -> BTreeSet<(usize, usize, String)> {
    let mut out = BTreeSet::new();
    let mut running: Option<(usize, String)> = None;
    for (i, tag) in tags.iter().map(String::as_str).chain(std::iter::once("O")).enumerate() {
        let (part, kind) = tag.split_once('-').unwrap_or(("O", ""));
        let goes_on = matches!(part, "I" | "E") && running.as_ref().is_some_and(|(_, k)| k == kind);
        if !goes_on {
            if let Some((first, kind)) = running.take() {
                out.insert((first, i - 1, kind));
            }
            if part != "O" && kind != "O" {
                running = Some((i, kind.to_string()));
            }
        }
    }
    out
}

/// Counts how far what is found agrees with a data set, article by article.
pub fn evaluate_names(gold: &[NamedSentence], model: &Model) -> NameScores {
    let known: BTreeSet<&str> = gold.iter().flat_map(|s| s.names.iter().map(|(_, _, kind)| kind.as_str())).collect();
    let mut scores = NameScores::default();
    let forms: Vec<Vec<&str>> = gold.iter().map(|s| s.forms.iter().map(String::as_str).collect()).collect();
    let mut names = Vec::with_capacity(gold.len());
    for part in forms.chunks(512) {
        names.extend(model.annotate(part).into_iter().map(|annotation| annotation.names));
    }
    let mut first = 0;
    for part in gold.chunk_by(|_, next| !next.is_first) {
        let stretch = first..first + part.len();
        first = stretch.end;
        settle_surnames(&forms[stretch.clone()], &mut names[stretch.clone()]);
        for (sentence, names) in part.iter().zip(&names[stretch]) {
            let found: BTreeSet<(usize, usize, String)> =
                names.iter().map(|(first, last, kind)| (*first, *last, kind.as_str().to_string())).collect();
            for name in &sentence.names {
                scores.types.entry(name.2.clone()).or_default()[2] += 1;
            }
            for name in found.iter().filter(|name| known.contains(name.2.as_str())) {
                let counts = scores.types.entry(name.2.clone()).or_default();
                counts[1] += 1;
                counts[0] += usize::from(sentence.names.contains(name));
            }
        }
    }
    scores
}

/// The figures as lines of text.
pub fn report(text: &str, resources: &AnalysisResources) -> Result<String, String> {
    let gold = read_named(text)?;
    let scores = evaluate_names(&gold, resources.model());
    let mut out = format!("sentences {}\n\ntype   names   precision  recall  F1\n", gold.len());
    let mut line = |name: &str, count: usize, (precision, recall, f1): (f64, f64, f64)| {
        let _ = writeln!(out, "{name:<5} {count:>6} {precision:>10.2} {recall:>8.2} {f1:>6.2}");
    };
    for (name, counts) in &scores.types {
        line(name, counts[2], figures(*counts));
    }
    line("all", scores.types.values().map(|c| c[2]).sum(), scores.total());
    Ok(out)
}

fn figures([both, found, gold]: [usize; 3]) -> (f64, f64, f64) {
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
    (share(both, found), share(both, gold), share(2 * both, found + gold))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tag_schemes_give_the_same_names() {
        let expected: BTreeSet<(usize, usize, String)> = [(0, 1, "PER".to_string()), (2, 2, "LOC".to_string())].into();
        for tags in
            [["I-PER", "I-PER", "I-LOC", "O"], ["B-PER", "I-PER", "B-LOC", "O"], ["B-PER", "E-PER", "S-LOC", "O"]]
        {
            let text: String =
                ["Ana", "Ode", "Bern", "."].iter().zip(tags).map(|(w, t)| format!("{w} X {t}\n")).collect();
            let read = read_named(&format!("-DOCSTART- -X- O\n\n{text}\n")).unwrap();
            assert_eq!((read.len(), &read[0].names), (1, &expected));
        }
        let uner = "# text = Ana left\n1\tAna\tB-PER\t-\tx\n2\tleft\tB-O\t-\tx\n";
        assert_eq!(read_named(uner).unwrap()[0].names, [(0, 0, "PER".to_string())].into());
    }

    #[test]
    fn a_line_without_a_tag_is_named() {
        assert_eq!(read_named("Ana O\nOde\n"), Err("line 2: expected a word and a tag".to_string()));
    }
}
