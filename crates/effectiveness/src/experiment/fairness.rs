//! Faults of an experiment that are told with every answer, or refused where they are extreme.

use super::refuse::refuse_sizes_off_plan;
use super::{Experiment, check};
use crate::by_person::difference_of_proportions;
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::notes;
use crate::sample_ratio::{MISMATCH_BELOW, SampleRatio, SegmentRatio, sample_ratio_by_segment};
use crate::sums::BinarySums;
use domain::Bilingual;

/// Missing outcomes of two arms that differ by more than this share, and surely, leave nothing to compare.
const MISSING_TOO_UNLIKE: f64 = 0.2;

/// People assigned to each arm, those without an outcome included.
fn assigned(experiment: &Experiment) -> Vec<u64> {
    let mut people = check::people_by_label(experiment, &experiment.arm);
    for (sum, missing) in people.iter_mut().zip(&experiment.missing) {
        *sum += missing;
    }
    people
}

/// The arms' sizes against the planned shares, where both a plan and a lot by person are given. A mismatch is refused unless
/// its reason is given; then it is a fault.
pub(super) fn sizes(experiment: &Experiment) -> Result<(Option<SampleRatio>, Vec<Bilingual>), EffectivenessError> {
    let told = experiment.ratio_reason.as_deref();
    let (Some(shares), None) = (&experiment.planned_shares, &experiment.cluster) else {
        return Ok((None, told.map(notes::ratio_reason).into_iter().collect()));
    };
    let ratio = refuse_sizes_off_plan(&experiment.arm.labels, &assigned(experiment), shares, told)?;
    let fault = told.filter(|_| ratio.p_value < MISMATCH_BELOW).map(notes::ratio_reason);
    Ok((Some(ratio), fault.into_iter().collect()))
}

/// The same inside each segment; empty without a plan, without segments or where areas were drawn.
pub(super) fn sizes_by_segment(experiment: &Experiment) -> Result<Vec<SegmentRatio>, EffectivenessError> {
    let (Some(shares), Some(segment), None) = (&experiment.planned_shares, &experiment.segment, &experiment.cluster)
    else {
        return Ok(Vec::new());
    };
    let mut rows = vec![vec![0_u64; experiment.arm.labels.len()]; segment.labels.len()];
    for (row, (arm, segment)) in experiment.arm.codes.iter().zip(&segment.codes).enumerate() {
        rows[*segment as usize][*arm as usize] += experiment.people(row);
    }
    let segments: Vec<(String, Vec<u64>)> = segment.labels.iter().cloned().zip(rows).collect();
    sample_ratio_by_segment(&segments, shares)
}

/// Outcomes missing in an arm and in the control: nothing, a note, a fault, or a refusal where they are far more often missing
/// in one of them.
pub(super) fn missing_outcomes(experiment: &Experiment, arm: u32, control: u32) -> Result<Missing, EffectivenessError> {
    if experiment.missing.iter().all(|m| *m == 0) {
        return Ok(Missing::default());
    }
    let people = assigned(experiment);
    let of = |code: u32| {
        let missing = experiment.missing.get(code as usize).copied().unwrap_or(0);
        BinarySums::new(people[code as usize], missing)
    };
    let (treated, held_out) = (of(arm)?, of(control)?);
    let d = difference_of_proportions(treated, held_out, Level::NINETY_FIVE)?;
    let p_value = d.p_value.unwrap_or(1.0);
    if p_value < MISMATCH_BELOW && d.difference.abs() > MISSING_TOO_UNLIKE {
        return Err(EffectivenessError::OutcomeMissingByArm {
            arm: experiment.arm.labels[arm as usize].clone(),
            control_arm: experiment.control.clone(),
            treated: treated.count(),
            missing_treated: treated.kept(),
            control: held_out.count(),
            missing_control: held_out.kept(),
        });
    }
    let told = notes::missing_outcomes(d.rate_treated, d.rate_control, p_value < 0.05);
    Ok(if p_value < 0.05 {
        Missing { faults: vec![told], notes: Vec::new() }
    } else {
        Missing { faults: Vec::new(), notes: vec![told] }
    })
}

/// What is told of missing outcomes.
#[derive(Debug, Clone, Default)]
pub(super) struct Missing {
    pub(super) faults: Vec<Bilingual>,
    pub(super) notes: Vec<Bilingual>,
}
