//! What a provider allows beyond a rate: how soon the same person may be written to again, and how many people in a day.

use std::time::Duration;

/// Limits of a portfolio of sender numbers. The figures are dated rows of `models/schedule/capacity.csv`; the default limits nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SendingLimits {
    /// Least time between two messages of this sender to one person.
    pub pair_gap: Duration,
    /// Most different people in any 24 hours, over all campaigns and numbers; `None` does not limit.
    pub people_per_day: Option<u64>,
    /// Names the portfolio in the ledger. Numbers of one portfolio share its days.
    pub portfolio: String,
}
