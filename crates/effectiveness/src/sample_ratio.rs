//! Whether the arms have the sizes the lot was to give them.

mod segments;
mod sequential;

pub use segments::{SegmentRatio, sample_ratio_by_segment};
pub use sequential::sequential_sample_ratio;

use crate::distribution::chi_square_upper;
use crate::error::EffectivenessError;
use serde::{Deserialize, Serialize};

/// Pearson's test of the arms' sizes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SampleRatio {
    /// Chi-square statistic.
    pub chi_square: f64,
    /// Arms minus one.
    pub df: usize,
    /// Of the statistic.
    pub p_value: f64,
}

/// Below this the arms' sizes are no accident and no effect may be read (Fabijan et al. 2019).
pub const MISMATCH_BELOW: f64 = 0.001;

/// Compares rows an arm with planned shares (any positive weights; they are scaled to 1).
pub fn sample_ratio(rows: &[u64], planned_shares: &[f64]) -> Result<SampleRatio, EffectivenessError> {
    let weight: f64 = planned_shares.iter().sum();
    let fit = rows.len() == planned_shares.len()
        && rows.len() >= 2
        && weight.is_finite()
        && planned_shares.iter().all(|s| *s > 0.0);
    if !fit {
        return Err(EffectivenessError::BadShares { shares: format!("{planned_shares:?}"), arms: rows.len() });
    }
    let total = rows.iter().sum::<u64>() as f64;
    if total == 0.0 {
        return Err(EffectivenessError::NoRows);
    }
    let chi_square = rows
        .iter()
        .zip(planned_shares)
        .map(|(&seen, share)| {
            let planned = total * share / weight;
            (seen as f64 - planned).powi(2) / planned
        })
        .sum();
    let df = rows.len() - 1;
    Ok(SampleRatio { chi_square, df, p_value: chi_square_upper(chi_square, df as f64) })
}

/// Whether arms of such sizes were evidently meant to be equal: every arm within a quarter of the equal share. Where no plan
/// was named these are tested against equal shares; anything further off (a holdout of a tenth) is no fault by itself.
pub fn equal_shares_presumed(rows: &[u64]) -> bool {
    let equal = rows.iter().sum::<u64>() as f64 / rows.len().max(1) as f64;
    rows.len() >= 2 && rows.iter().all(|r| (*r as f64 - equal).abs() <= 0.25 * equal)
}
