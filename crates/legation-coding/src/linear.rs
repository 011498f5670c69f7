use legation_types::{DataError, Files};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// First bytes of a weights file.
const MAGIC: &[u8] = b"LEGDYADS";

/// Weights of a linear model: for each known feature one number a group of answers.
///
/// File: `LEGDYADS`, then little-endian: number of groups and length of their names joined by line breaks (u32 each), the
/// names, number of features (u32), scale (f32), and for each feature its hash (u64) and a weight a group (i8).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinearWeights {
    groups: Vec<String>,
    scale: f32,
    /// The row of each known feature.
    places: FxHashMap<u64, u32>,
    /// The weights of all rows, one after the other.
    rows: Vec<i8>,
    /// One bit for the first bits of each known hash: most features are unknown, and this table stays in the cache.
    seen: Vec<u64>,
}

/// How many of the first bits of a hash `LinearWeights::seen` goes by.
const SEEN_BITS: u32 = 21;

/// Where a hash stands in `LinearWeights::seen`: the word and the bit.
fn seen_at(hash: u64) -> (usize, u64) {
    let place = hash >> (64 - SEEN_BITS);
    ((place / 64) as usize, 1 << (place % 64))
}

impl LinearWeights {
    /// Reads `models/<lang>/<name>.bin`.
    ///
    /// # Errors
    /// Where the file is missing or is not such a table.
    pub fn load(files: &dyn Files, lang: &str, name: &str) -> Result<LinearWeights, Vec<DataError>> {
        let path = format!("models/{lang}/{name}.bin");
        let fix = "restore it, or make it anew as training/README.md says";
        let Some(bytes) = files.read(&path) else {
            return Err(vec![DataError::new(&path, 0, "file not found", fix)]);
        };
        LinearWeights::from_bytes(&bytes).ok_or_else(|| vec![DataError::new(&path, 0, "not a table of weights", fix)])
    }

    /// From the bytes of a file; `None` where they are not such a table.
    pub fn from_bytes(bytes: &[u8]) -> Option<LinearWeights> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut take = |count: usize| -> Option<&[u8]> {
            let (head, tail) = rest.split_at_checked(count)?;
            rest = tail;
            Some(head)
        };
        let number = |four: &[u8]| four.try_into().ok().map(u32::from_le_bytes);
        let count = number(take(4)?)? as usize;
        let length = number(take(4)?)? as usize;
        let names = std::str::from_utf8(take(length)?).ok()?.to_string();
        let groups: Vec<String> = names.split('\n').map(str::to_string).collect();
        let features = number(take(4)?)? as usize;
        let scale = f32::from_le_bytes(take(4)?.try_into().ok()?);
        if groups.len() != count || features > bytes.len() {
            return None;
        }
        let (mut places, mut rows) = (FxHashMap::default(), Vec::new());
        let mut seen = vec![0; 1 << (SEEN_BITS - 6)];
        for place in 0..features {
            let hash = u64::from_le_bytes(take(8)?.try_into().ok()?);
            places.insert(hash, place as u32);
            rows.extend(take(count)?.iter().map(|byte| *byte as i8));
            let (word, bit) = seen_at(hash);
            seen[word] |= bit;
        }
        Some(LinearWeights { groups, scale, places, rows, seen })
    }

    /// The weights of a feature, one for each group.
    fn row(&self, hash: u64) -> Option<&[i8]> {
        let (word, bit) = seen_at(hash);
        if self.seen.get(word)? & bit == 0 {
            return None;
        }
        let start = *self.places.get(&hash)? as usize * self.groups.len();
        self.rows.get(start..start + self.groups.len())
    }

    /// The bytes of a file, from weights by the hash of the feature's name: one number a group. Small ones are left out.
    pub fn to_bytes(groups: &[String], weights: &BTreeMap<u64, Vec<f32>>) -> Vec<u8> {
        let largest = weights.values().flatten().fold(0f32, |most, weight| most.max(weight.abs()));
        let scale = (largest / 127.0).max(f32::MIN_POSITIVE);
        let rounded = |row: &Vec<f32>| -> Vec<u8> { row.iter().map(|w| (w / scale).round() as i8 as u8).collect() };
        let rows: BTreeMap<u64, Vec<u8>> = weights
            .iter()
            .map(|(hash, row)| (*hash, rounded(row)))
            .filter(|(_, row)| row.iter().any(|weight| *weight != 0))
            .collect();
        let names = groups.join("\n");
        let mut bytes = MAGIC.to_vec();
        bytes.extend((groups.len() as u32).to_le_bytes());
        bytes.extend((names.len() as u32).to_le_bytes());
        bytes.extend(names.as_bytes());
        bytes.extend((rows.len() as u32).to_le_bytes());
        bytes.extend(scale.to_le_bytes());
        for (hash, row) in rows {
            bytes.extend(hash.to_le_bytes());
            bytes.extend(row);
        }
        bytes
    }

    /// The most probable group and its probability.
    pub(crate) fn best(&self, features: &BTreeMap<String, f32>) -> (&str, f32) {
        let mut scores = vec![0f32; self.groups.len()];
        for (name, strength) in features {
            if let Some(row) = self.row(feature_hash(&[name])) {
                for (score, weight) in scores.iter_mut().zip(row) {
                    *score += strength * f32::from(*weight) * self.scale;
                }
            }
        }
        let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let total: f32 = scores.iter().map(|score| (score - highest).exp()).sum();
        let best = scores.iter().position(|score| *score == highest).unwrap_or(0);
        (self.groups.get(best).map_or("", String::as_str), 1.0 / total.max(1.0))
    }

    /// The score of one option of a model with a single group.
    pub(crate) fn score(&self, features: &[(u64, f32)]) -> f32 {
        let weight = |hash: &u64| self.row(*hash).and_then(|row| row.first()).copied().unwrap_or(0);
        features.iter().map(|(hash, strength)| strength * f32::from(weight(hash))).sum::<f32>() * self.scale
    }
}

/// FNV-1a, 64 bits, over the parts of a feature's name: features are stored as hashes.
pub fn feature_hash(parts: &[&str]) -> u64 {
    hash_on(0xCBF2_9CE4_8422_2325, parts)
}

/// The hash of a name that goes on with further parts.
pub(crate) fn hash_on(start: u64, parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes());
    bytes.fold(start, |value, byte| (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// The hash of a feature as part of a larger one: told of one answer among several.
pub(crate) fn hash_under(tag: u64, feature: u64) -> u64 {
    (tag ^ feature).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_survives_writing_and_reading() {
        let groups = vec!["ONE".to_string(), "TWO+THREE".to_string()];
        let weights = BTreeMap::from([
            (feature_hash(&["path:", "praise"]), vec![2.0, -1.0]),
            (feature_hash(&["path:shell"]), vec![-2.0, 1.0]),
            (feature_hash(&["path:of"]), vec![0.001, 0.0]),
        ]);
        let table = LinearWeights::from_bytes(&LinearWeights::to_bytes(&groups, &weights)).unwrap();
        assert_eq!(table.places.len(), 2, "a weight that rounds to nothing is left out");
        let (group, confidence) = table.best(&BTreeMap::from([("path:shell".to_string(), 1.0)]));
        assert_eq!(group, "TWO+THREE");
        assert!(confidence > 0.9, "{confidence}");
    }

    #[test]
    fn broken_tables_are_refused() {
        let whole = LinearWeights::to_bytes(&["ONE".to_string()], &BTreeMap::from([(7, vec![1.0])]));
        for end in 0..whole.len() {
            assert_eq!(LinearWeights::from_bytes(&whole[..end]), None, "cut at {end}");
        }
    }
}
