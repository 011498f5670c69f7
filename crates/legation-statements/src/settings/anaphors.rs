//! Nouns that stand for a place named before: "shelled the city", "in the region".

use super::NONE;
use crate::rules::Words;
use crate::tree::{Tree, Word};
use legation_types::{ActorKind, Mentions, PlaceLevel, PlaceReading, TokenId, Upos};

/// How many sentences back the name may stand.
const SENTENCES: usize = 3;

/// What sort of place a noun stands for.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Town,
    Region,
    Country,
}

/// Gives every such noun the place last named that it can stand for. A noun that has a name of its own beside it
/// ("the city of Homs", "the Donetsk region") stands for nothing else.
pub(super) fn fill(tree: &Tree, words: &Words, mentions: &Mentions, places: &mut [u32]) {
    for word in 0..tree.len() {
        let Some(sort) = sort_of(tree, words, word).filter(|_| places[word] == NONE) else { continue };
        let has_name = tree.children(word).any(|k| tree.upos(k) == Upos::Propn || places[k] != NONE);
        if is_definite(tree, word) && !has_name {
            places[word] = antecedent(tree, mentions, word, sort).unwrap_or(NONE);
        }
    }
}

fn sort_of(tree: &Tree, words: &Words, word: Word) -> Option<Sort> {
    let lemma = tree.lemma(word);
    if tree.upos(word) != Upos::Noun || tree.token(word).has("Number=Plur") {
        return None;
    }
    let sorts = [
        (&words.town_anaphors, Sort::Town),
        (&words.region_anaphors, Sort::Region),
        (&words.country_anaphors, Sort::Country),
    ];
    sorts.into_iter().find(|(lemmas, _)| lemmas.contains(lemma)).map(|(_, sort)| sort)
}

fn is_definite(tree: &Tree, word: Word) -> bool {
    tree.children_by(word, "det").any(|k| tree.token(k).has("Definite=Def") || tree.token(k).has("PronType=Dem"))
}

/// The place mention last before a word that its noun can stand for: of a country the one that coreference knows, else
/// the last one meant as a place.
fn antecedent(tree: &Tree, mentions: &Mentions, word: Word, sort: Sort) -> Option<u32> {
    let country = || {
        let mention = mentions.actor_at(TokenId(word as u32))?;
        mention.actors.iter().find(|actor| actor.kind == ActorKind::State)?.country
    };
    let country = (sort == Sort::Country).then(country);
    let fits = |place: &legation_types::PlaceMention| {
        let level = place.place.level;
        let is_meant = place.reading == PlaceReading::Literal;
        match sort {
            Sort::Town => level == PlaceLevel::Place && is_meant && place.place.geonames_id.is_some(),
            Sort::Region => level == PlaceLevel::Admin1 && is_meant,
            Sort::Country => {
                level == PlaceLevel::Country && country.flatten().is_some_and(|c| place.place.country == Some(c))
            }
        }
    };
    let earliest = tree.sentence(word).saturating_sub(SENTENCES);
    let before = mentions.places.iter().enumerate().take_while(|(_, place)| place.head.idx() < word);
    let found = before.filter(|(_, place)| tree.sentence(place.head.idx()) >= earliest && fits(place)).last();
    found.map(|(idx, _)| idx as u32)
}
