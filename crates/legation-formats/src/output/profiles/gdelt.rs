//! GDELT 2.0: the events table (61 columns) and the mentions table (16 columns), tab-separated, without a header.

use super::parties::{CameoActor, Pair, cameo_actor, code_of, pairs};
use super::when::compact;
use super::{
    CAMEO_HOMELESS, Column, Exclusion, Kind, Limits, Row, Shape, Subject, column, decimal, number_of, text_of,
};
use crate::output::record::{Party, PlaceFields};
use legation_types::Date;

/// `gdelt2-events`.
pub(super) const EVENTS: Shape = Shape {
    name: "gdelt2-events",
    about: "GDELT 2.0 events: 61 columns, tabs, no header",
    columns: &EVENT_COLUMNS,
    has_header: false,
    separator: '\t',
    missing: "",
    limits: Limits {
        homeless: &[&CAMEO_HOMELESS, &HOMELESS],
        remarks: &[
            "One row for each actor with each recipient; mutual events have a row each way (sidecar: group).",
            "EventCode is the best CAMEO code of a PLOVER type, so distinctions that PLOVER does not make are lost.",
            "NumMentions, NumSources and NumArticles are 1: a row is one report's claim, not a count over reports.",
            "A country or division has no coordinates: no centre stands in for them.",
        ],
    },
    one_a_day: false,
    rows: events,
};

/// `gdelt2-mentions`.
pub(super) const MENTIONS: Shape = Shape {
    name: "gdelt2-mentions",
    about: "GDELT 2.0 mentions: 16 columns, tabs, no header",
    columns: &MENTION_COLUMNS,
    has_header: false,
    separator: '\t',
    missing: "",
    limits: Limits {
        homeless: &[&CAMEO_HOMELESS, &HOMELESS],
        remarks: &[
            "GLOBALEVENTID is that of gdelt2-events made from the same events; one line for each of its rows.",
            "Offsets are exact: code points into the article's text, -1 where a side is missing.",
            "Confidence is the probability that type and participants are right, in steps of 10; GDELT's says how much rewriting it took.",
        ],
    },
    one_a_day: false,
    rows: mentions,
};

const HOMELESS: [&str; 4] = ["mode", "contexts", "score", "article.title"];

const CODES: &str = "CAMEO code of the participant from country, sectors and known organisations";

const EVENT_COLUMNS: [Column; 61] = [
    column("GLOBALEVENTID", Kind::Integer, "53 bits of the event's id, last byte the row's number"),
    column("SQLDATE", Kind::Integer, "first day of the event's time, else day of publication (sidecar: date_basis)"),
    column("MonthYear", Kind::Integer, "of SQLDATE"),
    column("Year", Kind::Integer, "of SQLDATE"),
    column("FractionDate", Kind::Number, "year + (30 × months gone + day) / 365, of SQLDATE"),
    column("Actor1Code", Kind::String, CODES),
    column("Actor1Name", Kind::String, "name, in capitals"),
    column("Actor1CountryCode", Kind::String, "CAMEO country or region of Actor1Code"),
    column("Actor1KnownGroupCode", Kind::String, "organisation in Actor1Code"),
    column("Actor1EthnicCode", Kind::String, ""),
    column("Actor1Religion1Code", Kind::String, ""),
    column("Actor1Religion2Code", Kind::String, ""),
    column("Actor1Type1Code", Kind::String, "first role in Actor1Code"),
    column("Actor1Type2Code", Kind::String, "second role"),
    column("Actor1Type3Code", Kind::String, "third role"),
    column("Actor2Code", Kind::String, CODES),
    column("Actor2Name", Kind::String, "name, in capitals"),
    column("Actor2CountryCode", Kind::String, "CAMEO country or region of Actor2Code"),
    column("Actor2KnownGroupCode", Kind::String, "organisation in Actor2Code"),
    column("Actor2EthnicCode", Kind::String, ""),
    column("Actor2Religion1Code", Kind::String, ""),
    column("Actor2Religion2Code", Kind::String, ""),
    column("Actor2Type1Code", Kind::String, "first role in Actor2Code"),
    column("Actor2Type2Code", Kind::String, "second role"),
    column("Actor2Type3Code", Kind::String, "third role"),
    column(
        "IsRootEvent",
        Kind::Integer,
        "1 in headline and first paragraph; from records alone: in the first sentence",
    ),
    column("EventCode", Kind::String, "cameo; 043 where a visit is seen from the host's side"),
    column("EventBaseCode", Kind::String, "first three digits of EventCode"),
    column("EventRootCode", Kind::String, "first two digits of EventCode"),
    column("QuadClass", Kind::Integer, "GDELT's class of the root code: 01-05 1, 06-09 2, 10-14 3, 15-20 4"),
    column("GoldsteinScale", Kind::Number, "score of EventCode in the CAMEO family (Phoenix)"),
    column("NumMentions", Kind::Integer, "1"),
    column("NumSources", Kind::Integer, "1"),
    column("NumArticles", Kind::Integer, "1"),
    column("AvgTone", Kind::Number, ""),
    column("Actor1Geo_Type", Kind::Integer, "0: where the participant is is not coded"),
    column("Actor1Geo_FullName", Kind::String, ""),
    column("Actor1Geo_CountryCode", Kind::String, ""),
    column("Actor1Geo_ADM1Code", Kind::String, ""),
    column("Actor1Geo_ADM2Code", Kind::String, ""),
    column("Actor1Geo_Lat", Kind::Number, ""),
    column("Actor1Geo_Long", Kind::Number, ""),
    column("Actor1Geo_FeatureID", Kind::String, ""),
    column("Actor2Geo_Type", Kind::Integer, "0: where the participant is is not coded"),
    column("Actor2Geo_FullName", Kind::String, ""),
    column("Actor2Geo_CountryCode", Kind::String, ""),
    column("Actor2Geo_ADM1Code", Kind::String, ""),
    column("Actor2Geo_ADM2Code", Kind::String, ""),
    column("Actor2Geo_Lat", Kind::Number, ""),
    column("Actor2Geo_Long", Kind::Number, ""),
    column("Actor2Geo_FeatureID", Kind::String, ""),
    column(
        "ActionGeo_Type",
        Kind::Integer,
        "level of the place: 0 none, 1 country, 2 US state, 3 US place, 4 place, 5 division",
    ),
    column("ActionGeo_FullName", Kind::String, "place, division, country"),
    column("ActionGeo_CountryCode", Kind::String, "FIPS 10-4 of the place's country"),
    column("ActionGeo_ADM1Code", Kind::String, "the country's FIPS code where the place is a country"),
    column("ActionGeo_ADM2Code", Kind::String, ""),
    column("ActionGeo_Lat", Kind::Number, "of populated places or finer"),
    column("ActionGeo_Long", Kind::Number, "of populated places or finer"),
    column("ActionGeo_FeatureID", Kind::String, "the country's FIPS code where the place is a country"),
    column("DATEADDED", Kind::Integer, "midnight UTC of the day of publication"),
    column("SOURCEURL", Kind::String, "url, else publisher and title, else the article's id"),
];

