use crate::articles::{Failure, Input, Selection, Writing};
use crate::exports::{self, Request};
use crate::notes::Notes;
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

    #[command(flatten)]
    writing: Writing,

    /// Code articles that are not in English, too (they are rejected otherwise)
    #[arg(long)]
    any_language: bool,

    /// With the shapes of other data sets: events of which statuses to write [default: occurred,ongoing; all where the
    /// format carries the status]
    #[arg(long, value_name = "STATUS,…", value_delimiter = ',')]
    status: Vec<String>,
}

/// The language that the built-in model and codebook read.
const LANGUAGE: &str = "en";

/// Shapes of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Event records, one JSON object a line (see `legation schema`)
    Jsonl,
    /// Sentences with their events, for reading
    Table,
    /// One row an event; without offsets
    Csv,
    /// GDELT 2.0 events: 61 columns, tabs, no header
    #[value(name = "gdelt2-events")]
    Gdelt2Events,
    /// GDELT 2.0 mentions: 16 columns, tabs, no header
    #[value(name = "gdelt2-mentions")]
    Gdelt2Mentions,
    /// POLECAT: 40 columns, tabs
    Polecat,
    /// ICEWS: 20 columns, tabs
    Icews,
    /// Phoenix: 26 columns, tabs, no header; one row a day for a pair and code
    Phoenix,
    /// Conflict events and protests in the shape of ACLED's export: 31 columns, commas
    ConflictFlat,
    /// FollowTheMoney entities, one JSON object a line
    Ftm,
    /// W3C Web Annotation (JSON-LD), one page an article and line
    WebAnnotation,
    /// CoNLL-U with the events in comments and the MISC column
    Conllu,
    /// Event records as a Parquet file, nested as in JSON; nothing is dropped
    #[cfg(feature = "parquet")]
    Parquet,
    /// brat standoff: .txt and .ann an article, into a folder (-o)
    Brat,
}

impl Format {
    /// The name on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
    }

    /// Whether it is the shape of another program.
    pub fn is_export(self) -> bool {
        !matches!(self, Format::Jsonl | Format::Table | Format::Csv)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    Event,
    Article,
}

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let is_for_a_person = arguments.writing.output().is_none() && terminal::is_stdout_terminal();
    let automatic = if is_for_a_person { Format::Table } else { Format::Jsonl };
    let format = arguments.format.unwrap_or(automatic);
    let language = (!arguments.any_language).then(|| LANGUAGE.to_string());
    if format.is_export() {
        if arguments.writing.is_resumed() {
            let message = "--resume: works with jsonl and csv (code to jsonl, then `legation convert` that)";
            return Err(Failure::Message(message.to_string()));
        }
        let selection = Selection { language, is_dedupe: arguments.writing.is_dedupe() };
        let request = Request { format, statuses: &arguments.status, output: arguments.writing.output() };
        return exports::code(legation, &arguments.input, selection, &request);
    }
    if !arguments.status.is_empty() {
        let message = format!("--status: {} has events of every status (filter them by their field)", format.name());
        return Err(Failure::Message(message));
    }
    let is_coloured = is_for_a_person && terminal::is_coloured();
    let setting = format!("code {format:?} by {:?} language {language:?}", arguments.by);
    let mut run = arguments.writing.begin(&arguments.input, &setting, language)?;
    if format == Format::Csv && run.journal.as_ref().is_none_or(|(_, done)| done.inputs == 0) {
        write!(run.output, "{}", formats::csv::header())?;
    }
    let shape = |article: &Article, reading: &Reading| -> String {
        let batch = Batch { article, sentences: &reading.analysis.sentences, events: &reading.events };
        match (format, arguments.by) {
            (Format::Jsonl, By::Event) => formats::jsonl(&batch),
            (Format::Jsonl, By::Article) => format!("{}\n", formats::by_article(&batch)),
            (Format::Table, _) => formats::table::text(&batch, is_coloured) + "\n",
            _ => formats::csv::rows(&batch),
        }
    };
    let mut told = Notes::default();
    let code = arguments.input.run(
        run,
        |article| {
            let reading = legation.read(article)?;
            Ok((shape(article, &reading), reading.notes))
        },
        |out, article, coded: Result<_, DataErrors>| {
            let (text, notes) = coded?;
            for note in notes {
                told.add(&article.id.0, &note.message);
            }
            Ok(write!(out, "{text}")?)
        },
    )?;
    told.finish();
    Ok(code)
}
