use super::*;
use legation_types::MemoryFiles;
use std::path::Path;

/// The tables of the repository.
pub(in crate::output) fn crosswalks() -> Crosswalks {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = MemoryFiles::default();
    for path in [
        "knowledge/crosswalks/countries.tsv",
        "knowledge/crosswalks/organisations.tsv",
        "codebooks/plover/cameo_scores.tsv",
    ] {
        files.0.insert(path.to_string(), std::fs::read(root.join(path)).unwrap());
    }
    Crosswalks::load(&files).unwrap()
}

fn party(name: &str, country: &str, sector: &str) -> serde_json::Value {
    serde_json::json!({"text": name, "start": 4, "end": 9, "name": name, "country": if country.is_empty() { None } else { Some(country) },
        "sector": sector, "other_sectors": [], "role": null, "actor_id": null, "wikidata": null, "basis": "knowledge"})
}

/// A record that says a visit of Norway's minister to Turkey's president; `change` is laid over it.
fn record(change: serde_json::Value) -> Record {
    let mut value = serde_json::json!({
        "schema": "legation/1", "id": "e_a7856f53a01f82e9",
        "article": {"id": "visit", "url": "https://www.example.org/a?b", "title": "A \"tab\"\there\r\nand 🕊️", "publisher": "Example",
            "published_at": "2026-12-03", "sha256": "54e6df25e7b6cd2ee5eebeb474d324c8ec1310de9626d4623b6adc5a0aca540e"},
        "event": "CONSULT", "mode": "visit", "contexts": ["diplomatic", "executive"], "quad": "verbal cooperation", "cameo": "042",
        "score": 4.0, "status": "occurred", "trigger": {"text": "arrived", "start": 20, "end": 27},
        "sentence": {"index": 2, "start": 4, "end": 90}, "actors": [party("Ingrid Halvorsen", "NOR", "GOV")],
        "recipients": [party("Turkey", "TUR", "GOV")], "according_to": [],
        "time": {"text": "Tuesday", "start": 30, "end": 37, "earliest": "2026-12-01", "latest": "2026-12-01", "grain": "day", "basis": "weekday, published_at"},
        "place": {"text": "Ankara", "start": 40, "end": 46, "name": "Ankara", "country": "TUR", "admin1": "Ankara", "lat": 39.92, "lon": 32.85, "geonames_id": 323786, "level": "place"},
        "count": null, "condition": null, "within": null, "confidence": 0.52, "reading": "arrive", "run": "0.1.0+x"
    });
    if let (Some(fields), serde_json::Value::Object(change)) = (value.as_object_mut(), change) {
        fields.extend(change);
    }
    serde_json::from_value(value).unwrap()
}

/// The table of some records with its header, as text, and the export's account.
fn table(name: &str, records: &[Record]) -> (String, serde_json::Value, Vec<serde_json::Value>) {
    let crosswalks = crosswalks();
    let mut export = Export::new(shape(name).unwrap(), &crosswalks, &ACTUAL);
    let mut text = export.header();
    let mut evidence = Vec::new();
    for record in records {
        for line in export.add(record, &TextFacts::default()) {
            text.push_str(&line.row);
            evidence.push(serde_json::from_str(&line.evidence).unwrap());
        }
    }
    text.push_str(&export.finish());
    (text, export.manifest(), evidence)
}

/// The cells of a table, read by the csv crate as the shape says.
fn cells(name: &str, text: &str) -> Vec<Vec<String>> {
    let shape = shape(name).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(shape.separator as u8)
        .quoting(shape.separator == ',')
        .from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_string).collect()).collect()
}

/// The value of a named column in a row.
fn value<'c>(name: &str, row: &'c [String], column: &str) -> &'c str {
    let idx = shape(name).unwrap().columns.iter().position(|c| c.name == column).expect(column);
    &row[idx]
}

