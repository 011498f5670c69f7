use crate::articles::{Failure, Input};
use clap::Args;
use legation::types::DataError;
use legation::{Coverage, Legation};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Validate all data files and run every example in the codebook
///
/// Exit status 1 where an example or a case fails.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Instead: list frequent predicates with political participants that no reading covers, over these articles
    #[arg(long)]
    coverage: bool,

    #[command(flatten)]
    input: Input,
}

/// Run the examples of one pattern or case file
#[derive(Args, Debug)]
pub struct TryArguments {
    /// The file, as in `codebooks/plover/patterns/en/attack.toml`
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Gaps listed by `--coverage`.
const GAPS_SHOWN: usize = 100;

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    if arguments.coverage {
        let mut counts = Coverage::default();
        let codebook = legation.codebook()?;
        let code = arguments.input.for_each(
            |article| legation.statements(article),
            |article, read| {
                let (analysis, mentions, statements) = read?;
                counts.add(article, &analysis, &mentions, &statements, codebook);
                Ok(())
            },
        )?;
        for gap in counts.gaps().iter().take(GAPS_SHOWN) {
            writeln!(
                std::io::stdout(),
                "{:>5}  {} ({:?})  {}",
                gap.count,
                gap.lemma,
                gap.kind,
                gap.example.replace('\n', " ")
            )?;
        }
        return Ok(code);
    }
    let (readings, triggers) = legation.codebook()?.size();
    report(&legation.check(None)?, &format!("{triggers} triggers, {readings} readings: every example holds"))
}

pub fn run_one(legation: &Legation, arguments: &TryArguments) -> Result<ExitCode, Failure> {
    let path = arguments.file.display().to_string().replace('\\', "/");
    let Some(at) = path.find("codebooks/") else {
        let message =
            format!("{path}: not in a codebook (give a file below codebooks/, with --data DIR for your own copy)");
        return Err(Failure::Message(message));
    };
    report(&legation.check(Some(&path[at..]))?, &format!("{path}: every example holds"))
}

/// Prints faults, or that there are none.
fn report(faults: &[DataError], well: &str) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    if faults.is_empty() {
        writeln!(out, "{well}")?;
        return Ok(ExitCode::SUCCESS);
    }
    for fault in faults {
        writeln!(out, "{fault}")?;
    }
    writeln!(out, "{} faults", faults.len())?;
    Ok(ExitCode::from(1))
}
