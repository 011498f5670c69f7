//! The model file: a text header that names everything, then the numbers.
//!
//! `LEGMODEL`, header length (u32, little endian), header, data. A header line is one of
//! `tensor NAME f32|f16|i8|u64 ROWS COLUMNS OFFSET`, `text NAME OFFSET LENGTH`, `head NAME HIDDEN`.
//! Offsets count from the first byte after the header. An `i8` tensor is stored as one f32 scale per row, then the rows.

use std::collections::BTreeMap;

/// Why a model file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError {
    /// What is wrong, and where.
    pub message: String,
}

impl ModelError {
    pub(super) fn new(message: impl Into<String>) -> ModelError {
        ModelError { message: message.into() }
    }
}

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "model file: {} (fix: build it anew with training/train.sh)", self.message)
    }
}

impl std::error::Error for ModelError {}

const MAGIC: &[u8] = b"LEGMODEL";

#[derive(Clone, Copy)]
struct Entry<'a> {
    kind: &'a str,
    rows: usize,
    columns: usize,
    offset: usize,
}

/// An open model file.
pub(super) struct ModelFile<'a> {
    entries: BTreeMap<&'a str, Entry<'a>>,
    heads: Vec<(&'a str, &'a str)>,
    data: &'a [u8],
}

/// A matrix of rows, as floats.
pub(super) struct Matrix {
    pub rows: usize,
    pub columns: usize,
    pub values: Vec<f32>,
}

/// A table of embeddings, kept in eight bits.
pub(super) struct Table {
    columns: usize,
    scales: Vec<f32>,
    rows: Vec<i8>,
}

impl Table {
    /// Adds a row, times `factor`, to `out`; nothing where there is no such row.
    pub fn add(&self, row: usize, factor: f32, out: &mut [f32]) {
        let Some(scale) = self.scales.get(row) else { return };
        let values = &self.rows[row * self.columns..(row + 1) * self.columns];
        for (target, value) in out.iter_mut().zip(values) {
            *target += factor * scale * f32::from(*value);
        }
    }

    /// Numbers in a row.
    pub fn columns(&self) -> usize {
        self.columns
    }
}

