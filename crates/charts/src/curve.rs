//! What changes with how much: one or more lines over a scale of numbers, such as power over the number of villages.

use crate::axis::Axis;
use crate::error::{ChartError, check, not_empty};
use crate::sheet::{DEEP, GRID, Hang, INK, LABEL, MARGIN, NOTE, Sheet, TRUTH, VALUE, WIDTH, clean, width};
use domain::Language;
use domain::written::number;
use std::fmt::Write as _;

const HIGH: f64 = 250.0;

/// Colours of the lines, in their order; more lines begin again.
const COLOURS: [&str; 4] = [DEEP, TRUTH, "#7a5c00", "#5b4a9c"];

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct PlottedLine {
    /// What it is, written at its end.
    pub label: String,
    /// Pairs of how much and what comes of it, in increasing order of the first.
    pub points: Vec<(f64, f64)>,
}

/// A point to show: where a line meets what is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveMark {
    /// How much.
    pub at: f64,
    /// What comes of it.
    pub value: f64,
    /// What to write beside it.
    pub label: String,
}

/// A chart of lines over numbers, both axes holding zero. `wanted` draws a level line, `mark` the point that answers the
/// question. `axes` are the words of the horizontal and the vertical axis; `percent` writes the vertical figures (shares) as
/// percentages.
pub struct Curve<'a> {
    /// Title in the reader's language.
    pub title: &'a str,
    /// Words of the horizontal and the vertical axis.
    pub axes: (&'a str, &'a str),
    /// The lines.
    pub lines: &'a [PlottedLine],
    /// A level that is wanted.
    pub wanted: Option<f64>,
    /// The answer.
    pub mark: Option<CurveMark>,
    /// Whether vertical figures are shares written as percentages.
    pub percent: bool,
}

/// Draws it.
pub fn curve(language: Language, chart: &Curve<'_>) -> Result<String, ChartError> {
    let title = chart.title;
    not_empty(title, chart.lines)?;
    for line in chart.lines {
        not_empty(title, &line.points)?;
        for (x, y) in &line.points {
            check(title, &line.label, *x)?;
            check(title, &line.label, *y)?;
        }
    }
    let points =
        || chart.lines.iter().flat_map(|l| l.points.iter().copied()).chain(chart.mark.iter().map(|m| (m.at, m.value)));
    let ends = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)))
    };
    let (left_most, right_most) = ends(&mut points().map(|p| p.0));
    let (lowest, highest) = ends(&mut points().map(|p| p.1).chain(chart.wanted));
    let mut sheet = Sheet::titled(title, chart.axes.1);
    legend(&mut sheet, chart.lines);
    let (top, bottom) = (sheet.top + 12.0, sheet.top + 12.0 + HIGH);
    let vertical = Axis::with_zero(lowest, highest, 5.0, bottom, top);
    let figure = |value: f64, more: usize| {
        if chart.percent {
            format!("{}%", number(language, value * 100.0, vertical.decimals().saturating_sub(2) + more))
        } else {
            number(language, value, vertical.decimals() + more)
        }
    };
    let ticks: Vec<(f64, String)> = vertical.ticks().into_iter().map(|t| (vertical.place(t), figure(t, 0))).collect();
    let from = MARGIN + ticks.iter().map(|(_, text)| width(text, NOTE)).fold(0.0, f64::max) + 14.0;
    let to = WIDTH - MARGIN - 18.0;
    let horizontal = Axis::with_zero(left_most, right_most, 8.0, from, to);
    for (y, text) in &ticks {
        sheet.line((from, *y), (to, *y), GRID, 1.0);
        sheet.text(from - 8.0, y + 4.0, Hang::End, NOTE, text);
    }
    for tick in horizontal.ticks() {
        let x = horizontal.place(tick);
        sheet.line((x, bottom), (x, bottom + 4.0), GRID, 1.0);
        sheet.text(x, bottom + 19.0, Hang::Middle, NOTE, &number(language, tick, horizontal.decimals()));
    }
    sheet.text(to, bottom + 37.0, Hang::End, NOTE, &clean(chart.axes.0));
    sheet.line((from, vertical.place(0.0)), (to, vertical.place(0.0)), INK, 1.2);
    if let Some(wanted) = chart.wanted {
        let y = vertical.place(wanted);
        sheet.mark(&format!(
            "<line x1=\"{from:.1}\" y1=\"{y:.1}\" x2=\"{to:.1}\" y2=\"{y:.1}\" stroke=\"{INK}\" stroke-width=\"1.2\" \
             stroke-dasharray=\"5 4\"/>"
        ));
    }
    for (line, colour) in chart.lines.iter().zip(COLOURS.into_iter().cycle()) {
        let mut path = String::new();
        for (i, (x, y)) in line.points.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(
                path,
                "{}{:.1} {:.1}",
                if i == 0 { "M" } else { " L" },
                horizontal.place(*x),
                vertical.place(*y)
            );
        }
        sheet.mark(&format!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\" stroke-linejoin=\"round\"/>"
        ));
        let told: Vec<String> = line
            .points
            .iter()
            .step_by(line.points.len().div_ceil(12))
            .map(|(x, y)| format!("{}: {}", number(language, *x, horizontal.decimals()), figure(*y, 1)))
            .collect();
        sheet.tell(format!("{} ({})", clean(&line.label), told.join(", ")));
    }
    if let Some(mark) = &chart.mark {
        let (x, y) = (horizontal.place(mark.at), vertical.place(mark.value));
        sheet.line((x, y), (x, bottom), INK, 1.0);
        sheet.dot((x, y), false);
        let label = clean(&mark.label);
        let fits = x + 12.0 + width(&label, VALUE) < to;
        let (place, hang) = if fits { (x + 12.0, Hang::Start) } else { (x - 12.0, Hang::End) };
        sheet.text(place, y + 22.0, hang, VALUE, &label);
        sheet.tell(label);
    }
    Ok(sheet.finish(bottom + 48.0))
}

/// Names of the lines, each after a stroke of its colour, where there is more than one.
fn legend(sheet: &mut Sheet, lines: &[PlottedLine]) {
    if lines.len() < 2 {
        return;
    }
    let mut x = MARGIN;
    for (line, colour) in lines.iter().zip(COLOURS.into_iter().cycle()) {
        let label = clean(&line.label);
        let room = 30.0 + width(&label, LABEL) + 18.0;
        if x > MARGIN && x + room > WIDTH - MARGIN {
            x = MARGIN;
            sheet.top += 20.0;
        }
        let y = sheet.top + 6.0;
        sheet.line((x, y), (x + 22.0, y), colour, 2.5);
        sheet.text(x + 28.0, y + 4.5, Hang::Start, LABEL, &label);
        x += room;
    }
    sheet.top += 20.0;
}
