//! One more experiment, priced before it is made.

use crate::ask::Ask;
use crate::basis::{Basis, BasisOffer};
use crate::error::AllocationError;
use crate::learning::{Experiment, Learning, value_of_learning};
use crate::plan::AllocationPlan;
use crate::words;
use domain::{Bilingual, Rupiah};
use rust_decimal::Decimal;
use serde::Serialize;

/// Share held out in the experiment that is priced, as in the campaigns here.
const HELD_OUT_SHARE: f64 = 0.3;

/// The share who stay anyway, where nobody knows it: the one that is hardest to measure against.
const HARDEST_BASE_RATE: f64 = 0.5;

/// An experiment with its price.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lesson {
    /// The experiment.
    pub experiment: Experiment,
    /// What it would teach, and how many months that brings.
    pub learning: Learning,
    /// Months that it costs: those the held out forgo, and those the money of a channel outside the plan would have brought.
    pub months_cost: f64,
    /// What its months are worth, at what a month costs at the margin; `None` where a month has no price.
    pub worth: Option<Rupiah>,
    /// What it costs, at the same price.
    pub cost: Option<Rupiah>,
    /// Whether it brings more than it costs.
    pub worthwhile: bool,
    /// All of it in a sentence.
    pub sentence: Bilingual,
}

/// Prices an experiment on each of the `most` lines in which most members are in doubt.
pub(crate) fn lessons(
    basis: &Basis,
    ask: &Ask,
    plan: &AllocationPlan,
    most: usize,
    rupiah_a_month: Option<Decimal>,
) -> Result<Vec<Lesson>, AllocationError> {
    let in_doubt = |o: &BasisOffer| {
        let months = ask.segments[ask.segment_place(&o.offer.segment)].months_each;
        o.offer.response.deviation * o.offer.reach as f64 * months
    };
    let mut offers: Vec<&BasisOffer> = basis.offers.iter().filter(|o| in_doubt(o) > 0.0).collect();
    offers.sort_by(|a, b| in_doubt(b).total_cmp(&in_doubt(a)));
    offers.into_iter().take(most).map(|offer| lesson(basis, ask, plan, offer, rupiah_a_month)).collect()
}

fn lesson(
    basis: &Basis,
    ask: &Ask,
    plan: &AllocationPlan,
    offer: &BasisOffer,
    rupiah_a_month: Option<Decimal>,
) -> Result<Lesson, AllocationError> {
    let o = &offer.offer;
    let held_out = (o.reach as f64 * HELD_OUT_SHARE).round() as u64;
    let experiment = Experiment {
        segment: o.segment.clone(),
        channel: o.channel.clone(),
        treated: o.reach - held_out,
        held_out,
        base_rate: offer.base_rate.unwrap_or(HARDEST_BASE_RATE),
        design_effect: offer.design_effect,
    };
    let learning = value_of_learning(ask, &experiment)?;
    // In the plan, the held out forgo what they would have got. Outside it, money is taken from what is in the plan.
    let planned = plan.people(&o.segment, &o.channel);
    let months_cost = if planned > 0 {
        learning.months_forgone * planned as f64 / o.reach.max(1) as f64
    } else {
        let months_each = ask.segments[ask.segment_place(&o.segment)].months_each;
        let own = experiment.treated as f64 * o.response.uplift * months_each;
        let spent = o.cost_each.times(experiment.treated);
        let elsewhere =
            rupiah_a_month.and_then(|price| spent.decimal().checked_div(price)).map_or(0.0, words::as_float);
        (elsewhere - own).max(0.0)
    };
    let priced = |months: f64| {
        let months = Decimal::from_f64_retain(months)?;
        Some(Rupiah::exact(rupiah_a_month?.checked_mul(months)?.round()))
    };
    let mut lesson = Lesson {
        worth: priced(learning.months),
        cost: priced(months_cost),
        worthwhile: learning.months > months_cost && learning.chance_of_change > 0.0,
        experiment,
        learning,
        months_cost,
        sentence: Bilingual::default(),
    };
    lesson.sentence = words::lesson(&lesson, &basis.segment_name(&o.segment), &basis.channel_name(&o.channel));
    Ok(lesson)
}
