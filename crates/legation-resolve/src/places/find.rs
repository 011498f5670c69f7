//! Which words of an article may name a place that the gazetteer knows.

use super::reading::is_dateline;
use super::toponym::{Toponym, look_up, look_up_people};
use super::{Gazetteer, PlaceKind, PlaceRules};
use legation_types::{Analysis, Article, CountryCode, NameType, SentenceKind, Span, TokenId, Upos};
use std::collections::{BTreeMap, BTreeSet};

/// A name that may be a place, and how far the model agrees.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub toponym: Toponym,
    /// First and last token of the bare name.
    pub tokens: (TokenId, TokenId),
    /// Whether the model called it a place.
    pub is_tagged: bool,
    /// Whether it is a place inside the name of an organisation.
    pub is_embedded: bool,
}

/// Names of the article that the gazetteer knows, in the order of the text: what the model calls a place, an
/// organisation or another name that is as a whole a country's or large place's name, countries inside organisations,
/// proper nouns outside names, peoples and adjectives of nationality.
pub(crate) fn find(
    article: &Article,
    analysis: &Analysis,
    gazetteer: &Gazetteer,
    rules: &PlaceRules,
) -> Vec<Candidate> {
    let finder = Finder { article, analysis, gazetteer, rules };
    let mut found = Vec::new();
    // What the model calls a place once is one wherever the name stands alone.
    let mut known_as_places = BTreeSet::new();
    for name in &analysis.names {
        let tokens = (name.first, name.last);
        // "In Greer", "the village of Greer", "GREER (Agency)": a place, whatever the model calls it.
        let is_place = || {
            finder.is_located(tokens)
                || follows_generic(article, analysis, name.first, rules)
                || is_dateline(analysis, &article.text, tokens)
        };
        if name.kind != NameType::Loc && is_place() {
            let whole = finder.candidate(tokens, true).filter(|c| covers(c, tokens));
            if let Some(whole) = whole {
                known_as_places.insert(whole.toponym.key.clone());
                found.push(whole);
                continue;
            }
        }
        match name.kind {
            NameType::Per => {}
            NameType::Loc => {
                let places = finder.in_place_name(tokens);
                known_as_places.extend(places.iter().map(|c| c.toponym.key.clone()));
                found.extend(places);
            }
            NameType::Org | NameType::Misc => match finder.candidate(tokens, false).filter(|c| covers(c, tokens)) {
                Some(whole) => found.push(whole),
                None => match finder.after_generic(tokens) {
                    Some(place) => found.push(place),
                    None => found.extend(finder.places_inside(tokens)),
                },
            },
        }
    }
    let of_persons = finder.tokens_in_names(|kind| kind == NameType::Per);
    found.extend(finder.peoples(&of_persons));
    let in_names = finder.tokens_in_names(|_| true);
    for run in finder.proper_noun_runs(&in_names) {
        let is_located = finder.is_located(run);
        found.extend(finder.candidate(run, is_located).filter(|c| !rules.unsafe_names.contains(&c.toponym.key)));
    }
    // "The North": part of the name of a state, not one of the provinces so called.
    found.retain(|c| !rules.openers.contains(&c.toponym.key));
    for candidate in &mut found {
        candidate.is_tagged |= !candidate.is_embedded && known_as_places.contains(&candidate.toponym.key);
    }
    // Of two that overlap the first in this order holds: by start, then the longer one, then peoples before places.
    found.sort_by_key(|c| (c.toponym.span.start, u32::MAX - c.toponym.span.end, !c.toponym.is_people));
    found.dedup_by(|b, a| a.toponym.span.overlaps(b.toponym.span));
    found
}

/// Whether a name follows a word for a kind of place and a word that joins them: "the village of Greer".
pub(super) fn follows_generic(article: &Article, analysis: &Analysis, first: TokenId, rules: &PlaceRules) -> bool {
    let lower = |back: u32| {
        let token = first.0.checked_sub(back).map(|at| analysis.token(TokenId(at)))?;
        Some(token.span.of(&article.text).to_lowercase())
    };
    lower(1).is_some_and(|word| rules.joiners.contains(&word))
        && lower(2).is_some_and(|word| rules.generics.contains_key(&word))
}

