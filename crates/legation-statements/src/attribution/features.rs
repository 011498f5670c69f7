//! What the learned part of attribution looks at, as rows of its tables. Nothing here names a word of a language.

use super::Context;
use crate::rules::LanguageRules;
use crate::scorer::{CUE_ROWS, LABEL_ROWS, Row, STEP_ROWS};
use crate::tree::{Tree, Word};
use legation_types::{Analysis, NameType, Span, Upos};

/// How many words of a sentence are looked at on each side of a cue.
const REACH: usize = 120;

/// Facts about the words of an article, each hashed once.
pub(crate) struct Facts<'a> {
    tree: &'a Tree<'a>,
    lemma: Vec<u32>,
    form: Vec<u32>,
    deprel: Vec<u32>,
    feats: Vec<u32>,
    /// Class of the word in the language folder.
    class: Vec<u32>,
    name: Vec<u32>,
    quotation: Vec<u32>,
    /// 1 for a mark that opens, 2 for one that closes a quotation, 3 for other punctuation, 0 for words.
    mark: Vec<u32>,
    hint: Vec<[u32; 3]>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(context: &'a Context) -> Facts<'a> {
        let tree = context.tree;
        let analysis = tree.analysis;
        let text = context.article.text.as_str();
        let lower = |span: Span| hash(&span.of(text).to_lowercase());
        let quotation = quotation_of_words(analysis, &context.quotations);
        let mark = (0..tree.len()).map(|w| mark_of(context, w)).collect();
        let hint = (0..tree.len())
            .map(|w| analysis.hints.attribution.get(w).map_or([9; 3], |p| p.map(|p| (p.clamp(0.0, 1.0) * 5.99) as u32)))
            .collect();
        Facts {
            tree,
            lemma: analysis.tokens.iter().map(|t| hash(&t.lemma.to_lowercase())).collect(),
            form: analysis.tokens.iter().map(|t| lower(t.span)).collect(),
            deprel: analysis.tokens.iter().map(|t| hash(&t.deprel)).collect(),
            feats: analysis.tokens.iter().map(|t| verb_feats(&t.feats)).collect(),
            class: (0..tree.len()).map(|w| class(context.rules, tree, w)).collect(),
            name: name_of_words(analysis),
            quotation,
            mark,
            hint,
        }
    }

    fn upos(&self, word: Word) -> u32 {
        self.tree.upos(word) as u32
    }

    /// Rows of the table of cues for a word; `None` for words that are never cues.
    pub(crate) fn cue(&self, word: Word) -> Option<Vec<u32>> {
        let tree = self.tree;
        let token = tree.token(word);
        let is_candidate = match token.upos {
            Upos::Punct => self.mark[word] == 4,
            Upos::Det | Upos::Num | Upos::Sym | Upos::Cconj => false,
            _ => true,
        };
        if !is_candidate {
            return None;
        }
        let (low, end) = tree.bounds(word);
        let lemma = self.lemma[word];
        let upos = self.upos(word);
        let mut out = Features::new(CUE_ROWS);
        out.add(1, &[]);
        out.add(2, &[lemma]);
        out.add(3, &[self.form[word]]);
        out.add(4, &[lemma, upos]);
        out.add(5, &[upos, self.deprel[word], self.feats[word]]);
        out.add(6, &[lemma, self.deprel[word]]);
        out.add(7, &[lemma, self.feats[word]]);
        out.add(8, &[self.class[word], upos]);
        let head = tree.head(word);
        out.add(9, &[upos, head.map_or(0, |h| self.lemma[h]), self.deprel[word]]);
        out.add(10, &[self.class[word], head.map_or(0, |h| self.class[h]), self.deprel[word]]);
        out.add(11, &[lemma, head.map_or(99, |h| self.upos(h))]);
        let mut relations = 0u32;
        for child in tree.children(word) {
            let side = u32::from(child > word);
            if tree.upos(child) == Upos::Punct {
                continue;
            }
            relations |= relation_bit(tree.relation(child));
            out.add(12, &[lemma, self.deprel[child], side]);
            out.add(13, &[upos, self.deprel[child], side, self.class[word]]);
            out.add(14, &[upos, self.deprel[child], self.lemma[child]]);
            out.add(15, &[upos, self.deprel[child], self.upos(child), self.name[child]]);
            if matches!(tree.relation(child), "obl" | "nmod" | "obj" | "ccomp" | "xcomp" | "advcl" | "acl") {
                let function = tree.children(child).find(|k| matches!(tree.relation(*k), "case" | "mark"));
                out.add(16, &[lemma, self.deprel[child], function.map_or(0, |k| self.lemma[k])]);
                out.add(17, &[upos, self.deprel[child], function.map_or(0, |k| self.lemma[k]), self.class[word]]);
            }
        }
        out.add(18, &[upos, relations]);
        out.add(19, &[self.class[word], relations]);
        out.add(20, &[lemma, relations & 0xf]);
        for (slot, distance) in [(0u32, -2i64), (1, -1), (2, 1), (3, 2)] {
            let at = word as i64 + distance;
            let other = (at >= low as i64 && at < end as i64).then_some(at as usize);
            let form = other.map_or(0, |w| self.form[w]);
            out.add(21, &[slot, form, upos]);
            out.add(22, &[slot, other.map_or(99, |w| self.upos(w)), other.map_or(9, |w| self.mark[w]), upos]);
            if distance.abs() == 1 {
                out.add(23, &[slot, lemma, form]);
                out.add(24, &[slot, lemma, other.map_or(9, |w| self.mark[w])]);
            }
        }
        let inside = u32::from(self.quotation[word] != 0);
        let around = (low..end).any(|w| self.quotation[w] != 0 && self.quotation[w] != self.quotation[word]);
        out.add(25, &[inside, u32::from(around), upos]);
        out.add(26, &[inside, u32::from(around), lemma]);
        out.add(27, &[inside, u32::from(around), self.class[word]]);
        out.add(28, &[u32::from(word == low), u32::from(word + 2 >= end), upos]);
        out.add(29, &self.hint[word]);
        out.add(30, &[self.hint[word][1], upos]);
        Some(out.rows)
    }

    /// The features of the words around a cue.
    pub(crate) fn row(&self, cue: Word) -> Row {
        let tree = self.tree;
        let (low, end) = tree.bounds(cue);
        let first = low.max(cue.saturating_sub(REACH));
        let end = end.min(cue + REACH);
        let chain = chain_to_root(tree, cue);
        let relations = tree.children(cue).fold(0, |bits, k| bits | relation_bit(tree.relation(k)));
        let places: Vec<Place> = (first..end).map(|w| self.place(&chain, w)).collect();
        let has_outer_quotation =
            u32::from((low..end).any(|w| self.quotation[w] != 0 && self.quotation[w] != self.quotation[cue]));
        let mut row = Row { first, labels: Vec::new(), steps: Vec::new() };
        for word in first..end {
            let place = &places[word - first];
            row.labels.push(self.label_features(cue, word, place, relations, has_outer_quotation));
            let before = (word > first).then(|| &places[word - 1 - first]);
            row.steps.push(self.step_features(cue, word, place, before));
        }
        row
    }

    fn label_features(&self, cue: Word, word: Word, place: &Place, relations: u32, has_outer: u32) -> Vec<u32> {
        let tree = self.tree;
        let path = place.path;
        let upos = self.upos(word);
        let side = u32::from(word > cue) + 2 * u32::from(word == cue);
        let quoted = u32::from(self.quotation[word] != 0) + 2 * u32::from(self.quotation[cue] != 0) + 4 * has_outer;
        let (cue_lemma, cue_upos) = (self.lemma[cue], self.upos(cue));
        let distance = bucket(word as i64 - cue as i64);
        let depth = place.depth.min(4);
        let mut out = Features::new(LABEL_ROWS);
        out.add(1, &[path, side]);
        out.add(2, &[path, side, upos]);
        out.add(3, &[path, side, self.deprel[word]]);
        out.add(4, &[path, side, quoted]);
        out.add(5, &[path, side, cue_lemma]);
        out.add(6, &[path, side, cue_upos, self.class[cue]]);
        out.add(7, &[path, depth, upos]);
        out.add(8, &[place.full, side]);
        out.add(9, &[place.full, cue_upos, self.lemma[word]]);
        out.add(10, &[self.lemma[word], side, path]);
        out.add(11, &[self.lemma[word], distance]);
        out.add(12, &[distance, upos, self.deprel[word]]);
        out.add(13, &[distance, cue_upos, quoted]);
        out.add(14, &[distance, cue_lemma, self.lemma[word]]);
        out.add(15, &[path, side, relations]);
        out.add(16, &[path, place.top_class, side]);
        out.add(17, &[path, place.top_upos, side, depth]);
        out.add(18, &[path, place.top_marker, side]);
        out.add(19, &[path, cue_lemma, place.top_marker]);
        out.add(20, &[path, side, place.between, quoted]);
        out.add(21, &[self.mark[word], side, quoted, path]);
        out.add(22, &[side, quoted, self.deprel[cue], upos]);
        out.add(23, &[path, self.deprel[cue], relations, side]);
        out.add(24, &[place.full, self.name[word], side]);
        let (low, end) = tree.bounds(word);
        let neighbour = |w: i64| (w >= low as i64 && w < end as i64).then_some(w as usize);
        let before = neighbour(word as i64 - 1);
        let after = neighbour(word as i64 + 1);
        out.add(25, &[before.map_or(0, |w| self.form[w]), side, path]);
        out.add(26, &[after.map_or(0, |w| self.form[w]), side, path]);
        out.add(27, &[before.map_or(9, |w| self.mark[w]), after.map_or(9, |w| self.mark[w]), upos, side, path]);
        out.add(28, &[before.map_or(99, |w| self.upos(w)), upos, side, distance]);
        out.add(29, &[after.map_or(99, |w| self.upos(w)), upos, side, distance]);
        out.add(30, &[u32::from(word == low), u32::from(word + 1 == end), self.mark[word], path]);
        out.add(31, &[place.full, relations, side]);
        out.add(32, &[self.hint[word][0], self.hint[word][1], self.hint[word][2]]);
        out.add(33, &[self.hint[word][0], self.hint[word][1], self.hint[word][2], path, side]);
        out.add(34, &[place.is_only_beside, side, upos, self.deprel[word]]);
        out.add(35, &[quoted, side, self.mark[word], u32::from(self.quotation[word] == self.quotation[cue])]);
        out.rows
    }

    fn step_features(&self, cue: Word, word: Word, place: &Place, before: Option<&Place>) -> Vec<u32> {
        let mut out = Features::new(STEP_ROWS);
        let upos = self.upos(word);
        let Some(before) = before else {
            out.add(1, &[upos]);
            return out.rows;
        };
        let last = word - 1;
        let is_same_top = u32::from(before.top == place.top);
        let is_same_quotation = u32::from(self.quotation[word] == self.quotation[last]);
        out.add(2, &[]);
        out.add(3, &[is_same_top, is_same_quotation]);
        out.add(4, &[self.mark[word], self.mark[last], is_same_top]);
        out.add(5, &[upos, self.upos(last), is_same_top]);
        out.add(6, &[before.path, place.path, is_same_top]);
        out.add(7, &[u32::from(word == cue), u32::from(last == cue), upos]);
        out.add(8, &[self.lemma[word], is_same_top]);
        out.add(9, &[self.deprel[word], self.deprel[last]]);
        out.add(10, &[self.form[last], self.mark[word], is_same_top]);
        out.add(
            11,
            &[u32::from(self.tree.low(word) == word), u32::from(self.tree.high(last) == last), upos, is_same_top],
        );
        out.add(
            12,
            &[
                u32::from(self.tree.head(word) == Some(last)),
                u32::from(self.tree.head(last) == Some(word)),
                self.deprel[word],
            ],
        );
        out.add(13, &[self.deprel[word], u32::from(self.tree.low(word) == word), place.path]);
        out.rows
    }

    /// Where a word stands seen from a cue: up from the cue to the first common ancestor, then down.
    fn place(&self, chain: &[Word], word: Word) -> Place {
        let tree = self.tree;
        let mut depth = 0u32;
        let mut full = 17u32;
        let mut between = 0u32;
        let mut top = word;
        let mut at = word;
        let steps = loop {
            if let Some(steps) = chain.iter().position(|c| *c == at) {
                break steps;
            }
            top = at;
            if depth < 4 {
                full = mix(full, self.deprel[at]);
            }
            if at != word && self.class[at] > 1 {
                between += 1;
            }
            depth += 1;
            match tree.head(at) {
                Some(head) => at = head,
                None => break chain.len(),
            }
        };
        let mut path = 31u32;
        for up in chain.iter().take(steps.min(3)) {
            path = mix(path, self.deprel[*up]);
        }
        path = mix(path, steps.min(4) as u32);
        let is_on_chain = depth == 0;
        path = mix(path, if is_on_chain { 1 } else { self.deprel[top] });
        let marker = tree.children(top).find(|k| matches!(tree.relation(*k), "mark" | "case" | "cc"));
        let cue = chain[0];
        let (low, high) = if word < cue { (word, cue) } else { (cue, word) };
        let is_light = |w: Word| matches!(tree.upos(w), Upos::Aux | Upos::Adv | Upos::Part | Upos::Punct);
        Place {
            top: if is_on_chain { word } else { top },
            path,
            full: mix(mix(full, path), depth.min(5)),
            depth,
            between: between.min(2),
            top_class: self.class[top],
            top_upos: self.upos(top),
            top_marker: marker.filter(|_| !is_on_chain).map_or(0, |k| self.lemma[k]),
            is_only_beside: u32::from(high - low < 6 && (low + 1..high).all(is_light)),
        }
    }
}

