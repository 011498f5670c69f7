//! ICEWS: 20 columns, tab-separated, with a header; directed pairs, mutual events both ways with consecutive ids.

use super::parties::{code_of, pairs};
use super::{
    CAMEO_HOMELESS, Column, Crosswalks, Exclusion, Kind, Limits, Row, Shape, Subject, column, decimal, number_of,
    text_of,
};
use crate::output::record::Party;

/// `icews`.
pub(super) const ICEWS: Shape = Shape {
    name: "icews",
    about: "ICEWS: 20 columns, tabs, header",
    columns: &COLUMNS,
    has_header: true,
    separator: '\t',
    missing: "NA",
    limits: Limits {
        homeless: &[&CAMEO_HOMELESS, &HOMELESS],
        remarks: &[
            "Read with quoting off. Mutual events have a row each way with consecutive ids (sidecar: group).",
            "Events with only one side are left out: ICEWS has none.",
            "Sectors are ICEWS's names for PLOVER's sectors, coarser than ICEWS's own.",
        ],
    },
    one_a_day: false,
    rows,
};

const HOMELESS: [&str; 3] = ["mode", "contexts", "confidence"];

const COLUMNS: [Column; 20] = [
    column("Event ID", Kind::Integer, "53 bits of the event's id, last byte the row's number"),
    column("Event Date", Kind::Date, "first day of the event's time, else day of publication (sidecar: date_basis)"),
    column("Source Name", Kind::String, "actor's name; described ones by their role and country, as ICEWS names them"),
    column("Source Sectors", Kind::String, "actor's sectors"),
    column("Source Country", Kind::String, "actor's country"),
    column("Event Text", Kind::String, "label of the CAMEO code"),
    column("CAMEO Code", Kind::String, "cameo; 043 where a visit is seen from the host's side"),
    column("Intensity", Kind::Number, "ICEWS's score of the CAMEO code"),
    column("Target Name", Kind::String, "recipient's name"),
    column("Target Sectors", Kind::String, "recipient's sectors"),
    column("Target Country", Kind::String, "recipient's country"),
    column("Story ID", Kind::Integer, "48 bits of the hash of the article's text"),
    column("Sentence Number", Kind::Integer, "sentence, from 1"),
    column("Publisher", Kind::String, "article: publisher"),
    column("City", Kind::String, "place: name of a populated place"),
    column("District", Kind::String, ""),
    column("Province", Kind::String, "place: first-order division"),
    column("Country", Kind::String, "place: country"),
    column("Latitude", Kind::Number, "place: populated places or finer"),
    column("Longitude", Kind::Number, "place: populated places or finer"),
];

fn rows(subject: &Subject<'_>) -> Result<Vec<Row>, Exclusion> {
    let record = subject.record;
    let day = subject.when.day.ok_or(Exclusion::NoDay)?;
    let place = record.place.as_ref();
    let level = place.map(|p| p.level.as_str());
    let story = record.article.sha256.get(..12).and_then(|hex| u64::from_str_radix(hex, 16).ok());
    let mut found = Vec::new();
    for (idx, pair) in pairs(record).iter().enumerate() {
        let (Some(actor), Some(recipient)) = (pair.actor, pair.recipient) else { return Err(Exclusion::OneSide) };
        let code = code_of(record, pair).ok_or(Exclusion::NoCode)?;
        let cameo = subject.crosswalks.cameo(&code).ok_or(Exclusion::NoCode)?;
        let id = number_of(record, idx).to_string();
        let mut fields = vec![id.clone(), day.to_string()];
        fields.extend(side(actor, subject.crosswalks));
        fields.extend([cameo.label.clone(), code, decimal(cameo.icews)]);
        fields.extend(side(recipient, subject.crosswalks));
        fields.extend([
            text_of(story),
            (record.sentence.index + 1).to_string(),
            text_of(record.article.publisher.clone()),
            text_of(place.filter(|_| level == Some("place")).map(|p| p.name.clone())),
            String::new(),
            text_of(place.and_then(|p| if p.level == "admin1" { Some(p.name.clone()) } else { p.admin1.clone() })),
            text_of(place.and_then(|p| country(p.country.as_deref(), subject.crosswalks))),
            text_of(place.and_then(|p| p.lat)),
            text_of(place.and_then(|p| p.lon)),
        ]);
        found.push(Row { id, fields, is_reciprocal: pair.is_reversed });
    }
    Ok(found)
}

