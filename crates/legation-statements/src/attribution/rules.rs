//! Attribution by rules: verbs, nouns, prepositions and adverbs of speech with what the tree hangs on them.

use super::{Context, Found};
use crate::frames::{Frame, Frames};
use crate::links::is_parenthetical_speech;
use crate::tree::{Tree, Word};
use legation_types::{SentenceKind, TriggerKind, Upos};

/// All attributions that the rules find.
pub(crate) fn find(context: &Context, frames: &Frames) -> Vec<Found> {
    let mut out = Vec::new();
    for frame in &frames.all {
        if context.tree.kind(frame.trigger) == SentenceKind::Chrome {
            continue;
        }
        match frame.kind {
            TriggerKind::Verb => out.extend(verb(context, frame)),
            TriggerKind::Noun => out.extend(noun(context, frame.trigger)),
            TriggerKind::Adjective => {}
        }
    }
    out.extend(told_by_phrases(context));
    out
}

/// Those whose cue is a preposition or an adverb: "according to", "reportedly".
pub(crate) fn told_by_phrases(context: &Context) -> Vec<Found> {
    (0..context.tree.len()).flat_map(|word| phrase(context, word).into_iter().chain(adverb(context, word))).collect()
}

/// Speech told inside of speech: "said that rebels had claimed that". The weights, trained on texts where mostly the
/// outer one is marked, leave the inner one out. Not what the speaker himself or nobody in particular says ("you say"),
/// nor what is only imagined ("would say").
pub(crate) fn nested(context: &Context, frames: &Frames, outer: &[Found]) -> Vec<Found> {
    let tree = context.tree;
    let rules = &context.rules.attribution;
    let mut is_said = vec![false; tree.len()];
    outer.iter().flat_map(|f| &f.content).for_each(|word| is_said[*word] = true);
    let is_clause = |k: Word| tree.children_by(k, "nsubj").next().is_some();
    let is_imagined = |verb: Word| {
        tree.children_by(verb, "aux").any(|k| context.rules.status.auxiliaries.contains_key(tree.lemma(k)))
    };
    let speaks = |frame: &&Frame| {
        let verb = frame.trigger;
        frame.kind == TriggerKind::Verb
            && is_said[verb]
            && rules.verbs.get(tree.lemma(verb)).is_some_and(|class| rules.nested.contains(class))
            && (said_clauses(tree, verb).any(is_clause) || is_parenthesis(context, verb))
            && !is_imagined(verb)
    };
    let is_another = |found: &Found| {
        found.source_head.is_some_and(|head| {
            let token = tree.token(head);
            !(token.has("Person=1") || token.has("Person=2"))
        })
    };
    frames.all.iter().filter(speaks).filter_map(|frame| verb(context, frame)).filter(is_another).collect()
}

/// Those whose cue is a noun with a clause: "reports that", "an admission that".
pub(crate) fn told_by_nouns(context: &Context, frames: &Frames) -> Vec<Found> {
    let rules = &context.rules.attribution;
    let tells = |lemma: &str| {
        rules.unnamed.contains(lemma) || rules.nouns.get(lemma).is_some_and(|class| rules.reporting.contains(class))
    };
    let nouns = frames.all.iter().filter(|frame| frame.kind == TriggerKind::Noun);
    nouns
        .filter(|frame| context.tree.kind(frame.trigger) != SentenceKind::Chrome)
        .filter(|frame| tells(context.tree.lemma(frame.trigger)))
        .filter_map(|frame| noun(context, frame.trigger))
        .collect()
}

pub(crate) fn verb(context: &Context, frame: &Frame) -> Option<Found> {
    let (tree, word) = (context.tree, frame.trigger);
    if !context.rules.attribution.verbs.contains_key(tree.lemma(word)) {
        return None;
    }
    let content = verb_content(context, word)?;
    let argument = frame.arguments.iter().find(|a| a.relation == "nsubj").map(|a| a.head.idx());
    let source_head = argument.filter(|head| !content.contains(head));
    Some(Found {
        cue_head: word,
        source_head,
        source: source_head.map(|head| phrase_words(context, head)).unwrap_or_default(),
        cue: cue_words(context, word),
        content,
    })
}

