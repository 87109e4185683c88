//! Planning priors: what to expect of a channel where nobody has measured it yet.

use crate::error::AllocationError;
use domain::campaign::Objective;
use domain::rules::read_rows;
use domain::{Channel, Provenance};
use serde::{Deserialize, Serialize};

/// Where the priors of uplifts stand.
pub const UPLIFT_PRIORS_FILE: &str = "models/priors/uplift.csv";
/// Where the priors of months stand.
pub const MONTHS_PRIORS_FILE: &str = "models/priors/months.csv";

/// The word for every segment that has no row of its own.
const ANY: &str = "any";

/// What members are wanted for, as far as priors differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriorAim {
    /// New members, and those who come back.
    Acquire,
    /// Members who stay, or pay ahead.
    Retain,
}

impl From<Objective> for PriorAim {
    fn from(objective: Objective) -> Self {
        match objective {
            Objective::Acquire | Objective::Reactivate => Self::Acquire,
            Objective::Retain | Objective::Prepay => Self::Retain,
        }
    }
}

impl PriorAim {
    fn key(self) -> &'static str {
        match self {
            Self::Acquire => "acquire",
            Self::Retain => "retain",
        }
    }
}

/// The uplift to expect of a channel.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct UpliftPrior {
    /// For what.
    pub objective: PriorAim,
    /// For which segment; `any` is every segment without a row of its own.
    pub segment: String,
    /// By which channel.
    pub channel: Channel,
    /// Mean, additional members for each person assigned, -1 to 1.
    pub mean: f64,
    /// Standard deviation, above 0.
    pub deviation: f64,
    /// Source, date, confidence.
    #[serde(flatten)]
    pub provenance: Provenance,
}

impl UpliftPrior {
    /// How lines name the row.
    pub fn row(&self) -> String {
        format!("{UPLIFT_PRIORS_FILE}: {} {} {}", self.objective.key(), self.segment, self.channel.key())
    }
}

/// The months that an additional member pays.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct MonthsPrior {
    /// For what.
    pub objective: PriorAim,
    /// For which segment; `any` is every segment without a row of its own.
    pub segment: String,
    /// Mean months of the next twelve, above 0.
    pub months: f64,
    /// Standard deviation, above 0.
    pub deviation: f64,
    /// Source, date, confidence.
    #[serde(flatten)]
    pub provenance: Provenance,
}

impl MonthsPrior {
    /// How lines name the row.
    pub fn row(&self) -> String {
        format!("{MONTHS_PRIORS_FILE}: {} {}", self.objective.key(), self.segment)
    }
}

/// All planning priors, checked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Priors {
    uplift: Vec<UpliftPrior>,
    months: Vec<MonthsPrior>,
}

impl Priors {
    /// Reads both files. A row twice, a mean beyond -1 to 1 or a deviation of 0 is refused.
    pub fn from_csv(uplift: &str, months: &str) -> Result<Self, AllocationError> {
        let priors =
            Self { uplift: read_rows(UPLIFT_PRIORS_FILE, uplift)?, months: read_rows(MONTHS_PRIORS_FILE, months)? };
        for (place, prior) in priors.uplift.iter().enumerate() {
            let bad = |what, value, expected| AllocationError::BadPrior { row: prior.row(), what, value, expected };
            if !(-1.0..=1.0).contains(&prior.mean) {
                return Err(bad("the mean", prior.mean, "a number from -1 to 1"));
            }
            if !(prior.deviation > 0.0 && prior.deviation.is_finite()) {
                return Err(bad("the deviation", prior.deviation, "a number above 0"));
            }
            if priors.uplift[..place].iter().any(|other| other.row() == prior.row()) {
                return Err(AllocationError::PriorTwice { row: prior.row() });
            }
        }
        for (place, prior) in priors.months.iter().enumerate() {
            let bad = |what, value, expected| AllocationError::BadPrior { row: prior.row(), what, value, expected };
            for (what, value) in [("the months", prior.months), ("the deviation", prior.deviation)] {
                if !(value > 0.0 && value.is_finite()) {
                    return Err(bad(what, value, "a number above 0"));
                }
            }
            if priors.months[..place].iter().any(|other| other.row() == prior.row()) {
                return Err(AllocationError::PriorTwice { row: prior.row() });
            }
        }
        Ok(priors)
    }

    /// The uplift to expect of a channel in a segment: the segment's own row before that of any.
    pub fn uplift(&self, aim: PriorAim, segment: &str, channel: Channel) -> Option<&UpliftPrior> {
        let named =
            |name: &str| self.uplift.iter().find(|p| p.objective == aim && p.channel == channel && p.segment == name);
        named(segment).or_else(|| named(ANY))
    }

    /// The months that an additional member of a segment pays.
    pub fn months(&self, aim: PriorAim, segment: &str) -> Option<&MonthsPrior> {
        let named = |name: &str| self.months.iter().find(|p| p.objective == aim && p.segment == name);
        named(segment).or_else(|| named(ANY))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const UPLIFT: &str = include_str!("../../../models/priors/uplift.csv");
    const MONTHS: &str = include_str!("../../../models/priors/months.csv");

    #[test]
    fn the_shipped_priors_name_every_channel_for_both_aims() {
        let priors = Priors::from_csv(UPLIFT, MONTHS).unwrap();
        for aim in [PriorAim::Acquire, PriorAim::Retain] {
            assert!(priors.months(aim, "fisher-seasonal").is_some());
            for channel in Channel::ALL {
                assert!(priors.uplift(aim, "fisher-seasonal", channel).is_some(), "{aim:?} {}", channel.key());
            }
        }
    }

    #[test]
    fn a_segment_s_own_row_goes_before_that_of_any() {
        let own = "retain,fisher-seasonal,whatsapp,0.02,0.01,x,2026-11-22,unverified\n";
        let priors = Priors::from_csv(&format!("{UPLIFT}{own}"), MONTHS).unwrap();
        let mean = |segment| priors.uplift(PriorAim::Retain, segment, Channel::Whatsapp).unwrap().mean;
        assert!((mean("fisher-seasonal") - 0.02).abs() < 1e-12 && (mean("farmer") - 0.01).abs() < 1e-12);
    }

    #[test]
    fn rows_that_cannot_be_are_refused_by_name() {
        for (row, words) in [
            ("retain,x,whatsapp,1.2,0.01,x,2026-11-22,unverified\n", "the mean is 1.2"),
            ("retain,x,whatsapp,0.1,0,x,2026-11-22,unverified\n", "the deviation is 0"),
            ("retain,any,whatsapp,0.1,0.1,x,2026-11-22,unverified\n", "stands there twice"),
            ("retain,x,pigeon,0.1,0.1,x,2026-11-22,unverified\n", "models/priors/uplift.csv, line 16"),
        ] {
            let error = Priors::from_csv(&format!("{UPLIFT}{row}"), MONTHS).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
