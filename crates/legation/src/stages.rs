//! The stages in order, with resources loaded when first asked for.

use crate::Data;
use legation_analysis::AnalysisResources;
use legation_coding::{Codebook, Dyad, DyadCall, LinearWeights, Parsed, classify_dyad};
use legation_formats::profiles::Crosswalks;
use legation_ledger::coreference::Coreference;
use legation_resolve::ResolveResources;
use legation_resolve::actors::resolve_mention;
use legation_resolve::coref::coreference;
use legation_resolve::knowledge::ExtraActors;
use legation_resolve::times::{TaggedTime, TimeRules, WordsOnly};
use legation_statements::LanguageRules;
use legation_types::{
    Actor, ActorMention, Analysis, Article, DataError, Date, Event, MentionKind, Mentions, Note, Span, Statements,
    TokenId, Versions,
};
use std::sync::OnceLock;

/// Faults in the data files: all that were found, not only the first.
#[derive(Clone, Debug)]
pub struct DataErrors(pub Vec<DataError>);

impl std::fmt::Display for DataErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (idx, error) in self.0.iter().enumerate() {
            let end = if idx + 1 < self.0.len() { "\n" } else { "" };
            write!(f, "{error}{end}")?;
        }
        Ok(())
    }
}

impl std::error::Error for DataErrors {}

/// What every stage made of one article.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Sentences, words, trees, names.
    pub analysis: Analysis,
    /// Who, where, when.
    pub mentions: Mentions,
    /// What is said, by whom, as what.
    pub statements: Statements,
    /// The coded events, in the order of the text.
    pub events: Vec<Event>,
    /// What the user should know about this article.
    pub notes: Vec<Note>,
}

/// A resource that is loaded once, when first needed.
type Lazy<T> = OnceLock<Result<T, DataErrors>>;

/// The program: data and the stages over them.
pub struct Legation {
    data: Data,
    as_of: Option<Date>,
    extra: Vec<ExtraActors>,
    is_rules_only: bool,
    analysis: Lazy<AnalysisResources>,
    resolve: Lazy<ResolveResources>,
    times: Lazy<TimeRules>,
    language: Lazy<LanguageRules>,
    codebook: Lazy<Codebook>,
    dyads: Lazy<LinearWeights>,
    judgement: Lazy<LinearWeights>,
    crosswalks: Lazy<Crosswalks>,
    coreference: Lazy<Coreference>,
}

impl Legation {
    /// A program over `data`. Nothing is loaded yet.
    pub fn new(data: Data) -> Legation {
        Legation {
            data,
            as_of: None,
            extra: Vec::new(),
            is_rules_only: false,
            analysis: OnceLock::new(),
            resolve: OnceLock::new(),
            times: OnceLock::new(),
            language: OnceLock::new(),
            codebook: OnceLock::new(),
            dyads: OnceLock::new(),
            judgement: OnceLock::new(),
            crosswalks: OnceLock::new(),
            coreference: OnceLock::new(),
        }
    }

    /// Reads offices as of a day instead of each article's own. To be called before anything is resolved.
    pub fn as_of(mut self, day: Date) -> Legation {
        self.as_of = Some(day);
        self
    }

    /// Leaves records as the rules of the codebook make them, without the learned judgement.
    pub fn by_rules_only(mut self) -> Legation {
        self.is_rules_only = true;
        self
    }

    /// Knows the actors of a PETRARCH dictionary as well. To be called before anything is resolved.
    pub fn with_actors(mut self, extra: ExtraActors) -> Legation {
        self.extra.push(extra);
        self
    }

    /// The data files.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Model and token rules.
    pub fn analysis(&self) -> Result<&AnalysisResources, DataErrors> {
        load(&self.analysis, || AnalysisResources::load(&self.data, LANG))
    }

    /// Knowledge of actors, places and times.
    pub fn resolve(&self) -> Result<&ResolveResources, DataErrors> {
        load(&self.resolve, || {
            let mut resources = ResolveResources::load(&self.data, LANG)?;
            resources.as_of = self.as_of;
            self.extra.iter().for_each(|extra| extra.add_to(&mut resources.knowledge));
            Ok(resources)
        })
    }

    /// Rules of the language for status and attribution.
    pub fn language(&self) -> Result<&LanguageRules, DataErrors> {
        load(&self.language, || LanguageRules::load(&self.data, LANG))
    }

