//! Who takes part, in which lot, and what they draw.

use super::CampaignInput;
use crate::audience::{Lot, admit};
use crate::lot::{draw_areas, draw_people};
use crate::prior::Taken;
use crate::schedule::{ChannelDays, Want, province_index};
use chrono::NaiveDate;
use domain::{Arm, Candidate, Channel, Exclusion, MemberRow, RandomisationUnit, RegionCode, SegmentId, TimeZoneCode};
use std::collections::{BTreeMap, HashMap};

/// Somebody in the plan.
pub(crate) struct Admitted<'a> {
    pub(crate) candidate: &'a Candidate,
    pub(crate) segment: &'a SegmentId,
    pub(crate) arm: Arm,
    pub(crate) zone: TimeZoneCode,
    /// Two-digit province code.
    pub(crate) province: usize,
}

impl Admitted<'_> {
    /// Their wish for a day of the schedule.
    pub(crate) fn want(&self, taken: &Taken<'_>, earliest: NaiveDate, latest: NaiveDate) -> Want {
        let taken = taken.days(&self.candidate.member.0, self.zone);
        Want { province: self.province, zone: self.zone, earliest, latest, taken }
    }
}

type Excluded = Vec<(MemberRow, Exclusion)>;

/// Draws both lots. Whoever has no allowed day is left out before, in every arm alike: afterwards it would be the treated alone.
pub(super) fn draw<'a>(
    input: &CampaignInput<'a>,
    calendars: &[ChannelDays],
    taken: &Taken<'_>,
) -> (Vec<Admitted<'a>>, Excluded) {
    let spec = input.spec;
    let schedule = &spec.schedule;
    let mut excluded = Vec::new();
    let mut by_person: Vec<(Admitted<'a>, Channel)> = Vec::new();
    let mut by_area: Vec<Admitted<'a>> = Vec::new();
    for candidate in input.candidates {
        let (lot, segment) = match (admit(spec, candidate), &candidate.segment) {
            (Ok(lot), Some(segment)) => (lot, segment),
            (Ok(_), None) => {
                excluded.push((candidate.row, Exclusion::NoSegment));
                continue;
            }
            (Err(why), _) => {
                excluded.push((candidate.row, why));
                continue;
            }
        };
        if input.standing.contains(&candidate.member) {
            excluded.push((candidate.row, Exclusion::StandingHoldout));
            continue;
        }
        let unit = match lot {
            Lot::Person(_) => RandomisationUnit::Person,
            Lot::Area => RandomisationUnit::Area,
        };
        let zone = input.regions.province_of(&candidate.region).map_or(TimeZoneCode::Wib, |p| p.zone);
        let province = province_index(&candidate.region);
        let person = Admitted { candidate, segment, arm: Arm::HeldOut(unit), zone, province };
        let want = person.want(taken, schedule.first_day, schedule.last_day);
        // Whichever arm they draw, they must have a day: all channels of their lot are asked.
        let possible = |days: &&ChannelDays| match lot {
            Lot::Person(channel) => days.channel == channel,
            Lot::Area => days.channel.unit() == RandomisationUnit::Area,
        };
        if let Some(why) = calendars.iter().filter(possible).find_map(|days| days.admits(&want).err()) {
            excluded.push((candidate.row, why));
            continue;
        }
        match lot {
            Lot::Person(channel) => by_person.push((person, channel)),
            Lot::Area => by_area.push(person),
        }
    }
    excluded.sort_unstable_by_key(|(row, _)| *row);
    let mut admitted = Vec::with_capacity(by_person.len() + by_area.len());
    if let Some(channel) = by_person.first().map(|p| p.1) {
        let people: Vec<(&str, &str)> =
            by_person.iter().map(|(p, _)| (p.segment.0.as_str(), p.candidate.member.0.as_str())).collect();
        let arms = draw_people(&spec.holdout.seed, &people, spec.holdout.person_share, channel);
        admitted.extend(by_person.into_iter().zip(arms).map(|((person, _), arm)| Admitted { arm, ..person }));
    }
    let area_channels: Vec<Channel> =
        spec.channels.iter().map(|c| c.kind).filter(|k| k.unit() == RandomisationUnit::Area).collect();
    // A village is urban or rural as its member of the highest row has it, whatever the order of the candidates.
    by_area.sort_unstable_by_key(|person| person.candidate.row);
    let villages: HashMap<&RegionCode, &Candidate> =
        by_area.iter().map(|person| (&person.candidate.region, person.candidate)).collect();
    let areas: BTreeMap<RegionCode, String> =
        villages.into_iter().map(|(region, candidate)| (region.clone(), stratum_of(candidate))).collect();
    let drawn = draw_areas(&spec.holdout.seed, &areas, spec.holdout.area_share, &area_channels);
    admitted.extend(by_area.into_iter().map(|person| Admitted { arm: drawn[&person.candidate.region], ..person }));
    admitted.sort_unstable_by_key(|a| a.candidate.row);
    (admitted, excluded)
}

/// Island group (first digit of the province code) and urban or rural.
fn stratum_of(candidate: &Candidate) -> String {
    let island = &candidate.region.province()[..1];
    format!("{island}-{}", if candidate.urban { "urban" } else { "rural" })
}
