//! Fetching from a real HTTP server that the test starts on loopback.

mod common;

use common::fetch;
use legation_fetch::{FetchOptions, Fetcher, Memory};
use legation_formats::Fault;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A server that answers by path and writes down what it was asked.
struct Server {
    root: String,
    log: Arc<Mutex<Vec<(String, Instant)>>>,
}

fn page(words: &str) -> String {
    format!(
        "<html><head><title>{words}</title><meta property='article:published_time' content='2025-04-11'></head><body><article><p>{words}: the transport minister said on Tuesday that all three ports had reopened after the strike, which lasted nine days and cost exporters millions.</p><p>Unions called the agreement a first step and promised further talks with the government in the coming week, they added.</p></article></body></html>"
    )
}

fn answer(path: &str, request: &str, root: &str) -> Vec<u8> {
    let ok = |kind: &str, body: &str| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nETag: \"v1\"\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
            .into_bytes()
    };
    let moved = |to: &str| {
        format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
    };
    if request.to_lowercase().contains("if-none-match: \"v1\"") {
        return b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec();
    }
    match path {
        "/robots.txt" => ok("text/plain", "User-agent: *\nDisallow: /private/\n"),
        "/feed.xml" => ok(
            "application/rss+xml",
            &format!(
                "<rss version=\"2.0\"><channel><title>The Wire</title><link>{root}</link><description>d</description><item><title>One</title><link>{root}/one</link></item><item><title>Two</title><link>{root}/two</link></item><item><title>Secret</title><link>{root}/private/three</link></item><item><title>Gone</title><link>{root}/gone</link></item></channel></rss>"
            ),
        ),
        "/index.xml" => ok(
            "text/xml",
            &format!(
                "<sitemapindex><sitemap><loc>{root}/map.xml</loc></sitemap><sitemap><loc>{root}/index.xml</loc></sitemap></sitemapindex>"
            ),
        ),
        "/map.xml" => {
            ok("text/xml", &format!("<urlset><url><loc>{root}/one</loc><lastmod>2025-04-12</lastmod></url></urlset>"))
        }
        "/one" => ok("text/html; charset=utf-8", &page("One")),
        "/two" => moved("/two/final"),
        "/two/final" => ok("text/html", &page("Two")),
        "/circle" => moved("/circle2"),
        "/circle2" => moved("/circle"),
        "/to-file" => moved("file:///etc/passwd"),
        "/huge" => {
            let mut head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n".to_vec();
            head.resize(3_000_000, b'a');
            head
        }
        "/slow" => {
            std::thread::sleep(Duration::from_secs(3));
            Vec::new()
        }
        path if path.starts_with("/step/") => {
            let number: u32 = path["/step/".len()..].parse().unwrap_or(0);
            moved(&format!("/step/{}", number + 1))
        }
        _ => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
    }
}

fn serve() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let root = format!("http://{}", listener.local_addr().unwrap());
    let log = Arc::new(Mutex::new(Vec::new()));
    let (shared, address) = (log.clone(), root.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (shared, address) = (shared.clone(), address.clone());
            std::thread::spawn(move || one(stream, &shared, &address));
        }
    });
    Server { root, log }
}

fn one(mut stream: TcpStream, log: &Mutex<Vec<(String, Instant)>>, root: &str) {
    let mut request = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        request.push_str(&line);
    }
    let path = request.split_whitespace().nth(1).unwrap_or("/").to_string();
    log.lock().unwrap().push((path.clone(), Instant::now()));
    let _ = stream.write_all(&answer(&path, &request, root));
}

fn options() -> FetchOptions {
    FetchOptions {
        delay: Duration::from_millis(20),
        timeout: Duration::from_secs(1),
        largest: 1_000_000,
        allows_private: true,
        ..FetchOptions::default()
    }
}

