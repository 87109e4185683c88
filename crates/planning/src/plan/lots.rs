//! Who takes part, in which lot, and what they draw.

use super::CampaignInput;
use crate::audience::{Lot, admit, reaches};
use crate::decision::{self, Chooser, Decided};
use crate::error::PlanningError;
use crate::lot::{draw_areas, draw_people};
use crate::prior::Taken;
use crate::schedule::{ChannelDays, Want, province_index};
use chrono::NaiveDate;
use domain::{
    Arm, CampaignSpec, Candidate, Channel, Exclusion, MemberRow, RandomisationUnit, RegionCode, SegmentId, TimeZoneCode,
};
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

/// Who is in which arm, and what was decided on the way.
pub(super) struct Drawn<'a> {
    /// By row.
    pub(super) admitted: Vec<Admitted<'a>>,
    /// By row.
    pub(super) excluded: Excluded,
    pub(super) decided: Option<Decided>,
}

/// Draws both lots. Whoever has no allowed day is left out before, in every arm alike: afterwards it would be the treated alone.
pub(super) fn draw<'a>(
    input: &CampaignInput<'a>,
    calendars: &[ChannelDays],
    taken: &Taken<'_>,
) -> Result<Drawn<'a>, PlanningError> {
    let spec = input.spec;
    let schedule = &spec.schedule;
    let mut excluded = Vec::new();
    let decided_among = if spec.decision.is_some() { decision::channels(spec) } else { Vec::new() };
    let mut choosers: Vec<Chooser<'a>> = Vec::new();
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
        if matches!(lot, Lot::Person(_)) && !decided_among.is_empty() {
            match chooser(&decided_among, calendars, person, &want) {
                Ok(chooser) => choosers.push(chooser),
                Err(why) => excluded.push((candidate.row, why)),
            }
            continue;
        }
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
    let mut admitted = Vec::with_capacity(by_person.len() + choosers.len() + by_area.len());
    if let Some(channel) = by_person.first().map(|p| p.1) {
        let people: Vec<(&str, &str)> =
            by_person.iter().map(|(p, _)| (p.segment.0.as_str(), p.candidate.member.0.as_str())).collect();
        let arms = draw_people(&spec.holdout.seed, &people, spec.holdout.person_share, channel);
        admitted.extend(by_person.into_iter().zip(arms).map(|((person, _), arm)| Admitted { arm, ..person }));
    }
    let mut area = draw_villages(spec, by_area);
    let mut decided = None;
    if !choosers.is_empty() {
        let (decision, arms) = decision::decide(input, calendars, &choosers, &area)?;
        for (chooser, arm) in choosers.into_iter().zip(arms) {
            match arm {
                Some(arm) => admitted.push(Admitted { arm, ..chooser.person }),
                None => excluded.push((chooser.person.candidate.row, Exclusion::NotChosen)),
            }
        }
        decided = Some(decision);
    }
    admitted.append(&mut area);
    admitted.sort_unstable_by_key(|a| a.candidate.row);
    excluded.sort_unstable_by_key(|(row, _)| *row);
    Ok(Drawn { admitted, excluded, decided })
}

/// Somebody of the person lot with the channels open to them, or why none is.
fn chooser<'a>(
    channels: &[Channel],
    calendars: &[ChannelDays],
    person: Admitted<'a>,
    want: &Want,
) -> Result<Chooser<'a>, Exclusion> {
    let (mut reached, mut open, mut closed) = (0, 0, None);
    for (place, channel) in channels.iter().enumerate().filter(|(_, channel)| reaches(**channel, person.candidate)) {
        reached |= 1 << place;
        let days = calendars.iter().find(|days| days.channel == *channel);
        match days.map_or(Err(Exclusion::NoMoment), |days| days.admits(want)) {
            Ok(()) => open |= 1 << place,
            Err(why) => closed = Some(why),
        }
    }
    match closed.filter(|_| open == 0) {
        Some(why) => Err(why),
        None => Ok(Chooser { person, reached, open }),
    }
}

/// Gives every village, and everybody in it, an arm.
fn draw_villages<'a>(spec: &CampaignSpec, mut by_area: Vec<Admitted<'a>>) -> Vec<Admitted<'a>> {
    let area_channels: Vec<Channel> =
        spec.channels.iter().map(|c| c.kind).filter(|k| k.unit() == RandomisationUnit::Area).collect();
    // A village is urban or rural as its member of the highest row has it, whatever the order of the candidates.
    by_area.sort_unstable_by_key(|person| person.candidate.row);
    let villages: HashMap<&RegionCode, &Candidate> =
        by_area.iter().map(|person| (&person.candidate.region, person.candidate)).collect();
    let areas: BTreeMap<RegionCode, String> =
        villages.into_iter().map(|(region, candidate)| (region.clone(), stratum_of(candidate))).collect();
    let drawn = draw_areas(&spec.holdout.seed, &areas, spec.holdout.area_share, &area_channels);
    by_area.into_iter().map(|person| Admitted { arm: drawn[&person.candidate.region], ..person }).collect()
}

/// Island group (first digit of the province code) and urban or rural.
fn stratum_of(candidate: &Candidate) -> String {
    let island = &candidate.region.province()[..1];
    format!("{island}-{}", if candidate.urban { "urban" } else { "rural" })
}
