//! What a failed first touch means for a second: never, only on another channel, or not before a moment.

use crate::calendar::Calendar;
use crate::error::PlanningError;
use crate::follow_up::last_day;
use crate::policy::SchedulePolicy;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use domain::{CampaignSpec, Channel, FollowUpStanding, RegionCode, TimeZoneCode};

/// How a first touch failed, as far as a second depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The person cannot be reached on that channel at all.
    NotOnChannel,
    /// The person wants no more messages on that channel.
    StoppedMarketing,
    /// The provider held the message back for now.
    HeldBack {
        /// Fewest hours until another try.
        wait_hours: u32,
    },
    /// Anything else.
    Other,
}

/// A failed first touch and the follow-up planned after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailedFirst {
    /// Channel of the first touch.
    pub first: Channel,
    /// Channel of the follow-up.
    pub follow_up: Channel,
    /// How it failed.
    pub failure: Failure,
    /// When.
    pub at: DateTime<Utc>,
}

/// What becomes of a follow-up after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Second {
    /// Its own condition decides ([`crate::is_due`]).
    Ask,
    /// It is not asked before this moment.
    NotBefore(DateTime<Utc>),
    /// It never goes out, and why.
    Never(FollowUpStanding),
}

/// What a failure means for the follow-up. Another channel is the way round a failure, so there the condition decides; on the same
/// channel whoever cannot be reached or wants nothing more is left alone, and what was held back waits.
pub fn after_failure(failed: &FailedFirst, now: DateTime<Utc>) -> Second {
    if failed.first != failed.follow_up {
        return Second::Ask;
    }
    match failed.failure {
        Failure::NotOnChannel => Second::Never(FollowUpStanding::NotOnChannel),
        Failure::StoppedMarketing => Second::Never(FollowUpStanding::Stopped),
        Failure::HeldBack { wait_hours } => {
            let until = failed.at + TimeDelta::hours(i64::from(wait_hours));
            if now < until { Second::NotBefore(until) } else { Second::Ask }
        }
        Failure::Other => Second::Ask,
    }
}

/// A touch that the provider held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldBack<'a> {
    /// On which channel.
    pub channel: Channel,
    /// Whether it was the person's first touch; else it was a follow-up.
    pub is_first: bool,
    /// Where the person lives.
    pub area: &'a RegionCode,
    /// Their clock.
    pub zone: TimeZoneCode,
    /// When it was held back.
    pub at: DateTime<Utc>,
    /// Fewest hours until another try.
    pub wait_hours: u32,
    /// When other touches of the person are due or went out, over all campaigns.
    pub others: &'a [DateTime<Utc>],
}

