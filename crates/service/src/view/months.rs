//! What a channel did to the months paid, and what one more of them cost.

use crate::numbers;
use crate::words::say;
use domain::{CostPerAdditional, Language, PaidMonths, Verdict};
use serde::Serialize;

/// What the channel did to the months paid.
#[derive(Debug, Serialize)]
pub(super) struct MonthsGained {
    uplift: String,
    interval: String,
    price: Option<String>,
}

/// Months with their interval and price; `None` where it is too early.
pub(super) fn months_gained(language: Language, months: &PaidMonths) -> Option<MonthsGained> {
    let Verdict::Estimate { uplift, low, high, .. } = months.verdict else { return None };
    let signed = |value: f64| {
        let text = numbers::decimal(language, value, 2);
        if value > 0.0 && text.bytes().any(|b| matches!(b, b'1'..=b'9')) { format!("+{text}") } else { text }
    };
    let price = match &months.cost_per_additional_month {
        CostPerAdditional::Price { estimate, .. } => Some(numbers::rupiah(*estimate)),
        CostPerAdditional::Unbounded { low: Some(low), .. } => {
            Some(say(language, "price-at-least", &[("low", &numbers::rupiah(*low))]))
        }
        CostPerAdditional::Unbounded { .. } | CostPerAdditional::NoAnswer => None,
    };
    Some(MonthsGained {
        uplift: say(language, "paid-months-each", &[("value", &signed(uplift))]),
        interval: say(language, "interval", &[("low", &signed(low)), ("high", &signed(high))]),
        price: price.map(|price| say(language, "paid-months-price", &[("price", &price)])),
    })
}
