//! One model: how it was made, why so many segments, how far its rules and forecasts can be trusted.

use super::models::{PairLink, pair_link};
use super::segment::how_it_held;
use super::{DownloadLine, address_part, bar, downloads, group_name};
use crate::exports::ExportFile;
use crate::figure::{self, Figure};
use crate::numbers;
use crate::words::say;
use domain::Language;
use domain::segment_views::{CalibrationPoint, ChoiceView, ModelView};
use serde::Serialize;

/// Segments up to which the table of their sizes stands open.
const MOST_OPEN: usize = 15;

/// The page of one model.
#[derive(Debug, Serialize)]
pub(crate) struct ModelPage {
    newest: bool,
    method: String,
    method_words: String,
    tiles: Vec<Tile>,
    seed: String,
    segments_address: String,
    /// Few enough segments for their sizes to stand open.
    few: bool,
    segments: Vec<SizeLine>,
    choice: Option<Choice>,
    fidelity: Vec<String>,
    calibration: Option<Calibration>,
    weaknesses: Vec<String>,
    files: Vec<String>,
    comparisons: Vec<PairLink>,
    downloads: Vec<DownloadLine>,
}

#[derive(Debug, Serialize)]
struct Tile {
    name: String,
    value: String,
    note: String,
}

#[derive(Debug, Serialize)]
struct SizeLine {
    name: String,
    address: String,
    group: String,
    people: String,
    share: String,
    bar: String,
}

/// How the number of segments was chosen.
#[derive(Debug, Serialize)]
struct Choice {
    sentence: String,
    /// That the number is one for each occupation group.
    within: Option<String>,
    chart: Option<Figure>,
    reasons: Vec<String>,
    candidates: Vec<CandidateLine>,
}

#[derive(Debug, Serialize)]
struct CandidateLine {
    segments: String,
    stability: String,
    separation: String,
    smallest: String,
    allowed: bool,
    allowed_words: String,
    reason: String,
    used: bool,
    proposed: bool,
}

/// Forecasts beside what then happened.
#[derive(Debug, Serialize)]
struct Calibration {
    sentence: String,
    chart: Option<Figure>,
    rows: Vec<CalibrationLine>,
}

#[derive(Debug, Serialize)]
struct CalibrationLine {
    name: String,
    people: String,
    forecast: String,
    interval: String,
    happened: String,
    standing: &'static str,
    words: String,
}

impl ModelPage {
    /// The page of a model; `pairs` are all comparisons there are.
    pub(crate) fn of(
        language: Language,
        model: &ModelView,
        newest: bool,
        pairs: &[(String, String)],
        files: &[ExportFile],
    ) -> Self {
        let of_model = if newest { String::new() } else { format!("?model={}", address_part(&model.name)) };
        let everybody = model.profiles.iter().map(|p| p.segment.size).sum();
        let size = |profile: &domain::segment_views::SegmentProfile| SizeLine {
            name: profile.segment.name.in_language(language).to_owned(),
            address: format!("/segments/{}{of_model}", address_part(&profile.segment.id.0)),
            group: group_name(language, &profile.segment.group),
            people: numbers::count(language, profile.segment.size),
            share: numbers::percent_of(language, profile.segment.size, everybody).unwrap_or_default(),
            bar: bar(profile.segment.size, everybody),
        };
        Self {
            newest,
            method: model.method.clone(),
            method_words: model.method_words.in_language(language).to_owned(),
            tiles: tiles(language, model),
            seed: model.seed.to_string(),
            segments_address: format!("/segments{of_model}"),
            few: model.profiles.len() <= MOST_OPEN,
            segments: model.profiles.iter().map(size).collect(),
            choice: model.choice.as_ref().map(|choice| Choice {
                within: (model.method == "occupation_first").then(|| say(language, "choice-in-each-group", &[])),
                ..how_chosen(language, choice)
            }),
            fidelity: super::profile::fidelity(language, model),
            calibration: calibration(language, &model.calibration),
            weaknesses: model.weaknesses.iter().map(|w| w.in_language(language).to_owned()).collect(),
            files: model.files.clone(),
            comparisons: pairs
                .iter()
                .filter(|(from, to)| [from, to].contains(&&model.name))
                .map(|(from, to)| pair_link(from, to, false))
                .collect(),
            downloads: if newest {
                downloads(language, files, &["segments", "assignments", "states"])
            } else {
                Vec::new()
            },
        }
    }
}

