//! What the codebook has no word for: frequent predicates with political participants.

use crate::codebook::Codebook;
use crate::matching::is_political;
use crate::view::View;
use legation_types::{Analysis, Article, Mentions, SentenceKind, Statements, TriggerKind};
use std::collections::BTreeMap;

/// Predicates that no reading names, counted over the articles given to [`Coverage::add`].
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    gaps: BTreeMap<(String, TriggerKind), (u32, String)>,
}

/// A predicate that no reading names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Its lemma.
    pub lemma: String,
    /// Verb, noun or adjective.
    pub kind: TriggerKind,
    /// How often it stood with a political participant.
    pub count: u32,
    /// The first sentence in which it did.
    pub example: String,
}

impl Coverage {
    /// Counts the predicates of one article.
    pub fn add(
        &mut self,
        article: &Article,
        analysis: &Analysis,
        mentions: &Mentions,
        statements: &Statements,
        codebook: &Codebook,
    ) {
        let view = View::new(article, analysis, mentions, statements);
        for statement in &statements.statements {
            let sentence = &analysis.sentences[analysis.sentence_of(statement.trigger)];
            let lemma = view.lemma(statement.trigger);
            if sentence.kind == SentenceKind::Chrome || codebook.by_lemma.contains_key(lemma.as_ref()) {
                continue;
            }
            let is_taken = statement.arguments.iter().any(|argument| {
                let mention = view.mention(argument.head);
                mention.is_some_and(|m| m.actors.iter().any(|actor| is_political(codebook, actor, false)))
            });
            if is_taken {
                let sentence = || sentence.span.of(&article.text).to_string();
                let gap = self.gaps.entry((lemma.into_owned(), statement.kind));
                gap.or_insert_with(|| (0, sentence())).0 += 1;
            }
        }
    }

    /// The gaps, most frequent first.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = self
            .gaps
            .iter()
            .map(|((lemma, kind), (count, example))| Gap {
                lemma: lemma.clone(),
                kind: *kind,
                count: *count,
                example: example.clone(),
            })
            .collect();
        gaps.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.lemma, a.kind).cmp(&(&b.lemma, b.kind))));
        gaps
    }
}
