//! The answer as a picture, and as a list of people.

use super::{Judged, UpliftAnswer};
use anyhow::{Context, Result, bail};
use domain::Language;
use std::path::Path;
use targeting::ArmRanking;

/// The Qini curve of an arm as SVG, in outcomes for a hundred treated people.
pub fn qini_chart(ranked: &ArmRanking, outcome: &str, language: Language) -> Result<String> {
    let judged = &ranked.ranking;
    let points: Vec<charts::QiniPoint> = judged
        .curve
        .iter()
        .enumerate()
        .map(|(i, point)| {
            // Intervals stand at the end of each tenth; the curve is in hundredths.
            let tenth = (i > 0 && i % 10 == 0).then(|| i / 10 - 1);
            let interval = tenth.and_then(|t| *judged.curve_intervals.get(t)?);
            charts::QiniPoint {
                depth: point.depth,
                gain: point.gain * 100.0,
                random: point.random * 100.0,
                interval: interval.map(|i| (i.low * 100.0, i.high * 100.0)),
            }
        })
        .collect();
    let (title, unit) = match language {
        Language::Id => (
            format!("{}: siapa yang terbantu?", ranked.arm),
            format!("tambahan {outcome} per 100 orang yang disapa dalam percobaan"),
        ),
        Language::En => (
            format!("{}: who gains?", ranked.arm),
            format!("additional {outcome} for each 100 treated people of the experiment"),
        ),
    };
    Ok(charts::qini(language, &title, &unit, &points)?)
}

/// The list of people with what the policy gives them, as CSV: unit, arm, and the predicted gain under each arm.
pub fn write_choices(path: &Path, answer: &UpliftAnswer) -> Result<()> {
    let Judged::Learned(learned) = &answer.judged else {
        bail!("a list of people needs a learner; leave --score out");
    };
    if answer.people.is_empty() {
        bail!("it is too early to say who gains, so there is no list of people");
    }
    let mut text = String::from("unit,arm");
    for arm in &learned.arms[1..] {
        text.push_str(&format!(",{}", quoted(&format!("gain {arm}"))));
    }
    for person in &answer.people {
        text.push_str(&format!("\n{},{}", quoted(&person.unit), quoted(&person.arm)));
        for gain in &person.gains {
            text.push_str(&format!(",{gain:.6}"));
        }
    }
    text.push('\n');
    std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

/// A cell of CSV; a spreadsheet must not read a name as a formula.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    if guard.is_empty() && !cell.contains([',', '"', '\n', '\r']) {
        return cell.to_owned();
    }
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}
