use super::*;
use legation_types::{Files, MemoryFiles, Name, NameType, PlaceLevel, Sentence, SentenceKind, Token, Upos};
use proptest::prelude::*;
use std::sync::LazyLock;

static DATA: LazyLock<(Gazetteer, PlaceRules)> = LazyLock::new(|| {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut files = MemoryFiles::default();
    for path in ["knowledge/places.bin", "knowledge/countries.toml", "languages/en/places.toml"] {
        files.0.insert(path.to_string(), std::fs::read(format!("{root}/{path}")).unwrap());
    }
    (Gazetteer::load(&files).unwrap(), PlaceRules::load(&files, "en").unwrap())
});

/// The text without its brackets, and the spans that stood in them.
fn marked(text: &str) -> (String, Vec<Span>) {
    let (mut plain, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in text.chars() {
        match c {
            '[' => start = plain.len() as u32,
            ']' => spans.push(Span::new(start, plain.len() as u32)),
            c => plain.push(c),
        }
    }
    (plain, spans)
}

/// Name, division and country of each marked span.
fn check(text: &str, expected: &[&str]) {
    let (plain, spans) = marked(text);
    let places = resolve_spans(&plain, &spans, &DATA.0, &DATA.1);
    let shown: Vec<String> = places
        .iter()
        .map(|place| match place {
            None => "-".to_string(),
            Some(p) => {
                let country = p.country.map_or("-".to_string(), |c| c.as_str().to_string());
                match p.level {
                    PlaceLevel::Place => format!("{} ({}, {country})", p.name, p.admin1.as_deref().unwrap_or("-")),
                    _ => format!("{} ({country})", p.name),
                }
            }
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn names_resolve_to_places() {
    let cases: &[(&str, &[&str])] = &[
        ("Shells fell on [Cizre], in south-east [Turkey].", &["Cizre (Şırnak, TUR)", "Turkey (TUR)"]),
        ("A court in [Paris], [Texas], heard the case.", &["Paris (Texas, USA)", "Texas (USA)"]),
        ("Talks in [Paris] and [Berlin] failed.", &["Paris (Île-de-France, FRA)", "Berlin (Berlin, DEU)"]),
        ("The fire in [Moscow], [Idaho], is out.", &["Moscow (Idaho, USA)", "Idaho (USA)"]),
        ("The ambassador returned to [Moscow].", &["Moscow (Moscow, RUS)"]),
        ("Tbilisi's allies left [Georgia], said [Tbilisi].", &["Georgia (GEO)", "Tbilisi (T'bilisi, GEO)"]),
        (
            "Drivers in [Atlanta] and [Savannah], [Georgia].",
            &["Atlanta (Georgia, USA)", "Savannah (Georgia, USA)", "Georgia (USA)"],
        ),
        ("The [US] and the [U.S.] and the [United States].", &["United States (USA)"; 3]),
        ("Fighters left [eastern Syria].", &["Syria (SYR)"]),
        ("Roads in the [West Bank] and [Gaza] are shut.", &["West Bank (PSE)", "Gaza (Gaza Strip, PSE)"]),
        ("[Kiev] is [Kyiv].", &["Kyiv (Kyiv City, UKR)"; 2]),
        ("The [Russian] envoy met [Turks].", &["Russia (RUS)", "Turkey (TUR)"]),
        ("They fought in [Donbas] and the [Middle East].", &["Donbas (UKR)", "Middle East (-)"]),
        ("Troops left [Kherson region].", &["Kherson Oblast (UKR)"]),
        ("The [Zzyzxq] plan.", &["-"]),
    ];
    for (text, expected) in cases {
        check(text, expected);
    }
}

#[test]
fn only_spots_have_coordinates() {
    let (text, spans) = marked("[Aleppo], [Syria], [Texas], [Donbas]");
    let places = resolve_spans(&text, &spans, &DATA.0, &DATA.1);
    let have: Vec<bool> = places.iter().flatten().map(|p| p.coordinates.is_some()).collect();
    assert_eq!(have, [true, false, false, false]);
}

/// An analysis of one sentence from lines "form lemma UPOS head relation [name type]"; the head counts from 1.
fn analysis(lines: &str) -> (Article, Analysis) {
    let (mut text, mut analysis) = (String::new(), Analysis::default());
    for (number, line) in lines.lines().map(str::trim).filter(|l| !l.is_empty()).enumerate() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let start = text.len() as u32;
        text.push_str(fields[0]);
        let span = Span::new(start, text.len() as u32);
        text.push(' ');
        let head: u32 = fields[3].parse().unwrap();
        let (id, feats) = (TokenId(number as u32), String::new());
        analysis.tokens.push(Token {
            span,
            space_after: true,
            lemma: fields[1].to_string(),
            upos: Upos::parse(fields[2]).unwrap(),
            feats,
            head: head.checked_sub(1).map(TokenId),
            deprel: fields[4].to_string(),
        });
        let kind = match fields.get(5) {
            Some(&"LOC") => NameType::Loc,
            Some(&"PER") => NameType::Per,
            Some(&"ORG") => NameType::Org,
            _ => continue,
        };
        analysis.names.push(Name { span, first: id, last: id, kind });
    }
    let end = analysis.tokens.len() as u32;
    let span = Span::new(0, text.len() as u32);
    analysis.sentences.push(Sentence { span, first: 0, end, paragraph: 0, kind: SentenceKind::Prose });
    (Article::new("test", text), analysis)
}

#[test]
fn readings_follow_the_tree() {
    use PlaceReading::{Actor, Literal};
    let cases: &[(&str, &[(&str, PlaceReading)])] = &[
        ("Moscow Moscow PROPN 2 nsubj LOC\n said say VERB 0 root", &[("Moscow", Actor)]),
        (
            "They they PRON 2 nsubj\n met meet VERB 0 root\n in in ADP 4 case\n Moscow Moscow PROPN 2 obl LOC",
            &[("Moscow", Literal)],
        ),
        (
            "Relations relation NOUN 4 nsubj\n with with ADP 3 case\n Ankara Ankara PROPN 1 nmod LOC\n soured sour VERB 0 root",
            &[("Ankara", Actor)],
        ),
        ("He he PRON 2 nsubj\n visited visit VERB 0 root\n Kyiv Kyiv PROPN 2 obj LOC", &[("Kyiv", Literal)]),
        ("He he PRON 2 nsubj\n accused accuse VERB 0 root\n Kyiv Kyiv PROPN 2 obj ORG", &[("Kyiv", Actor)]),
        (
            "Russian russian ADJ 2 amod\n jets jet NOUN 3 nsubj\n struck strike VERB 0 root\n near near ADP 5 case\n Idlib Idlib PROPN 3 obl LOC",
            &[("Russia", Actor), ("Idlib", Literal)],
        ),
        ("Denzel Denzel PROPN 2 nsubj PER\n left leave VERB 0 root\n Washington Washington PROPN 1 flat PER", &[]),
    ];
    for (lines, expected) in cases {
        let (article, analysis) = analysis(lines);
        let found = resolve_places(&article, &analysis, &DATA.0, &DATA.1);
        let shown: Vec<(&str, PlaceReading)> = found.iter().map(|m| (m.place.name.as_str(), m.reading)).collect();
        assert_eq!(shown, *expected, "{}", article.text);
    }
}

#[test]
fn what_the_gazetteer_does_not_have_is_told_as_far_as_it_goes() {
    // A county in the division that the article is about; an unknown name as words; "in" makes a place of a name.
    let (article, analysis) = analysis(
        "In in ADP 2 case\n Atlanta Atlanta PROPN 8 obl LOC\n and and CCONJ 4 cc\n Savannah Savannah PROPN 2 conj LOC\n \
         and and CCONJ 7 cc\n Walker Walker PROPN 7 compound\n County County PROPN 2 conj\n fell fall VERB 0 root\n \
         near near ADP 10 case\n Zzyzxq Zzyzxq PROPN 8 obl LOC\n in in ADP 12 case\n Macon Macon PROPN 8 obl PER",
    );
    let found = resolve_places(&article, &analysis, &DATA.0, &DATA.1);
    let shown: Vec<(&str, Option<&str>, bool)> =
        found.iter().map(|m| (m.place.name.as_str(), m.place.admin1.as_deref(), m.place.is_unlisted())).collect();
    assert_eq!(
        shown,
        [
            ("Atlanta", Some("Georgia"), false),
            ("Savannah", Some("Georgia"), false),
            ("Walker County", Some("Georgia"), false),
            ("Zzyzxq", None, true),
            ("Macon", Some("Georgia"), false),
        ]
    );
    assert!(found[2].place.coordinates.is_none(), "a county is no spot");
}

#[test]
fn every_entry_has_a_name_that_finds_it() {
    let gazetteer = &DATA.0;
    assert!(gazetteer.len() > 170_000);
    for entry in gazetteer.entries().step_by(97) {
        let name = gazetteer.name(entry.id);
        assert!(!name.is_empty());
        let found = gazetteer.find(&name);
        assert!(found.iter().any(|f| f.id == entry.id) || found.len() == 255, "{name}");
    }
}

#[test]
fn a_broken_file_is_an_error_that_says_what_to_do() {
    let mut files = MemoryFiles::default();
    for bytes in [&b""[..], b"LEGPLACE", b"LEGPLACE\x01\0\0\0\x07\0\0\0\xff\xff\xff\xff"] {
        files.0.insert("knowledge/places.bin".into(), bytes.to_vec());
        let error = Gazetteer::load(&files).unwrap_err();
        assert!(error[0].fix.contains("places.py"));
    }
    files.0.clear();
    assert!(files.text("knowledge/places.bin").is_err());
    assert!(Gazetteer::load(&files).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn odd_text_never_panics(text in "[A-Za-z ,.'’–éИ中🕊️()-]{0,60}", cuts in proptest::collection::vec(0usize..60, 0..8)) {
        let mut ends: Vec<usize> = cuts.into_iter().filter(|c| text.is_char_boundary(*c) && *c <= text.len()).collect();
        ends.sort_unstable();
        let spans: Vec<Span> = ends.chunks_exact(2).map(|p| Span::new(p[0] as u32, p[1] as u32)).collect();
        let places = resolve_spans(&text, &spans, &DATA.0, &DATA.1);
        prop_assert_eq!(places.len(), spans.len());
    }
}
