//! W3C Web Annotation (JSON-LD): a page of annotations an article. Each event is an annotation of its trigger with the whole
//! record as a body; each participant, source, time and place is one of its words that links to the event.

use super::record::{Record, Words};
use serde_json::{Value, json};

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
