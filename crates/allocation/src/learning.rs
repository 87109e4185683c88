//! What one more experiment would be worth before it is made.

use crate::ask::Ask;
use crate::error::AllocationError;
use crate::split::best;
use serde::{Deserialize, Serialize};

/// Points at which what an experiment may find is looked at: the middles of parts of equal chance.
const POINTS: usize = 41;

/// An experiment on one offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    /// The segment.
    pub segment: String,
    /// The channel.
    pub channel: String,
    /// People assigned to the channel.
    pub treated: u64,
    /// People held out.
    pub held_out: u64,
    /// Share of the held out who stay anyway, 0 to 1.
    pub base_rate: f64,
    /// Variance inflation where areas are drawn; 1 where people are.
    pub design_effect: f64,
}

/// What it would teach, and what that is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learning {
    /// The segment.
    pub segment: String,
    /// The channel.
    pub channel: String,
    /// Additional months that planning with its result brings over planning without, expected; never negative.
    pub months: f64,
    /// Months that the held out forgo while it runs, at the uplift expected now.
    pub months_forgone: f64,
    /// Chance that its result changes how many people get this channel by a tenth of the segment or more.
    pub chance_of_change: f64,
    /// Standard deviation of the uplift now.
    pub deviation_now: f64,
    /// Standard deviation of the uplift afterwards.
    pub deviation_after: f64,
}

/// Expected value of sample information of `experiment`.
///
/// The uplift is normal around what is known with its deviation; the experiment adds an unbiased difference of rates with variance
/// `base * (1 - base) * (1/treated + 1/held out) * design effect`. What will be thought afterwards is then normal around what is
/// thought now with variance `prior^2 / (prior + sampling)` (Raiffa & Schlaifer 1961); the plan is made anew at 41 points of equal
/// chance and compared with the plan of today. `experiment.treated` or `held_out` of zero teaches nothing.
pub fn value_of_learning(ask: &Ask, experiment: &Experiment) -> Result<Learning, AllocationError> {
    ask.check()?;
    let (segment, channel) = (&experiment.segment, &experiment.channel);
    let place = ask.offers.iter().position(|o| o.segment == *segment && o.channel == *channel);
    let Some(place) = place else {
        return Err(AllocationError::NoSuchOffer { segment: segment.clone(), channel: channel.clone() });
    };
    for (what, value) in [("the base rate", experiment.base_rate), ("the design effect", experiment.design_effect)] {
        let fine =
            if what == "the base rate" { (0.0..=1.0).contains(&value) } else { value >= 1.0 && value.is_finite() };
        if !fine {
            let expected = if what == "the base rate" { "a share from 0 to 1" } else { "a number of at least 1" };
            return Err(AllocationError::BadNumber {
                segment: segment.clone(),
                channel: channel.clone(),
                what,
                value,
                expected,
            });
        }
    }
    let response = &ask.offers[place].response;
    let prior = response.deviation.powi(2);
    let base = experiment.base_rate * (1.0 - experiment.base_rate);
    let people = 1.0 / experiment.treated as f64 + 1.0 / experiment.held_out as f64;
    let sampling = base * people * experiment.design_effect;
    let learnt = if prior > 0.0 && sampling.is_finite() { prior * prior / (prior + sampling) } else { 0.0 };
    let today = best(ask)?;
    let people_today = today.people(segment, channel) as f64;
    let months_each = ask.segments[ask.segment_place(segment)].months_each;
    let size = ask.segments[ask.segment_place(segment)].people.max(1) as f64;
    let (mut gained, mut changed) = (0.0, 0);
    if learnt > 0.0 {
        for point in 0..POINTS {
            let chance = (point as f64 + 0.5) / POINTS as f64;
            let uplift = (response.uplift + learnt.sqrt() * normal_quantile(chance)).clamp(-1.0, 1.0);
            let mut then = ask.clone();
            then.offers[place].response = response.around(uplift);
            let plan = best(&then)?;
            // Today's plan at that uplift: the other lines stay as they are.
            let line = today.lines.iter().find(|l| l.segment == *segment && l.channel == *channel);
            let scale = if response.uplift == 0.0 { 0.0 } else { uplift / response.uplift };
            let kept = today.months + line.map_or(0.0, |l| l.months * (scale - 1.0));
            gained += (plan.months - kept).max(0.0) / POINTS as f64;
            changed += usize::from((plan.people(segment, channel) as f64 - people_today).abs() >= 0.1 * size);
        }
    }
    Ok(Learning {
        segment: segment.clone(),
        channel: channel.clone(),
        months: gained,
        months_forgone: experiment.held_out as f64 * response.uplift.max(0.0) * months_each,
        chance_of_change: changed as f64 / POINTS as f64,
        deviation_now: response.deviation,
        deviation_after: (prior - learnt).max(0.0).sqrt(),
    })
}

/// Quantile of the standard normal.
pub(crate) fn normal_quantile(chance: f64) -> f64 {
    -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * chance)
}
