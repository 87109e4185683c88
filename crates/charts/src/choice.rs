//! What was tried before a number of segments was chosen.

use crate::axis::Axis;
use crate::error::{ChartError, check, check_share, not_empty};
use crate::number::{percent, words};
use crate::sheet::{DEEP, GRID, Hang, INK, LABEL, MARGIN, NOTE, PALE, Sheet, TRUTH, VALUE, WIDTH, width};
use domain::Language;
use domain::written::number;
use std::fmt::Write as _;

/// One number of segments that was tried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChoicePoint {
    /// How many segments.
    pub segments: u32,
    /// Mean adjusted Rand index between fits on resamples; 1 is the same segments every time.
    pub stability: f64,
    /// Simplified silhouette, -1 to 1.
    pub separation: f64,
    /// Share of people in the smallest segment, 0 to 1.
    pub smallest_share: f64,
    /// Whether it passes every demand.
    pub allowed: bool,
}

const PANEL: f64 = 90.0;
const APART: f64 = 44.0;

const STABILITY: (&str, &str) =
    ("Kestabilan: 1 berarti segmen yang sama setiap kali diulang", "Stability: 1 is the same segments every time");
const SEPARATION: (&str, &str) =
    ("Keterpisahan: makin tinggi, makin jelas beda antarsegmen", "Separation: the higher, the clearer apart");
const SMALLEST: (&str, &str) = ("Segmen terkecil: bagian dari semua orang", "Smallest segment: share of all people");
const NUMBER: (&str, &str) = ("banyaknya segmen", "number of segments");
const USED: (&str, &str) = ("dipakai", "used");
const PROPOSED: (&str, &str) = ("diusulkan", "proposed");
const BOTH: (&str, &str) = ("diusulkan dan dipakai", "proposed and used");
const ALLOWED: (&str, &str) = ("memenuhi semua syarat", "passes every demand");
const NOT_ALLOWED: (&str, &str) = ("tidak memenuhi", "does not pass");

/// Three lines over the number of segments, one above the other: stability, separation and the smallest share. The
/// proposed number and the one that was used are marked through all three; hollow dots do not pass every demand.
///
/// `points` ascend by number. A used number that was never tried has no place on the axis and so no mark.
pub fn choice(
    language: Language,
    title: &str,
    unit: &str,
    points: &[ChoicePoint],
    proposed: Option<u32>,
    used: u32,
) -> Result<String, ChartError> {
    not_empty(title, points)?;
    for point in points {
        let label = point.segments.to_string();
        check(title, &label, point.stability)?;
        check(title, &label, point.separation)?;
        check_share(title, &label, point.smallest_share)?;
    }
    let mut sheet = Sheet::titled(title, unit);
    legend(&mut sheet, language);
    let (from, to) = (MARGIN + 62.0, WIDTH - MARGIN - 30.0);
    let column = (to - from) / points.len() as f64;
    let xs: Vec<f64> = (0..points.len()).map(|i| from + column * (i as f64 + 0.5)).collect();
    let first = sheet.top + 24.0;
    let bottom = first + 3.0 * PANEL + 2.0 * APART + 22.0;
    let half_mark = (column / 2.0 - 2.0).min(32.0);
    for (point, x) in points.iter().zip(&xs) {
        let (is_used, is_proposed) = (point.segments == used, Some(point.segments) == proposed);
        for n in 0..3 {
            let top = panel_top(first, n) + 2.0;
            if is_used {
                sheet.rect((x - half_mark, top), (2.0 * half_mark, PANEL - 2.0), PALE);
            }
            if is_proposed {
                outline(&mut sheet, (x - half_mark, top), (2.0 * half_mark, PANEL - 2.0));
            }
        }
        let mark = match (is_used, is_proposed) {
            (true, true) => BOTH,
            (true, false) => USED,
            (false, true) => PROPOSED,
            (false, false) => continue,
        };
        let mark = words(mark, language);
        let half = width(&mark, VALUE) / 2.0;
        // Two marks side by side would touch: the proposed one stands a line higher.
        let y = if is_proposed && !is_used { first - 24.0 } else { first - 8.0 };
        sheet.text(x.clamp(MARGIN + half, WIDTH - MARGIN - half), y, Hang::Middle, VALUE, &mark);
    }
    let two = |v: f64| number(language, v, 2);
    let share = |v: f64| percent(language, v, 1);
    let panels: [Panel<'_>; 3] = [
        (STABILITY, |p| p.stability, &two),
        (SEPARATION, |p| p.separation, &two),
        (SMALLEST, |p| p.smallest_share, &share),
    ];
    for (n, of) in panels.into_iter().enumerate() {
        let top = panel_top(first, n);
        sheet.text(from, top - 6.0, Hang::Start, LABEL, &words(of.0, language));
        draw_panel(&mut sheet, points, &xs, (top + 20.0, top + PANEL), (from, to), of);
    }
    for (point, x) in points.iter().zip(&xs) {
        sheet.text(*x, bottom + 16.0, Hang::Middle, LABEL, &number(language, f64::from(point.segments), 0));
        sheet.tell(told(language, point, proposed, used));
    }
    sheet.text(f64::midpoint(from, to), bottom + 35.0, Hang::Middle, NOTE, &words(NUMBER, language));
    Ok(sheet.finish(bottom + 46.0))
}

