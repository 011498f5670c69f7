//! A flat table of conflict events: 31 columns, comma-separated, with a header, in the shape that ACLED's users know.
//! Two actors without direction; types, sub-types and classes of actors by that scheme's words.

use super::{Column, Exclusion, Kind, Limits, Row, Shape, Subject, column, text_of};
use crate::output::record::{Party, Record};

/// `conflict-flat`.
pub(super) const CONFLICT_FLAT: Shape = Shape {
    name: "conflict-flat",
    about: "conflict events and protests in the shape of ACLED's export: 31 columns, commas, header",
    columns: &COLUMNS,
    has_header: true,
    separator: ',',
    missing: "",
    limits: Limits {
        homeless: &[&HOMELESS],
        remarks: &[
            "Only violence, protest, coercion, movements of forces, agreements and withdrawals; other types have no code here.",
            "A row is one report's claim: the same incident in two articles is two rows. This is not ACLED's data or method.",
            "fatalities is empty: a number told with an event may count the hurt or the arrested (sidecar: record.count).",
            "actor1 and actor2 have no direction in this scheme.",
        ],
    },
    one_a_day: false,
    rows,
};

const HOMELESS: [&str; 10] = [
    "status",
    "cameo",
    "score",
    "contexts",
    "count",
    "condition",
    "within",
    "confidence",
    "actors.wikidata",
    "recipients.wikidata",
];

const COLUMNS: [Column; 31] = [
    column("event_id_cnty", Kind::String, "country of the place and the event's id"),
    column("event_date", Kind::Date, "first day of the event's time, else day of publication (sidecar: date_basis)"),
    column("year", Kind::Integer, "of event_date"),
    column("time_precision", Kind::Integer, "1 day, 2 week, 3 longer, or day of publication"),
    column("disorder_type", Kind::String, "by event_type"),
    column("event_type", Kind::String, "by type, mode and sides"),
    column("sub_event_type", Kind::String, "by type, mode and sides"),
    column("actor1", Kind::String, "first actor's name"),
    column("assoc_actor_1", Kind::String, "further actors"),
    column("inter1", Kind::String, "class of actor1 by its sector"),
    column("actor2", Kind::String, "first recipient's name"),
    column("assoc_actor_2", Kind::String, "further recipients"),
    column("inter2", Kind::String, "class of actor2 by its sector"),
    column("interaction", Kind::String, "both classes"),
    column("civilian_targeting", Kind::String, "where civilians are the recipient of violence"),
    column("iso", Kind::Integer, "ISO numeric code of the place's country"),
    column("region", Kind::String, "region of the place's country"),
    column("country", Kind::String, "country of the place"),
    column("admin1", Kind::String, "place: first-order division"),
    column("admin2", Kind::String, ""),
    column("admin3", Kind::String, ""),
    column("location", Kind::String, "place: name"),
    column("latitude", Kind::Number, "place: populated places or finer"),
    column("longitude", Kind::Number, "place: populated places or finer"),
    column("geo_precision", Kind::Integer, "1 populated place, 3 division or country"),
    column("source", Kind::String, "publisher, and who is cited"),
    column("source_scale", Kind::String, ""),
    column("notes", Kind::String, "type, trigger and status in our words; no text of the article"),
    column("fatalities", Kind::Integer, ""),
    column("tags", Kind::String, "mode"),
    column("timestamp", Kind::Integer, "midnight UTC of the day of publication, seconds since 1970"),
];

const POLITICAL_VIOLENCE: &str = "Political violence";
const DEMONSTRATIONS: &str = "Demonstrations";
const STRATEGIC: &str = "Strategic developments";
const REMOTE: &str = "Explosions/Remote violence";
const CIVILIANS: &str = "Violence against civilians";

