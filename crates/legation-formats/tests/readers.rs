//! Readers meet odd bytes: whatever comes in, an article or one clear message comes out.

use legation_formats::{Fault, INPUTS, ReadOptions, day_in_url, parse_day, read_bytes, read_path};
use proptest::prelude::*;
use std::io::Write;

const PAGE: &str = "<html><head><title>Ports reopen</title><meta property='article:published_time' content='2025-04-11'></head><body><nav>Home</nav><article><h2>What happened</h2><p>The transport minister said on Tuesday that all three ports had reopened after the strike, which lasted nine days and cost exporters millions.</p><p>Unions called the agreement “a first step” and promised further talks with the government in the coming week, they added.</p></article></body></html>";

/// A file in a folder of this test's own.
fn file(name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("legation-formats-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn gzip_is_undone_and_the_inner_name_counts() {
    let cases = [
        ("ports.html.gz", PAGE.to_string(), "ports"),
        ("note.txt.gz", "Talks opened.".to_string(), "note"),
        ("lines.jsonl.gz", "{\"id\":\"a\",\"text\":\"Talks opened.\"}\n".to_string(), "a"),
        ("a.warc.gz", "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:7>\r\nContent-Length: 5\r\n\r\nTalks\r\n\r\n".to_string(), "7"),
    ];
    for (name, text, id) in cases {
        let found: Vec<_> = read_path(&file(name, &gzip(text.as_bytes())), &ReadOptions::default()).collect();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert_eq!(found[0].as_ref().unwrap().id.0, id);
    }
}

#[test]
fn pages_give_paragraphs_and_their_day() {
    let article = read_path(&file("ports.html", PAGE.as_bytes()), &ReadOptions::default()).next().unwrap().unwrap();
    assert_eq!(article.text.split("\n\n").count(), 3, "{}", article.text);
    assert_eq!(article.published_at.unwrap().to_string(), "2025-04-11");
}

#[test]
fn each_fault_has_its_message() {
    let bomb = gzip(&vec![b'a'; 25_000_000]);
    let cases: [(&str, Vec<u8>, Fault); 5] = [
        ("bomb.txt.gz", bomb, Fault::TooLarge),
        ("empty.txt", Vec::new(), Fault::Empty),
        ("blank.txt", b" \n\n".to_vec(), Fault::Empty),
        ("broken.txt.gz", b"\x1f\x8b\x08\x00broken".to_vec(), Fault::Unreadable),
        ("large.txt", vec![b'a'; 20_000_001], Fault::TooLarge),
    ];
    for (name, bytes, fault) in cases {
        let found: Vec<_> = read_path(&file(name, &bytes), &ReadOptions::default()).collect();
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].as_ref().unwrap_err().fault, fault, "{name}");
    }
    let missing = read_path(std::path::Path::new("no/such/file.txt"), &ReadOptions::default()).next().unwrap();
    assert_eq!(missing.unwrap_err().fault, Fault::Unreadable);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_break_a_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for input in INPUTS {
            let name = format!("case.{}", input.endings[0]);
            read_bytes(&name, bytes.clone(), &ReadOptions::default()).for_each(drop);
        }
    }

    #[test]
    fn no_markup_breaks_a_reader(text in "(<[a-z/!]{0,9}|[a-z]+=|[\"'>é&;#\\[\\](){}`*_ \n-]|WARC/1.0\r\n|Content-Length: [0-9]{1,3}\r\n|---|\\{\"text\":|2025-0?4-1é?1){0,60}") {
        for input in INPUTS {
            let name = format!("case.{}", input.endings[0]);
            read_bytes(&name, text.clone().into_bytes(), &ReadOptions::default()).for_each(drop);
        }
        let _ = (parse_day(&text), day_in_url(&text));
    }
}
