//! Predicates with their own dependents, voice undone and coordinations written out.

use crate::rules::Words;
use crate::tree::{Tree, Word};
use legation_types::{Analysis, Argument, ArgumentBasis, NameType, TokenId, TriggerKind, Upos};

/// A predicate before status and attribution.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) trigger: Word,
    pub(crate) kind: TriggerKind,
    pub(crate) particle: Option<Word>,
    pub(crate) is_passive: bool,
    /// The predicate that this one stands for: "but Moscow has not".
    pub(crate) stands_for: Option<Word>,
    pub(crate) arguments: Vec<Argument>,
}

impl Frame {
    /// Adds an argument unless the same word has the same relation already.
    pub(crate) fn add(&mut self, relation: &str, head: Word, basis: ArgumentBasis) {
        let head = TokenId(head as u32);
        if head.idx() == self.trigger || self.arguments.iter().any(|a| a.head == head && a.relation == relation) {
            return;
        }
        self.arguments.push(Argument { relation: relation.to_string(), head, basis });
    }

    /// Adds an argument and everything coordinated with it.
    pub(crate) fn add_all(&mut self, tree: &Tree, relation: &str, head: Word, basis: ArgumentBasis) {
        for (idx, word) in tree.conjuncts(head).into_iter().enumerate() {
            let shared = if idx == 0 || basis != ArgumentBasis::Direct { basis } else { ArgumentBasis::Conjunct };
            self.add(relation, word, shared);
        }
    }

    pub(crate) fn has(&self, relation: &str) -> bool {
        self.arguments.iter().any(|a| a.relation == relation)
    }
}

/// The frames of an article with an index by trigger.
pub(crate) struct Frames {
    pub(crate) all: Vec<Frame>,
    at: Vec<u32>,
    /// Word → the verb of happening that it is the subject of.
    happens: Vec<u32>,
}

impl Frames {
    /// Every predicate of the article with its direct arguments, in the order of the text.
    pub(crate) fn new(tree: &Tree, words: &Words) -> Frames {
        let named = words_in_names(tree.analysis);
        let mut all = Vec::new();
        let mut at = vec![u32::MAX; tree.len()];
        for (word, slot) in at.iter_mut().enumerate() {
            let Some(kind) = kind_of(tree, words, &named, word) else { continue };
            *slot = all.len() as u32;
            all.push(frame(tree, words, word, kind));
        }
        Frames { all, at, happens: vec![u32::MAX; tree.len()] }
    }

    pub(crate) fn index(&self, word: Word) -> Option<usize> {
        self.at.get(word).filter(|idx| **idx != u32::MAX).map(|idx| *idx as usize)
    }

    /// Notes for every noun the verb that says that it happens: "the talks are due to resume".
    pub(crate) fn note_happenings(&mut self, tree: &Tree, words: &Words) {
        for (idx, frame) in self.all.iter().enumerate() {
            // "Is due to resume", where the tree takes the verb for a noun.
            let is_said = frame.kind == TriggerKind::Verb || tree.children_by(frame.trigger, "cop").next().is_some();
            if !is_said || !words.happening_verbs.contains(tree.lemma(frame.trigger)) {
                continue;
            }
            let role = if frame.is_passive { "obj" } else { "nsubj" };
            for argument in frame.arguments.iter().filter(|a| a.relation == role) {
                // "A round of talks is due to resume": the talks too.
                let mut noun = Some(argument.head.idx()).filter(|_| argument.basis != ArgumentBasis::Relative);
                while let Some(at) = noun {
                    let slot = &mut self.happens[at];
                    if *slot == u32::MAX && tree.upos(at) == Upos::Noun {
                        *slot = idx as u32;
                    }
                    noun = tree.children_by(at, "nmod").next().filter(|_| words.containers.contains(tree.lemma(at)));
                }
            }
        }
    }

    /// The frame of the verb that says of a noun that it happens.
    pub(crate) fn happens(&self, word: Word) -> Option<usize> {
        self.happens.get(word).filter(|idx| **idx != u32::MAX).map(|idx| *idx as usize)
    }

    pub(crate) fn get(&self, word: Word) -> Option<&Frame> {
        self.index(word).map(|idx| &self.all[idx])
    }
}

