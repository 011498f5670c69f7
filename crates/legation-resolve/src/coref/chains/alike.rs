//! Names that are alike, and definite phrases with the words of an earlier one.

use super::Sieves;
use super::phrases::PhraseKind;
use legation_types::{NameType, TokenId};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// How many sentences a definite phrase may look back.
const REACH: usize = 15;
/// Longest acronym, in characters.
const LONGEST_ACRONYM: usize = 6;

impl Sieves<'_> {
    /// The same words, the same bare name, a surname, an acronym, the beginning of an organisation's name.
    pub(super) fn link_names(&mut self) {
        let names: Vec<usize> = (0..self.phrases.len()).filter(|i| self.phrases[*i].kind == PhraseKind::Name).collect();
        let mut by_words: FxHashMap<String, usize> = FxHashMap::default();
        let mut by_name: FxHashMap<String, usize> = FxHashMap::default();
        for &name in &names {
            let first = *by_words.entry(self.phrases[name].words.clone()).or_insert(name);
            self.clusters.join(first, name);
            if self.phrases[name].tag.is_some() {
                let first = *by_name.entry(self.phrases[name].bare.clone()).or_insert(name);
                self.clusters.join(first, name);
            }
        }
        for (at, &name) in names.iter().enumerate() {
            let found = match self.phrases[name].tag {
                Some(NameType::Per) => names[..at].iter().rev().find(|n| self.is_surname_of(name, **n)),
                Some(NameType::Org) => names[..at].iter().find(|n| self.begins(name, **n)),
                _ => None,
            };
            if let Some(&fuller) = found {
                self.clusters.join(fuller, name);
            }
            if self.is_acronym(name)
                && let Some(&fuller) = names.iter().find(|n| self.abbreviates(name, **n))
            {
                self.clusters.join(fuller, name);
            }
        }
    }

    /// "Bos" after "Nick Bos".
    fn is_surname_of(&self, name: usize, fuller: usize) -> bool {
        let (short, full) = (&self.phrases[name].bare, &self.phrases[fuller]);
        full.tag == Some(NameType::Per)
            && !short.contains(' ')
            && full.bare.contains(' ')
            && (full.bare.rsplit(' ').next() == Some(short) || full.bare.split(' ').next() == Some(short))
    }

    fn begins(&self, name: usize, fuller: usize) -> bool {
        let (short, full) = (&self.phrases[name].words, &self.phrases[fuller]);
        full.tag == Some(NameType::Org) && full.words.strip_prefix(short.as_str()).is_some_and(|r| r.starts_with(' '))
    }

    fn is_acronym(&self, name: usize) -> bool {
        let phrase = &self.phrases[name];
        let form = self.tree.form(phrase.head);
        phrase.first == phrase.last
            && (2..=LONGEST_ACRONYM).contains(&form.chars().count())
            && form.contains(char::is_uppercase)
            && !form.contains(char::is_lowercase)
    }

    fn abbreviates(&self, acronym: usize, fuller: usize) -> bool {
        let full = &self.phrases[fuller];
        let words = (full.first.0..=full.last.0).map(TokenId).filter(|t| self.tree.relation(*t) != "det");
        let letters = words.filter_map(|t| self.tree.form(t).chars().next());
        let initials: String = letters.filter(|c| c.is_uppercase()).collect();
        fuller != acronym && full.first < full.last && initials == self.tree.form(self.phrases[acronym].head)
    }

    /// "The study", "its garrison" said again; "the plane" after "a military plane".
    pub(super) fn link_definites(&mut self) {
        let mut seen: FxHashMap<String, usize> = FxHashMap::default();
        for idx in 0..self.phrases.len() {
            let phrase = &self.phrases[idx];
            if matches!(phrase.kind, PhraseKind::Pronoun(_)) {
                continue;
            }
            let points_back = phrase.kind == PhraseKind::Nominal && (phrase.is_definite || phrase.has_possessor);
            let first = *seen.entry(phrase.words.clone()).or_insert(idx);
            if points_back && first != idx && self.phrases[first].is_plural == self.phrases[idx].is_plural {
                self.clusters.join(first, idx);
            }
        }
        for idx in 0..self.phrases.len() {
            let phrase = &self.phrases[idx];
            let is_first = self.clusters.members(idx).iter().all(|m| self.phrases[*m].first >= phrase.first);
            if phrase.kind == PhraseKind::Nominal
                && phrase.is_definite
                && !phrase.has_more
                && is_first
                && let Some(earlier) = self.same_head(idx)
            {
                self.clusters.join(earlier, idx);
            }
        }
    }

    /// The nearest phrase before with the same head, whose chain was told with all the modifiers that this one has.
    fn same_head(&self, idx: usize) -> Option<usize> {
        let phrase = &self.phrases[idx];
        (0..idx)
            .rev()
            .take_while(|p| self.sentence(idx) <= self.sentence(*p) + REACH)
            .filter(|p| {
                let other = &self.phrases[*p];
                matches!(other.kind, PhraseKind::Nominal | PhraseKind::Name)
                    && other.lemma == phrase.lemma
                    && other.is_plural == phrase.is_plural
                    && !(other.first <= phrase.first && phrase.last <= other.last)
                    && !self.clusters.are_joined(idx, *p)
            })
            .find(|p| {
                let mut told: BTreeSet<String> = BTreeSet::new();
                for member in self.clusters.members(*p) {
                    told.extend(self.phrases[*member].modifiers.iter().cloned());
                }
                let other = &self.phrases[*p];
                if other.kind == PhraseKind::Name {
                    told.extend((other.first.0..=other.last.0).map(|t| self.tree.lemma(TokenId(t))));
                }
                phrase.modifiers.is_subset(&told)
            })
    }
}
