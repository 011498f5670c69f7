//! Noun phrases and pronouns: what can be a link of a chain.

use crate::ResolveResources;
use crate::actors::Pronoun;
use crate::actors::tree::Tree;
use crate::knowledge::Gender;
use legation_types::{NameType, SentenceKind, TokenId, Upos};
use std::collections::BTreeSet;

/// The form of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhraseKind {
    Name,
    Nominal,
    Pronoun(Pronoun),
    /// A coordination as a whole: "Robinson and Rojkan".
    Row,
}

/// A phrase from its first to its last word.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub first: TokenId,
    pub last: TokenId,
    pub head: TokenId,
    pub kind: PhraseKind,
    /// What the model tagged it as.
    pub tag: Option<NameType>,
    /// Lemma of the head; words in lower case, without determiners before and a genitive after.
    pub lemma: String,
    pub words: String,
    /// The bare name in lower case.
    pub bare: String,
    pub is_definite: bool,
    pub has_determiner: bool,
    pub has_possessor: bool,
    pub is_plural: bool,
    /// Whether a clause or prepositional phrase follows the head.
    pub has_more: bool,
    pub is_person: bool,
    pub gender: Option<Gender>,
    /// Lemmas of adjectives, compounds and numbers before the head.
    pub modifiers: BTreeSet<String>,
}

/// All phrases, in the order of the text, wider ones first.
pub(super) fn find(tree: &Tree<'_>, resources: &ResolveResources) -> Vec<Phrase> {
    let count = tree.analysis.tokens.len();
    let mut name_of: Vec<Option<usize>> = vec![None; count];
    for (idx, name) in tree.analysis.names.iter().enumerate() {
        for token in name.first.0..=name.last.0 {
            name_of[token as usize] = Some(idx);
        }
    }
    let mut found: Vec<Phrase> = Vec::new();
    for sentence in &tree.analysis.sentences {
        if sentence.kind == SentenceKind::Chrome {
            continue;
        }
        let start = found.len();
        let heads = (sentence.first..sentence.end).map(TokenId);
        found.extend(heads.filter_map(|head| phrase(tree, resources, head, name_of[head.idx()])));
        let rows: Vec<Phrase> = found[start..].iter().filter_map(|first| row(tree, first)).collect();
        found.extend(rows);
    }
    found.sort_by_key(|p| (p.first, std::cmp::Reverse(p.last)));
    found
}

fn phrase(tree: &Tree<'_>, resources: &ResolveResources, head: TokenId, name: Option<usize>) -> Option<Phrase> {
    let words = &resources.actor_words;
    let upos = tree.upos(head);
    let low = tree.low(head);
    let pronoun = words.pronoun(&low).filter(|_| upos == Upos::Pron);
    if !matches!(upos, Upos::Noun | Upos::Propn) && pronoun.is_none() {
        return None;
    }
    let relation = tree.relation(head);
    // "Mrs." in "Mrs. Clinton" is a part of the name's phrase.
    let is_title = tree.deprel(head) == "nmod:desc" && name.is_none();
    if matches!(relation, "flat" | "fixed" | "goeswith" | "expl") || is_title {
        return None;
    }
    let name = name.map(|idx| &tree.analysis.names[idx]);
    if let Some(name) = name {
        // A word inside a name is no name: "Health" in "Ministry of Health".
        if tree.head(head).is_some_and(|h| name.first <= h && h <= name.last) {
            return None;
        }
    }
    if relation == "compound" && name.is_none_or(|n| n.kind == NameType::Misc) {
        return None;
    }
    let bare = name.map_or((head, head), |n| (n.first, n.last));
    let (first, last) = match (pronoun, relation) {
        (Some(_), _) => (head, head),
        (None, "compound") => bare,
        _ => extent(tree, head),
    };
    let kind = match pronoun {
        Some(pronoun) => PhraseKind::Pronoun(pronoun),
        None if upos == Upos::Propn || name.is_some() => PhraseKind::Name,
        None => PhraseKind::Nominal,
    };
    let lemma = tree.lemma(head);
    let tag = name.map(|n| n.kind);
    let children = tree.children(head);
    let determiner = children.iter().find(|c| tree.relation(**c) == "det").map(|c| tree.low(*c));
    let is_of_person = kind == PhraseKind::Nominal && words.is_person(&lemma);
    let gender = match tag {
        Some(NameType::Per) => {
            let given = tree.form(bare.0);
            let title = bare.0.0.checked_sub(1).and_then(|t| words.title(&tree.low(TokenId(t)))).and_then(|t| t.gender);
            title.or_else(|| words.first_name_gender(given)).or_else(|| resources.knowledge.first_name_gender(given))
        }
        _ if kind == PhraseKind::Nominal => words.noun_gender(&lemma),
        _ => None,
    };
    let is_modifier = |c: &&TokenId| matches!(tree.relation(**c), "amod" | "compound" | "nummod");
    Some(Phrase {
        first,
        last,
        head,
        kind,
        tag,
        words: plain(tree, first, last),
        bare: joined(tree, bare.0, bare.1),
        is_definite: determiner.as_ref().is_some_and(|d| words.definite.contains(d)),
        has_determiner: determiner.is_some(),
        has_possessor: children.iter().any(|c| tree.deprel(*c) == "nmod:poss"),
        is_plural: tree.analysis.tokens[head.idx()].has("Number=Plur"),
        has_more: children
            .iter()
            .any(|c| *c > head && matches!(tree.relation(*c), "acl" | "nmod") && tree.deprel(*c) != "nmod:poss"),
        is_person: tag == Some(NameType::Per) || is_of_person,
        gender,
        modifiers: children.iter().filter(is_modifier).map(|c| tree.lemma(*c)).collect(),
        lemma,
    })
}

