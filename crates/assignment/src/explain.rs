//! Why a member gets what they get, or nothing.

use crate::decide::Decision;
use crate::error::AssignmentError;
use crate::hard::NOTHING;
use crate::limit::LimitKind;
use crate::members::Members;
use crate::pool::Pool;
use crate::program::Program;
use crate::rules::Rules;
use crate::tables::{BARRED, Tables};
use crate::why;
use domain::Bilingual;
use serde::Serialize;

/// What a limit takes off an option at the shadow prices.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Charge {
    /// The limit.
    pub limit: LimitKind,
    /// Kept months that this member's use is worth to others; below zero where a floor or cell asks for the member.
    pub months: f64,
}

/// An option as it stands for one member.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionLine {
    /// The option, counted from 0.
    pub option: usize,
    /// Kept months it is worth to the member.
    pub value: f64,
    /// What the limits take off; those without a price are left out.
    pub charges: Vec<Charge>,
    /// What is left. `None` where it is barred.
    pub net: Option<f64>,
    /// Why it is barred.
    pub barred: Vec<Bilingual>,
}

/// Why a member gets what they get.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The member, counted from 0.
    pub member: usize,
    /// What they get.
    pub given: Option<usize>,
    /// All options, the best net first, those barred last.
    pub options: Vec<OptionLine>,
    /// What would have been worth most to the member if there were no limits: of the options above nothing.
    pub most_valued: Option<usize>,
    /// The next best at the prices after what they get; `None` where that is nothing, or there is none.
    pub next_best: Option<usize>,
    /// The limit whose price made the difference between what they get and what is worth most to the member, or between something and nothing.
    pub decisive: Option<LimitKind>,
    /// Whether what they get is the best at the prices; otherwise they were moved so that limits hold in whole people.
    pub by_prices: bool,
    /// The same in words.
    pub sentence: Bilingual,
}

/// Why `member`, counted from 0, gets what the decision gives them.
pub fn explain(pool: &Pool, rules: &Rules, decision: &Decision, member: usize) -> Result<Explanation, AssignmentError> {
    decision.fits(pool, rules)?;
    if member >= pool.members {
        return Err(AssignmentError::NoSuchMember { member, members: pool.members });
    }
    let given = decision.given[member].option();
    let values = (0..pool.options).map(|option| (option, pool.value(member, option)));
    let most_valued = values.filter(|(_, value)| *value > 0.0).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let most_valued = most_valued.map(|(option, _)| option);
    let (program, prices) = decision.program(pool, rules)?;
    // A closed cell is no reason for those who would not get its option if it were open: the prices of the limits are.
    let (program, prices) = match (&decision.open, most_valued) {
        (Some(open), Some(most))
            if open.given[member].option() != Some(most) && decision.is_closed(pool, rules, member, most) =>
        {
            let of_cells = prices.iter().skip(open.prices.len());
            (program.with_cells_freed(), open.prices.iter().chain(of_cells).copied().collect())
        }
        _ => (program, prices),
    };
    let members = Members::all(pool, &program);
    let tables = Tables::of(&program, &prices);
    let mut nets = [0.0; 16];
    tables.nets(&members, member, &mut nets);
    let mut options: Vec<OptionLine> = (0..pool.options)
        .map(|option| {
            let mut charges = Vec::new();
            program.each_use(&members, member, option, |limit, amount| {
                let months = prices[limit] * amount as f64;
                let months = if program.limits[limit].at_least { -months } else { months };
                if months != 0.0 {
                    charges.push(Charge { limit: program.limits[limit].kind, months });
                }
            });
            charges.sort_by(|a, b| b.months.abs().total_cmp(&a.months.abs()));
            let open = nets[option] > -BARRED / 2.0;
            OptionLine {
                option,
                value: pool.value(member, option),
                charges,
                net: open.then_some(nets[option]),
                barred: if open { Vec::new() } else { reasons(pool, rules, decision, member, option) },
            }
        })
        .collect();
    options.sort_by(|a, b| {
        let net = |line: &OptionLine| line.net.unwrap_or(f64::NEG_INFINITY);
        net(b).total_cmp(&net(a)).then(a.option.cmp(&b.option))
    });
    let of = |option: Option<usize>| options.iter().find(|line| Some(line.option) == option);
    let net_given = of(given).map_or(0.0, |line| line.net.unwrap_or(0.0));
    let next = options.iter().find(|line| Some(line.option) != given && line.net.is_some());
    let next_best = next.filter(|line| given.is_none() || line.net.unwrap_or(0.0) > 0.0).map(|line| line.option);
    let best_net = options.first().and_then(|line| line.net).unwrap_or(0.0).max(0.0);
    let by_prices = net_given >= best_net - 1e-9 * best_net.max(1.0);
    let decisive = decisive(of(given), of(most_valued).filter(|line| line.net.is_some()));
    let mut explanation = Explanation {
        member,
        given,
        options,
        most_valued,
        next_best,
        decisive,
        by_prices,
        sentence: Bilingual::default(),
    };
    explanation.sentence = why::explanation(pool, rules, &explanation);
    Ok(explanation)
}

