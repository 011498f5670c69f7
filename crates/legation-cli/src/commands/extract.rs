use crate::articles::{Failure, Input, Writing};
use clap::Args;
use legation::layers;
use std::io::Write;
use std::process::ExitCode;

/// Print title, authors, publisher, date, language, URL and main text: one JSON object an article
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    writing: Writing,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let run = arguments.writing.begin(&arguments.input, "extract", None)?;
    arguments.input.run(run, layers::extract, |out, _, value| Ok(writeln!(out, "{value}")?))
}
