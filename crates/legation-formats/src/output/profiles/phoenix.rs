//! Phoenix, the live pipeline of the Open Event Data Alliance: 26 columns, tab-separated, without a header; one row a day
//! for the same pair and code.

use super::parties::{CameoActor, cameo_actor, code_of, pairs};
use super::when::compact;
use super::{CAMEO_HOMELESS, Column, Exclusion, Kind, Limits, Row, Shape, Subject, column, decimal, text_of};
use crate::output::record::Party;

/// `phoenix`.
pub(super) const PHOENIX: Shape = Shape {
    name: "phoenix",
    about: "Phoenix: 26 columns, tabs, no header",
    columns: &COLUMNS,
    has_header: false,
    separator: '\t',
    missing: "",
    limits: Limits {
        homeless: &[&CAMEO_HOMELESS, &HOMELESS],
        remarks: &[
            "Rows are unique for day, parties and code, as Phoenix has them: two acts of a day by the same pair are one row, and the sidecar lists all events of a row.",
            "Events with only one side are left out: Phoenix has none.",
            "EventID counts rows, so it is not stable between exports; the sidecar has the stable ids.",
        ],
    },
    one_a_day: true,
    rows,
};

const HOMELESS: [&str; 4] = ["mode", "actors.name", "recipients.name", "confidence"];

const COLUMNS: [Column; 26] = [
    column("EventID", Kind::String, "number of the row and version of the program"),
    column("Date", Kind::String, "first day of the event's time, else day of publication (sidecar: date_basis)"),
    column("Year", Kind::Integer, "of Date"),
    column("Month", Kind::Integer, "of Date"),
    column("Day", Kind::Integer, "of Date"),
    column("SourceActorFull", Kind::String, "CAMEO code of the actor from country, sectors and known organisations"),
    column("SourceActorEntity", Kind::String, "country, or kind of international body"),
    column("SourceActorRole", Kind::String, "first role"),
    column("SourceActorAttribute", Kind::String, "further roles and known organisation"),
    column("TargetActorFull", Kind::String, "as SourceActorFull, of the recipient"),
    column("TargetActorEntity", Kind::String, "country, or kind of international body"),
    column("TargetActorRole", Kind::String, "first role"),
    column("TargetActorAttribute", Kind::String, "further roles and known organisation"),
    column("EventCode", Kind::String, "cameo; 043 where a visit is seen from the host's side"),
    column("EventRootCode", Kind::String, "first two digits of EventCode"),
    column("PentaClass", Kind::Integer, "Phoenix's class of the code, 0-4"),
    column("GoldsteinScore", Kind::Number, "Phoenix's score of the code"),
    column("Issues", Kind::String, "contexts, each with its count of events"),
    column("Lat", Kind::Number, "place: populated places or finer"),
    column("Lon", Kind::Number, "place: populated places or finer"),
    column("LocationName", Kind::String, "place: name"),
    column("StateName", Kind::String, "place: first-order division"),
    column("CountryCode", Kind::String, "place: ISO alpha-3"),
    column("SentenceIDs", Kind::String, "article's id and sentence, from 1"),
    column("URLs", Kind::String, "url"),
    column("NewsSources", Kind::String, "publisher"),
];

/// Columns whose values are lists that grow when rows are merged.
const LISTS: [usize; 3] = [23, 24, 25];
/// The column of issues with counts.
const ISSUES: usize = 17;

/// What makes two rows one: day, parties, code.
pub(super) fn key(fields: &[String]) -> [String; 4] {
    [1, 5, 9, 13].map(|idx| fields[idx].clone())
}

/// The id of the row with this number; `version` is that of the program.
pub(super) fn id(number: usize, version: &str) -> String {
    format!("{number}_{version}")
}

