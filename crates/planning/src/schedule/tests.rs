//! Days are filled evenly, never above their room, and those with few days choose first.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::shipped::world;
use chrono::{Datelike, NaiveDate, Timelike, Weekday};
use domain::{Channel, Exclusion, TimeZoneCode};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The days of WhatsApp in the first half of December 2026, each with this room.
fn days(room: u32) -> ChannelDays {
    let (mut spec, calendar, policy) = world();
    spec.channels[0].per_day = room;
    let span = (day("2026-12-01"), day("2026-12-15"));
    ChannelDays::between(&spec, &policy, &calendar, Channel::Whatsapp, span, &[]).unwrap()
}

fn want(zone: TimeZoneCode, taken: &[&str]) -> Want {
    let province = match zone {
        TimeZoneCode::Wib => 33,
        TimeZoneCode::Wita => 52,
        TimeZoneCode::Wit => 81,
    };
    let taken = taken.iter().map(|t| day(t)).collect();
    Want { province, zone, earliest: day("2026-12-01"), latest: day("2026-12-15"), taken }
}

#[test]
fn every_touch_lies_inside_the_window_of_the_members_own_clock_and_outside_prayers() {
    let mut days = days(40);
    let zones = [TimeZoneCode::Wib, TimeZoneCode::Wita, TimeZoneCode::Wit];
    let wants: Vec<Want> = (0..600).map(|i| want(zones[i % 3], &[])).collect();
    let placed = place_evenly(&mut days, &wants);
    let mut last = None;
    for (at, want) in spread(&days, &wants, &placed).into_iter().zip(&wants) {
        let local = at.unwrap().with_timezone(&want.zone.offset()).naive_local();
        assert!((9..20).contains(&local.hour()), "{local}");
        let minute = local.hour() * 60 + local.minute();
        assert!(local.weekday() != Weekday::Fri || !(690..780).contains(&minute), "{local}");
        assert!(last <= Some(local), "sending order is kept on the local clock");
        last = Some(local);
    }
    assert!(days.days.iter().all(|day| day.used == 40));
}

#[test]
fn the_fewest_days_that_hold_all_are_filled_evenly() {
    let mut days = days(40);
    let wants = vec![want(TimeZoneCode::Wib, &[]); 100];
    let placed = place_evenly(&mut days, &wants);
    assert!(placed.iter().all(|p| matches!(p, Placed::On(0..=2, None))));
    let used: Vec<u64> = days.days.iter().map(|d| d.used).take(4).collect();
    assert_eq!(used.iter().sum::<u64>(), 100);
    assert!(used[..3].iter().all(|used| (33..=34).contains(used)) && used[3] == 0, "{used:?}");
}

#[test]
fn whoever_has_other_touches_is_moved_past_them_and_told_why() {
    let mut days = days(40);
    let mut wants = vec![want(TimeZoneCode::Wib, &[]); 50];
    wants[49] = want(TimeZoneCode::Wib, &["2026-12-01", "2026-12-03"]);
    let placed = place_evenly(&mut days, &wants);
    // Two touches already lie in every seven days up to the 7th.
    let gap = Blocked::Cap(crate::policy::CapBroken::Gap);
    assert_eq!(placed[49], Placed::On(7, Some((0, gap))));
    assert_eq!(days.days[7].day, day("2026-12-08"));
}

#[test]
fn those_with_one_day_left_get_it_before_those_with_many() {
    let mut days = days(1);
    let open = |text: &str| Want { earliest: day(text), latest: day(text), ..want(TimeZoneCode::Wib, &[]) };
    let free = want(TimeZoneCode::Wib, &[]);
    let wants: Vec<Want> = std::iter::repeat_n(free, 14).chain([open("2026-12-01")]).collect();
    let placed = place_evenly(&mut days, &wants);
    assert_eq!(placed[14], Placed::On(0, None));
    assert!(placed.iter().all(|p| matches!(p, Placed::On(..))));
    assert!(days.days.iter().all(|day| day.used == 1));
    let more = place_soonest(&mut days, &[open("2026-12-02"), open("2026-12-25")]);
    assert_eq!(more, [Placed::Full, Placed::Nowhere]);
}

#[test]
fn nobody_in_bali_has_a_day_when_only_nyepi_is_left() {
    let (mut spec, calendar, policy) = world();
    spec.schedule.first_day = day("2027-03-08");
    spec.schedule.last_day = day("2027-03-08");
    spec.schedule.skip_holidays = false;
    let span = (day("2027-03-08"), day("2027-03-08"));
    spec.channels[1].kind = Channel::Outdoor;
    let days = ChannelDays::between(&spec, &policy, &calendar, Channel::Outdoor, span, &[]).unwrap();
    let at = |province: usize, taken: &[&str]| Want {
        province,
        earliest: span.0,
        latest: span.1,
        ..want(TimeZoneCode::Wita, taken)
    };
    assert_eq!(days.admits(&at(51, &[])), Err(Exclusion::NoMoment));
    assert_eq!(days.admits(&at(35, &[])), Ok(()));
    assert_eq!(days.admits(&at(35, &["2027-03-07"])), Err(Exclusion::CapReached));
}