struct Place {
    top: Word,
    path: u32,
    full: u32,
    depth: u32,
    between: u32,
    top_class: u32,
    top_upos: u32,
    top_marker: u32,
    is_only_beside: u32,
}

/// Collects hashed features.
struct Features {
    rows: Vec<u32>,
    mask: u32,
}

impl Features {
    fn new(rows: usize) -> Features {
        Features { rows: Vec::with_capacity(48), mask: rows as u32 - 1 }
    }

    fn add(&mut self, template: u32, values: &[u32]) {
        let mut at = mix(0x811c_9dc5, template);
        for value in values {
            at = mix(at, *value);
        }
        self.rows.push((at ^ (at >> 15)) & self.mask);
    }
}

fn mix(at: u32, value: u32) -> u32 {
    let at = (at.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b1);
    at ^ (at >> 13)
}

/// FNV-1a: the tables rest on it, so it must never change.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |at, byte| (at ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn bucket(distance: i64) -> u32 {
    let size = distance.unsigned_abs();
    let size = match size {
        0..=6 => size,
        7..=9 => 7,
        10..=14 => 8,
        15..=24 => 9,
        _ => 10,
    };
    size as u32 * 2 + u32::from(distance > 0)
}

fn relation_bit(relation: &str) -> u32 {
    match relation {
        "nsubj" => 1,
        "ccomp" => 2,
        "obj" => 4,
        "xcomp" => 8,
        "parataxis" => 16,
        "obl" => 32,
        "acl" => 64,
        "advcl" => 128,
        "aux" => 256,
        "conj" => 512,
        "mark" => 1024,
        _ => 0,
    }
}

