//! How well participants are resolved: bare mentions against test cases (JSON lines with `fn`, `args`, `kwargs`, `expect`, as
//! in NGEC's tests), and the participants of annotated articles.

use legation_resolve::ResolveResources;
use legation_resolve::actors::resolve_mention;
use legation_types::{ActorKind, Analysis, Date, Mentions, TokenId, Upos};
use serde::Deserialize;
use std::fmt::Write;

/// Right and all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Right answers.
    pub right: usize,
    /// Questions.
    pub all: usize,
}

impl Share {
    fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    /// Right answers in per cent; 0 where nothing was asked.
    pub fn percent(self) -> f64 {
        if self.all == 0 { 0.0 } else { 100.0 * self.right as f64 / self.all as f64 }
    }
}

/// Figures of a set of bare mentions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MentionScores {
    /// Cases that say a country (or that there is none).
    pub country: Share,
    /// Cases that say a sector.
    pub sector: Share,
    /// Both, of the cases with a date.
    pub dated: Share,
    /// One line a wrong case.
    pub errors: Vec<String>,
}

#[derive(Deserialize)]
struct Case {
    #[serde(rename = "fn")]
    function: String,
    args: Vec<Option<String>>,
    #[serde(default)]
    kwargs: Keywords,
    expect: Expected,
}

#[derive(Default, Deserialize)]
struct Keywords {
    query_date: Option<String>,
}

#[derive(Deserialize)]
struct Expected {
    country: Option<String>,
    code_1: Option<String>,
}

/// Functions of the test cases that ask who somebody is from the words alone.
const ASKED: [&str; 2] = ["agent_to_code", "short_text_to_agent"];

/// Resolves every case's mention as of its date. A state by its name is expected without sector in these cases; it is GOV
/// by our guidelines, which counts as right. A line that is no case is an error with its number.
pub fn evaluate_mentions(lines: &str, resources: &ResolveResources) -> Result<MentionScores, String> {
    let mut scores = MentionScores::default();
    for (number, line) in lines.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let case: Case = serde_json::from_str(line).map_err(|e| format!("line {}: {e}", number + 1))?;
        let Some(Some(text)) = case.args.first() else { continue };
        if !ASKED.contains(&case.function.as_str()) {
            continue;
        }
        let date = case.kwargs.query_date.as_deref().or(case.args.get(2).and_then(|d| d.as_deref()));
        let at: Option<Date> = date.and_then(|d| d.parse().ok());
        let actor = resolve_mention(text, resources, at);
        let country = actor.as_ref().and_then(|a| a.country).map_or(String::new(), |c| c.as_str().to_string());
        let sector = actor.as_ref().map_or("UNK", |a| a.sector.as_str());
        let is_state = actor.as_ref().is_some_and(|a| a.kind == ActorKind::State);
        let mut wrong = String::new();
        if let Some(expected) = &case.expect.country {
            let right = *expected == country;
            scores.country.count(right);
            if !right {
                let _ = write!(wrong, " country {country:?}, expected {expected:?};");
            }
        }
        if let Some(expected) = &case.expect.code_1 {
            let right = expected == sector || expected.is_empty() && (is_state || sector == "UNK");
            scores.sector.count(right);
            if !right {
                let _ = write!(wrong, " sector {sector}, expected {expected:?};");
            }
        }
        if at.is_some() {
            scores.dated.count(wrong.is_empty());
        }
        if !wrong.is_empty() {
            scores.errors.push(format!("{text}:{wrong}"));
        }
    }
    Ok(scores)
}

impl MentionScores {
    /// The figures, then what went wrong.
    pub fn report(&self) -> String {
        let mut out = String::new();
        for (name, share) in [("country", self.country), ("sector", self.sector), ("dated", self.dated)] {
            let _ = writeln!(out, "{name:8} {:5.1}  of {}", share.percent(), share.all);
        }
        for error in &self.errors {
            let _ = writeln!(out, "  {error}");
        }
        out
    }
}

/// How the participants that annotators marked are resolved, whatever the coder makes of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParticipantScores {
    /// Marked participants whose words have a mention.
    pub found: Share,
    /// Those whose countries are the annotators'.
    pub country: Share,
    /// Those whose full codes are.
    pub code: Share,
    /// One line a wrong one.
    pub errors: Vec<String>,
}

#[derive(Deserialize)]
struct GoldArticle {
    text: String,
    sentences: Vec<GoldSentence>,
    events: Vec<GoldEvent>,
}

