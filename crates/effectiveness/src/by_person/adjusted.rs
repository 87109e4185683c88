//! Differences of means with several covariates taken into account, from rows.

use super::means::{MeanDifference, welch};
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::sums::Moments;
use regression::{Design, Errors, LinearFit, RegressionError, ols, ols_of_counts};
use serde::{Deserialize, Serialize};

/// Rows of two arms with numbers known before the lot was drawn. Every slice has one entry a row.
#[derive(Debug, Clone, Copy)]
pub struct AdjustedRows<'a> {
    /// The outcome.
    pub outcome: &'a [f64],
    /// Whether the row is of the treated arm; else it is of the control.
    pub treated: &'a [bool],
    /// Names and values of the covariates.
    pub covariates: &'a [(String, Vec<f64>)],
    /// How many people a row stands for; `None` is one each.
    pub counts: Option<&'a [f64]>,
}

/// CUPED on several covariates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CupedFit {
    /// Slopes of the outcome on the covariates over both arms, in their order.
    pub thetas: Vec<f64>,
    /// The adjusted difference, by Welch.
    pub adjusted: MeanDifference,
    /// Variance of the adjusted difference over that of the plain one; near 1 the covariates hardly help.
    pub variance_ratio: f64,
}

/// CUPED (Deng, Xu, Kohavi & Walker 2013) on several covariates: outcome minus what they foretell in both arms together, then
/// Welch. Refused where a covariate is made of the others.
pub fn cuped_on_rows(rows: AdjustedRows<'_>, level: Level) -> Result<CupedFit, EffectivenessError> {
    let mut design = Design::new().intercept(rows.outcome.len());
    for (name, values) in rows.covariates {
        design = design.column(name.clone(), values.clone());
    }
    let fit = rows.least_squares(&design)?;
    let (mut adjusted, mut plain) = ([Moments::default(); 2], [Moments::default(); 2]);
    let centre = rows.mean(rows.outcome);
    for (row, residual) in fit.residuals.iter().enumerate() {
        let (arm, people) = (usize::from(rows.treated[row]), rows.people(row));
        adjusted[arm].add_times(residual + centre, people);
        plain[arm].add_times(rows.outcome[row], people);
    }
    let unadjusted = welch(plain[1], plain[0], level)?;
    let adjusted = welch(adjusted[1], adjusted[0], level)?;
    let ratio = (adjusted.standard_error / unadjusted.standard_error).powi(2);
    Ok(CupedFit {
        thetas: fit.coefficients[1..].to_vec(),
        adjusted,
        variance_ratio: if unadjusted.standard_error > 0.0 { ratio } else { 1.0 },
    })
}

/// Lin's least squares (2013): outcome on treatment, centred covariates and their products with the treatment, HC2 errors,
/// t with rows minus columns degrees of freedom. Never less precise in large lots than no adjustment.
pub fn lin(rows: AdjustedRows<'_>, level: Level) -> Result<MeanDifference, EffectivenessError> {
    let treated: Vec<f64> = rows.treated.iter().map(|t| f64::from(u8::from(*t))).collect();
    let mut design = Design::new().intercept(rows.outcome.len());
    for (name, values) in rows.covariates {
        let centre = rows.mean(values);
        let centred: Vec<f64> = values.iter().map(|x| x - centre).collect();
        let product: Vec<f64> = centred.iter().zip(&treated).map(|(x, t)| x * t).collect();
        design = design.column(name.clone(), centred).column(format!("treated x {name}"), product);
    }
    let place = design.width();
    let fit = rows.least_squares(&design.column("treated", treated))?;
    let covariance = fit.covariance(Errors::Hc2)?;
    let control = fit.coefficients[0];
    Ok(MeanDifference::from_standard_error(
        control + fit.coefficients[place],
        control,
        covariance.standard_error(place),
        covariance.degrees_of_freedom(),
        level,
    ))
}

impl AdjustedRows<'_> {
    fn least_squares(&self, design: &Design) -> Result<LinearFit, RegressionError> {
        match self.counts {
            None => ols(self.outcome, design),
            Some(counts) => ols_of_counts(self.outcome, design, counts),
        }
    }

    fn people(&self, row: usize) -> u64 {
        self.counts.map_or(1, |counts| counts[row] as u64)
    }

    fn mean(&self, values: &[f64]) -> f64 {
        let people = |row: usize| self.counts.map_or(1.0, |counts| counts[row]);
        let total: f64 = (0..values.len()).map(people).sum();
        values.iter().enumerate().map(|(row, value)| value * people(row)).sum::<f64>() / total
    }
}
