//! What each layer says of one article, as one JSON object: the shapes of the layer commands.
//!
//! Every object begins with the article's `id`; offsets are code points into its text, end exclusive.

use legation_types::{Actor, Analysis, Article, CodePoints, Mentions, PlaceReading, Span, Statements};
use serde_json::{Map, Value, json};

/// `id` and one further field.
fn object(article: &Article, key: &str, value: Value) -> Value {
    let mut fields = Map::new();
    fields.insert("id".into(), json!(article.id.0));
    fields.insert(key.into(), value);
    Value::Object(fields)
}

/// A list with `start` and `end` put before each item's own fields.
fn spans(index: &CodePoints, items: impl Iterator<Item = (Span, Value)>) -> Value {
    let list = items.map(|(span, value)| {
        let (start, end) = index.span(span);
        let mut fields = Map::new();
        fields.insert("start".into(), json!(start));
        fields.insert("end".into(), json!(end));
        if let Value::Object(own) = value {
            fields.extend(own);
        }
        Value::Object(fields)
    });
    Value::Array(list.collect())
}

/// `names: [{start, end, type}]`.
pub fn names(article: &Article, analysis: &Analysis) -> Value {
    let index = CodePoints::new(&article.text);
    let items = analysis.names.iter().map(|name| (name.span, json!({"type": name.kind.as_str()})));
    object(article, "names", spans(&index, items))
}

/// `times: [{start, end, type, value, earliest, latest, grain}]`.
pub fn times<'a>(article: &Article, times: impl Iterator<Item = (Span, &'a legation_types::Timex)>) -> Value {
    let index = CodePoints::new(&article.text);
    let items = times.map(|(span, timex)| {
        let range = timex.range;
        let value = json!({
            "type": timex.kind.as_str(),
            "value": timex.value,
            "earliest": range.map(|r| r.earliest.to_string()),
            "latest": range.map(|r| r.latest.to_string()),
            "grain": range.map(|r| r.grain.as_str()),
        });
        (span, value)
    });
    object(article, "times", spans(&index, items))
}

/// `places: [{start, end, name, country, admin1, lat, lon, geonames_id, level, reading}]`.
pub fn places(article: &Article, mentions: &Mentions) -> Value {
    let index = CodePoints::new(&article.text);
    let items = mentions.places.iter().filter(|mention| !mention.place.is_unlisted()).map(|mention| {
        let place = &mention.place;
        let reading = match mention.reading {
            PlaceReading::Literal => "literal",
            PlaceReading::Actor => "actor",
        };
        let value = json!({
            "name": place.name,
            "country": place.country.map(|c| c.as_str().to_string()),
            "admin1": place.admin1,
            "lat": place.coordinates.map(|c| c.0),
            "lon": place.coordinates.map(|c| c.1),
            "geonames_id": place.geonames_id,
            "level": place.level.as_str(),
            "reading": reading,
        });
        (mention.span, value)
    });
    object(article, "places", spans(&index, items))
}

/// The places as a GeoJSON feature collection; `geometry` is null above populated places.
pub fn places_geojson(article: &Article, mentions: &Mentions) -> Value {
    let index = CodePoints::new(&article.text);
    let features = mentions.places.iter().filter(|mention| !mention.place.is_unlisted()).map(|mention| {
        let place = &mention.place;
        let (start, end) = index.span(mention.span);
        json!({
            "type": "Feature",
            "geometry": place.coordinates.map(|(lat, lon)| json!({"type": "Point", "coordinates": [lon, lat]})),
            "properties": {
                "id": article.id.0, "start": start, "end": end, "text": mention.span.of(&article.text),
                "name": place.name, "country": place.country.map(|c| c.as_str().to_string()),
                "admin1": place.admin1, "geonames_id": place.geonames_id, "level": place.level.as_str(),
            },
        })
    });
    json!({"type": "FeatureCollection", "features": features.collect::<Vec<_>>()})
}

/// `actors: [{start, end, name, country, sector, other_sectors, role, basis}]`; a mention of several has an entry each.
pub fn actors(article: &Article, mentions: &Mentions) -> Value {
    let index = CodePoints::new(&article.text);
    let items = mentions
        .actors
        .iter()
        .flat_map(|mention| mention.actors.iter().map(move |actor| (mention.span, actor_fields(actor))));
    object(article, "actors", spans(&index, items))
}

