//! HTTPS, from a server that the test starts on loopback. Its certificate and the authority that signed it were made for this test
//! (`openssl req -x509`, `openssl x509 -req`, a hundred years, for `localhost` and 127.0.0.1); nobody else trusts them.

mod common;

use legation_fetch::{Authorities, FetchOptions, Fetcher};
use legation_formats::{Fault, FormatError};
use legation_types::Article;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

const AUTHORITY: &[u8] = include_bytes!("tls/authority.pem");
const PAGE: &str = "<html><head><title>Ports reopen</title></head><body><article><p>The transport minister said on Tuesday that all three ports had reopened after the strike, which lasted nine days and cost exporters millions.</p><p>Unions called the agreement a first step and promised further talks with the government in the coming week, they added.</p></article></body></html>";

/// Starts a server; its address.
fn serve() -> String {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let config = config.clone();
            std::thread::spawn(move || answer(stream, config));
        }
    });
    address
}

fn answer(stream: TcpStream, config: Arc<ServerConfig>) {
    let Ok(connection) = ServerConnection::new(config) else { return };
    let mut reader = BufReader::new(StreamOwned::new(connection, stream));
    let mut request = String::new();
    loop {
        let before = request.len();
        // A client that does not trust the certificate goes away here.
        if reader.read_line(&mut request).is_err() || request.len() == before || &request[before..] == "\r\n" {
            break;
        }
    }
    let (status, body) = if request.starts_with("GET /page ") { ("200 OK", PAGE) } else { ("404 Not Found", "") };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let stream = reader.get_mut();
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body.as_bytes()))
        .and_then(|()| stream.flush());
    stream.conn.send_close_notify();
    let _ = stream.flush();
}

fn fetch(address: &str, authorities: Option<Authorities>) -> Vec<Result<Article, FormatError>> {
    let mut fetcher = Fetcher::new(FetchOptions {
        delay: Duration::from_millis(1),
        timeout: Duration::from_secs(10),
        allows_private: true,
        authorities,
        ..FetchOptions::default()
    });
    common::fetch(&mut fetcher, address)
}

#[test]
fn a_page_comes_over_https_from_a_server_whose_authority_is_trusted() {
    let address = serve() + "/page";
    let found = fetch(&address, Some(Authorities::parse(AUTHORITY).unwrap()));
    let article = found[0].as_ref().unwrap();
    assert!(article.text.contains("all three ports had reopened"), "{}", article.text);
    assert_eq!((found.len(), article.url.as_deref()), (1, Some(address.as_str())));
}

#[test]
fn a_server_that_nobody_vouches_for_is_refused_with_a_clear_message() {
    let found = fetch(&(serve() + "/page"), None);
    let error = found[0].as_ref().unwrap_err();
    assert_eq!((found.len(), error.fault), (1, Fault::Unreadable));
    assert!(error.message.contains("certificate is not trusted") && error.fix.contains("--authority"), "{error}");
}

#[test]
fn authorities_are_certificates() {
    for pem in [&b""[..], b"nonsense", include_bytes!("tls/server.key")] {
        assert!(Authorities::parse(pem).is_err());
    }
}