    /// The codebook.
    pub fn codebook(&self) -> Result<&Codebook, DataErrors> {
        load(&self.codebook, || Codebook::load(&self.data, CODEBOOK, LANG))
    }

    /// The codes and scores of other data sets.
    pub fn crosswalks(&self) -> Result<&Crosswalks, DataErrors> {
        load(&self.crosswalks, || Crosswalks::load(&self.data))
    }

    /// What decides which words of several articles tell of one happening.
    pub fn coreference(&self) -> Result<&Coreference, DataErrors> {
        load(&self.coreference, || Coreference::load(&self.data, LANG))
    }

    /// Sentences, words, trees and names of an article.
    pub fn analyze(&self, article: &Article) -> Result<Analysis, DataErrors> {
        Ok(legation_analysis::analyze(article, self.analysis()?))
    }

    /// The analysis, and who, where and when.
    pub fn mentions(&self, article: &Article) -> Result<(Analysis, Mentions), DataErrors> {
        let analysis = self.analyze(article)?;
        let mentions = legation_resolve::resolve(article, &analysis, self.resolve()?);
        Ok((analysis, mentions))
    }

    /// Participants; where the article is a bare mention ("Russia's ambassador to Poland"), who is meant by it.
    pub fn actors(&self, article: &Article) -> Result<Mentions, DataErrors> {
        let (analysis, mut mentions) = self.mentions(article)?;
        let at = self.as_of.or(article.published_at);
        if is_bare(article, &analysis)
            && let Some(actor) = resolve_mention(&article.text, self.resolve()?, at)
        {
            let span = Span::new(0, article.text.trim_end().len() as u32);
            let head = analysis.tokens.iter().position(|t| t.head.is_none()).unwrap_or(0);
            let head = TokenId(head as u32);
            let kind = MentionKind::Nominal;
            mentions.actors = vec![ActorMention { span, head, kind, actors: vec![actor], chain: None }];
        }
        Ok(mentions)
    }

    /// Chains of phrases that mean the same thing, participants or not.
    pub fn coref(&self, article: &Article) -> Result<(Analysis, Vec<Vec<Span>>), DataErrors> {
        let (analysis, mentions) = self.mentions(article)?;
        let chains = coreference(article, &analysis, &mentions, self.resolve()?);
        Ok((analysis, chains))
    }

    /// As [`Legation::analyze`], over the sentences and words of a CoNLL-U file; gives CoNLL-U.
    pub fn parse_words(&self, conllu: &str, id: &str) -> Result<String, DataErrors> {
        let sentences = legation_analysis::read_conllu(conllu)
            .map_err(|fault| DataErrors(vec![DataError::new(id, 0, fault, "give a file in CoNLL-U format")]))?;
        let (text, words) = legation_analysis::given_words(&sentences);
        let article = Article::new(id, text);
        let analysis = legation_analysis::analyze_words(&article, &words, self.analysis()?);
        Ok(legation_analysis::write_conllu(&article, &analysis))
    }

    /// All stages but coding.
    pub fn statements(&self, article: &Article) -> Result<(Analysis, Mentions, Statements), DataErrors> {
        let (analysis, mentions) = self.mentions(article)?;
        let statements = legation_statements::extract(article, &analysis, &mentions, self.language()?);
        Ok((analysis, mentions, statements))
    }

    /// Weights by which records, their sides and status are judged once more.
    pub fn judgement(&self) -> Result<&LinearWeights, DataErrors> {
        load(&self.judgement, || LinearWeights::load(&self.data, LANG, "judgement"))
    }

    /// All stages.
    pub fn read(&self, article: &Article) -> Result<Reading, DataErrors> {
        self.read_with(article, self.judgement_in_use()?)
    }

    /// The weights of the judgement, where it is not left out.
    pub(crate) fn judgement_in_use(&self) -> Result<Option<&LinearWeights>, DataErrors> {
        if self.is_rules_only { Ok(None) } else { self.judgement().map(Some) }
    }

    /// All stages, with the records that the rules of the codebook alone make.
    pub fn read_by_rules(&self, article: &Article) -> Result<Reading, DataErrors> {
        self.read_with(article, None)
    }

