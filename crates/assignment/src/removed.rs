//! What each rule removed: how many members lost their best option to it, and how many kept months.

use crate::cells;
use crate::decide::{Decision, decide_from};
use crate::error::AssignmentError;
use crate::hard;
use crate::limit::LimitKind;
use crate::members::Members;
use crate::pool::Pool;
use crate::program::Program;
use crate::rules::Rules;
use crate::search::typical_best;
use crate::tables::{BARRED, Tables};
use crate::words;
use domain::Bilingual;
use rayon::prelude::*;
use serde::Serialize;
use std::borrow::Cow;

/// What leads by less than this share of what a typical member's best is worth may be a tie that the search did not break.
const CLEAR: f64 = 0.01;

/// A rule as people name it: all groups of a capacity or floor together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// All the money.
    Budget,
    /// The money of a channel, by its place.
    ChannelBudget(usize),
    /// A capacity, by its place.
    Capacity(usize),
    /// A floor, by its place.
    Floor(usize),
    /// Smallest cells.
    SmallestCells,
    /// A reason for which options are barred, by its place in the pool.
    Barred(usize),
    /// No outlet within reach: the member is in no group of a capacity that the option needs.
    OutOfReach,
    /// Limits that hold in whole people: the prices would have allowed it.
    WholePeople,
}

impl Rule {
    /// Whether it is a rule that somebody declared and may change, not what is so of a member.
    fn is_declared(self) -> bool {
        match self {
            Self::Budget | Self::ChannelBudget(_) | Self::Capacity(_) | Self::Floor(_) | Self::SmallestCells => true,
            Self::Barred(_) | Self::OutOfReach | Self::WholePeople => false,
        }
    }
}

/// How the months a rule removed are known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthsLost {
    /// The value of a decision without the rule less that of the one with it, both found by solving; off by no more than the two gaps.
    Solved(f64),
    /// At most this many, by weak duality at the prices there are: a bound without the rule less the value with it.
    AtMost(f64),
    /// Not a rule that can be lifted.
    NotLifted,
}

/// Whether months lost are found by solving again without each rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Solve again without each rule, warm: a decision for each.
    Solve,
    /// Bounds at the prices there are: a look at each member for each rule.
    Bound,
}

/// What a rule removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleLine {
    /// The rule.
    pub rule: Rule,
    /// Its name.
    pub name: Bilingual,
    /// Members whose option worth most was out of their reach through this rule first of all.
    pub members: u64,
    /// Kept months of theirs between that option and the one they got.
    pub months_of_members: f64,
    /// Kept months of all that the rule costs.
    pub lost: MonthsLost,
    /// Kept months that its prices alone take off all: what it costs at most, less what the decision may miss of the best there is. 0 of a rule
    /// that cannot be lifted.
    pub at_prices: f64,
    /// The same in words.
    pub sentence: Bilingual,
}

/// The declared rule that leaves a decision empty-handed, out of what [`removed`] says of it; `None` where no rule does. The bound leaves
/// smallest cells out, so where it is above nothing and cells were closed it is they.
pub fn stopped_by<'l>(decision: &Decision, removed: &'l [RuleLine]) -> Option<&'l RuleLine> {
    let cells = removed.iter().find(|line| line.rule == Rule::SmallestCells);
    let bound = decision.open.as_ref().map_or(decision.bound, |open| open.bound);
    let are_cells = bound > 1e-9 && !decision.closed_cells.is_empty();
    let of_most = || removed.iter().filter(|l| l.rule.is_declared() && l.members > 0).max_by_key(|line| line.members);
    cells.filter(|_| are_cells).or_else(of_most)
}

