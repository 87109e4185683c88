//! Whether a column of the file betrays that areas, not persons, were drawn by lot.

use crate::error::EffectivenessError;
use crate::experiment::Grouping;

/// Groups a column must have before it can be what was assigned.
const FEWEST_GROUPS: usize = 10;

/// Probability, were persons drawn, below which one arm a group is no accident.
const NO_ACCIDENT: f64 = 1e-6;

/// A column whose groups have one arm each, more often than chance can do.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaAssignment {
    /// The column.
    pub column: String,
    /// Its groups of at least two rows, every one with a single arm.
    pub groups: usize,
    /// Natural logarithm of the probability of that, had persons been drawn one by one.
    pub log_probability: f64,
}

/// The candidate column by whose groups the arm was assigned, if there is one: the one with the fewest groups, hence the
/// widest areas.
///
/// A column qualifies where it has more than twice as many groups as there are arms, at least ten of them, on average at
/// least two rows a group, every group of two or more rows has one arm, at least two arms have two such groups each, and the
/// probability of all that under a lot by person is below one in a million. Rows with an empty label are not looked at (a
/// column that only the treated have, such as the day of sending, says nothing about areas).
pub fn area_assignment(arm: &Grouping, candidates: &[Grouping]) -> Option<AreaAssignment> {
    candidates.iter().filter_map(|candidate| assignment_by(arm, candidate)).min_by_key(|a| a.groups)
}

/// Refuses an analysis by person of area-assigned data, naming the column.
pub fn refuse_if_area_assigned(arm: &Grouping, candidates: &[Grouping]) -> Result<(), EffectivenessError> {
    match area_assignment(arm, candidates) {
        Some(found) => Err(EffectivenessError::AreaAssigned { column: found.column, groups: found.groups }),
        None => Ok(()),
    }
}

/// One candidate column.
fn assignment_by(arm: &Grouping, candidate: &Grouping) -> Option<AreaAssignment> {
    if candidate.column == arm.column || candidate.codes.len() != arm.codes.len() {
        return None;
    }
    let groups = candidate.labels.len();
    let mut rows = vec![0_u64; groups];
    let mut only_arm: Vec<Option<u32>> = vec![None; groups];
    let mut rows_by_arm = vec![0_u64; arm.labels.len()];
    for (&group, &arm_code) in candidate.codes.iter().zip(&arm.codes) {
        let index = group as usize;
        if candidate.labels.get(index)?.trim().is_empty() {
            continue;
        }
        *rows_by_arm.get_mut(arm_code as usize)? += 1;
        rows[index] += 1;
        match only_arm[index] {
            None => only_arm[index] = Some(arm_code),
            Some(seen) if seen != arm_code => return None,
            Some(_) => {}
        }
    }
    let total: u64 = rows.iter().sum();
    let occupied = rows.iter().filter(|r| **r > 0).count();
    let arms = rows_by_arm.iter().filter(|r| **r > 0).count();
    let wide = rows.iter().filter(|r| **r >= 2).count();
    if occupied <= 2 * arms || wide < FEWEST_GROUPS || total < 2 * occupied as u64 {
        return None;
    }
    let mut wide_by_arm = vec![0_u32; arm.labels.len()];
    for (seen, _) in only_arm.iter().zip(&rows).filter(|(_, r)| **r >= 2) {
        wide_by_arm[(*seen)? as usize] += 1;
    }
    if wide_by_arm.iter().filter(|count| **count >= 2).count() < 2 {
        return None;
    }
    let log_shares: Vec<f64> =
        rows_by_arm.iter().filter(|r| **r > 0).map(|r| (*r as f64 / total as f64).ln()).collect();
    let log_probability: f64 = rows.iter().filter(|r| **r >= 2).map(|r| log_of_one_arm(*r as f64, &log_shares)).sum();
    (log_probability < NO_ACCIDENT.ln()).then(|| AreaAssignment {
        column: candidate.column.clone(),
        groups: wide,
        log_probability,
    })
}

/// Log probability that `rows` people drawn one by one all get the same arm.
fn log_of_one_arm(rows: f64, log_shares: &[f64]) -> f64 {
    let largest = log_shares.iter().copied().fold(f64::NEG_INFINITY, f64::max) * rows;
    largest + log_shares.iter().map(|share| (share * rows - largest).exp()).sum::<f64>().ln()
}
