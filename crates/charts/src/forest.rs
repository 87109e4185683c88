//! Uplift with intervals, one row an estimate, against a line of no effect.

use crate::axis::Axis;
use crate::error::{ChartError, check, check_interval, not_empty};
use crate::number::words;
use crate::sheet::{DEEP, GRID, Hang, INK, MARGIN, NOTE, Sheet, TRUTH, VALUE, WIDTH, clean, row_labels, width};
use domain::Language;
use domain::written::number;

const ROW: f64 = 42.0;

/// One estimate of uplift: treated as assigned minus holdout, in percentage points.
#[derive(Debug, Clone, PartialEq)]
pub struct ForestRow {
    /// Segment, channel or both.
    pub label: String,
    /// Estimate, percentage points.
    pub estimate: f64,
    /// Lower end of its interval, percentage points.
    pub low: f64,
    /// Upper end of its interval, percentage points.
    pub high: f64,
    /// What the simulator knows to be true, percentage points; `None` with real members.
    pub truth: Option<f64>,
}

/// A forest of uplifts: dot and whiskers for estimate and interval, a pointer above where the truth is known, a dark line at
/// zero, the figures at the right. A hollow dot marks an interval that holds zero. `axis` stands under the title and says
/// the unit and the width of the interval.
///
/// Titles and labels come from the caller in their language; `language` is that of the legend and the numbers.
pub fn uplift_forest(language: Language, title: &str, axis: &str, rows: &[ForestRow]) -> Result<String, ChartError> {
    not_empty(title, rows)?;
    for row in rows {
        for value in [row.estimate, row.low, row.high].into_iter().chain(row.truth) {
            check(title, &row.label, value)?;
        }
        check_interval(title, &row.label, row.low, row.high)?;
    }
    let places = places(rows);
    let written: Vec<(String, String)> = rows.iter().map(|row| in_words(row, places, language)).collect();
    let value_room = written.iter().map(|(a, b)| width(a, VALUE).max(width(b, NOTE))).fold(0.0, f64::max) + 14.0;
    let (label_room, labels) = row_labels(rows.iter().map(|row| row.label.as_str()));

    let mut sheet = Sheet::titled(title, axis);
    legend(&mut sheet, language, rows.iter().any(|row| row.truth.is_some()));
    let from = MARGIN + label_room + 18.0;
    let all = rows.iter().flat_map(|r| [r.estimate, r.low, r.high].into_iter().chain(r.truth));
    let scale = Axis::with_zero(
        all.clone().fold(0.0, f64::min),
        all.fold(0.0, f64::max),
        ((WIDTH - from - value_room) / 70.0).clamp(2.0, 6.0),
        from,
        WIDTH - MARGIN - value_room,
    );
    let (top, bottom) = (sheet.top, sheet.top + ROW * rows.len() as f64);
    for tick in scale.ticks() {
        let x = scale.place(tick);
        sheet.line((x, top), (x, bottom), GRID, 1.0);
        sheet.text(x, bottom + 17.0, Hang::Middle, NOTE, &number(language, tick, scale.decimals()));
    }
    let zero = scale.place(0.0);
    sheet.line((zero, top - 4.0), (zero, bottom), INK, 1.6);
    for (i, row) in rows.iter().enumerate() {
        let middle = top + ROW * (i as f64 + 0.5);
        let (low, high) = (scale.place(row.low), scale.place(row.high));
        sheet.row_label(MARGIN + label_room, middle, &labels[i]);
        sheet.line((low, middle), (high, middle), DEEP, 2.2);
        for end in [low, high] {
            sheet.line((end, middle - 6.0), (end, middle + 6.0), DEEP, 2.2);
        }
        sheet.dot((scale.place(row.estimate), middle), row.low <= 0.0 && row.high >= 0.0);
        if let Some(truth) = row.truth {
            pointer(&mut sheet, scale.place(truth), middle);
        }
        let (estimate, interval) = &written[i];
        sheet.text(WIDTH - MARGIN, middle - 1.5, Hang::End, VALUE, estimate);
        sheet.text(WIDTH - MARGIN, middle + 13.5, Hang::End, NOTE, interval);
        let truth = row
            .truth
            .map(|t| format!(", {} {}", words(TRUE, language), number(language, t, places)))
            .unwrap_or_default();
        sheet.tell(format!("{}: {estimate} ({interval}){truth}", clean(&row.label)));
    }
    Ok(sheet.finish(bottom + 30.0))
}

const ESTIMATE: (&str, &str) = ("taksiran dan selangnya", "estimate and interval");
const NOT_SURE: (&str, &str) = ("selang memuat nol", "interval holds zero");
const UP_TO: (&str, &str) = ("s.d.", "to");
const TRUE: (&str, &str) = ("nilai sebenarnya (simulasi)", "true value (simulation)");

fn legend(sheet: &mut Sheet, language: Language, with_truth: bool) {
    let y = sheet.top + 4.0;
    let mut x = MARGIN + 10.0;
    sheet.line((x - 10.0, y), (x + 10.0, y), DEEP, 2.2);
    sheet.dot((x, y), false);
    let mut entry = |sheet: &mut Sheet, text: (&str, &str)| {
        let text = words(text, language);
        sheet.text(x + 16.0, y + 4.0, Hang::Start, NOTE, &text);
        x += 16.0 + width(&text, NOTE) + 24.0;
        x
    };
    let next = entry(sheet, ESTIMATE);
    sheet.dot((next, y), true);
    let next = entry(sheet, NOT_SURE);
    if with_truth {
        pointer(sheet, next, y + 12.0);
        entry(sheet, TRUE);
    }
    sheet.top += 26.0;
}

/// Points at the line from above, so that it never hides the dot.
fn pointer(sheet: &mut Sheet, x: f64, y: f64) {
    let (above, left, right) = (y - 17.0, x - 5.5, x + 5.5);
    sheet.mark(&format!(
        "<path d=\"M{x:.1} {:.1}L{left:.1} {above:.1}L{right:.1} {above:.1}Z\" fill=\"{TRUTH}\"/>",
        y - 7.0
    ));
}

/// Places after the comma: one, and more where the narrowest interval would otherwise look like a point.
fn places(rows: &[ForestRow]) -> usize {
    let narrowest = rows.iter().map(|row| row.high - row.low).filter(|width| *width > 0.0).fold(f64::MAX, f64::min);
    match narrowest {
        f64::MAX => 1,
        wide if wide >= 100.0 => 0,
        narrow => (1.0 - narrow.log10().floor()).clamp(1.0, 6.0) as usize,
    }
}

/// The estimate with its sign, and its interval.
fn in_words(row: &ForestRow, places: usize, language: Language) -> (String, String) {
    let written = |value: f64| number(language, value, places);
    let estimate = written(row.estimate);
    let is_nothing = estimate.bytes().all(|b| b == b'0' || b == b',' || b == b'.');
    let sign = if row.estimate > 0.0 && !is_nothing { "+" } else { "" };
    (format!("{sign}{estimate}"), format!("{} {} {}", written(row.low), words(UP_TO, language), written(row.high)))
}
