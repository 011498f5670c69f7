use crate::articles::{Failure, Input, Kept};
use crate::ledger_filter::Place;
use crate::notes::Notes;
use clap::Args;
use jiff::Timestamp;
use legation::ledger::{Appended, Rules, content_hash};
use legation::types::{Article, Files};
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
    let recorded_at = now();
    let (mut added, mut recoded, mut unchanged, mut events) = (0usize, 0usize, 0usize, 0usize);
    let read = |article: &Article| -> Result<Option<Reading>, DataErrors> {
        if known.contains(&content_hash(article)) {
            return Ok(None);
        }
        legation.read(article).map(Some)
    };
    let mut told = Notes::default();
    let code = input.for_each(read, |article, reading| {
        let Some(reading) = reading? else {
            unchanged += 1;
            return Ok(());
        };
        for note in &reading.notes {
            told.add(&article.id.0, &note.message);
        }
        match ledger.append(&record::coding(article, &reading, &versions, &recorded_at))? {
            Appended::New(count) => (added, events) = (added + 1, events + count),
            Appended::Recoded(count) => (recoded, events) = (recoded + 1, events + count),
            Appended::Known => unchanged += 1,
        }
        Ok(())
    })?;
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
