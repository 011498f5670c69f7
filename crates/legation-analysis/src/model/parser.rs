//! Biaffine arc and relation scores, and the tree they give.

use super::arguments::{group_of, settle};
use super::encoder::Linear;
use super::file::{ModelError, ModelFile};
use super::kernels::{self, Packed};
use super::tree::best_tree;

/// Score of what cannot be: a word as its own head, the relation `root` of any other word.
const BARRED: f32 = -1e9;
/// Heads less likely than the likeliest by more than this (natural logarithm) are kept, but their relations are not asked.
const MARGIN: f32 = 6.0;

/// Scores heads and relations from states.
pub(super) struct Parser {
    root: Vec<f32>,
    arc_head: Linear,
    arc_dep: Linear,
    rel_head: Linear,
    rel_dep: Linear,
    /// Dependent's view (and a constant 1) → head's view.
    arc: Packed,
    /// Dependent's view (and a constant 1) → for each relation the head's view (and a constant 1).
    rel: Packed,
    relations: Vec<String>,
    /// Number of the relation `root`.
    root_relation: Option<usize>,
    /// Of every relation, by number.
    groups: Vec<Option<u8>>,
}

/// Head (0 the root, else word number from 1) and relation of a word.
pub(super) type Attachment = (usize, usize);

impl Parser {
    pub fn read(file: &ModelFile, states: usize) -> Result<Parser, ModelError> {
        let relations: Vec<String> = file.lines("labels.deprels")?.into_iter().map(str::to_string).collect();
        let layer = |name: &str| Linear::read(file, name)?.taking(states);
        let (arc_head, arc_dep) = (layer("arc_head")?, layer("arc_dep")?);
        let (rel_head, rel_dep) = (layer("rel_head")?, layer("rel_dep")?);
        let (arcs, rels) = (arc_head.outputs(), rel_head.outputs());
        let arc = file.sized("arc", arcs, arcs + 1)?;
        let rel = file.sized("rel", relations.len() * (rels + 1), rels + 1)?;
        if arc_dep.outputs() != arcs || rel_dep.outputs() != rels {
            return Err(ModelError::new("the layers of the parser do not fit each other"));
        }
        Ok(Parser {
            root: file.sized("root", 1, states)?.values,
            arc: Packed::new(&arc.values, arc.rows, arc.columns),
            rel: Packed::new(&rel.values, rel.rows, rel.columns),
            arc_head,
            arc_dep,
            rel_head,
            rel_dep,
            root_relation: relations.iter().position(|r| r == "root"),
            groups: relations.iter().map(|r| group_of(r)).collect(),
            relations,
        })
    }

    /// Name of a relation.
    pub fn relation(&self, number: usize) -> &str {
        self.relations.get(number).map_or("dep", String::as_str)
    }

    /// Trees of sentences whose states stand one after the other.
    pub fn parse(&self, lengths: &[usize], states: &[f32]) -> Vec<Vec<Attachment>> {
        let views = [&self.arc_dep, &self.arc_head, &self.rel_dep, &self.rel_head].map(|layer| layer.activated(states));
        let roots = [&self.arc_head, &self.rel_head].map(|layer| layer.activated(&self.root));
        let [arc_dep, arc_head, rel_dep, rel_head] = &views;
        let arc_dep = self.arc.multiply(&with_one(arc_dep, self.arc_dep.outputs()), &vec![0.0; self.arc.outputs()]);
        let (arcs, rels) = (self.arc_head.outputs(), self.rel_head.outputs());
        let mut out = Vec::with_capacity(lengths.len());
        let mut first = 0;
        for &words in lengths {
            let stretch = |values: &[f32], width: usize| values[first * width..(first + words) * width].to_vec();
            let heads: Vec<f32> = roots[0].iter().copied().chain(stretch(arc_head, arcs)).collect();
            let scores = Packed::new(&heads, words + 1, arcs).multiply(&stretch(&arc_dep, arcs), &vec![0.0; words + 1]);
            let head_views: Vec<f32> = roots[1].iter().copied().chain(stretch(rel_head, rels)).collect();
            let dep_views = with_one(&stretch(rel_dep, rels), rels);
            out.push(self.choose(scores, &dep_views, &with_one(&head_views, rels), rels + 1));
            first += words;
        }
        out
    }

    /// The tree of the likeliest arcs and relations together: an arc that no relation suits gives way to one that
    /// names itself clearly. `scores`: of the heads of every word; the views end in 1 and are `width` wide.
    fn choose(&self, mut scores: Vec<f32>, dep_views: &[f32], head_views: &[f32], width: usize) -> Vec<Attachment> {
        let words = dep_views.len() / width;
        let mixed = self.rel.multiply(dep_views, &vec![0.0; self.rel.outputs()]);
        let relations = |word: usize, head: usize| {
            let row = &mixed[word * self.rel.outputs()..(word + 1) * self.rel.outputs()];
            self.relation_scores(row, &head_views[head * width..(head + 1) * width], head == 0)
        };
        let mut arcs = scores.clone();
        let mut floors = Vec::with_capacity(words);
        for (word, row) in arcs.chunks_exact_mut(words + 1).enumerate() {
            row[word + 1] = BARRED;
            kernels::log_softmax(row);
            floors.push(row[kernels::best(row)] - MARGIN);
        }
        let is_asked = |word: usize, head: usize| arcs[word * (words + 1) + head] >= floors[word];
        for (word, row) in scores.chunks_exact_mut(words + 1).enumerate() {
            for (head, score) in row.iter_mut().enumerate() {
                *score = arcs[word * (words + 1) + head];
                *score += if is_asked(word, head) {
                    let labels = relations(word, head);
                    labels[kernels::best(&labels)]
                } else {
                    -MARGIN
                };
            }
        }
        let heads = best_tree(&scores, words).into_iter().enumerate();
        let mut tree: Vec<Attachment> =
            heads.map(|(word, head)| (head, kernels::best(&relations(word, head)))).collect();
        settle(&mut tree, &self.groups, |word| {
            let heads = (1..=words).filter(|&head| is_asked(word, head));
            let each = |head: usize| {
                let arc = arcs[word * (words + 1) + head];
                relations(word, head).into_iter().enumerate().map(move |(r, score)| ((head, r), arc + score))
            };
            heads.flat_map(each).collect()
        });
        tree
    }

    /// Logarithms of the probabilities of a dependent's relations to a head, its view already mixed with the relations.
    /// Only the root has the relation `root`, and no other.
    fn relation_scores(&self, mixed: &[f32], head_view: &[f32], is_root: bool) -> Vec<f32> {
        let dot = |row: &[f32]| row.iter().zip(head_view).map(|(a, b)| a * b).sum();
        let mut scores: Vec<f32> = mixed.chunks_exact(head_view.len()).map(dot).collect();
        kernels::log_softmax(&mut scores);
        for (relation, score) in scores.iter_mut().enumerate() {
            if self.root_relation.is_some_and(|root| is_root != (relation == root)) {
                *score = BARRED;
            }
        }
        scores
    }
}

/// Every row with a 1 behind it.
fn with_one(rows: &[f32], width: usize) -> Vec<f32> {
    rows.chunks_exact(width).flat_map(|row| row.iter().copied().chain(std::iter::once(1.0))).collect()
}
