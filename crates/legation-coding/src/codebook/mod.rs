//! The codebook: what counts as an event, read from its folder and checked.

mod cameo;
mod constraint;
mod load;
mod raw;

pub(crate) use cameo::CameoTable;
pub(crate) use constraint::{Constraint, Relation, RelationPath, Test, Where};

use legation_types::{Actor, Sector, Status, TriggerKind, Upos};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// An ontology as a folder defines it: event types, readings of words, modes, contexts, CAMEO codes.
#[derive(Debug)]
pub struct Codebook {
    pub(crate) name: String,
    pub(crate) version: u32,
    pub(crate) events: Vec<EventType>,
    pub(crate) readings: Vec<Reading>,
    /// Readings by lemma of their trigger, best first.
    pub(crate) by_lemma: FxHashMap<String, Vec<usize>>,
    /// Weak readings by lemma.
    pub(crate) weak: FxHashMap<String, Vec<usize>>,
    /// Fixed phrases by their first lemma.
    pub(crate) by_phrase: FxHashMap<String, Vec<Phrase>>,
    pub(crate) classes: Vec<Class>,
    pub(crate) contexts: Vec<(String, Class)>,
    /// The contexts that a word may stand for, alone or as the end of a run: indices into `contexts`.
    pub(crate) contexts_of: FxHashMap<String, Vec<usize>>,
    pub(crate) political: FxHashSet<Sector>,
    pub(crate) civil: FxHashSet<Sector>,
    pub(crate) view: View,
    pub(crate) confidence: BTreeMap<String, f32>,
    pub(crate) cameo: CameoTable,
    /// Relations that lead from the content of a speech act on to the event in it.
    pub(crate) transparent: Vec<Relation>,
    /// Relations by which a mutual event takes the subject of the clause around it for a side.
    pub(crate) through: Vec<Relation>,
    /// The class of words for "each other".
    pub(crate) reciprocal: Option<usize>,
    pub(crate) cases: Vec<(String, String)>,
}

/// One type of the ontology.
#[derive(Clone, Debug)]
pub(crate) struct EventType {
    pub name: String,
    pub quad: String,
    pub score: f32,
    /// Mode by the type (and mode, `TYPE/mode`) of the inner event.
    pub mode_by_content: BTreeMap<String, String>,
    /// Whether the type says what somebody does alone: no other side is looked for.
    pub has_one_side: bool,
    /// Who does it where the event's own noun is all that tells of them: the people of a protest.
    pub crowd: Option<Actor>,
    /// The sector of those it hits of whom only the country is told.
    pub hits: Option<Sector>,
    /// Whether a town or region to which it is done is a side: it is where shells fall, not where somebody travels to.
    pub is_done_to_places: bool,
    /// Whether a country where it goes is who gets it: aid for a clinic in Yemen.
    pub is_done_to_lands: bool,
    /// Whether a place or thing named before the event's noun is what it is done to: the Paris attacks.
    pub is_done_to_compound: bool,
    /// Modes by which somebody falls into the hands of others than the authorities.
    pub takes: Vec<String>,
    /// Whether who does it is taken, where nobody is named, from another record of the kind in the article.
    pub is_retold: bool,
    /// Whether it is done to somebody, who may be told elsewhere in the article.
    pub has_opponent: bool,
    /// Modes that only a state's authorities can do to somebody, with the sector of those authorities.
    pub authorities: BTreeMap<String, Sector>,
    /// Mode where the place is in a country of one of the sides, and where it is in another.
    pub place_modes: Option<(String, String)>,
    pub is_civil: bool,
    /// Whether a political participant anywhere in the sentence is enough for a reading that needs any.
    pub sentence_suffices: bool,
    pub modes: BTreeMap<String, f32>,
    pub contexts: Vec<String>,
}

