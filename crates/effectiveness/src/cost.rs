//! What one more kept member cost.

use domain::{CostPerAdditional, Rupiah, Verdict};
use rust_decimal::{Decimal, RoundingStrategy};

/// Total cost of the treated arm over the members kept because of it: `total_cost / (uplift * treated)`, in whole rupiah.
///
/// `treated` counts members as assigned, reached or not. The uplift and the ends of its interval are read into exact decimals
/// once, at 12 decimal places; all money after that is exact. The upper end of the uplift gives the lower price and the other
/// way round; where the interval touches zero there is no dearest price.
pub fn cost_per_additional(total_cost: Rupiah, treated: u64, verdict: &Verdict) -> CostPerAdditional {
    let Verdict::Estimate { uplift, low, high, .. } = verdict else {
        return CostPerAdditional::NoAnswer;
    };
    if treated == 0 {
        return CostPerAdditional::NoAnswer;
    }
    let price_at = |uplift: f64| price(total_cost, treated, uplift);
    match (price_at(*uplift), price_at(*high), price_at(*low)) {
        (Some(estimate), Some(cheapest), Some(dearest)) => {
            CostPerAdditional::Price { estimate, low: cheapest, high: dearest }
        }
        (estimate, cheapest, _) => CostPerAdditional::Unbounded { estimate, low: cheapest },
    }
}

/// The price at one uplift; `None` at or below zero (and where it exceeds what a decimal holds).
fn price(total_cost: Rupiah, treated: u64, uplift: f64) -> Option<Rupiah> {
    let uplift = Decimal::from_f64_retain(uplift)?.round_dp(12);
    if uplift <= Decimal::ZERO {
        return None;
    }
    let additional = uplift.checked_mul(Decimal::from(treated))?;
    let exact = total_cost.per(additional)?.decimal();
    Some(Rupiah::exact(exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)))
}
