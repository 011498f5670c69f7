//! Which time dates a predicate.

use super::{NONE, STEPS, Settings};
use crate::frames::clause_mark;
use crate::tree::{Tree, Word};
use legation_types::{Grain, TimexType, Upos};

impl Settings<'_> {
    /// The time that dates a predicate: its own, else that of the predicates whose time it shares.
    pub(crate) fn time(&self, idx: usize) -> Option<u32> {
        self.time_within(idx, STEPS)
    }

    fn time_within(&self, idx: usize, steps: usize) -> Option<u32> {
        if let Some(time) = self.own_time(idx) {
            return Some(time);
        }
        let steps = steps.checked_sub(1)?;
        // The date of a plan's announcement is not the plan's: only facts share the time of a verb of facts.
        let verb = self.carrying_verb(idx).filter(|outer| self.is_fact[*outer] == self.is_fact[idx]);
        let object = self.attended(idx).filter(|object| self.is_fact[*object] == self.is_fact[idx]);
        let carriers = self.carriers(idx).into_iter().chain(verb).chain(object);
        let carried = carriers.filter_map(|outer| self.time_within(outer, steps)).next();
        carried.or_else(|| self.time_around(idx, steps))
    }

    /// The time of the clauses beside and around it, as far as they tell of the same moment.
    fn time_around(&self, idx: usize, steps: usize) -> Option<u32> {
        let frame = &self.frames.all[idx];
        let tree = self.tree;
        let is_alike = |outer: &usize| self.is_fact[*outer] == self.is_fact[idx];
        let of = |word: Word| self.frames.index(word).filter(is_alike).and_then(|outer| self.time_within(outer, steps));
        if let Some(head) = self.coordinated_with(frame) {
            let time = of(head)?;
            // "On Monday A left and B came" dates both, "A left on Monday and B came" only the first.
            let is_fronted = self.is_fronted(self.mentions.times[time as usize].head.idx(), head);
            // "Suspended flights from Monday and urged them": a beginning or an end is that of the first alone.
            let marker = tree.marker(self.mentions.times[time as usize].head.idx(), "case");
            let is_limit = self.words.leading_prepositions.contains(&marker)
                || self.words.other_time_prepositions.contains(&marker);
            return (is_fronted || !is_limit && !self.has_own_subject(frame.trigger)).then_some(time);
        }
        if let Some(time) = self.time_before_clause(frame.trigger) {
            return Some(time);
        }
        if let Some(head) = self.goes_along_with(frame) {
            return of(head);
        }
        if let Some(noun) = self.relative_setting(frame) {
            let own = Some(self.times[noun]).filter(|time| *time != NONE);
            let governor = || tree.head(noun).filter(|_| tree.relation(noun) == "obl").and_then(of);
            return own.or_else(|| of(noun)).or_else(governor);
        }
        // "Was released and returned in October".
        let row = || self.row_end(frame).filter(is_alike).and_then(|last| self.own_time(last));
        let dated = |word: Word| self.frames.index(word).filter(is_alike).and_then(|idx| self.own_time(idx));
        let clause = || {
            let mark = |k: &Word| self.words.simultaneous_marks.contains(&clause_mark(tree, self.words, *k));
            tree.children_by(frame.trigger, "advcl").filter(mark).find_map(dated)
        };
        row().or_else(clause)
    }

    /// "Four days ago, when they agreed": the time right before the adverb that opens a clause.
    fn time_before_clause(&self, word: Word) -> Option<u32> {
        let tree = self.tree;
        let opens = |k: &Word| {
            let lemma = tree.lemma(*k);
            self.words.relative_adverbs.contains(lemma) && self.words.simultaneous_marks.contains(lemma)
        };
        // A comma before it belongs to the clause as well.
        let opener = tree.children(word).find(|k| tree.upos(*k) != Upos::Punct).filter(opens)?;
        let before = (tree.bounds(word).0..opener).rev().find(|w| tree.upos(*w) != Upos::Punct)?;
        let end = tree.token(before).span.end;
        let is_date = |time: &legation_types::TimeMention| time.timex.range.is_some();
        self.mentions.times.iter().position(|time| time.span.end == end && is_date(time)).map(|idx| idx as u32)
    }

    fn own_time(&self, idx: usize) -> Option<u32> {
        let word = self.frames.all[idx].trigger;
        let dates = |k: &Word| self.times[*k] != NONE && self.may_date(*k, word);
        let own = self.below(word).into_iter().find(dates).or_else(|| self.time_of_gerund(word));
        let own = own.or_else(|| self.time_after_phrase(word)).or_else(|| self.time_after_subject(word));
        own.map(|k| self.times[k]).or_else(|| self.time_of_setting(word))
    }

    /// Words of the phrases below a word that may date it, nearest first. What stands before a noun inside a phrase
    /// dates that noun alone ("the 2015 deal"), and so does what hangs on another happening ("after the attack on
    /// Monday"); but a time hangs on a person or a place as often as on the meeting with her.
    fn below(&self, word: Word) -> Vec<Word> {
        let tree = self.tree;
        let is_near = |k: &Word| {
            matches!(
                tree.relation(*k),
                "obl" | "nmod" | "advmod" | "compound" | "amod" | "dep" | "nummod" | "appos" | "flat"
            )
        };
        let mut level: Vec<Word> = tree.children(word).filter(is_near).collect();
        level.sort_by_key(|k| k.abs_diff(word));
        let mut all = level.clone();
        let names = tree.children(word).filter(|k| tree.relation(*k) == "obj" && is_name(tree, *k));
        level.extend(names);
        for _ in 0..2 {
            let opens = |k: &Word| {
                self.times[*k] == NONE && !self.words.other_time_prepositions.contains(&tree.marker(*k, "case"))
            };
            let is_far = |k: &Word| {
                matches!(tree.relation(*k), "obl" | "nmod" | "advmod" | "dep" | "appos" | "flat")
                    && tree.deprel(*k) != "nmod:poss"
            };
            level = level.into_iter().filter(opens).flat_map(|k| tree.children(k).filter(is_far)).collect();
            all.extend(&level);
        }
        all
    }

    /// "The government on Saturday rounded up": between subject and verb the time is the verb's, whatever the tree says.
    fn time_after_subject(&self, word: Word) -> Option<Word> {
        let tree = self.tree;
        let subject = tree.children_by(word, "nsubj").find(|k| *k < word)?;
        let is_last =
            |k: &Word| self.times[*k] != NONE && tree.high(*k) == tree.high(subject) && self.may_date(*k, word);
        let is_next = tree.children(word).find(|k| *k > tree.high(subject)).is_none_or(|k| k > tree.high(subject));
        let is_bare = |k: &Word| tree.high(*k) < word && matches!(tree.relation(*k), "nmod" | "obl" | "appos" | "dep");
        tree.children(subject).filter(is_bare).find(is_last).filter(|_| is_next)
    }

    /// "Killed in Monday's clashes", "said in a speech delivered on Friday": the time of what it happened at.
    fn time_of_setting(&self, word: Word) -> Option<u32> {
        let tree = self.tree;
        let is_setting = |k: &Word| self.words.setting_phrase_prepositions.contains(&tree.marker(*k, "case"));
        tree.children_by(word, "obl").filter(is_setting).find_map(|k| {
            let before =
                |k: &Word| matches!(tree.relation(*k), "compound" | "nummod" | "nmod") && self.times[*k] != NONE;
            let own = tree.children(k).find(before).map(|k| self.times[k]);
            let happening = |c: &Word| self.words.happening_verbs.contains(tree.lemma(*c));
            let clause = || {
                let index = tree.children_by(k, "acl").find(happening).and_then(|c| self.frames.index(c))?;
                self.below(self.frames.all[index].trigger).into_iter().map(|k| self.times[k]).find(|t| *t != NONE)
            };
            own.or_else(clause)
        })
    }

    /// "An attack on Mosul in 2016", where the year hangs on the verb of which the attack is a phrase.
    fn time_after_phrase(&self, word: Word) -> Option<Word> {
        let tree = self.tree;
        let verb = tree.head(word).filter(|_| tree.relation(word) == "obl" && tree.upos(word) == Upos::Noun)?;
        let next = tree.high(word) + 1;
        let is_next = |k: &Word| {
            self.times[*k] != NONE
                && tree.low(*k) == next
                && matches!(tree.relation(*k), "obl" | "nmod" | "advmod")
                && self.may_date(*k, verb)
        };
        tree.children(verb).find(is_next)
    }

    /// Whether a time says when something happened and not how far back it is the first of its kind, or when that was
    /// said of it.
    fn may_date(&self, time: Word, word: Word) -> bool {
        let tree = self.tree;
        let mention = &self.mentions.times[self.times[time] as usize];
        // "The first talks in eight months", "since 1991".
        let is_ranked =
            |w: Word| tree.children(w).any(|k| tree.token(k).has("NumType=Ord") || tree.token(k).has("Degree=Sup"));
        let marker = tree.marker(time, "case");
        if self.words.comparison_prepositions.contains(&marker) {
            return false;
        }
        if self.words.limit_prepositions.contains(&marker)
            && (mention.timex.kind == TimexType::Duration
                || mention.timex.range.is_some_and(|r| r.earliest != r.latest))
            && (is_ranked(word) || tree.head(time).is_some_and(is_ranked))
        {
            return false;
        }
        // "Said on Thursday they could be freed".
        let is_said = tree.relation(word) == "ccomp"
            && tree
                .head(word)
                .is_some_and(|verb| verb < time && tree.low(time) == tree.low(word) && verb + 1 == tree.low(word))
            && self.has_own_subject(word);
        !is_said && !self.is_told_too_late(time, word)
    }

    /// "Accused rebels of using gas Saturday": a bare day at the end of what somebody is accused of is the day of the
    /// accusation.
    fn is_told_too_late(&self, time: Word, word: Word) -> bool {
        let tree = self.tree;
        let is_bare_day = tree.marker(time, "case").is_empty()
            && tree.high(time) == tree.low(time)
            && self.mentions.times[self.times[time] as usize].timex.range.is_some_and(|r| r.grain == Grain::Day);
        is_bare_day && self.is_object_gerund(word)
    }

    /// A gerund that says what the object of the verb did, on the verb or on its object in the tree.
    fn is_object_gerund(&self, word: Word) -> bool {
        let tree = self.tree;
        let mark = clause_mark(tree, self.words, word);
        matches!(tree.relation(word), "advcl" | "acl")
            && self.words.object_control_marks.contains(&mark)
            && tree.is_progressive_form(word)
    }

    fn time_of_gerund(&self, word: Word) -> Option<Word> {
        let tree = self.tree;
        let of_object = tree.children_by(word, "obj").flat_map(|object| tree.children(object));
        let gerund = tree.children(word).chain(of_object).find(|k| *k > word && self.is_object_gerund(*k))?;
        tree.children(gerund).find(|k| self.times[*k] != NONE && self.is_told_too_late(*k, gerund))
    }
}

fn is_name(tree: &Tree, word: Word) -> bool {
    matches!(tree.upos(word), Upos::Propn | Upos::Pron)
}
