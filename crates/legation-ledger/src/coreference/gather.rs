//! What is compared of each mention, taken from one article.

use super::{Coreference, Kin};
use crate::incidents::day_number;
use legation_types::{Analysis, Article, Mentions, NameType, Span, Statements, Token, TokenId, Upos};
use std::collections::BTreeSet;

/// One article as far as it is compared.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Its text: articles on one story are told by their words.
    pub(super) text: String,
    pub(super) day: Option<i32>,
    /// The story it is known to belong to; articles of different ones share no happening.
    pub(super) story: Option<String>,
    /// Lemmas of words with content.
    pub(super) lemmas: BTreeSet<String>,
    /// Words of names.
    pub(super) names: BTreeSet<String>,
    /// Stems of its verbs: a noun of one of them names what the verb tells.
    pub(super) verbs: BTreeSet<String>,
    pub(super) mentions: Vec<WordMention>,
}

impl Told {
    /// Its mentions.
    pub fn mentions(&self) -> &[WordMention] {
        &self.mentions
    }
}

/// A word that tells of a happening, with what surrounds it.
#[derive(Clone, Debug)]
pub struct WordMention {
    /// The words: the given ones, or the bare word.
    pub span: Span,
    pub(super) lemma: String,
    pub(super) stem: String,
    pub(super) groups: Vec<u32>,
    pub(super) is_verb: bool,
    /// A noun that tells of a happening only if it shares its stem with a verb of the articles at hand.
    pub(super) is_doubtful: bool,
    pub(super) pos: Option<Upos>,
    pub(super) sentence: usize,
    pub(super) subjects: BTreeSet<String>,
    pub(super) objects: BTreeSet<String>,
    pub(super) others: BTreeSet<String>,
    /// Of the sentence: names, words with content, words close by, numbers, places finer than a country.
    pub(super) names: BTreeSet<String>,
    pub(super) words: BTreeSet<String>,
    pub(super) near: BTreeSet<String>,
    pub(super) numbers: BTreeSet<String>,
    pub(super) places: BTreeSet<String>,
}

impl WordMention {
    /// A mention of which nothing is known.
    fn at(span: Span) -> WordMention {
        WordMention {
            span,
            lemma: String::new(),
            stem: String::new(),
            groups: Vec::new(),
            is_verb: false,
            is_doubtful: false,
            pos: None,
            sentence: 0,
            subjects: BTreeSet::new(),
            objects: BTreeSet::new(),
            others: BTreeSet::new(),
            names: BTreeSet::new(),
            words: BTreeSet::new(),
            near: BTreeSet::new(),
            numbers: BTreeSet::new(),
            places: BTreeSet::new(),
        }
    }
}

/// Words this close stand near a mention.
const NEAR: u32 = 5;

impl Coreference {
    /// What is compared of an article: of the words given, or of all that may tell of a happening, coded triggers among
    /// them.
    pub fn gather(
        &self,
        article: &Article,
        (analysis, mentions, statements): (&Analysis, &Mentions, &Statements),
        story: Option<&str>,
        given: Option<&[Span]>,
        triggers: &[Span],
    ) -> Told {
        let is_content = |token: &&Token| has_content(token);
        let reader = Reader { kin: &self.kin, article, analysis, mentions, statements };
        let found: Vec<WordMention> = match given {
            Some(spans) => spans
                .iter()
                .map(|span| WordMention { is_doubtful: false, ..reader.mention(*span, head_of(analysis, *span)) })
                .collect(),
            None => {
                let words = reader.candidates().map(|id| (analysis.token(id).span, Some(id)));
                let mut places: Vec<(Span, Option<TokenId>)> = words.collect();
                for trigger in triggers {
                    if !places.iter().any(|(span, _)| span.overlaps(*trigger)) {
                        places.push((*trigger, head_of(analysis, *trigger)));
                    }
                }
                places.sort();
                places.into_iter().map(|(span, head)| reader.mention(span, head)).collect()
            }
        };
        Told {
            text: article.text.clone(),
            day: article.published_at.and_then(|day| day_number(&day.to_string())),
            story: story.map(str::to_string),
            lemmas: analysis.tokens.iter().filter(is_content).map(|token| token.lemma.to_lowercase()).collect(),
            names: analysis.names.iter().flat_map(|name| words_of(analysis, name.first, name.last)).collect(),
            verbs: analysis
                .tokens
                .iter()
                .filter(|token| token.upos == Upos::Verb)
                .map(|token| self.kin.stem(&token.lemma.to_lowercase()))
                .collect(),
            mentions: found,
        }
    }
}

fn has_content(token: &Token) -> bool {
    matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num)
}

fn words_of(analysis: &Analysis, first: TokenId, last: TokenId) -> impl Iterator<Item = String> + '_ {
    (first.0..=last.0).map(|idx| analysis.tokens[idx as usize].lemma.to_lowercase())
}

/// The word of a span that hangs on none of its words.
fn head_of(analysis: &Analysis, span: Span) -> Option<TokenId> {
    let first = analysis.tokens.partition_point(|token| token.span.end <= span.start);
    let inside = (first..analysis.tokens.len()).map(|idx| TokenId(idx as u32));
    inside
        .take_while(|id| analysis.token(*id).span.start < span.end)
        .find(|id| analysis.token(*id).head.is_none_or(|head| !span.overlaps(analysis.token(head).span)))
}

