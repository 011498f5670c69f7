use crate::articles::{Failure, Input};
use clap::Args;
use legation::Legation;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Print sentences, words, lemmas, trees and names as CoNLL-U
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// Keep the sentences and words of this CoNLL-U file and predict the rest
    #[arg(long, value_name = "FILE.conllu", conflicts_with_all = ["files", "jsonl"])]
    tokens: Option<PathBuf>,
}

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if let Some(path) = &arguments.tokens {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::Message(format!("{}: cannot be read: {error}", path.display())))?;
        write!(out, "{}", legation.parse_words(&text, &path.display().to_string())?)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let code = arguments.input.for_each(
        |article| Ok(legation::write_conllu(article, &legation.analyze(article)?)),
        |_, conllu: Result<String, legation::DataErrors>| Ok(write!(out, "{}", conllu?)?),
    )?;
    out.flush()?;
    Ok(code)
}
