//! Rows with a standard error from leaving out one area at a time.

use super::AreaSums;
use super::arms::Arms;
use crate::by_person::MeanDifference;
use crate::error::EffectivenessError;
use crate::interval::Level;

/// Difference of the arms' row means with the CR3 standard error: `(G-1)/G` times the squared changes when each area is left
/// out (MacKinnon, Nielsen & Webb 2023), t with `G-1` degrees of freedom.
///
/// pyfixest's CRV3 multiplies this by `G/(G-1) * (N-1)/(N-2)` once more and leaves `(G-1)/G` out. Leaving an area out moves an
/// arm's mean by its residual sum over the rows that stay, so that this costs one pass over the areas. Refused where one area
/// holds a whole arm.
pub fn jackknife_difference(areas: &[AreaSums], level: Level) -> Result<MeanDifference, EffectivenessError> {
    let arms = Arms::of(areas)?;
    arms.refuse_an_arm_in_one_area(areas)?;
    let (n1, n0, g) = (arms.treated.count as f64, arms.control.count as f64, arms.areas as f64);
    let spread: f64 = areas
        .iter()
        .map(|a| {
            let (of_treated, of_control) = arms.residuals(a);
            let (left1, left0) = (n1 - a.treated.count as f64, n0 - a.control.count as f64);
            (of_treated / left1 - of_control / left0).powi(2)
        })
        .sum();
    let standard_error = (spread * (g - 1.0) / g).sqrt();
    Ok(MeanDifference::from_standard_error(arms.treated.mean, arms.control.mean, standard_error, g - 1.0, level))
}
