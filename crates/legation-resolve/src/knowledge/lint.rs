//! Faults in the knowledge that load well but cannot be true.

use super::{Knowledge, Target, key};
use legation_types::DataError;
use std::collections::BTreeMap;

/// Overlapping or inverted offices, offices without a beginning, full names that two people share; in the order of files and ids.
pub fn lint(knowledge: &Knowledge) -> Vec<DataError> {
    let mut errors = Vec::new();
    for person in &knowledge.people {
        let mut fault = |message: String, fix: &str| {
            errors.push(DataError::new(&person.file, 0, format!("{}: {message}", person.id), fix));
        };
        for office in &person.offices {
            if let (Some(from), Some(until)) = (office.from, office.until)
                && until < from
            {
                fault(format!("{} ends {until} before it begins {from}", office.role), "exchange the two dates");
            }
            if office.from.is_none() {
                fault(format!("{} has no beginning", office.role), "give the day it began in `from`");
            }
        }
        for (idx, office) in person.offices.iter().enumerate() {
            let same =
                person.offices.iter().skip(idx + 1).filter(|o| o.role == office.role && o.country == office.country);
            for later in same {
                if office.until.is_none_or(|until| later.from.is_some_and(|from| from < until)) {
                    let from = later.from.map(|d| d.to_string()).unwrap_or_default();
                    fault(
                        format!("{} from {from} overlaps the one before", office.role),
                        "end the earlier one, or join the two",
                    );
                }
            }
        }
        if person.offices.is_empty() {
            fault("no office".to_string(), "give at least one office or occupation");
        }
    }
    errors.extend(shared_names(knowledge));
    errors
}

fn shared_names(knowledge: &Knowledge) -> Vec<DataError> {
    let mut bearers: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (idx, person) in knowledge.people.iter().enumerate() {
        bearers.entry(key(&person.name)).or_default().push(idx as u32);
    }
    let mut errors = Vec::new();
    for (name, list) in bearers.iter().filter(|(_, list)| list.len() > 1) {
        let ids: Vec<&str> = list.iter().map(|i| knowledge.people[*i as usize].id.as_str()).collect();
        let file = &knowledge.people[list[1] as usize].file;
        errors.push(DataError::new(
            file,
            0,
            format!("\"{name}\" names {}", ids.join(" and ")),
            "join them, or tell them apart by name",
        ));
    }
    for body in &knowledge.bodies {
        let clash = knowledge.targets(&body.name).any(|t| matches!(t, Target::Person(_)));
        if clash {
            errors.push(DataError::new(
                "knowledge/organisations.tsv",
                0,
                format!("\"{}\" is also a person", body.name),
                "rename one",
            ));
        }
    }
    errors
}
