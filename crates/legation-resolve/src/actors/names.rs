//! Names in the article: what the knowledge finds, what the model tags, who is who.

use super::Resolver;
use super::entity::{Draft, Entity, EntityId};
use crate::knowledge::{Gender, Target, key};
use legation_types::{Actor, ActorKind, Basis, MentionKind, NameType, Sector, SentenceKind, Span, TokenId, Upos};

/// A stretch of tokens that may be a name.
#[derive(Clone, Debug)]
struct Candidate {
    span: Span,
    first: TokenId,
    last: TokenId,
    tag: Option<NameType>,
    targets: Vec<Target>,
}

impl Resolver<'_> {
    /// Makes mentions of all names.
    pub(crate) fn find_names(&mut self) {
        let candidates = self.candidates();
        // Fuller names first, so that short ones can link to them; mentions keep the order of the text for that.
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by_key(|i| {
            let words = key(candidates[*i].span.of(self.tree.text)).split(' ').count();
            (std::cmp::Reverse(words.min(4)), *i)
        });
        for idx in order {
            let candidate = &candidates[idx];
            let Some((entity, kind, basis)) = self.identify(candidate) else { continue };
            if let Some((first, other)) = self.joined_half(candidate) {
                self.cast.mention(Draft {
                    span: self.tree.analysis.span(first, candidate.last),
                    first,
                    last: candidate.last,
                    head: candidate.last,
                    kind,
                    refs: vec![other, entity],
                    basis,
                });
                continue;
            }
            let head = self.tree.head_of(candidate.first, candidate.last);
            // "German-Russian", "Washington-Moscow" as one token: it means both.
            if let Some(at) = self.cast.heads[head.idx()] {
                let twin = &mut self.cast.drafts[at];
                let joined =
                    twin.first == candidate.first && twin.last == candidate.last && !twin.span.overlaps(candidate.span);
                if joined && !twin.refs.contains(&entity) {
                    twin.refs.push(entity);
                    twin.span = twin.span.cover(candidate.span);
                }
                continue;
            }
            self.cast.mention(Draft {
                span: candidate.span,
                first: candidate.first,
                last: candidate.last,
                head,
                kind,
                refs: vec![entity],
                basis,
            });
        }
        self.acronyms(&candidates);
        self.stray_names();
    }

    /// Parts of names that the model did not tag: "Prakash" where "Neil Prakash" stands, "the North" where North Korea does.
    fn stray_names(&mut self) {
        let mut parts: Vec<(String, EntityId)> = Vec::new();
        let mut halves: Vec<(String, EntityId)> = Vec::new();
        for (id, entity) in self.cast.entities.iter().enumerate() {
            if entity.actor.kind == ActorKind::State {
                halves.extend(entity.names.iter().filter_map(|n| Some((n.split_once(' ')?.0.to_string(), id))));
            }
            if entity.actor.kind != ActorKind::Person {
                continue;
            }
            let longest = entity.names.iter().max_by_key(|n| n.split(' ').count());
            if let Some(last) = longest.filter(|n| n.contains(' ')).and_then(|n| n.rsplit(' ').next())
                && last.chars().count() > 2
            {
                parts.push((last.to_string(), id));
            }
        }
        for (idx, token) in self.tree.analysis.tokens.iter().enumerate() {
            let id = TokenId(idx as u32);
            let capital = self.tree.form(id).starts_with(char::is_uppercase);
            let covered = self.cast.drafts.iter().any(|d| d.first <= id && id <= d.last);
            if !capital || covered || self.cast.at(id).is_some() {
                continue;
            }
            let word = key(self.tree.form(id));
            let before = id.0.checked_sub(1).map(TokenId);
            let is_half = before.is_some_and(|at| self.tree.upos(at) == Upos::Det)
                && self.tree.upos(id) == Upos::Propn
                && matches!(self.tree.relation(id), "nsubj" | "obj" | "obl" | "nmod" | "conj");
            let known = parts.iter().chain(halves.iter().filter(|_| is_half));
            if let Some((_, entity)) = known.into_iter().find(|(part, _)| *part == word) {
                self.cast.mention(Draft {
                    span: token.span,
                    first: id,
                    last: id,
                    head: id,
                    kind: MentionKind::Name,
                    refs: vec![*entity],
                    basis: None,
                });
            }
        }
    }

    /// Gives a people without a state the country that the article is about: the first two candidates are preferred.
    pub(crate) fn settle_peoples(&mut self) {
        for idx in 0..self.cast.entities.len() {
            let name = self.cast.entities[idx].actor.name.clone();
            let Some(state) = self.knowledge.states.iter().find(|s| s.candidates.len() > 1 && s.name == name) else {
                continue;
            };
            let count = |code| {
                let of =
                    |d: &&Draft| d.refs.iter().any(|e| *e != idx && self.cast.entities[*e].actor.country == Some(code));
                self.cast.drafts.iter().filter(of).count()
            };
            let (near, far) = state.candidates.split_at(2);
            let most = |list: &[legation_types::CountryCode]| {
                list.iter().copied().rev().max_by_key(|c| count(*c)).filter(|c| count(*c) > 0)
            };
            if let Some(code) = most(near).or_else(|| most(far)) {
                self.cast.entities[idx].actor.country = Some(code);
            }
        }
    }

    fn candidates(&self) -> Vec<Candidate> {
        let text = self.tree.text;
        let mut all: Vec<Candidate> = Vec::new();
        for name in &self.tree.analysis.names {
            let courtesy = self.words.title(&self.tree.low(name.first)).is_some_and(|t| t.gender.is_some());
            let tag = if courtesy && name.last > name.first { NameType::Per } else { name.kind };
            let Some((first, last)) = self.untitled(name.first, name.last, tag) else { continue };
            let first = self.with_given_name(first, last, tag);
            let span = self.without_genitive(self.tree.analysis.span(first, last));
            let targets: Vec<Target> = self.knowledge.targets(span.of(text)).collect();
            // "German-Russian" as one tag: its parts are what counts.
            if tag == NameType::Misc && targets.is_empty() {
                continue;
            }
            all.push(Candidate { span, first, last, tag: Some(tag), targets });
        }
        for found in self.knowledge.lexicon.scan(text) {
            let Some((first, last)) = self.tree.tokens_in(found.span) else { continue };
            let targets: Vec<Target> = found.ids.iter().map(|id| self.knowledge.targets[*id as usize]).collect();
            let clash = all.iter().position(|c| c.span.overlaps(found.span));
            match clash {
                None => {
                    let named = (first.0..=last.0).any(|t| self.tree.upos(TokenId(t)) == Upos::Propn);
                    let adjective = targets.iter().any(|t| matches!(t, Target::Adjective(_) | Target::People(_)));
                    // An acronym is a name whatever the model takes it for.
                    let form = self.tree.form(first);
                    let shouted = form.chars().count() > 2 && form.chars().all(char::is_uppercase);
                    let many = first != last || form.contains('-') || shouted;
                    if named || adjective || many {
                        all.push(Candidate { span: found.span, first, last, tag: None, targets });
                    }
                }
                Some(at) if all[at].span == found.span => {}
                Some(at) if found.span.contains(all[at].span) => {
                    let tag = all[at].tag;
                    all.retain(|c| !found.span.contains(c.span));
                    all.push(Candidate { span: found.span, first, last, tag, targets });
                }
                Some(at) => {
                    // Inside a longer name: a state or an organisation in it is named beside it, a person in it is not.
                    let inner = all[at].span.contains(found.span)
                        && matches!(all[at].tag, Some(NameType::Org | NameType::Misc));
                    let state =
                        targets.iter().any(|t| matches!(t, Target::State(_) | Target::Adjective(_) | Target::Body(_)));
                    let inside_head = self.tree.head_of(all[at].first, all[at].last);
                    if inner && state && !(first <= inside_head && inside_head <= last) {
                        all.push(Candidate { span: found.span, first, last, tag: None, targets });
                    } else if first != last
                        && last == all[at].last
                        && targets.iter().any(|t| matches!(t, Target::Person(_)))
                        && all[at].targets.is_empty()
                        && matches!(all[at].tag, Some(NameType::Org | NameType::Misc))
                    {
                        // "General Ban Ki-moon", taken for an organisation: whoever is known by the end of it.
                        all[at] = Candidate { span: found.span, first, last, tag: Some(NameType::Per), targets };
                    } else if all[at].tag == Some(NameType::Per)
                        && targets.iter().any(|t| matches!(t, Target::Person(_) | Target::ShortName(_)))
                        && all[at].targets.is_empty()
                        && last == all[at].last
                    {
                        let first = self.tree.form(all[at].first);
                        all[at].targets = targets.into_iter().filter(|t| self.may_begin(*t, first)).collect();
                    }
                }
            }
        }
        for place in self.places {
            let clash = all.iter().any(|c| c.span.overlaps(place.span));
            if let (false, Some((first, last))) = (clash, self.tree.tokens_in(place.span)) {
                all.push(Candidate { span: place.span, first, last, tag: Some(NameType::Loc), targets: Vec::new() });
            }
        }
        all.retain(|c| {
            let sentence = &self.tree.analysis.sentences[self.tree.sentence(c.first)];
            sentence.kind != SentenceKind::Chrome
        });
        all.sort_by_key(|c| (c.first, c.last));
        all
    }

    /// A tagged name without titles before it; `None` where nothing is left.
    fn untitled(&self, first: TokenId, last: TokenId, kind: NameType) -> Option<(TokenId, TokenId)> {
        let mut first = first;
        while kind == NameType::Per && first < last {
            let low = self.tree.low(first);
            let is_title = self.words.title(&low).is_some() || self.words.role(&low).is_some();
            if !is_title && self.tree.upos(first) != Upos::Det && low != "." {
                break;
            }
            first = TokenId(first.0 + 1);
        }
        while first < last && matches!(self.tree.upos(first), Upos::Det | Upos::Punct) {
            first = TokenId(first.0 + 1);
        }
        let mut last = last;
        while last > first
            && (self.tree.upos(last) == Upos::Part || matches!(self.tree.form(last), "'s" | "’s" | "'" | "’"))
        {
            last = TokenId(last.0 - 1);
        }
        self.tree.form(first).contains(char::is_alphabetic).then_some((first, last))
    }

    /// The first token of a person's name with the given name before it that the tagger left out.
    fn with_given_name(&self, first: TokenId, last: TokenId, kind: NameType) -> TokenId {
        let Some(before) = first.0.checked_sub(1).map(TokenId).filter(|_| kind == NameType::Per) else { return first };
        let low = self.tree.low(before);
        let is_given = self.tree.upos(before) == Upos::Propn
            && self.tree.head(before).is_some_and(|head| first <= head && head <= last)
            && matches!(self.tree.relation(before), "nmod" | "compound" | "flat")
            && self.tree.deprel(before) != "nmod:poss"
            && self.words.title(&low).is_none()
            && self.words.role(&low).is_none()
            && !self.tree.form(before).contains('.')
            && !self.tree.analysis.names.iter().any(|name| name.first <= before && before <= name.last)
            && self.tree.form(before).chars().skip(1).all(char::is_lowercase);
        if is_given { before } else { first }
    }

    /// Whether a person known by the last name may be called so: "Chris Christie" is no Perry Christie, however spelled.
    fn may_begin(&self, target: Target, given: &str) -> bool {
        let Target::ShortName(idx) = target else { return true };
        let known = &self.knowledge.people[idx as usize].name;
        let initial = |name: &str| name.chars().next().map(|c| c.to_lowercase().to_string());
        initial(known) == initial(given)
    }

    fn without_genitive(&self, span: Span) -> Span {
        let words = span.of(self.tree.text);
        for ending in ["'s", "’s"] {
            if words.len() > ending.len() && words.ends_with(ending) {
                return Span::new(span.start, span.end - ending.len() as u32);
            }
        }
        span
    }

    /// The entity of a candidate, with the kind and basis of the mention; `None` for what is no participant.
    fn identify(&mut self, candidate: &Candidate) -> Option<(EntityId, MentionKind, Option<Basis>)> {
        let target = self.choose(candidate);
        if let Some(target) = target {
            let person = matches!(target, Target::Person(_) | Target::ShortName(_));
            if person && let Some(entity) = self.fuller(candidate, Some(target)) {
                return Some((entity, MentionKind::Name, None));
            }
            let actor = self.knowledge.actor(target, self.at)?;
            let kind = match target {
                Target::Adjective(_) => MentionKind::Adjective,
                _ => MentionKind::Name,
            };
            let basis = actor.basis;
            let gender = match target {
                Target::Person(i) | Target::ShortName(i) => self.knowledge.people[i as usize].gender,
                _ => None,
            };
            let words = key(candidate.span.of(self.tree.text));
            let entity = if matches!(target, Target::People(_)) {
                self.people_entity(candidate, actor)
            } else {
                self.entity_of(actor)
            };
            let known = &mut self.cast.entities[entity];
            known.gender = known.gender.or(gender);
            if !known.names.contains(&words) {
                known.names.push(words);
            }
            return Some((entity, kind, Some(basis)));
        }
        let words = key(candidate.span.of(self.tree.text));
        if words.is_empty() {
            return None;
        }
        if let Some(state) = self.half_named(candidate, &words) {
            return Some((state, MentionKind::Name, Some(Basis::Coreference)));
        }
        let tag = candidate.tag?;
        // A surname alone is often taken for an organisation or a place; the person named before it tells better.
        if (tag == NameType::Per || candidate.first == candidate.last)
            && let Some(entity) = self.fuller(candidate, None)
        {
            return Some((entity, MentionKind::Name, None));
        }
        match tag {
            NameType::Per => {
                let text = candidate.span.of(self.tree.text);
                let mut entity = Entity::new(Actor::unknown(&super::one_line(text), ActorKind::Person));
                entity.gender = self.gender_of(text).or(self.title_gender(candidate.first));
                entity.names.push(words);
                Some((self.cast.add(entity), MentionKind::Name, None))
            }
            NameType::Org if self.places.iter().any(|p| p.span == candidate.span) => {
                Some((self.locality(candidate, &words)?, MentionKind::Name, Some(Basis::Metonym)))
            }
            NameType::Org => Some((self.organisation(candidate, &words), MentionKind::Name, None)),
            NameType::Loc => Some((self.locality(candidate, &words)?, MentionKind::Name, Some(Basis::Metonym))),
            NameType::Misc => None,
        }
    }

    /// The first of two states that share the last word of their names, "North and South Korea", with its token.
    fn joined_half(&mut self, candidate: &Candidate) -> Option<(TokenId, EntityId)> {
        let first = TokenId(candidate.first.0.checked_sub(2)?);
        let is_joined = candidate.first != candidate.last
            && self.tree.upos(TokenId(first.0 + 1)) == Upos::Cconj
            && self.tree.upos(first) == Upos::Propn;
        let name = is_joined.then(|| format!("{} {}", self.tree.form(first), self.tree.form(candidate.last)))?;
        let state = self.knowledge.targets(&name).find(|target| matches!(target, Target::State(_)))?;
        let actor = self.knowledge.actor(state, self.at)?;
        Some((first, self.entity_of(actor)))
    }

    /// The state whose name is left half: "the North" where North Korea is named.
    fn half_named(&self, candidate: &Candidate, words: &str) -> Option<EntityId> {
        let is_longer = |name: &String| name.strip_prefix(words).is_some_and(|rest| rest.starts_with(' '));
        let is_meant = |e: &Entity| e.actor.kind == ActorKind::State && e.names.iter().any(is_longer);
        let is_covered = |d: &Draft| d.first <= candidate.first && candidate.last <= d.last;
        if candidate.first != candidate.last || self.cast.drafts.iter().any(is_covered) {
            return None;
        }
        self.cast.entities.iter().position(is_meant)
    }

    /// Which of the targets is meant.
    fn choose(&self, candidate: &Candidate) -> Option<Target> {
        let head = self.tree.head_of(candidate.first, candidate.last);
        let modifies = matches!(self.tree.relation(head), "amod" | "compound" | "nmod")
            && self.tree.head(head).is_some_and(|h| h > head)
            && !self.tree.children(head).iter().any(|c| self.tree.relation(*c) == "case");
        let fits = |target: &Target| -> bool {
            match (target, candidate.tag) {
                (Target::Person(_), Some(NameType::Per) | None) => true,
                (Target::Person(_), Some(_)) => true,
                (Target::ShortName(_), Some(NameType::Per) | None) => true,
                (Target::ShortName(_), Some(_)) => candidate.first == candidate.last,
                (Target::State(_) | Target::Capital(_), Some(NameType::Per)) => false,
                (Target::Body(_), Some(NameType::Per)) => {
                    candidate.targets.len() == 1 && candidate.first != candidate.last
                }
                (Target::Adjective(_) | Target::People(_), Some(NameType::Per)) => false,
                _ => true,
            }
        };
        let mut targets: Vec<Target> = candidate.targets.iter().copied().filter(fits).collect();
        targets.retain(|t| self.knowledge.actor(*t, self.at).is_some());
        targets.sort_by_key(|t| match (t, candidate.tag) {
            (Target::Body(_), Some(NameType::Org)) => 0,
            (Target::Person(_), Some(NameType::Per)) => 0,
            (Target::Adjective(_), _) if modifies || self.tree.upos(head) == Upos::Adj => 1,
            (Target::People(_), _) if !modifies => 2,
            (Target::State(_), _) => 3,
            (Target::Adjective(_), _) => 4,
            (Target::People(_), _) => 5,
            (Target::Capital(_), _) => 6,
            (Target::Person(i) | Target::ShortName(i), _) => 8 + self.distance(*i),
            (Target::Body(_), _) => 7,
        });
        targets.first().copied()
    }

    /// How far a person's offices lie from the article's day: 0 for in office.
    fn distance(&self, person: u32) -> u32 {
        let Some(at) = self.at else { return 0 };
        let person = &self.knowledge.people[person as usize];
        let held = person.offices.iter().any(|o| o.is_held(at));
        if held { 0 } else { 1 }
    }

    /// The entity of an actor, made on first sight.
    pub(crate) fn entity_of(&mut self, actor: Actor) -> EntityId {
        let same = self.cast.entities.iter().position(|e| {
            e.actor.kind == actor.kind
                && e.actor.country == actor.country
                && e.actor.actor_id == actor.actor_id
                && e.actor.name == actor.name
                && e.is_settled
        });
        match same {
            Some(id) => id,
            None => self.cast.add(Entity::new(actor)),
        }
    }

    /// "The Turks" stand for the state, "Turks" and "two Turks" for citizens.
    fn people_entity(&mut self, candidate: &Candidate, state: Actor) -> EntityId {
        let head = self.tree.head_of(candidate.first, candidate.last);
        let definite = self
            .tree
            .children(head)
            .iter()
            .any(|c| self.tree.relation(*c) == "det" && self.words.definite.contains(&self.tree.low(*c)));
        let alone = self
            .tree
            .children(head)
            .iter()
            .all(|c| *c > head || matches!(self.tree.relation(*c), "det" | "case" | "punct" | "conj" | "cc"));
        let plural = self.tree.is_plural(head) || self.tree.form(head).ends_with('s');
        let loose = state.sector != Sector::Gov;
        if loose || definite && alone && plural {
            return self.entity_of(Actor { basis: Basis::Knowledge, ..state });
        }
        let name = self.phrase_text(head);
        let kind = if plural { ActorKind::Group } else { ActorKind::Person };
        let mut entity = Entity::new(Actor { name, kind, sector: Sector::Cvl, other_sectors: Vec::new(), ..state });
        entity.is_plural = plural;
        self.cast.add(entity)
    }

    /// The entity that bears a fuller form of the name. Where several do: who was called by these very words before, else one
    /// of public life ("Trump" is not Melania Trump), else the nearest before the candidate.
    fn fuller(&self, candidate: &Candidate, target: Option<Target>) -> Option<EntityId> {
        let words = key(candidate.span.of(self.tree.text));
        let parts: Vec<&str> = words.split(' ').collect();
        let short = matches!(target, Some(Target::ShortName(_)) | None);
        let gender = self.title_gender(candidate.first);
        let mut best: Option<((bool, bool, u32), EntityId)> = None;
        for draft in &self.cast.drafts {
            let [id] = draft.refs[..] else { continue };
            let entity = &self.cast.entities[id];
            if entity.actor.kind != ActorKind::Person || entity.names.is_empty() {
                continue;
            }
            if gender.is_some() && entity.gender.is_some() && gender != entity.gender {
                continue;
            }
            let matches = entity.names.iter().any(|name| {
                if *name == words {
                    return true;
                }
                let full: Vec<&str> = name.split(' ').collect();
                short && self.is_variant(&parts, &full)
            });
            if !matches {
                continue;
            }
            if let (Some(Target::Person(i)), Some(known)) = (target, &entity.actor.actor_id)
                && self.knowledge.people[i as usize].id != known.0
            {
                continue;
            }
            let distance = if draft.first <= candidate.first {
                candidate.first.0 - draft.first.0
            } else {
                1_000_000 + draft.first.0 - candidate.first.0
            };
            let is_called_so = draft.first == draft.last && key(self.tree.form(draft.first)) == words;
            let rank = (!is_called_so, entity.actor.actor_id.is_none(), distance);
            if best.is_none_or(|(least, _)| rank < least) {
                best = Some((rank, id));
            }
        }
        best.map(|(_, id)| id)
    }

    /// Gender by the first name: from the language's list or the people known.
    pub(crate) fn gender_of(&self, name: &str) -> Option<Gender> {
        let first = name.split_whitespace().next()?;
        self.words.first_name_gender(first).or_else(|| self.knowledge.first_name_gender(first))
    }

    /// Gender by the title before the name: "Mr.", "Queen", "spokeswoman".
    pub(crate) fn title_gender(&self, first: TokenId) -> Option<Gender> {
        let (start, _) = self.tree.bounds(first);
        let mut at = first.0;
        while at > start {
            at -= 1;
            let low = self.tree.low(TokenId(at));
            if low == "." {
                continue;
            }
            return self.words.title(&low).and_then(|t| t.gender).or_else(|| self.words.noun_gender(&low));
        }
        None
    }

    fn organisation(&mut self, candidate: &Candidate, words: &str) -> EntityId {
        let same = self
            .cast
            .entities
            .iter()
            .position(|e| e.actor.kind == ActorKind::Organisation && e.names.iter().any(|n| n == words));
        if let Some(id) = same {
            return id;
        }
        let text = super::one_line(candidate.span.of(self.tree.text));
        let mut entity = Entity::new(Actor::unknown(&text, ActorKind::Organisation));
        entity.names.push(words.to_string());
        self.cast.add(entity)
    }

    /// A place that is not a state or capital: its country, no sector.
    fn locality(&mut self, candidate: &Candidate, words: &str) -> Option<EntityId> {
        // A word of a longer name is not the place: "West Papuan" does not lie in a province called West.
        let covers = |span: Span| 2 * (span.end - span.start) >= candidate.span.end - candidate.span.start;
        let place = self.places.iter().find(|p| p.span.overlaps(candidate.span) && covers(p.span))?;
        let same = self
            .cast
            .entities
            .iter()
            .position(|e| e.names.iter().any(|n| n == words) && e.actor.kind == ActorKind::State);
        if let Some(id) = same {
            return Some(id);
        }
        let text = super::one_line(candidate.span.of(self.tree.text));
        let mut actor = Actor::unknown(&text, ActorKind::State);
        actor.country = place.place.country;
        actor.basis = Basis::Metonym;
        let mut entity = Entity::new(actor);
        entity.names.push(words.to_string());
        Some(self.cast.add(entity))
    }

    /// "Syrian Negotiations Commission (SNC)": the acronym is the organisation before the bracket.
    fn acronyms(&mut self, candidates: &[Candidate]) {
        for pair in candidates.windows(2) {
            let [full, short] = pair else { continue };
            let between = self.tree.text.get(full.span.end as usize..short.span.start as usize).unwrap_or("");
            if !matches!(between.trim(), "(" | "[") || short.first != short.last {
                continue;
            }
            let (head, short_head) =
                (self.tree.head_of(full.first, full.last), self.tree.head_of(short.first, short.last));
            let (Some(name), Some(acronym)) = (self.cast.entity_at(head), self.cast.entity_at(short_head)) else {
                continue;
            };
            let initials: String = key(full.span.of(self.tree.text))
                .split(' ')
                .filter_map(|w| w.chars().next())
                .filter(|c| c.is_uppercase())
                .collect();
            let letters = short.span.of(self.tree.text).to_uppercase();
            let alike = letters
                .chars()
                .all(|c| initials.contains(c) || full.span.of(self.tree.text).to_uppercase().contains(c));
            if alike && name != acronym {
                // Letters known of somebody else: "the Electronic Frontier Foundation (EFF)" is no South African party.
                let is_other = initials == letters
                    && !shares_word(&self.cast.entities[acronym].actor.name, full.span.of(self.tree.text));
                let (from, into) = match (self.cast.entities[name].is_settled, self.cast.entities[acronym].is_settled) {
                    (false, true) if !is_other => (name, acronym),
                    _ => (acronym, name),
                };
                let title = self.cast.entities[name].actor.name.clone();
                self.cast.merge(from, into);
                if !self.cast.entities[into].is_settled || from == name {
                    self.cast.entities[into].actor.name = title;
                }
            }
        }
    }

    /// Whether a shorter name can be the bearer of the fuller one: last word(s), first word, or first and last with others
    /// between.
    fn is_variant(&self, short: &[&str], full: &[&str]) -> bool {
        if short.len() > full.len() || short.is_empty() {
            return false;
        }
        if full.ends_with(short) {
            return true;
        }
        if full.last().is_some_and(|l| self.words.suffixes.contains(*l)) && full[..full.len() - 1].ends_with(short) {
            return true;
        }
        match short {
            [first] => full.first() == Some(first) && first.len() > 2,
            [first, .., last] => full.first() == Some(first) && full.last() == Some(last),
            [] => false,
        }
    }
}

/// Whether two names have a word of some length in common.
fn shares_word(one: &str, other: &str) -> bool {
    let (one, other) = (key(one).to_lowercase(), key(other).to_lowercase());
    one.split(' ').any(|word| word.chars().count() > 3 && other.split(' ').any(|w| w == word))
}
