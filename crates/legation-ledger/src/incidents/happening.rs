//! What is compared of an event.

use legation_types::{Date, Status};
use rustc_hash::FxHashMap;

/// A word, name or code as a number: equal words, equal numbers.
pub(crate) type Symbol = u32;

/// Numbers for words, in the order in which they are met.
#[derive(Default)]
pub(crate) struct Symbols {
    numbers: FxHashMap<String, Symbol>,
}

impl Symbols {
    /// The number of a word; 0 for the empty word.
    pub(crate) fn of(&mut self, word: &str) -> Symbol {
        if word.is_empty() {
            return 0;
        }
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.numbers.len() as Symbol + 1;
        self.numbers.insert(word.to_string(), number);
        number
    }
}

/// A participant as far as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    /// Id in the knowledge, or 0.
    pub(crate) id: Symbol,
    /// Surname of a person, whole name of anything else.
    pub(crate) name: Symbol,
    /// Country, or 0.
    pub(crate) country: Symbol,
    /// Whether it stands for its whole country: a state or its government.
    pub(crate) is_state: bool,
    /// Whether it is a person with a name.
    pub(crate) is_person: bool,
}

/// An event as far as it is compared with others.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    pub(crate) event: i64,
    pub(crate) event_id: String,
    pub(crate) article: u32,
    /// Number of its sentence in the article.
    pub(crate) sentence: u32,
    /// First article of its line of copies.
    pub(crate) origin: u32,
    pub(crate) story: u32,
    /// Day of publication, counted from 1970.
    pub(crate) published: Option<i32>,
    pub(crate) kind: Symbol,
    pub(crate) mode: Symbol,
    pub(crate) realm: Realm,
    pub(crate) is_ahead: bool,
    pub(crate) lemma: Symbol,
    /// The first letters of the trigger, or 0 where it is short.
    pub(crate) stem: Symbol,
    pub(crate) actors: Vec<Party>,
    pub(crate) recipients: Vec<Party>,
    /// First and last day.
    pub(crate) days: Option<(i32, i32)>,
    pub(crate) place: Option<Where>,
    pub(crate) count: Option<i64>,
    /// Telling words of the sentence, ascending.
    pub(crate) words: Vec<Symbol>,
}

/// A place as far as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Where {
    pub(crate) country: Symbol,
    pub(crate) name: Symbol,
    /// Whether it is finer than a country.
    pub(crate) is_fine: bool,
}

/// Whether something is told as part of the course of things, or as wished for: the two are never one happening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Realm {
    /// Happened, under way, fixed, expected, tried, claimed, denied.
    Course,
    /// Offered, demanded, threatened, conditional.
    Wish,
}

impl Realm {
    pub(crate) fn of(status: Status) -> Realm {
        match status {
            Status::Proposed | Status::Demanded | Status::Threatened | Status::Conditional => Realm::Wish,
            _ => Realm::Course,
        }
    }
}

/// Days since 1970 of an ISO date.
pub(crate) fn day_number(iso: &str) -> Option<i32> {
    let date: Date = iso.get(..10)?.parse().ok()?;
    let epoch = Date::constant(1970, 1, 1);
    Some(epoch.until(date).ok()?.get_days())
}
