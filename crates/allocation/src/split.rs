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
    // Free people first, then most months for the rupiah; the same order for every run.
    let worth: Vec<f64> = (0..people.len()).map(|i| gain(i) / rupiah(ask.offers[i].cost_each).max(1e-9)).collect();
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by(|a, b| worth[*b].total_cmp(&worth[*a]).then(a.cmp(b)));
    let mut tally = Tally::of(ask, started, &people);
    // The solver may be a rupiah or a person over.
    while !tally.fits() {
        let Some(&last) = order.iter().rev().find(|i| people[**i] > 0) else { break };
        people[last] -= 1;
        tally.remove_one(last);
    }
    for &i in &order {
        let allowed = tally.limit_of[i].is_none_or(|l| started[l]);
        for _ in 0..2 {
            if allowed && gain(i) > 0.0 && people[i] < ask.offers[i].reach && people[i] > 0 && tally.takes_one(i) {
                people[i] += 1;
                tally.add_one(i);
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
    if Tally::of(ask, started, &people).fits() { people } else { vec![0; people.len()] }
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

/// Money and people used so far, so that one more person is looked at without counting everybody again.
struct Tally<'a> {
    ask: &'a Ask,
    cost: Rupiah,
    /// People of each segment.
    in_segment: Vec<u64>,
    /// People of each limited channel; none may be in one that is not started.
    in_limit: Vec<u64>,
    most: Vec<Option<u64>>,
    segment_of: Vec<usize>,
    limit_of: Vec<Option<usize>>,
}

impl<'a> Tally<'a> {
    fn of(ask: &'a Ask, started: &[bool], people: &[u64]) -> Self {
        let limit = |channel: &str| ask.limits.iter().position(|l| l.channel == channel);
        let mut tally = Self {
            ask,
            cost: fixed_cost(ask, started),
            in_segment: vec![0; ask.segments.len()],
            in_limit: vec![0; ask.limits.len()],
            most: ask.limits.iter().zip(started).map(|(l, started)| if *started { l.most } else { Some(0) }).collect(),
            segment_of: ask.offers.iter().map(|o| ask.segment_place(&o.segment)).collect(),
            limit_of: ask.offers.iter().map(|o| limit(&o.channel)).collect(),
        };
        for (i, n) in people.iter().enumerate() {
            tally.cost += ask.offers[i].cost_each.times(*n);
            tally.in_segment[tally.segment_of[i]] += n;
            if let Some(limit) = tally.limit_of[i] {
                tally.in_limit[limit] += n;
            }
        }
        tally
    }

    /// Whether budget, segments and capacities are kept.
    fn fits(&self) -> bool {
        self.cost <= self.ask.budget
            && self.ask.segments.iter().zip(&self.in_segment).all(|(s, n)| *n <= s.people)
            && self.most.iter().zip(&self.in_limit).all(|(most, n)| most.is_none_or(|most| *n <= most))
    }

    /// Whether they still would be with one more person on an offer.
    fn takes_one(&self, i: usize) -> bool {
        let segment = self.segment_of[i];
        self.cost + self.ask.offers[i].cost_each <= self.ask.budget
            && self.in_segment[segment] < self.ask.segments[segment].people
            && self.limit_of[i].is_none_or(|l| self.most[l].is_none_or(|most| self.in_limit[l] < most))
    }

    fn add_one(&mut self, i: usize) {
        self.cost += self.ask.offers[i].cost_each;
        self.in_segment[self.segment_of[i]] += 1;
        if let Some(limit) = self.limit_of[i] {
            self.in_limit[limit] += 1;
        }
    }

    fn remove_one(&mut self, i: usize) {
        self.cost = self.cost - self.ask.offers[i].cost_each;
        self.in_segment[self.segment_of[i]] -= 1;
        if let Some(limit) = self.limit_of[i] {
            self.in_limit[limit] -= 1;
        }
    }
}
