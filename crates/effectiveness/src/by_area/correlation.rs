//! How alike the members of one area are.

use crate::sums::Moments;
use serde::{Deserialize, Serialize};

/// Intra-area correlation and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IntraAreaCorrelation {
    /// ANOVA estimate; below zero where areas differ less than chance makes them.
    pub icc: f64,
    /// Typical rows an area, corrected for unequal sizes.
    pub rows_per_area: f64,
    /// Variance of a mean over what it were without areas: `1 + (rows_per_area - 1) * icc`.
    pub design_effect: f64,
    /// Areas with rows.
    pub areas: usize,
}

/// One-way analysis of variance over areas (Donner & Koval 1980), whatever the arm: an effect between areas is inside it.
/// `None` below two areas, where no area has two rows, or where the outcome does not vary.
pub fn intra_area_correlation(areas: &[Moments]) -> Option<IntraAreaCorrelation> {
    let used: Vec<Moments> = areas.iter().copied().filter(|a| a.count > 0).collect();
    let all = used.iter().copied().fold(Moments::default(), Moments::merged);
    let (n, g) = (all.count as f64, used.len() as f64);
    if used.len() < 2 || all.count <= used.len() as u64 {
        return None;
    }
    let within: f64 = used.iter().map(|a| a.centred_squares).sum();
    let between: f64 = used.iter().map(|a| a.count as f64 * (a.mean - all.mean).powi(2)).sum();
    let (mean_between, mean_within) = (between / (g - 1.0), within / (n - g));
    let rows_per_area = (n - used.iter().map(|a| (a.count as f64).powi(2)).sum::<f64>() / n) / (g - 1.0);
    let total = mean_between + (rows_per_area - 1.0) * mean_within;
    (total > 0.0).then(|| {
        let icc = (mean_between - mean_within) / total;
        IntraAreaCorrelation { icc, rows_per_area, design_effect: 1.0 + (rows_per_area - 1.0) * icc, areas: used.len() }
    })
}
