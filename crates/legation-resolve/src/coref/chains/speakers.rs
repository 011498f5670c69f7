//! I, we, you: by who speaks.

use super::Sieves;
use super::phrases::PhraseKind;
use crate::actors::Pronoun;
use legation_types::{NameType, TokenId};
use std::collections::BTreeMap;

/// From this many "I" outside quotation marks on, the article is a conversation with one person.
const CONVERSATION: usize = 4;
/// How many sentences may lie between two "we", two "you", two "I" of the same.
const GAP: usize = 4;

impl Sieves<'_> {
    /// Links first and second persons.
    pub(super) fn link_speakers(&mut self) {
        let quoted = self.quoted();
        let of = |kind: Pronoun| -> Vec<usize> {
            (0..self.phrases.len()).filter(|i| self.phrases[*i].kind == PhraseKind::Pronoun(kind)).collect()
        };
        let (ones, groups, others) = (of(Pronoun::Speaker), of(Pronoun::First), of(Pronoun::Second));
        let open = ones.iter().filter(|i| !quoted[self.phrases[**i].head.idx()]).count();
        if open >= CONVERSATION {
            self.link_conversation(&ones, &groups, &others, &quoted);
            return;
        }
        let mut before: Option<usize> = None;
        for one in ones {
            if let Some(speaker) = self.speaker(one, &quoted) {
                self.clusters.join(speaker, one);
            } else if let Some(before) = before.filter(|b| self.sentence(one) <= self.sentence(*b) + GAP) {
                self.clusters.join(before, one);
            }
            before = Some(one);
        }
        self.link_near(&groups);
        self.link_near(&others);
    }

    /// An interview: "I" outside the questions is who is asked, and so is "you" in them; the person named most.
    fn link_conversation(&mut self, ones: &[usize], groups: &[usize], others: &[usize], quoted: &[bool]) {
        let asks: Vec<bool> = (0..self.tree.analysis.sentences.len()).map(|s| self.is_question(s)).collect();
        let answers: Vec<usize> =
            ones.iter().copied().filter(|i| !asks[self.sentence(*i)] || quoted[self.phrases[*i].head.idx()]).collect();
        let Some(&first) = answers.first() else { return };
        for one in &answers {
            self.clusters.join(first, *one);
        }
        for other in others {
            let sentence = self.sentence(*other);
            if asks[sentence] || asks.get(sentence + 1) == Some(&true) {
                self.clusters.join(first, *other);
            }
        }
        if let Some(named) = self.most_named() {
            self.clusters.join(named, first);
        }
        let spoken: Vec<usize> = groups.iter().copied().filter(|g| !asks[self.sentence(*g)]).collect();
        for pair in spoken.windows(2) {
            self.clusters.join(pair[0], pair[1]);
        }
    }

    fn link_near(&mut self, pronouns: &[usize]) {
        for pair in pronouns.windows(2) {
            if self.sentence(pair[1]) <= self.sentence(pair[0]) + GAP {
                self.clusters.join(pair[0], pair[1]);
            }
        }
    }

    /// The person with most names, the first of them where several have as many.
    fn most_named(&self) -> Option<usize> {
        let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (idx, phrase) in self.phrases.iter().enumerate() {
            if phrase.kind == PhraseKind::Name && phrase.tag == Some(NameType::Per) {
                let cluster = self.clusters.members(idx).iter().min().copied().unwrap_or(idx);
                counts.entry(cluster).or_insert((0, idx)).0 += 1;
            }
        }
        counts.values().min_by_key(|(count, first)| (std::cmp::Reverse(*count), *first)).map(|(_, first)| *first)
    }

    fn is_question(&self, sentence: usize) -> bool {
        let bounds = &self.tree.analysis.sentences[sentence];
        (bounds.first..bounds.end).any(|t| self.tree.form(TokenId(t)) == "?")
    }

    /// Which words stand in quotation marks.
    fn quoted(&self) -> Vec<bool> {
        let mut is_open = false;
        (0..self.tree.analysis.tokens.len() as u32)
            .map(|t| match self.tree.form(TokenId(t)) {
                "“" | "``" => {
                    is_open = true;
                    false
                }
                "”" => {
                    is_open = false;
                    false
                }
                "\"" | "''" => {
                    is_open = !is_open;
                    false
                }
                _ => is_open,
            })
            .collect()
    }

    /// Who says an "I": the subject of the speech verb above it, else of one in the sentence, before, after.
    fn speaker(&self, one: usize, quoted: &[bool]) -> Option<usize> {
        let own = self.phrases[one].head;
        let mut at = Some(own);
        for _ in 0..40 {
            let Some(id) = at else { break };
            if let Some(found) = self.says(id, own) {
                return Some(found);
            }
            at = self.tree.head(id);
        }
        let sentence = self.sentence(one) as i64;
        [0, -1, 1, -2, -3].iter().find_map(|step| {
            let bounds = self.tree.analysis.sentences.get(usize::try_from(sentence + step).ok()?)?;
            (bounds.first..bounds.end).map(TokenId).filter(|t| !quoted[t.idx()]).find_map(|t| self.says(t, own))
        })
    }

    fn says(&self, verb: TokenId, own: TokenId) -> Option<usize> {
        if !self.resources.actor_words.speech.contains(&self.tree.lemma(verb)) {
            return None;
        }
        let subjects = self.tree.children(verb).iter().filter(|c| self.tree.relation(**c) == "nsubj" && **c != own);
        subjects.filter_map(|s| self.headed_by(*s)).find(|p| {
            !matches!(self.phrases[*p].kind, PhraseKind::Pronoun(Pronoun::First | Pronoun::Speaker | Pronoun::Second))
        })
    }
}
