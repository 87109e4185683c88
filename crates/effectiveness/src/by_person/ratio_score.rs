//! Score interval of a ratio of two rates.

use crate::interval::Interval;
use crate::sums::BinarySums;

/// The ratios a score test with variance factor N/(N-1) does not reject (Miettinen & Nurminen 1985). Both arms must have kept
/// somebody.
pub(super) fn score_interval_of_ratio(treated: BinarySums, control: BinarySums, z: f64) -> Interval {
    let rate = |arm: BinarySums| arm.kept() as f64 / arm.count() as f64;
    let observed = (rate(treated) / rate(control)).ln();
    // On the logarithm the statistic falls as the supposed ratio rises; 40 is a ratio beyond any count.
    let end = |direction: f64| {
        let (mut inside, mut outside) = (observed, observed + 40.0 * direction);
        for _ in 0..200 {
            let middle = f64::midpoint(inside, outside);
            let statistic = statistic(treated, control, middle.exp());
            if statistic * -direction >= z {
                outside = middle;
            } else {
                inside = middle;
            }
            if (outside - inside).abs() <= 1e-15 * observed.abs().max(1.0) {
                break;
            }
        }
        f64::midpoint(inside, outside).exp()
    };
    Interval { low: end(-1.0), high: end(1.0) }
}

/// The score statistic of the supposed ratio.
fn statistic(treated: BinarySums, control: BinarySums, ratio: f64) -> f64 {
    let (n1, n0) = (treated.count() as f64, control.count() as f64);
    let (x1, x0) = (treated.kept() as f64, control.kept() as f64);
    let n = n1 + n0;
    // Likeliest rate of the control where the ratio is exactly so: the smaller root of a quadratic.
    let (a, b, c) = (n * ratio, n1 * ratio + x1 + n0 + x0 * ratio, x1 + x0);
    let p0 = 2.0 * c / (b + (b * b - 4.0 * a * c).max(0.0).sqrt());
    let p1 = (ratio * p0).min(1.0);
    let variance = (p1 * (1.0 - p1) / n1 + ratio * ratio * p0 * (1.0 - p0) / n0) * n / (n - 1.0);
    (x1 / n1 - ratio * x0 / n0) / variance.max(f64::MIN_POSITIVE).sqrt()
}
