//! Filling days: those who have few days to choose from first, the rest evenly over the fewest days that hold them.

use super::{Blocked, ChannelDays};
use crate::lot::ticket;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::TimeZoneCode;
use std::ops::Range;

/// Somebody waiting for a day.
#[derive(Debug, Clone)]
pub struct Want {
    /// Two-digit province code.
    pub province: usize,
    /// Their clock.
    pub zone: TimeZoneCode,
    /// Not before this day.
    pub earliest: NaiveDate,
    /// Not after this day.
    pub latest: NaiveDate,
    /// Days on which they are already touched, on their own clock.
    pub taken: Vec<NaiveDate>,
}

/// What became of a want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// On the working day of this number; with the first earlier day that a rule kept them from.
    On(usize, Option<(usize, Blocked)>),
    /// Every day that is open to them is full.
    Full,
    /// No day is open to them.
    Nowhere,
}

/// Days for touches that may go out on any day of a span: the fewest days that hold them, each with an even part. Wants stand in
/// sending order; those whom caps, gaps or quiet moments leave few days choose first, each the earliest they may have.
pub fn place_evenly(days: &mut ChannelDays, span: Range<usize>, wants: &[Want]) -> Vec<Placed> {
    let mut quota = even_quotas(days, span.clone(), wants.len() as u64);
    let mut placed = vec![Placed::Full; wants.len()];
    let (free, bound): (Vec<usize>, Vec<usize>) = (0..wants.len()).partition(|i| days.is_free(&span, &wants[*i]));
    let mut bound: Vec<(usize, usize)> = bound
        .into_iter()
        .map(|i| (span.clone().filter(|day| days.blocked(&wants[i], *day).is_none()).count(), i))
        .collect();
    bound.sort_unstable();
    for (choices, i) in bound {
        let open: Vec<usize> = span.clone().filter(|day| days.blocked(&wants[i], *day).is_none()).collect();
        let day = open
            .iter()
            .find(|day| quota[**day] > 0 && days.left(**day) > 0)
            .or_else(|| open.iter().find(|day| days.left(**day) > 0))
            .copied();
        placed[i] = match day {
            Some(day) => {
                quota[day] = quota[day].saturating_sub(1);
                days.days[day].used += 1;
                Placed::On(day, passed_over(days, &wants[i], day))
            }
            None if choices == 0 => Placed::Nowhere,
            None => Placed::Full,
        };
    }
    let mut free = free.into_iter();
    for by_quota in [true, false] {
        for day in span.clone() {
            let here = if by_quota { quota[day].min(days.left(day)) } else { days.left(day) };
            let before = free.len();
            for i in free.by_ref().take(usize::try_from(here).unwrap_or(usize::MAX)) {
                placed[i] = Placed::On(day, None);
            }
            days.days[day].used += (before - free.len()) as u64;
        }
    }
    placed
}

/// Days for touches that each have an earliest day of their own: the first that is open and has room. Wants stand in the order in
/// which they choose.
pub fn place_soonest(days: &mut ChannelDays, wants: &[Want]) -> Vec<Placed> {
    let mut placed = Vec::with_capacity(wants.len());
    for want in wants {
        let from = days.days.partition_point(|day| day.day < want.earliest);
        let mut any_open = false;
        let mut found = None;
        for day in from..days.days.len() {
            if days.blocked(want, day).is_some() {
                continue;
            }
            any_open |= days.days[day].room > 0;
            if days.left(day) > 0 {
                found = Some(day);
                break;
            }
        }
        placed.push(match found {
            Some(day) => {
                days.days[day].used += 1;
                Placed::On(day, passed_over(days, want, day))
            }
            None if any_open => Placed::Full,
            None => Placed::Nowhere,
        });
    }
    placed
}

/// The first working day with room before `chosen` that a rule kept a person from.
fn passed_over(days: &ChannelDays, want: &Want, chosen: usize) -> Option<(usize, Blocked)> {
    (0..chosen).filter(|day| days.days[*day].room > 0).find_map(|day| match days.blocked(want, day) {
        None | Some(Blocked::Outside) => None,
        Some(rule) => Some((day, rule)),
    })
}

/// An even part for each of the fewest days, from the first of a span, that hold `touches`; no day more than its room.
fn even_quotas(days: &ChannelDays, span: Range<usize>, touches: u64) -> Vec<u64> {
    let mut held = 0_u64;
    let until = span
        .clone()
        .find(|day| {
            held = held.saturating_add(days.left(*day));
            held >= touches
        })
        .map_or(span.end, |last| last + 1);
    let needed = until - span.start;
    let mut order: Vec<usize> = (span.start..until).collect();
    order.sort_by_key(|day| (days.left(*day), std::cmp::Reverse(*day)));
    let mut quota = vec![0; days.days.len()];
    let mut left = touches;
    for (i, day) in order.into_iter().enumerate() {
        let even = left / (needed - i) as u64;
        quota[day] = if i + 1 == needed { left.min(days.left(day)) } else { even.min(days.left(day)) };
        left -= quota[day];
    }
    quota
}

/// The instant of each placed touch: a day's touches are spread over what is open on it where each person lives, in sending order.
pub fn spread(days: &ChannelDays, wants: &[Want], placed: &[Placed]) -> Vec<Option<DateTime<Utc>>> {
    let mut on_day = vec![0_u64; days.days.len()];
    for place in placed {
        if let Placed::On(day, _) = place {
            on_day[*day] += 1;
        }
    }
    let mut so_far = vec![0_u64; days.days.len()];
    let instant = |(want, place): (&Want, &Placed)| {
        let Placed::On(day, _) = place else { return None };
        let second = days.second(want.province, *day, so_far[*day], on_day[*day]);
        so_far[*day] += 1;
        let midnight = days.days[*day].day.and_time(chrono::NaiveTime::MIN);
        Some(
            (midnight + Duration::seconds(i64::from(second)) - Duration::hours(i64::from(want.zone.offset_hours())))
                .and_utc(),
        )
    };
    wants.iter().zip(placed).map(instant).collect()
}

/// The place of a person in sending order.
pub(crate) fn sending_ticket(seed: &str, key: &str) -> u64 {
    ticket(seed, "hour", key)
}
