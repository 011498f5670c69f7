//! How well places are resolved, against articles with marked toponyms (LGL, GeoWebNews: one JSON object a line with
//! `text` and `toponyms`).
//!
//! Resolution takes the marked spans as given. End to end, the layer finds them itself.

use legation_resolve::places::{Gazetteer, PlaceKind, PlaceRules, distance_km, resolve_spans};
use legation_types::{Article, CodePoints, CountryCode, Place, PlaceMention, PlaceReading, Span};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A place counts as right within this distance (100 miles), the field's usual limit.
const NEAR_KM: f64 = 161.0;

/// Figures of one data set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceScores {
    /// Marked toponyms with a gold place, taken as given.
    pub resolved: PlaceCount,
    /// The same, where the mention was found by the layer itself.
    pub found: PlaceCount,
    /// Mentions of the layer that overlap no marked toponym.
    pub spurious: usize,
    /// Found mentions whose gold says literal or metonymic: agreeing, all.
    pub reading: (usize, usize),
    /// The same with nouns that modify others: agreeing, all.
    pub modifier_reading: (usize, usize),
    /// Of the names that stand for an actor: found as such, and told as such whether rightly or not, and marked as such.
    pub metonyms: (usize, usize, usize),
    /// What went wrong, for reading; at most as many as asked for.
    pub errors: Vec<String>,
}

/// How many of a set of toponyms were answered, and how well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceCount {
    /// Toponyms.
    pub gold: usize,
    /// Those that got a place.
    pub answered: usize,
    /// Toponyms whose place lies in a country.
    pub in_country: usize,
    /// Those of them that got a place.
    pub answered_in_country: usize,
    /// Those with the right country.
    pub country: usize,
    /// Those with the same GeoNames id or a point within 161 km.
    pub near: usize,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    toponyms: Vec<GoldToponym>,
}

#[derive(Deserialize)]
struct GoldToponym {
    start: u32,
    end: u32,
    #[serde(default)]
    geonameid: Option<String>,
    #[serde(default)]
    lat: Option<f64>,
    #[serde(default)]
    lon: Option<f64>,
    #[serde(default)]
    country: Option<String>,
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    modifier: Option<String>,
}

/// A gold toponym with a place.
struct Gold {
    span: Span,
    geonames_id: u32,
    point: (f64, f64),
    country: Option<CountryCode>,
}

/// The layer, run on an article.
type Layer<'a> = &'a dyn Fn(&Article) -> Vec<PlaceMention>;

/// Counts over JSONL lines; `mentions` runs the layer on an article, where end-to-end figures are wanted. Fails on a
/// line that is not as described, naming it.
pub fn evaluate_places(
    jsonl: &str,
    gazetteer: &Gazetteer,
    rules: &PlaceRules,
    mentions: Option<Layer<'_>>,
    errors: usize,
) -> Result<PlaceScores, String> {
    let atlas = Atlas::new(gazetteer);
    let mut scores = PlaceScores::default();
    for (number, line) in jsonl.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).map_err(|e| format!("line {}: {e}", number + 1))?;
        let index = CodePoints::new(&line.text);
        let span = |t: &GoldToponym| Span { start: index.byte(t.start), end: index.byte(t.end) };
        let mut marked: Vec<&GoldToponym> = line.toponyms.iter().collect();
        marked.sort_by_key(|t| (t.start, t.end));
        let gold: Vec<Gold> = marked.iter().filter_map(|t| atlas.gold(t, span(t), gazetteer)).collect();
        let spans: Vec<Span> = gold.iter().map(|g| g.span).collect();
        let places = resolve_spans(&line.text, &spans, gazetteer, rules);
        for (gold, place) in gold.iter().zip(&places) {
            let is_right = scores.resolved.add(gold, place.as_ref());
            if !is_right && scores.errors.len() < errors {
                scores.errors.push(describe(&line.text, number + 1, gold, place.as_ref(), gazetteer));
            }
        }
        let Some(mentions) = mentions else { continue };
        let mut found = mentions(&Article::new(number.to_string(), line.text.clone()));
        found.retain(|mention| !mention.place.is_unlisted());
        for gold in &gold {
            let place = found.iter().find(|m| m.span.overlaps(gold.span)).map(|m| &m.place);
            scores.found.add(gold, place);
        }
        let is_marked = |m: &&PlaceMention| marked.iter().any(|t| span(t).overlaps(m.span));
        scores.spurious += found.iter().filter(|m| !is_marked(m)).count();
        for toponym in &marked {
            let Some(mention) = found.iter().find(|m| m.span.overlaps(span(toponym))) else { continue };
            count_reading(&mut scores, toponym, mention, &line.text, errors);
        }
    }
    Ok(scores)
}

fn count_reading(scores: &mut PlaceScores, gold: &GoldToponym, mention: &PlaceMention, text: &str, errors: usize) {
    let expected = match gold.kind.as_deref() {
        Some("Literal" | "Literal_Modifier") => PlaceReading::Literal,
        Some("Metonymic" | "Non_Literal_Modifier") => PlaceReading::Actor,
        _ => return,
    };
    if gold.modifier.as_deref() == Some("Adjective") {
        return;
    }
    let is_right = mention.reading == expected;
    let (is_told, is_marked) = (mention.reading == PlaceReading::Actor, expected == PlaceReading::Actor);
    scores.metonyms.0 += usize::from(is_told && is_marked);
    scores.metonyms.1 += usize::from(is_told);
    scores.metonyms.2 += usize::from(is_marked);
    let tally = if gold.modifier.is_some() { &mut scores.modifier_reading } else { &mut scores.reading };
    tally.1 += 1;
    tally.0 += usize::from(is_right);
    if !is_right && scores.errors.len() < errors {
        scores.errors.push(format!("reading: {:?} in {}", expected, around(text, mention.span)));
    }
}

