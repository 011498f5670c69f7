//! Every stage of one article in order, for people: what was found, which reading fired, which nearly did and why not.

use crate::{DataErrors, Legation, Reading};
use legation_types::{Actor, ActorMention, Article, Event, Sentence, Span, Statement, Token, TokenId};
use std::fmt::Write;

/// Readings shown for a word: the one that fired and the nearest that did not.
const READINGS_SHOWN: usize = 4;

/// The explanation of an article, or of one sentence (number from 0), as plain text.
pub fn explain(legation: &Legation, article: &Article, only: Option<usize>) -> Result<String, DataErrors> {
    let reading = legation.read(article)?;
    let words = legation_coding::explain(
        article,
        &reading.analysis,
        &reading.mentions,
        &reading.statements,
        legation.codebook()?,
        legation.judgement_in_use()?,
    );
    let mut out = String::new();
    let date = article.published_at.map_or("no publication date".to_string(), |date| format!("published {date}"));
    line(&mut out, 0, &format!("{} · {date} · {} sentences", article.id.0, reading.analysis.sentences.len()));
    for note in &reading.notes {
        line(&mut out, 0, &format!("note: {}", note.message));
    }
    for (number, sentence) in reading.analysis.sentences.iter().enumerate() {
        if only.is_some_and(|wanted| wanted != number) {
            continue;
        }
        let page = Page { article, reading: &reading, sentence, number };
        page.heading(&mut out);
        page.tokens(&mut out);
        page.mentions(&mut out);
        page.statements(&mut out);
        line(&mut out, 1, "readings");
        for word in words.iter().filter(|word| page.holds(word.trigger)) {
            let form = reading.analysis.form(&article.text, word.trigger);
            for tried in word.tried.iter().take(READINGS_SHOWN) {
                let event_type = tried.event_type.as_deref().unwrap_or("no event");
                let outcome = match (tried.is_coded, tried.lack.as_deref()) {
                    (true, None) => "coded".to_string(),
                    (true, Some(lack)) => format!("coded by the judgement, in spite of: {lack}"),
                    (false, lack) => format!("not coded: {}", lack.unwrap_or_default()),
                };
                line(
                    &mut out,
                    2,
                    &format!("{form}: {} ({event_type}, {}:{}) {outcome}", tried.reading.0, tried.file, tried.line),
                );
            }
        }
        page.events(&mut out);
    }
    Ok(out)
}

/// One sentence of a reading.
struct Page<'a> {
    article: &'a Article,
    reading: &'a Reading,
    sentence: &'a Sentence,
    number: usize,
}

