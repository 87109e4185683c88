//! Power over the size, as a picture.

use super::{PowerAnswer, PowerQuestion, PowerUnit, Size};
use anyhow::{Context, Result};
use charts::{Curve, CurveMark, PlottedLine, curve};
use domain::Language;
use domain::written::{count, number};
use effectiveness::power::{Outcome, power_of_areas, power_of_people};

/// Points of a line.
const POINTS: u64 = 48;

/// Power over people or areas of the control, for the uplift asked about and a quarter less and more.
pub(super) fn curve_of(question: &PowerQuestion, answer: &PowerAnswer, language: Language) -> Result<String> {
    let id = language == Language::Id;
    let uplift = question
        .uplift
        .or(answer.smallest.and_then(|s| s.uplift))
        .context("no effect is found with this size, so there is no curve to draw")?;
    let needed = answer.size.map(|s| match s.size {
        Size::Person(need) => need.control,
        Size::Area(need) => need.control,
    });
    let largest = needed.into_iter().chain(question.size).max().unwrap_or(10).max(10) * 8 / 5;
    let power_at = |control: u64, uplift: f64| match question.unit {
        PowerUnit::Person(way) => power_of_people(&question.design, control, uplift, way),
        PowerUnit::Area(plan) => power_of_areas(&question.design, plan, control, uplift),
    };
    let sizes = sizes(largest);
    let mut lines = Vec::new();
    for factor in [1.0, 0.75, 1.25] {
        let own = uplift * factor;
        // A quarter more may leave the rate outside of 0 to 1.
        let powers = sizes.iter().map(|n| Ok((*n as f64, power_at(*n, own)?))).collect::<Result<Vec<_>>>();
        match powers {
            Ok(points) => lines.push(PlottedLine { label: label(question, own, language), points }),
            Err(error) if lines.is_empty() => return Err(error),
            Err(_) => {}
        }
    }
    let units = match (question.unit, id) {
        (PowerUnit::Person(_), true) => "orang di kelompok pembanding",
        (PowerUnit::Person(_), false) => "people in the held-out arm",
        (PowerUnit::Area(_), true) => "wilayah di kelompok pembanding",
        (PowerUnit::Area(_), false) => "areas in the held-out arm",
    };
    let mark = match needed.or(question.size) {
        Some(n) => Some(CurveMark {
            at: n as f64,
            value: power_at(n, uplift)?,
            label: format!("{} {}", count(language, n), if id { "dibutuhkan" } else { "needed" }),
        }),
        None => None,
    };
    let svg = curve(
        language,
        &Curve {
            title: if id {
                "Peluang dampak terlihat menurut besarnya percobaan"
            } else {
                "Power by the size of the experiment"
            },
            axes: (units, if id { "peluang menemukan dampak" } else { "probability of finding the effect" }),
            lines: &lines,
            wanted: Some(question.design.target.power),
            mark,
            percent: true,
        },
    )?;
    Ok(svg)
}

/// Sizes evenly spread from two.
fn sizes(largest: u64) -> Vec<u64> {
    let mut sizes: Vec<u64> = (0..=POINTS).map(|i| (largest * i / POINTS).max(2)).collect();
    sizes.dedup();
    sizes
}

fn label(question: &PowerQuestion, uplift: f64, language: Language) -> String {
    match (question.design.outcome, language) {
        (Outcome::Rate { .. }, Language::Id) => format!("{} poin", number(language, uplift * 100.0, 1)),
        (Outcome::Rate { .. }, Language::En) => format!("{} points", number(language, uplift * 100.0, 1)),
        (Outcome::Mean { .. }, _) => number(language, uplift, 2),
    }
}
