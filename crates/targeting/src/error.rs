//! Why a ranking, a learner or a policy has no answer.

use effectiveness::EffectivenessError;
use rayon::prelude::*;
use thiserror::Error;

/// A question these rows cannot answer, and what would mend it.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum TargetingError {
    /// A column of another length than the outcome.
    #[error("{what} has {rows} rows, expected {expected} as the outcome has")]
    UnequalRows {
        /// What was given: a column's name, "the score", "the arm".
        what: String,
        /// Its rows.
        rows: usize,
        /// The rows of the outcome.
        expected: usize,
    },
    /// A number that is missing or infinite where every row needs one.
    #[error("{what}, row {row}: the value is {value}, expected a finite number")]
    NotFinite {
        /// What was given.
        what: String,
        /// The row, from 1.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// An arm without people.
    #[error("arm `{arm}` has no rows, expected at least one")]
    EmptyArm {
        /// The arm.
        arm: String,
    },
    /// An arm or category code that has no name.
    #[error("{what}, row {row}: the code is {code}, expected less than {codes}")]
    UnknownCode {
        /// The column.
        what: String,
        /// The row, from 1.
        row: usize,
        /// The code.
        code: u32,
        /// How many codes there are.
        codes: usize,
    },
    /// More rows than are counted.
    #[error("{rows} rows, expected fewer than 2 to the power of 32")]
    TooManyRows {
        /// The rows.
        rows: usize,
    },
    /// A depth of the ranking that is no share.
    #[error("the depth is {depth}, expected a share of the people above 0 and at most 1, such as 0.3")]
    BadDepth {
        /// What was given.
        depth: f64,
    },
    /// Too few replicates for an interval at this level.
    #[error("{replicates} replicates, expected at least {needed} for the ends of a {level} interval")]
    TooFewReplicates {
        /// What was asked for.
        replicates: usize,
        /// The fewest.
        needed: usize,
        /// The level.
        level: f64,
    },
    /// Folds that cannot be made.
    #[error("{folds} folds, expected 3 to 20")]
    BadFolds {
        /// What was asked for.
        folds: usize,
    },
    /// Nothing to learn from.
    #[error("there is no feature that differs between people, expected at least one column known before the campaign")]
    NoFeatures,
    /// A cost without a value to hold against it, or a cost for an arm that is not there.
    #[error("costs name {named} arms, expected one cost for each of the {arms} arms, none for the control")]
    BadCosts {
        /// Costs given.
        named: usize,
        /// Arms other than the control.
        arms: usize,
    },
    /// What the estimators of effects refuse: levels, unknown arms, area-assigned rows.
    #[error(transparent)]
    Effect(#[from] EffectivenessError),
}

/// Refuses a value that is no finite number, with its row.
pub(crate) fn finite(what: &str, values: &[f64]) -> Result<(), TargetingError> {
    // Whole blocks without a way out in the middle are looked at many values at a time.
    if values.par_chunks(1 << 14).all(|block| block.iter().fold(true, |ok, v| ok & v.is_finite())) {
        return Ok(());
    }
    match values.iter().position(|v| !v.is_finite()) {
        None => Ok(()),
        Some(row) => Err(TargetingError::NotFinite { what: what.to_owned(), row: row + 1, value: values[row] }),
    }
}

/// Refuses a column of another length.
pub(crate) fn same_rows(what: &str, rows: usize, expected: usize) -> Result<(), TargetingError> {
    if rows == expected {
        return Ok(());
    }
    Err(TargetingError::UnequalRows { what: what.to_owned(), rows, expected })
}
