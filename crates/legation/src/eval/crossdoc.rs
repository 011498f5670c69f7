//! Across articles: which tell one story, which words one happening; B³ (Bagga and Baldwin 1998).
//!
//! Reads JSON lines with `topic`, `subtopic`, `sentences` (lists of tokens), `event_mentions` (`chain`, `sent`, `toks`), as
//! made from ECB+ and NewsWCL50. Stories are measured against topic and subtopic.

use crate::happenings::{Groups, Happenings, Known};
use crate::{DataErrors, Legation};
use legation_types::{Article, Span, Token, TokenId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;

#[derive(Deserialize)]
struct Document {
    topic: String,
    #[serde(default)]
    subtopic: String,
    sentences: Vec<Vec<String>>,
    #[serde(default)]
    event_mentions: Vec<Mention>,
}

#[derive(Deserialize)]
struct Mention {
    chain: String,
    sent: usize,
    toks: Vec<usize>,
}

/// Why nothing could be measured.
#[derive(Debug)]
pub enum Fault {
    /// The data files of the program.
    Data(DataErrors),
    /// The lines given.
    Lines(String),
}

impl From<DataErrors> for Fault {
    fn from(errors: DataErrors) -> Fault {
        Fault::Data(errors)
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Data(errors) => write!(f, "{errors}"),
            Fault::Lines(message) => f.write_str(message),
        }
    }
}

/// B³ precision, recall and F1 of two groupings of the same items, given as (true group, found group) for each.
pub fn b_cubed<G: Ord, F: Ord>(items: &[(G, F)]) -> (f64, f64, f64) {
    let mut truth: BTreeMap<&G, u32> = BTreeMap::new();
    let mut found: BTreeMap<&F, u32> = BTreeMap::new();
    let mut both: BTreeMap<(&G, &F), u32> = BTreeMap::new();
    for (gold, group) in items {
        *truth.entry(gold).or_default() += 1;
        *found.entry(group).or_default() += 1;
        *both.entry((gold, group)).or_default() += 1;
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((gold, group), count) in &both {
        let common = f64::from(*count);
        precision += common * common / f64::from(found[group]);
        recall += common * common / f64::from(truth[gold]);
    }
    let all = items.len().max(1) as f64;
    let (precision, recall) = (precision / all, recall / all);
    let sum = precision + recall;
    (precision, recall, if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 })
}

/// One line: a document with its mentions.
pub struct Annotated {
    /// Its text, tokens apart by spaces.
    pub article: Article,
    /// Topic and subtopic: its story.
    pub story: (String, String),
    /// Mentions of events: place in the text, and chain.
    pub mentions: Vec<(Span, String)>,
}

/// Reads all lines.
pub fn documents(lines: &str) -> Result<Vec<Annotated>, Fault> {
    let mut found = Vec::new();
    for (number, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let document: Document =
            serde_json::from_str(line).map_err(|error| Fault::Lines(format!("line {}: {error}", number + 1)))?;
        let (text, places) = text_of(&document);
        let mentions = document.event_mentions.iter();
        let mentions = mentions.filter_map(|mention| Some((place_of(mention, &places)?, mention.chain.clone())));
        found.push(Annotated {
            mentions: mentions.collect(),
            article: Article::new(found.len().to_string(), text),
            story: (document.topic, document.subtopic),
        });
    }
    Ok(found)
}

/// Reads all lines through the whole program and scores stories and the groups of mentions.
pub fn report(lines: &str, legation: &Legation) -> Result<String, Fault> {
    let documents = documents(lines)?;
    let mut mentions: Vec<Found> = Vec::new();
    let (mut given, mut all) = (Happenings::new(legation), Happenings::new(legation));
    for (number, document) in documents.iter().enumerate() {
        let reading = legation.read(&document.article)?;
        for (span, chain) in &document.mentions {
            // The head: a word of the mention that hangs on none of its words.
            let is_head = |token: &&Token| {
                let is_inside = |head: TokenId| span.overlaps(reading.analysis.token(head).span);
                span.overlaps(token.span) && !token.head.is_some_and(is_inside)
            };
            let head = reading.analysis.tokens.iter().find(is_head);
            let lemma = head.map_or(String::new(), |token| token.lemma.to_lowercase());
            let head = head.map_or(*span, |token| token.span);
            mentions.push(Found { document: number, span: *span, head, chain: chain.clone(), lemma });
        }
        let spans = Some(document.mentions.iter().map(|(span, _)| *span).collect());
        given.add(&document.article, &reading, &Known { story: None, mentions: spans })?;
        all.add(&document.article, &reading, &Known::default())?;
    }
    Ok(scored(&documents, &mentions, &given.groups()?, &all.groups()?))
}