/// Takes a row of the same day, parties and code into another.
pub(super) fn merge(into: &mut [String], from: &[String]) {
    for column in LISTS {
        let is_new = !into[column].split(';').any(|part| part == from[column]);
        if is_new && !from[column].is_empty() {
            if !into[column].is_empty() {
                into[column].push(';');
            }
            into[column].push_str(&from[column]);
        }
    }
    let mut issues = counted(&into[ISSUES]);
    for (name, count) in counted(&from[ISSUES]) {
        match issues.iter_mut().find(|(other, _)| *other == name) {
            Some((_, sum)) => *sum += count,
            None => issues.push((name, count)),
        }
    }
    let text: Vec<String> = issues.iter().map(|(name, count)| format!("{name},{count}")).collect();
    into[ISSUES] = text.join(";");
}

fn counted(issues: &str) -> Vec<(String, u32)> {
    let parts = issues.split(';').filter_map(|part| part.split_once(','));
    parts.map(|(name, count)| (name.to_string(), count.parse().unwrap_or(0))).collect()
}

fn rows(subject: &Subject<'_>) -> Result<Vec<Row>, Exclusion> {
    let record = subject.record;
    let day = subject.when.day.ok_or(Exclusion::NoDay)?;
    let version = record.run.split('+').next().unwrap_or("").to_string();
    let place = record.place.as_ref();
    let mut found = Vec::new();
    for pair in &pairs(record) {
        let (Some(actor), Some(recipient)) = (pair.actor, pair.recipient) else { return Err(Exclusion::OneSide) };
        let code = code_of(record, pair).ok_or(Exclusion::NoCode)?;
        let cameo = subject.crosswalks.cameo(&code).ok_or(Exclusion::NoCode)?;
        let (actor, recipient) = (side(subject, actor), side(subject, recipient));
        if actor[0].is_empty() || recipient[0].is_empty() {
            return Err(Exclusion::OneSide);
        }
        let mut fields = vec![version.clone(), compact(day)];
        fields.extend([day.year().to_string(), day.month().to_string(), day.day().to_string()]);
        fields.extend(actor);
        fields.extend(recipient);
        fields.extend([code.clone(), code[..2].to_string(), cameo.pentaclass.to_string(), decimal(cameo.phoenix)]);
        let issues: Vec<String> = record.contexts.iter().map(|name| format!("{},1", name.to_uppercase())).collect();
        fields.extend([
            issues.join(";"),
            text_of(place.and_then(|p| p.lat)),
            text_of(place.and_then(|p| p.lon)),
            text_of(place.map(|p| p.name.clone())),
            text_of(place.and_then(|p| p.admin1.clone())),
            text_of(place.and_then(|p| p.country.clone())),
            format!("{}_{}", record.article.id.replace(';', ","), record.sentence.index + 1),
            text_of(record.article.url.clone()).replace(';', "%3B"),
            text_of(record.article.publisher.clone()).replace(';', ","),
        ]);
        found.push(Row { id: String::new(), fields, is_reciprocal: pair.is_reversed });
    }
    Ok(found)
}

/// The four columns of a side: full code, root, role, the rest.
fn side(subject: &Subject<'_>, party: &Party) -> [String; 4] {
    let mut actor = cameo_actor(party, subject.crosswalks);
    // Phoenix's dictionaries have ISO's codes where GDELT keeps older ones; Kosovo has none in ISO.
    let iso = party.country.as_deref().filter(|iso| *iso != "XKX" && subject.crosswalks.country(iso).is_some());
    if let Some(iso) = iso {
        actor.country = iso.to_string();
    }
    let full = actor.full();
    let CameoActor { country, group, roles } = actor;
    let mut parts: Vec<String> = Vec::new();
    if group.is_empty() {
        parts.extend(std::iter::once(country).filter(|country| !country.is_empty()));
        parts.extend(roles);
    } else {
        parts.extend(roles);
        parts.extend(std::iter::once(country).filter(|country| !country.is_empty()));
        parts.push(group);
    }
    let mut parts = parts.into_iter();
    // A role without a country has no root.
    let root = if party.country.is_none() { String::new() } else { parts.next().unwrap_or_default() };
    let role = parts.next().unwrap_or_default();
    [full, root, role, parts.collect::<Vec<_>>().join(";")]
}
