//! He, she, it, they: the phrase that agrees and is nearest and most prominent.

use super::Sieves;
use super::phrases::PhraseKind;
use crate::actors::Pronoun;
use crate::knowledge::Gender;
use legation_types::{NameType, TokenId};

/// How many sentences a pronoun may look back.
const REACH: usize = 3;
/// What a sentence of distance costs.
const SENTENCE: i32 = 30;

impl Sieves<'_> {
    /// Links third-person pronouns from the first to the last.
    pub(super) fn link_pronouns(&mut self) {
        for idx in 0..self.phrases.len() {
            let PhraseKind::Pronoun(kind) = self.phrases[idx].kind else { continue };
            if matches!(kind, Pronoun::First | Pronoun::Speaker | Pronoun::Second) {
                continue;
            }
            if let Some(antecedent) = self.antecedent(idx, kind) {
                self.clusters.join(antecedent, idx);
            }
        }
    }

    fn antecedent(&self, pronoun: usize, kind: Pronoun) -> Option<usize> {
        let sentence = self.sentence(pronoun);
        let mut best: Option<(i32, usize)> = None;
        for back in 0..=REACH.min(sentence) {
            let floor = 100 - SENTENCE * back as i32;
            let mut place = 0;
            for candidate in (0..self.phrases.len()).filter(|c| self.sentence(*c) == sentence - back) {
                if !self.may_mean(pronoun, kind, candidate) {
                    continue;
                }
                let score = floor - place.min(10) + self.prominence(pronoun, kind, candidate, back);
                place += 1;
                if best.is_none_or(|(known, _)| score > known) {
                    best = Some((score, candidate));
                }
            }
            if best.is_some_and(|(score, _)| score > floor) {
                break;
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    fn prominence(&self, pronoun: usize, kind: Pronoun, candidate: usize, back: usize) -> i32 {
        let phrase = &self.phrases[candidate];
        let relation = self.tree.relation(phrase.head);
        let is_owner = self.tree.deprel(phrase.head) == "nmod:poss";
        let mut score = match relation {
            "nsubj" => 20,
            "obj" | "iobj" => 5,
            "nmod" | "compound" | "amod" if !is_owner => -10,
            _ => 0,
        };
        if is_owner {
            score += 8;
        }
        if phrase.kind == PhraseKind::Row {
            score += 5;
        }
        if matches!(phrase.kind, PhraseKind::Pronoun(_)) {
            score += 6;
        }
        if kind == Pronoun::Plural && phrase.tag == Some(NameType::Org) {
            score -= 15;
        }
        if kind == Pronoun::Thing
            && phrase.kind == PhraseKind::Nominal
            && !phrase.has_determiner
            && !phrase.has_possessor
        {
            score -= 10;
        }
        let governs = relation == "nsubj"
            && self.tree.head(phrase.head).is_some_and(|v| self.tree.analysis.is_under(self.phrases[pronoun].head, v));
        if back == 0 && governs {
            score += 12;
        }
        score + 3 * self.clusters.members(candidate).len().min(6) as i32
    }

    fn may_mean(&self, pronoun: usize, kind: Pronoun, candidate: usize) -> bool {
        let (own, other) = (&self.phrases[pronoun], &self.phrases[candidate]);
        if candidate == pronoun || other.first >= own.first || self.is_inside(own.head, candidate) {
            return false;
        }
        let agrees = match other.kind {
            PhraseKind::Pronoun(other) => other == kind,
            _ => self.agrees(kind, candidate),
        };
        let is_reflexive = self.resources.actor_words.reflexive.contains(&own.lemma)
            || self.resources.actor_words.reflexive.contains(&self.tree.low(own.head));
        agrees
            && (is_reflexive || !self.are_arguments_of_one(other.head, own.head))
            && !(other.kind == PhraseKind::Name && self.tree.relation(other.head) == "compound")
    }

    /// Whether a pronoun stands inside the phrase: "his own book" is not its writer.
    fn is_inside(&self, pronoun: TokenId, phrase: usize) -> bool {
        let phrase = &self.phrases[phrase];
        phrase.first <= pronoun && pronoun <= phrase.last && self.tree.analysis.is_under(pronoun, phrase.head)
    }

    fn are_arguments_of_one(&self, one: TokenId, other: TokenId) -> bool {
        let core = |id: TokenId| matches!(self.tree.relation(id), "nsubj" | "obj" | "iobj" | "obl");
        core(one) && core(other) && self.tree.head(one).is_some() && self.tree.head(one) == self.tree.head(other)
    }

    /// Whether all that is known of a phrase's chain allows the pronoun.
    fn agrees(&self, kind: Pronoun, candidate: usize) -> bool {
        let phrase = &self.phrases[candidate];
        let members = || self.clusters.members(candidate).iter().map(|m| &self.phrases[*m]);
        let said =
            |pronouns: &[Pronoun]| members().any(|m| matches!(m.kind, PhraseKind::Pronoun(p) if pronouns.contains(&p)));
        let is_person = members().any(|m| m.is_person);
        let is_plural = phrase.is_plural && phrase.tag.is_none();
        match kind {
            Pronoun::Male | Pronoun::Female => {
                let (own, opposite) = match kind {
                    Pronoun::Male => (Gender::Male, Gender::Female),
                    _ => (Gender::Female, Gender::Male),
                };
                let other = if kind == Pronoun::Male { Pronoun::Female } else { Pronoun::Male };
                let told = |gender| members().any(|m| m.gender == Some(gender));
                let is_thing = members().any(|m| m.tag.is_some_and(|t| t != NameType::Per))
                    && !members().any(|m| m.tag == Some(NameType::Per));
                let is_other = (told(opposite) || said(&[other])) && !(told(own) || said(&[kind]));
                is_person && !is_plural && !is_thing && !is_other
            }
            Pronoun::Thing => {
                !is_plural
                    && !is_person
                    && phrase.kind != PhraseKind::Row
                    && !said(&[Pronoun::Male, Pronoun::Female, Pronoun::Plural, Pronoun::First])
                    && !self.resources.actor_words.timeless.contains(&phrase.lemma)
            }
            Pronoun::Plural => is_plural || said(&[Pronoun::Plural]) || members().any(|m| m.tag == Some(NameType::Org)),
            Pronoun::First | Pronoun::Speaker | Pronoun::Second => false,
        }
    }
}
