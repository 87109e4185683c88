//! A treated unit and its synthetic double over time.

use crate::axis::Axis;
use crate::error::{ChartError, check, not_empty};
use crate::number::{decimals_for, words};
use crate::sheet::{DEEP, GRID, Hang, INK, MARGIN, NOTE, Sheet, TRUTH, VALUE, WIDTH, clean, width};
use domain::Language;
use domain::written::number;
use std::fmt::Write as _;

const HIGH: f64 = 230.0;

/// One period of the two.
#[derive(Debug, Clone, PartialEq)]
pub struct DoublePoint {
    /// The period.
    pub period: String,
    /// The treated unit.
    pub observed: f64,
    /// Its synthetic double.
    pub synthetic: f64,
    /// Whether the programme had begun.
    pub since: bool,
}

const DOUBLE: (&str, &str) = ("kembaran sintetis", "synthetic double");
const BEGINS: (&str, &str) = ("mulai", "start");

/// Two lines on one axis that holds zero: `name`, the treated unit, drawn full, and its double dashed, with an upright line where the
/// programme begins. Periods stand at equal distances; the last figures are written out.
pub fn synthetic_lines(
    language: Language,
    title: &str,
    unit: &str,
    name: &str,
    points: &[DoublePoint],
) -> Result<String, ChartError> {
    not_empty(title, points)?;
    for point in points {
        check(title, &point.period, point.observed)?;
        check(title, &point.period, point.synthetic)?;
    }
    let all = || points.iter().flat_map(|p| [p.observed, p.synthetic]);
    let decimals = decimals_for(all().collect::<Vec<_>>().into_iter());
    let written = |value: f64| number(language, value, decimals);
    let mut sheet = Sheet::titled(title, unit);
    legend(&mut sheet, language, name);
    let (top, bottom) = (sheet.top + 12.0, sheet.top + 12.0 + HIGH);
    let axis = Axis::with_zero(all().fold(0.0, f64::min), all().fold(0.0, f64::max), 5.0, bottom, top);
    let ticks: Vec<(f64, String)> =
        axis.ticks().into_iter().map(|t| (axis.place(t), number(language, t, axis.decimals()))).collect();
    let tick_room = ticks.iter().map(|(_, text)| width(text, NOTE)).fold(0.0, f64::max);
    let end_room =
        points.last().map_or(0.0, |p| width(&written(p.observed), VALUE).max(width(&written(p.synthetic), VALUE)));
    let (from, to) = (MARGIN + tick_room + 22.0, WIDTH - MARGIN - end_room - 12.0);
    for (y, text) in &ticks {
        sheet.line((from - 8.0, *y), (to + 8.0, *y), GRID, 1.0);
        sheet.text(from - 14.0, y + 4.0, Hang::End, NOTE, text);
    }
    let place = |i: usize| match points.len() {
        1 => f64::midpoint(from, to),
        n => from + (to - from) * i as f64 / (n - 1) as f64,
    };
    if let Some(start) = points.iter().position(|p| p.since) {
        // Between the last period before and the first since.
        let x = if start == 0 { place(0) } else { f64::midpoint(place(start - 1), place(start)) };
        sheet.line((x, top - 6.0), (x, bottom), INK, 1.2);
        let hang = if x > f64::midpoint(from, to) { Hang::End } else { Hang::Start };
        let aside = if x > f64::midpoint(from, to) { -5.0 } else { 5.0 };
        sheet.text(x + aside, top + 2.0, hang, NOTE, &words(BEGINS, language));
    }
    let line = |figure: fn(&DoublePoint) -> f64| {
        let mut path = String::new();
        for (i, point) in points.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(path, "{}{:.1} {:.1}", if i == 0 { "M" } else { " L" }, place(i), axis.place(figure(point)));
        }
        path
    };
    stroke(&mut sheet, &line(|p| p.synthetic), true);
    stroke(&mut sheet, &line(|p| p.observed), false);
    if let Some(last) = points.last() {
        let (mut own, mut double) = (axis.place(last.observed), axis.place(last.synthetic));
        // Figures that would touch are drawn apart.
        if (own - double).abs() < 15.0 {
            let middle = f64::midpoint(own, double);
            let sign = if own <= double { -1.0 } else { 1.0 };
            (own, double) = (middle + sign * 7.5, middle - sign * 7.5);
        }
        sheet.text(to + 9.0, own + 4.5, Hang::Start, VALUE, &written(last.observed));
        sheet.text(to + 9.0, double + 4.5, Hang::Start, NOTE, &written(last.synthetic));
    }
    let widest = points.iter().map(|p| width(&clean(&p.period), NOTE)).fold(0.0, f64::max) + 10.0;
    let every = (widest * (points.len().max(2) - 1) as f64 / (to - from)).ceil().max(1.0) as usize;
    let double = words(DOUBLE, language);
    for (i, point) in points.iter().enumerate() {
        let period = clean(&point.period);
        if (points.len() - 1 - i).is_multiple_of(every) {
            sheet.line((place(i), bottom), (place(i), bottom + 4.0), GRID, 1.0);
            sheet.text(place(i), bottom + 19.0, Hang::Middle, NOTE, &period);
        }
        let (own, other) = (written(point.observed), written(point.synthetic));
        sheet.tell(format!("{period}: {} {own}, {double} {other}", clean(name)));
    }
    Ok(sheet.finish(bottom + 32.0))
}

fn stroke(sheet: &mut Sheet, path: &str, is_double: bool) {
    let (colour, dashes) = if is_double { (TRUTH, " stroke-dasharray=\"6 5\"") } else { (DEEP, "") };
    sheet.mark(&format!(
        "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\" stroke-linejoin=\"round\"{dashes}/>"
    ));
}

fn legend(sheet: &mut Sheet, language: Language, name: &str) {
    let (x, y) = (MARGIN, sheet.top + 4.0);
    stroke(sheet, &format!("M{x:.1} {y:.1} L{:.1} {y:.1}", x + 26.0), false);
    let name = clean(name);
    sheet.text(x + 34.0, y + 4.0, Hang::Start, NOTE, &name);
    let next = (x + 34.0 + width(&name, NOTE) + 24.0).min(WIDTH / 2.0);
    stroke(sheet, &format!("M{next:.1} {y:.1} L{:.1} {y:.1}", next + 26.0), true);
    sheet.text(next + 34.0, y + 4.0, Hang::Start, NOTE, &words(DOUBLE, language));
    sheet.top += 20.0;
}
