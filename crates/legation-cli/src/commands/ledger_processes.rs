//! Processes in the ledger: agreements, positions, meetings, measures, exchanges, criticism.

use crate::articles::Failure;
use crate::commands::ledger_lists::List;
use clap::{Args, Subcommand};
use legation::ledger::Process;
use std::process::ExitCode;

#[derive(Subcommand, Debug)]
pub enum Command {
    /// List agreements and ceasefires with the newest position of each party
    Agreements(ProcessArguments),
    /// List who has taken which position on which agreement, claim by claim
    Positions(ProcessArguments),
    /// List alleged violations of agreements, with accuser, accused and denials; never a verdict
    Allegations(ProcessArguments),
    /// List proposals: who made them, and how each party answers
    Proposals(ProcessArguments),
    /// List visits: planned, made, called off
    Visits(ProcessArguments),
    /// List meetings: reported, planned, postponed, held, cancelled
    Meetings(ProcessArguments),
    /// List sanctions, tariffs, expulsions and the threat of them
    Measures(ProcessArguments),
    /// List releases and exchanges of prisoners
    Exchanges(ProcessArguments),
    /// List persons, numbers and charges of exchanges, claim by claim
    ExchangeParts(ProcessArguments),
    /// List who finds fault with whom
    Criticism(ProcessArguments),
}

const EXAMPLES: &str = "Examples:
  legation agreements --involves UKR                         with the newest position of each party
  legation positions --actor RUS --format csv                claim by claim, with conditions
  legation meetings --by published --from 2025-04-01         by the days of the articles
  legation exchanges --entry 12                              the claims behind entry 12, with their words";

/// A list of a process.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct ProcessArguments {
    #[command(flatten)]
    list: List,

    /// Show the claims behind one entry, by the number in its column `entry`
    #[arg(long, value_name = "N")]
    entry: Option<i64>,
}

pub fn run(command: &Command) -> Result<ExitCode, Failure> {
    let (process, arguments) = match command {
        Command::Agreements(arguments) => (Process::Agreements, arguments),
        Command::Positions(arguments) => (Process::Positions, arguments),
        Command::Allegations(arguments) => (Process::Allegations, arguments),
        Command::Proposals(arguments) => (Process::Proposals, arguments),
        Command::Visits(arguments) => (Process::Visits, arguments),
        Command::Meetings(arguments) => (Process::Meetings, arguments),
        Command::Measures(arguments) => (Process::Measures, arguments),
        Command::Exchanges(arguments) => (Process::Exchanges, arguments),
        Command::ExchangeParts(arguments) => (Process::ExchangeParts, arguments),
        Command::Criticism(arguments) => (Process::Criticism, arguments),
    };
    let list = &arguments.list;
    let ledger = list.place.read()?;
    let table = match arguments.entry {
        Some(number) => ledger.entry(number)?,
        None => ledger.process(process, &list.filter())?,
    };
    list.shape.print(&table)?;
    Ok(ExitCode::SUCCESS)
}