/// The whole coordination that a phrase is the first of.
fn row(tree: &Tree<'_>, first: &Phrase) -> Option<Phrase> {
    if tree.relation(first.head) == "compound" {
        return None;
    }
    let joins =
        |c: &&TokenId| tree.relation(**c) == "conj" && matches!(tree.upos(**c), Upos::Noun | Upos::Propn | Upos::Pron);
    let last = tree.children(first.head).iter().filter(joins).map(|c| extent(tree, *c).1).max()?;
    let words = joined(tree, first.first, last);
    Some(Phrase {
        last,
        kind: PhraseKind::Row,
        tag: None,
        bare: words.clone(),
        words,
        is_plural: true,
        has_more: true,
        is_person: false,
        gender: None,
        modifiers: BTreeSet::new(),
        ..first.clone()
    })
}

/// First and last word of the phrase of a head: all that hangs on it but prepositions, conjuncts, clauses that it is the
/// predicate of, and punctuation at the edges.
fn extent(tree: &Tree<'_>, head: TokenId) -> (TokenId, TokenId) {
    let (mut first, mut last) = (head, head);
    let mut stack: Vec<TokenId> = tree.children(head).iter().copied().filter(|c| is_within(tree, head, *c)).collect();
    let mut steps = 0;
    while let Some(id) = stack.pop() {
        steps += 1;
        if steps > 500 {
            break;
        }
        (first, last) = (first.min(id), last.max(id));
        stack.extend(tree.children(id));
    }
    let is_edge = |id: TokenId| tree.upos(id) == Upos::Punct;
    let closes = |id: TokenId| matches!(tree.form(id), "”" | "\"" | "'" | "’" | ")");
    while last > head && is_edge(last) && !closes(last) {
        last = TokenId(last.0 - 1);
    }
    while first < head && is_edge(first) {
        first = TokenId(first.0 + 1);
    }
    (first, last)
}

fn is_within(tree: &Tree<'_>, head: TokenId, child: TokenId) -> bool {
    match tree.relation(child) {
        // A genitive ending stands after.
        "case" => child > head,
        "advmod" => child > head,
        "mark" | "cc" | "conj" | "cop" | "nsubj" | "aux" | "advcl" | "parataxis" | "expl" | "dislocated"
        | "discourse" | "vocative" | "orphan" | "list" | "reparandum" | "csubj" | "ccomp" | "punct" => false,
        _ => true,
    }
}

/// The words without determiners before and a genitive ending after.
fn plain(tree: &Tree<'_>, first: TokenId, last: TokenId) -> String {
    let (mut first, mut last) = (first, last);
    while first < last && tree.relation(first) == "det" {
        first = TokenId(first.0 + 1);
    }
    while last > first && tree.relation(last) == "case" {
        last = TokenId(last.0 - 1);
    }
    joined(tree, first, last)
}

fn joined(tree: &Tree<'_>, first: TokenId, last: TokenId) -> String {
    let words: Vec<String> = (first.0..=last.0).map(|t| tree.low(TokenId(t))).collect();
    words.join(" ")
}
