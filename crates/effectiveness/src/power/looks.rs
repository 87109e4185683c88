//! What looking more than once costs.

use super::comparisons::simpson;
use crate::distribution::{normal_critical, normal_density, normal_upper};
use crate::error::EffectivenessError;
use crate::looks::{Spending, spending_bounds};
use serde::{Deserialize, Serialize};

/// Planned looks, equally spaced, the last one at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedLooks {
    /// How many, the last included.
    pub looks: u32,
    /// How the false alarms are spent.
    pub spending: Spending,
}

impl PlannedLooks {
    /// One look, at the end.
    pub fn once() -> Self {
        Self { looks: 1, spending: Spending::ObrienFleming }
    }
}

/// How many times the people of an experiment with one look these looks need for the same power (Lan & DeMets 1983; Jennison &
/// Turnbull 2000): 1 for one look. `alpha` is two-sided; crossing the bound on the wrong side is not counted as found.
pub fn looks_inflation(planned: PlannedLooks, alpha: f64, power: f64) -> Result<f64, EffectivenessError> {
    if planned.looks <= 1 {
        return Ok(1.0);
    }
    if planned.looks > 50 {
        return Err(EffectivenessError::BadPlan {
            what: "looks".into(),
            value: f64::from(planned.looks),
            expected: "1 to 50; for a dashboard that is looked at daily use the confidence sequence".into(),
        });
    }
    let times: Vec<f64> = (1..=planned.looks).map(|k| f64::from(k) / f64::from(planned.looks)).collect();
    let bounds: Vec<f64> = spending_bounds(&times, alpha / 2.0, planned.spending)?.iter().map(|l| l.bound).collect();
    let once = normal_critical(alpha) + quantile(power);
    let (mut low, mut high) = (once * 0.9, once * 3.0);
    for _ in 0..50 {
        let middle = f64::midpoint(low, high);
        if found(&times, &bounds, middle) < power {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok((f64::midpoint(low, high) / once).powi(2))
}

/// The z below which a standard normal number lies with this probability.
pub(super) fn quantile(probability: f64) -> f64 {
    if probability >= 0.5 { normal_critical(2.0 * (1.0 - probability)) } else { -normal_critical(2.0 * probability) }
}

/// Points of the grid on which sums between looks are kept.
const POINTS: u32 = 240;

/// Probability that some bound is passed when z at the end is expected to be `drift`: the sum of information `B(t)` with mean
/// `drift * t` is followed from look to look.
fn found(times: &[f64], bounds: &[f64], drift: f64) -> f64 {
    let step = times[0];
    let deviation = step.sqrt();
    let mut passed = normal_upper(bounds[0] - drift * times[0].sqrt());
    let edge = |k: usize| bounds[k] * times[k].sqrt();
    let grid = |k: usize| {
        let low = drift * times[k] - 8.0 * times[k].sqrt();
        let high = edge(k).min(drift * times[k] + 8.0 * times[k].sqrt());
        (low, high.max(low + 1e-9))
    };
    // Density on the grid of the sums that have passed no bound.
    let place = |(low, high): (f64, f64), i: u32| low + (high - low) * f64::from(i) / f64::from(POINTS);
    let first = grid(0);
    let mut span = first;
    let mut density: Vec<f64> =
        (0..=POINTS).map(|i| normal_density((place(first, i) - drift * step) / deviation) / deviation).collect();
    for k in 1..times.len() {
        let at = |x: f64| {
            let (low, high) = span;
            density[((x - low) / (high - low) * f64::from(POINTS)).round() as usize]
        };
        let bar = edge(k);
        passed += simpson(span.0, span.1, POINTS, |x| at(x) * normal_upper((bar - x - drift * step) / deviation));
        let next = grid(k);
        let moved: Vec<f64> = (0..=POINTS)
            .map(|i| {
                let y = place(next, i);
                simpson(span.0, span.1, POINTS, |x| at(x) * normal_density((y - x - drift * step) / deviation))
                    / deviation
            })
            .collect();
        (span, density) = (next, moved);
    }
    passed
}
