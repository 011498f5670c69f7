//! Participants: bare mentions, mentions in sentences with given trees, the knowledge itself.

use legation_resolve::ResolveResources;
use legation_resolve::actors::{resolve_actors, resolve_mention};
use legation_resolve::coref::coreference;
use legation_resolve::knowledge::lint;
use legation_types::{
    Actor, Analysis, Article, CountryCode, Date, Files, Mentions, Name, NameType, Sector, Sentence, SentenceKind, Span,
    Token, TokenId, Upos,
};
use proptest::prelude::*;
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::OnceLock;

struct Repository(PathBuf);

impl Files for Repository {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        std::fs::read(self.0.join(path)).ok().map(Cow::Owned)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.join(folder)).into_iter().flatten().flatten();
        let mut paths: Vec<String> = entries.map(|e| format!("{folder}/{}", e.file_name().to_string_lossy())).collect();
        paths.sort();
        paths
    }
}

fn resources() -> &'static ResolveResources {
    static LOADED: OnceLock<ResolveResources> = OnceLock::new();
    LOADED.get_or_init(|| {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        ResolveResources::load(&Repository(root), "en").unwrap_or_else(|errors| panic!("{}", errors[0]))
    })
}

fn code(actor: &Actor) -> String {
    format!("{}.{}", actor.country.map_or("UNK".to_string(), |c| c.as_str().to_string()), actor.sector.as_str())
}

