//! How many decimals a chart's figures need, percentages, and the charts' own words.

use domain::Language;
use domain::written::number;

/// Words of a chart's own, Indonesian and English, in a language.
pub(crate) fn words((id, en): (&str, &str), language: Language) -> String {
    match language {
        Language::Id => id,
        Language::En => en,
    }
    .to_owned()
}

/// A share as a percentage: `45%`, `45,3%`.
pub(crate) fn percent(language: Language, share: f64, decimals: usize) -> String {
    format!("{}%", number(language, share * 100.0, decimals))
}

/// Places that show all of these figures to about three digits, none where they are all whole.
pub(crate) fn decimals_for(values: impl Iterator<Item = f64> + Clone) -> usize {
    if values.clone().all(|v| (v - v.round()).abs() < 1e-9) {
        return 0;
    }
    match values.map(f64::abs).fold(0.0, f64::max) {
        largest if largest >= 1000.0 => 0,
        largest if largest >= 1.0 => 1,
        largest if largest >= 0.1 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_the_size_of_the_figures() {
        assert_eq!(decimals_for([1.0, 20.0].into_iter()), 0);
        assert_eq!(decimals_for([1.5, 20.0].into_iter()), 1);
        assert_eq!(decimals_for([0.25].into_iter()), 2);
        assert_eq!(decimals_for([1500.5].into_iter()), 0);
    }
}