/// What each rule removed, the dearest first. A rule that nobody felt and that has no price is not there.
///
/// A member counts once, for the rule that stood between them and the option worth most to the member: the reason it is barred for, the smallest
/// cells where the member would have it without them, else the limit whose price takes most off it.
pub fn removed(
    pool: &Pool,
    rules: &Rules,
    decision: &Decision,
    again: Again,
) -> Result<Vec<RuleLine>, AssignmentError> {
    decision.fits(pool, rules)?;
    let all = every_rule(pool, rules);
    let losses = losses(pool, rules, decision, &all)?;
    let bounds = Bounds::of(pool, rules, decision)?;
    // Prices that could not make a millionth of the value are what the search left.
    let least = 1e-6 * decision.value.abs() + 1e-9;
    let mut lines = Vec::new();
    for (rule, (count, months)) in all.iter().zip(losses) {
        let without = bounds.without(*rule)?;
        let at_prices = without.map_or(0.0, |without| without.at_prices);
        if count == 0 && at_prices <= least {
            continue;
        }
        let lost = match (without, again) {
            (None, _) => MonthsLost::NotLifted,
            (Some(_), Again::Solve) => solved_without(pool, rules, decision, *rule)?,
            (Some(without), Again::Bound) => MonthsLost::AtMost(without.at_most),
        };
        let name = words::rule_name(pool, rules, *rule);
        let sentence = words::rule(*rule, &name, count, lost);
        lines.push(RuleLine {
            rule: *rule,
            name,
            members: count,
            months_of_members: months,
            lost,
            at_prices,
            sentence,
        });
    }
    let weight = |line: &RuleLine| match line.lost {
        MonthsLost::Solved(months) | MonthsLost::AtMost(months) => months,
        MonthsLost::NotLifted => -1.0,
    };
    lines.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    Ok(lines)
}

/// Members who lost the option worth most to them, and their months, by rule.
fn losses(pool: &Pool, rules: &Rules, decision: &Decision, all: &[Rule]) -> Result<Vec<(u64, f64)>, AssignmentError> {
    let loser = Losers::of(pool, rules, decision)?;
    let of_chunks: Vec<Vec<(u64, f64)>> = loser
        .members
        .chunks()
        .into_par_iter()
        .map(|range| {
            let mut losses = vec![(0, 0.0); all.len()];
            for member in range {
                if let Some((rule, months)) = loser.lost_to(member)
                    && let Some(place) = all.iter().position(|r| *r == rule)
                {
                    losses[place].0 += 1;
                    losses[place].1 += months;
                }
            }
            losses
        })
        .collect();
    let of_rule = |place: usize| of_chunks.iter().fold((0, 0.0), |(n, m), of| (n + of[place].0, m + of[place].1));
    Ok((0..all.len()).map(of_rule).collect())
}

fn every_rule(pool: &Pool, rules: &Rules) -> Vec<Rule> {
    let mut all = vec![Rule::Budget];
    all.extend((0..rules.channel_budgets.len()).map(Rule::ChannelBudget));
    all.extend((0..rules.capacities.len()).map(Rule::Capacity));
    all.extend((0..rules.floors.len()).map(Rule::Floor));
    all.extend(rules.smallest_cells.iter().map(|_| Rule::SmallestCells));
    all.extend((0..pool.barred.len()).map(Rule::Barred));
    all.extend([Rule::OutOfReach, Rule::WholePeople]);
    all
}

fn rule_of(kind: LimitKind) -> Rule {
    match kind {
        LimitKind::Budget => Rule::Budget,
        LimitKind::ChannelBudget { channel_budget } => Rule::ChannelBudget(channel_budget),
        LimitKind::Capacity { capacity, .. } => Rule::Capacity(capacity),
        LimitKind::Floor { floor, .. } => Rule::Floor(floor),
        LimitKind::Cell { .. } => Rule::SmallestCells,
    }
}

/// Members beside the shadow prices of the limits, cells left out.
struct Losers<'a> {
    pool: &'a Pool,
    decision: &'a Decision,
    program: Program,
    members: Members<'a>,
    tables: Tables,
    prices: Vec<f64>,
    /// The cells' grouping among those in use, and whether each cell is closed or asks for members.
    cells: Option<(usize, Vec<bool>)>,
    /// A lead at the prices that is no tie.
    clear: f64,
}

impl<'a> Losers<'a> {
    fn of(pool: &'a Pool, rules: &Rules, decision: &'a Decision) -> Result<Self, AssignmentError> {
        let program = Program::new(pool, rules)?;
        let members = Members::all(pool, &program);
        let prices: Vec<f64> = decision.limits.iter().take(program.limits.len()).map(|limit| limit.price).collect();
        let tables = Tables::of(&program, &prices);
        let clear = CLEAR * typical_best(&members);
        let slot = rules.smallest_cells.as_ref().map(|cells| cells::slot(pool, &program, &cells.by)).transpose()?;
        let cells = slot.map(|slot| {
            let mut felt = vec![false; program.groupings[slot].groups * program.options];
            for (group, option) in &decision.closed_cells {
                felt[group * program.options + option] = true;
            }
            for limit in decision.limits.iter().filter(|limit| limit.price > 0.0) {
                if let LimitKind::Cell { group, option } = limit.kind {
                    felt[group * program.options + option] = true;
                }
            }
            (slot, felt)
        });
        Ok(Self { pool, decision, program, members, tables, prices, cells, clear })
    }

