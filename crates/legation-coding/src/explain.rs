//! Why an event was coded, and why its neighbours were not.

use crate::code::{all_drafts, retain};
use crate::codebook::Codebook;
use crate::compose::Draft;
use crate::judgement::judge;
use crate::linear::LinearWeights;
use crate::matching::{self, Miss, try_reading};
use crate::view::View;
use legation_types::{Analysis, Article, Mentions, ReadingId, SentenceKind, StatementId, Statements, TokenId};

/// What the codebook made of one word.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The word.
    pub trigger: TokenId,
    /// Its statement, where it carries one.
    pub statement: Option<StatementId>,
    /// Readings in the order in which they were tried; the nearest miss comes first among those that did not hold.
    pub tried: Vec<Tried>,
}

/// One reading that was tried at a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// Its id.
    pub reading: ReadingId,
    /// Where it is written: file.
    pub file: String,
    /// Where it is written: line, from 1.
    pub line: u32,
    /// Its event type; `None` for a reading that only blocks others.
    pub event_type: Option<String>,
    /// Whether it gave a record.
    pub is_coded: bool,
    /// Why it gave none; with a record, what the judgement took it in spite of.
    pub lack: Option<String>,
}

/// Every word of the article that has readings, with what became of each.
pub fn explain(
    article: &Article,
    analysis: &Analysis,
    mentions: &Mentions,
    statements: &Statements,
    codebook: &Codebook,
    judgement: Option<&LinearWeights>,
) -> Vec<Explanation> {
    let view = View::new(article, analysis, mentions, statements);
    let readings = |drafts: &[Draft<'_>]| drafts.iter().map(|d| (d.found.token, d.found.reading)).collect();
    let (drafts, keeps) = all_drafts(&view, codebook);
    let ruled: Vec<(TokenId, usize)> = readings(&retain(drafts.clone(), &keeps));
    let coded = match judgement {
        Some(weights) => readings(&judge(&view, codebook, drafts, keeps, weights)),
        None => ruled.clone(),
    };
    let mut explanations = Vec::new();
    for sentence in analysis.sentences.iter().filter(|sentence| sentence.kind != SentenceKind::Chrome) {
        for token in (sentence.first..sentence.end).map(TokenId) {
            let readings = matching::doubtful(&view, codebook, token);
            if readings.is_empty() {
                continue;
            }
            explanations.push(explain_word(&view, codebook, token, &readings, [&ruled, &coded]));
        }
    }
    explanations
}

fn explain_word(
    view: &View<'_>,
    codebook: &Codebook,
    token: TokenId,
    readings: &[(usize, TokenId, Vec<TokenId>)],
    [ruled, coded]: [&[(TokenId, usize)]; 2],
) -> Explanation {
    let mut tried: Vec<(u32, Tried)> = Vec::new();
    for (idx, head, tokens) in readings {
        let reading = &codebook.readings[*idx];
        let is_coded = coded.contains(&(*head, *idx));
        let near = view.around(*head);
        let (distance, lack) = match try_reading(view, codebook, *idx, *head, tokens, &near) {
            Ok(_) if reading.event.is_none() => (1, "the reading only blocks others or hands on a status".to_string()),
            Ok(_) if reading.is_weak => (8, "a weak reading, which the judgement alone may take".to_string()),
            Ok(_) if ruled.contains(&(*head, *idx)) => (1, "judged to be no event of its type".to_string()),
            Ok(_) if ruled.iter().any(|(trigger, _)| trigger == head) => {
                (1, "a more specific reading holds".to_string())
            }
            Ok(_) => (1, "no participant that the reading needs, or the words only refer back".to_string()),
            Err(Miss::Constraint(number)) => {
                let left = reading.constraints.len() - number;
                (1 + left as u32, format!("fails: {}", reading.constraints[number].text))
            }
            Err(Miss::Preposition) => (5, format!("no preposition: {}", reading.prepositions.join(" | "))),
            Err(Miss::Particle) => (6, format!("no particle: {}", reading.particles.join(" | "))),
            Err(Miss::Upos) => (9, "another part of speech".to_string()),
        };
        let distance = if is_coded { 0 } else { distance };
        let is_wanting = !is_coded || !ruled.contains(&(*head, *idx));
        let tried_reading = Tried {
            reading: ReadingId(reading.id.clone()),
            file: reading.file.clone(),
            line: reading.line,
            event_type: reading.event.map(|event| codebook.events[event].name.clone()),
            is_coded,
            lack: is_wanting.then_some(lack),
        };
        tried.push((distance, tried_reading));
    }
    tried.sort_by_key(|(distance, _)| *distance);
    Explanation {
        trigger: token,
        statement: view.statement(token).map(|(id, _)| id),
        tried: tried.into_iter().map(|(_, tried)| tried).collect(),
    }
}