#[test]
fn bare_mentions() {
    let mut faults = Vec::new();
    for line in include_str!("data/mentions.tsv").lines().skip(1) {
        let [words, as_of, expected, name] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("columns: {line}")
        };
        let actor = resolve_mention(words, resources(), as_of.parse::<Date>().ok());
        let found = actor.map_or("none".to_string(), |a| format!("{} {}", code(&a), a.name));
        if found != format!("{expected} {name}") {
            faults.push(format!("{words} ({as_of}): {found}, expected {expected} {name}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A case: sentences of `form/UPOS/relation/head`, a line of names, then `word = name code + name code`.
fn read_case(block: &str) -> (Article, Analysis, Vec<(String, String)>) {
    let (mut text, mut analysis, mut expected) = (String::new(), Analysis::default(), Vec::new());
    let mut names = "";
    for line in block.lines().filter(|l| !l.starts_with('#')) {
        if let Some(list) = line.strip_prefix("names ") {
            names = list;
        } else if let Some((word, wanted)) = line.split_once(" = ") {
            expected.push((word.to_string(), wanted.to_string()));
        } else {
            add_sentence(line, &mut text, &mut analysis);
        }
    }
    for name in names.split(", ").filter(|n| !n.is_empty()) {
        let (kind, range) = name.split_once(' ').unwrap();
        let (first, last) = range.split_once('-').unwrap();
        let id = |n: &str| TokenId(n.parse::<u32>().unwrap() - 1);
        let (first, last) = (id(first), id(last));
        let kind = if kind == "PER" { NameType::Per } else { NameType::Org };
        analysis.names.push(Name { span: analysis.span(first, last), first, last, kind });
    }
    analysis.names.sort_by_key(|n| n.first);
    (Article::new("case", text), analysis, expected)
}

fn add_sentence(line: &str, text: &mut String, analysis: &mut Analysis) {
    let first = analysis.tokens.len() as u32;
    for word in line.split(' ') {
        let [form, upos, relation, head] = word.splitn(4, '/').collect::<Vec<_>>()[..] else { panic!("{word}") };
        if !text.is_empty() && !form.starts_with(['\'', ',', '.']) {
            text.push(' ');
        }
        let start = text.len() as u32;
        text.push_str(form);
        let head: u32 = head.parse().unwrap();
        let plural = form.ends_with('s') && upos == "NOUN";
        analysis.tokens.push(Token {
            span: Span::new(start, text.len() as u32),
            space_after: true,
            lemma: form.to_lowercase(),
            upos: Upos::parse(upos).unwrap(),
            feats: if plural { "Number=Plur" } else { "" }.to_string(),
            head: (head > 0).then(|| TokenId(first + head - 1)),
            deprel: relation.to_string(),
        });
    }
    let end = analysis.tokens.len() as u32;
    let span = analysis.span(TokenId(first), TokenId(end - 1));
    let paragraph = analysis.sentences.len() as u32;
    analysis.sentences.push(Sentence { span, first, end, paragraph, kind: SentenceKind::Prose });
}

#[test]
fn mentions_in_sentences() {
    let mut faults = Vec::new();
    for block in include_str!("data/sentences.txt").split("\n\n") {
        let (article, analysis, expected) = read_case(block);
        let at = "2025-04-11".parse().ok();
        let known = resources();
        let mentions = resolve_actors(&article, &analysis, &[], &known.knowledge, &known.actor_words, at);
        for (word, wanted) in expected {
            let mut heads =
                (0..analysis.tokens.len() as u32).map(TokenId).filter(|t| analysis.form(&article.text, *t) == word);
            let head = heads.next_back().expect("the word stands in the case");
            let found = mentions.iter().find(|m| m.head == head).map_or(vec![String::from("none")], |m| {
                m.actors.iter().map(|a| format!("{} {}", a.name, code(a))).collect()
            });
            let wanted: Vec<&str> = wanted.split(" + ").collect();
            let right = wanted.len() == found.len() && found.iter().zip(&wanted).all(|(f, w)| f.ends_with(w));
            if !right {
                faults.push(format!(
                    "{}\n  {word}: {}, expected {}",
                    article.text,
                    found.join(" + "),
                    wanted.join(" + ")
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn chains_of_phrases() {
    let mut faults = Vec::new();
    for block in include_str!("data/chains.txt").split("\n\n") {
        let (article, analysis, expected) = read_case(block);
        let mentions = Mentions::default();
        let found: Vec<String> = coreference(&article, &analysis, &mentions, resources())
            .iter()
            .map(|chain| chain.iter().map(|span| span.of(&article.text)).collect::<Vec<_>>().join(" | "))
            .collect();
        let wanted: Vec<String> = expected.into_iter().map(|(_, chain)| chain).collect();
        if found != wanted {
            faults.push(format!("{}\n  found {found:?}, expected {wanted:?}", article.text));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_knowledge_is_without_faults() {
    let faults = lint(&resources().knowledge);
    assert!(faults.is_empty(), "{}", faults.iter().map(|f| f.to_string()).collect::<Vec<_>>().join("\n"));
}

#[test]
fn finds_people_by_any_of_their_names_at_a_date() {
    let knowledge = &resources().knowledge;
    for (name, at, sector) in [("Erdogan", "2010-01-01", Sector::Gov), ("Aung San Suu Kyi", "2022-01-01", Sector::Opp)]
    {
        let found = knowledge.find(name, at.parse().ok());
        assert_eq!(found.first().map(|a| a.sector), Some(sector), "{name}");
    }
    assert!(knowledge.find("Nobody Known", None).is_empty());
}

#[test]
fn two_hundred_states_have_name_adjective_and_capital() {
    let knowledge = &resources().knowledge;
    let codes = include_str!("../../../knowledge/countries.toml").lines().filter_map(|l| l.strip_prefix("code = "));
    let known: std::collections::BTreeSet<&str> = codes.collect();
    assert!(known.len() >= 195, "{}", known.len());
    for (words, code) in
        [("Kazakh", "KAZ"), ("Ouagadougou", "BFA"), ("Côte d’Ivoire", "CIV"), ("DRC", "COD"), ("Kosovar", "XKX")]
    {
        assert_eq!(knowledge.find(words, None).first().and_then(|a| a.country), CountryCode::parse(code), "{words}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_words_make_it_panic(words in "\\PC{0,40}") {
        let _ = resolve_mention(&words, resources(), None);
        let _ = resources().knowledge.find_all(&words);
    }

    #[test]
    fn no_tree_makes_it_panic(heads in prop::collection::vec((0usize..12, 0usize..10), 12)) {
        let forms = ["Putin", "'s", "two", "leaders", "and", "the", "Kurdish", "forces", "he", "envoy", "of", "Syria"];
        let relations = ["nsubj", "nmod:poss", "appos", "compound", "amod", "conj", "nmod", "flat", "det", "obl"];
        let mut line: Vec<String> = Vec::new();
        for (form, (head, relation)) in forms.iter().zip(&heads) {
            let upos = if form.starts_with(char::is_uppercase) { "PROPN" } else if *form == "he" { "PRON" } else { "NOUN" };
            line.push(format!("{form}/{upos}/{}/{head}", relations[*relation]));
        }
        let (article, analysis, _) = read_case(&line.join(" "));
        let known = resources();
        let actors = resolve_actors(&article, &analysis, &[], &known.knowledge, &known.actor_words, None);
        let mentions = Mentions { actors, ..Mentions::default() };
        let chains = coreference(&article, &analysis, &mentions, known);
        prop_assert!(chains.iter().all(|chain| chain.len() > 1));
    }
}
