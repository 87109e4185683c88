//! Augmented inverse probability weighting: right when either the model of the contact or that of the outcome is.

use crate::contacts::{rows_of, yes_or_no};
use crate::error::ObservationalError;
use crate::rates::rates;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use regression::{Design, Link, RegressionError, binomial, ols};

/// What is predicted for each person.
#[derive(Debug, Clone, PartialEq)]
pub struct Nuisances {
    /// Chance of being contacted (propensity).
    pub propensity: Vec<f64>,
    /// Outcome expected with contact.
    pub with_contact: Vec<f64>,
    /// Outcome expected without.
    pub without: Vec<f64>,
}

/// Means over everybody, with and without contact, and their difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjusted {
    /// Mean had all been contacted.
    pub with_contact: f64,
    /// Mean had nobody been.
    pub without: f64,
    /// Standard error of the difference, from its influence function.
    pub standard_error: f64,
    /// Standard error of the logarithm of the ratio of the means; not a number where a mean is not above zero.
    pub log_ratio_error: f64,
}

impl Adjusted {
    /// Contacted minus not.
    pub fn difference(&self) -> f64 {
        self.with_contact - self.without
    }
}

/// Fits the models: logit of the contact on `contact_design`, and for each side the outcome on `outcome_design`, logit where the
/// outcome is 0 or 1 and least squares otherwise. A group in which everybody on a side has the same outcome is predicted to have it; a
/// logit that still has no limit gives way to least squares.
pub fn nuisances(
    outcome: &[f64],
    treated: &[bool],
    contact_design: &Design,
    outcome_design: &Design,
) -> Result<Nuisances, ObservationalError> {
    let rows: Vec<usize> = (0..outcome.len()).collect();
    predicted(outcome, treated, contact_design, outcome_design, &rows, &rows)
}

