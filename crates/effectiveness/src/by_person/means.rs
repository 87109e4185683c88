//! Difference of two means whose variances may differ.

use crate::distribution::{student_critical, student_two_sided};
use crate::error::EffectivenessError;
use crate::interval::{Interval, Level};
use crate::sums::Moments;
use serde::{Deserialize, Serialize};

/// Mean of the treated against mean of the control.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeanDifference {
    /// Mean of the treated, in the outcome's unit.
    pub mean_treated: f64,
    /// Mean of the control.
    pub mean_control: f64,
    /// Treated minus control.
    pub difference: f64,
    /// Its standard error; 0 where neither arm varies.
    pub standard_error: f64,
    /// t statistic; `None` where neither arm varies.
    pub t: Option<f64>,
    /// Degrees of freedom.
    pub df: Option<f64>,
    /// Two-sided p-value.
    pub p_value: Option<f64>,
    /// t interval; `None` where neither arm varies.
    pub interval: Option<Interval>,
}

impl MeanDifference {
    /// From a standard error and its degrees of freedom.
    pub(crate) fn from_standard_error(treated: f64, control: f64, standard_error: f64, df: f64, level: Level) -> Self {
        let difference = treated - control;
        let varies = is_spread(standard_error, treated, control);
        let standard_error = if varies { standard_error } else { 0.0 };
        let t = varies.then(|| difference / standard_error);
        Self {
            mean_treated: treated,
            mean_control: control,
            difference,
            standard_error,
            t,
            df: varies.then_some(df),
            p_value: t.map(|t| student_two_sided(t, df)),
            interval: varies
                .then(|| Interval::around(difference, student_critical(level.alpha(), df) * standard_error)),
        }
    }
}

/// Welch's t (1947) with Satterthwaite's degrees of freedom. Needs two rows in each arm.
pub fn welch(treated: Moments, control: Moments, level: Level) -> Result<MeanDifference, EffectivenessError> {
    let v1 = variance_of_mean("treated", treated)?;
    let v0 = variance_of_mean("control", control)?;
    let df = (v1 + v0).powi(2) / (v1 * v1 / (treated.count as f64 - 1.0) + v0 * v0 / (control.count as f64 - 1.0));
    Ok(MeanDifference::from_standard_error(treated.mean, control.mean, (v1 + v0).sqrt(), df, level))
}

/// Whether a standard error is more than the rounding of equal numbers added in another order.
pub(crate) fn is_spread(standard_error: f64, treated: f64, control: f64) -> bool {
    standard_error.is_finite() && standard_error > 1e-14 * treated.abs().max(control.abs())
}

/// Variance of an arm's mean.
fn variance_of_mean(arm: &str, m: Moments) -> Result<f64, EffectivenessError> {
    let variance = m.variance().ok_or_else(|| EffectivenessError::TooFewRows { arm: arm.into(), rows: m.count })?;
    Ok(variance / m.count as f64)
}