#[test]
fn columns_are_those_of_the_peers() {
    let counts: Vec<(&str, usize)> = SHAPES.iter().map(|shape| (shape.name, shape.columns.len())).collect();
    let expected = [
        ("gdelt2-events", 61),
        ("gdelt2-mentions", 16),
        ("polecat", 40),
        ("icews", 20),
        ("phoenix", 26),
        ("conflict-flat", 31),
    ];
    assert_eq!(counts, expected);
    let names = |name: &str| shape(name).unwrap().columns.iter().map(|c| c.name).collect::<Vec<_>>().join(" ");
    assert_eq!(
        names("gdelt2-events"),
        "GLOBALEVENTID SQLDATE MonthYear Year FractionDate Actor1Code Actor1Name Actor1CountryCode Actor1KnownGroupCode \
         Actor1EthnicCode Actor1Religion1Code Actor1Religion2Code Actor1Type1Code Actor1Type2Code Actor1Type3Code Actor2Code \
         Actor2Name Actor2CountryCode Actor2KnownGroupCode Actor2EthnicCode Actor2Religion1Code Actor2Religion2Code \
         Actor2Type1Code Actor2Type2Code Actor2Type3Code IsRootEvent EventCode EventBaseCode EventRootCode QuadClass \
         GoldsteinScale NumMentions NumSources NumArticles AvgTone Actor1Geo_Type Actor1Geo_FullName Actor1Geo_CountryCode \
         Actor1Geo_ADM1Code Actor1Geo_ADM2Code Actor1Geo_Lat Actor1Geo_Long Actor1Geo_FeatureID Actor2Geo_Type \
         Actor2Geo_FullName Actor2Geo_CountryCode Actor2Geo_ADM1Code Actor2Geo_ADM2Code Actor2Geo_Lat Actor2Geo_Long \
         Actor2Geo_FeatureID ActionGeo_Type ActionGeo_FullName ActionGeo_CountryCode ActionGeo_ADM1Code ActionGeo_ADM2Code \
         ActionGeo_Lat ActionGeo_Long ActionGeo_FeatureID DATEADDED SOURCEURL"
    );
    assert_eq!(
        names("conflict-flat"),
        "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 \
         actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude \
         longitude geo_precision source source_scale notes fatalities tags timestamp"
    );
    assert_eq!(
        shape("icews").unwrap().columns.iter().map(|c| c.name).collect::<Vec<_>>(),
        [
            "Event ID",
            "Event Date",
            "Source Name",
            "Source Sectors",
            "Source Country",
            "Event Text",
            "CAMEO Code",
            "Intensity",
            "Target Name",
            "Target Sectors",
            "Target Country",
            "Story ID",
            "Sentence Number",
            "Publisher",
            "City",
            "District",
            "Province",
            "Country",
            "Latitude",
            "Longitude",
        ]
    );
}

