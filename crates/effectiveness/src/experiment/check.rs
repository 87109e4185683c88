//! What is refused before anything is computed.

use super::{Experiment, Grouping};
use crate::error::{EffectivenessError, listed};
use crate::sample_ratio::{MISMATCH_BELOW, SampleRatio, sample_ratio};

/// Checks every column and returns the control's code.
pub(super) fn checked(experiment: &Experiment) -> Result<u32, EffectivenessError> {
    let rows = experiment.outcome.values.len();
    if rows == 0 {
        return Err(EffectivenessError::NoRows);
    }
    experiment.outcome.check(rows)?;
    experiment.arm.check(rows)?;
    for grouping in [&experiment.cluster, &experiment.strata, &experiment.segment].into_iter().flatten() {
        grouping.check(rows)?;
    }
    if let Some(covariate) = &experiment.covariate {
        covariate.check(rows)?;
    }
    let arm = &experiment.arm;
    let Some(control) = arm.labels.iter().position(|label| *label == experiment.control) else {
        return Err(EffectivenessError::UnknownControl {
            column: arm.column.clone(),
            control: experiment.control.clone(),
            found: listed(&arm.labels),
        });
    };
    if arm.labels.len() < 2 {
        return Err(EffectivenessError::OnlyOneArm { column: arm.column.clone(), arm: experiment.control.clone() });
    }
    if let Some((label, _)) = arm.labels.iter().zip(rows_by_label(arm)).find(|(_, rows)| *rows == 0) {
        return Err(EffectivenessError::EmptyArm { arm: label.clone() });
    }
    Ok(control as u32)
}

/// Rows of each label.
pub(super) fn rows_by_label(grouping: &Grouping) -> Vec<u64> {
    let mut rows = vec![0; grouping.labels.len()];
    for code in &grouping.codes {
        rows[*code as usize] += 1;
    }
    rows
}

/// The arms' sizes against the planned shares, where both a plan and a lot by person are given.
pub(super) fn checked_sizes(experiment: &Experiment) -> Result<Option<SampleRatio>, EffectivenessError> {
    let (Some(shares), None) = (&experiment.planned_shares, &experiment.cluster) else {
        return Ok(None);
    };
    let rows = rows_by_label(&experiment.arm);
    let ratio = sample_ratio(&rows, shares)?;
    if ratio.p_value < MISMATCH_BELOW {
        let counts: Vec<String> =
            experiment.arm.labels.iter().zip(&rows).map(|(label, rows)| format!("`{label}` {rows}")).collect();
        return Err(EffectivenessError::SampleRatioMismatch { counts: counts.join(", "), p_value: ratio.p_value });
    }
    Ok(Some(ratio))
}
