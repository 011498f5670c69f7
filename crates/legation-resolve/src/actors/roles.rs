//! What a noun phrase says about a participant: role, sector, country or principal.

use super::Resolver;
use super::entity::EntityId;
use super::words::{Role, RoleKind};
use legation_types::{ActorKind, CountryCode, Sector, TokenId, Upos};

/// A description: "the Turkish foreign minister", "Putin's trade envoy".
#[derive(Clone, Debug)]
pub(crate) struct Description {
    pub role: Role,
    /// The role's phrase as the language file has it.
    pub phrase: String,
    /// First token of the role's phrase.
    pub first: TokenId,
    pub sector: Sector,
    pub other_sectors: Vec<Sector>,
    pub country: Option<CountryCode>,
    /// Who else the phrase means beside its head: "Russian and Syrian forces", "the Turkish military and Syrian rebels".
    pub twins: Vec<(Option<CountryCode>, Sector)>,
    /// Whose envoy, of which group.
    pub principal: Option<EntityId>,
    /// Whether anything says whom it belongs to, even if that has no country ("western powers").
    pub is_placed: bool,
    pub is_former: bool,
    pub is_definite: bool,
    pub is_plural: bool,
    pub has_possessor: bool,
    /// Whether it is named by who backs or holds it: "US-backed".
    pub has_backer: bool,
    /// Whether the state was given as the nationality of a private person.
    pub kind: ActorKind,
}

