//! Horizontal bars with their values, one row a bar.

use crate::axis::Axis;
use crate::error::{ChartError, check, not_empty};
use crate::number::decimals_for;
use crate::sheet::{DEEP, GRID, Hang, INK, MARGIN, NOTE, Sheet, VALUE, WIDTH, clean, row_labels, width};
use domain::Language;
use domain::written::number;

const ROW: f64 = 38.0;
const THICK: f64 = 22.0;

/// Horizontal bars from zero, in the order given, each with its value; `unit` stands under the title.
///
/// Bars start at zero always: a bar's length is its value. Values may be negative.
pub fn bars(language: Language, title: &str, unit: &str, items: &[(String, f64)]) -> Result<String, ChartError> {
    not_empty(title, items)?;
    for (label, value) in items {
        check(title, label, *value)?;
    }
    let values = items.iter().map(|(_, value)| *value);
    let decimals = decimals_for(values.clone());
    let written: Vec<String> = values.clone().map(|v| number(language, v, decimals)).collect();
    let value_room = written.iter().map(|w| width(w, VALUE)).fold(0.0, f64::max) + 10.0;
    let (label_room, labels) = row_labels(items.iter().map(|(label, _)| label.as_str()));

    let mut sheet = Sheet::titled(title, unit);
    let below_zero = values.clone().any(|v| v < 0.0);
    let to = WIDTH - MARGIN - value_room;
    // Very long figures on both sides of zero may reach into the labels, but the bars keep some room.
    let from = (MARGIN + label_room + 12.0 + if below_zero { value_room } else { 0.0 }).min(to - 80.0);
    let axis = Axis::with_zero(
        values.clone().fold(0.0, f64::min),
        values.clone().fold(0.0, f64::max),
        ((WIDTH - from) / 90.0).clamp(2.0, 5.0),
        from,
        to,
    );
    let (top, bottom) = (sheet.top, sheet.top + ROW * items.len() as f64);
    for tick in axis.ticks() {
        let x = axis.place(tick);
        sheet.line((x, top), (x, bottom), GRID, 1.0);
        sheet.text(x, bottom + 17.0, Hang::Middle, NOTE, &number(language, tick, axis.decimals()));
    }
    let zero = axis.place(0.0);
    for (i, (label, value)) in items.iter().enumerate() {
        let middle = top + ROW * (i as f64 + 0.5);
        let end = axis.place(*value);
        sheet.row_label(MARGIN + label_room, middle, &labels[i]);
        sheet.mark(&format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{THICK}\" fill=\"{DEEP}\"/>",
            zero.min(end),
            middle - THICK / 2.0,
            (end - zero).abs().max(0.5)
        ));
        let (x, hang) = if *value < 0.0 { (end - 6.0, Hang::End) } else { (end + 6.0, Hang::Start) };
        sheet.text(x, middle + 4.5, hang, VALUE, &written[i]);
        sheet.tell(format!("{}: {} {}", clean(label), written[i], clean(unit)).trim_end().to_owned());
    }
    sheet.line((zero, top), (zero, bottom), INK, 1.2);
    Ok(sheet.finish(bottom + 30.0))
}
