//! Charts as images inside the page.
//!
//! An SVG inside an `img` runs no script, its styles touch nothing else on the page, and the content security policy
//! needs no exception for them. The numbers stand in tables beside every chart, so nothing is lost to those who cannot
//! see it.

use crate::numbers;
use crate::words::say;
use charts::{CalibrationRow, ChartError, ChoicePoint, Flow, ForestRow, YearLine};
use domain::segment_views::{CalibrationPoint, ChoiceView};
use domain::{Language, UpliftRow, Verdict};
use serde::Serialize;
use std::fmt::Write;

/// A chart on a page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    /// What it shows, in a sentence, for those who cannot see it.
    pub(crate) alt: String,
    /// The SVG as a data address.
    pub(crate) source: String,
    /// Whether it may be wider than a narrow screen and be moved there; bars cut at the edge would lie about their length.
    pub(crate) scrolls: bool,
}

/// Horizontal bars; `None` without items.
pub(crate) fn bars(language: Language, title: &str, unit: &str, items: &[(String, f64)]) -> Option<Figure> {
    if items.is_empty() {
        return None;
    }
    framed(language, title, charts::bars(language, title, unit, items))
}

/// A line over months; `None` without points.
pub(crate) fn monthly_line(language: Language, title: &str, unit: &str, points: &[(String, f64)]) -> Option<Figure> {
    if points.is_empty() {
        return None;
    }
    framed(language, title, charts::monthly_line(language, title, unit, points))
}

/// Uplifts with their intervals in percentage points, for the rows that have an estimate; `None` where no row has.
pub(crate) fn uplift_forest(language: Language, title: &str, rows: &[UpliftRow]) -> Option<Figure> {
    let lines: Vec<ForestRow> = rows.iter().filter_map(|row| forest_row(language, row)).collect();
    let level = rows.iter().find_map(|row| match row.verdict {
        Verdict::Estimate { level, .. } => Some(numbers::decimal(language, level * 100.0, 0)),
        Verdict::TooEarly { .. } => None,
    })?;
    let axis = say(language, "points-axis", &[("level", &level)]);
    framed(language, title, charts::uplift_forest(language, title, &axis, &lines))
}

/// Shares of due months paid, January to December, of a segment beside everyone; `None` where nothing was ever due.
pub(crate) fn year_shape(
    language: Language,
    title: &str,
    own: &[Option<f64>],
    everyone: &[Option<f64>],
) -> Option<Figure> {
    own.iter().flatten().next()?;
    let (this, all) = (say(language, "shape-own", &[]), say(language, "shape-everyone", &[]));
    let own = YearLine { name: &this, shares: own };
    let everyone = everyone.iter().any(Option::is_some).then_some(YearLine { name: &all, shares: everyone });
    let unit = say(language, "shape-unit", &[]);
    framed(language, title, charts::year_shape(language, title, &unit, own, everyone)).map(scrolling)
}

/// The same as small as a line of a table. No table holds its figures, so its words do.
pub(crate) fn year_shape_small(
    language: Language,
    name: &str,
    own: &[Option<f64>],
    everyone: &[Option<f64>],
) -> Option<Figure> {
    own.iter().flatten().next()?;
    let months: Vec<String> = own
        .iter()
        .enumerate()
        .filter_map(|(i, share)| Some((numbers::month_name_short(language, i), share.as_ref()?)))
        .map(|(month, share)| format!("{month} {}%", numbers::decimal(language, share * 100.0, 0)))
        .collect();
    let alt = say(language, "shape-alt", &[("name", name), ("months", &months.join(", "))]);
    let all = say(language, "shape-everyone", &[]);
    let everyone = everyone.iter().any(Option::is_some).then_some(YearLine { name: &all, shares: everyone });
    let drawn = charts::year_shape_small(language, &alt, YearLine { name, shares: own }, everyone);
    framed(language, name, drawn).map(|figure| Figure { alt, ..figure })
}

/// What was tried before a number of segments was chosen; `None` without candidates.
pub(crate) fn choice(language: Language, title: &str, choice: &ChoiceView) -> Option<Figure> {
    let points: Vec<ChoicePoint> = choice
        .candidates
        .iter()
        .map(|c| ChoicePoint {
            segments: c.segments,
            stability: c.stability,
            separation: c.separation,
            smallest_share: c.smallest_share,
            allowed: c.allowed,
        })
        .collect();
    if points.is_empty() {
        return None;
    }
    let unit = say(language, "choice-unit", &[]);
    framed(language, title, charts::choice(language, title, &unit, &points, choice.proposed, choice.used))
        .map(scrolling)
}

/// Who moved where; `None` where nobody is known on both sides.
pub(crate) fn flow(language: Language, title: &str, unit: &str, moves: &Flow<'_>) -> Option<Figure> {
    if moves.moves.iter().all(|step| step.people == 0) {
        return None;
    }
    framed(language, title, charts::flow(language, title, unit, moves)).map(scrolling)
}

/// Forecasts beside what then happened; `None` without any.
pub(crate) fn calibration(language: Language, title: &str, points: &[&CalibrationPoint]) -> Option<Figure> {
    if points.is_empty() {
        return None;
    }
    let rows: Vec<CalibrationRow> = points
        .iter()
        .map(|point| CalibrationRow {
            label: point.name.in_language(language).to_owned(),
            forecast: point.forecast.value,
            low: point.forecast.low,
            high: point.forecast.high,
            happened: point.happened,
        })
        .collect();
    framed(language, title, charts::calibration(language, title, &say(language, "calibration-axis", &[]), &rows))
        .map(scrolling)
}

fn forest_row(language: Language, row: &UpliftRow) -> Option<ForestRow> {
    let Verdict::Estimate { uplift, low, high, .. } = row.verdict else { return None };
    Some(ForestRow {
        label: row.segment_name.in_language(language).to_owned(),
        estimate: uplift * 100.0,
        low: low * 100.0,
        high: high * 100.0,
        truth: row.true_uplift.map(|t| t * 100.0),
    })
}

/// A chart that fails is left out and logged; its table stays.
fn framed(language: Language, title: &str, drawn: Result<String, ChartError>) -> Option<Figure> {
    match drawn {
        Ok(svg) => Some(Figure {
            alt: say(language, "chart-alt", &[("title", title)]),
            source: data_address(&svg),
            scrolls: false,
        }),
        Err(error) => {
            tracing::warn!(title, %error, "a chart was left out");
            None
        }
    }
}

fn scrolling(figure: Figure) -> Figure {
    Figure { scrolls: true, ..figure }
}

fn data_address(svg: &str) -> String {
    let mut address = String::with_capacity(svg.len() * 2);
    address.push_str("data:image/svg+xml;charset=utf-8,");
    for byte in svg.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b' '
            | b'-'
            | b'.'
            | b'_'
            | b'/'
            | b':'
            | b';'
            | b','
            | b'='
            | b'('
            | b')' => {
                address.push(char::from(byte));
            }
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_chart_can_leave_its_image() {
        let address = data_address("<svg id=\"a\"><text>\"'<script>&é</text></svg>");
        assert!(address.chars().all(|c| !"<>\"'&%".contains(c) || c == '%'), "{address}");
        assert!(address.contains("%3Cscript%3E") && address.contains("%C3%A9"));
    }

    #[test]
    fn a_chart_of_nothing_is_no_chart() {
        assert!(bars(Language::Id, "t", "u", &[]).is_none());
        assert!(monthly_line(Language::Id, "t", "u", &[]).is_none());
        assert!(uplift_forest(Language::Id, "t", &[]).is_none());
    }
}
