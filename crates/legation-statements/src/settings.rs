//! When and where: which time and place of the text belong to which predicate.

use crate::frames::Frames;
use crate::rules::Words;
use crate::tree::{Tree, Word};
use legation_types::{ArgumentBasis, Mentions, PlaceReading, TimexType, TriggerKind};

/// What times and places are attached with.
pub(crate) struct Settings<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) words: &'a Words,
    pub(crate) frames: &'a Frames,
    pub(crate) links: &'a [Option<(Word, String)>],
    /// Word → index into `Mentions::times`.
    times: Vec<u32>,
    /// Word → index into `Mentions::places`.
    places: Vec<u32>,
    mentions: &'a Mentions,
}

const NONE: u32 = u32::MAX;

impl<'a> Settings<'a> {
    pub(crate) fn new(
        tree: &'a Tree<'a>,
        words: &'a Words,
        frames: &'a Frames,
        links: &'a [Option<(Word, String)>],
        mentions: &'a Mentions,
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
        Settings { tree, words, frames, links, times, places, mentions }
    }

    /// The time that dates a predicate: its own, else that of the verb whose time it shares.
    pub(crate) fn time(&self, idx: usize) -> Option<u32> {
        let mut at = idx;
        for _ in 0..6 {
            if let Some(time) = self.own_time(self.frames.all[at].trigger) {
                return Some(time);
            }
            at = self.shares_setting(at)?;
        }
        None
    }

    /// The place where it happens: its own, else that of the verb whose place it shares, else that of the clause around
    /// it, as far as the clause is not what somebody says or a condition.
    pub(crate) fn place(&self, idx: usize) -> Option<u32> {
        let mut at = idx;
        for _ in 0..5 {
            if let Some(place) = self.own_place(at) {
                return Some(place);
            }
            at = self.shares_setting(at).or_else(|| self.lies_in(at))?;
        }
        None
    }

    fn lies_in(&self, idx: usize) -> Option<usize> {
        let (head, relation) = self.links[idx].as_ref()?;
        let relation = relation.split(':').next()?;
        let is_inside = matches!(relation, "xcomp" | "advcl" | "acl" | "obj" | "obl" | "nmod");
        self.frames.index(*head).filter(|_| is_inside)
    }

    fn own_time(&self, word: Word) -> Option<u32> {
        self.below(word).map(|k| self.times[k]).find(|idx| *idx != NONE)
    }

    /// The words of the phrases below a word, nearest first, clauses left out: "a meeting with her in Rome on Monday"
    /// hangs Rome and Monday on her as often as on the meeting.
    fn below(&self, word: Word) -> impl Iterator<Item = Word> + '_ {
        let tree = self.tree;
        let is_phrase = move |k: &Word| {
            matches!(
                tree.relation(*k),
                "obl" | "nmod" | "advmod" | "compound" | "amod" | "dep" | "nummod" | "appos" | "flat"
            )
        };
        let mut level: Vec<Word> = tree.children(word).filter(is_phrase).collect();
        level.sort_by_key(|k| k.abs_diff(word));
        let mut all = Vec::new();
        for _ in 0..3 {
            all.extend(&level);
            level = level.iter().flat_map(|k| tree.children(*k).filter(is_phrase).collect::<Vec<_>>()).collect();
        }
        all.into_iter()
    }

    fn own_place(&self, idx: usize) -> Option<u32> {
        let frame = &self.frames.all[idx];
        let lemma = self.tree.lemma(frame.trigger);
        let is_motion = match frame.kind {
            TriggerKind::Verb => self.words.motion_verbs.contains(lemma),
            _ => self.words.motion_nouns.contains(lemma),
        };
        let mut best: Option<(usize, u32)> = None;
        for argument in frame.arguments.iter().filter(|a| a.basis != ArgumentBasis::Clause) {
            let place = self.places[argument.head.idx()];
            let preposition =
                argument.relation.strip_prefix("obl:").or_else(|| argument.relation.strip_prefix("nmod:"));
            let rank = match preposition {
                Some(p) if self.words.place_prepositions.contains(p) => 0,
                Some(p) if is_motion && self.words.goal_prepositions.contains(p) => 1,
                None if is_motion && argument.relation == "obj" => 2,
                Some(p) if self.words.place_prepositions.contains(p) => 3,
                _ => continue,
            };
            let place = if place != NONE { place } else { self.place_below(argument.head.idx(), rank).unwrap_or(NONE) };
            if place != NONE && best.is_none_or(|(r, _)| rank < r) {
                best = Some((rank, place));
            }
        }
        let gathering = || {
            let is_gathering = frame.kind == TriggerKind::Noun && self.words.gathering_nouns.contains(lemma);
            let before = |k: &Word| matches!(self.tree.relation(*k), "compound" | "nmod");
            self.tree
                .children(frame.trigger)
                .filter(before)
                .map(|k| self.places[k])
                .find(|idx| is_gathering && *idx != NONE)
        };
        best.map(|(_, place)| place).or_else(gathering).or_else(|| self.literal_place_below(frame.trigger))
    }

    /// A literal place after a preposition of place, some phrases further down: "agreed at a summit in Rome".
    fn literal_place_below(&self, word: Word) -> Option<u32> {
        let tree = self.tree;
        let fits = |k: &Word| {
            let idx = self.places[*k];
            let is_literal = idx != NONE && self.mentions.places[idx as usize].reading == PlaceReading::Literal;
            is_literal
                && (self.words.place_prepositions.contains(&tree.marker(*k, "case"))
                    || tree.head(*k).is_some_and(|h| self.words.place_prepositions.contains(&tree.marker(h, "case"))))
        };
        self.below(word).find(fits).map(|k| self.places[k])
    }

    /// "In the city of Homs", "in eastern Ukraine's Donetsk region": a literal place inside a phrase of place.
    fn place_below(&self, head: Word, rank: usize) -> Option<u32> {
        if rank > 1 {
            return None;
        }
        let is_literal =
            |idx: &u32| *idx != NONE && self.mentions.places[*idx as usize].reading == PlaceReading::Literal;
        let tree = self.tree;
        let fits = |k: &Word| matches!(tree.relation(*k), "nmod" | "compound" | "appos" | "flat");
        tree.children(head).filter(fits).map(|k| self.places[k]).find(is_literal)
    }

    /// The frame whose setting a noun or an infinitive has when it names none itself.
    fn shares_setting(&self, idx: usize) -> Option<usize> {
        let frame = &self.frames.all[idx];
        if let Some(verb) = self.frames.happens(frame.trigger) {
            return Some(verb);
        }
        let (head, relation) = self.links[idx].as_ref()?;
        let outer = self.frames.index(*head)?;
        let governor = &self.frames.all[outer];
        if governor.kind != TriggerKind::Verb {
            return None;
        }
        let lemma = self.tree.lemma(*head);
        let is_noun = frame.kind == TriggerKind::Noun;
        let is_light = is_noun && relation == "obj" && self.words.light_verbs.contains(lemma);
        let preposition = relation.strip_prefix("obl:");
        let is_phrase = is_noun
            && preposition
                .is_some_and(|p| self.words.light_phrase.iter().any(|r| r.preposition == p && r.verbs.contains(lemma)));
        (is_light || is_phrase).then_some(outer)
    }
}
