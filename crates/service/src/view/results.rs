//! What each channel caused in each segment, in numbers and in words.
//!
//! "Too early" and "no upper limit" are sentences here, never zeros.

use super::matrix::{Matrix, in_short};
use super::months::{MonthsGained, months_gained};
use super::price::price;
use crate::figure::{self, Figure};
use crate::numbers;
use crate::words::say;
use domain::channel::RandomisationUnit;
use domain::{Bilingual, Channel, Concluded, Language, UpliftRow, Verdict, estimator_name};
use serde::Serialize;
use std::borrow::Cow;

/// The result part of a campaign page.
#[derive(Debug, Serialize)]
pub(crate) struct Results {
    /// How many intervals hold the truth; only for simulated people.
    truth_sentence: Option<String>,
    has_truth: bool,
    /// That outcomes still come in, and what the intervals are meanwhile.
    running: Option<String>,
    matrix: Option<Matrix>,
    channels: Vec<ChannelResults>,
}

#[derive(Debug, Serialize)]
struct ChannelResults {
    key: &'static str,
    name: String,
    lot: String,
    summary: Option<String>,
    estimator: String,
    by_area: bool,
    has_truth: bool,
    has_months: bool,
    chart: Option<Figure>,
    rows: Vec<ResultLine>,
    notes: Vec<String>,
}

/// A line of the result table.
#[derive(Debug, Serialize)]
struct ResultLine {
    segment: String,
    everyone: bool,
    contacted: String,
    contacted_areas: Option<String>,
    delivered: Option<String>,
    rate_contacted: String,
    held_out: String,
    held_out_areas: Option<String>,
    rate_held_out: String,
    answer: Option<Answer>,
    too_early: Option<String>,
    truth: Option<String>,
    holds_truth: Option<String>,
    spent: String,
    price: String,
    price_range: Option<String>,
    months: Option<MonthsGained>,
}

/// An estimate in words and numbers.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    uplift: String,
    interval: String,
    level: String,
    words: String,
    /// What is still needed, where it is too early.
    needs: Option<String>,
    /// `more`, `less`, `none` or `unproven`, for the colour beside the words.
    tone: &'static str,
    p_value: String,
    grade: Option<String>,
}

impl Results {
    /// The results; `None` before anything was evaluated.
    pub(crate) fn of(language: Language, rows: &[UpliftRow]) -> Option<Self> {
        if rows.is_empty() {
            return None;
        }
        let channels: Vec<ChannelResults> = Channel::ALL
            .into_iter()
            .filter_map(|channel| {
                let own: Vec<UpliftRow> = rows.iter().filter(|r| r.channel == channel).cloned().collect();
                (!own.is_empty()).then(|| channel_results(language, channel, own))
            })
            .collect();
        let running = rows.iter().find_map(|r| r.running);
        // The truth is about the outcome as it is judged, not as it stands on the way.
        let truth_sentence = if running.is_some() { None } else { truth_sentence(language, rows) };
        let has_truth = knows_truth(rows);
        let running = running.map(|running| {
            let day = |day| numbers::day(language, day);
            say(language, "running", &[("known", &day(running.known)), ("closes", &day(running.closes))])
        });
        Some(Self { truth_sentence, has_truth, running, matrix: Matrix::of(language, rows), channels })
    }
}

fn knows_truth(rows: &[UpliftRow]) -> bool {
    rows.iter().any(|r| r.true_uplift.is_some() && r.running.is_none())
}

fn channel_results(language: Language, channel: Channel, mut rows: Vec<UpliftRow>) -> ChannelResults {
    rows.sort_by_key(|r| !r.counts_everyone());
    if !knows_truth(&rows) {
        for row in &mut rows {
            row.true_uplift = None;
        }
    }
    let name = channel.name().in_language(language).to_owned();
    let by_area = rows.iter().any(|r| r.unit == RandomisationUnit::Area);
    let mut estimators: Vec<Cow<'_, str>> = rows.iter().map(|r| estimator_name(&r.estimator, language)).collect();
    estimators.sort_unstable();
    estimators.dedup();
    ChannelResults {
        key: channel.key(),
        lot: say(language, if by_area { "lot-area" } else { "lot-person" }, &[]),
        summary: rows
            .iter()
            .find(|r| r.counts_everyone())
            .map(|r| summary(language, |tone| format!("summary-{tone}"), &name, r)),
        estimator: estimators.join("; "),
        by_area,
        has_truth: knows_truth(&rows),
        has_months: rows.iter().any(|r| r.paid_months.is_some()),
        chart: figure::uplift_forest(language, &say(language, "forest-title", &[("channel", &name)]), &rows),
        notes: notes(language, &rows),
        rows: rows.iter().map(|r| result_line(language, r)).collect(),
        name,
    }
}

/// The notes of all rows, each once, with the segments they are about.
fn notes(language: Language, rows: &[UpliftRow]) -> Vec<String> {
    let mut seen: Vec<(&Bilingual, Vec<&str>)> = Vec::new();
    for row in rows {
        for note in &row.notes {
            let segment = row.segment_name.in_language(language);
            match seen.iter_mut().find(|(known, _)| *known == note) {
                Some((_, segments)) => segments.push(segment),
                None => seen.push((note, vec![segment])),
            }
        }
    }
    let all_rows = rows.len();
    seen.into_iter()
        .map(|(note, segments)| {
            let text = note.in_language(language);
            if segments.len() == all_rows { text.to_owned() } else { format!("{}: {text}", segments.join(", ")) }
        })
        .collect()
}

