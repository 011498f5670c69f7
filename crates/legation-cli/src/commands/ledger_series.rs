//! The ledger over time, and what changed between codings.

use crate::articles::Failure;
use crate::commands::ledger_lists::List;
use clap::{Args, ValueEnum};
use legation::ledger::Unit;
use legation::{Legation, pictures};
use std::io::Write;
use std::process::ExitCode;

/// What two sides do to each other over time: counts and PLOVER scores by day, week or month
#[derive(Args, Debug)]
#[command(after_help = DYAD_EXAMPLES)]
pub struct DyadArguments {
    /// One side: part of a name, a country (RUS), or country and sector (RUS.GOV)
    one: String,
    /// The other
    other: String,

    /// Length of a period
    #[arg(long, value_enum, default_value = "week")]
    unit: Period,

    /// Draw a picture (SVG) instead of listing: bars of cooperation and conflict each way, and the sums of scores
    #[arg(long, conflicts_with = "format")]
    svg: bool,

    #[command(flatten)]
    list: List,
}

const DYAD_EXAMPLES: &str =
    "Columns: `score_…` sums PLOVER's scores, `goldstein_…` Goldstein's by the CAMEO code; `…_out` from the first side to the second, `…_back` the other way, `…_together` what \
both do. A period with 0 articles is unknown, not quiet. The last row, without a period, counts events without a day.
Examples:
  legation dyad USA RUS --unit month --by published
  legation dyad USA RUS --unit month --svg > dyad.svg
  legation dyad RUS.GOV UKR --status occurred --status ongoing --format csv";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Period {
    Day,
    Week,
    Month,
}

pub fn dyad(legation: &Legation, arguments: &DyadArguments) -> Result<ExitCode, Failure> {
    let unit = match arguments.unit {
        Period::Day => Unit::Day,
        Period::Week => Unit::Week,
        Period::Month => Unit::Month,
    };
    let list = &arguments.list;
    let goldstein = legation.crosswalks()?.goldstein();
    let filter = list.filter();
    let table = list.place.read()?.dyad(&arguments.one, &arguments.other, unit, &filter, &goldstein)?;
    if arguments.svg {
        return picture(pictures::dyad(&table, &arguments.one, &arguments.other, filter.clock));
    }
    list.shape.print(&table)?;
    Ok(ExitCode::SUCCESS)
}

const TIMELINE_EXAMPLES: &str = "Examples:
  legation timeline --involves UKR --from 2025-01-01
  legation timeline --type CONSULT --by published --svg > meetings.svg";

/// List incidents in the order of their days
#[derive(Args, Debug)]
#[command(after_help = TIMELINE_EXAMPLES)]
pub struct TimelineArguments {
    #[command(flatten)]
    list: List,

    /// Draw a picture (SVG) instead of listing: a lane for each type, dots for days, bars for stretches of days
    #[arg(long, conflicts_with = "format")]
    svg: bool,
}

/// Prints a picture.
fn picture(drawn: Result<String, pictures::Undrawn>) -> Result<ExitCode, Failure> {
    let svg = drawn.map_err(|error| Failure::Message(error.to_string()))?;
    writeln!(std::io::stdout(), "{}", svg.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

pub fn timeline(arguments: &TimelineArguments) -> Result<ExitCode, Failure> {
    let list = &arguments.list;
    let filter = list.filter();
    let table = list.place.read()?.timeline(&filter)?;
    if arguments.svg {
        return picture(pictures::timeline(&table, filter.clock));
    }
    list.shape.print(&table)?;
    Ok(ExitCode::SUCCESS)
}

/// Show what changed between two codings of the same articles; exit status 1 where anything did
#[derive(Args, Debug)]
pub struct DiffArguments {
    /// The earlier run, by number or versions (see `legation sql "SELECT * FROM runs"`) [default: the last but one]
    #[arg(long, value_name = "RUN")]
    before: Option<String>,

    /// The later run [default: the last]
    #[arg(long, value_name = "RUN")]
    after: Option<String>,

    #[command(flatten)]
    list: List,
}

pub fn diff(arguments: &DiffArguments) -> Result<ExitCode, Failure> {
    let list = &arguments.list;
    let filter = list.filter();
    let table = list.place.read()?.diff(arguments.before.as_deref(), arguments.after.as_deref(), &filter)?;
    list.shape.print(&table)?;
    Ok(if table.rows.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
