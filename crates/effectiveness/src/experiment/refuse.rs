//! What is refused of a file before its columns become an experiment.

use super::Grouping;
use crate::error::EffectivenessError;
use crate::sample_ratio::{MISMATCH_BELOW, SampleRatio, sample_ratio};
use chrono::NaiveDate;
use std::collections::HashMap;

/// Refuses a row whose outcome is dated before the lot was drawn: it cannot have been caused. Rows without either day are not
/// looked at. One entry a row in both.
pub fn refuse_outcomes_before_assignment(
    assigned: &[Option<NaiveDate>],
    outcome: &[Option<NaiveDate>],
) -> Result<(), EffectivenessError> {
    for (row, days) in assigned.iter().zip(outcome).enumerate() {
        if let (Some(assigned), Some(outcome)) = days
            && outcome < assigned
        {
            return Err(EffectivenessError::OutcomeBeforeAssignment {
                row: row + 1,
                assigned: *assigned,
                outcome: *outcome,
            });
        }
    }
    Ok(())
}

/// Refuses a unit that stands in two arms; the refusal does not name it, because units are people. One entry a row in both.
pub fn refuse_units_in_two_arms<S: AsRef<str>>(units: &[S], arm: &Grouping) -> Result<(), EffectivenessError> {
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(units.len());
    for (row, unit) in units.iter().enumerate() {
        let earlier = *first.entry(unit.as_ref()).or_insert(row);
        if arm.codes[earlier] != arm.codes[row] {
            return Err(EffectivenessError::UnitInTwoArms {
                first: arm.label_of(earlier).to_owned(),
                first_row: earlier + 1,
                second: arm.label_of(row).to_owned(),
                second_row: row + 1,
            });
        }
    }
    Ok(())
}

/// Refuses arms of a lot by person whose sizes are off the planned shares (chi-square, p below [`MISMATCH_BELOW`]), unless the
/// reason is known. People are those assigned, an entry an arm.
pub fn refuse_sizes_off_plan(
    arms: &[String],
    people: &[u64],
    shares: &[f64],
    reason: Option<&str>,
) -> Result<SampleRatio, EffectivenessError> {
    let ratio = sample_ratio(people, shares)?;
    if ratio.p_value < MISMATCH_BELOW && reason.is_none() {
        let counts: Vec<String> = arms.iter().zip(people).map(|(arm, n)| format!("`{arm}` {n}")).collect();
        return Err(EffectivenessError::SampleRatioMismatch { counts: counts.join(", "), p_value: ratio.p_value });
    }
    Ok(ratio)
}
