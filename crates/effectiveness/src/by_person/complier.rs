//! Effect on those whom the treatment reached because it was assigned to them.

use super::joint::difference_with_covariance;
use crate::distribution::normal_two_sided;
use crate::error::EffectivenessError;
use crate::interval::{Interval, Level};
use crate::money::{FiellerSet, Uncertain, fieller};
use crate::sums::JointMoments;
use serde::{Deserialize, Serialize};

/// Complier average causal effect beside the effect as assigned.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ComplierEffect {
    /// Reached among the treated, 0 to 1.
    pub reached_treated: f64,
    /// Reached among the control.
    pub reached_control: f64,
    /// Share of people whom the assignment made reached.
    pub compliers: f64,
    /// Difference in the outcome over difference in reach (Wald).
    pub effect: f64,
    /// Its standard error by the delta method; that of two-stage least squares with robust errors.
    pub standard_error: f64,
    /// Two-sided p-value of the normal statistic; `None` where nothing varies.
    pub p_value: Option<f64>,
    /// Normal interval.
    pub interval: Interval,
    /// All effects the figures do not contradict (Anderson & Rubin 1949; Fieller): right also where few were reached.
    pub set: FiellerSet,
}

/// Effect on compliers (Angrist, Imbens & Rubin 1996): outcome in `outcome`, reached (0 or 1) in `covariate`.
///
/// Holds where the lot was a lot, where being assigned works through being reached alone, and where nobody is reached because
/// they were not assigned. Refused where assignment did not raise reach at all.
pub fn complier_effect(
    treated: JointMoments,
    control: JointMoments,
    level: Level,
) -> Result<ComplierEffect, EffectivenessError> {
    let d = difference_with_covariance(treated, control)?;
    if d.covariate <= 0.0 {
        return Err(EffectivenessError::NobodyReached {
            treated: treated.covariate.mean,
            control: control.covariate.mean,
        });
    }
    let effect = d.outcome / d.covariate;
    let variance = d.outcome_variance - 2.0 * effect * d.covariance + effect * effect * d.covariate_variance;
    let standard_error = variance.max(0.0).sqrt() / d.covariate;
    let outcome = Uncertain { estimate: d.outcome, variance: d.outcome_variance };
    let reached = Uncertain { estimate: d.covariate, variance: d.covariate_variance };
    Ok(ComplierEffect {
        reached_treated: treated.covariate.mean,
        reached_control: control.covariate.mean,
        compliers: d.covariate,
        effect,
        standard_error,
        p_value: (standard_error > 0.0).then(|| normal_two_sided(effect / standard_error)),
        interval: Interval::around(effect, level.z() * standard_error),
        set: fieller(outcome, reached, d.covariance, level),
    })
}
