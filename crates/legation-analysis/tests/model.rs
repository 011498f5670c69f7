//! The shipped model: that results do not depend on the batch, that odd input is survived, and how good it is.

use legation_analysis::model::{Model, SentenceAnnotation};
use legation_analysis::read_conllu;
use proptest::prelude::*;
use std::path::PathBuf;
use std::sync::LazyLock;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn model() -> Model {
    let bytes = std::fs::read(root().join("models/en/legation-en.model")).expect("models/en/legation-en.model");
    Model::from_bytes(&bytes).expect("a valid model")
}

static MODEL: LazyLock<Model> = LazyLock::new(model);

fn shared(path: &str) -> Option<String> {
    let folder = std::env::var_os("LEGATION_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(path)).ok();
    if text.is_none() {
        println!("skipped: {path} is not there");
    }
    text
}

fn is_tree(annotation: &SentenceAnnotation) -> bool {
    let heads = &annotation.heads;
    let reaches_root = |start: usize| {
        let mut at = Some(start);
        for _ in 0..=heads.len() {
            match at {
                Some(i) => at = heads[i],
                None => return true,
            }
        }
        false
    };
    heads.is_empty() || (heads.iter().filter(|h| h.is_none()).count() == 1 && (0..heads.len()).all(reaches_root))
}

#[test]
fn a_sentence_is_read_alike_alone_and_in_company() {
    let model = model();
    let texts = [
        "The minister said on Monday that talks with the rebels would resume .",
        "No deal .",
        "PRESIDENT SIGNS TRUCE WITH NEIGHBOUR",
        "Hakim Ode , 54 , who led the party of farmers from 1998 until the vote , resigned .",
    ];
    let sentences: Vec<Vec<&str>> = texts.iter().map(|t| t.split(' ').collect()).collect();
    let together = model.annotate(&sentences);
    for (sentence, annotation) in sentences.iter().zip(&together) {
        assert_eq!(&model.annotate(std::slice::from_ref(sentence))[0], annotation);
    }
    let reversed: Vec<Vec<&str>> = sentences.iter().rev().cloned().collect();
    let mut again = model.annotate(&reversed);
    again.reverse();
    assert_eq!(again, together);
}

#[test]
fn odd_input_gives_whole_trees() {
    let model = model();
    let long = vec!["and"; 1000];
    let marks = vec!["…"; 400];
    for sentence in [vec![], vec![""], vec!["🎉", "\u{200b}", "ﷺ"], vec!["x"], long, marks] {
        let found = &model.annotate(std::slice::from_ref(&sentence))[0];
        assert!(is_tree(found), "{} words", sentence.len());
        let sizes =
            [found.upos.len(), found.lemmas.len(), found.feats.len(), found.deprels.len(), found.attribution.len()];
        assert_eq!(sizes, [sentence.len(); 5]);
    }
}

/// Who does what to whom in one plain clause, written as headlines, bad scans and messages write it.
#[test]
fn rough_writing_leaves_the_clause_whole() {
    let cases = [
        ("The minister visits the border .", "minister", "visits", "border"),
        ("THE MINISTER VISITS THE BORDER .", "MINISTER", "VISITS", "BORDER"),
        ("MINISTER VISITS BORDER", "MINISTER", "VISITS", "BORDER"),
        ("the minister visited the border", "minister", "visited", "border"),
        ("The rninister visited the b0rder .", "rninister", "visited", "b0rder"),
        ("The minister visited the border 🎉 🎉", "minister", "visited", "border"),
        ("Police arrested the pro- testers .", "Police", "arrested", "testers"),
    ];
    for (text, subject, verb, object) in cases {
        let words: Vec<&str> = text.split(' ').collect();
        let found = &MODEL.annotate(std::slice::from_ref(&words))[0];
        let at = |form: &str| words.iter().position(|w| *w == form).expect("a word of the case");
        assert_eq!(found.heads[at(verb)], None, "{text}: {:?}", found.heads);
        for (form, relation) in [(subject, "nsubj"), (object, "obj")] {
            let word = at(form);
            assert_eq!((found.heads[word], found.deprels[word].as_str()), (Some(at(verb)), relation), "{text}: {form}");
        }
    }
}

/// Very long sentences are read in pieces, so that time grows with their length and not with its square: what stands
/// at the end changes nothing in the first piece.
#[test]
fn a_very_long_sentence_is_read_in_pieces() {
    let words = ["the", "army", "shelled", "the", "town", ","].into_iter().cycle();
    let mut sentence: Vec<&str> = words.take(12_000).collect();
    let before = MODEL.annotate(std::slice::from_ref(&sentence));
    assert!(is_tree(&before[0]));
    *sentence.last_mut().expect("a word") = "surrendered";
    let after = MODEL.annotate(&[sentence]);
    assert_eq!(before[0].heads[..80], after[0].heads[..80]);
    assert_eq!(before[0].attribution[..80], after[0].attribution[..80]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_words_give_whole_trees_alike_in_any_company(
        texts in prop::collection::vec(prop::collection::vec("\\PC{0,9}|[A-Z]{1,8}|[a-z0-9.,’-]{1,6}|🇺🇦|👍🏽|THE|said", 0..40), 1..12)
    ) {
        let sentences: Vec<Vec<&str>> = texts.iter().map(|t| t.iter().map(String::as_str).collect()).collect();
        let together = MODEL.annotate(&sentences);
        for (sentence, annotation) in sentences.iter().zip(&together) {
            prop_assert!(is_tree(annotation));
            prop_assert_eq!(annotation.heads.len(), sentence.len());
            prop_assert!(annotation.names.iter().all(|(first, last, _)| first <= last && *last < sentence.len()));
        }
        let last = sentences.len() - 1;
        prop_assert_eq!(&MODEL.annotate(&sentences[last..])[0], &together[last]);
    }
}

#[test]
fn dev_scores_hold() {
    let Some(text) = shared("corpora/language/ud-ewt/en_ewt-ud-dev.conllu") else { return };
    let gold = read_conllu(&text).expect("a valid treebank");
    let sentences: Vec<Vec<&str>> = gold.iter().map(|s| s.words.iter().map(|w| w.form.as_str()).collect()).collect();
    let found = model().annotate(&sentences);
    let (mut words, mut upos, mut feats, mut lemmas, mut uas, mut las) = (0, 0, 0, 0, 0, 0);
    let relation = |name: &str| name.split(':').next().unwrap_or("").to_string();
    for (sentence, annotation) in gold.iter().zip(&found) {
        for (i, word) in sentence.words.iter().enumerate() {
            words += 1;
            upos += usize::from(annotation.upos[i].map_or("_", |u| u.as_str()) == word.upos);
            feats += usize::from(annotation.feats[i] == word.feats.trim_matches('_'));
            lemmas += usize::from(annotation.lemmas[i] == word.lemma);
            let is_attached = annotation.heads[i].map_or(0, |h| h + 1) == word.head;
            uas += usize::from(is_attached);
            las += usize::from(is_attached && relation(&annotation.deprels[i]) == relation(&word.deprel));
        }
    }
    let percent = |count: usize| 100.0 * count as f64 / words as f64;
    println!(
        "EWT dev, {words} words: UPOS {:.2} feats {:.2} lemma {:.2} UAS {:.2} LAS {:.2}",
        percent(upos),
        percent(feats),
        percent(lemmas),
        percent(uas),
        percent(las)
    );
    assert!(found.iter().all(is_tree));
    let is_subject =
        |deprel: &str| matches!(relation(deprel).as_str(), "nsubj" | "csubj") && !deprel.ends_with(":outer");
    let subjects = |a: &SentenceAnnotation, head: usize| {
        (0..a.heads.len()).filter(|&i| a.heads[i] == Some(head) && is_subject(&a.deprels[i])).count()
    };
    let doubled = found.iter().filter(|a| (0..a.heads.len()).any(|head| subjects(a, head) > 1)).count();
    assert_eq!(doubled, 0, "sentences with a word that has two subjects");
    assert!(percent(upos) > 95.5 && percent(las) > 86.2 && percent(lemmas) > 96.8);
}
