//! Across articles: which tell one story, which words one happening; B³ (Bagga and Baldwin 1998).
//!
//! Reads JSON lines with `topic`, `subtopic`, `sentences` (lists of tokens), `event_mentions` (`chain`, `sent`, `toks`), as
//! made from ECB+ and NewsWCL50. Stories are measured against topic and subtopic.

use crate::{DataErrors, Legation, record};
use legation_ledger::{Cell, Ledger, LedgerError, Rules};
use legation_types::{Article, CodePoints, Span, Versions};
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
    /// The ledger in memory.
    Ledger(LedgerError),
    /// The lines given.
    Lines(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Data(errors) => write!(f, "{errors}"),
            Fault::Ledger(error) => write!(f, "{error}"),
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

/// Reads all lines through the whole program and scores stories and incidents.
pub fn report(lines: &str, legation: &Legation, rules: &Rules) -> Result<String, Fault> {
    let documents: Vec<Document> = lines
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| Fault::Lines(format!("line {}: {error}", number + 1)))
        })
        .collect::<Result<_, _>>()?;
    let mut ledger = Ledger::in_memory().map_err(Fault::Ledger)?;
    let versions = Versions("eval".to_string());
    let mut mentions: Vec<Found> = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let (text, places) = text_of(document);
        let article = Article::new(format!("{number}"), text);
        let reading = legation.read(&article).map_err(Fault::Data)?;
        let index = CodePoints::new(&article.text);
        for mention in &document.event_mentions {
            let Some(span) = place_of(mention, &places) else { continue };
            let token = reading.analysis.tokens.iter().filter(|token| span.overlaps(token.span));
            // The head: a word of the mention that hangs on none of its words.
            let head = token
                .clone()
                .find(|token| token.head.is_none_or(|head| !span.overlaps(reading.analysis.token(head).span)));
            let lemma = head.map_or(String::new(), |token| token.lemma.to_lowercase());
            mentions.push(Found { document: number, span: index.span(span), chain: mention.chain.clone(), lemma });
        }
        ledger.append(&record::coding(&article, &reading, &versions, "1970-01-01T00:00:00Z")).map_err(Fault::Ledger)?;
    }
    ledger.build(rules).map_err(Fault::Ledger)?;
    scored(&documents, &mentions, &ledger)
}

/// A mention with its place in code points and the lemma of its head.
struct Found {
    document: usize,
    span: (u32, u32),
    chain: String,
    lemma: String,
}

fn scored(documents: &[Document], mentions: &[Found], ledger: &Ledger) -> Result<String, Fault> {
    let rows = |query: &str| -> Result<Vec<Vec<i64>>, Fault> {
        let table = ledger.sql(query, None).map_err(Fault::Ledger)?;
        let number = |cell: &Cell| match cell {
            Cell::Integer(number) => *number,
            other => other.text().parse().unwrap_or(-1),
        };
        Ok(table.rows.iter().map(|row| row.iter().map(number).collect()).collect())
    };
    let mut stories: BTreeMap<i64, i64> = BTreeMap::new();
    for row in rows("SELECT article_name, story FROM lineage")? {
        stories.insert(row[0], row[1]);
    }
    let story = |document: usize| stories.get(&(document as i64)).copied().unwrap_or(-1);
    let events =
        rows("SELECT article_name, start, e.end, incident FROM events e JOIN l_member USING (event) ORDER BY 1, 2")?;
    let mut out = String::new();
    let mut line = |name: &str, count: usize, (precision, recall, f1): (f64, f64, f64)| {
        let _ = writeln!(
            out,
            "{name:<44} n {count:>5}  B³ precision {:.1}  recall {:.1}  F1 {:.1}",
            100.0 * precision,
            100.0 * recall,
            100.0 * f1
        );
    };
    let pairs: Vec<_> = documents
        .iter()
        .enumerate()
        .map(|(idx, document)| ((&document.topic, &document.subtopic), story(idx)))
        .collect();
    line("stories (topic and subtopic)", pairs.len(), b_cubed(&pairs));
    let by_lemma: Vec<_> = mentions.iter().map(|m| (&m.chain, (story(m.document), &m.lemma))).collect();
    line("given mentions, same lemma in one story", by_lemma.len(), b_cubed(&by_lemma));
    let mut all = Vec::new();
    let mut coded = Vec::new();
    for (number, mention) in mentions.iter().enumerate() {
        let event = events.iter().find(|event| {
            event[0] == mention.document as i64
                && event[1] < i64::from(mention.span.1)
                && i64::from(mention.span.0) < event[2]
        });
        match event {
            Some(event) => {
                all.push((&mention.chain, (0, event[3])));
                coded.push((&mention.chain, event[3]));
            }
            None => all.push((&mention.chain, (1, number as i64))),
        }
    }
    line("given mentions that are coded, incidents", coded.len(), b_cubed(&coded));
    line("given mentions, incidents, others alone", all.len(), b_cubed(&all));
    Ok(out)
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
