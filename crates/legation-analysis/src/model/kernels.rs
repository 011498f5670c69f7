//! The arithmetic: matrix products with weights packed once, and the activations.
//!
//! Every output row is summed in one fixed order, whatever rows stand beside it, so that a sentence's
//! result does not depend on its batch. `matrixmultiply` would pack the weights anew for every
//! time step of an LSTM; here they are packed when the model is loaded.

/// Columns of one panel: two AVX registers of eight.
const WIDTH: usize = 16;
/// Rows computed together: twelve accumulators of the sixteen registers.
const ROWS: usize = 6;
/// Rows that go past all panels before the next ones: turned, they stay in the second-level cache.
const TOGETHER: usize = 20 * ROWS;

/// A weight matrix (inputs × outputs) in panels of [`WIDTH`] outputs.
#[derive(Clone, Debug)]
pub struct Packed {
    inputs: usize,
    outputs: usize,
    panels: Vec<f32>,
}

impl Packed {
    /// Packs a row-major matrix that has one row of `inputs` numbers per output.
    pub fn new(weights: &[f32], outputs: usize, inputs: usize) -> Packed {
        let mut panels = vec![0.0; outputs.div_ceil(WIDTH) * WIDTH * inputs];
        for (output, row) in weights.chunks_exact(inputs.max(1)).take(outputs).enumerate() {
            let panel = &mut panels[(output / WIDTH) * WIDTH * inputs..];
            for (input, weight) in row.iter().enumerate() {
                panel[input * WIDTH + output % WIDTH] = *weight;
            }
        }
        Packed { inputs, outputs, panels }
    }

    /// How many numbers a row that is multiplied has.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many numbers a row of the product has.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// `out = rows · weights + bias`: `rows` holds rows of `inputs` numbers, `out` as many rows of `outputs`.
    pub fn multiply_into(&self, rows: &[f32], bias: &[f32], out: &mut [f32]) {
        #[cfg(target_arch = "x86_64")]
        if has_fma() {
            // Safe: the processor has just been asked for both features.
            #[allow(unsafe_code)]
            unsafe {
                multiply_fma(self, rows, bias, out)
            };
            return;
        }
        multiply::<{ cfg!(target_arch = "aarch64") }>(self, rows, bias, out);
    }

    /// `rows · weights + bias`.
    pub fn multiply(&self, rows: &[f32], bias: &[f32]) -> Vec<f32> {
        let count = rows.len().checked_div(self.inputs).unwrap_or(0);
        let mut out = vec![0.0; count * self.outputs];
        self.multiply_into(rows, bias, &mut out);
        out
    }
}

#[cfg(target_arch = "x86_64")]
fn has_fma() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn multiply_fma(weights: &Packed, rows: &[f32], bias: &[f32], out: &mut [f32]) {
    multiply::<true>(weights, rows, bias, out);
}

#[inline(always)]
fn multiply<const FUSED: bool>(weights: &Packed, rows: &[f32], bias: &[f32], out: &mut [f32]) {
    let (inputs, outputs) = (weights.inputs, weights.outputs);
    if inputs == 0 || outputs == 0 {
        return;
    }
    let mut turned = vec![0.0; (rows.len() / inputs).next_multiple_of(ROWS).min(TOGETHER) * inputs];
    for (rows, out) in rows.chunks(TOGETHER * inputs).zip(out.chunks_mut(TOGETHER * outputs)) {
        turn(rows, inputs, &mut turned);
        for (number, panel) in weights.panels.chunks_exact(WIDTH * inputs).enumerate() {
            let panel = panel.as_chunks::<WIDTH>().0;
            let column = number * WIDTH;
            let width = WIDTH.min(outputs - column);
            let bias = &bias[column..column + width];
            for (block, target) in turned.chunks_exact(ROWS * inputs).zip(out.chunks_mut(ROWS * outputs)) {
                let sums = tile::<FUSED>(block.as_chunks::<ROWS>().0, panel);
                for (row, sum) in target.chunks_exact_mut(outputs).zip(&sums) {
                    for ((cell, value), bias) in row[column..column + width].iter_mut().zip(sum).zip(bias) {
                        *cell = value + bias;
                    }
                }
            }
        }
    }
}

