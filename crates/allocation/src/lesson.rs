//! One more experiment, priced before it is made.

use crate::ask::{Ask, Offer};
use crate::basis::{Basis, BasisOffer};
use crate::error::AllocationError;
use crate::learning::{Experiment, Learning, value_beside};
use crate::plan::AllocationPlan;
use crate::split::best;
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

/// Prices an experiment on each of the `most` lines on whose uncertainty the plan hangs most.
pub(crate) fn lessons(
    basis: &Basis,
    ask: &Ask,
    plan: &AllocationPlan,
    most: usize,
    rupiah_a_month: Option<Decimal>,
) -> Result<Vec<Lesson>, AllocationError> {
    if most == 0 {
        return Ok(Vec::new());
    }
    let today = best(ask)?;
    let months_a_rupiah = rupiah_a_month.map_or(0.0, |price| 1.0 / words::as_float(price));
    let mut offers: Vec<(f64, &BasisOffer)> =
        basis.offers.iter().map(|o| (at_stake(basis, ask, o, months_a_rupiah), o)).filter(|(s, _)| *s > 0.0).collect();
    offers.sort_by(|a, b| b.0.total_cmp(&a.0));
    offers.into_iter().take(most).map(|(_, offer)| lesson(basis, ask, plan, &today, offer, rupiah_a_month)).collect()
}

/// Months that knowing the uplift of an offer for certain would bring, were money bought and sold at the price of the margin: the
/// unit normal loss of its lead over the best other use of the same people.
fn at_stake(basis: &Basis, ask: &Ask, offer: &BasisOffer, months_a_rupiah: f64) -> f64 {
    let o = &offer.offer;
    let months_each = ask.segments[ask.segment_place(&o.segment)].months_each;
    let net = |o: &Offer| o.response.uplift * months_each - words::as_float(o.cost_each.decimal()) * months_a_rupiah;
    let others = basis.offers.iter().map(|other| &other.offer);
    let other = others.filter(|x| x.segment == o.segment && x.channel != o.channel).map(net).fold(0.0, f64::max);
    let deviation = o.response.deviation * months_each;
    if deviation <= 0.0 {
        return 0.0;
    }
    let lead = (net(o) - other).abs() / deviation;
    let density = (-0.5 * lead * lead).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let tail = 0.5 * statrs::function::erf::erfc(lead / std::f64::consts::SQRT_2);
    o.reach as f64 * deviation * (density - lead * tail).max(0.0)
}

fn lesson(
    basis: &Basis,
    ask: &Ask,
    plan: &AllocationPlan,
    today: &AllocationPlan,
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
    let learning = value_beside(ask, today, &experiment)?;
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
