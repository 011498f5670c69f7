//! Measures attribution against PolNeAR's annotation: sources, cues and contents as spans and as tokens, and whole
//! relations. Counts exactly what the public scorer of that data counts.
//!
//! Comes in: lines `{"id", "text", "attributions": [{source, cue, content, cue_class, quote}]}`, each role a list of
//! `[start, end]` in code points, and what was found. Goes out: the figures.

use crate::{DataErrors, Legation};
use legation_types::{Article, CodePoints, Span};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The three roles in the order of all tables here.
const ROLES: [&str; 3] = ["source", "cue", "content"];
/// What may be stripped from the edges of a fragment for the loose measure.
const EDGE: &str = " \t\n\r\u{a0}.,;:!?\"“”‘’'`()[]{}—–-…";

/// Fragments of the three roles in code points, end exclusive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roles {
    /// Source, cue, content.
    pub fragments: [Vec<(usize, usize)>; 3],
}

/// Only one class of cues counts; predictions of other classes are neither right nor wrong.
#[derive(Clone, Debug)]
pub struct Focus {
    /// The class of the annotation: `speech`.
    pub class: String,
    /// For `speech`: predictions that pair with nothing count only if their cue holds one of these words.
    pub words: BTreeSet<String>,
}

/// True positives, gold and predicted.
type Counts = (usize, usize, usize);

/// Counts over all articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributionScores {
    exact: [Counts; 3],
    loose: [Counts; 3],
    role: [Counts; 3],
    begin: [Counts; 3],
    tokens: [Counts; 3],
    gold: usize,
    found: usize,
    cue: usize,
    half: usize,
    whole: usize,
    source_given: usize,
    content_given: usize,
    /// Coverage of found fragments by gold ones and the other way round: (sum, count) each.
    soft: [[(f64, usize); 2]; 3],
    /// Sum over paired relations of the agreement of their tokens.
    agreement: [f64; 3],
    /// By kind of quotation: pairs right, gold.
    by_quote: BTreeMap<String, (usize, usize)>,
}

/// Precision, recall and F1 in percent.
pub type Figures = (f64, f64, f64);

impl AttributionScores {
    /// Exact fragments of source, cue, content.
    pub fn fragments(&self) -> [Figures; 3] {
        self.exact.map(figures)
    }

    /// Tokens of source, cue, content.
    pub fn tokens(&self) -> [Figures; 3] {
        self.tokens.map(figures)
    }

    /// Relations whose cues meet and whose source and content agree at least by half.
    pub fn relations(&self) -> Figures {
        figures((self.half, self.gold, self.found))
    }

    /// The figures, for a person to read.
    pub fn report(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "attributions gold {} pred {}", self.gold, self.found);
        let _ = writeln!(out, "{:<12}{}", "metric", ROLES.map(|role| format!("{role:^24}")).concat());
        let tables = [
            ("frag_exact", &self.exact),
            ("frag_loose", &self.loose),
            ("role_exact", &self.role),
            ("begin", &self.begin),
            ("tok", &self.tokens),
        ];
        for (name, counts) in tables {
            let cells = counts.map(|c| {
                let (p, r, f) = figures(c);
                format!("  P{p:5.1} R{r:5.1} F{f:5.1} ")
            });
            let _ = writeln!(out, "{name:<12}{}", cells.concat());
        }
        let soft = self.soft.map(|sides| {
            let [p, r] = sides.map(|(sum, count)| if count > 0 { 100.0 * sum / count as f64 } else { 0.0 });
            format!("  P{p:5.1} R{r:5.1} F{:5.1} ", if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
        });
        let _ = writeln!(out, "{:<12}{}", "soft", soft.concat());
        for (name, right) in [("rel_cue", self.cue), ("rel_half", self.half), ("rel_exact", self.whole)] {
            let (p, r, f) = figures((right, self.gold, self.found));
            let _ = writeln!(out, "{name:<12}  P{p:5.1} R{r:5.1} F{f:5.1}");
        }
        let share = |part: usize| 100.0 * part as f64 / self.cue.max(1) as f64;
        let (source, content) = (share(self.source_given), share(self.content_given));
        let mean = self.agreement.map(|sum| 100.0 * sum / self.cue.max(1) as f64);
        let _ = writeln!(
            out,
            "given aligned cue: source>=.5 {source:.1}  content>=.5 {content:.1}  mean token F1: source {:.1} cue {:.1} content {:.1}",
            mean[0], mean[1], mean[2]
        );
        for (quote, (right, all)) in &self.by_quote {
            let recall = 100.0 * *right as f64 / (*all).max(1) as f64;
            let _ = writeln!(out, "rel_half recall, {quote}: {recall:.1} of {all}");
        }
        out
    }
}

