//! Times of analysed articles: what the tree adds to the words. Each case is a tree (`form/UPOS:feats/head/deprel`, heads
//! from 1, `=lemma` after the form), and the day its only time means; the day of publication is Friday, 11 April 2025.

use legation_resolve::times::{TimeRules, tag_article};
use legation_types::{
    Analysis, Article, MemoryFiles, Name, NameType, Sentence, SentenceKind, Span, Token, TokenId, Upos,
};

fn rules() -> TimeRules {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../languages/en/times.toml");
    let mut files = MemoryFiles::default();
    files.0.insert("languages/en/times.toml".into(), std::fs::read(path).unwrap());
    TimeRules::load(&files, "en").unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// One sentence; a form before `@PER` or `@ORG` is a name of that kind, one before `@ORG+` begins one of two words.
fn article(tree: &str) -> (Article, Analysis) {
    let mut text = String::new();
    let mut analysis = Analysis::default();
    for (idx, word) in tree.split_whitespace().enumerate() {
        let parts: Vec<&str> = word.split('/').collect();
        let [form, upos, head, deprel] = parts[..] else { panic!("not form/UPOS/head/deprel: {word}") };
        let (form, name) = form.split_once('@').unwrap_or((form, ""));
        let (form, lemma) = form.split_once('=').unwrap_or((form, form));
        let (upos, feats) = upos.split_once(':').unwrap_or((upos, ""));
        if !text.is_empty() && form != "." && form != "," {
            text.push(' ');
        }
        let start = text.len() as u32;
        text.push_str(form);
        let span = Span::new(start, text.len() as u32);
        if let Some(kind) = [("PER", NameType::Per), ("ORG", NameType::Org)].iter().find(|(k, _)| name.starts_with(k)) {
            let last = idx as u32 + u32::from(name.ends_with('+'));
            let (first, last) = (TokenId(idx as u32), TokenId(last));
            analysis.names.push(Name { span, first, last, kind: kind.1 });
        } else if let Some(before) = analysis.names.last_mut().filter(|n| n.last.0 == idx as u32) {
            before.span = before.span.cover(span);
        }
        let head: u32 = head.parse().unwrap();
        analysis.tokens.push(Token {
            span,
            space_after: true,
            lemma: lemma.to_string(),
            upos: Upos::parse(upos).unwrap(),
            feats: feats.replace(',', "|"),
            head: (head > 0).then(|| TokenId(head - 1)),
            deprel: deprel.to_string(),
        });
    }
    let (span, end) = (Span::new(0, text.len() as u32), analysis.tokens.len() as u32);
    analysis.sentences.push(Sentence { span, first: 0, end, paragraph: 0, kind: SentenceKind::Prose });
    let mut article = Article::new("test", text);
    article.published_at = "2025-04-11".parse().ok();
    (article, analysis)
}

/// The words of each time, its head and its first day.
fn tagged(tree: &str) -> Vec<String> {
    let (article, analysis) = article(tree);
    let times = tag_article(&article, &analysis, &rules());
    let show = |time: &legation_types::TimeMention| {
        let head = analysis.tokens[time.head.idx()].span.of(&article.text);
        let day = time.timex.range.map_or("-".to_string(), |r| r.earliest.to_string());
        format!("{} ({head}) {day}", time.span.of(&article.text))
    };
    times.iter().map(show).collect()
}

#[test]
fn the_tense_of_the_clause_decides_the_week() {
    let cases = [
        (
            "Rell/PROPN/2/nsubj met=meet/VERB:Tense=Past,VerbForm=Fin/0/root Danvers/PROPN/2/obj on/ADP/5/case Wednesday/PROPN/2/obl",
            "Wednesday (Wednesday) 2025-04-09",
        ),
        (
            "Rell/PROPN/3/nsubj will/AUX:VerbForm=Fin/3/aux meet/VERB:VerbForm=Inf/0/root Danvers/PROPN/3/obj on/ADP/6/case Wednesday/PROPN/3/obl",
            "Wednesday (Wednesday) 2025-04-16",
        ),
        // The inner clause counts, not the verb of speech.
        (
            "Rell/PROPN/2/nsubj said=say/VERB:Tense=Past,VerbForm=Fin/0/root he/PRON/5/nsubj might/AUX:VerbForm=Fin/5/aux join/VERB:VerbForm=Inf/2/ccomp them/PRON/5/obj on/ADP/8/case Wednesday/PROPN/5/obl",
            "Wednesday (Wednesday) 2025-04-16",
        ),
        (
            "Rell/PROPN/5/nsubj might/AUX:VerbForm=Fin/5/aux have/AUX:VerbForm=Inf/5/aux already/ADV/5/advmod left=leave/VERB:Tense=Past,VerbForm=Part/0/root on/ADP/7/case Wednesday/PROPN/5/obl",
            "Wednesday (Wednesday) 2025-04-09",
        ),
        (
            "They/PRON/3/nsubj are=be/AUX:Tense=Pres,VerbForm=Fin/3/aux meeting=meet/VERB:Tense=Pres,VerbForm=Part/0/root in/ADP/5/case Rome/PROPN/3/obl on/ADP/7/case Wednesday/PROPN/3/obl",
            "Wednesday (Wednesday) 2025-04-16",
        ),
        (
            "They/PRON/2/nsubj agreed=agree/VERB:Tense=Past,VerbForm=Fin/0/root to/PART/4/mark meet/VERB:VerbForm=Inf/2/xcomp on/ADP/6/case Wednesday/PROPN/4/obl",
            "Wednesday (Wednesday) 2025-04-16",
        ),
        // The present of news is a plan where a day is told, but not that of speech.
        (
            "Rell/PROPN/2/nsubj flies=fly/VERB:Tense=Pres,VerbForm=Fin/0/root to/ADP/4/case Rome/PROPN/2/obl on/ADP/6/case Wednesday/PROPN/2/obl",
            "Wednesday (Wednesday) 2025-04-16",
        ),
        (
            "A/DET/2/det deal/NOUN/0/root to/PART/5/mark be/AUX/5/aux:pass signed=sign/VERB:Tense=Past,VerbForm=Part/2/acl on/ADP/7/case Wednesday/PROPN/5/obl",
            "Wednesday (Wednesday) 2025-04-16",
        ),
        // What was to be is still ahead of the day on which it was called off.
        (
            "They/PRON/4/nsubj were=be/AUX:Tense=Past,VerbForm=Fin/4/cop to/PART/4/mark meet/VERB:VerbForm=Inf/0/root on/ADP/6/case Wednesday/PROPN/4/obl",
            "Wednesday (Wednesday) 2025-04-16",
        ),
        (
            "He/PRON/5/nsubj had=have/AUX:Tense=Past,VerbForm=Fin/5/aux been=be/AUX:Tense=Past,VerbForm=Part/5/cop due/ADJ/5/mark meet/VERB:VerbForm=Inf/0/root them/PRON/5/obj on/ADP/8/case Wednesday/PROPN/5/obl",
            "Wednesday (Wednesday) 2025-04-16",
        ),
        (
            "Talks=talk/NOUN/4/nsubj due/ADP/3/case Wednesday/PROPN/1/nmod failed=fail/VERB:Tense=Past,VerbForm=Fin/0/root",
            "Wednesday (Wednesday) 2025-04-16",
        ),
    ];
    for (tree, expected) in cases {
        assert_eq!(tagged(tree), [expected], "{tree}");
    }
}

#[test]
fn the_head_is_the_word_that_hangs_outside() {
    let tree = "Rell/PROPN/2/nsubj left=leave/VERB:Tense=Past,VerbForm=Fin/0/root two/NUM/4/nummod weeks=week/NOUN/5/obl:unmarked ago/ADV/2/advmod";
    assert_eq!(tagged(tree), ["two weeks ago (ago) 2025-03-24"]);
}

#[test]
fn names_and_verbs_are_no_times() {
    let cases = [
        "April@PER/PROPN/2/nsubj left=leave/VERB:Tense=Past,VerbForm=Fin/0/root",
        "Friday@ORG+/PROPN/3/nsubj Group/PROPN/1/flat won=win/VERB:Tense=Past,VerbForm=Fin/0/root",
        "They/PRON/2/nsubj March=march/VERB:Tense=Pres,VerbForm=Fin/0/root",
    ];
    for tree in cases {
        assert_eq!(tagged(tree), Vec::<String>::new(), "{tree}");
    }
}

#[test]
fn odd_trees_do_not_panic() {
    let (article, mut analysis) = article("met/VERB/0/root Monday/PROPN/1/obl and/CCONJ/2/cc Tuesday/PROPN/2/conj");
    for head in [Some(TokenId(3)), Some(TokenId(1)), Some(TokenId(400)), None] {
        analysis.tokens[1].head = head.filter(|h| h.idx() < 4);
        // A word that is its own head has none outside: it is left out.
        assert!(!tag_article(&article, &analysis, &rules()).is_empty());
    }
    analysis.tokens.clear();
    assert!(tag_article(&article, &analysis, &rules()).is_empty());
}