/// A mention with its head and the lemma of that.
struct Found {
    document: usize,
    span: Span,
    head: Span,
    chain: String,
    lemma: String,
}

fn scored(documents: &[Annotated], mentions: &[Found], given: &Groups, all: &Groups) -> String {
    let mut stories: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, story) in all.stories.iter().enumerate() {
        story.iter().for_each(|article| {
            stories.insert(*article, number);
        });
    }
    let story = |document: usize| stories.get(&document).copied().unwrap_or(usize::MAX);
    let mut out = String::new();
    let mut line = |name: &str, count: usize, (precision, recall, f1): (f64, f64, f64)| {
        let _ = writeln!(
            out,
            "{name:<42} n {count:>5}  B³ precision {:.1}  recall {:.1}  F1 {:.1}",
            100.0 * precision,
            100.0 * recall,
            100.0 * f1
        );
    };
    let pairs: Vec<_> = documents.iter().enumerate().map(|(idx, document)| (&document.story, story(idx))).collect();
    line("stories (topic and subtopic)", pairs.len(), b_cubed(&pairs));
    let by_lemma: Vec<_> = mentions.iter().map(|m| (&m.chain, (story(m.document), &m.lemma))).collect();
    line("given mentions, same lemma in one story", by_lemma.len(), b_cubed(&by_lemma));
    for (name, groups) in [("given mentions, grouped", given), ("given mentions, among all words grouped", all)] {
        let places = places(groups, documents.len());
        let group = |(number, mention): (usize, &Found)| {
            let words = &places[mention.document];
            let word = words.iter().find(|(span, _)| span.overlaps(mention.head));
            let word = word.or_else(|| words.iter().find(|(span, _)| span.overlaps(mention.span)));
            word.map_or((true, number), |(_, group)| (false, *group))
        };
        let found: Vec<_> = mentions.iter().enumerate().map(group).collect();
        let items: Vec<_> = mentions.iter().zip(&found).map(|(mention, group)| (&mention.chain, *group)).collect();
        line(name, found.iter().filter(|(is_missing, _)| !is_missing).count(), b_cubed(&items));
    }
    out
}

/// The grouped words of each document, with their groups.
fn places(groups: &Groups, documents: usize) -> Vec<Vec<(Span, usize)>> {
    let mut places = vec![Vec::new(); documents];
    for (number, incident) in groups.incidents.iter().enumerate() {
        incident.iter().for_each(|(document, span)| places[*document].push((*span, number)));
    }
    places
}

/// The text of a document, and where each token stands (bytes), by sentence.
fn text_of(document: &Document) -> (String, Vec<Vec<Span>>) {
    let mut text = String::new();
    let mut places = Vec::new();
    for sentence in &document.sentences {
        let mut row = Vec::new();
        for token in sentence {
            let token = token.trim().trim_matches('\\');
            let start = text.len() as u32;
            text.push_str(if token == "n" && sentence.len() > 1 { "" } else { token });
            row.push(Span::new(start, text.len() as u32));
            text.push(' ');
        }
        text.push('\n');
        places.push(row);
    }
    (text, places)
}

fn place_of(mention: &Mention, places: &[Vec<Span>]) -> Option<Span> {
    let row = places.get(mention.sent)?;
    let spans = mention.toks.iter().filter_map(|idx| row.get(*idx)).filter(|span| !span.is_empty()).copied();
    spans.reduce(Span::cover)
}

#[cfg(test)]
mod tests {
    use super::b_cubed;

    #[test]
    fn b_cubed_of_known_groupings() {
        let score = |items: &[(u8, u8)]| {
            let (precision, recall, _) = b_cubed(items);
            ((precision * 100.0).round(), (recall * 100.0).round())
        };
        assert_eq!(score(&[(1, 1), (1, 1), (2, 2)]), (100.0, 100.0));
        assert_eq!(score(&[(1, 1), (1, 2), (2, 3)]), (100.0, 67.0));
        assert_eq!(score(&[(1, 1), (1, 1), (2, 1)]), (56.0, 100.0));
    }
}
