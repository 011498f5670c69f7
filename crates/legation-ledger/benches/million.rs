//! How the ledger bears a million events: generated articles of fifteen events each, among 190 countries, 2,000 persons and
//! 500 places over three years.
//!
//! `cargo bench -p legation-ledger --bench million [-- EVENTS [FILE]]`; one line a measure, in seconds of processor time where the
//! system tells it (Linux), so that a busy machine measures the same. A FILE is kept, and where it is there already the
//! lists alone are measured.

use legation_ledger::{Claim, Coding, Filter, Ledger, Rules};
use legation_types::{
    Actor, ActorKind, Article, ArticleId, AttributionKind, Basis, CountryCode, Date, Event, EventAttribution, EventId,
    EventPlace, EventTime, Evidence, Grain, Participant, Place, PlaceLevel, ReadingId, Sector, Span, Status, TimeRange,
    Timex, TimexType, Versions,
};
use std::path::Path;
use std::time::Duration;

const EVENTS_EACH: usize = 15;
/// Articles written at once, as `legation add` does.
const AT_ONCE: usize = 16;
const KINDS: [(&str, &str, f32); 5] = [
    ("CONSULT", "verbal cooperation", 2.5),
    ("ASSAULT", "material conflict", -9.0),
    ("ACCUSE", "verbal conflict", -3.0),
    ("AGREE", "verbal cooperation", 2.5),
    ("SANCTION", "material conflict", -6.0),
];

/// A small generator of numbers (xorshift64*), so that every run measures the same data.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }
}

fn word(number: usize) -> String {
    let mut rest = number * 7919 + 13;
    let mut word = String::new();
    for _ in 0..4 {
        word.push(char::from(b"bdfglmnprstvz"[rest % 13]));
        word.push(char::from(b"aeiou"[rest / 13 % 5]));
        rest /= 65;
        rest += number;
    }
    word
}

/// Ids are hashes, in no order.
fn scattered(number: u64) -> u64 {
    (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn country(number: usize) -> CountryCode {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    let code: String = [letter(number), letter(number / 26 + 7), letter(number * 3)].iter().collect();
    CountryCode::parse(&code).expect("three capitals")
}

fn person(numbers: &mut Numbers, span: Span) -> Participant {
    let number = numbers.below(2_000);
    let actor = Actor {
        name: format!("{} {}", word(number), word(number + 9_000)),
        kind: if number.is_multiple_of(3) { ActorKind::State } else { ActorKind::Person },
        country: Some(country(number % 190)),
        sector: Sector::Gov,
        other_sectors: Vec::new(),
        role: None,
        actor_id: None,
        wikidata: None,
        basis: Basis::Knowledge,
    };
    Participant { span, actor }
}

fn article(numbers: &mut Numbers, number: usize, first: Date) -> (Article, Vec<Event>) {
    let day = (0..number % 1_000).fold(first, |day, _| day.tomorrow().unwrap_or(day));
    let sentences: Vec<String> = (0..EVENTS_EACH)
        .map(|_| {
            let words: Vec<String> = (0..20)
                .map(|_| {
                    let common = numbers.below(300);
                    let rare = numbers.below(20_000);
                    word(if numbers.below(2) == 0 { common } else { rare })
                })
                .collect();
            words.join(" ") + "."
        })
        .collect();
    let text = sentences.join(" ");
    let mut article = Article::new(format!("article {number}"), text);
    article.published_at = Some(day);
    article.publisher = Some(format!("Paper {}", number % 40));
    let mut start = 0;
    let events = sentences.iter().enumerate().map(|(idx, sentence)| {
        let trigger = Span::new(start + 9, start + 17);
        let (kind, quad, score) = KINDS[numbers.below(KINDS.len())];
        let place = numbers.below(500);
        let span = Span::new(start, start + 8);
        let event = Event {
            id: EventId(format!("e_{:016x}", scattered((number * EVENTS_EACH + idx) as u64))),
            event_type: kind.to_string(),
            mode: None,
            contexts: Vec::new(),
            quad: quad.to_string(),
            cameo: None,
            score,
            status: Status::ALL[numbers.below(12)],
            trigger,
            sentence: idx as u32,
            actors: vec![person(numbers, span)],
            recipients: vec![person(numbers, Span::new(start + 18, start + 26))],
            according_to: vec![EventAttribution {
                source: Some(person(numbers, span)),
                span,
                kind: AttributionKind::Indirect,
                cue: trigger,
                content: vec![Span::new(start, start + sentence.len() as u32)],
            }],
            time: Some(EventTime {
                span,
                timex: Timex {
                    kind: TimexType::Date,
                    value: day.to_string(),
                    range: Some(TimeRange { earliest: day, latest: day, grain: Grain::Day }),
                    basis: "date".to_string(),
                },
            }),
            place: Some(EventPlace {
                span,
                place: Place {
                    name: word(place),
                    country: Some(country(place % 190)),
                    admin1: None,
                    coordinates: None,
                    geonames_id: None,
                    level: PlaceLevel::Place,
                },
            }),
            count: None,
            condition: None,
            within: None,
            confidence: 0.7,
            judged: Vec::new(),
            evidence: Evidence::new(
                ArticleId(article.id.0.clone()),
                vec![trigger],
                ReadingId("generated".to_string()),
                Versions("1".to_string()),
            )
            .expect("a span and a reading"),
        };
        start += sentence.len() as u32 + 1;
        event
    });
    let events: Vec<Event> = events.collect();
    (article, events)
}

/// The article as the ledger takes it.
fn coding<'a>(article: &'a Article, events: &'a [Event], versions: &'a Versions) -> Coding<'a> {
    let claims = events.iter().map(|event| Claim {
        event,
        record: format!(
            "{{\"id\":\"{}\",\"event\":\"{}\",\"padding\":\"{}\"}}",
            event.id.0,
            event.event_type,
            "x".repeat(1_200)
        ),
        lemma: event.trigger.of(&article.text).to_string(),
        sentence: Span::new(event.trigger.start - 9, event.trigger.start + 120),
        phrase: None,
        is_headline: false,
    });
    let claims = claims.collect();
    Coding { article, versions, recorded_at: "2026-01-01T00:00:00Z", claims, times: Vec::new() }
}

