//! ninjs: the IPTC's JSON for news items, versions 1 to 3.

use super::byline::people;
use super::{html, page};
use crate::dates::parse_day;
use crate::error::{Fault, FormatError};
use legation_types::Article;
use serde_json::Value;

/// Whether an object is a news item: it has a `uri` and a body in one of ninjs' shapes.
pub(super) fn fits(value: &Value) -> bool {
    value.get("uri").is_some_and(Value::is_string)
        && ["body_text", "body_xhtml", "body_html", "bodies"].iter().any(|key| value.get(key).is_some())
}

/// The article of a news item. `at` names it in messages.
pub(super) fn article(item: &Value, at: &str) -> Result<Article, FormatError> {
    let field =
        |key: &str| item.get(key).and_then(Value::as_str).map(str::trim).filter(|v| !v.is_empty()).map(str::to_string);
    let text = field("body_text")
        .or_else(|| ["body_xhtml", "body_html"].iter().find_map(|key| field(key)).map(|body| html::paragraphs(&body)))
        .or_else(|| item.get("bodies").and_then(body))
        .filter(|text| !text.trim().is_empty());
    let Some(text) = text else {
        return Err(FormatError::new(at, Fault::Empty, "a ninjs item without a body", "leave it out"));
    };
    let mut article = Article::new(field("uri").unwrap_or_else(|| at.to_string()), text);
    article.title =
        field("headline").or_else(|| first_value(item.get("headlines"), &["value"])).or_else(|| field("title"));
    let day = |keys: &[&str]| keys.iter().find_map(|key| field(key).and_then(|day| parse_day(&day)));
    article.published_at =
        day(&["firstcreated", "firstCreated", "contentcreated", "contentCreated", "versioncreated", "versionCreated"]);
    article.modified_at = day(&["versioncreated", "versionCreated"]);
    article.authors = field("byline").or_else(|| field("by")).iter().flat_map(|line| people(line)).collect();
    let sources = ["infosource", "infosources", "infoSources", "provider"];
    article.publisher = sources
        .iter()
        .find_map(|key| first_value(item.get(*key), &["name", "literal"]))
        .or_else(|| field("copyrightholder"))
        .or_else(|| field("copyrightHolder"));
    article.section = first_value(item.get("subject").or_else(|| item.get("subjects")), &["name"]);
    article.lang = field("language").and_then(|tag| page::language(&tag));
    let is_address = |uri: &String| uri.starts_with("http");
    article.url = field("canonicalurl").or_else(|| field("canonicalUrl")).or_else(|| field("uri").filter(is_address));
    Ok(article)
}

/// The plain one of several bodies, else the words of the first.
fn body(bodies: &Value) -> Option<String> {
    let of = |body: &Value, key: &str| body.get(key).and_then(Value::as_str).map(str::to_string);
    let list = bodies.as_array()?;
    let kind = |body: &Value| of(body, "contenttype").or_else(|| of(body, "contentType")).unwrap_or_default();
    let plain = list.iter().find(|body| kind(body).starts_with("text/plain")).and_then(|body| of(body, "value"));
    plain.or_else(|| list.iter().find_map(|body| of(body, "value")).map(|body| html::paragraphs(&body)))
}

/// A named value of an object, or of the first object in a list.
fn first_value(value: Option<&Value>, keys: &[&str]) -> Option<String> {
    match value? {
        Value::Array(list) => list.iter().find_map(|item| first_value(Some(item), keys)),
        Value::Object(object) => keys.iter().find_map(|key| object.get(*key)?.as_str().map(str::to_string)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn versions_one_and_two_are_read() {
        let one = json!({"uri": "urn:wire:1", "headline": "Ports reopen", "body_xhtml": "<div><p>The strike is over.</p><p>Ports reopened.</p></div>",
            "versioncreated": "2025-04-12T08:00:00Z", "firstcreated": "2025-04-11T23:00:00Z", "byline": "Ada Marsh", "language": "en-GB",
            "infosource": [{"name": "The Wire"}], "subject": [{"name": "Labour"}]});
        let two = json!({"uri": "https://example.org/1", "headlines": [{"role": "main", "value": "Ports reopen"}], "by": "Ada Marsh",
            "bodies": [{"contentType": "text/html", "value": "<p>no</p>"}, {"contentType": "text/plain", "value": "The strike is over.\n\nPorts reopened."}],
            "contentCreated": "2025-04-11", "versionCreated": "2025-04-12", "infoSources": [{"name": "The Wire"}], "language": "en"});
        for item in [one, two] {
            assert!(fits(&item));
            let found = article(&item, "x").unwrap();
            assert_eq!(found.text, "The strike is over.\n\nPorts reopened.");
            assert_eq!((found.title.as_deref(), found.lang.as_deref()), (Some("Ports reopen"), Some("en")));
            assert_eq!((found.publisher.as_deref(), found.authors.len()), (Some("The Wire"), 1));
            assert_eq!(found.published_at.unwrap().to_string(), "2025-04-11");
        }
        assert!(!fits(&json!({"uri": "x", "text": "y"})));
        assert_eq!(article(&json!({"uri": "x", "body_text": ""}), "x").unwrap_err().fault, Fault::Empty);
    }
}