#[test]
fn a_feed_gives_its_pages_once() {
    let server = serve();
    let feed = format!("{}/feed.xml", server.root);
    let mut fetcher = Fetcher::new(FetchOptions { delay: Duration::from_millis(60), ..options() });
    let found = fetch(&mut fetcher, &feed);
    let titles: Vec<_> = found.iter().flatten().map(|article| article.title.clone().unwrap()).collect();
    assert_eq!(titles, ["One", "Two"]);
    let first = found[0].as_ref().unwrap();
    assert_eq!(
        (first.publisher.as_deref(), first.published_at.unwrap().to_string().as_str()),
        (Some("The Wire"), "2025-04-11")
    );
    assert_eq!(found[1].as_ref().unwrap().url.as_deref(), Some(format!("{}/two/final", server.root).as_str()));
    let faults: Vec<_> = found.iter().filter_map(|article| article.as_ref().err()).map(|fault| fault.fault).collect();
    assert_eq!(faults, [Fault::Refused, Fault::Unreadable], "what robots.txt forbids, and what is gone");
    let log = server.log.lock().unwrap().clone();
    assert!(!log.iter().any(|(path, _)| path.starts_with("/private")), "{log:?}");
    assert_eq!(log.iter().filter(|(path, _)| path == "/robots.txt").count(), 1);
    for pair in log.windows(2) {
        assert!(pair[1].1 - pair[0].1 >= Duration::from_millis(50), "a pause between requests to one host");
    }

    // The next day: the feed is asked for changes only, and nothing is fetched twice.
    let path = std::env::temp_dir().join(format!("legation-fetch-{}.json", std::process::id()));
    fetcher.memory().save(&path).unwrap();
    let memory = Memory::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(&memory, fetcher.memory());
    let mut again = Fetcher::new(FetchOptions { memory, ..options() });
    assert!(fetch(&mut again, &feed).is_empty());
    let later = server.log.lock().unwrap().len() - log.len();
    assert_eq!(later, 2, "robots.txt and the feed");
}

#[test]
fn sitemaps_lead_to_pages_and_not_in_circles() {
    let server = serve();
    let found = fetch(&mut Fetcher::new(options()), &format!("{}/index.xml", server.root));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].as_ref().unwrap().title.as_deref(), Some("One"));
    let limited = FetchOptions { pages: 0, ..options() };
    let found = fetch(&mut Fetcher::new(limited), &format!("{}/map.xml", server.root));
    assert_eq!(found[0].as_ref().unwrap_err().fault, Fault::TooLarge);
}

#[test]
fn what_cannot_or_must_not_be_fetched_has_its_message() {
    let server = serve();
    let cases = [
        ("/circle", Fault::Unreadable, "circle"),
        ("/step/1", Fault::Unreadable, "more than 5 redirects"),
        ("/to-file", Fault::Refused, "file"),
        ("/huge", Fault::TooLarge, "larger than 1 MB"),
        ("/slow", Fault::Unreadable, "cannot be fetched"),
        ("/gone", Fault::Unreadable, "404"),
        ("/private/x", Fault::Refused, "robots.txt"),
    ];
    for (path, fault, words) in cases {
        let found = fetch(&mut Fetcher::new(options()), &format!("{}{path}", server.root));
        assert_eq!(found.len(), 1, "{path}");
        let error = found[0].as_ref().unwrap_err();
        assert!(error.fault == fault && error.message.contains(words), "{path}: {error}");
    }
    for address in ["ftp://example.org/x", "nonsense", "file:///etc/passwd"] {
        assert_eq!(
            fetch(&mut Fetcher::new(options()), address)[0].as_ref().unwrap_err().fault,
            Fault::Refused,
            "{address}"
        );
    }
}

#[test]
fn private_addresses_are_refused_unless_allowed() {
    let server = serve();
    let mut fetcher = Fetcher::new(FetchOptions { allows_private: false, ..options() });
    let local = server.root.replace("127.0.0.1", "localhost");
    for address in [format!("{}/one", server.root), format!("{local}/one")] {
        let found = fetch(&mut fetcher, &address);
        let error = found[0].as_ref().unwrap_err();
        assert!(error.fault == Fault::Refused && error.fix.contains("--allow-private"), "{error}");
    }
    assert!(server.log.lock().unwrap().is_empty(), "not one request was sent");
}
