//! Money and capacities of a decision: what the area lot leaves, widened by what the lot of persons will hold out.

use super::{Offered, channels};
use crate::capacity::print_top_up;
use crate::error::PlanningError;
use crate::follow_up::{channel_of, earliest, last_day};
use crate::money::{dearest_rate, expected_of, part_of};
use crate::plan::{Admitted, CampaignInput, channel_days};
use crate::schedule::ChannelDays;
use assignment::{Capacity, ChannelBudget, DecisionOption, Floor, Rules, SmallestCells, Unit, Use};
use chrono::{Days, NaiveDate};
use domain::{Arm, Bilingual, CampaignSpec, Channel, ChannelSpec, FollowUpSpec, RandomisationUnit, Rupiah, Share};

/// Millionths of a whole, in which the share held out is counted.
const WHOLE: u128 = 1_000_000;

fn millionths(share: Share) -> u128 {
    (share.get() * WHOLE as f64).round() as u128
}

/// Of `people` decided alike those whom the lot holds out: the share, rounded up, so that what is left never passes a limit.
pub(crate) fn held_out_of(people: u64, share: Share) -> u64 {
    (u128::from(people) * millionths(share)).div_ceil(WHOLE) as u64
}

/// The largest amount of which the lot leaves no more than `amount`.
pub(super) fn before_the_lot(amount: u64, share: Share) -> u64 {
    let left = WHOLE.saturating_sub(millionths(share)).max(1);
    u64::try_from(u128::from(amount) * WHOLE / left).unwrap_or(u64::MAX).min(1 << 52)
}

/// The fewest people of whom the lot leaves about `people`.
pub(super) fn people_before_the_lot(people: u64, share: Share) -> u64 {
    let left = WHOLE.saturating_sub(millionths(share)).max(1);
    u64::try_from((u128::from(people) * WHOLE).div_ceil(left)).unwrap_or(u64::MAX)
}

/// Money and room of a decision.
pub(super) struct Limits {
    pub(super) share: Share,
    /// What area channels take, and the smallest print run.
    pub(super) taken_first: Rupiah,
    /// What each costs a person, its expected follow-up with it, and what it takes of capacities.
    pub(super) options: Vec<DecisionOption>,
    capacities: Vec<Capacity>,
}

