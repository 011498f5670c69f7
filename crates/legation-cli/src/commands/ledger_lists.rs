//! What is in the ledger: events, counts, SQL.

use crate::articles::Failure;
use crate::ledger_filter::{Filters, Place};
use crate::ledger_output::{Format, Shape};
use clap::Args;
use std::io::Write;
use std::process::ExitCode;

/// List the events of the ledger; JSON lines give their full records
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct EventsArguments {
    #[command(flatten)]
    list: List,
}

const EXAMPLES: &str = "Examples:
  legation events --actor RUS.GOV --recipient UKR --type ASSAULT --from 2025-04-01
  legation events --involves Putin --status planned --format csv
  legation events --query '\"prisoner swap\"' --source Kremlin";

/// What every list takes.
#[derive(Args, Debug)]
pub struct List {
    #[command(flatten)]
    pub place: Place,

    #[command(flatten)]
    pub shape: Shape,

    #[command(flatten)]
    pub filters: Filters,
}

impl List {
    /// The filters, with the limit that suits the shape.
    pub fn filter(&self) -> legation::ledger::Filter {
        self.filters.filter(self.shape.format() == Format::Table)
    }
}

pub fn events(arguments: &EventsArguments) -> Result<ExitCode, Failure> {
    let list = &arguments.list;
    let ledger = list.place.read()?;
    if list.shape.format() == Format::Jsonl {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        for record in ledger.records(&list.filter())? {
            writeln!(out, "{record}")?;
        }
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    list.shape.print(&ledger.events(&list.filter())?)?;
    Ok(ExitCode::SUCCESS)
}

/// Count what is in the ledger, or what the filters keep
#[derive(Args, Debug)]
pub struct StatsArguments {
    #[command(flatten)]
    list: List,
}

pub fn stats(arguments: &StatsArguments) -> Result<ExitCode, Failure> {
    let list = &arguments.list;
    list.shape.print(&list.place.read()?.stats(&list.filter())?)?;
    Ok(ExitCode::SUCCESS)
}

/// Ask the ledger in SQL; reading only
#[derive(Args, Debug)]
#[command(after_help = VIEWS)]
pub struct SqlArguments {
    /// The query; without one, the views and their columns are listed
    #[arg(value_name = "QUERY")]
    query: Option<String>,

    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    shape: Shape,

    /// Rows at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    limit: u64,
}

const VIEWS: &str = "Views, stable from version to version (crates/legation-ledger/README.md tells every column):
  articles  events  participants  attributions  quotes  actors  runs  lineage  incidents  claims  decisions  reviews
  agreements  proposals  positions  allegations  meetings  visits  measures  exchanges  exchange_parts  criticism  process_claims
Python: pandas.read_sql('SELECT * FROM events', sqlite3.connect('legation.db'))
R: DBI::dbReadTable(DBI::dbConnect(RSQLite::SQLite(), 'legation.db'), 'events')

Examples:
  legation sql \"SELECT type, count(*) FROM events GROUP BY type\"
  legation sql \"SELECT name, count(*) FROM participants WHERE country = 'RUS' GROUP BY name\" --format csv";

/// Lists the views with their columns.
const COLUMNS: &str = "SELECT m.name AS view, group_concat(c.name, ', ') AS columns
    FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'view' GROUP BY m.name ORDER BY m.name";

pub fn sql(arguments: &SqlArguments) -> Result<ExitCode, Failure> {
    let query = arguments.query.as_deref().unwrap_or(COLUMNS);
    let limit = (arguments.limit > 0).then_some(arguments.limit);
    arguments.shape.print(&arguments.place.read()?.sql(query, limit)?)?;
    Ok(ExitCode::SUCCESS)
}