fn tiles(language: Language, model: &ModelView) -> Vec<Tile> {
    let tile = |key: &str, value: String, note: String| Tile { name: say(language, key, &[]), value, note };
    let mut tiles = Vec::new();
    if let Some(day) = model.as_of {
        tiles.push(tile("as-of-day", numbers::day(language, day), say(language, "tile-as-of-note", &[])));
    }
    if let Some((first, last)) = model.period {
        let between =
            format!("{} \u{2013} {}", numbers::short_month(language, first), numbers::short_month(language, last));
        let months = numbers::count(language, (last.months_since(first) + 1).max(0) as u64);
        tiles.push(tile("tile-period", between, say(language, "fact-unit-months", &[("value", &months)])));
    }
    tiles.push(tile(
        "tile-people",
        numbers::count(language, model.people),
        say(language, "tile-fitted-note", &[("fitted", &numbers::count(language, model.fitted_on))]),
    ));
    tiles.push(tile(
        "segments-title",
        numbers::count(language, model.profiles.len() as u64),
        say(language, "seed-note", &[("seed", &model.seed.to_string())]),
    ));
    tiles
}

fn how_chosen(language: Language, choice: &ChoiceView) -> Choice {
    let used = numbers::count(language, u64::from(choice.used));
    let sentence = match choice.proposed {
        None => say(language, "choice-no-structure", &[("used", &used)]),
        Some(proposed) if proposed == choice.used => say(language, "choice-as-proposed", &[("used", &used)]),
        Some(proposed) => {
            let proposed = numbers::count(language, u64::from(proposed));
            say(language, "choice-overruled", &[("used", &used), ("proposed", &proposed)])
        }
    };
    let candidate = |c: &domain::segment_views::ChoiceCandidate| CandidateLine {
        segments: numbers::count(language, u64::from(c.segments)),
        stability: numbers::decimal(language, c.stability, 2),
        separation: numbers::decimal(language, c.separation, 2),
        smallest: numbers::percent(language, c.smallest_share),
        allowed: c.allowed,
        allowed_words: say(language, if c.allowed { "choice-allowed" } else { "choice-not-allowed" }, &[]),
        reason: c.reason.in_language(language).to_owned(),
        used: c.segments == choice.used,
        proposed: Some(c.segments) == choice.proposed,
    };
    Choice {
        sentence,
        within: None,
        chart: figure::of_model(language, charts::model_choice(language, choice)),
        reasons: choice.reasons.iter().map(|r| r.in_language(language).to_owned()).collect(),
        candidates: choice.candidates.iter().map(candidate).collect(),
    }
}

fn calibration(language: Language, points: &[CalibrationPoint]) -> Option<Calibration> {
    if points.is_empty() {
        return None;
    }
    let rows: Vec<CalibrationLine> = points
        .iter()
        .map(|point| {
            let held = how_it_held(language, point);
            let percent = |share| numbers::percent(language, share);
            CalibrationLine {
                name: point.name.in_language(language).to_owned(),
                people: numbers::count(language, point.people),
                forecast: percent(point.forecast.value),
                interval: say(
                    language,
                    "between",
                    &[("low", &percent(point.forecast.low)), ("high", &percent(point.forecast.high))],
                ),
                happened: percent(point.happened),
                standing: held.standing,
                words: held.words,
            }
        })
        .collect();
    let inside = rows.iter().filter(|row| row.standing == "inside").count() as u64;
    Some(Calibration {
        sentence: say(
            language,
            "calibration-sentence",
            &[("inside", &numbers::count(language, inside)), ("all", &numbers::count(language, points.len() as u64))],
        ),
        chart: figure::of_model(language, charts::model_calibration(language, points)),
        rows,
    })
}
