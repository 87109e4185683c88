//! Rows with the bias-reduced standard error and its own degrees of freedom.

use super::AreaSums;
use super::arms::Arms;
use crate::by_person::MeanDifference;
use crate::error::EffectivenessError;
use crate::interval::Level;

/// Difference of the arms' row means with the CR2 standard error and Satterthwaite's degrees of freedom under independent
/// rows (Bell & McCaffrey 2002; Imbens & Kolesar 2016), which fall far below `G-1` where few areas were treated or areas are
/// very unequal.
///
/// With two arms the adjustment matrix only ever meets vectors that are constant inside an area and arm, so that it is a
/// division by `sqrt(1 - rows/arm's rows)`; the trace of the squared covariance is then a few sums over areas. Refused
/// where one area holds a whole arm.
pub fn bell_mccaffrey_difference(areas: &[AreaSums], level: Level) -> Result<MeanDifference, EffectivenessError> {
    let arms = Arms::of(areas)?;
    arms.refuse_an_arm_in_one_area(areas)?;
    let (n1, n0) = (arms.treated.count as f64, arms.control.count as f64);
    let mut variance = 0.0;
    // Of the scores' covariance `D - v1 v1' - v0 v0'`: traces and products.
    let (mut trace, mut diagonal_squares, mut diagonal_by_products) = (0.0, 0.0, 0.0);
    let (mut v11, mut v00, mut v10) = (0.0, 0.0, 0.0);
    for area in areas {
        let (m1, m0) = (area.treated.count as f64, area.control.count as f64);
        let (keep1, keep0) = (1.0 - m1 / n1, 1.0 - m0 / n0);
        let (of_treated, of_control) = arms.residuals(area);
        variance += (of_treated / (n1 * keep1.sqrt()) - of_control / (n0 * keep0.sqrt())).powi(2);
        let diagonal = m1 / (n1 * n1 * keep1) + m0 / (n0 * n0 * keep0);
        let (v1, v0) = (m1 / (n1.powf(1.5) * keep1.sqrt()), m0 / (n0.powf(1.5) * keep0.sqrt()));
        trace += diagonal - v1 * v1 - v0 * v0;
        diagonal_squares += diagonal * diagonal;
        diagonal_by_products += diagonal * (v1 * v1 + v0 * v0);
        v11 += v1 * v1;
        v00 += v0 * v0;
        v10 += v1 * v0;
    }
    let squares = diagonal_squares - 2.0 * diagonal_by_products + v11 * v11 + v00 * v00 + 2.0 * v10 * v10;
    let df = trace * trace / squares;
    Ok(MeanDifference::from_standard_error(arms.treated.mean, arms.control.mean, variance.sqrt(), df, level))
}
