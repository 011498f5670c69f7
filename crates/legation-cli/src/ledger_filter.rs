//! The filters that every list of the ledger shares, and where the ledger is.

use crate::articles::Failure;
use clap::{Args, ValueEnum};
use legation::ledger::{Clock, Filter, Ledger, LedgerError};
use legation::types::Date;
use std::path::PathBuf;

/// Rows shown where nothing else is asked for.
const ROWS: u64 = 100;

/// Where the ledger is.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// The database
    #[arg(long, value_name = "FILE", default_value = "legation.db", global = true)]
    pub db: PathBuf,
}

impl Place {
    /// Opens it for reading.
    pub fn read(&self) -> Result<Ledger, Failure> {
        Ok(Ledger::open_read_only(&self.db)?)
    }

    /// Opens it for writing; says where a copy of an older file was kept.
    pub fn write(&self) -> Result<Ledger, Failure> {
        let ledger = Ledger::open(&self.db)?;
        if let Some(backup) = &ledger.backup {
            eprintln!(
                "legation: {} brought up to date; the former file is kept as {}",
                self.db.display(),
                backup.display()
            );
        }
        Ok(ledger)
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Failure {
        Failure::Message(error.to_string())
    }
}

/// Which events to list. A filter given more than once means any of its values; all filters must hold.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Filters")]
pub struct Filters {
    /// Who acts: part of a name, a country (RUS), or country and sector (RUS.GOV)
    #[arg(long, value_name = "WHO")]
    actor: Vec<String>,

    /// Whom it concerns, as --actor
    #[arg(long, value_name = "WHO")]
    recipient: Vec<String>,

    /// Who acts or whom it concerns, as --actor
    #[arg(long, value_name = "WHO")]
    involves: Vec<String>,

    /// Type, with or without mode: CONSULT, CONSULT/visit
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<String>,

    /// Status: occurred, planned, denied …
    #[arg(long = "status", value_name = "STATUS")]
    statuses: Vec<String>,

    /// Happening (with --by published: printed) on or after this day; events without a day are left out
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,

    /// Happening (with --by published: printed) on or before this day; events without a day are left out
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,

    /// With --from or --to: keep events without a day
    #[arg(long)]
    undated: bool,

    /// Which days --from and --to, dyad and timeline go by. Many events are told without a day; every article of a
    /// dated collection has one
    #[arg(long, value_enum, value_name = "DAY", default_value = "happened")]
    by: Day,

    /// Where: part of a place's name, or a country (UKR)
    #[arg(long, value_name = "WHERE")]
    place: Vec<String>,

    /// According to whom, as --actor
    #[arg(long, value_name = "WHO")]
    source: Vec<String>,

    /// Printed by: part of the publisher's name
    #[arg(long, value_name = "NAME")]
    publisher: Vec<String>,

    /// Behind whose incident stand at least N independent sources: copies of one report, and reports of one publisher,
    /// count once
    #[arg(long, value_name = "N")]
    min_sources: Option<u32>,

    /// Words of the article; "a phrase" in quotation marks, begin* for beginnings
    #[arg(long, value_name = "WORDS")]
    query: Option<String>,

    /// Rows at most; 0 for all [default: 100 in a table, all else]
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
}

/// Days to go by.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Day {
    /// On which it happened, as far as the article says
    #[default]
    Happened,
    /// On which the article was published
    Published,
}

impl Filters {
    /// As the ledger takes them; `is_table` decides how many rows are listed where no limit is given.
    pub fn filter(&self, is_table: bool) -> Filter {
        Filter {
            actor: self.actor.clone(),
            recipient: self.recipient.clone(),
            involves: self.involves.clone(),
            types: self.types.clone(),
            statuses: self.statuses.clone(),
            clock: match self.by {
                Day::Happened => Clock::Happened,
                Day::Published => Clock::Published,
            },
            from: self.from,
            to: self.to,
            is_undated_kept: self.undated,
            place: self.place.clone(),
            source: self.source.clone(),
            publisher: self.publisher.clone(),
            query: self.query.clone(),
            min_sources: self.min_sources,
            limit: match self.limit {
                Some(0) => None,
                Some(limit) => Some(limit),
                None => is_table.then_some(ROWS),
            },
        }
    }
}