    /// The rule that stood between a member and the option worth most to the member, and the months between that and what they got.
    fn lost_to(&self, member: usize) -> Option<(Rule, f64)> {
        let (pool, program) = (self.pool, &self.program);
        let values = &pool.values[member * pool.options..(member + 1) * pool.options];
        let (most, value) = values
            .iter()
            .enumerate()
            .fold((None, 0.0_f32), |(o, v), (option, value)| if *value > v { (Some(option), *value) } else { (o, v) });
        let most = most?;
        let given = self.decision.given[member].option();
        let months = f64::from(value) - given.map_or(0.0, |option| f64::from(values[option]));
        if given == Some(most) || months <= 0.0 {
            return None;
        }
        if let Some(place) = pool.barred.iter().position(|b| b.options_of_member[member] >> most & 1 == 1) {
            return Some((Rule::Barred(place), months));
        }
        let mut nets = [0.0; 16];
        self.tables.nets(&self.members, member, &mut nets);
        if nets[most] < -BARRED / 2.0 {
            return Some((Rule::OutOfReach, months));
        }
        if self.lost_to_cells(member, most, given) {
            return Some((Rule::SmallestCells, months));
        }
        let others = nets[..program.options].iter().enumerate().filter(|(option, _)| *option != most);
        let best = others.fold(0.0_f64, |best, (_, net)| best.max(*net));
        // A closed cell of which the member would have nothing anyway leaves no lead: what others would use is what stands between.
        let is_closed = self.is_felt(member, most);
        if nets[most] > best + self.clear && !is_closed {
            return Some((Rule::WholePeople, months));
        }
        let mut dearest = (0.0, if is_closed { Rule::SmallestCells } else { Rule::WholePeople });
        program.each_use(&self.members, member, most, |limit, amount| {
            let charge = self.prices[limit] * amount as f64;
            if !program.limits[limit].at_least && charge > dearest.0 {
                dearest = (charge, rule_of(program.limits[limit].kind));
            }
        });
        Some((dearest.1, months))
    }

    /// Whether a member would have the option worth most if cells could be of any size, and a cell keeps them from it.
    fn lost_to_cells(&self, member: usize, most: usize, given: Option<usize>) -> bool {
        let would = self.decision.open.as_ref().is_some_and(|open| open.given[member].option() == Some(most));
        would && (self.is_felt(member, most) || given.is_some_and(|given| self.is_felt(member, given)))
    }

    /// Whether a member's cell of an option is closed or asks for members.
    fn is_felt(&self, member: usize, option: usize) -> bool {
        self.cells.as_ref().is_some_and(|(slot, felt)| {
            let group = usize::from(self.members.groups[*slot][member]);
            felt.get(group * self.program.options + option) == Some(&true)
        })
    }
}

/// Rules with one taken away; `None` where it cannot be.
fn without(rules: &Rules, rule: Rule) -> Option<Rules> {
    let mut rules = rules.clone();
    // Beyond what any pool could use.
    let plenty = domain::Rupiah::whole(1_000_000_000_000_000);
    match rule {
        Rule::Budget => rules.budget = plenty,
        Rule::ChannelBudget(place) => rules.channel_budgets[place].budget = plenty,
        Rule::Capacity(place) => rules.capacities[place].amounts.iter_mut().for_each(|amount| *amount = 1 << 50),
        Rule::Floor(place) => rules.floors[place].shares = vec![0.0],
        Rule::SmallestCells => rules.smallest_cells = None,
        Rule::Barred(_) | Rule::OutOfReach | Rule::WholePeople => return None,
    }
    Some(rules)
}

/// The pool without one reason for which options are barred.
fn unbarred(pool: &Pool, place: usize) -> Pool {
    let mut other = pool.clone();
    other.any_barred = barred_without(pool, place);
    other.barred.remove(place);
    other
}