fn panel_top(first: f64, n: usize) -> f64 {
    first + 22.0 + n as f64 * (PANEL + APART)
}

/// A dashed frame.
fn outline(sheet: &mut Sheet, (x, y): (f64, f64), (wide, high): (f64, f64)) {
    sheet.mark(&format!(
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" fill=\"none\" stroke=\"{TRUTH}\" \
         stroke-width=\"1.6\" stroke-dasharray=\"5 4\"/>"
    ));
}

/// Its name, the figure it draws, and how the figure is written.
type Panel<'a> = ((&'static str, &'static str), fn(&ChoicePoint) -> f64, &'a dyn Fn(f64) -> String);

/// One line with its own axis from zero; `top` to `bottom` hold it.
fn draw_panel(
    sheet: &mut Sheet,
    points: &[ChoicePoint],
    xs: &[f64],
    (top, bottom): (f64, f64),
    (from, to): (f64, f64),
    (_, figure, write): Panel<'_>,
) {
    let crowded = (to - from) / (points.len() as f64) < 44.0;
    let values: Vec<f64> = points.iter().map(figure).collect();
    let (low, high) = (values.iter().copied().fold(0.0, f64::min), values.iter().copied().fold(0.0, f64::max));
    let axis = Axis::with_zero(low, high, 2.0, bottom, top);
    for tick in axis.ticks() {
        let y = axis.place(tick);
        sheet.line((from, y), (to, y), GRID, 1.0);
        sheet.text(from - 8.0, y + 4.0, Hang::End, NOTE, &write(tick));
    }
    sheet.line((from, axis.place(0.0)), (to, axis.place(0.0)), INK, 1.0);
    let mut line = String::new();
    for (i, (x, value)) in xs.iter().zip(&values).enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(line, "{}{x:.1} {:.1}", if i == 0 { "M" } else { " L" }, axis.place(*value));
    }
    sheet.mark(&format!("<path d=\"{line}\" fill=\"none\" stroke=\"{DEEP}\" stroke-width=\"2\"/>"));
    for (i, (point, x)) in points.iter().zip(xs).enumerate() {
        let y = axis.place(values[i]);
        sheet.dot((*x, y), !point.allowed);
        if !crowded {
            sheet.text(*x, y - 10.0, Hang::Middle, NOTE, &write(values[i]));
        }
    }
}

fn legend(sheet: &mut Sheet, language: Language) {
    let (x, y) = (MARGIN + 8.0, sheet.top + 4.0);
    sheet.dot((x, y), false);
    let allowed = words(ALLOWED, language);
    sheet.text(x + 12.0, y + 4.0, Hang::Start, NOTE, &allowed);
    let next = x + 12.0 + width(&allowed, NOTE) + 22.0;
    sheet.dot((next, y), true);
    sheet.text(next + 12.0, y + 4.0, Hang::Start, NOTE, &words(NOT_ALLOWED, language));
    sheet.top += 30.0;
}

fn told(language: Language, point: &ChoicePoint, proposed: Option<u32>, used: u32) -> String {
    let name = |(id, en): (&'static str, &'static str)| {
        let text = words((id, en), language);
        text.split(':').next().unwrap_or_default().to_lowercase()
    };
    let mut text = format!(
        "{} {}: {} {}, {} {}, {} {}, {}",
        point.segments,
        words(NUMBER, language).split_whitespace().last().unwrap_or_default(),
        name(STABILITY),
        number(language, point.stability, 2),
        name(SEPARATION),
        number(language, point.separation, 2),
        name(SMALLEST),
        percent(language, point.smallest_share, 1),
        words(if point.allowed { ALLOWED } else { NOT_ALLOWED }, language)
    );
    for (is_marked, mark) in [(Some(point.segments) == proposed, PROPOSED), (point.segments == used, USED)] {
        if is_marked {
            text = format!("{text}, {}", words(mark, language));
        }
    }
    text
}
