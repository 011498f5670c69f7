//! Nominals: "Kremlin officials", "the Turkish foreign minister", "the group".

use super::Resolver;
use super::entity::{Draft, Entity, EntityId};
use super::roles::Description;
use super::words::RoleKind;
use legation_types::{
    Actor, ActorKind, Basis, CountryCode, MentionKind, PlaceMention, PlaceReading, Sector, SentenceKind, TokenId, Upos,
};

/// How many times as often another state has to be named to be what the article is about.
const FAR: usize = 3;

impl Resolver<'_> {
    /// Reads the article from its first to its last word and resolves what is no name.
    pub(crate) fn read_text(&mut self) {
        for sentence in 0..self.tree.analysis.sentences.len() {
            let (kind, first, end) = {
                let s = &self.tree.analysis.sentences[sentence];
                (s.kind, s.first, s.end)
            };
            if kind == SentenceKind::Chrome {
                continue;
            }
            for token in first..end {
                let id = TokenId(token);
                if self.cast.at(id).is_some() {
                    continue;
                }
                self.resolve_reciprocal(id);
                if self.cast.at(id).is_some() {
                    continue;
                }
                if self.words.pronoun(&self.tree.low(id)).is_some()
                    && matches!(self.tree.upos(id), Upos::Pron | Upos::Det)
                {
                    self.resolve_pronoun(id);
                } else if self.may_head(id) {
                    self.resolve_plural(id);
                    if self.cast.at(id).is_none() {
                        self.resolve_nominal(id);
                    }
                }
            }
        }
    }

    /// Whether a token can head a participant's phrase: no part of a name, no title of one.
    fn may_head(&self, id: TokenId) -> bool {
        let noun = matches!(self.tree.upos(id), Upos::Noun | Upos::Propn)
            || matches!(self.tree.upos(id), Upos::Adj | Upos::Num | Upos::Det | Upos::Pron)
                && matches!(self.tree.relation(id), "nsubj" | "obj" | "iobj" | "obl" | "nmod" | "conj" | "root");
        noun && !matches!(self.tree.relation(id), "flat" | "fixed" | "goeswith" | "list")
            && !self.cast.drafts.iter().any(|d| {
                d.kind == MentionKind::Name
                    && d.first <= id
                    && id <= d.last
                    && self.cast.entities[d.refs[0]].actor.kind == ActorKind::Person
            })
    }

    /// The single entity that the phrase of a head means: name, nominal or pronoun.
    pub(crate) fn resolve_phrase(&mut self, head: TokenId) -> Option<EntityId> {
        if let Some(draft) = self.cast.at(head) {
            return (draft.refs.len() == 1).then(|| draft.refs[0]);
        }
        if self.busy[head.idx()] {
            return None;
        }
        if self.words.pronoun(&self.tree.low(head)).is_some() {
            return self.resolve_pronoun(head);
        }
        if !self.may_head(head) {
            return None;
        }
        self.resolve_plural(head);
        if self.cast.at(head).is_some() {
            return self.cast.entity_at(head);
        }
        self.resolve_nominal(head)
    }

    /// Makes the mention of a nominal; `None` where it is no participant.
    pub(crate) fn resolve_nominal(&mut self, head: TokenId) -> Option<EntityId> {
        if self.busy[head.idx()] || self.is_part_of_title(head) {
            return None;
        }
        self.busy[head.idx()] = true;
        let description = self.describe(head);
        self.busy[head.idx()] = false;
        let mut description = description?;
        if self.cast.at(head).is_some() {
            return self.cast.entity_at(head);
        }
        if !self.is_participant(head, &description) {
            return None;
        }
        let (entity, basis) = match self.named_members(head, &description) {
            Some(entity) => (entity, Some(Basis::Apposition)),
            None => self.referent(head, &mut description),
        };
        let mut refs = vec![entity];
        for (at, (country, sector)) in description.twins.iter().enumerate() {
            let mut twin = self.cast.entities[entity].clone();
            twin.actor.country = *country;
            twin.actor.sector = *sector;
            refs.insert(at, self.cast.add(twin));
        }
        let start = self.tree.phrase_start(head);
        let end = self.tree.phrase_end(head);
        let lemma = self.tree.lemma(head);
        let known = &mut self.cast.entities[entity];
        if !known.lemmas.contains(&lemma) {
            known.lemmas.push(lemma);
        }
        self.cast.mention(Draft {
            span: self.tree.analysis.span(start, end),
            first: start,
            last: end,
            head,
            kind: MentionKind::Nominal,
            refs,
            basis,
        });
        Some(entity)
    }

    /// "The deputy head": one title in two words, not two people.
    fn is_part_of_title(&self, word: TokenId) -> bool {
        let is_human = |id: TokenId| {
            let role = self.role_at(id);
            role.is_some_and(|(role, ..)| matches!(role.kind, RoleKind::Person | RoleKind::Office))
        };
        let is_before = matches!(self.tree.relation(word), "compound" | "amod");
        self.tree.head(word).is_some_and(|head| is_before && head > word && is_human(head)) && is_human(word)
    }

    /// "Its Syrian militia allies, the Syrian Democratic Forces", "terrorist groups such as al-Qaeda": the one organisation
    /// that is named for many.
    fn named_members(&self, head: TokenId, description: &Description) -> Option<EntityId> {
        if !description.is_plural || description.country.is_some() && description.is_placed {
            return None;
        }
        let mut named = self.tree.children(head).iter().copied().filter(|child| {
            *child > head
                && match self.tree.relation(*child) {
                    "appos" => true,
                    "nmod" => self.tree.preposition(*child).is_some_and(|p| self.words.examples.contains(&p)),
                    _ => false,
                }
        });
        let member = named.next().filter(|_| named.next().is_none())?;
        let is_alone = !self.tree.children(member).iter().any(|c| self.tree.relation(*c) == "conj");
        let entity = self.cast.at(member).filter(|draft| draft.kind == MentionKind::Name && is_alone)?.refs[0];
        let actor = &self.cast.entities[entity].actor;
        (actor.kind == ActorKind::Organisation && actor.country.is_some()).then_some(entity)
    }

    /// Some nouns are participants only in company: "force", "side", "unit", "state", "force of law".
    fn is_participant(&self, head: TokenId, description: &Description) -> bool {
        let placed = description.is_placed || description.has_possessor || description.country.is_some();
        let compound = matches!(self.tree.relation(head), "compound");
        if compound && description.role.kind == RoleKind::State && !placed {
            return false;
        }
        // "The country has the power to allow": what somebody has is no state.
        let is_ability = |child: &TokenId| self.tree.relation(*child) == "acl" && self.tree.upos(*child) == Upos::Verb;
        if description.role.kind == RoleKind::State
            && self.tree.relation(head) == "obj"
            && self.tree.children(head).iter().any(is_ability)
        {
            return false;
        }
        if self.words.crowds.contains(&description.phrase) {
            let is_counted = |child: &TokenId| matches!(self.tree.relation(*child), "nmod" | "compound" | "amod");
            let has_place = matches!(self.tree.relation(head), "nsubj" | "obj" | "root" | "conj");
            return has_place && !self.tree.children(head).iter().any(is_counted);
        }
        match description.role.kind {
            RoleKind::Body
                if (description.sector == Sector::Unk || self.words.vague.contains(&description.phrase))
                    && !description.is_plural =>
            {
                placed || description.is_definite
            }
            _ => true,
        }
    }

    /// The entity that a description means, old or new, with the basis of the mention.
    fn referent(&mut self, head: TokenId, description: &mut Description) -> (EntityId, Option<Basis>) {
        if let Some(entity) = self.holder(description) {
            return (entity, Some(Basis::Knowledge));
        }
        if let Some(entity) = self.antecedent(head, description) {
            return (entity, Some(Basis::Coreference));
        }
        if description.role.kind == RoleKind::State && description.country.is_some() && !description.is_plural {
            let country = description.country;
            if let Some(entity) = self.state_entity(country) {
                return (entity, Some(Basis::Coreference));
            }
        }
        if !description.is_placed && description.country.is_none() && description.is_definite {
            let is_named = |country: &CountryCode| self.cast.entities.iter().any(|e| e.actor.country == Some(*country));
            description.country = self.words.mostly(&description.phrase).filter(is_named);
        }
        if !description.is_placed && description.country.is_none() && self.wants_country(head, description) {
            let has_backer = description.has_backer;
            let regime =
                description.role.kind == RoleKind::Body && description.sector == Sector::Gov && description.is_definite;
            let conflict = matches!(description.sector, Sector::Reb | Sector::Ref | Sector::Opp | Sector::Prm);
            let neighbour = if conflict { self.theatre() } else { None };
            let is_armed = matches!(description.sector, Sector::Reb | Sector::Prm);
            if conflict && neighbour.is_none() && (is_armed || self.nobody_before(head)) {
                description.country = self.ground(head);
            }
            let is_rootless = has_backer || description.sector == Sector::Ref || description.country.is_some();
            let near = || if is_rootless { None } else { self.neighbour(head, regime, description.sector) };
            if let Some(neighbour) = neighbour.or_else(near) {
                let owner = self.cast.entities[neighbour].actor.clone();
                description.country = owner.country;
                if description.role.inherits
                    && matches!(owner.sector, Sector::Igo | Sector::Reb | Sector::Ngo)
                    && owner.kind != ActorKind::State
                {
                    description.sector = owner.sector;
                }
            } else if description.sector == Sector::Reb && !is_rootless {
                // Militants of nowhere, where the article tells of those that fight across borders.
                let across = CountryCode::parse("IMG");
                description.country = across.filter(|_| self.cast.entities.iter().any(|e| e.actor.country == across));
            }
        }
        if description.sector == Sector::Igo && description.country.is_none() {
            description.country =
                self.cast.entities.iter().find(|e| e.actor.sector == Sector::Igo).and_then(|e| e.actor.country);
        }
        let international = ["UNO", "EUR", "IGO"].iter().any(|c| description.country == CountryCode::parse(c));
        if international && !matches!(description.sector, Sector::Cvl | Sector::Leg | Sector::Reb | Sector::Jrn) {
            description.sector = Sector::Igo;
        }
        if description.role.kind == RoleKind::State && international && description.is_plural {
            description.sector = Sector::Igo;
        }
        let name = self.phrase_text(head);
        let actor = Actor {
            name,
            kind: description.kind,
            country: description.country,
            sector: description.sector,
            other_sectors: description.other_sectors.clone(),
            role: matches!(description.role.kind, RoleKind::Person | RoleKind::Office)
                .then(|| description.phrase.clone()),
            actor_id: None,
            wikidata: None,
            basis: if description.country.is_some() || description.sector != Sector::Unk {
                Basis::Pattern
            } else {
                Basis::None
            },
        };
        let mut entity = Entity::new(actor);
        entity.is_settled = false;
        entity.is_plural = description.is_plural;
        entity.gender = self.words.noun_gender(&self.tree.lemma(head));
        (self.cast.add(entity), None)
    }

    /// Whether nobody of a known country stands before a word in its sentence.
    fn nobody_before(&self, head: TokenId) -> bool {
        let (start, _) = self.tree.bounds(head);
        let known =
            |at: u32| self.cast.entity_at(TokenId(at)).is_some_and(|id| self.cast.entities[id].country().is_some());
        !(start..head.0).any(known)
    }

    /// The one country in which the places of a sentence lie: "Militants attacked the embassy in Tripoli".
    fn ground(&self, head: TokenId) -> Option<CountryCode> {
        let (start, end) = self.tree.bounds(head);
        let is_near = |place: &&PlaceMention| {
            place.reading == PlaceReading::Literal && start <= place.head.0 && place.head.0 < end
        };
        let mut near = self.places.iter().filter(is_near).map(|place| place.place.country);
        let first = near.next()??;
        near.all(|country| country == Some(first)).then_some(first)
    }

    /// Whether a phrase without country is likely to mean somebody's of the states in the news.
    fn wants_country(&self, head: TokenId, description: &Description) -> bool {
        // "Foreign forces", not "the foreign minister".
        let is_foreign =
            |child: &TokenId| *child < description.first && self.words.foreign.contains(&self.tree.low(*child));
        if self.words.rootless.contains(&description.phrase) || self.tree.children(head).iter().any(is_foreign) {
            return false;
        }
        matches!(
            description.sector,
            Sector::Gov
                | Sector::Mil
                | Sector::Cop
                | Sector::Jud
                | Sector::Leg
                | Sector::Opp
                | Sector::Reb
                | Sector::Prm
                | Sector::Spy
                | Sector::Pty
                | Sector::Ref
                | Sector::Unk
        ) && description.role.kind != RoleKind::State
    }

    /// "The Turkish foreign minister": the person in the article or the knowledge who holds that office.
    fn holder(&mut self, description: &Description) -> Option<EntityId> {
        if description.is_plural
            || description.is_former
            || description.principal.is_some_and(|p| self.cast.entities[p].actor.kind != ActorKind::State)
        {
            return None;
        }
        let country = description.country?;
        if self.words.leaders.contains(&description.phrase) && description.is_definite {
            let leading = |role: &str| self.words.leading.iter().any(|l| l == role);
            return self.cast.entities.iter().position(|e| {
                e.actor.kind == ActorKind::Person
                    && e.actor.country == Some(country)
                    && e.actor.role.as_deref().is_some_and(|r| leading(&r.to_lowercase()))
            });
        }
        if description.role.kind != RoleKind::Office {
            return None;
        }
        let phrase = self.words.usual(&description.phrase);
        let in_article = self.cast.entities.iter().position(|e| {
            e.actor.kind == ActorKind::Person
                && e.actor.country == Some(country)
                && e.actor.role.as_deref().is_some_and(|r| self.words.usual(&r.to_lowercase()) == phrase)
        });
        if in_article.is_some() {
            return in_article;
        }
        let idx = self.knowledge.holder(&phrase, country, self.at)?;
        let actor = self.knowledge.actor(crate::knowledge::Target::Person(idx), self.at)?;
        let entity = self.entity_of(actor);
        let person = &self.knowledge.people[idx as usize];
        let names = crate::knowledge::key(&person.name);
        let known = &mut self.cast.entities[entity];
        known.gender = known.gender.or(person.gender);
        if !known.names.contains(&names) {
            known.names.push(names);
        }
        Some(entity)
    }

    pub(crate) fn state_entity(&mut self, country: Option<CountryCode>) -> Option<EntityId> {
        let country = country?;
        self.cast.entities.iter().position(|e| {
            e.actor.kind == ActorKind::State
                && e.actor.country == Some(country)
                && e.is_settled
                && e.actor.sector != Sector::Unk
        })
    }

    /// The entity that a phrase refers back to.
    fn antecedent(&mut self, head: TokenId, description: &Description) -> Option<EntityId> {
        let lemma = self.tree.lemma(head);
        let same_owner = |e: &Entity| description.country.is_none() || e.actor.country == description.country;
        let mut best = None;
        for token in (0..head.0).rev() {
            let Some(draft) = self.cast.at(TokenId(token)) else { continue };
            let [id] = draft.refs[..] else { continue };
            let entity = &self.cast.entities[id];
            if !same_owner(entity) {
                continue;
            }
            let matches = match description.role.kind {
                RoleKind::State => {
                    !description.is_plural
                        && description.is_definite
                        && !description.has_possessor
                        && description.country.is_none()
                        && !description.is_placed
                        && entity.actor.kind == ActorKind::State
                        && entity.actor.country.is_some()
                        && !self.is_people(id)
                }
                RoleKind::Office | RoleKind::Person => {
                    (description.is_definite || self.in_headline(head))
                        && !description.is_plural
                        && entity.actor.kind == ActorKind::Person
                        && {
                            let role = entity.actor.role.as_deref().unwrap_or("").to_lowercase();
                            role.replace('-', " ").ends_with(&description.phrase.replace('-', " "))
                                || role.ends_with(&lemma)
                                || entity.lemmas.contains(&lemma)
                        }
                        || description.is_plural && entity.is_plural && self.same_words(id, head)
                }
                RoleKind::Body => {
                    let same = self.same_words(id, head);
                    same || description.is_definite
                        && !description.is_plural
                        && description.country.is_none()
                        && matches!(entity.actor.kind, ActorKind::Organisation)
                        && (entity.lemmas.contains(&lemma)
                            || description.sector == Sector::Unk && entity.actor.sector != Sector::Unk
                            || description.sector == entity.actor.sector
                                && description.sector != Sector::Gov
                                && description.sector != Sector::Mil)
                }
            };
            if matches {
                best = Some(id);
                break;
            }
        }
        best.or_else(|| self.later_principal(head, description, &lemma)).or_else(|| self.in_focus(head, description))
    }

    /// "The former rapper from Melbourne" as subject, described as nobody was before: the private person whom the sentences
    /// before it are about. What is said here holds for them.
    fn in_focus(&mut self, head: TokenId, description: &Description) -> Option<EntityId> {
        let fits = description.role.kind == RoleKind::Person
            && description.is_definite
            && !description.is_plural
            && description.principal.is_none()
            && !self.tree.children(head).iter().any(|c| matches!(self.tree.relation(*c), "conj" | "acl"))
            && self.tree.relation(head) == "nsubj";
        if !fits {
            return None;
        }
        let private = |e: &Entity| {
            e.actor.kind == ActorKind::Person
                && !e.names.is_empty()
                && e.actor.actor_id.is_none()
                && matches!(e.actor.sector, Sector::Unk | Sector::Cvl)
                && (e.actor.country.is_none()
                    || description.country.is_none()
                    || e.actor.country == description.country)
                && (e.gender.is_none()
                    || self.words.noun_gender(&self.tree.lemma(head)).is_none_or(|g| e.gender == Some(g)))
        };
        let sentence = self.tree.sentence(head);
        let found = (1..=3.min(sentence)).find_map(|back| {
            let before = &self.tree.analysis.sentences[sentence - back];
            let people = (before.first..before.end)
                .map(TokenId)
                .filter(|t| matches!(self.tree.relation(*t), "nsubj" | "obj") || self.tree.deprel(*t) == "nmod:poss");
            people.filter_map(|t| self.cast.entity_at(t)).find(|e| private(&self.cast.entities[*e]))
        })?;
        self.tell(found, description, head);
        Some(found)
    }

    /// "Trump's envoy" in a headline: the person whom the article calls that further down.
    fn later_principal(&self, head: TokenId, description: &Description, lemma: &str) -> Option<EntityId> {
        if description.is_plural || !matches!(description.role.kind, RoleKind::Person | RoleKind::Office) {
            return None;
        }
        let is_headline = self.in_headline(head);
        let country = description.country.or_else(|| self.owner_before(head).filter(|_| is_headline))?;
        self.cast.entities.iter().position(|e| {
            let is_called_so = e.lemmas.iter().any(|l| l == lemma)
                || is_headline && e.actor.role.as_deref().is_some_and(|role| role.to_lowercase().ends_with(lemma));
            e.actor.kind == ActorKind::Person
                && e.actor.country == Some(country)
                && !e.names.is_empty()
                && is_called_so
                && (description.has_possessor || is_headline)
        })
    }

    /// The country of who stands right before a word as its owner, where the tree of a headline parts the two.
    fn owner_before(&self, head: TokenId) -> Option<CountryCode> {
        let before = |back: u32| head.0.checked_sub(back).map(TokenId);
        let is_genitive = before(1).is_some_and(|token| self.tree.relation(token) == "case");
        let owner = before(2).filter(|_| is_genitive).and_then(|token| self.cast.entity_at(token))?;
        self.cast.entities[owner].actor.country
    }

    /// The state where the article's rebels and opposition are, if it has any: of their countries the one named most.
    fn theatre(&self) -> Option<EntityId> {
        let named = |country: Option<CountryCode>| {
            let of = |d: &&Draft| matches!(d.refs[..], [id] if self.cast.entities[id].actor.country == country);
            self.cast.drafts.iter().filter(of).count()
        };
        let mut counts: Vec<(u32, EntityId)> = Vec::new();
        for draft in &self.cast.drafts {
            let [id] = draft.refs[..] else { continue };
            let actor = &self.cast.entities[id].actor;
            let transnational = actor.country == CountryCode::parse("IMG");
            if !matches!(actor.sector, Sector::Reb | Sector::Opp | Sector::Prm)
                || actor.country.is_none()
                || transnational
            {
                continue;
            }
            match counts.iter_mut().find(|(_, e)| self.cast.entities[*e].actor.country == actor.country) {
                Some(entry) => entry.0 += 1,
                None => counts.push((1, id)),
            }
        }
        counts.sort_by_key(|(count, id)| {
            let all = named(self.cast.entities[*id].actor.country);
            (std::cmp::Reverse(all), std::cmp::Reverse(*count), *id)
        });
        let best = counts.first().map(|(_, id)| *id)?;
        // Where the article is about another state by far, those near the words are meant.
        let ours = named(self.cast.entities[best].actor.country);
        let states = self.cast.entities.iter().filter(|e| e.actor.kind == ActorKind::State && e.is_settled);
        if states.map(|e| named(e.actor.country)).max().is_some_and(|most| most > FAR * ours) {
            return None;
        }
        self.state_of(self.cast.entities[best].actor.country)
    }

    /// The state's own entity, or any of that country.
    fn state_of(&self, country: Option<CountryCode>) -> Option<EntityId> {
        let of = |e: &Entity| e.actor.country == country;
        self.cast
            .entities
            .iter()
            .position(|e| of(e) && e.actor.kind == ActorKind::State)
            .or_else(|| self.cast.entities.iter().position(of))
    }

    /// Whether an entity was mentioned by the same phrase before.
    fn same_words(&self, entity: EntityId, head: TokenId) -> bool {
        let known = &self.cast.entities[entity];
        let name = self.phrase_text(head).to_lowercase();
        known.actor.name.to_lowercase() == name
    }

    /// The country of the subject that governs a word's clause.
    fn governing_country(&self, head: TokenId) -> Option<CountryCode> {
        let mut at = self.tree.head(head);
        for _ in 0..12 {
            let verb = at?;
            let subject =
                self.tree.children(verb).iter().copied().find(|c| self.tree.relation(*c) == "nsubj" && *c != head);
            if let Some(country) =
                subject.and_then(|s| self.cast.entity_at(s)).and_then(|e| self.cast.entities[e].actor.country)
            {
                return Some(country);
            }
            at = self.tree.head(verb);
        }
        None
    }

    fn in_headline(&self, head: TokenId) -> bool {
        self.tree.analysis.sentences[self.tree.sentence(head)].kind == SentenceKind::Headline
    }

    /// The participant with a country that is nearest before a token: in its sentence, as subject of the one before, else the
    /// one the article names most. With `besides_subject`, states only, and not the one that the clauses around are about.
    pub(crate) fn neighbour(&self, head: TokenId, besides_subject: bool, sector: Sector) -> Option<EntityId> {
        let (start, _) = self.tree.bounds(head);
        let other = if besides_subject { self.governing_country(head) } else { None };
        let usable = |id: EntityId| {
            let actor = &self.cast.entities[id].actor;
            // "The US fights the militants": rebels are of a country that has some.
            let has_such =
                sector != Sector::Reb || actor.country.is_some_and(|country| self.knowledge.has_rebels(country));
            let is_other = !besides_subject || actor.country != other && actor.kind == ActorKind::State;
            // "(Reuters) - Police used tear gas": nobody in power is an agency's.
            actor.country.is_some() && actor.sector != Sector::Jrn && has_such && is_other
        };
        for token in (start..head.0).rev() {
            if let Some(id) = self.cast.entity_at(TokenId(token)).filter(|id| usable(*id)) {
                return Some(id);
            }
        }
        let sentence = self.tree.sentence(head);
        if sentence > 0 && !self.in_headline(head) {
            let before = &self.tree.analysis.sentences[sentence - 1];
            let subject = (before.first..before.end)
                .map(TokenId)
                .find(|t| self.tree.relation(*t) == "nsubj" && self.cast.entity_at(*t).is_some_and(usable));
            if let Some(id) = subject.and_then(|t| self.cast.entity_at(t)) {
                return Some(id);
            }
        }
        let mut counts: Vec<(u32, EntityId)> = Vec::new();
        for draft in &self.cast.drafts {
            if let [id] = draft.refs[..]
                && usable(id)
            {
                match counts
                    .iter_mut()
                    .find(|(_, e)| self.cast.entities[*e].actor.country == self.cast.entities[id].actor.country)
                {
                    Some(entry) => entry.0 += 1,
                    None => counts.push((1, id)),
                }
            }
        }
        counts.sort_by_key(|(count, id)| (std::cmp::Reverse(*count), *id));
        counts.first().map(|(_, id)| *id)
    }
}