/// Options barred to each member for all reasons but one.
fn barred_without(pool: &Pool, place: usize) -> Vec<u16> {
    let others = pool.barred.iter().enumerate().filter(|(other, _)| *other != place);
    others.fold(vec![0; pool.members], |mut any, (_, barred)| {
        any.iter_mut().zip(&barred.options_of_member).for_each(|(any, more)| *any |= more);
        any
    })
}

fn solved_without(pool: &Pool, rules: &Rules, decision: &Decision, rule: Rule) -> Result<MonthsLost, AssignmentError> {
    let other = match (rule, without(rules, rule)) {
        (Rule::Barred(place), _) => decide_from(&unbarred(pool, place), rules, Some(decision))?,
        (_, Some(rules)) => decide_from(pool, &rules, Some(decision))?,
        _ => return Ok(MonthsLost::NotLifted),
    };
    Ok(MonthsLost::Solved((other.value - decision.value).max(0.0)))
}

/// Kept months that a rule costs.
#[derive(Clone, Copy)]
struct Without {
    /// At most, by weak duality.
    at_most: f64,
    /// By its prices alone.
    at_prices: f64,
}

/// Bounds at the prices there are, on what can be had with each rule lifted. Cells that have too few members stay closed.
struct Bounds<'a> {
    pool: &'a Pool,
    rules: &'a Rules,
    decision: &'a Decision,
    slot: Option<usize>,
    program: Program,
    prices: Vec<f64>,
    bound: f64,
}

impl<'a> Bounds<'a> {
    fn of(pool: &'a Pool, rules: &'a Rules, decision: &'a Decision) -> Result<Self, AssignmentError> {
        let mut program = Program::new(pool, rules)?;
        let slot = rules.smallest_cells.as_ref().map(|cells| cells::slot(pool, &program, &cells.by)).transpose()?;
        let prices = decision.open.as_ref().map_or(&decision.prices, |open| &open.prices).clone();
        let members = Members::all(pool, &program);
        if let (Some(slot), Some(cells)) = (slot, &rules.smallest_cells) {
            program = program.with_closed(slot, &cells::possible(&program, &members, slot, cells.members));
        }
        let bound = hard::best(&program, &members, &prices).bound;
        Ok(Self { pool, rules, decision, slot, program, prices, bound })
    }

    /// What a rule costs; `None` of one that cannot be lifted.
    fn without(&self, rule: Rule) -> Result<Option<Without>, AssignmentError> {
        let bound = match rule {
            Rule::OutOfReach | Rule::WholePeople => return Ok(None),
            Rule::SmallestCells => return self.without_cells().map(Some),
            Rule::Barred(place) => self.unbarred(place)?,
            _ => self.unpriced(rule),
        };
        let at_most = (bound - self.decision.value).max(0.0);
        Ok(Some(Without { at_most, at_prices: (bound - self.bound).max(0.0) }))
    }

    fn unpriced(&self, rule: Rule) -> f64 {
        let is_lifted = |place: usize| rule_of(self.program.limits[place].kind) == rule;
        if (0..self.prices.len()).all(|place| self.prices[place] == 0.0 || !is_lifted(place)) {
            return self.bound;
        }
        let prices: Vec<f64> =
            self.prices.iter().enumerate().map(|(l, p)| if is_lifted(l) { 0.0 } else { *p }).collect();
        hard::best(&self.program, &Members::all(self.pool, &self.program), &prices).bound
    }

    fn unbarred(&self, place: usize) -> Result<f64, AssignmentError> {
        let mut program = Program::new(self.pool, self.rules)?;
        let mut members = Members::all(self.pool, &program);
        members.barred = Cow::Owned(barred_without(self.pool, place));
        if let (Some(slot), Some(cells)) = (self.slot, &self.rules.smallest_cells) {
            program = program.with_closed(slot, &cells::possible(&program, &members, slot, cells.members));
        }
        Ok(hard::best(&program, &members, &self.prices).bound)
    }

    fn without_cells(&self) -> Result<Without, AssignmentError> {
        let open = self.decision.open.as_ref().map_or(self.decision.bound, |open| open.bound);
        let (program, prices) = self.decision.program(self.pool, self.rules)?;
        let with = hard::best(&program, &Members::all(self.pool, &program), &prices).bound;
        let at_most = (open - self.decision.value).max(0.0);
        Ok(Without { at_most, at_prices: (open - with).max(0.0) })
    }
}
