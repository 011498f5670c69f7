//! W3C Web Annotation (JSON-LD): a page of annotations an article. Each event is an annotation of its trigger with the whole
//! record as a body; each participant, source, time and place is one of its words that links to the event.

use super::account::Limits;
use super::record::{Record, Words};
use serde_json::{Value, json};

/// Nothing is lost: each event carries its whole record.
pub(super) const LIMITS: Limits = Limits {
    homeless: &[],
    remarks: &[
        "The record stands as JSON in the describing body of the annotation whose id is urn:legation:<id of the event>.",
        "Made from records alone, the quotes have no words around them.",
    ],
};

/// Code points of text before and after the words that help to find them again.
const CONTEXT: usize = 32;

/// The page of one article's records; `text` is the article's, where at hand. `None` without records.
pub fn web_annotation(records: &[Record], text: Option<&str>) -> Option<Value> {
    let article = &records.first()?.article;
    let characters: Option<Vec<char>> = text.map(|text| text.chars().collect());
    let target = |words: &Words| {
        let mut quote = json!({"type": "TextQuoteSelector", "exact": words.text});
        if let Some(characters) = &characters {
            let (start, end) =
                ((words.start as usize).min(characters.len()), (words.end as usize).min(characters.len()));
            let before = &characters[start.saturating_sub(CONTEXT)..start];
            let after = &characters[end..(end + CONTEXT).min(characters.len())];
            quote["prefix"] = json!(before.iter().collect::<String>());
            quote["suffix"] = json!(after.iter().collect::<String>());
        }
        // Positions count code points, as the recommendation has it.
        let position = json!({"type": "TextPositionSelector", "start": words.start, "end": words.end});
        let mut target = json!({"source": format!("urn:sha256:{}", article.sha256), "selector": [quote, position]});
        if let Some(url) = &article.url {
            target["scope"] = json!(url);
        }
        target
    };
    let mut items = Vec::new();
    for record in records {
        let id = format!("urn:legation:{}", record.id);
        let tag = |value: String| json!({"type": "TextualBody", "purpose": "tagging", "value": value});
        let mut body = vec![tag(record.event.clone()), tag(format!("status:{}", record.status.as_str()))];
        body.extend(record.mode.iter().map(|mode| tag(format!("mode:{mode}"))));
        body.extend(record.cameo.iter().map(|code| tag(format!("cameo:{code}"))));
        let whole = serde_json::to_string(record).unwrap_or_default();
        body.push(
            json!({"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": whole}),
        );
        items.push(json!({
            "id": id, "type": "Annotation", "motivation": "classifying", "body": body, "target": target(&record.trigger),
        }));
        for (role, name, words, item) in parts(record) {
            let number = items.len();
            let mut body = vec![
                tag(role.to_string()),
                json!({"type": "SpecificResource", "purpose": "linking", "source": id}),
                json!({"type": "TextualBody", "purpose": "describing", "value": name}),
            ];
            if let Some(item) = item {
                let source = format!("http://www.wikidata.org/entity/{item}");
                body.push(json!({"type": "SpecificResource", "purpose": "identifying", "source": source}));
            }
            items.push(json!({
                "id": format!("{id}:{number}"), "type": "Annotation", "motivation": "linking", "body": body, "target": target(words),
            }));
        }
    }
    Some(json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": format!("urn:legation:page:{}", article.sha256),
        "type": "AnnotationPage",
        "items": items,
    }))
}

type Part<'a> = (&'static str, &'a str, &'a Words, Option<&'a str>);

/// Role, name, words and Wikidata item of all that an event has beside its trigger.
fn parts(record: &Record) -> Vec<Part<'_>> {
    let mut found: Vec<Part<'_>> = Vec::new();
    for (role, parties) in [("actor", &record.actors), ("recipient", &record.recipients)] {
        found.extend(parties.iter().map(|p| (role, p.name.as_str(), &p.words, p.wikidata.as_deref())));
    }
    for attribution in &record.according_to {
        let source = attribution.source.as_ref();
        let name = source.map_or(attribution.words.text.as_str(), |s| s.name.as_str());
        found.push(("source", name, &attribution.words, source.and_then(|s| s.wikidata.as_deref())));
    }
    found.extend(record.time.iter().map(|t| ("time", t.earliest.as_deref().unwrap_or(&t.words.text), &t.words, None)));
    found.extend(record.place.iter().map(|p| ("place", p.name.as_str(), &p.words, None)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A record whose trigger and recipient are stretches of a text.
    fn record(characters: &[char], trigger: (usize, usize), recipient: (usize, usize)) -> Record {
        let words = |(start, end): (usize, usize)| json!({"text": characters[start..end].iter().collect::<String>(), "start": start, "end": end});
        let mut party = words(recipient);
        let about = json!({"name": "X", "country": null, "sector": "UNK", "other_sectors": [], "role": null, "actor_id": null,
            "wikidata": "Q1", "basis": "none"});
        party.as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
        let value = json!({"schema": "legation/1", "id": "e_1",
            "article": {"id": "a", "url": null, "title": null, "publisher": null, "published_at": null, "sha256": "0"},
            "event": "CONSULT", "mode": null, "contexts": [], "quad": "", "cameo": null, "score": 0.0, "status": "occurred",
            "trigger": words(trigger), "sentence": {"index": 0, "start": 0, "end": 0}, "actors": [], "recipients": [party],
            "according_to": [], "time": null, "place": null, "count": null, "condition": null, "within": null, "confidence": 0.5,
            "reading": "r", "run": "r"});
        serde_json::from_value(value).unwrap()
    }

    proptest! {
        /// What a reader of the recommendation does: the position gives the words, and the words with what stands around them are there.
        #[test]
        fn selectors_find_their_words(text in "(🕊️|ب|e\u{301}|\n| |\"|\\PC){1,80}", numbers in prop::array::uniform4(0usize..1000)) {
            let characters: Vec<char> = text.chars().collect();
            let span = |a: usize, b: usize| {
                let (a, b) = (a % characters.len(), b % characters.len());
                (a.min(b), a.max(b) + 1)
            };
            let spans = [span(numbers[0], numbers[1]), span(numbers[2], numbers[3])];
            let page = web_annotation(&[record(&characters, spans[0], spans[1])], Some(&text)).unwrap();
            let read: Value = serde_json::from_str(&page.to_string()).unwrap();
            prop_assert_eq!(&read, &page);
            let items = read["items"].as_array().unwrap();
            prop_assert_eq!(items.len(), 2);
            for (item, (start, end)) in items.iter().zip(spans) {
                let [quote, position] = [&item["target"]["selector"][0], &item["target"]["selector"][1]];
                let exact: String = characters[start..end].iter().collect();
                prop_assert_eq!((&position["start"], &position["end"]), (&json!(start), &json!(end)));
                prop_assert_eq!(&quote["exact"], &json!(exact));
                let around = format!("{}{exact}{}", quote["prefix"].as_str().unwrap(), quote["suffix"].as_str().unwrap());
                let before = quote["prefix"].as_str().unwrap().chars().count();
                let found: String = characters[start - before..].iter().take(around.chars().count()).collect();
                prop_assert_eq!(found, around);
            }
            prop_assert_eq!(&items[1]["body"][1]["source"], &items[0]["id"]);
        }
    }
}
