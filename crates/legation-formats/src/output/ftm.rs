//! FollowTheMoney entities, one JSON object a line: the article, its participants, its events. FollowTheMoney has no verb,
//! direction, status or span: type and direction go into the name, the rest is dropped.

use super::account::Limits;
use super::profiles::Crosswalks;
use super::record::{Party, Record};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What an entity has no property for.
pub(super) const LIMITS: Limits = Limits {
    homeless: &[&[
        "contexts",
        "score",
        "status",
        "trigger",
        "sentence",
        "actors.text",
        "actors.other_sectors",
        "actors.basis",
        "recipients.text",
        "recipients.other_sectors",
        "recipients.basis",
        "according_to",
        "time.text",
        "time.grain",
        "time.basis",
        "place.text",
        "place.admin1",
        "place.lat",
        "place.lon",
        "place.geonames_id",
        "place.level",
        "count",
        "condition",
        "within",
        "confidence",
        "reading",
        "run",
    ]],
    remarks: &[
        "`involved` lists all participants; who does it and whom it concerns stands in the name alone (A → B).",
        "An entity is written once: what a later article says of a participant (role, sector) is not added to it.",
        "An event without a day of its own has none: the day of publication is the article's.",
    ],
};

/// Writes each entity once in a run.
#[derive(Default)]
pub struct FtmWriter {
    seen: BTreeSet<String>,
}

impl FtmWriter {
    /// The lines of an event and of the entities it names for the first time.
    pub fn add(&mut self, record: &Record, crosswalks: &Crosswalks) -> String {
        let mut lines = String::new();
        let mut put = |id: &str, schema: &str, properties: Map<String, Value>| {
            if self.seen.insert(id.to_string()) {
                lines.push_str(&format!("{}\n", json!({"id": id, "schema": schema, "properties": properties})));
            }
        };
        let article = &record.article;
        let article_id = format!("legation-text-{}", article.sha256.get(..16).unwrap_or(&article.sha256));
        let title = article.title.clone().unwrap_or_else(|| article.id.clone());
        // Its schema asks a document for a name and a file.
        let about = [
            ("name", Some(title.clone())),
            ("fileName", Some(article.id.clone())),
            ("title", Some(title)),
            ("publisher", article.publisher.clone()),
            ("publishedAt", article.published_at.clone()),
            ("sourceUrl", article.url.clone()),
        ];
        put(&article_id, "Article", properties(about));
        let parties = || record.actors.iter().chain(&record.recipients);
        for party in parties() {
            let about = [
                ("name", Some(party.name.clone())),
                ("country", iso2(party.country.as_deref(), crosswalks)),
                ("wikidataId", party.wikidata.clone()),
                ("summary", party.role.clone()),
                ("keywords", Some(party.sector.clone()).filter(|sector| sector != "UNK")),
            ];
            put(&party_id(party), "LegalEntity", properties(about));
        }
        let place = record.place.as_ref();
        let about = [
            ("name", Some(name(record))),
            ("startDate", record.time.as_ref().and_then(|t| t.earliest.clone())),
            ("endDate", record.time.as_ref().and_then(|t| t.latest.clone())),
            ("location", place.map(|p| p.name.clone())),
            ("country", iso2(place.and_then(|p| p.country.as_deref()), crosswalks)),
            ("recordId", Some(record.id.clone())),
            ("publisher", article.publisher.clone()),
            ("sourceUrl", article.url.clone()),
            ("proof", Some(article_id)),
        ];
        let mut event = properties(about);
        let mut involved: Vec<String> = parties().map(party_id).collect();
        involved.dedup();
        event.insert("involved".into(), json!(involved));
        let codes = [Some(record.event.clone()), record.mode.clone(), record.cameo.clone(), Some(record.quad.clone())];
        event.insert("keywords".into(), json!(codes.into_iter().flatten().collect::<Vec<_>>()));
        put(&format!("legation-{}", record.id), "Event", event);
        lines
    }
}

/// FollowTheMoney's properties are lists of strings; those without a value are left out.
fn properties<const N: usize>(values: [(&str, Option<String>); N]) -> Map<String, Value> {
    let given = values.into_iter().filter_map(|(key, value)| Some((key.to_string(), json!([value?]))));
    given.collect()
}

/// Stable across articles and runs: the knowledge's id, else a hash of name and country.
fn party_id(party: &Party) -> String {
    match &party.actor_id {
        Some(id) => format!("legation-{id}"),
        None => {
            let hash = crate::sha256(&format!("{}\t{}", party.name, party.country.as_deref().unwrap_or("")));
            format!("legation-actor-{}", &hash[..16])
        }
    }
}

/// FollowTheMoney's country codes: ISO alpha-2 in small letters, `eu` for the Union.
fn iso2(country: Option<&str>, crosswalks: &Crosswalks) -> Option<String> {
    match country? {
        "EUR" => Some("eu".to_string()),
        code => crosswalks.country(code).map(|country| country.iso2.to_lowercase()),
    }
}

/// `CONSULT/visit: Ingrid Halvorsen → Turkey`.
fn name(record: &Record) -> String {
    let names = |parties: &[Party]| parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join(", ");
    let mode = record.mode.as_ref().map_or(String::new(), |mode| format!("/{mode}"));
    let mut name = format!("{}{mode}: {}", record.event, names(&record.actors));
    if !record.recipients.is_empty() {
        name.push_str(&format!(" → {}", names(&record.recipients)));
    }
    name
}
