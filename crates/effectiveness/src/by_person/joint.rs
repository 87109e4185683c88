//! Differences of two outcomes of the same people, which move together.

use crate::error::EffectivenessError;
use crate::sums::JointMoments;

/// Treated minus control in two outcomes, with variances and covariance of both differences (divisor n - 1 in each arm).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct JointDifference {
    pub(crate) outcome: f64,
    pub(crate) covariate: f64,
    pub(crate) outcome_variance: f64,
    pub(crate) covariate_variance: f64,
    pub(crate) covariance: f64,
}

/// Both differences. Needs two rows in each arm.
pub(crate) fn difference_with_covariance(
    treated: JointMoments,
    control: JointMoments,
) -> Result<JointDifference, EffectivenessError> {
    let of_mean = |arm: &str, m: JointMoments| {
        let rows = m.outcome.count;
        if rows < 2 {
            return Err(EffectivenessError::TooFewRows { arm: arm.into(), rows });
        }
        let divisor = (rows as f64 - 1.0) * rows as f64;
        Ok([m.outcome.centred_squares / divisor, m.covariate.centred_squares / divisor, m.centred_products / divisor])
    };
    let (t, c) = (of_mean("treated", treated)?, of_mean("control", control)?);
    Ok(JointDifference {
        outcome: treated.outcome.mean - control.outcome.mean,
        covariate: treated.covariate.mean - control.covariate.mean,
        outcome_variance: t[0] + c[0],
        covariate_variance: t[1] + c[1],
        covariance: t[2] + c[2],
    })
}
