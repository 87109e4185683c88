//! One channel for each whole segment: what can be explained in a sentence and printed on one sheet.

use crate::ask::Ask;
use crate::error::AllocationError;
use crate::plan::AllocationPlan;
use crate::program::{Prices, Solved, rupiah, solve};
use crate::split::{best, combinations, fixed_cost};

/// Parts the budget is cut into, none smaller than a rupiah; costs are rounded up to whole parts, so a plan never passes the
/// budget.
const PARTS: usize = 20_000;

/// The plan in which every segment gets one channel for everybody it reaches there, or none.
///
/// A multiple-choice knapsack, solved by dynamic programming over a budget in 20,000 parts, exactly up to what rounding costs up to
/// a part may lose. Where capacities of channels
/// bind, their prices in the divided plan are taken off the gains and what is still over is given up where least is lost. The
/// bound is the knapsack's own with those prices and costs rounded down, or that of the divided plan ([`crate::split`]), which is
/// free to do the same and more, whichever is lower.
pub fn one_channel_each(ask: &Ask) -> Result<AllocationPlan, AllocationError> {
    let divided = best(ask)?;
    let mut answer: Option<AllocationPlan> = None;
    let mut bound = 0.0_f64;
    for started in combinations(ask) {
        let fixed = fixed_cost(ask, &started);
        if fixed > ask.budget {
            continue;
        }
        let budget = rupiah(ask.budget - fixed);
        let Some(Solved { prices, .. }) = solve(ask, &started, budget)? else { continue };
        let capacities: f64 =
            ask.limits.iter().zip(&prices.capacity).map(|(l, p)| p * l.most.unwrap_or(0) as f64).sum();
        bound = bound.max(knapsack(ask, &started, budget, Some(&prices), Rounded::Down).1 + capacities);
        for priced in [false, true] {
            let mut chosen = knapsack(ask, &started, budget, priced.then_some(&prices), Rounded::Up).0;
            keep_capacities(ask, &mut chosen);
            let people = people_of(ask, &chosen);
            if !runs_are_filled(ask, &started, &people) {
                continue;
            }
            let plan = AllocationPlan::of(ask, &people, 0.0);
            if plan.cost <= ask.budget && answer.as_ref().is_none_or(|best| plan.months > best.months) {
                answer = Some(plan);
            }
        }
    }
    let nobody = || AllocationPlan::of(ask, &vec![0; ask.offers.len()], 0.0);
    let mut plan = answer.filter(|plan| plan.months > 0.0).unwrap_or_else(nobody);
    plan.months_bound = divided.months_bound.min(bound).max(plan.months);
    plan.gap = if plan.months_bound > 0.0 { 1.0 - plan.months / plan.months_bound } else { 0.0 };
    Ok(plan)
}

/// Months that reaching everybody of an offer brings.
fn months(ask: &Ask, offer: usize) -> f64 {
    let offer = &ask.offers[offer];
    offer.response.uplift * offer.reach as f64 * ask.segments[ask.segment_place(&offer.segment)].months_each
}

/// Which way costs go to whole parts of the budget.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rounded {
    /// No plan passes the budget.
    Up,
    /// No plan inside the budget is left out: for the bound.
    Down,
}

impl Rounded {
    fn parts(self, cost: f64, part: f64) -> f64 {
        match self {
            Self::Up => (cost / part - 1e-9).ceil().max(0.0),
            Self::Down => (cost / part + 1e-9).floor(),
        }
    }
}

/// The offer chosen for each segment, and the months left after prices of capacities are taken off.
fn knapsack(
    ask: &Ask,
    started: &[bool],
    budget: f64,
    prices: Option<&Prices>,
    rounded: Rounded,
) -> (Vec<Option<usize>>, f64) {
    let part = (budget / PARTS as f64).max(1.0);
    let parts = (budget / part + 1e-9).floor() as usize;
    let mut best = vec![0.0_f64; parts + 1];
    let mut choices: Vec<Vec<u32>> = Vec::with_capacity(ask.segments.len());
    for segment in &ask.segments {
        let options: Vec<(usize, usize, f64)> = ask
            .offers
            .iter()
            .enumerate()
            .filter(|(_, offer)| offer.segment == segment.segment && offer.reach > 0)
            .filter_map(|(place, offer)| {
                let limit = ask.limits.iter().position(|l| l.channel == offer.channel);
                if limit.is_some_and(|l| !started[l])
                    || ask.limit(&offer.channel).and_then(|l| l.most).is_some_and(|m| offer.reach > m)
                {
                    return None;
                }
                let price = prices.zip(limit).map_or(0.0, |(p, l)| p.capacity[l]);
                let cost = rounded.parts(rupiah(offer.cost_each) * offer.reach as f64, part);
                let gain = months(ask, place) - price * offer.reach as f64;
                (cost <= parts as f64 && gain > 0.0).then_some((place, cost as usize, gain))
            })
            .collect();
        let mut next = best.clone();
        let mut choice = vec![u32::MAX; parts + 1];
        for (place, cost, gain) in options {
            for money in cost..=parts {
                let with = best[money - cost] + gain;
                if with > next[money] {
                    next[money] = with;
                    choice[money] = place as u32;
                }
            }
        }
        best = next;
        choices.push(choice);
    }
    let mut money = parts;
    let mut chosen = vec![None; ask.segments.len()];
    for (segment, choice) in choices.iter().enumerate().rev() {
        if choice[money] != u32::MAX {
            let place = choice[money] as usize;
            chosen[segment] = Some(place);
            let cost = rupiah(ask.offers[place].cost_each) * ask.offers[place].reach as f64;
            money -= rounded.parts(cost, part) as usize;
        }
    }
    (chosen, best[parts])
}

/// Gives up whole segments of a channel that is over its capacity, those first that lose least for each person freed.
fn keep_capacities(ask: &Ask, chosen: &mut [Option<usize>]) {
    for limit in &ask.limits {
        let Some(most) = limit.most else { continue };
        loop {
            let here: Vec<(usize, usize)> = chosen
                .iter()
                .enumerate()
                .filter_map(|(segment, offer)| Some((segment, (*offer)?)))
                .filter(|(_, offer)| ask.offers[*offer].channel == limit.channel)
                .collect();
            let reached: u64 = here.iter().map(|(_, offer)| ask.offers[*offer].reach).sum();
            if reached <= most {
                break;
            }
            let loss = |offer: usize| months(ask, offer) / ask.offers[offer].reach as f64;
            let Some((segment, _)) = here.into_iter().min_by(|a, b| loss(a.1).total_cmp(&loss(b.1))) else { break };
            chosen[segment] = None;
        }
    }
}

fn people_of(ask: &Ask, chosen: &[Option<usize>]) -> Vec<u64> {
    let mut people = vec![0; ask.offers.len()];
    for offer in chosen.iter().flatten() {
        people[*offer] = ask.offers[*offer].reach;
    }
    people
}

/// Whether every channel that is started reaches the people its smallest run is for.
fn runs_are_filled(ask: &Ask, started: &[bool], people: &[u64]) -> bool {
    ask.limits.iter().zip(started).all(|(limit, started)| {
        let reached: u64 =
            ask.offers.iter().zip(people).filter(|(o, _)| o.channel == limit.channel).map(|(_, n)| *n).sum();
        !*started || reached == 0 || reached >= limit.least
    })
}
