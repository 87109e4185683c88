//! What a campaign declares of its capacity: sender numbers, counters, printers. The figures behind the words are dated rows of
//! `models/schedule/capacity.csv`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Capacity by channel. A channel that is left out is held by its `per_day` alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacitySpec {
    /// Sender numbers and the portfolio they belong to.
    #[serde(default)]
    pub whatsapp: Option<WhatsappCapacity>,
    /// Counters that work through lists.
    #[serde(default)]
    pub partner_counter: Option<CounterCapacity>,
    /// The printer.
    #[serde(default)]
    pub print: Option<PrintCapacity>,
}

/// WhatsApp numbers of one business portfolio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatsappCapacity {
    /// Sender numbers.
    #[serde(default = "one")]
    pub numbers: u32,
    /// The numbers have Meta's high throughput.
    #[serde(default)]
    pub high_throughput: bool,
    /// The portfolio's messaging limit: people a moving day, over all its numbers and campaigns.
    pub portfolio_tier: PortfolioTier,
}

fn one() -> u32 {
    1
}

/// Meta's messaging limits of a business portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PortfolioTier {
    /// 250 people a day.
    #[serde(rename = "250")]
    T250,
    /// 2,000 people a day.
    #[serde(rename = "2000")]
    T2000,
    /// 10,000 people a day.
    #[serde(rename = "10000")]
    T10000,
    /// 100,000 people a day.
    #[serde(rename = "100000")]
    T100000,
    /// No limit.
    #[serde(rename = "unlimited")]
    Unlimited,
}

impl PortfolioTier {
    /// All tiers, lowest first.
    pub const ALL: [Self; 5] = [Self::T250, Self::T2000, Self::T10000, Self::T100000, Self::Unlimited];

    /// The stable key, as in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::T250 => "250",
            Self::T2000 => "2000",
            Self::T10000 => "10000",
            Self::T100000 => "100000",
            Self::Unlimited => "unlimited",
        }
    }
}

/// Counters of partners.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterCapacity {
    /// Outlets that take part.
    pub outlets: u32,
    /// Hours a week that one outlet gives to the campaign; left out is the dated row.
    #[serde(default)]
    pub hours_per_week: Option<u32>,
    /// Minutes one visit or call takes; left out is the dated row.
    #[serde(default)]
    pub minutes_per_visit: Option<u32>,
}

/// The printer of leaflets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintCapacity {
    /// Smallest run a printer takes; left out is the dated row. A smaller need pays for the whole run.
    #[serde(default)]
    pub smallest_run: Option<u32>,
    /// Working days from the order to the first handing out; left out is the dated row.
    #[serde(default)]
    pub lead_days: Option<u32>,
    /// The day of the order; left out is the audience's as-of day.
    #[serde(default)]
    pub ordered_on: Option<NaiveDate>,
}
