//! When each touch may go out: on working days, inside the window, on the member's own clock.

use crate::error::PlanningError;
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc, Weekday};
use domain::{Channel, ScheduleSpec, TimeZoneCode};

/// Places touches evenly over days and over each day's window.
///
/// `zones` holds the zone of each touch in sending order; the answer is in the same order. Touches fill the fewest days the
/// daily limit allows. Friday prayers (11:30 to 13:00 local) move a touch to 13:00 or later of the same day.
pub fn place(
    channel: Channel,
    zones: &[TimeZoneCode],
    days: &[NaiveDate],
    per_day: u32,
    spec: &ScheduleSpec,
) -> Result<Vec<DateTime<Utc>>, PlanningError> {
    let room = days.len() * per_day as usize;
    if zones.len() > room {
        return Err(PlanningError::NoRoom {
            channel: channel.key(),
            touches: zones.len(),
            days: days.len(),
            per_day,
            room,
        });
    }
    let days_needed = zones.len().div_ceil(per_day as usize).max(1);
    let window = spec.not_after - spec.not_before;
    Ok(zones
        .iter()
        .enumerate()
        .map(|(i, zone)| {
            let day_number = i * days_needed / zones.len();
            let first_of_day = (day_number * zones.len()).div_ceil(days_needed);
            let next_day = ((day_number + 1) * zones.len()).div_ceil(days_needed);
            let on_day = (next_day - first_of_day).max(1) as i32;
            let share_of_window = window * (i - first_of_day) as i32 / on_day;
            local_to_utc(
                days[day_number],
                clear_of_prayers(days[day_number], spec.not_before, share_of_window, spec),
                *zone,
            )
        })
        .collect())
}

fn clear_of_prayers(day: NaiveDate, from: NaiveTime, after: Duration, spec: &ScheduleSpec) -> NaiveTime {
    let time = from + after;
    let prayers = (NaiveTime::from_hms_opt(11, 30, 0), NaiveTime::from_hms_opt(13, 0, 0));
    match prayers {
        (Some(begin), Some(end))
            if spec.skip_friday_prayers && day.weekday() == Weekday::Fri && time >= begin && time < end =>
        {
            // The ninety minutes are folded into the afternoon, in the same order.
            let folded = end + (time - begin);
            if folded > spec.not_after { end } else { folded }
        }
        _ => time,
    }
}

fn local_to_utc(day: NaiveDate, time: NaiveTime, zone: TimeZoneCode) -> DateTime<Utc> {
    (day.and_time(time) - Duration::hours(i64::from(zone.offset_hours()))).and_utc()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::Timelike;

    fn spec() -> ScheduleSpec {
        ScheduleSpec {
            first_day: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
            last_day: NaiveDate::from_ymd_opt(2026, 12, 19).unwrap(),
            not_before: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            not_after: NaiveTime::from_hms_opt(20, 0, 0).unwrap(),
            skip_holidays: true,
            skip_friday_prayers: true,
        }
    }

    fn days(spec: &ScheduleSpec) -> Vec<NaiveDate> {
        spec.first_day.iter_days().take_while(|d| *d <= spec.last_day).collect()
    }

    #[test]
    fn every_touch_lies_inside_the_window_of_the_members_own_clock() {
        let spec = spec();
        let zones = [TimeZoneCode::Wib, TimeZoneCode::Wita, TimeZoneCode::Wit].repeat(200);
        let placed = place(Channel::Whatsapp, &zones, &days(&spec), 40, &spec).unwrap();
        for (at, zone) in placed.iter().zip(&zones) {
            let local = at.with_timezone(&zone.offset());
            assert!((9..20).contains(&local.hour()), "{local}");
            let minute = local.hour() * 60 + local.minute();
            assert!(local.weekday() != Weekday::Fri || !(690..780).contains(&minute), "{local}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_figures() {
        let spec = spec();
        let error = place(Channel::Print, &[TimeZoneCode::Wib; 100], &days(&spec), 5, &spec).unwrap_err().to_string();
        assert!(error.contains("100 touches by print") && error.contains("hold 95"), "{error}");
    }

    #[test]
    fn no_day_holds_more_than_its_limit() {
        let spec = spec();
        let placed = place(Channel::Whatsapp, &[TimeZoneCode::Wib; 500], &days(&spec), 33, &spec).unwrap();
        for day in days(&spec) {
            let on_day =
                placed.iter().filter(|at| at.with_timezone(&TimeZoneCode::Wib.offset()).date_naive() == day).count();
            assert!(on_day <= 33, "{day}: {on_day}");
        }
    }
}