/// The limit that charges the option worth most by more than the option given, the most of all; where that is the one given, and it would not
/// be worth its prices by itself, the floor or cell that asks for the member.
fn decisive(given: Option<&OptionLine>, most: Option<&OptionLine>) -> Option<LimitKind> {
    let charge = |line: Option<&OptionLine>, limit: LimitKind| {
        line.and_then(|line| line.charges.iter().find(|charge| charge.limit == limit))
            .map_or(0.0, |charge| charge.months)
    };
    match (given, most) {
        (Some(given), most) if most.is_none_or(|most| most.option == given.option) => {
            let asked: f64 = given.charges.iter().filter(|c| c.months < 0.0).map(|c| c.months).sum();
            let alone = given.net.unwrap_or(0.0) + asked;
            let asking = given.charges.iter().filter(|charge| charge.months < 0.0);
            let most_asking = asking.min_by(|a, b| a.months.total_cmp(&b.months)).map(|charge| charge.limit);
            most_asking.filter(|_| alone < 0.0)
        }
        (_, Some(most)) => {
            let differences = most.charges.iter().map(|c| (c.limit, c.months - charge(given, c.limit)));
            let dearer = differences.filter(|(_, months)| *months > 1e-12);
            dearer.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(limit, _)| limit)
        }
        _ => None,
    }
}

/// Why an option is barred to a member.
fn reasons(pool: &Pool, rules: &Rules, decision: &Decision, member: usize, option: usize) -> Vec<Bilingual> {
    let listed = pool.barred.iter().filter(|barred| barred.options_of_member[member] >> option & 1 == 1);
    let mut reasons: Vec<Bilingual> = listed.map(|barred| barred.reason.clone()).collect();
    if reasons.is_empty() {
        let closed = decision.is_closed(pool, rules, member, option);
        reasons.push(match rules.smallest_cells.as_ref().filter(|_| closed) {
            Some(cells) => why::closed_cell(cells.members),
            None => why::out_of_reach(),
        });
    }
    reasons
}

impl Decision {
    /// The limits of the decision with its cells, and the prices at which members took their options.
    pub(crate) fn program(&self, pool: &Pool, rules: &Rules) -> Result<(Program, Vec<f64>), AssignmentError> {
        let mut program = Program::new(pool, rules)?;
        if let Some(cells) = &rules.smallest_cells {
            let slot = crate::cells::slot(pool, &program, &cells.by)?;
            let mut used = vec![true; program.groupings[slot].groups * program.options];
            self.closed_cells.iter().for_each(|(group, option)| used[group * program.options + option] = false);
            program = program.with_cells(slot, &used, cells.members);
        }
        let prices = self.prices.clone();
        if prices.len() == program.limits.len() {
            return Ok((program, prices));
        }
        let (found, expected) = (prices.len(), program.limits.len());
        Err(AssignmentError::OtherDecision { what: "limits", found, expected })
    }

    /// Whether the rule on smallest cells closed an option to a member.
    fn is_closed(&self, pool: &Pool, rules: &Rules, member: usize, option: usize) -> bool {
        let by = rules.smallest_cells.as_ref().map(|cells| cells.by.as_str());
        let grouping = pool.groupings.iter().find(|grouping| Some(grouping.key.as_str()) == by);
        let group = grouping.map(|grouping| usize::from(grouping.of_member[member]));
        self.closed_cells.iter().any(|cell| Some(cell.0) == group && cell.1 == option)
    }

    /// Whether the decision is one of this pool and these rules, as far as lengths show.
    pub(crate) fn fits(&self, pool: &Pool, rules: &Rules) -> Result<(), AssignmentError> {
        let other = |what, found, expected| Err(AssignmentError::OtherDecision { what, found, expected });
        if self.given.len() != pool.members {
            return other("members", self.given.len(), pool.members);
        }
        if rules.options.len() != pool.options {
            return other("options", pool.options, rules.options.len());
        }
        for limit in &self.limits {
            let there = match limit.kind {
                LimitKind::Budget => true,
                LimitKind::ChannelBudget { channel_budget } => channel_budget < rules.channel_budgets.len(),
                LimitKind::Capacity { capacity, .. } => capacity < rules.capacities.len(),
                LimitKind::Floor { floor, .. } => floor < rules.floors.len(),
                LimitKind::Cell { .. } => rules.smallest_cells.is_some(),
            };
            if !there {
                return other("limits", self.limits.len(), 0);
            }
        }
        let best = self.given.iter().map(|given| given.0).filter(|option| *option != NOTHING).max();
        match best {
            Some(option) if usize::from(option) >= pool.options => {
                other("options", usize::from(option) + 1, pool.options)
            }
            _ => Ok(()),
        }
    }
}
