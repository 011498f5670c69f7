use crate::articles::Failure;
use clap::Args;
use std::io::Write;
use std::process::ExitCode;

/// Print the JSON Schema (2020-12) of the event record
#[derive(Args, Debug)]
pub struct Arguments {}

pub fn run(_: &Arguments) -> Result<ExitCode, Failure> {
    let text = serde_json::to_string_pretty(&legation::formats::schema()).expect("a schema is plain JSON");
    writeln!(std::io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}
