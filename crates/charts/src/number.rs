//! Figures written the way each language writes them.

use domain::Language;

/// A figure with `decimals` places: `1.234,5` in Indonesian, `1,234.5` in English. Below zero with a real minus sign; what
/// rounds to zero has no sign.
pub fn number(language: Language, value: f64, decimals: usize) -> String {
    let (thousands, decimal_mark) = if language == Language::En { (',', '.') } else { ('.', ',') };
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let is_zero = text.bytes().all(|b| b == b'0' || b == b'.');
    let mut out = String::new();
    if value < 0.0 && !is_zero {
        out.push('\u{2212}');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(thousands);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(decimal_mark);
        out.push_str(fraction);
    }
    out
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
    fn figures_have_thousands_dots_and_a_decimal_comma() {
        assert_eq!(number(Language::Id, 1_234_567.0, 0), "1.234.567");
        assert_eq!(number(Language::En, 1_234_567.5, 1), "1,234,567.5");
        assert_eq!(number(Language::Id, 16_800.5, 1), "16.800,5");
        assert_eq!(number(Language::Id, -3.25, 2), "\u{2212}3,25");
        assert_eq!(number(Language::Id, -0.01, 1), "0,0");
        assert_eq!(number(Language::Id, 999.0, 0), "999");
    }

    #[test]
    fn places_follow_the_size_of_the_figures() {
        assert_eq!(decimals_for([1.0, 20.0].into_iter()), 0);
        assert_eq!(decimals_for([1.5, 20.0].into_iter()), 1);
        assert_eq!(decimals_for([0.25].into_iter()), 2);
        assert_eq!(decimals_for([1500.5].into_iter()), 0);
    }
}
