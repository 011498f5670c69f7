//! Pronouns: the entity of the right number and gender that is nearest and most prominent.

use crate::actors::entity::{Draft, EntityId};
use crate::actors::{Pronoun, Resolver};
use crate::knowledge::Gender;
use legation_types::{ActorKind, Basis, MentionKind, Sector, SentenceKind, TokenId};

/// How many sentences back a pronoun may reach.
const REACH: usize = 4;

impl Resolver<'_> {
    /// Makes the mention of a pronoun; `None` where nothing fits.
    pub(crate) fn resolve_pronoun(&mut self, head: TokenId) -> Option<EntityId> {
        if let Some(draft) = self.cast.at(head) {
            return (draft.refs.len() == 1).then(|| draft.refs[0]);
        }
        let pronoun = self.words.pronoun(&self.tree.low(head))?;
        if self.tree.relation(head) == "expl" {
            return None;
        }
        let refs = match pronoun {
            Pronoun::Speaker => vec![self.speaker(head)?],
            Pronoun::First => self.speaker(head).map(|e| vec![self.group_of(e)])?,
            _ => self.best(head, pronoun)?,
        };
        let only = (refs.len() == 1).then(|| refs[0]);
        self.cast.mention(Draft {
            span: self.tree.analysis.tokens[head.idx()].span,
            first: head,
            last: head,
            head,
            kind: MentionKind::Pronoun,
            refs,
            basis: Some(Basis::Coreference),
        });
        only
    }

    fn best(&self, head: TokenId, pronoun: Pronoun) -> Option<Vec<EntityId>> {
        let sentence = self.tree.sentence(head);
        let reflexive = self.words.reflexive.contains(&self.tree.low(head));
        // Who is quoted calls himself and his own "I" and "we".
        let speaker = self.is_quoted(head).then(|| self.speaker(head)).flatten();
        let mut best: Option<(i32, Vec<EntityId>)> = None;
        for back in 0..=REACH.min(sentence) {
            let at = &self.tree.analysis.sentences[sentence - back];
            if at.kind == SentenceKind::Chrome {
                continue;
            }
            let end = if back == 0 { head.0 } else { at.end };
            let mut place = 0;
            for token in at.first..end {
                let id = TokenId(token);
                if pronoun == Pronoun::Plural
                    && let Some((score, refs)) = self.row(id, head)
                {
                    let score = score - 30 * back as i32 - place.min(10);
                    if best.as_ref().is_none_or(|(known, _)| score > *known) {
                        best = Some((score, refs));
                    }
                }
                let Some(entity) = self.cast.entity_at(id) else { continue };
                let is_theirs = speaker.is_some_and(|speaker| self.is_other_state(entity, speaker));
                let fits = self.agrees(entity, pronoun) || pronoun == Pronoun::Plural && is_theirs;
                let is_own = speaker.is_some_and(|speaker| self.is_own_side(entity, speaker));
                if !fits || is_own || !reflexive && self.same_clause(id, head) {
                    continue;
                }
                let mut score = 100 - 30 * back as i32 - place.min(10);
                score += match self.tree.relation(id) {
                    "nsubj" => 20,
                    "obj" | "iobj" => 5,
                    "nmod" | "compound" | "amod" => -10,
                    _ => 0,
                };
                if self.tree.deprel(id).starts_with("nmod:poss") {
                    score += 8;
                }
                let governs = self.tree.relation(id) == "nsubj"
                    && self.tree.head(id).is_some_and(|verb| self.tree.analysis.is_under(head, verb));
                if back == 0 && governs {
                    score += 12;
                }
                // Firms and papers are rarely "they" where people are about.
                if pronoun == Pronoun::Plural
                    && self.cast.entities[entity].actor.kind == ActorKind::Organisation
                    && !self.cast.entities[entity].is_plural
                {
                    score -= 15;
                }
                if self.cast.entities[entity].gender.is_some() && matches!(pronoun, Pronoun::Male | Pronoun::Female) {
                    score += 6;
                }
                place += 1;
                if best.as_ref().is_none_or(|(known, _)| score > *known) {
                    best = Some((score, vec![entity]));
                }
            }
            if best.as_ref().is_some_and(|(score, _)| *score > 100 - 30 * back as i32) {
                break;
            }
        }
        best.map(|(_, refs)| refs)
    }

    /// "Robinson and Rojkan … they": everybody of a coordinated phrase, or of a set named before.
    fn row(&self, id: TokenId, pronoun: TokenId) -> Option<(i32, Vec<EntityId>)> {
        let draft = self.cast.at(id)?;
        if self.tree.relation(id) == "conj" || self.same_clause(id, pronoun) || self.tree.analysis.is_under(pronoun, id)
        {
            return None;
        }
        let refs = self.coordinated(id);
        let named = refs.iter().all(|e| {
            let actor = &self.cast.entities[*e].actor;
            matches!(actor.kind, ActorKind::Person | ActorKind::State | ActorKind::Organisation | ActorKind::Group)
        });
        if refs.len() < 2 || !named || matches!(draft.kind, MentionKind::Adjective) {
            return None;
        }
        let by_place = match self.tree.relation(id) {
            "nsubj" => 25,
            "obj" | "iobj" => 8,
            _ => -5,
        };
        Some((100 + by_place, refs))
    }

    /// Whether number, gender and kind allow the pronoun.
    fn agrees(&self, entity: EntityId, pronoun: Pronoun) -> bool {
        let known = &self.cast.entities[entity];
        let person = known.actor.kind == ActorKind::Person && !known.is_plural;
        match pronoun {
            Pronoun::Male => person && known.gender != Some(Gender::Female),
            Pronoun::Female => person && known.gender != Some(Gender::Male),
            Pronoun::Thing => {
                matches!(known.actor.kind, ActorKind::State | ActorKind::Organisation) && !known.is_plural
            }
            Pronoun::Plural => {
                known.is_plural
                    || matches!(known.actor.kind, ActorKind::Group | ActorKind::Organisation)
                    || known.actor.kind == ActorKind::State && self.is_people(entity)
            }
            Pronoun::First | Pronoun::Speaker | Pronoun::Second => false,
        }
    }

    /// Whether two words are arguments of the same verb, so that a plain pronoun cannot mean the other.
    fn same_clause(&self, candidate: TokenId, pronoun: TokenId) -> bool {
        let core = |id: TokenId| matches!(self.tree.relation(id), "nsubj" | "obj" | "iobj" | "obl");
        core(candidate)
            && core(pronoun)
            && self.tree.head(candidate).is_some()
            && self.tree.head(candidate) == self.tree.head(pronoun)
    }

    /// Who says the words around a token: the subject of the speech verb above it or in the sentences before.
    fn speaker(&self, head: TokenId) -> Option<EntityId> {
        let mut at = Some(head);
        let mut steps = 0;
        while let Some(id) = at {
            steps += 1;
            if steps > 60 {
                break;
            }
            if let Some(found) = self.speaker_of(id, head) {
                return Some(found);
            }
            at = self.tree.head(id);
        }
        let sentence = self.tree.sentence(head);
        for back in 0..=3.min(sentence) {
            let s = &self.tree.analysis.sentences[sentence - back];
            for token in s.first..s.end {
                if let Some(found) = self.speaker_of(TokenId(token), head) {
                    return Some(found);
                }
            }
        }
        None
    }

    fn speaker_of(&self, verb: TokenId, head: TokenId) -> Option<EntityId> {
        if !self.words.speech.contains(&self.tree.lemma(verb)) {
            return None;
        }
        let subject =
            self.tree.children(verb).iter().copied().find(|c| self.tree.relation(*c) == "nsubj" && *c != head)?;
        let entity = self.cast.entity_at(subject)?;
        (self.cast.entities[entity].actor.kind != ActorKind::Unknown).then_some(entity)
    }

    /// Whether a token stands in quotation marks that are opened in its paragraph.
    fn is_quoted(&self, head: TokenId) -> bool {
        let before = &self.tree.text[..self.tree.analysis.tokens[head.idx()].span.start as usize];
        let paragraph = before.rsplit('\n').next().unwrap_or("");
        paragraph.chars().fold(false, |is_open, c| match c {
            '“' => true,
            '”' => false,
            // A straight mark closes what a curly one opened, too.
            '"' => !is_open,
            _ => is_open,
        })
    }

    /// Whether an entity is the speaker, or the state or government that he speaks for.
    fn is_own_side(&self, entity: EntityId, speaker: EntityId) -> bool {
        let (one, other) = (&self.cast.entities[entity].actor, &self.cast.entities[speaker].actor);
        let speaks_for = |sector: Sector| matches!(sector, Sector::Gov | Sector::Mil);
        let is_official = one.country.is_some() && one.country == other.country && speaks_for(one.sector);
        entity == speaker || is_official && speaks_for(other.sector) && one.kind != ActorKind::Person
    }

    /// Whether an entity is a state that the speaker does not speak for: "they will pay a price", said of Iran.
    fn is_other_state(&self, entity: EntityId, speaker: EntityId) -> bool {
        let actor = &self.cast.entities[entity].actor;
        actor.kind == ActorKind::State
            && actor.sector == Sector::Gov
            && actor.country.is_some()
            && actor.country != self.cast.entities[speaker].actor.country
    }

    /// Whom a speaker means by "we": the state or body that he speaks for.
    fn group_of(&mut self, speaker: EntityId) -> EntityId {
        let actor = self.cast.entities[speaker].actor.clone();
        if actor.kind != ActorKind::Person && actor.kind != ActorKind::Group {
            return speaker;
        }
        let same_side = |e: &crate::actors::entity::Entity| {
            matches!(e.actor.kind, ActorKind::State | ActorKind::Organisation)
                && e.actor.country == actor.country
                && e.actor.sector == actor.sector
        };
        if actor.country.is_some()
            && actor.sector != Sector::Unk
            && let Some(id) = self.cast.entities.iter().position(same_side)
        {
            return id;
        }
        if matches!(actor.sector, Sector::Gov | Sector::Mil)
            && let Some(id) = self.state_entity(actor.country)
        {
            return id;
        }
        speaker
    }
}
