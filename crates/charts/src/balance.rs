//! Standardised differences of covariates before and after adjustment: the love plot.

use crate::axis::Axis;
use crate::error::{ChartError, check, not_empty};
use crate::number::words;
use crate::sheet::{DEEP, GRID, Hang, INK, MARGIN, NOTE, Sheet, TRUTH, VALUE, WIDTH, clean, row_labels, width};
use domain::Language;
use domain::written::number;

const ROW: f64 = 26.0;
/// Room right of the axis for the figure after adjustment.
const FIGURE: f64 = 62.0;

/// One covariate; differences in standard deviations, contacted minus others.
#[derive(Debug, Clone, PartialEq)]
pub struct BalancePoint {
    /// The covariate.
    pub label: String,
    /// As the two sides are.
    pub before: f64,
    /// After adjustment.
    pub after: f64,
}

const BEFORE: (&str, &str) = ("sebelum penyesuaian", "before adjustment");
const AFTER: (&str, &str) = ("sesudah", "after");
const STILL_APART: (&str, &str) = ("masih terpisah", "still apart");

/// A hollow dot for each covariate before adjustment and a full one after, on one line each, with dashed lines at `tolerated` on both
/// sides of zero. Whoever is still beyond them after adjustment is red, and told. Rows are drawn in the order given.
pub fn balance_plot(
    language: Language,
    title: &str,
    axis: &str,
    tolerated: f64,
    rows: &[BalancePoint],
) -> Result<String, ChartError> {
    not_empty(title, rows)?;
    check(title, "", tolerated)?;
    for row in rows {
        check(title, &row.label, row.before)?;
        check(title, &row.label, row.after)?;
    }
    let (label_room, labels) = row_labels(rows.iter().map(|row| row.label.as_str()));
    let mut sheet = Sheet::titled(title, axis);
    legend(&mut sheet, language);
    let from = MARGIN + label_room + 18.0;
    let all = || rows.iter().flat_map(|r| [r.before, r.after]).chain([tolerated, -tolerated]);
    let scale = Axis::with_zero(
        all().fold(0.0, f64::min),
        all().fold(0.0, f64::max),
        ((WIDTH - from - FIGURE) / 80.0).clamp(2.0, 6.0),
        from,
        WIDTH - MARGIN - FIGURE,
    );
    let (top, bottom) = (sheet.top, sheet.top + ROW * rows.len() as f64);
    for tick in scale.ticks() {
        let x = scale.place(tick);
        sheet.line((x, top), (x, bottom), GRID, 1.0);
        sheet.text(x, bottom + 17.0, Hang::Middle, NOTE, &number(language, tick, scale.decimals()));
    }
    sheet.line((scale.place(0.0), top - 4.0), (scale.place(0.0), bottom), INK, 1.6);
    for side in [-tolerated, tolerated] {
        let x = scale.place(side);
        sheet.mark(&format!(
            "<line x1=\"{x:.1}\" y1=\"{top:.1}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\" stroke=\"{INK}\" stroke-width=\"1\" \
             stroke-dasharray=\"4 4\"/>"
        ));
    }
    for (i, row) in rows.iter().enumerate() {
        let middle = top + ROW * (i as f64 + 0.5);
        let apart = row.after.abs() > tolerated;
        sheet.row_label(MARGIN + label_room, middle, &labels[i]);
        sheet.line((scale.place(row.before), middle), (scale.place(row.after), middle), GRID, 2.0);
        sheet.dot((scale.place(row.before), middle), true);
        point(&mut sheet, (scale.place(row.after), middle), apart);
        let figure = number(language, row.after, 2);
        sheet.text(WIDTH - MARGIN, middle + 4.5, Hang::End, VALUE, &figure);
        let note = if apart { format!(", {}", words(STILL_APART, language)) } else { String::new() };
        let (before, after) = (words(BEFORE, language), words(AFTER, language));
        let was = number(language, row.before, 2);
        sheet.tell(format!("{}: {before} {was}, {after} {figure}{note}", clean(&row.label)));
    }
    Ok(sheet.finish(bottom + 30.0))
}

fn point(sheet: &mut Sheet, (x, y): (f64, f64), apart: bool) {
    let colour = if apart { TRUTH } else { DEEP };
    sheet.mark(&format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5.0\" fill=\"{colour}\"/>"));
}

fn legend(sheet: &mut Sheet, language: Language) {
    let (x, y) = (MARGIN + 10.0, sheet.top + 4.0);
    sheet.dot((x, y), true);
    let before = words(BEFORE, language);
    sheet.text(x + 14.0, y + 4.0, Hang::Start, NOTE, &before);
    let next = x + 14.0 + width(&before, NOTE) + 24.0;
    point(sheet, (next, y), false);
    sheet.text(next + 14.0, y + 4.0, Hang::Start, NOTE, &words(AFTER, language));
    sheet.top += 24.0;
}
