use crate::articles::Failure;
use clap::Args;
use legation::formats::{Fault, FormatError, ReadOptions, read_links};
use legation::layers;
use legation::types::Article;
use legation_fetch::{Authorities, FetchOptions, Fetcher, Memory};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Fetch articles from feeds, sitemaps and pages, politely, and print them as JSON lines for the other commands
///
/// robots.txt is kept to, hosts are not asked faster than --delay allows, and addresses of private networks are refused.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  legation fetch https://example.org/feed.xml --state seen.json | legation code -")]
pub struct Arguments {
    /// Addresses of pages, feeds or sitemaps, or files that hold a feed or sitemap
    #[arg(value_name = "URL", required = true)]
    addresses: Vec<String>,

    #[command(flatten)]
    settings: Settings,
}

/// How politely, and how much, is fetched.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Fetching")]
pub struct Settings {
    /// Remember in FILE what was fetched: feeds are asked for changes only, pages are not fetched twice
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// Seconds between two requests to one host
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0)]
    delay: f64,

    /// Seconds that one request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0)]
    timeout: f64,

    /// Pages that are fetched at most from one feed or sitemap
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pages: usize,

    /// Fetch from addresses of private networks, too
    #[arg(long)]
    allow_private: bool,

    /// Trust the authorities in FILE (PEM) instead of Mozilla's list
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
}

/// Exit status when some address gave no article.
const REJECTED: u8 = 3;

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let rejected = arguments.settings.fetch(&arguments.addresses, &mut out)?;
    Ok(if rejected > 0 { ExitCode::from(REJECTED) } else { ExitCode::SUCCESS })
}

impl Settings {
    /// Writes the articles of addresses as JSON lines, each as soon as it is there; gives how many addresses gave none.
    pub fn fetch(&self, given: &[String], out: &mut dyn Write) -> Result<usize, Failure> {
        let seconds = |value: f64, name: &str| {
            Duration::try_from_secs_f64(value)
                .map_err(|_| Failure::Message(format!("--{name} {value}: give seconds, such as 2")))
        };
        let memory = self.state.as_deref().map_or(Ok(Memory::default()), Memory::load).map_err(Failure::Message)?;
        let mut fetcher = Fetcher::new(FetchOptions {
            delay: seconds(self.delay, "delay")?,
            timeout: seconds(self.timeout, "timeout")?,
            pages: self.pages,
            allows_private: self.allow_private,
            authorities: self.authority.as_deref().map(authorities).transpose()?,
            memory,
            ..FetchOptions::default()
        });
        let mut rejected = 0;
        let mut broken: Option<std::io::Error> = None;
        for address in addresses(given)? {
            fetcher.articles(&address, &ReadOptions::default(), |article: Result<Article, FormatError>| {
                match article {
                    Err(fault) => {
                        rejected += usize::from(!fault.is_warning());
                        eprintln!("legation: {fault}");
                    }
                    // Line by line, so that what was fetched is there even if the run is broken off.
                    Ok(article) => {
                        broken = writeln!(out, "{}", layers::extract(&article)).and_then(|()| out.flush()).err();
                    }
                }
                broken.is_none()
            });
            if let Some(error) = broken {
                return Err(Failure::Output(error));
            }
            if let Some(path) = &self.state {
                fetcher.memory().save(path).map_err(Failure::Message)?;
            }
        }
        Ok(rejected)
    }
}

fn authorities(path: &Path) -> Result<Authorities, Failure> {
    let found = std::fs::read(path).map_err(|error| format!("cannot be read: {error}"));
    found.and_then(|pem| Authorities::parse(&pem)).map_err(|why| {
        Failure::Message(format!("{}: {why} (give --authority a file of certificates in PEM)", path.display()))
    })
}

/// The addresses given, and those that files list.
fn addresses(given: &[String]) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for address in given {
        if address.contains("://") || !Path::new(address).is_file() {
            found.push(address.clone());
            continue;
        }
        let bytes =
            std::fs::read(address).map_err(|error| Failure::Message(format!("{address}: cannot be read: {error}")))?;
        let fault = || FormatError::new(address, Fault::Malformed, "no feed and no sitemap", "give a web address");
        let links = read_links(address, bytes).unwrap_or_else(|| Err(fault()));
        let links = links.map_err(|error| Failure::Message(error.to_string()))?;
        found.extend(links.pages.into_iter().map(|link| link.url).chain(links.sitemaps));
    }
    Ok(found)
}
