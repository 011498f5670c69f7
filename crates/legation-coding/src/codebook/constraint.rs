//! Selectional constraints: what a reading asks of the words around its trigger.

use legation_types::Sector;

/// A relation as a codebook writes it: `nsubj`, `obl:*`, `nmod:on@obj`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RelationPath {
    /// From the trigger outwards: `nmod:on@obj` is `obj`, then `nmod:on`.
    pub steps: Vec<Relation>,
}

impl RelationPath {
    /// Whether it leads to the speaker alone.
    pub(crate) fn is_source(&self) -> bool {
        matches!(&self.steps[..], [step] if step.matches("source"))
    }
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Relation {
    /// Exactly this relation.
    Exact(String),
    /// Any relation that begins so, with the colon: `obl:`.
    Family(String),
    /// The relation with or without a subtype: `advcl`.
    Base(String),
}

impl Relation {
    fn parse(text: &str) -> Relation {
        match text.strip_suffix('*') {
            Some(prefix) if prefix.ends_with(':') => Relation::Family(prefix.to_string()),
            _ if text.contains(':') => Relation::Exact(text.to_string()),
            // These always say how they are marked: the bare relation is the unmarked one ("last week", a participle).
            _ if matches!(text, "obl" | "nmod" | "advcl" | "acl") => Relation::Exact(text.to_string()),
            _ => Relation::Base(text.to_string()),
        }
    }

    /// Whether a relation found in a text is meant.
    pub(crate) fn matches(&self, found: &str) -> bool {
        match self {
            Relation::Exact(relation) => found == relation,
            Relation::Family(prefix) => found.starts_with(prefix.as_str()),
            Relation::Base(base) => {
                found.strip_prefix(base.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
            }
        }
    }
}

impl RelationPath {
    /// The paths of `a|b@c`.
    pub(crate) fn parse_all(text: &str) -> Vec<RelationPath> {
        text.split('|').map(|part| RelationPath { steps: part.rsplit('@').map(Relation::parse).collect() }).collect()
    }
}

/// Where a constraint looks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Where {
    /// At the arguments under these relations.
    Arguments(Vec<RelationPath>),
    /// At the word after the trigger.
    Next,
    /// At the word before the trigger.
    Previous,
    /// At every word of the sentence.
    Sentence,
    /// At the word that the trigger hangs on.
    Head,
}

/// What a word or participant has to be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    /// This lemma, or these lemmas up to the word.
    Words(Vec<String>),
    /// In the class with this index.
    Class(usize),
    /// A participant of political life.
    Political,
    /// A state or government.
    State,
    /// A person.
    Person,
    /// An organisation.
    Organisation,
    /// People described.
    Group,
    /// One who bears arms.
    Armed,
    /// A verb without ending and auxiliary.
    Bare,
    /// Any resolved participant.
    Actor,
    /// The name of a place.
    Place,
    /// Of this sector.
    Sector(Sector),
    /// Anything at all.
    Any,
}

/// One line of a `where`.
#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    /// Where to look.
    pub places: Vec<Where>,
    /// At least one of these, if there are any.
    pub wanted: Vec<Test>,
    /// None of these.
    pub unwanted: Vec<Test>,
    /// Nothing may be there.
    pub absent: bool,
    /// As the file has it, for explanations.
    pub text: String,
}

/// Reads the key of a constraint.
pub(crate) fn parse_places(key: &str) -> Vec<Where> {
    let mut relations = Vec::new();
    let mut places = Vec::new();
    for part in key.split('|') {
        match part {
            "next" => places.push(Where::Next),
            "prev" => places.push(Where::Previous),
            "sentence" => places.push(Where::Sentence),
            "head" => places.push(Where::Head),
            _ => relations.extend(RelationPath::parse_all(part)),
        }
    }
    if !relations.is_empty() {
        places.push(Where::Arguments(relations));
    }
    places
}

/// Reads one test (without its `!`); `Err` holds what is wrong with it.
pub(crate) fn parse_test(text: &str, class_of: &dyn Fn(&str) -> Option<usize>) -> Result<Test, String> {
    if let Some(name) = text.strip_prefix('@') {
        return class_of(name).map(Test::Class).ok_or_else(|| format!("no word class is called `{name}`"));
    }
    if let Some(kind) = text.strip_prefix('$') {
        return match kind {
            "political" => Ok(Test::Political),
            "state" => Ok(Test::State),
            "person" => Ok(Test::Person),
            "organisation" => Ok(Test::Organisation),
            "group" => Ok(Test::Group),
            "armed" => Ok(Test::Armed),
            "bare" => Ok(Test::Bare),
            "actor" => Ok(Test::Actor),
            "place" => Ok(Test::Place),
            _ => Sector::parse(kind)
                .map(Test::Sector)
                .ok_or_else(|| format!("no kind of participant is called `${kind}`")),
        };
    }
    if text == "any" {
        return Ok(Test::Any);
    }
    if text.trim().is_empty() {
        return Err("an empty word matches nothing".to_string());
    }
    Ok(Test::Words(text.split_whitespace().map(str::to_lowercase).collect()))
}
