//! What one more experiment would be worth before it is made.

use crate::ask::Ask;
use crate::error::AllocationError;
use crate::plan::AllocationPlan;
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
    value_beside(ask, &best(ask)?, experiment)
}

/// The same beside the plan of today.
pub(crate) fn value_beside(
    ask: &Ask,
    today: &AllocationPlan,
    experiment: &Experiment,
) -> Result<Learning, AllocationError> {
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
    let people_today = today.people(segment, channel) as f64;
    let months_each = ask.segments[ask.segment_place(segment)].months_each;
    let size = ask.segments[ask.segment_place(segment)].people.max(1) as f64;
    let (mut gained, mut changed) = (0.0, 0);
    if learnt > 0.0 {
        let uplifts: Vec<f64> = (0..POINTS)
            .map(|point| (point as f64 + 0.5) / POINTS as f64)
            .map(|chance| (response.uplift + learnt.sqrt() * normal_quantile(chance)).clamp(-1.0, 1.0))
            .collect();
        // Today's plan at another uplift: the other lines stay as they are.
        let line = today.lines.iter().find(|l| l.segment == *segment && l.channel == *channel);
        for ((months, people), uplift) in plans_over(ask, place, &uplifts)?.into_iter().zip(&uplifts) {
            let scale = if response.uplift == 0.0 { 0.0 } else { uplift / response.uplift };
            let kept = today.months + line.map_or(0.0, |l| l.months * (scale - 1.0));
            gained += (months - kept).max(0.0) / POINTS as f64;
            changed += usize::from((people - people_today).abs() >= 0.1 * size);
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

/// Months of the best plan and its people on one offer, at each of its uplifts (rising).
///
/// The best months are convex in the uplift of one offer, and rise as fast as it has people: where both ends of a stretch have the
/// same people the plan between them is the same, so only stretches with a change inside are solved further.
fn plans_over(ask: &Ask, place: usize, uplifts: &[f64]) -> Result<Vec<(f64, f64)>, AllocationError> {
    let offer = &ask.offers[place];
    let solve = |uplift: f64| -> Result<(f64, f64), AllocationError> {
        let mut then = ask.clone();
        then.offers[place].response = offer.response.around(uplift);
        let plan = best(&then)?;
        Ok((plan.months, plan.people(&offer.segment, &offer.channel) as f64))
    };
    let last = uplifts.len() - 1;
    let mut found: Vec<Option<(f64, f64)>> = vec![None; uplifts.len()];
    (found[0], found[last]) = (Some(solve(uplifts[0])?), Some(solve(uplifts[last])?));
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let (Some(low), Some(high)) = (found[from], found[to]) else { continue };
        if to - from < 2 {
            continue;
        }
        if (low.1 - high.1).abs() < 0.5 {
            let span = (uplifts[to] - uplifts[from]).max(f64::MIN_POSITIVE);
            for between in from + 1..to {
                let share = (uplifts[between] - uplifts[from]) / span;
                found[between] = Some((low.0 + share * (high.0 - low.0), low.1));
            }
            continue;
        }
        let middle = usize::midpoint(from, to);
        found[middle] = Some(solve(uplifts[middle])?);
        open.extend([(from, middle), (middle, to)]);
    }
    Ok(found.into_iter().flatten().collect())
}

/// Quantile of the standard normal.
pub(crate) fn normal_quantile(chance: f64) -> f64 {
    -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * chance)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::ask::{ChannelLimit, Offer, SegmentPeople, Source};
    use crate::response::Response;
    use domain::Rupiah;

    #[test]
    fn stretches_without_a_change_need_no_solving() {
        let offer = |segment: &str, channel: &str, rupiah, uplift| Offer {
            segment: segment.into(),
            channel: channel.into(),
            reach: 900,
            cost_each: Rupiah::whole(rupiah),
            response: Response::straight(uplift, 0.03),
            source: Source::Prior { row: "x".into() },
        };
        let people = |segment: &str, months_each| SegmentPeople { segment: segment.into(), people: 1_000, months_each };
        let ask = Ask {
            segments: vec![people("a", 6.0), people("b", 4.0)],
            offers: vec![
                offer("a", "w", 586, 0.02),
                offer("a", "c", 5_000, 0.09),
                offer("b", "w", 586, 0.03),
                offer("b", "c", 5_000, 0.12),
            ],
            limits: vec![ChannelLimit { channel: "c".into(), most: Some(700), least: 0, fixed_cost: Rupiah::ZERO }],
            budget: Rupiah::whole(3_000_000),
        };
        let uplifts: Vec<f64> = (0..POINTS).map(|i| -0.05 + 0.005 * i as f64).collect();
        for place in 0..ask.offers.len() {
            for ((months, people), uplift) in plans_over(&ask, place, &uplifts).unwrap().into_iter().zip(&uplifts) {
                let mut then = ask.clone();
                then.offers[place].response = ask.offers[place].response.around(*uplift);
                let plan = best(&then).unwrap();
                let offer = &ask.offers[place];
                assert!((plan.months - months).abs() < 0.5, "{} against {months}", plan.months);
                let here = plan.people(&offer.segment, &offer.channel) as f64;
                assert!((here - people).abs() <= 2.0, "{here} against {people} at {uplift}");
            }
        }
    }
}
