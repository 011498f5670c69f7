//! Readers meet odd bytes: whatever comes in, an article or one clear message comes out.

use legation_formats::{Fault, ReadOptions, day_in_url, language_of, parse_day, read_bytes, read_links, read_path};
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

/// A zip archive of files, packed.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (number, (name, bytes)) in files.iter().enumerate() {
        let methods = [zip::CompressionMethod::Deflated, zip::CompressionMethod::Stored];
        let options = zip::write::SimpleFileOptions::default().compression_method(methods[number % 2]);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn files_in_a_zip_archive_are_read_in_their_order() {
    let packed = gzip(b"Talks ended.");
    let inner = zip(&[("a.txt", b"x")]);
    let files: [(&str, &[u8]); 7] = [
        ("news/ports.html", PAGE.as_bytes()),
        ("lines.jsonl", b"{\"id\":\"l1\",\"text\":\"Talks opened.\"}\n{bad\n"),
        ("table.csv", b"id,text\nt1,Talks opened.\n"),
        ("note.txt.gz", &packed),
        ("__MACOSX/._note.txt", b"\0\0"),
        ("inner.zip", &inner),
        ("empty.txt", b""),
    ];
    let path = file("news.zip", &zip(&files));
    let found: Vec<_> = read_path(&path, &ReadOptions::default()).collect();
    let ids: Vec<&str> = found.iter().flatten().map(|article| article.id.0.as_str()).collect();
    assert_eq!(ids, ["ports", "l1", "t1", "note"]);
    let faults: Vec<Fault> =
        found.iter().filter_map(|article| article.as_ref().err()).map(|error| error.fault).collect();
    assert_eq!(faults, [Fault::Malformed, Fault::Binary, Fault::Empty]);
    assert!(found[2].as_ref().unwrap_err().input.ends_with("news.zip/lines.jsonl:2"), "{:?}", found[2]);
    let document = zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]);
    let found: Vec<_> = read_path(&file("letter.docx", &document), &ReadOptions::default()).collect();
    assert_eq!((found.len(), found[0].as_ref().unwrap_err().fault), (1, Fault::Binary));
    let mut bomb = vec![b'a'; 21_000_000];
    bomb.push(b'\n');
    let found: Vec<_> = read_path(&file("bomb.zip", &zip(&[("a.txt", &bomb)])), &ReadOptions::default()).collect();
    assert_eq!((found.len(), found[0].as_ref().unwrap_err().fault), (1, Fault::TooLarge));
}

#[test]
fn the_content_tells_the_format_where_the_name_does_not() {
    let cases: [(&str, &str, &[&str]); 9] = [
        ("a", "id,text\nt1,Talks opened.\n", &["t1"]),
        ("a", "{\"id\":\"l1\",\"text\":\"a\"}\n{\"id\":\"l2\",\"text\":\"b\"}\n", &["l1", "l2"]),
        ("a", "{\n\"id\":\"l1\",\n\"text\":\"a\"}", &["l1"]),
        (
            "a.xml",
            "<rss version='2.0'><channel><title>t</title><item><title>x</title><guid>g1</guid></item></channel></rss>",
            &["g1"],
        ),
        (
            "a.txt",
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><id>f</id><entry><id>e1</id><title>x</title></entry></feed>",
            &["e1"],
        ),
        (
            "a.xml",
            "<?xml version='1.0'?><Sentences><Sentence id='s1'><Text>Talks.</Text></Sentence></Sentences>",
            &["s1"],
        ),
        (
            "a",
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:w1>\r\nContent-Length: 5\r\n\r\nTalks\r\n\r\n",
            &["w1"],
        ),
        ("a", "From: A <a@e.org>\nDate: Fri, 11 Apr 2025 10:00:00 +0000\nMessage-ID: <m1>\n\nTalks.\n", &["m1"]),
        ("a", "Norlund, Estmark and others said so.\nText followed.\n", &["a"]),
    ];
    for (name, text, ids) in cases {
        let found: Vec<String> = read_bytes(name, text.as_bytes().to_vec(), &ReadOptions::default())
            .map(|article| article.unwrap_or_else(|error| panic!("{text}: {error}")).id.0)
            .collect();
        assert_eq!(found, ids, "{text}");
    }
}

#[test]
fn other_languages_are_refused_where_one_is_wanted() {
    let french = "Les ministres des Affaires étrangères des deux pays se sont rencontrés lundi et ont signé un accord sur les droits de pêche qui met fin à un différend de neuf mois. Des inspecteurs monteront à bord des chalutiers dès le mois de mai, ont indiqué des responsables.";
    let read = |options: &ReadOptions| read_bytes("a.txt", french.as_bytes().to_vec(), options).next().unwrap();
    assert_eq!(read(&ReadOptions::default()).unwrap().lang.as_deref(), Some("fr"));
    let options = ReadOptions { language: Some("en".to_string()), ..ReadOptions::default() };
    let error = read(&options).unwrap_err();
    assert!(error.fault == Fault::Language && error.message.contains("French"), "{error}");
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
        for name in NAMES {
            read_bytes(name, bytes.clone(), &ReadOptions::default()).for_each(drop);
            let _ = read_links(name, bytes.clone());
        }
    }

    #[test]
    fn no_markup_breaks_a_reader(text in "(<[a-z/!]{0,9}|[a-z]+=|[\"'>é&;#\\[\\](){}`*_ \n-]|WARC/1.0\r\n|Content-Length: [0-9]{1,3}\r\n|---|\\{\"text\":|2025-0?4-1é?1|<rss><channel><item>|<Sentence><Text>|From: |\\(AP\\) – ){0,60}") {
        for name in NAMES {
            for article in read_bytes(name, text.clone().into_bytes(), &ReadOptions::default()).flatten() {
                if let Some(dateline) = article.dateline {
                    prop_assert!(!dateline.span.of(&article.text).is_empty());
                }
            }
            let _ = read_links(name, text.clone().into_bytes());
        }
        let _ = (parse_day(&text), day_in_url(&text), language_of(&text));
    }
}

/// A name for each way of reading.
const NAMES: [&str; 12] =
    ["a.txt", "a.md", "a.html", "a.jsonl", "a.json", "a.csv", "a.rss", "a.xml", "a.eml", "a.warc", "a.gz", "a"];

#[cfg(unix)]
#[test]
fn pipes_are_read_though_they_have_no_size() {
    let path = file("pipe.txt", b"");
    std::fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    for (sent, expected) in [("Talks opened in Oslo.", Ok("Talks opened in Oslo.")), ("", Err(Fault::Empty))] {
        let pipe = path.clone();
        let writer = std::thread::spawn(move || std::fs::write(pipe, sent).unwrap());
        let found: Vec<_> = read_path(&path, &ReadOptions::default()).collect();
        writer.join().unwrap();
        let found: Vec<_> =
            found.iter().map(|item| item.as_ref().map(|a| a.text.as_str()).map_err(|e| e.fault)).collect();
        assert_eq!(found, [expected]);
    }
    std::fs::remove_file(path).unwrap();
}
