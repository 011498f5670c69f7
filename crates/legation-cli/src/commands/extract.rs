use crate::articles::{Failure, Input};
use clap::Args;
use legation::layers;
use std::io::Write;
use std::process::ExitCode;

/// Print title, authors, publisher, date, language, URL and main text: one JSON object an article
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let code = arguments.input.for_each(layers::extract, |_, value| Ok(writeln!(out, "{value}")?))?;
    out.flush()?;
    Ok(code)
}
