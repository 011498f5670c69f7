//! brat standoff: the text as it is (`.txt`) and the annotations (`.ann`), offsets in code points. Events have their
//! participants as arguments, the status as an attribute, mode, code and id as a note.

use super::account::Limits;
use super::record::{Record, Words};
use legation_types::Status;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What the annotations have no place for.
pub(super) const LIMITS: Limits = Limits {
    homeless: &[&[
        "schema",
        "article.url",
        "article.title",
        "article.publisher",
        "article.published_at",
        "article.sha256",
        "contexts",
        "quad",
        "score",
        "sentence",
        "actors.other_sectors",
        "actors.role",
        "actors.actor_id",
        "actors.basis",
        "recipients.other_sectors",
        "recipients.role",
        "recipients.actor_id",
        "recipients.basis",
        "according_to.source.name",
        "according_to.source.country",
        "according_to.source.sector",
        "according_to.source.other_sectors",
        "according_to.source.role",
        "according_to.source.actor_id",
        "according_to.source.wikidata",
        "according_to.source.basis",
        "according_to.text",
        "according_to.kind",
        "according_to.cue",
        "according_to.content",
        "time.earliest",
        "time.latest",
        "time.grain",
        "time.basis",
        "place.name",
        "place.country",
        "place.admin1",
        "place.lat",
        "place.lon",
        "place.geonames_id",
        "place.level",
        "count.value",
        "within.relation",
        "reading",
        "run",
    ]],
    remarks: &[
        "Offsets are code points into the .txt beside the .ann; words over a line break are given in fragments.",
        "A source is the words of who is named, else those of the attribution; resolved times and places are left to the record.",
    ],
};

/// The `.ann` of an article with `text`.
pub fn brat(text: &str, records: &[Record]) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut page = Page { characters: &characters, entities: BTreeMap::new(), lines: String::new() };
    let mut events = Vec::new();
    for record in records {
        if let Some(trigger) = page.entity(&record.event, &record.trigger) {
            events.push((record, trigger));
        }
    }
    let number: BTreeMap<&str, usize> =
        events.iter().zip(1..).map(|((record, _), number)| (record.id.as_str(), number)).collect();
    let mut notes = 0;
    for ((record, trigger), idx) in events.iter().zip(1..) {
        let mut arguments = page.arguments(record);
        let inner = events.iter().filter(|(other, _)| other.within.as_ref().is_some_and(|w| w.id == record.id));
        arguments
            .extend(inner.filter_map(|(other, _)| Some(("Content", format!("E{}", number.get(other.id.as_str())?)))));
        let _ = write!(page.lines, "E{idx}\t{}:{trigger}", record.event);
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for (role, target) in &arguments {
            // brat numbers the second and further arguments of a role.
            let times = count.entry(role).or_default();
            *times += 1;
            let suffix = if *times > 1 { times.to_string() } else { String::new() };
            let _ = write!(page.lines, " {role}{suffix}:{target}");
        }
        let _ = write!(page.lines, "\nA{idx}\tStatus E{idx} {}\n", record.status.as_str());
        notes += 1;
        let mode = record.mode.as_ref().map_or(String::new(), |mode| format!(" mode={mode}"));
        let cameo = record.cameo.as_ref().map_or(String::new(), |code| format!(" cameo={code}"));
        let _ = writeln!(
            page.lines,
            "#{notes}\tAnnotatorNotes E{idx}\tid={}{mode}{cameo} confidence={}",
            record.id, record.confidence
        );
    }
    let mut norms = 0;
    let mut seen = BTreeSet::new();
    for record in records {
        for party in record.actors.iter().chain(&record.recipients) {
            let Some(target) = page.entity("Participant", &party.words) else { continue };
            if !seen.insert((target.clone(), party.name.clone())) {
                continue;
            }
            let code = format!("{}.{}", party.country.as_deref().unwrap_or("UNK"), party.sector);
            notes += 1;
            let _ = writeln!(page.lines, "#{notes}\tAnnotatorNotes {target}\t{code} {}", flat(&party.name));
            if let Some(item) = &party.wikidata {
                norms += 1;
                let _ = writeln!(page.lines, "N{norms}\tReference {target} Wikidata:{item}\t{}", flat(&party.name));
            }
        }
    }
    page.lines
}

