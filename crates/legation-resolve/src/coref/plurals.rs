//! "The two countries", "both sides", "the two leaders": several entities at once.

use crate::actors::Resolver;
use crate::actors::entity::{Draft, EntityId};
use legation_types::{ActorKind, Basis, MentionKind, Sector, TokenId};

/// What the members of a set are.
#[derive(Clone, Copy)]
struct Kind {
    states: bool,
    people: bool,
    sides: bool,
    /// Heads of state and government, of different countries.
    leaders: bool,
}

/// How many words back the members of a set are looked for.
const REACH: u32 = 400;

impl Resolver<'_> {
    /// Makes the mention of a plural that stands for several entities named before.
    pub(crate) fn resolve_plural(&mut self, head: TokenId) {
        let low = self.tree.low(head);
        let lemma = self.words.singular(&low);
        if self.tree.upos(head) == legation_types::Upos::Propn
            || !(self.tree.is_plural(head) || self.words.plurals.numbers.contains(&low))
        {
            return;
        }
        let children = self.tree.children(head).to_vec();
        let number = std::iter::once(head).chain(children.iter().copied()).find_map(|c| {
            let word = self.tree.low(c);
            self.words.plurals.numbers.iter().position(|n| *n == word)
        });
        let definite = children.iter().any(|c| self.words.definite.contains(&self.tree.low(*c)));
        let both = number == Some(self.words.plurals.numbers.len().saturating_sub(1));
        let plurals = &self.words.plurals;
        let (states, people) = (plurals.states.contains(&lemma), plurals.people.contains(&lemma));
        let (sides, groups) = (plurals.sides.contains(&lemma), plurals.groups.contains(&lemma));
        let alone = self.words.plurals.numbers.contains(&low);
        if !(states || people || sides || groups || alone && both) || !(both || definite) {
            return;
        }
        let count = match number {
            Some(_) if both => 2,
            Some(position) => position + 2,
            None if states || sides => 2,
            None => return,
        };
        // "The countries' links": a bare definite plural only where possessed or subject, and modified by nothing else.
        if number.is_none()
            && children.iter().any(|c| matches!(self.tree.relation(*c), "amod" | "compound" | "nmod" | "acl"))
        {
            return;
        }
        let placed = children
            .iter()
            .any(|c| self.cast.entity_at(*c).is_some() && matches!(self.tree.relation(*c), "amod" | "nmod"));
        if placed && number.is_none() {
            return;
        }
        let kind =
            Kind { states, people, sides: sides || groups || alone, leaders: self.words.leaders.contains(&lemma) };
        let named = self.named_after(head, count, Kind { sides: sides || groups, ..kind });
        let members =
            named.or_else(|| self.same_set(head, count, kind)).unwrap_or_else(|| self.members(head, count, kind));
        if members.len() != count {
            return;
        }
        let start = self.tree.phrase_start(head);
        let end = self.tree.phrase_end(head);
        self.cast.mention(Draft {
            span: self.tree.analysis.span(start, end),
            first: start,
            last: end,
            head,
            kind: MentionKind::Nominal,
            refs: members,
            basis: Some(Basis::Coreference),
        });
    }

    /// "While the two sides agreed, both Russia and Ukraine …": a coordinated subject that the main clause names after it.
    fn named_after(&self, head: TokenId, count: usize, kind: Kind) -> Option<Vec<EntityId>> {
        let clause = self.tree.head(head)?;
        if self.tree.relation(clause) != "advcl" {
            return None;
        }
        let main = self.tree.head(clause)?;
        let subject =
            self.tree.children(main).iter().copied().find(|c| *c > head && self.tree.relation(*c) == "nsubj")?;
        let members = self.coordinated(subject);
        let fits = members.len() == count && members.iter().all(|e| self.is_member(*e, kind));
        fits.then_some(members)
    }

    /// A set of as many that the sentence or the two before it spoke of: "the two countries … the countries' links".
    fn same_set(&self, head: TokenId, count: usize, kind: Kind) -> Option<Vec<EntityId>> {
        let sentence = self.tree.sentence(head);
        let start = self.tree.analysis.sentences[sentence.saturating_sub(2)].first;
        (start..head.0).rev().map(TokenId).find_map(|id| {
            let draft = self.cast.at(id)?;
            let is_set = draft.kind == MentionKind::Nominal && draft.refs.len() == count;
            (is_set && draft.refs.iter().all(|e| self.is_member(*e, kind))).then(|| draft.refs.clone())
        })
    }

    /// The entities of a mention and of what is coordinated with it.
    pub(crate) fn coordinated(&self, head: TokenId) -> Vec<EntityId> {
        let conjuncts = self.tree.children(head).iter().copied().filter(|c| self.tree.relation(*c) == "conj");
        let mut members = Vec::new();
        for id in std::iter::once(head).chain(conjuncts) {
            for entity in self.cast.at(id).map(|d| d.refs.clone()).unwrap_or_default() {
                if !members.contains(&entity) {
                    members.push(entity);
                }
            }
        }
        members
    }

    /// "Each other": everybody who is the subject.
    pub(crate) fn resolve_reciprocal(&mut self, head: TokenId) {
        let next = TokenId(head.0 + 1);
        let (_, end) = self.tree.bounds(head);
        if next.0 >= end || !self.words.reciprocal.contains(&format!("{} {}", self.tree.low(head), self.tree.low(next)))
        {
            return;
        }
        let mut at =
            self.tree.head(head).filter(|h| *h != next).or_else(|| self.tree.head(next).filter(|h| *h != head));
        for _ in 0..4 {
            let Some(verb) = at else { return };
            let subject = self.tree.children(verb).iter().copied().find(|c| self.tree.relation(*c) == "nsubj");
            let members = subject.map(|s| self.coordinated(s)).unwrap_or_default();
            if members.is_empty() {
                at = self.tree.head(verb);
                continue;
            }
            let span = self.tree.analysis.span(head, next);
            for word in [head, next] {
                self.cast.mention(Draft {
                    span,
                    first: head,
                    last: next,
                    head: word,
                    kind: MentionKind::Pronoun,
                    refs: members.clone(),
                    basis: Some(Basis::Coreference),
                });
            }
            return;
        }
    }

    /// The entities last mentioned before a token that can make up the set, in the order of their names.
    fn members(&self, head: TokenId, count: usize, kind: Kind) -> Vec<EntityId> {
        let Kind { states, people, sides, leaders } = kind;
        let mut found: Vec<EntityId> = Vec::new();
        for token in (head.0.saturating_sub(REACH)..head.0).rev() {
            let id = TokenId(token);
            let Some(draft) = self.cast.at(id) else { continue };
            if draft.refs.len() == count && draft.kind == MentionKind::Nominal && found.is_empty() {
                let fits = draft.refs.iter().all(|e| self.is_member(*e, kind));
                if fits {
                    return draft.refs.clone();
                }
            }
            let [mut entity] = draft.refs[..] else { continue };
            if self.tree.analysis.is_under(head, id) {
                continue;
            }
            // "The two countries" after their leaders.
            if states && self.cast.entities[entity].actor.kind == ActorKind::Person {
                match self.state_behind(entity) {
                    Some(state) => entity = state,
                    None => continue,
                }
            }
            if !self.is_member(entity, kind) {
                continue;
            }
            // A locative phrase names no side.
            if !sides && self.is_setting(id) {
                continue;
            }
            let country = self.cast.entities[entity].actor.country;
            let same = found.iter().position(|f| {
                *f == entity
                    || (!people || leaders) && self.cast.entities[*f].actor.country == country && country.is_some()
            });
            if let Some(at) = same {
                if self.cast.entities[found[at]].actor.kind != ActorKind::State
                    && self.cast.entities[entity].actor.kind == ActorKind::State
                {
                    std::mem::swap(&mut found[at], &mut entity);
                }
                continue;
            }
            found.push(entity);
            if found.len() == count {
                break;
            }
        }
        found.reverse();
        found
    }

    /// The state that somebody in its government stands for, where the article names it.
    fn state_behind(&self, person: EntityId) -> Option<EntityId> {
        let actor = &self.cast.entities[person].actor;
        if actor.sector != Sector::Gov || actor.country.is_none() {
            return None;
        }
        self.cast.entities.iter().position(|e| {
            e.actor.kind == ActorKind::State
                && e.actor.country == actor.country
                && e.is_settled
                && e.actor.sector == Sector::Gov
        })
    }

    fn is_member(&self, entity: EntityId, kind: Kind) -> bool {
        let Kind { states, people, sides, leaders } = kind;
        let actor = &self.cast.entities[entity].actor;
        if leaders && people {
            let leads = |role: &str| self.words.leading.iter().any(|l| *l == role.to_lowercase());
            let known = actor.actor_id.is_none() || actor.role.as_deref().is_some_and(leads);
            return actor.kind == ActorKind::Person && !self.cast.entities[entity].is_plural && known;
        }
        if states {
            return actor.kind == ActorKind::State
                && actor.country.is_some()
                && !matches!(actor.sector, Sector::Unk | Sector::Igo);
        }
        if people {
            return actor.kind == ActorKind::Person && !self.cast.entities[entity].is_plural;
        }
        sides
            && matches!(actor.kind, ActorKind::State | ActorKind::Organisation)
            && actor.country.is_some()
            && !matches!(actor.sector, Sector::Unk | Sector::Igo | Sector::Jrn | Sector::Ngo)
    }

    /// Whether the mention stands in a phrase of place: "in Russia".
    fn is_setting(&self, id: TokenId) -> bool {
        matches!(self.tree.relation(id), "obl" | "nmod")
            && self.tree.preposition(id).is_some_and(|p| self.words.settings.contains(&p))
    }
}
