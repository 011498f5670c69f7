//! Words to states: feature tables, an input layer, two bidirectional LSTM layers.

use super::features::{features, key_of};
use super::file::{ModelError, ModelFile, Table};
use super::kernels::{self, Packed};
use rustc_hash::FxHashMap;

/// What every emoji is read as: the treebanks have faces made of signs, and no emoji to learn from.
const FACE: &str = ":)";

/// Whether a form is made of pictographs (Unicode blocks from mahjong tiles to pictographs extended-A, and the older
/// miscellaneous symbols) and what joins and varies them.
fn is_emoji(form: &str) -> bool {
    let is_picture = |c| matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{26FF}');
    form.starts_with(is_picture) && form.chars().all(|c| is_picture(c) || matches!(c, '\u{200D}' | '\u{FE0F}'))
}

/// A linear layer.
#[derive(Debug)]
pub(super) struct Linear {
    weights: Packed,
    bias: Vec<f32>,
}

impl Linear {
    /// Reads `NAME.weight` and `NAME.bias`.
    pub fn read(file: &ModelFile, name: &str) -> Result<Linear, ModelError> {
        let weight = file.matrix(&format!("{name}.weight"))?;
        let bias = file.sized(&format!("{name}.bias"), 1, weight.rows)?.values;
        Ok(Linear { weights: Packed::new(&weight.values, weight.rows, weight.columns), bias })
    }

    /// The layer applied to every row.
    pub fn apply(&self, rows: &[f32]) -> Vec<f32> {
        self.weights.multiply(rows, &self.bias)
    }

    /// The layer followed by leaky ReLU.
    pub fn activated(&self, rows: &[f32]) -> Vec<f32> {
        let mut out = self.apply(rows);
        kernels::leaky_relu(&mut out);
        out
    }

    /// The layer itself, if its rows have so many numbers.
    pub fn taking(self, inputs: usize) -> Result<Linear, ModelError> {
        let found = self.weights.inputs();
        if found == inputs {
            Ok(self)
        } else {
            Err(ModelError::new(format!("a layer takes {found} numbers, not {inputs}")))
        }
    }

    /// How many numbers it gives per row.
    pub fn outputs(&self) -> usize {
        self.bias.len()
    }
}

/// Tables and layers up to the states.
pub(super) struct Encoder {
    word_keys: Vec<u64>,
    words: Table,
    vector_keys: Vec<u64>,
    vectors: Table,
    grams: Table,
    affixes: Vec<Table>,
    input: Linear,
    layers: Vec<[Direction; 2]>,
}

/// One LSTM running one way.
struct Direction {
    input: Linear,
    recurrent: Packed,
    hidden: usize,
}

impl Direction {
    fn read(file: &ModelFile, name: &str) -> Result<Direction, ModelError> {
        let recurrent = file.matrix(&format!("{name}.recurrent"))?;
        let (gates, hidden) = (recurrent.rows, recurrent.columns);
        if gates != 4 * hidden {
            return Err(ModelError::new(format!("{name}.recurrent must have four gates")));
        }
        let recurrent = Packed::new(&recurrent.values, gates, hidden);
        Ok(Direction { input: Linear::read(file, &format!("{name}.input"))?, recurrent, hidden })
    }

    /// Runs over all sentences together: at each step, those that still have a word. `rows` gives each word its row in
    /// `gates`; its state goes to its row in `out`, the forward way's in the first half.
    fn run(&self, lengths: &[usize], gates: &[f32], rows: &[u32], is_backward: bool, out: &mut [f32]) {
        let (hidden, width) = (self.hidden, 4 * self.hidden);
        let offset = if is_backward { hidden } else { 0 };
        let mut starts = Vec::with_capacity(lengths.len());
        let mut total = 0;
        for length in lengths {
            starts.push(total);
            total += length;
        }
        // Longest first, so that the running ones are always a prefix.
        let mut order: Vec<usize> = (0..lengths.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(lengths[i]));
        let mut states = vec![0.0; lengths.len() * hidden];
        let mut cells = vec![0.0; lengths.len() * hidden];
        let mut past = vec![0.0; lengths.len() * width];
        let none = vec![0.0; width];
        for step in 0..order.first().map_or(0, |&i| lengths[i]) {
            let running = order.partition_point(|&i| lengths[i] > step);
            let word_of = |slot: usize| {
                let sentence = order[slot];
                starts[sentence] + if is_backward { lengths[sentence] - 1 - step } else { step }
            };
            self.recurrent.multiply_into(&states[..running * hidden], &none, &mut past[..running * width]);
            for slot in 0..running {
                let row = rows[word_of(slot)] as usize;
                let state = &mut states[slot * hidden..(slot + 1) * hidden];
                let cell = &mut cells[slot * hidden..(slot + 1) * hidden];
                let input = &gates[row * width..(row + 1) * width];
                kernels::lstm_step(input, &past[slot * width..(slot + 1) * width], cell, state);
                out[word_of(slot) * 2 * hidden + offset..][..hidden].copy_from_slice(state);
            }
        }
    }
}

