//! How a hidden type pays: the chances to skip a month, to stop and to come back.

use crate::params::SimulationParams;
use domain::{DomainError, OccupationGroup};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How a worker pays, which nobody sees but the simulator. Segmentation should find it again from the payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HiddenType {
    /// Pays nearly every month, early.
    Steady,
    /// Pays in the season, skips the lean months.
    Seasonal,
    /// Skips single months, pays late.
    Forgetful,
    /// Pays while a discount holds.
    PriceSensitive,
    /// Pays a few months and leaves.
    Drifting,
}

impl HiddenType {
    /// All types in stored order.
    pub const ALL: [Self; 5] = [Self::Steady, Self::Seasonal, Self::Forgetful, Self::PriceSensitive, Self::Drifting];

    /// The stable key, as in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::Seasonal => "seasonal",
            Self::Forgetful => "forgetful",
            Self::PriceSensitive => "price_sensitive",
            Self::Drifting => "drifting",
        }
    }
}

impl FromStr for HiddenType {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, DomainError> {
        Self::ALL.into_iter().find(|t| t.key() == text.trim()).ok_or_else(|| DomainError::Unreadable {
            value: text.to_owned(),
            expected: "a hidden type: steady, seasonal, forgetful, price_sensitive or drifting",
        })
    }
}

/// Where a worker truly stands; unlike the membership state it is not read from payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Never registered.
    Prospect,
    /// Still paying, after so many paid months.
    Paying { paid_months: u32 },
    /// Stopped, may come back.
    Stopped,
    /// Stopped for good, or never began.
    Gone,
}

/// What a month is like for a worker.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MonthAhead {
    /// Index of income, mean 1 over the year.
    pub season: f64,
    /// A discount holds.
    pub discounted: bool,
    /// Factor on the lapse hazard from a discount that ended.
    pub price_factor: f64,
    /// Factor of the village on hazards and skips; below 1 is a village that pays well.
    pub village_factor: f64,
}

/// Chance to stop in a month.
pub(crate) fn stop_chance(params: &SimulationParams, kind: HiddenType, paid_months: u32, month: &MonthAhead) -> f64 {
    let lapse = &params.lapse;
    let base = match paid_months {
        0 | 1 => lapse.after_first,
        2 => lapse.after_second,
        _ => lapse.later,
    };
    let season = (1.0 / month.season.max(0.05)).powf(lapse.season_exponent);
    (base * params.behaviour.of(kind).stop * season * month.price_factor * month.village_factor).min(0.9)
}

/// Chance to skip a month without stopping.
pub(crate) fn miss_chance(params: &SimulationParams, kind: HiddenType, month: &MonthAhead) -> f64 {
    let habit = params.behaviour.of(kind);
    let base = if month.season < params.lapse.lean_below { habit.miss_lean } else { habit.miss };
    let price = if month.discounted { 0.0 } else { habit.miss_full_price };
    ((base + price) * month.village_factor).min(0.97)
}

/// Chance of a worker who has stopped to come back in a month.
pub(crate) fn back_chance(params: &SimulationParams, kind: HiddenType, month: &MonthAhead) -> f64 {
    let habit = params.behaviour.of(kind);
    if month.discounted { habit.back_discounted } else { habit.back }
}

/// Groups that live by a season and can pay ahead after its peak.
pub(crate) fn lives_by_season(group: OccupationGroup) -> bool {
    matches!(group, OccupationGroup::Fisher | OccupationGroup::Farmer)
}
