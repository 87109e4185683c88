//! Second touches that depend on what happened: planned for everyone treated, sent to those for whom the condition holds.

mod due;
mod failed;

pub use due::{Facts, is_due};
pub use failed::{FailedFirst, Failure, HeldBack, Second, after_failure, one_more_try};

use crate::capacity::{CapacityDay, Shortfall, forecast};
use crate::error::PlanningError;
use crate::message::Wording;
use crate::money::{expected_of, part_of};
use crate::plan::{Admitted, CampaignInput, Filled, Moved, channel_days};
use crate::schedule::{ChannelDays, Placed, Want, place_soonest, sending_ticket, spread};
use chrono::{Days, NaiveDate};
use domain::{Arm, CampaignSpec, Candidate, Channel, FollowUp, FollowUpSpec, Rupiah, Touch, touch_id};

/// The follow-ups of a plan.
#[derive(Debug, Default)]
pub(crate) struct FollowUps {
    pub(crate) list: Vec<FollowUp>,
    /// Money kept for them.
    pub(crate) reserve: Rupiah,
    pub(crate) moved: Vec<Moved>,
    /// By channel of the first touch: how many have no follow-up because no day is left, and because the channel does not reach them.
    pub(crate) without: Vec<(Channel, u64, u64)>,
    /// Leaflets that are expected to be handed out.
    pub(crate) leaflets: u64,
}

/// The channel of a follow-up to a first touch.
pub(crate) fn channel_of(first: Channel, follow_up: &FollowUpSpec) -> Channel {
    follow_up.channel.unwrap_or(first)
}

/// The first day on which a follow-up may go out whose first touch left on a day.
pub fn earliest(follow_up: &FollowUpSpec, left_on: NaiveDate) -> NaiveDate {
    let after = Days::new(u64::from(follow_up.after_days.unwrap_or(1).max(1)));
    let by_days = left_on.checked_add_days(after).unwrap_or(NaiveDate::MAX);
    follow_up.on.map_or(by_days, |on| on.max(by_days))
}

/// The last day on which anything of the campaign may go out.
pub fn last_day(spec: &CampaignSpec) -> NaiveDate {
    let untils = spec.channels.iter().filter_map(|c| c.follow_up.as_ref()?.until);
    untils.max().map_or(spec.schedule.last_day, |until| until.max(spec.schedule.last_day))
}

