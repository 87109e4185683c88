//! What a member pays around a touch, and when that changes next.

use crate::error::PlanningError;
use domain::rules::Payer;
use domain::{Month, ProgrammeRules, Rupiah};
use std::collections::BTreeSet;

/// Months of the block that is offered ahead.
const BLOCK_MONTHS: u32 = 3;

/// Prices of one member in the month of a touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthPrices {
    /// A month, in that month.
    pub now: Rupiah,
    /// The next change, where the dated rules hold one.
    pub change: Option<PriceChange>,
    /// Three months from the change on, or from the month after the touch where none lies ahead, paid at once in its month.
    pub block: Rupiah,
}

/// A change of what one member pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceChange {
    /// The first month with the new price.
    pub month: Month,
    /// A month, from then on.
    pub after: Rupiah,
}

/// The prices of a payer who is touched in a month, and the unverified rows they lean on.
pub fn prices_in(
    rules: &ProgrammeRules,
    payer: &Payer,
    month: Month,
) -> Result<(MonthPrices, BTreeSet<String>), PlanningError> {
    let now = rules.quote(payer, month)?;
    let mut unverified = now.unverified;
    let mut change = None;
    for at in changes(rules).range(month.plus(1)..) {
        let later = rules.quote(payer, *at)?;
        if later.amount != now.amount {
            unverified.extend(later.unverified);
            change = Some(PriceChange { month: *at, after: later.amount });
            break;
        }
    }
    let from = change.map_or(month.plus(1), |change| change.month);
    let block = rules.quote_block(payer, from, BLOCK_MONTHS, month.first_day())?;
    unverified.extend(block.unverified);
    Ok((MonthPrices { now: now.amount, change, block: block.amount }, unverified))
}

/// The months in which some price of the dated rules begins or ends to hold.
fn changes(rules: &ProgrammeRules) -> BTreeSet<Month> {
    let begun = rules.bands().iter().map(|band| band.valid_from);
    let discounts = rules.discounts().iter().flat_map(|d| [d.month_from, d.month_to.plus(1)]);
    begun.chain(discounts).collect()
}
