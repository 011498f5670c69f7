//! Stories: articles on the same news, told by the words that few other articles have.
//!
//! Method: TF-IDF vectors of each article's most telling words, cosine, average linkage. Articles further apart than a
//! week never meet where both say when they were printed. In large collections only words that few articles have lead
//! from one to the other, so that the work stays near-linear.

use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// Telling words kept of an article.
const WORDS_KEPT: usize = 200;
/// Average cosine from which groups of articles tell one story.
const ENOUGH: f32 = 0.17;
/// Weight of words that begin with a capital inside a sentence: names tell stories apart.
const NAMES: f32 = 1.3;
/// Days between two articles of one story at most.
const FAR_APART: i32 = 7;
/// A word that more articles (within reach in time) have leads nowhere in a large collection.
const COMMON: usize = 400;
/// Pairs less alike than this are not kept.
const SLIGHT: f32 = 0.03;

/// An article to be grouped.
pub(crate) struct Text<'a> {
    pub(crate) text: &'a str,
    /// Day of publication, where known.
    pub(crate) day: Option<i32>,
}

/// The story of each article: the number of its first article in the list.
pub(crate) fn stories(texts: &[Text<'_>]) -> Vec<u32> {
    link(texts.len(), likenesses(texts), ENOUGH)
}

/// Cosines of all articles within reach of each other that are not quite unlike: (earlier, later, cosine).
pub(crate) fn likenesses(texts: &[Text<'_>]) -> Vec<(u32, u32, f32)> {
    let days: Vec<Option<i32>> = texts.iter().map(|text| text.day).collect();
    pairs(&vectors(texts), &days)
}

type Vector = Vec<(u32, f32)>;

/// Unit vectors of telling words, by word number.
fn vectors(texts: &[Text<'_>]) -> Vec<Vector> {
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut holders: Vec<u32> = Vec::new();
    let mut counts: Vec<Vec<(u32, u32, bool)>> = Vec::with_capacity(texts.len());
    for text in texts {
        let mut words: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
        for (word, is_name) in words_of(text.text) {
            let next = numbers.len() as u32;
            let number = *numbers.entry(word).or_insert(next);
            let entry = words.entry(number).or_default();
            *entry = (entry.0 + 1, entry.1 | is_name);
        }
        holders.resize(numbers.len(), 0);
        words.keys().for_each(|number| holders[*number as usize] += 1);
        counts.push(words.into_iter().map(|(number, (count, is_name))| (number, count, is_name)).collect());
    }
    let all = texts.len() as f32;
    let weigh = |(number, count, is_name): &(u32, u32, bool)| -> Option<(u32, f32)> {
        let holding = holders[*number as usize] as f32;
        if holding < 2.0 || holding > 0.3 * all + 3.0 {
            return None;
        }
        let name = if *is_name { NAMES } else { 1.0 };
        Some((*number, name * (1.0 + (*count as f32).ln()) * ((all + 1.0) / (holding + 0.5)).ln()))
    };
    counts
        .iter()
        .map(|words| {
            let mut vector: Vector = words.iter().filter_map(weigh).collect();
            vector.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            vector.truncate(WORDS_KEPT);
            vector.sort_by_key(|(number, _)| *number);
            let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
            vector
        })
        .collect()
}

/// Words of at least two letters in small letters, with whether they begin with a capital inside a sentence; and pairs of
/// neighbours of which one does: "lindsay lohan" tells a story where "lindsay" and "rehab" do not.
fn words_of(text: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut is_inside = false;
    let mut before: Option<(String, bool)> = None;
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        let end = piece.chars().next_back().filter(|c| !c.is_alphanumeric());
        if word.chars().nth(1).is_some() {
            let (lower, is_name) = (word.to_lowercase(), is_inside && word.starts_with(char::is_uppercase));
            if let Some((earlier, _)) = before.filter(|(_, was_name)| is_name || *was_name) {
                found.push((format!("{earlier} {lower}"), false));
            }
            found.push((lower.clone(), is_name));
            before = Some((lower, is_name));
        }
        if !word.is_empty() {
            is_inside = true;
        }
        match end {
            Some('.' | '!' | '?' | '\n' | '"' | '“') => (is_inside, before) = (false, None),
            Some(c) if !c.is_whitespace() && !matches!(c, '-' | '\'' | '’') => before = None,
            _ => {}
        }
    }
    found
}

/// Cosines of all pairs within reach: (earlier, later, cosine).
fn pairs(vectors: &[Vector], days: &[Option<i32>]) -> Vec<(u32, u32, f32)> {
    let mut order: Vec<u32> = (0..vectors.len() as u32).collect();
    order.sort_by_key(|number| (days[*number as usize], *number));
    let is_large = vectors.len() > 5_000;
    let mut postings: FxHashMap<u32, Vec<(u32, f32)>> = FxHashMap::default();
    let mut sums: FxHashMap<u32, f32> = FxHashMap::default();
    let mut found = Vec::new();
    for number in order {
        let day = days[number as usize];
        let is_near = |other: u32| match (day, days[other as usize]) {
            (Some(a), Some(b)) => (a - b).abs() <= FAR_APART,
            _ => true,
        };
        sums.clear();
        for (word, weight) in &vectors[number as usize] {
            let list = postings.entry(*word).or_default();
            let near = list.iter().rev().take_while(|(other, _)| is_near(*other));
            if !is_large || near.clone().take(COMMON).count() < COMMON {
                near.for_each(|(other, theirs)| *sums.entry(*other).or_default() += weight * theirs);
            }
            list.push((number, *weight));
        }
        let mut alike: Vec<(u32, f32)> =
            sums.iter().map(|(other, sum)| (*other, *sum)).filter(|(_, sum)| *sum >= SLIGHT).collect();
        alike.sort_by_key(|(other, _)| *other);
        found.extend(alike.into_iter().map(|(other, sum)| (other.min(number), other.max(number), sum)));
    }
    found
}

/// A possible joining of two groups, the most alike first; of equals the earlier ones.
#[derive(PartialEq)]
struct Joining {
    average: f32,
    a: u32,
    b: u32,
}

impl Eq for Joining {}

impl Ord for Joining {
    fn cmp(&self, other: &Joining) -> Ordering {
        self.average.total_cmp(&other.average).then((other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Joining {
    fn partial_cmp(&self, other: &Joining) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Average linkage: joins groups while the mean likeness of their pairs is enough; pairs that are not given count as 0.
/// Gives the number of the first member of each one's group.
pub(crate) fn link(count: usize, pairs: Vec<(u32, u32, f32)>, enough: f32) -> Vec<u32> {
    // Sums of cosines between living groups.
    let mut sums: Vec<BTreeMap<u32, f32>> = vec![BTreeMap::new(); count];
    let mut heap = BinaryHeap::new();
    for (a, b, cosine) in pairs {
        sums[a as usize].insert(b, cosine);
        sums[b as usize].insert(a, cosine);
        if cosine >= enough {
            heap.push(Joining { average: cosine, a, b });
        }
    }
    let mut members: Vec<Vec<u32>> = (0..count as u32).map(|number| vec![number]).collect();
    let mut is_alive = vec![true; count];
    while let Some(Joining { a, b, .. }) = heap.pop() {
        if !is_alive[a as usize] || !is_alive[b as usize] {
            continue;
        }
        is_alive[a as usize] = false;
        is_alive[b as usize] = false;
        let new = members.len() as u32;
        let (mut joined, more) = (std::mem::take(&mut members[a as usize]), std::mem::take(&mut members[b as usize]));
        joined.extend(more);
        let mut near = std::mem::take(&mut sums[a as usize]);
        for (other, sum) in std::mem::take(&mut sums[b as usize]) {
            *near.entry(other).or_default() += sum;
        }
        near.retain(|other, _| is_alive[*other as usize]);
        for (other, sum) in &near {
            let theirs = &mut sums[*other as usize];
            theirs.remove(&a);
            theirs.remove(&b);
            theirs.insert(new, *sum);
            let average = sum / (joined.len() * members[*other as usize].len()) as f32;
            if average >= enough {
                heap.push(Joining { average, a: *other, b: new });
            }
        }
        sums.push(near);
        members.push(joined);
        is_alive.push(true);
    }
    let mut story = vec![0u32; count];
    for group in members.iter().filter(|group| !group.is_empty()) {
        let first = group.iter().copied().min().unwrap_or(0);
        group.iter().for_each(|number| story[*number as usize] = first);
    }
    story
}

#[cfg(test)]
mod tests {
    use super::{Text, stories, words_of};

    #[test]
    fn articles_on_one_story_meet_and_others_do_not() {
        let texts = [
            ("The envoy Arlen Voss met President Dray in Karsk about the gas pipeline.", Some(1)),
            ("Talks in Karsk between Voss and Dray turned on the gas pipeline, the envoy said.", Some(2)),
            ("Fishermen of Ostrel blocked the harbour over herring quotas set by the ministry.", Some(1)),
            ("Herring quotas: harbour of Ostrel still blocked by fishermen, ministry says.", Some(2)),
            ("Herring quotas: harbour of Ostrel still blocked by fishermen, ministry says again.", Some(90)),
        ];
        let texts: Vec<Text<'_>> = texts.iter().map(|(text, day)| Text { text, day: *day }).collect();
        assert_eq!(stories(&texts), [0, 0, 2, 2, 4]);
    }

    #[test]
    fn names_are_capitals_inside_a_sentence_and_stand_with_their_neighbours() {
        let words = words_of("The envoy met Arlen Dray, then left. Talks go on");
        let names: Vec<&str> = words.iter().filter(|(_, is_name)| *is_name).map(|(word, _)| word.as_str()).collect();
        assert_eq!(names, ["arlen", "dray"]);
        let pairs: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).filter(|word| word.contains(' ')).collect();
        assert_eq!(pairs, ["met arlen", "arlen dray"]);
    }
}
