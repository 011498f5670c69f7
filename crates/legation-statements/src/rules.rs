//! The files of a language as this crate uses them; what each list is for stands beside it in `languages/en`.

use crate::scorer::Weights;
use legation_types::{DataError, Files, Status};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How a language says it: the parsed files of one folder of `languages/`.
#[derive(Clone, Debug)]
pub struct LanguageRules {
    pub(crate) words: Words,
    pub(crate) status: StatusRules,
    pub(crate) attribution: AttributionRules,
    /// Learned weights of attribution; `None` where the language has none.
    pub(crate) weights: Option<Weights>,
}

/// `language.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) time_units: FxHashSet<String>,
    pub(crate) agent_prepositions: FxHashSet<String>,
    pub(crate) agent_participles: FxHashSet<String>,
    /// Adjectives of what goes on for long ("decades-long"), and prepositions of when it began.
    pub(crate) lasting_adjectives: FxHashSet<String>,
    pub(crate) lasting_prepositions: FxHashSet<String>,
    /// Words before a subordinator that make a concession of a condition.
    pub(crate) concessions: FxHashSet<String>,
    pub(crate) relatives: FxHashSet<String>,
    pub(crate) infinitive_marks: FxHashSet<String>,
    pub(crate) purpose_marks: FxHashSet<String>,
    pub(crate) subject_control: FxHashSet<String>,
    pub(crate) oblique_control: FxHashSet<String>,
    pub(crate) object_control_marks: FxHashSet<String>,
    pub(crate) object_control_gerund: FxHashSet<String>,
    pub(crate) light_verbs: FxHashSet<String>,
    pub(crate) light_passive_verbs: FxHashSet<String>,
    pub(crate) light_phrase: Vec<LightPhrase>,
    pub(crate) happening_verbs: FxHashSet<String>,
    pub(crate) stack_nouns: FxHashSet<String>,
    pub(crate) pro_verbs: FxHashSet<String>,
    pub(crate) gathering_nouns: FxHashSet<String>,
    pub(crate) clause_prepositions: FxHashSet<String>,
    pub(crate) containers: FxHashSet<String>,
    pub(crate) negative_words: FxHashSet<String>,
    pub(crate) negations: FxHashSet<String>,
    pub(crate) negation_shared_by: FxHashSet<String>,
    pub(crate) negation_undone_by: FxHashSet<String>,
    pub(crate) negative_prepositions: FxHashSet<String>,
    pub(crate) goal_prepositions: FxHashSet<String>,
    pub(crate) place_prepositions: FxHashSet<String>,
    pub(crate) point_prepositions: FxHashSet<String>,
    pub(crate) place_nouns: FxHashSet<String>,
    pub(crate) setting_prepositions: FxHashSet<String>,
    pub(crate) setting_phrase_prepositions: FxHashSet<String>,
    pub(crate) part_prepositions: FxHashSet<String>,
    pub(crate) comparison_prepositions: FxHashSet<String>,
    pub(crate) other_time_prepositions: FxHashSet<String>,
    pub(crate) simultaneous_marks: FxHashSet<String>,
    pub(crate) same_place_marks: FxHashSet<String>,
    pub(crate) place_anaphors: FxHashSet<String>,
    pub(crate) town_anaphors: FxHashSet<String>,
    pub(crate) region_anaphors: FxHashSet<String>,
    pub(crate) country_anaphors: FxHashSet<String>,
    pub(crate) on_the_spot_verbs: FxHashSet<String>,
    pub(crate) hosting_verbs: FxHashSet<String>,
    pub(crate) opposing_prepositions: FxHashSet<String>,
    pub(crate) relative_adverbs: FxHashSet<String>,
    pub(crate) limit_prepositions: FxHashSet<String>,
    pub(crate) leading_prepositions: FxHashSet<String>,
    pub(crate) located_participles: FxHashSet<String>,
    pub(crate) ending_words: FxHashSet<String>,
    pub(crate) ended_prepositions: FxHashSet<String>,
    pub(crate) gathering_verbs: FxHashSet<String>,
    pub(crate) motion_verbs: FxHashSet<String>,
    pub(crate) motion_nouns: FxHashSet<String>,
}

/// A verb that lends its subject to a noun after a preposition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LightPhrase {
    pub(crate) verbs: FxHashSet<String>,
    /// The object that the verb must have: "take part in".
    pub(crate) object: Option<String>,
    pub(crate) preposition: String,
    /// What the subject is to the noun.
    pub(crate) role: String,
}

