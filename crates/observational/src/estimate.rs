//! An estimate, how sure it is, and whether it may be believed.

use crate::error::ObservationalError;
use domain::Bilingual;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Both ends of a confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A difference, contacted minus not, by one method.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// A key for machines, `aipw`.
    pub method: &'static str,
    /// The method for people.
    pub name: Bilingual,
    /// The difference, in the unit of the outcome.
    pub estimate: f64,
    /// Its standard error; `None` where the method has none.
    pub standard_error: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// Two-sided p-value of no difference.
    pub p_value: Option<f64>,
    /// Whether this is the one to read.
    pub recommended: bool,
    /// Why it must not be used here, where that is so.
    pub invalid: Option<Bilingual>,
}

/// A confidence level above one half and below one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level(f64);

impl Level {
    /// 95%.
    pub const NINETY_FIVE: Self = Self(0.95);

    /// A level such as `0.9`.
    pub fn new(level: f64) -> Result<Self, ObservationalError> {
        if level > 0.5 && level < 1.0 { Ok(Self(level)) } else { Err(ObservationalError::BadLevel { level }) }
    }

    /// The level, 0.95.
    pub fn get(self) -> f64 {
        self.0
    }

    /// Half-width of an interval in standard errors; normal where `df` is `None`.
    pub(crate) fn critical(self, df: Option<f64>) -> f64 {
        let upper = f64::midpoint(1.0, self.0);
        match df.and_then(|df| StudentsT::new(0.0, 1.0, df).ok()) {
            Some(t) => t.inverse_cdf(upper),
            None => Normal::standard().inverse_cdf(upper),
        }
    }
}

impl Estimate {
    /// With a standard error; t with `df` degrees of freedom, normal where there are none.
    pub(crate) fn with_error(
        method: &'static str,
        name: Bilingual,
        estimate: f64,
        standard_error: f64,
        df: Option<f64>,
        level: Level,
    ) -> Self {
        let half = level.critical(df) * standard_error;
        let at = -(estimate / standard_error).abs();
        let tail = match df.and_then(|df| StudentsT::new(0.0, 1.0, df).ok()) {
            Some(t) => t.cdf(at),
            None => Normal::standard().cdf(at),
        };
        Self {
            method,
            name,
            estimate,
            standard_error: Some(standard_error),
            interval: Some(Interval { low: estimate - half, high: estimate + half }),
            p_value: Some(2.0 * tail),
            recommended: false,
            invalid: None,
        }
    }

    /// Without one.
    pub(crate) fn bare(method: &'static str, name: Bilingual, estimate: f64) -> Self {
        Self {
            method,
            name,
            estimate,
            standard_error: None,
            interval: None,
            p_value: None,
            recommended: false,
            invalid: None,
        }
    }

    /// Marked as the one to read.
    pub(crate) fn recommended(mut self) -> Self {
        self.recommended = true;
        self
    }
}
