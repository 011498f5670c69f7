//! The learned part of attribution: which words are cues, and what each word of a sentence is to a cue.

/// Rows of the table of cue features.
pub const CUE_ROWS: usize = 1 << 18;
/// Rows of the table of label features.
pub const LABEL_ROWS: usize = 1 << 18;
/// Rows of the table of step features.
pub const STEP_ROWS: usize = 1 << 14;
/// What a word may be to a cue: nothing, source, cue, content.
pub const LABELS: usize = 4;

const MAGIC: &[u8; 8] = b"LEGATTR1";

/// Learned weights of attribution. Made by `training/attribution`, read from `models/<lang>/attribution.bin`.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// One weight for each cue feature.
    pub cue: Vec<f32>,
    /// [`LABELS`] weights for each feature of a word.
    pub labels: Vec<f32>,
    /// [`LABELS`] × [`LABELS`] weights (label before, label) for each feature of a step.
    pub steps: Vec<f32>,
    /// A word is a cue from this score on.
    pub threshold: f32,
}

/// The features of the words of a sentence seen from one cue.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Index of the first word in the article.
    pub first: usize,
    /// For each word, rows of the table of labels.
    pub labels: Vec<Vec<u32>>,
    /// For each word, rows of the table of steps: how it follows the word before.
    pub steps: Vec<Vec<u32>>,
}

impl Default for Weights {
    fn default() -> Weights {
        Weights {
            cue: vec![0.0; CUE_ROWS],
            labels: vec![0.0; LABEL_ROWS * LABELS],
            steps: vec![0.0; STEP_ROWS * LABELS * LABELS],
            threshold: 0.0,
        }
    }
}

impl Weights {
    /// How much a word looks like a cue; 0 is even.
    pub fn cue_score(&self, features: &[u32]) -> f32 {
        features.iter().map(|f| self.cue[*f as usize]).sum()
    }

    /// The best labels of the words of a row (Viterbi).
    pub fn decode(&self, row: &Row) -> Vec<u8> {
        let count = row.labels.len();
        let mut best = vec![[0f32; LABELS]; count];
        let mut from = vec![[0u8; LABELS]; count];
        for at in 0..count {
            let mut own = [0f32; LABELS];
            for feature in &row.labels[at] {
                let base = *feature as usize * LABELS;
                for (label, slot) in own.iter_mut().enumerate() {
                    *slot += self.labels[base + label];
                }
            }
            let mut step = [0f32; LABELS * LABELS];
            for feature in &row.steps[at] {
                let base = *feature as usize * LABELS * LABELS;
                for (idx, slot) in step.iter_mut().enumerate() {
                    *slot += self.steps[base + idx];
                }
            }
            for label in 0..LABELS {
                let befores = if at == 0 { 1 } else { LABELS };
                let mut top = (f32::NEG_INFINITY, 0u8);
                for before in 0..befores {
                    let earlier = if at == 0 { 0.0 } else { best[at - 1][before] };
                    let score = earlier + step[before * LABELS + label];
                    if score > top.0 {
                        top = (score, before as u8);
                    }
                }
                best[at][label] = top.0 + own[label];
                from[at][label] = top.1;
            }
        }
        let mut labels = vec![0u8; count];
        if count == 0 {
            return labels;
        }
        let last = best[count - 1];
        let mut label = (0..LABELS).rev().fold(0, |top, l| if last[l] >= last[top] { l } else { top });
        for at in (0..count).rev() {
            labels[at] = label as u8;
            label = from[at][label] as usize;
        }
        labels
    }

    /// As a file: only rows that are not all zero, in eight bits with one scale for each table.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(self.threshold.to_le_bytes());
        for (table, width) in [(&self.cue, 1), (&self.labels, LABELS), (&self.steps, LABELS * LABELS)] {
            let largest = table.iter().fold(0f32, |a, b| a.max(b.abs())).max(f32::MIN_POSITIVE);
            let scale = largest / 127.0;
            let rounded = |row: &[f32]| row.iter().map(|w| (w / scale).round() as i8).collect::<Vec<i8>>();
            let rows: Vec<(usize, Vec<i8>)> =
                table.chunks(width).map(rounded).enumerate().filter(|(_, row)| row.iter().any(|w| *w != 0)).collect();
            out.extend(scale.to_le_bytes());
            out.extend((rows.len() as u32).to_le_bytes());
            let mut before = 0;
            for (idx, row) in rows {
                push_number(&mut out, idx - before);
                before = idx;
                out.extend(row.iter().map(|w| *w as u8));
            }
        }
        out
    }

    /// Reads a file; `None` where it is not one of these.
    pub fn from_bytes(bytes: &[u8]) -> Option<Weights> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut weights = Weights { threshold: take_float(&mut rest)?, ..Weights::default() };
        for (table, width) in
            [(&mut weights.cue, 1), (&mut weights.labels, LABELS), (&mut weights.steps, LABELS * LABELS)]
        {
            let scale = take_float(&mut rest)?;
            let count = u32::from_le_bytes(rest.split_off(..4)?.try_into().ok()?);
            let mut idx = 0usize;
            for _ in 0..count {
                idx = idx.checked_add(take_number(&mut rest)?)?;
                let row = rest.split_off(..width)?;
                let slots = table.get_mut(idx.checked_mul(width)?..(idx + 1).checked_mul(width)?)?;
                for (slot, byte) in slots.iter_mut().zip(row) {
                    *slot = f32::from(*byte as i8) * scale;
                }
            }
        }
        Some(weights)
    }
}

fn push_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0usize;
    for shift in (0..35).step_by(7) {
        let byte = *rest.split_off_first()?;
        number |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn take_float(rest: &mut &[u8]) -> Option<f32> {
    Some(f32::from_le_bytes(rest.split_off(..4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_what_was_written() {
        let mut weights = Weights { threshold: 0.25, ..Weights::default() };
        weights.cue[7] = 1.27;
        weights.cue[70_000] = -0.5;
        weights.labels[9] = 0.3;
        weights.steps[100] = -2.0;
        let back = Weights::from_bytes(&weights.to_bytes()).unwrap();
        assert!((back.cue[70_000] + 0.5).abs() < 0.01);
        assert!((back.labels[9] - 0.3).abs() < 0.01);
        assert_eq!(back.threshold, 0.25);
        assert!(Weights::from_bytes(b"LEGATTR1xx").is_none());
        assert!(Weights::from_bytes(b"").is_none());
    }

    #[test]
    fn decoding_takes_the_best_path() {
        let mut weights = Weights::default();
        weights.labels[LABELS + 3] = 1.0;
        weights.steps[3 * LABELS + 3] = 2.0;
        let row = Row { first: 0, labels: vec![vec![1], vec![0], vec![0]], steps: vec![vec![1], vec![0], vec![0]] };
        assert_eq!(weights.decode(&row), vec![3, 3, 3]);
        assert!(weights.decode(&Row::default()).is_empty());
    }
}
