//! Profiles: who is in a segment, how it pays over the year, where it stands, how it is reached, and what is at stake.
//!
//! Everything is a whole number that adds up, so a population of any size streams through in any order and in parts.

mod person;
mod sums;

pub use person::{Person, Reach};
pub(crate) use sums::Paying;
pub use sums::ProfileSums;

use crate::error::SegmentationError;
use domain::segment_views::{Ranged, SegmentProfile, StateFlow};
use domain::views::NamedCount;
use domain::{Bilingual, Channel, MembershipState, RegionTable, Rupiah, Segment};
use features::Group;
use sums::Sums;

/// What is expected of a segment in the next twelve months; made elsewhere, shown in its profile.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SegmentForecast {
    /// Months that a member is expected to pay, 0 to 12.
    pub months_expected: Option<Ranged>,
    /// Chance that a member who is covered today lapses.
    pub lapse_risk: Option<Ranged>,
}

/// The share paid is rounded to this part of one before it meets money.
const SHARE_PARTS: u64 = 10_000;

impl ProfileSums {
    /// The profiles of the segments, in their order, which is that of the sums; so is that of the forecasts. Groups are in the
    /// order that people were counted by. Rules are left empty: they come from a [`crate::RuleCard`].
    ///
    /// Money at stake: twelve months at each member's price, times the share that is not expected to be paid. That share is
    /// one less the expected months over twelve; without a forecast, one less the share of due months that were paid; where
    /// nothing was due (prospects) nothing is at stake. The share paid is rounded to a hundredth of a percent, everything else is
    /// exact, and the sum is rounded to whole rupiah, half a rupiah up.
    pub fn profiles(
        &self,
        segments: &[Segment],
        forecasts: &[SegmentForecast],
        groups: &[Group],
        provinces: &RegionTable,
    ) -> Result<Vec<SegmentProfile>, SegmentationError> {
        for (what, found, expected) in [
            ("segments", segments.len(), self.segments()),
            ("forecasts", forecasts.len(), self.segments()),
            ("groups", groups.len(), self.groups()),
        ] {
            if found != expected {
                return Err(SegmentationError::Length { what, found, expected });
            }
        }
        segments
            .iter()
            .zip(forecasts)
            .zip(self.sums())
            .map(|((segment, forecast), sums)| {
                Ok(SegmentProfile {
                    segment: segment.clone(),
                    occupations: occupations(sums, groups),
                    provinces: in_provinces(sums, provinces),
                    shape: sums.due_paid.iter().map(|(due, paid)| share(*paid, *due)).collect(),
                    states: states(sums),
                    flow: flow(sums),
                    months_expected: forecast.months_expected,
                    lapse_risk: forecast.lapse_risk,
                    reach: reach(sums),
                    at_stake: at_stake(sums, forecast)?,
                    rules: Vec::new(),
                    rules_find: None,
                })
            })
            .collect()
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Those with people, most people first; of equals the first listed.
fn largest_first(counts: impl Iterator<Item = NamedCount>) -> Vec<NamedCount> {
    let mut counts: Vec<NamedCount> = counts.filter(|c| c.count > 0).collect();
    counts.sort_by_key(|c| std::cmp::Reverse(c.count));
    counts
}

fn occupations(sums: &Sums, groups: &[Group]) -> Vec<NamedCount> {
    largest_first(groups.iter().zip(&sums.groups).map(|(group, count)| NamedCount {
        key: group.key.clone(),
        name: group.name.clone(),
        count: *count,
    }))
}

fn in_provinces(sums: &Sums, table: &RegionTable) -> Vec<NamedCount> {
    largest_first(sums.provinces.iter().enumerate().map(|(number, count)| {
        let key = format!("{number:02}");
        let name = table.provinces().find(|p| p.code == key).map_or_else(
            || Bilingual::new(format!("Provinsi {key}"), format!("Province {key}")),
            |p| Bilingual::new(p.name.clone(), p.name.clone()),
        );
        NamedCount { key, name, count: *count }
    }))
}

fn states(sums: &Sums) -> Vec<NamedCount> {
    let counted = MembershipState::ALL.iter().enumerate().map(|(to, state)| NamedCount {
        key: state.key().to_owned(),
        name: state.name(),
        count: sums.flow.iter().map(|from| from[to]).sum(),
    });
    counted.filter(|c| c.count > 0).collect()
}

fn flow(sums: &Sums) -> Vec<StateFlow> {
    let mut flow: Vec<StateFlow> = Vec::new();
    for (from, row) in MembershipState::ALL.iter().zip(&sums.flow) {
        for (to, people) in MembershipState::ALL.iter().zip(row).filter(|(_, people)| **people > 0) {
            flow.push(StateFlow { from: from.key().to_owned(), to: to.key().to_owned(), people: *people });
        }
    }
    flow.sort_by_key(|f| std::cmp::Reverse(f.people));
    flow
}

/// Every channel, also those that reach nobody: that is worth knowing. After them whose number and whose address is known:
/// more than may be written to, because consent is missing.
fn reach(sums: &Sums) -> Vec<NamedCount> {
    let of = |channel: Channel, count| NamedCount { key: channel.key().to_owned(), name: channel.name(), count };
    let known = |key: &str, (id, en), count| NamedCount { key: key.to_owned(), name: Bilingual::new(id, en), count };
    vec![
        of(Channel::Whatsapp, sums.whatsapp),
        of(Channel::Email, sums.email),
        of(Channel::Print, sums.village),
        of(Channel::PartnerCounter, sums.village),
        known("phone_known", ("Nomor HP diketahui", "Mobile number known"), sums.phone),
        known("email_known", ("Alamat surel diketahui", "E-mail address known"), sums.address),
    ]
}

fn at_stake(sums: &Sums, forecast: &SegmentForecast) -> Result<Rupiah, SegmentationError> {
    let (due, paid) = sums.due_paid.iter().fold((0, 0), |(due, paid), month| (due + month.0, paid + month.1));
    let expected = match forecast.months_expected {
        Some(Ranged { value, .. }) if (0.0..=12.0).contains(&value) => value / 12.0,
        Some(Ranged { value, .. }) => {
            let what = "the months expected to be paid in the next twelve";
            return Err(SegmentationError::Setting { what, value: value.to_string(), expected: "0 to 12" });
        }
        None => share(paid, due).unwrap_or(1.0),
    };
    let unpaid_parts = SHARE_PARTS - (expected * SHARE_PARTS as f64).round() as u64;
    let parts = 12 * sums.monthly_rupiah * u128::from(unpaid_parts);
    let rupiah = (parts + u128::from(SHARE_PARTS) / 2) / u128::from(SHARE_PARTS);
    i64::try_from(rupiah).map(Rupiah::whole).map_err(|_| SegmentationError::Setting {
        what: "the money at stake in a segment",
        value: rupiah.to_string(),
        expected: "an amount below 9 million million million rupiah",
    })
}
