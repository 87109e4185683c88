//! The decision for everyone at once.

use crate::cells;
use crate::error::AssignmentError;
use crate::exact;
use crate::floors;
use crate::hard::{self, NOTHING};
use crate::limit::LimitKind;
use crate::members::Members;
use crate::pool::Pool;
use crate::program::{Cell, Program};
use crate::repair::repaired;
use crate::rules::Rules;
use crate::search::{self, Prices, Start};
use crate::standing::Standing;
use crate::tables::Tables;
use domain::Rupiah;
use rust_decimal::Decimal;
use serde::Serialize;

/// Who gets what, and how far from best that is at most.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// The option of each member, counted from 0; `None` for those who get nothing.
    pub given: Vec<Given>,
    /// Kept months expected of all.
    pub value: f64,
    /// What it costs, exactly.
    pub cost: Rupiah,
    /// Kept months that no decision inside the limits can pass. Proven at whatever prices the search ended with; it leaves the rule on
    /// smallest cells out, so with that rule the gap counts what the rule itself costs as well. Of a pool of a few dozen members that was
    /// looked through to the end it is the value itself.
    pub bound: f64,
    /// What is missing at most, as a share of the bound: 0.001 is a tenth of a per cent. 0 where the bound is 0.
    pub gap: f64,
    /// The limits, with what each used and what one more of it is worth.
    pub limits: Vec<LimitUse>,
    /// Cells (group, option) that the rule on smallest cells closed.
    pub closed_cells: Vec<(usize, usize)>,
    /// Prices at which members took their options, in the order of `limits`.
    #[serde(skip)]
    pub(crate) prices: Prices,
    /// What there would be without the rule on smallest cells, where there is one.
    #[serde(skip)]
    pub(crate) open: Option<Open>,
}

/// A decision without the rule on smallest cells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Open {
    /// The option of each member.
    pub given: Vec<Given>,
    /// Kept months that no decision can pass, with or without the rule.
    pub bound: f64,
    /// Prices of the limits that are no cells, where each cell may have any number that it could have under the rule.
    pub prices: Prices,
}

/// A member's option in one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Given(pub(crate) u8);

impl Given {
    /// The option, counted from 0.
    pub fn option(self) -> Option<usize> {
        (self.0 != NOTHING).then_some(usize::from(self.0))
    }
}

/// A limit and how it stands. Money is in hundredths of a rupiah, capacities in small units, floors and cells in people.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LimitUse {
    /// Which rule.
    pub kind: LimitKind,
    /// The most there is; of floors and cells the least there must be.
    pub limit: i64,
    /// What the decision uses, or reaches.
    pub used: i64,
    /// Shadow price: kept months that one more of it brings; of floors and cells, months that one more person asked for costs. Where cells
    /// are closed, the people left may all fit into a budget or a capacity that is too small for one more cell: its price is then that of the
    /// same pool with cells of any size, for more of it opens them.
    pub price: f64,
}

impl LimitUse {
    /// What is left over; of floors and cells, how many people more than asked for.
    pub fn slack(&self) -> i64 {
        (self.limit - self.used).abs()
    }

    /// Whether it has a price. One that all of the limit could not make a millionth of the value is what the search left, no scarcity.
    pub(crate) fn is_scarce(&self, value: f64) -> bool {
        self.price * self.limit.max(1) as f64 > 1e-6 * value.abs()
    }

    /// Whether there must be at least so much, rather than at most.
    pub fn is_least(&self) -> bool {
        matches!(self.kind, LimitKind::Floor { .. } | LimitKind::Cell { .. })
    }
}

/// Decides for everyone at once: each member one option or nothing, so that kept months are greatest inside the rules.
///
/// Prices for all limits are found by Lagrangian decomposition (Geoffrion, 1974): at given prices every member's best option is found alone,
/// and the prices are moved until the choices fit the limits. A repair in whole numbers then makes the limits hold exactly. The same pool and
/// rules give the same bytes on any number of threads.
pub fn decide(pool: &Pool, rules: &Rules) -> Result<Decision, AssignmentError> {
    decide_from(pool, rules, None)
}