/// The `annotation.conf` that goes with the files of a run whose events have these types.
pub fn brat_configuration(types: &BTreeSet<String>) -> String {
    let mut out =
        String::from("[entities]\nParticipant\nSource\nTime\nPlace\nNumber\nCondition\n\n[relations]\n\n[events]\n");
    for name in types {
        let _ = writeln!(
            out,
            "{name}\tActor*:Participant, Recipient*:Participant, Source*:Source, When?:Time, Where?:Place, \
             Count?:Number, If?:Condition, Content*:<EVENT>"
        );
    }
    let statuses: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
    let _ = write!(out, "\n[attributes]\nStatus\tArg:<EVENT>, Value:{}\n", statuses.join("|"));
    out
}

struct Page<'a> {
    characters: &'a [char],
    entities: BTreeMap<(String, u32, u32), String>,
    lines: String,
}

impl Page<'_> {
    /// The id of a text-bound annotation, written down when first asked for; `None` where its words are empty.
    fn entity(&mut self, kind: &str, words: &Words) -> Option<String> {
        let key = (kind.to_string(), words.start, words.end);
        if let Some(id) = self.entities.get(&key) {
            return Some(id.clone());
        }
        let fragments = fragments(self.characters, words.start, words.end);
        if fragments.is_empty() {
            return None;
        }
        let id = format!("T{}", self.entities.len() + 1);
        let offsets: Vec<String> = fragments.iter().map(|(start, end)| format!("{start} {end}")).collect();
        let parts: Vec<String> = fragments
            .iter()
            .map(|(start, end)| self.characters[*start as usize..*end as usize].iter().collect())
            .collect();
        let _ = writeln!(self.lines, "{id}\t{kind} {}\t{}", offsets.join(";"), parts.join(" "));
        self.entities.insert(key, id.clone());
        Some(id)
    }

    /// Roles and ids of what an event has.
    fn arguments(&mut self, record: &Record) -> Vec<(&'static str, String)> {
        let sources = record.according_to.iter().map(|a| a.source.as_ref().map_or(&a.words, |source| &source.words));
        let words = (record.actors.iter().map(|party| ("Actor", "Participant", &party.words)))
            .chain(record.recipients.iter().map(|party| ("Recipient", "Participant", &party.words)))
            .chain(sources.map(|words| ("Source", "Source", words)))
            .chain(record.time.iter().map(|time| ("When", "Time", &time.words)))
            .chain(record.place.iter().map(|place| ("Where", "Place", &place.words)))
            .chain(record.count.iter().map(|count| ("Count", "Number", &count.words)))
            .chain(record.condition.iter().map(|words| ("If", "Condition", words)));
        let mut found: Vec<(&'static str, String)> = Vec::new();
        for (role, kind, words) in words {
            if let Some(id) = self.entity(kind, words)
                && !found.contains(&(role, id.clone()))
            {
                found.push((role, id));
            }
        }
        found
    }
}

/// A stretch of code points without its line breaks: brat allows none inside an annotation.
fn fragments(characters: &[char], start: u32, end: u32) -> Vec<(u32, u32)> {
    let end = (end as usize).min(characters.len());
    let mut found = Vec::new();
    let first = (start as usize).min(end);
    let mut from = first;
    for at in first..=end {
        if at == end || matches!(characters[at], '\n' | '\r') {
            if characters[from..at].iter().any(|c| !c.is_whitespace()) {
                found.push((from as u32, at as u32));
            }
            from = at + 1;
        }
    }
    found
}

fn flat(words: &str) -> String {
    words.replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_fragment_returns_its_own_words(text in "\\PC{0,8}(\n|\r\n|🕊️|ب| |\\PC){0,30}", from in 0u32..40, length in 0u32..40) {
            let characters: Vec<char> = text.chars().collect();
            let whole: String = characters.iter().skip(from as usize).take(length as usize).collect();
            let parts: Vec<String> = fragments(&characters, from, from + length)
                .iter()
                .map(|(start, end)| text.chars().skip(*start as usize).take((end - start) as usize).collect())
                .collect();
            let expected: Vec<String> = whole.split(['\n', '\r']).filter(|part| !part.trim().is_empty()).map(String::from).collect();
            prop_assert_eq!(parts, expected);
        }
    }
}
