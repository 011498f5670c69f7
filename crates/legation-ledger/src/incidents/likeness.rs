//! How much two events look like one happening, and why.

use super::happening::{Happening, Party};

/// Likeness from which two events count as one happening.
pub(crate) const ENOUGH: f32 = 3.0;
/// Days between two reports beyond which nothing but a common day joins them.
const FAR_APART: i32 = 10;
/// Longest stretch of days that still says when: a fortnight.
const TELLING_DAYS: i32 = 14;
/// Weight of common words of the two sentences, and what they give at most.
const WORDS: f32 = 2.5;
const WORDS_AT_MOST: f32 = 1.5;

/// A likeness with what it rests on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Likeness {
    pub(crate) score: f32,
    pub(crate) reasons: Vec<String>,
}

impl Likeness {
    fn add(&mut self, weight: f32, reason: impl Into<String>) {
        self.score += weight;
        self.reasons.push(reason.into());
    }
}

/// The likeness of two events of one type; `None` where something rules it out.
pub(crate) fn likeness(earlier: &Happening, later: &Happening) -> Option<Likeness> {
    if earlier.kind != later.kind || earlier.realm != later.realm {
        return None;
    }
    let mut found = Likeness::default();
    found.add(0.0, "same type");
    sides(earlier, later, &mut found)?;
    days(earlier, later, &mut found)?;
    places(earlier, later, &mut found)?;
    match trigger(earlier, later) {
        Trigger::Same if earlier.article == later.article => found.add(0.4, "same trigger"),
        Trigger::Same => found.add(0.7, "same trigger"),
        Trigger::Like => found.add(0.5, "like triggers"),
        // One article tells its happenings in different words; two articles tell one happening so.
        Trigger::Other if earlier.article == later.article => found.add(-0.4, "other trigger"),
        Trigger::Other => {}
    }
    match (earlier.mode, later.mode) {
        (0, _) | (_, 0) => {}
        (a, b) if a == b => found.add(0.3, "same mode"),
        _ => found.add(-0.7, "other mode"),
    }
    // The words of a sentence say nothing about whether two events told in it are one.
    let is_one_sentence = earlier.article == later.article && earlier.sentence == later.sentence;
    if is_one_sentence {
        found.add(-1.0, "told in one sentence");
    }
    if !is_one_sentence && is_told_on(earlier, later) {
        found.add(0.6, "nothing tells them apart");
    }
    let common = if is_one_sentence { 0.0 } else { cosine(&earlier.words, &later.words) };
    if common >= 0.1 {
        found.add((WORDS * common).min(WORDS_AT_MOST), format!("words in common {common:.2}"));
    }
    if earlier.origin == later.origin && earlier.article != later.article {
        found.add(1.0, "copies of one report");
    }
    if earlier.story == later.story {
        found.add(0.8, "same story");
    } else {
        found.add(-0.8, "other stories");
    }
    if earlier.count.is_some() && earlier.count == later.count {
        found.add(0.5, "same number");
    }
    // Told on one day, what is still to come is not what has happened.
    let is_same_day =
        earlier.article == later.article || (earlier.published.is_some() && earlier.published == later.published);
    if is_same_day && earlier.is_ahead != later.is_ahead {
        found.add(-2.0, "one ahead, one past");
    }
    Some(found)
}

/// Whether one article goes on about the same people together, without a day or place of its own: "Lavrov met Fidan on
/// Monday. The two discussed grain."
fn is_told_on(a: &Happening, b: &Happening) -> bool {
    let is_together = a.actors.len() > 1 && a.recipients.is_empty() && b.recipients.is_empty();
    a.article == b.article
        && is_together
        && agreement(&a.actors, &b.actors) == Some(1.0)
        && a.is_ahead == b.is_ahead
        && (a.days.is_none() || b.days.is_none())
        && (a.place.is_none() || b.place.is_none() || a.place == b.place)
}

/// How far two triggers are one word.
enum Trigger {
    Same,
    /// Of one stem: "meet", "meeting".
    Like,
    Other,
}

fn trigger(a: &Happening, b: &Happening) -> Trigger {
    if a.lemma == b.lemma {
        Trigger::Same
    } else if a.stem != 0 && a.stem == b.stem {
        Trigger::Like
    } else {
        Trigger::Other
    }
}

