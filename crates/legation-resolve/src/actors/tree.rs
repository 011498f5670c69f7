//! Reads noun phrases off a dependency tree.

use legation_types::{Analysis, Span, TokenId, Upos};

/// An analysis with its dependents listed, for quick walks.
pub(crate) struct Tree<'a> {
    pub analysis: &'a Analysis,
    pub text: &'a str,
    children: Vec<Vec<TokenId>>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(analysis: &'a Analysis, text: &'a str) -> Tree<'a> {
        let mut children = vec![Vec::new(); analysis.tokens.len()];
        for (idx, token) in analysis.tokens.iter().enumerate() {
            if let Some(head) = token.head
                && let Some(list) = children.get_mut(head.idx())
            {
                list.push(TokenId(idx as u32));
            }
        }
        Tree { analysis, text, children }
    }

    pub(crate) fn children(&self, id: TokenId) -> &[TokenId] {
        &self.children[id.idx()]
    }

    pub(crate) fn form(&self, id: TokenId) -> &'a str {
        self.analysis.tokens[id.idx()].span.of(self.text)
    }

    /// The word in lower case, as it stands.
    pub(crate) fn low(&self, id: TokenId) -> String {
        self.form(id).to_lowercase()
    }

    /// The lemma in lower case; the word itself where there is none.
    pub(crate) fn lemma(&self, id: TokenId) -> String {
        let lemma = &self.analysis.tokens[id.idx()].lemma;
        if lemma.is_empty() || lemma == "_" { self.low(id) } else { lemma.to_lowercase() }
    }

    pub(crate) fn upos(&self, id: TokenId) -> Upos {
        self.analysis.tokens[id.idx()].upos
    }

    pub(crate) fn relation(&self, id: TokenId) -> &'a str {
        self.analysis.tokens[id.idx()].relation()
    }

    pub(crate) fn deprel(&self, id: TokenId) -> &'a str {
        &self.analysis.tokens[id.idx()].deprel
    }

    pub(crate) fn head(&self, id: TokenId) -> Option<TokenId> {
        self.analysis.tokens[id.idx()].head
    }

    pub(crate) fn sentence(&self, id: TokenId) -> usize {
        self.analysis.sentence_of(id)
    }

    /// First and one-past-last token of a token's sentence.
    pub(crate) fn bounds(&self, id: TokenId) -> (u32, u32) {
        let sentence = &self.analysis.sentences[self.sentence(id)];
        (sentence.first, sentence.end)
    }

    /// The token of a range that the others hang on: the first whose head lies outside.
    pub(crate) fn head_of(&self, first: TokenId, last: TokenId) -> TokenId {
        let inside = |id: TokenId| first <= id && id <= last;
        let tops = (first.0..=last.0).map(TokenId).filter(|id| self.head(*id).is_none_or(|h| !inside(h)));
        tops.clone()
            .find(|id| !matches!(self.upos(*id), Upos::Punct | Upos::Adp | Upos::Det | Upos::Part))
            .or(tops.clone().next())
            .unwrap_or(last)
    }

    /// The tokens that a byte span touches.
    pub(crate) fn tokens_in(&self, span: Span) -> Option<(TokenId, TokenId)> {
        let first = self.analysis.token_at(span.start)?;
        let mut last = first;
        while last.idx() + 1 < self.analysis.tokens.len() && self.analysis.tokens[last.idx() + 1].span.start < span.end
        {
            last = TokenId(last.0 + 1);
        }
        (self.analysis.tokens[first.idx()].span.start < span.end).then_some((first, last))
    }

    /// The first token of the noun phrase before its head: determiners, adjectives, compounds, possessors.
    pub(crate) fn phrase_start(&self, head: TokenId) -> TokenId {
        let mut start = head;
        for child in self.children(head) {
            if *child < head && is_before(self.relation(*child)) {
                start = start.min(self.leftmost(*child));
            }
        }
        while start < head && matches!(self.relation(start), "punct" | "cc" | "case" | "mark" | "advmod" | "fixed") {
            start = TokenId(start.0 + 1);
        }
        start
    }

    /// The last token that belongs to a name or compound at the head: "secretary of state" is not one.
    pub(crate) fn phrase_end(&self, head: TokenId) -> TokenId {
        let mut end = head;
        for child in self.children(head) {
            if *child > head && matches!(self.relation(*child), "flat" | "compound" | "fixed" | "goeswith") {
                end = end.max(self.phrase_end(*child));
            }
        }
        end
    }

    fn leftmost(&self, id: TokenId) -> TokenId {
        let mut left = id;
        let mut stack = vec![id];
        let mut steps = 0;
        while let Some(at) = stack.pop() {
            left = left.min(at);
            steps += 1;
            if steps > 200 {
                break;
            }
            stack.extend(self.children(at).iter().copied().filter(|c| *c < id));
        }
        left
    }

    /// The preposition of a nominal dependent.
    pub(crate) fn preposition(&self, id: TokenId) -> Option<String> {
        self.children(id).iter().find(|c| self.relation(**c) == "case" && **c < id).map(|c| self.low(*c))
    }

    /// Whether the noun is plural; that others are joined to it makes it none.
    pub(crate) fn is_plural(&self, id: TokenId) -> bool {
        self.analysis.tokens[id.idx()].has("Number=Plur")
    }
}

fn is_before(relation: &str) -> bool {
    matches!(relation, "det" | "amod" | "compound" | "nmod" | "nummod" | "flat" | "goeswith")
}
