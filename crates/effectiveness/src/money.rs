//! What the effect cost and what it brought, in rupiah.
//!
//! Effects are read into exact decimals once, at 12 decimal places; all money after that is exact, and shown in whole rupiah.

mod fieller;
mod price;
mod value;

pub use fieller::{FiellerSet, Uncertain, fieller};
pub use price::{Additional, Price, price_by_fieller, price_of_effect};
pub use value::{ValueGained, value_gained};

use domain::Rupiah;
use rust_decimal::{Decimal, RoundingStrategy};

/// A rate or mean as an exact decimal.
fn exact(number: f64) -> Option<Decimal> {
    Decimal::from_f64_retain(number).map(|d| d.round_dp(12))
}

/// Whole rupiah, half a rupiah away from zero.
fn whole(amount: Decimal) -> Rupiah {
    Rupiah::exact(amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
}