impl PlaceCount {
    /// Counts one toponym; says whether its place is right.
    fn add(&mut self, gold: &Gold, place: Option<&Place>) -> bool {
        self.gold += 1;
        self.answered += usize::from(place.is_some());
        let same_country = place.is_some_and(|p| p.country == gold.country);
        let near = place.is_some_and(|p| {
            p.geonames_id == Some(gold.geonames_id)
                || p.coordinates.is_some_and(|point| distance_km(point, gold.point) <= NEAR_KM)
        });
        self.in_country += usize::from(gold.country.is_some());
        self.answered_in_country += usize::from(gold.country.is_some() && place.is_some());
        self.country += usize::from(gold.country.is_some() && same_country);
        self.near += usize::from(near);
        near && (same_country || gold.country.is_none())
    }
}

/// Answers which country a point or a name of the data set lies in.
struct Atlas {
    settlements: Vec<((f64, f64), u8)>,
    by_id: BTreeMap<u32, Option<u8>>,
}

impl Atlas {
    fn new(gazetteer: &Gazetteer) -> Atlas {
        let mut atlas = Atlas { settlements: Vec::new(), by_id: BTreeMap::new() };
        for entry in gazetteer.entries() {
            if let Some(id) = entry.geonames_id {
                atlas.by_id.insert(id, entry.country);
            }
            if let (PlaceKind::Settlement, Some(country)) = (entry.kind, entry.country) {
                atlas.settlements.push(((entry.latitude, entry.longitude), country));
            }
        }
        atlas
    }

    fn gold(&self, toponym: &GoldToponym, span: Span, gazetteer: &Gazetteer) -> Option<Gold> {
        let geonames_id = toponym.geonameid.as_deref()?.parse().ok()?;
        let point = (toponym.lat?, toponym.lon?);
        if span.is_empty() {
            return None;
        }
        let by_name = toponym.country.as_deref().and_then(|name| {
            let found = gazetteer.find(name);
            found.iter().map(|f| gazetteer.entry(f.id)).find(|e| e.kind == PlaceKind::Country).and_then(|e| e.country)
        });
        let country = match (by_name, self.by_id.get(&geonames_id)) {
            (Some(country), _) => Some(country),
            (None, Some(country)) => *country,
            (None, None) => self.nearest(point),
        };
        Some(Gold { span, geonames_id, point, country: country.and_then(|c| gazetteer.country_code(c)) })
    }

    /// The country of the nearest settlement within 100 km.
    fn nearest(&self, point: (f64, f64)) -> Option<u8> {
        let close = self.settlements.iter().filter(|(p, _)| (p.0 - point.0).abs() < 1.0);
        let nearest = close.map(|(p, c)| (distance_km(*p, point), *c)).min_by(|a, b| a.0.total_cmp(&b.0))?;
        (nearest.0 < 100.0).then_some(nearest.1)
    }
}

impl PlaceScores {
    /// The figures, one line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.resolved.line("marked spans")];
        if self.found.gold > 0 {
            lines.push(self.found.line("end to end"));
            lines.push(format!("found beside the marked spans: {}", self.spurious));
        }
        for (name, (right, all)) in [("literal or actor", self.reading), ("the same, modifiers", self.modifier_reading)]
        {
            if all > 0 {
                lines.push(format!("{name}: {right} of {all} ({:.1} %)", percent(right, all)));
            }
        }
        let (right, told, marked) = self.metonyms;
        if marked > 0 {
            lines.push(format!(
                "places standing for an actor, modifiers included: precision {:.1} % of {told}, recall {:.1} % of {marked}",
                percent(right, told),
                percent(right, marked),
            ));
        }
        lines
    }
}

impl PlaceCount {
    fn line(&self, name: &str) -> String {
        format!(
            "{name}: {} toponyms, answered {:.1} %; country {:.1} % of all, {:.1} % of answered; within 161 km {:.1} % of all, {:.1} % of answered",
            self.gold,
            percent(self.answered, self.gold),
            percent(self.country, self.in_country),
            percent(self.country, self.answered_in_country),
            percent(self.near, self.gold),
            percent(self.near, self.answered),
        )
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

fn describe(text: &str, line: usize, gold: &Gold, place: Option<&Place>, gazetteer: &Gazetteer) -> String {
    let expected = gazetteer
        .entries()
        .find(|e| e.geonames_id == Some(gold.geonames_id))
        .map_or("?".to_string(), |e| gazetteer.name(e.id));
    let got = place
        .map_or("nothing".to_string(), |p| format!("{} {:?} {:?} {:?}", p.name, p.country, p.admin1, p.coordinates));
    format!(
        "line {line}: {} | gold {} {expected} {:?} {:?} | {got}",
        around(text, gold.span),
        gold.geonames_id,
        gold.country,
        gold.point
    )
}

/// The words with a little of the text around them.
fn around(text: &str, span: Span) -> String {
    let before: String =
        text[..span.start as usize].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[span.end as usize..].chars().take(30).collect();
    format!("{before}[{}]{after}", span.of(text)).replace('\n', " ")
}
