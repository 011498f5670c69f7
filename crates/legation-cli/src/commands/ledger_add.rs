use crate::articles::{Failure, Input, Kept};
use crate::ledger_filter::Place;
use crate::notes::Notes;
use clap::Args;
use jiff::Timestamp;
use legation::ledger::{Appended, Coding, Ledger, Rules, content_hash};
use legation::types::{Article, Files, Versions};
use legation::{DataErrors, Legation, Reading, record};
use std::collections::BTreeSet;
use std::process::ExitCode;

/// Add articles and their events to the ledger: one SQLite file. Adding again changes nothing; a killed run goes on
/// where it stopped
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    place: Place,

    #[cfg(feature = "fetch")]
    #[command(flatten)]
    fetching: super::fetch::Settings,

    /// Do not group the events into incidents afterwards (`legation incidents --rebuild` does it later)
    #[arg(long)]
    no_incidents: bool,
}

const EXAMPLES: &str = "Examples:
  legation add articles/ --db kyiv.db              all files of a folder and the folders in it
  legation add --jsonl april.jsonl                 into legation.db
  legation add https://example.org/feed.xml        articles of a feed (in a program built with the feature `fetch`)
  legation events --involves RUS --type CONSULT    what is in it";

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (input, missed, _kept) = fetched(arguments)?;
    // Faulty data must not leave an empty file behind.
    let (versions, rules) = (legation.versions()?, rules(legation)?);
    let mut ledger = arguments.place.write()?;
    let known: BTreeSet<String> = ledger.known(&versions)?.into_iter().collect();
    let mut writing = Writing::new(&mut ledger, &versions);
    let read = |article: &Article| -> Result<Option<Reading>, DataErrors> {
        if known.contains(&content_hash(article)) {
            return Ok(None);
        }
        legation.read(article).map(Some)
    };
    let mut told = Notes::default();
    let code = input.for_each(read, |article, reading| {
        let Some(reading) = reading? else {
            writing.unchanged += 1;
            return Ok(());
        };
        for note in &reading.notes {
            told.add(&article.id.0, &note.message);
        }
        writing.add(article, reading)
    });
    // What was read before a fault is kept.
    writing.write()?;
    let Writing { added, recoded, unchanged, events, .. } = writing;
    let code = code?;
    told.finish();
    if !arguments.no_incidents {
        ledger.build(&rules)?;
    }
    let again = if recoded > 0 { format!(", {recoded} coded anew") } else { String::new() };
    eprintln!(
        "{}: {added} articles added{again}, {unchanged} unchanged; {events} events written",
        arguments.place.db.display()
    );
    Ok(if missed { ExitCode::from(REJECTED) } else { code })
}

/// Articles written in one transaction. A killed run loses those that wait, and reads them again; as it is always so many,
/// it ends with the same bytes.
const AT_ONCE: usize = 16;

/// Articles on their way into the ledger, and what became of those before them.
struct Writing<'a> {
    ledger: &'a mut Ledger,
    versions: &'a Versions,
    recorded_at: String,
    waiting: Vec<(Article, Reading)>,
    /// What makes the articles of this run the same: one that comes again must not take a place among those that wait.
    met: BTreeSet<String>,
    added: usize,
    recoded: usize,
    unchanged: usize,
    events: usize,
}

impl<'a> Writing<'a> {
    fn new(ledger: &'a mut Ledger, versions: &'a Versions) -> Writing<'a> {
        let (waiting, met) = (Vec::new(), BTreeSet::new());
        let (added, recoded, unchanged, events) = (0, 0, 0, 0);
        Writing { ledger, versions, recorded_at: now(), waiting, met, added, recoded, unchanged, events }
    }

    fn add(&mut self, article: &Article, reading: Reading) -> Result<(), Failure> {
        if !self.met.insert(content_hash(article)) {
            self.unchanged += 1;
            return Ok(());
        }
        self.waiting.push((article.clone(), reading));
        if self.waiting.len() < AT_ONCE { Ok(()) } else { self.write() }
    }

    /// Writes those that wait.
    fn write(&mut self) -> Result<(), Failure> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let read = waiting.iter();
        let codings: Vec<Coding<'_>> =
            read.map(|(article, reading)| record::coding(article, reading, self.versions, &self.recorded_at)).collect();
        for appended in self.ledger.append_all(&codings)? {
            match appended {
                Appended::New(count) => (self.added, self.events) = (self.added + 1, self.events + count),
                Appended::Recoded(count) => (self.recoded, self.events) = (self.recoded + 1, self.events + count),
                Appended::Known => self.unchanged += 1,
            }
        }
        Ok(())
    }
}

/// Exit status when some input gave no article.
const REJECTED: u8 = 3;

/// The input with the articles of the addresses in it, and whether some address gave none.
#[cfg(feature = "fetch")]
fn fetched(arguments: &Arguments) -> Result<(Input, bool, Option<Kept>), Failure> {
    let addresses = arguments.input.addresses();
    if addresses.is_empty() {
        return Ok((arguments.input.clone(), false, None));
    }
    let (kept, mut file) = Kept::new()?;
    let missed = arguments.fetching.fetch(&addresses, &mut file)? > 0;
    Ok((arguments.input.with_lines(&kept), missed, Some(kept)))
}

/// The input; addresses cannot be read by this program.
#[cfg(not(feature = "fetch"))]
fn fetched(arguments: &Arguments) -> Result<(Input, bool, Option<Kept>), Failure> {
    match arguments.input.addresses().first() {
        None => Ok((arguments.input.clone(), false, None)),
        Some(address) => Err(Failure::Message(format!(
            "{address}: this program was built without network code (build it with --features fetch, or fetch the \
             articles otherwise and give files)"
        ))),
    }
}

/// The rules by which processes are read off events.
pub fn rules(legation: &Legation) -> Result<Rules, Failure> {
    let bytes = legation.data().read(RULES).ok_or_else(|| {
        Failure::Message(format!("{RULES}: not there (give --data a folder that holds it, or leave --data out)"))
    })?;
    Ok(Rules::parse(&String::from_utf8_lossy(&bytes))?)
}

/// Where the rules stand in the data.
const RULES: &str = "codebooks/plover/processes.toml";

/// This instant in whole seconds; `SOURCE_DATE_EPOCH` (reproducible-builds.org) puts another in its place, so that two
/// runs can give the same bytes.
pub fn now() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse::<i64>().ok());
    let instant = fixed.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now);
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
