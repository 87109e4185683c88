//! The answer for contacts that nobody drew by lot.

use crate::aipw::{Adjusted, Nuisances, aipw, cross_fitted, ipw, nuisances};
use crate::balance::{BalanceRow, TOLERATED, balance};
use crate::contacts::{Contacts, FEWEST};
use crate::e_value::{EValue, e_value_of_means, e_value_of_rates};
use crate::error::ObservationalError;
use crate::estimate::{Estimate, Level};
use crate::overlap::{MOST_WEIGHT, Overlap, inside, overlap};
use crate::placebo::Placebo;
use crate::synthetic::Synthetic;
use crate::words;
use domain::{Bilingual, Grade};
use serde::Serialize;

/// An adjusted comparison with its doubts. What a method does not have is left empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Always C.
    pub grade: Grade,
    /// The verdict, without a number to be misread.
    pub verdict: Bilingual,
    /// What the naive number is.
    pub selection: Bilingual,
    /// Whether the outcome is a rate: differences then are shares of 1.
    pub is_rate: bool,
    /// Rows contacted.
    pub treated: usize,
    /// Rows not contacted.
    pub untreated: usize,
    /// The difference as it lies in the file.
    pub naive: Estimate,
    /// Every method that applies; one is recommended.
    pub estimates: Vec<Estimate>,
    /// How far the chances of contact reach.
    pub overlap: Option<Overlap>,
    /// Differences of the covariates, before and after.
    pub balance: Vec<BalanceRow>,
    /// How strong something unseen must be.
    pub e_value: Option<EValue>,
    /// The same reckoning on units that were not treated.
    pub placebo: Option<Placebo>,
    /// The made-up unit of a synthetic control.
    pub synthetic: Option<Synthetic>,
    /// Sentences the reader must see.
    pub notes: Vec<Bilingual>,
}

/// Folds and seed of cross-fitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folds {
    /// 2 to 20.
    pub folds: usize,
    /// Seed of the drawing.
    pub seed: u64,
}

/// Compares the contacted with the others after adjusting for the covariates: AIPW (recommended), AIPW with normalised weights, IPW,
/// AIPW without those who have no counterpart, and cross-fitted where asked. Where single weights are above 50 the one without
/// such people is recommended.
pub fn compare(contacts: &Contacts, level: Level, folds: Option<Folds>) -> Result<Comparison, ObservationalError> {
    contacts.check()?;
    let design = contacts.design();
    let (y, t) = (&contacts.outcome, &contacts.treated);
    let by = nuisances(y, t, &design, &design)?;
    let whole = aipw(y, t, &by, false);
    let reach = overlap(t, &by.propensity);
    let named =
        |method, name, a: &Adjusted| Estimate::with_error(method, name, a.difference(), a.standard_error, None, level);
    let mut estimates = vec![
        named("aipw", words::aipw(), &whole),
        named("aipw_normalised", words::aipw_normalised(), &aipw(y, t, &by, true)),
        named("ipw", words::ipw(), &ipw(y, t, &by.propensity)),
    ];
    if let Some(Folds { folds, seed }) = folds {
        let held_out = cross_fitted(y, t, &design, &design, folds, seed)?;
        estimates.push(named("aipw_cross_fitted", words::cross_fitted(folds), &aipw(y, t, &held_out, false)));
    }
    let (mut read, mut at) = (whole, 0);
    if reach.outside > 0 {
        let trimmed = without_outsiders(contacts, &by, reach.cut);
        match trimmed {
            Ok(trimmed) => {
                estimates.push(named("aipw_trimmed", words::trimmed(reach.outside), &trimmed));
                if reach.largest_weight > MOST_WEIGHT {
                    (read, at) = (trimmed, estimates.len() - 1);
                }
            }
            // Nobody may be left, or a model may need those who were left out; the others stand.
            Err(cause) if reach.largest_weight > MOST_WEIGHT => return Err(cause),
            Err(_) => {}
        }
    }
    estimates[at].recommended = true;
    let is_rate = contacts.is_rate();
    let e_value = if is_rate {
        e_value_of_rates(&read, level)
    } else {
        Some(e_value_of_means(read.difference(), read.standard_error, deviation(y), level))
    };
    let naive = naive(y, t, level);
    let balance = balance(&design, t, &by);
    let (treated, untreated) = contacts.sides();
    Ok(Comparison {
        grade: Grade::C,
        verdict: words::verdict(&estimates[at], is_rate),
        selection: words::selection(&naive, &estimates[at], is_rate),
        is_rate,
        treated,
        untreated,
        notes: notes(&reach, &balance, e_value.as_ref()),
        naive,
        estimates,
        overlap: Some(reach),
        balance,
        e_value,
        placebo: None,
        synthetic: None,
    })
}

/// The difference as it lies in the file, with Welch's error.
pub(crate) fn naive(outcome: &[f64], treated: &[bool], level: Level) -> Estimate {
    let side = |contacted: bool| {
        let values: Vec<f64> = outcome.iter().zip(treated).filter(|(_, t)| **t == contacted).map(|(y, _)| *y).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        (mean, values.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / (n - 1.0) / n)
    };
    let ((with, spread_with), (without, spread_without)) = (side(true), side(false));
    let difference = with - without;
    let error = (spread_with + spread_without).sqrt();
    if error > 0.0 {
        Estimate::with_error("naive", words::naive(), difference, error, None, level)
    } else {
        Estimate::bare("naive", words::naive(), difference)
    }
}

/// Everything again for those whose chance of contact lies within the cut.
fn without_outsiders(contacts: &Contacts, by: &Nuisances, cut: f64) -> Result<Adjusted, ObservationalError> {
    let keep: Vec<usize> = (0..by.propensity.len()).filter(|row| inside(by.propensity[*row], cut)).collect();
    let left = contacts.only(&keep);
    let (treated, untreated) = left.sides();
    if treated.min(untreated) < FEWEST {
        return Err(ObservationalError::NothingAfterTrimming { treated, untreated, fewest: FEWEST });
    }
    let design = left.design();
    let by = nuisances(&left.outcome, &left.treated, &design, &design)?;
    Ok(aipw(&left.outcome, &left.treated, &by, false))
}

fn deviation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

fn notes(reach: &Overlap, balance: &[BalanceRow], e_value: Option<&EValue>) -> Vec<Bilingual> {
    let mut notes = vec![words::only_what_is_on_file(), words::known_before()];
    if reach.largest_weight > MOST_WEIGHT {
        notes.push(words::large_weights(reach));
    }
    let off: Vec<&str> =
        balance.iter().filter(|row| row.after.abs() > TOLERATED).map(|row| row.column.as_str()).collect();
    if !off.is_empty() {
        notes.push(words::unbalanced(&off));
    }
    if let Some(e) = e_value {
        notes.push(words::e_value(e));
    }
    notes
}
