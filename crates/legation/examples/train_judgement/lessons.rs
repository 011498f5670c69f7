//! What annotated articles teach: the questions of the judgement with their right answers.

use legation::{Legation, Reading, eval};
use legation_coding::{Case, Known, Question, Role, cases};
use legation_types::{Article, CodePoints, Event, Span};
use std::collections::{HashMap, HashSet};

/// A question whose right answer is known.
pub struct Lesson {
    pub article: usize,
    pub question: Question,
    /// Features of each answer on offer.
    pub choices: Vec<Vec<(u64, f32)>>,
    /// The right answer.
    pub right: Vec<String>,
    /// Which answers are right; none where the right one is not on offer.
    pub is_right: Vec<bool>,
    /// Words of the event that it is about.
    pub trigger: Span,
    /// Whether the text itself speaks for the answer of the rules.
    pub is_firm: bool,
    /// Whether the event is a record by the rules.
    pub is_ruled: bool,
}

/// An annotated article as the rules read it.
pub struct Lecture {
    article: Article,
    gold: eval::events::GoldArticle,
    reading: Reading,
    /// Of each record by the rules, by words and type, the annotated event that it is paired with.
    pairs: HashMap<(Span, String), usize>,
}

/// Reads the articles of folders.
pub fn read(legation: &Legation, dirs: &[String]) -> Vec<Lecture> {
    let mut lectures = Vec::new();
    for dir in dirs {
        let entries = std::fs::read_dir(dir).expect("the folder can be read");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        for file in files {
            let json = std::fs::read_to_string(&file).expect("the article can be read");
            let gold = eval::events::read_gold(&json).expect("an annotated article");
            lectures.push(Lecture::new(legation, gold));
        }
    }
    lectures
}

impl Lecture {
    /// Codes an article by the rules alone and pairs what was coded with what was annotated.
    fn new(legation: &Legation, gold: eval::events::GoldArticle) -> Lecture {
        let mut article = Article::new(gold.id.clone(), gold.text.clone());
        article.published_at = gold.published.as_deref().and_then(|day| day.parse().ok());
        let reading = legation.read_by_rules(&article).expect("the built-in data are sound");
        let scored = eval::events::scored(&reading.events, &article, &gold);
        let pairs = eval::events::pairs(&gold.events, &scored);
        let name = |event: &Event| (event.trigger, event.event_type.clone());
        let pairs = pairs.iter().map(|(i, j)| (name(&reading.events[*j]), *i)).collect();
        Lecture { article, gold, reading, pairs }
    }

    /// How many events were annotated.
    pub fn event_count(&self) -> usize {
        self.gold.events.len()
    }

    /// What the article teaches of what is asked where so much is known. What is a record by the rules is right where it is paired; what is none, where an annotated event without a
    /// partner has its type and its words.
    pub fn lessons(&self, legation: &Legation, number: usize, known: Known<'_>) -> Vec<Lesson> {
        let Lecture { article, gold, reading, pairs } = self;
        let ruled: HashSet<_> = reading.events.iter().map(|event| (event.trigger, event.event_type.clone())).collect();
        let mut free: HashSet<usize> = (0..gold.events.len()).collect();
        pairs.values().for_each(|annotated| _ = free.remove(annotated));
        let index = CodePoints::new(&article.text);
        let partner = |case: &Case, free: &HashSet<usize>| {
            let at = index.at(case.trigger.start);
            let sentence = gold.sentences.iter().find(|(_, start, end)| *start <= at && at < *end)?.0;
            let words = case.trigger.of(&article.text);
            let fits = |i: &usize| {
                let event = &gold.events[*i];
                let shares = event.trigger.contains(words) || words.contains(&event.trigger);
                event.sentence == sentence && event.event_type == case.event_type && shares
            };
            free.iter().copied().filter(fits).min()
        };
        let codebook = legation.codebook().expect("the built-in data are sound");
        let (analysis, mentions, statements) = (&reading.analysis, &reading.mentions, &reading.statements);
        // Several questions are asked of one event.
        let mut found: HashMap<(Span, String), Option<usize>> = HashMap::new();
        let mut lessons = Vec::new();
        for case in cases(article, analysis, mentions, statements, codebook, known) {
            let name = (case.trigger, case.event_type.clone());
            let is_ruled = ruled.contains(&name);
            let annotated = *found.entry(name).or_insert_with_key(|name| {
                let annotated = if is_ruled { pairs.get(name).copied() } else { partner(&case, &free) };
                annotated.inspect(|annotated| _ = free.remove(annotated))
            });
            let right = match (case.question, annotated) {
                (Question::Record, annotated) => Some(vec![if annotated.is_some() { "yes" } else { "no" }.to_string()]),
                (question, Some(annotated)) => answer(question, &gold.events[annotated]),
                (_, None) => None,
            };
            let Some(right) = right else { continue };
            lessons.push(Lesson {
                article: number,
                question: case.question,
                is_right: case.choices.iter().map(|choice| choice.answer == right).collect(),
                right,
                choices: case.choices.into_iter().map(|choice| choice.features).collect(),
                trigger: case.trigger,
                is_firm: case.is_firm,
                is_ruled,
            });
        }
        lessons
    }
}

/// The right answer to a question about an annotated event; nothing where it has none: the sector of a country that is not on
/// the side, or is there twice.
fn answer(question: Question, annotated: &eval::events::ScoredEvent) -> Option<Vec<String>> {
    let of = |role: Role| -> Vec<(&str, &str)> {
        let lists: &[&Vec<String>] = match role {
            Role::Actor => &[&annotated.actors],
            Role::Recipient => &[&annotated.recipients],
            Role::Both => &[&annotated.actors, &annotated.recipients],
        };
        let codes = lists.iter().flat_map(|list| list.iter());
        let mut found: Vec<_> = codes.map(|code| code.split_once('.').unwrap_or((code, "UNK"))).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let one = |word: &str| Some(vec![word.to_string()]);
    match question {
        Question::Side(role) => {
            let mut countries: Vec<String> = of(role).into_iter().map(|(country, _)| country.to_string()).collect();
            countries.dedup();
            Some(countries)
        }
        Question::Sector(role, country) => {
            let country = country.map_or("UNK".to_string(), |country| country.as_str().to_string());
            let mut sectors = of(role).into_iter().filter(|(of, _)| *of == country);
            let (_, sector) = sectors.next()?;
            sectors.next().is_none().then(|| one(sector))?
        }
        Question::Status => one(annotated.status.as_str()),
        Question::Mode => one(annotated.mode.as_deref().unwrap_or("-")),
        Question::Record => None,
    }
}
