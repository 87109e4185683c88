//! Capacity as a calendar: what each channel can do on each day, what a plan uses of it, and when it would be done.

mod limit;
mod shortfall;

pub use limit::Limit;
pub use shortfall::{Done, Shortfall};

use crate::calendar::Calendar;
use crate::error::PlanningError;
use crate::follow_up::last_day;
use crate::money::dearest_rate;
use crate::policy::SchedulePolicy;
use crate::prior::PriorTouch;
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use domain::campaign::{CounterCapacity, PortfolioTier, PrintCapacity, WhatsappCapacity};
use domain::rules::ChannelRate;
use domain::{CampaignSpec, Channel, Rupiah, TimeZoneCode};
use std::collections::{BTreeMap, BTreeSet};

/// One day of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapacityDay {
    /// The day, on the members' own clocks.
    pub day: NaiveDate,
    /// Touches it can hold.
    pub room: u64,
    /// Touches planned on it, follow-ups counted as if all went out.
    pub used: u64,
    /// What holds it at that.
    pub limited_by: Limit,
}

/// The working days of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelCalendar {
    /// Which.
    pub channel: Channel,
    /// Its working days, in order.
    pub days: Vec<CapacityDay>,
}

impl ChannelCalendar {
    /// Touches planned.
    pub fn touches(&self) -> u64 {
        self.days.iter().map(|day| day.used).sum()
    }

    /// The last day with a touch.
    pub fn done_on(&self) -> Option<NaiveDate> {
        self.days.iter().rev().find(|day| day.used > 0).map(|day| day.day)
    }

    /// The largest part of a day's room that is used, and what holds that day.
    fn fullest(&self) -> Option<(f64, &CapacityDay)> {
        let part = |day: &CapacityDay| day.used as f64 / day.room.max(1) as f64;
        self.days.iter().filter(|day| day.used > 0).map(|day| (part(day), day)).max_by(|a, b| a.0.total_cmp(&b.0))
    }
}

/// All channels of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CapacityCalendar {
    /// One entry a channel, in the order of the declaration, follow-up channels after them.
    pub channels: Vec<ChannelCalendar>,
    /// Rows a person must check that the figures lean on, each as `file: row`.
    pub unverified: BTreeSet<String>,
}

