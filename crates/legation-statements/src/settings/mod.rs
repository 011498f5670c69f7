//! When and where: which time and place of the text belong to which predicate.

mod anaphors;
mod place;
mod time;

use crate::frames::{Frame, Frames, clause_mark};
use crate::rules::Words;
use crate::tree::{Tree, Word};
use legation_types::{ActorKind, Basis, MentionKind, Mentions, Status, TimexType, TriggerKind, Upos};

/// What times and places are attached with.
pub(crate) struct Settings<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) words: &'a Words,
    pub(crate) frames: &'a Frames,
    pub(crate) links: &'a [Option<(Word, String)>],
    /// Word → index into `Mentions::times`.
    times: Vec<u32>,
    /// Word → index into `Mentions::places`; "the city" has that of the town named before.
    places: Vec<u32>,
    mentions: &'a Mentions,
    /// By word: whether it is the head of a participant.
    is_actor: Vec<bool>,
    /// By frame: whether it is told as having happened or happening.
    is_fact: Vec<bool>,
}

const NONE: u32 = u32::MAX;

/// How many steps a time or place is followed from predicate to predicate.
const STEPS: usize = 5;

impl<'a> Settings<'a> {
    pub(crate) fn new(
        tree: &'a Tree<'a>,
        words: &'a Words,
        frames: &'a Frames,
        links: &'a [Option<(Word, String)>],
        mentions: &'a Mentions,
        statuses: impl Iterator<Item = Status>,
    ) -> Settings<'a> {
        let mut times = vec![NONE; tree.len()];
        for (idx, time) in mentions.times.iter().enumerate() {
            let is_date = matches!(time.timex.kind, TimexType::Date | TimexType::Time) || time.timex.range.is_some();
            if let Some(slot) = times.get_mut(time.head.idx()).filter(|_| is_date) {
                *slot = idx as u32;
            }
        }
        let mut places = vec![NONE; tree.len()];
        for (idx, place) in mentions.places.iter().enumerate() {
            if let Some(slot) = places.get_mut(place.head.idx()) {
                *slot = idx as u32;
            }
        }
        // A people or an adjective of nationality tells whose, not where.
        let mut is_actor = vec![false; tree.len()];
        for actor in &mentions.actors {
            if let Some(slot) = is_actor.get_mut(actor.head.idx()) {
                *slot |= actor.actors.iter().any(|a| a.kind != ActorKind::Unknown);
            }
            let is_people =
                actor.kind == MentionKind::Adjective || actor.actors.iter().any(|a| a.basis == Basis::Demonym);
            // "Blamed on Islamic State": whom the gazetteer does not know and the knowledge of actors does is no place.
            let is_known = actor.actors.iter().any(|a| matches!(a.kind, ActorKind::Person | ActorKind::Organisation));
            if let Some(slot) = places.get_mut(actor.head.idx()) {
                let place = mentions.places.get(*slot as usize).map(|mention| &mention.place);
                let is_unlisted = place.is_some_and(|place| place.geonames_id.is_none() && place.country.is_none());
                if is_people || is_known && is_unlisted {
                    *slot = NONE;
                }
            }
        }
        anaphors::fill(tree, words, mentions, &mut places);
        let is_fact = statuses.map(|status| matches!(status, Status::Occurred | Status::Ongoing)).collect();
        Settings { tree, words, frames, links, times, places, mentions, is_actor, is_fact }
    }

    /// The predicates whose time and place a predicate has where it names none itself: the verb that says that it
    /// happens, the gathering it is part of.
    fn carriers(&self, idx: usize) -> Vec<usize> {
        let frame = &self.frames.all[idx];
        let mut found = Vec::new();
        if frame.kind == TriggerKind::Noun {
            found.extend(self.frames.happens(frame.trigger));
            // "The attack carried out in May", "a deal reached last year".
            let clauses = self.tree.children_by(frame.trigger, "acl").filter(|k| self.is_held(*k));
            found.extend(clauses.filter_map(|k| self.frames.index(k)));
            let parts = self.tree.children_by(frame.trigger, "nmod").filter(|k| self.is_gathering(*k));
            let held = parts.filter(|k| self.words.setting_prepositions.contains(&self.tree.marker(*k, "case")));
            found.extend(held.filter_map(|k| self.frames.index(k)));
        }
        // "Bombings in the past year, including two suicide attacks".
        let whole = self
            .tree
            .head(frame.trigger)
            .filter(|_| self.words.part_prepositions.contains(&self.tree.marker(frame.trigger, "case")));
        found.extend(whole.and_then(|word| self.frames.index(word)));
        found
    }

    /// The verb that only carries a noun ("held talks") or at whose time and place it happens ("agreed at a summit").
    fn carrying_verb(&self, idx: usize) -> Option<usize> {
        let frame = &self.frames.all[idx];
        let (head, relation) = self.links[idx].as_ref()?;
        let outer = self.frames.index(*head)?;
        if frame.kind != TriggerKind::Noun || self.frames.all[outer].kind != TriggerKind::Verb {
            return None;
        }
        let lemma = self.tree.lemma(*head);
        if relation == "obj" {
            return self.words.light_verbs.contains(lemma).then_some(outer);
        }
        let preposition = relation.strip_prefix("obl:")?;
        let is_phrase = self.words.light_phrase.iter().any(|r| r.preposition == preposition && r.verbs.contains(lemma));
        let is_held = self.words.setting_prepositions.contains(preposition);
        (is_phrase || is_held).then_some(outer)
    }

    /// The gathering that is the object of a verb which only says that it happens or who is there: "attend a summit".
    fn attended(&self, idx: usize) -> Option<usize> {
        let trigger = self.frames.all[idx].trigger;
        let mut objects = self.tree.children_by(trigger, "obj").filter(|k| self.is_gathering(*k));
        objects.find_map(|k| self.frames.index(k)).filter(|_| self.is_light(idx))
    }

    /// A verb that only says of its object that it takes place, or who is there.
    fn is_light(&self, idx: usize) -> bool {
        let frame = &self.frames.all[idx];
        let lemma = self.tree.lemma(frame.trigger);
        frame.kind == TriggerKind::Verb
            && (self.words.light_verbs.contains(lemma) || self.words.gathering_verbs.contains(lemma))
    }

    /// A clause that only says of its noun that it takes place: "held in May", "reached last year".
    fn is_held(&self, clause: Word) -> bool {
        let lemma = self.tree.lemma(clause);
        self.words.happening_verbs.contains(lemma)
            || self.words.light_verbs.contains(lemma) && self.tree.is_past_participle(clause)
    }

    fn is_gathering(&self, word: Word) -> bool {
        self.words.gathering_nouns.contains(self.tree.lemma(word))
    }

    /// The predicate around an adverbial clause that goes on at the same time: "while", "when", a bare participle.
    fn goes_along_with(&self, frame: &Frame) -> Option<Word> {
        let tree = self.tree;
        let word = frame.trigger;
        if tree.relation(word) != "advcl" {
            return None;
        }
        let mark = clause_mark(tree, self.words, word);
        let is_participle = mark.is_empty()
            && (tree.is_progressive_form(word) || tree.is_past_participle(word))
            && tree.children_by(word, "aux").next().is_none();
        (is_participle || self.words.simultaneous_marks.contains(&mark)).then(|| tree.head(word)).flatten()
    }

    /// The predicate with which a verb is coordinated and whose subject it has.
    fn coordinated_with(&self, frame: &Frame) -> Option<Word> {
        let tree = self.tree;
        let word = frame.trigger;
        let is_conjunct = frame.kind == TriggerKind::Verb && tree.relation(word) == "conj";
        tree.head(word).filter(|head| is_conjunct && *head < word)
    }

    /// The last verb of a row that begins with this one and has its subject: what follows there is said of all.
    fn row_end(&self, frame: &Frame) -> Option<usize> {
        let tree = self.tree;
        let last = tree.children_by(frame.trigger, "conj").next_back()?;
        let is_row = frame.kind == TriggerKind::Verb && tree.upos(last) == Upos::Verb && !self.has_own_subject(last);
        self.frames.index(last).filter(|_| is_row)
    }

    /// Words of place or time that stand before the subject of their predicate hold for everything that is coordinated
    /// with it.
    fn is_fronted(&self, word: Word, predicate: Word) -> bool {
        let subject = self.tree.children(predicate).find(|k| self.tree.relation(*k) == "nsubj");
        subject.is_some_and(|s| word < s)
    }

    fn has_own_subject(&self, word: Word) -> bool {
        self.tree.children(word).any(|k| matches!(self.tree.relation(k), "nsubj" | "csubj"))
    }

    /// The noun that a relative clause tells more of by what happens at it: "a summit at which", "China, where".
    fn relative_setting(&self, frame: &Frame) -> Option<Word> {
        let tree = self.tree;
        if tree.deprel(frame.trigger) != "acl:relcl" {
            return None;
        }
        let is_relative = |k: &Word| {
            *k < frame.trigger
                && (tree.upos(*k) == Upos::Adv
                    && tree.relation(*k) == "advmod"
                    && self.words.relative_adverbs.contains(tree.lemma(*k))
                    || self.words.relatives.contains(tree.lemma(*k))
                        && self.words.setting_prepositions.contains(&tree.marker(*k, "case")))
        };
        // With a second relative word the tree is not to be trusted: "a swap, in which she, who was jailed, …".
        let relatives = tree.children(frame.trigger).filter(|k| self.words.relatives.contains(tree.lemma(*k)));
        tree.children(frame.trigger).find(is_relative).filter(|_| relatives.count() < 2)?;
        tree.head(frame.trigger)
    }
}