fn verb_feats(feats: &str) -> u32 {
    feats
        .split('|')
        .filter(|f| {
            f.starts_with("VerbForm=") || f.starts_with("Tense=") || f.starts_with("Voice=") || f.starts_with("Number=")
        })
        .fold(7, |at, f| mix(at, hash(f)))
}

fn class(rules: &LanguageRules, tree: &Tree, word: Word) -> u32 {
    let lemma = tree.lemma(word);
    let rules = &rules.attribution;
    let found = match tree.upos(word) {
        Upos::Verb | Upos::Aux => rules.verbs.get(lemma),
        Upos::Noun => rules.nouns.get(lemma),
        Upos::Adv => rules.adverbs.get(lemma),
        _ => None,
    };
    match found {
        Some(class) => hash(class) | 2,
        None => u32::from(rules.documents.contains(lemma)),
    }
}

fn name_of_words(analysis: &Analysis) -> Vec<u32> {
    let mut out = vec![0; analysis.tokens.len()];
    for name in &analysis.names {
        let kind = match name.kind {
            NameType::Per => 1,
            NameType::Org => 2,
            NameType::Loc => 3,
            NameType::Misc => 4,
        };
        for slot in out.iter_mut().take(name.last.idx() + 1).skip(name.first.idx()) {
            *slot = kind;
        }
    }
    out
}

