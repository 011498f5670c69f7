//! CoNLL-U with the events in it: a comment for each event above its sentence, and in the MISC column of the words
//! `Event=B-1:CONSULT` (trigger of event 1 of the article) and `EventRole=B-1:actor,B-2:source` (what they are to which event).

use super::account::Limits;
use super::record::{Record, Words};
use legation_types::{Analysis, Article, CodePoints};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What comments and MISC have no place for.
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
        "actors.other_sectors",
        "actors.role",
        "actors.actor_id",
        "actors.name",
        "actors.country",
        "actors.sector",
        "actors.wikidata",
        "actors.basis",
        "recipients.other_sectors",
        "recipients.role",
        "recipients.actor_id",
        "recipients.name",
        "recipients.country",
        "recipients.sector",
        "recipients.wikidata",
        "recipients.basis",
        "according_to.source.name",
        "according_to.source.country",
        "according_to.source.sector",
        "according_to.source.other_sectors",
        "according_to.source.role",
        "according_to.source.actor_id",
        "according_to.source.wikidata",
        "according_to.source.basis",
        "according_to.kind",
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
        "within",
        "reading",
        "run",
    ]],
    remarks: &[
        "Words are marked token by token: an offset inside a token is lost.",
        "The number of an event counts within its article.",
    ],
};

/// Adds the events to `base`, the CoNLL-U of the article's analysis.
pub fn conllu(base: &str, article: &Article, analysis: &Analysis, records: &[Record]) -> String {
    let index = CodePoints::new(&article.text);
    let spans: Vec<(u32, u32)> = analysis.tokens.iter().map(|token| index.span(token.span)).collect();
    let mut triggers: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut roles: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (record, number) in records.iter().zip(1..) {
        for (token, begins) in tokens_of(&spans, &record.trigger) {
            triggers.entry(token).or_default().push(format!("{begins}-{number}:{}", record.event));
        }
        for (role, words) in parts(record) {
            for (token, begins) in tokens_of(&spans, words) {
                let tag = format!("{begins}-{number}:{role}");
                let tags = roles.entry(token).or_default();
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
    }
    let mut out = String::with_capacity(base.len() * 2);
    let (mut sentence, mut token) = (0u32, 0usize);
    for line in base.lines() {
        let is_word =
            line.split('\t').next().is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()));
        if !is_word {
            out.push_str(line);
            out.push('\n');
            if line.starts_with("# text = ") {
                for (record, number) in records.iter().zip(1..).filter(|(record, _)| record.sentence.index == sentence)
                {
                    let mode = record.mode.as_ref().map_or(String::new(), |mode| format!("/{mode}"));
                    let cameo = record.cameo.as_deref().unwrap_or("_");
                    let _ = writeln!(
                        out,
                        "# event {number} = {} {}{mode} {} cameo={cameo} confidence={}",
                        record.id,
                        record.event,
                        record.status.as_str(),
                        record.confidence
                    );
                }
                sentence += 1;
            }
            continue;
        }
        let (columns, misc) = line.rsplit_once('\t').unwrap_or((line, "_"));
        let mut fields: Vec<String> = Some(misc).filter(|misc| *misc != "_").map(String::from).into_iter().collect();
        fields.extend(triggers.get(&token).map(|tags| format!("Event={}", tags.join(","))));
        fields.extend(roles.get(&token).map(|tags| format!("EventRole={}", tags.join(","))));
        let misc = if fields.is_empty() { "_".to_string() } else { fields.join("|") };
        let _ = writeln!(out, "{columns}\t{misc}");
        token += 1;
    }
    // A blank line ends each sentence, the last one too.
    if base.ends_with("\n\n") && !out.ends_with("\n\n") {
        out.push('\n');
    }
    out
}

/// The tokens that share a character with the words, the first marked B, the others I.
fn tokens_of(spans: &[(u32, u32)], words: &Words) -> Vec<(usize, &'static str)> {
    let first = spans.partition_point(|(_, end)| *end <= words.start);
    let inside = spans[first..].iter().take_while(|(start, _)| *start < words.end).count();
    (first..first + inside).map(|token| (token, if token == first { "B" } else { "I" })).collect()
}

fn parts(record: &Record) -> Vec<(&'static str, &Words)> {
    let mut found: Vec<(&'static str, &Words)> = Vec::new();
    found.extend(record.actors.iter().map(|party| ("actor", &party.words)));
    found.extend(record.recipients.iter().map(|party| ("recipient", &party.words)));
    for attribution in &record.according_to {
        found.extend([("source", &attribution.words), ("cue", &attribution.cue)]);
    }
    found.extend(record.time.iter().map(|time| ("time", &time.words)));
    found.extend(record.place.iter().map(|place| ("place", &place.words)));
    found.extend(record.count.iter().map(|count| ("count", &count.words)));
    found.extend(record.condition.iter().map(|words| ("condition", words)));
    found
}
