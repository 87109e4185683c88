//! Lots in two stages: areas draw how many of their people are offered, then people draw the offer. The not offered of
//! areas with many offers show what spills over.

use super::households::household_difference;
use super::{AreaSums, welch_of_area_means};
use crate::by_person::MeanDifference;
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::sums::Moments;
use serde::{Deserialize, Serialize};

/// One area of a two-stage lot.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct SaturatedArea {
    /// Whether the area drew the high share of offers.
    pub high: bool,
    /// Rows that drew the offer.
    pub offered: Moments,
    /// Rows that did not.
    pub not_offered: Moments,
}

/// One contrast: by row, and by area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TwoStageContrast {
    /// Every row counts once; CR1 by area, t with areas minus one degrees of freedom.
    pub by_row: MeanDifference,
    /// Every area counts once (Hudgens & Halloran's averages): inside areas for the direct effects, between for the others,
    /// with Welch's t. `None` where an arm has fewer than two areas.
    pub by_area: Option<MeanDifference>,
}

/// What the offer does to those who get it, and what it does to their neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TwoStage {
    /// Offered against not offered in areas with few offers.
    pub direct_low: TwoStageContrast,
    /// The same in areas with many offers.
    pub direct_high: TwoStageContrast,
    /// The not offered: areas with many offers against areas with few.
    pub spill_over_not_offered: TwoStageContrast,
    /// The offered: areas with many offers against areas with few.
    pub spill_over_offered: TwoStageContrast,
    /// The offered of areas with many offers against the not offered of areas with few.
    pub total: TwoStageContrast,
    /// Everybody: areas with many offers against areas with few.
    pub overall: TwoStageContrast,
}

/// Direct, spill-over, total and overall effects of a two-stage lot (Hudgens & Halloran 2008; Imai, Jiang & Malani 2021).
/// Every group of rows that is compared must occur, in two areas at least.
pub fn two_stage(areas: &[SaturatedArea], level: Level) -> Result<TwoStage, EffectivenessError> {
    let inside = |high: bool| {
        let chosen: Vec<AreaSums> = areas
            .iter()
            .filter(|a| a.high == high)
            .map(|a| AreaSums { treated: a.offered, control: a.not_offered })
            .collect();
        named(household_difference(&chosen, level), "offered", "not offered")
            .map(|fit| TwoStageContrast { by_row: fit.test, by_area: differences_inside(&chosen, level) })
    };
    let between = |in_high: fn(&SaturatedArea) -> Moments, in_low: fn(&SaturatedArea) -> Moments| {
        let rows: Vec<AreaSums> = areas
            .iter()
            .map(|a| {
                if a.high {
                    AreaSums { treated: in_high(a), control: Moments::default() }
                } else {
                    AreaSums { treated: Moments::default(), control: in_low(a) }
                }
            })
            .collect();
        let means = |of: fn(&AreaSums) -> Moments| -> Vec<f64> {
            rows.iter().map(of).filter(|m| m.count > 0).map(|m| m.mean).collect()
        };
        let by_area = welch_of_area_means(&means(|a| a.treated), &means(|a| a.control), level).ok();
        named(household_difference(&rows, level), "high saturation", "low saturation")
            .map(|fit| TwoStageContrast { by_row: fit.test, by_area })
    };
    Ok(TwoStage {
        direct_low: inside(false)?,
        direct_high: inside(true)?,
        spill_over_not_offered: between(|a| a.not_offered, |a| a.not_offered)?,
        spill_over_offered: between(|a| a.offered, |a| a.offered)?,
        total: between(|a| a.offered, |a| a.not_offered)?,
        overall: between(|a| a.offered.merged(a.not_offered), |a| a.offered.merged(a.not_offered))?,
    })
}

/// The mean over areas with both arms of their own difference, t with areas minus one degrees of freedom.
fn differences_inside(areas: &[AreaSums], level: Level) -> Option<MeanDifference> {
    let both: Vec<&AreaSums> = areas.iter().filter(|a| a.is_mixed()).collect();
    let own = Moments::of(both.iter().map(|a| a.treated.mean - a.control.mean));
    let mean = |of: fn(&AreaSums) -> f64| both.iter().map(|a| of(a)).sum::<f64>() / both.len() as f64;
    let standard_error = (own.variance()? / own.count as f64).sqrt();
    let df = own.count as f64 - 1.0;
    Some(MeanDifference::from_standard_error(
        mean(|a| a.treated.mean),
        mean(|a| a.control.mean),
        standard_error,
        df,
        level,
    ))
}

/// A refusal that names the groups compared instead of the arms of the estimator.
fn named<T>(fit: Result<T, EffectivenessError>, treated: &str, control: &str) -> Result<T, EffectivenessError> {
    fit.map_err(|error| match error {
        EffectivenessError::EmptyArm { arm } => {
            let arm = if arm == "treated" { treated } else { control };
            EffectivenessError::EmptyArm { arm: arm.into() }
        }
        other => other,
    })
}
