//! Runs the examples that stand in pattern files and the cases of the coding manual.

use crate::{Codebook, code};
use legation_types::{Analysis, Article, DataError, Event, Mentions, Participant, Statements, Versions};

/// A text with what the earlier stages made of it.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The text.
    pub article: Article,
    /// Its words and trees.
    pub analysis: Analysis,
    /// Who, where, when.
    pub mentions: Mentions,
    /// What is said.
    pub statements: Statements,
}

impl Parsed {
    fn events(&self, codebook: &Codebook) -> Vec<Event> {
        let versions = Versions("examples".to_string());
        code(&self.article, &self.analysis, &self.mentions, &self.statements, codebook, None, &versions).0
    }
}

/// A sentence with its marked participants and what else it asks for.
#[derive(Debug, Default, PartialEq)]
struct Example {
    text: String,
    actors: Vec<String>,
    recipients: Vec<String>,
    /// Recipients that an expert sees and the program does not find yet.
    missed: Vec<String>,
    mode: Option<String>,
    status: Option<String>,
}

/// Runs `codes` and `skips` of all readings; `only` limits them to one file. Gives every example that fails.
pub fn check_examples(codebook: &Codebook, only: Option<&str>, parse: &dyn Fn(&str) -> Parsed) -> Vec<DataError> {
    let mut faults = Vec::new();
    for reading in codebook.readings.iter().filter(|reading| only.is_none_or(|file| reading.file == file)) {
        for (sentence, line) in &reading.codes {
            let example = read_example(sentence);
            let events = parse(&example.text).events(codebook);
            let own: Vec<&Event> = events.iter().filter(|event| event.evidence.reading.0 == reading.id).collect();
            let misses: Vec<Option<String>> = own.iter().map(|event| miss(event, &example)).collect();
            if misses.iter().any(Option::is_none) {
                continue;
            }
            let why = match misses.into_iter().flatten().next() {
                Some(why) => why,
                None if events.is_empty() => "nothing is coded".to_string(),
                None => format!("coded is {}", events.iter().map(summary).collect::<Vec<_>>().join("; ")),
            };
            let message = format!("`{}` should code \"{}\", but {why}", reading.id, example.text);
            faults.push(DataError::new(&reading.file, *line, message, "mend the reading or the example"));
        }
        for (sentence, line) in &reading.skips {
            let example = read_example(sentence);
            let events = parse(&example.text).events(codebook);
            if let Some(event) = events.iter().find(|event| event.evidence.reading.0 == reading.id) {
                let message =
                    format!("`{}` should skip \"{}\", but coded is {}", reading.id, example.text, summary(event));
                faults.push(DataError::new(&reading.file, *line, message, "add a constraint to the reading"));
            }
        }
    }
    faults
}

/// Runs every case file: each `article` block must give exactly the events of the block after it.
pub fn check_cases(codebook: &Codebook, parse: &dyn Fn(&str) -> Parsed) -> Vec<DataError> {
    let mut faults = Vec::new();
    for (path, text) in &codebook.cases {
        let mut article: Option<String> = None;
        for (kind, line, body) in blocks(text) {
            match (kind.as_str(), &article) {
                ("article", _) => article = Some(body.trim().to_string()),
                ("events", Some(words)) => {
                    let events = parse(words).events(codebook);
                    faults.extend(case_faults(path, line, &body, &events));
                    article = None;
                }
                ("events", None) => {
                    let message = "an `events` block without an `article` block before it";
                    faults.push(DataError::new(path, line, message, "put the article first"));
                }
                _ => {}
            }
        }
    }
    faults
}

/// The fenced blocks of a Markdown text: kind, line of the fence, body.
fn blocks(text: &str) -> Vec<(String, u32, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, u32, String)> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(block)) => found.push(block),
            (Some(kind), None) => open = Some((kind.trim().to_string(), number as u32 + 1, String::new())),
            (None, Some((kind, start, body))) => open = Some((kind, start, format!("{body}{line}\n"))),
            (None, None) => {}
        }
    }
    found
}

fn case_faults(path: &str, line: u32, body: &str, events: &[Event]) -> Vec<DataError> {
    let mut faults = Vec::new();
    let wanted: Vec<&str> = body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut used = vec![false; events.len()];
    for (offset, row) in wanted.iter().enumerate() {
        let found = (0..events.len()).find(|&idx| !used[idx] && fits(&events[idx], row));
        match found {
            Some(idx) => used[idx] = true,
            None => {
                let coded = events.iter().map(summary).collect::<Vec<_>>().join("; ");
                let message = format!("missing: {row} (coded: {coded})");
                faults.push(DataError::new(path, line + 1 + offset as u32, message, "mend the codebook or the case"));
            }
        }
    }
    for (event, _) in events.iter().zip(&used).filter(|(_, used)| !**used) {
        let message = format!("coded, but not in the case: {}", summary(event));
        faults.push(DataError::new(path, line, message, "mend the codebook or add a row"));
    }
    faults
}

