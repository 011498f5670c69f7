//! The bare name in a stretch of text: "eastern Syria" is Syria, "Kherson region" a region called Kherson.

use super::fold::fold;
use super::{Found, Gazetteer, PlaceKind, PlaceRules};
use legation_types::Span;

/// A name in the text that the gazetteer knows.
#[derive(Clone, Debug)]
pub(crate) struct Toponym {
    /// The bare name.
    pub span: Span,
    /// Its folded form.
    pub key: String,
    /// The entries that bear it. Never empty.
    pub found: Vec<Found>,
    /// The kind of place that a word beside it tells.
    pub form: Option<PlaceKind>,
    /// Whether the words name a people or are an adjective of nationality, not a place.
    pub is_people: bool,
}

/// The country or region whose people or adjective the span names; not for words that are also its name ("UAE").
pub(crate) fn look_up_people(text: &str, span: Span, gazetteer: &Gazetteer, rules: &PlaceRules) -> Option<Toponym> {
    if !span.of(text).starts_with(char::is_uppercase) {
        return None;
    }
    let key = fold(span.of(text));
    let id = match rules.region_peoples.get(&key) {
        Some(region) => {
            let mut named = gazetteer.find_key(region).into_iter().map(|f| gazetteer.entry(f.id));
            named.find(|e| matches!(e.kind, PlaceKind::Region | PlaceKind::Division))?.id
        }
        None => {
            let country = gazetteer.country_number(*rules.demonyms.get(&key)?)?;
            let mut namesakes = gazetteer.find_key(&key).into_iter().map(|f| gazetteer.entry(f.id).kind);
            if namesakes.any(|kind| kind == PlaceKind::Country) {
                return None;
            }
            gazetteer.country_entry(country)
        }
    };
    let found = vec![Found { id, is_alternate: false, is_short: false }];
    Some(Toponym { span, key, found, form: None, is_people: true })
}

/// The longest part of `span` that the gazetteer knows: words before that are no part of a name are left out, then
/// words after it that say what it is. `None` where nothing is known.
pub(crate) fn look_up(text: &str, span: Span, gazetteer: &Gazetteer, rules: &PlaceRules) -> Option<Toponym> {
    let words = words(text, span);
    let mut first = 0;
    let mut form_before = None;
    while first < words.len() {
        let mut last = words.len();
        let mut form = form_before;
        while last > first {
            let bare = Span::new(words[first].start, words[last - 1].end);
            let key = fold(bare.of(text));
            let found = usable(text, bare, gazetteer.find_key(&key));
            if !found.is_empty() {
                let form = form.or_else(|| form_around(text, bare, rules));
                return Some(Toponym { span: bare, key, found, form, is_people: false });
            }
            let Some(kind) = rules.generics.get(&words[last - 1].of(text).to_lowercase()) else { break };
            form = Some(*kind);
            last -= 1;
        }
        let opener = words[first].of(text).to_lowercase();
        if let Some(kind) = rules.generics.get(&opener) {
            form_before = Some(*kind);
        } else if !(rules.openers.contains(&opener) || form_before.is_some() && rules.joiners.contains(&opener)) {
            return None;
        }
        first += 1;
    }
    None
}

/// Drops abbreviations that are not written as such, and names in capitals too short to be anything else.
fn usable(text: &str, span: Span, mut found: Vec<Found>) -> Vec<Found> {
    let word = span.of(text);
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let is_capitals = word.chars().all(|c| !c.is_lowercase());
    let has_stop = word.contains('.') || text[span.end as usize..].starts_with('.');
    found.retain(|f| match f.is_short {
        true => is_capitals || has_stop,
        false => !(is_capitals && letters <= 3 && word.is_ascii()),
    });
    found
}

/// The kind told by the word after a name ("Kherson region") or before it ("the province of Kherson").
fn form_around(text: &str, span: Span, rules: &PlaceRules) -> Option<PlaceKind> {
    let after = &text[span.end as usize..];
    if let Some(word) =
        after.strip_prefix(' ').map(|rest| rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or(""))
        && let Some(kind) = rules.generics.get(&word.to_lowercase())
    {
        return Some(*kind);
    }
    let mut before = text[..span.start as usize].trim_end_matches(' ').rsplit(|c: char| !c.is_alphabetic());
    let mut word = before.next()?.to_lowercase();
    if !rules.joiners.contains(&word) {
        return None;
    }
    word = before.next()?.to_lowercase();
    rules.generics.get(&word).copied()
}

/// The words of a span; hyphens and stops belong to them, quotation marks and brackets at their ends do not.
fn words(text: &str, span: Span) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = None;
    let end = span.of(text).len();
    for (at, c) in span.of(text).char_indices().chain([(end, ' ')]) {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(first)) => {
                let word = &span.of(text)[first..at];
                let left = word.len() - word.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
                let right = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.').len();
                if left < right {
                    words.push(Span::new(span.start + (first + left) as u32, span.start + (first + right) as u32));
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}
