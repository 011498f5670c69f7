//! `legation add` with a feed on loopback. Only in a program with network code: `cargo test -p legation-cli --features fetch`.
#![cfg(feature = "fetch")]

// The other helpers belong to other tests.
#[allow(dead_code)]
mod common;

use common::{folder, text};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

/// A server with a feed of two pages; gives its address.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let root = format!("http://{}", listener.local_addr().unwrap());
    let address = root.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let first = lines.next().unwrap_or_default();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let page = |words: &str| {
                format!(
                    "<html><head><title>{words}</title><meta property='article:published_time' content='2026-04-10'></head>\
                     <body><article><p>{words} on Thursday. The two presidents spoke about the harbour for more than two hours, \
                     their offices said in a joint statement on Friday morning.</p><p>Further talks will follow in the summer, \
                     the statement said, and a date will be named later this month.</p></article></body></html>"
                )
            };
            let body = match first.split(' ').nth(1).unwrap_or("") {
                "/feed.xml" => format!(
                    "<rss version=\"2.0\"><channel><title>The Wire</title><link>{address}</link><description>d</description>\
                     <item><title>One</title><link>{address}/one</link></item><item><title>Two</title><link>{address}/two</link>\
                     </item></channel></rss>"
                ),
                "/one" => page("Emmanuel Macron met Volodymyr Zelenskyy in Paris"),
                "/two" => page("Russia criticized France in a letter"),
                _ => String::new(),
            };
            let status = if body.is_empty() { "404 Not Found" } else { "200 OK" };
            let kind = if first.contains("feed") { "application/rss+xml" } else { "text/html" };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    root
}

#[test]
fn a_feed_is_added_and_again_changes_nothing() {
    let folder = folder("feed");
    let feed = format!("{}/feed.xml", serve());
    let add = || {
        let arguments = ["add", &feed, "--allow-private", "--delay", "0"];
        let output = common::command(&folder, &arguments).output().expect("the binary runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stderr)
    };
    let said = add();
    assert!(said.contains("2 articles added, 0 unchanged"), "{said}");
    let said = add();
    assert!(said.contains("0 articles added, 2 unchanged"), "{said}");
    let query = ["sql", "SELECT count(*) FROM events WHERE type = 'CONSULT'", "--format", "csv"];
    let output = common::command(&folder, &query).output().expect("the binary runs");
    assert!(text(&output.stdout).lines().nth(1).is_some_and(|count| count != "0"), "{}", text(&output.stdout));
}
