//! Money shared out without losing a cent.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// `total` in parts to the hundredth, in the proportions given, adding up to `total` rounded to the hundredth. Every part is rounded
/// down and the rest goes, a hundredth each, to the largest fractions; of equals the first.
pub(crate) fn shared_out(total: Decimal, weights: &[f64]) -> Vec<Decimal> {
    let hundredths = (total * Decimal::ONE_HUNDRED).round().to_i128().unwrap_or(0);
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|w| w / sum * hundredths as f64).collect();
    let mut parts: Vec<i128> = exact.iter().map(|e| e.floor() as i128).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|a, b| (exact[*b] - exact[*b].floor()).total_cmp(&(exact[*a] - exact[*a].floor())));
    let mut rest = hundredths - parts.iter().sum::<i128>();
    for place in order.iter().cycle().take(rest.unsigned_abs().min(1 << 20) as usize) {
        parts[*place] += rest.signum();
        rest -= rest.signum();
    }
    parts.into_iter().map(|p| Decimal::from_i128_with_scale(p, 2)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_to_the_whole() {
        let parts = shared_out(Decimal::new(10_000, 2), &[1.0, 1.0, 1.0]);
        assert_eq!(parts, [Decimal::new(3_334, 2), Decimal::new(3_333, 2), Decimal::new(3_333, 2)]);
        let parts = shared_out(Decimal::new(748_029_716, 4), &[0.3, -0.1, 0.5, 0.3]);
        assert_eq!(parts.iter().sum::<Decimal>(), Decimal::new(7_480_297, 2));
    }
}
