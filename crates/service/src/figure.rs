//! Charts as images inside the page.
//!
//! An SVG inside an `img` runs no script, its styles touch nothing else on the page, and the content security policy
//! needs no exception for them. The numbers stand in tables beside every chart, so nothing is lost to those who cannot
//! see it.

use crate::numbers;
use crate::words::say;
use charts::{ChartError, Curve, Drawn, ForestRow, YearLine};
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

/// Lines over numbers.
pub(crate) fn curve(language: Language, drawing: &Curve<'_>) -> Option<Figure> {
    framed(language, drawing.title, charts::curve(language, drawing)).map(scrolling)
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

/// A chart of a segment or a model that carries its own title; such charts may be wider than a narrow screen.
pub(crate) fn of_model(language: Language, drawn: Result<Option<Drawn>, ChartError>) -> Option<Figure> {
    match drawn {
        Ok(drawn) => drawn.and_then(|drawn| framed(language, drawn.title, Ok(drawn.svg))).map(scrolling),
        Err(error) => {
            tracing::warn!(%error, "a chart was left out");
            None
        }
    }
}

/// How a segment pays over the year beside everyone, as small as a line of a table. No table holds its figures, so its words do.
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
    let everyone = charts::everyone_line(language, everyone);
    let drawn = charts::year_shape_small(language, &alt, YearLine { name, shares: own }, everyone);
    framed(language, name, drawn).map(|figure| Figure { alt, ..figure })
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