/// Blocks of [`ROWS`] rows, each turned so that the numbers of one input stand together. What an incomplete last block
/// leaves of an earlier one does no harm, since the sums of its rows go nowhere. (Tiles of fewer rows would save those
/// products, but the compiler does not keep their sums in registers.)
#[inline(always)]
fn turn(rows: &[f32], inputs: usize, out: &mut [f32]) {
    for (block, target) in rows.chunks(ROWS * inputs).zip(out.chunks_exact_mut(ROWS * inputs)) {
        for (r, row) in block.chunks_exact(inputs).enumerate() {
            for (slot, value) in target.as_chunks_mut::<ROWS>().0.iter_mut().zip(row) {
                slot[r] = *value;
            }
        }
    }
}

/// Turned rows times one panel. Whole arrays, no indices to check: only so are all sums kept in registers.
#[inline(always)]
fn tile<const FUSED: bool>(rows: &[[f32; ROWS]], panel: &[[f32; WIDTH]]) -> [[f32; WIDTH]; ROWS] {
    let mut sums = [[0.0f32; WIDTH]; ROWS];
    for (values, weights) in rows.iter().zip(panel) {
        for r in 0..ROWS {
            for c in 0..WIDTH {
                sums[r][c] =
                    if FUSED { values[r].mul_add(weights[c], sums[r][c]) } else { values[r] * weights[c] + sums[r][c] };
            }
        }
    }
    sums
}

/// One step of an LSTM cell: `input` (from the layer's input) and `past` (from the state before) add up to the input,
/// forget, candidate and output gates, each as long as `cell`.
pub fn lstm_step(input: &[f32], past: &[f32], cell: &mut [f32], hidden: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    if has_fma() {
        // Safe: the processor has just been asked for both features.
        #[allow(unsafe_code)]
        unsafe {
            lstm_step_fma(input, past, cell, hidden)
        };
        return;
    }
    step::<{ cfg!(target_arch = "aarch64") }>(input, past, cell, hidden);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn lstm_step_fma(input: &[f32], past: &[f32], cell: &mut [f32], hidden: &mut [f32]) {
    step::<true>(input, past, cell, hidden);
}

#[inline(always)]
fn step<const FUSED: bool>(input: &[f32], past: &[f32], cell: &mut [f32], hidden: &mut [f32]) {
    let size = cell.len().min(hidden.len());
    let (cell, hidden) = (&mut cell[..size], &mut hidden[..size]);
    let gate = |number: usize| (&input[number * size..(number + 1) * size], &past[number * size..(number + 1) * size]);
    let [(in_a, in_b), (forget_a, forget_b), (new_a, new_b), (out_a, out_b)] = [gate(0), gate(1), gate(2), gate(3)];
    let decay = decay::<FUSED>;
    // With a = 1 + e⁻ⁱ, b = 1 + e⁻²ᵍ and c = 1 + e⁻ᶠ the next cell σ(f)·cell + σ(i)·tanh(g) is one fraction, and so is
    // σ(o)·tanh(cell): two divisions instead of five.
    for i in 0..size {
        let a = 1.0 + decay(in_a[i] + in_b[i]);
        let b = 1.0 + decay(2.0 * (new_a[i] + new_b[i]));
        let c = 1.0 + decay(forget_a[i] + forget_b[i]);
        let next = (cell[i] * (a * b) + (2.0 - b) * c) / (a * b * c);
        cell[i] = next;
        let (d, e) = (1.0 + decay(out_a[i] + out_b[i]), 1.0 + decay(2.0 * next));
        hidden[i] = (2.0 - e) / (d * e);
    }
}

/// e to the −x, bounded so that a product of three stays finite.
#[inline(always)]
fn decay<const FUSED: bool>(x: f32) -> f32 {
    exp_bounded::<FUSED>((-x).clamp(-28.0, 28.0))
}

/// e to the x, to about seven digits, in plain arithmetic that the compiler can run on eight numbers at once.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    exp_bounded::<false>(x.clamp(-87.0, 87.0))
}