fn figures((right, gold, found): Counts) -> Figures {
    let share = |whole: usize, other: usize| match (whole, other) {
        (0, 0) => 100.0,
        (0, _) => 0.0,
        _ => 100.0 * right as f64 / whole as f64,
    };
    let (p, r) = (share(found, gold), share(gold, found));
    (p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
}

/// Compares what `predict` finds in each article (its id and text) with the annotation. Lines that are not JSON are
/// passed over.
pub fn evaluate(
    lines: &str,
    focus: Option<&Focus>,
    mut predict: impl FnMut(&str, &str) -> Vec<Roles>,
) -> AttributionScores {
    let mut scores = AttributionScores::default();
    for record in lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let text = record["text"].as_str().unwrap_or("");
        let doc = Doc::new(text);
        let found = predict(record["id"].as_str().unwrap_or(""), text);
        let annotated = record["attributions"].as_array().map_or(&[][..], Vec::as_slice);
        let mut gold: Vec<(Item, &Value)> =
            annotated.iter().map(|value| (Item::new(&doc, &roles(value)), value)).collect();
        let mut found: Vec<Item> = found.iter().map(|roles| Item::new(&doc, roles)).collect();
        if let Some(focus) = focus {
            (gold, found) = focused(&doc, focus, gold, found);
        }
        score(&mut scores, &doc, &gold, &found);
    }
    scores
}

/// The figures of the program itself on annotated lines.
///
/// # Errors
/// What is wrong with the program's data.
pub fn report(lines: &str, focus: Option<&Focus>, legation: &Legation) -> Result<String, DataErrors> {
    legation.analysis()?;
    legation.language()?;
    let scores = evaluate(lines, focus, |id, text| {
        let article = Article::new(id, text);
        let Ok((_, _, statements)) = legation.statements(&article) else { return Vec::new() };
        let index = CodePoints::new(text);
        let pairs =
            |spans: &[Span]| spans.iter().map(|s| index.span(*s)).map(|(a, b)| (a as usize, b as usize)).collect();
        let roles = statements.attributions.iter().map(|a| Roles {
            fragments: [pairs(&a.source.into_iter().collect::<Vec<_>>()), pairs(&a.cue), pairs(&a.content)],
        });
        roles.collect()
    });
    Ok(scores.report())
}

/// Reads the roles of an annotated or predicted attribution.
pub fn roles(value: &Value) -> Roles {
    let pairs = |role: &str| -> Vec<(usize, usize)> {
        let list = value[role].as_array().map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(|p| Some((p[0].as_u64()? as usize, p[1].as_u64()? as usize))).collect()
    };
    Roles { fragments: ROLES.map(pairs) }
}

/// A text by code points with its tokens.
struct Doc {
    letters: Vec<char>,
    /// For each code point the number of its token.
    token: Vec<Option<u32>>,
}

