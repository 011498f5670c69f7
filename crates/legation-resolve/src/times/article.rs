//! Times of an analysed article: the tree decides the tense, names are not mistaken for months.

use super::rules::TimeRules;
use super::tense::{Direction, TenseOracle};
use legation_types::{Analysis, Article, NameType, Span, TimeMention, Token, TokenId, Upos};

/// The time expressions of an article, in the order of the text, each with its syntactic head.
pub fn tag_article(article: &Article, analysis: &Analysis, rules: &TimeRules) -> Vec<TimeMention> {
    let oracle = TreeTense { analysis, rules };
    let mut mentions = Vec::new();
    for time in rules.tag(&article.text, article.published_at, &oracle) {
        let Some(head) = head_of(analysis, time.span) else { continue };
        if is_name(analysis, time.span) {
            continue;
        }
        mentions.push(TimeMention { span: time.span, head, timex: time.timex });
    }
    mentions
}

/// The token of the span whose head lies outside it.
fn head_of(analysis: &Analysis, span: Span) -> Option<TokenId> {
    let tokens = tokens_in(analysis, span);
    let within = tokens.clone();
    let inside = |id: TokenId| within.contains(&id.0);
    let top = tokens.clone().map(TokenId).find(|id| analysis.token(*id).head.is_none_or(|head| !inside(head)));
    // A preposition or mark is no head; its own head is.
    let content = tokens.map(TokenId).find(|id| {
        let token = analysis.token(*id);
        token.head.is_none_or(|head| !inside(head)) && !matches!(token.upos, Upos::Adp | Upos::Punct | Upos::Det)
    });
    content.or(top)
}

fn tokens_in(analysis: &Analysis, span: Span) -> std::ops::Range<u32> {
    let first = analysis.tokens.partition_point(|t| t.span.end <= span.start) as u32;
    let end = analysis.tokens.partition_point(|t| t.span.start < span.end) as u32;
    first..end.max(first)
}

/// Whether the expression is (part of) the name of a person, or a verb.
fn is_name(analysis: &Analysis, span: Span) -> bool {
    let tokens = tokens_in(analysis, span);
    let is_single = tokens.len() == 1;
    let named = analysis.names.iter().any(|name| {
        name.span.overlaps(span)
            && match name.kind {
                NameType::Per => true,
                // "Friday" alone is no organisation's name, but part of a longer one.
                NameType::Org => name.span.contains(span) && name.span != span,
                NameType::Loc | NameType::Misc => false,
            }
    });
    let is_verb = is_single && tokens.map(TokenId).all(|id| matches!(analysis.token(id).upos, Upos::Aux | Upos::Verb));
    named || is_verb
}

fn is_progressive(token: &Token) -> bool {
    token.has("VerbForm=Ger") || (token.has("VerbForm=Part") && token.has("Tense=Pres"))
}

/// Tense from the tree.
struct TreeTense<'a> {
    analysis: &'a Analysis,
    rules: &'a TimeRules,
}

impl TenseOracle for TreeTense<'_> {
    fn direction(&self, span: Span) -> Option<Direction> {
        let mut at = head_of(self.analysis, span)?;
        // "Talks due on Sunday".
        let is_due = |id: TokenId| {
            let token = self.analysis.token(id);
            token.relation() == "case" && self.rules.lemmas.future_heads.contains(&token.lemma)
        };
        if self.analysis.children(at).any(is_due) {
            return Some(Direction::Future);
        }
        // Up to the nearest clause that has a tense.
        for _ in 0..40 {
            at = self.analysis.token(at).head?;
            if let Some(direction) = self.of_predicate(at) {
                return Some(direction);
            }
        }
        None
    }
}

impl TreeTense<'_> {
    /// Where the clause of this word points, if it is a predicate with a tense.
    fn of_predicate(&self, id: TokenId) -> Option<Direction> {
        let token = self.analysis.token(id);
        let lemmas = &self.rules.lemmas;
        let holds = |list: &[String], lemma: &str| list.iter().any(|l| l == lemma);
        let mut past = token.has("Tense=Past") && token.upos == Upos::Verb;
        let mut infinitive = false;
        let mut open = false;
        let mut perfect = false;
        let mut going_on = token.upos == Upos::Verb && is_progressive(token);
        let mut present = false;
        let mut planned = false;
        let mut copula = false;
        for child in self.analysis.children(id) {
            let child = self.analysis.token(child);
            match child.relation() {
                "aux" | "cop" => {
                    if holds(&lemmas.future_auxiliaries, &child.lemma) {
                        return Some(Direction::Future);
                    }
                    if holds(&lemmas.open_auxiliaries, &child.lemma) {
                        open = true;
                    }
                    perfect |= holds(&lemmas.perfect_auxiliaries, &child.lemma);
                    going_on |= is_progressive(child);
                    present |= child.has("Tense=Pres") && child.has("VerbForm=Fin");
                    past |= child.has("Tense=Past");
                    past &= !(child.has("Tense=Pres") && child.relation() == "cop");
                }
                "mark" => {
                    infinitive |= holds(&lemmas.infinitive_marks, &child.lemma);
                    // "Is due to visit", where the tree joins the mark to the word before it.
                    planned |= holds(&lemmas.future_heads, &child.lemma);
                }
                _ => {}
            }
            // "Is to meet", "were to be held".
            copula |= matches!(child.relation(), "aux" | "cop") && holds(&lemmas.copulas, &child.lemma);
        }
        if planned || infinitive && copula {
            return Some(Direction::Future);
        }
        // "Might join them on Thursday" is to come, "might have joined" is not; so is "is meeting on Monday".
        if open && !perfect || going_on && present && !perfect {
            return Some(Direction::Future);
        }
        if holds(&lemmas.future_heads, &token.lemma) && (token.upos == Upos::Adj || token.has("VerbForm=Part")) {
            return Some(Direction::Future);
        }
        if infinitive {
            // "A deal to be signed on Tuesday".
            let of_noun = token.relation() == "acl" && is_passive(self.analysis, id);
            let above = token.head.map(|head| self.analysis.token(head));
            // "Is to meet", whichever of the two words is the head.
            let is_under_aux = |above: &Token| above.upos == Upos::Aux && token.relation() == "xcomp";
            let planned = of_noun
                || present
                || above.is_some_and(|above| is_under_aux(above) || holds(&lemmas.future_heads, &above.lemma));
            return planned.then_some(Direction::Future);
        }
        // "Flies to Moscow on Friday": the present of news points ahead where a day is told.
        let is_present = token.upos == Upos::Verb && token.has("Tense=Pres") && token.has("VerbForm=Fin") && !perfect;
        if is_present && self.moves_on(id) {
            return Some(Direction::Future);
        }
        past.then_some(Direction::Past)
    }

    /// Whether the present of a verb tells of a fixed plan and not of speech or a state: a verb without a clause of its
    /// own.
    fn moves_on(&self, id: TokenId) -> bool {
        let is_clause = |c: TokenId| matches!(self.analysis.token(c).relation(), "ccomp" | "xcomp" | "parataxis");
        !self.analysis.children(id).any(is_clause) && self.analysis.token(id).relation() != "parataxis"
    }
}

/// Whether an infinitive is a passive: "to be signed".
fn is_passive(analysis: &Analysis, id: TokenId) -> bool {
    analysis.children(id).any(|c| analysis.token(c).deprel == "aux:pass")
}
