//! How much fits, what holds it, and when all would be done.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::shipped::world;
use domain::MemberId;

fn portfolio(portfolio_tier: PortfolioTier, numbers: u32, high_throughput: bool) -> WhatsappCapacity {
    WhatsappCapacity { numbers, high_throughput, portfolio_tier }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_million_people_at_the_ten_thousand_tier_take_a_hundred_days() {
    let (mut spec, calendar, policy) = world();
    spec.channels[0].per_day = 4_000_000;
    let mut days = |tier, numbers, high| {
        spec.capacity.whatsapp = Some(portfolio(tier, numbers, high));
        forecast(&spec, &policy, &calendar, Channel::Whatsapp, 1_000_000).unwrap()
    };
    let done = days(PortfolioTier::T10000, 1, false);
    // Without holidays and joint leave: 29 days of December, 29 of January, 26 of February, 16 of March.
    assert_eq!((done.days, done.on), (100, Some(day("2027-03-22"))));
    assert_eq!(
        done.words().en,
        "1,000,000 touches take 100 days, until 22 March 2027: the WhatsApp portfolio tier of 10,000 people a day"
    );
    assert_eq!(
        done.words().id,
        "1.000.000 sentuhan memerlukan 100 hari, sampai 22 Maret 2027: batas portofolio WhatsApp 10.000 orang sehari"
    );
    assert_eq!(days(PortfolioTier::T100000, 1, false).days, 10);
    // 80 messages a second over eleven hours are 3,168,000: without a tier one day is enough.
    assert_eq!(days(PortfolioTier::Unlimited, 1, false).days, 1);
    let never = days(PortfolioTier::T250, 1, false);
    assert_eq!((never.days, never.on), (4_000, None));
    assert!(never.words().en.contains("beyond the holidays on file"));
}

#[test]
fn throughput_binds_where_the_window_is_short_and_grows_with_numbers() {
    let (mut spec, calendar, policy) = world();
    spec.channels[0].per_day = 4_000_000;
    spec.schedule.not_after = "09:10:00".parse().unwrap();
    let mut first = |numbers, high| {
        spec.capacity.whatsapp = Some(portfolio(PortfolioTier::Unlimited, numbers, high));
        let span = (day("2026-12-01"), day("2026-12-01"));
        rooms(&spec, &policy, &calendar, Channel::Whatsapp, span, &[]).unwrap().0.remove(0)
    };
    assert_eq!(first(1, false).room, 80 * 600);
    assert_eq!(first(3, false).room, 3 * 80 * 600);
    assert_eq!(first(1, true).room, 1_000 * 600);
    assert_eq!(first(1, true).limited_by, Limit::Throughput);
}

#[test]
fn other_campaigns_share_the_portfolio() {
    let (mut spec, calendar, policy) = world();
    spec.capacity.whatsapp = Some(portfolio(PortfolioTier::T250, 1, false));
    let prior: Vec<PriorTouch> = (0..100)
        .map(|i| PriorTouch {
            member: MemberId(format!("M{i}")),
            channel: Channel::Whatsapp,
            due_at: "2026-12-02T03:00:00Z".parse().unwrap(),
        })
        .collect();
    let span = (day("2026-12-01"), day("2026-12-02"));
    let (days, _) = rooms(&spec, &policy, &calendar, Channel::Whatsapp, span, &prior).unwrap();
    assert_eq!(days.iter().map(|d| d.room).collect::<Vec<_>>(), [250, 150]);
}

#[test]
fn counters_are_held_by_their_hours_and_rest_on_sunday() {
    let (mut spec, calendar, policy) = world();
    spec.capacity.partner_counter =
        Some(CounterCapacity { outlets: 40, hours_per_week: Some(12), minutes_per_visit: Some(10) });
    let span = (day("2026-12-05"), day("2026-12-07"));
    let (days, unverified) = rooms(&spec, &policy, &calendar, Channel::PartnerCounter, span, &[]).unwrap();
    // 40 outlets x 12 hours x 6 visits an hour, over six days a week.
    assert_eq!(days.iter().map(|d| (d.day, d.room)).collect::<Vec<_>>(), [(span.0, 480), (span.1, 480)]);
    assert_eq!(days[0].limited_by, Limit::CounterHours);
    assert!(unverified.is_empty());
    spec.capacity.partner_counter =
        Some(CounterCapacity { outlets: 40, hours_per_week: None, minutes_per_visit: None });
    let (days, unverified) = rooms(&spec, &policy, &calendar, Channel::PartnerCounter, span, &[]).unwrap();
    assert_eq!(days[0].room, 40 * 10 * 12 / 6);
    assert_eq!(unverified.len(), 2, "{unverified:?}");
}

#[test]
fn fewer_visits_a_week_than_working_days_are_spread_over_the_week_and_none_is_lost() {
    let (mut spec, calendar, policy) = world();
    for (outlets, hours_per_week, a_week) in [(3, 1, 3), (1, 1, 1), (11, 7, 77)] {
        spec.capacity.partner_counter =
            Some(CounterCapacity { outlets, hours_per_week: Some(hours_per_week), minutes_per_visit: Some(60) });
        // A Monday to a Sunday without a holiday.
        let span = (day("2026-12-07"), day("2026-12-13"));
        let (days, _) = rooms(&spec, &policy, &calendar, Channel::PartnerCounter, span, &[]).unwrap();
        let room: Vec<u64> = days.iter().map(|d| d.room).collect();
        assert_eq!((room.len(), room.iter().sum::<u64>()), (6, a_week), "{room:?}");
        assert!(room[0] >= 1 && room.iter().max().unwrap() - room.iter().min().unwrap() <= 1, "{room:?}");
    }
}

#[test]
fn print_waits_for_the_printer_and_pays_the_whole_run() {
    let (mut spec, calendar, policy) = world();
    spec.capacity.print =
        Some(PrintCapacity { smallest_run: None, lead_days: Some(5), ordered_on: Some(day("2026-11-26")) });
    let span = (day("2026-12-01"), day("2026-12-05"));
    let (days, _) = rooms(&spec, &policy, &calendar, Channel::Print, span, &[]).unwrap();
    // Ordered on a Thursday: Friday, Monday, Tuesday, Wednesday, Thursday.
    let open: Vec<NaiveDate> = days.iter().filter(|d| d.room > 0).map(|d| d.day).collect();
    assert_eq!(open, [day("2026-12-03"), day("2026-12-04"), day("2026-12-05")]);
    assert_eq!(days[0].limited_by, Limit::LeadTime);
    let rates: Vec<ChannelRate> =
        domain::rules::read_rows("channels.csv", include_str!("../../../../models/rates/channels.csv")).unwrap();
    let each = domain::rules::rate_on(&rates, Channel::Print, spec.schedule.first_day).unwrap().rupiah;
    let top_up = |leaflets| print_top_up(&spec, &policy, &rates, leaflets).unwrap();
    assert_eq!(top_up(120), Rupiah::whole(380 * each));
    assert_eq!((top_up(0), top_up(900)), (Rupiah::ZERO, Rupiah::ZERO));
}

#[test]
fn the_busiest_day_and_night_are_counted_across_midnight() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let due = ["2026-12-01T12:00:00Z", "2026-12-02T02:00:00Z", "2026-12-02T11:59:59Z", "2026-12-02T12:00:00Z"];
    assert_eq!(peak_24_hours(due.into_iter().map(at)), 3);
    assert_eq!(peak_24_hours(std::iter::empty()), 0);
}
