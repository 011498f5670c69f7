//! Who says what: sources, cues and contents over the whole article.

mod carrying;
mod completing;
mod extent;
pub(crate) mod features;
mod learned;
mod lines;
mod quotation;
mod rules;
mod vouching;

pub(crate) use quotation::quotations;
pub(crate) use vouching::{Holders, Vouching};

use crate::frames::Frames;
use crate::rules::LanguageRules;
use crate::tree::{Tree, Word};
use legation_types::{Article, Attribution, AttributionKind, Mentions, Span};
use rustc_hash::FxHashSet;

/// What attribution looks at.
pub(crate) struct Context<'a> {
    pub(crate) article: &'a Article,
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) rules: &'a LanguageRules,
    /// Quotations of the article, whole, marks included.
    pub(crate) quotations: Vec<Span>,
}

impl Context<'_> {
    /// The quotation that holds a span.
    pub(crate) fn quotation_at(&self, span: Span) -> Option<Span> {
        let idx = self.quotations.partition_point(|q| q.end < span.end);
        self.quotations.get(idx).copied().filter(|q| q.contains(span))
    }

    /// The quotations that share words with a span or lie next to it.
    pub(crate) fn quotations_near(&self, span: Span) -> &[Span] {
        let first = self.quotations.partition_point(|q| q.end < span.start).saturating_sub(1);
        let end = self.quotations.partition_point(|q| q.start <= span.end);
        &self.quotations[first..(end + 1).min(self.quotations.len())]
    }
}

/// An attribution by its words, before it becomes spans.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// The word by which the cue is known.
    pub(crate) cue_head: Word,
    pub(crate) source_head: Option<Word>,
    pub(crate) source: Vec<Word>,
    pub(crate) cue: Vec<Word>,
    pub(crate) content: Vec<Word>,
}

/// All attributions with the class of their cue, in the order of their cues, and which words they hold.
pub(crate) fn attributions(
    context: &Context,
    frames: &Frames,
    mentions: &Mentions,
) -> (Vec<Attribution>, Vec<String>, Holders) {
    let by_layout = lines::find(context, mentions);
    let mut found = match &context.rules.weights {
        Some(weights) => learned::find(context, weights),
        None => rules::find(context, frames),
    };
    // What the layout of a line shows is sure.
    let is_by_layout: FxHashSet<Word> = by_layout.iter().flat_map(|f| f.cue.clone()).collect();
    found.retain(|f| !f.cue.iter().any(|word| is_by_layout.contains(word)));
    found.extend(by_layout);
    if context.rules.weights.is_some() {
        // What the weights, trained on whole relations, leave out.
        let is_cue: FxHashSet<Word> = found.iter().flat_map(|f| f.cue.clone()).collect();
        let nouns = rules::told_by_nouns(context, frames).into_iter().chain(completing::unsigned(context, frames));
        let others = rules::nested(context, frames, &found).into_iter().chain(rules::told_by_phrases(context));
        found.extend(nouns.chain(others).filter(|f| !is_cue.contains(&f.cue_head)));
    }
    found.iter_mut().for_each(|f| completing::complete(context, frames, f));
    found.sort_by_key(|f| f.cue_head);
    found.extend(carrying::carried(context, &found));
    found.sort_by_key(|f| f.cue_head);
    let mut all: Vec<(Attribution, String)> = Vec::new();
    let mut cue_heads = Vec::new();
    for f in &found {
        let content = extent::extend(context, f, spans(context, &f.content));
        if content.is_empty() || f.cue.is_empty() && f.source.is_empty() {
            continue;
        }
        let source = spans(context, &f.source);
        let attribution = Attribution {
            source: source.first().map(|first| source.iter().fold(*first, |a, b| a.cover(*b))),
            source_head: f.source_head.map(|w| legation_types::TokenId(w as u32)),
            cue: spans(context, &f.cue),
            cue_head: legation_types::TokenId(f.cue_head as u32),
            kind: kind(context, f, &content),
            content,
            within: None,
        };
        all.push((attribution, class(context, f, is_by_layout.contains(&f.cue_head))));
        cue_heads.push(f.cue_head);
    }
    let (mut attributions, classes): (Vec<Attribution>, Vec<String>) = all.into_iter().unzip();
    let holders = Holders::new(context.tree.analysis, &attributions);
    for (idx, cue) in cue_heads.into_iter().enumerate() {
        attributions[idx].within = holders.of(cue).iter().copied().find(|other| *other as usize != idx);
    }
    (attributions, classes, holders)
}

/// Words in the order of the text as spans: neighbours joined.
fn spans(context: &Context, words: &[Word]) -> Vec<Span> {
    let mut sorted = words.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut out: Vec<(Word, Word)> = Vec::new();
    for word in sorted {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == word => *last = word,
            _ => out.push((word, word)),
        }
    }
    out.into_iter().map(|(first, last)| context.tree.span(first, last)).collect()
}

fn kind(context: &Context, found: &Found, content: &[Span]) -> AttributionKind {
    let text = &context.article.text;
    let quoted: u32 = content
        .iter()
        .map(|s| {
            context
                .quotations_near(*s)
                .iter()
                .map(|q| s.end.min(q.end).saturating_sub(s.start.max(q.start)))
                .sum::<u32>()
        })
        .sum();
    let letters: u32 =
        content.iter().map(|s| s.of(text).trim_matches(|c: char| !c.is_alphanumeric()).len() as u32).sum();
    if quoted >= letters && quoted > 0 {
        return AttributionKind::Direct;
    }
    if quoted > 0 {
        return AttributionKind::Mixed;
    }
    let rules = &context.rules.attribution;
    match found.source_head.map(|w| context.tree.lemma(w).to_lowercase()) {
        None => AttributionKind::Unnamed,
        Some(lemma) if rules.unnamed.contains(&lemma) => AttributionKind::Unnamed,
        Some(lemma) if rules.documents.contains(&lemma) => AttributionKind::Document,
        Some(_) => AttributionKind::Indirect,
    }
}

/// The class of a cue in the language folder; empty where its word is in none. A colon or dash has one only where the
/// layout shows it to be a cue: "Turkey: police arrest 40" names a topic.
fn class(context: &Context, found: &Found, is_by_layout: bool) -> String {
    let rules = &context.rules.attribution;
    let lemma = |w: &Word| context.tree.lemma(*w).to_lowercase();
    let head = lemma(&found.cue_head);
    // "Called for": the verb with the preposition of what it is about.
    let with_preposition = context.tree.children_by(found.cue_head, "obl").find_map(|k| {
        let marker = context.tree.marker(k, "case");
        rules.verbs.get(&format!("{head}_{marker}"))
    });
    if let Some(class) = with_preposition {
        return class.clone();
    }
    let joined = rules::joined_lemmas(context.tree, &found.cue);
    let text = context.article.text.as_str();
    let as_told = found.cue.iter().map(|w| context.tree.token(*w).span.of(text).to_lowercase());
    let as_told = as_told.collect::<Vec<_>>().join("_");
    rules
        .verbs
        .get(&head)
        .or_else(|| rules.nouns.get(&head))
        .or_else(|| rules.adverbs.get(&head))
        .or_else(|| rules.prepositions.get(&joined))
        .or_else(|| rules.prepositions.get(&as_told))
        .or_else(|| rules.punctuation.get(&head).filter(|_| is_by_layout))
        .cloned()
        .unwrap_or_default()
}