/// A set of words and of runs of words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Class {
    pub name: String,
    pub words: FxHashSet<String>,
    /// Runs of words by their last word.
    pub runs: FxHashMap<String, Vec<Vec<String>>>,
}

/// A fixed run of lemmas that triggers a reading.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub words: Vec<String>,
    pub reading: usize,
}

/// How statuses fold into types.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    pub future_statuses: Vec<Status>,
    pub negated_statuses: Vec<Status>,
    pub hypothetical_statuses: Vec<Status>,
    pub future: BTreeMap<String, String>,
}

/// One interpretation of a trigger.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub id: String,
    pub file: String,
    pub line: u32,
    pub upos: Vec<Upos>,
    pub particles: Vec<String>,
    pub prepositions: Vec<String>,
    pub is_phrase: bool,
    /// Index into the event types; `None` where the reading only blocks or only carries a status.
    pub event: Option<usize>,
    pub mode: Option<String>,
    pub modes: Vec<(Vec<Constraint>, String)>,
    pub contexts: Vec<String>,
    pub sides: [Roles; 3],
    pub needs: Needs,
    /// The sector of a state's authorities, where only they can do it.
    pub authority: Option<Sector>,
    /// Who does it and to whom, where the trigger itself tells: soldiers overthrow a government in a coup.
    pub implied: (Option<Actor>, Option<Actor>),
    pub constraints: Vec<Constraint>,
    pub content: Option<Content>,
    pub consumes: Vec<RelationPath>,
    pub specificity: i32,
    /// Whether it never holds by itself: the judgement alone may take it.
    pub is_weak: bool,
    pub codes: Vec<(String, u32)>,
    pub skips: Vec<(String, u32)>,
}

impl Reading {
    /// The relations of its participants for a trigger of this kind.
    pub(crate) fn roles(&self, kind: TriggerKind) -> &Roles {
        match kind {
            TriggerKind::Verb => &self.sides[0],
            TriggerKind::Noun => &self.sides[1],
            TriggerKind::Adjective => &self.sides[2],
        }
    }
}

/// Under which relations the participants stand, in order of preference.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roles {
    pub actor: Vec<RelationPath>,
    pub recipient: Vec<RelationPath>,
    pub mutual: Vec<RelationPath>,
}

impl Roles {
    /// Whether the object of the trigger is, before all else, who it is done to.
    pub(crate) fn takes_object(&self) -> bool {
        self.recipient.first().is_some_and(|path| path.steps.len() == 1 && path.steps[0].matches("obj"))
    }
}

/// Which participants a reading cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    Any,
    Actor,
    Recipient,
    Both,
    Two,
    Nobody,
}

/// Whose participant an inner event takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heir {
    Nobody,
    Actor,
    Recipient,
}

/// The inner event of a reading.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub relations: Vec<RelationPath>,
    pub status: Option<Status>,
    pub subject: Heir,
    pub target: Heir,
    pub is_sourced: bool,
}

impl Codebook {
    /// Name and version as they stand in the version of a run: `plover.1`.
    pub fn version(&self) -> String {
        format!("{}.{}", self.name, self.version)
    }

    /// Names of the event types, in alphabetical order.
    pub fn event_types(&self) -> Vec<&str> {
        self.events.iter().map(|event| event.name.as_str()).collect()
    }

    /// How many readings there are, and how many different trigger words or phrases.
    pub fn size(&self) -> (usize, usize) {
        (self.readings.len(), self.by_lemma.len() + self.by_phrase.values().map(Vec::len).sum::<usize>())
    }

    /// The best CAMEO code for a type with its mode, contexts and status; `None` for types that the table leaves out.
    pub fn cameo_code(&self, event: &str, mode: Option<&str>, contexts: &[String], status: Status) -> Option<String> {
        self.cameo.code(event, mode, contexts, status)
    }

    pub(crate) fn event_type(&self, name: &str) -> Option<&EventType> {
        self.events.iter().find(|event| event.name == name)
    }
}