/// `status.toml`, indexed by lemma.
#[derive(Clone, Debug)]
pub(crate) struct StatusRules {
    pub(crate) tense: Tense,
    pub(crate) performatives: FxHashSet<String>,
    pub(crate) standing: FxHashSet<String>,
    /// Verbs that tell a state rather than a deed.
    pub(crate) lasting: FxHashSet<String>,
    pub(crate) conditions: FxHashMap<String, String>,
    pub(crate) auxiliaries: FxHashMap<String, Auxiliary>,
    pub(crate) modifiers: FxHashMap<String, (String, Status)>,
    pub(crate) governors: Vec<Governor>,
    /// Lemma → indices into `governors`, in the order of the file.
    pub(crate) by_lemma: FxHashMap<String, Vec<usize>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusFile {
    tense: Tense,
    performatives: FxHashSet<String>,
    standing: FxHashSet<String>,
    lasting: FxHashSet<String>,
    condition: Vec<Condition>,
    auxiliary: Vec<Auxiliary>,
    modifier: Vec<Modifier>,
    governor: Vec<Governor>,
}

/// Statuses that the form of the verb alone gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tense {
    pub(crate) progressive: Status,
    pub(crate) present: Status,
    pub(crate) headline_infinitive: Status,
    pub(crate) is_to: Status,
    pub(crate) purpose: Status,
    pub(crate) noun_infinitive: Status,
    pub(crate) condition: Status,
    pub(crate) consequence: Status,
    pub(crate) counterfactual: Status,
    pub(crate) unreal: Status,
    pub(crate) imperative: Status,
    pub(crate) participle: Status,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    id: String,
    marks: Vec<String>,
}

/// A modal.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Auxiliary {
    pub(crate) id: String,
    lemmas: Vec<String>,
    pub(crate) gives: Status,
    /// Conditional, with a perfect negated, where nobody is quoted.
    #[serde(default)]
    pub(crate) unreal: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Modifier {
    id: String,
    lemmas: Vec<String>,
    gives: Status,
}

/// A predicate that gives its complement a status.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Governor {
    pub(crate) id: String,
    /// VERB, NOUN or ADJ.
    pub(crate) upos: String,
    lemmas: Vec<String>,
    pub(crate) relations: Vec<String>,
    /// Nothing where the rule only tells what the denied governor gives.
    pub(crate) gives: Option<Status>,
    /// What the complement gets when the governor is denied.
    pub(crate) negated: Option<Status>,
    /// What the complement gets when the governor itself is not (yet) done.
    pub(crate) open: Option<Status>,
    /// Whether finite clauses take it too.
    #[serde(default = "yes")]
    pub(crate) finite: bool,
    /// Only clauses whose subject is the governor's object.
    #[serde(default)]
    pub(crate) object_control: bool,
    /// Only complements with an infinitive mark.
    #[serde(default)]
    pub(crate) needs_infinitive: bool,
    /// Only clauses whose verb stands bare, without ending and auxiliary: "insists that he leave".
    #[serde(default)]
    pub(crate) bare: bool,
    /// Only where the governor has no object: "expects to".
    #[serde(default)]
    pub(crate) only_self: bool,
}

fn yes() -> bool {
    true
}

/// `attribution.toml`.
#[derive(Clone, Debug)]
pub(crate) struct AttributionRules {
    /// Classes whose source vouches for events.
    pub(crate) vouching: FxHashSet<String>,
    /// Further classes that vouch for what stands beside their cue.
    pub(crate) vouching_beside: FxHashSet<String>,
    /// Classes that vouch only for clauses, not for the nouns that their cue has as object.
    pub(crate) vouching_for_clauses: FxHashSet<String>,
    /// Classes that vouch only for their complement, not for what describes it.
    pub(crate) vouching_for_complements: FxHashSet<String>,
    /// Classes that vouch only where their cue is told as a fact.
    pub(crate) vouching_if_made: FxHashSet<String>,
    /// Classes that do not vouch where their cue is denied, asked for or a condition.
    pub(crate) vouching_if_said: FxHashSet<String>,
    /// Classes of verbs that only report: what their object names is not said by it alone.
    pub(crate) reporting: FxHashSet<String>,
    /// Classes that speak also where their words stand inside of what somebody else says.
    pub(crate) nested: FxHashSet<String>,
    /// Prepositions that before a bare noun tell a rate: "per student".
    pub(crate) rates: FxHashSet<String>,
    /// Punctuation that leads from a source to its words or back: "Kremlin: …".
    pub(crate) punctuation: FxHashMap<String, String>,
    /// Lemma, or lemma and preposition ("call_for"), → class.
    pub(crate) verbs: FxHashMap<String, String>,
    pub(crate) nouns: FxHashMap<String, String>,
    pub(crate) prepositions: FxHashMap<String, String>,
    pub(crate) adverbs: FxHashMap<String, String>,
    pub(crate) documents: FxHashSet<String>,
    pub(crate) unnamed: FxHashSet<String>,
    /// Sources that a headline puts before a colon without naming anybody: "Report: …".
    pub(crate) headline_sources: FxHashSet<String>,
    /// What opens a quotation and what closes it.
    pub(crate) marks: Vec<[String; 2]>,
    /// The same for marks whose closing one is an apostrophe as well.
    pub(crate) single_marks: Vec<[String; 2]>,
}

