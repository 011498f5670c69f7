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

/// The words of the source of each statement whose trigger is one of `words`.
fn vouched(trees: &str, word: &str) -> Vec<String> {
    let (article, analysis) = notation::article(trees);
    let statements = extract(&article, &analysis, &Mentions::default(), &notation::rules());
    let of = |s: &&legation_types::Statement| analysis.tokens[s.trigger.idx()].span.of(&article.text) == word;
    let statement = statements.statements.iter().find(of).unwrap_or_else(|| panic!("no statement of {word}"));
    let source = |idx: &u32| statements.attributions[*idx as usize].source;
    statement.attributions.iter().map(|idx| source(idx).map_or("-", |s| s.of(&article.text)).to_string()).collect()
}

#[test]
fn a_verb_of_judgement_vouches_for_clauses_alone() {
    let trees = "Envoys=envoy/NOUN/2/nsubj rejected=reject/VERB:Fin,Past/0/root a/DET:Ind/4/det request/NOUN/2/obj for/ADP/6/case talks=talk/NOUN/4/nmod";
    assert!(vouched(trees, "request").is_empty());
    let trees = "Envoys=envoy/NOUN/2/nsubj concluded=conclude/VERB:Fin,Past/0/root that/SCONJ/5/mark rebels=rebel/NOUN/5/nsubj fled=flee/VERB:Fin,Past/2/ccomp";
    assert_eq!(vouched(trees, "fled"), ["Envoys"]);
}

#[test]
fn a_promise_beside_its_words_vouches_for_them() {
    let trees = "Rebels=rebel/NOUN/3/nsubj will/AUX/3/aux leave/VERB:Inf/0/root ,/PUNCT/6/punct both/PRON/6/nsubj agreed=agree/VERB:Fin,Past/3/parataxis";
    assert_eq!(vouched(trees, "leave"), ["both"]);
    let trees = "Both/PRON/2/nsubj agreed=agree/VERB:Fin,Past/0/root to/PART/4/mark leave/VERB:Inf/2/xcomp";
    assert!(vouched(trees, "leave").is_empty());
}

#[test]
fn a_demand_not_made_speaks_for_nobody() {
    let trees = "They/PRON/3/nsubj will/AUX/3/aux demand/VERB:Inf/0/root a/DET:Ind/5/det truce/NOUN/3/obj";
    assert!(vouched(trees, "truce").is_empty());
    let trees = "They/PRON/2/nsubj demanded=demand/VERB:Fin,Past/0/root a/DET:Ind/4/det truce/NOUN/2/obj";
    assert_eq!(vouched(trees, "truce"), ["They"]);
}

#[test]
fn a_noun_of_speech_has_the_subject_of_its_verb_as_source() {
    let trees = "He/PRON/2/nsubj surprised=surprise/VERB:Fin,Past/0/root them/PRON/2/obj with/ADP/6/case an/DET:Ind/6/det announcement/NOUN/2/obl that/SCONJ/9/mark troops=troop/NOUN/9/nsubj left=leave/VERB:Fin,Past/6/acl";
    assert_eq!(vouched(trees, "left"), ["He"]);
}

#[test]
fn reports_that_emerge_say_something() {
    let trees = "Reports=report/NOUN/2/nsubj emerged=emerge/VERB:Fin,Past/0/root that/SCONJ/5/mark rebels=rebel/NOUN/5/nsubj fled=flee/VERB:Fin,Past/2/ccomp";
    assert_eq!(vouched(trees, "fled"), ["Reports"]);
}

#[test]
fn marks_of_all_kinds_are_survived() {
    // Opened twice without a close, opened curly and closed straight, opened and never closed.
    let twice = "“/PUNCT/3/punct We/PRON/3/nsubj agreed=agree/VERB:Fin,Past/0/root ./PUNCT/3/punct\n+ “/PUNCT/3/punct It/PRON/3/nsubj holds=hold/VERB:Fin,Pres/0/root ,/PUNCT/3/punct ”/PUNCT/3/punct she/PRON/7/nsubj said=say/VERB:Fin,Past/3/parataxis";
    assert_eq!(told(twice), ["direct she | said | “We agreed. “It holds,”"]);
    let mixed = "“/PUNCT/3/punct We/PRON/3/nsubj agreed=agree/VERB:Fin,Past/0/root ,/PUNCT/3/punct \"/PUNCT/3/punct she/PRON/7/nsubj said=say/VERB:Fin,Past/3/parataxis";
    assert_eq!(told(mixed), ["direct she | said | “We agreed, \""]);
}

