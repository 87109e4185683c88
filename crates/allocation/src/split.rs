//! The split: people of a segment may be divided among channels.

use crate::ask::Ask;
use crate::bound::months_bound;
use crate::error::AllocationError;
use crate::plan::{AllocationPlan, NextRupiah};
use crate::program::{pieces, rupiah, solve};
use domain::Rupiah;
use rust_decimal::Decimal;

/// The plan that brings most additional months paid inside the budget, the capacities and the smallest runs.
///
/// Channels with a smallest run or a fixed cost are tried started and not started in every combination; for each the rest is a
/// linear program (good_lp, clarabel). Its answer is cut down to whole people, costed in decimals, and shown with a bound from
/// weak duality that no plan can pass. `gap` is what whole people and the solver together may have lost.
pub fn split(ask: &Ask) -> Result<AllocationPlan, AllocationError> {
    let mut plan = best(ask)?;
    let more = next_step(ask.budget);
    let richer = best(&Ask { budget: ask.budget + more, ..ask.clone() })?;
    plan.next_rupiah = Some(NextRupiah { more, months: (richer.months - plan.months).max(0.0) });
    Ok(plan)
}

/// A little more money: a hundredth of the budget, Rp100.000 at least.
pub(crate) fn next_step(budget: Rupiah) -> Rupiah {
    Rupiah::exact((budget.decimal() / Decimal::ONE_HUNDRED).round()).max(Rupiah::whole(100_000))
}

/// The same without the question of a little more money.
pub(crate) fn best(ask: &Ask) -> Result<AllocationPlan, AllocationError> {
    ask.check()?;
    let mut answer: Option<AllocationPlan> = None;
    let mut bound = 0.0_f64;
    for started in combinations(ask) {
        let fixed = fixed_cost(ask, &started);
        if fixed > ask.budget {
            continue;
        }
        let budget = rupiah(ask.budget - fixed);
        let Some(solved) = solve(ask, &started, budget)? else { continue };
        let upper = months_bound(ask, &pieces(ask, &started), &started, budget, &solved.prices);
        bound = bound.max(upper.max(solved.months));
        let people = whole_people(ask, &started, &solved.people);
        let plan = AllocationPlan::of(ask, &people, 0.0);
        if answer.as_ref().is_none_or(|best| plan.months > best.months) {
            answer = Some(plan);
        }
    }
    let nobody = || AllocationPlan::of(ask, &vec![0; ask.offers.len()], 0.0);
    let mut plan = answer.filter(|plan| plan.months > 0.0).unwrap_or_else(nobody);
    plan.months_bound = bound.max(plan.months);
    plan.gap = if plan.months_bound > 0.0 { 1.0 - plan.months / plan.months_bound } else { 0.0 };
    Ok(plan)
}

/// Every combination of channels with a run started or not; channels without one are always started.
pub(crate) fn combinations(ask: &Ask) -> Vec<Vec<bool>> {
    let runs: Vec<usize> = (0..ask.limits.len()).filter(|i| ask.limits[*i].has_run()).collect();
    (0..1_u32 << runs.len())
        .map(|bits| {
            let mut started = vec![true; ask.limits.len()];
            for (bit, place) in runs.iter().enumerate() {
                started[*place] = bits >> bit & 1 == 1;
            }
            started
        })
        .collect()
}

/// What starting these channels costs.
pub(crate) fn fixed_cost(ask: &Ask, started: &[bool]) -> Rupiah {
    ask.limits.iter().zip(started).filter(|(_, s)| **s).map(|(l, _)| l.fixed_cost).fold(Rupiah::ZERO, |a, b| a + b)
}

/// Whole people, so that nothing is passed: cut down, then one at a time where most is gained for the money.
fn whole_people(ask: &Ask, started: &[bool], shares: &[f64]) -> Vec<u64> {
    let mut people: Vec<u64> = shares.iter().map(|x| (x + 1e-4).floor() as u64).collect();
    let gain = |i: usize| {
        let offer = &ask.offers[i];
        offer.response.uplift * ask.segments[ask.segment_place(&offer.segment)].months_each
    };
    let mut order: Vec<usize> = (0..people.len()).collect();
    // Free people first, then most months for the rupiah; the same order for every run.
    let worth = |i: usize| gain(i) / rupiah(ask.offers[i].cost_each).max(1e-9);
    order.sort_by(|a, b| worth(*b).total_cmp(&worth(*a)).then(a.cmp(b)));
    let fixed = fixed_cost(ask, started);
    // The solver may be a rupiah or a person over.
    while !fits(ask, started, &people, fixed) {
        let Some(&last) = order.iter().rev().find(|i| people[**i] > 0) else { break };
        people[last] -= 1;
    }
    for &i in &order {
        let allowed = ask.limits.iter().zip(started).all(|(l, s)| *s || l.channel != ask.offers[i].channel);
        for _ in 0..2 {
            if allowed && gain(i) > 0.0 && people[i] < ask.offers[i].reach && people[i] > 0 {
                people[i] += 1;
                if !fits(ask, started, &people, fixed) {
                    people[i] -= 1;
                    break;
                }
            }
        }
    }
    // A run that whole people no longer fill is not started.
    for (limit, started) in ask.limits.iter().zip(started) {
        let of_channel = |i: &usize| ask.offers[*i].channel == limit.channel;
        let reached: u64 = (0..people.len()).filter(of_channel).map(|i| people[i]).sum();
        if *started && limit.least > 1 && reached < limit.least {
            top_up(ask, &mut people, &order, limit.least - reached, &limit.channel);
            let reached: u64 = (0..people.len()).filter(of_channel).map(|i| people[i]).sum();
            if reached < limit.least {
                (0..people.len()).filter(of_channel).for_each(|i| people[i] = 0);
            }
        }
    }
    if fits(ask, started, &people, fixed) { people } else { vec![0; people.len()] }
}

/// Fills a run with the few people that rounding took away.
fn top_up(ask: &Ask, people: &mut [u64], order: &[usize], mut missing: u64, channel: &str) {
    for &i in order.iter().filter(|i| ask.offers[**i].channel == channel) {
        let segment = ask.segment_place(&ask.offers[i].segment);
        let taken: u64 = (0..people.len())
            .filter(|j| ask.segment_place(&ask.offers[*j].segment) == segment)
            .map(|j| people[j])
            .sum();
        let room = (ask.offers[i].reach - people[i]).min(ask.segments[segment].people.saturating_sub(taken));
        let here = room.min(missing);
        people[i] += here;
        missing -= here;
    }
}

/// Whether whole people stay inside the budget, the segments and the capacities.
fn fits(ask: &Ask, started: &[bool], people: &[u64], fixed: Rupiah) -> bool {
    let cost = ask.offers.iter().zip(people).fold(fixed, |sum, (offer, n)| sum + offer.cost_each.times(*n));
    let reached = |of: &dyn Fn(usize) -> bool| (0..people.len()).filter(|i| of(*i)).map(|i| people[i]).sum::<u64>();
    cost <= ask.budget
        && ask.segments.iter().all(|s| reached(&|i| ask.offers[i].segment == s.segment) <= s.people)
        && ask.limits.iter().zip(started).all(|(limit, started)| {
            let here = reached(&|i| ask.offers[i].channel == limit.channel);
            (*started || here == 0) && limit.most.is_none_or(|most| here <= most)
        })
}
