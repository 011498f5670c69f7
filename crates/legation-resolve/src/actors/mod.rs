//! Who: every mention of a participant, with country, sector and role as of the article's date.
//!
//! Comes in: an article with its analysis and places, the knowledge, the language's words. Goes out: actor mentions in the
//! order of the text. Never here: what they do.

mod bare;
mod describe_names;
pub(crate) mod entity;
mod held;
mod names;
mod nominals;
mod roles;
pub(crate) mod tree;
mod words;

pub use bare::resolve_mention;
pub use words::ActorWords;

use crate::knowledge::Knowledge;
use entity::{Cast, EntityId};
use legation_types::{Actor, ActorMention, Analysis, Article, Date, PlaceMention, TokenId};
pub(crate) use words::Pronoun;

/// All mentions of participants. `at` is the day as of which offices are read.
pub fn resolve_actors(
    article: &Article,
    analysis: &Analysis,
    places: &[PlaceMention],
    knowledge: &Knowledge,
    words: &ActorWords,
    at: Option<Date>,
) -> Vec<ActorMention> {
    let mut resolver = Resolver::new(&article.text, analysis, places, knowledge, words, at);
    resolver.find_names();
    resolver.settle_peoples();
    resolver.settle_held_places();
    resolver.describe_names();
    resolver.read_text();
    resolver.finish()
}

/// Everything at hand while the mentions of one article are resolved.
pub(crate) struct Resolver<'a> {
    pub(crate) tree: tree::Tree<'a>,
    pub(crate) places: &'a [PlaceMention],
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) words: &'a ActorWords,
    pub(crate) at: Option<Date>,
    pub(crate) cast: Cast,
    /// Tokens whose phrase is being resolved, against endless recursion.
    busy: Vec<bool>,
}

impl<'a> Resolver<'a> {
    fn new(
        text: &'a str,
        analysis: &'a Analysis,
        places: &'a [PlaceMention],
        knowledge: &'a Knowledge,
        words: &'a ActorWords,
        at: Option<Date>,
    ) -> Resolver<'a> {
        Resolver {
            tree: tree::Tree::new(analysis, text),
            places,
            knowledge,
            words,
            at,
            cast: Cast::new(analysis.tokens.len()),
            busy: vec![false; analysis.tokens.len()],
        }
    }

    /// Takes a word out of the search for mentions: it is a part of one.
    pub(crate) fn set_aside(&mut self, head: TokenId) {
        self.busy[head.idx()] = true;
    }

    /// Whether an entity is a people without a state, or a region.
    pub(crate) fn is_people(&self, entity: EntityId) -> bool {
        let actor = &self.cast.entities[entity].actor;
        self.knowledge.states.iter().any(|s| s.is_loose && !s.candidates.is_empty() && s.name == actor.name)
    }

    /// Whether an entity is a group of states without a state's standing.
    pub(crate) fn is_region(&self, entity: EntityId) -> bool {
        let actor = &self.cast.entities[entity].actor;
        self.knowledge.states.iter().any(|s| s.is_loose && s.candidates.is_empty() && s.name == actor.name)
    }

    /// The noun phrase of a head from its first modifier, without determiner, on one line.
    pub(crate) fn phrase_text(&self, head: TokenId) -> String {
        let mut start = self.tree.phrase_start(head);
        while start < head && matches!(self.tree.relation(start), "det" | "punct" | "cc" | "case" | "mark") {
            start = TokenId(start.0 + 1);
        }
        one_line(self.tree.analysis.span(start, self.tree.phrase_end(head)).of(self.tree.text))
    }

    fn finish(mut self) -> Vec<ActorMention> {
        let mut drafts = std::mem::take(&mut self.cast.drafts);
        drafts.retain(|d| !d.refs.is_empty());
        drafts.sort_by_key(|d| (d.span.start, std::cmp::Reverse(d.span.end), d.head));
        let mut uses = vec![0u32; self.cast.entities.len()];
        for draft in &drafts {
            if let [only] = draft.refs[..] {
                uses[only] += 1;
            }
        }
        let mut numbers: Vec<Option<u32>> = vec![None; uses.len()];
        let mut next = 0;
        let mut mentions = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let mut chain = None;
            if let [only] = draft.refs[..]
                && uses[only] > 1
            {
                chain = Some(*numbers[only].get_or_insert_with(|| {
                    next += 1;
                    next - 1
                }));
            }
            let actors: Vec<Actor> = draft
                .refs
                .iter()
                .map(|id| {
                    let mut actor = self.cast.entities[*id].actor.clone();
                    if let Some(basis) = draft.basis {
                        actor.basis = basis;
                    }
                    actor
                })
                .collect();
            mentions.push(ActorMention { span: draft.span, head: draft.head, kind: draft.kind, actors, chain });
        }
        mentions
    }
}

/// Words with their line breaks and runs of spaces as single spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
