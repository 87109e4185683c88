//! The rows of a past experiment.

use crate::error::{TargetingError, finite, same_rows};
use crate::features::Columns;
use crate::sums::is_rate;

/// Rows of an experiment with one control and any number of arms, column by column.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// The outcome, more is better: 0 and 1, or any finite numbers.
    pub outcome: &'a [f64],
    /// The arm of each row as assigned: 0 for the control, then its place in `arms` plus one.
    pub arm: &'a [u32],
    /// Names of the arms, the control's first.
    pub arms: &'a [String],
    /// The area of each row, where areas were drawn or areas must be allowed for.
    pub area: Option<&'a [u32]>,
    /// What was known before.
    pub columns: &'a Columns,
}

impl Trial<'_> {
    /// Rows.
    pub fn rows(&self) -> usize {
        self.outcome.len()
    }

    /// Rows of each arm.
    pub fn people(&self) -> Vec<u64> {
        let mut people = vec![0; self.arms.len()];
        for arm in self.arm {
            people[*arm as usize] += 1;
        }
        people
    }

    /// Whether outcomes are 0 and 1.
    pub fn is_rate(&self) -> bool {
        is_rate(self.outcome)
    }

    /// What is drawn, held out and counted together: the area, or the row itself.
    pub(crate) fn units(&self) -> Vec<u32> {
        self.area.map_or_else(|| (0..self.rows() as u32).collect(), <[u32]>::to_vec)
    }

    pub(crate) fn check(&self) -> Result<(), TargetingError> {
        let rows = self.rows();
        if u32::try_from(rows).is_err() {
            return Err(TargetingError::TooManyRows { rows });
        }
        finite("the outcome", self.outcome)?;
        same_rows("the arm", self.arm.len(), rows)?;
        same_rows("the features", self.columns.rows, rows)?;
        if let Some(area) = self.area {
            same_rows("the area", area.len(), rows)?;
        }
        if let Some(row) = self.arm.iter().position(|a| *a as usize >= self.arms.len()) {
            let (code, codes) = (self.arm[row], self.arms.len());
            return Err(TargetingError::UnknownCode { what: "the arm".into(), row: row + 1, code, codes });
        }
        match self.people().iter().position(|n| *n == 0) {
            Some(arm) => Err(TargetingError::EmptyArm { arm: self.arms[arm].clone() }),
            None if self.arms.len() < 2 => Err(TargetingError::EmptyArm { arm: "other than the control".into() }),
            None => Ok(()),
        }
    }
}
