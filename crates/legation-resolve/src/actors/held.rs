//! Places by who holds them: "rebel-held Aleppo", "the Isis-controlled city of Raqqa", "Idlib, a rebel stronghold".

use super::Resolver;
use super::entity::EntityId;
use legation_types::{ActorKind, CountryCode, MentionKind, Sector, TokenId};

impl Resolver<'_> {
    /// Gives a town that the article says somebody holds that holder's sector: whom an attack on the town concerns.
    pub(crate) fn settle_held_places(&mut self) {
        for idx in 0..self.cast.drafts.len() {
            let draft = &self.cast.drafts[idx];
            let ([entity], MentionKind::Name) = (&draft.refs[..], draft.kind) else { continue };
            let (entity, head) = (*entity, draft.head);
            let actor = &self.cast.entities[entity].actor;
            if actor.kind != ActorKind::State || actor.sector != Sector::Unk {
                continue;
            }
            let Some((sector, country)) = self.holder_of(head) else { continue };
            let known = &mut self.cast.entities[entity].actor;
            known.sector = sector;
            known.country = country.or(known.country);
        }
    }

    /// Who holds the place named at a head, by the words before it or those of the noun that it belongs to.
    fn holder_of(&self, head: TokenId) -> Option<(Sector, Option<CountryCode>)> {
        let mut heads = vec![head];
        let outer = self.tree.head(head).filter(|_| self.tree.relation(head) == "nmod");
        heads.extend(outer.filter(|_| self.tree.preposition(head).is_some_and(|p| self.words.belongs.contains(&p))));
        heads.extend(self.tree.children(head).iter().copied().filter(|c| self.tree.relation(*c) == "appos"));
        heads.iter().find_map(|noun| {
            let stronghold = *noun != head && self.words.strongholds.contains(&self.tree.lemma(*noun));
            let before = (self.tree.phrase_start(*noun).0..noun.0).map(TokenId);
            before.filter(|t| stronghold || self.is_joined_to_hold(*t)).find_map(|t| self.party_at(t))
        })
    }

    /// Whether "-held" follows the token.
    fn is_joined_to_hold(&self, id: TokenId) -> bool {
        let (_, end) = self.tree.bounds(id);
        let dash = TokenId(id.0 + 1);
        let verb = TokenId(id.0 + 2);
        verb.0 < end && matches!(self.tree.form(dash), "-" | "–") && self.words.holds.contains(&self.tree.low(verb))
    }

    /// Sector and country of the party that a word before a noun names: a known group, or a role noun.
    fn party_at(&self, id: TokenId) -> Option<(Sector, Option<CountryCode>)> {
        let party = |entity: EntityId| {
            let actor = &self.cast.entities[entity].actor;
            (actor.sector != Sector::Unk).then_some((actor.sector, actor.country))
        };
        if let Some(found) = self.cast.entity_at(id).and_then(party) {
            return Some(found);
        }
        let (role, ..) = self.role_at(id)?;
        matches!(role.sector, Sector::Reb | Sector::Opp | Sector::Prm | Sector::Gov | Sector::Crm)
            .then_some((role.sector, None))
    }
}
