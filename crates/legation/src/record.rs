//! What the ledger is given of one article.

use crate::Reading;
use legation_formats::Recorder;
use legation_ledger::{Claim, Coding};
use legation_types::{Analysis, Article, Event, SentenceKind, Span, TokenId, Upos, Versions};

/// The article and its events, as the ledger takes them; `recorded_at` is an ISO instant.
pub fn coding<'a>(
    article: &'a Article,
    reading: &'a Reading,
    versions: &'a Versions,
    recorded_at: &'a str,
) -> Coding<'a> {
    let recorder = Recorder::new(article, &reading.analysis.sentences);
    let claims = reading.events.iter().map(|event| claim(&recorder, &reading.analysis, event)).collect();
    let times = reading.mentions.times.iter().filter_map(|time| Some((time.span, time.timex.range?))).collect();
    Coding { article, versions, recorded_at, claims, times }
}

fn claim<'a>(recorder: &Recorder<'_>, analysis: &Analysis, event: &'a Event) -> Claim<'a> {
    let record = serde_json::to_string(&recorder.record(event)).unwrap_or_default();
    let sentence = analysis.sentences.get(event.sentence as usize);
    let head = sentence.and_then(|_| head_of(analysis, event.trigger));
    let words: Vec<&str> = analysis
        .tokens
        .iter()
        .filter(|token| event.trigger.contains(token.span) && !token.span.is_empty())
        .map(|token| token.lemma.as_str())
        .collect();
    Claim {
        event,
        record,
        lemma: words.join(" ").to_lowercase(),
        sentence: sentence.map_or(event.trigger, |s| s.span),
        phrase: head.and_then(|head| phrase(analysis, head)),
        is_headline: sentence.is_some_and(|s| s.kind == SentenceKind::Headline),
    }
}

/// The token of the trigger that governs the others.
fn head_of(analysis: &Analysis, trigger: Span) -> Option<TokenId> {
    let inside = |id: TokenId| trigger.contains(analysis.token(id).span);
    let first = analysis.tokens.partition_point(|token| token.span.end <= trigger.start);
    let tokens = (first..analysis.tokens.len()).map(|idx| TokenId(idx as u32));
    tokens
        .take_while(|id| analysis.token(*id).span.start < trigger.end)
        .find(|id| analysis.token(*id).head.is_none_or(|head| !inside(head)))
}

/// The noun phrase of a noun: all under it, without relative clauses, appositions and further conjuncts.
fn phrase(analysis: &Analysis, head: TokenId) -> Option<Span> {
    if !matches!(analysis.token(head).upos, Upos::Noun | Upos::Propn) {
        return None;
    }
    let (mut first, mut last) = (head, head);
    for child in analysis.children(head) {
        let token = analysis.token(child);
        let is_outside = matches!(
            token.relation(),
            "cc" | "conj" | "punct" | "appos" | "parataxis" | "cop" | "nsubj" | "aux" | "advmod" | "mark" | "case"
        ) || token.deprel == "acl:relcl";
        if is_outside {
            continue;
        }
        let (low, high) = analysis.subtree(child);
        first = first.min(low);
        last = last.max(high);
    }
    Some(analysis.span(first, last))
}