/// The same, warm: the prices of an earlier decision on the same pool with rules of the same shape are where the search starts.
pub fn decide_from(pool: &Pool, rules: &Rules, earlier: Option<&Decision>) -> Result<Decision, AssignmentError> {
    let program = Program::new(pool, rules)?;
    let members = Members::all(pool, &program);
    floors::refuse_beyond_eligible(pool, rules, &program, &members)?;
    let start = earlier.and_then(|earlier| carried_over(&program, earlier)).map_or(Start::Cold, Start::Warm);
    let prices = search::prices(&program, &members, start);
    let best = hard::best(&program, &members, &prices);
    let bound = best.bound;
    if bound < members.least_value() {
        let standing = Standing::new(&program, &members, best.given);
        return Err(floors::unmet(pool, rules, &standing, &prices, true));
    }
    let standing = repaired(&program, &members, &prices, best.given);
    let slot = rules.smallest_cells.as_ref().map(|rule| cells::slot(pool, &program, &rule.by)).transpose()?;
    let cells = slot.zip(rules.smallest_cells.as_ref()).map(|(slot, rule)| (slot, rule.members));
    let short = standing.short().contains(&true);
    let decided = match cells {
        _ if short => None,
        None => Some(Decision::of(&standing, &prices, bound)),
        Some((slot, least)) => {
            cells::decide(&standing, slot, least, &prices, |standing, prices| Decision::of(standing, prices, bound))
        }
    };
    let decided = if members.count <= exact::MOST_MEMBERS {
        to_the_end(&program, &members, &prices, cells, decided, bound)
    } else {
        decided
    };
    match decided {
        Some(decision) => Ok(match cells {
            Some((slot, least)) => {
                let possible = cells::possible(&program, &members, slot, least);
                let prices = cells::open_prices(&standing, slot, &possible, prices);
                let waiting = |(group, option): &(usize, usize)| possible[group * program.options + option];
                let lumps = cells::lumps(&program, decision.closed_cells.iter().filter(|c| waiting(c)), least);
                let given = standing.given.iter().map(|option| Given(*option)).collect();
                decision.beside(Open { given, bound, prices }, &lumps)
            }
            None => decision,
        }),
        None if short => Err(floors::unmet(pool, rules, &standing, &prices, false)),
        None => {
            Err(AssignmentError::CellsAndFloors { members: rules.smallest_cells.as_ref().map_or(0, |c| c.members) })
        }
    }
}

/// A small pool, looked through: the best decision there is, if the search came to its end.
fn to_the_end(
    program: &Program,
    members: &Members<'_>,
    prices: &Prices,
    cells: Option<(usize, u32)>,
    decided: Option<Decision>,
    bound: f64,
) -> Option<Decision> {
    let least = decided.as_ref().map_or(f64::NEG_INFINITY, |decision| decision.value);
    let given =
        decided.as_ref().map_or_else(|| vec![NOTHING; members.count], |d| d.given.iter().map(|g| g.0).collect());
    let mut standing = Standing::new(program, members, given);
    let everybody: Vec<usize> = (0..members.count).collect();
    let tables = Tables::of(program, prices);
    let to_the_end = exact::improve(&mut standing, &tables, prices, &everybody, cells, least, 400_000);
    let improved = standing.is_feasible() && standing.value() > least;
    let mut decision = match cells {
        _ if !improved => decided,
        None => Some(Decision::of(&standing, prices, bound)),
        Some((slot, least)) => {
            let used: Vec<bool> = standing.cell_counts(slot).iter().map(|count| *count > 0).collect();
            let closed = program.with_cells(slot, &used, least);
            let mut warm = prices.clone();
            warm.resize(closed.limits.len(), 0.0);
            let prices = search::prices(&closed, members, Start::Near(warm));
            Some(Decision::of(&Standing::new(&closed, members, standing.given), &prices, bound))
        }
    };
    if let Some(decision) = decision.as_mut().filter(|_| to_the_end) {
        decision.bound = decision.bound.min(decision.value + 1e-12 * decision.value.abs());
        decision.gap = 0.0;
    }
    decision
}

impl Decision {
    pub(crate) fn of(standing: &Standing<'_>, prices: &Prices, bound: f64) -> Self {
        let program = standing.program;
        let value = standing.value();
        let limits = program
            .limits
            .iter()
            .zip(&standing.used)
            .zip(prices)
            .map(|((limit, used), price)| LimitUse { kind: limit.kind, limit: limit.right, used: *used, price: *price })
            .collect();
        let closed_cells = program.cells.iter().flat_map(|cells| {
            let closed = cells.of.iter().enumerate().filter(|(_, cell)| **cell == Cell::Closed);
            closed.map(|(place, _)| (place / program.options, place % program.options))
        });
        Self {
            closed_cells: closed_cells.collect(),
            given: standing.given.iter().map(|option| Given(*option)).collect(),
            value,
            cost: Rupiah::exact(Decimal::new(standing.used[0], 2)),
            bound,
            gap: if bound > 0.0 { ((bound - value) / bound).max(0.0) } else { 0.0 },
            limits,
            prices: prices.clone(),
            open: None,
        }
    }

    /// With what there would be without the rule on smallest cells. A budget or a capacity that all who are left fit into has the price it
    /// has there, where it leaves less than a closed cell would take (`lumps`, by limit).
    fn beside(mut self, open: Open, lumps: &[i64]) -> Self {
        let value = self.value;
        for ((limit, price), lump) in self.limits.iter_mut().zip(&open.prices).zip(lumps) {
            if !limit.is_least() && !limit.is_scarce(value) && limit.slack() < *lump {
                limit.price = *price;
            }
        }
        self.open = Some(open);
        self
    }

    /// Shadow price of a limit; 0 where there is no such limit.
    pub fn price(&self, kind: LimitKind) -> f64 {
        self.limits.iter().find(|limit| limit.kind == kind).map_or(0.0, |limit| limit.price)
    }
}

/// Prices of an earlier decision for the limits of this one.
fn carried_over(program: &Program, earlier: &Decision) -> Option<Prices> {
    let known: std::collections::HashMap<LimitKind, f64> = earlier.limits.iter().map(|l| (l.kind, l.price)).collect();
    let prices: Prices = program.limits.iter().map(|l| known.get(&l.kind).copied().unwrap_or(0.0)).collect();
    prices.iter().any(|price| *price > 0.0).then_some(prices)
}