/// Words inside names of persons, places and organisations: they evoke nothing.
fn words_in_names(analysis: &Analysis) -> Vec<bool> {
    let mut named = vec![false; analysis.tokens.len()];
    for name in analysis.names.iter().filter(|n| n.kind != NameType::Misc) {
        for slot in named.iter_mut().take(name.last.idx() + 1).skip(name.first.idx()) {
            *slot = true;
        }
    }
    named
}

fn kind_of(tree: &Tree, words: &Words, named: &[bool], word: Word) -> Option<TriggerKind> {
    let token = tree.token(word);
    let relation = token.relation();
    match token.upos {
        _ if matches!(relation, "fixed" | "flat" | "goeswith" | "punct" | "case" | "mark" | "det" | "cc") => None,
        Upos::Verb => Some(TriggerKind::Verb),
        Upos::Aux if matches!(relation, "aux" | "cop") => None,
        Upos::Aux => Some(TriggerKind::Verb),
        Upos::Noun => (!words.time_units.contains(&token.lemma)).then_some(TriggerKind::Noun),
        Upos::Propn if named[word] || words.time_units.contains(&token.lemma.to_lowercase()) => None,
        Upos::Propn => Some(TriggerKind::Noun),
        Upos::Adj => (!named[word]).then_some(TriggerKind::Adjective),
        _ => None,
    }
}

fn frame(tree: &Tree, words: &Words, word: Word, kind: TriggerKind) -> Frame {
    let is_passive = kind != TriggerKind::Noun && is_passive(tree, word);
    let stands_for = (kind == TriggerKind::Verb).then(|| stands_for(tree, words, word)).flatten();
    let mut frame = Frame { trigger: word, kind, particle: None, is_passive, stands_for, arguments: Vec::new() };
    for child in tree.children(word) {
        add_direct(tree, words, &mut frame, child);
    }
    if !["obj", "ccomp", "xcomp"].iter().any(|relation| frame.has(relation)) {
        // "Trump warned Iran": where nothing is told but to whom, they are the object.
        frame.arguments.iter_mut().filter(|a| a.relation == "iobj").for_each(|a| a.relation = "obj".to_string());
    }
    if is_passive && !frame.has("nsubj") {
        // "Listed as terrorists by Russia": the tree hangs who does it on the noun before.
        for noun in tree.children_by(word, "obl") {
            for agent in tree.children_by(noun, "nmod") {
                if words.agent_prepositions.contains(&tree.marker(agent, "case")) {
                    frame.add_all(tree, "nsubj", agent, ArgumentBasis::Direct);
                }
            }
        }
    }
    frame
}

/// Whether the surface subject is what the predicate is done to.
fn is_passive(tree: &Tree, word: Word) -> bool {
    let token = tree.token(word);
    if tree.children(word).any(|k| matches!(tree.deprel(k), "nsubj:pass" | "aux:pass" | "csubj:pass")) {
        return true;
    }
    if tree.children(word).any(|k| tree.relation(k) == "aux") {
        return token.has("Voice=Pass");
    }
    token.upos == Upos::Verb
        && (token.has("Voice=Pass")
            || (tree.is_past_participle(word) && matches!(token.relation(), "acl" | "amod" | "advcl" | "xcomp")))
}

