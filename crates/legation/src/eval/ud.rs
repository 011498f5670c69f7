//! Tags, lemmas and trees on a treebank's own words.
//!
//! Comes in: CoNLL-U. Goes out: the share of words that are right, in per cent. UAS and LAS as in the CoNLL 2018
//! shared task: every word counts, punctuation too; LAS compares relations without their subtypes.

use legation_analysis::model::{Model, SentenceAnnotation};
use legation_analysis::{AnalysisResources, ConlluSentence, read_conllu};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Words that are right, layer by layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UdScores {
    /// Words in the treebank.
    pub words: usize,
    /// Parts of speech.
    pub upos: usize,
    /// Features, all of a word together.
    pub feats: usize,
    /// Lemmas; words whose lemma the treebank leaves open count as right.
    pub lemmas: usize,
    /// Heads.
    pub uas: usize,
    /// Heads and relations without subtypes.
    pub las: usize,
    /// Heads and relations with subtypes.
    pub full_las: usize,
    /// Of each relation: words in the treebank that have it, and those of them with head and relation right.
    pub relations: BTreeMap<String, (usize, usize)>,
}

impl UdScores {
    /// A count as a share of the words, in per cent.
    pub fn percent(&self, count: usize) -> f64 {
        if self.words == 0 { 0.0 } else { 100.0 * count as f64 / self.words as f64 }
    }

    fn add(&mut self, gold: &ConlluSentence, found: &SentenceAnnotation) {
        for (i, word) in gold.words.iter().enumerate() {
            let upos = found.upos.get(i).copied().flatten().map_or("_", |u| u.as_str());
            let deprel = found.deprels.get(i).map_or("", String::as_str);
            let head = found.heads.get(i).copied().flatten().map_or(0, |h| h + 1);
            let is_attached = head == word.head;
            let is_related = is_attached && universal(deprel) == universal(&word.deprel);
            let (all, right) = self.relations.entry(universal(&word.deprel).to_string()).or_default();
            *all += 1;
            *right += usize::from(is_related);
            self.words += 1;
            self.upos += usize::from(upos == word.upos);
            self.feats += usize::from(found.feats.get(i).is_some_and(|f| f == open(&word.feats)));
            self.lemmas += usize::from(word.lemma == "_" || found.lemmas.get(i) == Some(&word.lemma));
            self.uas += usize::from(is_attached);
            self.las += usize::from(is_related);
            self.full_las += usize::from(is_attached && deprel == word.deprel);
        }
    }
}

/// Counts how far the model agrees with a treebank on the treebank's own words.
pub fn evaluate_trees(gold: &[ConlluSentence], model: &Model) -> UdScores {
    let mut scores = UdScores::default();
    // In portions, so that a large treebank need not be held twice.
    for part in gold.chunks(512) {
        let forms: Vec<Vec<&str>> = part.iter().map(|s| s.words.iter().map(|w| w.form.as_str()).collect()).collect();
        for (sentence, annotation) in part.iter().zip(model.annotate(&forms)) {
            scores.add(sentence, &annotation);
        }
    }
    scores
}

/// The figures as lines of text.
pub fn report(conllu: &str, resources: &AnalysisResources) -> Result<String, String> {
    let scores = evaluate_trees(&read_conllu(conllu)?, resources.model());
    let mut out = String::new();
    let _ = writeln!(out, "words     {:>7}", scores.words);
    for (name, count) in [
        ("UPOS", scores.upos),
        ("feats", scores.feats),
        ("lemma", scores.lemmas),
        ("UAS", scores.uas),
        ("LAS", scores.las),
        ("LAS+sub", scores.full_las),
    ] {
        let _ = writeln!(out, "{name:<9} {:>7.2}", scores.percent(count));
    }
    let _ = writeln!(out, "\nrelation     words  LAS");
    let mut relations: Vec<_> = scores.relations.iter().collect();
    relations.sort_by_key(|(name, (all, _))| (std::cmp::Reverse(*all), name.as_str()));
    for (name, (all, right)) in relations {
        let _ = writeln!(out, "{name:<12} {all:>5} {:>6.2}", 100.0 * *right as f64 / *all as f64);
    }
    Ok(out)
}

/// A relation without its subtype.
fn universal(deprel: &str) -> &str {
    deprel.split(':').next().unwrap_or("")
}

/// CoNLL-U's `_` as the empty text.
fn open(value: &str) -> &str {
    if value == "_" { "" } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use legation_types::Upos;

    #[test]
    fn what_counts_as_right() {
        let gold = read_conllu(
            "1\tTalks\ttalk\tNOUN\tNNS\tNumber=Plur\t2\tnsubj:pass\t_\t_\n\
             2\tended\tend\tVERB\tVBD\t_\t0\troot\t_\t_\n\n",
        )
        .unwrap();
        let found = SentenceAnnotation {
            upos: vec![Some(Upos::Noun), Some(Upos::Aux)],
            feats: vec!["Number=Plur".into(), String::new()],
            lemmas: vec!["talks".into(), "end".into()],
            heads: vec![Some(1), None],
            deprels: vec!["nsubj".into(), "root".into()],
            ..SentenceAnnotation::default()
        };
        let mut scores = UdScores::default();
        scores.add(&gold[0], &found);
        let counts = [scores.words, scores.upos, scores.feats, scores.lemmas, scores.uas, scores.las, scores.full_las];
        assert_eq!(counts, [2, 1, 2, 1, 2, 2, 1]);
    }
}
