use legation_types::{DataError, Files};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// First bytes of a weights file.
const MAGIC: &[u8] = b"LEGDYADS";

/// Weights of the dyad model: for each known feature one number a group of types.
///
/// File: `LEGDYADS`, then little-endian: number of groups and length of their names joined by line breaks (u32 each), the
/// names, number of features (u32), scale (f32), and for each feature its hash (u64) and a weight a group (i8).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DyadWeights {
    groups: Vec<String>,
    scale: f32,
    weights: FxHashMap<u64, Vec<i8>>,
}

impl DyadWeights {
    /// Reads `models/<lang>/dyads.bin`.
    ///
    /// # Errors
    /// Where the file is missing or is not such a table.
    pub fn load(files: &dyn Files, lang: &str) -> Result<DyadWeights, Vec<DataError>> {
        let path = format!("models/{lang}/dyads.bin");
        let fix = "restore it, or make it anew as training/README.md says";
        let Some(bytes) = files.read(&path) else {
            return Err(vec![DataError::new(&path, 0, "file not found", fix)]);
        };
        DyadWeights::from_bytes(&bytes)
            .ok_or_else(|| vec![DataError::new(&path, 0, "not a table of dyad weights", fix)])
    }

    /// From the bytes of a file; `None` where they are not such a table.
    pub fn from_bytes(bytes: &[u8]) -> Option<DyadWeights> {
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
        let mut weights = FxHashMap::default();
        for _ in 0..features {
            let hash = u64::from_le_bytes(take(8)?.try_into().ok()?);
            weights.insert(hash, take(count)?.iter().map(|byte| *byte as i8).collect());
        }
        Some(DyadWeights { groups, scale, weights })
    }

    /// The bytes of a file, from weights by feature name: one number a group. Small ones are left out.
    pub fn to_bytes(groups: &[String], weights: &BTreeMap<String, Vec<f32>>) -> Vec<u8> {
        let largest = weights.values().flatten().fold(0f32, |most, weight| most.max(weight.abs()));
        let scale = (largest / 127.0).max(f32::MIN_POSITIVE);
        let rounded = |row: &Vec<f32>| -> Vec<u8> { row.iter().map(|w| (w / scale).round() as i8 as u8).collect() };
        let rows: BTreeMap<u64, Vec<u8>> = weights
            .iter()
            .map(|(name, row)| (hash(name), rounded(row)))
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
    pub(super) fn best(&self, features: &BTreeMap<String, f32>) -> (&str, f32) {
        let mut scores = vec![0f32; self.groups.len()];
        for (name, strength) in features {
            if let Some(row) = self.weights.get(&hash(name)) {
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
}

/// FNV-1a, 64 bits: features are stored as hashes of their names.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |value, byte| (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_survives_writing_and_reading() {
        let groups = vec!["ONE".to_string(), "TWO+THREE".to_string()];
        let weights = BTreeMap::from([
            ("path:praise".to_string(), vec![2.0, -1.0]),
            ("path:shell".to_string(), vec![-2.0, 1.0]),
            ("path:of".to_string(), vec![0.001, 0.0]),
        ]);
        let table = DyadWeights::from_bytes(&DyadWeights::to_bytes(&groups, &weights)).unwrap();
        assert_eq!(table.weights.len(), 2, "a weight that rounds to nothing is left out");
        let (group, confidence) = table.best(&BTreeMap::from([("path:shell".to_string(), 1.0)]));
        assert_eq!(group, "TWO+THREE");
        assert!(confidence > 0.9, "{confidence}");
    }

    #[test]
    fn broken_tables_are_refused() {
        let whole = DyadWeights::to_bytes(&["ONE".to_string()], &BTreeMap::from([("a".to_string(), vec![1.0])]));
        for end in 0..whole.len() {
            assert_eq!(DyadWeights::from_bytes(&whole[..end]), None, "cut at {end}");
        }
    }
}
