//! Confidence levels and intervals.

use crate::distribution::normal_critical;
use crate::error::EffectivenessError;
use serde::{Deserialize, Serialize};

/// A confidence level above one half and below one.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(f64);

impl Level {
    /// 95%, what every table shows unless it says otherwise.
    pub const NINETY_FIVE: Self = Self(0.95);

    /// A level such as `0.9`.
    pub fn new(level: f64) -> Result<Self, EffectivenessError> {
        if level > 0.5 && level < 1.0 { Ok(Self(level)) } else { Err(EffectivenessError::BadLevel { level }) }
    }

    /// The level, 0.95.
    pub fn get(self) -> f64 {
        self.0
    }

    /// What is left outside, both sides together, 0.05.
    pub(crate) fn alpha(self) -> f64 {
        1.0 - self.0
    }

    /// Half-width of a normal interval in standard errors.
    pub(crate) fn z(self) -> f64 {
        normal_critical(self.alpha())
    }
}

impl TryFrom<f64> for Level {
    type Error = EffectivenessError;
    fn try_from(level: f64) -> Result<Self, EffectivenessError> {
        Self::new(level)
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> f64 {
        level.0
    }
}

/// Both ends of a confidence interval, in the unit of the estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// `centre` plus and minus `half`.
    pub(crate) fn around(centre: f64, half: f64) -> Self {
        Self { low: centre - half, high: centre + half }
    }

    /// Whether a value lies inside, ends included.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}
