//! Balance: how far the contacted and the others were apart before, and are after weighting.

use crate::aipw::Nuisances;
use regression::Design;
use serde::Serialize;

/// From here on a standardised difference is seen as too large (Austin 2009).
pub const TOLERATED: f64 = 0.1;

/// One column of the covariates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BalanceRow {
    /// The column, with its label where it is a group.
    pub column: String,
    /// Mean of the contacted.
    pub mean_treated: f64,
    /// Mean of the others.
    pub mean_untreated: f64,
    /// Standardised difference as they are.
    pub before: f64,
    /// Standardised difference after weighting by the propensity.
    pub after: f64,
}

/// Standardised mean differences of every column but the intercept: the difference of the means over the root of the mean of the two
/// variances as they are, before and after weighting. A column that varies on neither side has a difference of zero.
pub fn balance(design: &Design, treated: &[bool], by: &Nuisances) -> Vec<BalanceRow> {
    (1..design.width())
        .map(|place| {
            let values = design.values(place);
            let weighted = |contacted: bool, weight: &dyn Fn(f64) -> f64| {
                let (mut sum, mut total) = (0.0, 0.0);
                for ((x, t), e) in values.iter().zip(treated).zip(&by.propensity) {
                    if *t == contacted {
                        let w = weight(*e);
                        sum += w * x;
                        total += w;
                    }
                }
                sum / total
            };
            let (mean_treated, mean_untreated) = (weighted(true, &|_| 1.0), weighted(false, &|_| 1.0));
            let variance = |contacted: bool, mean: f64| {
                let side = || values.iter().zip(treated).filter(|(_, t)| **t == contacted);
                let people = side().count() as f64;
                side().map(|(x, _)| (x - mean).powi(2)).sum::<f64>() / (people - 1.0)
            };
            let spread = f64::midpoint(variance(true, mean_treated), variance(false, mean_untreated)).sqrt();
            let over = |difference: f64| if spread > 0.0 { difference / spread } else { 0.0 };
            BalanceRow {
                column: design.names()[place].clone(),
                mean_treated,
                mean_untreated,
                before: over(mean_treated - mean_untreated),
                after: over(weighted(true, &|e| 1.0 / e) - weighted(false, &|e| 1.0 / (1.0 - e))),
            }
        })
        .collect()
}
