//! The ledger over time, and what changed between codings.

use crate::articles::Failure;
use crate::commands::ledger_lists::List;
use clap::{Args, ValueEnum};
use legation::ledger::Unit;
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

    #[command(flatten)]
    list: List,
}

const DYAD_EXAMPLES: &str =
    "Columns: `…_out` from the first side to the second, `…_back` the other way, `…_together` what \
both do. A period with 0 articles is unknown, not quiet. The last row, without a period, counts events without a day.
Examples:
  legation dyad USA RUS --unit month
  legation dyad RUS.GOV UKR --status occurred --status ongoing --format csv";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Period {
    Day,
    Week,
    Month,
}

pub fn dyad(arguments: &DyadArguments) -> Result<ExitCode, Failure> {
    let unit = match arguments.unit {
        Period::Day => Unit::Day,
        Period::Week => Unit::Week,
        Period::Month => Unit::Month,
    };
    let list = &arguments.list;
    list.shape.print(&list.place.read()?.dyad(&arguments.one, &arguments.other, unit, &list.filter())?)?;
    Ok(ExitCode::SUCCESS)
}

/// List incidents in the order of their days
#[derive(Args, Debug)]
pub struct TimelineArguments {
    #[command(flatten)]
    list: List,

    /// Only incidents with at least N independent sources
    #[arg(long, value_name = "N", help_heading = "Filters")]
    min_sources: Option<u32>,
}

pub fn timeline(arguments: &TimelineArguments) -> Result<ExitCode, Failure> {
    let list = &arguments.list;
    let mut filter = list.filter();
    filter.min_sources = arguments.min_sources;
    list.shape.print(&list.place.read()?.timeline(&filter)?)?;
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
    place: crate::ledger_filter::Place,

    #[command(flatten)]
    shape: crate::ledger_output::Shape,
}

pub fn diff(arguments: &DiffArguments) -> Result<ExitCode, Failure> {
    let table = arguments.place.read()?.diff(arguments.before.as_deref(), arguments.after.as_deref())?;
    arguments.shape.print(&table)?;
    Ok(if table.rows.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