/// As [`exp`], for −87 to 87.
#[inline(always)]
fn exp_bounded<const FUSED: bool>(x: f32) -> f32 {
    let sum = |a: f32, b: f32, c: f32| if FUSED { a.mul_add(b, c) } else { a * b + c };
    // x = n·ln 2 + r with |r| ≤ ln 2 / 2. Adding 1.5·2²³ rounds n to a whole number and puts it into the lowest bits, from
    // where it is taken: the conversion of Rust, which minds NaN and overflow, takes the eight numbers one by one.
    const ROUND: f32 = 12_582_912.0;
    let shifted = sum(x, std::f32::consts::LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = sum(n, 2.121_944_4e-4, sum(n, -0.693_359_4, x));
    let coefficients = [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];
    let poly = coefficients.into_iter().fold(1.987_569_1e-4, |value, next| sum(value, r, next));
    let mantissa = sum(poly * r, r, r + 1.0);
    let power = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23;
    mantissa * f32::from_bits(power)
}

/// Leaky ReLU with slope 0.1 below zero, in place.
pub fn leaky_relu(values: &mut [f32]) {
    for value in values {
        *value = if *value > 0.0 { *value } else { 0.1 * *value };
    }
}

/// Scores to log probabilities, in place.
pub fn log_softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let total: f32 = scores.iter().map(|s| exp(s - top)).sum();
    let shift = top + total.ln();
    for score in scores {
        *score -= shift;
    }
}

/// Index of the greatest score, the first of equals.
pub fn best(scores: &[f32]) -> usize {
    let mut found = 0;
    for (i, score) in scores.iter().enumerate() {
        if *score > scores[found] {
            found = i;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(count: usize) -> Vec<f32> {
        (0..count).map(|i| ((i * 7919 + 13) % 1000) as f32 / 500.0 - 1.0).collect()
    }

    #[test]
    fn product_equals_the_plain_sum() {
        for (count, inputs, outputs) in [(1, 3, 5), (7, 20, 16), (13, 33, 37), (6, 1, 1)] {
            let (rows, weights, bias) = (noise(count * inputs), noise(outputs * inputs), noise(outputs));
            let product = Packed::new(&weights, outputs, inputs).multiply(&rows, &bias);
            for r in 0..count {
                for o in 0..outputs {
                    let plain: f32 = (0..inputs).map(|i| rows[r * inputs + i] * weights[o * inputs + i]).sum();
                    assert!((product[r * outputs + o] - plain - bias[o]).abs() < 1e-4, "{count} {inputs} {outputs}");
                }
            }
        }
    }

    #[test]
    fn a_row_does_not_depend_on_its_neighbours() {
        let weights = Packed::new(&noise(40 * 21), 40, 21);
        let (rows, bias) = (noise(11 * 21), noise(40));
        let together = weights.multiply(&rows, &bias);
        for (row, expected) in rows.chunks(21).zip(together.chunks(40)) {
            assert_eq!(weights.multiply(row, &bias), expected);
        }
    }

    #[test]
    fn activations_are_close_to_the_library_functions() {
        for i in -400..400 {
            let x = i as f32 / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-6, "exp {x}");
            let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
            let (mut cell, mut hidden) = ([0.7], [0.0]);
            lstm_step(&[x, 0.5 - x, 0.0, 0.2 * x], &[0.0, 0.0, 0.3 * x, 1.0], &mut cell, &mut hidden);
            let next = sigmoid(0.5 - x) * 0.7 + sigmoid(x) * (0.3 * x).tanh();
            assert!((cell[0] - next).abs() < 1e-6, "cell {x}");
            assert!((hidden[0] - sigmoid(0.2 * x + 1.0) * next.tanh()).abs() < 1e-6, "hidden {x}");
        }
    }
}
