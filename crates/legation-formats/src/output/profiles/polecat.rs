//! POLECAT: 40 columns, tab-separated, with a header; one row an event, all parties of a meeting as actors.

use super::{Column, Exclusion, Kind, Limits, Row, Shape, Subject, column, decimal, text_of};
use crate::output::record::Party;

/// `polecat`.
pub(super) const POLECAT: Shape = Shape {
    name: "polecat",
    about: "POLECAT: 40 columns, tabs, header",
    columns: &COLUMNS,
    has_header: true,
    separator: '\t',
    missing: "None",
    limits: Limits {
        homeless: &[&HOMELESS],
        remarks: &[
            "Several values in one field are parted by |; each list of a side has as many items as the side has parties, None for unknown.",
            "Event Type is the type of the thing itself; with --status beyond the actual ones, status is in the sidecar only.",
            "Intensity is PLOVER's score of type and mode.",
        ],
    },
    one_a_day: false,
    rows,
};

const HOMELESS: [&str; 10] = [
    "status",
    "cameo",
    "according_to",
    "time.latest",
    "count",
    "condition",
    "within",
    "actors.wikidata",
    "recipients.wikidata",
    "confidence",
];

const COLUMNS: [Column; 40] = [
    column("Event ID", Kind::String, "day, sentence, event's id, type; L for legation"),
    column("Event Date", Kind::Date, "first day of the event's time, else day of publication (sidecar: date_basis)"),
    column("Event Type", Kind::String, "event"),
    column("Event Mode", Kind::String, "mode"),
    column("Intensity", Kind::Number, "score"),
    column("Quad Code", Kind::String, "quad, in capitals"),
    column("Contexts", Kind::String, "contexts (of the sentence, not of the whole document)"),
    column("Actor Name", Kind::String, "actors: name"),
    column("Actor Country", Kind::String, "actors: country"),
    column("Actor COW", Kind::String, "Correlates of War number of the country"),
    column("Primary Actor Sector", Kind::String, "actors: sector"),
    column("Actor Sectors", Kind::String, "actors: sector and other_sectors, all"),
    column("Actor Title", Kind::String, "actors: role"),
    column("Actor Name Raw", Kind::String, "actors: words of the article"),
    column("Wikipedia Actor ID", Kind::String, ""),
    column("Recipient Name", Kind::String, "recipients: name"),
    column("Recipient Country", Kind::String, "recipients: country"),
    column("Recipient COW", Kind::String, "Correlates of War number of the country"),
    column("Primary Recipient Sector", Kind::String, "recipients: sector"),
    column("Recipient Sectors", Kind::String, "recipients: sector and other_sectors, all"),
    column("Recipient Title", Kind::String, "recipients: role"),
    column("Recipient Name Raw", Kind::String, "recipients: words of the article"),
    column("Wikipedia Recipient ID", Kind::String, ""),
    column("Placename", Kind::String, "place: name"),
    column("City", Kind::String, "place: name of a populated place"),
    column("District", Kind::String, ""),
    column("Province", Kind::String, "place: first-order division"),
    column("Country", Kind::String, "place: English name of the country"),
    column("Latitude", Kind::Number, "place: populated places or finer"),
    column("Longitude", Kind::Number, "place: populated places or finer"),
    column("GeoNames ID", Kind::String, "place: geonames_id"),
    column("Raw Placename", Kind::String, "place: words of the article"),
    column("Feature Type", Kind::String, "PCLI, ADM1 or PPL by the place's level"),
    column("Source", Kind::String, "article: publisher"),
    column("Publication Date", Kind::Date, "article: published_at"),
    column("Story People", Kind::String, "names of persons in the text; missing from records alone"),
    column("Story Organizations", Kind::String, "names of organisations in the text; missing from records alone"),
    column("Story Locations", Kind::String, "names of places in the text; missing from records alone"),
    column("Language", Kind::String, "article: language, where known"),
    column("Version", Kind::String, "run"),
];

fn rows(subject: &Subject<'_>) -> Result<Vec<Row>, Exclusion> {
    let record = subject.record;
    let day = subject.when.day.ok_or(Exclusion::NoDay)?;
    let stem = record.id.trim_start_matches("e_");
    let id = format!("{}-{:04}-{stem}_{}_L", super::when::compact(day), record.sentence.index + 1, record.event);
    let mut fields = vec![
        id.clone(),
        day.to_string(),
        record.event.clone(),
        record.mode.clone().unwrap_or_default(),
        decimal(record.score),
        record.quad.to_uppercase(),
        record.contexts.join("|"),
    ];
    fields.extend(side(subject, &record.actors));
    fields.extend(side(subject, &record.recipients));
    let place = record.place.as_ref();
    let country = place.and_then(|p| p.country.as_deref()).and_then(|code| subject.crosswalks.country(code));
    let level = place.map(|p| p.level.as_str());
    let name = |wanted: &str| place.filter(|_| level == Some(wanted)).map(|p| p.name.clone());
    fields.extend([
        text_of(place.map(|p| p.name.clone())),
        text_of(name("place")),
        String::new(),
        text_of(name("admin1").or(place.and_then(|p| p.admin1.clone()))),
        text_of(country.map(|country| country.name.clone())),
        text_of(place.and_then(|p| p.lat)),
        text_of(place.and_then(|p| p.lon)),
        text_of(place.and_then(|p| p.geonames_id)),
        text_of(place.map(|p| p.words.text.clone())),
        match level {
            Some("country") => "PCLI",
            Some("admin1") => "ADM1",
            Some(_) => "PPL",
            None => "",
        }
        .to_string(),
        text_of(record.article.publisher.clone()),
        text_of(record.article.published_at.clone()),
    ]);
    fields.extend(subject.facts.names.iter().map(|names| joined(names.iter().cloned())));
    fields.extend([text_of(subject.facts.language.clone()), record.run.clone()]);
    Ok(vec![Row { id, fields, is_reciprocal: false }])
}

/// The eight columns of a side.
fn side(subject: &Subject<'_>, parties: &[Party]) -> [String; 8] {
    let each = |value: &dyn Fn(&Party) -> Option<String>| -> String {
        let values: Vec<Option<String>> = parties.iter().map(value).collect();
        if values.iter().all(Option::is_none) {
            return String::new();
        }
        joined(values.into_iter().map(|value| value.unwrap_or_else(|| "None".to_string())))
    };
    let cow = |party: &Party| {
        let country = subject.crosswalks.country(party.country.as_deref()?)?;
        Some(country.cow.clone()).filter(|cow| !cow.is_empty())
    };
    let mut sectors: Vec<String> = Vec::new();
    for sector in parties.iter().flat_map(|party| std::iter::once(&party.sector).chain(&party.other_sectors)) {
        if !sectors.contains(sector) {
            sectors.push(sector.clone());
        }
    }
    [
        each(&|party| Some(party.name.clone())),
        each(&|party| party.country.clone()),
        each(&cow),
        each(&|party| Some(party.sector.clone())),
        sectors.join("|"),
        each(&|party| party.role.clone()),
        each(&|party| Some(party.words.text.clone())),
        String::new(),
    ]
}

/// Values of one field; the mark that parts them stands in no value.
fn joined(values: impl Iterator<Item = String>) -> String {
    values.map(|value| value.replace('|', "/")).collect::<Vec<_>>().join("|")
}
