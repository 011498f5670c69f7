use crate::articles::{Failure, Input};
use crate::commands::layer;
use crate::ledger_filter::Filters;
use crate::ledger_output::{Format, Shape};
use clap::{Args, Subcommand};
use legation::ledger::Ledger;
use legation::types::{Actor, Date};
use legation::{Legation, layers};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Participants with country, sector and role as of the article's date; or look into the knowledge
///
/// A text without a verb ("Russia's ambassador to Poland") is taken for one mention.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,

    #[command(flatten)]
    input: Input,

    /// List the participants and sources of the events of this ledger instead of reading articles
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "jsonl"])]
    db: Option<PathBuf>,

    #[command(flatten)]
    filters: Filters,

    #[command(flatten)]
    shape: Shape,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Find overlapping or inverted offices, unknown codes, aliases shared by two actors; exit status 1 where any
    Lint,
    /// Who or what a name means
    Find {
        /// The name, as in `"Angela Merkel"`
        name: String,
        /// As of this day (YYYY-MM-DD)
        #[arg(long, value_name = "DATE")]
        at: Option<Date>,
    },
}

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout();
    if let Some(db) = &arguments.db {
        let filter = arguments.filters.filter(arguments.shape.format() == Format::Table);
        arguments.shape.print(&Ledger::open_read_only(db)?.actors(&filter)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    match &arguments.verb {
        None => layer::each(&arguments.input, |article| Ok(layers::actors(article, &legation.actors(article)?))),
        Some(Verb::Lint) => {
            let faults = legation.lint_actors()?;
            for fault in &faults {
                writeln!(out, "{fault}")?;
            }
            writeln!(out, "{} findings", faults.len())?;
            Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
        }
        Some(Verb::Find { name, at }) => {
            let actors = legation.find_actor(name, *at)?;
            for actor in &actors {
                writeln!(out, "{}", described(actor))?;
            }
            if actors.is_empty() {
                return Err(Failure::Message(format!(
                    "{name}: not in the knowledge (try another spelling, or a surname)"
                )));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Code, name, role, ids on one line.
fn described(actor: &Actor) -> String {
    let country = actor.country.map_or("UNK".to_string(), |country| country.as_str().to_string());
    let others = actor.other_sectors.iter().map(|sector| format!(" {}", sector.as_str())).collect::<String>();
    let role = actor.role.as_deref().map_or(String::new(), |role| format!(", {role}"));
    let id = actor.actor_id.as_ref().map_or(String::new(), |id| format!("  [{}]", id.0));
    let wikidata = actor.wikidata.as_deref().map_or(String::new(), |item| format!("  wikidata {item}"));
    format!("{country}.{}{others}  {}{role}{id}{wikidata}", actor.sector.as_str(), actor.name)
}
