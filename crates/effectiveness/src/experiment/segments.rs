//! The segments of one arm: the declared family.

use super::Experiment;
use super::contrast::Contrast;
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::multiplicity::{Interaction, ShrunkEffect, benjamini_hochberg, holm, interaction, shrunk_effects};
use crate::sums::BinarySums;
use domain::Bilingual;
use serde::{Deserialize, Serialize};

/// One segment of one arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentAnswer {
    /// The segment's label.
    pub segment: String,
    /// The contrast inside it; `None` where it cannot be had.
    pub contrast: Option<Contrast>,
    /// Why there is none.
    pub refused: Option<String>,
    /// p-value after Holm over the segments of this arm: the one to decide by.
    pub p_holm: Option<f64>,
    /// p-value after Benjamini and Hochberg: for lists to look into.
    pub p_benjamini_hochberg: Option<f64>,
    /// The effect to expect here, once the other segments are taken into account.
    pub shrunk: Option<ShrunkEffect>,
}

/// The rows of each segment, in the order of the labels; empty without a segment column.
pub(super) fn rows_of_segments(experiment: &Experiment) -> Vec<(String, Vec<usize>)> {
    let Some(segment) = &experiment.segment else {
        return Vec::new();
    };
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); segment.labels.len()];
    for (row, code) in segment.codes.iter().enumerate() {
        rows[*code as usize].push(row);
    }
    segment.labels.iter().cloned().zip(rows).collect()
}

/// The contrast inside each segment, adjusted and shrunk as one family.
pub(super) fn answers(
    segments: &[(String, Vec<usize>)],
    contrast: impl Fn(&[usize]) -> Result<Contrast, EffectivenessError>,
    level: Level,
) -> Vec<SegmentAnswer> {
    let answer = |(label, rows): &(String, Vec<usize>)| {
        let (contrast, refused) = match contrast(rows) {
            Ok(contrast) => (Some(contrast), None),
            Err(error) => (None, Some(error.to_string())),
        };
        SegmentAnswer {
            segment: label.clone(),
            contrast,
            refused,
            p_holm: None,
            p_benjamini_hochberg: None,
            shrunk: None,
        }
    };
    let mut answers: Vec<SegmentAnswer> = segments.iter().map(answer).collect();
    let tested: Vec<(usize, f64)> = answers
        .iter()
        .enumerate()
        .filter_map(|(place, s)| Some((place, s.contrast.as_ref()?.primary.p_value?)))
        .collect();
    let p_values: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
    for ((place, _), (by_holm, by_bh)) in
        tested.iter().zip(holm(&p_values).into_iter().zip(benjamini_hochberg(&p_values)))
    {
        answers[*place].p_holm = Some(by_holm);
        answers[*place].p_benjamini_hochberg = Some(by_bh);
    }
    let effects: Vec<(f64, f64)> = answers.iter().map(effect).collect();
    for (answer, shrunk) in answers.iter_mut().zip(shrunk_effects(&effects, level)) {
        answer.shrunk = shrunk;
    }
    answers
}

/// Effect and standard error of a segment; no numbers where there are none.
pub(super) fn effect(answer: &SegmentAnswer) -> (f64, f64) {
    let found = answer.contrast.as_ref().and_then(|c| Some((c.primary.estimate, c.primary.standard_error?)));
    found.unwrap_or((f64::NAN, f64::NAN))
}

/// Likelihood-ratio test that segments share one odds ratio, where the outcome is a rate.
pub(super) fn shared_odds_ratio(
    experiment: &Experiment,
    (arm, control): (u32, u32),
    segments: &[(String, Vec<usize>)],
) -> Option<Interaction> {
    let pairs: Vec<(BinarySums, BinarySums)> = segments
        .iter()
        .map(|(_, rows)| Some((kept(experiment, arm, rows)?, kept(experiment, control, rows)?)))
        .collect::<Option<_>>()?;
    interaction(&pairs)
}

/// People of an arm and how many of them have the outcome.
pub(super) fn kept(experiment: &Experiment, arm: u32, rows: &[usize]) -> Option<BinarySums> {
    let (mut people, mut kept) = (0, 0);
    for row in rows.iter().filter(|row| experiment.arm.codes[**row] == arm) {
        people += experiment.people(*row);
        if experiment.outcome.values[*row] > 0.5 {
            kept += experiment.people(*row);
        }
    }
    BinarySums::new(people, kept).ok()
}

/// What the family is, in words.
pub(super) fn family(column: &str, tested: usize) -> Bilingual {
    Bilingual::new(
        format!(
            "Keluarga uji: {tested} segmen menurut `{column}`, ditetapkan sebelum dilihat; tiap keputusan memakai nilai p Holm."
        ),
        format!(
            "The family: {tested} segments by `{column}`, declared beforehand; every decision uses the p-value after Holm."
        ),
    )
}
