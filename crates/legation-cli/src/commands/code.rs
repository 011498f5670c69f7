use crate::articles::{Failure, Input};
use crate::terminal;
use clap::{Args, ValueEnum};
use legation::formats::{self, Batch};
use legation::types::Article;
use legation::{DataErrors, Legation, Reading};
use std::io::Write;
use std::process::ExitCode;

/// Code the events of articles: who did what to whom, when, where, according to whom, and how certain
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// Shape of the output [default: table on a terminal, jsonl in a pipe]
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// With jsonl: a line for each event, or one for each article (`id`, `events`)
    #[arg(long, value_enum, default_value = "event")]
    by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Event records, one JSON object a line (see `legation schema`)
    Jsonl,
    /// Sentences with their events, for reading
    Table,
    /// One row an event; without offsets
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    Event,
    Article,
}

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let automatic = if terminal::is_stdout_terminal() { Format::Table } else { Format::Jsonl };
    let format = arguments.format.unwrap_or(automatic);
    let is_coloured = terminal::is_coloured();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if format == Format::Csv {
        write!(out, "{}", formats::csv::header())?;
    }
    let shape = |article: &Article, reading: &Reading| -> String {
        let batch = Batch { article, sentences: &reading.analysis.sentences, events: &reading.events };
        match (format, arguments.by) {
            (Format::Jsonl, By::Event) => formats::jsonl(&batch),
            (Format::Jsonl, By::Article) => format!("{}\n", formats::by_article(&batch)),
            (Format::Table, _) => formats::table::text(&batch, is_coloured) + "\n",
            (Format::Csv, _) => formats::csv::rows(&batch),
        }
    };
    let code = arguments.input.for_each(
        |article| {
            let reading = legation.read(article)?;
            Ok((shape(article, &reading), reading.notes))
        },
        |article, coded: Result<_, DataErrors>| {
            let (text, notes) = coded?;
            for note in notes {
                eprintln!("legation: {}: note: {}", article.id.0, note.message);
            }
            write!(out, "{text}")?;
            Ok(())
        },
    )?;
    out.flush()?;
    Ok(code)
}
