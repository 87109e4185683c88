//! What is asked of an experiment before it starts.

use super::comparisons::Comparisons;
use super::looks::{PlannedLooks, looks_inflation};
use crate::error::EffectivenessError;
use serde::{Deserialize, Serialize};

/// What is measured of each person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Yes or no: the rate without treatment, 0 to 1.
    Rate {
        /// Rate of the control.
        control: f64,
    },
    /// A number such as rupiah paid: its standard deviation over people.
    Mean {
        /// Standard deviation inside an arm.
        deviation: f64,
    },
}

impl Outcome {
    /// Variance of one person under the control and under an uplift.
    pub(super) fn variances(self, uplift: f64) -> (f64, f64) {
        match self {
            Self::Rate { control } => {
                let treated = (control + uplift).clamp(0.0, 1.0);
                (control * (1.0 - control), treated * (1.0 - treated))
            }
            Self::Mean { deviation } => (deviation * deviation, deviation * deviation),
        }
    }

    /// The largest uplift there can be, and the lowest (a negative number).
    pub(super) fn reach(self) -> (f64, f64) {
        match self {
            Self::Rate { control } => (-control, 1.0 - control),
            Self::Mean { .. } => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }
}

/// False alarms allowed and effects to be found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Two-sided false alarms over all comparisons and looks together, 0.05.
    pub alpha: f64,
    /// Probability that an arm with the uplift is found, 0.8.
    pub power: f64,
}

impl Default for Target {
    fn default() -> Self {
        Self { alpha: 0.05, power: 0.8 }
    }
}

/// An experiment as it will run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PowerDesign {
    /// What is measured.
    pub outcome: Outcome,
    /// False alarms and power.
    pub target: Target,
    /// Treated people (or areas) of one arm for each one of the control.
    pub treated_per_control: f64,
    /// Treated arms, each compared with the one control.
    pub treated_arms: u32,
    /// How false alarms are held down over several arms.
    pub comparisons: Comparisons,
    /// Looks at the results.
    pub looks: PlannedLooks,
    /// Share of the treated who are really reached; the uplift asked about is that of those reached.
    pub reached: f64,
    /// Share of people whose outcome will be missing.
    pub lost: f64,
}

impl PowerDesign {
    /// One treated arm as large as the control, one look, everybody reached and nobody lost, 5% false alarms and 80% power.
    pub fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            target: Target::default(),
            treated_per_control: 1.0,
            treated_arms: 1,
            comparisons: Comparisons::Bonferroni,
            looks: PlannedLooks::once(),
            reached: 1.0,
            lost: 0.0,
        }
    }

    /// Refuses what is no design.
    pub(super) fn check(&self) -> Result<(), EffectivenessError> {
        let refuse = |what: &str, value: f64, expected: &str| {
            Err(EffectivenessError::BadPlan { what: what.into(), value, expected: expected.into() })
        };
        let Target { alpha, power } = self.target;
        match self.outcome {
            Outcome::Rate { control } if !(control > 0.0 && control < 1.0) => {
                return refuse("rate of the control", control, "a rate above 0 and below 1");
            }
            Outcome::Mean { deviation } if !(deviation > 0.0 && deviation.is_finite()) => {
                return refuse("standard deviation", deviation, "a number above 0");
            }
            _ => {}
        }
        if !(alpha > 0.0 && alpha < 0.5) {
            return refuse("false alarms allowed", alpha, "a share above 0 and below 0.5, such as 0.05");
        }
        if !(power > alpha && power < 1.0) {
            return refuse("power", power, "a share above the false alarms and below 1, such as 0.8");
        }
        if !(self.treated_per_control > 0.0 && self.treated_per_control.is_finite()) {
            return refuse("treated for each control", self.treated_per_control, "a number above 0");
        }
        if self.treated_arms == 0 || self.treated_arms > 20 {
            return refuse("treated arms", f64::from(self.treated_arms), "1 to 20");
        }
        if !(self.reached > 0.0 && self.reached <= 1.0) {
            return refuse("share reached", self.reached, "a share above 0 and at most 1");
        }
        if !(self.lost >= 0.0 && self.lost < 1.0) {
            return refuse("share lost", self.lost, "a share from 0 to below 1");
        }
        Ok(())
    }

    /// Refuses an uplift that cannot be.
    pub(super) fn check_uplift(&self, uplift: f64) -> Result<(), EffectivenessError> {
        let (low, high) = self.outcome.reach();
        if uplift == 0.0 || !uplift.is_finite() || uplift < low || uplift > high {
            return Err(EffectivenessError::BadPlan {
                what: "uplift".into(),
                value: uplift,
                expected: "a number that is not 0 and leaves the rate between 0 and 1".into(),
            });
        }
        Ok(())
    }

    /// The uplift as assigned: thinned by those not reached.
    pub(super) fn as_assigned(&self, uplift: f64) -> f64 {
        uplift * self.reached
    }

    /// Two-sided false alarms left for one comparison.
    pub(super) fn alpha_of_one(&self) -> f64 {
        self.comparisons.alpha_of_one(self.target.alpha, self.treated_arms, self.treated_per_control)
    }

    /// How much more information the planned looks need.
    pub(super) fn inflation(&self) -> Result<f64, EffectivenessError> {
        looks_inflation(self.looks, self.alpha_of_one(), self.target.power)
    }
}
