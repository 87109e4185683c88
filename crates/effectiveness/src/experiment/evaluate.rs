//! Every arm against the control, overall and by segment.

use super::contrast::Contrast;
use super::{Experiment, areas, check, persons};
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::multiplicity::{Heterogeneity, heterogeneity, holm};
use crate::notes;
use crate::sample_ratio::SampleRatio;
use domain::Bilingual;
use serde::{Deserialize, Serialize};

/// What kind of number the outcome is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// 0 and 1 only: means are rates.
    Rate,
    /// Any numbers.
    Mean,
}

/// One arm, the control included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmSummary {
    /// Its label.
    pub arm: String,
    /// Its rows.
    pub rows: u64,
    /// Mean outcome over its rows.
    pub mean: f64,
}

/// One segment of one arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentAnswer {
    /// The segment's label.
    pub segment: String,
    /// The contrast inside it; `None` where it cannot be had.
    pub contrast: Option<Contrast>,
    /// Why there is none.
    pub refused: Option<String>,
    /// p-value after Holm over the segments of this arm.
    pub p_holm: Option<f64>,
}

/// One arm against the control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmAnswer {
    /// Over all rows.
    pub overall: Contrast,
    /// By segment, in the order of the segments' labels; empty without a segment column.
    pub segments: Vec<SegmentAnswer>,
    /// Whether segments differ by more than chance.
    pub heterogeneity: Option<Heterogeneity>,
    /// Sentences about the segments together.
    pub segment_notes: Vec<Bilingual>,
}

/// All answers of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Level of every interval.
    pub level: Level,
    /// Rates or means.
    pub outcome_kind: OutcomeKind,
    /// The outcome column.
    pub outcome: String,
    /// Every arm, in the order of its labels.
    pub arms: Vec<ArmSummary>,
    /// The arms' sizes against the plan, where a plan was given.
    pub sample_ratio: Option<SampleRatio>,
    /// Every arm but the control, in the order of its labels.
    pub answers: Vec<ArmAnswer>,
}

/// Compares every arm with the control as assigned (intention to treat).
///
/// Without an area column: rates by Newcombe and pooled z, other outcomes by Welch, strata by post-stratification, CUPED
/// beside. With an area column: t-test of area means where every area has one arm, else rows with a cluster-robust standard
/// error. Run [`crate::refuse_if_area_assigned`] over the file's other columns before an evaluation without one. A segment that
/// cannot be answered says why and stops nothing; a refusal over all rows stops the evaluation.
pub fn evaluate(experiment: &Experiment, level: Level) -> Result<Evaluation, EffectivenessError> {
    let control = check::checked(experiment)?;
    let sample_ratio = check::checked_sizes(experiment)?;
    let values = &experiment.outcome.values;
    let binary = values.iter().all(|v| [0.0, 1.0].contains(v));
    let contrast = |arm: u32, rows: &[usize]| match &experiment.cluster {
        Some(cluster) => areas::contrast(experiment, cluster, (arm, control), rows, level),
        None => persons::contrast(experiment, (arm, control), rows, binary, level),
    };
    let every_row: Vec<usize> = (0..values.len()).collect();
    let mut answers = Vec::new();
    for arm in (0..experiment.arm.labels.len() as u32).filter(|arm| *arm != control) {
        let overall = contrast(arm, &every_row)?;
        let mut segments = segments_of(experiment, |rows| contrast(arm, rows));
        let answered: Vec<(usize, f64)> = segments
            .iter()
            .enumerate()
            .filter_map(|(index, s)| Some((index, s.contrast.as_ref()?.primary.p_value?)))
            .collect();
        let adjusted = holm(&answered.iter().map(|(_, p)| *p).collect::<Vec<f64>>());
        for ((index, _), p) in answered.into_iter().zip(adjusted) {
            segments[index].p_holm = Some(p);
        }
        let effects: Vec<(f64, f64)> = segments
            .iter()
            .filter_map(|s| s.contrast.as_ref())
            .filter_map(|c| Some((c.primary.estimate, c.primary.standard_error?)))
            .collect();
        let heterogeneity = heterogeneity(&effects, level);
        let segment_notes =
            (heterogeneity.is_some() && areas_hold_many_segments(experiment)).then(notes::segments_share_areas);
        answers.push(ArmAnswer {
            overall,
            segments,
            heterogeneity,
            segment_notes: segment_notes.into_iter().collect(),
        });
    }
    Ok(Evaluation {
        level,
        outcome_kind: if binary { OutcomeKind::Rate } else { OutcomeKind::Mean },
        outcome: experiment.outcome.column.clone(),
        arms: arm_summaries(experiment),
        sample_ratio,
        answers,
    })
}

/// Rows and mean of each arm.
fn arm_summaries(experiment: &Experiment) -> Vec<ArmSummary> {
    let mut sums = vec![crate::sums::Moments::default(); experiment.arm.labels.len()];
    for (&arm, &value) in experiment.arm.codes.iter().zip(&experiment.outcome.values) {
        sums[arm as usize].add(value);
    }
    let of =
        |(label, m): (&String, crate::sums::Moments)| ArmSummary { arm: label.clone(), rows: m.count, mean: m.mean };
    experiment.arm.labels.iter().zip(sums).map(of).collect()
}

/// The contrast inside each segment.
fn segments_of(
    experiment: &Experiment,
    contrast: impl Fn(&[usize]) -> Result<Contrast, EffectivenessError>,
) -> Vec<SegmentAnswer> {
    let Some(segment) = &experiment.segment else {
        return Vec::new();
    };
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); segment.labels.len()];
    for (row, code) in segment.codes.iter().enumerate() {
        rows[*code as usize].push(row);
    }
    let answer = |(label, rows): (&String, Vec<usize>)| {
        let (contrast, refused) = match contrast(&rows) {
            Ok(contrast) => (Some(contrast), None),
            Err(error) => (None, Some(error.to_string())),
        };
        SegmentAnswer { segment: label.clone(), contrast, refused, p_holm: None }
    };
    segment.labels.iter().zip(rows).map(answer).collect()
}

/// Whether some area has rows of more than one segment.
fn areas_hold_many_segments(experiment: &Experiment) -> bool {
    let (Some(cluster), Some(segment)) = (&experiment.cluster, &experiment.segment) else {
        return false;
    };
    let mut seen: Vec<Option<u32>> = vec![None; cluster.labels.len()];
    cluster
        .codes
        .iter()
        .zip(&segment.codes)
        .any(|(&area, &segment)| seen[area as usize].replace(segment).is_some_and(|before| before != segment))
}