#[test]
fn sources_are_told_nearest_first() {
    let trees = "Envoys=envoy/NOUN/2/nsubj said=say/VERB:Fin,Past/0/root that/SCONJ/5/mark rebels=rebel/NOUN/5/nsubj claimed=claim/VERB:Fin,Past/2/ccomp that/SCONJ/8/mark jets=jet/NOUN/8/nsubj attacked=attack/VERB:Fin,Past/5/ccomp";
    assert_eq!(vouched(trees, "attacked"), ["rebels", "Envoys"]);
    // The tree hangs what is told on the one who is told it.
    let trees = "Rebels=rebel/NOUN/2/nsubj told=tell/VERB:Fin,Past/0/root envoys=envoy/NOUN/2/iobj that/SCONJ/6/mark jets=jet/NOUN/6/nsubj attacked=attack/VERB:Fin,Past/3/acl:relcl";
    assert_eq!(vouched(trees, "attacked"), ["Rebels"]);
}

#[test]
fn prepositions_may_stand_around_a_noun_and_tell_no_rate() {
    let trees = "In/ADP/3/case the/DET:Def/3/det words=word/NOUN/8/obl of/ADP/6/case the/DET:Def/6/det envoy/NOUN/3/nmod rebels=rebel/NOUN/8/nsubj fled=flee/VERB:Fin,Past/0/root";
    assert_eq!(told(trees), ["indirect the envoy | In the words of | rebels fled"]);
    let trees = "Tickets=ticket/NOUN/2/nsubj cost/VERB:Fin,Pres/0/root 40/NUM/2/obj per/ADP/5/case student/NOUN/3/nmod";
    assert!(told(trees).is_empty());
}

#[test]
fn headlines_name_their_source_beside_a_mark() {
    let cases = [
        (
            "# Report/NOUN/0/root :/PUNCT/4/punct rebels=rebel/NOUN/4/nsubj flee/VERB:Fin,Pres/1/parataxis",
            "unnamed Report | : | rebels flee",
        ),
        (
            "# Rebels=rebel/NOUN/2/nsubj flee/VERB:Fin,Pres/0/root –/PUNCT/4/punct report/NOUN/2/obj",
            "unnamed report | – | Rebels flee",
        ),
        (
            "# Rebels=rebel/NOUN/2/nsubj flee/VERB:Fin,Pres/0/root ,/PUNCT/2/punct says=say/VERB:Fin,Pres/2/parataxis army/NOUN/4/obj",
            "indirect army | says | Rebels flee",
        ),
    ];
    for (trees, expected) in cases {
        assert_eq!(told(trees), [expected], "{trees}");
    }
    // A topic, and a sentence of running text.
    for trees in [
        "# War/NOUN/0/root :/PUNCT/4/punct rebels=rebel/NOUN/4/nsubj flee/VERB:Fin,Pres/1/parataxis",
        "Report/NOUN/0/root :/PUNCT/4/punct rebels=rebel/NOUN/4/nsubj flee/VERB:Fin,Pres/1/parataxis ./PUNCT/1/punct",
    ] {
        assert!(told(trees).is_empty(), "{trees}");
    }
}

#[test]
fn an_open_mark_holds_where_words_announce_it() {
    let trees = "She/PRON/2/nsubj said=say/VERB:Fin,Past/0/root :/PUNCT/6/punct “/PUNCT/6/punct They/PRON/6/nsubj left=leave/VERB:Fin,Past/2/ccomp ./PUNCT/2/punct";
    assert_eq!(told(trees), ["direct She | said | “They left."]);
}

#[test]
fn single_marks_quote_and_apostrophes_do_not() {
    let trees = "‘/PUNCT/3/punct We/PRON/3/nsubj agreed=agree/VERB:Fin,Past/7/ccomp ,/PUNCT/3/punct ’/PUNCT/3/punct she/PRON/7/nsubj said=say/VERB:Fin,Past/0/root";
    assert!(told(trees)[0].starts_with("direct she | said"), "{:?}", told(trees));
    let trees = "Rebels=rebel/NOUN/4/nmod:poss ’/PART/1/case envoys=envoy/NOUN/4/nsubj said=say/VERB:Fin,Past/0/root they/PRON/6/nsubj left=leave/VERB:Fin,Past/4/ccomp";
    assert!(told(trees)[0].starts_with("indirect "), "{:?}", told(trees));
}