fn add_direct(tree: &Tree, words: &Words, frame: &mut Frame, child: Word) {
    use ArgumentBasis::Direct;
    let deprel = tree.deprel(child);
    let relation = tree.relation(child);
    match relation {
        "nsubj" | "csubj" => {
            let deep = match (relation, frame.is_passive) {
                ("csubj", _) => "csubj",
                (_, true) if tree.children(frame.trigger).any(|k| tree.relation(k) == "obj") => "iobj",
                (_, true) => "obj",
                _ => "nsubj",
            };
            frame.add_all(tree, deep, child, Direct);
        }
        "obj" | "iobj" | "ccomp" | "xcomp" => frame.add_all(tree, relation, child, Direct),
        "obl" => {
            let preposition = tree.marker(child, "case");
            let is_agent =
                deprel == "obl:agent" || (frame.is_passive && words.agent_prepositions.contains(&preposition));
            if is_agent && !words.time_units.contains(&tree.lemma(child).to_lowercase()) {
                frame.add_all(tree, "nsubj", child, Direct);
            } else {
                add_phrase(tree, words, frame, "obl", child, &preposition);
            }
        }
        "nmod" => {
            if deprel == "nmod:poss" {
                frame.add_all(tree, "nmod:poss", child, Direct);
            } else {
                let preposition = tree.marker(child, "case");
                add_phrase(tree, words, frame, "nmod", child, &preposition);
            }
        }
        "compound" if deprel == "compound:prt" => frame.particle = frame.particle.or(Some(child)),
        "amod"
            if words.agent_participles.contains(tree.lemma(child))
                && tree.children_by(child, "compound").any(|_| true) =>
        {
            for agent in tree.children_by(child, "compound") {
                frame.add_all(tree, "nmod:by", agent, Direct);
            }
        }
        "compound" | "amod" | "appos" => {
            if let Some(first) = first_of_pair(tree, child) {
                frame.add(relation, first, Direct);
            }
            frame.add_all(tree, relation, child, Direct);
        }
        "advcl" => {
            let mark = clause_mark(tree, words, child);
            let name = if mark.is_empty() { "advcl".to_string() } else { format!("advcl:{mark}") };
            frame.add_all(tree, &name, child, Direct);
        }
        "acl" if deprel != "acl:relcl" => frame.add_all(tree, "acl", child, Direct),
        _ => {}
    }
}

/// The first of two names that a hyphen joins before a noun: "Russian-Syrian attack", "Washington-Moscow relations".
fn first_of_pair(tree: &Tree, second: Word) -> Option<Word> {
    let first = second.checked_sub(2).filter(|_| tree.lemma(second - 1) == "-")?;
    let is_name = |word: Word| {
        matches!(tree.upos(word), Upos::Propn | Upos::Adj) && tree.lemma(word).starts_with(char::is_uppercase)
    };
    (is_name(first) && is_name(second)).then_some(first)
}

/// A phrase with its preposition; a stack ("in response to") is also written out.
fn add_phrase(tree: &Tree, words: &Words, frame: &mut Frame, base: &str, child: Word, preposition: &str) {
    let name = if preposition.is_empty() { base.to_string() } else { format!("{base}:{preposition}") };
    frame.add_all(tree, &name, child, ArgumentBasis::Direct);
    if !words.stack_nouns.contains(tree.lemma(child)) {
        return;
    }
    for inner in tree.children_by(child, "nmod") {
        let second = tree.marker(inner, "case");
        if !second.is_empty() {
            let name = format!("{name}_{}_{second}", tree.lemma(child));
            frame.add_all(tree, &name, inner, ArgumentBasis::Direct);
        }
    }
}

/// The mark or preposition of a clause: an infinitive's own mark counts only where there is no other.
pub(crate) fn clause_mark(tree: &Tree, words: &Words, clause: Word) -> String {
    let mark = tree.marker(clause, "mark");
    let mark = if mark.is_empty() { tree.marker(clause, "case") } else { mark };
    for infinitive in &words.infinitive_marks {
        if let Some(rest) = mark.strip_suffix(infinitive.as_str()).and_then(|r| r.strip_suffix('_')) {
            return rest.to_string();
        }
    }
    if mark.is_empty() {
        // Adverbs that open a clause ("when", "where") are marks in meaning.
        let first = tree.children_by(clause, "advmod").next().filter(|k| *k < clause && *k == tree.low(clause));
        return first.map(|k| tree.lemma(k).to_lowercase()).unwrap_or_default();
    }
    mark
}

/// The earlier predicate that an auxiliary without its verb stands for.
fn stands_for(tree: &Tree, words: &Words, word: Word) -> Option<Word> {
    if !words.pro_verbs.contains(tree.lemma(word)) {
        return None;
    }
    let is_alone = tree.children(word).all(|k| !matches!(tree.relation(k), "obj" | "xcomp" | "ccomp" | "obl" | "aux"));
    let has_subject = tree.children_by(word, "nsubj").next().is_some();
    if !is_alone || !has_subject {
        return None;
    }
    let mut at = word;
    while let Some(head) = tree.head(at) {
        if head < word && tree.upos(head) == Upos::Verb && matches!(tree.relation(at), "conj" | "parataxis" | "advcl") {
            return Some(head);
        }
        at = head;
    }
    None
}
