//! What one more cost, in words where there is no number.

use crate::numbers;
use crate::words::say;
use domain::{CostPerAdditional, Language, Rupiah};

/// The price of one more kept member or paid month, and its range or the reason there is none.
pub(super) fn price(language: Language, cost: &CostPerAdditional) -> (String, Option<String>) {
    let shown = |amount: Rupiah| numbers::rupiah(amount);
    match cost {
        CostPerAdditional::Price { estimate, low, high } => {
            (shown(*estimate), Some(say(language, "price-range", &[("low", &shown(*low)), ("high", &shown(*high))])))
        }
        CostPerAdditional::Unbounded { estimate, low } => {
            let range = match low {
                Some(low) => say(language, "price-from", &[("low", &shown(*low))]),
                None => say(language, "price-unbounded", &[]),
            };
            match estimate {
                Some(estimate) => (shown(*estimate), Some(range)),
                None => (range, None),
            }
        }
        CostPerAdditional::NoAnswer => (say(language, "price-none", &[]), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_without_an_upper_end_is_told_in_words() {
        let half_open = CostPerAdditional::Unbounded { estimate: None, low: Some(Rupiah::whole(16_800)) };
        let (words, range) = price(Language::Id, &half_open);
        assert!(words.contains("Rp16.800") && words.contains("tidak ada batas atas"), "{words}");
        assert_eq!(range, None);
        let open = CostPerAdditional::Unbounded { estimate: None, low: None };
        assert!(price(Language::En, &open).0.contains("no upper limit"));
        assert!(!price(Language::Id, &CostPerAdditional::NoAnswer).0.contains('0'));
    }
}
