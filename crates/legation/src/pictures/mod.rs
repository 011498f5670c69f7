//! Lists of the ledger as pictures: SVG, with scales from `plotters`, readable in a report without colour.
//!
//! Comes in: the rows of `Ledger::dyad` and `Ledger::timeline`. Goes out: SVG text. Every number drawn stands in those rows.

mod dyad;
mod timeline;

pub use dyad::dyad;
pub use timeline::timeline;

use legation_ledger::{Cell, Clock, Table};
use plotters::style::RGBColor;

/// Colours that people with poor colour vision tell apart (Okabe and Ito); shape or place says the same.
const COOPERATION: RGBColor = RGBColor(0, 114, 178);
const CONFLICT: RGBColor = RGBColor(213, 94, 0);
/// The two directions of a dyad, where kinds are not told apart.
const FIRST: RGBColor = RGBColor(0, 158, 115);
const SECOND: RGBColor = RGBColor(204, 121, 167);
const UNKNOWN: RGBColor = RGBColor(225, 225, 225);
const INK: RGBColor = RGBColor(40, 40, 40);

/// Font of all words: what the reader's machine has.
const FONT: &str = "sans-serif";

/// Why a picture could not be drawn.
#[derive(Debug)]
pub struct Undrawn(String);

impl std::fmt::Display for Undrawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the picture cannot be drawn: {}", self.0)
    }
}

impl<E: std::error::Error + Send + Sync> From<plotters::drawing::DrawingAreaErrorKind<E>> for Undrawn {
    fn from(error: plotters::drawing::DrawingAreaErrorKind<E>) -> Undrawn {
        Undrawn(error.to_string())
    }
}

/// What the days of a picture are.
fn day_of(clock: Clock) -> &'static str {
    match clock {
        Clock::Happened => "the day told",
        Clock::Published => "day of publication",
    }
}

/// A cell as a number; 0 where it is none.
fn number(table: &Table, row: &[Cell], column: &str) -> f64 {
    match table.column(column).and_then(|idx| row.get(idx)) {
        Some(Cell::Integer(number)) => *number as f64,
        Some(Cell::Real(number)) => *number,
        _ => 0.0,
    }
}

/// A cell as words; empty where it is none.
fn words(table: &Table, row: &[Cell], column: &str) -> String {
    table.column(column).and_then(|idx| row.get(idx)).map_or(String::new(), Cell::text)
}

/// The picture with a title and a description that programs can read aloud.
fn described(svg: &str, title: &str, description: &str) -> String {
    let plain = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (head, rest) = svg.split_once('>').unwrap_or(("<svg", ""));
    format!("{head} role=\"img\"><title>{}</title><desc>{}</desc>{rest}", plain(title), plain(description))
}
