//! What `training/attribution` needs: the features of an article, as the program itself computes them.

pub use crate::scorer::{CUE_ROWS, LABEL_ROWS, LABELS, Row, STEP_ROWS, Weights};

use crate::LanguageRules;
use crate::attribution::{Context, features::Facts, quotations};
use crate::tree::Tree;
use legation_types::{Analysis, Article, Span};

/// The features of one article.
pub struct Features {
    /// For each word, rows of the table of cues; `None` for words that are never cues.
    pub cues: Vec<Option<Vec<u32>>>,
    /// For each cue asked for, its row.
    pub rows: Vec<Row>,
}

/// The features of an article, with a row for each of the cues (indices of words).
pub fn features(article: &Article, analysis: &Analysis, rules: &LanguageRules, cues: &[usize]) -> Features {
    let tree = Tree::new(analysis);
    let quotations = quotations(&article.text, &rules.attribution);
    let context = Context { article, tree: &tree, rules, quotations };
    let facts = Facts::new(&context);
    Features {
        cues: (0..tree.len()).map(|word| facts.cue(word)).collect(),
        rows: cues.iter().map(|cue| facts.row(*cue)).collect(),
    }
}

/// The word of a cue by which it is known: the one whose head stands outside of the cue, verbs first.
pub fn cue_head(analysis: &Analysis, cue: Span) -> Option<usize> {
    let first = analysis.tokens.partition_point(|t| t.span.end <= cue.start);
    let end = analysis.tokens.partition_point(|t| t.span.start < cue.end);
    let is_outside = |w: &usize| analysis.tokens[*w].head.is_none_or(|h| h.idx() < first || h.idx() >= end);
    let rank = |w: &usize| match analysis.tokens[*w].upos {
        legation_types::Upos::Verb => 0,
        legation_types::Upos::Punct => 2,
        _ => 1,
    };
    (first..end).filter(is_outside).min_by_key(rank)
}
