//! Who, when, where: links the words of an article to actors, time ranges and places.
//!
//! Comes in: an `Article` with its `Analysis`, and [`ResolveResources`] read from data files. Goes out: `Mentions`. Never
//! here: input or output, what was said or done, English (it lives in `languages/`), names of participants (in `knowledge/`).

pub mod actors;
pub mod coref;
pub mod knowledge;
pub mod places;
pub mod times;

use legation_types::{Analysis, Article, DataError, Date, Files, Mentions};

/// Everything that [`resolve`] needs beside the article.
pub struct ResolveResources {
    /// States, organisations, people.
    pub knowledge: knowledge::Knowledge,
    /// What the language calls participants.
    pub actor_words: actors::ActorWords,
    /// Places by name.
    pub gazetteer: places::Gazetteer,
    /// How the language names places.
    pub place_rules: places::PlaceRules,
    /// How the language names times.
    pub time_rules: times::TimeRules,
    /// Reads offices as of this day instead of the article's.
    pub as_of: Option<Date>,
}

impl ResolveResources {
    /// Reads all resources of a language.
    pub fn load(files: &dyn Files, lang: &str) -> Result<ResolveResources, Vec<DataError>> {
        Ok(ResolveResources {
            knowledge: knowledge::Knowledge::load(files)?,
            actor_words: actors::ActorWords::load(files, lang)?,
            gazetteer: places::Gazetteer::load(files)?,
            place_rules: places::PlaceRules::load(files, lang)?,
            time_rules: times::TimeRules::load(files, lang)?,
            as_of: None,
        })
    }
}

/// Who, when and where: all mentions of an article.
pub fn resolve(article: &Article, analysis: &Analysis, resources: &ResolveResources) -> Mentions {
    let places = places::resolve_places(article, analysis, &resources.gazetteer, &resources.place_rules);
    let times = times::tag_article(article, analysis, &resources.time_rules);
    let at = resources.as_of.or(article.published_at);
    // A place of which only the name is known stands for nobody.
    let listed: Vec<_> = places.iter().filter(|mention| !mention.place.is_unlisted()).cloned().collect();
    let actors = actors::resolve_actors(article, analysis, &listed, &resources.knowledge, &resources.actor_words, at);
    Mentions { actors, places, times }
}
