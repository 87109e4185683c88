//! One figure a month, as a line.

use crate::axis::Axis;
use crate::error::{ChartError, check, not_empty};
use crate::number::decimals_for;
use crate::sheet::{DEEP, GRID, Hang, INK, MARGIN, NOTE, PALE, Sheet, VALUE, WIDTH, clean, width};
use domain::Language;
use domain::written::number;
use std::fmt::Write as _;

const HIGH: f64 = 210.0;

/// A line through one figure a month, in the order given, on an axis that holds zero; `unit` stands under the title.
///
/// The first and the last figure are written out. Month names are left out evenly where they would touch. Months are
/// placed at equal distances: give every month, with its figure.
pub fn monthly_line(
    language: Language,
    title: &str,
    unit: &str,
    points: &[(String, f64)],
) -> Result<String, ChartError> {
    not_empty(title, points)?;
    for (label, value) in points {
        check(title, label, *value)?;
    }
    let values = points.iter().map(|(_, value)| *value);
    let decimals = decimals_for(values.clone());
    let mut sheet = Sheet::titled(title, unit);
    let (top, bottom) = (sheet.top + 14.0, sheet.top + 14.0 + HIGH);
    let (low, high) = (values.clone().fold(0.0, f64::min), values.clone().fold(0.0, f64::max));
    let axis = Axis::with_zero(low, high, 5.0, bottom, top);
    let ticks: Vec<(f64, String)> =
        axis.ticks().into_iter().map(|t| (axis.place(t), number(language, t, axis.decimals()))).collect();
    let tick_room = ticks.iter().map(|(_, text)| width(text, NOTE)).fold(0.0, f64::max);
    let last_written = points.last().map(|(_, v)| number(language, *v, decimals)).unwrap_or_default();
    let from = MARGIN + tick_room + 22.0;
    let to = WIDTH - MARGIN - width(&last_written, VALUE) - 12.0;
    for (y, text) in &ticks {
        sheet.line((from - 8.0, *y), (to + 8.0, *y), GRID, 1.0);
        sheet.text(from - 14.0, y + 4.0, Hang::End, NOTE, text);
    }
    let place = |i: usize| match points.len() {
        1 => f64::midpoint(from, to),
        n => from + (to - from) * i as f64 / (n - 1) as f64,
    };
    let mut line = String::new();
    for (i, value) in values.clone().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(line, "{}{:.1} {:.1}", if i == 0 { "M" } else { " L" }, place(i), axis.place(value));
    }
    let zero = axis.place(0.0);
    if points.len() > 1 {
        sheet.mark(&format!(
            "<path d=\"{line} L{:.1} {zero:.1} L{:.1} {zero:.1}Z\" fill=\"{PALE}\" fill-opacity=\"0.6\"/>",
            place(points.len() - 1),
            place(0)
        ));
    }
    sheet.line((from - 8.0, zero), (to + 8.0, zero), INK, 1.2);
    sheet.mark(&format!(
        "<path d=\"{line}\" fill=\"none\" stroke=\"{DEEP}\" stroke-width=\"2.5\" stroke-linejoin=\"round\"/>"
    ));
    let every = label_every(points, (to - from) / (points.len().max(2) - 1) as f64);
    for (i, (month, value)) in points.iter().enumerate() {
        let (x, y) = (place(i), axis.place(*value));
        let last = i + 1 == points.len();
        let month = clean(month);
        sheet.mark(&format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{}\" fill=\"{DEEP}\"/>",
            if last { 4.5 } else { 3.0 }
        ));
        // Counted from the end, so that the newest month is always named.
        if (points.len() - 1 - i).is_multiple_of(every) {
            sheet.line((x, bottom), (x, bottom + 4.0), GRID, 1.0);
            sheet.text(x, bottom + 19.0, Hang::Middle, NOTE, &month);
        }
        let written = number(language, *value, decimals);
        if last {
            sheet.text(x + 9.0, y + 4.5, Hang::Start, VALUE, &written);
        } else if i == 0 {
            // On the side the line turns away from.
            let rising = points.get(1).is_some_and(|(_, next)| next > value);
            sheet.text(x - 3.0, if rising { y + 20.0 } else { y - 10.0 }, Hang::Start, VALUE, &written);
        }
        sheet.tell(format!("{month}: {written} {}", clean(unit)).trim_end().to_owned());
    }
    Ok(sheet.finish(bottom + 32.0))
}

/// Every how many-eth month is named so that names stay apart.
fn label_every(points: &[(String, f64)], apart: f64) -> usize {
    let widest = points.iter().map(|(month, _)| width(&clean(month), NOTE)).fold(0.0, f64::max) + 10.0;
    (widest / apart).ceil().max(1.0) as usize
}
