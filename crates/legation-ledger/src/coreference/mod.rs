//! Which words of one or many articles tell of the same happening: verbs, nouns of events, adjectives ("dead").
//!
//! Comes in: what [`gather`](Coreference::gather) takes from each article (one [`Told`] each). Goes out: groups of mentions.
//! Only words that may mean the same are compared: of one lemma, of one family ("attack", "attacked"), or kin by the
//! language's data ("strike", "hit"). A logistic model says how likely two of them are one happening, from their participants, the words
//! around them and how near the two articles are; average linkage makes the groups. Method: mention-pair model with
//! agglomerative clustering (as Kenyon-Dean et al. 2018), over a lemma heuristic (Ahmed et al. 2023).
//!
//! Wider than incidents, which join coded events alone and are kept in the ledger; this works on articles at hand.

mod gather;
mod kin;
mod pairs;

pub use gather::{Told, WordMention};
pub use kin::Kin;
pub use pairs::{FEATURES, Pair};

use crate::incidents::stories::{link, stories};
use legation_types::{DataError, Files};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What decides whether two words tell of one happening: words that may mean the same, and learned weights.
#[derive(Clone, Debug)]
pub struct Coreference {
    kin: Kin,
    model: Model,
}

/// Learned weights of the features of a pair.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Mean probability of the pairs from which two groups are one.
    pub enough: f32,
    /// Weight of what is true of every pair.
    pub bias: f32,
    /// Weight of each feature of [`FEATURES`], by name.
    pub weights: BTreeMap<String, f32>,
}

impl Coreference {
    /// Reads `languages/<lang>/kin.toml` and `models/<lang>/coreference.toml`.
    pub fn load(files: &dyn Files, lang: &str) -> Result<Coreference, Vec<DataError>> {
        let kin = Kin::load(files, lang)?;
        let path = format!("models/{lang}/coreference.toml");
        let fault = |message: String| vec![DataError::new(&path, 0, message, "train it anew (see training/README.md)")];
        let text = files.text(&path).map_err(|error| vec![error])?;
        let model: Model = toml::from_str(&text).map_err(|error| fault(error.to_string()))?;
        if let Some(name) = FEATURES.iter().find(|name| !model.weights.contains_key(**name)) {
            return Err(fault(format!("no weight for {name}")));
        }
        Ok(Coreference { kin, model })
    }

    /// With other weights: for training and measuring.
    pub fn with_model(&self, model: Model) -> Coreference {
        Coreference { kin: self.kin.clone(), model }
    }

    /// All pairs that are compared, with their features: (mention, mention, features), mentions counted through all articles.
    pub fn pairs(&self, articles: &[Told]) -> Vec<Pair> {
        pairs::pairs(articles)
    }

    /// Probability that a pair is one happening.
    pub fn probability(&self, pair: &Pair) -> f32 {
        let sum = FEATURES.iter().zip(&pair.features).map(|(name, x)| x * self.model.weights[*name]).sum::<f32>();
        1.0 / (1.0 + (-(sum + self.model.bias)).exp())
    }

    /// The story of each article: the number of its first article.
    pub fn stories(&self, articles: &[Told]) -> Vec<u32> {
        stories(&pairs::texts(articles))
    }

    /// The group of each mention (counted through all articles, in their order): the number of its first member.
    pub fn group(&self, articles: &[Told]) -> Vec<u32> {
        let count = articles.iter().map(|article| article.mentions.len()).sum();
        let pairs = pairs::pairs(articles);
        let judged: Vec<(u32, u32, f32)> =
            pairs.iter().map(|pair| (pair.left, pair.right, self.probability(pair))).collect();
        Coreference::link(count, &judged, self.model.enough)
    }

    /// Groups of `count` mentions by judged pairs (mention, mention, probability): average linkage down to `enough`.
    pub fn link(count: usize, judged: &[(u32, u32, f32)], enough: f32) -> Vec<u32> {
        let likely = judged.iter().filter(|(_, _, probability)| *probability >= SLIGHT).copied();
        link(count, likely.collect(), enough)
    }
}

/// Pairs less likely than this count as impossible.
const SLIGHT: f32 = 0.02;