/// How often the article names each people, by noun or adjective.
pub(crate) fn peoples(article: &Article, analysis: &Analysis, rules: &PlaceRules) -> BTreeMap<CountryCode, usize> {
    let words: Vec<Span> = analysis.tokens.iter().map(|t| t.span).collect();
    peoples_in(&article.text, &words, rules)
}

/// The same over the words of bare text.
pub(crate) fn peoples_in(text: &str, words: &[Span], rules: &PlaceRules) -> BTreeMap<CountryCode, usize> {
    let mut counts = BTreeMap::new();
    let is_capital = |word: &&Span| word.of(text).starts_with(char::is_uppercase);
    for word in words.iter().filter(is_capital) {
        if let Some(code) = rules.demonyms.get(&super::fold::fold(word.of(text))) {
            *counts.entry(*code).or_default() += 1;
        }
    }
    counts
}

struct Finder<'a> {
    article: &'a Article,
    analysis: &'a Analysis,
    gazetteer: &'a Gazetteer,
    rules: &'a PlaceRules,
}

impl Finder<'_> {
    /// The places of a name that the model calls one: the whole of it, or else the longest parts that are known
    /// ("the Turkey-Syria border").
    fn in_place_name(&self, (first, last): (TokenId, TokenId)) -> Vec<Candidate> {
        match self.candidate((first, last), true) {
            Some(whole) => vec![whole],
            None => self.parts((first, last), true, |entry| {
                // A piece of a longer name must be somebody's whole name by its size: "Red" of "Red Cross" is not.
                matches!(entry.kind, PlaceKind::Country | PlaceKind::Division) || entry.population > 50_000.0
            }),
        }
    }

    /// The name at the end of "Black Sea resort of Sochi", which is a place whatever the model calls the whole.
    fn after_generic(&self, (first, last): (TokenId, TokenId)) -> Option<Candidate> {
        let lemma = |t: u32| self.analysis.token(TokenId(t)).lemma.to_lowercase();
        let start = (first.0..last.0.saturating_sub(1))
            .find(|t| self.rules.generics.contains_key(&lemma(*t)) && self.rules.joiners.contains(&lemma(t + 1)))?
            + 2;
        self.candidate((TokenId(start), last), true).filter(|c| covers(c, (TokenId(start), last)))
    }

    /// Places inside the name of an organisation, which they qualify: countries, divisions and large places anywhere,
    /// smaller ones where the next word is an institution ("Oxford Police").
    fn places_inside(&self, tokens: (TokenId, TokenId)) -> Vec<Candidate> {
        let mut parts = self.parts(tokens, false, |entry| match entry.kind {
            PlaceKind::Country | PlaceKind::Division | PlaceKind::Settlement => true,
            PlaceKind::Region | PlaceKind::Area => false,
        });
        let is_place = |part: &Candidate| {
            let is_large = |e: super::Entry| match e.kind {
                PlaceKind::Country => true,
                _ => e.population >= self.rules.weights.untagged,
            };
            let next = part.tokens.1.0 + 1;
            let is_institution = next <= tokens.1.0 && self.rules.institutions.contains(&self.lower(TokenId(next)));
            let is_large = part.toponym.found.iter().any(|f| is_large(self.gazetteer.entry(f.id)));
            let is_safe = !self.rules.unsafe_names.contains(&part.toponym.key);
            if is_safe { is_large || is_institution } else { is_large && is_institution }
        };
        let is_country =
            |part: &Candidate| part.toponym.found.iter().any(|f| self.gazetteer.entry(f.id).kind == PlaceKind::Country);
        parts.retain(|part| is_country(part) || is_place(part));
        for part in &mut parts {
            part.is_embedded = true;
            part.is_tagged = true;
        }
        parts
    }

    /// Whether a name stands right behind a preposition that only a place follows.
    fn is_located(&self, (first, last): (TokenId, TokenId)) -> bool {
        let token = self.analysis.token(super::head_of(self.analysis, (first, last)));
        let before = first.0.checked_sub(1).map(|t| self.lower(TokenId(t)));
        matches!(token.deprel.as_str(), "obl" | "nmod") && before.is_some_and(|w| self.rules.locatives.contains(&w))
    }

    fn lower(&self, token: TokenId) -> String {
        self.analysis.token(token).span.of(&self.article.text).to_lowercase()
    }

    /// The longest stretches of a name that are known and have an entry of the wanted sort.
    fn parts(
        &self,
        (first, last): (TokenId, TokenId),
        is_tagged: bool,
        is_wanted: impl Fn(&super::Entry) -> bool,
    ) -> Vec<Candidate> {
        let mut parts = Vec::new();
        let mut at = first.0;
        while at <= last.0 {
            let part = (at..=last.0).rev().find_map(|end| {
                let part = self.candidate((TokenId(at), TokenId(end)), is_tagged)?;
                (part.tokens.0 == TokenId(at)).then_some(part)
            });
            at = part.as_ref().map_or(at, |p| p.tokens.1.0) + 1;
            parts.extend(part.filter(|p| p.toponym.found.iter().any(|f| is_wanted(&self.gazetteer.entry(f.id)))));
        }
        parts
    }

    fn candidate(&self, (first, last): (TokenId, TokenId), is_tagged: bool) -> Option<Candidate> {
        let span = self.analysis.span(first, last);
        let toponym = look_up(&self.article.text, span, self.gazetteer, self.rules)?;
        // "al-Bab" has its capital inside; "turkey" is the bird.
        if !toponym.span.of(&self.article.text).contains(char::is_uppercase) {
            return None;
        }
        let first = self.analysis.token_at(toponym.span.start)?;
        let last = self.analysis.token_at(toponym.span.end - 1)?;
        Some(Candidate { toponym, tokens: (first, last), is_tagged, is_embedded: false })
    }

    /// Peoples and adjectives of nationality, of one or two words, outside names of persons.
    fn peoples(&self, of_persons: &[bool]) -> Vec<Candidate> {
        let tokens = &self.analysis.tokens;
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let person = of_persons[at];
            let people = [1, 0].into_iter().filter(|more| !person && at + more < tokens.len()).find_map(|more| {
                let span = tokens[at].span.cover(tokens[at + more].span);
                let toponym = look_up_people(&self.article.text, span, self.gazetteer, self.rules)?;
                let tokens = (TokenId(at as u32), TokenId((at + more) as u32));
                Some(Candidate { toponym, tokens, is_tagged: true, is_embedded: false })
            });
            at = people.as_ref().map_or(at, |p| p.tokens.1.idx()) + 1;
            found.extend(people);
        }
        found
    }

    fn tokens_in_names(&self, is_wanted: impl Fn(NameType) -> bool) -> Vec<bool> {
        let mut inside = vec![false; self.analysis.tokens.len()];
        for name in self.analysis.names.iter().filter(|n| is_wanted(n.kind)) {
            for slot in inside.iter_mut().take(name.last.idx() + 1).skip(name.first.idx()) {
                *slot = true;
            }
        }
        inside
    }

    /// Runs of proper nouns that belong to no name.
    fn proper_noun_runs(&self, in_names: &[bool]) -> Vec<(TokenId, TokenId)> {
        let analysis = self.analysis;
        let mut runs = Vec::new();
        for sentence in analysis.sentences.iter().filter(|s| s.kind != SentenceKind::Chrome) {
            let mut start = None;
            for t in sentence.first..=sentence.end {
                let is_proper =
                    t < sentence.end && analysis.tokens[t as usize].upos == Upos::Propn && !in_names[t as usize];
                match (is_proper, start) {
                    (true, None) => start = Some(t),
                    (false, Some(first)) => {
                        runs.push((TokenId(first), TokenId(t - 1)));
                        start = None;
                    }
                    _ => {}
                }
            }
        }
        runs
    }
}

/// Whether a candidate is the whole of a name, an article before it aside.
fn covers(candidate: &Candidate, (first, last): (TokenId, TokenId)) -> bool {
    candidate.tokens.1 == last && candidate.tokens.0 >= first && candidate.tokens.0.0 <= first.0 + 1
}
