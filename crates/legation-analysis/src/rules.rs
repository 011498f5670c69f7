use legation_types::{DataError, Files, Upos};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// What a language folder says of words, sentences and lines: `languages/<lang>/tokens.toml`.
#[derive(Clone, Debug, Default)]
pub struct TokenRules {
    pub(crate) clitics: Vec<String>,
    /// Whole word (without the bar) and the byte where it is cut, sorted by word.
    pub(crate) splits: Vec<(String, usize)>,
    pub(crate) apostrophe_first: FxHashSet<String>,
    pub(crate) hyphen_prefixes: FxHashSet<String>,
    pub(crate) hyphen_name_endings: FxHashSet<String>,
    pub(crate) units: FxHashSet<String>,
    pub(crate) currency_prefixes: FxHashSet<String>,
    pub(crate) domains: FxHashSet<String>,
    /// Longest first.
    pub(crate) emoticons: Vec<String>,
    pub(crate) before_name: FxHashSet<String>,
    pub(crate) anywhere: FxHashSet<String>,
    pub(crate) capital_only: FxHashSet<String>,
    pub(crate) mid_only: FxHashSet<String>,
    pub(crate) before_number: FxHashSet<String>,
    pub(crate) sentence_starts: FxHashSet<String>,
    pub(crate) speech: FxHashSet<String>,
    pub(crate) marked_names: FxHashSet<String>,
    pub(crate) clause_starts: FxHashSet<String>,
    pub(crate) credits: FxHashSet<String>,
    pub(crate) sections: FxHashSet<String>,
    pub(crate) furniture_starts: Vec<String>,
    pub(crate) furniture_ends: Vec<String>,
    pub(crate) byline_starts: FxHashSet<String>,
    pub(crate) byline_words: FxHashSet<String>,
    pub(crate) date_words: FxHashSet<String>,
    lemmas: FxHashMap<(Upos, String), String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    words: Words,
    abbreviations: Abbreviations,
    sentences: Sentences,
    layout: Layout,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    clitics: Vec<String>,
    split: Vec<String>,
    apostrophe_first: Vec<String>,
    hyphen_prefixes: Vec<String>,
    hyphen_name_endings: Vec<String>,
    units: Vec<String>,
    currency_prefixes: Vec<String>,
    domains: Vec<String>,
    emoticons: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Abbreviations {
    before_name: Vec<String>,
    anywhere: Vec<String>,
    capital_only: Vec<String>,
    mid_only: Vec<String>,
    before_number: Vec<String>,
    sentence_starts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    speech: Vec<String>,
    marked_names: Vec<String>,
    clause_starts: Vec<String>,
    credits: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    sections: Vec<String>,
    furniture_starts: Vec<String>,
    furniture_ends: Vec<String>,
    byline_starts: Vec<String>,
    byline_words: Vec<String>,
    date_words: Vec<String>,
}

impl TokenRules {
    /// The rules of a language (`en`), from `languages/<lang>/tokens.toml`. Errors name the file, the line and the fix.
    pub fn load(files: &dyn Files, lang: &str) -> Result<TokenRules, DataError> {
        let path = format!("languages/{lang}/tokens.toml");
        let text = files.text(&path)?;
        let file: File = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(0, |s| text[..s.start.min(text.len())].matches('\n').count() as u32 + 1);
            DataError::new(
                &path,
                line,
                error.message(),
                "give every list that languages/en/tokens.toml has, and no other",
            )
        })?;
        let mut splits = Vec::new();
        for entry in &file.words.split {
            let Some(cut) = entry.find('|').filter(|cut| *cut > 0 && *cut + 1 < entry.len()) else {
                let line = text.lines().position(|l| l.contains(entry.as_str())).map_or(0, |i| i as u32 + 1);
                return Err(DataError::new(&path, line, format!("no bar inside {entry:?}"), "write it as \"can|not\""));
            };
            splits.push((entry.replacen('|', "", 1), cut));
        }
        splits.sort();
        let mut emoticons = file.words.emoticons;
        emoticons.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        let set = |list: Vec<String>| list.into_iter().collect::<FxHashSet<String>>();
        Ok(TokenRules {
            clitics: file.words.clitics,
            splits,
            apostrophe_first: set(file.words.apostrophe_first),
            hyphen_prefixes: set(file.words.hyphen_prefixes),
            hyphen_name_endings: set(file.words.hyphen_name_endings),
            units: set(file.words.units),
            currency_prefixes: set(file.words.currency_prefixes),
            domains: set(file.words.domains),
            emoticons,
            before_name: set(file.abbreviations.before_name),
            anywhere: set(file.abbreviations.anywhere),
            capital_only: set(file.abbreviations.capital_only),
            mid_only: set(file.abbreviations.mid_only),
            before_number: set(file.abbreviations.before_number),
            sentence_starts: set(file.abbreviations.sentence_starts),
            speech: set(file.sentences.speech),
            marked_names: set(file.sentences.marked_names),
            clause_starts: set(file.sentences.clause_starts),
            credits: set(file.sentences.credits),
            sections: set(file.layout.sections),
            furniture_starts: file.layout.furniture_starts,
            furniture_ends: file.layout.furniture_ends,
            byline_starts: set(file.layout.byline_starts),
            byline_words: set(file.layout.byline_words),
            date_words: set(file.layout.date_words),
            lemmas: read_lemmas(files, lang)?,
        })
    }

    /// The lemma of a form that the model need not guess: irregular forms, and spellings that endings do not tell apart.
    pub(crate) fn lemma(&self, form: &str, upos: Upos) -> Option<&str> {
        self.lemmas.get(&(upos, form.to_lowercase())).map(String::as_str)
    }
}

/// Reads `languages/<lang>/lemmas.tsv`: form, part of speech, lemma.
fn read_lemmas(files: &dyn Files, lang: &str) -> Result<FxHashMap<(Upos, String), String>, DataError> {
    let path = format!("languages/{lang}/lemmas.tsv");
    let text = files.text(&path)?;
    let mut lemmas = FxHashMap::default();
    for (idx, line) in text.lines().enumerate().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [form, upos, lemma] = cells[..] else {
            return Err(DataError::new(&path, idx as u32 + 1, "not three columns", "give form, upos and lemma"));
        };
        let Some(upos) = Upos::parse(upos) else {
            return Err(DataError::new(
                &path,
                idx as u32 + 1,
                format!("no part of speech {upos:?}"),
                "give VERB or NOUN",
            ));
        };
        lemmas.insert((upos, form.to_string()), lemma.to_string());
    }
    Ok(lemmas)
}
