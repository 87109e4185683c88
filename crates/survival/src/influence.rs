//! What one spell more or less does to the mean months paid of its group.

use crate::error::SurvivalError;
use crate::kaplan_meier::{Curve, kaplan_meier};
use crate::restricted_mean::areas;
use crate::spells::Spells;
use effectiveness::Level;

/// Influence of single spells on a restricted mean: the derivative by the weight of a spell (Parner, Andersen & Overgaard
/// 2023). The squares of a group's influences add up to Greenwood's variance exactly, ties or not; without censoring the
/// influence is the spell's own months less the mean, over the number of spells.
pub(crate) struct Influence {
    curve: Curve,
    /// The restricted mean.
    pub(crate) months: f64,
    /// By step within the horizon: what an end here takes away, and what was expected up to here.
    end: Vec<f64>,
    expected: Vec<f64>,
}

impl Influence {
    /// Of the spells of one group.
    pub(crate) fn of(spells: &Spells, horizon: f64) -> Result<Self, SurvivalError> {
        let curve = kaplan_meier(spells, Level::NINETY_FIVE)?;
        let ahead = areas(&curve, horizon)?;
        let mut expected = Vec::with_capacity(ahead.after.len());
        let mut end = Vec::with_capacity(ahead.after.len());
        let mut sum = 0.0;
        for (step, after) in curve.steps.iter().zip(&ahead.after) {
            // Where everybody ended nothing is ahead, and one spell less changes nothing.
            let own = if step.ended < step.at_risk { after / (step.at_risk - step.ended) as f64 } else { 0.0 };
            sum += own * step.ended as f64 / step.at_risk as f64;
            end.push(own);
            expected.push(sum);
        }
        Ok(Self { curve, months: ahead.all, end, expected })
    }

    /// Of one spell of that group.
    pub(crate) fn spell(&self, duration: f64, has_ended: bool) -> f64 {
        let steps = &self.curve.steps[..self.end.len()];
        let place = steps.partition_point(|step| step.time <= duration);
        let expected = place.checked_sub(1).map_or(0.0, |last| self.expected[last]);
        let own_end = steps.get(place.wrapping_sub(1)).is_some_and(|step| has_ended && step.time == duration);
        expected - if own_end { self.end[place - 1] } else { 0.0 }
    }
}
