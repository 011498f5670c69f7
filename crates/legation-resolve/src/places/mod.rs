//! Where: names of places, the gazetteer entries they mean, and whether they mean the place or an actor.
//!
//! Comes in: an article with its analysis, a [`Gazetteer`], [`PlaceRules`]. Goes out: [`PlaceMention`]s in the order of
//! the text. Of a county that the gazetteer does not know the division is given that the article is about, of other
//! names that the model calls places only the words; coordinates are given for settlements and spots only.
//! Adjectives of nationality and names of peoples are mentions of their country, always read as the actor; so is a
//! country inside the name of an organisation.

mod disambiguate;
mod find;
mod fold;
mod gazetteer;
mod reading;
mod rules;
mod toponym;
mod unlisted;

pub use gazetteer::{Entry, EntryId, Found, Gazetteer, PlaceKind};
pub use rules::{PlaceRules, Weights};

use disambiguate::disambiguate;
use legation_types::{Analysis, Article, Place, PlaceMention, PlaceReading, Span, TokenId};

/// The places that an article names.
pub fn resolve_places(
    article: &Article,
    analysis: &Analysis,
    gazetteer: &Gazetteer,
    rules: &PlaceRules,
) -> Vec<PlaceMention> {
    let candidates = find::find(article, analysis, gazetteer, rules);
    let toponyms: Vec<_> = candidates.iter().map(|c| c.toponym.clone()).collect();
    let peoples = find::peoples(article, analysis, rules);
    let choices = disambiguate(&article.text, &toponyms, &peoples, gazetteer, rules);
    let mut mentions = Vec::new();
    for (candidate, choice) in candidates.iter().zip(choices) {
        let Some(choice) = choice else { continue };
        if !candidate.is_tagged && !is_prominent(&gazetteer.entry(choice.entry), rules) {
            continue;
        }
        let head = head_of(analysis, candidate.tokens);
        let reading = if candidate.is_embedded || candidate.toponym.is_people {
            PlaceReading::Actor
        } else if choice.is_holder || reading::is_dateline(analysis, &article.text, candidate.tokens) {
            PlaceReading::Literal
        } else {
            reading::read(analysis, head, choice.kind, rules)
        };
        let place = gazetteer.place(choice.entry);
        mentions.push(PlaceMention { span: candidate.toponym.span, head, place, reading });
    }
    mentions.extend(unlisted::find(article, analysis, &mentions, rules));
    mentions.sort_by_key(|mention| (mention.span.start, mention.span.end));
    mentions
}

/// Whether a name is so well known as a place's that it is taken for one though the model did not call it a place.
fn is_prominent(entry: &Entry, rules: &PlaceRules) -> bool {
    match entry.kind {
        PlaceKind::Country | PlaceKind::Region | PlaceKind::Area => true,
        PlaceKind::Division | PlaceKind::Settlement => entry.is_capital || entry.population >= rules.weights.untagged,
    }
}

/// The place that each span of a text names, where the gazetteer knows it: resolution alone, for spans found by other
/// means. Spans must stand in the order of the text.
pub fn resolve_spans(text: &str, spans: &[Span], gazetteer: &Gazetteer, rules: &PlaceRules) -> Vec<Option<Place>> {
    let toponyms: Vec<_> = spans
        .iter()
        .map(|span| {
            toponym::look_up_people(text, *span, gazetteer, rules)
                .or_else(|| toponym::look_up(text, *span, gazetteer, rules))
        })
        .collect();
    let known: Vec<_> = toponyms.iter().flatten().cloned().collect();
    let peoples = find::peoples_in(text, &words(text), rules);
    let mut choices = disambiguate(text, &known, &peoples, gazetteer, rules).into_iter();
    toponyms
        .iter()
        .map(|toponym| {
            toponym.as_ref().and_then(|_| choices.next().flatten()).map(|choice| gazetteer.place(choice.entry))
        })
        .collect()
}

/// Distance in kilometres between two points given as degrees north and east.
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (a, b) = ((a.0.to_radians(), a.1.to_radians()), (b.0.to_radians(), b.1.to_radians()));
    let (north, east) = (((b.0 - a.0) / 2.0).sin(), ((b.1 - a.1) / 2.0).sin());
    let chord = north * north + a.0.cos() * b.0.cos() * east * east;
    2.0 * 6371.0 * chord.sqrt().min(1.0).asin()
}

/// Runs of letters.
fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphabetic(), start) {
            (true, None) => start = Some(at),
            (false, Some(first)) => {
                words.push(Span::new(first as u32, at as u32));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// The token among these whose head lies outside them.
fn head_of(analysis: &Analysis, (first, last): (TokenId, TokenId)) -> TokenId {
    (first.0..=last.0)
        .map(TokenId)
        .find(|t| analysis.token(*t).head.is_none_or(|h| h < first || h > last))
        .unwrap_or(last)
}

#[cfg(test)]
mod tests;
