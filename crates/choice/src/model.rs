//! A fitted conditional logit.

use crate::choices::Choices;
use crate::cholesky::Cholesky;
use crate::error::ChoiceError;
use crate::likelihood::Sums;
use effectiveness::distribution::normal_critical;
use effectiveness::{Interval, Level};
use serde::Serialize;

/// Where standard errors come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Errors {
    /// The curvature of the likelihood: right where every task is answered by somebody else.
    Hessian,
    /// Sandwich over persons (Liang & Zeger 1986), without a factor for few of them: allows for people who differ and answer more than
    /// one task. What to use wherever somebody does.
    ByPerson,
}

/// Coefficients of a conditional logit and how well they describe the choices.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChoiceModel {
    /// Names of the attributes.
    pub attributes: Vec<String>,
    /// Utility for each unit of an attribute; the unit of utility is that of the spread of what is not seen.
    pub coefficients: Vec<f64>,
    /// Log-likelihood at the coefficients.
    pub log_likelihood: f64,
    /// Log-likelihood where every alternative of a task has the same chance.
    pub equal_shares_log_likelihood: f64,
    /// One minus the ratio of the two (McFadden 1974). 0.2 to 0.4 is a very good fit.
    pub mcfadden_r2: f64,
    /// Persons who chose.
    pub persons: usize,
    /// Tasks, each with one choice.
    pub tasks: usize,
    /// Alternatives of all tasks.
    pub rows: usize,
    /// Rounds of Newton's method.
    pub rounds: usize,
    /// Lowest and highest value of each attribute among the rows.
    pub ranges: Vec<(f64, f64)>,
    #[serde(skip)]
    hessian: Vec<f64>,
    #[serde(skip)]
    by_person: Vec<f64>,
}

/// One line of the table of coefficients.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coefficient {
    /// The attribute.
    pub attribute: String,
    /// Utility for each unit of it.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Its normal interval.
    pub interval: Interval,
    /// Share of the attribute in what moves choices, 0 to 1: the difference in utility between its lowest and highest value, over the
    /// sum of these differences.
    pub importance: f64,
}

impl ChoiceModel {
    /// From what was fitted on scaled attributes.
    pub(crate) fn new(
        choices: &Choices,
        coefficients: &[f64],
        at: &Sums,
        information: &Cholesky,
        rounds: usize,
    ) -> Self {
        let scales = &choices.scales;
        let width = scales.len();
        let unscaled = |matrix: &[f64]| -> Vec<f64> {
            let entry = |(place, value): (usize, &f64)| value / scales[place / width] / scales[place % width];
            matrix.iter().enumerate().map(entry).collect()
        };
        let bread = information.inverse();
        let equal_shares_log_likelihood = choices.equal_shares_log_likelihood();
        Self {
            attributes: choices.attributes.clone(),
            coefficients: coefficients.iter().zip(scales).map(|(c, scale)| c / scale).collect(),
            log_likelihood: at.log_likelihood,
            equal_shares_log_likelihood,
            mcfadden_r2: 1.0 - at.log_likelihood / equal_shares_log_likelihood,
            persons: choices.persons(),
            tasks: choices.tasks(),
            rows: choices.rows(),
            rounds,
            ranges: choices.ranges.clone(),
            by_person: unscaled(&sandwich(&bread, &at.meat, width)),
            hessian: unscaled(&bread),
        }
    }

    /// Covariance of the coefficients, row after row.
    pub fn covariance(&self, errors: Errors) -> Result<&[f64], ChoiceError> {
        // The gradients of all persons add up to zero, so one more of them than coefficients is the least.
        let needed = self.attributes.len() + 1;
        match errors {
            Errors::Hessian => Ok(&self.hessian),
            Errors::ByPerson if self.persons < needed => {
                Err(ChoiceError::TooFewPersons { persons: self.persons, needed })
            }
            Errors::ByPerson => Ok(&self.by_person),
        }
    }

    /// Standard errors of the coefficients.
    pub fn standard_errors(&self, errors: Errors) -> Result<Vec<f64>, ChoiceError> {
        let (covariance, width) = (self.covariance(errors)?, self.attributes.len());
        Ok((0..width).map(|k| covariance[k * width + k].max(0.0).sqrt()).collect())
    }

    /// Coefficients with intervals and importance.
    pub fn table(&self, errors: Errors, level: Level) -> Result<Vec<Coefficient>, ChoiceError> {
        let z = normal_critical(1.0 - level.get());
        let importance = self.importance();
        let line = |(k, standard_error): (usize, f64)| {
            let (estimate, half) = (self.coefficients[k], z * standard_error);
            Coefficient {
                attribute: self.attributes[k].clone(),
                estimate,
                standard_error,
                interval: Interval { low: estimate - half, high: estimate + half },
                importance: importance[k],
            }
        };
        Ok(self.standard_errors(errors)?.into_iter().enumerate().map(line).collect())
    }

    /// Share of each attribute in what moves choices; it depends on how far the attribute was varied, so it compares attributes of
    /// these tasks only.
    pub fn importance(&self) -> Vec<f64> {
        let reach = |(coefficient, (low, high)): (&f64, &(f64, f64))| coefficient.abs() * (high - low);
        let reaches: Vec<f64> = self.coefficients.iter().zip(&self.ranges).map(reach).collect();
        let sum: f64 = reaches.iter().sum();
        reaches.into_iter().map(|reach| if sum > 0.0 { reach / sum } else { 0.0 }).collect()
    }

    /// Which attribute has a name.
    pub(crate) fn place_of(&self, attribute: &str) -> Result<usize, ChoiceError> {
        self.attributes.iter().position(|own| own == attribute).ok_or_else(|| ChoiceError::UnknownAttribute {
            attribute: attribute.to_owned(),
            attributes: self.attributes.clone(),
        })
    }
}

/// `B M B` for a symmetric `M` of which the lower triangle is filled.
fn sandwich(bread: &[f64], meat: &[f64], width: usize) -> Vec<f64> {
    let meat_at = |k: usize, l: usize| if k >= l { meat[k * width + l] } else { meat[l * width + k] };
    let cells = (0..width * width).map(|place| (place / width, place % width));
    let half: Vec<f64> =
        cells.clone().map(|(k, l)| (0..width).map(|m| bread[k * width + m] * meat_at(m, l)).sum()).collect();
    cells.map(|(k, l)| (0..width).map(|m| half[k * width + m] * bread[m * width + l]).sum()).collect()
}
