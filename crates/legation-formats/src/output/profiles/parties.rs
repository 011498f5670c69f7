//! Who stands on which side of a row, and by which codes the CAMEO family knows them.

use super::Crosswalks;
use crate::output::record::{Party, Record};

/// One row's sides.
pub(super) struct Pair<'a> {
    pub(super) actor: Option<&'a Party>,
    pub(super) recipient: Option<&'a Party>,
    /// Whether the sides stand exchanged: the same deed seen from the other side.
    pub(super) is_reversed: bool,
}

/// Types whose actors, where no recipient is told, do it with one another.
const MUTUAL: [(&str, Option<&str>); 5] = [
    ("CONSULT", None),
    ("AGREE", None),
    ("COOPERATE", None),
    ("RETREAT", Some("ceasefire")),
    ("RETREAT", Some("release")),
];

/// Whether the actors of the event do it with one another.
pub(super) fn is_mutual(record: &Record) -> bool {
    record.recipients.is_empty()
        && record.actors.len() > 1
        && MUTUAL
            .iter()
            .any(|(event, mode)| *event == record.event && mode.is_none_or(|mode| record.mode.as_deref() == Some(mode)))
}

/// The event as directed pairs: every actor with every recipient; a mutual event both ways, as the CAMEO family
/// codes it; sides that are not told are `None`. Nobody is paired with himself ("accused each other"), and somebody
/// named twice on a side counts once.
pub(super) fn pairs(record: &Record) -> Vec<Pair<'_>> {
    let actors = distinct(&record.actors);
    let mut found = Vec::new();
    if is_mutual(record) && actors.len() > 1 {
        for (idx, one) in actors.iter().enumerate() {
            for other in &actors[idx + 1..] {
                found.push(Pair { actor: Some(*one), recipient: Some(*other), is_reversed: false });
                found.push(Pair { actor: Some(*other), recipient: Some(*one), is_reversed: true });
            }
        }
        return found;
    }
    let recipients = distinct(&record.recipients);
    let is_one_another = actors.len() > 1 && recipients.len() > 1;
    // A side that is not told is one `None`.
    for actor in (0..actors.len().max(1)).map(|idx| actors.get(idx).copied()) {
        for recipient in (0..recipients.len().max(1)).map(|idx| recipients.get(idx).copied()) {
            if is_one_another && actor.zip(recipient).is_some_and(|(one, other)| is_same(one, other)) {
                continue;
            }
            found.push(Pair { actor, recipient, is_reversed: false });
            // A visit is also a visit received.
            if record.mode.as_deref() == Some("visit") && actor.is_some() && recipient.is_some() {
                found.push(Pair { actor: recipient, recipient: actor, is_reversed: true });
            }
        }
    }
    found
}

fn is_same(one: &Party, other: &Party) -> bool {
    one.name == other.name && one.country == other.country
}

/// The parties, each once.
fn distinct(parties: &[Party]) -> Vec<&Party> {
    let mut found: Vec<&Party> = Vec::new();
    for party in parties {
        if !found.iter().any(|other| is_same(other, party)) {
            found.push(party);
        }
    }
    found
}

/// CAMEO's code for a row: a visit seen from the host's side is hosting.
pub(super) fn code_of(record: &Record, pair: &Pair<'_>) -> Option<String> {
    let code = record.cameo.as_deref()?;
    Some(if code == "042" && pair.is_reversed { "043".to_string() } else { code.to_string() })
}

/// A participant as CAMEO codes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CameoActor {
    /// Country or region, three letters.
    pub(super) country: String,
    /// An organisation with a code of its own.
    pub(super) group: String,
    /// Roles, in order.
    pub(super) roles: Vec<String>,
}

impl CameoActor {
    /// All parts in one: `USAGOV`, `IGOUNO`.
    pub(super) fn full(&self) -> String {
        if self.group.is_empty() {
            return self.country.clone() + &self.roles.concat();
        }
        self.roles.concat() + &self.country + &self.group
    }
}

/// CAMEO's regions that stand in codes of organisations.
const REGIONS: [&str; 12] = ["EUR", "WST", "AFR", "WAF", "EAF", "MEA", "SEA", "SAS", "CAS", "NAF", "CAF", "MOS"];
/// CAMEO's roles that stand in codes of organisations.
const ROLES: [&str; 12] = ["IGO", "BUS", "DEV", "JUD", "HLH", "REF", "LAB", "AGR", "COP", "MIL", "NGO", "HRI"];

/// The CAMEO coding of a participant. A state itself is its country code alone; persons and bodies carry their roles.
pub(super) fn cameo_actor(party: &Party, crosswalks: &Crosswalks) -> CameoActor {
    let country = party.country.as_deref().unwrap_or("");
    let known = crosswalks.organisation(&party.name).or(match country {
        "UNO" => Some("IGOUNO"),
        "EUR" => Some("IGOEUREEC"),
        _ => None,
    });
    if let Some(code) = known {
        return taken_apart(code);
    }
    let mut actor = CameoActor::default();
    match country {
        "IGO" | "IMG" | "NGO" | "MNC" => actor.roles.push(country.to_string()),
        "ISM" => actor.roles.push("NGM".to_string()),
        _ => {
            if let Some(found) = crosswalks.country(country) {
                actor.country = found.cameo.clone();
                if found.name == party.name {
                    return actor;
                }
            }
        }
    }
    for sector in std::iter::once(&party.sector).chain(&party.other_sectors) {
        let role = cameo_role(sector);
        if !role.is_empty() && !actor.roles.iter().any(|other| other == role) {
            actor.roles.push(role.to_string());
        }
    }
    actor.roles.truncate(3);
    actor
}

/// The parts of an organisation's code: `IGOEUREEC` is a body (IGO) of Europe (EUR), the Union (EEC).
fn taken_apart(code: &str) -> CameoActor {
    let mut actor = CameoActor::default();
    for part in code.as_bytes().chunks(3).filter_map(|part| std::str::from_utf8(part).ok()) {
        if ROLES.contains(&part) {
            actor.roles.push(part.to_string());
        } else if REGIONS.contains(&part) && actor.country.is_empty() {
            actor.country = part.to_string();
        } else {
            // The most specific part stands last: WHO after UNO.
            actor.group = part.to_string();
        }
    }
    actor
}

/// CAMEO's role for a PLOVER sector; empty where there is none. MED is the trap: medical here, media there.
fn cameo_role(sector: &str) -> &str {
    match sector {
        "JRN" => "MED",
        "MED" => "HLH",
        "PRM" => "UAF",
        "PRE" => "SEP",
        "SOC" => "CVL",
        "ISM" => "NGM",
        "REL" | "UNK" => "",
        other => other,
    }
}