/// Plans the follow-ups of all channels. `first_days` holds the local day of each admitted person's first touch; `calendars` are
/// the channels' days with what the first touches use of them, and gain what follow-ups use.
pub(crate) fn plan_follow_ups(
    input: &CampaignInput<'_>,
    admitted: &[Admitted<'_>],
    first_days: &[Option<NaiveDate>],
    taken: &crate::prior::Taken<'_>,
    filled: &mut Filled<'_, '_>,
    calendars: &mut Vec<ChannelDays>,
) -> Result<FollowUps, PlanningError> {
    let spec = input.spec;
    let mut found = FollowUps::default();
    for declared in &spec.channels {
        let Some(follow_up) = &declared.follow_up else { continue };
        let (first, channel) = (declared.kind, channel_of(declared.kind, follow_up));
        let place = lengthened(input, channel, calendars)?;
        let (mut people, unreached) = people_of(admitted, first_days, first, channel);
        let seed = &spec.holdout.seed;
        people.sort_by_cached_key(|(i, day)| {
            (
                earliest(follow_up, *day),
                sending_ticket(seed, &admitted[*i].candidate.member.0),
                admitted[*i].candidate.row,
            )
        });
        let latest = follow_up.until.unwrap_or(spec.schedule.last_day);
        let wants: Vec<Want> = people
            .iter()
            .map(|(i, day)| {
                let person = &admitted[*i];
                let mut days = taken.days(&person.candidate.member.0, person.zone);
                days.push(*day);
                Want {
                    province: person.province,
                    zone: person.zone,
                    earliest: earliest(follow_up, *day),
                    latest,
                    taken: days,
                }
            })
            .collect();
        let days = &mut calendars[place];
        let placed = place_soonest(days, &wants);
        refuse_full(input, days, &placed)?;
        let instants = spread(days, &wants, &placed);
        found.list.reserve_exact(people.len());
        let (mut cost, mut planned) = (0_i64, 0);
        let mut nowhere = 0;
        for (((i, _), at), place) in people.iter().zip(instants).zip(&placed) {
            let (Some(due_at), Placed::On(day, passed)) = (at, place) else {
                nowhere += 1;
                continue;
            };
            let candidate = admitted[*i].candidate;
            if let Some((from, by)) = passed {
                let (from, to) = (days.days[*from].day, days.days[*day].day);
                found.moved.push(Moved { row: candidate.row, step: 2, from, to, by: by.clone() });
            }
            let day = days.days[*day].day;
            let cost_rupiah = filled.rates.rupiah_on(channel, day)?;
            cost = cost.saturating_add(cost_rupiah);
            planned += 1;
            found.list.push(FollowUp {
                after: touch_id(&spec.name, candidate.row, first, 1),
                when: follow_up.when,
                touch: Touch {
                    id: touch_id(&spec.name, candidate.row, channel, 2),
                    campaign: spec.name.clone(),
                    member: candidate.member.clone(),
                    channel,
                    step: 2,
                    area: candidate.region,
                    language: candidate.language,
                    body: filled.composer.body(
                        &input.members[candidate.row.index()],
                        Wording::FollowUp(first),
                        candidate.language,
                        day,
                    )?,
                    due_at,
                    cost_rupiah,
                },
            });
        }
        found.reserve += part_of(cost, follow_up.expected_share);
        if channel == Channel::Print {
            found.leaflets += expected_of(planned, follow_up.expected_share);
        }
        found.without.push((first, nowhere, unreached));
    }
    Ok(found)
}

/// Everyone treated on the first channel whom the follow-up's channel can reach, with the day of their first touch; and how many it
/// cannot.
fn people_of(
    admitted: &[Admitted<'_>],
    first_days: &[Option<NaiveDate>],
    first: Channel,
    channel: Channel,
) -> (Vec<(usize, NaiveDate)>, u64) {
    let reaches = |candidate: &Candidate| match channel {
        Channel::Whatsapp => candidate.whatsapp_reachable,
        Channel::Email => candidate.email_reachable,
        _ => candidate.region.village().is_some(),
    };
    let mut people = Vec::new();
    let mut unreached = 0;
    for (i, (person, day)) in admitted.iter().zip(first_days).enumerate() {
        let Some(day) = day.filter(|_| person.arm == Arm::Treated(first)) else { continue };
        if reaches(person.candidate) {
            people.push((i, day));
        } else {
            unreached += 1;
        }
    }
    (people, unreached)
}

/// The place of a channel's days, to the last day of any follow-up, with what is used of them so far.
fn lengthened(
    input: &CampaignInput<'_>,
    channel: Channel,
    calendars: &mut Vec<ChannelDays>,
) -> Result<usize, PlanningError> {
    let last = last_day(input.spec);
    let known = calendars.iter().position(|days| days.channel == channel);
    if known.is_some() && last <= input.spec.schedule.last_day {
        return Ok(known.unwrap_or(0));
    }
    let mut days = channel_days(input, channel, last)?;
    let Some(place) = known else {
        calendars.push(days);
        return Ok(calendars.len() - 1);
    };
    let used = |day: &CapacityDay| calendars[place].days.iter().find(|d| d.day == day.day).map_or(0, |d| d.used);
    for day in &mut days.days {
        day.used = used(day);
    }
    calendars[place] = days;
    Ok(place)
}

/// Refuses, with figures, when an open day is lacking only for want of room.
pub(crate) fn refuse_full(
    input: &CampaignInput<'_>,
    days: &ChannelDays,
    placed: &[Placed],
) -> Result<(), PlanningError> {
    let left = placed.iter().filter(|place| **place == Placed::Full).count() as u64;
    if left == 0 {
        return Ok(());
    }
    let touches = days.days.iter().map(|day| day.used).sum::<u64>() + left;
    let room = days.days.iter().fold(0_u64, |sum, day| sum.saturating_add(day.room));
    let done = forecast(input.spec, input.policy, input.calendar, days.channel, touches)?;
    let count = days.days.iter().filter(|day| day.room > 0).count() as u64;
    Err(PlanningError::NoRoom(Box::new(Shortfall { channel: days.channel, touches, days: count, room, left, done })))
}