#[test]
fn every_row_reads_back_with_all_its_columns() {
    let records = [
        record(serde_json::json!({})),
        record(serde_json::json!({"event": "ASSAULT", "mode": "aerial", "cameo": "195", "id": "e_0123456789abcdef",
            "actors": [party("tab\there \"quoted\", and\r\nbroken\u{0} 🕊️", "RUS", "MIL")]})),
    ];
    for shape in SHAPES {
        let (text, _, _) = table(shape.name, &records);
        let cells = cells(shape.name, &text);
        assert!(cells.len() >= 2, "{}: {text}", shape.name);
        for row in &cells {
            assert_eq!(row.len(), shape.columns.len(), "{}: {row:?}", shape.name);
        }
        if shape.has_header {
            assert_eq!(cells[0], shape.columns.iter().map(|c| c.name.to_string()).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_visit_is_coded_from_both_sides_in_gdelt_and_icews_and_once_in_polecat() {
    let records = [record(serde_json::json!({}))];
    let (text, manifest, evidence) = table("gdelt2-events", &records);
    let rows = cells("gdelt2-events", &text);
    let get = |row: usize, column: &str| value("gdelt2-events", &rows[row], column).to_string();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        [get(0, "EventCode"), get(0, "EventRootCode"), get(0, "QuadClass"), get(0, "GoldsteinScale")],
        ["042", "04", "1", "1.9"]
    );
    assert_eq!([get(1, "EventCode"), get(1, "Actor1Code"), get(1, "Actor2Code")], ["043", "TUR", "NORGOV"]);
    assert_eq!([get(0, "SQLDATE"), get(0, "MonthYear"), get(0, "FractionDate")], ["20261201", "202612", "2026.9068"]);
    assert_eq!(
        [get(0, "ActionGeo_Type"), get(0, "ActionGeo_FullName"), get(0, "ActionGeo_CountryCode")],
        ["4", "Ankara, Turkey", "TU"]
    );
    assert_eq!([get(0, "DATEADDED"), get(0, "SOURCEURL")], ["20261203000000", "https://www.example.org/a?b"]);
    assert_ne!(get(0, "GLOBALEVENTID"), get(1, "GLOBALEVENTID"));
    assert_eq!(manifest["rows"], serde_json::json!({"written": 2, "reciprocal": 1}));
    assert_eq!(evidence[1]["group"], "e_a7856f53a01f82e9");
    assert_eq!(evidence[1]["exported_id"], get(1, "GLOBALEVENTID"));
    assert_eq!(evidence[0]["date_basis"], "relative");

    let (text, _, _) = table("icews", &records);
    let rows = cells("icews", &text);
    assert_eq!(
        rows[1][2..8],
        ["Ingrid Halvorsen", "Executive,Government", "Norway", "Make a visit", "042", "1.9"].map(String::from)
    );
    assert_eq!(rows[2][2..8], ["Turkey", "NA", "Turkey", "Host a visit", "043", "2.8"].map(String::from));
    assert_eq!(rows[1][0].parse::<u64>().unwrap() + 1, rows[2][0].parse::<u64>().unwrap());

    let (text, _, _) = table("polecat", &records);
    let rows = cells("polecat", &text);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1][..3], ["20261201-0003-a7856f53a01f82e9_CONSULT_L", "2026-12-01", "CONSULT"].map(String::from));
    assert_eq!(value("polecat", &rows[1], "Actor COW"), "385");
    assert_eq!(value("polecat", &rows[1], "Contexts"), "diplomatic|executive");
    assert_eq!(value("polecat", &rows[1], "District"), "None");
}

#[test]
fn nobody_is_paired_with_himself_and_nobody_counts_twice() {
    let (russia, ukraine) = (party("Russia", "RUS", "GOV"), party("Ukraine", "UKR", "GOV"));
    let sides = [russia.clone(), ukraine.clone()];
    let dyads = |record: Record| -> Vec<String> {
        let rows = cells("gdelt2-events", &table("gdelt2-events", &[record]).0);
        rows.iter().map(|row| format!("{} {}", row[5], row[15])).collect()
    };
    let accused =
        serde_json::json!({"event": "ACCUSE", "mode": null, "cameo": "112", "actors": sides, "recipients": sides});
    assert_eq!(dyads(record(accused)), ["RUS UKR", "UKR RUS"]);
    let met = serde_json::json!({"mode": null, "cameo": "040", "actors": [russia, ukraine, ukraine], "recipients": []});
    assert_eq!(dyads(record(met)), ["RUS UKR", "UKR RUS"]);
    let alone = serde_json::json!({"mode": null, "cameo": "040", "recipients": []});
    assert_eq!(dyads(record(alone)), ["NORGOV "]);
    let nobody = serde_json::json!({"mode": null, "cameo": "040", "actors": [], "recipients": []});
    assert_eq!(dyads(record(nobody)), [" "]);
}

#[test]
fn only_what_is_or_was_is_written_and_the_rest_is_counted() {
    let records = [
        record(serde_json::json!({"status": "planned"})),
        record(serde_json::json!({"time": null, "place": null})),
        record(serde_json::json!({"recipients": []})),
    ];
    let (text, manifest, evidence) = table("icews", &records);
    assert_eq!(cells("icews", &text).len(), 1 + 2);
    assert_eq!(manifest["left_out"]["by_status"], serde_json::json!({"planned": 1}));
    assert_eq!(manifest["left_out"]["by_reason"].as_object().unwrap().values().next().unwrap(), 1);
    assert_eq!(manifest["date_basis"], serde_json::json!({"publication_fallback": 1}));
    assert_eq!(evidence[0]["date_basis"], "publication_fallback");
    assert_eq!(cells("icews", &text)[1][17..], ["NA", "NA", "NA"].map(String::from));
    assert_eq!(manifest["fields_without_a_home"]["status"], 1);
}

#[test]
fn classes_and_scores_follow_each_shapes_own_table() {
    // CAMEO, GDELT's class and score, Phoenix's class and score, ICEWS's score.
    for (code, quad, gdelt, penta, icews) in [
        ("090", "2", "-2.0", "3", "-2.0"),
        ("141", "3", "-6.5", "4", "-6.5"),
        ("163", "4", "-6.5", "3", "-8.0"),
        ("016", "1", "3.4", "0", "-5.0"),
    ] {
        let records = [record(serde_json::json!({"cameo": code, "mode": null}))];
        let rows = cells("gdelt2-events", &table("gdelt2-events", &records).0);
        assert_eq!(value("gdelt2-events", &rows[0], "QuadClass"), quad, "{code}");
        assert_eq!(value("gdelt2-events", &rows[0], "GoldsteinScale"), gdelt, "{code}");
        let rows = cells("phoenix", &table("phoenix", &records).0);
        assert_eq!(value("phoenix", &rows[0], "PentaClass"), penta, "{code}");
        let rows = cells("icews", &table("icews", &records).0);
        assert_eq!(value("icews", &rows[1], "Intensity"), icews, "{code}");
    }
}

#[test]
fn actors_are_coded_as_the_cameo_family_does() {
    let cases = [
        (party("Russia", "RUS", "GOV"), "RUS"),
        (party("Vladimir Putin", "RUS", "GOV"), "RUSGOV"),
        (party("Antonio Guterres", "UNO", "IGO"), "IGOUNO"),
        (party("European Union", "EUR", "IGO"), "IGOEUREEC"),
        (party("NATO", "IGO", "IGO"), "IGOWSTNAT"),
        (party("reporters", "ROU", "JRN"), "ROMMED"),
        (party("doctors", "XKX", "MED"), "KSVHLH"),
        (party("gunmen", "", "UAF"), "UAF"),
        (party("somebody", "", "UNK"), ""),
        (party("al-Qaida", "IMG", "REB"), "IMGREB"),
    ];
    for (party, code) in cases {
        let records = [record(serde_json::json!({"actors": [party], "mode": null, "cameo": "040"}))];
        let rows = cells("gdelt2-events", &table("gdelt2-events", &records).0);
        assert_eq!(value("gdelt2-events", &rows[0], "Actor1Code"), code, "{party}");
    }
}

#[test]
fn crosswalks_keep_to_the_countries_that_are_often_mixed_up() {
    let crosswalks = crosswalks();
    for (iso3, fips) in [
        ("UKR", "UP"),
        ("SDN", "SU"),
        ("RUS", "RS"),
        ("SRB", "RI"),
        ("GBR", "UK"),
        ("DEU", "GM"),
        ("CHN", "CH"),
        ("AUS", "AS"),
    ] {
        assert_eq!(crosswalks.country(iso3).unwrap().fips, fips, "{iso3}");
    }
    assert!(crosswalks.countries.len() > 240);
    assert!(crosswalks.countries.values().all(|c| !c.name.is_empty() && !c.region.is_empty() && c.cameo.len() == 3));
}

#[test]
fn every_code_of_the_codebook_has_a_label_and_scores() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let table = std::fs::read_to_string(root.join("codebooks/plover/cameo.tsv")).unwrap();
    let crosswalks = crosswalks();
    for line in table.lines().skip(1).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let code = line.rsplit('\t').next().unwrap();
        assert!(crosswalks.cameo(code).is_some(), "{line}: no such code in cameo_scores.tsv");
    }
}

