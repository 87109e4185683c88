//! What each rule removed: how many members lost their best option to it, and how many kept months.

use crate::decide::{Decision, decide_from};
use crate::error::AssignmentError;
use crate::hard;
use crate::limit::LimitKind;
use crate::members::Members;
use crate::pool::Pool;
use crate::program::Program;
use crate::rules::Rules;
use crate::tables::{BARRED, Tables};
use crate::words;
use domain::Bilingual;
use rayon::prelude::*;
use serde::Serialize;

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
    /// The same in words.
    pub sentence: Bilingual,
}

/// The declared rule that leaves a decision empty-handed, out of what [`removed`] says of it; `None` where no rule does. The bound leaves
/// smallest cells out, so where it is above nothing and cells were closed it is they.
pub fn stopped_by<'l>(decision: &Decision, removed: &'l [RuleLine]) -> Option<&'l RuleLine> {
    let cells = removed.iter().find(|line| line.rule == Rule::SmallestCells);
    let are_cells = decision.bound > 1e-9 && !decision.closed_cells.is_empty();
    let of_most = || removed.iter().filter(|l| l.rule.is_declared() && l.members > 0).max_by_key(|line| line.members);
    cells.filter(|_| are_cells).or_else(of_most)
}

/// What each rule removed, the dearest first.
///
/// A member counts once, for the rule that stood between them and the option worth most to the member: the reason it is barred for, else the limit
/// whose price takes most off it.
pub fn removed(
    pool: &Pool,
    rules: &Rules,
    decision: &Decision,
    again: Again,
) -> Result<Vec<RuleLine>, AssignmentError> {
    decision.fits(pool, rules)?;
    let (program, prices) = decision.program(pool, rules)?;
    let members = Members::all(pool, &program);
    let tables = Tables::of(&program, &prices);
    let all = every_rule(pool, rules);
    let losses: Vec<Vec<(u64, f64)>> = members
        .chunks()
        .into_par_iter()
        .map(|range| {
            let mut losses = vec![(0, 0.0); all.len()];
            for member in range {
                if let Some((rule, months)) = lost_to(pool, decision, &program, &members, &tables, &prices, member)
                    && let Some(place) = all.iter().position(|r| *r == rule)
                {
                    losses[place].0 += 1;
                    losses[place].1 += months;
                }
            }
            losses
        })
        .collect();
    let mut lines = Vec::new();
    for (place, rule) in all.iter().enumerate() {
        let (count, months) = losses.iter().fold((0, 0.0), |(n, m), chunk| (n + chunk[place].0, m + chunk[place].1));
        let lost = match again {
            Again::Solve => solved_without(pool, rules, decision, *rule)?,
            Again::Bound => bounded_without(pool, rules, decision, &prices, *rule)?,
        };
        let name = words::rule_name(pool, rules, *rule);
        let sentence = words::rule(*rule, &name, count, lost);
        lines.push(RuleLine { rule: *rule, name, members: count, months_of_members: months, lost, sentence });
    }
    let weight = |line: &RuleLine| match line.lost {
        MonthsLost::Solved(months) | MonthsLost::AtMost(months) => months,
        MonthsLost::NotLifted => -1.0,
    };
    lines.retain(|line| line.members > 0 || weight(line) > 0.0);
    lines.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    Ok(lines)
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

/// The rule that stood between a member and the option worth most to the member, and the months between that and what they got.
fn lost_to(
    pool: &Pool,
    decision: &Decision,
    program: &Program,
    members: &Members<'_>,
    tables: &Tables,
    prices: &[f64],
    member: usize,
) -> Option<(Rule, f64)> {
    let values = &pool.values[member * pool.options..(member + 1) * pool.options];
    let (most, value) = values
        .iter()
        .enumerate()
        .fold((None, 0.0_f32), |(o, v), (option, value)| if *value > v { (Some(option), *value) } else { (o, v) });
    let most = most?;
    let given = decision.given[member].option();
    let months = f64::from(value) - given.map_or(0.0, |option| f64::from(values[option]));
    if given == Some(most) || months <= 0.0 {
        return None;
    }
    if let Some(place) = pool.barred.iter().position(|b| b.options_of_member[member] >> most & 1 == 1) {
        return Some((Rule::Barred(place), months));
    }
    let mut nets = [0.0; 16];
    tables.nets(members, member, &mut nets);
    if nets[most] < -BARRED / 2.0 {
        let takes = &program.takes[most];
        let in_none = |(slot, _, _): &(usize, usize, i64)| {
            usize::from(members.groups[*slot][member]) >= program.groupings[*slot].groups
        };
        let rule = if takes.by_group.iter().any(in_none) { Rule::OutOfReach } else { Rule::SmallestCells };
        return Some((rule, months));
    }
    let mut dearest = (0.0, Rule::WholePeople);
    program.each_use(members, member, most, |limit, amount| {
        let charge = prices[limit] * amount as f64;
        if !program.limits[limit].at_least && charge > dearest.0 {
            dearest = (charge, rule_of(program.limits[limit].kind));
        }
    });
    let best = nets[..program.options].iter().fold(0.0_f64, |best, net| best.max(*net));
    if nets[most] >= best {
        return Some((Rule::WholePeople, months));
    }
    Some((dearest.1, months))
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
    let mut pool = pool.clone();
    pool.barred.remove(place);
    for (member, any) in pool.any_barred.iter_mut().enumerate() {
        *any = pool.barred.iter().fold(0, |any, barred| any | barred.options_of_member[member]);
    }
    pool
}

fn solved_without(pool: &Pool, rules: &Rules, decision: &Decision, rule: Rule) -> Result<MonthsLost, AssignmentError> {
    let other = match (rule, without(rules, rule)) {
        (Rule::Barred(place), _) => decide_from(&unbarred(pool, place), rules, Some(decision))?,
        (_, Some(rules)) => decide_from(pool, &rules, Some(decision))?,
        _ => return Ok(MonthsLost::NotLifted),
    };
    Ok(MonthsLost::Solved((other.value - decision.value).max(0.0)))
}

fn bounded_without(
    pool: &Pool,
    rules: &Rules,
    decision: &Decision,
    prices: &[f64],
    rule: Rule,
) -> Result<MonthsLost, AssignmentError> {
    let bound = match rule {
        Rule::OutOfReach | Rule::WholePeople => return Ok(MonthsLost::NotLifted),
        // The bound of the decision leaves smallest cells out already.
        Rule::SmallestCells => decision.bound,
        Rule::Barred(place) => {
            let pool = unbarred(pool, place);
            let program = Program::new(&pool, rules)?;
            hard::best(&program, &Members::all(&pool, &program), &prices[..program.limits.len()]).bound
        }
        _ => {
            let program = Program::new(pool, rules)?;
            let lifted = program.limits.iter().zip(prices);
            let prices: Vec<f64> =
                lifted.map(|(l, price)| if rule_of(l.kind) == rule { 0.0 } else { *price }).collect();
            hard::best(&program, &Members::all(pool, &program), &prices).bound
        }
    };
    Ok(MonthsLost::AtMost((bound - decision.value).max(0.0)))
}
