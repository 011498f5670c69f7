//! How well raw text is cut into sentences and words, against a treebank (the measures of the CoNLL 2018 shared task).

use legation_analysis::{AnalysisResources, ConlluSentence, RawSentence, TokenRules, read_conllu, split_sentences};

/// What was found, what stands in the treebank, and what agrees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpanCount {
    /// Spans in both.
    pub both: usize,
    /// Spans found.
    pub found: usize,
    /// Spans in the treebank.
    pub gold: usize,
}

impl SpanCount {
    /// F1 in per cent.
    pub fn f1(self) -> f64 {
        if self.found + self.gold == 0 { 0.0 } else { 200.0 * self.both as f64 / (self.found + self.gold) as f64 }
    }
}

/// Figures of one treebank.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenScores {
    /// Syntactic words.
    pub words: SpanCount,
    /// Sentences.
    pub sentences: SpanCount,
    /// Where they differ, for reading: "gold: … | found: …", at most as many as asked for.
    pub differences: Vec<String>,
}

/// The running text of treebank sentences: a blank line before each document and paragraph.
pub fn raw_text(sentences: &[ConlluSentence]) -> String {
    let mut text = String::new();
    for sentence in sentences {
        if (sentence.newdoc.is_some() || sentence.newpar) && !text.is_empty() {
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
        }
        let mut inside = 0;
        for word in &sentence.words {
            match &word.range {
                Some((form, words)) => {
                    text.push_str(form);
                    inside = words - 1;
                }
                None if inside > 0 => inside -= 1,
                None => text.push_str(&word.form),
            }
            if word.space_after {
                text.push(' ');
            }
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Cuts the raw text of treebank sentences and counts what agrees; keeps up to `differences` examples.
pub fn evaluate_tokens(gold: &[ConlluSentence], rules: &TokenRules, differences: usize) -> TokenScores {
    let text = raw_text(gold);
    let found = split_sentences(&text, rules);
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (gold_words, gold_sentences) = gold_spans(gold);
    let (found_words, found_sentences) = found_spans(&text, &found);
    let mut scores = TokenScores {
        words: count(&gold_words, &found_words),
        sentences: count(&gold_sentences, &found_sentences),
        differences: Vec::new(),
    };
    let show = |spans: &[(usize, usize)], from: usize, to: usize| {
        let inside = spans.iter().filter(|(s, e)| *s < to && *e > from);
        inside.map(|(s, e)| letters.get(*s..*e).unwrap_or(&[]).iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    };
    for (start, end) in gold_words.iter().filter(|s| found_words.binary_search(s).is_err()).take(differences) {
        let (from, to) = (start.saturating_sub(8), end + 8);
        scores.differences.push(format!(
            "word\t{}\t{}\t{}",
            show(&[(*start, *end)], *start, *end),
            show(&gold_words, from, to),
            show(&found_words, from, to)
        ));
    }
    let missed = gold_sentences.iter().filter(|s| found_sentences.binary_search(s).is_err()).map(|s| ("missed", *s));
    let wrong = found_sentences.iter().filter(|s| gold_sentences.binary_search(s).is_err()).map(|s| ("wrong", *s));
    for (kind, (start, end)) in missed.chain(wrong).take(differences) {
        scores.differences.push(format!("sentence\t{kind}\t{}", show(&found_words, start, end)));
    }
    scores
}

/// The figures as lines of text.
pub fn report(conllu: &str, resources: &AnalysisResources) -> Result<String, String> {
    let scores = evaluate_tokens(&read_conllu(conllu)?, resources.rules(), 0);
    let line = |name: &str, count: SpanCount| {
        format!(
            "{name:<10} F1 {:>6.2}  (right {}, found {}, in the treebank {})\n",
            count.f1(),
            count.both,
            count.found,
            count.gold
        )
    };
    Ok(line("sentences", scores.sentences) + &line("words", scores.words))
}

fn count(gold: &[(usize, usize)], found: &[(usize, usize)]) -> SpanCount {
    let both = gold.iter().filter(|span| found.binary_search(span).is_ok()).count();
    SpanCount { both, found: found.len(), gold: gold.len() }
}

type Spans = Vec<(usize, usize)>;

/// Words and sentences as offsets into the text without white space, sorted.
fn gold_spans(sentences: &[ConlluSentence]) -> (Spans, Spans) {
    let (mut words, mut ends) = (Vec::new(), Vec::new());
    let mut at = 0;
    for sentence in sentences {
        let first = at;
        let mut left = (0, 0);
        for word in &sentence.words {
            if let Some((form, count)) = &word.range {
                left = (*count, at + letters(form));
            }
            let mut end = at + letters(&word.form);
            if left.0 > 0 {
                // The parts of a contraction need not spell the whole: the last one ends where it does.
                left.0 -= 1;
                end = if left.0 == 0 { left.1 } else { end.min(left.1) };
            }
            words.push((at, end));
            at = end;
        }
        ends.push((first, at));
    }
    (words, ends)
}

fn found_spans(text: &str, sentences: &[RawSentence]) -> (Spans, Spans) {
    let (mut words, mut ends) = (Vec::new(), Vec::new());
    let (mut at, mut byte) = (0, 0);
    for sentence in sentences {
        let mut first = None;
        for word in &sentence.words {
            at += letters(&text[byte..word.start as usize]);
            let end = at + letters(&text[word.start as usize..word.end as usize]);
            first.get_or_insert(at);
            words.push((at, end));
            (at, byte) = (end, word.end as usize);
        }
        ends.extend(first.map(|first| (first, at)));
    }
    (words, ends)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}
