//! Several arms against one control.

use crate::distribution::{normal_critical, normal_density, normal_two_sided, normal_upper};
use serde::{Deserialize, Serialize};

/// How false alarms are held down over several arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparisons {
    /// The false alarms are divided by the arms: right whatever the arms have in common.
    #[default]
    Bonferroni,
    /// Dunnett (1955): knows that the arms share one control, hence a little less strict.
    Dunnett,
}

impl Comparisons {
    /// Two-sided false alarms of one comparison of `arms`, each `ratio` times the control.
    pub fn alpha_of_one(self, alpha: f64, arms: u32, ratio: f64) -> f64 {
        match self {
            _ if arms <= 1 => alpha,
            Self::Bonferroni => alpha / f64::from(arms),
            Self::Dunnett => normal_two_sided(dunnett_critical(alpha, arms, ratio)),
        }
    }
}

/// The z that the largest of `arms` comparisons with one control passes with probability `alpha` by chance, either side.
/// Comparisons correlate by `ratio/(1 + ratio)` where each arm has `ratio` times the people of the control.
pub fn dunnett_critical(alpha: f64, arms: u32, ratio: f64) -> f64 {
    let correlation = ratio / (1.0 + ratio);
    let (root, rest) = (correlation.sqrt(), (1.0 - correlation).sqrt());
    let inside = |z: f64| {
        // Given what the control happened to be, comparisons are independent.
        simpson(-8.5, 8.5, 400, |x| {
            let between = 1.0 - normal_upper((z - root * x) / rest) - normal_upper((z + root * x) / rest);
            normal_density(x) * between.max(0.0).powi(arms as i32)
        })
    };
    let (mut low, mut high) = (normal_critical(alpha), normal_critical(alpha / f64::from(arms)));
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if inside(middle) < 1.0 - alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Simpson's rule with an even number of steps.
pub(super) fn simpson(from: f64, to: f64, steps: u32, f: impl Fn(f64) -> f64) -> f64 {
    let width = (to - from) / f64::from(steps);
    let weight = |i: u32| match i {
        0 => 1.0,
        i if i == steps => 1.0,
        i if i.is_multiple_of(2) => 2.0,
        _ => 4.0,
    };
    (0..=steps).map(|i| weight(i) * f(from + width * f64::from(i))).sum::<f64>() * width / 3.0
}
