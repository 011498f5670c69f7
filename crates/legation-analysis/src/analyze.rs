use crate::clauses::settle_clauses;
use crate::conllu::ConlluSentence;
use crate::layout;
use crate::model::{Model, NameSpan, SentenceAnnotation};
use crate::rules::TokenRules;
use crate::sentences::{RawSentence, split_sentences};
use crate::surnames::settle_surnames;
use crate::words::Word;
use legation_types::{Analysis, Article, DataError, Files, Hints, Name, Sentence, Span, Token, TokenId, Upos};

/// First bytes of a model file.
const MODEL_MAGIC: &[u8] = b"LEGMODEL";

/// What analysis needs of a language: rules for words and the trained model.
pub struct AnalysisResources {
    rules: TokenRules,
    model: Model,
    version: String,
}

impl AnalysisResources {
    /// Loads `languages/<lang>/tokens.toml` and the model file in `models/<lang>/` (known by its first bytes, whatever its
    /// name); `models/<lang>/VERSION` holds the model's version. Gives all faults found.
    pub fn load(files: &dyn Files, lang: &str) -> Result<AnalysisResources, Vec<DataError>> {
        let rules = TokenRules::load(files, lang);
        let model = load_model(files, lang);
        let version = files.text(&format!("models/{lang}/VERSION")).unwrap_or_default();
        match (rules, model) {
            (Ok(rules), Ok(model)) => {
                let number = if version.trim().is_empty() { "0" } else { version.trim() };
                Ok(AnalysisResources { rules, model, version: format!("{lang}.{number}") })
            }
            (rules, model) => Err([rules.err(), model.err()].into_iter().flatten().collect()),
        }
    }

    /// The rules for words and sentences.
    pub fn rules(&self) -> &TokenRules {
        &self.rules
    }

    /// The trained model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Language and version of the model: `en.1`.
    pub fn version(&self) -> &str {
        &self.version
    }
}

fn load_model(files: &dyn Files, lang: &str) -> Result<Model, DataError> {
    let folder = format!("models/{lang}");
    for path in files.list(&folder) {
        let Some(bytes) = files.read(&path).filter(|bytes| bytes.starts_with(MODEL_MAGIC)) else { continue };
        return Model::from_bytes(&bytes).map_err(|error| {
            DataError::new(&path, 0, error.to_string(), "restore the file, or build it anew as models/en/MODEL.md says")
        });
    }
    Err(DataError::new(&folder, 0, "no model file", "restore it, or take away --data to use the built-in data"))
}

/// Sentences, words, trees and names of an article. Never fails; an empty text gives an empty analysis. Time and memory
/// grow with the length of the text only: sentences are cut at [`crate::LONGEST_SENTENCE`] words.
pub fn analyze(article: &Article, resources: &AnalysisResources) -> Analysis {
    let sentences = split_sentences(&article.text, &resources.rules);
    analyze_words(article, &sentences, resources)
}

/// As [`analyze`], with sentences and words already given: spans into the article's text, in order.
pub fn analyze_words(article: &Article, sentences: &[RawSentence], resources: &AnalysisResources) -> Analysis {
    let text = article.text.as_str();
    let forms: Vec<Vec<&str>> = sentences
        .iter()
        .map(|s| s.words.iter().map(|w| text.get(w.start as usize..w.end as usize).unwrap_or("")).collect())
        .collect();
    let mut annotations = resources.model.annotate(&forms);
    annotations.iter_mut().for_each(settle_clauses);
    let mut names: Vec<_> = annotations.iter_mut().map(|a| std::mem::take(&mut a.names)).collect();
    settle_surnames(&forms, &mut names);
    let kinds = layout::sentence_kinds(text, sentences, &resources.rules);
    let mut analysis = Analysis::default();
    let mut hints = Hints { event_types: resources.model.event_types().to_vec(), ..Hints::default() };
    for (((sentence, annotation), names), kind) in sentences.iter().zip(annotations).zip(names).zip(kinds) {
        let (Some(first_word), Some(last_word)) = (sentence.words.first(), sentence.words.last()) else { continue };
        let first = analysis.tokens.len() as u32;
        let end = first + sentence.words.len() as u32;
        let span = Span::new(first_word.start, last_word.end);
        analysis.sentences.push(Sentence { span, first, end, paragraph: sentence.paragraph, kind });
        add_names(&mut analysis, &names, first, sentence);
        add_tokens(&mut analysis, &annotation, first, sentence, text, &resources.rules);
        hints.attribution.extend(annotation.attribution);
        hints.factuality.extend(annotation.factuality);
        hints.events.extend(annotation.events);
    }
    analysis.hints = hints;
    analysis
}

fn add_tokens(
    analysis: &mut Analysis,
    annotation: &SentenceAnnotation,
    first: u32,
    sentence: &RawSentence,
    text: &str,
    rules: &TokenRules,
) {
    for (i, word) in sentence.words.iter().enumerate() {
        let span = Span::new(word.start, word.end);
        let head = annotation.heads.get(i).copied().flatten().map(|h| TokenId(first + h as u32));
        let upos = annotation.upos.get(i).copied().flatten().unwrap_or(Upos::X);
        let guess = || annotation.lemmas.get(i).cloned().unwrap_or_else(|| span.of(text).to_string());
        analysis.tokens.push(Token {
            span,
            space_after: word.space_after,
            lemma: rules.lemma(span.of(text), upos).map_or_else(guess, str::to_string),
            upos,
            feats: annotation.feats.get(i).cloned().unwrap_or_default(),
            head,
            deprel: annotation.deprels.get(i).cloned().unwrap_or_else(|| "dep".to_string()),
        });
    }
}

fn add_names(analysis: &mut Analysis, names: &[NameSpan], first: u32, sentence: &RawSentence) {
    for (from, to, kind) in names {
        let (Some(from_word), Some(to_word)) = (sentence.words.get(*from), sentence.words.get(*to)) else { continue };
        analysis.names.push(Name {
            span: Span::new(from_word.start, to_word.end),
            first: TokenId(first + *from as u32),
            last: TokenId(first + *to as u32),
            kind: *kind,
        });
    }
}

/// A text spelt out from CoNLL-U words, and its sentences, for [`analyze_words`]. Words are spelt as in FORM, so that the
/// parts of a contraction that do not spell the whole stay as given.
pub fn given_words(sentences: &[ConlluSentence]) -> (String, Vec<RawSentence>) {
    let mut text = String::new();
    let mut raw = Vec::new();
    let mut paragraph = 0;
    for sentence in sentences {
        if !text.is_empty() {
            let is_break = sentence.newdoc.is_some() || sentence.newpar;
            paragraph += u32::from(is_break);
            text.truncate(text.trim_end().len());
            text.push_str(if is_break { "\n\n" } else { "\n" });
        }
        let mut words = Vec::with_capacity(sentence.words.len());
        for word in &sentence.words {
            let start = text.len() as u32;
            text.push_str(&word.form);
            words.push(Word { start, end: text.len() as u32, space_after: word.space_after });
            if word.space_after {
                text.push(' ');
            }
        }
        raw.push(RawSentence { words, paragraph });
    }
    text.truncate(text.trim_end().len());
    (text, raw)
}
