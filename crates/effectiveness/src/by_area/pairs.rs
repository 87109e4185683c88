//! Pairs of areas, one of each pair treated by lot.

use super::drawn::{DrawnArea, by_stratum, is_paired};
use crate::by_person::MeanDifference;
use crate::error::EffectivenessError;
use crate::interval::Level;

/// Difference inside pairs, each pair weighing its rows: what a row of the population gains, where plain pair means ask what
/// an area gains. Imai, King & Nall 2009: `sum(w d)`, variance `m/(m-1) * sum((w d - estimate/m)^2)` with weights that sum
/// to one, t with pairs minus one degrees of freedom. Every stratum must be a pair, and there must be two pairs.
pub fn paired_difference_by_rows(areas: &[DrawnArea], level: Level) -> Result<MeanDifference, EffectivenessError> {
    if !is_paired(areas) {
        return Err(EffectivenessError::NotPaired);
    }
    let pairs: Vec<(f64, f64, f64)> = by_stratum(areas)
        .iter()
        .map(|pair| {
            let (one, other) = (areas[pair[0]], areas[pair[1]]);
            let (treated, control) = if one.treated { (one, other) } else { (other, one) };
            ((one.rows + other.rows) as f64, treated.mean, control.mean)
        })
        .collect();
    let rows: f64 = pairs.iter().map(|(w, ..)| w).sum();
    let weighted = |part: fn(&(f64, f64, f64)) -> f64| pairs.iter().map(|p| p.0 / rows * part(p)).sum::<f64>();
    let (treated, control) = (weighted(|p| p.1), weighted(|p| p.2));
    let m = pairs.len() as f64;
    let spread: f64 = pairs.iter().map(|(w, t, c)| (w / rows * (t - c) - (treated - control) / m).powi(2)).sum();
    let standard_error = (m / (m - 1.0) * spread).sqrt();
    Ok(MeanDifference::from_standard_error(treated, control, standard_error, m - 1.0, level))
}
