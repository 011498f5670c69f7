use crate::Span;

/// Index of a token in [`Analysis::tokens`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(pub u32);

impl TokenId {
    /// As an index into [`Analysis::tokens`].
    pub fn idx(self) -> usize {
        self.0 as usize
    }
}

/// Sentences, words, trees and names of one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// In the order of the text.
    pub sentences: Vec<Sentence>,
    /// All tokens of all sentences, in the order of the text.
    pub tokens: Vec<Token>,
    /// Named entities as the model found them, in the order of the text, not overlapping.
    pub names: Vec<Name>,
    /// What further heads of the model say; empty vectors where the model has no such head.
    pub hints: Hints,
}

/// One sentence, headline or line of page furniture.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Its stretch of the text.
    pub span: Span,
    /// Index of its first token.
    pub first: u32,
    /// One past the index of its last token.
    pub end: u32,
    /// Number of its paragraph (blocks between line breaks), from 0.
    pub paragraph: u32,
    /// What kind of line it is.
    pub kind: SentenceKind,
}

/// What a sentence is in the layout of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentenceKind {
    /// Running text.
    Prose,
    /// A title or cross-heading.
    Headline,
    /// Page furniture ("More in Politics"), section names, bylines: never coded.
    Chrome,
}

/// One syntactic word (Universal Dependencies).
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Its stretch of the text; parts of a multiword token ("don't") share it out between them.
    pub span: Span,
    /// Whether a space (or the end of a line) follows.
    pub space_after: bool,
    /// Dictionary form, lower case but for names.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: Upos,
    /// Universal features as in CoNLL-U, `Number=Sing|Person=3`; empty for none.
    pub feats: String,
    /// Syntactic head; `None` for the root of the sentence.
    pub head: Option<TokenId>,
    /// Relation to the head with its subtype, `nsubj:pass`; `root` for the root.
    pub deprel: String,
}

impl Token {
    /// Whether the feature stands in `feats`, as `Voice=Pass`.
    pub fn has(&self, feature: &str) -> bool {
        self.feats.split('|').any(|f| f == feature)
    }

    /// The relation without its subtype: `nsubj` for `nsubj:pass`.
    pub fn relation(&self) -> &str {
        let end = self.deprel.bytes().position(|byte| byte == b':');
        &self.deprel[..end.unwrap_or(self.deprel.len())]
    }
}

/// Universal part-of-speech tags.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// All tags with their names, in alphabetical order.
    pub const ALL: [(Upos, &'static str); 17] = [
        (Upos::Adj, "ADJ"),
        (Upos::Adp, "ADP"),
        (Upos::Adv, "ADV"),
        (Upos::Aux, "AUX"),
        (Upos::Cconj, "CCONJ"),
        (Upos::Det, "DET"),
        (Upos::Intj, "INTJ"),
        (Upos::Noun, "NOUN"),
        (Upos::Num, "NUM"),
        (Upos::Part, "PART"),
        (Upos::Pron, "PRON"),
        (Upos::Propn, "PROPN"),
        (Upos::Punct, "PUNCT"),
        (Upos::Sconj, "SCONJ"),
        (Upos::Sym, "SYM"),
        (Upos::Verb, "VERB"),
        (Upos::X, "X"),
    ];

    /// The tag's name in CoNLL-U.
    pub fn as_str(self) -> &'static str {
        Upos::ALL[self as usize].1
    }

    /// The tag of a CoNLL-U name.
    pub fn parse(name: &str) -> Option<Upos> {
        Upos::ALL.iter().find(|(_, n)| *n == name).map(|(tag, _)| *tag)
    }
}

/// A named entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Its stretch of the text.
    pub span: Span,
    /// First token.
    pub first: TokenId,
    /// Last token (inclusive).
    pub last: TokenId,
    /// Its type.
    pub kind: NameType,
}

/// CoNLL-2003's four types of name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameType {
    /// A person.
    Per,
    /// An organisation.
    Org,
    /// A place.
    Loc,
    /// Nationalities, events, works.
    Misc,
}

impl NameType {
    /// CoNLL-2003's abbreviation.
    pub fn as_str(self) -> &'static str {
        match self {
            NameType::Per => "PER",
            NameType::Org => "ORG",
            NameType::Loc => "LOC",
            NameType::Misc => "MISC",
        }
    }
}

/// Token-level predictions of further heads of the model, parallel to [`Analysis::tokens`]; empty where absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hints {
    /// Probabilities that the token belongs to a source, a cue, a content of an attribution (PolNeAR), each 0–1.
    pub attribution: Vec<[f32; 3]>,
    /// Factuality of the predicate at the token, −3 (did not happen) to 3 (happened).
    pub factuality: Vec<f32>,
    /// Names of the event types that `events` gives probabilities for, the first meaning "none".
    pub event_types: Vec<String>,
    /// Probability of each event type with the token as trigger.
    pub events: Vec<Vec<f32>>,
}

impl Analysis {
    /// The token of an id.
    pub fn token(&self, id: TokenId) -> &Token {
        &self.tokens[id.idx()]
    }

    /// The word as it stands in `text`.
    pub fn form<'a>(&self, text: &'a str, id: TokenId) -> &'a str {
        self.tokens[id.idx()].span.of(text)
    }

    /// The index of the sentence that holds a token.
    pub fn sentence_of(&self, id: TokenId) -> usize {
        self.sentences.partition_point(|s| s.end <= id.0)
    }

    /// The tokens of a sentence with their ids.
    pub fn tokens_of(&self, sentence: &Sentence) -> impl DoubleEndedIterator<Item = (TokenId, &Token)> + Clone + '_ {
        (sentence.first..sentence.end).map(|i| (TokenId(i), &self.tokens[i as usize]))
    }

    /// Direct dependents of a token, in the order of the text.
    pub fn children(&self, id: TokenId) -> impl DoubleEndedIterator<Item = TokenId> + '_ {
        let sentence = &self.sentences[self.sentence_of(id)];
        (sentence.first..sentence.end).map(TokenId).filter(move |t| self.tokens[t.idx()].head == Some(id))
    }

    /// Whether `ancestor` dominates `id` (or is it).
    pub fn is_under(&self, id: TokenId, ancestor: TokenId) -> bool {
        let mut at = Some(id);
        for _ in 0..=self.tokens.len() {
            match at {
                Some(t) if t == ancestor => return true,
                Some(t) => at = self.tokens[t.idx()].head,
                None => return false,
            }
        }
        false
    }

    /// First and last token of everything under `id`, itself included.
    pub fn subtree(&self, id: TokenId) -> (TokenId, TokenId) {
        let sentence = &self.sentences[self.sentence_of(id)];
        let (mut low, mut high) = (id, id);
        for t in (sentence.first..sentence.end).map(TokenId) {
            if self.is_under(t, id) {
                low = low.min(t);
                high = high.max(t);
            }
        }
        (low, high)
    }

    /// The text from the first to the last of two tokens.
    pub fn span(&self, first: TokenId, last: TokenId) -> Span {
        self.tokens[first.idx()].span.cover(self.tokens[last.idx()].span)
    }

    /// The token whose span holds the byte offset, or the first one after it.
    pub fn token_at(&self, offset: u32) -> Option<TokenId> {
        let idx = self.tokens.partition_point(|t| t.span.end <= offset);
        (idx < self.tokens.len()).then_some(TokenId(idx as u32))
    }
}
