//! Pairs of mentions that may be one happening, and what speaks for and against it.

use super::gather::{Told, WordMention};
use super::kin::is_family;
use crate::incidents::stories::{Text, likenesses, stories};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Two mentions, counted through all articles, and the values of [`FEATURES`].
#[derive(Clone, Debug)]
pub struct Pair {
    /// The earlier mention.
    pub left: u32,
    /// The later one.
    pub right: u32,
    /// The values of [`FEATURES`].
    pub features: [f32; FEATURES.len()],
}

/// What is weighed of a pair. `same`, `family`, `kin`: how the two words are related; `…_other` and `…_same` hold only for such pairs.
pub const FEATURES: [&str; 38] = [
    "same",
    "same_verb",
    "same_other_pos",
    "family",
    "kin",
    "kin_twice",
    "kin_same_pos",
    "participants",
    "participants_differ",
    "participants_same",
    "participants_differ_same",
    "subjects",
    "objects",
    "words",
    "words_many",
    "articles",
    "articles_low",
    "articles_very_low",
    "articles_squared",
    "articles_same",
    "story",
    "article_names",
    "article_names_squared",
    "names_told_there",
    "names_not_told_there",
    "both_first_same",
    "both_first_other",
    "rare_same",
    "rare_other",
    "one_article",
    "one_sentence",
    "one_article_same",
    "near",
    "names",
    "names_differ",
    "numbers",
    "numbers_differ",
    "places",
];

/// Articles less alike than this share no happening.
const APART: f32 = 0.05;

/// All pairs of mentions that are compared.
pub(super) fn pairs(articles: &[Told]) -> Vec<Pair> {
    let collection = Collection::new(articles);
    let mut found = Vec::new();
    for idx in 0..articles.len() as u32 {
        collection.compare(idx, idx, 1.0, &mut found);
    }
    for (a, b, cosine) in likenesses(&texts(articles)) {
        let is_other_story =
            articles[a as usize].story.as_ref().zip(articles[b as usize].story.as_ref()).is_some_and(|(x, y)| x != y);
        if cosine >= APART && !is_other_story {
            collection.compare(a, b, cosine, &mut found);
        }
    }
    found.sort_by_key(|pair| (pair.left, pair.right));
    found
}

/// The articles as stories are told by.
pub(super) fn texts(articles: &[Told]) -> Vec<Text<'_>> {
    articles.iter().map(|article| Text { text: &article.text, day: article.day }).collect()
}

/// All articles, with what is reckoned over them.
struct Collection<'a> {
    articles: &'a [Told],
    /// Number of the first mention of each article.
    first: Vec<u32>,
    /// How rare each lemma is among the articles.
    rarity: FxHashMap<&'a str, f32>,
    stories: Vec<u32>,
    /// Mentions of each article by the keys of which two must share one.
    keys: Vec<Vec<(Key<'a>, u32)>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Lemma(&'a str),
    Stem(&'a str),
    Start(&'a str),
    Group(u32),
}

/// Letters by which members of a family are looked for.
const START: usize = 4;

impl<'a> Collection<'a> {
    fn new(articles: &'a [Told]) -> Collection<'a> {
        let mut holders: FxHashMap<&str, u32> = FxHashMap::default();
        for article in articles {
            for word in article.lemmas.union(&article.names) {
                *holders.entry(word).or_default() += 1;
            }
        }
        let all = articles.len() as f32 + 1.0;
        let rarity = holders.into_iter().map(|(word, count)| (word, (all / (count as f32 + 0.5)).ln())).collect();
        let mut first = vec![0];
        for article in articles {
            first.push(first[first.len() - 1] + article.mentions.len() as u32);
        }
        Collection { articles, first, rarity, stories: stories(&texts(articles)), keys: keys_of(articles) }
    }

    fn rarity(&self, word: &str) -> f32 {
        self.rarity.get(word).copied().unwrap_or(5.0)
    }

    /// Compares the mentions of two articles, or of one.
    fn compare(&self, a: u32, b: u32, cosine: f32, found: &mut Vec<Pair>) {
        let (keys_a, keys_b) = (&self.keys[a as usize], &self.keys[b as usize]);
        let mut met: BTreeSet<(u32, u32)> = BTreeSet::new();
        let mut from = 0;
        for (key, left) in keys_a {
            while from < keys_b.len() && keys_b[from].0 < *key {
                from += 1;
            }
            for (_, right) in keys_b[from..].iter().take_while(|(other, _)| other == key) {
                if a != b || left < right {
                    met.insert((*left, *right));
                }
            }
        }
        if met.is_empty() {
            return;
        }
        let between = Between::new(self, a as usize, b as usize, cosine);
        for (left, right) in met {
            let (x, y) = (
                &self.articles[a as usize].mentions[left as usize],
                &self.articles[b as usize].mentions[right as usize],
            );
            if let Some(features) = between.features(x, y) {
                let (left, right) = (self.first[a as usize] + left, self.first[b as usize] + right);
                found.push(Pair { left: left.min(right), right: left.max(right), features });
            }
        }
    }
}

/// The keys of each article's mentions.
fn keys_of(articles: &[Told]) -> Vec<Vec<(Key<'_>, u32)>> {
    let verbs: BTreeSet<&str> = articles.iter().flat_map(|article| &article.verbs).map(String::as_str).collect();
    articles.iter().map(|article| keys(article, &verbs)).collect()
}

/// The keys of an article's mentions, in order; none for nouns that tell of no happening.
fn keys<'a>(article: &'a Told, verbs: &BTreeSet<&str>) -> Vec<(Key<'a>, u32)> {
    let mut keys = Vec::new();
    let is_telling = |mention: &WordMention| {
        !mention.lemma.is_empty() && (!mention.is_doubtful || verbs.contains(mention.stem.as_str()))
    };
    for (idx, mention) in article.mentions.iter().enumerate().filter(|(_, mention)| is_telling(mention)) {
        let idx = idx as u32;
        keys.push((Key::Lemma(&mention.lemma), idx));
        keys.push((Key::Stem(&mention.stem), idx));
        if let Some((end, _)) = mention.lemma.char_indices().nth(START) {
            keys.push((Key::Start(&mention.lemma[..end]), idx));
        }
        keys.extend(mention.groups.iter().map(|group| (Key::Group(*group), idx)));
    }
    keys.sort_unstable();
    keys
}

/// Two articles and what is the same for all pairs of their mentions.
struct Between<'a> {
    all: &'a Collection<'a>,
    a: &'a Told,
    b: &'a Told,
    is_one: bool,
    is_one_story: bool,
    cosine: f32,
    names: f32,
}

