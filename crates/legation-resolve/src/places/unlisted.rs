//! Places that the gazetteer does not have: counties by the division that the article is about, and what else the model
//! calls a place, as words alone.

use super::PlaceKind;
use super::find::follows_generic;
use super::{PlaceRules, reading};
use legation_types::{
    Analysis, Article, CountryCode, Name, NameType, Place, PlaceLevel, PlaceMention, PlaceReading, SentenceKind, Span,
    TokenId, Upos,
};
use std::collections::{BTreeMap, BTreeSet};

/// Counties and unknown names beside the places found, in no order.
pub(super) fn find(
    article: &Article,
    analysis: &Analysis,
    known: &[PlaceMention],
    rules: &PlaceRules,
) -> Vec<PlaceMention> {
    let finder = Finder { article, analysis, rules };
    let mut found: Vec<PlaceMention> = Vec::new();
    let is_free = |span: Span, found: &[PlaceMention]| !known.iter().chain(found).any(|m| m.span.overlaps(span));
    if let Some((country, division)) = home(known) {
        for (first, last) in finder.counties() {
            let span = analysis.span(first, last);
            if is_free(span, &found) {
                found.push(finder.mention(
                    span,
                    first,
                    last,
                    Some(country),
                    Some(division.clone()),
                    PlaceLevel::Admin1,
                ));
            }
        }
    }
    let named = |kind: NameType| analysis.names.iter().filter(move |name| name.kind == kind);
    let persons: BTreeSet<&str> = named(NameType::Per).flat_map(|name| finder.forms(name)).collect();
    for name in &analysis.names {
        // "Where Trump goes": who is a person elsewhere in the article is no place.
        let is_called_place = name.kind == NameType::Loc && !finder.forms(name).all(|word| persons.contains(word));
        let is_place = is_called_place || follows_generic(article, analysis, name.first, rules);
        if is_place && is_free(name.span, &found) {
            found.push(finder.mention(name.span, name.first, name.last, None, None, PlaceLevel::Place));
        }
    }
    found
}

/// The division that more of the article's places lie in than in all others; `None` where no two do.
fn home(known: &[PlaceMention]) -> Option<(CountryCode, String)> {
    let mut counts: BTreeMap<(CountryCode, &str), usize> = BTreeMap::new();
    for place in known.iter().map(|m| &m.place) {
        if let (Some(country), Some(division)) = (place.country, place.admin1.as_deref()) {
            *counts.entry((country, division)).or_default() += 1;
        }
    }
    let all: usize = counts.values().sum();
    let ((country, division), most) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (most > 1 && 2 * most > all).then(|| (country, division.to_string()))
}

struct Finder<'a> {
    article: &'a Article,
    analysis: &'a Analysis,
    rules: &'a PlaceRules,
}

impl Finder<'_> {
    /// Capitalised names that end with a word for a county.
    fn counties(&self) -> Vec<(TokenId, TokenId)> {
        let is_name = |t: u32| {
            let token = self.analysis.token(TokenId(t));
            token.upos == Upos::Propn && self.words(t).starts_with(char::is_uppercase)
        };
        let mut found = Vec::new();
        for sentence in self.analysis.sentences.iter().filter(|s| s.kind != SentenceKind::Chrome) {
            for last in sentence.first + 1..sentence.end {
                let is_county = self.rules.counties.contains(&self.words(last).to_lowercase());
                if !is_county || !is_name(last) || !is_name(last - 1) {
                    continue;
                }
                // "Rapides", "Port Anse": of a longer row only the last two words.
                let is_longer = last >= sentence.first + 2 && is_name(last - 2) && self.is_joined(last - 2, last - 1);
                found.push((TokenId(last - 1 - u32::from(is_longer)), TokenId(last)));
            }
        }
        found
    }

    /// Whether two words stand in one name.
    fn is_joined(&self, one: u32, other: u32) -> bool {
        self.analysis.names.iter().any(|name| name.first.0 <= one && other <= name.last.0)
    }

    /// The words of a name.
    fn forms<'n>(&'n self, name: &'n Name) -> impl Iterator<Item = &'n str> {
        (name.first.0..=name.last.0).map(|token| self.words(token))
    }

    fn words(&self, token: u32) -> &str {
        self.analysis.token(TokenId(token)).span.of(&self.article.text)
    }

    fn mention(
        &self,
        span: Span,
        first: TokenId,
        last: TokenId,
        country: Option<CountryCode>,
        admin1: Option<String>,
        level: PlaceLevel,
    ) -> PlaceMention {
        let head = super::head_of(self.analysis, (first, last));
        let name = span.of(&self.article.text).to_string();
        // Inside the name of an office the county acts.
        let is_embedded = |name: &&Name| name.span.contains(span) && name.kind == NameType::Org;
        let reading = match self.analysis.names.iter().find(is_embedded) {
            Some(whole) if whole.span != span => PlaceReading::Actor,
            _ => reading::read(self.analysis, head, PlaceKind::Area, self.rules),
        };
        PlaceMention {
            span,
            head,
            place: Place { name, country, admin1, coordinates: None, geonames_id: None, level },
            reading,
        }
    }
}
