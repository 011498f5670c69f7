//! Who the article speaks of: one entity for all mentions of the same participant.

use crate::knowledge::Gender;
use legation_types::{Actor, Basis, CountryCode, MentionKind, Span, TokenId};

/// Index into [`Cast::entities`].
pub(crate) type EntityId = usize;

/// A participant of the article.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub actor: Actor,
    /// Words by which it was named, normalised; the fullest first.
    pub names: Vec<String>,
    /// Head lemmas of descriptions of it: "envoy".
    pub lemmas: Vec<String>,
    pub gender: Option<Gender>,
    pub is_plural: bool,
    /// Whether it came from the knowledge or an explicit description, so that it needs no guess.
    pub is_settled: bool,
}

/// Words that refer to entities.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub span: Span,
    pub first: TokenId,
    pub last: TokenId,
    pub head: TokenId,
    pub kind: MentionKind,
    pub refs: Vec<EntityId>,
    /// How this mention was resolved, where that differs from how its entity was.
    pub basis: Option<Basis>,
}

/// All entities and mentions found so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cast {
    pub entities: Vec<Entity>,
    pub drafts: Vec<Draft>,
    /// For each token the draft that it heads.
    pub heads: Vec<Option<usize>>,
}

impl Cast {
    pub(crate) fn new(tokens: usize) -> Cast {
        Cast { heads: vec![None; tokens], ..Cast::default() }
    }

    pub(crate) fn add(&mut self, entity: Entity) -> EntityId {
        self.entities.push(entity);
        self.entities.len() - 1
    }

    /// Adds a mention, unless its head has one already.
    pub(crate) fn mention(&mut self, draft: Draft) {
        if self.heads[draft.head.idx()].is_none() {
            self.heads[draft.head.idx()] = Some(self.drafts.len());
            self.drafts.push(draft);
        }
    }

    pub(crate) fn at(&self, head: TokenId) -> Option<&Draft> {
        self.heads[head.idx()].map(|i| &self.drafts[i])
    }

    /// The single entity of the mention at a head.
    pub(crate) fn entity_at(&self, head: TokenId) -> Option<EntityId> {
        self.at(head).and_then(|d| (d.refs.len() == 1).then(|| d.refs[0]))
    }

    /// Redirects all mentions of one entity to another.
    pub(crate) fn merge(&mut self, from: EntityId, into: EntityId) {
        if from == into {
            return;
        }
        for draft in &mut self.drafts {
            for id in &mut draft.refs {
                if *id == from {
                    *id = into;
                }
            }
            draft.refs.dedup();
        }
        let old = self.entities[from].clone();
        let new = &mut self.entities[into];
        new.names.extend(old.names);
        for lemma in old.lemmas {
            if !new.lemmas.contains(&lemma) {
                new.lemmas.push(lemma);
            }
        }
        new.gender = new.gender.or(old.gender);
        if new.actor.role.is_none() {
            new.actor.role = old.actor.role;
        }
    }
}

impl Entity {
    pub(crate) fn new(actor: Actor) -> Entity {
        let is_settled = actor.basis != Basis::None;
        Entity { actor, names: Vec::new(), lemmas: Vec::new(), gender: None, is_plural: false, is_settled }
    }

    pub(crate) fn country(&self) -> Option<CountryCode> {
        self.actor.country
    }
}