impl CapacityCalendar {
    /// The channel that is done last; among equals the one with the fullest day.
    pub fn bottleneck(&self) -> Option<&ChannelCalendar> {
        let key = |c: &ChannelCalendar| (c.done_on(), c.fullest().map_or(0.0, |(part, _)| part));
        self.channels.iter().filter(|c| c.touches() > 0).max_by(|a, b| {
            let (a, b) = (key(a), key(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
    }

    /// When all is done and what holds it, in a sentence; `None` for a plan without touches.
    pub fn words(&self) -> Option<domain::Bilingual> {
        let slowest = self.bottleneck()?;
        let (part, day) = slowest.fullest()?;
        Some(limit::told_done(slowest, part, day))
    }
}

/// What a channel can do on its working days between two days (both included): all limits of the declaration and of the dated
/// figures. `prior` are touches of other campaigns, which share the WhatsApp portfolio. Returns the days and the rows that need
/// checking.
pub fn rooms(
    spec: &CampaignSpec,
    policy: &SchedulePolicy,
    calendar: &Calendar,
    channel: Channel,
    (first, last): (NaiveDate, NaiveDate),
    prior: &[PriorTouch],
) -> Result<(Vec<CapacityDay>, BTreeSet<String>), PlanningError> {
    calendar.covers(first, last)?;
    let mut unverified = BTreeSet::new();
    let per_day = u64::from(per_day(spec, channel));
    let mut figure = |key: &str| -> Result<u64, PlanningError> {
        let (value, unsure) = policy.capacity().on(channel, key, spec.schedule.first_day)?;
        unverified.extend(unsure);
        Ok(value)
    };
    let mut used_by_others: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    let mut portfolio = None;
    let mut counters = None;
    let mut printed_from = None;
    match (channel, &spec.capacity) {
        (Channel::Whatsapp, c) => {
            if let Some(WhatsappCapacity { numbers, high_throughput, portfolio_tier }) = &c.whatsapp {
                let key = if *high_throughput { "messages_per_second_high" } else { "messages_per_second" };
                let a_second = figure(key)?.saturating_mul(u64::from(*numbers));
                let tier = match portfolio_tier {
                    PortfolioTier::Unlimited => u64::MAX,
                    tier => figure(&format!("portfolio_tier_{}", tier.key()))?,
                };
                portfolio = Some((a_second, tier, *portfolio_tier));
                for touch in prior.iter().filter(|touch| touch.channel == Channel::Whatsapp) {
                    *used_by_others.entry(touch.day_in(TimeZoneCode::Wib)).or_default() += 1;
                }
            }
        }
        (Channel::PartnerCounter, c) => {
            if let Some(CounterCapacity { outlets, hours_per_week, minutes_per_visit }) = &c.partner_counter {
                let hours = hours_per_week.map_or_else(|| figure("hours_per_week"), |h| Ok(u64::from(h)))?;
                let minutes = minutes_per_visit.map_or_else(|| figure("minutes_per_visit"), |m| Ok(u64::from(m)))?;
                counters = Some(u64::from(*outlets).saturating_mul(hours).saturating_mul(60) / minutes.max(1));
            }
        }
        (Channel::Print, c) => {
            if let Some(PrintCapacity { lead_days, ordered_on, .. }) = &c.print {
                let lead = lead_days.map_or_else(|| figure("lead_days"), |d| Ok(u64::from(d)))?;
                printed_from =
                    Some(after_working_days(ordered_on.unwrap_or(spec.audience.as_of), lead, last, calendar));
            }
        }
        _ => {}
    }
    let mut days = Vec::new();
    for day in first.iter_days().take_while(|day| *day <= last) {
        // A province without quiet moments of its own: what is closed only in some places is a matter of placement.
        let open = policy.open_spans(spec, calendar, channel, day, "")?;
        let seconds: u64 = open.iter().map(|(from, to)| u64::from(to - from)).sum();
        if seconds == 0 {
            continue;
        }
        let others = used_by_others.get(&day).copied().unwrap_or(0);
        let mut limits = vec![(per_day, Limit::PerDay)];
        if let Some((a_second, tier, name)) = portfolio {
            limits.push((tier.saturating_sub(others), Limit::PortfolioTier(name)));
            limits.push((a_second.saturating_mul(seconds).saturating_sub(others), Limit::Throughput));
        }
        if let Some(a_week) = counters {
            limits.push((policy.window(channel)?.part_of_week(day, a_week), Limit::CounterHours));
        }
        limits.extend(printed_from.filter(|from| day < *from).map(|_| (0, Limit::LeadTime)));
        let (room, limited_by) = limits.into_iter().min_by_key(|(room, _)| *room).unwrap_or((0, Limit::PerDay));
        days.push(CapacityDay { day, room, used: 0, limited_by });
    }
    Ok((days, unverified))
}

/// When `touches` by a channel would be done if they began on the first day of the schedule and went on past its last.
pub fn forecast(
    spec: &CampaignSpec,
    policy: &SchedulePolicy,
    calendar: &Calendar,
    channel: Channel,
    touches: u64,
) -> Result<Done, PlanningError> {
    let end = NaiveDate::from_ymd_opt(calendar.years().1, 12, 31).unwrap_or(spec.schedule.last_day);
    let (days, _) = rooms(spec, policy, calendar, channel, (spec.schedule.first_day, end), &[])?;
    Ok(shortfall::done(touches, &days))
}

/// The most people that WhatsApp touches would reach in any 24 hours in a row, other campaigns' touches among them.
pub fn peak_24_hours(touches: impl Iterator<Item = DateTime<Utc>>) -> u64 {
    let mut due: Vec<DateTime<Utc>> = touches.collect();
    due.sort_unstable();
    let mut first = 0;
    let mut peak = 0;
    for (i, at) in due.iter().enumerate() {
        while *at - due[first] >= TimeDelta::hours(24) {
            first += 1;
        }
        peak = peak.max((i - first + 1) as u64);
    }
    peak
}

/// What leaflets cost beyond those handed out, first ones and follow-ups, because a printer takes no smaller run: at the highest rate of
/// the campaign's days.
pub fn print_top_up(
    spec: &CampaignSpec,
    policy: &SchedulePolicy,
    rates: &[ChannelRate],
    leaflets: u64,
) -> Result<Rupiah, PlanningError> {
    let Some(print) = spec.capacity.print.as_ref().filter(|_| leaflets > 0) else { return Ok(Rupiah::ZERO) };
    let run = match print.smallest_run {
        Some(run) => u64::from(run),
        None => policy.capacity().on(Channel::Print, "smallest_run", spec.schedule.first_day)?.0,
    };
    match run.saturating_sub(leaflets) {
        0 => Ok(Rupiah::ZERO),
        more => {
            let days = (spec.schedule.first_day, last_day(spec));
            Ok(Rupiah::whole(dearest_rate(rates, Channel::Print, days)?).times(more))
        }
    }
}

/// The daily limit the declaration gives a channel, in its own table or in a follow-up's; 0 for a channel it does not use.
pub fn per_day(spec: &CampaignSpec, channel: Channel) -> u32 {
    let own = spec.channels.iter().find(|c| c.kind == channel).map(|c| c.per_day);
    let follow_up = || {
        let follow_ups = spec.channels.iter().filter_map(|c| c.follow_up.as_ref());
        // A declaration that reads gives them all the same.
        follow_ups.filter(|f| f.channel == Some(channel)).filter_map(|f| f.per_day).min()
    };
    own.or_else(follow_up).unwrap_or(0)
}

/// The first day after `days` office days (Monday to Friday, no holiday) have passed since `from`; the day after `last` where that
/// lies beyond.
fn after_working_days(from: NaiveDate, days: u64, last: NaiveDate, calendar: &Calendar) -> NaiveDate {
    let office = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !calendar.is_holiday(*day);
    if days == 0 {
        return from;
    }
    let after = from.iter_days().skip(1).take_while(|day| *day <= last).filter(office).nth(days as usize - 1);
    after.or_else(|| last.checked_add_days(Days::new(1))).unwrap_or(last)
}

#[cfg(test)]
mod tests;
