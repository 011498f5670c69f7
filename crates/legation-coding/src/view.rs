//! One article as the readings look at it: trees, arguments and participants by token, in constant time.

use crate::codebook::{Class, RelationPath};
use legation_types::{
    Actor, ActorKind, ActorMention, Analysis, Article, CountryCode, MentionKind, Mentions, PlaceReading, Sector, Span,
    Statement, StatementId, Statements, TimeRange, TokenId, Upos,
};
use std::borrow::Cow;

/// No tree of a sentence is deeper.
const LONGEST_PATH: usize = 501;

/// The article with indices over its tokens.
pub(crate) struct View<'a> {
    pub article: &'a Article,
    pub analysis: &'a Analysis,
    pub mentions: &'a Mentions,
    pub statements: &'a Statements,
    /// Children of all tokens, one after the other; `first_child` says where those of a token begin.
    children: Vec<TokenId>,
    first_child: Vec<u32>,
    mention_at: Vec<Option<u32>>,
    is_place: Vec<bool>,
    is_literal_place: Vec<bool>,
    is_in_name: Vec<bool>,
    statement_at: Vec<Option<u32>>,
}

/// Something that stands around a trigger.
#[derive(Clone, Debug)]
pub(crate) struct Near<'a> {
    pub relation: Cow<'a, str>,
    pub head: TokenId,
}

/// A participant found under a relation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Party<'a> {
    pub span: Span,
    pub head: TokenId,
    pub actor: &'a Actor,
    /// Taken from inside a phrase, or from another event.
    pub is_indirect: bool,
    /// The part in which it acts here, where that is not what the words name: a country's courts.
    pub acts_as: Option<Sector>,
    /// The country of people of whom only the place is told: the protesters of a march in Cape Town.
    pub lives_in: Option<CountryCode>,
}

impl<'a> Party<'a> {
    /// Somebody whom a mention names, taken from elsewhere than a place of his own in the clause.
    pub(crate) fn implied(mention: &ActorMention, actor: &'a Actor) -> Party<'a> {
        Party { span: mention.span, head: mention.head, actor, is_indirect: true, acts_as: None, lives_in: None }
    }

    /// The country that it is of, else the one it lives in.
    pub(crate) fn country(&self) -> Option<CountryCode> {
        self.actor.country.or(self.lives_in)
    }
}

/// The countries of participants.
pub(crate) fn countries(parties: &[Party<'_>]) -> Vec<CountryCode> {
    parties.iter().filter_map(Party::country).collect()
}

impl<'a> View<'a> {
    pub(crate) fn new(
        article: &'a Article,
        analysis: &'a Analysis,
        mentions: &'a Mentions,
        statements: &'a Statements,
    ) -> View<'a> {
        let count = analysis.tokens.len();
        let mut first_child = vec![0u32; count + 2];
        for token in &analysis.tokens {
            if let Some(head) = token.head {
                first_child[head.idx() + 2] += 1;
            }
        }
        for idx in 1..first_child.len() {
            first_child[idx] += first_child[idx - 1];
        }
        let mut children = vec![TokenId(0); first_child.last().copied().unwrap_or(0) as usize];
        for (idx, token) in analysis.tokens.iter().enumerate() {
            if let Some(head) = token.head {
                let slot = &mut first_child[head.idx() + 1];
                children[*slot as usize] = TokenId(idx as u32);
                *slot += 1;
            }
        }
        let mut mention_at = vec![None; count];
        for (idx, mention) in mentions.actors.iter().enumerate() {
            if let Some(slot @ None) = mention_at.get_mut(mention.head.idx()) {
                *slot = Some(idx as u32);
            }
        }
        lend_heads(analysis, mentions, &mut mention_at);
        let mut is_place = vec![false; count];
        let mut is_literal_place = vec![false; count];
        for mention in &mentions.places {
            if mention.head.idx() < count {
                is_place[mention.head.idx()] = true;
                is_literal_place[mention.head.idx()] = mention.reading == PlaceReading::Literal;
            }
        }
        let mut is_in_name = vec![false; count];
        for mention in mentions.actors.iter().filter(|mention| mention.kind == MentionKind::Name) {
            let from = analysis.tokens.partition_point(|token| token.span.start < mention.span.start);
            let inside = analysis.tokens[from..].iter().take_while(|token| token.span.end <= mention.span.end);
            is_in_name[from..from + inside.count()].fill(true);
            is_in_name[mention.head.idx()] = false;
        }
        let mut statement_at = vec![None; count];
        for (idx, statement) in statements.statements.iter().enumerate() {
            if let Some(slot) = statement_at.get_mut(statement.trigger.idx()) {
                *slot = Some(idx as u32);
            }
        }
        View {
            article,
            analysis,
            mentions,
            statements,
            children,
            first_child,
            mention_at,
            is_place,
            is_literal_place,
            is_in_name,
            statement_at,
        }
    }

    pub(crate) fn children(&self, token: TokenId) -> &[TokenId] {
        let (from, to) = (self.first_child[token.idx()], self.first_child[token.idx() + 1]);
        &self.children[from as usize..to as usize]
    }

    pub(crate) fn statement(&self, token: TokenId) -> Option<(StatementId, &'a Statement)> {
        let idx = self.statement_at[token.idx()]?;
        Some((StatementId(idx), &self.statements.statements[idx as usize]))
    }

    /// When a statement says that its event is.
    pub(crate) fn time_of(&self, statement: &Statement) -> Option<TimeRange> {
        self.mentions.times.get(statement.time? as usize)?.timex.range
    }

    /// The mention with this head that names somebody.
    pub(crate) fn mention(&self, head: TokenId) -> Option<&'a ActorMention> {
        let mention = &self.mentions.actors[self.mention_at[head.idx()]? as usize];
        mention.actors.iter().any(|actor| actor.kind != ActorKind::Unknown).then_some(mention)
    }