    fn read_with(&self, article: &Article, judgement: Option<&LinearWeights>) -> Result<Reading, DataErrors> {
        let (analysis, mentions, statements) = self.statements(article)?;
        let codebook = self.codebook()?;
        let versions = self.versions()?;
        let (events, mut notes) =
            legation_coding::code(article, &analysis, &mentions, &statements, codebook, judgement, &versions);
        if article.published_at.is_none() && mentions.times.iter().any(|time| time.timex.range.is_none()) {
            let message = "no publication date: relative dates stay words (give --published DATE)".to_string();
            notes.push(Note { span: None, message });
        }
        Ok(Reading { analysis, mentions, statements, events, notes })
    }

    /// Faults in the knowledge of actors: overlapping offices, unknown codes, shared aliases.
    pub fn lint_actors(&self) -> Result<Vec<DataError>, DataErrors> {
        Ok(legation_resolve::knowledge::lint(&self.resolve()?.knowledge))
    }

    /// Whom a name means on a day.
    pub fn find_actor(&self, name: &str, at: Option<Date>) -> Result<Vec<Actor>, DataErrors> {
        Ok(self.resolve()?.knowledge.find(name, at))
    }

    /// Rules for time expressions.
    pub fn time_rules(&self) -> Result<&TimeRules, DataErrors> {
        load(&self.times, || TimeRules::load(&self.data, LANG))
    }

    /// Time expressions alone: needs no model.
    pub fn times(&self, article: &Article) -> Result<Vec<TaggedTime>, DataErrors> {
        Ok(self.time_rules()?.tag(&article.text, article.published_at, &WordsOnly))
    }

    /// Runs every example of the codebook, or of one of its files, and its coding manual; gives all faults.
    pub fn check(&self, only: Option<&str>) -> Result<Vec<DataError>, DataErrors> {
        let codebook = self.codebook()?;
        self.statements(&Article::new("", ""))?;
        let parse = |text: &str| {
            let mut article = Article::new("example", text);
            article.published_at = Some(EXAMPLE_DAY);
            let (analysis, mentions, statements) = self.statements(&article).expect("loaded above");
            Parsed { article, analysis, mentions, statements }
        };
        let mut faults = legation_coding::check_examples(codebook, only, &parse);
        if only.is_none() {
            self.crosswalks()?;
            self.coreference()?;
        }
        if only.is_none_or(|file| file.contains("/cases/")) {
            faults.extend(legation_coding::check_cases(codebook, &parse));
        }
        faults.sort();
        Ok(faults)
    }

    /// What `actor` does to `recipient` (spans of the article's text); always an answer.
    pub fn classify(&self, article: &Article, actor: Span, recipient: Span) -> Result<DyadCall, DataErrors> {
        // The model of dyads was learned from what the rules code.
        let reading = self.read_by_rules(article)?;
        let dyad = Dyad {
            article,
            analysis: &reading.analysis,
            statements: &reading.statements,
            events: &reading.events,
            actor,
            recipient,
        };
        Ok(classify_dyad(&dyad, load(&self.dyads, || LinearWeights::load(&self.data, LANG, "dyads"))?))
    }

    /// Versions of everything that decides the output.
    pub fn versions(&self) -> Result<Versions, DataErrors> {
        let program = env!("CARGO_PKG_VERSION");
        let (codebook, model) = (self.codebook()?.version(), self.analysis()?.version());
        let judgement = if self.is_rules_only { "+rules-only" } else { "" };
        Ok(Versions(format!("{program}+codebook.{codebook}+model.{model}{judgement}")))
    }
}

/// The language whose data are loaded.
const LANG: &str = "en";
/// The codebook's folder.
const CODEBOOK: &str = "codebooks/plover";
/// The day from which examples reckon relative dates: a Friday.
const EXAMPLE_DAY: Date = Date::constant(2025, 4, 11);

/// Most words of a bare mention.
const LONGEST_MENTION: usize = 20;

/// Whether a text is a noun phrase and no more: few words, no finite verb, no end of a sentence.
fn is_bare(article: &Article, analysis: &Analysis) -> bool {
    let is_finite = |token: &legation_types::Token| token.has("VerbForm=Fin");
    analysis.tokens.len() <= LONGEST_MENTION
        && !article.text.trim_end().ends_with(['.', '!', '?', ':', ';'])
        && !article.text.trim().contains('\n')
        && !analysis.tokens.iter().any(is_finite)
}

fn load<T>(slot: &Lazy<T>, make: impl FnOnce() -> Result<T, Vec<DataError>>) -> Result<&T, DataErrors> {
    slot.get_or_init(|| make().map_err(DataErrors)).as_ref().map_err(Clone::clone)
}
