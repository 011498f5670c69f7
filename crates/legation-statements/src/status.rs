//! Status from the language alone: tense, negation, modals, conditions, and the predicates around.

use crate::frames::{Frame, Frames, clause_mark};
use crate::rules::{Governor, LanguageRules};
use crate::tree::{Tree, Word};
use legation_types::{SentenceKind, Span, Status, StatusCue, TokenId, TriggerKind, Upos};

/// Id of the rule for nouns of lasting states.
const STANDING: &str = "standing";

/// What was found about one predicate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) status: Option<Status>,
    pub(crate) cues: Vec<StatusCue>,
    pub(crate) condition: Option<Span>,
    is_negated: bool,
}

impl Found {
    pub(crate) fn get(&self) -> Status {
        self.status.unwrap_or(Status::Occurred)
    }

    /// Takes a status over where it is the stronger one.
    fn raise(&mut self, status: Status, cue: Word, rule: &str) {
        if status.strength() > self.get().strength() || self.status.is_none() {
            self.status = Some(status);
        }
        self.note(status, cue, rule);
    }

    fn set(&mut self, status: Status, cue: Word, rule: &str) {
        self.status = Some(status);
        self.note(status, cue, rule);
    }

    fn note(&mut self, status: Status, cue: Word, rule: &str) {
        self.cues.push(StatusCue { cue: TokenId(cue as u32), status, rule: rule.to_string() });
    }
}

/// Everything that the rules of status look at.
pub(crate) struct Statuses<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) rules: &'a LanguageRules,
    pub(crate) frames: &'a Frames,
    pub(crate) links: &'a [Option<(Word, String)>],
    /// For each word, whether somebody is quoted as saying it.
    pub(crate) is_reported: &'a [bool],
    /// Whether the article tells what happened in the present tense, as summaries do.
    pub(crate) is_told_in_present: bool,
}

/// Whether more sentences of the running text have a main verb in the present tense than in the past. Verbs of saying and
/// the verbs that only link count for neither.
pub(crate) fn is_told_in_present(tree: &Tree, rules: &LanguageRules) -> bool {
    let tense = |word: Word| -> Option<bool> {
        let is_main =
            tree.head(word).is_none() && tree.upos(word) == Upos::Verb && tree.kind(word) == SentenceKind::Prose;
        if !is_main || rules.attribution.verbs.contains_key(tree.lemma(word)) {
            return None;
        }
        let auxiliaries = tree.children(word).filter(|k| tree.relation(*k) == "aux");
        let finite = auxiliaries.chain([word]).find(|w| tree.is_verb_form(*w, "Fin"))?;
        Some(tree.token(finite).has("Tense=Pres"))
    };
    let told: Vec<bool> = (0..tree.len()).filter_map(tense).collect();
    2 * told.iter().filter(|is_present| **is_present).count() > told.len()
}