impl<'a> Between<'a> {
    fn new(all: &'a Collection<'a>, a: usize, b: usize, cosine: f32) -> Between<'a> {
        let is_one_story = all.stories[a] == all.stories[b];
        let (is_one, a, b) = (a == b, &all.articles[a], &all.articles[b]);
        let names = if is_one { 0.0 } else { all.cosine(&a.names, &b.names) };
        Between { all, a, b, is_one, is_one_story, cosine: if is_one { 0.0 } else { cosine }, names }
    }

    fn features(&self, x: &WordMention, y: &WordMention) -> Option<[f32; FEATURES.len()]> {
        let is_same = x.lemma == y.lemma;
        let is_family = !is_same && is_family((&x.lemma, &x.stem), (&y.lemma, &y.stem));
        let shared_groups = x.groups.iter().filter(|group| y.groups.contains(group)).count();
        let is_kin = shared_groups > 0 && !is_same;
        if !is_same && !is_family && !is_kin {
            return None;
        }
        let one = |holds: bool| f32::from(u8::from(holds));
        let same = one(is_same);
        let everybody = |m: &WordMention| -> BTreeSet<String> {
            m.subjects.iter().chain(&m.objects).chain(&m.others).cloned().collect()
        };
        let (all_x, all_y) = (everybody(x), everybody(y));
        let participants = share(&all_x, &all_y);
        let differ = differ(&all_x, &all_y);
        let words = self.all.cosine(&x.words, &y.words);
        let is_sentence = self.is_one && x.sentence == y.sentence;
        let apart = one(!self.is_one);
        let told = 0.5 * (self.told(x, self.b) + self.told(y, self.a));
        let is_first = !self.is_one && x.sentence <= 1 && y.sentence <= 1;
        let rare = self.all.rarity(&x.lemma).min(self.all.rarity(&y.lemma));
        Some([
            same,
            one(is_same && x.is_verb && y.is_verb),
            one(is_same && x.pos != y.pos),
            one(is_family),
            one(is_kin),
            one(is_kin && shared_groups > 1),
            one(is_kin && x.pos == y.pos),
            participants,
            differ,
            participants * same,
            differ * same,
            share(&x.subjects, &y.subjects),
            share(&x.objects, &y.objects),
            words,
            (words - 0.2).max(0.0),
            self.cosine,
            (0.25 - self.cosine).max(0.0) * apart,
            (0.12 - self.cosine).max(0.0) * apart,
            self.cosine * self.cosine,
            self.cosine * same,
            one(self.is_one_story),
            self.names,
            self.names * self.names,
            told * apart,
            (0.5 - told).max(0.0) * apart,
            one(is_first && is_same),
            one(is_first && !is_same),
            rare * same,
            rare * (1.0 - same),
            one(self.is_one),
            one(is_sentence),
            one(self.is_one && is_same),
            share(&x.near, &y.near),
            share(&x.names, &y.names),
            self::differ(&x.names, &y.names),
            one(x.numbers.intersection(&y.numbers).next().is_some()),
            self::differ(&x.numbers, &y.numbers),
            one(x.places.intersection(&y.places).next().is_some()),
        ])
    }

    /// How much of the names around a mention stands in the other article, 0–1; a half where there are none.
    fn told(&self, mention: &WordMention, other: &Told) -> f32 {
        let sum: f32 = mention.names.iter().map(|name| self.all.rarity(name)).sum();
        if sum <= 0.0 {
            return 0.5;
        }
        let known = mention.names.iter().filter(|name| other.names.contains(*name));
        known.map(|name| self.all.rarity(name)).sum::<f32>() / sum
    }
}

impl Collection<'_> {
    /// Cosine of two sets of words, each weighed by how rare it is.
    fn cosine(&self, a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
        let length = |words: &BTreeSet<String>| words.iter().map(|word| self.rarity(word).powi(2)).sum::<f32>();
        let common: f32 = a.intersection(b).map(|word| self.rarity(word).powi(2)).sum();
        let lengths = (length(a) * length(b)).sqrt();
        if lengths > 0.0 { common / lengths } else { 0.0 }
    }
}

/// Common members over the smaller set; 0 where one is empty.
fn share(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    let least = a.len().min(b.len());
    if least == 0 { 0.0 } else { a.intersection(b).count() as f32 / least as f32 }
}

/// 1 where both have members and none in common.
fn differ(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    f32::from(u8::from(!a.is_empty() && !b.is_empty() && a.is_disjoint(b)))
}
