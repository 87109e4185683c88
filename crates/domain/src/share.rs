//! A part of a whole.

use crate::error::DomainError;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// A number from 0 to 1: a rate, a probability, a part of a whole. Never NaN.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize)]
#[serde(transparent)]
pub struct Share(f64);

impl Share {
    /// None of it.
    pub const NONE: Self = Self(0.0);
    /// All of it.
    pub const ALL: Self = Self(1.0);

    /// Checks the range.
    pub fn new(value: f64) -> Result<Self, DomainError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(DomainError::unreadable(value.to_string(), "a share between 0 and 1"))
        }
    }

    /// `part` of `whole`; `None` when the whole is zero.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        (whole > 0 && part <= whole).then(|| Self(part as f64 / whole as f64))
    }

    /// The plain number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Share {
    /// The Indonesian way, one decimal: `51,1%`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format!("{:.1}%", self.0 * 100.0).replace('.', ","))
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(f64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
