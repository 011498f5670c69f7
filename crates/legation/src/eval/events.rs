//! The measure of coded events against annotated articles, identical to `gold/score.py`.

use legation_types::{Article, CodePoints, Date, Event, Participant, Status};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One event as the measure sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredEvent {
    /// Sentence of the annotated article; −1 outside all of them.
    pub sentence: i64,
    /// Words of the trigger.
    pub trigger: String,
    /// Event type.
    pub event_type: String,
    /// Mode.
    pub mode: Option<String>,
    /// Status.
    pub status: Status,
    /// Codes of the actors: `USA.GOV`.
    pub actors: Vec<String>,
    /// Codes of the recipients.
    pub recipients: Vec<String>,
    /// Names of the sources.
    pub according_to: Vec<String>,
    /// ISO date or interval.
    pub when: Option<String>,
    /// Name of the place.
    pub place: Option<String>,
    /// The coder's probability that type and participants are right; none for annotated events.
    pub confidence: Option<f32>,
}

/// An annotated article.
#[derive(Clone, Debug)]
pub struct GoldArticle {
    /// Its id.
    pub id: String,
    /// Day of publication, ISO.
    pub published: Option<String>,
    /// The text.
    pub text: String,
    /// Sentences in code points: number, start, end.
    pub sentences: Vec<(i64, u32, u32)>,
    /// What an expert recorded.
    pub events: Vec<ScoredEvent>,
}

/// Types whose sides are pooled.
const MUTUAL: [&str; 3] = ["CONSULT", "COOPERATE", "AGREE"];

/// Reads one annotated article; `Err` says what is missing.
pub fn read_gold(json: &str) -> Result<GoldArticle, String> {
    let value: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let text = |key: &str| value[key].as_str().map(str::to_string);
    let list = |key: &str| value[key].as_array().cloned().ok_or_else(|| format!("no `{key}`"));
    let sentences = list("sentences")?;
    let number = |v: &Value, key: &str| v[key].as_i64().ok_or_else(|| format!("no `{key}`"));
    let sentences = sentences
        .iter()
        .map(|s| Ok((number(s, "s")?, number(s, "start")? as u32, number(s, "end")? as u32)))
        .collect::<Result<Vec<_>, String>>()?;
    let events = list("events")?.iter().map(gold_event).collect::<Result<Vec<_>, String>>()?;
    Ok(GoldArticle {
        id: text("id").ok_or("no `id`")?,
        published: text("published"),
        text: text("text").ok_or("no `text`")?,
        sentences,
        events,
    })
}

fn gold_event(value: &Value) -> Result<ScoredEvent, String> {
    let text = |key: &str| value[key].as_str().map(str::to_string);
    let codes = |key: &str| -> Vec<String> {
        let parties = value[key].as_array().into_iter().flatten();
        parties.filter_map(|party| party["code"].as_str()).map(str::to_string).collect()
    };
    let status = text("status").ok_or("no `status`")?;
    Ok(ScoredEvent {
        sentence: value["s"].as_i64().ok_or("no `s`")?,
        trigger: text("trigger").ok_or("no `trigger`")?,
        event_type: text("event").ok_or("no `event`")?,
        mode: text("mode"),
        status: Status::parse(&status).ok_or_else(|| format!("no status is called `{status}`"))?,
        actors: codes("actors"),
        recipients: codes("recipients"),
        according_to: value["according_to"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_string))
            .collect(),
        when: text("when"),
        place: text("where"),
        confidence: None,
    })
}

