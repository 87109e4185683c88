//! A limit, and what a member with an option takes of limits.

use crate::error::AssignmentError;
use domain::Rupiah;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

/// Which rule a limit comes from; numbers are places in the lists of [`crate::Rules`] and of the grouping, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// All the money.
    Budget,
    /// The money of a channel.
    ChannelBudget {
        /// Which of the channel budgets.
        channel_budget: usize,
    },
    /// A capacity that all share, or that of one group.
    Capacity {
        /// Which of the capacities.
        capacity: usize,
        /// Which group, where it goes by group.
        group: Option<usize>,
    },
    /// The least people of a group who get something.
    Floor {
        /// Which of the floors.
        floor: usize,
        /// Which group.
        group: usize,
    },
    /// The least people of a group who get an option that is used there.
    Cell {
        /// Which group.
        group: usize,
        /// Which option.
        option: usize,
    },
}

/// One limit. Money is in hundredths of a rupiah, capacities in small units, floors and cells in people.
#[derive(Debug, Clone)]
pub(crate) struct Limit {
    pub kind: LimitKind,
    pub at_least: bool,
    pub right: i64,
    /// Grouping among those in use, and group.
    pub at: Option<(usize, usize)>,
}

/// What one member with this option takes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Takes {
    /// Hundredths of a rupiah.
    pub cost: i64,
    /// Hundredths of a rupiah for each per cent of distance.
    pub cost_of_distance: i64,
    /// Limits in money.
    pub money: Vec<usize>,
    /// Limits that all share, with the amount.
    pub shared: Vec<(usize, i64)>,
    /// Limits by group: grouping in use, the limit of its first group, amount.
    pub by_group: Vec<(usize, usize, i64)>,
}

/// The most money a limit or a cost can be, in hundredths of a rupiah: sums of it stay whole numbers.
const MOST_HUNDREDTHS: i64 = 1_000_000_000_000_000_000;

/// Money in whole hundredths of a rupiah.
pub(crate) fn hundredths(what: &str, rupiah: Rupiah) -> Result<i64, AssignmentError> {
    let amount = rupiah.decimal().checked_mul(Decimal::ONE_HUNDRED);
    amount
        .filter(|amount| amount.normalize().scale() == 0 && *amount >= Decimal::ZERO)
        .and_then(|amount| amount.to_i64())
        .filter(|amount| *amount <= MOST_HUNDREDTHS)
        .ok_or_else(|| AssignmentError::BadMoney { what: what.to_owned(), rupiah: rupiah.to_string() })
}