impl Doc {
    /// Tokens are runs of word letters, joined by single marks inside, or single other letters that are no space.
    fn new(text: &str) -> Doc {
        let letters: Vec<char> = text.chars().collect();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let mut token = vec![None; letters.len()];
        let (mut at, mut number) = (0, 0);
        while at < letters.len() {
            let start = at;
            if is_word(letters[at]) {
                while at < letters.len() && is_word(letters[at]) {
                    at += 1;
                    let joins = letters.get(at).is_some_and(|c| matches!(c, '\'' | '’' | '.' | '-'));
                    if joins && letters.get(at + 1).is_some_and(|c| is_word(*c)) {
                        at += 1;
                    }
                }
            } else if is_space(letters[at]) {
                at += 1;
                continue;
            } else {
                at += 1;
            }
            token[start..at].fill(Some(number));
            number += 1;
        }
        Doc { letters, token }
    }

    fn is_blank(&self, from: usize, to: usize) -> bool {
        self.letters[from..to].iter().all(|c| is_space(*c))
    }

    /// Clipped to words, joined where only space lies between, sorted.
    fn normal(&self, fragments: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let mut sorted = fragments.to_vec();
        sorted.sort_unstable();
        let mut out: Vec<(usize, usize)> = Vec::new();
        for (start, end) in sorted {
            let (mut start, mut end) = (start.min(self.letters.len()), end.min(self.letters.len()));
            while start < end && is_space(self.letters[start]) {
                start += 1;
            }
            while end > start && is_space(self.letters[end - 1]) {
                end -= 1;
            }
            if start >= end {
                continue;
            }
            match out.last_mut() {
                Some(last) if start <= last.1 || self.is_blank(last.1, start) => last.1 = last.1.max(end),
                _ => out.push((start, end)),
            }
        }
        out
    }

    fn stripped(&self, (mut start, mut end): (usize, usize)) -> (usize, usize) {
        let whole = (start, end);
        while start < end && EDGE.contains(self.letters[start]) {
            start += 1;
        }
        while end > start && EDGE.contains(self.letters[end - 1]) {
            end -= 1;
        }
        if start < end { (start, end) } else { whole }
    }

    fn tokens(&self, fragments: &[(usize, usize)]) -> BTreeSet<u32> {
        fragments.iter().flat_map(|(start, end)| self.token[*start..*end].iter().flatten().copied()).collect()
    }
}

fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{1c}'..='\u{1f}')
}

/// An attribution in the forms that are compared.
struct Item {
    exact: [Vec<(usize, usize)>; 3],
    loose: [Vec<(usize, usize)>; 3],
    tokens: [BTreeSet<u32>; 3],
}

impl Item {
    fn new(doc: &Doc, roles: &Roles) -> Item {
        let exact = roles.fragments.each_ref().map(|fragments| doc.normal(fragments));
        let loose = exact.each_ref().map(|fragments| fragments.iter().map(|f| doc.stripped(*f)).collect());
        let tokens = exact.each_ref().map(|fragments| doc.tokens(fragments));
        Item { exact, loose, tokens }
    }
}

fn agreement(a: &BTreeSet<u32>, b: &BTreeSet<u32>) -> f64 {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => 1.0,
        (true, false) | (false, true) => 0.0,
        _ => 2.0 * a.intersection(b).count() as f64 / (a.len() + b.len()) as f64,
    }
}

/// One-to-one pairs (gold, found): greedily by agreement of cue, then content, then source.
fn align(gold: &[&Item], found: &[&Item]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in found.iter().enumerate() {
            let is_met = !g.tokens[1].is_disjoint(&p.tokens[1]);
            let is_cueless = g.tokens[1].is_empty() && p.tokens[1].is_empty() && !g.tokens[2].is_disjoint(&p.tokens[2]);
            if is_met || is_cueless {
                let score = [1, 2, 0].map(|k| agreement(&g.tokens[k], &p.tokens[k]));
                candidates.push((score, i, j));
            }
        }
    }
    candidates.sort_by(|(a, i, j), (b, k, l)| {
        let by_score = (0..3).map(|n| b[n].total_cmp(&a[n])).find(|o| o.is_ne());
        by_score.unwrap_or(std::cmp::Ordering::Equal).then((i, j).cmp(&(k, l)))
    });
    let (mut used_gold, mut used_found) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, i, j) in candidates {
        if !used_gold.contains(&i) && !used_found.contains(&j) {
            used_gold.insert(i);
            used_found.insert(j);
            pairs.push((i, j));
        }
    }
    pairs
}

