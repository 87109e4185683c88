//! Shares of alternatives that people could be offered.

use crate::cholesky::Cholesky;
use crate::error::ChoiceError;
use crate::model::{ChoiceModel, Errors};
use effectiveness::{Interval, Level};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::Serialize;
use std::f64::consts::TAU;

/// Fewest draws that make an interval.
const FEWEST: usize = 100;
/// Most draws that are made.
const MOST: usize = 100_000;

/// The share of an alternative.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// At the coefficients.
    pub estimate: f64,
    /// Between the quantiles of the draws.
    pub interval: Interval,
}

impl ChoiceModel {
    /// Chances of the alternatives of one task, each with a value an attribute in the order of the model; they add up to one.
    pub fn shares(&self, alternatives: &[Vec<f64>]) -> Result<Vec<f64>, ChoiceError> {
        self.check(alternatives)?;
        Ok(at(&self.coefficients, alternatives))
    }

    /// Coefficients as they might be too: `count` draws from the normal distribution around the estimates, for carrying their
    /// uncertainty on. The same seed gives the same draws.
    pub fn draws(&self, count: usize, seed: u64, errors: Errors) -> Result<Vec<Vec<f64>>, ChoiceError> {
        if !(FEWEST..=MOST).contains(&count) {
            return Err(ChoiceError::BadDraws { draws: count, most: MOST });
        }
        let width = self.attributes.len();
        let spread = Cholesky::of(self.covariance(errors)?, width, f64::EPSILON).map_err(|dependent| {
            ChoiceError::PersonsTooAlike { attribute: self.attributes[dependent.column].clone() }
        })?;
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut draw = || {
            let z: Vec<f64> = (0..width).map(|_| normal(&mut rng)).collect();
            spread.times(&z).iter().zip(&self.coefficients).map(|(off, c)| c + off).collect()
        };
        Ok((0..count).map(|_| draw()).collect())
    }

    /// Shares with percentile intervals from `draws` of the coefficients.
    pub fn share_intervals(
        &self,
        alternatives: &[Vec<f64>],
        draws: &[Vec<f64>],
        level: Level,
    ) -> Result<Vec<Share>, ChoiceError> {
        let estimates = self.shares(alternatives)?;
        if draws.len() < FEWEST || draws.iter().any(|draw| draw.len() != self.attributes.len()) {
            return Err(ChoiceError::BadDraws { draws: draws.len(), most: MOST });
        }
        let drawn: Vec<Vec<f64>> = draws.iter().map(|draw| at(draw, alternatives)).collect();
        let tail = (1.0 - level.get()) / 2.0;
        let share = |(place, estimate): (usize, f64)| {
            let mut own: Vec<f64> = drawn.iter().map(|shares| shares[place]).collect();
            own.sort_unstable_by(f64::total_cmp);
            Share { estimate, interval: Interval { low: quantile(&own, tail), high: quantile(&own, 1.0 - tail) } }
        };
        Ok(estimates.into_iter().enumerate().map(share).collect())
    }

    fn check(&self, alternatives: &[Vec<f64>]) -> Result<(), ChoiceError> {
        if alternatives.is_empty() {
            return Err(ChoiceError::NoAlternatives);
        }
        for (place, values) in alternatives.iter().enumerate() {
            let (alternative, expected) = (place + 1, self.attributes.len());
            if values.len() != expected {
                return Err(ChoiceError::WrongWidth { alternative, values: values.len(), expected });
            }
            if let Some(k) = values.iter().position(|value| !value.is_finite()) {
                let attribute = self.attributes[k].clone();
                return Err(ChoiceError::AlternativeNotFinite { alternative, attribute, value: values[k] });
            }
        }
        Ok(())
    }
}

/// Shares at some coefficients.
fn at(coefficients: &[f64], alternatives: &[Vec<f64>]) -> Vec<f64> {
    // Only differences matter, and from the first alternative they keep their digits.
    let first = &alternatives[0];
    let utility = |values: &Vec<f64>| -> f64 {
        coefficients.iter().zip(values).zip(first).map(|((c, value), first)| c * (value - first)).sum()
    };
    let utilities: Vec<f64> = alternatives.iter().map(utility).collect();
    let most = utilities.iter().fold(f64::NEG_INFINITY, |most, u| most.max(*u));
    let parts: Vec<f64> = utilities.iter().map(|u| (u - most).exp()).collect();
    let sum: f64 = parts.iter().sum();
    parts.into_iter().map(|part| part / sum).collect()
}

/// A standard normal number (Box & Muller 1958).
fn normal(rng: &mut impl Rng) -> f64 {
    let (u, v): (f64, f64) = (1.0 - rng.r#gen::<f64>(), rng.r#gen());
    (-2.0 * u.ln()).sqrt() * (TAU * v).cos()
}

/// Between the sorted values (type 7 of Hyndman & Fan 1996).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * place.fract()
}