/// What a row says in a sentence, in the words of its tone.
pub(super) fn summary(language: Language, words: impl Fn(&str) -> String, channel: &str, row: &UpliftRow) -> String {
    match &row.verdict {
        Verdict::Estimate { uplift, low, high, .. } => say(
            language,
            &words(tone(*low, *high)),
            &[
                ("channel", channel),
                ("contacted", &rate(language, row.rate_treated)),
                ("heldout", &rate(language, row.rate_held_out)),
                ("uplift", &numbers::signed_points(language, *uplift)),
                ("low", &numbers::signed_points(language, *low)),
                ("high", &numbers::signed_points(language, *high)),
            ],
        ),
        Verdict::TooEarly { needs } => {
            say(language, "summary-early", &[("channel", channel), ("needs", needs.in_language(language))])
        }
    }
}

fn truth_sentence(language: Language, rows: &[UpliftRow]) -> Option<String> {
    let (holding, judged) = domain::coverage(rows);
    (judged > 0).then(|| {
        let holding = numbers::count(language, holding as u64);
        let of = numbers::count(language, judged as u64);
        say(language, "truth-sentence", &[("holding", &holding), ("known", &of)])
    })
}

fn result_line(language: Language, row: &UpliftRow) -> ResultLine {
    let areas =
        |count: Option<u64>| count.map(|c| say(language, "villages", &[("count", &numbers::count(language, c))]));
    let (answer, too_early) = match &row.verdict {
        Verdict::Estimate { uplift, low, high, level, p_value } => {
            (Some(answer(language, row, *uplift, (*low, *high), *level, *p_value)), None)
        }
        Verdict::TooEarly { needs } => (None, Some(needs.in_language(language).to_owned())),
    };
    let (price, price_range) = price(language, &row.cost_per_additional);
    ResultLine {
        segment: row.segment_name.in_language(language).to_owned(),
        everyone: row.counts_everyone(),
        contacted: numbers::count(language, row.treated),
        contacted_areas: areas(row.areas_treated),
        delivered: row.delivered.map(|n| numbers::count(language, n)),
        rate_contacted: rate(language, row.rate_treated),
        held_out: numbers::count(language, row.held_out),
        held_out_areas: areas(row.areas_held_out),
        rate_held_out: rate(language, row.rate_held_out),
        answer,
        too_early,
        truth: row.true_uplift.map(|t| numbers::signed_points(language, t)),
        holds_truth: row
            .covers_truth()
            .map(|holds| say(language, if holds { "truth-inside" } else { "truth-outside" }, &[])),
        spent: numbers::rupiah(row.cost),
        price,
        price_range,
        months: row.paid_months.as_ref().and_then(|months| months_gained(language, months)),
    }
}

pub(super) fn rate(language: Language, share: Option<f64>) -> String {
    share.map_or_else(|| say(language, "no-rate", &[]), |s| numbers::percent(language, s))
}

pub(super) fn answer(
    language: Language,
    row: &UpliftRow,
    uplift: f64,
    (low, high): (f64, f64),
    level: f64,
    p_value: f64,
) -> Answer {
    let tone = tone(low, high);
    let judgement = row.judgement.as_ref();
    let words = judgement
        .map_or_else(|| say(language, &format!("answer-{tone}"), &[]), |j| j.words.in_language(language).to_owned());
    let p = if p_value < 0.001 {
        format!("p < {}", numbers::decimal(language, 0.001, 3))
    } else {
        format!("p = {}", numbers::decimal(language, p_value, 3))
    };
    Answer {
        uplift: say(language, "points", &[("value", &numbers::signed_points(language, uplift))]),
        interval: say(
            language,
            "interval",
            &[("low", &numbers::signed_points(language, low)), ("high", &numbers::signed_points(language, high))],
        ),
        level: say(language, "interval-level", &[("level", &numbers::decimal(language, level * 100.0, 0))]),
        words: in_short(&words).0.to_owned(),
        needs: in_short(&words).1,
        tone: judgement.map_or(tone, |j| tone_of(j.conclusion)),
        p_value: p,
        grade: judgement.map(|j| j.grade.in_words().in_language(language).to_owned()),
    }
}

/// Whether the interval lies above zero, below it or on both sides.
pub(super) fn tone(low: f64, high: f64) -> &'static str {
    if low > 0.0 {
        "more"
    } else if high < 0.0 {
        "less"
    } else {
        "unproven"
    }
}

/// The colour of a conclusion.
pub(super) fn tone_of(conclusion: Concluded) -> &'static str {
    match conclusion {
        Concluded::Works => "more",
        Concluded::DoesHarm => "less",
        Concluded::NoEvidence => "none",
        Concluded::TooEarly => "unproven",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tone_follows_the_interval_not_the_estimate() {
        assert_eq!(tone(0.01, 0.05), "more");
        assert_eq!(tone(-0.05, -0.01), "less");
        assert_eq!(tone(-0.01, 0.05), "unproven");
        assert_eq!(tone(0.0, 0.05), "unproven");
    }
}
