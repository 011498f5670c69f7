//! Articles from the web: feeds, sitemaps and pages, fetched politely.
//!
//! Comes in: web addresses. Goes out: [`legation_types::Article`]s and one message for each address that gave none. Never here:
//! reading formats (that is `legation-formats`), coding, and any request that was not asked for.
//!
//! What it keeps to: `robots.txt` with its crawl delay; a pause between two requests to one host; conditional requests, and no
//! page twice, for addresses in its [`Memory`]; limits on time, size, redirects and pages; addresses of the machine's own network
//! are refused at the moment of connecting, redirects included, unless that is allowed; no cookies, no scripts, no proxies.
//!
//! ```no_run
//! use legation_fetch::{FetchOptions, Fetcher};
//! let mut fetcher = Fetcher::new(FetchOptions::default());
//! fetcher.articles("https://example.org/feed.xml", &Default::default(), |article| {
//!     if let Ok(article) = article {
//!         println!("{}", article.text);
//!     }
//!     true
//! });
//! ```

mod addresses;
mod client;
mod crawl;
mod memory;

#[cfg(feature = "tls")]
pub use client::Authorities;
pub use client::{Answer, FetchOptions, Fetcher};
pub use memory::Memory;