fn rows(subject: &Subject<'_>) -> Result<Vec<Row>, Exclusion> {
    let record = subject.record;
    let day = subject.when.day.ok_or(Exclusion::NoDay)?;
    let (disorder, kind, sub_kind) = types(record).ok_or(Exclusion::NoCode)?;
    let place = record.place.as_ref();
    let country = place.and_then(|p| p.country.as_deref()).and_then(|code| subject.crosswalks.country(code));
    let here = place.and_then(|p| p.country.as_deref());
    let stem = record.id.trim_start_matches("e_");
    let id = format!("{}{stem}", here.unwrap_or(""));
    // Mutual events name all their parties as actors.
    let (first, rest) = (record.actors.first(), record.actors.get(1..).unwrap_or_default());
    let (second, others) = match record.recipients.first() {
        Some(second) => (Some(second), record.recipients[1..].iter().collect()),
        None => (rest.first(), Vec::new()),
    };
    let beside_first: Vec<&Party> =
        if record.recipients.is_empty() { rest.iter().skip(1).collect() } else { rest.iter().collect() };
    let inter1 = first.map_or("", |party| class(party, here, Some(record)));
    let inter2 = second.map_or("", |party| class(party, here, None));
    let is_at_civilians = inter2 == "Civilians" && disorder == POLITICAL_VIOLENCE;
    let sources =
        record.article.publisher.iter().cloned().chain(
            record.according_to.iter().map(|a| a.source.as_ref().map_or(a.words.text.clone(), |s| s.name.clone())),
        );
    let level = place.map(|p| p.level.as_str());
    let fields = vec![
        id.clone(),
        day.to_string(),
        day.year().to_string(),
        subject.when.precision.to_string(),
        disorder.to_string(),
        kind.to_string(),
        sub_kind.to_string(),
        first.map_or(String::new(), |party| named(subject, party)),
        beside_first.iter().map(|party| named(subject, party)).collect::<Vec<_>>().join("; "),
        inter1.to_string(),
        second.map_or(String::new(), |party| named(subject, party)),
        others.iter().map(|party| named(subject, party)).collect::<Vec<_>>().join("; "),
        inter2.to_string(),
        match (inter1, inter2) {
            ("", "") => String::new(),
            (one, "") => format!("{one} only"),
            ("", other) => format!("{other} only"),
            (one, other) => format!("{one}-{other}"),
        },
        if is_at_civilians { "Civilian targeting" } else { "" }.to_string(),
        text_of(country.map(|country| country.iso_numeric.clone())),
        text_of(country.map(|country| country.region.clone())),
        text_of(country.map(|country| country.name.clone())),
        text_of(place.and_then(|p| if p.level == "admin1" { Some(p.name.clone()) } else { p.admin1.clone() })),
        String::new(),
        String::new(),
        text_of(place.map(|p| p.name.clone())),
        text_of(place.and_then(|p| p.lat)),
        text_of(place.and_then(|p| p.lon)),
        text_of(level.map(|level| if level == "place" { 1 } else { 3 })),
        sources.collect::<Vec<_>>().join("; "),
        String::new(),
        format!("{} “{}” ({})", record.event, record.trigger.text, record.status.as_str()),
        String::new(),
        text_of(record.mode.clone()),
        text_of(
            subject
                .when
                .published
                .and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok())
                .map(|at| at.timestamp().as_second()),
        ),
    ];
    Ok(vec![Row { id, fields, is_reciprocal: false }])
}

/// A name with its country, as in "Military Forces (Ukraine)"; states and those without a country by the name alone.
fn named(subject: &Subject<'_>, party: &Party) -> String {
    let country = party.country.as_deref().and_then(|code| subject.crosswalks.country(code));
    match country {
        Some(country) if country.name != party.name => format!("{} ({})", party.name, country.name),
        _ => party.name.clone(),
    }
}

