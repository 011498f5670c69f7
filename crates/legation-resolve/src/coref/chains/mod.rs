//! Which phrases of an article mean the same thing, participants or not: rule sieves, the surest first.
//!
//! Comes in: the analysis and the mentions of participants. Goes out: chains of whole noun phrases and pronouns. The order of
//! the sieves follows Lee et al. (2013), "Deterministic Coreference Resolution Based on Entity-Centric, Precision-Ranked
//! Rules": names, then definite phrases, then pronouns, each looking at all that is known of a chain so far.

mod alike;
mod clusters;
mod phrases;
mod pronouns;
mod speakers;

use crate::ResolveResources;
use crate::actors::tree::Tree;
use clusters::Clusters;
use legation_types::{Analysis, Article, MentionKind, Mentions, Span, TokenId};
use phrases::{Phrase, PhraseKind};

/// The chains of at least two phrases, in the order of their first ones. A phrase is taken whole: determiner, modifiers,
/// relative clauses and a genitive ending belong to it.
pub fn coreference(
    article: &Article,
    analysis: &Analysis,
    mentions: &Mentions,
    resources: &ResolveResources,
) -> Vec<Vec<Span>> {
    let tree = Tree::new(analysis, &article.text);
    let phrases = phrases::find(&tree, resources);
    let clusters = Clusters::new(phrases.len());
    let mut sieves = Sieves { tree, phrases, clusters, resources };
    sieves.link_participants(mentions);
    sieves.link_names();
    sieves.link_definites();
    sieves.link_pronouns();
    sieves.link_speakers();
    sieves.chains()
}

/// What the sieves work on.
struct Sieves<'a> {
    tree: Tree<'a>,
    /// In the order of the text, wider ones first.
    phrases: Vec<Phrase>,
    clusters: Clusters,
    resources: &'a ResolveResources,
}

impl Sieves<'_> {
    /// Names that the knowledge or the article showed to mean the same participant: "Putin" and "the Russian president
    /// Vladimir Putin", "US" and "America". Descriptions are left to the rules here, which see the whole phrase.
    fn link_participants(&mut self, mentions: &Mentions) {
        let mut first_of: Vec<Option<usize>> = Vec::new();
        for mention in &mentions.actors {
            let (Some(chain), MentionKind::Name) = (mention.chain, mention.kind) else { continue };
            let Some(phrase) = self.headed_by(mention.head).filter(|p| self.phrases[*p].kind == PhraseKind::Name)
            else {
                continue;
            };
            let chain = chain as usize;
            if first_of.len() <= chain {
                first_of.resize(chain + 1, None);
            }
            let first = *first_of[chain].get_or_insert(phrase);
            self.clusters.join(first, phrase);
        }
    }

    /// The phrase with this head, coordinations left out.
    fn headed_by(&self, head: TokenId) -> Option<usize> {
        self.phrases.iter().position(|p| p.head == head && p.kind != PhraseKind::Row)
    }

    fn sentence(&self, phrase: usize) -> usize {
        self.tree.sentence(self.phrases[phrase].head)
    }

    fn chains(&self) -> Vec<Vec<Span>> {
        let mut chains: Vec<Vec<Span>> = Vec::new();
        for members in self.clusters.all() {
            let mut spans: Vec<Span> = members
                .iter()
                .map(|m| self.tree.analysis.span(self.phrases[*m].first, self.phrases[*m].last))
                .collect();
            spans.sort();
            spans.dedup();
            if spans.len() > 1 {
                chains.push(spans);
            }
        }
        chains.sort();
        chains
    }
}