impl Page<'_> {
    fn holds(&self, token: TokenId) -> bool {
        (self.sentence.first..self.sentence.end).contains(&token.0)
    }

    fn heading(&self, out: &mut String) {
        let kind = format!("{:?}", self.sentence.kind).to_lowercase();
        line(out, 0, "");
        line(out, 0, &format!("[{}] {kind}: {}", self.number, flat(self.sentence.span.of(&self.article.text))));
    }

    fn tokens(&self, out: &mut String) {
        line(out, 1, "tokens");
        for (id, token) in self.reading.analysis.tokens_of(self.sentence) {
            let form = self.reading.analysis.form(&self.article.text, id);
            let head = token.head.map_or("", |head| self.reading.analysis.form(&self.article.text, head));
            let Token { lemma, deprel, feats, .. } = token;
            let number = id.0 - self.sentence.first + 1;
            line(
                out,
                2,
                &format!(
                    "{number:>3} {form:<16} {lemma:<16} {:<6} {deprel:<14} {head:<16} {feats}",
                    token.upos.as_str()
                ),
            );
        }
        let names = self.reading.analysis.names.iter().filter(|name| self.sentence.span.contains(name.span));
        let names: Vec<String> =
            names.map(|name| format!("{} {}", flat(name.span.of(&self.article.text)), name.kind.as_str())).collect();
        if !names.is_empty() {
            line(out, 1, &format!("names: {}", names.join(" · ")));
        }
    }

    fn mentions(&self, out: &mut String) {
        let text = &self.article.text;
        line(out, 1, "mentions");
        for mention in self.reading.mentions.actors.iter().filter(|m| self.holds(m.head)) {
            line(out, 2, &format!("who   {}", who(mention, text)));
        }
        for mention in self.reading.mentions.times.iter().filter(|m| self.holds(m.head)) {
            let days = mention.timex.range.map_or("no days".to_string(), |r| format!("{} to {}", r.earliest, r.latest));
            let timex = &mention.timex;
            line(out, 2, &format!("when  {} = {} {days} ({})", flat(mention.span.of(text)), timex.value, timex.basis));
        }
        for mention in self.reading.mentions.places.iter().filter(|m| self.holds(m.head)) {
            let place = &mention.place;
            let country = place.country.map_or("?".to_string(), |c| c.as_str().to_string());
            let reading = format!("{:?}", mention.reading).to_lowercase();
            line(
                out,
                2,
                &format!(
                    "where {} = {}, {country}, {} ({reading})",
                    flat(mention.span.of(text)),
                    place.name,
                    place.level.as_str()
                ),
            );
        }
    }

    fn statements(&self, out: &mut String) {
        line(out, 1, "statements");
        for statement in self.reading.statements.statements.iter().filter(|s| self.holds(s.trigger)) {
            line(out, 2, &self.statement(statement));
        }
    }

    fn statement(&self, statement: &Statement) -> String {
        let form = |id: TokenId| self.reading.analysis.form(&self.article.text, id);
        let mut said = format!("{}: {}", form(statement.trigger), statement.status.as_str());
        for cue in &statement.status_cues {
            let _ = write!(said, " [{} {} by {}]", cue.rule, cue.status.as_str(), form(cue.cue));
        }
        for argument in &statement.arguments {
            let _ = write!(said, " {}={}", argument.relation, form(argument.head));
        }
        for idx in &statement.attributions {
            let attribution = &self.reading.statements.attributions[*idx as usize];
            let source = attribution.source.map_or("nobody named", |span| span.of(&self.article.text));
            let _ = write!(said, " · according to {}", flat(source));
        }
        if let Some(time) = statement.time {
            let _ = write!(
                said,
                " · when {}",
                flat(self.reading.mentions.times[time as usize].span.of(&self.article.text))
            );
        }
        if let Some(place) = statement.place {
            let _ = write!(
                said,
                " · where {}",
                flat(self.reading.mentions.places[place as usize].span.of(&self.article.text))
            );
        }
        said
    }

    fn events(&self, out: &mut String) {
        let text = &self.article.text;
        for event in self.reading.events.iter().filter(|event| event.sentence as usize == self.number) {
            let mode = event.mode.as_ref().map_or(String::new(), |mode| format!("/{mode}"));
            let within =
                event.within.as_ref().map_or(String::new(), |w| format!(" · {} of {}", w.relation.as_str(), w.id.0));
            let judged: Vec<&str> = event.judged.iter().map(|judged| judged.as_str()).collect();
            let judged = if judged.is_empty() { String::new() } else { format!(", {} by model", judged.join(" and ")) };
            line(
                out,
                1,
                &format!(
                    "event {}{mode} {} · reading {}{judged} · confidence {:.2}{within}",
                    event.event_type,
                    event.status.as_str(),
                    event.evidence.reading.0,
                    event.confidence
                ),
            );
            let (words, marks) = carets(text, self.sentence.span, &labels(event));
            line(out, 2, &words);
            for mark in marks {
                line(out, 2, &mark);
            }
        }
    }
}

/// The spans of an event with what they are.
fn labels(event: &Event) -> Vec<(Span, String)> {
    let code = |actor: &Actor| {
        format!("{}.{}", actor.country.map_or("UNK".to_string(), |c| c.as_str().to_string()), actor.sector.as_str())
    };
    let mut labels = vec![(event.trigger, event.event_type.clone())];
    labels.extend(event.actors.iter().map(|p| (p.span, format!("actor {}", code(&p.actor)))));
    labels.extend(event.recipients.iter().map(|p| (p.span, format!("recipient {}", code(&p.actor)))));
    labels.extend(event.according_to.iter().map(|a| (a.span, "according to".to_string())));
    labels.extend(event.time.iter().map(|t| (t.span, "when".to_string())));
    labels.extend(event.place.iter().map(|p| (p.span, "where".to_string())));
    labels
}

/// The sentence on one line, and a line of carets for each label that lies in it, in the order of the text.
fn carets(text: &str, sentence: Span, labels: &[(Span, String)]) -> (String, Vec<String>) {
    let mut inside: Vec<&(Span, String)> = labels.iter().filter(|(span, _)| sentence.contains(*span)).collect();
    inside.sort();
    inside.dedup();
    let columns = |from: u32, to: u32| Span::new(from, to).of(text).chars().count();
    let marks = inside.iter().map(|(span, label)| {
        let indent = columns(sentence.start, span.start);
        format!("{}{} {label}", " ".repeat(indent), "^".repeat(columns(span.start, span.end).max(1)))
    });
    (flat(sentence.of(text)), marks.collect())
}

fn who(mention: &ActorMention, text: &str) -> String {
    let actors: Vec<String> = mention
        .actors
        .iter()
        .map(|actor| {
            let country = actor.country.map_or("UNK".to_string(), |c| c.as_str().to_string());
            let role = actor.role.as_ref().map_or(String::new(), |role| format!(", {role}"));
            format!("{} {country}.{}{role} ({})", flat(&actor.name), actor.sector.as_str(), actor.basis.as_str())
        })
        .collect();
    format!("{} = {}", flat(mention.span.of(text)), actors.join(" + "))
}

/// Line breaks as spaces, one for one, so that columns still count code points.
fn flat(words: &str) -> String {
    words.replace(['\n', '\r', '\t'], " ")
}

fn line(out: &mut String, indent: usize, words: &str) {
    let _ = writeln!(out, "{}{}", "  ".repeat(indent), words.trim_end());
}
