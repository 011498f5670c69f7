//! How well mentions are linked in an article: CoNLL F1 (the mean of MUC, B³ and CEAF-e) against documents with chains, and
//! pronouns of GAP.

use legation_types::{Analysis, Article, Span, Upos};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A mention by its first and last word, or by byte offsets: only equality counts.
pub type Place = (u32, u32);

/// Precision, recall: numerators and denominators summed over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratio {
    /// What of the found chains is right, and how much there is.
    pub precision: (f64, f64),
    /// What of the marked chains was found, and how much there is.
    pub recall: (f64, f64),
}

impl Ratio {
    fn add(&mut self, other: Ratio) {
        self.precision.0 += other.precision.0;
        self.precision.1 += other.precision.1;
        self.recall.0 += other.recall.0;
        self.recall.1 += other.recall.1;
    }

    /// F1 in per cent.
    pub fn f1(self) -> f64 {
        let share = |(right, all): (f64, f64)| if all > 0.0 { right / all } else { 0.0 };
        let (p, r) = (share(self.precision), share(self.recall));
        if p + r > 0.0 { 200.0 * p * r / (p + r) } else { 0.0 }
    }
}

/// The three measures over a set of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CorefScores {
    /// Links.
    pub muc: Ratio,
    /// Mentions.
    pub b3: Ratio,
    /// Chains, aligned one to one.
    pub ceaf: Ratio,
    /// Mentions found, whatever their chain.
    pub mentions: Ratio,
    /// B³ over names, descriptions and pronouns alone: it is a sum over mentions, which the others are not.
    pub forms: [Ratio; 3],
}

/// The forms of phrases, in the order of [`CorefScores::forms`].
const FORMS: [&str; 3] = ["names", "nominals", "pronouns"];

impl CorefScores {
    /// Adds one document: chains as marked and as found. A mention counts as found where its span is exactly the marked one.
    pub fn add(&mut self, gold: &[BTreeSet<Place>], found: &[BTreeSet<Place>], analysis: &Analysis) {
        for (form, ratio) in self.forms.iter_mut().enumerate() {
            let is_form = |place: &Place| form_of(*place, analysis) == form;
            ratio.add(Ratio { precision: b_cubed(found, gold, &is_form), recall: b_cubed(gold, found, &is_form) });
        }
        self.muc.add(Ratio { precision: muc(found, gold), recall: muc(gold, found) });
        self.b3.add(Ratio { precision: b_cubed(found, gold, &|_| true), recall: b_cubed(gold, found, &|_| true) });
        let same = ceaf(gold, found);
        self.ceaf.add(Ratio { precision: (same, found.len() as f64), recall: (same, gold.len() as f64) });
        let (g, f): (BTreeSet<Place>, BTreeSet<Place>) =
            (gold.iter().flatten().copied().collect(), found.iter().flatten().copied().collect());
        let both = g.intersection(&f).count() as f64;
        self.mentions.add(Ratio { precision: (both, f.len() as f64), recall: (both, g.len() as f64) });
    }

    /// The mean of the three F1s, in per cent.
    pub fn conll(&self) -> f64 {
        (self.muc.f1() + self.b3.f1() + self.ceaf.f1()) / 3.0
    }

    /// One line a measure.
    pub fn report(&self) -> String {
        let mut out = String::new();
        for (name, ratio) in [("mentions", self.mentions), ("muc", self.muc), ("b3", self.b3), ("ceafe", self.ceaf)] {
            let share = |(right, all): (f64, f64)| if all > 0.0 { 100.0 * right / all } else { 0.0 };
            let (p, r) = (share(ratio.precision), share(ratio.recall));
            let _ = writeln!(out, "{name:8} P {p:5.1}  R {r:5.1}  F1 {:5.1}", ratio.f1());
        }
        let _ = writeln!(out, "conll    {:5.1}", self.conll());
        for (name, ratio) in FORMS.iter().zip(self.forms) {
            let share = |(right, all): (f64, f64)| if all > 0.0 { 100.0 * right / all } else { 0.0 };
            let (p, r) = (share(ratio.precision), share(ratio.recall));
            let _ = writeln!(out, "b3 of {name:8} P {p:5.1}  R {r:5.1}  F1 {:5.1}", ratio.f1());
        }
        out
    }
}

fn chain_of(chains: &[BTreeSet<Place>]) -> BTreeMap<Place, usize> {
    chains.iter().enumerate().flat_map(|(i, chain)| chain.iter().map(move |m| (*m, i))).collect()
}

/// Links of the first that the second keeps.
fn muc(keys: &[BTreeSet<Place>], others: &[BTreeSet<Place>]) -> (f64, f64) {
    let of = chain_of(others);
    let (mut right, mut all) = (0, 0);
    for chain in keys {
        let mut parts: BTreeSet<Option<usize>> = BTreeSet::new();
        let mut alone = 0;
        for mention in chain {
            match of.get(mention) {
                Some(part) => drop(parts.insert(Some(*part))),
                None => alone += 1,
            }
        }
        right += chain.len() - (parts.len() + alone);
        all += chain.len() - 1;
    }
    (right as f64, all as f64)
}

