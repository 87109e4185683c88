//! What is gained by going down a ranking, beside a random order.

use crate::axis::Axis;
use crate::error::{ChartError, check, check_interval, check_share, not_empty};
use crate::number::{decimals_for, percent, words};
use crate::sheet::{DEEP, GRID, Hang, INK, MARGIN, NOTE, PALE, SOFT, Sheet, VALUE, WIDTH, clean, width};
use domain::Language;
use domain::written::number;
use std::fmt::Write as _;

const HIGH: f64 = 300.0;

/// A depth of the ranking with what is gained down to there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QiniPoint {
    /// Share of the people reached, best first, 0 to 1.
    pub depth: f64,
    /// Gain down to there, in the unit of the chart.
    pub gain: f64,
    /// The same where people are reached in a random order.
    pub random: f64,
    /// Interval of the gain, drawn as whiskers; `None` between the depths that have one.
    pub interval: Option<(f64, f64)>,
}

const RANKED: (&str, &str) = ("menurut urutan ini, dengan selang", "in this order, with intervals");
const RANDOM: (&str, &str) = ("urutan acak", "random order");
const DEPTH: (&str, &str) = (
    "bagian orang yang disapa, mulai dari yang diperkirakan paling terbantu",
    "share of people reached, those expected to gain most first",
);
const UP_TO: (&str, &str) = ("s.d.", "to");

/// A Qini curve: gain over depth as a line, a broken straight line for a random order, whiskers where intervals are given.
/// `unit` stands under the title and says what is gained by whom.
pub fn qini(language: Language, title: &str, unit: &str, points: &[QiniPoint]) -> Result<String, ChartError> {
    not_empty(title, points)?;
    for point in points {
        let label = percent(language, point.depth, 0);
        check_share(title, &label, point.depth)?;
        for value in [point.gain, point.random].into_iter().chain(point.interval.into_iter().flat_map(|(l, h)| [l, h]))
        {
            check(title, &label, value)?;
        }
        if let Some((low, high)) = point.interval {
            check_interval(title, &label, low, high)?;
        }
    }
    let all = points
        .iter()
        .flat_map(|p| [p.gain, p.random].into_iter().chain(p.interval.into_iter().flat_map(|(low, high)| [low, high])));
    let decimals = decimals_for(all.clone());
    let mut sheet = Sheet::titled(title, unit);
    legend(&mut sheet, language);
    let (top, bottom) = (sheet.top, sheet.top + HIGH);
    let axis = Axis::with_zero(all.clone().fold(0.0, f64::min), all.fold(0.0, f64::max), 6.0, bottom, top);
    let ticks: Vec<(f64, String)> =
        axis.ticks().into_iter().map(|t| (axis.place(t), number(language, t, axis.decimals()))).collect();
    let from = MARGIN + ticks.iter().map(|(_, text)| width(text, NOTE)).fold(0.0, f64::max) + 14.0;
    let to = WIDTH - MARGIN - 60.0;
    let place = |depth: f64| from + (to - from) * depth;
    for (y, text) in &ticks {
        sheet.line((from, *y), (to, *y), GRID, 1.0);
        sheet.text(from - 8.0, y + 4.0, Hang::End, NOTE, text);
    }
    for tenth in 0..=5 {
        let depth = f64::from(tenth) / 5.0;
        sheet.line((place(depth), bottom), (place(depth), bottom + 4.0), GRID, 1.0);
        sheet.text(place(depth), bottom + 19.0, Hang::Middle, NOTE, &percent(language, depth, 0));
    }
    sheet.text(f64::midpoint(from, to), bottom + 40.0, Hang::Middle, NOTE, &words(DEPTH, language));
    sheet.line((from, axis.place(0.0)), (to, axis.place(0.0)), INK, 1.2);

    let path = |value: fn(&QiniPoint) -> f64| {
        let mut path = String::new();
        for (i, point) in points.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(
                path,
                "{}{:.1} {:.1}",
                if i == 0 { "M" } else { " L" },
                place(point.depth),
                axis.place(value(point))
            );
        }
        path
    };
    for (point, (low, high)) in points.iter().filter_map(|p| Some((p, p.interval?))) {
        let x = place(point.depth);
        sheet.line((x, axis.place(low)), (x, axis.place(high)), PALE, 9.0);
    }
    let random = path(|p| p.random);
    sheet.mark(&format!(
        "<path d=\"{random}\" fill=\"none\" stroke=\"{SOFT}\" stroke-width=\"1.8\" stroke-dasharray=\"6 5\"/>"
    ));
    let gain = path(|p| p.gain);
    sheet.mark(&format!(
        "<path d=\"{gain}\" fill=\"none\" stroke=\"{DEEP}\" stroke-width=\"2.6\" stroke-linejoin=\"round\"/>"
    ));
    if let Some(last) = points.last() {
        let written = number(language, last.gain, decimals);
        sheet.text(place(last.depth) + 8.0, axis.place(last.gain) + 4.5, Hang::Start, VALUE, &written);
    }
    for point in points.iter().filter(|p| p.interval.is_some() || points.len() <= 12) {
        let interval = point.interval.map(|(low, high)| {
            let of = |v| number(language, v, decimals);
            format!(" ({} {} {})", of(low), words(UP_TO, language), of(high))
        });
        sheet.tell(format!(
            "{}: {}{}, {} {} {}",
            percent(language, point.depth, 0),
            number(language, point.gain, decimals),
            interval.unwrap_or_default(),
            words(RANDOM, language),
            number(language, point.random, decimals),
            clean(unit)
        ));
    }
    Ok(sheet.finish(bottom + 54.0))
}

fn legend(sheet: &mut Sheet, language: Language) {
    let (x, y) = (MARGIN, sheet.top + 4.0);
    let ranked = words(RANKED, language);
    sheet.line((x + 13.0, y - 8.0), (x + 13.0, y + 8.0), PALE, 9.0);
    sheet.line((x, y), (x + 26.0, y), DEEP, 2.6);
    sheet.text(x + 34.0, y + 4.0, Hang::Start, NOTE, &ranked);
    let next = x + 34.0 + width(&ranked, NOTE) + 26.0;
    sheet.mark(&format!(
        "<path d=\"M{next:.1} {y:.1} L{:.1} {y:.1}\" fill=\"none\" stroke=\"{SOFT}\" stroke-width=\"1.8\" stroke-dasharray=\"6 5\"/>",
        next + 26.0
    ));
    sheet.text(next + 34.0, y + 4.0, Hang::Start, NOTE, &words(RANDOM, language));
    sheet.top += 30.0;
}
