//! Incidents over time: a lane for each type, dots for days, bars for stretches of days; filled what is told as having
//! happened, hollow what is planned, alleged, denied.

use super::{CONFLICT, COOPERATION, FONT, INK, Undrawn, day_of, described, words};
use jiff::{Span, ToSpan};
use legation_ledger::{Cell, Clock, Table};
use legation_types::Date;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
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
    is_conflict: bool,
    is_filled: bool,
    row: usize,
}

/// The picture of a timeline's table.
pub fn timeline(table: &Table, clock: Clock) -> Result<String, Undrawn> {
    let mut lanes: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    let mut undated = 0;
    let (from, to) = match clock {
        Clock::Happened => ("earliest", "latest"),
        Clock::Published => ("first_published", "last_published"),
    };
    for row in &table.rows {
        let day = |column: &str| words(table, row, column).parse::<Date>().ok().map(day_number);
        let Some((first, last)) = day(from).zip(day(to)) else {
            undated += 1;
            continue;
        };
        let item = Item {
            first,
            last,
            name: name(table, row),
            is_conflict: words(table, row, "quad").ends_with("conflict"),
            is_filled: words(table, row, "statuses").split("; ").any(|status| matches!(status, "occurred" | "ongoing")),
            row: 0,
        };
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
        "{count} incidents by type and {}; a dot is a day, a bar a stretch of days. Blue: cooperation, orange: conflict. Hollow: planned, \
         alleged, denied and the like. {undated} without a day are not drawn.",
        day_of(clock)
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
            .disable_mesh()
            .disable_y_axis()
            .x_labels(0)
            .label_style((FONT, 11).into_font().color(&INK))
            .draw()?;
        for (day, label) in ticks(first, end) {
            chart.draw_series([PathElement::new([(day, 0.0), (day, rows as f64)], INK.mix(0.15))])?;
            let (x, y) = chart.backend_coord(&(day, 0.0));
            let style = (FONT, 11).into_font().color(&INK).pos(Pos::new(HPos::Center, VPos::Top));
            root.draw(&Text::new(label, (x, y + 8), style))?;
        }
        let mut base = rows;
        for (kind, height) in &heights {
            let top = base as f64;
            base -= height;
            chart.draw_series([PathElement::new([(first, top), (end, top)], INK.mix(0.3))])?;
            let (_, y) = chart.backend_coord(&(first, top));
            root.draw(&Text::new(kind.clone(), (12, y + 4), (FONT, 12).into_font().color(&INK)))?;
            for item in &lanes[kind] {
                let colour = if item.is_conflict { CONFLICT } else { COOPERATION };
                let style = if item.is_filled { colour.filled() } else { colour.stroke_width(2) };
                let middle = top - item.row as f64 - 0.5;
                if item.last > item.first {
                    let corners = [(item.first, middle - 0.18), (item.last + 1.0, middle + 0.18)];
                    chart.draw_series([Rectangle::new(corners, style)])?;
                } else {
                    chart.draw_series([Circle::new((item.first + 0.5, middle), 4, style)])?;
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

/// Most marks on the scale of days.
const TICKS: usize = 12;

/// Marks on the scale of days, with their names: days, weeks, months, quarters or years, as fine as there is room for.
fn ticks(first: f64, last: f64) -> Vec<(f64, String)> {
    let Some((from, to)) = day(first).zip(day(last)) else { return Vec::new() };
    let steps: [(Span, &str); 9] = [
        (1.day(), "%F"),
        (7.days(), "%F"),
        (1.month(), "%Y-%m"),
        (3.months(), "%Y-%m"),
        (1.year(), "%Y"),
        (2.years(), "%Y"),
        (5.years(), "%Y"),
        (20.years(), "%Y"),
        (100.years(), "%Y"),
    ];
    let marks = |(step, format): &(Span, &str)| -> Vec<(f64, String)> {
        let start = if step.get_years() > 0 {
            from.first_of_year()
        } else if step.get_months() > 0 {
            Date::new(from.year(), (from.month() - 1) / 3 * 3 + 1, 1).unwrap_or(from)
        } else {
            from
        };
        start
            .series(*step)
            .take_while(|day| *day <= to)
            .take(TICKS * 40)
            .filter(|day| *day >= from)
            .map(|day| (day_number(day), day.strftime(format).to_string()))
            .collect()
    };
    steps.iter().map(marks).find(|marks| marks.len() <= TICKS).unwrap_or_default()
}

/// The day that so many days after the epoch are.
fn day(number: f64) -> Option<Date> {
    EPOCH.checked_add((number.floor() as i64).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_marked_at_round_days() {
        let cases = [
            ("2026-03-02", "2026-03-08", "2026-03-02", 7),
            ("2026-03-02", "2026-04-20", "2026-03-02", 8),
            ("2026-01-20", "2026-10-20", "2026-02", 9),
            ("2024-02-20", "2026-02-20", "2024-04", 8),
            ("2003-05-01", "2026-06-01", "2005", 11),
        ];
        for (first, last, name, count) in cases {
            let number = |day: &str| day_number(day.parse().unwrap());
            let marks = ticks(number(first), number(last));
            assert_eq!((marks[0].1.as_str(), marks.len()), (name, count), "{first} to {last}: {marks:?}");
        }
    }
}
