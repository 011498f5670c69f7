//! Sources, cues and contents by the rules, and quotations that run over sentences.

mod notation;

use legation_statements::{extract, quotes};
use legation_types::{Mentions, Statements};

fn found(trees: &str) -> (String, Statements) {
    let (article, analysis) = notation::article(trees);
    let statements = extract(&article, &analysis, &Mentions::default(), &notation::rules());
    (article.text, statements)
}

/// `kind source | cue | content` of each attribution.
fn told(trees: &str) -> Vec<String> {
    let (text, statements) = found(trees);
    let words = |spans: &[legation_types::Span]| spans.iter().map(|s| s.of(&text)).collect::<Vec<_>>().join(" … ");
    statements
        .attributions
        .iter()
        .map(|a| {
            let source = a.source.map_or("-", |s| s.of(&text));
            format!("{} {source} | {} | {}", a.kind.as_str(), words(&a.cue), words(&a.content))
        })
        .collect()
}

const REPORTED: &str = "The/DET:Def/2/det ministry/NOUN/3/nsubj said=say/VERB:Fin,Past/0/root that/SCONJ/6/mark rebels=rebel/NOUN/6/nsubj attacked=attack/VERB:Fin,Past/3/ccomp the/DET:Def/8/det port/NOUN/6/obj ./PUNCT/3/punct";

#[test]
fn indirect_speech_has_source_cue_and_content() {
    assert_eq!(told(REPORTED), ["indirect The ministry | said | that rebels attacked the port"]);
    let (text, statements) = found(REPORTED);
    let of = |word: &str| {
        statements
            .statements
            .iter()
            .find(|s| text[..].contains(word) && s.trigger.0 == if word == "attacked" { 5 } else { 2 })
    };
    assert_eq!(of("attacked").unwrap().attributions, [0]);
    assert!(of("said").unwrap().attributions.is_empty(), "the speech itself is not attributed to its speaker");
    assert_eq!(of("attacked").unwrap().status.as_str(), "occurred");
}

#[test]
fn a_preposition_and_an_adverb_are_cues() {
    let trees = "Rebels=rebel/NOUN/2/nsubj fled=flee/VERB:Fin,Past/0/root ,/PUNCT/6/punct according/ADP/6/case to/ADP/4/fixed officials=official/NOUN/2/obl";
    assert_eq!(told(trees), ["indirect officials | according to | Rebels fled"]);
    let trees = "Rebels=rebel/NOUN/3/nsubj reportedly/ADV/3/advmod fled=flee/VERB:Fin,Past/0/root";
    assert_eq!(told(trees), ["unnamed - | reportedly | Rebels … fled"]);
}

#[test]
fn a_quotation_goes_on_after_its_speaker() {
    let trees = "“/PUNCT/3/punct We/PRON/3/nsubj agreed=agree/VERB:Fin,Past/0/root ,/PUNCT/3/punct ”/PUNCT/3/punct she/PRON/7/nsubj said=say/VERB:Fin,Past/3/parataxis ./PUNCT/3/punct\n+ “/PUNCT/3/punct It/PRON/3/nsubj holds=hold/VERB:Fin,Pres/0/root ./PUNCT/3/punct ”/PUNCT/3/punct";
    let all = told(trees);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0], "direct she | said | “We agreed,” … “It holds.”");
    let (article, analysis) = notation::article(trees);
    let statements = extract(&article, &analysis, &Mentions::default(), &notation::rules());
    let quotes = quotes(&article, &statements, &Mentions::default());
    assert_eq!(quotes[0].names, ["she"]);
    assert!(quotes[0].content.iter().all(|s| !s.of(&article.text).is_empty()));
}

#[test]
fn an_unbalanced_mark_does_not_swallow_the_article() {
    let trees = "“/PUNCT/3/punct We/PRON/3/nsubj agreed=agree/VERB:Fin,Past/0/root\nRebels=rebel/NOUN/2/nsubj fled=flee/VERB:Fin,Past/0/root";
    assert!(told(trees).is_empty());
}

#[test]
fn a_line_may_be_signed_or_spoken() {
    let trees = "“/PUNCT/3/punct We/PRON/3/nsubj agreed=agree/VERB:Fin,Past/0/root ./PUNCT/3/punct ”/PUNCT/3/punct —/PUNCT/7/punct Anna/PROPN/3/parataxis Berg/PROPN/7/flat";
    assert!(told(trees).contains(&"direct Anna Berg | — | “We agreed.”".to_string()));
    let trees = "BERG/PROPN/4/vocative :/PUNCT/1/punct They/PRON/4/nsubj fled=flee/VERB:Fin,Past/0/root\nHOST/PROPN/3/vocative :/PUNCT/1/punct When/ADV/0/root";
    assert_eq!(told(trees), ["indirect BERG | : | They fled", "indirect HOST | : | When"]);
}
