//! The primary analysis of area lots: one mean for each area, then a t-test on these means.

use crate::by_person::{MeanDifference, welch};
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::sums::Moments;
use serde::{Deserialize, Serialize};

/// Mean of the treated areas' means against that of the control areas.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AreaMeansDifference {
    /// The t-test; its means are means of area means, every area counting once whatever its size.
    pub test: MeanDifference,
    /// Treated areas.
    pub areas_treated: usize,
    /// Control areas.
    pub areas_control: usize,
    /// Strata with areas of both arms; 1 where there are no strata.
    pub strata_compared: usize,
}

/// The area means of one stratum.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StratumMeans {
    /// Mean outcome of each treated area.
    pub treated: Vec<f64>,
    /// Mean outcome of each control area.
    pub control: Vec<f64>,
}

/// t-test of area means with pooled variance and K - 2 degrees of freedom (Donner & Klar 2000). Needs two areas in each arm.
pub fn area_means(treated: &[f64], control: &[f64], level: Level) -> Result<AreaMeansDifference, EffectivenessError> {
    let stratum = StratumMeans { treated: treated.to_vec(), control: control.to_vec() };
    area_means_in_strata(&[stratum], level)
}

/// t-test of area means inside strata: the least-squares fit of area means on the arm and one constant for each stratum.
///
/// A stratum weighs `k1 k0 / (k1 + k0)` for its `k1` treated and `k0` control areas; degrees of freedom are areas minus
/// strata minus one. A stratum with one arm adds to the variance only. With one stratum this is the plain t-test. Needs two
/// areas in each arm, one stratum with both, and at least one degree of freedom.
pub fn area_means_in_strata(strata: &[StratumMeans], level: Level) -> Result<AreaMeansDifference, EffectivenessError> {
    let areas_treated: usize = strata.iter().map(|s| s.treated.len()).sum();
    let areas_control: usize = strata.iter().map(|s| s.control.len()).sum();
    for (arm, areas) in [("treated", areas_treated), ("control", areas_control)] {
        if areas < 2 {
            return Err(EffectivenessError::TooFewAreas { arm: arm.into(), areas });
        }
    }
    let (mut weights, mut mean_treated, mut mean_control, mut residual) = (0.0, 0.0, 0.0, 0.0);
    let (mut occupied, mut strata_compared) = (0_usize, 0_usize);
    for stratum in strata {
        let one = Moments::of(stratum.treated.iter().copied());
        let zero = Moments::of(stratum.control.iter().copied());
        occupied += usize::from(one.count + zero.count > 0);
        residual += one.centred_squares + zero.centred_squares;
        if one.count > 0 && zero.count > 0 {
            let weight = one.count as f64 * zero.count as f64 / (one.count + zero.count) as f64;
            weights += weight;
            mean_treated += weight * one.mean;
            mean_control += weight * zero.mean;
            strata_compared += 1;
        }
    }
    let areas = areas_treated + areas_control;
    if strata_compared == 0 || areas < occupied + 2 {
        return Err(EffectivenessError::NoComparableStratum {
            column: "stratum".into(),
            arm: "treated".into(),
            control: "control".into(),
        });
    }
    mean_treated /= weights;
    mean_control /= weights;
    let difference = mean_treated - mean_control;
    // Fitting one common difference leaves the spread of the strata's own differences around it in the residual.
    for stratum in strata.iter().filter(|s| !s.treated.is_empty() && !s.control.is_empty()) {
        let (k1, k0) = (stratum.treated.len() as f64, stratum.control.len() as f64);
        let own = stratum.treated.iter().sum::<f64>() / k1 - stratum.control.iter().sum::<f64>() / k0;
        if strata_compared > 1 {
            residual += k1 * k0 / (k1 + k0) * (own - difference).powi(2);
        }
    }
    let df = (areas - occupied - 1) as f64;
    let standard_error = (residual / df / weights).sqrt();
    let test = MeanDifference::from_standard_error(mean_treated, mean_control, standard_error, df, level);
    Ok(AreaMeansDifference { test, areas_treated, areas_control, strata_compared })
}

/// Welch's t on area means, beside the pooled one: for arms whose areas vary differently.
pub fn welch_of_area_means(
    treated: &[f64],
    control: &[f64],
    level: Level,
) -> Result<MeanDifference, EffectivenessError> {
    for (arm, areas) in [("treated", treated.len()), ("control", control.len())] {
        if areas < 2 {
            return Err(EffectivenessError::TooFewAreas { arm: arm.into(), areas });
        }
    }
    welch(Moments::of(treated.iter().copied()), Moments::of(control.iter().copied()), level)
}
