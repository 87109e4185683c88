//! Who gets what, decided for everyone at once instead of by declared shares.

use crate::channel::Channel;
use crate::money::Rupiah;
use crate::share::Share;
use serde::{Deserialize, Serialize};

/// Members that a person-randomised channel reaches each get one of these channels, in one week of the schedule where weeks are
/// decided too, or nothing, so that kept member-months are greatest under budget, capacities, caps, smallest cells and floors. Area
/// channels keep their lot of villages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionSpec {
    /// The evaluated campaign whose uplifts are expected again; `None` is the planning priors.
    #[serde(default)]
    pub from: Option<String>,
    /// That weeks are decided too, each with its own room: the part of what a channel does that a week of waiting takes, below 1; 0
    /// where all weeks are worth the same. An assumption of whoever declares it, no measurement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_each_week: Option<Share>,
    /// Fewest people of a segment decided for one option, those whom the lot then holds out among them: this many or nobody.
    #[serde(default)]
    pub smallest_cell: Option<u32>,
    /// Money of single channels.
    #[serde(default, rename = "channel_budget")]
    pub channel_budgets: Vec<ChannelBudgetSpec>,
    /// Who must not vanish.
    #[serde(default, rename = "floor")]
    pub floors: Vec<FloorSpec>,
}

/// The most one channel may cost, its follow-ups as far as they are expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelBudgetSpec {
    /// Which.
    pub channel: Channel,
    /// At most this much.
    pub budget: Rupiah,
}

/// The least of a province or an occupation group that must get something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorSpec {
    /// Provinces or occupation groups.
    pub by: FloorBy,
    /// One of them, by province code or key; `None` is each of them.
    #[serde(default)]
    pub of: Option<String>,
    /// As a share of its people whom the channels decided among can reach.
    #[serde(default)]
    pub share: Option<Share>,
    /// In people to be touched, widened by the share held out; the lot, which knows neither provinces nor occupations, may leave a few
    /// fewer.
    #[serde(default)]
    pub people: Option<u32>,
}

/// What floors go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FloorBy {
    /// Provinces.
    Region,
    /// Occupation groups.
    Occupation,
}

impl FloorBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Region, Self::Occupation];

    /// The key, as declared.
    pub fn key(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Occupation => "occupation",
        }
    }
}