impl<'a> ModelFile<'a> {
    /// Reads the header.
    pub fn open(bytes: &'a [u8]) -> Result<ModelFile<'a>, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| ModelError::new("does not begin with LEGMODEL"))?;
        let length = u32::from_le_bytes(rest.get(..4).and_then(|b| b.try_into().ok()).unwrap_or_default()) as usize;
        let header = rest.get(4..4 + length).and_then(|b| std::str::from_utf8(b).ok());
        let header = header.ok_or_else(|| ModelError::new("the header is cut off or not UTF-8"))?;
        let mut file = ModelFile { entries: BTreeMap::new(), heads: Vec::new(), data: &rest[4 + length..] };
        for line in header.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let number = |i: usize| {
                words
                    .get(i)
                    .and_then(|w| w.parse::<usize>().ok())
                    .ok_or_else(|| ModelError::new(format!("bad header line \"{line}\"")))
            };
            match words.as_slice() {
                ["tensor", name, kind, ..] => {
                    let entry = Entry { kind, rows: number(3)?, columns: number(4)?, offset: number(5)? };
                    file.entries.insert(name, entry);
                }
                ["text", name, ..] => {
                    let entry = Entry { kind: "text", rows: 1, columns: number(3)?, offset: number(2)? };
                    file.entries.insert(name, entry);
                }
                ["head", name, hidden] => file.heads.push((name, hidden)),
                _ => return Err(ModelError::new(format!("bad header line \"{line}\""))),
            }
        }
        Ok(file)
    }

    /// Names of the label heads, each with its hidden layer.
    pub fn heads(&self) -> &[(&'a str, &'a str)] {
        &self.heads
    }

    /// Whether there is a tensor or text of that name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    fn entry(&self, name: &str, kinds: &[&str]) -> Result<(Entry<'a>, &'a [u8]), ModelError> {
        let entry = *self.entries.get(name).ok_or_else(|| ModelError::new(format!("{name} is missing")))?;
        if !kinds.contains(&entry.kind) {
            return Err(ModelError::new(format!("{name} is {}, not {}", entry.kind, kinds.join(" or "))));
        }
        let count = entry.rows.checked_mul(entry.columns);
        let size = count.and_then(|count| match entry.kind {
            "f32" => count.checked_mul(4),
            "f16" => count.checked_mul(2),
            "u64" => count.checked_mul(8),
            "i8" => count.checked_add(entry.rows.checked_mul(4)?),
            _ => Some(count),
        });
        let end = size.and_then(|size| size.checked_add(entry.offset));
        let bytes = end.and_then(|end| self.data.get(entry.offset..end));
        Ok((entry, bytes.ok_or_else(|| ModelError::new(format!("{name} reaches past the end")))?))
    }

    /// A matrix stored as f32, f16 or i8.
    pub fn matrix(&self, name: &str) -> Result<Matrix, ModelError> {
        let (entry, bytes) = self.entry(name, &["f32", "f16", "i8"])?;
        let values = match entry.kind {
            "f32" => floats(bytes),
            "f16" => bytes.chunks_exact(2).map(|b| half_to_float(u16::from_le_bytes([b[0], b[1]]))).collect(),
            _ => {
                let (scales, rows) = bytes.split_at(entry.rows * 4);
                let rows = rows.chunks_exact(entry.columns.max(1)).zip(floats(scales));
                rows.flat_map(|(row, scale)| row.iter().map(move |b| scale * f32::from(*b as i8))).collect()
            }
        };
        Ok(Matrix { rows: entry.rows, columns: entry.columns, values })
    }

    /// A matrix whose size must be as given.
    pub fn sized(&self, name: &str, rows: usize, columns: usize) -> Result<Matrix, ModelError> {
        let matrix = self.matrix(name)?;
        if (matrix.rows, matrix.columns) != (rows, columns) {
            let (r, c) = (matrix.rows, matrix.columns);
            return Err(ModelError::new(format!("{name} is {r} by {c}, not {rows} by {columns}")));
        }
        Ok(matrix)
    }

    /// A table stored as i8.
    pub fn table(&self, name: &str) -> Result<Table, ModelError> {
        let (entry, bytes) = self.entry(name, &["i8"])?;
        let (scales, rows) = bytes.split_at(entry.rows * 4);
        Ok(Table { columns: entry.columns, scales: floats(scales), rows: rows.iter().map(|b| *b as i8).collect() })
    }

    /// Sorted hashes.
    pub fn keys(&self, name: &str) -> Result<Vec<u64>, ModelError> {
        let (_, bytes) = self.entry(name, &["u64"])?;
        Ok(bytes
            .chunks_exact(8)
            .map(|b| u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
            .collect())
    }

    /// The lines of a text.
    pub fn lines(&self, name: &str) -> Result<Vec<&'a str>, ModelError> {
        let (_, bytes) = self.entry(name, &["text"])?;
        let text = std::str::from_utf8(bytes).map_err(|_| ModelError::new(format!("{name} is not UTF-8")))?;
        Ok(text.split('\n').collect())
    }
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

/// IEEE half precision to single. Infinities and NaN do not occur in a model.
fn half_to_float(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let bits = u32::from(half & 0x7fff);
    // Moving the exponent by multiplication also gets the subnormal numbers right.
    f32::from_bits(sign | (bits << 13)) * f32::from_bits(0x7780_0000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves() {
        for (half, expected) in
            [(0x3c00, 1.0), (0xc000, -2.0), (0x0000, 0.0), (0x2e66, 0.099_975_586), (0x0001, 5.960_464_5e-8)]
        {
            assert_eq!(half_to_float(half), expected);
        }
    }

    #[test]
    fn broken_files_are_named_not_trusted() {
        for (bytes, message) in [
            (&b""[..], "does not begin"),
            (b"LEGMODEL\xff\xff\xff\xff", "cut off"),
            (b"LEGMODEL\x05\x00\x00\x00hello", "bad header line"),
        ] {
            let error = ModelFile::open(bytes).err().map(|e| e.message).unwrap_or_default();
            assert!(error.contains(message), "{error}");
        }
        let header = b"tensor a f32 2 2 0";
        let mut bytes = b"LEGMODEL\x12\x00\x00\x00".to_vec();
        bytes.extend_from_slice(header);
        let file = ModelFile::open(&bytes).unwrap();
        assert!(file.matrix("a").err().unwrap().message.contains("past the end"));
        assert!(file.matrix("b").err().unwrap().message.contains("missing"));
    }
}
