//! A small notation for trees: `form=lemma/UPOS:feats/head/deprel`, words apart by spaces; `=lemma` and `:feats` may
//! be left out. Heads count from 1, 0 is the root. Feats: Fin Inf Part Ger Past Pres Pass Imp Def Ind.

use legation_statements::LanguageRules;
use legation_types::{Analysis, Article, Files, MemoryFiles, Sentence, SentenceKind, Span, Token, TokenId, Upos};
use std::path::Path;

/// The rules of the repository without learned weights, so that each test shows a rule.
pub fn rules() -> LanguageRules {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = MemoryFiles::default();
    for name in ["language", "status", "attribution"] {
        let path = format!("languages/en/{name}.toml");
        files.0.insert(path.clone(), std::fs::read(root.join(&path)).unwrap());
    }
    assert!(files.read("models/en/attribution.bin").is_none());
    LanguageRules::load(&files, "en").unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// Sentences in the notation, one a line; a line that begins with `#` is a headline, one that
/// begins with `+` goes on in the paragraph before. Words before a mark that closes
/// stand without a space.
pub fn article(trees: &str) -> (Article, Analysis) {
    let mut text = String::new();
    let mut analysis = Analysis::default();
    let mut paragraph = 0;
    for line in trees.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (kind, line) = match line.strip_prefix("# ") {
            Some(rest) => (SentenceKind::Headline, rest),
            None => (SentenceKind::Prose, line),
        };
        let (gap, line) = line.strip_prefix("+ ").map_or(('\n', line), |rest| (' ', rest));
        if !text.is_empty() {
            text.push(gap);
            paragraph += u32::from(gap == '\n');
        }
        let start = text.len() as u32;
        let first = analysis.tokens.len() as u32;
        for word in line.split_whitespace() {
            let token = token(&mut text, first, word);
            analysis.tokens.push(token);
        }
        text.truncate(text.trim_end().len());
        let (end, last) = (text.len() as u32, analysis.tokens.len() as u32);
        let span = Span::new(start, end);
        analysis.sentences.push(Sentence { span, first, end: last, paragraph, kind });
    }
    (Article::new("test", text), analysis)
}

fn token(text: &mut String, first: u32, word: &str) -> Token {
    let parts: Vec<&str> = word.rsplitn(4, '/').collect();
    let [deprel, head, upos, form] = parts[..] else { panic!("not form/UPOS/head/deprel: {word}") };
    let (form, lemma) = form.split_once('=').unwrap_or((form, ""));
    let (upos, feats) = upos.split_once(':').unwrap_or((upos, ""));
    if matches!(form, "." | "," | "”" | "’" | ":") {
        text.truncate(text.trim_end().len());
    }
    let start = text.len() as u32;
    text.push_str(form);
    let span = Span::new(start, text.len() as u32);
    if !matches!(form, "“" | "‘") {
        text.push(' ');
    }
    let upos = Upos::parse(upos).unwrap_or_else(|| panic!("no such tag: {word}"));
    let lemma = match lemma {
        "" if upos == Upos::Propn => form.to_string(),
        "" => form.to_lowercase(),
        lemma => lemma.to_string(),
    };
    let head: u32 = head.parse().unwrap_or_else(|_| panic!("no head: {word}"));
    let head = (head > 0).then(|| TokenId(first + head - 1));
    let feats = feats.split(',').filter(|f| !f.is_empty()).map(feature).collect::<Vec<_>>().join("|");
    Token { span, space_after: true, lemma, upos, feats, head, deprel: deprel.to_string() }
}

fn feature(short: &str) -> String {
    let name = match short {
        "Fin" | "Inf" | "Part" | "Ger" => "VerbForm",
        "Past" | "Pres" => "Tense",
        "Pass" => "Voice",
        "Imp" => "Mood",
        "Def" | "Ind" => "Definite",
        _ => panic!("no such feature: {short}"),
    };
    format!("{name}={short}")
}
