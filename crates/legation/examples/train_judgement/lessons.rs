//! What annotated articles teach: the questions of the judgement with their right answers.

use legation::{Legation, eval};
use legation_coding::{Case, Question, cases};
use legation_types::{Article, CodePoints, Event, Span};
use std::collections::{HashMap, HashSet};

/// A question whose right answer is known.
pub struct Lesson {
    pub article: usize,
    pub question: Question,
    /// Features of each answer on offer.
    pub choices: Vec<Vec<(u64, f32)>>,
    /// Which answers are right; none where the right one is not on offer.
    pub is_right: Vec<bool>,
    /// Words of the event that it is about.
    pub trigger: Span,
    /// Whether the text itself speaks for the answer of the rules.
    pub is_firm: bool,
    /// Whether the event is a record by the rules.
    pub is_ruled: bool,
}

/// The lessons of the articles of folders, and how many events were annotated.
pub fn read(legation: &Legation, dirs: &[String]) -> (Vec<Lesson>, usize) {
    let mut lessons = Vec::new();
    let (mut article_idx, mut event_count) = (0, 0);
    for dir in dirs {
        let entries = std::fs::read_dir(dir).expect("the folder can be read");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        for file in files {
            let json = std::fs::read_to_string(&file).expect("the article can be read");
            let gold = eval::events::read_gold(&json).expect("an annotated article");
            lessons.extend(read_article(legation, &gold, article_idx));
            event_count += gold.events.len();
            article_idx += 1;
        }
    }
    (lessons, event_count)
}

/// Codes an article by the rules alone and pairs what was coded with what was annotated. Sides and status are learned from
/// the pairs. A record is right where it has a partner; what is none by the rules, where an annotated event without a partner
/// has its type and its words.
fn read_article(legation: &Legation, gold: &eval::events::GoldArticle, article_idx: usize) -> Vec<Lesson> {
    let mut article = Article::new(gold.id.clone(), gold.text.clone());
    article.published_at = gold.published.as_deref().and_then(|day| day.parse().ok());
    let reading = legation.read_by_rules(&article).expect("the built-in data are sound");
    let scored = eval::events::scored(&reading.events, &article, gold);
    let pairs = eval::events::pairs(&gold.events, &scored);
    let name = |event: &Event| (event.trigger, event.event_type.clone());
    let of_ruled: HashMap<_, usize> = pairs.iter().map(|(i, j)| (name(&reading.events[*j]), *i)).collect();
    let ruled: HashSet<_> = reading.events.iter().map(name).collect();
    let mut free: HashSet<usize> = (0..gold.events.len()).collect();
    pairs.iter().for_each(|(annotated, _)| _ = free.remove(annotated));
    let index = CodePoints::new(&article.text);
    let mut partner = |case: &Case| {
        let at = index.at(case.trigger.start);
        let sentence = gold.sentences.iter().find(|(_, start, end)| *start <= at && at < *end)?.0;
        let words = case.trigger.of(&article.text);
        let fits = |i: &usize| {
            let event = &gold.events[*i];
            let shares = event.trigger.contains(words) || words.contains(&event.trigger);
            event.sentence == sentence && event.event_type == case.event_type && shares
        };
        let found = free.iter().copied().filter(fits).min()?;
        free.remove(&found);
        Some(found)
    };
    let codebook = legation.codebook().expect("the built-in data are sound");
    let mut lessons = Vec::new();
    for case in cases(&article, &reading.analysis, &reading.mentions, &reading.statements, codebook) {
        let name = (case.trigger, case.event_type.clone());
        let is_ruled = ruled.contains(&name);
        let annotated = of_ruled.get(&name).copied();
        let right = match case.question {
            Question::Record => {
                let is_record = if is_ruled { annotated.is_some() } else { partner(&case).is_some() };
                vec![if is_record { "yes" } else { "no" }.to_string()]
            }
            question => match annotated {
                Some(idx) => answer(question, &gold.events[idx]),
                None => continue,
            },
        };
        lessons.push(Lesson {
            article: article_idx,
            question: case.question,
            is_right: case.choices.iter().map(|choice| choice.answer == right).collect(),
            choices: case.choices.into_iter().map(|choice| choice.features).collect(),
            trigger: case.trigger,
            is_firm: case.is_firm,
            is_ruled,
        });
    }
    lessons
}

/// The right answer about a side or the status.
fn answer(question: Question, annotated: &eval::events::ScoredEvent) -> Vec<String> {
    let countries = |lists: &[&Vec<String>]| -> Vec<String> {
        let codes = lists.iter().flat_map(|list| list.iter());
        let mut found: Vec<String> = codes.map(|code| code.split('.').next().unwrap_or(code).to_string()).collect();
        found.sort();
        found.dedup();
        found
    };
    match question {
        Question::Actor => countries(&[&annotated.actors]),
        Question::Recipient => countries(&[&annotated.recipients]),
        Question::Both => countries(&[&annotated.actors, &annotated.recipients]),
        Question::Status | Question::Record => vec![annotated.status.as_str().to_string()],
    }
}
