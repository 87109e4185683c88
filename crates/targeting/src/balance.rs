//! Whether a lot can have given these arms: features must not differ between them by more than chance.

use crate::trial::Trial;
use effectiveness::distribution::normal_two_sided;
use serde::{Deserialize, Serialize};

/// The feature that differs most between an arm and the control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Imbalance {
    /// The arm.
    pub arm: String,
    /// The feature.
    pub feature: String,
    /// Difference of its means in standard deviations.
    pub standardised_difference: f64,
    /// Two-sided, Bonferroni over every column and arm.
    pub p_value: f64,
}

/// Below this the arms were hardly drawn by lot.
pub(crate) const NO_LOT: f64 = 0.001;

/// The largest imbalance by its p-value; `None` where areas were drawn, for a few areas differ by chance.
pub(crate) fn worst_imbalance(trial: &Trial<'_>) -> Option<Imbalance> {
    if trial.area.is_some() {
        return None;
    }
    let tests = (trial.columns.width() * (trial.arms.len() - 1)) as f64;
    let mut worst: Option<Imbalance> = None;
    for column in &trial.columns.columns {
        let mut sums = vec![[0.0_f64; 3]; trial.arms.len()];
        for (value, arm) in column.values.iter().zip(trial.arm).filter(|(v, _)| !v.is_nan()) {
            let sum = &mut sums[*arm as usize];
            *sum = [sum[0] + 1.0, sum[1] + value, sum[2] + value * value];
        }
        let moments = |s: &[f64; 3]| (s[1] / s[0], (s[2] / s[0] - (s[1] / s[0]).powi(2)).max(0.0), s[0]);
        let (mean0, variance0, n0) = moments(&sums[0]);
        for (arm, sum) in sums.iter().enumerate().skip(1) {
            let (mean, variance, n) = moments(sum);
            let z = (mean - mean0) / (variance / n + variance0 / n0).sqrt();
            let p_value = (normal_two_sided(z) * tests).min(1.0);
            if z.is_finite() && worst.as_ref().is_none_or(|w| p_value < w.p_value) {
                worst = Some(Imbalance {
                    arm: trial.arms[arm].clone(),
                    feature: column.feature.clone(),
                    standardised_difference: (mean - mean0) / f64::midpoint(variance, variance0).sqrt(),
                    p_value,
                });
            }
        }
    }
    worst
}
