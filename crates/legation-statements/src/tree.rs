//! The trees of an analysis, made safe and quick to walk.

use legation_types::{Analysis, SentenceKind, Span, Token, TokenId, Upos};

/// Index of a token of the article.
pub(crate) type Word = usize;

/// Quick access to the trees of an analysis: children, subtree bounds, heads without cycles.
pub(crate) struct Tree<'a> {
    pub(crate) analysis: &'a Analysis,
    heads: Vec<Option<u32>>,
    starts: Vec<u32>,
    kids: Vec<u32>,
    low: Vec<u32>,
    high: Vec<u32>,
    sentence: Vec<u32>,
}

impl<'a> Tree<'a> {
    /// Prepares an analysis; a head outside of the sentence, or one that leads round in a circle, counts as none.
    pub(crate) fn new(analysis: &'a Analysis) -> Tree<'a> {
        let count = analysis.tokens.len();
        let mut sentence = vec![0u32; count];
        let mut heads: Vec<Option<u32>> = vec![None; count];
        for (idx, s) in analysis.sentences.iter().enumerate() {
            let range = s.first as usize..(s.end as usize).min(count);
            for word in range.clone() {
                sentence[word] = idx as u32;
                heads[word] = analysis.tokens[word].head.map(|h| h.0).filter(|h| range.contains(&(*h as usize)));
            }
        }
        break_cycles(&mut heads);
        let mut starts = vec![0u32; count + 1];
        for head in heads.iter().flatten() {
            starts[*head as usize + 1] += 1;
        }
        for idx in 0..count {
            starts[idx + 1] += starts[idx];
        }
        let mut fill = starts.clone();
        let mut kids = vec![0u32; starts[count] as usize];
        for (word, head) in heads.iter().enumerate() {
            if let Some(head) = head {
                let slot = &mut fill[*head as usize];
                kids[*slot as usize] = word as u32;
                *slot += 1;
            }
        }
        let mut low: Vec<u32> = (0..count as u32).collect();
        let mut high = low.clone();
        for word in 0..count {
            let mut at = heads[word];
            while let Some(head) = at {
                low[head as usize] = low[head as usize].min(word as u32);
                high[head as usize] = high[head as usize].max(word as u32);
                at = heads[head as usize];
            }
        }
        Tree { analysis, heads, starts, kids, low, high, sentence }
    }

    pub(crate) fn len(&self) -> usize {
        self.heads.len()
    }

    pub(crate) fn token(&self, word: Word) -> &'a Token {
        &self.analysis.tokens[word]
    }

