//! Area means adjusted for what was known of each area before the lot.

use super::drawn::{DrawnArea, by_stratum};
use crate::by_person::MeanDifference;
use crate::error::EffectivenessError;
use crate::interval::Level;

/// Area means adjusted for a covariate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdjustedAreaMeans {
    /// The test; its means are those of the arms moved to the covariate's common mean.
    pub test: MeanDifference,
    /// Outcome per unit of the covariate.
    pub slope: f64,
    /// Residual variance over that without the covariate, both by their own degrees of freedom.
    pub variance_ratio: f64,
}

/// Least squares of area means on the arm, one constant a stratum and the area's mean of a covariate known before the lot
/// (analysis of covariance on area means, Hayes & Moulton 2017), t with areas minus strata minus two degrees of freedom.
///
/// `baseline` has one number an area. Refused where the covariate does not vary inside strata or too few areas are left.
pub fn adjusted_area_means(
    areas: &[DrawnArea],
    baseline: &[f64],
    level: Level,
) -> Result<AdjustedAreaMeans, EffectivenessError> {
    if baseline.len() != areas.len() {
        return Err(EffectivenessError::UnequalRows {
            column: "baseline of areas".into(),
            rows: baseline.len(),
            expected: areas.len(),
        });
    }
    let strata = by_stratum(areas);
    let (mut yy, mut yz, mut yx, mut zz, mut zx, mut xx) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for members in &strata {
        let k = members.len() as f64;
        let mean = |of: &dyn Fn(usize) -> f64| members.iter().map(|a| of(*a)).sum::<f64>() / k;
        let drawn = |a: usize| f64::from(u8::from(areas[a].treated));
        let (my, mz, mx) = (mean(&|a| areas[a].mean), mean(&drawn), mean(&|a| baseline[a]));
        for &a in members {
            let (y, z, x) = (areas[a].mean - my, drawn(a) - mz, baseline[a] - mx);
            yy += y * y;
            yz += y * z;
            yx += y * x;
            zz += z * z;
            zx += z * x;
            xx += x * x;
        }
    }
    let df = areas.len() as f64 - strata.len() as f64 - 2.0;
    let determinant = zz * xx - zx * zx;
    if df < 1.0 || zz <= 0.0 || determinant <= 1e-12 * zz * xx {
        return Err(EffectivenessError::CovariateUseless { areas: areas.len(), strata: strata.len() });
    }
    let difference = (yz * xx - yx * zx) / determinant;
    let slope = (yx * zz - yz * zx) / determinant;
    let residual = (yy - difference * yz - slope * yx).max(0.0);
    let variance = residual / df;
    let plain = (yy - yz * yz / zz).max(0.0) / (df + 1.0);
    let (treated, control): (Vec<_>, Vec<_>) = areas.iter().partition(|a| a.treated);
    let mean = |of: &[DrawnArea]| of.iter().map(|a| a.mean).sum::<f64>() / of.len() as f64;
    // Both arms keep their weighted middle and stand apart by the adjusted difference.
    let share = treated.len() as f64 / areas.len() as f64;
    let middle = mean(&treated) * share + mean(&control) * (1.0 - share);
    let (high, low) = (middle + difference * (1.0 - share), middle - difference * share);
    Ok(AdjustedAreaMeans {
        test: MeanDifference::from_standard_error(high, low, (variance * xx / determinant).sqrt(), df, level),
        slope,
        variance_ratio: if plain > 0.0 { variance / plain } else { 1.0 },
    })
}
