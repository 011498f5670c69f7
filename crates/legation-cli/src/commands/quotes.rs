use crate::articles::{Failure, Input};
use crate::ledger_filter::Filters;
use crate::{ledger_output, terminal};
use clap::{Args, ValueEnum};
use legation::ledger::{Cell, Ledger, Process, Table};
use legation::{Legation, layers};
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// List quotations with who is quoted, as resolved, the speech word and the words verbatim; with --db those behind the
/// events of a ledger
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// List who vouches for the events of this ledger instead of reading articles
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "jsonl"])]
    db: Option<PathBuf>,

    #[command(flatten)]
    filters: Filters,

    /// Shape of the output [default: table on a terminal, jsonl in a pipe]
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object an article
    Jsonl,
    /// A line for each quotation
    Table,
    /// A row for each quotation, with a header
    Csv,
}

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let automatic = if terminal::is_stdout_terminal() { Format::Table } else { Format::Jsonl };
    let format = arguments.format.unwrap_or(automatic);
    if let Some(db) = &arguments.db {
        let table =
            Ledger::open_read_only(db)?.process(Process::Quotes, &arguments.filters.filter(format == Format::Table))?;
        let shape = match format {
            Format::Table => ledger_output::Format::Table,
            Format::Jsonl => ledger_output::Format::Jsonl,
            Format::Csv => ledger_output::Format::Csv,
        };
        ledger_output::print(&table, shape)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut rows = Table::new(&["article", "names", "cue", "text"]);
    let code = arguments.input.for_each(
        |article| {
            let (_, mentions, statements) = legation.statements(article)?;
            Ok(layers::quotes(article, &mentions, &statements))
        },
        |article, quotes: Result<Value, legation::DataErrors>| {
            let quotes = quotes?;
            if format == Format::Jsonl {
                return Ok(writeln!(out, "{quotes}")?);
            }
            for quote in quotes["quotes"].as_array().into_iter().flatten() {
                let names = quote["names"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let names = names.collect::<Vec<_>>().join(", ");
                let field = |key: &str| quote[key].as_str().unwrap_or("").replace('\n', " ");
                if format == Format::Csv {
                    let cells = [article.id.0.clone(), names, field("cue"), field("text")];
                    rows.rows.push(cells.map(Cell::Text).to_vec());
                    continue;
                }
                let who = if names.is_empty() { "nobody named".to_string() } else { names };
                writeln!(out, "{}  {who}  [{}]  {}", article.id.0, field("cue"), field("text"))?;
            }
            Ok(())
        },
    )?;
    out.flush()?;
    drop(out);
    if format == Format::Csv {
        ledger_output::print(&rows, ledger_output::Format::Csv)?;
    }
    Ok(code)
}