/// Who and whom.
fn sides(a: &Happening, b: &Happening, found: &mut Likeness) -> Option<()> {
    // All sides of a mutual event may stand as actors in one report and apart in another.
    if a.recipients.is_empty() != b.recipients.is_empty() && !a.actors.is_empty() && !b.actors.is_empty() {
        let all = |x: &Happening| -> Vec<Party> { x.actors.iter().chain(&x.recipients).copied().collect() };
        let (all_a, all_b) = (all(a), all(b));
        match agreement(&all_a, &all_b) {
            Some(0.0) => return None,
            Some(share) => found.add(1.8 * share - 0.2, format!("participants {share:.1}")),
            None => found.add(-0.5, "participants unknown"),
        }
        return Some(());
    }
    let (who, whom) = (agreement(&a.actors, &b.actors), agreement(&a.recipients, &b.recipients));
    if who == Some(0.0) && whom == Some(0.0) {
        return None;
    }
    // Several people together tell more than one.
    let is_together = whom.is_none() && a.actors.len().min(b.actors.len()) > 1;
    for (side, share) in [("actors", who), ("recipients", whom)] {
        match share {
            Some(share) if share > 0.0 => {
                found.add(if is_together { 2.0 } else { 1.5 } * share, format!("{side} {share:.1}"))
            }
            Some(_) => found.add(-1.2, format!("other {side}")),
            None => {}
        }
    }
    if is_together && who.is_some_and(|share| share < 0.6) {
        found.add(-0.6, "others take part");
    }
    if who.is_none() && whom.is_none() {
        found.add(-0.5, "participants unknown");
    }
    Some(())
}

/// How far two lists of participants agree, 0–1; `None` where one is empty.
fn agreement(a: &[Party], b: &[Party]) -> Option<f32> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let best = |party: &Party| many.iter().map(|other| same(party, other)).fold(0.0f32, f32::max);
    let sum: f32 = few.iter().map(best).sum();
    // Someone named on one side alone is no contradiction, but less than full agreement.
    let missing = (many.len() - few.len()) as f32;
    Some(sum / (few.len() as f32 + 0.25 * missing))
}

/// How far two participants may be the same: 1 the same, less where they only belong to one state, 0 not.
fn same(a: &Party, b: &Party) -> f32 {
    if (a.id != 0 && a.id == b.id) || (a.name != 0 && a.name == b.name) {
        return 1.0;
    }
    if a.country == 0 || a.country != b.country {
        return 0.0;
    }
    // A state acts through its people; two of its people by name are not each other.
    match (a.is_state || b.is_state, a.is_person && b.is_person) {
        (true, _) => 0.6,
        (false, true) => 0.0,
        (false, false) => 0.3,
    }
}

/// Days between two stretches of days; 0 where they overlap.
pub(crate) fn gap(a: (i32, i32), b: (i32, i32)) -> i32 {
    (a.0.max(b.0) - a.1.min(b.1)).max(0)
}

/// When.
fn days(a: &Happening, b: &Happening, found: &mut Likeness) -> Option<()> {
    let told_apart = match (a.published, b.published) {
        (Some(x), Some(y)) => (x - y).abs(),
        _ => 0,
    };
    let Some(((a_first, a_last), (b_first, b_last))) = a.days.zip(b.days) else {
        if told_apart > FAR_APART {
            return None;
        }
        // One day told: it must lie near the day on which the other was printed.
        let near = |days: Option<(i32, i32)>, published: Option<i32>| match (days, published) {
            (Some((first, last)), Some(day)) => first - FAR_APART <= day && day <= last + FAR_APART,
            _ => true,
        };
        if !near(a.days, b.published) || !near(b.days, a.published) {
            return None;
        }
        let weight = if told_apart <= 2 { 0.2 } else { -0.2 };
        found.add(weight, format!("told {told_apart} days apart"));
        return Some(());
    };
    let gap = gap((a_first, a_last), (b_first, b_last));
    let width = (a_last - a_first).max(b_last - b_first);
    match gap {
        0 if width <= 1 => found.add(1.2, "same day"),
        0 if width <= TELLING_DAYS => found.add(0.7, "days overlap"),
        0 if told_apart <= FAR_APART => found.add(0.2, "long stretches overlap"),
        0 => return None,
        1 if told_apart <= 2 => found.add(-0.8, "a day apart"),
        _ => return None,
    }
    Some(())
}

/// Where.
fn places(a: &Happening, b: &Happening, found: &mut Likeness) -> Option<()> {
    let Some((a, b)) = a.place.zip(b.place) else { return Some(()) };
    if a.name == b.name {
        found.add(if a.is_fine { 1.0 } else { 0.3 }, "same place");
    } else if a.country != 0 && b.country != 0 && a.country != b.country {
        found.add(-1.5, "other country");
    } else if a.is_fine && b.is_fine {
        found.add(-3.2, "other place");
    } else if a.country == b.country {
        found.add(0.3, "same country");
    }
    Some(())
}

/// Common words of two ascending lists, over the geometric mean of their lengths.
fn cosine(a: &[u32], b: &[u32]) -> f32 {
    let (mut i, mut j, mut common) = (0, 0, 0u32);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    if common == 0 { 0.0 } else { common as f32 / ((a.len() * b.len()) as f32).sqrt() }
}
