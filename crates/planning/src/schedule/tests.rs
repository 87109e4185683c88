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

fn evenly(days: &mut ChannelDays, wants: &[Want]) -> Vec<Placed> {
    let span = days.span(day("2026-12-01"), day("2026-12-31"));
    place_evenly(days, span, wants)
}

#[test]
fn every_touch_lies_inside_the_window_of_the_members_own_clock_and_outside_prayers() {
    let mut days = days(40);
    let zones = [TimeZoneCode::Wib, TimeZoneCode::Wita, TimeZoneCode::Wit];
    let wants: Vec<Want> = (0..600).map(|i| want(zones[i % 3], &[])).collect();
    let placed = evenly(&mut days, &wants);
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
    let placed = evenly(&mut days, &wants);
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
    let placed = evenly(&mut days, &wants);
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
    let placed = evenly(&mut days, &wants);
    assert_eq!(placed[14], Placed::On(0, None));
    assert!(placed.iter().all(|p| matches!(p, Placed::On(..))));
    assert!(days.days.iter().all(|day| day.used == 1));
    let more = place_soonest(&mut days, &[open("2026-12-02"), open("2026-12-25")]);
    assert_eq!(more, [Placed::Full, Placed::Nowhere]);
}

#[test]
fn a_week_takes_its_own_days_alone_and_fills_them_evenly() {
    let mut days = days(40);
    let span = days.span(day("2026-12-08"), day("2026-12-14"));
    let in_week = Want { earliest: day("2026-12-08"), latest: day("2026-12-14"), ..want(TimeZoneCode::Wib, &[]) };
    let room = days.room_left(span.clone());
    assert_eq!(room, 40 * span.len() as u64);
    let placed = place_evenly(&mut days, span.clone(), &vec![in_week.clone(); 90]);
    assert!(placed.iter().all(|place| matches!(place, Placed::On(day, None) if span.contains(day))));
    let used: Vec<u64> = days.days.iter().map(|day| day.used).collect();
    assert_eq!(used[span.clone()].iter().take(3).copied().collect::<Vec<_>>(), [30, 30, 30]);
    assert_eq!(used.iter().sum::<u64>(), 90);
    assert_eq!(days.room_left(span.clone()), room - 90);
    let beyond = place_evenly(&mut days, span.clone(), &vec![in_week; usize::try_from(room).unwrap()]);
    assert_eq!(beyond.iter().filter(|place| **place == Placed::Full).count(), 90);
    assert!(days.days.iter().enumerate().all(|(at, day)| span.contains(&at) == (day.used > 0)));
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

#[test]
fn what_is_closed_at_a_moment_follows_each_provinces_clock() {
    let (spec, calendar, policy) = world();
    let provinces = include_str!("../../../../models/regions/provinces.csv");
    let regions = domain::RegionTable::from_csv("provinces.csv", provinces).unwrap();
    let closed = |at: &str| {
        closed_provinces(&spec, &policy, &calendar, &regions, Channel::Whatsapp, at.parse().unwrap()).unwrap()
    };
    let all = regions.provinces().count();
    let is_closed = |at: &str, codes: [&str; 3]| codes.map(|code| closed(at).contains(&code.to_owned()));
    // Java, Bali and Papua, one hour apart each; the window is 09:00 to 20:00.
    let codes = ["33", "51", "91"];
    assert_eq!(closed("2026-12-02T05:00:00Z").len(), 0, "noon on Java, a Wednesday");
    assert_eq!(closed("2026-12-02T15:30:00Z").len(), all, "half past ten at night on Java");
    assert_eq!(is_closed("2026-12-02T00:30:00Z", codes), [true, true, false], "09:30 is in Papua alone");
    assert_eq!(is_closed("2026-12-02T11:30:00Z", codes), [false, false, true], "20:30 is in Papua alone");
    assert_eq!(is_closed("2026-12-04T05:00:00Z", codes), [true, false, false], "Friday prayers on Java");
}