/// Whether an event is the one that a row such as `ASSAULT actor=the rebels status=planned` tells of.
fn fits(event: &Event, row: &str) -> bool {
    let (event_type, fields) = row.split_once(char::is_whitespace).unwrap_or((row, ""));
    event.event_type == event_type
        && fields_of(fields).iter().all(|(key, value)| match key.as_str() {
            "actor" => event.actors.iter().any(|party| is_named(party, value)),
            "recipient" => event.recipients.iter().any(|party| is_named(party, value)),
            "source" => {
                event.according_to.iter().any(|a| a.source.as_ref().is_some_and(|party| is_named(party, value)))
            }
            "status" => event.status.as_str() == value,
            "mode" => event.mode.as_deref() == Some(value),
            "cameo" => event.cameo.as_deref() == Some(value),
            "within" => event.within.is_some() == (value == "yes"),
            _ => true,
        })
}

/// `key=value key="value"`; a value runs to the next key.
fn fields_of(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for word in text.split_whitespace() {
        match word.split_once('=') {
            Some((key, value)) if key.bytes().all(|b| b.is_ascii_lowercase()) => {
                fields.push((key.to_string(), value.to_string()));
            }
            _ => {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(word);
                }
            }
        }
    }
    fields.into_iter().map(|(key, value)| (key, value.trim_matches('"').to_string())).collect()
}

/// Whether the words of a participant and the given words share their last word, or one holds the other.
fn is_named(party: &Participant, words: &str) -> bool {
    let name = party.actor.name.to_lowercase();
    let words = words.to_lowercase();
    let last = words.split_whitespace().last().unwrap_or("");
    name.contains(&words) || words.contains(&name) || name.split_whitespace().any(|word| word == last)
}

fn read_example(sentence: &str) -> Example {
    let (marked, tail) = sentence.split_once(" => ").unwrap_or((sentence, ""));
    let mut example = Example::default();
    for (key, value) in fields_of(tail) {
        match key.as_str() {
            "mode" => example.mode = Some(value),
            "status" => example.status = Some(value),
            _ => {}
        }
    }
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((mark, after)) = after.split_once('}') else { break };
        let (role, words) = mark.split_once(':').unwrap_or(("", mark));
        let words = words.trim();
        match role.trim() {
            "actor" => example.actors.push(words.to_string()),
            "recipient" => example.recipients.push(words.to_string()),
            "missed" => example.missed.push(words.to_string()),
            _ => {}
        }
        example.text.push_str(before);
        example.text.push_str(words);
        rest = after;
    }
    example.text.push_str(rest);
    example
}

/// What an event lacks of an example; `None` where nothing.
fn miss(event: &Event, example: &Example) -> Option<String> {
    let holds = |parties: &[Participant], words: &str| {
        let start = example.text.find(words).unwrap_or(0) as u32;
        let end = start + words.len() as u32;
        parties.iter().any(|party| party.span.start < end && start < party.span.end)
    };
    for (role, wanted, parties) in
        [("actor", &example.actors, &event.actors), ("recipient", &example.recipients, &event.recipients)]
    {
        if let Some(words) = wanted.iter().find(|words| !holds(parties, words)) {
            return Some(format!("the {role} \"{words}\" is missing in {}", summary(event)));
        }
    }
    if let Some(words) = example.missed.iter().find(|words| holds(&event.recipients, words)) {
        return Some(format!("the recipient \"{words}\" is found now: mark it `recipient`"));
    }
    if example.mode.is_some() && example.mode != event.mode {
        return Some(format!("the mode is {}", event.mode.as_deref().unwrap_or("none")));
    }
    if example.status.as_deref().is_some_and(|status| status != event.status.as_str()) {
        return Some(format!("the status is {}", event.status.as_str()));
    }
    None
}

/// An event on one line.
fn summary(event: &Event) -> String {
    let names = |parties: &[Participant]| parties.iter().map(|p| p.actor.name.as_str()).collect::<Vec<_>>().join(", ");
    let mode = event.mode.as_deref().map(|mode| format!("/{mode}")).unwrap_or_default();
    format!(
        "{}{mode} actor={} recipient={} status={} reading={}",
        event.event_type,
        names(&event.actors),
        names(&event.recipients),
        event.status.as_str(),
        event.evidence.reading.0
    )
}

#[cfg(test)]
mod tests {
    use super::{Example, blocks, fields_of, read_example};

    #[test]
    fn marks_are_read_and_taken_out() {
        let example =
            read_example("{actor: Rebels} shelled {recipient: the port} and {missed: a ship}. => mode=heavy-weapons");
        let wanted = Example {
            text: "Rebels shelled the port and a ship.".into(),
            actors: vec!["Rebels".into()],
            recipients: vec!["the port".into()],
            missed: vec!["a ship".into()],
            mode: Some("heavy-weapons".into()),
            status: None,
        };
        assert_eq!(example, wanted);
    }

    #[test]
    fn blocks_and_fields_are_read() {
        let found = blocks("# A\n```article\nText.\n```\n```events\nASSAULT actor=the rebels status=planned\n```\n");
        assert_eq!(found[0], ("article".into(), 2, "Text.\n".into()));
        let fields = fields_of("actor=the rebels status=planned");
        assert_eq!(fields, [("actor".into(), "the rebels".into()), ("status".into(), "planned".into())]);
    }
}