impl Resolver<'_> {
    /// The longest role phrase that ends at the token, or begins at it with a preposition ("secretary of state").
    pub(crate) fn role_at(&self, head: TokenId) -> Option<(Role, String, TokenId)> {
        let (first, end) = self.tree.bounds(head);
        let low = self.tree.low(head);
        let singular = self.words.singular(&low);
        let spellings = [self.tree.lemma(head), low, singular];
        let mut best: Option<(Role, String, TokenId)> = None;
        for spelling in &spellings {
            let mut phrase = spelling.clone();
            if let Some(role) = self.words.role(&phrase)
                && best.is_none()
            {
                best = Some((role, phrase.clone(), head));
            }
            let mut at = head.0;
            for _ in 1..self.words.longest_role + 2 {
                if at == first {
                    break;
                }
                at -= 1;
                let word = self.tree.low(TokenId(at));
                phrase = match word.as_str() {
                    "-" => continue,
                    _ => format!("{word} {phrase}"),
                };
                if let Some(role) = self.words.role(&phrase) {
                    best = Some((role, phrase.clone(), TokenId(at)));
                }
            }
            let mut forward = spelling.clone();
            let mut found = None;
            let joins = |at: u32| {
                let word = self.tree.low(TokenId(at));
                word == "-" || self.words.belongs.contains(&word) || self.words.bare.prepositions.contains(&word)
            };
            let reach = if head.0 + 1 < end && joins(head.0 + 1) { 5 } else { 0 };
            for at in (head.0 + 1..end).take(reach) {
                let word = self.tree.low(TokenId(at));
                forward = match (word.as_str(), forward.ends_with('-')) {
                    ("-", _) => format!("{forward}-"),
                    (word, true) => format!("{forward}{word}"),
                    (word, false) => format!("{forward} {word}"),
                };
                if let Some(role) = self.words.role(&forward) {
                    found = Some((role, forward.clone(), head));
                }
            }
            if found.is_some() {
                best = found;
            }
        }
        best
    }

    /// What the noun phrase at a head says about a participant; `None` where it describes none.
    pub(crate) fn describe(&mut self, head: TokenId) -> Option<Description> {
        if !matches!(self.tree.upos(head), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Verb | Upos::X) {
            return None;
        }
        let (role, phrase, first) = self.role_at(head)?;
        let mut description = Description {
            role,
            sector: role.sector,
            other_sectors: Vec::new(),
            country: None,
            twins: Vec::new(),
            principal: None,
            is_placed: false,
            is_former: false,
            is_definite: false,
            is_plural: self.tree.is_plural(head),
            has_possessor: false,
            has_backer: false,
            kind: match role.kind {
                RoleKind::State => ActorKind::State,
                RoleKind::Body => ActorKind::Organisation,
                _ if self.tree.is_plural(head) => ActorKind::Group,
                _ => ActorKind::Person,
            },
            phrase,
            first,
        };
        self.read_before(head, &mut description);
        self.read_after(head, &mut description);
        if let Some(country) = self.words.abroad(&description.phrase) {
            description.country = Some(country);
            description.is_placed = true;
        }
        let is_rank = role.kind == RoleKind::Person && !role.inherits;
        if description.is_former && is_rank && matches!(description.sector, Sector::Mil | Sector::Cop | Sector::Reb) {
            description.sector = if self.words.ranks.contains(&description.phrase) { Sector::Eli } else { Sector::Cvl };
            description.other_sectors.clear();
        }
        if description.is_former
            && matches!(
                description.sector,
                Sector::Gov | Sector::Mil | Sector::Leg | Sector::Jud | Sector::Spy | Sector::Cop | Sector::Unk
            )
            && matches!(role.kind, RoleKind::Office | RoleKind::Person)
        {
            description.sector = Sector::Eli;
            description.other_sectors.clear();
        }
        Some(description)
    }

    /// Determiners, adjectives, compounds and possessors before the head.
    fn read_before(&mut self, head: TokenId, description: &mut Description) {
        let start = self.tree.phrase_start(head);
        let mut possessor = None;
        for child in self.tree.children(head).to_vec() {
            let relation = self.tree.deprel(child);
            if relation.starts_with("nmod:poss") || relation == "det:poss" {
                possessor = Some(child);
            }
            if self.tree.relation(child) == "det" && self.words.definite.contains(&self.tree.low(child)) {
                description.is_definite = true;
            }
        }
        let mut at = start;
        while at < head {
            let id = at;
            at = TokenId(at.0 + 1);
            if possessor.is_some_and(|p| self.tree.analysis.is_under(id, p)) {
                continue;
            }
            let low = self.tree.low(id);
            let lemma = self.tree.lemma(id);
            if self.words.is_former(&low) || self.words.is_former(&lemma) {
                description.is_former |= self.words.ends_office(&low);
                continue;
            }
            let joined = self.joined_after(id).or_else(|| self.joined_by_conjunct(id));
            if self.is_left_conjunct(id, head) {
                self.split(id, description);
                continue;
            }
            // Of "German-Russian" the last is who the person or body is.
            let named =
                self.cast.at(id).filter(|d| d.kind != legation_types::MentionKind::Nominal || d.refs.len() == 1);
            if let Some(entity) = named.and_then(|d| d.refs.last().copied()) {
                let before = self.joined_before(id);
                match (joined, before) {
                    // Pro-Russian rebels are Russia's no more than Russian-backed ones: they fight at home.
                    (_, Some(true)) if self.is_foreign_power(entity) => {
                        description.has_backer = true;
                        continue;
                    }
                    (Some(false), _) => {
                        description.has_backer = true;
                        continue;
                    }
                    (_, Some(true)) => {
                        self.belong(entity, description);
                        if matches!(description.sector, Sector::Prm | Sector::Reb | Sector::Unk)
                            && description.role.kind != RoleKind::State
                        {
                            description.sector = Sector::Prm;
                        }
                        continue;
                    }
                    (_, Some(false)) => {
                        if matches!(description.sector, Sector::Reb | Sector::Opp | Sector::Prm) {
                            self.place(entity, description);
                        }
                        continue;
                    }
                    _ => {
                        let before = description.country;
                        self.belong(entity, description);
                        self.coordinate(id, before, description);
                        continue;
                    }
                }
            }
            if id >= description.first {
                continue;
            }
            if let Some(sector) = self.modifier_sector(id, &low, &lemma)
                && !self.words.is_fixed(&description.phrase)
                && changes(sector, description)
            {
                description.sector = sector;
            }
        }
        if let Some(possessor) = possessor {
            description.has_possessor = true;
            description.is_definite = true;
            // "Her Turkish counterpart" is Turkish, whoever she is.
            let is_told = self.tree.upos(possessor) == Upos::Pron && description.country.is_some();
            if let Some(entity) = self.resolve_phrase(possessor)
                && !is_told
            {
                self.belong(entity, description);
            }
        }
    }

    /// "Russian and Syrian forces": two countries; "German-Russian": the last one.
    fn coordinate(&self, id: TokenId, before: Option<CountryCode>, description: &mut Description) {
        let (Some(first), Some(last)) = (before, description.country) else { return };
        let joined = self.tree.relation(id) == "conj"
            && self.tree.children(id).iter().any(|c| self.tree.relation(*c) == "cc" || self.tree.form(*c) == ",");
        if joined && first != last && description.is_plural {
            let sector = description.sector;
            description.twins.push((Some(first), sector));
        }
    }

    /// "US and EU-backed": what is joined on to the last of a row holds for the first.
    fn joined_by_conjunct(&self, id: TokenId) -> Option<bool> {
        let conjuncts = self.tree.children(id).iter().filter(|c| self.tree.relation(**c) == "conj");
        conjuncts.filter(|c| self.cast.at(**c).is_some()).find_map(|c| self.joined_after(*c))
    }

    /// Whether a modifier is in truth the first of two: "the Turkish military and Syrian rebels", parsed as one phrase.
    fn is_left_conjunct(&self, id: TokenId, head: TokenId) -> bool {
        let (next, after) = (TokenId(id.0 + 1), TokenId(id.0 + 2));
        after < head
            && self.tree.relation(next) == "cc"
            && self.cast.at(id).is_none_or(|d| d.kind == legation_types::MentionKind::Nominal)
            && self.cast.at(after).is_some_and(|d| d.kind == legation_types::MentionKind::Adjective)
            && self.role_at(id).is_some_and(|(role, ..)| role.kind == RoleKind::Body || self.tree.is_plural(id))
    }

    /// Lets what was read so far be a participant of its own.
    fn split(&mut self, id: TokenId, description: &mut Description) {
        let known = self.cast.entity_at(id).map(|e| &self.cast.entities[e].actor).map(|a| (a.country, a.sector));
        let told = description.country.take();
        let twin = known.or_else(|| self.role_at(id).map(|(role, ..)| (told, role.sector)));
        description.twins.extend(twin);
        description.sector = description.role.sector;
    }

    /// The sector that a word before a role noun gives it: from the list, or because it is a role noun itself.
    fn modifier_sector(&self, id: TokenId, low: &str, lemma: &str) -> Option<Sector> {
        let (first, _) = self.tree.bounds(id);
        if id.0 > first {
            let pair = format!("{} {low}", self.tree.low(TokenId(id.0 - 1)));
            if let Some(sector) = self.words.modifiers.get(&pair) {
                return Some(*sector);
            }
        }
        self.words.modifiers.get(low).or_else(|| self.words.modifiers.get(lemma)).copied().or_else(|| {
            let noun = matches!(self.tree.upos(id), Upos::Noun | Upos::Propn);
            let (role, ..) = if noun { self.role_at(id)? } else { return None };
            (role.sector != Sector::Unk && role.sector != Sector::Cvl).then_some(role.sector)
        })
    }

    /// Prepositional phrases after the head.
    fn read_after(&mut self, head: TokenId, description: &mut Description) {
        let phrase_end = description.phrase.split(' ').count() as u32;
        for child in self.tree.children(head).to_vec() {
            if child < head || self.tree.relation(child) != "nmod" {
                continue;
            }
            if description.first == head && child.0 < head.0 + phrase_end && phrase_end > 1 {
                for grandchild in self.tree.children(child).to_vec() {
                    if grandchild > child && self.tree.relation(grandchild) == "nmod" {
                        self.read_after_one(grandchild, description);
                    }
                }
                continue;
            }
            self.read_after_one(child, description);
        }
    }

    fn read_after_one(&mut self, child: TokenId, description: &mut Description) {
        let Some(preposition) = self.tree.preposition(child) else { return };
        let speaks = self.words.speaks.contains(&preposition)
            && (self.words.is_speaker(&description.phrase)
                || description.phrase.rsplit(' ').next().is_some_and(|w| self.words.is_speaker(w)));
        if !self.words.belongs.contains(&preposition) && !speaks {
            return;
        }
        // Soldiers in a country are often not that country's.
        if description.sector == Sector::Mil && self.words.settings.contains(&preposition) {
            return;
        }
        // "The leaders of North and South Korea": one of each.
        let is_both =
            |draft: &&super::entity::Draft| draft.first <= child && child <= draft.last && draft.refs.len() == 2;
        let both = self.cast.drafts.iter().find(is_both);
        let both = both.filter(|draft| draft.kind == legation_types::MentionKind::Name);
        if let Some([first, last]) = both.map(|draft| draft.refs.as_slice())
            && description.is_plural
            && description.country.is_none()
        {
            let (first, last) = (*first, *last);
            self.belong(last, description);
            description.twins.push((self.cast.entities[first].country(), description.sector));
            return;
        }
        if let Some(entity) = self.resolve_phrase(child) {
            if description.country.is_none() {
                self.belong(entity, description);
            }
        } else if let Some(owner) = self.owner_within(child)
            && description.country.is_none()
        {
            self.belong(owner, description);
        } else if description.role.kind == RoleKind::Body || description.role.inherits {
            let lemma = self.tree.lemma(child);
            if let Some(sector) = self.words.modifiers.get(&lemma)
                && matches!(description.sector, Sector::Gov | Sector::Unk)
            {
                description.sector = *sector;
            }
        }
    }

    /// "Authorities in Syria's Kurdish region": who a phrase that is no participant is named after, the nearest to its head.
    fn owner_within(&self, head: TokenId) -> Option<EntityId> {
        let before = self.tree.children(head).iter().copied().filter(|c| *c < head);
        let mut named = before.filter(|c| matches!(self.tree.relation(*c), "amod" | "nmod" | "compound"));
        named.rfind(|c| self.cast.entity_at(*c).is_some()).and_then(|c| self.cast.entity_at(c))
    }

    /// Takes country and, for those who act for others, sector from whom the phrase belongs to.
    fn belong(&mut self, entity: EntityId, description: &mut Description) {
        let owner = &self.cast.entities[entity];
        let private = matches!(description.sector, Sector::Cvl) && !description.role.inherits;
        let is_people = owner.actor.sector == Sector::Cvl;
        if private && !is_people && matches!(owner.actor.kind, ActorKind::Organisation | ActorKind::Group) {
            description.is_placed = true;
            return;
        }
        self.place(entity, description);
        if owner.actor.kind != ActorKind::State {
            description.principal = Some(entity);
        }
        let (sector, loose) = (owner.actor.sector, self.is_people(entity));
        let strong =
            matches!(sector, Sector::Reb | Sector::Igo | Sector::Ngo | Sector::Opp | Sector::Prm | Sector::Crm);
        let generic = matches!(
            description.sector,
            Sector::Gov | Sector::Unk | Sector::Mil | Sector::Prm | Sector::Pty | Sector::Leg
        ) || description.role.inherits;
        match owner.actor.kind {
            ActorKind::State if loose || sector != Sector::Gov => {
                if generic && sector != Sector::Unk && (loose || description.role.kind != RoleKind::State) {
                    description.sector = sector;
                }
            }
            // "China's delegation".
            ActorKind::State if description.role.inherits && description.sector == Sector::Unk => {
                description.sector = Sector::Gov;
            }
            ActorKind::State => {}
            ActorKind::Organisation | ActorKind::Group => {
                if description.role.inherits
                    && sector != Sector::Unk
                    && !(sector == Sector::Gov && description.role.own_sector)
                    || strong && generic
                {
                    description.sector = sector;
                    description.other_sectors.clear();
                }
            }
            ActorKind::Person => {
                // Somebody's troops stay troops.
                let arms = sector == Sector::Gov && description.sector == Sector::Mil;
                let civil = arms || matches!(sector, Sector::Eli | Sector::Unk | Sector::Cvl);
                if description.role.inherits && !description.role.own_sector && !civil || strong && generic {
                    description.sector = sector;
                }
            }
            ActorKind::Unknown => {}
        }
    }

    /// Takes the country.
    fn place(&self, entity: EntityId, description: &mut Description) {
        let owner = &self.cast.entities[entity];
        let has = owner.country().is_some();
        if description.role.kind == RoleKind::State {
            let people = self.is_people(entity);
            let region = owner.actor.basis == legation_types::Basis::Demonym && self.is_region(entity);
            let foreign = self.words.others.contains(&description.phrase) && !people;
            if region || foreign {
                description.is_placed = true;
                return;
            }
        }
        if has || owner.actor.kind == ActorKind::State {
            description.is_placed = true;
        }
        let guessed = owner.actor.basis == legation_types::Basis::Pattern || self.is_people(entity);
        if has && !(guessed && description.country.is_some()) {
            description.country = owner.country();
        }
        if !has
            && owner.actor.kind == ActorKind::State
            && description.country.is_none()
            && description.role.kind != RoleKind::State
        {
            description.is_placed = true;
        }
    }

    /// Whether it is a state or a union of states: what people are for who need not belong to it.
    fn is_foreign_power(&self, entity: EntityId) -> bool {
        let actor = &self.cast.entities[entity].actor;
        actor.kind == ActorKind::State || actor.sector == Sector::Igo
    }

    /// "US-led": true; "US-backed": false; `None` where nothing is joined on.
    pub(crate) fn joined_after(&self, id: TokenId) -> Option<bool> {
        let end = self.cast.at(id)?.span.end as usize;
        let rest = self.tree.text.get(end..)?.strip_prefix(['-', '–'])?;
        let word: String = rest.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        if self.words.takes.contains(&word) {
            Some(true)
        } else if self.words.leaves.contains(&word) {
            Some(false)
        } else {
            None
        }
    }

    /// "pro-Assad": true; "anti-Assad": false.
    pub(crate) fn joined_before(&self, id: TokenId) -> Option<bool> {
        let start = self.cast.at(id)?.span.start as usize;
        let before = self.tree.text.get(..start)?.trim_end_matches(['-', '–', ' ']);
        let word: String =
            before.chars().rev().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        let word: String = word.chars().rev().collect();
        if self.words.before.contains(&word) {
            Some(true)
        } else if self.words.against.contains(&word) {
            Some(false)
        } else {
            None
        }
    }
}

/// Whether a word before a role noun ("court", "military", "government") gives its sector to the description.
fn changes(sector: Sector, description: &Description) -> bool {
    let known = description.sector;
    if sector == Sector::Gov {
        return description.role.inherits && known != Sector::Mil;
    }
    let vague = matches!(known, Sector::Unk | Sector::Gov) || known == Sector::Mil && sector != Sector::Mil;
    description.role.inherits || vague || description.role.kind == RoleKind::Body
}
