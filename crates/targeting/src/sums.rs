//! What is counted of both arms, anywhere in a ranking.

use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign, Sub};

/// People and outcomes of both arms. Parts of people occur where a cut divides a tie: each gives its share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ArmSums {
    /// Treated people, as assigned.
    pub treated: f64,
    /// Sum of their outcomes.
    pub treated_outcome: f64,
    /// Control people.
    pub control: f64,
    /// Sum of their outcomes.
    pub control_outcome: f64,
}

impl ArmSums {
    /// People of both arms.
    pub fn people(&self) -> f64 {
        self.treated + self.control
    }

    /// Mean outcome of the treated; `None` where there are none.
    pub fn treated_mean(&self) -> Option<f64> {
        (self.treated > 0.0).then(|| self.treated_outcome / self.treated)
    }

    /// Mean outcome of the control; `None` where there are none.
    pub fn control_mean(&self) -> Option<f64> {
        (self.control > 0.0).then(|| self.control_outcome / self.control)
    }

    /// Treated mean minus control mean; `None` where an arm is empty.
    pub fn uplift(&self) -> Option<f64> {
        Some(self.treated_mean()? - self.control_mean()?)
    }

    /// The share `part` of everything.
    pub(crate) fn part(&self, part: f64) -> Self {
        Self {
            treated: self.treated * part,
            treated_outcome: self.treated_outcome * part,
            control: self.control * part,
            control_outcome: self.control_outcome * part,
        }
    }
}

impl Add for ArmSums {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            treated: self.treated + other.treated,
            treated_outcome: self.treated_outcome + other.treated_outcome,
            control: self.control + other.control,
            control_outcome: self.control_outcome + other.control_outcome,
        }
    }
}

impl AddAssign for ArmSums {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for ArmSums {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            treated: self.treated - other.treated,
            treated_outcome: self.treated_outcome - other.treated_outcome,
            control: self.control - other.control,
            control_outcome: self.control_outcome - other.control_outcome,
        }
    }
}

/// Whether every outcome is 0 or 1. Exactly so: 0.999 is an amount.
#[expect(clippy::float_cmp, reason = "an outcome that is nearly one is no yes")]
pub(crate) fn is_rate(outcomes: &[f64]) -> bool {
    let others = |block: &[f64]| block.iter().map(|y| u32::from(*y != 0.0) & u32::from(*y != 1.0)).sum::<u32>();
    // Block by block without a way out in the middle, many values at a time.
    outcomes.chunks(1024).all(|block| others(block) == 0)
}
