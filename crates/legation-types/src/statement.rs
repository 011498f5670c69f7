use crate::{Span, Status, TokenId, Upos};

/// Everything that an article states, and who vouches for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statements {
    /// One for each predicate: verbs, nouns, adjectives with arguments; in the order of their triggers.
    pub statements: Vec<Statement>,
    /// All attribution relations of the article, in the order of their cues.
    pub attributions: Vec<Attribution>,
}

impl Statements {
    /// The statement that a token evokes.
    pub fn at(&self, trigger: TokenId) -> Option<(StatementId, &Statement)> {
        let idx = self.statements.binary_search_by_key(&trigger, |s| s.trigger).ok()?;
        Some((StatementId(idx as u32), &self.statements[idx]))
    }
}

/// Index into [`Statements::statements`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId(pub u32);

impl StatementId {
    /// As an index into [`Statements::statements`].
    pub fn idx(self) -> usize {
        self.0 as usize
    }
}

/// One predicate with its participants, before any ontology is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The word that carries it.
    pub trigger: TokenId,
    /// Verb, noun, adjective.
    pub kind: TriggerKind,
    /// The particle of a particle verb ("call off").
    pub particle: Option<TokenId>,
    /// Participants by their deep relation: voice undone, control, relative clauses and conjunction followed.
    pub arguments: Vec<Argument>,
    /// Status from the language alone: tense, negation, modals, conditionals, aim verbs, hedges. The readings of
    /// a codebook add what their own composition gives.
    pub status: Status,
    /// What decided the status, nearest first; empty for a plain past or present clause.
    pub status_cues: Vec<StatusCue>,
    /// Indices into [`Statements::attributions`], nearest source first, outermost last.
    pub attributions: Vec<u32>,
    /// The clause that this one depends on.
    pub link: Option<StatementLink>,
    /// The time expression that dates it: index into `Mentions::times`.
    pub time: Option<u32>,
    /// The place where it happens: index into `Mentions::places`.
    pub place: Option<u32>,
    /// The words of the condition it hangs on.
    pub condition: Option<Span>,
}

/// The part of speech that carries a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriggerKind {
    /// A verb, finite or not.
    Verb,
    /// A noun.
    Noun,
    /// An adjective or adjectival participle.
    Adjective,
}

impl TriggerKind {
    /// The kind that a part of speech can carry.
    pub fn of(upos: Upos) -> Option<TriggerKind> {
        match upos {
            Upos::Verb | Upos::Aux => Some(TriggerKind::Verb),
            Upos::Noun | Upos::Propn => Some(TriggerKind::Noun),
            Upos::Adj => Some(TriggerKind::Adjective),
            _ => None,
        }
    }
}

/// One participant or complement of a predicate; conjuncts each have their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Deep relation seen from the trigger: `nsubj` (who does it: also the by-phrase of a passive), `obj` (also the
    /// subject of a passive), `iobj`, `obl:<prep>`, `nmod:<prep>`, `nmod:poss`, `compound`, `amod`, `ccomp`, `xcomp`,
    /// `advcl:<mark>`, `acl`. The preposition is its lemma; fixed ones are joined: `obl:because_of`.
    pub relation: String,
    /// The head word of the participant or clause.
    pub head: TokenId,
    /// How the relation was found.
    pub basis: ArgumentBasis,
}

/// How an argument came to its predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArgumentBasis {
    /// A dependent in the tree.
    Direct,
    /// A conjunct of another argument, or shared with a coordinated predicate.
    Conjunct,
    /// Subject or object of a controlling verb: "agreed to meet".
    Control,
    /// The noun that a relative clause or participle modifies.
    Relative,
    /// The subject or object of the light verb that a noun is the object of: "launched an attack".
    LightVerb,
    /// Taken over from the clause around: an adverbial participle's subject.
    Clause,
}

/// What decided a status.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusCue {
    /// The word that gives it.
    pub cue: TokenId,
    /// The status it gives.
    pub status: Status,
    /// Id of the rule in the language folder.
    pub rule: String,
}

/// How a statement hangs on another.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementLink {
    /// The statement it depends on.
    pub outer: StatementId,
    /// The relation of its clause or phrase to the outer trigger: `ccomp`, `xcomp`, `obj`, `advcl:if`, `acl`, `nmod:of` …
    pub relation: String,
}

/// Who says something: source, cue and content (PolNeAR).
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// Words of the source; `None` where only a cue shows that somebody is quoted.
    pub source: Option<Span>,
    /// Head of the source, by which its actor mention is found.
    pub source_head: Option<TokenId>,
    /// The speech word or phrase.
    pub cue: Vec<Span>,
    /// The word of the cue by which it is known: the verb without its auxiliaries.
    pub cue_head: TokenId,
    /// What is said; several spans where the cue interrupts it.
    pub content: Vec<Span>,
    /// Kind of quotation.
    pub kind: AttributionKind,
    /// The attribution whose content holds this one.
    pub within: Option<u32>,
}

/// Kinds of attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributionKind {
    /// Words in quotation marks only.
    Direct,
    /// Reported without quotation marks.
    Indirect,
    /// Partly quoted.
    Mixed,
    /// A document speaks.
    Document,
    /// Nobody is named: "reports", "reportedly".
    Unnamed,
}

impl AttributionKind {
    /// The word used in the event record.
    pub fn as_str(self) -> &'static str {
        match self {
            AttributionKind::Direct => "direct",
            AttributionKind::Indirect => "indirect",
            AttributionKind::Mixed => "mixed",
            AttributionKind::Document => "document",
            AttributionKind::Unnamed => "unnamed",
        }
    }
}
