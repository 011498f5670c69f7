use crate::articles::Failure;
use crate::commands::code::Format;
use crate::exports::{Coded, Exporter, Request};
use clap::Args;
use legation::Legation;
use legation::formats::{Record, SCHEMA};
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::ExitCode;

/// Turn event records into the shape of another data set
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Event records as `legation code` writes them, one JSON object a line; `-` for standard input
    #[arg(value_name = "EVENTS.jsonl", default_value = "-")]
    events: PathBuf,

    /// The shape; those that need the text (brat, conllu) come from `legation code` alone
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Format,

    /// Write to FILE, or into FOLDER under a name made from the dates and the run, with sidecars that say what the
    /// shape could not hold
    #[arg(short, long, value_name = "FILE|FOLDER")]
    output: Option<PathBuf>,

    /// Events of which statuses to write [default: occurred,ongoing; all where the format carries the status]
    #[arg(long, value_name = "STATUS,…", value_delimiter = ',')]
    status: Vec<String>,
}

const EXAMPLES: &str = "Examples:
  legation convert events.jsonl --to gdelt2-events -o out/
  legation code *.txt --published 2025-04-11 | legation convert --to icews > icews.tsv";

/// Exit status when some lines were rejected and the rest was written.
const REJECTED: u8 = 3;

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let format = arguments.to;
    if !format.is_export() || matches!(format, Format::Brat | Format::Conllu) {
        let message = format!(
            "--to {}: not made from records alone (use `legation code --format {}` on the articles)",
            format.name(),
            format.name()
        );
        return Err(Failure::Message(message));
    }
    let name = arguments.events.display().to_string();
    let source: Box<dyn BufRead> = if name == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let file = File::open(&arguments.events).map_err(|error| {
            Failure::Message(format!("{name}: cannot be read: {error} (give a file of event records)"))
        })?;
        Box::new(BufReader::new(file))
    };
    let request = Request { format, statuses: &arguments.status, output: arguments.output.as_deref() };
    let mut exporter = Exporter::begin(legation.crosswalks()?, &request)?;
    let mut rejected = 0usize;
    let mut held = Coded::default();
    for (line, number) in source.lines().zip(1u64..) {
        let records = match line.map_err(|error| error.to_string()).and_then(|line| records(&line)) {
            Ok(records) => records,
            Err(why) => {
                rejected += 1;
                eprintln!("legation: {name}:{number}: {why}");
                continue;
            }
        };
        // Records of one article go out together.
        for record in records {
            if record.article.id != held.id {
                exporter.add(&held)?;
                held = Coded { id: record.article.id.clone(), ..Coded::default() };
            }
            held.records.push(record);
        }
    }
    exporter.add(&held)?;
    exporter.finish()?;
    Ok(if rejected > 0 { ExitCode::from(REJECTED) } else { ExitCode::SUCCESS })
}

/// The records of a line: one record, or all of an article (`--by article`); none of an empty line.
fn records(line: &str) -> Result<Vec<Record>, String> {
    if line.trim().is_empty() {
        return Ok(Vec::new());
    }
    let value: Value =
        serde_json::from_str(line).map_err(|error| format!("not JSON: {error} (give one record a line)"))?;
    let values = match value.get("events") {
        Some(Value::Array(events)) => events.clone(),
        _ => vec![value],
    };
    let read = |value: Value| {
        if value.get("schema").and_then(Value::as_str) != Some(SCHEMA) {
            return Err(format!("not an event record of {SCHEMA} (make it with `legation code --format jsonl`)"));
        }
        serde_json::from_value(value).map_err(|error| format!("an event record with a fault: {error}"))
    };
    values.into_iter().map(read).collect()
}
