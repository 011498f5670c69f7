//! Whatever the tree looks like, extraction gives statements and does not panic.

use legation_statements::{LanguageRules, extract, quotes};
use legation_types::{Analysis, Article, MemoryFiles, Mentions, Sentence, SentenceKind, Span, Token, TokenId, Upos};
use proptest::prelude::*;

const FORMS: [&str; 14] =
    ["said", "“", "”", "that", "to", "é", "talks", "\"", "Norland", ":", "not", "agreed", "according", "🙂"];
const RELATIONS: [&str; 16] = [
    "nsubj",
    "obj",
    "ccomp",
    "xcomp",
    "advcl",
    "acl",
    "acl:relcl",
    "conj",
    "obl",
    "nmod",
    "nmod:poss",
    "mark",
    "case",
    "aux",
    "parataxis",
    "nsubj:pass",
];

/// With the learned weights where the repository has them, so that their part is tried too.
fn rules(with_weights: bool) -> LanguageRules {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = MemoryFiles::default();
    for name in ["language", "status", "attribution"] {
        let path = format!("languages/en/{name}.toml");
        files.0.insert(path.clone(), std::fs::read(root.join(&path)).unwrap());
    }
    let weights = "models/en/attribution.bin";
    if let Some(bytes) = std::fs::read(root.join(weights)).ok().filter(|_| with_weights) {
        files.0.insert(weights.to_string(), bytes);
    }
    LanguageRules::load(&files, "en").unwrap()
}

fn article(words: &[(usize, usize, usize, usize)], cut: usize) -> (Article, Analysis) {
    let mut text = String::new();
    let mut analysis = Analysis::default();
    for (form, upos, head, relation) in words {
        let start = text.len() as u32;
        text.push_str(FORMS[*form]);
        let span = Span::new(start, text.len() as u32);
        text.push_str(if form % 5 == 0 { "\n" } else { " " });
        analysis.tokens.push(Token {
            span,
            space_after: true,
            lemma: FORMS[*form].to_string(),
            upos: Upos::ALL[*upos].0,
            feats: "VerbForm=Fin|Tense=Past".to_string(),
            head: (*head < words.len()).then_some(TokenId(*head as u32)),
            deprel: RELATIONS[*relation].to_string(),
        });
    }
    let count = words.len();
    for (first, end) in [(0, cut.min(count)), (cut.min(count), count)] {
        if first < end {
            let span = Span::new(analysis.tokens[first].span.start, analysis.tokens[end - 1].span.end);
            let (first, end) = (first as u32, end as u32);
            analysis.sentences.push(Sentence { span, first, end, paragraph: 0, kind: SentenceKind::Prose });
        }
    }
    (Article::new("odd", text), analysis)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_tree_is_too_odd(
        words in prop::collection::vec((0..FORMS.len(), 0..17usize, 0..30usize, 0..RELATIONS.len()), 0..24),
        cut in 0..24usize,
        with_weights: bool,
    ) {
        let (article, analysis) = article(&words, cut);
        let mentions = Mentions::default();
        let statements = extract(&article, &analysis, &mentions, &rules(with_weights));
        for attribution in &statements.attributions {
            for span in attribution.content.iter().chain(&attribution.cue).chain(&attribution.source) {
                prop_assert!(!span.of(&article.text).is_empty());
            }
        }
        quotes(&article, &statements, &mentions);
    }

    #[test]
    fn any_row_of_marks_gives_quotations_of_the_text(text in "[“”\"«»„a .,\n’'`é🙂]{0,80}") {
        // One word a sentence, said by nobody: only the marks are tried, and every span must be words of the text.
        let words: Vec<_> = (0..6).map(|idx| (idx, 7, 30, 0)).collect();
        let (said, mut analysis) = article(&words, 3);
        let joined = format!("{}{text}", said.text);
        let article = Article::new("marks", joined);
        let length = article.text.len() as u32;
        if let Some(last) = analysis.sentences.last_mut() {
            last.span.end = length;
        }
        let statements = extract(&article, &analysis, &Mentions::default(), &rules(true));
        for quote in quotes(&article, &statements, &Mentions::default()) {
            for span in &quote.content {
                prop_assert!(article.text.get(span.start as usize..span.end as usize).is_some_and(|q| !q.is_empty()));
            }
        }
    }
}
