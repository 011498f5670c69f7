//! Articles at hand grouped without a ledger file: which tell one story, which words one happening.

use crate::{DataErrors, Legation, Reading};
use legation_ledger::coreference::Told;
use legation_types::{Article, Span};
use std::collections::BTreeMap;

/// What the caller knows of an article beyond its text.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The story it belongs to: articles of different stories share no happening.
    pub story: Option<String>,
    /// The mentions to group; all words that may tell of a happening where `None`.
    pub mentions: Option<Vec<Span>>,
}

/// Articles while they are gathered.
pub struct Happenings<'a> {
    legation: &'a Legation,
    told: Vec<Told>,
    stories: Vec<Option<String>>,
    mentions: Vec<Mention>,
}

struct Mention {
    article: usize,
    span: Span,
    is_telling: bool,
}

/// Articles and mentions in groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Groups {
    /// Articles (by number, in the order in which they came) of each story.
    pub stories: Vec<Vec<usize>>,
    /// Mentions (article, place in its text) of each happening; a word that nothing else tells of is left out unless it
    /// was given or coded.
    pub incidents: Vec<Vec<(usize, Span)>>,
}

impl<'a> Happenings<'a> {
    /// No articles yet.
    pub fn new(legation: &'a Legation) -> Happenings<'a> {
        Happenings { legation, told: Vec::new(), stories: Vec::new(), mentions: Vec::new() }
    }

    /// Takes in an article with what the stages made of it.
    pub fn add(&mut self, article: &Article, reading: &Reading, known: &Known) -> Result<(), DataErrors> {
        let stages = (&reading.analysis, &reading.mentions, &reading.statements);
        let triggers: Vec<Span> = reading.events.iter().map(|event| event.trigger).collect();
        let coreference = self.legation.coreference()?;
        let told = coreference.gather(article, stages, known.story.as_deref(), known.mentions.as_deref(), &triggers);
        for mention in told.mentions() {
            let span = mention.span;
            let is_telling = known.mentions.is_some() || triggers.iter().any(|trigger| trigger.overlaps(span));
            self.mentions.push(Mention { article: self.told.len(), span, is_telling });
        }
        self.told.push(told);
        self.stories.push(known.story.clone());
        Ok(())
    }

    /// Groups what was taken in.
    pub fn groups(self) -> Result<Groups, DataErrors> {
        let coreference = self.legation.coreference()?;
        let mut stories: BTreeMap<(Option<&str>, u32), Vec<usize>> = BTreeMap::new();
        for (article, (story, given)) in coreference.stories(&self.told).into_iter().zip(&self.stories).enumerate() {
            let key = given.as_deref().map_or((None, story), |given| (Some(given), 0));
            stories.entry(key).or_default().push(article);
        }
        let mut stories: Vec<Vec<usize>> = stories.into_values().collect();
        stories.sort();
        let mut members: BTreeMap<u32, Vec<&Mention>> = BTreeMap::new();
        for (mention, group) in self.mentions.iter().zip(coreference.group(&self.told)) {
            members.entry(group).or_default().push(mention);
        }
        let is_kept = |group: &Vec<&Mention>| group.len() > 1 || group[0].is_telling;
        let places = |group: Vec<&Mention>| group.iter().map(|mention| (mention.article, mention.span)).collect();
        Ok(Groups { stories, incidents: members.into_values().filter(is_kept).map(places).collect() })
    }
}
