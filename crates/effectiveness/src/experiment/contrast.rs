//! One arm against the control, in one set of rows.

use super::conclusion::Conclusion;
use crate::by_area::IntraAreaCorrelation;
use crate::by_person::{ComplierEffect, MeanDifference};
use crate::interval::Interval;
use crate::notes;
use domain::{Bilingual, Grade, Rupiah};
use serde::{Deserialize, Serialize};

/// The answer of one estimator.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Estimate {
    /// Estimator and interval by name.
    pub estimator: String,
    /// Whether this is the one to go by.
    pub recommended: bool,
    /// Treated minus control, in the outcome's unit (a rate: -1 to 1).
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: Option<f64>,
    /// Test statistic, z or t.
    pub statistic: Option<f64>,
    /// Degrees of freedom of a t statistic.
    pub df: Option<f64>,
    /// Interval at the evaluation's level.
    pub interval: Option<Interval>,
    /// Two-sided p-value of no effect.
    pub p_value: Option<f64>,
}

impl Estimate {
    /// From a t-test.
    pub(super) fn from_test(estimator: &str, test: &MeanDifference) -> Self {
        Self {
            estimator: estimator.into(),
            recommended: false,
            estimate: test.difference,
            standard_error: Some(test.standard_error),
            statistic: test.t,
            df: test.df,
            interval: test.interval,
            p_value: test.p_value,
        }
    }
}

/// Areas of a contrast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AreaCounts {
    /// Areas with treated rows.
    pub treated: usize,
    /// Areas with control rows.
    pub control: usize,
    /// Areas with both.
    pub mixed: usize,
}

/// Effect on those reached because they were assigned, to be read beside the effect as assigned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Complier {
    /// The figures.
    #[serde(flatten)]
    pub effect: ComplierEffect,
    /// B: who is reached was not drawn by lot.
    pub grade: Grade,
    /// What it assumes, in words.
    pub assumptions: Bilingual,
}

/// What an arm caused against the control, among the rows looked at.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Contrast {
    /// The treated arm.
    pub arm: String,
    /// The control.
    pub control: String,
    /// What may be concluded, in words, with grade, price and value.
    #[serde(flatten)]
    pub conclusion: Conclusion,
    /// Rows of the treated arm (people, where rows are counts).
    pub rows_treated: u64,
    /// Rows of the control.
    pub rows_control: u64,
    /// Areas, where an area column is given.
    pub areas: Option<AreaCounts>,
    /// Rate or mean of the treated, as the primary estimator sees it (mean of area means, strata weighted alike).
    pub mean_treated: f64,
    /// Rate or mean of the control.
    pub mean_control: f64,
    /// The answer.
    pub primary: Estimate,
    /// Other estimators of the same effect, to be read beside it.
    pub beside: Vec<Estimate>,
    /// Intra-area correlation over all rows of the contrast, where an area column is given.
    pub intra_area_correlation: Option<f64>,
    /// Variance inflation by areas.
    pub design_effect: Option<f64>,
    /// Correlation and sizes of areas with the arm's effect taken out: what to plan the next lot with.
    pub within_arms: Option<IntraAreaCorrelation>,
    /// Effect on those reached, where a column says who was.
    pub complier: Option<Complier>,
    /// Rupiah spent on the treated, where a column says how much.
    pub spent: Option<Rupiah>,
    /// People with the rarer outcome over both arms, where the outcome is a rate.
    #[serde(skip)]
    pub(super) fewest_of_either: u64,
    /// Whether post-stratification left out so many people that least squares goes first.
    #[serde(skip)]
    pub(super) mostly_left_out: bool,
    /// Mean of the control over all its rows, whatever the strata.
    #[serde(skip)]
    pub(super) plain_mean_control: f64,
    /// Sentences to read beside the figures.
    pub notes: Vec<Bilingual>,
}

impl Contrast {
    /// Adds the notes every estimator shares: nothing varies, or test and interval disagree.
    pub(super) fn with_common_notes(mut self, alpha: f64) -> Self {
        match (self.primary.p_value, self.primary.interval) {
            (None, _) => self.notes.push(notes::nothing_varies()),
            (Some(p), Some(interval)) if (p < alpha) == interval.contains(0.0) => self.notes.push(notes::on_the_edge()),
            _ => {}
        }
        self
    }
}