#[test]
fn phoenix_has_one_row_a_day_for_a_pair_and_code() {
    let other = serde_json::json!({"id": "e_bbbbbbbbbbbbbbbb", "sentence": {"index": 5, "start": 91, "end": 99}});
    let records = [record(serde_json::json!({})), record(other)];
    let (text, manifest, evidence) = table("phoenix", &records);
    let rows = cells("phoenix", &text);
    assert_eq!(rows.len(), 2, "one each way");
    assert_eq!(value("phoenix", &rows[0], "EventID"), "1_0.1.0");
    assert_eq!(value("phoenix", &rows[0], "SentenceIDs"), "visit_3;visit_6");
    assert_eq!(value("phoenix", &rows[0], "Issues"), "DIPLOMATIC,2;EXECUTIVE,2");
    assert_eq!(rows[0][5..13], ["NORGOV", "NOR", "GOV", "", "TUR", "TUR", "", ""].map(String::from));
    assert_eq!(evidence.len(), 4);
    assert_eq!(evidence[2]["exported_id"], "1_0.1.0");
    assert_eq!(manifest["rows"]["written"], 2);
}

#[test]
fn conflict_types_follow_mode_and_sides() {
    let cases = [
        ("ASSAULT", Some("drone"), "GOV", "Explosions/Remote violence", "Air/drone strike"),
        ("ASSAULT", None, "CVL", "Violence against civilians", "Attack"),
        ("ASSAULT", Some("firearms"), "REB", "Battles", "Armed clash"),
        ("PROTEST", Some("demo"), "GOV", "Protests", "Peaceful protest"),
        ("COERCE", Some("arrest"), "CVL", "Strategic developments", "Arrests"),
    ];
    for (event, mode, sector, kind, sub_kind) in cases {
        let change = serde_json::json!({"event": event, "mode": mode, "recipients": [party("them", "UKR", sector)]});
        let rows = cells("conflict-flat", &table("conflict-flat", &[record(change)]).0);
        assert_eq!(value("conflict-flat", &rows[1], "event_type"), kind, "{event} {mode:?} {sector}");
        assert_eq!(value("conflict-flat", &rows[1], "sub_event_type"), sub_kind, "{event} {mode:?} {sector}");
    }
    let (text, manifest, _) = table("conflict-flat", &[record(serde_json::json!({}))]);
    assert_eq!(cells("conflict-flat", &text).len(), 1, "a visit is no conflict event");
    assert_eq!(manifest["left_out"]["types_without_code"], serde_json::json!({"CONSULT": 1}));
}

#[test]
fn the_lead_ends_with_the_first_paragraph_of_prose() {
    let text = "Politics\n\nEnvoy lands in Oslo for talks\n\nAn envoy landed in Oslo on Friday for talks.\n\nMore came later in the day.\n";
    assert_eq!(
        &text[..lead_end(text)],
        "Politics\n\nEnvoy lands in Oslo for talks\n\nAn envoy landed in Oslo on Friday for talks.\n"
    );
    assert_eq!(lead_end("no end"), 6);
}