fn country(code: Option<&str>, crosswalks: &Crosswalks) -> Option<String> {
    crosswalks.country(code?).map(|country| country.icews.clone())
}

/// Name, sectors, country of a side.
fn side(party: &Party, crosswalks: &Crosswalks) -> [String; 3] {
    let country = country(party.country.as_deref(), crosswalks);
    let is_state = party.country.as_deref().and_then(|c| crosswalks.country(c)).is_some_and(|c| c.name == party.name);
    if is_state {
        let name = country.clone().unwrap_or_default();
        return [name.clone(), String::new(), name];
    }
    let mut sectors: Vec<&str> = Vec::new();
    for sector in std::iter::once(&party.sector).chain(&party.other_sectors) {
        for name in sector_names(sector) {
            if !sectors.contains(name) {
                sectors.push(name);
            }
        }
    }
    // Somebody described, not named: ICEWS writes the kind of actor and the country. A capital after the
    // first word may begin a name, so those words stay as they are.
    let has_name = party.name.split_whitespace().skip(1).any(|word| word.starts_with(char::is_uppercase));
    let is_described = match party.basis.as_str() {
        "pattern" => !has_name,
        "none" => !has_name && !party.name.starts_with(char::is_uppercase),
        _ => false,
    };
    let generic = generic_name(&party.sector);
    let name = match (&country, is_described && !generic.is_empty()) {
        (Some(country), true) => format!("{generic} ({country})"),
        _ => party.name.clone(),
    };
    [name, sectors.join(","), country.unwrap_or_default()]
}

/// ICEWS's sectors for one of PLOVER's.
fn sector_names(sector: &str) -> &'static [&'static str] {
    match sector {
        "GOV" => &["Executive", "Government"],
        "MIL" => &["Military", "Government"],
        "COP" => &["Police", "Government"],
        "JUD" => &["Judicial", "Government"],
        "LEG" => &["Legislative / Parliamentary", "Government"],
        "SPY" => &["State Intelligence", "Government"],
        "PTY" => &["Parties"],
        "OPP" => &["Opposition", "Dissident"],
        "REB" => &["Rebel", "Dissident"],
        "PRM" | "UAF" => &["Unidentified Forces"],
        "CRM" => &["Criminals / Gangs", "Dissident"],
        "AGR" => &["Agriculture", "Business"],
        "BUS" | "MNC" => &["Business"],
        "JRN" => &["Media", "Social"],
        "MED" => &["Medical / Health", "Social"],
        "EDU" => &["Education", "Social"],
        "LAB" => &["Labor", "Social"],
        "REL" => &["Religious", "Social"],
        "REF" => &["Refugees / Displaced", "Social"],
        "CVL" | "SOC" => &["General Population / Civilian / Social", "Social"],
        "ELI" => &["Elite"],
        "IGO" => &["International Government Organization"],
        "NGO" | "ISM" => &["Nongovernmental Organization / Movement"],
        _ => &[],
    }
}

/// ICEWS's name for an unnamed actor of a sector.
fn generic_name(sector: &str) -> &'static str {
    match sector {
        "GOV" => "Government",
        "MIL" => "Military",
        "COP" => "Police",
        "JUD" => "Judiciary",
        "LEG" => "Lawmaker",
        "REB" => "Armed Rebel",
        "UAF" | "PRM" => "Armed Band",
        "OPP" => "Opposition Activist",
        "CVL" | "SOC" => "Citizen",
        "CRM" => "Criminal",
        "JRN" => "Media Personnel",
        "BUS" => "Business",
        "EDU" => "Education",
        "LAB" => "Labor Union",
        "REF" => "Refugee",
        "MED" => "Medical Personnel",
        _ => "",
    }
}