/// Disorder type, event type, sub-event type; `None` for types without a home in this scheme.
fn types(record: &Record) -> Option<(&'static str, &'static str, &'static str)> {
    let mode = record.mode.as_deref().unwrap_or("");
    let has =
        |parties: &[Party], sectors: &[&str]| parties.iter().any(|party| sectors.contains(&party.sector.as_str()));
    let armed = ["MIL", "REB", "PRM", "UAF", "COP", "SPY"];
    let civil = ["CVL", "JRN", "REL", "REF", "SOC", "NGO", "LAB", "EDU", "MED", "AGR", "BUS", "OPP", "PTY"];
    Some(match (record.event.as_str(), mode) {
        ("ASSAULT", "aerial" | "drone") => (POLITICAL_VIOLENCE, REMOTE, "Air/drone strike"),
        ("ASSAULT", "heavy-weapons") => (POLITICAL_VIOLENCE, REMOTE, "Shelling/artillery/missile attack"),
        ("ASSAULT", "suicide-attack") => (POLITICAL_VIOLENCE, REMOTE, "Suicide bomb"),
        ("ASSAULT", "explosives") => (POLITICAL_VIOLENCE, REMOTE, "Remote explosive/landmine/IED"),
        ("ASSAULT", "unconventional") => (POLITICAL_VIOLENCE, REMOTE, "Chemical weapon"),
        ("ASSAULT", "abduct") => (POLITICAL_VIOLENCE, CIVILIANS, "Abduction/forced disappearance"),
        ("ASSAULT", "sexual") => (POLITICAL_VIOLENCE, CIVILIANS, "Sexual violence"),
        ("ASSAULT", "crowd-control") => (DEMONSTRATIONS, "Protests", "Protest with intervention"),
        ("ASSAULT", "destroy") => (STRATEGIC, STRATEGIC, "Looting/property destruction"),
        ("ASSAULT", _) if has(&record.recipients, &civil) => (POLITICAL_VIOLENCE, CIVILIANS, "Attack"),
        ("ASSAULT", _) if has(&record.actors, &armed) || has(&record.recipients, &armed) => {
            (POLITICAL_VIOLENCE, "Battles", "Armed clash")
        }
        ("ASSAULT", _) if has(&record.actors, &["GOV"]) && has(&record.recipients, &["GOV"]) => {
            (POLITICAL_VIOLENCE, "Battles", "Armed clash")
        }
        // Who fought whom is not told: no guess between a battle and an attack on civilians.
        ("ASSAULT", _) => (POLITICAL_VIOLENCE, "", ""),
        ("PROTEST", "riot" | "vandalize") => (DEMONSTRATIONS, "Riots", "Violent demonstration"),
        ("PROTEST", _) => (DEMONSTRATIONS, "Protests", "Peaceful protest"),
        ("COERCE", "arrest") => (STRATEGIC, STRATEGIC, "Arrests"),
        ("COERCE", "seize") => (STRATEGIC, STRATEGIC, "Looting/property destruction"),
        ("MOBILIZE", "troops" | "militia") => (STRATEGIC, STRATEGIC, "Change to group/activity"),
        ("AGREE", _) | ("RETREAT", "ceasefire") => (STRATEGIC, STRATEGIC, "Agreement"),
        ("COERCE" | "MOBILIZE" | "RETREAT", _) => (STRATEGIC, STRATEGIC, "Other"),
        _ => return None,
    })
}

/// The class of an actor; `protest` is the record where the actor of a protest is meant.
fn class(party: &Party, here: Option<&str>, protest: Option<&Record>) -> &'static str {
    if let Some(record) = protest.filter(|record| record.event == "PROTEST") {
        return if matches!(record.mode.as_deref(), Some("riot" | "vandalize")) { "Rioters" } else { "Protesters" };
    }
    let country = party.country.as_deref();
    match party.sector.as_str() {
        "MIL" | "COP" | "GOV" | "SPY" | "JUD" | "LEG" => {
            // Forces of another state than the one where it happens.
            let is_foreign = matches!((country, here), (Some(own), Some(here)) if own != here);
            if is_foreign { "External/Other forces" } else { "State forces" }
        }
        "REB" => "Rebel group",
        "PRM" | "UAF" | "PTY" | "OPP" | "CRM" => "Political militia",
        "IGO" | "ISM" | "MNC" => "External/Other forces",
        "UNK" | "ELI" | "PRE" => "",
        _ => "Civilians",
    }
}
