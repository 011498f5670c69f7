//! One file a command. To add one: a file here and two lines below.

mod actors;
mod check;
mod classify;
pub mod code;
mod convert;
mod copies;
mod eval;
mod explain;
mod extract;
#[cfg(feature = "fetch")]
mod fetch;
mod layer;
mod ledger_add;
mod ledger_incidents;
mod ledger_lists;
mod ledger_processes;
mod ledger_review;
mod ledger_series;
mod parse;
mod quotes;
mod schema;

use crate::articles::Failure;
use clap::{Parser, Subcommand};
use legation::types::Date;
use legation::{Data, DataErrors, ExtraActors, Legation};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Reads political and diplomatic news and writes down the events it reports: who did what to whom, when, where,
/// according to whom, and how certain.
#[derive(Parser, Debug)]
#[command(name = "legation", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Arguments {
    /// Take data files (codebooks, languages, knowledge, models) from DIR where they stand there
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Read offices as of DATE (YYYY-MM-DD) instead of each article's own day
    #[arg(long, global = true, value_name = "DATE")]
    as_of: Option<Date>,

    /// Know the actors of a PETRARCH dictionary too: names, synonyms, dated codes; may be given more than once
    #[arg(long = "actors", global = true, value_name = "FILE")]
    dictionaries: Vec<PathBuf>,

    /// Leave records as the codebook's rules make them, without the learned judgement
    #[arg(long, global = true)]
    rules_only: bool,

    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  legation code article.txt --published 2025-04-11      a readable table on a terminal, JSON lines in a pipe
  legation code old.txt --as-of 2019-06-01 --actors my.actors.txt
  legation code page.html --format csv > events.csv
  legation code news/*.html --format gdelt2-events -o out/   in GDELT's columns, with an account of what they cannot hold
  legation explain article.txt --sentence 3             why an event was coded, or was not
  legation check                                        test every reading of the codebook on its own examples";

#[derive(Subcommand, Debug)]
enum Command {
    Code(code::Arguments),
    Convert(convert::Arguments),
    Copies(copies::Arguments),
    Extract(extract::Arguments),
    #[cfg(feature = "fetch")]
    Fetch(fetch::Arguments),
    Parse(parse::Arguments),
    #[command(flatten)]
    Layer(layer::Command),
    Actors(actors::Arguments),
    Quotes(quotes::Arguments),
    Classify(classify::Arguments),
    Explain(explain::Arguments),
    Check(check::Arguments),
    Try(check::TryArguments),
    Eval(eval::Arguments),
    Schema(schema::Arguments),
    Add(ledger_add::Arguments),
    Events(ledger_lists::EventsArguments),
    Stats(ledger_lists::StatsArguments),
    Sql(ledger_lists::SqlArguments),
    Incidents(ledger_incidents::ListArguments),
    Incident(ledger_incidents::ShowArguments),
    Join(ledger_incidents::JoinArguments),
    Split(ledger_incidents::SplitArguments),
    Undo(ledger_incidents::UndoArguments),
    #[command(flatten)]
    Process(ledger_processes::Command),
    Dyad(ledger_series::DyadArguments),
    Timeline(ledger_series::TimelineArguments),
    Diff(ledger_series::DiffArguments),
    Review(ledger_review::Arguments),
}

/// Runs the command that the arguments name.
pub fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let data = match &arguments.data {
        Some(folder) if !folder.is_dir() => {
            let message =
                format!("{}: no such folder (give --data the folder that holds codebooks/ …)", folder.display());
            return Err(Failure::Message(message));
        }
        Some(folder) => Data::over(folder),
        None => Data::embedded(),
    };
    let mut legation = Legation::new(data);
    if let Some(day) = arguments.as_of {
        legation = legation.as_of(day);
    }
    if arguments.rules_only {
        legation = legation.by_rules_only();
    }
    for path in &arguments.dictionaries {
        legation = legation.with_actors(dictionary(path)?);
    }
    match arguments.command {
        Command::Code(arguments) => code::run(&legation, &arguments),
        Command::Convert(arguments) => convert::run(&legation, &arguments),
        Command::Copies(arguments) => copies::run(&arguments),
        Command::Extract(arguments) => extract::run(&arguments),
        #[cfg(feature = "fetch")]
        Command::Fetch(arguments) => fetch::run(&arguments),
        Command::Parse(arguments) => parse::run(&legation, &arguments),
        Command::Layer(command) => layer::run(&legation, &command),
        Command::Actors(arguments) => actors::run(&legation, &arguments),
        Command::Quotes(arguments) => quotes::run(&legation, &arguments),
        Command::Classify(arguments) => classify::run(&legation, &arguments),
        Command::Explain(arguments) => explain::run(&legation, &arguments),
        Command::Check(arguments) => check::run(&legation, &arguments),
        Command::Try(arguments) => check::run_one(&legation, &arguments),
        Command::Eval(arguments) => eval::run(&legation, &arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Add(arguments) => ledger_add::run(&legation, &arguments),
        Command::Events(arguments) => ledger_lists::events(&arguments),
        Command::Stats(arguments) => ledger_lists::stats(&arguments),
        Command::Sql(arguments) => ledger_lists::sql(&arguments),
        Command::Incidents(arguments) => ledger_incidents::list(&legation, &arguments),
        Command::Incident(arguments) => ledger_incidents::show(&arguments),
        Command::Join(arguments) => ledger_incidents::join(&legation, &arguments),
        Command::Split(arguments) => ledger_incidents::split(&legation, &arguments),
        Command::Process(command) => ledger_processes::run(&command),
        Command::Dyad(arguments) => ledger_series::dyad(&legation, &arguments),
        Command::Timeline(arguments) => ledger_series::timeline(&arguments),
        Command::Diff(arguments) => ledger_series::diff(&arguments),
        Command::Review(arguments) => ledger_review::run(&legation, &arguments),
        Command::Undo(arguments) => ledger_incidents::undo(&legation, &arguments),
    }
}

/// Reads a PETRARCH actor dictionary; all its faults in one message, with their lines.
fn dictionary(path: &Path) -> Result<ExtraActors, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::Message(format!("{}: {error} (give --actors a PETRARCH actor dictionary)", path.display()))
    })?;
    ExtraActors::parse(&path.display().to_string(), &text)
        .map_err(|errors| Failure::Message(format!("the dictionary has faults:\n{}", DataErrors(errors))))
}