fn focused<'v>(
    doc: &Doc,
    focus: &Focus,
    gold: Vec<(Item, &'v Value)>,
    found: Vec<Item>,
) -> (Vec<(Item, &'v Value)>, Vec<Item>) {
    let pairs = align(&gold.iter().map(|(item, _)| item).collect::<Vec<_>>(), &found.iter().collect::<Vec<_>>());
    let is_class = |value: &Value| value["cue_class"] == focus.class.as_str();
    let keeps = |(j, item): (usize, &Item)| match pairs.iter().find(|(_, found)| *found == j) {
        Some((i, _)) => is_class(gold[*i].1),
        None if focus.class == "speech" => {
            let cue: Vec<String> =
                item.exact[1].iter().map(|(start, end)| doc.letters[*start..*end].iter().collect()).collect();
            let cue = cue.join(" ");
            let lower = cue.to_lowercase();
            let has_word = lower.split(|c: char| !c.is_ascii_lowercase()).any(|w| focus.words.contains(w));
            cue.is_empty()
                || has_word
                || matches!(cue.trim(), ":" | "-" | "—" | "–" | ":-" | "-—" | "—–" | ":-—" | "-—–" | ":-—–")
        }
        None => true,
    };
    let kept: Vec<bool> = found.iter().enumerate().map(keeps).collect();
    let found = found.into_iter().zip(kept).filter(|(_, keep)| *keep).map(|(item, _)| item).collect();
    (gold.into_iter().filter(|(_, value)| is_class(value)).collect(), found)
}

fn score(scores: &mut AttributionScores, doc: &Doc, gold: &[(Item, &Value)], found: &[Item]) {
    let golds: Vec<&Item> = gold.iter().map(|(item, _)| item).collect();
    let founds: Vec<&Item> = found.iter().collect();
    for k in 0..3 {
        let all = |items: &[&Item], loose: bool| -> BTreeSet<(usize, usize)> {
            items.iter().flat_map(|i| if loose { i.loose[k].clone() } else { i.exact[k].clone() }).collect()
        };
        let roles = |items: &[&Item]| -> BTreeSet<Vec<(usize, usize)>> {
            items.iter().map(|i| i.exact[k].clone()).filter(|r| !r.is_empty()).collect()
        };
        let begins = |items: &[&Item]| -> BTreeSet<u32> {
            all(items, false).iter().map(|(start, _)| doc.token[*start].unwrap_or(u32::MAX)).collect()
        };
        let tokens = |items: &[&Item]| -> BTreeSet<u32> { items.iter().flat_map(|i| i.tokens[k].clone()).collect() };
        add(&mut scores.exact[k], &all(&golds, false), &all(&founds, false));
        add(&mut scores.loose[k], &all(&golds, true), &all(&founds, true));
        add(&mut scores.role[k], &roles(&golds), &roles(&founds));
        add(&mut scores.begin[k], &begins(&golds), &begins(&founds));
        add(&mut scores.tokens[k], &tokens(&golds), &tokens(&founds));
        let fragments = |items: &[&Item]| -> Vec<BTreeSet<u32>> {
            all(items, false).iter().map(|f| doc.tokens(&[*f])).filter(|t| !t.is_empty()).collect()
        };
        let (of_gold, of_found) = (fragments(&golds), fragments(&founds));
        for (side, (these, those)) in [(&of_found, &of_gold), (&of_gold, &of_found)].into_iter().enumerate() {
            let best = |tokens: &BTreeSet<u32>| {
                those.iter().map(|t| tokens.intersection(t).count()).max().unwrap_or(0) as f64 / tokens.len() as f64
            };
            scores.soft[k][side].0 += these.iter().map(best).sum::<f64>();
            scores.soft[k][side].1 += these.len();
        }
    }
    scores.gold += gold.len();
    scores.found += found.len();
    let mut right = BTreeSet::new();
    for (i, j) in align(&golds, &founds) {
        let (g, p) = (golds[i], founds[j]);
        scores.cue += 1;
        let agreed = [0, 1, 2].map(|k| agreement(&g.tokens[k], &p.tokens[k]));
        (0..3).for_each(|k| scores.agreement[k] += agreed[k]);
        scores.whole += usize::from(g.loose == p.loose);
        scores.source_given += usize::from(agreed[0] >= 0.5);
        scores.content_given += usize::from(agreed[2] >= 0.5);
        if agreed[0] >= 0.5 && agreed[2] >= 0.5 {
            scores.half += 1;
            right.insert(i);
        }
    }
    for (i, (_, value)) in gold.iter().enumerate() {
        let entry = scores.by_quote.entry(value["quote"].as_str().unwrap_or("none").to_string()).or_default();
        entry.0 += usize::from(right.contains(&i));
        entry.1 += 1;
    }
}

fn add<T: Ord>(counts: &mut Counts, gold: &BTreeSet<T>, found: &BTreeSet<T>) {
    counts.0 += gold.intersection(found).count();
    counts.1 += gold.len();
    counts.2 += found.len();
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"id": "a", "text": "“We agreed,” said Anna. Reports say the deal holds.", "attributions": [
        {"source": [[18, 22]], "cue": [[13, 17]], "content": [[0, 12]], "cue_class": "speech", "quote": "direct"},
        {"source": [[24, 31]], "cue": [[32, 35]], "content": [[36, 50]], "cue_class": "other", "quote": "indirect"}]}"#;

    fn scores(found: &[Roles], focus: Option<&Focus>) -> AttributionScores {
        evaluate(&LINE.replace('\n', " "), focus, |_, _| found.to_vec())
    }

    fn of(source: &[(usize, usize)], cue: &[(usize, usize)], content: &[(usize, usize)]) -> Roles {
        Roles { fragments: [source.to_vec(), cue.to_vec(), content.to_vec()] }
    }

    #[test]
    fn the_annotation_itself_is_all_right() {
        let found = [of(&[(18, 22)], &[(13, 17)], &[(0, 12)]), of(&[(24, 31)], &[(32, 35)], &[(36, 50)])];
        let scores = scores(&found, None);
        assert_eq!(scores.relations(), (100.0, 100.0, 100.0));
        assert_eq!(scores.fragments(), [(100.0, 100.0, 100.0); 3]);
    }

    #[test]
    fn half_of_the_words_is_enough_for_a_relation_but_not_for_a_span() {
        let found = [of(&[(18, 22)], &[(13, 17)], &[(1, 10)])];
        let scores = scores(&found, None);
        assert_eq!(scores.relations().1, 50.0);
        assert_eq!(scores.fragments()[2].2, 0.0);
        assert_eq!(scores.loose[2].0, 1);
    }

    #[test]
    fn a_focus_leaves_other_classes_out() {
        let found = [of(&[], &[(32, 35)], &[(36, 50)]), of(&[], &[(36, 39)], &[(40, 50)])];
        let focus = Focus { class: "speech".into(), words: ["said".to_string()].into() };
        let scores = scores(&found, Some(&focus));
        assert_eq!((scores.gold, scores.found), (1, 0));
    }

    #[test]
    fn nothing_found_gives_zeros_and_no_fault() {
        assert_eq!(scores(&[], None).relations(), (0.0, 0.0, 0.0));
        assert_eq!(evaluate("not json", None, |_, _| vec![]), AttributionScores::default());
    }
}
