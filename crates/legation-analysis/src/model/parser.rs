//! Biaffine arc and relation scores, and the tree they give.

use super::encoder::Linear;
use super::file::{ModelError, ModelFile};
use super::kernels::{self, Packed};
use super::tree::best_tree;

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
            let tree = best_tree(&scores, words);
            let head_views: Vec<f32> = roots[1].iter().copied().chain(stretch(rel_head, rels)).collect();
            let dep_views = with_one(&stretch(rel_dep, rels), rels);
            out.push(self.label(&tree, &dep_views, &with_one(&head_views, rels), rels + 1));
            first += words;
        }
        out
    }

    fn label(&self, tree: &[usize], dep_views: &[f32], head_views: &[f32], width: usize) -> Vec<Attachment> {
        let mixed = self.rel.multiply(dep_views, &vec![0.0; self.rel.outputs()]);
        let rows = mixed.chunks_exact(self.rel.outputs());
        tree.iter()
            .zip(rows)
            .map(|(&head, row)| {
                let view = &head_views[head * width..(head + 1) * width];
                let scores: Vec<f32> =
                    row.chunks_exact(width).map(|r| r.iter().zip(view).map(|(a, b)| a * b).sum()).collect();
                let root = self.relations.iter().position(|r| r == "root");
                let relation = match root {
                    Some(root) if head == 0 => root,
                    Some(root) => best_but(&scores, root),
                    None => kernels::best(&scores),
                };
                (head, relation)
            })
            .collect()
    }
}

/// The best label other than one.
fn best_but(scores: &[f32], barred: usize) -> usize {
    let mut found = usize::from(barred == 0);
    for (i, score) in scores.iter().enumerate().filter(|(i, _)| *i != barred) {
        if *score > scores[found] {
            found = i;
        }
    }
    found
}

/// Every row with a 1 behind it.
fn with_one(rows: &[f32], width: usize) -> Vec<f32> {
    rows.chunks_exact(width).flat_map(|row| row.iter().copied().chain(std::iter::once(1.0))).collect()
}