/// When a touch that was held back may be tried once more; `None` where no moment is left.
///
/// The first moment at least `wait_hours` later that is open for the channel where the person lives, within the days of such a touch, and
/// breaks no cap or gap beside their other touches. It keeps its time of day where that is open, so that tries do not gather at the
/// opening of a day.
pub fn one_more_try(
    spec: &CampaignSpec,
    policy: &SchedulePolicy,
    calendar: &Calendar,
    held: &HeldBack<'_>,
) -> Result<Option<DateTime<Utc>>, PlanningError> {
    let local = |at: DateTime<Utc>| at.with_timezone(&held.zone.offset()).naive_local();
    let earliest = local(held.at + TimeDelta::hours(i64::from(held.wait_hours)));
    let taken: Vec<NaiveDate> = held.others.iter().map(|at| local(*at).date()).collect();
    let hour = earliest.num_seconds_from_midnight();
    let last = if held.is_first { spec.schedule.last_day } else { last_day(spec) };
    for day in earliest.date().iter_days().take_while(|day| *day <= last) {
        if policy.limits().broken_by(day, &taken).is_some() {
            continue;
        }
        calendar.covers(day, day)?;
        let open = policy.open_spans(spec, calendar, held.channel, day, held.area.province())?;
        let keeps = open.iter().any(|(from, to)| (*from..*to).contains(&hour));
        let after = if day == earliest.date() { hour } else { 0 };
        let first = open.iter().map(|(from, _)| *from).find(|from| *from >= after);
        let Some(second) = keeps.then_some(hour).or(first) else { continue };
        let moment = NaiveTime::from_num_seconds_from_midnight_opt(second, 0).map(|time| day.and_time(time));
        return Ok(moment.map(|at| (at - TimeDelta::hours(i64::from(held.zone.offset_hours()))).and_utc()));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_failure_leads_to_another_channel_and_on_the_same_one_only_where_it_may_pass() {
        let failed_at = at("2026-12-03T03:00:00Z");
        let second = |failure, follow_up, hours| {
            let failed = FailedFirst { first: Channel::Whatsapp, follow_up, failure, at: failed_at };
            after_failure(&failed, failed_at + TimeDelta::hours(hours))
        };
        let held = Failure::HeldBack { wait_hours: 24 };
        for failure in [Failure::NotOnChannel, Failure::StoppedMarketing, held, Failure::Other] {
            assert_eq!(second(failure, Channel::PartnerCounter, 1), Second::Ask, "{failure:?}");
        }
        assert_eq!(second(Failure::NotOnChannel, Channel::Whatsapp, 99), Second::Never(FollowUpStanding::NotOnChannel));
        assert_eq!(second(Failure::StoppedMarketing, Channel::Whatsapp, 99), Second::Never(FollowUpStanding::Stopped));
        assert_eq!(second(Failure::Other, Channel::Whatsapp, 1), Second::Ask);
        assert_eq!(second(held, Channel::Whatsapp, 23), Second::NotBefore(at("2026-12-04T03:00:00Z")));
        assert_eq!(second(held, Channel::Whatsapp, 24), Second::Ask);
    }

    #[test]
    fn one_more_try_waits_a_day_and_lies_in_an_allowed_moment_that_breaks_no_cap() {
        let (mut spec, calendar, policy) = crate::shipped::world();
        spec.schedule.last_day = "2026-12-27".parse().unwrap();
        let java: RegionCode = "33.21.04.2007".parse().unwrap();
        let tried = |failed_at: &str, zone, wait_hours, others: &[&str]| {
            let others: Vec<DateTime<Utc>> = others.iter().map(|text| at(text)).collect();
            let (channel, at) = (Channel::Whatsapp, at(failed_at));
            let held = HeldBack { channel, is_first: true, area: &java, zone, at, wait_hours, others: &others };
            one_more_try(&spec, &policy, &calendar, &held).unwrap()
        };
        let wib = TimeZoneCode::Wib;
        // Wednesday 10:15 on the person's clock: the same time on Thursday.
        assert_eq!(tried("2026-12-02T03:15:00Z", wib, 24, &[]), Some(at("2026-12-03T03:15:00Z")));
        // Thursday noon: noon on Friday is prayer time, one o'clock is not.
        assert_eq!(tried("2026-12-03T05:00:00Z", wib, 24, &[]), Some(at("2026-12-04T06:00:00Z")));
        // The provider said so at night: the next night is quiet, the morning after it is not.
        assert_eq!(tried("2026-12-05T14:00:00Z", wib, 24, &[]), Some(at("2026-12-07T02:00:00Z")));
        // In the east the same morning is two hours on.
        assert_eq!(tried("2026-12-05T14:00:00Z", TimeZoneCode::Wit, 24, &[]), Some(at("2026-12-07T00:00:00Z")));
        // Another campaign writes on the day between: two days apart from it.
        let other = tried("2026-12-07T03:15:00Z", wib, 24, &["2026-12-09T03:00:00Z"]);
        assert_eq!(other, Some(at("2026-12-11T03:15:00Z")));
        // Christmas and joint leave are passed over; after the campaign's last day nothing is tried.
        let late = tried("2026-12-26T03:15:00Z", wib, 24, &[]);
        assert!(late.is_none_or(|at| at.date_naive() <= "2026-12-27".parse().unwrap()), "{late:?}");
        assert_eq!(tried("2026-12-27T03:15:00Z", wib, 24, &[]), None);
        // A follow-up may have later days; a first touch has the campaign's own.
        let mut longer = spec.clone();
        longer.channels[0].follow_up = Some(domain::FollowUpSpec {
            when: domain::FollowUpWhen::NotPaid,
            after_days: Some(3),
            on: None,
            until: Some("2026-12-30".parse().unwrap()),
            channel: Some(Channel::PartnerCounter),
            template: None,
            per_day: None,
            expected_share: domain::Share::ALL,
        });
        let again = |is_first| {
            let (at, area, others) = (at("2026-12-27T03:15:00Z"), &java, &[][..]);
            let held = HeldBack { channel: Channel::Whatsapp, is_first, area, zone: wib, at, wait_hours: 24, others };
            one_more_try(&longer, &policy, &calendar, &held).unwrap()
        };
        assert_eq!((again(true), again(false)), (None, Some(self::at("2026-12-28T03:15:00Z"))));
    }
}
