//! The published JSON Schema of the event record.

use super::record::SCHEMA;
use serde_json::{Value, json};

/// JSON Schema (2020-12) of one record.
pub fn schema() -> Value {
    let string_or_null = || json!({"type": ["string", "null"]});
    let day_or_null = || json!({"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"});
    let offset = || json!({"type": "integer", "minimum": 0});
    let list_of = |item: &str| json!({"type": "array", "items": {"$ref": format!("#/$defs/{item}")}});
    let or_null = |item: &str| json!({"oneOf": [{"type": "null"}, {"$ref": format!("#/$defs/{item}")}]});
    // An object with exactly these fields, all of them present.
    let object = |fields: Value| {
        let names: Vec<String> = fields.as_object().into_iter().flat_map(|o| o.keys().cloned()).collect();
        json!({"type": "object", "properties": fields, "required": names, "additionalProperties": false})
    };
    let mut schema = object(json!({
        "schema": {"const": SCHEMA},
        "id": {"type": "string", "pattern": "^e_[0-9a-f]+$", "description": "hash of the text, the trigger's span and the type"},
        "article": {"$ref": "#/$defs/article"},
        "event": {"type": "string", "description": "PLOVER type of the thing itself, whatever its status"},
        "mode": string_or_null(),
        "contexts": {"type": "array", "items": {"type": "string"}},
        "quad": {"enum": ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]},
        "cameo": {"type": ["string", "null"], "description": "a string: leading zeros matter"},
        "score": {"type": "number", "minimum": -10, "maximum": 10},
        "status": {"enum": legation_types::Status::ALL.map(|s| s.as_str())},
        "trigger": {"$ref": "#/$defs/words"},
        "sentence": object(json!({"index": offset(), "start": offset(), "end": offset()})),
        "actors": list_of("participant"),
        "recipients": list_of("participant"),
        "according_to": list_of("attribution"),
        "time": or_null("time"),
        "place": or_null("place"),
        "count": or_null("count"),
        "condition": or_null("words"),
        "within": or_null("within"),
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "reading": {"type": "string"},
        "run": {"type": "string"},
    }));
    let words = json!({"text": {"type": "string"}, "start": offset(), "end": offset()});
    let with_words = |own: Value| {
        let mut fields = words.clone();
        if let (Some(fields), Value::Object(own)) = (fields.as_object_mut(), own) {
            fields.extend(own);
        }
        object(fields)
    };
    let sectors: Vec<&str> = legation_types::Sector::ALL.iter().map(|s| s.as_str()).collect();
    let country = || json!({"type": ["string", "null"], "pattern": "^[A-Z]{3}$"});
    let definitions = json!({
        "article": object(json!({
            "id": {"type": "string"},
            "url": string_or_null(),
            "title": string_or_null(),
            "publisher": string_or_null(),
            "published_at": day_or_null(),
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        })),
        "words": object(words.clone()),
        "participant": with_words(json!({
            "name": {"type": "string"},
            "country": country(),
            "sector": {"enum": sectors},
            "other_sectors": {"type": "array", "items": {"enum": sectors}},
            "role": string_or_null(),
            "actor_id": string_or_null(),
            "wikidata": string_or_null(),
            "basis": {"enum": ["knowledge", "apposition", "coreference", "metonym", "demonym", "pattern", "none"]},
        })),
        "attribution": with_words(json!({
            "source": or_null("participant"),
            "kind": {"enum": ["direct", "indirect", "mixed", "document", "unnamed"]},
            "cue": {"$ref": "#/$defs/words"},
            "content": list_of("words"),
        })),
        "time": with_words(json!({
            "earliest": day_or_null(),
            "latest": day_or_null(),
            "grain": {"enum": [null, "time", "day", "week", "month", "quarter", "year", "decade"]},
            "basis": {"type": "string"},
        })),
        "place": with_words(json!({
            "name": {"type": "string"},
            "country": country(),
            "admin1": string_or_null(),
            "lat": {"type": ["number", "null"], "minimum": -90, "maximum": 90},
            "lon": {"type": ["number", "null"], "minimum": -180, "maximum": 180},
            "geonames_id": {"type": ["integer", "null"]},
            "level": {"enum": ["country", "admin1", "place"]},
        })),
        "count": with_words(json!({"value": {"type": ["integer", "null"], "minimum": 0}})),
        "within": object(json!({"id": {"type": "string"}, "relation": {"enum": ["content", "condition", "aim"]}})),
    });
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("legation event record");
    schema["description"] =
        json!("One report's claim. Offsets are Unicode code points into the article's text, end exclusive.");
    // Left out where nothing was judged otherwise.
    schema["properties"]["judged"] = json!({
        "type": "array", "items": {"enum": ["actors", "recipients", "sectors", "status", "mode", "record"]},
        "description": "fields in which the learned judgement decided otherwise than the rules of the reading; \
                        `record` where that it is an event at all",
    });
    schema["$defs"] = definitions;
    schema
}
