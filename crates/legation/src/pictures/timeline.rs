//! Incidents over time: a lane for each type, dots for days, bars for stretches of days.

use super::{CONFLICT, COOPERATION, FONT, INK, Undrawn, described, words};
use jiff::ToSpan;
use legation_ledger::{Cell, Table};
use legation_types::Date;
use plotters::prelude::*;
use std::collections::BTreeMap;

const WIDTH: u32 = 1200;
const ROW: u32 = 20;
const HEAD: u32 = 64;
const FOOT: u32 = 44;
/// Most incidents whose words are written beside them.
const NAMED: usize = 80;
/// Share of the width that a name takes, for keeping rows apart.
const NAME_SHARE: f64 = 0.30;

struct Item {
    first: f64,
    last: f64,
    name: String,
    row: usize,
}

/// The picture of a timeline's table.
pub fn timeline(table: &Table) -> Result<String, Undrawn> {
    let mut lanes: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    let mut undated = 0;
    for row in &table.rows {
        let day = |column: &str| words(table, row, column).parse::<Date>().ok().map(day_number);
        let Some((first, last)) = day("earliest").zip(day("latest")) else {
            undated += 1;
            continue;
        };
        let item = Item { first, last, name: name(table, row), row: 0 };
        lanes.entry(words(table, row, "type")).or_default().push(item);
    }
    let count: usize = lanes.values().map(Vec::len).sum();
    let first = lanes.values().flatten().map(|item| item.first).fold(f64::MAX, f64::min);
    let last = lanes.values().flatten().map(|item| item.last).fold(f64::MIN, f64::max);
    let (first, last) = if count == 0 { (0.0, 1.0) } else { (first - 1.0, last + 1.0) };
    let is_named = count <= NAMED;
    // Names stand to the right of their mark: the scale leaves them room.
    let end = if is_named { last + (last - first) * NAME_SHARE } else { last };
    let gap = if is_named { (end - first) * NAME_SHARE } else { (end - first) * 0.01 };
    let mut heights: Vec<(String, usize)> = Vec::new();
    for (kind, items) in &mut lanes {
        heights.push((kind.clone(), settle(items, gap)));
    }
    let rows: usize = heights.iter().map(|(_, rows)| rows).sum::<usize>().max(1);
    let title = "Incidents over time".to_string();
    let note = format!(
        "{count} incidents by type; a dot is a day, a bar a stretch of days in which it happened. {undated} without a day are not drawn."
    );
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, HEAD + ROW * rows as u32 + FOOT)).into_drawing_area();
        root.fill(&WHITE)?;
        root.draw(&Text::new(title.clone(), (12, 10), (FONT, 20).into_font().color(&INK)))?;
        root.draw(&Text::new(note.clone(), (12, 36), (FONT, 12).into_font().color(&INK)))?;
        let (_, rest) = root.split_vertically(HEAD);
        let mut chart = ChartBuilder::on(&rest)
            .margin_right(12)
            .x_label_area_size(28)
            .y_label_area_size(110)
            .build_cartesian_2d(first..end, 0.0..rows as f64)?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .x_labels(10)
            .x_label_formatter(&|day| date(*day))
            .label_style((FONT, 11).into_font().color(&INK))
            .draw()?;
        let mut base = rows;
        for (number, (kind, height)) in heights.iter().enumerate() {
            let top = base as f64;
            base -= height;
            chart.draw_series([PathElement::new([(first, top), (end, top)], INK.mix(0.3))])?;
            let (_, y) = chart.backend_coord(&(first, top));
            root.draw(&Text::new(kind.clone(), (12, y + 4), (FONT, 12).into_font().color(&INK)))?;
            let colour = if number % 2 == 0 { COOPERATION } else { CONFLICT };
            for item in &lanes[kind] {
                let middle = top - item.row as f64 - 0.5;
                if item.last > item.first {
                    let corners = [(item.first, middle - 0.18), (item.last + 1.0, middle + 0.18)];
                    chart.draw_series([Rectangle::new(corners, colour.filled())])?;
                } else {
                    chart.draw_series([Circle::new((item.first + 0.5, middle), 4, colour.filled())])?;
                }
                if is_named {
                    let (x, y) =
                        chart.backend_coord(&(item.last + if item.last > item.first { 1.0 } else { 0.5 }, middle));
                    root.draw(&Text::new(item.name.clone(), (x + 10, y - 6), (FONT, 11).into_font().color(&INK)))?;
                }
            }
        }
        root.present()?;
    }
    Ok(described(&svg, &title, &note))
}

/// Puts each item in the first row of its lane in which it is free of the ones before; gives the number of rows.
fn settle(items: &mut [Item], gap: f64) -> usize {
    items.sort_by(|a, b| a.first.total_cmp(&b.first).then(a.last.total_cmp(&b.last)));
    let mut ends: Vec<f64> = Vec::new();
    for item in items {
        let free = ends.iter().position(|end| *end <= item.first);
        item.row = free.unwrap_or(ends.len());
        if item.row == ends.len() {
            ends.push(0.0);
        }
        ends[item.row] = item.last + gap;
    }
    ends.len()
}

/// Who does it to whom, and as what it is told, in few words.
fn name(table: &Table, row: &[Cell]) -> String {
    const LONGEST: usize = 44;
    let field = |column: &str| words(table, row, column);
    let whom = field("recipients");
    let arrow = if whom.is_empty() { String::new() } else { format!(" → {whom}") };
    let name = format!("{}{arrow} ({})", field("actors"), field("statuses"));
    if name.chars().count() <= LONGEST {
        name
    } else {
        name.chars().take(LONGEST - 1).chain(std::iter::once('…')).collect()
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

fn day_number(day: Date) -> f64 {
    EPOCH.until(day).map_or(0.0, |span| f64::from(span.get_days()))
}

/// The day that so many days after the epoch are, as ISO date.
fn date(day: f64) -> String {
    EPOCH.checked_add((day.floor() as i64).days()).map_or(String::new(), |day| day.to_string())
}