    /// The tokens of the sentence in which a token stands.
    pub(crate) fn sentence_around(&self, token: TokenId) -> std::ops::Range<u32> {
        let sentence = &self.analysis.sentences[self.analysis.sentence_of(token)];
        sentence.first..sentence.end
    }

    /// Everybody whom the sentence of a token names, each at the head of the mention.
    pub(crate) fn named_around(&self, token: TokenId) -> impl Iterator<Item = (&'a ActorMention, &'a Actor)> {
        self.named(self.sentence_around(token))
    }

    /// Everybody named at these tokens, in their order, each at the head of the mention.
    pub(crate) fn named(
        &self,
        tokens: impl Iterator<Item = u32>,
    ) -> impl Iterator<Item = (&'a ActorMention, &'a Actor)> {
        let mentions = tokens.map(TokenId);
        let mentions = mentions.filter_map(|at| self.mention(at).filter(|mention| mention.head == at));
        mentions.flat_map(|mention| mention.actors.iter().map(move |actor| (mention, actor)))
    }

    /// The heads above a token, from its own to the root; cut off where a tree leads round in a circle.
    pub(crate) fn ancestors(&self, token: TokenId) -> impl Iterator<Item = TokenId> {
        let head = |at: TokenId| self.analysis.tokens[at.idx()].head;
        std::iter::successors(head(token), move |at| head(*at)).take(LONGEST_PATH)
    }

    /// Whether the words with this head name a place.
    pub(crate) fn is_place(&self, head: TokenId) -> bool {
        self.is_place[head.idx()]
    }

    /// Whether the words with this head name a place and no actor behind it: "talks in Geneva".
    pub(crate) fn is_literal_place(&self, head: TokenId) -> bool {
        self.is_literal_place[head.idx()]
    }

    /// Whether a token is a part, and not the head, of somebody's name: "Rapid Support Forces".
    pub(crate) fn is_in_name(&self, token: TokenId) -> bool {
        self.is_in_name[token.idx()]
    }

