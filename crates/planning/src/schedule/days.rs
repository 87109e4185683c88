//! The working days of a channel, with what is open on them in each province.

use super::Want;
use crate::calendar::Calendar;
use crate::capacity::{CapacityDay, rooms};
use crate::error::PlanningError;
use crate::policy::{CapBroken, Limits, SchedulePolicy};
use crate::prior::PriorTouch;
use chrono::NaiveDate;
use domain::{CampaignSpec, Channel, Exclusion, RegionCode};
use std::collections::BTreeSet;
use std::ops::Range;

/// Why a day is not open to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocked {
    /// It lies before the earliest or after the last day of the touch.
    Outside,
    /// Nothing is open where they live; the keys of the quiet moments of that day.
    Moment(Vec<String>),
    /// A cap or gap would be broken.
    Cap(CapBroken),
}

/// One province's day.
#[derive(Debug, Clone, Default)]
struct Open {
    /// Seconds of the local day, from and to.
    spans: Vec<(u32, u32)>,
    /// Their length.
    seconds: u64,
}

/// The working days of a channel between two days.
#[derive(Debug, Clone)]
pub struct ChannelDays {
    /// Which channel.
    pub channel: Channel,
    /// Its days, their room and what is used of it so far.
    pub days: Vec<CapacityDay>,
    /// Rows a person must check that the rooms lean on.
    pub unverified: BTreeSet<String>,
    /// By two-digit province code, then by day.
    open: Vec<Vec<Open>>,
    /// By province: keys of the moments that close a whole day, by day; empty where every day is open.
    closed_by: Vec<Vec<Vec<String>>>,
    limits: Limits,
}

/// A province as an index: its two-digit code.
pub fn province_index(region: &RegionCode) -> usize {
    region.province().parse().unwrap_or(0)
}

impl ChannelDays {
    /// The days of a channel from first to last day, both included.
    pub fn between(
        spec: &CampaignSpec,
        policy: &SchedulePolicy,
        calendar: &Calendar,
        channel: Channel,
        span: (NaiveDate, NaiveDate),
        prior: &[PriorTouch],
    ) -> Result<Self, PlanningError> {
        let (days, unverified) = rooms(spec, policy, calendar, channel, span, prior)?;
        let mut open = Vec::with_capacity(100);
        let mut closed_by = Vec::with_capacity(100);
        for code in 0..100 {
            let province = format!("{code:02}");
            let mut by_day = Vec::with_capacity(days.len());
            let mut closed: Vec<Vec<String>> = Vec::new();
            for (i, day) in days.iter().enumerate() {
                let spans = policy.open_spans(spec, calendar, channel, day.day, &province)?;
                let seconds = spans.iter().map(|(from, to)| u64::from(to - from)).sum();
                if seconds == 0 {
                    closed.resize(days.len(), Vec::new());
                    closed[i] = policy.moments_on(day.day, channel, &province).map(|m| m.key.clone()).collect();
                }
                by_day.push(Open { spans, seconds });
            }
            open.push(by_day);
            closed_by.push(closed);
        }
        Ok(Self { channel, days, unverified, open, closed_by, limits: policy.limits() })
    }

    /// Why a day is not open to a person; `None` where it is.
    pub fn blocked(&self, want: &Want, day: usize) -> Option<Blocked> {
        let date = self.days[day].day;
        if !(want.earliest..=want.latest).contains(&date) {
            return Some(Blocked::Outside);
        }
        if self.open[want.province][day].seconds == 0 {
            return Some(Blocked::Moment(self.closed_by[want.province][day].clone()));
        }
        self.limits.broken_by(date, &want.taken).map(Blocked::Cap)
    }

    /// The working days from a first to a last day, both included.
    pub fn span(&self, first: NaiveDate, last: NaiveDate) -> Range<usize> {
        let from = self.days.partition_point(|day| day.day < first);
        from..self.days.partition_point(|day| day.day <= last).max(from)
    }

    /// Whether every working day of a span is open to a person.
    pub fn is_free(&self, span: &Range<usize>, want: &Want) -> bool {
        let within = |day: &CapacityDay| (want.earliest..=want.latest).contains(&day.day);
        let span = &self.days[span.clone()];
        want.taken.is_empty()
            && self.closed_by[want.province].is_empty()
            && span.first().is_none_or(within)
            && span.last().is_none_or(within)
    }

    /// Whether some day with room is open to a person, or why none is.
    pub fn admits(&self, want: &Want) -> Result<(), Exclusion> {
        let span = self.span(want.earliest, want.latest);
        if self.is_free(&span, want) && self.days[span.clone()].iter().any(|day| day.room > 0) {
            return Ok(());
        }
        let mut capped = false;
        for day in span.filter(|day| self.days[*day].room > 0) {
            match self.blocked(want, day) {
                None => return Ok(()),
                Some(Blocked::Cap(_)) => capped = true,
                Some(Blocked::Outside | Blocked::Moment(_)) => {}
            }
        }
        Err(if capped { Exclusion::CapReached } else { Exclusion::NoMoment })
    }

    /// Touches that a day can still hold.
    pub fn left(&self, day: usize) -> u64 {
        self.days[day].room.saturating_sub(self.days[day].used)
    }

    /// Room of the days of a span together that is not used.
    pub fn room_left(&self, span: Range<usize>) -> u64 {
        span.fold(0, |sum: u64, day| sum.saturating_add(self.left(day)))
    }

    /// The second of the local day that lies `part` of `of` into what is open in a province; `part` is below `of`.
    pub fn second(&self, province: usize, day: usize, part: u64, of: u64) -> u32 {
        let open = &self.open[province][day];
        let mut into = (u128::from(open.seconds) * u128::from(part) / u128::from(of.max(1))) as u32;
        for (from, to) in &open.spans {
            if into < to - from {
                return from + into;
            }
            into -= to - from;
        }
        open.spans.first().map_or(0, |(from, _)| *from)
    }
}
