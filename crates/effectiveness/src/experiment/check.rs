//! What is refused before anything is computed.

use super::{Column, Experiment, Grouping};
use crate::error::{EffectivenessError, listed};

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
    let numbers = [&experiment.denominator, &experiment.reached, &experiment.terms.costs];
    for column in experiment.covariates.iter().chain(numbers.into_iter().flatten()) {
        column.check(rows)?;
    }
    experiment.reached.as_ref().map_or(Ok(()), zero_or_one)?;
    if let Some(counts) = &experiment.counts
        && counts.len() != rows
    {
        return Err(EffectivenessError::UnequalRows { column: "count".into(), rows: counts.len(), expected: rows });
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
    if let Some((label, _)) = arm.labels.iter().zip(people_by_label(experiment, arm)).find(|(_, people)| *people == 0) {
        return Err(EffectivenessError::EmptyArm { arm: label.clone() });
    }
    if experiment.outcome.values.iter().all(|value| *value == 0.0) {
        return Err(EffectivenessError::NobodyHadIt { column: experiment.outcome.column.clone() });
    }
    Ok(control as u32)
}

/// People of each label.
pub(super) fn people_by_label(experiment: &Experiment, grouping: &Grouping) -> Vec<u64> {
    let mut people = vec![0; grouping.labels.len()];
    for (row, code) in grouping.codes.iter().enumerate() {
        people[*code as usize] += experiment.people(row);
    }
    people
}

/// Refuses anything but 0 and 1.
fn zero_or_one(column: &Column) -> Result<(), EffectivenessError> {
    match column.values.iter().position(|value| ![0.0, 1.0].contains(value)) {
        None => Ok(()),
        Some(row) => Err(EffectivenessError::NotZeroOrOne {
            column: column.column.clone(),
            row: row + 1,
            value: column.values[row],
        }),
    }
}