impl Statuses<'_> {
    /// The status of every frame, in the order of the frames.
    pub(crate) fn all(&self) -> Vec<Found> {
        let mut memo: Vec<Option<Found>> = vec![None; self.frames.all.len()];
        for idx in 0..memo.len() {
            self.status(idx, &mut memo, 0);
        }
        memo.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn status(&self, idx: usize, memo: &mut Vec<Option<Found>>, depth: usize) -> Found {
        if let Some(found) = &memo[idx] {
            return found.clone();
        }
        let frame = &self.frames.all[idx];
        let mut found = self.own(frame);
        if depth < 40 {
            self.add_context(idx, frame, &mut found, memo, depth);
        }
        memo[idx] = Some(found.clone());
        found
    }

    /// What the clause or noun phrase itself says.
    fn own(&self, frame: &Frame) -> Found {
        let mut found = Found::default();
        let word = frame.trigger;
        if let Some(cue) = self.negation(frame) {
            found.raise(Status::Negated, cue, "negation");
            found.is_negated = true;
        }
        let is_clause = frame.kind == TriggerKind::Verb || self.tree.children_by(word, "cop").next().is_some();
        if is_clause {
            self.add_auxiliaries(frame, &mut found);
            self.add_conditions(word, &mut found);
            if self.is_asked(word) {
                found.raise(self.rules.status.tense.condition, word, "question");
            }
        }
        if frame.kind == TriggerKind::Verb {
            self.add_tense(frame, &mut found);
        }
        self.add_modifiers(frame, &mut found);
        let is_standing = frame.kind == TriggerKind::Noun && self.rules.status.standing.contains(self.tree.lemma(word));
        if is_standing && found.status.is_none() {
            found.raise(Status::Ongoing, word, STANDING);
        }
        found
    }

    fn negation(&self, frame: &Frame) -> Option<Word> {
        let (tree, words) = (self.tree, &self.rules.words);
        let word = frame.trigger;
        let denies = |k: &Word| {
            matches!(tree.relation(*k), "advmod" | "det" | "cc" | "aux")
                && words.negations.contains(tree.lemma(*k))
                && !(k + 1 < tree.len() && words.negation_undone_by.contains(tree.lemma(k + 1)))
        };
        if let Some(cue) = tree.children(word).find(denies) {
            return Some(cue);
        }
        let governs = |k: &Word| {
            matches!(tree.relation(*k), "case" | "mark") && words.negative_prepositions.contains(tree.lemma(*k))
        };
        if let Some(cue) = tree.children(word).find(governs) {
            return Some(cue);
        }
        if frame.kind == TriggerKind::Verb {
            for child in tree.children(word).filter(|k| matches!(tree.relation(*k), "nsubj" | "obj")) {
                if words.negative_words.contains(tree.lemma(child)) && tree.upos(child) == Upos::Pron {
                    return Some(child);
                }
                let denied = |k: &Word| words.negative_words.contains(tree.lemma(*k));
                if let Some(cue) = tree.children_by(child, "det").find(denied) {
                    return Some(cue);
                }
            }
            if tree.relation(word) == "conj" && tree.children_by(word, "aux").next().is_none() {
                let joins = |k: Word| words.negation_shared_by.contains(tree.lemma(k));
                let outer = tree.head(word).and_then(|h| self.frames.get(h));
                if tree.children_by(word, "cc").any(joins) {
                    return outer.and_then(|frame| self.negation(frame));
                }
            }
        }
        None
    }

    /// The auxiliaries of a predicate; a coordinated one without its own shares those of the first.
    fn auxiliaries(&self, word: Word) -> Vec<Word> {
        let tree = self.tree;
        let mut at = word;
        for _ in 0..8 {
            let own: Vec<Word> = tree.children(at).filter(|k| matches!(tree.relation(*k), "aux" | "cop")).collect();
            let form = |word: Word| (tree.is_past_participle(word), tree.is_progressive_form(word));
            let is_shared = own.is_empty()
                && tree.relation(at) == "conj"
                && tree.children_by(at, "nsubj").next().is_none()
                && tree.head(at).is_some_and(|head| form(head) == form(at))
                && !(tree.is_verb_form(at, "Fin") && tree.upos(at) != Upos::Verb)
                && !tree.token(at).has("Tense=Past") | tree.is_past_participle(at);
            match tree.head(at) {
                Some(head) if is_shared && tree.upos(head) == tree.upos(at) => at = head,
                _ => return own,
            }
        }
        Vec::new()
    }

    fn has_infinitive_mark(&self, word: Word) -> Option<Word> {
        let tree = self.tree;
        let mut at = word;
        for _ in 0..8 {
            let mark =
                tree.children_by(at, "mark").find(|k| self.rules.words.infinitive_marks.contains(tree.lemma(*k)));
            if mark.is_some() {
                return mark;
            }
            let is_bare = tree.relation(at) == "conj"
                && tree.children(at).all(|k| !matches!(tree.relation(k), "nsubj" | "aux" | "mark"))
                && !tree.token(at).has("VerbForm=Fin")
                && !tree.token(at).has("VerbForm=Ger")
                && !tree.token(at).has("VerbForm=Part");
            match tree.head(at) {
                Some(head) if is_bare => at = head,
                _ => return None,
            }
        }
        None
    }

    fn add_auxiliaries(&self, frame: &Frame, found: &mut Found) {
        let (tree, rules) = (self.tree, &self.rules.status);
        let mut auxiliaries = self.auxiliaries(frame.trigger);
        if frame.stands_for.is_some() {
            auxiliaries.push(frame.trigger);
        }
        for cue in &auxiliaries {
            let Some(rule) = rules.auxiliaries.get(tree.lemma(*cue)) else { continue };
            let is_perfect = auxiliaries.iter().any(|a| a > cue && tree.is_verb_form(*a, "Inf"))
                && tree.is_past_participle(frame.trigger)
                && auxiliaries.iter().filter(|a| *a > cue).any(|a| !tree.deprel(*a).ends_with(":pass"));
            let is_hanging =
                self.link_of(frame.trigger).is_some_and(|(_, relation)| matches!(relation.as_str(), "ccomp" | "acl"));
            let (status, id) = match rule.unreal && !self.is_reported[frame.trigger] && !is_hanging {
                true if is_perfect => (rules.tense.counterfactual, "tense.counterfactual"),
                true => (rules.tense.unreal, "tense.unreal"),
                false => (rule.gives, rule.id.as_str()),
            };
            found.raise(status, *cue, id);
        }
    }

    fn add_conditions(&self, word: Word, found: &mut Found) {
        let (tree, rules) = (self.tree, &self.rules.status);
        let mut first = word;
        while tree.relation(first) == "conj" {
            match tree.head(first) {
                Some(head) => first = head,
                None => break,
            }
        }
        // "Whether", "if": of a clause that is asked about as of one that is a condition.
        if matches!(tree.relation(first), "advcl" | "ccomp" | "acl") {
            let mark = clause_mark(tree, &self.rules.words, first);
            if let Some(id) = rules.conditions.get(&mark).filter(|_| !self.is_conceded(first)) {
                let cue = tree.children_by(first, "mark").next().unwrap_or(first);
                found.raise(rules.tense.condition, cue, id);
            }
        }
        let is_open = found.get().strength() >= Status::Planned.strength();
        for clause in tree.children_by(word, "advcl") {
            let mark = clause_mark(tree, &self.rules.words, clause);
            if let Some(id) = rules.conditions.get(&mark).filter(|_| !self.is_conceded(clause)) {
                let (low, high) = (tree.low(clause), tree.high(clause));
                let start = (low..high).find(|word| tree.relation(*word) != "punct").unwrap_or(low);
                found.condition = Some(tree.span(start, high));
                if is_open {
                    let cue = tree.children_by(clause, "mark").next().unwrap_or(clause);
                    found.raise(rules.tense.consequence, cue, id);
                }
            }
        }
    }

    /// "Even if it criticises": no condition.
    fn is_conceded(&self, clause: Word) -> bool {
        let mark = self.tree.children_by(clause, "mark").next();
        mark.is_some_and(|mark| mark > 0 && self.rules.words.concessions.contains(self.tree.lemma(mark - 1)))
    }

    fn add_tense(&self, frame: &Frame, found: &mut Found) {
        let (tree, tense) = (self.tree, &self.rules.status.tense);
        let word = frame.trigger;
        let auxiliaries = self.auxiliaries(word);
        let infinitive = self.has_infinitive_mark(word);
        if let Some(mark) = infinitive {
            let mut first = word;
            while tree.relation(first) == "conj" && tree.head(first).is_some() {
                first = tree.head(first).unwrap_or(first);
            }
            // "Is to meet"; not "believed to have been killed".
            let has_present = auxiliaries.iter().any(|a| tree.is_verb_form(*a, "Fin"));
            let is_main = matches!(tree.relation(first), "root" | "parataxis" | "ccomp");
            if has_present {
                found.raise(tense.is_to, mark, "tense.is_to");
            } else if is_main || (tree.kind(word) == SentenceKind::Headline && tree.relation(first) == "acl") {
                found.raise(tense.headline_infinitive, mark, "tense.headline_infinitive");
            }
            return;
        }
        let finite = auxiliaries.first().copied().unwrap_or(word);
        let is_present = tree.token(finite).has("Tense=Pres") && !tree.token(finite).has("VerbForm=Part");
        if auxiliaries.is_empty() && tree.token(word).has("Mood=Imp") {
            found.raise(tense.imperative, word, "tense.imperative");
            return;
        }
        let is_modifier = matches!(tree.deprel(word), "acl" | "amod") && auxiliaries.is_empty();
        if is_modifier && tree.is_progressive_form(word) && tree.children_by(word, "mark").next().is_none() {
            // "A statement condemning the test" is no lasting state.
            if self.is_performative(tree.lemma(word)) {
                return;
            }
            found.raise(tense.participle, word, "tense.participle");
            return;
        }
        let is_progressive = (tree.is_progressive_form(word) && !auxiliaries.is_empty())
            || auxiliaries.iter().any(|a| tree.is_progressive_form(*a));
        // In reported speech the past progressive is what was under way when it was said.
        let is_reported_past = self.is_reported[word] && tree.token(finite).has("Tense=Past");
        // "Has fought a decades-long war", "has been held since 2014": it reaches to the day of the telling.
        let is_perfect = is_present && finite != word && tree.is_past_participle(word);
        if is_perfect && self.is_lasting(word) {
            found.raise(tense.progressive, finite, "tense.lasting");
            return;
        }
        if (is_present || is_reported_past) && is_progressive {
            found.raise(tense.progressive, finite, "tense.progressive");
        } else if auxiliaries.is_empty() && is_present && tree.is_verb_form(word, "Fin") {
            let lemma = tree.lemma(word);
            let is_deed = self.is_told_in_present && !self.rules.status.lasting.contains(lemma);
            if !self.is_performative(lemma) && !is_deed && tree.kind(word) == SentenceKind::Prose {
                found.raise(tense.present, word, "tense.present");
            }
        }
    }

    /// Whether a predicate of the present perfect is said to go on: since when, or how long it is.
    fn is_lasting(&self, word: Word) -> bool {
        let tree = self.tree;
        let lasts = |k: Word| self.rules.words.lasting_adjectives.contains(tree.lemma(k));
        let mut objects = tree.children_by(word, "obj");
        let mut phrases = tree.children_by(word, "obl");
        objects.any(|object| tree.children_by(object, "amod").any(lasts))
            || phrases.any(|phrase| self.rules.words.lasting_prepositions.contains(&tree.marker(phrase, "case")))
    }

    /// Whether to say the verb is to do the deed.
    fn is_performative(&self, lemma: &str) -> bool {
        self.rules.status.performatives.contains(lemma) || self.rules.attribution.verbs.contains_key(lemma)
    }

    fn add_modifiers(&self, frame: &Frame, found: &mut Found) {
        let tree = self.tree;
        for child in tree.children(frame.trigger) {
            let fits = match frame.kind {
                // Participles of verbs stand here by their lemma: "the planned visit"; a noun does not modify so.
                TriggerKind::Noun => {
                    let is_word = match tree.upos(child) {
                        Upos::Noun => false,
                        Upos::Verb => tree.is_past_participle(child),
                        _ => true,
                    };
                    is_word && matches!(tree.relation(child), "amod" | "compound" | "advmod" | "det")
                }
                _ => tree.relation(child) == "advmod",
            };
            if let Some((id, status)) =
                self.rules.status.modifiers.get(&tree.lemma(child).to_lowercase()).filter(|_| fits)
            {
                found.raise(*status, child, id);
            }
        }
    }

    fn link_of(&self, word: Word) -> Option<&(Word, String)> {
        self.frames.index(word).and_then(|idx| self.links[idx].as_ref())
    }

    /// What the predicates around it make of it.
    fn add_context(&self, idx: usize, frame: &Frame, found: &mut Found, memo: &mut Vec<Option<Found>>, depth: usize) {
        let happens = self.frames.happens(frame.trigger).filter(|verb| *verb != idx);
        if let Some(verb) = happens.filter(|_| frame.kind == TriggerKind::Noun) {
            let around = self.status(verb, memo, depth + 1);
            self.inherit(found, &around);
            return;
        }
        let Some((head, relation)) = &self.links[idx] else { return };
        let Some(outer) = self.frames.index(*head) else { return };
        let governor = &self.frames.all[outer];
        if self.only_describes(frame, relation) {
            return;
        }
        let is_finite = frame.kind == TriggerKind::Verb && self.is_finite(frame.trigger);
        let is_shown_ongoing =
            frame.kind == TriggerKind::Noun && found.status == Some(Status::Ongoing) && !is_standing(found);
        let rule = self.governor_rule(governor, relation, frame, is_finite);
        if let Some(rule) = rule.filter(|rule| !(is_shown_ongoing && rule.gives == Some(Status::Planned))) {
            let around = self.status(outer, memo, depth + 1);
            let own = self.own(governor);
            if own.is_negated {
                found.set_stronger(rule.negated.unwrap_or(Status::Negated), *head, &rule.id);
                return;
            }
            let is_open = !matches!(around.get(), Status::Occurred | Status::Ongoing);
            if let Some(status) = rule.open.filter(|_| is_open) {
                found.raise(status, *head, &rule.id);
                return;
            }
            if let Some(status) = rule.gives {
                found.raise(status, *head, &rule.id);
                if !is_finite {
                    self.inherit(found, &around);
                }
                return;
            }
        }
        if let Some(mark) = self.purpose_mark(relation, frame) {
            // The aim of what is itself still open is as open: "will send troops to protect the town".
            let around = self.status(outer, memo, depth + 1);
            match around.get() {
                Status::Planned | Status::Possible | Status::Conditional => self.inherit(found, &around),
                _ => found.raise(self.rules.status.tense.purpose, mark, "tense.purpose"),
            }
            return;
        }
        match self.transparency(governor, relation, frame, is_finite) {
            Transparency::Full => {
                let around = self.status(outer, memo, depth + 1);
                // "Launched a campaign": what a verb says of a lasting state goes before what is usual of it.
                if is_standing(found) {
                    *found = Found::default();
                }
                self.inherit(found, &around);
            }
            Transparency::OpenOnly => {
                let around = self.status(outer, memo, depth + 1);
                if matches!(around.get(), Status::Planned | Status::Possible | Status::Conditional | Status::Sought) {
                    self.inherit(found, &around);
                }
            }
            Transparency::None => {
                let is_open_infinitive = relation == "acl" && self.has_infinitive_mark(frame.trigger).is_some();
                if is_open_infinitive {
                    found.raise(self.rules.status.tense.noun_infinitive, *head, "tense.noun_infinitive");
                }
            }
        }
    }

    /// Whether a participle only describes the noun or the subject that it stands by, whatever becomes of these: "a plan
    /// hailed by Moscow", "forces fighting in the north".
    fn only_describes(&self, frame: &Frame, relation: &str) -> bool {
        let tree = self.tree;
        let word = frame.trigger;
        let is_bare = frame.kind == TriggerKind::Verb
            && tree.children(word).all(|k| !matches!(tree.relation(k), "mark" | "aux" | "cop"));
        match relation {
            "acl" => is_bare && (tree.is_past_participle(word) || tree.is_progressive_form(word)),
            "advcl" => is_bare && tree.is_past_participle(word),
            _ => false,
        }
    }

    /// Whether a sentence asks if something is so.
    fn is_asked(&self, word: Word) -> bool {
        let tree = self.tree;
        let sentence = &tree.analysis.sentences[tree.analysis.sentence_of(TokenId(word as u32))];
        let (first, last) = (sentence.first as usize, sentence.end as usize - 1);
        let subject = tree.children_by(word, "nsubj").next();
        let asks = |auxiliary: Word| subject.is_some_and(|subject| auxiliary < subject);
        (last.saturating_sub(1)..=last).any(|at| tree.lemma(at) == "?")
            && self.auxiliaries(word).into_iter().any(asks)
            && !(first..=last).any(|at| tree.token(at).has("PronType=Int") && at < word)
    }

    /// The mark of an infinitive that tells an aim: "flew there to end the war".
    fn purpose_mark(&self, relation: &str, frame: &Frame) -> Option<Word> {
        let clause = relation.strip_prefix("advcl")?.trim_start_matches(':');
        let is_purpose = clause.is_empty() || self.rules.words.purpose_marks.contains(clause);
        self.has_infinitive_mark(frame.trigger).filter(|_| is_purpose)
    }

    fn inherit(&self, found: &mut Found, around: &Found) {
        if around.get().strength() > found.get().strength() {
            found.status = around.status;
        }
        found.cues.extend(around.cues.iter().cloned());
        if found.condition.is_none() {
            found.condition = around.condition;
        }
    }

    fn is_finite(&self, word: Word) -> bool {
        let tree = self.tree;
        self.has_infinitive_mark(word).is_none()
            && (tree.is_verb_form(word, "Fin") || self.auxiliaries(word).iter().any(|a| tree.is_verb_form(*a, "Fin")))
    }

    fn governor_rule(&self, governor: &Frame, relation: &str, frame: &Frame, is_finite: bool) -> Option<&Governor> {
        let (tree, rules) = (self.tree, &self.rules.status);
        let upos = match governor.kind {
            TriggerKind::Verb => "VERB",
            TriggerKind::Noun => "NOUN",
            TriggerKind::Adjective => "ADJ",
        };
        let lemma = tree.lemma(governor.trigger).to_lowercase();
        // "Agreed to the proposal": a proposal is there whatever becomes of what it proposes.
        let of_noun = rules.by_lemma.get(tree.lemma(frame.trigger));
        let is_word_of_its_own = of_noun.is_some_and(|all| all.iter().any(|idx| rules.governors[*idx].upos == "NOUN"));
        let is_word_of_its_own = frame.kind == TriggerKind::Noun && is_word_of_its_own;
        if is_word_of_its_own && relation.starts_with("obl:") {
            return None;
        }
        let with_particle = governor.particle.map(|p| format!("{lemma}_{}", tree.lemma(p)));
        let keys = with_particle.iter().chain(std::iter::once(&lemma));
        // The complement of a noun is read as a clause of the verb now and then.
        let is_noun_complement =
            governor.kind == TriggerKind::Noun && matches!(relation, "advcl" | "advcl:to" | "xcomp" | "ccomp");
        let has_object = || {
            governor.is_passive
                || tree.children(governor.trigger).any(|k| matches!(tree.relation(k), "obj" | "iobj"))
                || tree.children_by(governor.trigger, "obl").any(|k| k > governor.trigger && k < frame.trigger)
        };
        keys.filter_map(|key| rules.by_lemma.get(key)).flatten().map(|idx| &rules.governors[*idx]).find(|rule| {
            rule.upos == upos
                && rule.relations.iter().any(|r| r == relation || is_noun_complement && r == "acl")
                && !(is_word_of_its_own && relation == "obj" && rule.gives == Some(Status::Negated))
                && (rule.finite || !is_finite)
                && (!rule.object_control || has_object())
                && (!rule.only_self || !has_object())
                && (!rule.needs_infinitive || self.has_infinitive_mark(frame.trigger).is_some())
                && (!rule.bare || self.tree.is_bare(frame.trigger))
        })
    }

    /// Whether a predicate is as real as the one it hangs on.
    fn transparency(&self, governor: &Frame, relation: &str, frame: &Frame, is_finite: bool) -> Transparency {
        let (tree, words) = (self.tree, &self.rules.words);
        let lemma = tree.lemma(governor.trigger);
        if governor.kind == TriggerKind::Verb && frame.kind == TriggerKind::Noun {
            let is_light = relation == "obj" && words.light_verbs.contains(lemma);
            // What an open clause speaks of for the first time is as open: "an assault would …", "may offer a truce".
            let is_new = !tree.children_by(frame.trigger, "det").any(|k| tree.token(k).has("Definite=Def"))
                && !tree.children(frame.trigger).any(|k| {
                    tree.deprel(k) == "nmod:poss" || tree.relation(k) == "det" && tree.token(k).has("PronType=Dem")
                });
            let preposition = relation.strip_prefix("obl:");
            let is_phrase = preposition
                .is_some_and(|p| words.light_phrase.iter().any(|r| r.preposition == p && r.verbs.contains(lemma)));
            return match is_light || is_phrase {
                true => Transparency::Full,
                false if is_new && matches!(relation, "nsubj" | "obj") => Transparency::OpenOnly,
                false => Transparency::None,
            };
        }
        match relation {
            "xcomp" => Transparency::Full,
            "ccomp" if !is_finite => Transparency::Full,
            "advcl" if !is_finite => Transparency::OpenOnly,
            _ => Transparency::None,
        }
    }
}

/// Whether only the noun itself says that it lasts.
fn is_standing(found: &Found) -> bool {
    matches!(&found.cues[..], [cue] if cue.rule == STANDING)
}

enum Transparency {
    Full,
    /// Future and doubt go over, denial does not.
    OpenOnly,
    None,
}

impl Found {
    /// Sets a status against any weaker or equal one that was there.
    fn set_stronger(&mut self, status: Status, cue: Word, rule: &str) {
        if status == Status::Negated || self.get().strength() < Status::Conditional.strength() {
            self.set(status, cue, rule);
        } else {
            self.raise(status, cue, rule);
        }
    }
}
