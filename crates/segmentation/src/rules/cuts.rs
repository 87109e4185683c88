//! Numbers that people use, as thresholds of questions.

use features::FeatureUnit;

/// Thresholds of a feature, at most; the step grows until there are no more. 48 months and 41 steps of 5% fit.
const MOST_CUTS: i64 = 64;

/// Whether a value is at most a threshold, forgiving the last digits of a computed share: 1 - 0.85 is at most 15%.
pub(crate) fn at_most(value: f64, cut: f64) -> bool {
    value <= cut + 1e-9 * cut.abs().max(1.0)
}

/// What a feature's values look like, which decides how it is asked about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cuts {
    /// Thresholds, ascending.
    pub values: Vec<f64>,
    /// All values seen are whole numbers.
    pub whole: bool,
    /// A share that is 0 or 1 for everyone: a question of yes or no.
    pub yes_no: bool,
}

impl Cuts {
    /// Of finite values in ascending order. Thresholds lie between the 1st and the 99th hundredth, so that one odd income
    /// does not make all steps coarse.
    pub(crate) fn of(unit: FeatureUnit, sorted: &[f64]) -> Self {
        let whole = sorted.iter().all(|v| v.fract() == 0.0);
        let yes_no = unit == FeatureUnit::Share && sorted.iter().all(|v| [0.0, 1.0].contains(v));
        let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else {
            return Self { values: Vec::new(), whole, yes_no };
        };
        if yes_no {
            let values = if first < last { vec![0.5] } else { Vec::new() };
            return Self { values, whole, yes_no };
        }
        let low = sorted[sorted.len() / 100];
        let high = sorted[sorted.len() - 1 - sorted.len() / 100];
        let step = Step::first(unit, whole, high - low).coarse_enough(low, high);
        let values = (step.floor(low)..=step.floor(high))
            .map(|k| step.times(k))
            .filter(|cut| at_most(*first, *cut) && !at_most(*last, *cut))
            .collect();
        Self { values, whole, yes_no }
    }
}

/// A step of 1, 2 or 5 times a power of ten.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    digit: i64,
    power: i32,
}

impl Step {
    fn first(unit: FeatureUnit, whole: bool, spread: f64) -> Self {
        match unit {
            FeatureUnit::Share => Self { digit: 5, power: -2 },
            FeatureUnit::Rupiah => Self { digit: 1, power: 3 },
            FeatureUnit::Score if !whole && spread > 0.0 => {
                Self { digit: 1, power: (spread.log10().floor() as i32 - 2).clamp(-12, 12) }
            }
            FeatureUnit::Months
            | FeatureUnit::Years
            | FeatureUnit::People
            | FeatureUnit::DayOfMonth
            | FeatureUnit::Score => Self { digit: 1, power: 0 },
        }
    }

    fn coarse_enough(self, low: f64, high: f64) -> Self {
        let mut step = self;
        // 10^307 is coarse enough for any finite values; beyond it steps are no longer finite.
        while step.power < 307 && (high - low) / step.times(1) > MOST_CUTS as f64 {
            step = match step.digit {
                1 => Self { digit: 2, ..step },
                2 => Self { digit: 5, ..step },
                _ => Self { digit: 1, power: step.power + 1 },
            };
        }
        step
    }

    fn floor(self, value: f64) -> i64 {
        (value / self.times(1) + 1e-9).floor() as i64
    }

    /// The `k`-th multiple: the number closest to a short decimal, so that it is the same after a trip through a file.
    fn times(self, k: i64) -> f64 {
        let power = 10_f64.powi(self.power.abs());
        let digits = k as f64 * self.digit as f64;
        if self.power < 0 { digits / power } else { digits * power }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_numbers_people_use() {
        let months: Vec<f64> = (0..=24).map(f64::from).collect();
        let cuts = Cuts::of(FeatureUnit::Months, &months);
        assert_eq!((cuts.values.first(), cuts.values.last(), cuts.values.len()), (Some(&0.0), Some(&23.0), 24));
        let shares: Vec<f64> = (0..=300).map(|i| f64::from(i) / 300.0).collect();
        let cuts = Cuts::of(FeatureUnit::Share, &shares).values;
        assert_eq!(cuts.len(), 20);
        assert_eq!(cuts[..4], [0.0, 0.05, 0.1, 0.15]);
        let incomes: Vec<f64> = (0..1000).map(|i| 650_000.0 + f64::from(i) * 4_321.0).collect();
        let cuts = Cuts::of(FeatureUnit::Rupiah, &incomes).values;
        assert!(cuts.len() <= 64 && cuts.iter().all(|cut| cut % 100_000.0 == 0.0), "{cuts:?}");
    }

    #[test]
    fn one_odd_income_does_not_make_the_steps_coarse() {
        let mut incomes: Vec<f64> = (0..1000).map(|i| 1_000_000.0 + f64::from(i % 60) * 1_000.0).collect();
        incomes.sort_by(f64::total_cmp);
        incomes.push(9e12);
        let cuts = Cuts::of(FeatureUnit::Rupiah, &incomes).values;
        assert!(cuts.contains(&1_031_000.0), "{cuts:?}");
    }

    #[test]
    fn values_of_any_size_have_few_thresholds() {
        for sorted in [[-1e308, 1e308], [0.0, f64::MAX], [1e19, 1e19 + 4096.0], [0.0, f64::MIN_POSITIVE]] {
            for unit in [FeatureUnit::Share, FeatureUnit::Months, FeatureUnit::Rupiah, FeatureUnit::Score] {
                let cuts = Cuts::of(unit, &sorted).values;
                assert!(cuts.len() <= 66 && cuts.iter().all(|cut| cut.is_finite()), "{sorted:?} {cuts:?}");
            }
        }
    }

    #[test]
    fn a_share_that_is_computed_is_at_most_what_it_is_written_as() {
        // 1 - 0.85 is 0.15000000000000002.
        assert!(at_most(1.0 - 0.85, 0.15));
        assert!(!at_most(0.151, 0.15));
    }
}
