//! The ratio of two uncertain numbers.

use crate::interval::{Interval, Level};
use serde::{Deserialize, Serialize};

/// A number with the variance of its estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Uncertain {
    /// The estimate.
    pub estimate: f64,
    /// Variance of the estimate (its standard error squared).
    pub variance: f64,
}

/// All ratios that the figures do not contradict.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum FiellerSet {
    /// Between two ends: the denominator is clearly not zero.
    Bounded(Interval),
    /// Everything but what lies between: at most `below`, or at least `above`. The denominator may be zero.
    Outside {
        /// Upper end of the lower part.
        below: f64,
        /// Lower end of the upper part.
        above: f64,
    },
    /// Any number at all.
    Anything,
}

/// Fieller's confidence set (1954) of `numerator / denominator`, whose estimates have the given covariance.
pub fn fieller(numerator: Uncertain, denominator: Uncertain, covariance: f64, level: Level) -> FiellerSet {
    let z2 = level.z().powi(2);
    // All theta with a theta^2 - 2 b theta + c <= 0.
    let a = denominator.estimate.powi(2) - z2 * denominator.variance;
    let b = numerator.estimate * denominator.estimate - z2 * covariance;
    let c = numerator.estimate.powi(2) - z2 * numerator.variance;
    let discriminant = b * b - a * c;
    if a > 0.0 {
        let root = discriminant.max(0.0).sqrt();
        FiellerSet::Bounded(Interval { low: (b - root) / a, high: (b + root) / a })
    } else if a < 0.0 && discriminant > 0.0 {
        let root = discriminant.sqrt();
        FiellerSet::Outside { below: (b + root) / a, above: (b - root) / a }
    } else {
        FiellerSet::Anything
    }
}
