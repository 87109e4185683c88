//! A ratio of sums, such as rupiah paid over months due, compared between arms.

use crate::distribution::normal_two_sided;
use crate::error::EffectivenessError;
use crate::interval::{Interval, Level};
use crate::sums::JointMoments;
use serde::{Deserialize, Serialize};

/// Ratio of sums of the treated against that of the control.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RatioMetricDifference {
    /// Sum over sum of the treated.
    pub ratio_treated: f64,
    /// Sum over sum of the control.
    pub ratio_control: f64,
    /// Treated minus control.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// z statistic; `None` where the ratio does not vary.
    pub z: Option<f64>,
    /// Its two-sided p-value.
    pub p_value: Option<f64>,
    /// Normal interval.
    pub interval: Option<Interval>,
}

/// Delta method (Deng, Knoblich & Lu 2018) for sum of the outcome over sum of the covariate, people being what was drawn.
/// Rows of one person must have been added up before. Needs two rows in each arm and a denominator that does not add up to 0.
pub fn difference_of_ratios(
    treated: JointMoments,
    control: JointMoments,
    level: Level,
) -> Result<RatioMetricDifference, EffectivenessError> {
    let (r1, v1) = ratio("treated", treated)?;
    let (r0, v0) = ratio("control", control)?;
    let standard_error = (v1 + v0).sqrt();
    let varies = super::means::is_spread(standard_error, r1, r0);
    let z = varies.then(|| (r1 - r0) / standard_error);
    Ok(RatioMetricDifference {
        ratio_treated: r1,
        ratio_control: r0,
        difference: r1 - r0,
        standard_error: if varies { standard_error } else { 0.0 },
        z,
        p_value: z.map(normal_two_sided),
        interval: varies.then(|| Interval::around(r1 - r0, level.z() * standard_error)),
    })
}

/// An arm's ratio and its variance.
fn ratio(arm: &str, m: JointMoments) -> Result<(f64, f64), EffectivenessError> {
    let rows = m.outcome.count;
    if rows < 2 {
        return Err(EffectivenessError::TooFewRows { arm: arm.into(), rows });
    }
    if m.covariate.mean == 0.0 {
        return Err(EffectivenessError::NothingToDivideBy { arm: arm.into() });
    }
    let ratio = m.outcome.mean / m.covariate.mean;
    let squares =
        m.outcome.centred_squares - 2.0 * ratio * m.centred_products + ratio * ratio * m.covariate.centred_squares;
    let variance = squares.max(0.0) / (rows as f64 - 1.0) / rows as f64 / m.covariate.mean.powi(2);
    Ok((ratio, variance))
}