const MENTION_COLUMNS: [Column; 16] = [
    column("GLOBALEVENTID", Kind::Integer, "as in gdelt2-events"),
    column("EventTimeDate", Kind::Integer, "midnight UTC of the day of publication"),
    column("MentionTimeDate", Kind::Integer, "midnight UTC of the day of publication"),
    column("MentionType", Kind::Integer, "1 where a url is known, else 2 (citation)"),
    column("MentionSourceName", Kind::String, "host of the url, else publisher"),
    column("MentionIdentifier", Kind::String, "url, else publisher and title, else the article's id"),
    column("SentenceID", Kind::Integer, "sentence, from 1"),
    column("Actor1CharOffset", Kind::Integer, "first code point of the actor's words, -1 if none"),
    column("Actor2CharOffset", Kind::Integer, "first code point of the recipient's words, -1 if none"),
    column("ActionCharOffset", Kind::Integer, "first code point of the trigger"),
    column("InRawText", Kind::Integer, "0 where a side was found by coreference"),
    column("Confidence", Kind::Integer, "confidence in steps of 10, at least 10"),
    column("MentionDocLen", Kind::Integer, "code points of the text; missing from records alone"),
    column("MentionDocTone", Kind::Number, ""),
    column("MentionDocTranslationInfo", Kind::String, ""),
    column("Extras", Kind::String, ""),
];

fn events(subject: &Subject<'_>) -> Result<Vec<Row>, Exclusion> {
    let record = subject.record;
    let day = subject.when.day.ok_or(Exclusion::NoDay)?;
    let mut rows = Vec::new();
    for (idx, pair) in pairs(record).iter().enumerate() {
        let code = code_of(record, pair).ok_or(Exclusion::NoCode)?;
        let cameo = subject.crosswalks.cameo(&code).ok_or(Exclusion::NoCode)?;
        let id = number_of(record, idx).to_string();
        let mut fields = vec![id.clone(), compact(day), compact(day)[..6].to_string(), format!("{:04}", day.year())];
        fields.push(fraction(day));
        fields.extend(actor(subject, pair.actor));
        fields.extend(actor(subject, pair.recipient));
        fields.push(u8::from(is_root(subject)).to_string());
        fields.extend([code.clone(), code[..code.len().min(3)].to_string(), code[..2].to_string()]);
        fields.extend([cameo.quad_class.to_string(), decimal(cameo.phoenix)]);
        fields.extend(["1", "1", "1", ""].map(String::from));
        for _ in 0..2 {
            fields.push("0".to_string());
            fields.extend(std::iter::repeat_n(String::new(), 7));
        }
        fields.extend(geography(subject, record.place.as_ref()));
        fields.extend([added(subject), citation(subject)]);
        rows.push(Row { id, fields, is_reciprocal: pair.is_reversed });
    }
    Ok(rows)
}

