//! An interval that may be looked at after every person.

use crate::interval::{Interval, Level};
use crate::sums::{BinarySums, Moments};
use serde::{Deserialize, Serialize};

/// Asymptotic confidence sequence of a difference of means (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2021, eq. 9): at
/// its level it holds the truth at all looks together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ConfidenceSequence {
    level: Level,
    rho: f64,
}

impl ConfidenceSequence {
    /// A sequence that is narrowest at about so many people in both arms; name what the plan expects. Wherever it is set, it
    /// stays right; only its width changes.
    pub fn narrowest_at(people: u64, level: Level) -> Self {
        let log = -2.0 * level.alpha().ln();
        Self { level, rho: ((log + (log + 1.0).ln()) / people.max(1) as f64).sqrt() }
    }

    /// The mixture parameter of the paper.
    pub fn rho(&self) -> f64 {
        self.rho
    }

    /// Half-width after `people` in both arms, of a difference whose ordinary standard error is `standard_error`.
    pub fn half_width(&self, people: u64, standard_error: f64) -> f64 {
        let people = people as f64;
        let mixed = people * self.rho * self.rho;
        let spread = 2.0 * (mixed + 1.0) / mixed * ((mixed + 1.0).sqrt() / self.level.alpha()).ln();
        standard_error * spread.sqrt()
    }

    /// Two-sided p-value that may be looked at after every person: the smallest false-alarm rate at which the sequence with this
    /// mixture parameter leaves zero outside. `z` is the difference over its ordinary standard error.
    pub fn p_value(&self, people: u64, z: f64) -> f64 {
        let mixed = people as f64 * self.rho * self.rho;
        ((mixed + 1.0).sqrt() * (-0.5 * z * z * mixed / (mixed + 1.0)).exp()).min(1.0)
    }

    /// Interval of a difference of rates, treated minus control, of everybody so far; `None` without an outcome of either
    /// kind in an arm, where the spread cannot be estimated yet.
    pub fn of_rates(&self, treated: BinarySums, control: BinarySums) -> Option<Interval> {
        let variance = |arm: BinarySums| {
            let rate = arm.rate()?;
            (arm.kept() > 0 && arm.not_kept() > 0).then(|| rate * (1.0 - rate) / arm.count() as f64)
        };
        let error = (variance(treated)? + variance(control)?).sqrt();
        let half = self.half_width(treated.count() + control.count(), error);
        Some(Interval::around(treated.rate()? - control.rate()?, half))
    }

    /// Interval of a difference of means; `None` below two rows in an arm or where an arm does not vary.
    pub fn of_means(&self, treated: Moments, control: Moments) -> Option<Interval> {
        let variance = |arm: Moments| arm.variance().filter(|v| *v > 0.0).map(|v| v / arm.count as f64);
        let error = (variance(treated)? + variance(control)?).sqrt();
        Some(Interval::around(treated.mean - control.mean, self.half_width(treated.count + control.count, error)))
    }
}