    pub(crate) fn lemma(&self, word: Word) -> &'a str {
        &self.analysis.tokens[word].lemma
    }

    pub(crate) fn upos(&self, word: Word) -> Upos {
        self.analysis.tokens[word].upos
    }

    /// Relation without its subtype.
    pub(crate) fn relation(&self, word: Word) -> &'a str {
        self.analysis.tokens[word].relation()
    }

    /// Relation with its subtype.
    pub(crate) fn deprel(&self, word: Word) -> &'a str {
        &self.analysis.tokens[word].deprel
    }

    pub(crate) fn head(&self, word: Word) -> Option<Word> {
        self.heads[word].map(|h| h as usize)
    }

    /// Dependents in the order of the text.
    pub(crate) fn children(&self, word: Word) -> impl DoubleEndedIterator<Item = Word> + Clone + '_ {
        self.kids[self.starts[word] as usize..self.starts[word + 1] as usize].iter().map(|k| *k as usize)
    }

    /// Dependents with a relation (without its subtype).
    pub(crate) fn children_by<'s>(
        &'s self,
        word: Word,
        relation: &'s str,
    ) -> impl DoubleEndedIterator<Item = Word> + Clone + 's {
        self.children(word).filter(move |k| self.relation(*k) == relation)
    }

    /// First word of everything below a word.
    pub(crate) fn low(&self, word: Word) -> Word {
        self.low[word] as usize
    }

    /// Last word of everything below a word.
    pub(crate) fn high(&self, word: Word) -> Word {
        self.high[word] as usize
    }

    pub(crate) fn sentence(&self, word: Word) -> usize {
        self.sentence[word] as usize
    }

    /// First word and one past the last of the sentence of a word.
    pub(crate) fn bounds(&self, word: Word) -> (Word, Word) {
        let s = &self.analysis.sentences[self.sentence[word] as usize];
        (s.first as usize, (s.end as usize).min(self.len()))
    }

    pub(crate) fn kind(&self, word: Word) -> SentenceKind {
        self.analysis.sentences[self.sentence[word] as usize].kind
    }

    pub(crate) fn is_under(&self, word: Word, ancestor: Word) -> bool {
        let mut at = Some(word);
        while let Some(word) = at {
            if word == ancestor {
                return true;
            }
            at = self.head(word);
        }
        false
    }

    pub(crate) fn span(&self, first: Word, last: Word) -> Span {
        self.analysis.span(TokenId(first as u32), TokenId(last as u32))
    }

    /// The word and everything coordinated with it, in the order of the text.
    pub(crate) fn conjuncts(&self, word: Word) -> Vec<Word> {
        let mut all = vec![word];
        let mut next = 0;
        while next < all.len() {
            all.extend(self.children_by(all[next], "conj"));
            next += 1;
        }
        all
    }

    /// The preposition or mark of a phrase or clause: lemmas of its words joined by `_`; empty for none.
    pub(crate) fn marker(&self, word: Word, relation: &str) -> String {
        let mut out = String::new();
        for child in self.children_by(word, relation) {
            if child > word && relation != "case" {
                continue;
            }
            if self.upos(child) == Upos::Part && relation == "case" {
                continue;
            }
            push_joined(&mut out, self.lemma(child));
            for part in self.children_by(child, "fixed") {
                push_joined(&mut out, self.lemma(part));
            }
        }
        if out.is_empty() && relation == "case" {
            // "With the trade envoy Kirill Dmitriev": a tree may hang the preposition on the description before the name.
            let description =
                self.children_by(word, "nmod").find(|child| *child < word && self.deprel(*child) == "nmod:desc");
            return description.map_or(out, |child| self.marker(child, relation));
        }
        out
    }

    pub(crate) fn is_verb_form(&self, word: Word, form: &str) -> bool {
        self.token(word).feats.split('|').any(|f| f.strip_prefix("VerbForm=") == Some(form))
    }

    /// A present participle or gerund.
    pub(crate) fn is_progressive_form(&self, word: Word) -> bool {
        let token = self.token(word);
        token.has("VerbForm=Ger") || (token.has("VerbForm=Part") && token.has("Tense=Pres"))
    }

    /// A verb without ending and auxiliary: "insists that he leave".
    pub(crate) fn is_bare(&self, word: Word) -> bool {
        let token = self.token(word);
        token.upos == Upos::Verb
            && !token.has("Tense=Past")
            && (token.span.end - token.span.start) as usize == token.lemma.len()
            && self.children(word).all(|k| self.relation(k) != "aux")
    }

    /// A past participle.
    pub(crate) fn is_past_participle(&self, word: Word) -> bool {
        let token = self.token(word);
        token.has("VerbForm=Part") && !token.has("Tense=Pres")
    }
}

fn push_joined(out: &mut String, lemma: &str) {
    if !out.is_empty() {
        out.push('_');
    }
    out.push_str(&lemma.to_lowercase());
}

fn break_cycles(heads: &mut [Option<u32>]) {
    // 0: not seen, 1: on the path now walked, 2: leads to a root.
    let mut state = vec![0u8; heads.len()];
    for start in 0..heads.len() {
        let mut path = Vec::new();
        let mut at = start;
        loop {
            match state[at] {
                1 => {
                    heads[at] = None;
                    break;
                }
                2 => break,
                _ => {}
            }
            state[at] = 1;
            path.push(at);
            match heads[at] {
                Some(head) => at = head as usize,
                None => break,
            }
        }
        for word in path {
            state[word] = 2;
        }
    }
}
