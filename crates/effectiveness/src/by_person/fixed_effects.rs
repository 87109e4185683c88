//! Arms compared inside strata by least squares.

use super::means::MeanDifference;
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::sums::Moments;
use regression::{Design, Errors, RegressionError, ols_of_counts};

/// Rows of all arms inside strata; every slice has one entry a row, codes count from 0.
#[derive(Debug, Clone, Copy)]
pub struct StratifiedRows<'a> {
    /// The outcome.
    pub outcome: &'a [f64],
    /// Code of the arm.
    pub arm: &'a [u32],
    /// How many arms there are.
    pub arms: usize,
    /// Which of them is the control.
    pub control: u32,
    /// Code of the stratum.
    pub stratum: &'a [u32],
    /// How many strata there are.
    pub strata: usize,
    /// How many people each row stands for; ones where each is one.
    pub counts: &'a [f64],
}

/// Least squares of the outcome on arms with a constant for each stratum, all arms at once, errors of one variance: one
/// difference from the control for each arm, the control's own entry `None`. The usual column of economists' tables.
///
/// Strata weigh by how evenly they hold the arms, not by their size; where effects differ between strata this is another
/// average than [`super::stratified_difference`].
pub fn fixed_effects(
    rows: StratifiedRows<'_>,
    level: Level,
) -> Result<Vec<Option<MeanDifference>>, EffectivenessError> {
    let within = |values: &[f64]| -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0); rows.strata];
        for ((value, stratum), count) in values.iter().zip(rows.stratum).zip(rows.counts) {
            let sum = &mut sums[*stratum as usize];
            *sum = (sum.0 + value * count, sum.1 + count);
        }
        values.iter().zip(rows.stratum).map(|(value, s)| value - sums[*s as usize].0 / sums[*s as usize].1).collect()
    };
    let mut design = Design::new();
    let others: Vec<u32> = (0..rows.arms as u32).filter(|arm| *arm != rows.control).collect();
    for arm in &others {
        let indicator: Vec<f64> = rows.arm.iter().map(|a| f64::from(u8::from(a == arm))).collect();
        design = design.column(format!("arm {arm}"), within(&indicator));
    }
    let fit = ols_of_counts(&within(rows.outcome), &design, rows.counts)?;
    let covariance = fit.covariance(Errors::Classical)?;
    let mut occupied = vec![false; rows.strata];
    for (stratum, count) in rows.stratum.iter().zip(rows.counts) {
        occupied[*stratum as usize] |= *count > 0.0;
    }
    let constants = occupied.iter().filter(|o| **o).count();
    let people: f64 = rows.counts.iter().sum();
    let columns = others.len() + constants;
    // The constants were taken out beforehand and cost a degree of freedom each.
    let df = people - columns as f64;
    if df <= 0.0 {
        return Err(RegressionError::TooFewRows { rows: people as usize, columns }.into());
    }
    let inflate = ((people - others.len() as f64) / df).sqrt();
    let mut control = Moments::default();
    for ((value, arm), count) in rows.outcome.iter().zip(rows.arm).zip(rows.counts) {
        if *arm == rows.control {
            control.add_times(*value, *count as u64);
        }
    }
    let mut answers = vec![None; rows.arms];
    for (place, arm) in others.into_iter().enumerate() {
        let treated = control.mean + fit.coefficients[place];
        let error = covariance.standard_error(place) * inflate;
        answers[arm as usize] = Some(MeanDifference::from_standard_error(treated, control.mean, error, df, level));
    }
    Ok(answers)
}