fn mentions(subject: &Subject<'_>) -> Result<Vec<Row>, Exclusion> {
    let record = subject.record;
    // The same exclusions as for events: a mention of no event would dangle.
    subject.when.day.ok_or(Exclusion::NoDay)?;
    let mut rows = Vec::new();
    for (idx, pair) in pairs(record).iter().enumerate() {
        let code = code_of(record, pair).ok_or(Exclusion::NoCode)?;
        subject.crosswalks.cameo(&code).ok_or(Exclusion::NoCode)?;
        let id = number_of(record, idx).to_string();
        let url = record.article.url.as_deref();
        let source = url.and_then(host).or(record.article.publisher.clone()).unwrap_or_default();
        let offset = |party: Option<&Party>| party.map_or("-1".to_string(), |party| party.words.start.to_string());
        let confidence = (record.confidence * 10.0).round().clamp(1.0, 10.0) * 10.0;
        let fields = vec![
            id.clone(),
            added(subject),
            added(subject),
            if url.is_some() { "1" } else { "2" }.to_string(),
            source,
            citation(subject),
            (record.sentence.index + 1).to_string(),
            offset(pair.actor),
            offset(pair.recipient),
            record.trigger.start.to_string(),
            u8::from(!is_rewritten(pair)).to_string(),
            confidence.to_string(),
            text_of(subject.facts.length),
            String::new(),
            String::new(),
            String::new(),
        ];
        rows.push(Row { id, fields, is_reciprocal: pair.is_reversed });
    }
    Ok(rows)
}

fn is_rewritten(pair: &Pair<'_>) -> bool {
    [pair.actor, pair.recipient].into_iter().flatten().any(|party| party.basis == "coreference")
}

/// The codebook's formula taken with months gone by: with the month's own number December would lie in the next year.
fn fraction(day: Date) -> String {
    let part = f64::from((i32::from(day.month()) - 1) * 30 + i32::from(day.day())) / 365.0;
    format!("{:.4}", f64::from(day.year()) + part)
}

/// The ten columns of a side.
fn actor(subject: &Subject<'_>, party: Option<&Party>) -> [String; 10] {
    let Some(party) = party else { return Default::default() };
    let CameoActor { country, group, roles } = cameo_actor(party, subject.crosswalks);
    let full = CameoActor { country: country.clone(), group: group.clone(), roles: roles.clone() }.full();
    let role = |idx: usize| roles.get(idx).cloned().unwrap_or_default();
    let none = String::new;
    let name = party.name.to_uppercase();
    [full, name, country, group, none(), none(), none(), role(0), role(1), role(2)]
}

fn is_root(subject: &Subject<'_>) -> bool {
    match subject.facts.lead_end {
        Some(end) => subject.record.sentence.start < end,
        None => subject.record.sentence.index == 0,
    }
}

/// The eight columns of a place.
fn geography(subject: &Subject<'_>, place: Option<&PlaceFields>) -> [String; 8] {
    let none = || [("0"), "", "", "", "", "", "", ""].map(String::from);
    let Some(place) = place else { return none() };
    let country = place.country.as_deref().and_then(|code| subject.crosswalks.country(code));
    let is_american = place.country.as_deref() == Some("USA");
    let kind = match (place.level.as_str(), is_american) {
        ("country", _) => "1",
        ("admin1", true) => "2",
        ("admin1", false) => "5",
        (_, true) => "3",
        (_, false) => "4",
    };
    let mut parts = vec![place.name.clone()];
    if place.level == "place" {
        parts.extend(place.admin1.clone().filter(|admin1| *admin1 != place.name));
    }
    if place.level != "country" {
        parts.extend(country.map(|country| country.name.clone()));
    }
    let fips = country.map(|country| country.fips.clone()).unwrap_or_default();
    let whole = if kind == "1" { fips.clone() } else { String::new() };
    [
        kind.to_string(),
        parts.join(", "),
        fips,
        whole.clone(),
        String::new(),
        text_of(place.lat),
        text_of(place.lon),
        whole,
    ]
}

fn added(subject: &Subject<'_>) -> String {
    subject.when.published.map(|day| compact(day) + "000000").unwrap_or_default()
}

fn citation(subject: &Subject<'_>) -> String {
    let article = &subject.record.article;
    if let Some(url) = &article.url {
        return url.clone();
    }
    let parts: Vec<&str> = [article.publisher.as_deref(), article.title.as_deref()].into_iter().flatten().collect();
    if parts.is_empty() { article.id.clone() } else { parts.join(": ") }
}

/// The host of a url, without `www.`.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_string())
}
