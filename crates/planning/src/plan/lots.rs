//! Who takes part, in which lot, and what they draw.

use super::CampaignInput;
use crate::audience::{Lot, admit, reaches};
use crate::decision::{self, Chooser, Decided, Offered};
use crate::error::PlanningError;
use crate::lot::{draw_areas, draw_people};
use crate::prior::Taken;
use crate::schedule::{ChannelDays, Want, province_index};
use assignment::{AssignmentError, MOST_OPTIONS};
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
    /// The days among which their first touch may lie: those of the schedule, or of the week that was decided for them.
    pub(crate) within: (NaiveDate, NaiveDate),
    pub(crate) zone: TimeZoneCode,
    /// Two-digit province code.
    pub(crate) province: usize,
}

impl Admitted<'_> {
    /// Their wish for a day.
    pub(crate) fn want(&self, taken: &Taken<'_>) -> Want {
        let taken = taken.days(&self.candidate.member.0, self.zone);
        let (earliest, latest) = self.within;
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
    let decided_among = if spec.decision.is_some() { decision::offered(spec) } else { Vec::new() };
    if decided_among.len() > MOST_OPTIONS {
        let (members, options) = (input.candidates.len(), decided_among.len());
        let error = AssignmentError::NothingToDecide { members, options, most: MOST_OPTIONS };
        return Err(PlanningError::NoDecision(Box::new(error)));
    }
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
        let within = (schedule.first_day, schedule.last_day);
        let person = Admitted { candidate, segment, arm: Arm::HeldOut(unit), within, zone, province };
        let want = person.want(taken);
        if matches!(lot, Lot::Person(_)) && !decided_among.is_empty() {
            match chooser(&decided_among, calendars, person, want) {
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
                Some((arm, week)) => {
                    let within = week.map_or(chooser.person.within, |week| (week.first, week.last));
                    admitted.push(Admitted { arm, within, ..chooser.person });
                }
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

/// Somebody of the person lot with the options open to them, or why none is.
fn chooser<'a>(
    offered: &[Offered],
    calendars: &[ChannelDays],
    person: Admitted<'a>,
    mut want: Want,
) -> Result<Chooser<'a>, Exclusion> {
    let (mut reached, mut open, mut closed) = (0, 0, None);
    for (place, option) in offered.iter().enumerate().filter(|(_, option)| reaches(option.channel, person.candidate)) {
        reached |= 1 << place;
        (want.earliest, want.latest) = option.week.map_or(person.within, |week| (week.first, week.last));
        let days = calendars.iter().find(|days| days.channel == option.channel);
        match days.map_or(Err(Exclusion::NoMoment), |days| days.admits(&want)) {
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
        villages.into_iter().map(|(region, candidate)| (*region, stratum_of(candidate))).collect();
    let drawn = draw_areas(&spec.holdout.seed, &areas, spec.holdout.area_share, &area_channels);
    by_area.into_iter().map(|person| Admitted { arm: drawn[&person.candidate.region], ..person }).collect()
}

/// Island group (first digit of the province code) and urban or rural.
fn stratum_of(candidate: &Candidate) -> String {
    let island = &candidate.region.province()[..1];
    format!("{island}-{}", if candidate.urban { "urban" } else { "rural" })
}