/// For each word the number of its quotation from 1; 0 outside.
fn quotation_of_words(analysis: &Analysis, quotations: &[Span]) -> Vec<u32> {
    let mut out = vec![0; analysis.tokens.len()];
    for (number, quotation) in quotations.iter().enumerate() {
        let first = analysis.tokens.partition_point(|t| t.span.start < quotation.start);
        for (idx, token) in analysis.tokens.iter().enumerate().skip(first) {
            if token.span.start >= quotation.end {
                break;
            }
            out[idx] = number as u32 + 1;
        }
    }
    out
}

/// What kind of mark a word is: 0 a word, 1 opens a quotation, 2 closes one, 3 a comma and the like, 4 a colon or dash,
/// 5 an end of sentence.
fn mark_of(context: &Context, word: Word) -> u32 {
    let token = context.tree.token(word);
    if token.upos != Upos::Punct && token.upos != Upos::Sym {
        return 0;
    }
    if context.quotations.binary_search_by_key(&token.span.start, |q| q.start).is_ok() {
        return 1;
    }
    if context.quotations.binary_search_by_key(&token.span.end, |q| q.end).is_ok() {
        return 2;
    }
    match token.span.of(&context.article.text).chars().next() {
        Some(':' | '-' | '—' | '–' | '―') => 4,
        Some('.' | '!' | '?') => 5,
        Some(',') => 3,
        _ => 6,
    }
}

/// A cue and its ancestors.
fn chain_to_root(tree: &Tree, word: Word) -> Vec<Word> {
    let mut chain = vec![word];
    let mut at = word;
    while let Some(head) = tree.head(at) {
        chain.push(head);
        at = head;
    }
    chain
}
