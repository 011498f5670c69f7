//! The two learners.

use legation_statements::learning::{LABELS, Row, Weights};

/// What is learned from.
#[derive(Default)]
pub struct Examples {
    /// Features of a word, and whether it is a cue.
    pub cues: Vec<(Vec<u32>, bool)>,
    /// Features of the words around a cue, and the right labels.
    pub rows: Vec<(Row, Vec<u8>)>,
}

/// Logistic regression by AdaGrad.
pub fn cues(examples: &[(Vec<u32>, bool)], rounds: usize, weights: &mut [f32]) {
    let mut squares = vec![1e-3f32; weights.len()];
    let mut order = Order::new(examples.len());
    for round in 0..rounds {
        let mut loss = 0f64;
        for at in order.shuffled() {
            let (features, is_cue) = &examples[*at];
            let score: f32 = features.iter().map(|f| weights[*f as usize]).sum();
            let chance = 1.0 / (1.0 + (-score).exp());
            let error = chance - f32::from(u8::from(*is_cue));
            loss -= f64::from((1.0 - error.abs()).max(1e-7)).ln();
            if error.abs() < 1e-4 {
                continue;
            }
            for feature in features {
                let feature = *feature as usize;
                let slope = error + 1e-6 * weights[feature];
                squares[feature] += slope * slope;
                weights[feature] -= 0.1 * slope / squares[feature].sqrt();
            }
        }
        eprintln!("cues, round {round}: loss {:.5}", loss / examples.len().max(1) as f64);
    }
}

/// Structured perceptron with averaged weights.
pub fn labels(examples: &[(Row, Vec<u8>)], rounds: usize, weights: &mut Weights) {
    let mut label_sums = vec![0f64; weights.labels.len()];
    let mut step_sums = vec![0f64; weights.steps.len()];
    let mut count = 1f64;
    let mut order = Order::new(examples.len());
    for round in 0..rounds {
        let (mut wrong, mut all) = (0usize, 0usize);
        for at in order.shuffled() {
            let (row, right) = &examples[*at];
            let found = weights.decode(row);
            all += right.len();
            for word in 0..right.len() {
                if found[word] != right[word] {
                    wrong += 1;
                    for feature in &row.labels[word] {
                        let base = *feature as usize * LABELS;
                        for (label, change) in [(right[word], 1f32), (found[word], -1f32)] {
                            weights.labels[base + label as usize] += change;
                            label_sums[base + label as usize] += count * f64::from(change);
                        }
                    }
                }
                let before = |labels: &[u8]| if word == 0 { 0 } else { labels[word - 1] as usize };
                let steps = [(before(right), right[word], 1f32), (before(&found), found[word], -1f32)];
                if steps[0].0 == steps[1].0 && steps[0].1 == steps[1].1 {
                    continue;
                }
                for feature in &row.steps[word] {
                    for (from, to, change) in steps {
                        let slot = *feature as usize * LABELS * LABELS + from * LABELS + to as usize;
                        weights.steps[slot] += change;
                        step_sums[slot] += count * f64::from(change);
                    }
                }
            }
            count += 1.0;
        }
        eprintln!("labels, round {round}: wrong {:.4}", wrong as f64 / all.max(1) as f64);
    }
    for (weight, sum) in weights.labels.iter_mut().zip(&label_sums) {
        *weight -= (sum / count) as f32;
    }
    for (weight, sum) in weights.steps.iter_mut().zip(&step_sums) {
        *weight -= (sum / count) as f32;
    }
}

/// Indices in an order that a fixed seed decides.
struct Order {
    order: Vec<usize>,
    seed: u64,
}

impl Order {
    fn new(count: usize) -> Order {
        Order { order: (0..count).collect(), seed: 88_172_645_463_325_252 }
    }

    fn shuffled(&mut self) -> &[usize] {
        for at in (1..self.order.len()).rev() {
            self.seed ^= self.seed << 13;
            self.seed ^= self.seed >> 7;
            self.seed ^= self.seed << 17;
            self.order.swap(at, (self.seed % (at as u64 + 1)) as usize);
        }
        &self.order
    }
}
