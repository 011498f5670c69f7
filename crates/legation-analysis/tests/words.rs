//! Words, sentences and lines: tables of cases, and that no text breaks them.

use legation_analysis::{TokenRules, read_conllu, sentence_kinds, split_sentences, split_words};
use legation_types::{MemoryFiles, SentenceKind};
use proptest::prelude::*;
use std::sync::LazyLock;

static RULES: LazyLock<TokenRules> = LazyLock::new(|| {
    let mut files = MemoryFiles::default();
    let bytes = include_bytes!("../../../languages/en/tokens.toml").to_vec();
    files.0.insert("languages/en/tokens.toml".to_string(), bytes);
    let bytes = include_bytes!("../../../languages/en/lemmas.tsv").to_vec();
    files.0.insert("languages/en/lemmas.tsv".to_string(), bytes);
    TokenRules::load(&files, "en").unwrap()
});

fn words(text: &str, rules: &TokenRules) -> String {
    let words = split_words(text, 0, text.len(), rules);
    words.iter().map(|w| &text[w.start as usize..w.end as usize]).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_follow_universal_dependencies() {
    let cases = [
        // Contractions and possessives.
        ("They don't know.", "They do n't know ."),
        ("Putin’s envoy can’t and won't", "Putin ’s envoy ca n’t and wo n't"),
        ("It cannot be; we're gonna see", "It can not be ; we 're gon na see"),
        ("the countries’ links and O'Brien's", "the countries ’ links and O'Brien 's"),
        // Abbreviations and initials.
        ("the U.S. president and Gen. A. Haddad", "the U.S. president and Gen. A. Haddad"),
        ("at 5 p.m. in Washington, D.C.", "at 5 p.m. in Washington , D.C."),
        ("No. 10 said no.", "No. 10 said no ."),
        ("She sat. He ran.", "She sat . He ran ."),
        // Hyphens: alone between words, kept after prefixes and in telephone numbers.
        ("a 30-day ceasefire", "a 30 - day ceasefire"),
        ("pro-Western co-founder re-elected", "pro-Western co-founder re-elected"),
        ("pre- and post-war", "pre- and post-war"),
        ("call 202-555-0123 or 2-1", "call 202-555-0123 or 2 - 1"),
        // Numbers, money, units.
        ("$1,000.50, US$5bn and 7%", "$ 1,000.50 , US$ 5 bn and 7 %"),
        ("5pm, 20km, 1990s, 20th", "5 pm , 20 km , 1990s , 20th"),
        ("9/11 and/or 24/7", "9/11 and / or 24/7"),
        // Marks.
        ("“Stop!!” … wait... -- no—yes", "“ Stop !! ” … wait ... -- no — yes"),
        ("end.The next", "end . The next"),
        // Addresses, handles, emoji.
        ("(see https://example.org/a-b?c=d.)", "( see https://example.org/a-b?c=d . )"),
        ("mail a.b@example.org, @handle #tag", "mail a.b@example.org , @handle #tag"),
        ("peace 🕊️👍🏽 now🇺🇦", "peace 🕊️ 👍🏽 now 🇺🇦"),
        ("AT&T and example.com.", "AT&T and example.com ."),
    ];
    for (text, expected) in cases {
        assert_eq!(words(text, &RULES), expected);
    }
}

#[test]
fn sentences_end_where_readers_end_them() {
    // A bar stands where a sentence ends.
    let cases = [
        "Talks began.|They ended on Monday.",
        "Mr. Haddad met Gen. Osman in the U.S. embassy.|He left.",
        "He returned to the U.S.|The visit was short.",
        "The firm, Marble Inc., sold it at 5 p.m. on Friday.|Nobody bought.",
        "Inflation was 3.5 percent.|It rose.",
        "“We will not yield.”|The minister then left.",
        "“Why?” Marsh asked.|Nobody spoke.",
        "“Is it over?” he asked.",
        "He said: “Go now.|Do not wait.”|They went.",
        "(It failed.)|Then it worked.",
        "She waited ... and left.",
        "George W. Marsh and J. K. Osman agreed.|All was well.",
        "KYIV, April 11 (Wire) -|Envoys of both sides met again.",
        "OSLO — the capital — was quiet.",
        "First line without a stop\n|Second line without a stop",
        "“We lost.”|Marsh wrote that nobody came.",
        "“We lost.” Marsh wrote.",
        "Marchers on the bridge|Image: Harbour Museum.",
        "Marchers (Photo: Wire) cross it.",
        "Thursday, May 7, 2015|The council met.|It rose.",
        "Basra, Iraq –|The council met.",
        "Ada, Omar - old friends - met.",
        "are you there?|we are not.|call me.",
        "Thanks. :)|See you.",
        "Terms apply.|***|The talks failed.",
    ];
    for case in cases {
        let parts: Vec<&str> = case.split('|').collect();
        let text =
            parts.iter().map(|p| p.trim_end()).collect::<Vec<_>>().join(if case.contains('\n') { "\n" } else { " " });
        let found: Vec<&str> = split_sentences(&text, &RULES)
            .iter()
            .map(|s| &text[s.words[0].start as usize..s.words[s.words.len() - 1].end as usize])
            .collect();
        assert_eq!(found, parts.iter().map(|p| p.trim_end()).collect::<Vec<_>>());
    }
}

#[test]
fn lines_are_told_apart() {
    use SentenceKind::{Chrome, Headline, Prose};
    let lines = [
        (Chrome, "World"),
        (Headline, "Envoys meet in Oslo to save the truce"),
        (Chrome, "By Ada Marsh in Oslo and Omar Diallo"),
        (Chrome, "11 April 2025, 14.30 BST"),
        (Chrome, "Photograph: Ada Marsh/Wire"),
        (Prose, "The envoys of both sides met in Oslo on Friday."),
        (Headline, "What comes next"),
        (Prose, "A second round is planned for May."),
        (Chrome, "Read more: the long road to a truce"),
        (Prose, "Politics is slow, one envoy said."),
        (Chrome, "More In Politics MORE..."),
        (Chrome, "Advertisement"),
    ];
    let text = lines.map(|(_, line)| line).join("\n\n");
    let sentences = split_sentences(&text, &RULES);
    let kinds = sentence_kinds(&text, &sentences, &RULES);
    assert_eq!(kinds, lines.map(|(kind, _)| kind));
}

#[test]
fn a_text_without_a_stop_is_cut_and_read_in_linear_time() {
    for unit in ["word ", "a-", "'", "((", "1/", "x.", ".", "@", "é'", "–", "Advertisement\n"] {
        let text = unit.repeat(200_000 / unit.len());
        let sentences = split_sentences(&text, &RULES);
        assert!(sentences.iter().all(|s| s.words.len() <= legation_analysis::LONGEST_SENTENCE), "{unit}");
        assert_eq!(sentence_kinds(&text, &sentences, &RULES).len(), sentences.len());
    }
}

#[test]
fn faults_in_the_rules_are_named() {
    let mut files = MemoryFiles::default();
    let text =
        String::from_utf8_lossy(include_bytes!("../../../languages/en/tokens.toml")).replace("can|not", "cannot");
    files.0.insert("languages/en/tokens.toml".to_string(), text.into_bytes());
    let error = TokenRules::load(&files, "en").unwrap_err();
    assert!(error.line > 0 && error.message.contains("cannot"), "{error}");
}

#[test]
fn conllu_is_read_with_ranges_and_faults_have_lines() {
    let text = "# newdoc id = a\n# sent_id = a-1\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n1\tdo\tdo\tAUX\t_\t_\t0\troot\t_\t_\n2\tn't\tnot\tPART\t_\t_\t1\tadvmod\t_\t_\n3\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\t_\n\n";
    let sentences = read_conllu(text).unwrap();
    assert_eq!(sentences[0].words.len(), 3);
    assert_eq!(sentences[0].words[0].range, Some(("don't".to_string(), 2)));
    assert!(!sentences[0].words[1].space_after);
    assert!(read_conllu("1\tonly three\tcolumns\n").unwrap_err().starts_with("line 1"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_breaks_the_words(text in any::<String>()) {
        check_spans(&text);
    }

    #[test]
    fn no_mixture_breaks_the_words(text in "([a-zA-Zé’'.,!?\"“”\\-/&$%@#:;()\\[\\]0-9🙂🇺🇦\u{200d}\u{301}ع ]|\n|U\\.S\\.|n't|https://a\\.b){0,80}") {
        check_spans(&text);
    }
}

/// Words are in order, at character boundaries, not empty, and leave out nothing but gaps.
fn check_spans(text: &str) {
    let sentences = split_sentences(text, &RULES);
    let kinds = sentence_kinds(text, &sentences, &RULES);
    assert_eq!(kinds.len(), sentences.len());
    let mut at = 0;
    for word in sentences.iter().flat_map(|s| &s.words) {
        assert!(word.start < word.end && word.start as usize >= at);
        let gap = text.get(at..word.start as usize).expect("a character boundary");
        assert!(!gap.contains(|c: char| c.is_alphanumeric()), "left out {gap:?}");
        assert!(text.get(word.start as usize..word.end as usize).is_some());
        at = word.end as usize;
    }
    assert!(!text[at..].contains(|c: char| c.is_alphanumeric()));
}