/// Coded events in the form of the measure, laid over the sentences of the annotated article.
pub fn scored(events: &[Event], article: &Article, gold: &GoldArticle) -> Vec<ScoredEvent> {
    let index = CodePoints::new(&article.text);
    let codes = |parties: &[Participant]| -> Vec<String> {
        let code = |party: &Participant| {
            let country = party.actor.country.as_ref().map_or("UNK", |country| country.as_str());
            format!("{country}.{}", party.actor.sector.as_str())
        };
        parties.iter().map(code).collect()
    };
    let one = |event: &Event| {
        let at = index.at(event.trigger.start);
        let sentence = gold.sentences.iter().find(|(_, start, end)| *start <= at && at < *end);
        let range = event.time.as_ref().and_then(|time| time.timex.range);
        let source = |a: &legation_types::EventAttribution| match &a.source {
            Some(party) if !party.actor.name.is_empty() => party.actor.name.clone(),
            _ => a.span.of(&article.text).to_string(),
        };
        ScoredEvent {
            sentence: sentence.map_or(-1, |s| s.0),
            trigger: event.trigger.of(&article.text).to_string(),
            event_type: event.event_type.clone(),
            mode: event.mode.clone(),
            status: event.status,
            actors: codes(&event.actors),
            recipients: codes(&event.recipients),
            according_to: event.according_to.iter().map(source).collect(),
            when: range.map(|r| {
                if r.earliest == r.latest { r.earliest.to_string() } else { format!("{}/{}", r.earliest, r.latest) }
            }),
            place: event.place.as_ref().map(|place| place.span.of(&article.text).to_string()),
            confidence: Some(event.confidence),
        }
    };
    events.iter().map(one).collect()
}

/// Precision, recall and F1, in percent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prf {
    /// Share of the coder's that is right.
    pub precision: f64,
    /// Share of the annotated that is found.
    pub recall: f64,
    /// Harmonic mean.
    pub f1: f64,
}

impl Prf {
    /// From counts: hits, given by the system, given by the annotators.
    pub fn of(hits: usize, system: usize, gold: usize) -> Prf {
        let share = |whole: usize| if whole == 0 { 0.0 } else { hits as f64 / whole as f64 };
        let (p, r) = (share(system), share(gold));
        let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        Prf { precision: 100.0 * p, recall: 100.0 * r, f1: 100.0 * f }
    }
}

/// All figures of the measure.
#[derive(Clone, Debug, Default)]
pub struct EventScores {
    /// Articles measured.
    pub articles: usize,
    /// Annotated events.
    pub gold: usize,
    /// Coded events.
    pub system: usize,
    /// Pairs of the same type in the same sentence.
    pub event: Prf,
    /// Pairs whose countries agree.
    pub dyad: Prf,
    /// What both sides present as fact.
    pub actual: Prf,
    /// Pairs right in dyad, status, source and when.
    pub full: Prf,
    /// Shares of paired events in percent, with how many events the share is of.
    pub shares: BTreeMap<&'static str, (f64, usize)>,
    /// How far confidence can be believed: coded events by tenths of their confidence.
    pub reliability: [Bin; 10],
}

/// Coded events of about the same confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many there are.
    pub events: usize,
    /// Sum of their confidences.
    pub confidence: f64,
    /// How many are right in type, sentence and the countries of both sides.
    pub right: usize,
}

impl fmt::Display for EventScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} articles, {} gold events, {} system events", self.articles, self.gold, self.system)?;
        let rows = [("event", self.event), ("dyad", self.dyad), ("actual", self.actual), ("full", self.full)];
        for (name, prf) in rows {
            writeln!(f, "  {name:10}P {:5.1}  R {:5.1}  F1 {:5.1}", prf.precision, prf.recall, prf.f1)?;
        }
        for name in SHARES {
            if let Some((share, of)) = self.shares.get(name) {
                writeln!(f, "  {name:10}{share:5.1}  of {of}")?;
            }
        }
        writeln!(f, "  confidence  mean  right in type and countries")?;
        for bin in self.reliability.iter().filter(|bin| bin.events > 0) {
            let count = bin.events as f64;
            let (mean, right) = (100.0 * bin.confidence / count, 100.0 * bin.right as f64 / count);
            writeln!(f, "             {mean:5.1}  {right:5.1}  of {}", bin.events)?;
        }
        Ok(())
    }
}

const SHARES: [&str; 12] = [
    "country",
    "code",
    "status",
    "status4",
    "sector",
    "source",
    "no source",
    "when",
    "no when",
    "where",
    "no where",
    "mode",
];

