//! One address at a time: manners, limits, redirects.

use crate::addresses::{Guard, PRIVATE};
use crate::memory::{Memory, Validators};
use legation_formats::{Fault, FormatError, LARGEST_ARTICLE};
use std::collections::BTreeMap;
use std::io::Read;
use std::time::{Duration, Instant};
use texting_robots::Robot;
use ureq::Agent;
use ureq::http::StatusCode;
#[cfg(feature = "tls")]
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

/// Longest pause that a `robots.txt` can ask for; who asks for more is not fetched from again in this run.
const LONGEST_DELAY: Duration = Duration::from_secs(60);
/// Largest `robots.txt` that is read, in bytes (RFC 9309 asks for at least 500 KiB).
const LARGEST_ROBOTS: u64 = 512_000;

/// How to fetch.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchOptions {
    /// Whom to be: sent as `User-Agent`, and its first word is looked for in `robots.txt`.
    pub user_agent: String,
    /// Pause between two requests to one host.
    pub delay: Duration,
    /// For one request, from name lookup to the last byte.
    pub timeout: Duration,
    /// Largest answer, in bytes, unpacked.
    pub largest: u64,
    /// Redirects that are followed from one address.
    pub redirects: usize,
    /// Pages that are fetched in a run.
    pub pages: usize,
    /// Whether addresses in private networks may be fetched.
    pub allows_private: bool,
    /// Who vouches for servers; Mozilla's list of authorities where nobody is named.
    #[cfg(feature = "tls")]
    pub authorities: Option<Authorities>,
    /// What was fetched before.
    pub memory: Memory,
}

/// Certificates of authorities that are trusted instead of Mozilla's list: those of a company's own network.
#[cfg(feature = "tls")]
#[derive(Clone, Debug, PartialEq)]
pub struct Authorities(Vec<u8>);

#[cfg(feature = "tls")]
impl Authorities {
    /// Of a file in PEM. The error says what is wrong with it.
    pub fn parse(pem: &[u8]) -> Result<Authorities, String> {
        match certificates(pem) {
            Err(error) => Err(format!("no certificates in PEM: {error}")),
            Ok(found) if found.is_empty() => Err("no certificates in PEM".to_string()),
            Ok(_) => Ok(Authorities(pem.to_vec())),
        }
    }
}

#[cfg(feature = "tls")]
fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, ureq::Error> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item? {
            found.push(certificate);
        }
    }
    Ok(found)
}

impl Default for FetchOptions {
    fn default() -> FetchOptions {
        FetchOptions {
            user_agent: concat!("legation/", env!("CARGO_PKG_VERSION")).to_string(),
            delay: Duration::from_secs(1),
            timeout: Duration::from_secs(30),
            largest: LARGEST_ARTICLE,
            redirects: 5,
            pages: 1000,
            allows_private: false,
            #[cfg(feature = "tls")]
            authorities: None,
            memory: Memory::default(),
        }
    }
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Where the answer came from in the end, after redirects.
    pub address: String,
    /// Its `Content-Type`; empty where there is none.
    pub content_type: String,
    /// Its content, unpacked.
    pub body: Vec<u8>,
    /// Whether nothing has changed since the address was last fetched; the content is empty then.
    pub is_unchanged: bool,
}

/// Fetches.
pub struct Fetcher {
    pub(crate) options: FetchOptions,
    agent: Agent,
    robots: BTreeMap<String, Option<Robot>>,
    last_request: BTreeMap<String, Instant>,
}

