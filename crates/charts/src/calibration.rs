//! Forecasts with intervals beside what then happened, one row a segment.

use crate::axis::Axis;
use crate::error::{ChartError, check_interval, check_share, not_empty};
use crate::number::{percent, words};
use crate::sheet::{DEEP, GRID, Hang, INK, MARGIN, NOTE, Sheet, TRUTH, VALUE, WIDTH, clean, row_labels, width};
use domain::Language;
use domain::written::number;

const ROW: f64 = 44.0;

/// A forecast made earlier and what then happened, shares of people from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationRow {
    /// Segment.
    pub label: String,
    /// Share forecast.
    pub forecast: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Share to whom it happened.
    pub happened: f64,
}

const FORECAST: (&str, &str) = ("perkiraan dan selangnya", "forecast and interval");
const HAPPENED: (&str, &str) = ("yang kemudian terjadi", "what then happened");
const UP_TO: (&str, &str) = ("s.d.", "to");
const THEN: (&str, &str) = ("terjadi", "happened");
const OUTSIDE: (&str, &str) = ("di luar selang", "outside the interval");

/// Dot and whiskers for each forecast, a pointer above for what happened, the figures at the right in percent. Where the
/// outcome lies outside the interval its figure says so in words.
pub fn calibration(language: Language, title: &str, axis: &str, rows: &[CalibrationRow]) -> Result<String, ChartError> {
    not_empty(title, rows)?;
    for row in rows {
        for share in [row.forecast, row.low, row.high, row.happened] {
            check_share(title, &row.label, share)?;
        }
        check_interval(title, &row.label, row.low, row.high)?;
    }
    let written: Vec<(String, String)> = rows.iter().map(|row| in_words(row, language)).collect();
    let value_room = written.iter().map(|(a, b)| width(a, VALUE).max(width(b, NOTE))).fold(0.0, f64::max) + 16.0;
    let (label_room, labels) = row_labels(rows.iter().map(|row| row.label.as_str()));

    let mut sheet = Sheet::titled(title, axis);
    legend(&mut sheet, language);
    let to = WIDTH - MARGIN - value_room;
    let from = (MARGIN + label_room + 16.0).min(to - 120.0);
    let highest = rows.iter().flat_map(|r| [r.high, r.happened]).fold(0.0, f64::max);
    let scale = Axis::with_zero(0.0, highest * 100.0, ((to - from) / 60.0).clamp(2.0, 5.0), from, to);
    let (top, bottom) = (sheet.top, sheet.top + ROW * rows.len() as f64);
    for tick in scale.ticks() {
        let x = scale.place(tick);
        sheet.line((x, top), (x, bottom), GRID, 1.0);
        sheet.text(x, bottom + 17.0, Hang::Middle, NOTE, &format!("{}%", number(language, tick, scale.decimals())));
    }
    sheet.line((scale.place(0.0), top), (scale.place(0.0), bottom), INK, 1.2);
    for (i, row) in rows.iter().enumerate() {
        let middle = top + ROW * (i as f64 + 0.5) + 4.0;
        let place = |share: f64| scale.place(share * 100.0);
        sheet.row_label(MARGIN + label_room, middle, &labels[i]);
        sheet.line((place(row.low), middle), (place(row.high), middle), DEEP, 2.2);
        for end in [row.low, row.high] {
            sheet.line((place(end), middle - 6.0), (place(end), middle + 6.0), DEEP, 2.2);
        }
        sheet.dot((place(row.forecast), middle), false);
        pointer(&mut sheet, place(row.happened), middle);
        let (forecast, happened) = &written[i];
        sheet.text(WIDTH - MARGIN, middle - 2.5, Hang::End, VALUE, forecast);
        sheet.text(WIDTH - MARGIN, middle + 12.5, Hang::End, NOTE, happened);
        sheet.tell(format!("{}: {forecast}, {happened}", clean(&row.label)));
    }
    Ok(sheet.finish(bottom + 30.0))
}

fn legend(sheet: &mut Sheet, language: Language) {
    let (x, y) = (MARGIN + 10.0, sheet.top + 4.0);
    sheet.line((x - 10.0, y), (x + 10.0, y), DEEP, 2.2);
    sheet.dot((x, y), false);
    let forecast = words(FORECAST, language);
    sheet.text(x + 16.0, y + 4.0, Hang::Start, NOTE, &forecast);
    let next = x + 16.0 + width(&forecast, NOTE) + 24.0;
    pointer(sheet, next, y + 12.0);
    sheet.text(next + 14.0, y + 4.0, Hang::Start, NOTE, &words(HAPPENED, language));
    sheet.top += 24.0;
}

/// Points at the line from above, so that it never hides the dot.
fn pointer(sheet: &mut Sheet, x: f64, y: f64) {
    let (tip, above) = (y - 7.5, y - 18.5);
    sheet.mark(&format!(
        "<path d=\"M{x:.1} {tip:.1}L{:.1} {above:.1}L{:.1} {above:.1}Z\" fill=\"{TRUTH}\"/>",
        x - 6.0,
        x + 6.0
    ));
}

/// `31,2% (28,0 s.d. 34,5)` and `terjadi 33,0%`.
fn in_words(row: &CalibrationRow, language: Language) -> (String, String) {
    let outside = row.happened < row.low || row.happened > row.high;
    let note = if outside { format!(", {}", words(OUTSIDE, language)) } else { String::new() };
    (
        format!(
            "{} ({} {} {})",
            percent(language, row.forecast, 1),
            number(language, row.low * 100.0, 1),
            words(UP_TO, language),
            number(language, row.high * 100.0, 1)
        ),
        format!("{} {}{note}", words(THEN, language), percent(language, row.happened, 1)),
    )
}
