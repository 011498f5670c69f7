//! The rules, read from `processes.toml`.

use super::facts::Fact;
use crate::LedgerError;
use serde::Deserialize;

/// Rules for all processes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub(crate) agreements: AgreementRules,
    pub(crate) meetings: MeetingRules,
    pub(crate) visits: VisitRules,
    pub(crate) measures: MeasureRules,
    pub(crate) exchanges: ExchangeRules,
    pub(crate) criticism: CriticismRules,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgreementRules {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) pointers: Vec<String>,
    pub(crate) proposals: Vec<String>,
    pub(crate) conditions: Vec<String>,
    pub(crate) violations: Vec<String>,
    pub(crate) accusing: Vec<String>,
    pub(crate) positions: Vec<PositionRule>,
    pub(crate) deeds: Vec<PositionRule>,
    pub(crate) withdrawals: Vec<String>,
    pub(crate) near_days: i32,
    pub(crate) scopes: Vec<Kind>,
    pub(crate) durations: Vec<String>,
    pub(crate) numbers: Vec<String>,
    pub(crate) starts: Vec<String>,
    pub(crate) ends: Vec<String>,
}

/// Words that name a kind of thing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kind {
    pub(crate) kind: String,
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) generic: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PositionRule {
    pub(crate) types: Vec<String>,
    pub(crate) statuses: Vec<String>,
    pub(crate) position: String,
    /// Triggers that alone count; all where empty.
    #[serde(default)]
    pub(crate) lemmas: Vec<String>,
    #[serde(default)]
    pub(crate) except_lemmas: Vec<String>,
    /// Whether it is the position of who says so rather than of who does it.
    #[serde(default)]
    pub(crate) by_source: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageRule {
    #[serde(default)]
    pub(crate) words: Vec<String>,
    pub(crate) statuses: Vec<String>,
    pub(crate) stage: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeetingRules {
    pub(crate) types: Vec<String>,
    pub(crate) calls_off: Vec<CallingOff>,
    pub(crate) near_days: i32,
    /// How often, told after the trigger: words of their own, and words after a number.
    pub(crate) times: Vec<String>,
    pub(crate) counted: Vec<String>,
    pub(crate) numbers: Vec<String>,
    pub(crate) stages: Vec<StageRule>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisitRules {
    pub(crate) types: Vec<String>,
    pub(crate) lemmas: Vec<String>,
    pub(crate) stages: Vec<StageRule>,
}

/// Events that call a meeting off.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallingOff {
    pub(crate) types: Vec<String>,
    pub(crate) lemmas: Vec<String>,
    pub(crate) stage: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasureRules {
    pub(crate) types: Vec<String>,
    pub(crate) threats: Vec<String>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) stages: Vec<StageRule>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExchangeRules {
    pub(crate) types: Vec<String>,
    pub(crate) words: Vec<String>,
    pub(crate) charges: Vec<String>,
    pub(crate) counted: Vec<String>,
    pub(crate) numbers: Vec<String>,
    pub(crate) stages: Vec<StageRule>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CriticismRules {
    pub(crate) types: Vec<String>,
    pub(crate) statuses: Vec<String>,
}

impl Rules {
    /// Reads the rules; the error names what is wrong with them.
    pub fn parse(toml: &str) -> Result<Rules, LedgerError> {
        toml::from_str(toml).map_err(|error| {
            LedgerError::new(format!("processes.toml: {error}"), "correct the file, or leave it out of --data")
        })
    }
}

/// Whether the fact's type, or its type and mode, is among `types`.
pub(crate) fn is_of(fact: &Fact, types: &[String]) -> bool {
    types.iter().any(|name| match name.split_once('/') {
        Some((kind, mode)) => fact.kind == kind && fact.mode.as_deref() == Some(mode),
        None => fact.kind == *name,
    })
}

/// The stage of the first rule that fits; rules with words ask for one of them in the sentence.
pub(crate) fn stage_of<'a>(fact: &Fact, stages: &'a [StageRule]) -> Option<&'a str> {
    let fits = |rule: &&StageRule| {
        rule.statuses.contains(&fact.status) && (rule.words.is_empty() || fact.sentence.has_any(&rule.words))
    };
    stages.iter().find(fits).map(|rule| rule.stage.as_str())
}
