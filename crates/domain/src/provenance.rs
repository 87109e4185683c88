//! Where a figure comes from, and how sure we are of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How sure we are of a figure from a dated file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Read in a primary source or the operator's own document.
    Confirmed,
    /// Stated in the paper behind the project.
    Stated,
    /// Read in news, vendor or third-party pages.
    Reported,
    /// Follows by arithmetic from the above.
    Derived,
    /// Recalled or assumed: a person must check it before anyone relies on it.
    Unverified,
}

impl Confidence {
    /// True when the figure must be shown as unverified wherever it is used.
    pub fn needs_checking(self) -> bool {
        self == Self::Unverified
    }
}

/// Source, date and confidence of one row of a dated file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Regulation, document or page.
    pub source: String,
    /// The day the figure was read or last known to hold.
    pub as_of: NaiveDate,
    /// How sure we are.
    pub confidence: Confidence,
}