/// Scores articles given as pairs of annotated and coded events.
pub fn score(articles: &[(Vec<ScoredEvent>, Vec<ScoredEvent>)]) -> EventScores {
    let mut scores = EventScores { articles: articles.len(), ..EventScores::default() };
    let (mut pairs_count, mut dyads, mut full) = (0, 0, 0);
    let (mut gold_facts, mut system_facts, mut shared_facts) = (0, 0, 0);
    let mut counts: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    for (gold, system) in articles {
        scores.gold += gold.len();
        scores.system += system.len();
        gold_facts += gold.iter().filter(|event| class(event.status) == 0).count();
        system_facts += system.iter().filter(|event| class(event.status) == 0).count();
        let pairs: Vec<_> = pairs(gold, system).into_iter().map(|(i, j)| (&gold[i], &system[j])).collect();
        for event in system {
            let Some(confidence) = event.confidence else { continue };
            let is_right = pairs.iter().any(|(g, s)| std::ptr::eq(*s, event) && countries(g) == countries(s));
            let bin = &mut scores.reliability[((confidence * 10.0) as usize).min(9)];
            bin.events += 1;
            bin.confidence += f64::from(confidence);
            bin.right += usize::from(is_right);
        }
        for (g, s) in pairs {
            pairs_count += 1;
            shared_facts += usize::from(class(g.status) == 0 && class(s.status) == 0);
            let dyad = countries(g) == countries(s);
            let status = g.status == s.status;
            let source = overlap(&g.according_to, &s.according_to);
            let when = match (&g.when, &s.when) {
                (Some(gold), Some(system)) => days(gold) == days(system),
                (Some(_), None) => false,
                (None, system) => system.is_none(),
            };
            dyads += usize::from(dyad);
            full += usize::from(dyad && status && source && when);
            let place = |event: &ScoredEvent| vec![event.place.clone().unwrap_or_default()];
            let rows = [
                ("country", true, dyad),
                ("code", true, full_codes(g) == full_codes(s)),
                ("status", true, status),
                ("status4", true, class(g.status) == class(s.status)),
                ("sector", dyad, codes(g) == codes(s)),
                ("source", !g.according_to.is_empty(), source),
                ("no source", g.according_to.is_empty(), source),
                ("when", g.when.is_some(), when),
                ("no when", g.when.is_none(), s.when.is_none()),
                ("where", g.place.is_some(), overlap(&place(g), &place(s))),
                ("no where", g.place.is_none(), s.place.is_none()),
                ("mode", g.mode.is_some(), g.mode == s.mode),
            ];
            for (name, is_counted, is_right) in rows {
                if is_counted {
                    let count = counts.entry(name).or_default();
                    count.0 += usize::from(is_right);
                    count.1 += 1;
                }
            }
        }
    }
    scores.event = Prf::of(pairs_count, scores.system, scores.gold);
    scores.dyad = Prf::of(dyads, scores.system, scores.gold);
    scores.actual = Prf::of(shared_facts, system_facts, gold_facts);
    scores.full = Prf::of(full, scores.system, scores.gold);
    scores.shares =
        counts.into_iter().map(|(name, (right, of))| (name, (100.0 * right as f64 / of as f64, of))).collect();
    scores
}

/// The best one-to-one pairs of annotated and coded events of the same sentence and type, by greedy order of agreement: their
/// places in the lists.
pub fn pairs(gold: &[ScoredEvent], system: &[ScoredEvent]) -> Vec<(usize, usize)> {
    let mut candidates: Vec<(u32, usize, usize)> = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, s) in system.iter().enumerate() {
            if g.sentence == s.sentence && g.event_type == s.event_type {
                let shares_trigger = s.trigger.contains(&g.trigger) || g.trigger.contains(&s.trigger);
                // Twice the weights of the script, to stay in whole numbers.
                let weight = 2
                    + 4 * u32::from(shares_trigger)
                    + 2 * u32::from(countries(g) == countries(s))
                    + u32::from(g.status == s.status);
                candidates.push((weight, i, j));
            }
        }
    }
    candidates.sort_by_key(|&(weight, i, j)| (std::cmp::Reverse(weight), i, j));
    let (mut left, mut right, mut pairs) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (_, i, j) in candidates {
        if !left.contains(&i) && !right.contains(&j) {
            left.insert(i);
            right.insert(j);
            pairs.push((i, j));
        }
    }
    pairs
}

