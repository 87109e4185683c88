//! Sufficient sums: what one group of rows says about an outcome. Sums of days, areas and segments add up.

use crate::error::EffectivenessError;
use serde::{Deserialize, Serialize};

/// A yes/no outcome in one group: members counted and members kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "RawBinary", into = "RawBinary")]
pub struct BinarySums {
    count: u64,
    kept: u64,
}

/// As it is written; checked when read.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct RawBinary {
    count: u64,
    kept: u64,
}

impl BinarySums {
    /// `kept` of `count` members; refused when more are kept than counted.
    pub fn new(count: u64, kept: u64) -> Result<Self, EffectivenessError> {
        if kept > count {
            return Err(EffectivenessError::MoreKeptThanCounted { count, kept });
        }
        Ok(Self { count, kept })
    }

    /// One member.
    pub fn of_one(kept: bool) -> Self {
        Self { count: 1, kept: u64::from(kept) }
    }

    /// Members counted.
    pub fn count(self) -> u64 {
        self.count
    }

    /// Members with the outcome.
    pub fn kept(self) -> u64 {
        self.kept
    }

    /// Members without it.
    pub fn not_kept(self) -> u64 {
        self.count - self.kept
    }

    /// Kept over counted; `None` when nobody was counted.
    pub fn rate(self) -> Option<f64> {
        (self.count > 0).then(|| self.kept as f64 / self.count as f64)
    }

    /// Both groups as one.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        Self { count: self.count.saturating_add(other.count), kept: self.kept.saturating_add(other.kept) }
    }

    /// The same rows as a number that is 0 or 1.
    pub fn moments(self) -> Moments {
        Moments::from_raw_sums(self.count, self.kept as f64, self.kept as f64)
    }
}

impl TryFrom<RawBinary> for BinarySums {
    type Error = EffectivenessError;
    fn try_from(raw: RawBinary) -> Result<Self, EffectivenessError> {
        Self::new(raw.count, raw.kept)
    }
}

impl From<BinarySums> for RawBinary {
    fn from(sums: BinarySums) -> Self {
        Self { count: sums.count, kept: sums.kept }
    }
}

/// A numeric outcome in one group: rows, mean and the sum of squared deviations from that mean.
///
/// Kept centred, because raw squares of rupiah amounts lose digits; merging is Chan, Golub and LeVeque's (1979).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Moments {
    /// Rows.
    pub count: u64,
    /// Mean outcome; 0 without rows.
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub centred_squares: f64,
}

impl Moments {
    /// Of these values.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut m = Self::default();
        for value in values {
            m.add(value);
        }
        m
    }

    /// From a count, a sum and a sum of squares as SQL gives them.
    pub fn from_raw_sums(count: u64, sum: f64, sum_of_squares: f64) -> Self {
        if count == 0 {
            return Self::default();
        }
        let mean = sum / count as f64;
        Self { count, mean, centred_squares: (sum_of_squares - sum * mean).max(0.0) }
    }

    /// One more row.
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let from_old = value - self.mean;
        self.mean += from_old / self.count as f64;
        self.centred_squares += from_old * (value - self.mean);
    }

    /// So many more rows with the same value.
    pub fn add_times(&mut self, value: f64, times: u64) {
        if times == 1 {
            self.add(value);
        } else {
            *self = self.merged(Self { count: times, mean: value, centred_squares: 0.0 });
        }
    }

    /// Both groups as one.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        if self.count == 0 {
            return other;
        }
        if other.count == 0 {
            return self;
        }
        let (a, b) = (self.count as f64, other.count as f64);
        let gap = other.mean - self.mean;
        Self {
            count: self.count + other.count,
            mean: self.mean + gap * b / (a + b),
            centred_squares: self.centred_squares + other.centred_squares + gap * gap * a * b / (a + b),
        }
    }

    /// Sample variance (divisor n - 1); `None` below two rows.
    pub fn variance(&self) -> Option<f64> {
        (self.count >= 2).then(|| self.centred_squares / (self.count as f64 - 1.0))
    }

    /// Sum over the rows.
    pub(crate) fn total(&self) -> f64 {
        self.mean * self.count as f64
    }
}

/// An outcome and a covariate known before the lot was drawn, in one group.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct JointMoments {
    /// The outcome.
    pub outcome: Moments,
    /// The covariate.
    pub covariate: Moments,
    /// Sum of products of both deviations.
    pub centred_products: f64,
}

impl JointMoments {
    /// Of these pairs of outcome and covariate.
    pub fn of(pairs: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut joint = Self::default();
        for (outcome, covariate) in pairs {
            joint.add_times(outcome, covariate, 1);
        }
        joint
    }

    /// So many more rows with the same pair.
    pub fn add_times(&mut self, outcome: f64, covariate: f64, times: u64) {
        let from_old = covariate - self.covariate.mean;
        self.outcome.add_times(outcome, times);
        self.covariate.add_times(covariate, times);
        self.centred_products += times as f64 * from_old * (outcome - self.outcome.mean);
    }

    /// Both groups as one.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        let (a, b) = (self.outcome.count as f64, other.outcome.count as f64);
        let gaps = (other.outcome.mean - self.outcome.mean) * (other.covariate.mean - self.covariate.mean);
        let between = if a + b > 0.0 { gaps * a * b / (a + b) } else { 0.0 };
        Self {
            outcome: self.outcome.merged(other.outcome),
            covariate: self.covariate.merged(other.covariate),
            centred_products: self.centred_products + other.centred_products + between,
        }
    }
}