fn verb_content(context: &Context, word: Word) -> Option<Vec<Word>> {
    let tree = context.tree;
    if is_parenthesis(context, word) {
        let head = tree.head(word)?;
        let (low, high) = (tree.low(head), tree.high(head));
        let words = (low..=high).filter(|w| !tree.is_under(*w, word)).collect();
        return Some(trim(context, words));
    }
    let clause = said_clauses(tree, word).max_by_key(|k| tree.high(*k) - tree.low(*k));
    let clause = clause.or_else(|| {
        tree.children(word)
            .find(|k| tree.deprel(*k) == "parataxis" && *k > word && !is_parenthetical_speech(tree, context.rules, *k))
    });
    if let Some(clause) = clause {
        let words = (tree.low(clause)..=tree.high(clause)).filter(|w| !tree.is_under(word, *w) || *w == clause);
        let words: Vec<Word> = words.filter(|w| tree.is_under(*w, clause)).collect();
        return Some(trim(context, words));
    }
    let object = tree.children_by(word, "obj").next()?;
    let class = context.rules.attribution.verbs.get(tree.lemma(word))?;
    let is_content = !context.rules.attribution.reporting.contains(class) || is_quoted(context, object);
    is_content.then(|| trim(context, (tree.low(object)..=tree.high(object)).collect()))
}

/// Whether a verb of speech is put behind or into the clause that it says: "They left, he told them".
pub(crate) fn is_parenthesis(context: &Context, verb: Word) -> bool {
    context.tree.relation(verb) == "parataxis" && is_parenthetical_speech(context.tree, context.rules, verb)
}

/// The clauses that a verb of speech governs, one that the tree hangs on its addressee among them: "told them that it
/// would strike".
fn said_clauses<'t>(tree: &'t Tree, verb: Word) -> impl Iterator<Item = Word> + 't {
    let addressees = tree.children(verb).filter(|k| matches!(tree.relation(*k), "obj" | "iobj"));
    let hung = addressees.flat_map(|k| tree.children_by(k, "acl")).filter(|k| is_content_clause(tree, *k));
    tree.children(verb).filter(|k| matches!(tree.relation(*k), "ccomp" | "xcomp")).chain(hung)
}

/// Whether what the tree calls a relative clause is the content of a verb of speech with an addressee: it has a mark
/// and a subject that is no relative word.
pub(crate) fn is_content_clause(tree: &Tree, clause: Word) -> bool {
    let is_full = tree.children_by(clause, "nsubj").any(|k| !tree.token(k).has("PronType=Rel"));
    let is_marked = tree.children_by(clause, "mark").any(|k| tree.upos(k) == Upos::Sconj);
    is_full && is_marked
}

fn is_quoted(context: &Context, word: Word) -> bool {
    context.quotation_at(context.tree.token(word).span).is_some()
}

fn noun(context: &Context, word: Word) -> Option<Found> {
    let tree = context.tree;
    context.rules.attribution.nouns.get(tree.lemma(word))?;
    let clause = tree
        .children(word)
        .find(|k| matches!(tree.relation(*k), "acl" | "ccomp") && tree.deprel(*k) != "acl:relcl" && *k > word)?;
    let is_clause = tree.children(clause).any(|k| matches!(tree.relation(k), "mark" | "nsubj"));
    if !is_clause {
        return None;
    }
    let source_head = tree.children(word).find(|k| {
        tree.deprel(*k) == "nmod:poss"
            || tree.relation(*k) == "nmod" && context.rules.words.agent_prepositions.contains(&tree.marker(*k, "case"))
    });
    let is_unnamed = context.rules.attribution.unnamed.contains(tree.lemma(word));
    let words = (tree.low(clause)..=tree.high(clause)).filter(|w| tree.is_under(*w, clause)).collect();
    Some(Found {
        cue_head: word,
        source_head: source_head.or(is_unnamed.then_some(word)),
        source: source_head.map(|head| phrase_words(context, head)).unwrap_or_default(),
        cue: vec![word],
        content: trim(context, words),
    })
}

