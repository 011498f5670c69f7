//! Rows of the ledger as a table, JSON lines or CSV.

use crate::articles::Failure;
use crate::terminal;
use clap::{Args, ValueEnum};
use legation::ledger::{Cell, Table};
use serde_json::{Map, Value};
use std::io::Write;

/// Shape of a list.
#[derive(Args, Clone, Debug)]
pub struct Shape {
    /// Shape of the output [default: table on a terminal, jsonl in a pipe]
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// Shapes of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, long words cut
    Table,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated, with a header
    Csv,
}

impl Shape {
    /// The shape asked for, or what suits a terminal or a pipe.
    pub fn format(&self) -> Format {
        let automatic = if terminal::is_stdout_terminal() { Format::Table } else { Format::Jsonl };
        self.format.unwrap_or(automatic)
    }

    /// Prints the rows, and on standard error what was left out.
    pub fn print(&self, table: &Table) -> Result<(), Failure> {
        print(table, self.format())
    }
}

/// Prints the rows, and on standard error what was left out.
pub fn print(table: &Table, format: Format) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        Format::Jsonl => {
            for row in &table.rows {
                writeln!(out, "{}", object(&table.columns, row))?;
            }
        }
        Format::Csv => {
            writeln!(out, "{}", table.columns.join(","))?;
            for row in &table.rows {
                let fields: Vec<String> = row.iter().map(|cell| quoted(&cell.text())).collect();
                writeln!(out, "{}", fields.join(","))?;
            }
        }
        Format::Table => write!(out, "{}", aligned(table))?,
    }
    out.flush()?;
    left_out(table);
    Ok(())
}

/// Says how many rows a limit cut off.
fn left_out(table: &Table) {
    match table.left_out {
        Some(0) => {}
        Some(count) => eprintln!("legation: {count} more not shown (--limit 0 shows all)"),
        None if table.rows.is_empty() => {}
        None => eprintln!("legation: more rows not shown (--limit 0 shows all)"),
    }
}

fn object(columns: &[String], row: &[Cell]) -> Value {
    let fields =
        columns.iter().zip(row).map(|(name, cell)| (name.clone(), serde_json::to_value(cell).unwrap_or_default()));
    Value::Object(fields.collect::<Map<_, _>>())
}

/// RFC 4180; line breaks become spaces.
fn quoted(field: &str) -> String {
    let field = field.replace(['\n', '\r'], " ");
    if field.contains(['"', ',']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

/// Widest column of a table, in characters.
const WIDEST: usize = 44;

/// Columns side by side; columns without any value are left away.
fn aligned(table: &Table) -> String {
    let cells: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|cell| shown(&cell.text())).collect()).collect();
    let kept: Vec<usize> =
        (0..table.columns.len()).filter(|idx| cells.iter().any(|row| !row[*idx].is_empty())).collect();
    if cells.is_empty() {
        return "nothing found\n".to_string();
    }
    let width = |idx: usize| -> usize {
        let longest = cells.iter().map(|row| row[idx].chars().count()).max().unwrap_or(0);
        longest.max(table.columns[idx].chars().count())
    };
    let widths: Vec<usize> = kept.iter().map(|idx| width(*idx)).collect();
    let line = |fields: Vec<&str>| -> String {
        let padded: Vec<String> = fields.iter().zip(&widths).map(|(field, width)| format!("{field:<width$}")).collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let mut text = line(kept.iter().map(|idx| table.columns[*idx].as_str()).collect());
    for row in &cells {
        text.push_str(&line(kept.iter().map(|idx| row[*idx].as_str()).collect()));
    }
    text
}

/// A cell on one line, cut where it is too long.
fn shown(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    if text.chars().count() <= WIDEST {
        return text;
    }
    text.chars().take(WIDEST - 1).chain(std::iter::once('…')).collect()
}