#[derive(Deserialize)]
struct GoldSentence {
    text: String,
    start: usize,
}

#[derive(Deserialize)]
struct GoldEvent {
    s: usize,
    actors: Vec<GoldParticipant>,
    recipients: Vec<GoldParticipant>,
}

#[derive(Deserialize)]
struct GoldParticipant {
    text: String,
    code: String,
}

impl ParticipantScores {
    /// Adds one annotated article (the JSON of the gold format) with its resolved mentions.
    pub fn add(&mut self, gold: &str, analysis: &Analysis, mentions: &Mentions) -> Result<(), String> {
        let gold: GoldArticle = serde_json::from_str(gold).map_err(|e| e.to_string())?;
        let offsets: Vec<usize> = gold.text.char_indices().map(|(at, _)| at).collect();
        for event in &gold.events {
            let Some(sentence) = gold.sentences.get(event.s) else { continue };
            let Some(start) = offsets.get(sentence.start).copied() else { continue };
            for side in [&event.actors, &event.recipients] {
                let mut texts: Vec<&str> = side.iter().map(|p| p.text.as_str()).collect();
                texts.dedup();
                for text in texts {
                    let Some(at) = whole_words(&sentence.text, text) else { continue };
                    let codes: Vec<&str> = side.iter().filter(|p| p.text == text).map(|p| p.code.as_str()).collect();
                    self.add_one(text, start + at, &codes, analysis, mentions);
                }
            }
        }
        Ok(())
    }

    fn add_one(&mut self, text: &str, start: usize, codes: &[&str], analysis: &Analysis, mentions: &Mentions) {
        let end = start + text.len();
        let tokens: Vec<TokenId> = (0..analysis.tokens.len() as u32)
            .map(TokenId)
            .filter(|t| {
                let span = analysis.token(*t).span;
                span.start as usize >= start && span.end as usize <= end
            })
            .collect();
        let top = |t: &TokenId| {
            let token = analysis.token(*t);
            token.upos != Upos::Punct && token.head.is_none_or(|h| !tokens.contains(&h))
        };
        let mention = tokens
            .iter()
            .copied()
            .filter(top)
            .find_map(|t| mentions.actor_at(t))
            .or_else(|| tokens.iter().rev().find_map(|t| mentions.actor_at(*t)));
        let mut found: Vec<String> = mention.iter().flat_map(|m| &m.actors).map(code).collect();
        let mut gold: Vec<String> = codes.iter().map(|c| c.to_string()).collect();
        self.found.count(mention.is_some());
        sort(&mut found);
        sort(&mut gold);
        let right = found == gold;
        self.code.count(right);
        if !right {
            self.errors.push(format!("{text}: {}, marked {}", found.join(" "), gold.join(" ")));
        }
        let countries = |codes: &[String]| -> Vec<String> {
            let mut list = codes.iter().map(|c| c.chars().take(3).collect()).collect();
            sort(&mut list);
            list
        };
        self.country.count(countries(&found) == countries(&gold));
    }

    /// The figures, then what went wrong.
    pub fn report(&self) -> String {
        let mut out = String::new();
        for (name, share) in [("found", self.found), ("country", self.country), ("code", self.code)] {
            let _ = writeln!(out, "{name:8} {:5.1}  of {}", share.percent(), share.all);
        }
        for error in &self.errors {
            let _ = writeln!(out, "  {error}");
        }
        out
    }
}

fn code(actor: &legation_types::Actor) -> String {
    let country = actor.country.map_or("UNK".to_string(), |c| c.as_str().to_string());
    format!("{country}.{}", actor.sector.as_str())
}

fn sort(list: &mut Vec<String>) {
    list.sort();
    list.dedup();
}

/// The first place where the words stand with no letter or digit around them.
fn whole_words(text: &str, words: &str) -> Option<usize> {
    text.match_indices(words).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = text[at + words.len()..].chars().next().is_some_and(char::is_alphanumeric);
        !before && !after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_only_whole() {
        assert_eq!(whole_words("The heir said he left", "he"), Some(14));
        assert_eq!(whole_words("nothing", "thin"), None);
    }

    #[test]
    fn counts_shares() {
        let mut share = Share::default();
        share.count(true);
        share.count(false);
        assert_eq!(share.percent(), 50.0);
        assert_eq!(Share::default().percent(), 0.0);
    }
}