/// The same with every person predicted by models that have not seen them, in `folds` parts drawn with `seed`
/// (Chernozhukov et al. 2018).
pub fn cross_fitted(
    outcome: &[f64],
    treated: &[bool],
    contact_design: &Design,
    outcome_design: &Design,
    folds: usize,
    seed: u64,
) -> Result<Nuisances, ObservationalError> {
    let n = outcome.len();
    if !(2..=20).contains(&folds) || n < 20 * folds {
        return Err(ObservationalError::BadFolds { folds });
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
    let mut all = Nuisances { propensity: vec![0.0; n], with_contact: vec![0.0; n], without: vec![0.0; n] };
    for fold in 0..folds {
        let held: Vec<usize> = order.iter().skip(fold).step_by(folds).copied().collect();
        let mut is_held = vec![false; n];
        for row in &held {
            is_held[*row] = true;
        }
        let seen: Vec<usize> = (0..n).filter(|row| !is_held[*row]).collect();
        let part = predicted(outcome, treated, contact_design, outcome_design, &seen, &held)?;
        for (place, row) in held.iter().enumerate() {
            all.propensity[*row] = part.propensity[place];
            all.with_contact[*row] = part.with_contact[place];
            all.without[*row] = part.without[place];
        }
    }
    Ok(all)
}

/// Fitted on the rows `seen`, predicted for the rows `wanted`.
fn predicted(
    outcome: &[f64],
    treated: &[bool],
    contact_design: &Design,
    outcome_design: &Design,
    seen: &[usize],
    wanted: &[usize],
) -> Result<Nuisances, ObservationalError> {
    let contact: Vec<f64> = seen.iter().map(|row| f64::from(u8::from(treated[*row]))).collect();
    let of_contact =
        binomial(&contact, &rows_of(contact_design, seen), Link::Logit, None).map_err(|cause| match cause {
            RegressionError::Separated { column } => ObservationalError::NoOverlap { column },
            cause => ObservationalError::Model { what: "the contact", cause },
        })?;
    let wanted_design = rows_of(outcome_design, wanted);
    let is_rate = yes_or_no(outcome);
    let side = |contacted: bool| {
        let rows: Vec<usize> = seen.iter().copied().filter(|row| treated[*row] == contacted).collect();
        let y: Vec<f64> = rows.iter().map(|row| outcome[*row]).collect();
        let design = rows_of(outcome_design, &rows);
        if is_rate {
            match rates(&y, &design, &wanted_design) {
                Ok(rates) => return Ok(rates),
                Err(RegressionError::Separated { .. } | RegressionError::OutcomeConstant { .. }) => {}
                Err(cause) => return Err(side_refusal(contacted, cause)),
            }
        }
        ols(&y, &design).map(|fit| fit.predict(&wanted_design)).map_err(|cause| side_refusal(contacted, cause))
    };
    Ok(Nuisances {
        propensity: of_contact.predict(&rows_of(contact_design, wanted)),
        with_contact: side(true)?,
        without: side(false)?,
    })
}

fn side_refusal(contacted: bool, cause: RegressionError) -> ObservationalError {
    match cause {
        // A column that does not vary on one side: nobody there has it, so the others have nobody to be compared with.
        RegressionError::Collinear { column } => ObservationalError::NoOverlap { column },
        cause => ObservationalError::Model {
            what: if contacted { "the outcome of the contacted" } else { "the outcome of the others" },
            cause,
        },
    }
}

/// The means of Robins, Rotnitzky & Zhao 1994. With `normalised` the weights of each side are divided by their mean, which tames
/// single large weights.
pub fn aipw(outcome: &[f64], treated: &[bool], by: &Nuisances, normalised: bool) -> Adjusted {
    let n = outcome.len() as f64;
    let (weights_with, weights_without) = weights(treated, &by.propensity, normalised);
    let with: Vec<f64> =
        (0..outcome.len()).map(|i| by.with_contact[i] + weights_with[i] * (outcome[i] - by.with_contact[i])).collect();
    let without: Vec<f64> =
        (0..outcome.len()).map(|i| by.without[i] + weights_without[i] * (outcome[i] - by.without[i])).collect();
    adjusted(&with, &without, n)
}

/// Inverse probability weighting with weights that add up to one on each side (Hájek). Its error takes the propensities as known,
/// which is on the safe side.
pub fn ipw(outcome: &[f64], treated: &[bool], propensity: &[f64]) -> Adjusted {
    let n = outcome.len() as f64;
    let (weights_with, weights_without) = weights(treated, propensity, true);
    let mean = |weights: &[f64]| weights.iter().zip(outcome).map(|(w, y)| w * y).sum::<f64>() / n;
    let influence = |weights: &[f64]| -> Vec<f64> {
        let mean = mean(weights);
        weights.iter().zip(outcome).map(|(w, y)| mean + w * (y - mean)).collect()
    };
    adjusted(&influence(&weights_with), &influence(&weights_without), n)
}

/// `1/e` for the contacted and `1/(1-e)` for the others, zero on the other side.
fn weights(treated: &[bool], propensity: &[f64], normalised: bool) -> (Vec<f64>, Vec<f64>) {
    let with = treated.iter().zip(propensity).map(|(t, e)| if *t { 1.0 / e } else { 0.0 }).collect();
    let without = treated.iter().zip(propensity).map(|(t, e)| if *t { 0.0 } else { 1.0 / (1.0 - e) }).collect();
    if normalised { (to_mean_one(with), to_mean_one(without)) } else { (with, without) }
}

fn to_mean_one(mut weights: Vec<f64>) -> Vec<f64> {
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    for weight in &mut weights {
        *weight /= mean;
    }
    weights
}

fn adjusted(with: &[f64], without: &[f64], n: f64) -> Adjusted {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (mean_with, mean_without) = (mean(with), mean(without));
    let error = |pull: &dyn Fn(usize) -> f64| {
        let squares: f64 = (0..with.len()).map(|i| pull(i).powi(2)).sum();
        (squares / (n - 1.0) / n).sqrt()
    };
    let log_ratio_error = if mean_with > 0.0 && mean_without > 0.0 {
        error(&|i| (with[i] - mean_with) / mean_with - (without[i] - mean_without) / mean_without)
    } else {
        f64::NAN
    };
    Adjusted {
        with_contact: mean_with,
        without: mean_without,
        standard_error: error(&|i| with[i] - mean_with - (without[i] - mean_without)),
        log_ratio_error,
    }
}
