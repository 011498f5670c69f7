//! Participants that stand elsewhere: control, relative clauses, coordination, light verbs, adverbial participles.

use crate::frames::{Frame, Frames, clause_mark};
use crate::links::over_fixed;
use crate::rules::Words;
use crate::tree::{Tree, Word};
use legation_types::{ActorMention, ArgumentBasis, Mentions, TriggerKind, Upos};

/// How far subjects are followed from clause to clause.
const DEPTH: usize = 12;

type Shared = Vec<(Word, ArgumentBasis)>;

/// What all rules of sharing look at.
pub(crate) struct Sharing<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) words: &'a Words,
    pub(crate) mentions: &'a Mentions,
    /// Word → index into `Mentions::actors`, `u32::MAX` for none.
    actors: Vec<u32>,
}

impl<'a> Sharing<'a> {
    pub(crate) fn new(tree: &'a Tree<'a>, words: &'a Words, mentions: &'a Mentions) -> Sharing<'a> {
        let mut actors = vec![u32::MAX; tree.len()];
        for (idx, actor) in mentions.actors.iter().enumerate().rev() {
            if let Some(slot) = actors.get_mut(actor.head.idx()) {
                *slot = idx as u32;
            }
        }
        Sharing { tree, words, mentions, actors }
    }

    fn actor_at(&self, word: Word) -> Option<&ActorMention> {
        self.mentions.actors.get(self.actors[word] as usize)
    }

    /// Adds to every frame the participants that its clause leaves out.
    pub(crate) fn apply(&self, frames: &mut Frames) {
        for idx in 0..frames.all.len() {
            self.replace_relatives(&mut frames.all[idx]);
        }
        for idx in 0..frames.all.len() {
            let trigger = frames.all[idx].trigger;
            if frames.all[idx].kind == TriggerKind::Noun {
                self.share_left_modifiers(&mut frames.all[idx]);
                continue;
            }
            let subjects =
                if self.own_subjects(trigger).is_empty() { self.subjects(frames, trigger, 0) } else { vec![] };
            let deep = surface_role(&frames.all[idx]);
            for (head, basis) in subjects {
                if !frames.all[idx].arguments.iter().any(|a| a.head.idx() == head) {
                    frames.all[idx].add_all(self.tree, deep, head, basis);
                }
            }
            self.fill_gap(&mut frames.all[idx]);
        }
        for idx in 0..frames.all.len() {
            self.share_objects(frames, idx);
            self.complete_ellipsis(frames, idx);
        }
        for idx in 0..frames.all.len() {
            self.lend_to_nouns(frames, idx);
        }
        for idx in 0..frames.all.len() {
            self.lend_clause_subject(frames, idx);
        }
    }

    fn own_subjects(&self, word: Word) -> Shared {
        let subject = |k: &Word| matches!(self.tree.relation(*k), "nsubj");
        self.tree
            .children(word)
            .filter(subject)
            .map(|k| (self.antecedent(k).unwrap_or(k), ArgumentBasis::Direct))
            .collect()
    }

    /// The surface subject of a predicate, its own or that of a clause around it.
    fn subjects(&self, frames: &Frames, word: Word, depth: usize) -> Shared {
        let tree = self.tree;
        let own = self.own_subjects(word);
        if !own.is_empty() || depth > DEPTH {
            return own;
        }
        let Some(head) = tree.head(word) else { return Vec::new() };
        let rename = |shared: Shared, basis| shared.into_iter().map(|(word, _)| (word, basis)).collect::<Shared>();
        match tree.relation(word) {
            "conj" => {
                // The nearest coordinated predicate with a subject of its own: "A left, B stayed and spoke".
                let nearer = tree.children_by(head, "conj").rfind(|k| *k < word && !self.own_subjects(*k).is_empty());
                rename(self.subjects(frames, nearer.unwrap_or(head), depth + 1), ArgumentBasis::Conjunct)
            }
            "xcomp" => rename(self.controller(frames, head, word, depth), ArgumentBasis::Control),
            "ccomp" if !tree.is_verb_form(word, "Fin") => {
                rename(self.controller(frames, head, word, depth), ArgumentBasis::Control)
            }
            "advcl" if self.is_subjectless_clause(word) => {
                let mark = clause_mark(tree, self.words, word);
                let is_object_controlled = self.words.object_control_gerund.contains(tree.lemma(head))
                    && self.words.object_control_marks.contains(&mark)
                    || self.words.oblique_control.contains(tree.lemma(head));
                if is_object_controlled {
                    rename(self.controller(frames, head, word, depth), ArgumentBasis::Control)
                } else {
                    rename(self.subjects(frames, head, depth + 1), ArgumentBasis::Clause)
                }
            }
            "acl" if tree.deprel(word) == "acl:relcl" => Vec::new(),
            // "accused them of lying", hung on the object: the object does it.
            "acl" | "advcl" if self.is_of_object(word, head) => vec![(over_fixed(tree, head), ArgumentBasis::Control)],
            "acl" if self.has_infinitive_mark(word) => self.subject_of_noun_infinitive(frames, head, depth),
            "acl" if !tree.children_by(word, "mark").any(|_| true) => vec![(head, ArgumentBasis::Relative)],
            "acl" => rename(self.subjects_of_noun(frames, head, depth), ArgumentBasis::Control),
            "amod" if tree.upos(word) == Upos::Verb => vec![(head, ArgumentBasis::Relative)],
            _ => Vec::new(),
        }
    }

    fn is_of_object(&self, word: Word, head: Word) -> bool {
        let tree = self.tree;
        let Some(verb) = tree.head(head).filter(|_| matches!(tree.relation(head), "obj" | "iobj")) else {
            return false;
        };
        let mark = clause_mark(tree, self.words, word);
        self.words.object_control_gerund.contains(tree.lemma(verb)) && self.words.object_control_marks.contains(&mark)
    }

    /// Who does what an infinitive or gerund under `head` says.
    fn controller(&self, frames: &Frames, head: Word, clause: Word, depth: usize) -> Shared {
        let tree = self.tree;
        let lemma = tree.lemma(head);
        if self.words.oblique_control.contains(lemma) {
            let phrase = tree.children_by(head, "obl").find(|k| *k < clause && *k > head);
            if let Some(phrase) = phrase {
                return vec![(phrase, ArgumentBasis::Control)];
            }
        }
        if !self.words.subject_control.contains(lemma) && self.has_object_reading(head, clause) {
            let object = tree.children(head).find(|k| matches!(tree.relation(*k), "obj" | "iobj"));
            if let Some(object) = object {
                return vec![(self.antecedent(object).unwrap_or(object), ArgumentBasis::Control)];
            }
        }
        self.subjects(frames, head, depth + 1)
    }

    /// Objects control infinitives, and gerunds only of some verbs.
    fn has_object_reading(&self, head: Word, clause: Word) -> bool {
        self.tree.relation(clause) != "advcl" || self.words.object_control_gerund.contains(self.tree.lemma(head))
    }

    fn is_subjectless_clause(&self, word: Word) -> bool {
        let tree = self.tree;
        tree.upos(word) != Upos::Verb
            || tree.is_progressive_form(word)
            || tree.is_past_participle(word) && !tree.children_by(word, "aux").any(|k| tree.is_verb_form(k, "Fin"))
            || self.has_infinitive_mark(word)
    }

    pub(crate) fn has_infinitive_mark(&self, word: Word) -> bool {
        self.tree.children_by(word, "mark").any(|k| self.words.infinitive_marks.contains(self.tree.lemma(k)))
    }

    /// "Russia's plan to attack", "made an effort to attack", "the man to lead".
    fn subject_of_noun_infinitive(&self, frames: &Frames, noun: Word, depth: usize) -> Shared {
        let is_participant =
            self.actor_at(noun).is_some_and(|m| m.actors.iter().any(|a| a.kind != legation_types::ActorKind::Unknown));
        if is_participant {
            return vec![(noun, ArgumentBasis::Relative)];
        }
        self.subjects_of_noun(frames, noun, depth).into_iter().map(|(w, _)| (w, ArgumentBasis::Control)).collect()
    }

    /// Who does what a noun says: its possessor, its agent, or the subject of the verb it is the object of.
    fn subjects_of_noun(&self, frames: &Frames, noun: Word, depth: usize) -> Shared {
        let tree = self.tree;
        if let Some(owner) = tree.children(noun).find(|k| tree.deprel(*k) == "nmod:poss") {
            return vec![(self.antecedent(owner).unwrap_or(owner), ArgumentBasis::Control)];
        }
        let agent =
            tree.children_by(noun, "nmod").find(|k| self.words.agent_prepositions.contains(&tree.marker(*k, "case")));
        if let Some(agent) = agent {
            return vec![(agent, ArgumentBasis::Control)];
        }
        let demonym = tree
            .children_by(noun, "amod")
            .chain(tree.children_by(noun, "compound"))
            .find(|k| self.actor_at(*k).is_some());
        if let Some(demonym) = demonym {
            return vec![(demonym, ArgumentBasis::Control)];
        }
        let Some(head) = tree.head(noun) else { return Vec::new() };
        let is_lent = matches!(tree.relation(noun), "obj" | "obl" | "xcomp" | "nsubj" | "conj");
        if is_lent
            && depth < DEPTH
            && frames.index(head).is_some()
            && frames.all[frames.index(head).unwrap_or(0)].kind == TriggerKind::Verb
        {
            if tree.deprel(noun) == "nsubj:pass" || tree.relation(noun) == "nsubj" {
                return self.agent(head);
            }
            return self.deep_subjects(frames, head, depth + 1);
        }
        Vec::new()
    }

    fn agent(&self, verb: Word) -> Shared {
        let is_agent = |k: &Word| {
            self.tree.deprel(*k) == "obl:agent" || self.words.agent_prepositions.contains(&self.tree.marker(*k, "case"))
        };
        self.tree.children_by(verb, "obl").filter(is_agent).map(|k| (k, ArgumentBasis::LightVerb)).collect()
    }

    /// Who does it: the surface subject of an active verb, the by-phrase of a passive one.
    fn deep_subjects(&self, frames: &Frames, verb: Word, depth: usize) -> Shared {
        match frames.get(verb) {
            Some(frame) if frame.is_passive => self.agent(verb),
            _ => self.subjects(frames, verb, depth),
        }
    }

    /// The noun that a relative pronoun stands for.
    fn antecedent(&self, word: Word) -> Option<Word> {
        let tree = self.tree;
        if !self.words.relatives.contains(tree.lemma(word)) || tree.upos(word) == Upos::Noun {
            return None;
        }
        let mut at = word;
        loop {
            if tree.deprel(at).starts_with("acl") {
                return tree.head(at);
            }
            at = tree.head(at)?;
        }
    }

    fn replace_relatives(&self, frame: &mut Frame) {
        let arguments = std::mem::take(&mut frame.arguments);
        for argument in arguments {
            match self.antecedent(argument.head.idx()) {
                Some(noun) => {
                    let before = |w: &Word| *w < argument.head.idx();
                    for word in self.tree.conjuncts(noun).into_iter().filter(before) {
                        frame.add(&argument.relation, word, ArgumentBasis::Relative);
                    }
                }
                None => frame.arguments.push(argument),
            }
        }
    }

    /// "The man they arrested": a relative clause without its pronoun.
    fn fill_gap(&self, frame: &mut Frame) {
        let tree = self.tree;
        if tree.deprel(frame.trigger) != "acl:relcl"
            || frame.arguments.iter().any(|a| a.basis == ArgumentBasis::Relative)
        {
            return;
        }
        let mut inside = tree.low(frame.trigger)..=tree.high(frame.trigger);
        if inside.any(|w| self.antecedent(w).is_some()) {
            return;
        }
        let Some(noun) = tree.head(frame.trigger) else { return };
        let relation = if frame.is_passive || frame.has("nsubj") { "obj" } else { "nsubj" };
        if !frame.has(relation) {
            frame.add(relation, noun, ArgumentBasis::Relative);
        }
    }

    /// "Attacked and destroyed the town": the object belongs to both.
    fn share_objects(&self, frames: &mut Frames, idx: usize) {
        let tree = self.tree;
        let word = frames.all[idx].trigger;
        if tree.relation(word) != "conj" || frames.all[idx].kind != TriggerKind::Verb {
            return;
        }
        let Some(first) = tree.head(word).and_then(|h| frames.index(h)) else { return };
        if frames.all[first].kind != TriggerKind::Verb || frames.all[first].is_passive || frames.all[idx].is_passive {
            return;
        }
        let objects = |frame: &Frame| {
            frame.arguments.iter().filter(|a| a.relation == "obj").map(|a| a.head.idx()).collect::<Vec<_>>()
        };
        let (of_first, of_second) = (objects(&frames.all[first]), objects(&frames.all[idx]));
        let is_closed = |frame: &Frame| frame.has("ccomp") || frame.has("xcomp");
        if of_second.is_empty() && !is_closed(&frames.all[idx]) {
            for object in of_first.into_iter().filter(|o| *o > word) {
                frames.all[idx].add("obj", object, ArgumentBasis::Conjunct);
            }
        } else if of_first.is_empty() && !is_closed(&frames.all[first]) && word - frames.all[first].trigger == 2 {
            for object in of_second.into_iter().filter(|o| *o > word) {
                frames.all[first].add("obj", object, ArgumentBasis::Conjunct);
            }
        }
    }

    /// The auxiliary that stands for a predicate has its complements.
    fn complete_ellipsis(&self, frames: &mut Frames, idx: usize) {
        let Some(model) = frames.all[idx].stands_for.and_then(|w| frames.index(w)) else { return };
        for argument in frames.all[model].arguments.clone() {
            let is_own = argument.relation == "nsubj" || argument.head.idx() == frames.all[idx].trigger;
            if !is_own && !self.tree.is_under(argument.head.idx(), frames.all[idx].trigger) {
                frames.all[idx].add(&argument.relation, argument.head.idx(), ArgumentBasis::Conjunct);
            }
        }
    }

    /// "Russian attacks and raids": what stands before the first noun belongs to both.
    fn share_left_modifiers(&self, frame: &mut Frame) {
        let tree = self.tree;
        if tree.relation(frame.trigger) != "conj" {
            return;
        }
        let Some(first) = tree.head(frame.trigger) else { return };
        let name = |word: Word| if tree.deprel(word) == "nmod:poss" { "nmod:poss" } else { tree.relation(word) };
        let own: Vec<&str> = tree.children(frame.trigger).map(name).collect();
        for child in tree.children(first).filter(|k| *k < first) {
            let relation = name(child);
            if matches!(relation, "nmod:poss" | "compound" | "amod") && !own.contains(&relation) {
                frame.add(relation, child, ArgumentBasis::Conjunct);
            }
        }
    }

    /// "Launched an attack on": the noun takes the verb's participants.
    fn lend_to_nouns(&self, frames: &mut Frames, idx: usize) {
        if frames.all[idx].kind != TriggerKind::Verb {
            return;
        }
        self.raise_phrases(&mut frames.all[idx]);
        let verb = frames.all[idx].clone();
        let lemma = self.tree.lemma(verb.trigger);
        let is_light = self.words.light_verbs.contains(lemma);
        let subjects: Vec<Word> =
            verb.arguments.iter().filter(|a| a.relation == "nsubj").map(|a| a.head.idx()).collect();
        for argument in &verb.arguments {
            let Some(noun) = frames.index(argument.head.idx()) else { continue };
            if frames.all[noun].kind != TriggerKind::Noun {
                continue;
            }
            let role = if is_light && argument.relation == "obj" {
                if self.words.light_passive_verbs.contains(lemma) { "obj" } else { "nsubj" }
            } else if let Some(role) = self.light_phrase(&verb, lemma, &argument.relation) {
                role
            } else {
                continue;
            };
            for subject in &subjects {
                frames.all[noun].add(role, *subject, ArgumentBasis::LightVerb);
            }
            for other in verb.arguments.iter().filter(|a| a.head != argument.head) {
                if other.relation.starts_with("obl") || other.relation == "iobj" {
                    frames.all[noun].add(&other.relation, other.head.idx(), ArgumentBasis::LightVerb);
                }
            }
        }
    }

    /// "Lands in Russia for talks": the phrase that belongs to the verb is often hung on the noun before it.
    fn raise_phrases(&self, verb: &mut Frame) {
        let tree = self.tree;
        let lemma = tree.lemma(verb.trigger);
        let inner: Vec<(String, Word)> = verb
            .arguments
            .iter()
            .filter(|a| a.basis == ArgumentBasis::Direct && (a.relation.starts_with("obl") || a.relation == "obj"))
            .flat_map(|a| tree.children_by(a.head.idx(), "nmod").collect::<Vec<_>>())
            .map(|noun| (format!("obl:{}", tree.marker(noun, "case")), noun))
            .collect();
        for (relation, noun) in inner {
            if self.light_phrase(verb, lemma, &relation).is_some() {
                verb.add_all(tree, &relation, noun, ArgumentBasis::Direct);
            }
        }
    }

    /// "He said in a phone call with her", "they launched it during a visit": a noun of no agent has the clause's subject.
    fn lend_clause_subject(&self, frames: &mut Frames, idx: usize) {
        if frames.all[idx].kind != TriggerKind::Verb {
            return;
        }
        let verb = frames.all[idx].clone();
        let subjects = verb.arguments.iter().filter(|a| a.relation == "nsubj" && self.actor_at(a.head.idx()).is_some());
        let subjects: Vec<Word> = subjects.map(|a| a.head.idx()).collect();
        for argument in verb.arguments.iter().filter(|a| a.basis == ArgumentBasis::Direct) {
            let preposition = argument.relation.strip_prefix("obl:");
            let is_setting = preposition.is_some_and(|p| self.words.clause_prepositions.contains(p));
            let Some(noun) = frames.index(argument.head.idx()).filter(|_| is_setting) else { continue };
            if frames.all[noun].kind != TriggerKind::Noun || self.has_agent(&frames.all[noun]) {
                continue;
            }
            for subject in &subjects {
                frames.all[noun].add("nsubj", *subject, ArgumentBasis::Clause);
            }
        }
    }

    /// Whether a noun says itself who does it.
    fn has_agent(&self, noun: &Frame) -> bool {
        noun.arguments.iter().any(|a| match a.relation.as_str() {
            "nsubj" | "nmod:poss" | "nmod:between" => true,
            "compound" | "amod" => self.actor_at(a.head.idx()).is_some(),
            relation => relation
                .strip_prefix("nmod:")
                .is_some_and(|preposition| self.words.agent_prepositions.contains(preposition)),
        })
    }

    /// What the subject of a verb is to the noun of its prepositional phrase.
    fn light_phrase(&self, verb: &Frame, lemma: &str, relation: &str) -> Option<&str> {
        let preposition = relation.strip_prefix("obl:")?;
        let rule = self.words.light_phrase.iter().find(|rule| {
            rule.preposition == preposition
                && rule.verbs.contains(lemma)
                && rule.object.as_ref().is_none_or(|object| {
                    verb.arguments.iter().any(|a| a.relation == "obj" && self.tree.lemma(a.head.idx()) == object)
                })
        })?;
        Some(&rule.role)
    }
}

/// What the surface subject is in the depth.
fn surface_role(frame: &Frame) -> &'static str {
    if frame.is_passive { "obj" } else { "nsubj" }
}
