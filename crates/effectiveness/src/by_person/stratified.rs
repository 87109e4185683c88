//! A difference of means inside strata, weighted by how many rows each stratum has.

use super::means::is_spread;
use crate::distribution::normal_two_sided;
use crate::interval::{Interval, Level};
use crate::sums::Moments;
use serde::{Deserialize, Serialize};

/// One stratum: the rows of both arms.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Stratum {
    /// The treated.
    pub treated: Moments,
    /// The control.
    pub control: Moments,
}

/// Post-stratified difference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StratifiedDifference {
    /// Mean of the treated, strata weighted by their rows in both arms.
    pub mean_treated: f64,
    /// Mean of the control with the same weights.
    pub mean_control: f64,
    /// Treated minus control.
    pub difference: f64,
    /// Its standard error; 0 where the outcome varies in no stratum.
    pub standard_error: f64,
    /// Two-sided p-value of the normal statistic.
    pub p_value: Option<f64>,
    /// Normal interval.
    pub interval: Option<Interval>,
    /// Strata compared.
    pub strata: usize,
    /// Strata left out, having fewer than two rows in an arm.
    pub strata_left_out: usize,
    /// Their rows.
    pub rows_left_out: u64,
}

/// Differences inside strata, weighted by stratum size (rows of both arms); variances with divisor n - 1 within arm and
/// stratum; normal interval. Strata with fewer than two rows in an arm are left out and counted. `None` where none is left.
///
/// Source: post-stratification, Miratrix, Sekhon & Yu 2013.
pub fn stratified_difference(strata: &[Stratum], level: Level) -> Option<StratifiedDifference> {
    let rows = |s: &Stratum| s.treated.count + s.control.count;
    let comparable = |s: &&Stratum| s.treated.count >= 2 && s.control.count >= 2;
    let used: Vec<&Stratum> = strata.iter().filter(comparable).collect();
    let total: u64 = used.iter().map(|s| rows(s)).sum();
    if total == 0 {
        return None;
    }
    let (mut mean_treated, mut mean_control, mut variance) = (0.0, 0.0, 0.0);
    for s in &used {
        let weight = rows(s) as f64 / total as f64;
        let of_mean = |m: Moments| m.centred_squares / (m.count as f64 - 1.0) / m.count as f64;
        mean_treated += weight * s.treated.mean;
        mean_control += weight * s.control.mean;
        variance += weight * weight * (of_mean(s.treated) + of_mean(s.control));
    }
    let difference = mean_treated - mean_control;
    let varies = is_spread(variance.sqrt(), mean_treated, mean_control);
    let standard_error = if varies { variance.sqrt() } else { 0.0 };
    let left_out = strata.iter().filter(|s| !comparable(s) && rows(s) > 0);
    Some(StratifiedDifference {
        mean_treated,
        mean_control,
        difference,
        standard_error,
        p_value: varies.then(|| normal_two_sided(difference / standard_error)),
        interval: varies.then(|| Interval::around(difference, level.z() * standard_error)),
        strata: used.len(),
        strata_left_out: left_out.clone().count(),
        rows_left_out: left_out.map(rows).sum(),
    })
}