struct Reader<'a> {
    kin: &'a Kin,
    article: &'a Article,
    analysis: &'a Analysis,
    mentions: &'a Mentions,
    statements: &'a Statements,
}

impl Reader<'_> {
    /// Words that may tell of a happening.
    fn candidates(&self) -> impl Iterator<Item = TokenId> + '_ {
        let is_named = |id: TokenId| {
            let names = self.analysis.names.iter().filter(|name| name.kind != NameType::Misc);
            let mut names = names;
            names.any(|name| name.first <= id && id <= name.last)
        };
        let is_time =
            |id: TokenId| self.mentions.times.iter().any(|time| time.span.overlaps(self.analysis.token(id).span));
        let is_event_name = |id: TokenId| {
            let mut names = self.analysis.names.iter().filter(|name| name.kind == NameType::Misc);
            names.any(|name| name.last == id)
        };
        (0..self.analysis.tokens.len() as u32).map(TokenId).filter(move |id| {
            let token = self.analysis.token(*id);
            let lemma = token.lemma.to_lowercase();
            match token.upos {
                Upos::Verb => !self.kin.is_empty_verb(&lemma),
                Upos::Noun => !is_time(*id) && (self.is_surely_event(&lemma) || self.mentions.actor_at(*id).is_none()),
                Upos::Adj => self.kin.is_known(&lemma) && !is_named(*id),
                Upos::Propn => is_event_name(*id) || self.kin.is_known(&lemma) && !is_named(*id),
                _ => false,
            }
        })
    }

    /// Whether a noun names an event by the language's data alone.
    fn is_surely_event(&self, lemma: &str) -> bool {
        self.kin.is_known(lemma) || self.kin.is_event_noun(lemma)
    }

    fn mention(&self, span: Span, head: Option<TokenId>) -> WordMention {
        let Some(head) = head else { return WordMention::at(span) };
        let (analysis, token) = (self.analysis, self.analysis.token(head));
        let lemma = token.lemma.to_lowercase();
        let form = token.span.of(&self.article.text).to_lowercase();
        let number = analysis.sentence_of(head);
        let mut found = WordMention {
            stem: self.kin.stem(&lemma),
            groups: self.kin.groups(&lemma, &form),
            is_verb: token.upos == Upos::Verb,
            is_doubtful: token.upos == Upos::Noun && !self.is_surely_event(&lemma),
            lemma,
            pos: Some(token.upos),
            sentence: number,
            ..WordMention::at(span)
        };
        self.participants(head, &mut found);
        let sentence = &analysis.sentences[number];
        for (id, token) in analysis.tokens_of(sentence).filter(|(id, _)| *id != head) {
            if has_content(token) {
                found.words.insert(token.lemma.to_lowercase());
                if id.0.abs_diff(head.0) <= NEAR {
                    found.near.insert(token.lemma.to_lowercase());
                }
            }
            if token.upos == Upos::Num {
                found.numbers.insert(token.span.of(&self.article.text).to_lowercase());
            }
        }
        for name in analysis.names.iter().filter(|name| sentence.span.contains(name.span)) {
            found.names.extend(words_of(analysis, name.first, name.last));
        }
        let places = self.mentions.places.iter().filter(|place| sentence.span.contains(place.span));
        let is_fine = |place: &&legation_types::PlaceMention| place.place.level != legation_types::PlaceLevel::Country;
        found.places.extend(places.filter(is_fine).map(|place| place.place.name.clone()));
        found
    }

    /// Who and what takes part, by deep relation; for a noun also what its verb has beside it.
    fn participants(&self, head: TokenId, found: &mut WordMention) {
        let arguments = self.statements.at(head).map_or(&[][..], |(_, statement)| statement.arguments.as_slice());
        for argument in arguments {
            let words = self.words_for(argument.head);
            match argument.relation.split(':').next().unwrap_or("") {
                "nsubj" => found.subjects.extend(words),
                "obj" | "iobj" => found.objects.extend(words),
                "ccomp" | "xcomp" | "advcl" => {}
                _ => found.others.extend(words),
            }
        }
        let governor = self.analysis.token(head).head.filter(|_| !found.is_verb);
        let Some(governor) = governor.filter(|id| self.analysis.token(*id).upos == Upos::Verb) else { return };
        for child in self.analysis.children(governor).filter(|child| *child != head) {
            if matches!(self.analysis.token(child).relation(), "nsubj" | "obj" | "obl") {
                found.others.extend(self.words_for(child));
            }
        }
    }

    /// The words for a participant: its noun with what is fixed to it, and the name of whom it means.
    fn words_for(&self, head: TokenId) -> BTreeSet<String> {
        let is_noun = |id: TokenId| matches!(self.analysis.token(id).upos, Upos::Noun | Upos::Propn);
        let mut words = BTreeSet::new();
        if is_noun(head) {
            words.insert(self.analysis.token(head).lemma.to_lowercase());
        }
        let fixed = self.analysis.children(head).filter(|child| is_noun(*child));
        let fixed =
            fixed.filter(|child| matches!(self.analysis.token(*child).relation(), "flat" | "compound" | "nmod"));
        words.extend(fixed.map(|child| self.analysis.token(child).lemma.to_lowercase()));
        if let Some(mention) = self.mentions.actor_at(head) {
            let names = mention.actors.iter().flat_map(|actor| actor.name.split_whitespace());
            words.extend(names.map(str::to_lowercase));
        }
        words
    }
}
