//! Where a predicate takes place.

use super::{NONE, STEPS, Settings};
use crate::frames::Frame;
use crate::tree::Word;
use legation_types::{ArgumentBasis, PlaceLevel, PlaceReading, TriggerKind};

impl Settings<'_> {
    /// The place where it happens: its own, else that of the predicates whose place it shares, else that of the clause
    /// around it, as far as the clause is not what somebody says or a condition.
    pub(crate) fn place(&self, idx: usize) -> Option<u32> {
        self.place_within(idx, STEPS)
    }

    fn place_within(&self, idx: usize, steps: usize) -> Option<u32> {
        if let Some(place) = self.own_place(idx) {
            return Some(place);
        }
        let steps = steps.checked_sub(1)?;
        let carriers = self.carriers(idx).into_iter().chain(self.carrying_verb(idx));
        let carried = carriers.filter_map(|outer| self.place_within(outer, steps)).next();
        carried.or_else(|| self.place_around(idx, steps))
    }

    fn place_around(&self, idx: usize, steps: usize) -> Option<u32> {
        let frame = &self.frames.all[idx];
        let of = |word: Word| self.frames.index(word).and_then(|outer| self.place_within(outer, steps));
        if let Some(noun) = self.relative_setting(frame) {
            let own = Some(self.places[noun]).filter(|place| *place != NONE);
            return own.or_else(|| self.place_below(noun)).or_else(|| of(noun));
        }
        if let Some(head) = self.coordinated_with(frame) {
            let outer = self.frames.index(head)?;
            let fronted = self.places_of(outer).into_iter().map(|(_, place)| place);
            let mut fronted = fronted.filter(|p| self.is_fronted(self.mentions.places[*p as usize].head.idx(), head));
            // "Cut short a trip to Norland and will meet them": what is to come happens elsewhere.
            let is_alike = self.is_fact[outer] == self.is_fact[idx];
            let shared = || {
                let place = of(head).filter(|_| is_alike && !self.has_own_subject(frame.trigger))?;
                (self.mentions.places[place as usize].head.idx() < frame.trigger).then_some(place)
            };
            return fronted.next().or_else(shared);
        }
        let row = self.row_end(frame).filter(|last| !self.is_motion(*last));
        if let Some(place) = row.and_then(|last| self.own_place(last)) {
            return Some(place);
        }
        let (head, relation) = self.links[idx].as_ref()?;
        let (base, mark) = relation.split_once(':').unwrap_or((relation, ""));
        let is_inside = match base {
            "acl" => mark != "relcl",
            "xcomp" | "obj" | "nmod" => true,
            "obl" => !self.words.other_time_prepositions.contains(mark),
            "advcl" => mark.is_empty() || self.words.same_place_marks.contains(mark),
            _ => false,
        };
        of(*head).filter(|_| is_inside)
    }

    fn own_place(&self, idx: usize) -> Option<u32> {
        let frame = &self.frames.all[idx];
        let fineness = |place: u32| std::cmp::Reverse(self.mentions.places[place as usize].place.level);
        // Of two places of one rank the finer: "in Norland thousands marched in Port Anse".
        let best = self.places_of(idx).into_iter().min_by_key(|(rank, place)| (*rank, fineness(*place)));
        best.map(|(_, place)| place)
            .or_else(|| self.gathering_place(idx))
            .or_else(|| self.literal_place_below(frame.trigger))
            .or_else(|| self.place_of_setting(frame.trigger))
            .or_else(|| self.place_named_before(frame.trigger))
            .or_else(|| self.place_of_phrase(idx))
            .or_else(|| self.place_of_object(idx))
            .or_else(|| self.place_of_patient(idx))
    }

    fn is_motion(&self, idx: usize) -> bool {
        let frame = &self.frames.all[idx];
        let lemma = self.tree.lemma(frame.trigger);
        match frame.kind {
            TriggerKind::Verb => self.words.motion_verbs.contains(lemma),
            _ => self.words.motion_nouns.contains(lemma),
        }
    }

    /// Places among the arguments of a predicate, in the order of the text, each with how it is told: 0 in a phrase of
    /// place, 1 as a goal of motion, 2 as its object.
    fn places_of(&self, idx: usize) -> Vec<(usize, u32)> {
        let frame = &self.frames.all[idx];
        let is_motion = self.is_motion(idx);
        let is_host = self.words.hosting_verbs.contains(self.tree.lemma(frame.trigger));
        let mut found = Vec::new();
        for argument in frame.arguments.iter().filter(|a| a.basis != ArgumentBasis::Clause) {
            let preposition =
                argument.relation.strip_prefix("obl:").or_else(|| argument.relation.strip_prefix("nmod:"));
            let rank = match preposition {
                Some(p) if self.words.place_prepositions.contains(p) => 0,
                Some(p) if is_motion && self.words.goal_prepositions.contains(p) => 1,
                Some(p) if is_motion && self.words.opposing_prepositions.contains(p) => 1,
                None if is_motion && argument.relation == "obj" => 2,
                None if is_host && argument.relation == "nsubj" => 2,
                _ => continue,
            };
            let head = argument.head.idx();
            let own = Some(self.places[head]).filter(|place| *place != NONE);
            // "Captured the town of Goma", but not "hit the president of Norland".
            let is_land = || rank < 2 || self.words.place_nouns.contains(self.tree.lemma(head));
            let place = own.or_else(|| self.place_below(head).filter(|_| is_land()));
            let is_place = |place: &u32| !preposition.is_some_and(|p| self.is_aimed_at(*place, p, is_motion));
            found.extend(place.filter(is_place).map(|place| (rank, place)));
        }
        if is_motion && frame.kind == TriggerKind::Verb {
            found.extend(self.goals_of_objects(frame).map(|place| (1, place)));
        }
        found
    }

    /// "Expel every soldier from Norland": where a moving leads, on its object in the tree.
    fn goals_of_objects<'f>(&'f self, frame: &'f Frame) -> impl Iterator<Item = u32> + 'f {
        let tree = self.tree;
        let objects = frame.arguments.iter().filter(|a| a.relation == "obj" && a.basis == ArgumentBasis::Direct);
        let goals = objects.flat_map(|a| tree.children_by(a.head.idx(), "nmod"));
        let leads = |k: &Word| self.words.leading_prepositions.contains(&tree.marker(*k, "case"));
        goals.filter(leads).map(|k| self.places[k]).filter(|place| self.is_literal(*place))
    }

    /// "Called for calm in a speech delivered in Cairo": the place of what it happened at.
    fn place_of_setting(&self, word: Word) -> Option<u32> {
        let tree = self.tree;
        let is_setting = |k: &Word| self.words.setting_phrase_prepositions.contains(&tree.marker(*k, "case"));
        let settings = tree.children_by(word, "obl").filter(is_setting);
        settings.flat_map(|k| tree.children_by(k, "acl").filter(|c| self.is_held(*c))).find_map(|clause| {
            let places = self.places_of(self.frames.index(clause)?);
            places.first().map(|(_, place)| *place)
        })
    }

    /// "Gathered for a rally in Rome": the place of what a verb is part of.
    fn place_of_phrase(&self, idx: usize) -> Option<u32> {
        let frame = &self.frames.all[idx];
        let lemma = self.tree.lemma(frame.trigger);
        let is_part = |k: &Word| {
            let marker = self.tree.marker(*k, "case");
            self.words.light_phrase.iter().any(|r| r.preposition == marker && r.verbs.contains(lemma))
        };
        let phrases = self.tree.children_by(frame.trigger, "obl").filter(is_part);
        phrases.filter(|_| frame.kind == TriggerKind::Verb).find_map(|k| self.literal_place_below(k))
    }

    /// "Attended the Rome conference", "halted the bombing of Homs", "brought about an end to the war in Syria": the
    /// place of what a verb only says that it happens.
    fn place_of_object(&self, idx: usize) -> Option<u32> {
        let frame = &self.frames.all[idx];
        if !self.is_light(idx) {
            return None;
        }
        let object = |verb: Word| self.tree.children_by(verb, "obj").find_map(|k| self.frames.index(k));
        let shared = || self.row_end(frame).and_then(|last| object(self.frames.all[last].trigger));
        let object = object(frame.trigger).or_else(shared)?;
        let places = self.places_of(object).into_iter().map(|(_, place)| place).next();
        let places = places.or_else(|| self.gathering_place(object));
        let head = self.frames.all[object].trigger;
        places.or_else(|| {
            self.literal_place_below(head).filter(|_| self.words.ending_words.contains(self.tree.lemma(head)))
        })
    }

    /// "Arrested two men in Kessan", "dispersed protesters who had gathered in Kessan", "fired to disperse protesters in
    /// Kessan": where those are to whom something is done on the spot.
    fn place_of_patient(&self, idx: usize) -> Option<u32> {
        let tree = self.tree;
        let frame = &self.frames.all[idx];
        let is_on_the_spot = |verb: Word| self.words.on_the_spot_verbs.contains(tree.lemma(verb));
        if frame.kind != TriggerKind::Verb || !is_on_the_spot(frame.trigger) {
            return None;
        }
        let is_here = |basis| matches!(basis, ArgumentBasis::Direct | ArgumentBasis::Conjunct);
        let patients = frame.arguments.iter().filter(|a| a.relation == "obj" && is_here(a.basis)).map(|a| a.head.idx());
        let located = |clause: &Word| self.words.located_participles.contains(tree.lemma(*clause));
        let found = patients.clone().find_map(|patient| {
            let clause =
                tree.children_by(patient, "acl").filter(located).find_map(|k| self.own_place(self.frames.index(k)?));
            clause.or_else(|| self.literal_place_below(patient))
        });
        let is_purpose = |k: &Word| {
            is_on_the_spot(*k) && self.words.purpose_marks.contains(&tree.marker(*k, "mark")) && *k > frame.trigger
        };
        let purposes = || tree.children(frame.trigger).filter(|k| matches!(tree.relation(*k), "advcl" | "xcomp"));
        found.or_else(|| purposes().filter(is_purpose).find_map(|k| self.own_place(self.frames.index(k)?)))
    }

    /// "Lashed out at Turkey", "an offensive against Turkey": a country there is whom it is aimed at.
    fn is_aimed_at(&self, place: u32, preposition: &str, is_motion: bool) -> bool {
        let is_aim = !is_motion && self.words.point_prepositions.contains(preposition)
            || self.words.opposing_prepositions.contains(preposition);
        is_aim && self.mentions.places[place as usize].place.level == PlaceLevel::Country
    }

    /// "Was detained there": the place named last.
    fn place_named_before(&self, word: Word) -> Option<u32> {
        let tree = self.tree;
        let is_anaphor = |k: &Word| tree.relation(*k) == "advmod" && self.words.place_anaphors.contains(tree.lemma(*k));
        let anaphor = tree.children(word).find(is_anaphor)?;
        let (first, _) = tree.bounds(anaphor);
        let before = first.checked_sub(1).map_or(first, |last| tree.bounds(last).0);
        let here = (first..anaphor).rev().find(|k| self.places[*k] != NONE);
        let found = here.or_else(|| (before..first).rev().find(|k| self.is_literal(self.places[*k])));
        found.map(|k| self.places[k])
    }

    /// "The Geneva talks".
    fn gathering_place(&self, idx: usize) -> Option<u32> {
        let frame = &self.frames.all[idx];
        let is_gathering = frame.kind == TriggerKind::Noun && self.is_gathering(frame.trigger);
        let before = |k: &Word| matches!(self.tree.relation(*k), "compound" | "nmod");
        let mut places = self.tree.children(frame.trigger).filter(before).map(|k| self.places[k]);
        places.find(|idx| is_gathering && *idx != NONE)
    }

    /// A literal place after a preposition of place, some phrases further down: "agreed at a summit in Rome".
    fn literal_place_below(&self, word: Word) -> Option<u32> {
        let tree = self.tree;
        // "Troops based in Raqqa": a participle that only tells where.
        let is_located =
            |k: &Word| tree.relation(*k) == "acl" && self.words.located_participles.contains(tree.lemma(*k));
        let is_phrase = |k: &Word| {
            matches!(tree.relation(*k), "obl" | "nmod" | "advmod" | "appos" | "dep" | "flat" | "compound")
                || is_located(k)
        };
        let at = |k: Word| self.words.place_prepositions.contains(&tree.marker(k, "case"));
        let is_part = |k: Word| {
            tree.marker(k, "case").is_empty()
                || tree.head(k).is_some_and(|head| self.words.place_nouns.contains(tree.lemma(head)))
        };
        let fits = |k: &Word| {
            self.is_literal(self.places[*k])
                && (at(*k) || is_part(*k) && tree.head(*k).is_some_and(at))
                && !self.is_aimed_at(self.places[*k], &tree.marker(*k, "case"), false)
        };
        // Not through another happening: "attacked her for support of a war in Norland".
        let opens = |k: &Word| {
            let marker = tree.marker(*k, "case");
            let is_ended = || tree.head(*k).is_some_and(|head| self.words.ending_words.contains(tree.lemma(head)));
            self.is_actor[*k]
                || marker.is_empty()
                || self.is_gathering(*k)
                || self.words.ended_prepositions.contains(&marker) && is_ended()
                || self.words.setting_prepositions.contains(&marker)
                || self.words.place_prepositions.contains(&marker)
        };
        let mut level: Vec<Word> = tree.children(word).filter(is_phrase).collect();
        level.sort_by_key(|k| k.abs_diff(word));
        for _ in 0..4 {
            if let Some(found) = level.iter().find(|k| fits(k)) {
                return Some(self.places[*found]);
            }
            level.retain(opens);
            level = level.iter().flat_map(|k| tree.children(*k).filter(is_phrase).collect::<Vec<_>>()).collect();
        }
        None
    }

    /// "In the city of Homs", "in eastern Ukraine's Donetsk region", "on the whole of the Idlib region": a literal place
    /// inside a phrase of place; one after a preposition before one that stands before the noun ("the Black Sea resort
    /// of Sochi"), and the owner last ("Gaza's Bureij camp").
    fn place_below(&self, head: Word) -> Option<u32> {
        let tree = self.tree;
        let mut at = head;
        for _ in 0..3 {
            let is_owner = |k: &Word| tree.deprel(*k) == "nmod:poss";
            let literal = |k: Word| Some(self.places[k]).filter(|place| self.is_literal(*place));
            let inner = ["nmod", "appos", "compound", "flat"]
                .into_iter()
                .find_map(|relation| tree.children_by(at, relation).filter(|k| !is_owner(k)).find_map(literal));
            let inner = inner.or_else(|| tree.children(at).filter(is_owner).find_map(literal));
            if inner.is_some() {
                return inner;
            }
            let is_part = |k: &Word| {
                self.words.place_nouns.contains(tree.lemma(*k)) || self.words.containers.contains(tree.lemma(at))
            };
            at = tree.children_by(at, "nmod").find(is_part)?;
        }
        None
    }

    fn is_literal(&self, place: u32) -> bool {
        place != NONE && self.mentions.places[place as usize].reading == PlaceReading::Literal
    }
}