/// B³ over the mentions that are counted.
fn b_cubed(keys: &[BTreeSet<Place>], others: &[BTreeSet<Place>], counts: &dyn Fn(&Place) -> bool) -> (f64, f64) {
    let of = chain_of(others);
    let (mut right, mut all) = (0.0, 0.0);
    for chain in keys {
        for mention in chain.iter().filter(|m| counts(m)) {
            all += 1.0;
            if let Some(other) = of.get(mention) {
                right += chain.intersection(&others[*other]).count() as f64 / chain.len() as f64;
            }
        }
    }
    (right, all)
}

/// The best sum of the similarity 2|A∩B| / (|A|+|B|) over one-to-one alignments.
fn ceaf(gold: &[BTreeSet<Place>], found: &[BTreeSet<Place>]) -> f64 {
    let (few, many) = if gold.len() <= found.len() { (gold, found) } else { (found, gold) };
    let cost: Vec<Vec<f64>> = few
        .iter()
        .map(|a| many.iter().map(|b| -2.0 * a.intersection(b).count() as f64 / (a.len() + b.len()) as f64).collect())
        .collect();
    -cheapest(&cost, many.len())
}

/// The lowest cost of giving each row its own column (the Hungarian method with potentials); rows no more than columns.
fn cheapest(cost: &[Vec<f64>], columns: usize) -> f64 {
    let rows = cost.len();
    let (mut u, mut v) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let mut row_of = vec![0usize; columns + 1];
    for row in 1..=rows {
        let mut way = vec![0usize; columns + 1];
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut used = vec![false; columns + 1];
        row_of[0] = row;
        let mut at = 0;
        while row_of[at] != 0 {
            used[at] = true;
            let here = row_of[at];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for column in 1..=columns {
                if used[column] {
                    continue;
                }
                let reduced = cost[here - 1][column - 1] - u[here] - v[column];
                if reduced < least[column] {
                    least[column] = reduced;
                    way[column] = at;
                }
                if least[column] < delta {
                    delta = least[column];
                    next = column;
                }
            }
            for column in 0..=columns {
                if used[column] {
                    u[row_of[column]] += delta;
                    v[column] -= delta;
                } else {
                    least[column] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            let before = way[at];
            row_of[at] = row_of[before];
            at = before;
        }
    }
    (1..=columns).filter(|c| row_of[*c] != 0).map(|c| cost[row_of[c] - 1][c - 1]).sum()
}

/// A document in CoNLL's columns (number, word, brackets of chains): its text, words joined by spaces, and its chains as
/// byte offsets into that text.
pub fn read_chains(columns: &str) -> (String, Vec<BTreeSet<Place>>) {
    let mut text = String::new();
    let mut chains: BTreeMap<u32, BTreeSet<Place>> = BTreeMap::new();
    let mut open: Vec<(u32, u32)> = Vec::new();
    for line in columns.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, word, marks, ..] = cells[..] else { continue };
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len() as u32;
        text.push_str(word);
        let end = text.len() as u32;
        let mut number = String::new();
        let mut opened = false;
        for c in marks.chars() {
            match c {
                '(' => {
                    flush(&mut number, opened, start, &mut open);
                    opened = true;
                }
                ')' => {
                    if let Ok(id) = number.parse::<u32>() {
                        let from = if opened { Some(start) } else { close(&mut open, id) };
                        if let Some(from) = from {
                            chains.entry(id).or_default().insert((from, end));
                        }
                    }
                    number.clear();
                    opened = false;
                }
                c if c.is_ascii_digit() => number.push(c),
                _ => {
                    flush(&mut number, opened, start, &mut open);
                    opened = false;
                }
            }
        }
        flush(&mut number, opened, start, &mut open);
    }
    (text, chains.into_values().filter(|c| c.len() > 1).collect())
}

fn flush(number: &mut String, opened: bool, start: u32, open: &mut Vec<(u32, u32)>) {
    if let (true, Ok(id)) = (opened, number.parse()) {
        open.push((id, start));
    }
    number.clear();
}

fn close(open: &mut Vec<(u32, u32)>, id: u32) -> Option<u32> {
    let at = open.iter().rposition(|(known, _)| *known == id)?;
    Some(open.remove(at).1)
}

/// Byte spans as the measure compares them.
pub fn places(chains: &[Vec<Span>]) -> Vec<BTreeSet<Place>> {
    chains.iter().map(|chain| chain.iter().map(|span| (span.start, span.end)).collect()).collect()
}

/// What a marked phrase is, by its head: the measure tells names, descriptions and pronouns apart.
fn form_of(place: Place, analysis: &Analysis) -> usize {
    let inside = |span: Span| place.0 <= span.start && span.end <= place.1;
    let first = analysis.tokens.partition_point(|t| t.span.start < place.0);
    let tokens = || analysis.tokens.iter().skip(first).take_while(|t| inside(t.span));
    let head = tokens().find(|t| t.head.is_none_or(|h| !inside(analysis.token(h).span)) && t.upos != Upos::Punct);
    match head.map(|t| t.upos) {
        Some(Upos::Pron) if tokens().count() == 1 => 2,
        Some(Upos::Propn) => 0,
        _ => 1,
    }
}

