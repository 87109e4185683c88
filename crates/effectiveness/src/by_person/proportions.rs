//! Difference and ratio of two rates.

use super::ratio_score::score_interval_of_ratio;
use crate::distribution::normal_two_sided;
use crate::error::EffectivenessError;
use crate::interval::{Interval, Level};
use crate::sums::BinarySums;
use serde::{Deserialize, Serialize};

/// Rate of the treated against rate of the control.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ProportionDifference {
    /// The treated arm.
    pub treated: BinarySums,
    /// The control arm.
    pub control: BinarySums,
    /// Rate of the treated, 0 to 1.
    pub rate_treated: f64,
    /// Rate of the control, 0 to 1.
    pub rate_control: f64,
    /// Treated minus control, -1 to 1.
    pub difference: f64,
    /// Unpooled (Wald) standard error of the difference.
    pub standard_error: f64,
    /// Pooled z statistic; `None` where everybody has the same outcome.
    pub z: Option<f64>,
    /// Its two-sided p-value.
    pub p_value: Option<f64>,
    /// Wald interval; for comparison with other tools, too narrow for rare outcomes.
    pub wald: Interval,
    /// Newcombe's hybrid score interval (1998, method 10): the one to show.
    pub newcombe: Interval,
    /// Miettinen and Nurminen's score interval (1985), with their variance factor N/(N-1). statsmodels up to 0.15.0 prints
    /// other ends (its issue 10269: a count stands where the arm's size belongs).
    pub score: Interval,
    /// Relative effect; `None` where an arm kept nobody.
    pub ratio: Option<RatioOfProportions>,
}

/// Rate of the treated over rate of the control.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RatioOfProportions {
    /// Treated over control; 1 is no effect.
    pub ratio: f64,
    /// Interval by the delta method on the logarithm (Katz et al. 1978).
    pub interval: Interval,
    /// Miettinen and Nurminen's score interval (1985): the better one for rare outcomes.
    pub score: Interval,
}

/// Compares two rates. Needs at least one member in each arm.
pub fn difference_of_proportions(
    treated: BinarySums,
    control: BinarySums,
    level: Level,
) -> Result<ProportionDifference, EffectivenessError> {
    let empty = |arm: &str| EffectivenessError::EmptyArm { arm: arm.into() };
    let p1 = treated.rate().ok_or_else(|| empty("treated"))?;
    let p0 = control.rate().ok_or_else(|| empty("control"))?;
    let (n1, n0) = (treated.count() as f64, control.count() as f64);
    let z_level = level.z();
    let difference = p1 - p0;
    let standard_error = (p1 * (1.0 - p1) / n1 + p0 * (1.0 - p0) / n0).sqrt();

    let all = treated.merged(control);
    let pooled = all.kept() as f64 / all.count() as f64;
    let varies = all.kept() > 0 && all.not_kept() > 0;
    let z = varies.then(|| difference / (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n0)).sqrt());

    let w1 = wilson(p1, n1, z_level);
    let w0 = wilson(p0, n0, z_level);
    let newcombe = Interval {
        low: difference - (p1 - w1.low).hypot(w0.high - p0),
        high: difference + (p0 - w0.low).hypot(w1.high - p1),
    };
    let ratio = (treated.kept() > 0 && control.kept() > 0).then(|| {
        let ratio = p1 / p0;
        let half = z_level * ((1.0 - p1) / (n1 * p1) + (1.0 - p0) / (n0 * p0)).sqrt();
        let interval = Interval { low: ratio * (-half).exp(), high: ratio * half.exp() };
        RatioOfProportions { ratio, interval, score: score_interval_of_ratio(treated, control, z_level) }
    });
    Ok(ProportionDifference {
        treated,
        control,
        rate_treated: p1,
        rate_control: p0,
        difference,
        standard_error,
        z,
        p_value: z.map(normal_two_sided),
        wald: Interval::around(difference, z_level * standard_error),
        newcombe,
        score: miettinen_nurminen(treated, control, z_level),
        ratio,
    })
}

/// Wilson's score interval of one rate (1927).
fn wilson(p: f64, n: f64, z: f64) -> Interval {
    let z2 = z * z;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
}

/// The differences a score test with variance factor N/(N-1) does not reject.
fn miettinen_nurminen(treated: BinarySums, control: BinarySums, z: f64) -> Interval {
    let observed = treated.kept() as f64 / treated.count() as f64 - control.kept() as f64 / control.count() as f64;
    // The statistic falls as the supposed difference rises; each end is where it meets +z or -z.
    let end = |outer: f64, reached: &dyn Fn(f64) -> bool| {
        let (mut inside, mut outside) = (observed, outer);
        if !reached(outer) {
            return outer;
        }
        for _ in 0..200 {
            let middle = f64::midpoint(inside, outside);
            if reached(middle) {
                outside = middle;
            } else {
                inside = middle;
            }
            if (outside - inside).abs() <= 1e-16 {
                break;
            }
        }
        f64::midpoint(inside, outside)
    };
    Interval {
        low: end(-1.0, &|d| score_statistic(treated, control, observed, d) >= z),
        high: end(1.0, &|d| score_statistic(treated, control, observed, d) <= -z),
    }
}

/// The score statistic of the supposed difference `d`.
fn score_statistic(treated: BinarySums, control: BinarySums, observed: f64, d: f64) -> f64 {
    let (n1, n0) = (treated.count() as f64, control.count() as f64);
    let n = n1 + n0;
    let p0 = constrained_control_rate(treated, control, d);
    let p1 = (p0 + d).clamp(0.0, 1.0);
    let variance = (p1 * (1.0 - p1) / n1 + p0 * (1.0 - p0) / n0) * n / (n - 1.0);
    let gap = observed - d;
    if gap == 0.0 { 0.0 } else { gap / variance.max(0.0).sqrt() }
}

/// Likeliest rate of the control where the rates differ by exactly `d`: Miettinen and Nurminen's closed form of a cubic.
fn constrained_control_rate(treated: BinarySums, control: BinarySums, d: f64) -> f64 {
    let (n1, n0) = (treated.count() as f64, control.count() as f64);
    let (x0, x) = (control.kept() as f64, (treated.kept() + control.kept()) as f64);
    let l3 = n1 + n0;
    let l2 = (n1 + 2.0 * n0) * d - l3 - x;
    let l1 = (n0 * d - l3 - 2.0 * x0) * d + x;
    let l0 = x0 * d * (1.0 - d);
    let b = l2 / (3.0 * l3);
    let c = b.powi(3) - l1 * l2 / (6.0 * l3 * l3) + l0 / (2.0 * l3);
    let q = (b * b - l1 / (3.0 * l3)).max(0.0).sqrt().copysign(c);
    let root = if q == 0.0 {
        -b
    } else {
        let angle = (std::f64::consts::PI + (c / q.powi(3)).clamp(-1.0, 1.0).acos()) / 3.0;
        2.0 * q * angle.cos() - b
    };
    root.clamp((-d).max(0.0), (1.0 - d).min(1.0))
}