impl Encoder {
    pub fn read(file: &ModelFile) -> Result<Encoder, ModelError> {
        let affixes = (0..5).map(|i| file.table(&format!("affix.{i}"))).collect::<Result<Vec<_>, _>>()?;
        let mut layers = Vec::new();
        while file.has(&format!("lstm.{}.forward.recurrent", layers.len())) {
            let number = layers.len();
            let read = |way: &str| Direction::read(file, &format!("lstm.{number}.{way}"));
            layers.push([read("forward")?, read("backward")?]);
        }
        let encoder = Encoder {
            word_keys: file.keys("words.keys")?,
            words: file.table("words")?,
            vector_keys: file.keys("vectors.keys")?,
            vectors: file.table("vectors")?,
            grams: file.table("grams")?,
            affixes,
            input: Linear::read(file, "input")?,
            layers,
        };
        encoder.check()?;
        Ok(encoder)
    }

    /// That the layers fit each other, so that nothing can go wrong later.
    fn check(&self) -> Result<(), ModelError> {
        let mut inputs = self.inputs();
        let fits = |linear: &Linear, inputs: usize| linear.weights.inputs() == inputs;
        let mut is_fitting = fits(&self.input, inputs) && !self.layers.is_empty();
        inputs = self.input.outputs();
        for layer in &self.layers {
            for way in layer {
                is_fitting &= fits(&way.input, inputs) && way.input.outputs() == 4 * way.hidden;
                is_fitting &= way.hidden == layer[0].hidden;
            }
            inputs = 2 * layer[0].hidden;
        }
        if is_fitting { Ok(()) } else { Err(ModelError::new("the layers of the encoder do not fit each other")) }
    }

    fn inputs(&self) -> usize {
        let affixes: usize = self.affixes.iter().map(Table::columns).sum();
        self.words.columns() + self.vectors.columns() + self.grams.columns() + affixes
    }

    /// Numbers in the state of a word.
    pub fn states(&self) -> usize {
        self.layers.last().map_or(0, |layer| 2 * layer[0].hidden)
    }

    /// Whether the raw news that the vectors come from had the word often enough to have one.
    pub fn is_word(&self, form: &str) -> bool {
        self.vector_keys.binary_search(&key_of(form)).is_ok()
    }

    /// The state of every word, sentence after sentence.
    pub fn encode(&self, sentences: &[&[&str]]) -> Vec<f32> {
        let lengths: Vec<usize> = sentences.iter().map(|s| s.len()).collect();
        let words: usize = lengths.iter().sum();
        // What the first layer gets of a word depends on the form only, so each form is looked up once.
        let mut forms: FxHashMap<&str, u32> = FxHashMap::default();
        let mut distinct: Vec<&str> = Vec::new();
        let mut rows: Vec<u32> = Vec::with_capacity(words);
        for form in sentences.iter().flat_map(|s| s.iter()) {
            let form = if is_emoji(form) { FACE } else { form };
            rows.push(*forms.entry(form).or_insert_with(|| {
                distinct.push(form);
                distinct.len() as u32 - 1
            }));
        }
        let mut input = self.embed(&distinct);
        for (number, layer) in self.layers.iter().enumerate() {
            if number == 1 {
                rows = (0..words as u32).collect();
            }
            let mut out = vec![0.0; words * 2 * layer[0].hidden];
            for (way, is_backward) in layer.iter().zip([false, true]) {
                let gates = way.input.apply(&input);
                way.run(&lengths, &gates, &rows, is_backward, &mut out);
            }
            input = out;
        }
        input
    }

    /// One row of the input layer per form.
    fn embed(&self, forms: &[&str]) -> Vec<f32> {
        let width = self.inputs();
        let mut rows = vec![0.0; forms.len() * width];
        for (form, row) in forms.iter().zip(rows.chunks_exact_mut(width)) {
            let found = features(form);
            let (word, row) = row.split_at_mut(self.words.columns());
            // Row 0 of the trained words stands for all others; a form without a vector has none.
            self.words.add(self.word_keys.binary_search(&found.key).map_or(0, |i| i + 1), 1.0, word);
            let (vector, row) = row.split_at_mut(self.vectors.columns());
            if let Ok(i) = self.vector_keys.binary_search(&found.key) {
                self.vectors.add(i, 1.0, vector);
            }
            let (gram, mut row) = row.split_at_mut(self.grams.columns());
            for index in &found.grams {
                self.grams.add(*index as usize, 1.0 / found.grams.len() as f32, gram);
            }
            for (table, index) in self.affixes.iter().zip(found.affixes) {
                let (affix, rest) = row.split_at_mut(table.columns());
                table.add(index as usize, 1.0, affix);
                row = rest;
            }
        }
        let mut out = self.input.apply(&rows);
        out.iter_mut().for_each(|v| *v = v.max(0.0));
        out
    }
}
