//! What stands beside a name: titles, appositions, "is the minister of".

use super::Resolver;
use super::entity::{Draft, EntityId};
use super::roles::Description;
use super::words::RoleKind;
use legation_types::{ActorKind, Basis, MentionKind, Sector, TokenId, Upos};

impl Resolver<'_> {
    /// Gives every name the descriptions that stand beside it.
    pub(crate) fn describe_names(&mut self) {
        let mut order: Vec<usize> = (0..self.cast.drafts.len()).collect();
        order.sort_by_key(|i| self.cast.drafts[*i].first);
        for idx in order {
            let draft = self.cast.drafts[idx].clone();
            let [entity] = draft.refs[..] else { continue };
            let kind = self.cast.entities[entity].actor.kind;
            if draft.kind != MentionKind::Name || kind == ActorKind::State || kind == ActorKind::Group {
                continue;
            }
            for head in self.beside(&draft) {
                if self.cast.entity_at(head).is_some_and(|e| e != entity) {
                    continue;
                }
                let Some(description) = self.describe(head) else { continue };
                if !fits(kind, &description) {
                    continue;
                }
                self.tell(entity, &description, head);
                self.title_mention(entity, head, &draft, description.phrase.split(' ').count() as u32);
            }
            self.joint_title(entity, &draft);
            if kind == ActorKind::Organisation {
                self.describe_organisation(entity, &draft);
                self.lone_institution(entity, &draft);
            } else {
                self.title_sector(entity, &draft);
                self.seat(entity, &draft);
                self.private_person(entity, &draft);
            }
            self.home(entity, &draft);
        }
    }

    /// "Former Mexican presidents Vicente Fox and Felipe Calderón": a title in the plural holds for all the names after it.
    fn joint_title(&mut self, entity: EntityId, draft: &Draft) {
        let is_joined = |id: TokenId| self.tree.children(id).iter().any(|c| self.tree.relation(*c) == "conj");
        let first =
            if self.tree.relation(draft.head) == "conj" { self.tree.head(draft.head) } else { Some(draft.head) };
        let Some(first) = first.filter(|first| is_joined(*first)).and_then(|first| self.cast.at(first)).cloned() else {
            return;
        };
        let is_person = |entity: EntityId| self.cast.entities[entity].actor.kind == ActorKind::Person;
        if first.kind != MentionKind::Name || !is_person(entity) || !is_person(first.refs[0]) {
            return;
        }
        for head in self.beside(&first) {
            let Some(description) = self.describe(head).filter(|description| description.is_plural) else { continue };
            if matches!(description.role.kind, RoleKind::Person | RoleKind::Office) {
                self.tell(entity, &description, head);
            }
        }
    }

    /// Head nouns of phrases that describe the name: the title before it, appositions, predicates.
    fn beside(&self, draft: &Draft) -> Vec<TokenId> {
        let tree = &self.tree;
        let mut heads = Vec::new();
        let (start, _) = tree.bounds(draft.first);
        if draft.first.0 > start {
            let before = TokenId(draft.first.0 - 1);
            let noun = matches!(tree.upos(before), Upos::Noun | Upos::Propn | Upos::Adj);
            let noun = noun && tree.deprel(before) != "nmod:poss";
            if noun && self.same_phrase(before, draft) {
                heads.push(before);
            }
        }
        if let Some(governor) = tree.head(draft.head) {
            let relation = tree.relation(draft.head);
            // "Secretary of State John Kerry": the name hangs on the title as a bare noun.
            let bare = relation == "nmod"
                && governor < draft.first
                && tree.preposition(draft.head).is_none_or(|_| {
                    self.role_at(governor).is_some_and(|(_, phrase, first)| {
                        first == governor && governor.0 + phrase.split(' ').count() as u32 == draft.first.0
                    })
                })
                && self.cast.entities[draft.refs[0]].actor.kind == ActorKind::Person;
            if (matches!(relation, "appos" | "flat") || bare) && !heads.contains(&governor) {
                heads.push(governor);
            }
            if relation == "nsubj" && tree.children(governor).iter().any(|c| tree.relation(*c) == "cop") {
                heads.push(governor);
            }
        }
        for child in tree.children(draft.head) {
            let inside = draft.first <= *child && *child <= draft.last;
            if !inside && tree.relation(*child) == "appos" && !heads.contains(child) {
                heads.push(*child);
            }
        }
        heads
    }

    /// Whether the word right before a name belongs to its phrase.
    fn same_phrase(&self, before: TokenId, draft: &Draft) -> bool {
        let tree = &self.tree;
        let inside = |id: TokenId| draft.first <= id && id <= draft.last;
        tree.head(before).is_some_and(inside)
            || tree.head(draft.head) == Some(before)
            || tree.head(before).is_some_and(|h| {
                tree.head(draft.head) == Some(h) && tree.relation(before) == tree.relation(draft.head) && h > before
            })
    }

    /// Takes a description over into an entity that does not know better.
    pub(crate) fn tell(&mut self, entity: EntityId, description: &Description, head: TokenId) {
        let name = self.role_text(head, description);
        let lemma = self.tree.lemma(head);
        let known = &mut self.cast.entities[entity];
        if !known.lemmas.contains(&lemma) {
            known.lemmas.push(lemma);
        }
        let noun_gender = self.words.noun_gender(&self.tree.lemma(head));
        known.gender = known.gender.or(noun_gender);
        if known.actor.role.is_none() {
            known.actor.role = Some(name);
        }
        let mut changed = false;
        if known.actor.country.is_none() && description.country.is_some() {
            known.actor.country = description.country;
            changed = true;
        }
        let dateless = known.actor.sector == Sector::Eli && self.at.is_none() && !description.is_former;
        let vague = known.actor.sector == Sector::Unk
            || dateless
            || known.actor.sector == Sector::Cvl
                && !matches!(description.sector, Sector::Unk | Sector::Cvl)
                && !known.is_settled;
        if vague && description.sector != Sector::Unk {
            known.actor.sector = description.sector;
            known.actor.other_sectors.clone_from(&description.other_sectors);
            changed = true;
        }
        if changed && known.actor.basis == Basis::None {
            known.actor.basis = Basis::Apposition;
        }
    }

    /// The words of a role without determiner: "special envoy".
    fn role_text(&self, head: TokenId, description: &Description) -> String {
        let first = description.first.min(head);
        super::one_line(self.tree.analysis.span(first, self.tree.phrase_end(head).max(head)).of(self.tree.text))
    }

    /// A title that heads the phrase is a mention of the person too: arguments may hang on it.
    fn title_mention(&mut self, entity: EntityId, head: TokenId, draft: &Draft, words: u32) {
        if self.tree.relation(head) == "cop" || self.cast.at(head).is_some() {
            return;
        }
        let dependent = self.tree.head(head).is_some_and(|h| draft.first <= h && h <= draft.last);
        if dependent && self.tree.relation(head) != "appos" {
            self.set_aside(head);
            return;
        }
        let predicate = self.tree.children(head).iter().any(|c| self.tree.relation(*c) == "cop");
        if predicate && self.tree.head(draft.head) == Some(head) && self.tree.relation(draft.head) == "nsubj" {
            return;
        }
        let start = self.tree.phrase_start(head);
        let end = self.tree.phrase_end(head);
        let covers_name = end >= draft.last || head.0 + 1 == draft.first.0 || head.0 + words == draft.first.0;
        let last = if covers_name { end.max(draft.last) } else { end };
        self.cast.mention(Draft {
            span: self.tree.analysis.span(start.min(draft.first).min(head).max(start), last),
            first: start,
            last,
            head,
            kind: if covers_name { MentionKind::Name } else { MentionKind::Nominal },
            refs: vec![entity],
            basis: None,
        });
    }

    /// "Gen.", "Sen." before a name.
    fn title_sector(&mut self, entity: EntityId, draft: &Draft) {
        let (start, _) = self.tree.bounds(draft.first);
        let mut at = draft.first.0;
        while at > start && self.cast.entities[entity].actor.sector == Sector::Unk {
            at -= 1;
            let low = self.tree.low(TokenId(at));
            if low == "." {
                continue;
            }
            match self.words.title(&low).map(|t| t.sector) {
                Some(Some(sector)) => {
                    let known = &mut self.cast.entities[entity].actor;
                    known.sector = sector;
                    known.basis = Basis::Apposition;
                }
                Some(None) => continue,
                None => break,
            }
        }
        self.state_before(entity, draft);
        self.bracket(entity, draft);
    }

    /// "Ohio Gov. John Kasich", "U.S. Sen. Lindsey Graham": the place before the title.
    fn state_before(&mut self, entity: EntityId, draft: &Draft) {
        let (start, _) = self.tree.bounds(draft.first);
        let is_title = |at: u32| {
            let low = self.tree.low(TokenId(at));
            low == "." || self.words.title(&low).is_some() || self.words.title(low.trim_end_matches('.')).is_some()
        };
        let Some(before) = (start..draft.first.0).rev().find(|at| !is_title(*at)) else { return };
        if before + 1 == draft.first.0 {
            return;
        }
        let place = self.cast.entity_at(TokenId(before)).map(|id| &self.cast.entities[id].actor);
        let country = place.filter(|actor| actor.kind == ActorKind::State).and_then(|actor| actor.country);
        let known = &mut self.cast.entities[entity].actor;
        known.country = known.country.or(country);
    }

    /// "Robert Menendez (D-N.J.)": a legislator of that country.
    fn bracket(&mut self, entity: EntityId, draft: &Draft) {
        let rest = self.tree.text.get(draft.span.end as usize..).unwrap_or("").trim_start();
        let Some((_, country)) = self.words.brackets.iter().find(|(open, _)| rest.starts_with(open.as_str())) else {
            return;
        };
        let known = &mut self.cast.entities[entity].actor;
        if known.kind == ActorKind::Person {
            known.country = known.country.or(Some(*country));
            if known.sector == Sector::Unk {
                known.sector = Sector::Leg;
                known.basis = Basis::Apposition;
            }
        }
    }

    /// "Benjamin Cardin (Md.)": the place in brackets is where a legislator is from.
    fn seat(&mut self, entity: EntityId, draft: &Draft) {
        let actor = &self.cast.entities[entity].actor;
        if actor.sector != Sector::Leg || actor.country.is_some() {
            return;
        }
        let end = draft.span.end;
        let opens = self.tree.text.get(end as usize..).is_some_and(|rest| rest.trim_start().starts_with('('));
        let place = self.places.iter().find(|p| p.span.start > end && p.span.start <= end + 4 && opens);
        if let Some(country) = place.and_then(|p| p.place.country) {
            self.cast.entities[entity].actor.country = Some(country);
        }
    }

    /// "Joe Robinson, 25,": somebody told by age alone is a private person.
    fn private_person(&mut self, entity: EntityId, draft: &Draft) {
        let is_age = |c: &TokenId| {
            *c > draft.last
                && self.tree.upos(*c) == Upos::Num
                && matches!(self.tree.relation(*c), "appos" | "nummod" | "amod")
        };
        let has_age = self.tree.children(draft.head).iter().any(is_age);
        let known = &mut self.cast.entities[entity].actor;
        if has_age && known.kind == ActorKind::Person && known.sector == Sector::Unk && known.actor_id.is_none() {
            known.sector = Sector::Cvl;
        }
    }

    /// "The Navy", "Parliament": a body named by its kind alone is that of the state told about.
    fn lone_institution(&mut self, entity: EntityId, draft: &Draft) {
        let actor = &self.cast.entities[entity].actor;
        if actor.country.is_some() || actor.kind != ActorKind::Organisation {
            return;
        }
        let name = actor.name.to_lowercase();
        let is_public = self.words.role(&name).is_some_and(|role| {
            role.kind == RoleKind::Body
                && matches!(
                    role.sector,
                    Sector::Gov | Sector::Mil | Sector::Cop | Sector::Jud | Sector::Leg | Sector::Spy
                )
        });
        if is_public && let Some(owner) = self.neighbour(draft.head, false, Sector::Gov) {
            let country = self.cast.entities[owner].actor.country;
            self.cast.entities[entity].actor.country = country;
        }
    }

    /// An organisation's name tells its kind ("Kilis criminal court") and often its country ("Syrian National Coalition").
    fn describe_organisation(&mut self, entity: EntityId, draft: &Draft) {
        if self.cast.entities[entity].is_settled {
            self.correct_country(entity, draft);
            return;
        }
        let mut heads = vec![draft.head];
        if draft.last != draft.head {
            heads.push(draft.last);
        }
        for head in heads {
            if let Some(description) = self.describe(head)
                && description.role.kind != RoleKind::State
            {
                self.tell(entity, &description, head);
            }
        }
        for token in draft.first.0..=draft.last.0 {
            if let Some(inner) = self.cast.entity_at(TokenId(token)).filter(|e| *e != entity) {
                let country = self.cast.entities[inner].country();
                let known = &mut self.cast.entities[entity].actor;
                known.country = known.country.or(country);
            }
        }
        // "The Arkansas Supreme Court": where a place in the name lies.
        let span = self.tree.analysis.span(draft.first, draft.last);
        let inner = self.places.iter().find(|place| span.contains(place.span) && place.span != span);
        let known = &mut self.cast.entities[entity].actor;
        known.country = known.country.or(inner.and_then(|place| place.place.country));
    }

    /// "India's Congress", "the French Senate": a body of another state than the one best known for it.
    fn correct_country(&mut self, entity: EntityId, draft: &Draft) {
        let sector = self.cast.entities[entity].actor.sector;
        if !matches!(sector, Sector::Leg | Sector::Jud | Sector::Gov | Sector::Mil)
            || self.cast.entities[entity].actor.kind != ActorKind::Organisation
        {
            return;
        }
        let owners = self
            .tree
            .children(draft.head)
            .iter()
            .filter(|c| matches!(self.tree.relation(**c), "amod" | "nmod" | "compound"));
        let country = owners.filter_map(|c| self.cast.entity_at(*c)).find_map(|e| {
            let owner = &self.cast.entities[e].actor;
            (owner.kind == ActorKind::State).then_some(owner.country).flatten()
        });
        let known = self.cast.entities[entity].actor.country;
        if let Some(country) = country
            && Some(country) != known
        {
            let mut copy = self.cast.entities[entity].clone();
            copy.actor.country = Some(country);
            copy.is_settled = false;
            let id = self.cast.add(copy);
            let at = self.cast.heads[draft.head.idx()];
            if let Some(at) = at {
                self.cast.drafts[at].refs = vec![id];
            }
        }
    }

    /// "Nasr Hariri of the Syrian opposition", "Mr. X, from Kilis".
    fn home(&mut self, entity: EntityId, draft: &Draft) {
        if self.cast.entities[entity].actor.country.is_some() {
            return;
        }
        // "Australian David Hicks".
        let before = draft.first.0.checked_sub(1).map(TokenId).and_then(|at| self.cast.at(at));
        if let Some(before) = before.filter(|before| before.kind == MentionKind::Adjective)
            && let [state] = before.refs[..]
        {
            let country = self.cast.entities[state].actor.country;
            let known = &mut self.cast.entities[entity].actor;
            known.country = country;
            if known.sector == Sector::Unk && country.is_some() {
                known.sector = Sector::Cvl;
                known.basis = Basis::Apposition;
            }
        }
        for child in self.tree.children(draft.head).to_vec() {
            let belongs = self.tree.relation(child) == "nmod"
                && child > draft.head
                && self.tree.preposition(child).is_some_and(|p| self.words.belongs.contains(&p));
            if !belongs {
                continue;
            }
            if let Some(owner) = self.resolve_phrase(child) {
                let owner = self.cast.entities[owner].actor.clone();
                let known = &mut self.cast.entities[entity].actor;
                known.country = owner.country;
                if owner.kind == ActorKind::Organisation && known.sector == Sector::Unk {
                    known.sector = owner.sector;
                }
                if known.country.is_some() && known.basis == Basis::None {
                    known.basis = Basis::Apposition;
                }
            }
        }
    }
}

/// Whether a description can be of this kind of actor.
fn fits(kind: ActorKind, description: &Description) -> bool {
    match kind {
        ActorKind::Person => {
            matches!(description.role.kind, RoleKind::Person | RoleKind::Office) && !description.is_plural
        }
        ActorKind::Organisation => {
            matches!(description.role.kind, RoleKind::Body)
                || description.role.inherits
                || description.role.sector == Sector::Reb
        }
        _ => false,
    }
}
