//! The best tree for arc scores: Chu–Liu–Edmonds with exactly one root.

/// Heads (0 the root, else word number from 1) of the best single-root tree.
///
/// `scores` has one row per word and `words + 1` columns: the score of each possible head, column 0 the root.
pub fn best_tree(scores: &[f32], words: usize) -> Vec<usize> {
    if words == 0 {
        return Vec::new();
    }
    let width = words + 1;
    let greedy: Vec<usize> = (0..words)
        .map(|w| {
            let row = &scores[w * width..(w + 1) * width];
            (0..width)
                .filter(|&h| h != w + 1)
                .fold(if w == 0 && words > 1 { 2 } else { 0 }, |b, h| if row[h] > row[b] { h } else { b })
        })
        .collect();
    if is_tree(&greedy) {
        return greedy;
    }
    // One root: entering words from the root costs more than anything else can gain.
    let (low, high) = scores
        .iter()
        .filter(|s| **s > -1e8)
        .fold((f64::MAX, f64::MIN), |(low, high), s| (low.min(f64::from(*s)), high.max(f64::from(*s))));
    let penalty = (high - low).max(1.0) * (words as f64 + 1.0);
    let mut matrix = vec![vec![f64::NEG_INFINITY; width]; width];
    for (word, row) in matrix.iter_mut().enumerate().skip(1) {
        for (head, cell) in row.iter_mut().enumerate().filter(|(head, _)| *head != word) {
            *cell = f64::from(scores[(word - 1) * width + head].max(-1e8)) - if head == 0 { penalty } else { 0.0 };
        }
    }
    edmonds(&matrix)[1..].to_vec()
}

/// Whether the heads form one tree with one root.
fn is_tree(heads: &[usize]) -> bool {
    heads.iter().filter(|h| **h == 0).count() == 1
        && find_cycle(&std::iter::once(0).chain(heads.iter().copied()).collect::<Vec<_>>()).is_none()
}

/// Nodes of a cycle in `heads` (node 0 is the root and its own head).
fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = heads[at];
        }
        if at != 0 && seen[at] == start {
            let mut cycle = vec![at];
            let mut next = heads[at];
            while next != at {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

/// Heads of the best arborescence from node 0; `matrix[node][head]`.
fn edmonds(matrix: &[Vec<f64>]) -> Vec<usize> {
    let size = matrix.len();
    let mut heads: Vec<usize> = (0..size)
        .map(|node| {
            (0..size)
                .filter(|h| *h != node)
                .fold(0, |best, h| if matrix[node][h] > matrix[node][best] { h } else { best })
        })
        .collect();
    heads[0] = 0;
    let Some(cycle) = find_cycle(&heads) else { return heads };
    let mut in_cycle = vec![false; size];
    cycle.iter().for_each(|&node| in_cycle[node] = true);
    let rest: Vec<usize> = (0..size).filter(|&node| !in_cycle[node]).collect();
    let merged = rest.len();
    let total: f64 = cycle.iter().map(|&node| matrix[node][heads[node]]).sum();
    let mut small = vec![vec![f64::NEG_INFINITY; merged + 1]; merged + 1];
    let mut entered = vec![0; merged];
    let mut left = vec![0; merged];
    for (i, &node) in rest.iter().enumerate() {
        for (j, &head) in rest.iter().enumerate().filter(|(j, _)| *j != i) {
            small[i][j] = matrix[node][head];
        }
        let from = cycle.iter().copied().fold(cycle[0], |b, c| if matrix[node][c] > matrix[node][b] { c } else { b });
        small[i][merged] = if node == 0 { f64::NEG_INFINITY } else { matrix[node][from] };
        left[i] = from;
        let gain = |c: usize| matrix[c][node] - matrix[c][heads[c]];
        let into = cycle.iter().copied().fold(cycle[0], |b, c| if gain(c) > gain(b) { c } else { b });
        small[merged][i] = gain(into) + total;
        entered[i] = into;
    }
    let solved = edmonds(&small);
    for (i, &node) in rest.iter().enumerate().filter(|(_, node)| **node != 0) {
        heads[node] = if solved[i] == merged { left[i] } else { rest[solved[i]] };
    }
    let from = solved[merged];
    heads[entered[from]] = rest[from];
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All trees of three words, tried one by one.
    fn exhaustive(scores: &[f32], words: usize) -> f32 {
        let width = words + 1;
        let mut best = f32::MIN;
        for code in 0..width.pow(words as u32) {
            let heads: Vec<usize> = (0..words).map(|w| code / width.pow(w as u32) % width).collect();
            if heads.iter().enumerate().all(|(w, h)| *h != w + 1) && is_tree(&heads) {
                best = best.max(heads.iter().enumerate().map(|(w, h)| scores[w * width + h]).sum());
            }
        }
        best
    }

    #[test]
    fn finds_the_best_of_all_trees() {
        for words in 1..=4 {
            for seed in 0..200usize {
                let width = words + 1;
                let scores: Vec<f32> =
                    (0..words * width).map(|i| ((i * 7919 + seed * 104_729) % 997) as f32 / 100.0).collect();
                let heads = best_tree(&scores, words);
                assert!(is_tree(&heads), "{heads:?}");
                let found: f32 = heads.iter().enumerate().map(|(w, h)| scores[w * width + h]).sum();
                assert!((found - exhaustive(&scores, words)).abs() < 1e-3, "words {words}, seed {seed}");
            }
        }
    }
}