fn actor_fields(actor: &Actor) -> Value {
    json!({
        "name": actor.name,
        "country": actor.country.map(|c| c.as_str().to_string()),
        "sector": actor.sector.as_str(),
        "other_sectors": actor.other_sectors.iter().map(|s| s.as_str()).collect::<Vec<_>>(),
        "role": actor.role,
        "basis": actor.basis.as_str(),
    })
}

/// `chains: [[{start, end}]]`: coreference chains of at least two phrases, in the order of their first ones.
pub fn coref(article: &Article, chains: &[Vec<Span>]) -> Value {
    let index = CodePoints::new(&article.text);
    let list = chains.iter().map(|chain| spans(&index, chain.iter().map(|span| (*span, json!({})))));
    object(article, "chains", Value::Array(list.collect()))
}

/// `attributions: [{source, cue, content, kind}]`, each of the first three a list of `[start, end]`.
pub fn attributions(article: &Article, statements: &Statements) -> Value {
    let index = CodePoints::new(&article.text);
    let pairs = |list: &[Span]| -> Value {
        list.iter()
            .map(|span| {
                let (start, end) = index.span(*span);
                json!([start, end])
            })
            .collect()
    };
    let list = statements.attributions.iter().map(|attribution| {
        json!({
            "source": pairs(&attribution.source.into_iter().collect::<Vec<_>>()),
            "cue": pairs(&attribution.cue),
            "content": pairs(&attribution.content),
            "kind": attribution.kind.as_str(),
        })
    });
    object(article, "attributions", list.collect())
}

/// `quotes: [{start, end, text, names, source, cue, kind}]`: each stretch of a direct or mixed quotation verbatim.
pub fn quotes(article: &Article, mentions: &Mentions, statements: &Statements) -> Value {
    let index = CodePoints::new(&article.text);
    let words = |span: Span| span.of(&article.text).to_string();
    let quotes = legation_statements::quotes(article, statements, mentions);
    let items = quotes.iter().flat_map(|quote| {
        quote.content.iter().map(move |span| {
            let value = json!({
                "text": words(*span),
                "names": quote.names,
                "source": quote.source.map(words),
                "cue": quote.cue.iter().map(|cue| words(*cue)).collect::<Vec<_>>().join(" … "),
                "kind": quote.kind.as_str(),
            });
            (*span, value)
        })
    });
    object(article, "quotes", spans(&index, items))
}

/// `targets: [{start, end, status, factuality}]`: the words that the article's line marks, whatever they are, else every
/// predicate. What states nothing has no status and counts as a fact.
pub fn factuality(article: &Article, analysis: &Analysis, statements: &Statements) -> Value {
    let index = CodePoints::new(&article.text);
    if !article.targets.is_empty() {
        let items = article.targets.iter().map(|target| {
            let statement = legation_statements::statement_in(*target, analysis, statements);
            let value = json!({
                "status": statement.map(|s| s.status.as_str()),
                "factuality": statement.map_or(3.0, |s| legation_statements::factuality(s, analysis)),
            });
            (*target, value)
        });
        return object(article, "targets", spans(&index, items));
    }
    let items = statements.statements.iter().map(|statement| {
        let value = json!({
            "status": statement.status.as_str(),
            "factuality": legation_statements::factuality(statement, analysis),
        });
        (analysis.token(statement.trigger).span, value)
    });
    object(article, "targets", spans(&index, items))
}

/// `title, authors, publisher, published_at, language, url, text`, and what else a page says: `modified_at`, `section`, and the
/// `dateline` of the text.
pub fn extract(article: &Article) -> Value {
    let dateline = article.dateline.as_ref().map(|dateline| {
        let (start, end) = CodePoints::new(&article.text).span(dateline.span);
        json!({"start": start, "end": end, "place": dateline.place, "day": dateline.day, "agency": dateline.agency})
    });
    json!({
        "id": article.id.0,
        "title": article.title,
        "authors": article.authors,
        "publisher": article.publisher,
        "published_at": article.published_at.map(|day| day.to_string()),
        "language": article.lang,
        "url": article.url,
        "modified_at": article.modified_at.map(|day| day.to_string()),
        "section": article.section,
        "dateline": dateline,
        "text": article.text,
    })
}