/// A point in processor time of this thread; in time on the clock elsewhere than on Linux.
enum Start {
    Processor(u64),
    Clock(std::time::Instant),
}

fn processor() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

impl Start {
    fn now() -> Start {
        processor().map_or_else(|| Start::Clock(std::time::Instant::now()), Start::Processor)
    }

    fn elapsed(&self) -> Duration {
        match self {
            Start::Processor(start) => Duration::from_nanos(processor().unwrap_or(*start) - start),
            Start::Clock(start) => start.elapsed(),
        }
    }
}

fn main() {
    let wanted: usize = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(1_000_000);
    let kept = std::env::args().skip(1).find(|argument| argument.ends_with(".db")).map(std::path::PathBuf::from);
    let path = kept
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("legation-million-{}.db", std::process::id())));
    if !path.exists() {
        fill(&path, wanted);
    }
    lists(&path);
    for end in ["", "-wal", "-shm"].into_iter().filter(|_| kept.is_none()) {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
}

/// Adds so many events and groups them.
fn fill(path: &Path, wanted: usize) {
    let mut ledger = Ledger::open(path).expect("a fresh file");
    let versions = Versions("1".to_string());
    let mut numbers = Numbers(42);
    let first = Date::constant(2023, 1, 1);
    let mut spent = Duration::ZERO;
    let numbers_of_articles: Vec<usize> = (0..wanted / EVENTS_EACH).collect();
    for batch in numbers_of_articles.chunks(AT_ONCE) {
        let coded: Vec<(Article, Vec<Event>)> =
            batch.iter().map(|number| article(&mut numbers, *number, first)).collect();
        let codings: Vec<Coding<'_>> =
            coded.iter().map(|(article, events)| coding(article, events, &versions)).collect();
        let start = Start::now();
        ledger.append_all(&codings).expect("the disk has room");
        spent += start.elapsed();
    }
    println!("add: {} events, {:.0} events/s", wanted, wanted as f64 / spent.as_secs_f64());
    let rules = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../codebooks/plover/processes.toml"));
    let rules = Rules::parse(&rules.expect("the rules are there")).expect("the rules are sound");
    let start = Start::now();
    ledger.build(&rules).expect("the disk has room");
    println!("incidents and processes: {:.1} s", start.elapsed().as_secs_f64());
}

/// Lists by each filter.
fn lists(path: &Path) {
    let ledger = Ledger::open_read_only(path).expect("the file is there");
    let limit = Some(100);
    let one = word(17);
    let filters = [
        ("actor, 100 rows", Filter { actor: vec![one.clone()], limit, ..Filter::default() }),
        (
            "country and type",
            Filter {
                actor: vec![country(5).as_str().to_string()],
                types: vec!["ASSAULT".to_string()],
                limit,
                ..Filter::default()
            },
        ),
        (
            "status and day",
            Filter {
                statuses: vec!["denied".to_string()],
                from: "2024-05-01".parse().ok(),
                to: "2024-05-03".parse().ok(),
                limit,
                ..Filter::default()
            },
        ),
        ("recipient", Filter { recipient: vec![one.clone()], limit, ..Filter::default() }),
        ("involves, a country", Filter { involves: vec![country(7).as_str().to_string()], limit, ..Filter::default() }),
        ("source", Filter { source: vec![word(23)], limit, ..Filter::default() }),
        ("publisher", Filter { publisher: vec!["Paper 7".to_string()], limit, ..Filter::default() }),
        ("type", Filter { types: vec!["ASSAULT".to_string()], limit, ..Filter::default() }),
        (
            "publisher and type",
            Filter {
                publisher: vec!["Paper 7".to_string()],
                types: vec!["AGREE".to_string()],
                limit,
                ..Filter::default()
            },
        ),
        ("two sources", Filter { min_sources: Some(2), limit, ..Filter::default() }),
        ("place", Filter { place: vec![word(44)], limit, ..Filter::default() }),
        ("part of a place's name", Filter { place: vec![word(44)[2..6].to_string()], limit, ..Filter::default() }),
        ("place, none", Filter { place: vec!["Nowhere".to_string()], limit, ..Filter::default() }),
        ("actor, none", Filter { actor: vec!["Nobody".to_string()], limit, ..Filter::default() }),
        ("full text, rare word", Filter { query: Some(word(15_000)), limit, ..Filter::default() }),
        (
            "full text, common words",
            Filter { query: Some(format!("{} {}", word(3), word(4))), limit, ..Filter::default() },
        ),
        ("full text, no such word", Filter { query: Some("zzzzzz".to_string()), limit, ..Filter::default() }),
    ];
    for (name, filter) in &filters {
        let start = Start::now();
        let rows = ledger.events(filter).expect("a list").rows.len();
        println!("events by {name}: {rows} rows, {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    }
    for (name, filter) in &filters {
        let start = Start::now();
        let rows = ledger.incidents(filter).expect("a list").rows.len();
        println!("incidents by {name}: {rows} rows, {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    }
}