/// The status in four classes: fact, intent, doubt, not.
fn class(status: Status) -> u8 {
    match status {
        Status::Occurred | Status::Ongoing => 0,
        Status::Planned | Status::Sought | Status::Proposed | Status::Demanded | Status::Threatened => 1,
        Status::Possible | Status::Conditional | Status::Alleged => 2,
        Status::Denied | Status::Negated => 3,
    }
}

/// The countries of both sides; one set for mutual types.
fn countries(event: &ScoredEvent) -> Vec<BTreeSet<&str>> {
    sides(event, first_three(&event.actors), first_three(&event.recipients))
}

/// Countries and sectors of both sides; one set for mutual types.
fn full_codes(event: &ScoredEvent) -> Vec<BTreeSet<&str>> {
    let (actors, recipients) = (event.actors.iter(), event.recipients.iter());
    sides(event, actors.map(String::as_str).collect(), recipients.map(String::as_str).collect())
}

fn sides<'a>(event: &ScoredEvent, actors: BTreeSet<&'a str>, recipients: BTreeSet<&'a str>) -> Vec<BTreeSet<&'a str>> {
    if MUTUAL.contains(&event.event_type.as_str()) {
        vec![actors.union(&recipients).copied().collect()]
    } else {
        vec![actors, recipients]
    }
}

fn first_three(codes: &[String]) -> BTreeSet<&str> {
    codes.iter().map(|code| code.get(..3).unwrap_or(code)).collect()
}

fn codes(event: &ScoredEvent) -> BTreeSet<&String> {
    event.actors.iter().chain(&event.recipients).collect()
}

/// Whether two lists of names share a word, or are both empty.
fn overlap(one: &[String], other: &[String]) -> bool {
    let (a, b) = (words(one), words(other));
    if a.is_empty() || b.is_empty() { a.is_empty() && b.is_empty() } else { !a.is_disjoint(&b) }
}

fn words(names: &[String]) -> BTreeSet<String> {
    const EDGES: &[char] = &['.', ',', '’', '\'', '"', '“', '”'];
    const EMPTY: [&str; 6] = ["the", "a", "of", "us", "u.s", ""];
    let words = names.iter().flat_map(|name| name.split_whitespace());
    words.map(|word| word.trim_matches(EDGES).to_lowercase()).filter(|word| !EMPTY.contains(&word.as_str())).collect()
}

/// First and last day of an ISO date or interval.
fn days(when: &str) -> (String, String) {
    let (first, last) = when.split_once('/').unwrap_or((when, when));
    (ends(first).0, ends(last).1)
}

fn ends(date: &str) -> (String, String) {
    let parts: Vec<&str> = date.split('-').collect();
    match parts[..] {
        [year] => (format!("{year}-01-01"), format!("{year}-12-31")),
        [_, _] => {
            let first = format!("{date}-01");
            let last = first.parse::<Date>().map_or(first.clone(), |day| day.last_of_month().to_string());
            (first, last)
        }
        _ => (date.to_string(), date.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(sentence: i64, event_type: &str, actors: &[&str], recipients: &[&str], status: Status) -> ScoredEvent {
        let codes = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        ScoredEvent {
            sentence,
            trigger: "met".into(),
            event_type: event_type.into(),
            mode: None,
            status,
            actors: codes(actors),
            recipients: codes(recipients),
            according_to: vec![],
            when: None,
            place: None,
            confidence: None,
        }
    }

    #[test]
    fn sides_of_mutual_events_are_pooled() {
        let gold = vec![event(0, "CONSULT", &["USA.GOV", "RUS.GOV"], &[], Status::Occurred)];
        let system = vec![event(0, "CONSULT", &["USA.GOV"], &["RUS.GOV"], Status::Planned)];
        let scores = score(&[(gold, system)]);
        assert_eq!((scores.event.f1, scores.dyad.f1, scores.full.f1), (100.0, 100.0, 0.0));
        assert_eq!(scores.shares["status"], (0.0, 1));
    }

    #[test]
    fn intervals_are_compared_by_their_days() {
        let cases =
            [("2016", "2016-01-01/2016-12-31"), ("2016-02", "2016-02-01/2016-02-29"), ("2015", "2015-01/2015-12")];
        for (one, other) in cases {
            assert_eq!(days(one), days(other), "{one} {other}");
        }
    }
}
