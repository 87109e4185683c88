//! The secondary analysis: rows, with a standard error that knows which area they come from.

use super::AreaSums;
use super::arms::Arms;
use crate::by_person::MeanDifference;
use crate::error::EffectivenessError;
use crate::interval::Level;
use serde::{Deserialize, Serialize};

/// Difference of the arms' row means with a cluster-robust standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HouseholdDifference {
    /// Every row counts once; standard error CR1, t with areas minus one degrees of freedom.
    pub test: MeanDifference,
    /// Standard error that ignores the areas: shown to be compared, never to be used.
    pub naive_standard_error: f64,
    /// Areas with rows of either arm.
    pub areas: usize,
    /// Areas in which both arms occur.
    pub mixed_areas: usize,
}

/// Least squares of the outcome on the arm, CR1 standard error (Liang & Zeger 1986) with the factor
/// `G/(G-1) * (N-1)/(N-2)`, and t with `G-1` degrees of freedom (Cameron & Miller 2015). Needs a row in each arm, three rows
/// and two areas.
pub fn household_difference(areas: &[AreaSums], level: Level) -> Result<HouseholdDifference, EffectivenessError> {
    let arms = Arms::of(areas)?;
    let (treated, control) = (arms.treated, arms.control);
    let (n1, n0, g) = (treated.count as f64, control.count as f64, arms.areas as f64);
    let n = n1 + n0;
    let spread: f64 = areas
        .iter()
        .map(|a| {
            let (of_treated, of_control) = arms.residuals(a);
            (of_treated / n1 - of_control / n0).powi(2)
        })
        .sum();
    let standard_error = (spread * g / (g - 1.0) * (n - 1.0) / (n - 2.0)).sqrt();
    let residual_variance = (treated.centred_squares + control.centred_squares) / (n - 2.0);
    Ok(HouseholdDifference {
        test: MeanDifference::from_standard_error(treated.mean, control.mean, standard_error, g - 1.0, level),
        naive_standard_error: (residual_variance * (1.0 / n1 + 1.0 / n0)).sqrt(),
        areas: arms.areas,
        mixed_areas: areas.iter().filter(|a| a.is_mixed()).count(),
    })
}
