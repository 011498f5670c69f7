//! A dyad over time: for each direction cooperation upwards and conflict downwards, below them the sums of scores.

use super::{CONFLICT, COOPERATION, FIRST, FONT, INK, SECOND, UNKNOWN, Undrawn, day_of, described, number, words};
use legation_ledger::{Cell, Clock, Table};
use plotters::prelude::*;

const WIDTH: u32 = 1000;
const PANEL: u32 = 200;
const HEAD: u32 = 72;

/// The picture of a dyad's table: `one` and `other` as the user wrote them.
pub fn dyad(table: &Table, one: &str, other: &str, clock: Clock) -> Result<String, Undrawn> {
    let rows: Vec<&Vec<Cell>> = table.rows.iter().filter(|row| row.first() != Some(&Cell::Null)).collect();
    let undated: f64 = table
        .rows
        .iter()
        .filter(|row| row.first() == Some(&Cell::Null))
        .map(|row| {
            ["events_out", "events_back", "events_together"]
                .map(|column| number(table, row, column))
                .iter()
                .sum::<f64>()
        })
        .fold(0.0, |sum, count| sum + count);
    let title = format!("{one} and {other}");
    let notes = [
        format!(
            "Events by {}. Bars up: cooperation, bars down: conflict; what both do together stands alone, whatever its kind.",
            day_of(clock)
        ),
        format!("Grey: no article of this period is in the ledger. {undated:.0} events without a day are not drawn."),
    ];
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, HEAD + 4 * PANEL)).into_drawing_area();
        root.fill(&WHITE)?;
        let style = |size: u32| (FONT, size).into_font().color(&INK);
        root.draw(&Text::new(title.clone(), (12, 10), style(20)))?;
        for (line, note) in notes.iter().enumerate() {
            root.draw(&Text::new(note.clone(), (12, 36 + 16 * line as i32), style(12)))?;
        }
        let (_, rest) = root.split_vertically(HEAD);
        let panels = rest.split_evenly((4, 1));
        if rows.is_empty() {
            root.draw(&Text::new("no events between the two", (12, 80), style(16)))?;
        } else {
            let counts = |name: &str| -> Vec<f64> { rows.iter().map(|row| number(table, row, name)).collect() };
            let unknown: Vec<bool> = counts("articles").iter().map(|count| *count == 0.0).collect();
            let labels: Vec<String> = rows.iter().map(|row| words(table, row, "period")).collect();
            let axis = Axis { unknown: &unknown, labels: &labels };
            bars(&panels[0], &format!("{one} → {other}"), &axis, &counts("cooperation_out"), &counts("conflict_out"))?;
            bars(
                &panels[1],
                &format!("{other} → {one}"),
                &axis,
                &counts("cooperation_back"),
                &counts("conflict_back"),
            )?;
            let together = counts("events_together");
            bars(&panels[2], "together", &axis, &together, &vec![0.0; together.len()])?;
            lines(
                &panels[3],
                &axis,
                &[
                    (format!("{one} → {other}"), counts("score_out")),
                    (format!("{other} → {one}"), counts("score_back")),
                ],
            )?;
        }
        root.present()?;
    }
    Ok(described(&svg, &title, &notes.join(" ")))
}

/// The periods: which of them nothing is known of, and their names.
struct Axis<'a> {
    unknown: &'a [bool],
    labels: &'a [String],
}

impl Axis<'_> {
    fn end(&self) -> f64 {
        self.labels.len() as f64
    }

    fn label(&self, at: f64) -> String {
        // Ticks stand at the beginning of a period; those between two have no name.
        if at < 0.0 || at.fract().abs() > 0.01 {
            String::new()
        } else {
            self.labels.get(at as usize).cloned().unwrap_or_default()
        }
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Chart<'a, 'b> = ChartContext<
    'a,
    SVGBackend<'b>,
    Cartesian2d<plotters::coord::types::RangedCoordf64, plotters::coord::types::RangedCoordf64>,
>;

/// A panel with scales, unknown periods in grey.
fn panel<'a, 'b>(
    area: &'a Area<'b>,
    title: &str,
    axis: &Axis<'_>,
    (low, high): (f64, f64),
    unit: &str,
) -> Result<Chart<'a, 'b>, Undrawn> {
    let mut chart = ChartBuilder::on(area)
        .caption(title, (FONT, 14).into_font().color(&INK))
        .margin(8)
        .x_label_area_size(28)
        .y_label_area_size(56)
        .build_cartesian_2d(0.0..axis.end(), low..high)?;
    let gaps = axis.unknown.iter().enumerate().filter(|(_, is_unknown)| **is_unknown);
    chart.draw_series(
        gaps.map(|(at, _)| Rectangle::new([(at as f64, low), (at as f64 + 1.0, high)], UNKNOWN.filled())),
    )?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(axis.labels.len().clamp(2, 10))
        .x_label_formatter(&|at| axis.label(*at))
        .y_labels(6)
        .y_label_formatter(&|value| if value.fract().abs() < 0.01 { format!("{value:.0}") } else { String::new() })
        .y_desc(unit)
        .label_style((FONT, 11).into_font().color(&INK))
        .light_line_style(WHITE.mix(0.0))
        .draw()?;
    chart.draw_series([PathElement::new([(0.0, 0.0), (axis.end(), 0.0)], INK)])?;
    Ok(chart)
}

fn bars(area: &Area<'_>, title: &str, axis: &Axis<'_>, up: &[f64], down: &[f64]) -> Result<(), Undrawn> {
    let most = |values: &[f64]| values.iter().copied().fold(1.0f64, f64::max) * 1.1;
    let mut chart = panel(area, title, axis, (-most(down), most(up)), "events")?;
    for (values, sign, colour) in [(up, 1.0, COOPERATION), (down, -1.0, CONFLICT)] {
        let told = values.iter().enumerate().filter(|(_, value)| **value > 0.0);
        chart.draw_series(told.map(|(at, value)| {
            let at = at as f64;
            Rectangle::new([(at + 0.15, 0.0), (at + 0.85, sign * value)], colour.filled())
        }))?;
    }
    Ok(())
}

fn lines(area: &Area<'_>, axis: &Axis<'_>, series: &[(String, Vec<f64>); 2]) -> Result<(), Undrawn> {
    let all = || series.iter().flat_map(|(_, values)| values.iter().copied());
    let (low, high) = (all().fold(-1.0f64, f64::min) * 1.1, all().fold(1.0f64, f64::max) * 1.1);
    let names: Vec<&str> = series.iter().map(|(name, _)| name.as_str()).collect();
    let title = format!("sum of PLOVER scores (filled: {}; hollow: {})", names[0], names[1]);
    let mut chart = panel(area, &title, axis, (low, high), "score")?;
    for (number, (_, values)) in series.iter().enumerate() {
        let colour = if number == 0 { FIRST } else { SECOND };
        // A line breaks where nothing is known.
        let points: Vec<(usize, f64)> =
            values.iter().copied().enumerate().filter(|(at, value)| !axis.unknown[*at] || *value != 0.0).collect();
        for stretch in points.chunk_by(|a, b| b.0 == a.0 + 1) {
            let middle = |(at, value): &(usize, f64)| (*at as f64 + 0.5, *value);
            chart.draw_series([PathElement::new(
                stretch.iter().map(middle).collect::<Vec<_>>(),
                colour.stroke_width(2),
            )])?;
            let style = if number == 0 { colour.filled() } else { colour.stroke_width(2) };
            chart.draw_series(stretch.iter().map(|point| Circle::new(middle(point), 4, style)))?;
        }
    }
    Ok(())
}