/// "According to X", "in the words of X": a preposition of speech, or two around a noun.
fn phrase(context: &Context, word: Word) -> Option<Found> {
    let tree = context.tree;
    if !matches!(tree.relation(word), "obl" | "nmod" | "advcl") {
        return None;
    }
    let rules = &context.rules.attribution;
    let marker = tree.marker(word, "case");
    let governor = tree.head(word)?;
    let cue_up_to =
        |top: Word, last: Word| (tree.low(top)..=last).filter(|w| tree.is_under(*w, top)).collect::<Vec<_>>();
    let last =
        tree.children_by(word, "case").map(|k| tree.children_by(k, "fixed").next_back().unwrap_or(k)).next_back()?;
    // The phrase's topmost word: the source, or the noun before it.
    let top = if rules.prepositions.contains_key(&marker) { word } else { governor };
    let cue = trim(context, cue_up_to(top, last));
    if top == governor {
        rules.prepositions.get(&joined_lemmas(tree, &cue))?;
    }
    let head = tree.head(top)?;
    let is_bare = tree.low(word) + 1 == word && tree.high(word) == word;
    if rules.rates.contains(&marker) && is_bare && tree.upos(word) == Upos::Noun {
        return None;
    }
    let source = (last + 1..=tree.high(word)).filter(|w| tree.is_under(*w, word)).collect();
    let words = (tree.low(head)..=tree.high(head)).filter(|w| !tree.is_under(*w, top)).collect();
    Some(Found {
        cue_head: *cue.first()?,
        source_head: Some(word),
        source: trim(context, source),
        cue,
        content: trim(context, words),
    })
}

/// The lemmas of some words, lower case, joined by `_`.
pub(crate) fn joined_lemmas(tree: &Tree, words: &[Word]) -> String {
    words.iter().map(|w| tree.lemma(*w).to_lowercase()).collect::<Vec<_>>().join("_")
}

fn adverb(context: &Context, word: Word) -> Option<Found> {
    let tree = context.tree;
    context.rules.attribution.adverbs.get(tree.lemma(word))?;
    let head = tree.head(word)?;
    let words = (tree.low(head)..=tree.high(head)).filter(|w| *w != word).collect();
    Some(Found { cue_head: word, cue: vec![word], content: trim(context, words), ..Found::default() })
}

/// The words of a noun phrase without clauses and marks at its edges.
pub(crate) fn phrase_words(context: &Context, head: Word) -> Vec<Word> {
    let tree = context.tree;
    let words = (tree.low(head)..=tree.high(head)).filter(|w| tree.is_under(*w, head)).collect();
    trim(context, words)
}

/// The verb with its auxiliaries and the adverbs between them.
fn cue_words(context: &Context, word: Word) -> Vec<Word> {
    let tree = context.tree;
    let beside =
        |k: &Word| matches!(tree.relation(*k), "aux" | "advmod") && *k < word || tree.deprel(*k) == "compound:prt";
    let mut words: Vec<Word> = tree.children(word).filter(beside).collect();
    words.push(word);
    words.sort_unstable();
    // Only what stands together with the verb.
    let at = words.iter().position(|w| *w == word).unwrap_or(0);
    let mut first = at;
    while first > 0 && words[first - 1] + 1 == words[first] {
        first -= 1;
    }
    words.split_off(first)
}

/// Takes punctuation away from both ends, quotation marks excepted.
pub(crate) fn trim(context: &Context, mut words: Vec<Word>) -> Vec<Word> {
    let tree = context.tree;
    let is_edge = |w: &Word| tree.upos(*w) == Upos::Punct && !is_quoted(context, *w);
    while words.last().is_some_and(&is_edge) {
        words.pop();
    }
    let skip = words.iter().take_while(|w| is_edge(w)).count();
    words.drain(..skip);
    words
}