    /// The dictionary form in lower case.
    pub(crate) fn lemma(&self, token: TokenId) -> Cow<'a, str> {
        let lemma = self.analysis.tokens[token.idx()].lemma.as_str();
        if lemma.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(lemma.to_lowercase())
        } else {
            Cow::Borrowed(lemma)
        }
    }

    /// Whether the lemma or the form of a token is this word (given in lower case).
    pub(crate) fn is_word(&self, token: TokenId, word: &str) -> bool {
        let found = &self.analysis.tokens[token.idx()];
        let is = |text: &str| text == word || (text.len() == word.len() && text.eq_ignore_ascii_case(word));
        is(&found.lemma) || is(found.span.of(&self.article.text))
    }

    /// Whether the run of words ends at the token.
    pub(crate) fn ends_run(&self, token: TokenId, run: &[String]) -> bool {
        let sentence = &self.analysis.sentences[self.analysis.sentence_of(token)];
        let Some(first) = (token.0 + 1).checked_sub(run.len() as u32) else { return false };
        first >= sentence.first
            && run.iter().enumerate().all(|(offset, word)| self.is_word(TokenId(first + offset as u32), word))
    }

    /// Whether a token stands in a word class, alone or as the end or the start of a run of words.
    pub(crate) fn is_in_class(&self, token: TokenId, class: &Class) -> bool {
        let lemma = self.lemma(token);
        if class.words.contains(lemma.as_ref()) {
            return true;
        }
        let form = self.analysis.form(&self.article.text, token);
        if form.len() != lemma.len() && class.words.contains(form.to_lowercase().as_str()) {
            return true;
        }
        class.runs.get(lemma.as_ref()).is_some_and(|runs| runs.iter().any(|run| self.ends_run(token, run)))
    }

    /// What stands around a token: the arguments of its statement, then dependents that are no arguments.
    pub(crate) fn around(&self, token: TokenId) -> Vec<Near<'a>> {
        let mut near: Vec<Near<'a>> = Vec::new();
        if let Some((_, statement)) = self.statement(token) {
            near.extend(
                statement.arguments.iter().map(|a| Near { relation: Cow::Borrowed(a.relation.as_str()), head: a.head }),
            );
            let nearest =
                statement.attributions.first().and_then(|&idx| self.statements.attributions.get(idx as usize));
            if let Some(head) = nearest.and_then(|attribution| attribution.source_head) {
                near.push(Near { relation: Cow::Borrowed("source"), head });
            }
        }
        for &child in self.children(token) {
            if !near.iter().any(|other| other.head == child)
                && let Some(relation) = self.relation(child)
            {
                near.push(Near { relation, head: child });
            }
        }
        near
    }

    /// The deep relation of a token to its head, with its preposition or mark; `None` for function words.
    pub(crate) fn relation(&self, token: TokenId) -> Option<Cow<'a, str>> {
        let deprel = self.analysis.tokens[token.idx()].deprel.as_str();
        Some(match deprel {
            "punct" | "case" | "mark" | "cc" | "aux" | "aux:pass" | "cop" | "root" | "fixed" => return None,
            "nsubj:pass" | "csubj:pass" => Cow::Borrowed("obj"),
            "obl:agent" => Cow::Borrowed("nsubj"),
            // A relative clause is told apart from the infinitive or participle that is a noun's content.
            "acl:relcl" => Cow::Borrowed("relcl"),
            "nmod" | "obl" => self.marked(deprel, token, "case"),
            "advcl" | "acl" => self.marked(deprel, token, "mark"),
            _ => Cow::Borrowed(deprel),
        })
    }

    fn marked(&self, deprel: &'a str, token: TokenId, marker: &str) -> Cow<'a, str> {
        let found = self.children(token).iter().find(|child| self.analysis.tokens[child.idx()].deprel == marker);
        let Some(&found) = found else { return Cow::Borrowed(deprel) };
        let mut text = format!("{deprel}:{}", self.lemma(found));
        for &part in self.children(found) {
            if self.analysis.tokens[part.idx()].deprel == "fixed" {
                text.push('_');
                text.push_str(&self.lemma(part));
            }
        }
        Cow::Owned(text)
    }

    /// Whether the words with this head are a pronoun or somebody's own: "them", "its citizens".
    pub(crate) fn is_possessed(&self, head: TokenId) -> bool {
        let is_possessor = |child: &TokenId| self.analysis.tokens[child.idx()].deprel == "nmod:poss";
        self.analysis.tokens[head.idx()].upos == Upos::Pron || self.children(head).iter().any(is_possessor)
    }

    /// The noun that a relative pronoun stands for.
    pub(crate) fn antecedent(&self, token: TokenId) -> Option<TokenId> {
        let found = &self.analysis.tokens[token.idx()];
        if !found.has("PronType=Rel") {
            return None;
        }
        let mut at = found.head?;
        for _ in 0..4 {
            let clause = &self.analysis.tokens[at.idx()];
            if clause.deprel == "acl:relcl" {
                return clause.head;
            }
            at = clause.head?;
        }
        None
    }

    /// Heads of everything that a path leads to from a token with these surroundings.
    pub(crate) fn follow(&self, near: &[Near<'a>], path: &RelationPath) -> Vec<TokenId> {
        let Some((first, rest)) = path.steps.split_first() else { return Vec::new() };
        let mut heads: Vec<TokenId> = near.iter().filter(|n| first.matches(&n.relation)).map(|n| n.head).collect();
        for step in rest {
            let outer = std::mem::take(&mut heads);
            for head in outer {
                heads.extend(self.around(head).iter().filter(|n| step.matches(&n.relation)).map(|n| n.head));
            }
        }
        heads
    }

    /// Who is meant by the phrase with this head: whom it names; else who stands inside it ("Russian oil": Russia).
    pub(crate) fn parties(&self, head: TokenId) -> Vec<Party<'a>> {
        if let Some(mention) = self.mention(head) {
            let named = mention.actors.iter().filter(|actor| actor.kind != ActorKind::Unknown);
            return named.map(|actor| Party { head, is_indirect: false, ..Party::implied(mention, actor) }).collect();
        }
        self.inside(head, 2)
    }

    /// Participants that the phrase of a thing names: its demonym, possessor, compound or complement.
    fn inside(&self, head: TokenId, depth: u8) -> Vec<Party<'a>> {
        if !matches!(self.analysis.tokens[head.idx()].upos, Upos::Noun | Upos::Propn | Upos::Verb) {
            return Vec::new();
        }
        for base in ["amod", "nmod:poss", "compound", "nmod"] {
            let mut found = Vec::new();
            for &child in self.children(head) {
                let deprel = self.analysis.tokens[child.idx()].deprel.as_str();
                if deprel != base {
                    continue;
                }
                match self.mention(child) {
                    Some(mention) => found.extend(
                        mention
                            .actors
                            .iter()
                            .filter(|actor| actor.kind != ActorKind::Unknown)
                            .map(|actor| Party { head: child, ..Party::implied(mention, actor) }),
                    ),
                    None if depth > 0 && base != "amod" => found.extend(self.inside(child, depth - 1)),
                    None => {}
                }
            }
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }
}

/// A mention also answers for the word that its name explains ("Secretary of State John Kerry": Secretary), where
/// that word has no mention of its own.
fn lend_heads(analysis: &Analysis, mentions: &Mentions, mention_at: &mut [Option<u32>]) {
    for (idx, mention) in mentions.actors.iter().enumerate() {
        let mut at = mention.head;
        for _ in 0..4 {
            let token = &analysis.tokens[at.idx()];
            let Some(head) = token.head else { break };
            let is_inside = mention.span.contains(analysis.tokens[head.idx()].span);
            let explains = matches!(token.relation(), "flat" | "appos") && mention.kind == MentionKind::Name;
            if !is_inside && !explains {
                break;
            }
            if mention_at[head.idx()].is_none() {
                mention_at[head.idx()] = Some(idx as u32);
            }
            at = head;
        }
    }
}
