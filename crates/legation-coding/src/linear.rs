use legation_types::{DataError, Files};
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
    table: RowTable,
    /// The weights of all rows, one after the other.
    rows: Vec<i8>,
}

/// The row of each known feature, by open addressing: one look into memory finds nearly every one, and most that are not
/// known. A slot holds the upper bits of the hash and, below, the row's number plus one; nothing is 0.
#[derive(Clone, Debug, PartialEq)]
struct RowTable {
    slots: Vec<u64>,
}

/// Lower bits of a slot: the row.
const ROW_BITS: u32 = 24;
const ROW_MASK: u64 = (1 << ROW_BITS) - 1;

impl Default for RowTable {
    fn default() -> RowTable {
        RowTable::with_room(0)
    }
}

impl RowTable {
    /// A table with room for so many rows, a third of it empty.
    fn with_room(rows: usize) -> RowTable {
        RowTable { slots: vec![0; (rows * 3 / 2 + 1).next_power_of_two()] }
    }

    /// Where the search for a hash begins.
    fn start(&self, hash: u64) -> usize {
        (hash.wrapping_mul(SPREAD) >> 32) as usize & (self.slots.len() - 1)
    }

    fn insert(&mut self, hash: u64, row: usize) {
        let mut at = self.start(hash);
        while self.slots[at] != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = hash & !ROW_MASK | (row as u64 + 1);
    }

    fn find(&self, hash: u64) -> Option<usize> {
        let mut at = self.start(hash);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            if (slot ^ hash) & !ROW_MASK == 0 {
                return Some((slot & ROW_MASK) as usize - 1);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
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
        if groups.len() != count || features > bytes.len().min(ROW_MASK as usize) {
            return None;
        }
        let (mut table, mut rows) = (RowTable::with_room(features), Vec::new());
        for row in 0..features {
            table.insert(u64::from_le_bytes(take(8)?.try_into().ok()?), row);
            rows.extend(take(count)?.iter().map(|byte| *byte as i8));
        }
        Some(LinearWeights { groups, scale, table, rows })
    }

    /// The weights of a feature, one for each group.
    fn row(&self, hash: u64) -> Option<&[i8]> {
        let start = self.table.find(hash)? * self.groups.len();
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

    /// The sum of the weights of features, of a model with a single group.
    pub(crate) fn score(&self, features: &[u64]) -> f32 {
        let weight = |hash: &u64| self.row(*hash).and_then(|row| row.first()).map_or(0, |weight| i32::from(*weight));
        features.iter().map(weight).sum::<i32>() as f32 * self.scale
    }
}

const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a feature's name, given in parts: features are stored as hashes.
pub fn feature_hash(parts: &[&str]) -> u64 {
    hash_on(0xCBF2_9CE4_8422_2325, parts)
}

/// The hash of a name that goes on with further parts: eight bytes at a time, each part with its length.
pub(crate) fn hash_on(start: u64, parts: &[&str]) -> u64 {
    let mix = |value: u64, number: u64| {
        let product = (value ^ number).wrapping_mul(SPREAD);
        product ^ (product >> 29)
    };
    let part = |value: u64, part: &&str| {
        let eights = part.as_bytes().chunks(8).map(|bytes| {
            let mut eight = [0; 8];
            eight[..bytes.len()].copy_from_slice(bytes);
            u64::from_le_bytes(eight)
        });
        mix(eights.fold(value, mix), part.len() as u64)
    };
    parts.iter().fold(start, part)
}

/// The hash of a feature as part of a larger one: told of one answer among several, or together with something else.
pub(crate) fn hash_under(tag: u64, feature: u64) -> u64 {
    (tag ^ feature).wrapping_mul(SPREAD).rotate_left(32)
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
        assert_eq!(table.rows.len(), 4, "a weight that rounds to nothing is left out");
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
