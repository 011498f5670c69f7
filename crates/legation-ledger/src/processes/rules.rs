//! The rules, read from `processes.toml`.

use super::facts::Fact;
use crate::LedgerError;
use crate::append::hexadecimal;
use serde::Deserialize;
use sha2::{Digest, Sha256};

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
    #[serde(skip)]
    fingerprint: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgreementRules {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) pointers: Vec<String>,
    pub(crate) proposals: Vec<String>,
    pub(crate) owned: Vec<String>,
    pub(crate) conditions: Vec<String>,
    pub(crate) violations: Vec<String>,
    pub(crate) accusing: Vec<String>,
    pub(crate) positions: Vec<PositionRule>,
    pub(crate) deeds: Vec<PositionRule>,
    pub(crate) mediating: Mediating,
    pub(crate) withdrawals: Vec<String>,
    /// Letters between an event and the words that name the agreement, at most.
    pub(crate) reach: u32,
    pub(crate) near_days: i32,
    pub(crate) scopes: Vec<Kind>,
    pub(crate) durations: Vec<String>,
    pub(crate) numbers: Vec<String>,
    pub(crate) starts: Vec<String>,
    pub(crate) ends: Vec<String>,
}

/// Words that tell of a go-between: not those who do it agree, but others through them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mediating {
    pub(crate) words: Vec<String>,
    pub(crate) position: String,
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
    /// The same, where who says so first is none of those who do it: "France urged Armenia to accept", but not "Armenia and
    /// Azerbaijan proposed to agree".
    #[serde(default)]
    pub(crate) by_other: bool,
    /// Whether no comma may stand between it and the words that name the agreement.
    #[serde(default)]
    pub(crate) is_close: bool,
    /// Whether others are asked by it: those it is told to and, where it is the position of who says so, those who are to
    /// do it. They are silent where nobody tells their own position.
    #[serde(default)]
    pub(crate) asks: bool,
    /// What a noun tells that names an agreement already known ("the deal with Iran"); less than any other position.
    pub(crate) noun_position: Option<String>,
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
    /// Of these, the ones that tell of no meeting by themselves.
    pub(crate) goings: Vec<String>,
    /// Sectors of people whose going somewhere is no visit.
    pub(crate) private: Vec<String>,
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
    pub(crate) lifting: Lifting,
    pub(crate) threats: Vec<String>,
    pub(crate) kinds: Vec<Kind>,
    /// Letters from the trigger within which the words of a kind are looked for.
    pub(crate) reach: u32,
    /// Kinds by mode, where no word tells.
    pub(crate) modes: std::collections::BTreeMap<String, String>,
    pub(crate) stages: Vec<StageRule>,
}

/// Events that take a measure back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lifting {
    pub(crate) types: Vec<String>,
    pub(crate) lemmas: Vec<String>,
    pub(crate) stages: Vec<StageRule>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExchangeRules {
    pub(crate) types: Vec<String>,
    pub(crate) words: Vec<String>,
    pub(crate) charges: Vec<String>,
    /// Words of a go-between, looked for right before or after somebody who does it.
    pub(crate) mediating: Vec<String>,
    pub(crate) counted: Vec<String>,
    pub(crate) numbers: Vec<String>,
    pub(crate) stages: Vec<StageRule>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CriticismRules {
    pub(crate) types: Vec<String>,
    /// Types of which these triggers alone count.
    pub(crate) types_by_lemma: Vec<String>,
    pub(crate) lemmas: Vec<String>,
    pub(crate) statuses: Vec<String>,
}

impl Rules {
    /// Reads the rules; the error names what is wrong with them.
    pub fn parse(toml: &str) -> Result<Rules, LedgerError> {
        let mut rules: Rules = toml::from_str(toml).map_err(|error| {
            let line = error.span().map_or(1, |span| toml[..span.start.min(toml.len())].matches('\n').count() + 1);
            let message = format!("processes.toml:{line}: {}", error.message());
            LedgerError::new(message, "correct the file, or leave it out of --data")
        })?;
        rules.fingerprint = hexadecimal(&Sha256::digest(toml.as_bytes()));
        Ok(rules)
    }

    /// What tells these rules from others: what was built by others is built anew.
    pub(crate) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl PositionRule {
    /// Whether the rule speaks of such an event.
    pub(crate) fn tells(&self, fact: &Fact) -> bool {
        is_of(fact, &self.types)
            && self.statuses.contains(&fact.status)
            && !self.except_lemmas.contains(&fact.lemma)
            && (self.lemmas.is_empty() || self.lemmas.contains(&fact.lemma))
    }
}

/// Whether the fact's type and mode are among `types`: a bare type means one without a mode.
pub(crate) fn is_exactly(fact: &Fact, types: &[String]) -> bool {
    types.iter().any(|name| match name.split_once('/') {
        Some((kind, mode)) => fact.kind == kind && fact.mode.as_deref() == Some(mode),
        None => fact.kind == *name && fact.mode.is_none(),
    })
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