/// Counts of GAP: pronouns linked to the named person (right, found) and links marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GapScores {
    /// Links found that are marked.
    pub right: usize,
    /// Links found.
    pub found: usize,
    /// Links marked.
    pub marked: usize,
}

impl GapScores {
    /// F1 in per cent.
    pub fn f1(self) -> f64 {
        let all = self.found + self.marked;
        if all == 0 { 0.0 } else { 200.0 * self.right as f64 / all as f64 }
    }
}

/// A coreference layer: the chains of an article.
pub type Layer<'a> = &'a dyn Fn(&Article) -> Vec<Vec<Span>>;

/// GAP's table (with its header line): each pronoun's link to the two names, by the chains of the snippet.
pub fn evaluate_gap(table: &str, layer: Layer<'_>) -> Result<GapScores, String> {
    let mut scores = GapScores::default();
    for (number, line) in table.lines().enumerate().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, text, pronoun, at, a, a_at, a_true, b, b_at, b_true, ..] = cells[..] else {
            return Err(format!("line {}: too few columns", number + 1));
        };
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let place = |offset: &str, words: &str| -> Option<(usize, usize)> {
            let start = *offsets.get(offset.parse::<usize>().ok()?)?;
            Some((start, start + words.len()))
        };
        let chains = layer(&Article::new(id, text));
        // The smallest phrase that touches the words is theirs.
        let chain = |at: Option<(usize, usize)>| {
            let (start, end) = at?;
            let touching = chains.iter().enumerate().flat_map(|(idx, chain)| chain.iter().map(move |span| (idx, span)));
            let touching = touching.filter(|(_, s)| (s.start as usize) < end && start < s.end as usize);
            touching.min_by_key(|(_, span)| span.len()).map(|(idx, _)| idx)
        };
        let own = chain(place(at, pronoun));
        for (name, offset, marked) in [(a, a_at, a_true), (b, b_at, b_true)] {
            let linked = own.is_some() && chain(place(offset, name)) == own;
            let marked = marked.eq_ignore_ascii_case("true");
            scores.right += usize::from(linked && marked);
            scores.found += usize::from(linked);
            scores.marked += usize::from(marked);
        }
    }
    Ok(scores)
}

impl std::fmt::Display for GapScores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |all: usize| if all == 0 { 0.0 } else { 100.0 * self.right as f64 / all as f64 };
        writeln!(f, "gap      P {:5.1}  R {:5.1}  F1 {:5.1}", share(self.found), share(self.marked), self.f1())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(places: &[u32]) -> BTreeSet<Place> {
        places.iter().map(|p| (*p, *p)).collect()
    }

    #[test]
    fn equal_chains_score_full_marks() {
        let gold = [set(&[1, 2, 3]), set(&[4, 5])];
        let mut scores = CorefScores::default();
        scores.add(&gold, &gold, &Analysis::default());
        assert_eq!(scores.conll(), 100.0);
    }

    #[test]
    fn split_and_joined_chains_lose_as_published() {
        // Vilain's and Bagga's textbook case: {1..5} {6 7} {8..12} against {1..5} {6 7 8..12}.
        let gold = [set(&[1, 2, 3, 4, 5]), set(&[6, 7]), set(&[8, 9, 10, 11, 12])];
        let found = [set(&[1, 2, 3, 4, 5]), set(&[6, 7, 8, 9, 10, 11, 12])];
        let (right, all) = muc(&found, &gold);
        assert_eq!((right, all), (9.0, 10.0));
        let (right, all) = b_cubed(&found, &gold, &|_| true);
        assert!((right / all - 0.762).abs() < 0.001);
        assert!((ceaf(&gold, &found) - (1.0 + 10.0 / 12.0)).abs() < 1e-9);
    }

    #[test]
    fn gap_counts_links_of_the_pronoun() {
        let table = "ID\tText\tPronoun\tat\tA\tat\tok\tB\tat\tok\tURL\n\
                     1\tAnn saw Bea. She left.\tShe\t13\tAnn\t0\tTRUE\tBea\t8\tFALSE\t-\n";
        let layer = |_: &Article| vec![vec![Span::new(0, 3), Span::new(13, 16)]];
        let scores = evaluate_gap(table, &layer).unwrap();
        assert_eq!((scores.right, scores.found, scores.marked), (1, 1, 1));
    }

    #[test]
    fn reads_brackets_of_nested_and_single_words() {
        let (text, chains) = read_chains("0\tAnn\t(1)\n1\tsaw\t_\n2\ther\t(2(1)\n3\tdog\t2)\n4\tIt\t(2)\n");
        assert_eq!(text, "Ann saw her dog It");
        assert_eq!(
            chains,
            [[(0, 3), (8, 11)].into_iter().collect(), [(8, 15), (16, 18)].into_iter().collect::<BTreeSet<_>>()]
        );
    }
}
