//! What a code on paper leads to.

use crate::money::Rupiah;
use crate::month::Month;
use crate::text::Bilingual;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The page behind the codes of a campaign's paper: what the paper says, where a telephone can read it. It asks nothing and keeps
/// nothing of whoever reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandingView {
    /// Title of the campaign.
    pub title: Bilingual,
    /// Contribution of the lowest income a month until `last_day`.
    pub now: Rupiah,
    /// The last day of that price.
    pub last_day: NaiveDate,
    /// Contribution from `from` on.
    pub later: Rupiah,
    /// The first month of the later price.
    pub from: Month,
    /// What either price buys.
    pub price_note: Bilingual,
    /// What it does not cover.
    pub conditions: Bilingual,
    /// Who answers for it.
    pub agency: Bilingual,
}
