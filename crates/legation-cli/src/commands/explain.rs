use crate::articles::{Failure, Input};
use clap::Args;
use legation::Legation;
use std::io::Write;
use std::process::ExitCode;

/// Show every stage in order: trees, mentions, statements, the readings that fired, those that did not and why
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// Only this sentence (number from 0, as in the record's `sentence.index`)
    #[arg(long, value_name = "N")]
    sentence: Option<usize>,
}

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let explain =
        |article: &legation::types::Article| legation::explain::explain(legation, article, arguments.sentence);
    arguments.input.for_each(explain, |_, text| Ok(write!(std::io::stdout(), "{}", text?)?))
}
