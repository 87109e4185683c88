//! The same pool under other rules, side by side.

use crate::decide::{Decision, decide_from};
use crate::error::AssignmentError;
use crate::pool::Pool;
use crate::rules::Rules;
use crate::words;
use domain::{Bilingual, Rupiah};
use rust_decimal::Decimal;
use serde::Serialize;

/// One thing that a scenario changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The budget in per cent of what it is: 120 for a fifth more.
    BudgetPercent(u32),
    /// Another budget.
    Budget(Rupiah),
    /// The budget of a channel, by its place in the list, in per cent.
    ChannelBudgetPercent {
        /// Which of the channel budgets.
        channel_budget: usize,
        /// Per cent of what it is.
        percent: u32,
    },
    /// More or less of a capacity, in small units: one more outlet is the minutes it is open.
    Capacity {
        /// Which of the capacities.
        capacity: usize,
        /// Which group, where it goes by group.
        group: Option<usize>,
        /// Small units more; below zero fewer.
        more: i64,
    },
    /// Other shares of a floor.
    FloorShares {
        /// Which of the floors.
        floor: usize,
        /// One for each group, or one for all.
        shares: Vec<f64>,
    },
    /// A floor taken away.
    FloorOff {
        /// Which of the floors.
        floor: usize,
    },
    /// All floors taken away.
    FloorsOff,
    /// Cells of any size.
    CellsOff,
}

/// Rules with some things changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// As people read it: "a fifth more money".
    pub name: Bilingual,
    /// What changes.
    pub changes: Vec<Change>,
}

/// What a scenario comes to beside the decision there is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScenarioLine {
    /// Its name.
    pub name: Bilingual,
    /// Kept months.
    pub value: f64,
    /// Kept months more than the decision there is.
    pub more: f64,
    /// Most and least that the best decisions of both can differ by, for neither is known closer than its gap.
    pub more_between: (f64, f64),
    /// What it costs.
    pub cost: Rupiah,
    /// Members who get something.
    pub served: u64,
    /// What is missing at most, as a share of its bound.
    pub gap: f64,
    /// The same in words.
    pub sentence: Bilingual,
    /// The decision itself.
    #[serde(skip)]
    pub decision: Decision,
}

/// Decides for each scenario, warm from the prices of the decision there is; one that has no decision says why.
pub fn compare(
    pool: &Pool,
    rules: &Rules,
    base: &Decision,
    scenarios: &[Scenario],
) -> Result<Vec<Result<ScenarioLine, AssignmentError>>, AssignmentError> {
    base.fits(pool, rules)?;
    let line = |scenario: &Scenario| {
        let decision = decide_from(pool, &changed(rules, &scenario.changes)?, Some(base))?;
        let served = decision.given.iter().filter(|given| given.option().is_some()).count() as u64;
        let more = decision.value - base.value;
        let sentence = words::scenario(&scenario.name, &decision, more, served);
        Ok(ScenarioLine {
            name: scenario.name.clone(),
            value: decision.value,
            more,
            more_between: (decision.value - base.bound, decision.bound - base.value),
            cost: decision.cost,
            served,
            gap: decision.gap,
            sentence,
            decision,
        })
    };
    Ok(scenarios.iter().map(line).collect())
}

/// Rules after some changes. Floors that are taken away stay in the list with a share of nothing, so that places keep their meaning.
pub fn changed(rules: &Rules, changes: &[Change]) -> Result<Rules, AssignmentError> {
    let mut rules = rules.clone();
    let percent = |rupiah: Rupiah, percent: u32| {
        let scaled = rupiah.decimal() * Decimal::from(percent) / Decimal::ONE_HUNDRED;
        Rupiah::exact(scaled.trunc_with_scale(2))
    };
    let missing = |what, place: usize, there: usize| AssignmentError::Unknown {
        asker: "a scenario".to_owned(),
        what,
        key: place.to_string(),
        known: format!("{there} of them, counted from 0"),
    };
    for change in changes {
        match change {
            Change::BudgetPercent(share) => rules.budget = percent(rules.budget, *share),
            Change::Budget(budget) => rules.budget = *budget,
            Change::ChannelBudgetPercent { channel_budget, percent: share } => {
                let there = rules.channel_budgets.len();
                let budget = rules.channel_budgets.get_mut(*channel_budget);
                let budget = budget.ok_or_else(|| missing("channel budget", *channel_budget, there))?;
                budget.budget = percent(budget.budget, *share);
            }
            Change::Capacity { capacity, group, more } => {
                let there = rules.capacities.len();
                let changed =
                    rules.capacities.get_mut(*capacity).ok_or_else(|| missing("capacity", *capacity, there))?;
                let (place, there) = (group.unwrap_or(0), changed.amounts.len());
                let amount = changed.amounts.get_mut(place).ok_or_else(|| missing("capacity group", place, there))?;
                *amount = amount.saturating_add_signed(*more);
            }
            Change::FloorShares { floor, shares } => {
                let there = rules.floors.len();
                rules.floors.get_mut(*floor).ok_or_else(|| missing("floor", *floor, there))?.shares.clone_from(shares);
            }
            Change::FloorOff { floor } => {
                let there = rules.floors.len();
                rules.floors.get_mut(*floor).ok_or_else(|| missing("floor", *floor, there))?.shares = vec![0.0];
            }
            Change::FloorsOff => rules.floors.iter_mut().for_each(|floor| floor.shares = vec![0.0]),
            Change::CellsOff => rules.smallest_cells = None,
        }
    }
    Ok(rules)
}
