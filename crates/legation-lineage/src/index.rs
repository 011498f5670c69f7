//! Finds the earlier text that a new one repeats.

use crate::sketch::{Overlap, Sketch};
use rustc_hash::FxHashMap;

/// A word sequence that so many articles hold is boilerplate: it leads to no one of them.
const COMMON: usize = 500;

/// Which earlier text a text repeats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CopyOf {
    /// Number of the earlier text that it has most in common with, counted from 0 in the order of adding.
    pub of: usize,
    /// The first text of that line of copies: equal for all copies of one report.
    pub origin: usize,
    /// What the two have in common.
    pub overlap: Overlap,
}

/// All texts so far. The answer for a text depends on those added before it, not on those after.
#[derive(Clone, Debug, Default)]
pub struct CopyIndex {
    sketches: Vec<Sketch>,
    origins: Vec<usize>,
    holders: FxHashMap<u64, Vec<u32>>,
    by_whole: FxHashMap<u64, u32>,
}

impl CopyIndex {
    /// Adds a text and says which earlier one it is a copy of.
    pub fn add(&mut self, sketch: Sketch) -> Option<CopyOf> {
        let number = self.sketches.len();
        let found = self.find(&sketch);
        self.origins.push(found.map_or(number, |copy| copy.origin));
        // A copy that adds nothing leads to nothing that its model does not lead to; leaving it out also keeps the words of a
        // report that hundreds have printed from looking like boilerplate.
        if !found.is_some_and(|copy| copy.overlap.adds_nothing()) {
            for hash in sketch.hashes() {
                let holders = self.holders.entry(*hash).or_default();
                if holders.len() <= COMMON {
                    holders.push(number as u32);
                }
            }
        }
        if !sketch.is_empty() {
            self.by_whole.entry(sketch.whole()).or_insert(number as u32);
        }
        self.sketches.push(sketch);
        found
    }

    /// Which of the texts so far this one is a copy of; nothing is added. Of equals, the earliest.
    pub fn find(&self, sketch: &Sketch) -> Option<CopyOf> {
        if let Some(number) = self.by_whole.get(&sketch.whole()) {
            let of = *number as usize;
            let overlap = sketch.overlap(&self.sketches[of]);
            if overlap.kind().is_some() {
                return Some(CopyOf { of, origin: self.origins[of], overlap });
            }
        }
        let mut candidates: Vec<u32> = sketch
            .hashes()
            .iter()
            .filter_map(|hash| self.holders.get(hash))
            .filter(|holders| holders.len() <= COMMON)
            .flatten()
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut best: Option<CopyOf> = None;
        for number in candidates {
            let of = number as usize;
            let overlap = sketch.overlap(&self.sketches[of]);
            let is_better = best.is_none_or(|best| strength(overlap) > strength(best.overlap));
            if overlap.kind().is_some() && is_better {
                best = Some(CopyOf { of, origin: self.origins[of], overlap });
            }
        }
        best
    }

    /// Texts so far.
    pub fn len(&self) -> usize {
        self.sketches.len()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.sketches.is_empty()
    }
}

/// The larger of the two shares: how sure the dependence is in one direction or the other.
fn strength(overlap: Overlap) -> f64 {
    overlap.share.max(overlap.share_of_earlier)
}