type Classes = std::collections::BTreeMap<String, Vec<String>>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttributionFile {
    vouching: FxHashSet<String>,
    vouching_beside: FxHashSet<String>,
    vouching_for_clauses: FxHashSet<String>,
    vouching_for_complements: FxHashSet<String>,
    vouching_if_made: FxHashSet<String>,
    vouching_if_said: FxHashSet<String>,
    reporting: FxHashSet<String>,
    nested: FxHashSet<String>,
    rates: FxHashSet<String>,
    verbs: Classes,
    nouns: Classes,
    prepositions: Classes,
    adverbs: Classes,
    punctuation: Classes,
    sources: Sources,
    quotation: Quotation,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    documents: FxHashSet<String>,
    unnamed: FxHashSet<String>,
    in_headlines: FxHashSet<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Quotation {
    marks: Vec<[String; 2]>,
    single: Vec<[String; 2]>,
}

impl LanguageRules {
    /// Reads `languages/<lang>/{language,status,attribution}.toml` and the learned weights where there are any.
    ///
    /// # Errors
    /// One for each file that is missing or does not hold what it should.
    pub fn load(files: &dyn Files, lang: &str) -> Result<LanguageRules, Vec<DataError>> {
        let mut errors = Vec::new();
        let words: Option<Words> = read(files, lang, "language.toml", &mut errors);
        let status: Option<StatusFile> = read(files, lang, "status.toml", &mut errors);
        let attribution: Option<AttributionFile> = read(files, lang, "attribution.toml", &mut errors);
        let weights_file = format!("models/{lang}/attribution.bin");
        let weights = match files.read(&weights_file).map(|bytes| Weights::from_bytes(&bytes)) {
            Some(Some(weights)) => Some(weights),
            Some(None) => {
                let fix = "make it anew as told in training/attribution, or take it away to use rules alone";
                errors.push(DataError::new(&weights_file, 0, "not a table of attribution weights", fix));
                None
            }
            None => None,
        };
        match (words, status, attribution) {
            (Some(words), Some(status), Some(attribution)) if errors.is_empty() => Ok(LanguageRules {
                words,
                status: StatusRules::new(status),
                attribution: AttributionRules::new(attribution),
                weights,
            }),
            _ => Err(errors),
        }
    }
}

fn read<T: DeserializeOwned>(files: &dyn Files, lang: &str, name: &str, errors: &mut Vec<DataError>) -> Option<T> {
    let path = format!("languages/{lang}/{name}");
    let text = files.text(&path).map_err(|e| errors.push(e)).ok()?;
    match toml::from_str(&text) {
        Ok(value) => Some(value),
        Err(error) => {
            let line = error
                .span()
                .map_or(0, |span| text.as_bytes().iter().take(span.start).filter(|b| **b == b'\n').count() as u32 + 1);
            errors.push(DataError::new(
                &path,
                line,
                error.message(),
                "compare with the same file in languages/en and mend the line",
            ));
            None
        }
    }
}

impl StatusRules {
    fn new(file: StatusFile) -> StatusRules {
        let mut conditions = FxHashMap::default();
        for rule in file.condition {
            conditions.extend(rule.marks.into_iter().map(|mark| (mark, rule.id.clone())));
        }
        let mut auxiliaries = FxHashMap::default();
        for rule in file.auxiliary {
            auxiliaries.extend(rule.lemmas.iter().map(|lemma| (lemma.clone(), rule.clone())));
        }
        let mut modifiers = FxHashMap::default();
        for rule in file.modifier {
            modifiers.extend(rule.lemmas.into_iter().map(|lemma| (lemma, (rule.id.clone(), rule.gives))));
        }
        let mut by_lemma: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (idx, rule) in file.governor.iter().enumerate() {
            for lemma in &rule.lemmas {
                by_lemma.entry(lemma.clone()).or_default().push(idx);
            }
        }
        StatusRules {
            tense: file.tense,
            performatives: file.performatives,
            standing: file.standing,
            lasting: file.lasting,
            conditions,
            auxiliaries,
            modifiers,
            governors: file.governor,
            by_lemma,
        }
    }
}

impl AttributionRules {
    fn new(file: AttributionFile) -> AttributionRules {
        let index = |classes: Classes| {
            let mut out = FxHashMap::default();
            for (class, lemmas) in classes {
                for lemma in lemmas {
                    out.entry(lemma).or_insert_with(|| class.clone());
                }
            }
            out
        };
        AttributionRules {
            vouching: file.vouching,
            vouching_beside: file.vouching_beside,
            vouching_for_clauses: file.vouching_for_clauses,
            vouching_for_complements: file.vouching_for_complements,
            vouching_if_made: file.vouching_if_made,
            vouching_if_said: file.vouching_if_said,
            reporting: file.reporting,
            nested: file.nested,
            rates: file.rates,
            punctuation: index(file.punctuation),
            verbs: index(file.verbs),
            nouns: index(file.nouns),
            prepositions: index(file.prepositions),
            adverbs: index(file.adverbs),
            documents: file.sources.documents,
            unnamed: file.sources.unnamed,
            headline_sources: file.sources.in_headlines,
            marks: file.quotation.marks,
            single_marks: file.quotation.single,
        }
    }
}