impl Fetcher {
    /// A fetcher with its manners.
    pub fn new(options: FetchOptions) -> Fetcher {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(options.timeout))
            .user_agent(options.user_agent.as_str())
            .proxy(None);
        #[cfg(feature = "tls")]
        let config = match options.authorities.as_ref().and_then(|pem| certificates(&pem.0).ok()) {
            Some(found) => {
                config.tls_config(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&found)).build())
            }
            None => config,
        };
        let config = config.build();
        let guard = Guard { allows_private: options.allows_private, resolver: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        Fetcher { options, agent, robots: BTreeMap::new(), last_request: BTreeMap::new() }
    }

    /// What was fetched, before and in this run.
    pub fn memory(&self) -> &Memory {
        &self.options.memory
    }

    /// Fetches an address, asking only for changes where it was fetched before. Redirects are followed one by one; each must
    /// pass the same checks.
    pub fn get(&mut self, address: &str) -> Result<Answer, FormatError> {
        let fault = |message: String, fix: &str| FormatError::new(address, Fault::Unreadable, message, fix);
        let mut at = parse(address)?;
        let known = self.options.memory.addresses.get(address).cloned().unwrap_or_default();
        let mut visited = vec![at.clone()];
        loop {
            if !self.is_allowed(&at)? {
                let message = format!("robots.txt of {} does not allow it", at.host_str().unwrap_or(""));
                return Err(FormatError::new(address, Fault::Refused, message, "ask the publisher, or leave it out"));
            }
            let mut response = self.request(&at, &known)?;
            let header =
                |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_string);
            let status = response.status();
            if status == StatusCode::NOT_MODIFIED {
                let address = at.to_string();
                return Ok(Answer { address, content_type: String::new(), body: Vec::new(), is_unchanged: true });
            }
            if status.is_redirection() {
                let Some(target) = header("location") else {
                    return Err(fault(format!("status {status} without a new address"), "open it in a browser"));
                };
                let next = at
                    .join(&target)
                    .map_err(|error| fault(format!("redirects to {target:?}: {error}"), "open it in a browser"))?;
                if visited.contains(&next) {
                    return Err(fault(
                        "redirects in a circle".to_string(),
                        "open it in a browser to find its real address",
                    ));
                }
                if visited.len() > self.options.redirects {
                    let message = format!("more than {} redirects", self.options.redirects);
                    return Err(fault(message, "open it in a browser to find its real address"));
                }
                at = parse(next.as_str())?;
                visited.push(at.clone());
                continue;
            }
            if !status.is_success() {
                return Err(fault(format!("the server answers {status}"), "open it in a browser"));
            }
            let validators =
                Validators { etag: header("etag"), last_modified: header("last-modified"), is_page: false };
            let content_type = header("content-type").unwrap_or_default();
            let body = self.body(&mut response, &at, self.options.largest)?;
            self.options.memory.addresses.insert(address.to_string(), validators);
            return Ok(Answer { address: at.to_string(), content_type, body, is_unchanged: false });
        }
    }

    /// Whether `robots.txt` lets an address be fetched. One that is not there allows everything, one that cannot be had
    /// nothing (RFC 9309, 2.3.1).
    fn is_allowed(&mut self, address: &Url) -> Result<bool, FormatError> {
        let origin = address.origin().ascii_serialization();
        if !self.robots.contains_key(&origin) {
            let robot = self.fetch_robots(address, &origin)?;
            self.robots.insert(origin.clone(), robot);
        }
        Ok(match &self.robots[&origin] {
            Some(robot) => robot.allowed(address.as_str()) && delay_of(robot) <= LONGEST_DELAY,
            None => false,
        })
    }

    /// `None` where everything is forbidden.
    fn fetch_robots(&mut self, address: &Url, origin: &str) -> Result<Option<Robot>, FormatError> {
        let name = self.options.user_agent.split(['/', ' ']).next().unwrap_or("legation").to_string();
        let read = |text: &[u8]| Robot::new(&name, text).ok();
        let mut at = address.join("/robots.txt").map_err(|error| unreachable_at(origin, &error.to_string()))?;
        for _ in 0..=self.options.redirects {
            let mut response = self.request(&at, &Validators::default())?;
            let status = response.status();
            if status.is_redirection() {
                let target = response.headers().get("location").and_then(|value| value.to_str().ok());
                let next = target.and_then(|target| at.join(target).ok()).filter(|next| parse(next.as_str()).is_ok());
                let Some(next) = next else { return Ok(read(b"")) };
                at = next;
                continue;
            }
            if status.is_success() {
                let mut text = Vec::new();
                let reader = response.body_mut().as_reader();
                return match reader.take(LARGEST_ROBOTS).read_to_end(&mut text) {
                    Ok(_) => Ok(read(&text)),
                    Err(_) => Ok(None),
                };
            }
            return Ok(if status.is_server_error() { None } else { read(b"") });
        }
        Ok(read(b""))
    }

    /// One request, after the pause that its host is due.
    fn request(&mut self, address: &Url, known: &Validators) -> Result<ureq::http::Response<ureq::Body>, FormatError> {
        let host = address.host_str().unwrap_or_default().to_string();
        let origin = address.origin().ascii_serialization();
        let asked = self.robots.get(&origin).and_then(Option::as_ref).map_or(Duration::ZERO, delay_of);
        let delay = self.options.delay.max(asked.min(LONGEST_DELAY));
        if let Some(last) = self.last_request.get(&host) {
            std::thread::sleep(delay.saturating_sub(last.elapsed()));
        }
        let mut request = self.agent.get(address.as_str());
        if let Some(etag) = &known.etag {
            request = request.header("If-None-Match", etag);
        }
        if let Some(day) = &known.last_modified {
            request = request.header("If-Modified-Since", day);
        }
        let answer = request.call();
        self.last_request.insert(host, Instant::now());
        answer.map_err(|error| {
            let message = error.to_string();
            if message.contains(PRIVATE) {
                let fix = "allow it with --allow-private if you know the machine";
                return FormatError::new(address.as_str(), Fault::Refused, PRIVATE, fix);
            }
            if message.contains("certificate") {
                let message = format!("its certificate is not trusted: {message}");
                let fix = "check the address; for a network with its own authority give --authority FILE.pem";
                return FormatError::new(address.as_str(), Fault::Unreadable, message, fix);
            }
            unreachable_at(address.as_str(), &message)
        })
    }

    /// The content of an answer, no more than `largest` bytes of it.
    fn body(
        &self,
        response: &mut ureq::http::Response<ureq::Body>,
        address: &Url,
        largest: u64,
    ) -> Result<Vec<u8>, FormatError> {
        let mut body = Vec::new();
        let reader = response.body_mut().as_reader();
        reader
            .take(largest + 1)
            .read_to_end(&mut body)
            .map_err(|error| unreachable_at(address.as_str(), &format!("breaks off: {error}")))?;
        if body.len() as u64 > largest {
            let message = format!("larger than {} MB", largest / 1_000_000);
            return Err(FormatError::new(address.as_str(), Fault::TooLarge, message, "leave it out"));
        }
        Ok(body)
    }
}

fn delay_of(robot: &Robot) -> Duration {
    let seconds = robot.delay.filter(|delay| delay.is_finite() && *delay > 0.0).unwrap_or(0.0);
    Duration::from_secs_f32(seconds.min(86_400.0))
}

fn parse(address: &str) -> Result<Url, FormatError> {
    let fault = |message: String| {
        FormatError::new(address, Fault::Refused, message, "give an address that begins with https://")
    };
    let url = Url::parse(address).map_err(|error| fault(format!("no web address: {error}")))?;
    let is_spoken = url.scheme() == "http" || (url.scheme() == "https" && cfg!(feature = "tls"));
    if !is_spoken || url.host_str().is_none() {
        return Err(fault(format!("addresses of the kind {}: are not fetched", url.scheme())));
    }
    Ok(url)
}

fn unreachable_at(address: &str, message: &str) -> FormatError {
    FormatError::new(
        address,
        Fault::Unreadable,
        format!("cannot be fetched: {message}"),
        "check the address and the network",
    )
}
