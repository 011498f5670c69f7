//! Whether a place name means the place or the actor behind it.

use super::rules::{ReadingRule, ReadingWord, parse_kind};
use super::{PlaceKind, PlaceRules};
use legation_types::{Analysis, PlaceReading, TokenId};

/// Whether a place name means the place or the actor behind it: the first line of the language's table that fits its
/// head's place in the tree. A conjunct is read as the first of its row, "the city of X" by the place of "city".
pub(crate) fn read(analysis: &Analysis, name: TokenId, kind: PlaceKind, rules: &PlaceRules) -> PlaceReading {
    let mut at = name;
    for _ in 0..8 {
        let token = analysis.token(at);
        let Some(head) = token.head else { break };
        let is_of_generic = || {
            let is_generic = rules.generics.contains_key(&analysis.token(head).lemma.to_lowercase());
            is_generic && case_lemmas(analysis, at).iter().any(|case| rules.joiners.contains(case))
        };
        if token.relation() == "conj" || (token.relation() == "nmod" && is_of_generic()) {
            at = head;
        } else {
            break;
        }
    }
    match rules.readings.iter().find(|rule| fits(rule, analysis, at, kind)) {
        Some(rule) if rule.is == ReadingWord::Actor => PlaceReading::Actor,
        _ => PlaceReading::Literal,
    }
}

/// What may stand between a dateline and its report.
const DATELINE_MARKS: [&str; 5] = [" (", " —", " –", " - ", " -- "];

/// The longest rest of a dateline behind its town, in bytes: ", April 10", ", Georgia".
const DATELINE_REST: usize = 24;

/// Whether the name from `first` to `last` opens a report as its dateline: "GENEVA (Agency)", "Kyiv — ", "OSLO, April 10
/// (Agency)".
pub(crate) fn is_dateline(analysis: &Analysis, text: &str, (first, last): (TokenId, TokenId)) -> bool {
    let Some(sentence) = analysis.sentences.get(analysis.sentence_of(first)) else { return false };
    let rest = text.get(analysis.token(last).span.end as usize..).unwrap_or("");
    let Some(gap) = DATELINE_MARKS.iter().filter_map(|mark| rest.find(mark)).min() else { return false };
    let gap = &rest[..gap];
    let starts_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let is_rest = || gap.strip_prefix(", ").is_some_and(|gap| gap.split_whitespace().all(starts_name));
    sentence.first == first.0 && gap.len() <= DATELINE_REST && (gap.is_empty() || is_rest())
}

fn fits(rule: &ReadingRule, analysis: &Analysis, name: TokenId, kind: PlaceKind) -> bool {
    let token = analysis.token(name);
    let any = |list: &[String], test: &dyn Fn(&str) -> bool| list.is_empty() || list.iter().any(|item| test(item));
    let head = token.head.map(|h| analysis.token(h));
    let cases = case_lemmas(analysis, name);
    any(&rule.relation, &|r| r == token.deprel || r == token.relation())
        && any(&rule.case, &|c| cases.iter().any(|lemma| lemma == c))
        && any(&rule.head, &|h| head.is_some_and(|t| t.lemma.eq_ignore_ascii_case(h)))
        && any(&rule.head_upos, &|u| head.is_some_and(|t| t.upos.as_str() == u))
        && any(&rule.kind, &|k| parse_kind(k) == Some(kind))
        && rule.copula.is_none_or(|wanted| {
            let has = token.head.is_some_and(|h| analysis.children(h).any(|c| analysis.token(c).relation() == "cop"));
            has == wanted
        })
}

/// Lemmas of the prepositions of a name; the words of a fixed one are joined: "because_of".
fn case_lemmas(analysis: &Analysis, name: TokenId) -> Vec<String> {
    let cases = analysis.children(name).filter(|c| analysis.token(*c).relation() == "case");
    cases
        .map(|case| {
            let mut lemma = analysis.token(case).lemma.to_lowercase();
            for part in analysis.children(case).filter(|c| analysis.token(*c).relation() == "fixed") {
                lemma.push('_');
                lemma.push_str(&analysis.token(part).lemma.to_lowercase());
            }
            lemma
        })
        .collect()
}
