//! A difference of means with the part a covariate predicts taken out.

use super::means::{MeanDifference, welch};
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::sums::{JointMoments, Moments};
use serde::{Deserialize, Serialize};

/// The adjusted difference and how much the covariate helped.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CupedDifference {
    /// Slope of the outcome on the covariate over both arms.
    pub theta: f64,
    /// The adjusted difference, by Welch.
    pub adjusted: MeanDifference,
    /// Variance of the adjusted difference over that of the plain one; near 1 the covariate hardly helps.
    pub variance_ratio: f64,
}

/// CUPED (Deng, Xu, Kohavi & Walker 2013): outcome minus `theta` times the covariate, where `theta` is covariance over
/// variance of both arms' rows together. The covariate must have been known before the lot was drawn.
///
/// A covariate that does not vary changes nothing (`theta` 0).
pub fn cuped(
    treated: JointMoments,
    control: JointMoments,
    level: Level,
) -> Result<CupedDifference, EffectivenessError> {
    let both = treated.merged(control);
    let spread = both.covariate.centred_squares;
    let theta = if spread > 0.0 { both.centred_products / spread } else { 0.0 };
    let plain = welch(treated.outcome, control.outcome, level)?;
    let centre = both.covariate.mean;
    let adjusted = welch(adjust(treated, theta, centre), adjust(control, theta, centre), level)?;
    let variance_ratio =
        if plain.standard_error > 0.0 { (adjusted.standard_error / plain.standard_error).powi(2) } else { 1.0 };
    Ok(CupedDifference { theta, adjusted, variance_ratio })
}

/// Moments of `outcome - theta * (covariate - centre)`.
fn adjust(arm: JointMoments, theta: f64, centre: f64) -> Moments {
    let squares = arm.outcome.centred_squares - 2.0 * theta * arm.centred_products
        + theta * theta * arm.covariate.centred_squares;
    Moments {
        count: arm.outcome.count,
        mean: arm.outcome.mean - theta * (arm.covariate.mean - centre),
        centred_squares: squares.max(0.0),
    }
}