/// All limits of a declaration for the options decided among by `people` of the person lot.
pub(super) fn of(
    input: &CampaignInput<'_>,
    calendars: &[ChannelDays],
    offered: &[Offered],
    area: &[Admitted<'_>],
    people: u64,
) -> Result<Limits, PlanningError> {
    let (spec, share) = (input.spec, input.spec.holdout.person_share);
    let (taken_first, run_holds_all) = money_taken_first(input, area, people)?;
    let channels = &channels(spec);
    let mut options = Vec::new();
    let mut capacities: Vec<Capacity> = Vec::new();
    let first = |option: &Offered| match option.week {
        Some(week) => format!("first {} {}", option.channel.key(), week.number),
        None => format!("first {}", option.channel.key()),
    };
    let all = |channel: Channel| format!("all {}", channel.key());
    let follow_up_of = |channel: Channel| {
        let declared = spec.channels.iter().find(|c| c.kind == channel)?.follow_up.as_ref()?;
        Some((channel_of(channel, declared), declared))
    };
    let days_of = |option: &Offered| option.week.map_or(days_of_schedule(spec), |week| (week.first, week.last));
    for option in offered {
        let days = calendars.iter().find(|days| days.channel == option.channel);
        let (from, until) = days_of(option);
        let room = days.map_or(0, |days| days.room_left(days.span(from, until)));
        capacities.push(Capacity {
            key: first(option),
            name: capacity_of(&option.name()),
            unit: touch(),
            by: None,
            amounts: vec![before_the_lot(room, share)],
        });
    }
    // Follow-ups count as if all went out, as in the calendar of capacity.
    let mut followed: Vec<Channel> = channels.iter().filter_map(|c| Some(follow_up_of(*c)?.0)).collect();
    followed.sort_unstable();
    followed.dedup();
    let mut amounts_of: Vec<(Channel, u32)> = Vec::new();
    for channel in &followed {
        let days = channel_days(input, *channel, last_day(spec))?;
        let room = room_with_follow_ups(spec, &days, channels, area);
        let (a_touch, unit) = match minutes_of_visit(input, *channel)? {
            Some(minutes) => (minutes, Unit { name: Bilingual::new("jam", "hour"), of: 60 }),
            None => (1, touch()),
        };
        let amounts = vec![before_the_lot(room, share).saturating_mul(u64::from(a_touch)).min(1 << 52)];
        capacities.push(Capacity { key: all(*channel), name: with_follow_ups(*channel), unit, by: None, amounts });
        amounts_of.push((*channel, a_touch));
    }
    let amount = |channel: Channel| amounts_of.iter().find(|(known, _)| *known == channel).map_or(1, |(_, n)| *n);
    for option in offered {
        let channel = &option.channel;
        // The days are not known yet: at the highest rate of any of its own, the option never passes the money.
        let mut cost = dearest_rate(input.rates, *channel, days_of(option))?;
        let mut uses = vec![Use { capacity: first(option), amount: 1 }];
        if followed.contains(channel) {
            uses.push(Use { capacity: all(*channel), amount: amount(*channel) });
        }
        if let Some((second, follow_up)) = follow_up_of(*channel) {
            if second != Channel::Print || !run_holds_all {
                let rate = dearest_rate(input.rates, second, days_after(spec, follow_up, days_of(option).0))?;
                cost = cost.saturating_add(part_of(rate, follow_up.expected_share).rounded());
            }
            match uses.iter_mut().find(|known| known.capacity == all(second)) {
                Some(known) => known.amount += amount(second),
                None => uses.push(Use { capacity: all(second), amount: amount(second) }),
            }
        }
        options.push(DecisionOption {
            name: option.name(),
            channel: channel.key().to_owned(),
            cost: Rupiah::whole(cost),
            cost_of_distance: Rupiah::ZERO,
            uses,
        });
    }
    Ok(Limits { share, taken_first, options, capacities })
}

fn days_of_schedule(spec: &CampaignSpec) -> (NaiveDate, NaiveDate) {
    (spec.schedule.first_day, spec.schedule.last_day)
}

/// The days on which a follow-up may go out to those whose first touch is on `first` or later.
fn days_after(spec: &CampaignSpec, follow_up: &FollowUpSpec, first: NaiveDate) -> (NaiveDate, NaiveDate) {
    let until = follow_up.until.unwrap_or(spec.schedule.last_day);
    (earliest(follow_up, first).min(until), until)
}

impl Limits {
    /// What a budget of the campaign leaves for the decision, as those touched will spend it.
    pub(super) fn left_of(&self, budget: Rupiah) -> Rupiah {
        let left = budget - self.taken_first;
        if left > Rupiah::ZERO { left } else { Rupiah::ZERO }
    }

    /// The same before the lot.
    pub(super) fn money_before_the_lot(&self, left: Rupiah) -> Rupiah {
        // `left` is not below zero: what does not fit is more than anything costs.
        let whole = u64::try_from(left.decimal().trunc()).unwrap_or(u64::MAX);
        Rupiah::whole(before_the_lot(whole, self.share) as i64)
    }

    /// All rules of the decision.
    pub(super) fn rules(&self, spec: &CampaignSpec, floors: Vec<Floor>) -> Rules {
        let declared = spec.decision.clone().unwrap_or_default();
        let channel_budgets = declared
            .channel_budgets
            .iter()
            .map(|of| ChannelBudget {
                channel: of.channel.key().to_owned(),
                name: of.channel.name(),
                budget: self.money_before_the_lot(of.budget),
            })
            .collect();
        Rules {
            options: self.options.clone(),
            budget: self.money_before_the_lot(self.left_of(spec.budget)),
            channel_budgets,
            capacities: self.capacities.clone(),
            floors,
            smallest_cells: declared
                .smallest_cell
                .map(|members| SmallestCells { by: super::pool::SEGMENT.to_owned(), members }),
        }
    }
}

fn touch() -> Unit {
    Unit { name: Bilingual::new("sentuhan", "touch"), of: 1 }
}

/// What comes after "one more touch of".
fn capacity_of(name: &Bilingual) -> Bilingual {
    Bilingual::new(format!("kapasitas {}", name.id), format!("the capacity of {}", name.en))
}

/// What comes after "one more hour of", follow-ups among it.
fn with_follow_ups(channel: Channel) -> Bilingual {
    if channel == Channel::PartnerCounter {
        return Bilingual::new("waktu loket untuk tindak lanjut", "counter time for follow-ups");
    }
    let of = capacity_of(&channel.name());
    Bilingual::new(format!("{} dengan tindak lanjut", of.id), format!("{} with follow-ups", of.en))
}

/// Minutes of a visit where counters declare their hours.
fn minutes_of_visit(input: &CampaignInput<'_>, channel: Channel) -> Result<Option<u32>, PlanningError> {
    let declared = input.spec.capacity.partner_counter.as_ref().filter(|_| channel == Channel::PartnerCounter);
    let Some(declared) = declared else { return Ok(None) };
    let minutes = match declared.minutes_per_visit {
        Some(minutes) => u64::from(minutes),
        None => input.policy.capacity().on(channel, "minutes_per_visit", input.spec.schedule.first_day)?.0,
    };
    Ok(Some(u32::try_from(minutes).unwrap_or(u32::MAX).max(1)))
}

/// Touches that a channel holds for the person lot, first ones and follow-ups: where it is used for follow-ups alone, from the day on
/// which the first of them may go out. The area lot takes its touches first, the earliest days of them.
fn room_with_follow_ups(spec: &CampaignSpec, days: &ChannelDays, channels: &[Channel], area: &[Admitted<'_>]) -> u64 {
    let channel = days.channel;
    let second = |declared: &&ChannelSpec| {
        declared.follow_up.as_ref().is_some_and(|follow_up| channel_of(declared.kind, follow_up) == channel)
    };
    let treated = |kind: Channel| area.iter().filter(|person| person.arm == Arm::Treated(kind)).count() as u64;
    let own =
        spec.channels.iter().filter(|c| channels.contains(&c.kind)).filter(second).filter_map(|c| c.follow_up.as_ref());
    let mut from = NaiveDate::MAX;
    let mut until = spec.schedule.first_day;
    for follow_up in own {
        let after = Days::new(u64::from(follow_up.after_days.unwrap_or(1).max(1)));
        let by_days = spec.schedule.first_day.checked_add_days(after).unwrap_or(NaiveDate::MAX);
        from = from.min(follow_up.on.map_or(by_days, |on| on.max(by_days)));
        until = until.max(follow_up.until.unwrap_or(spec.schedule.last_day));
    }
    if channels.contains(&channel) {
        from = spec.schedule.first_day;
    }
    let room = |wanted: &dyn Fn(NaiveDate) -> bool| {
        (0..days.days.len())
            .filter(|day| wanted(days.days[*day].day))
            .fold(0_u64, |sum, day| sum.saturating_add(days.left(day)))
    };
    let by_area = |c: &&ChannelSpec| c.kind.unit() == RandomisationUnit::Area;
    let later: u64 = spec.channels.iter().filter(by_area).filter(second).map(|c| treated(c.kind)).sum();
    let taken = treated(channel).saturating_sub(room(&|day| day < from)).saturating_add(later);
    room(&|day| (from..=until).contains(&day)).saturating_sub(taken)
}

/// What is taken before the decision: first touches and expected follow-ups of the area lot at the highest rate of their days, and the
/// print run, which also holds follow-ups of the `people` decided about. Beside it whether that run is enough for all of them, so that
/// their leaflets cost nothing more.
fn money_taken_first(
    input: &CampaignInput<'_>,
    area: &[Admitted<'_>],
    people: u64,
) -> Result<(Rupiah, bool), PlanningError> {
    let spec = input.spec;
    let mut money = Rupiah::ZERO;
    let (mut sure, mut most) = (0, 0);
    for declared in spec.channels.iter().filter(|c| c.kind.unit() == RandomisationUnit::Area) {
        let people = area.iter().filter(|person| person.arm == Arm::Treated(declared.kind)).count() as u64;
        let rate = Rupiah::whole(dearest_rate(input.rates, declared.kind, days_of_schedule(spec))?);
        money += rate.times(people);
        if declared.kind == Channel::Print {
            (sure, most) = (sure + people, most + people);
        }
        if let Some(follow_up) = declared.follow_up.as_ref().filter(|_| people > 0) {
            let second = channel_of(declared.kind, follow_up);
            let days = days_after(spec, follow_up, spec.schedule.first_day);
            let rate = Rupiah::whole(dearest_rate(input.rates, second, days)?);
            money += part_of(rate.times(people).rounded(), follow_up.expected_share);
            if second == Channel::Print {
                // One fewer is handed out, where parts of people are rounded and some have no day left.
                sure += expected_of(people, follow_up.expected_share) - 1;
                most += people;
            }
        }
    }
    let by_print = |declared: &&ChannelSpec| {
        let follow_up = declared.follow_up.as_ref();
        declared.kind.unit() == RandomisationUnit::Person
            && follow_up.is_some_and(|follow_up| channel_of(declared.kind, follow_up) == Channel::Print)
    };
    let decided = if people > 0 { spec.channels.iter().filter(by_print).count() as u64 } else { 0 };
    if most == 0 && decided == 0 {
        return Ok((money, false));
    }
    let beyond = |leaflets| print_top_up(spec, input.policy, input.rates, leaflets);
    money += beyond(sure.max(1))?;
    let run_holds_all = decided > 0 && beyond(most.saturating_add(people))? > Rupiah::ZERO;
    if run_holds_all {
        // What rounding to whole leaflets may add to the run: one for each channel, and the one that was taken for sure.
        let rate = dearest_rate(input.rates, Channel::Print, (spec.schedule.first_day, last_day(spec)))?;
        money += Rupiah::whole(rate).times(decided + 1);
    }
    Ok((money, run_holds_all))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_the_lot_leaves_of_any_cells_never_passes_the_limit(
            limit in 0_u64..2_000_000, share in 0.01_f64..0.9, cuts in prop::collection::vec(0_u64..50_000, 1..12),
        ) {
            let share = Share::new(share).unwrap();
            let mut left = before_the_lot(limit, share);
            let mut touched = 0;
            for cut in cuts {
                let cell = cut.min(left);
                left -= cell;
                touched += cell - held_out_of(cell, share);
            }
            touched += left - held_out_of(left, share);
            prop_assert!(touched <= limit, "{touched} of {limit}");
        }
    }
}
