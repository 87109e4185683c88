use super::{CAMPAIGN, MadeUp, approved, at, standing};
use crate::dispatch_touches::dispatch;
use crate::progress::Quiet;
use crate::work::{Hours, work};
use domain::{Channel, TouchStatus};
use std::time::Duration;

/// Waits for something that happens within a minute, or not at all.
async fn until(happened: impl AsyncFn() -> bool) {
    for _ in 0..3_000 {
        if happened().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The price that the message speaks of changed at the turn of the year; a worker that comes back after it, or a person who does not say
/// which day is meant, sends none of what was left.
#[tokio::test]
async fn what_is_left_when_the_last_day_is_over_never_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let (home, world) = approved(folder.path()).await;
    let store = home.store().await.unwrap();
    let waiting = standing(&store, Channel::Whatsapp, TouchStatus::Planned).await;
    assert!(waiting > 100, "{waiting}");
    let gateway = MadeUp::start(|_| ()).await;
    let providers = gateway.providers();

    // On the last day, 12:00 in the west: what is due by then leaves.
    let hours = |now| Hours { every: Duration::from_millis(200), now, until: None };
    let on_the_last_day = hours(|| at("2026-12-19T05:00:00Z"));
    let something_left = until(async || standing(&store, Channel::Whatsapp, TouchStatus::HandedOver).await > 0);
    work(&home, &providers, &on_the_last_day, something_left, &Quiet).await.unwrap();
    let left = standing(&store, Channel::Whatsapp, TouchStatus::Planned).await;
    assert_eq!(standing(&store, Channel::Whatsapp, TouchStatus::Expired).await, 0);
    assert!(left < waiting && left > 0, "told to stop at the first message: {left} of {waiting}");

    // The day after, 00:30 in the west, which is 01:30 and 02:30 further east.
    let accepted = gateway.whatsapp.accepted().len();
    let the_day_after = hours(|| at("2026-12-19T17:30:00Z"));
    let all_over = until(async || standing(&store, Channel::Whatsapp, TouchStatus::Planned).await == 0);
    work(&home, &providers, &the_day_after, all_over, &Quiet).await.unwrap();
    assert_eq!(standing(&store, Channel::Whatsapp, TouchStatus::Expired).await, left);
    assert_eq!(gateway.whatsapp.accepted().len(), accepted, "nothing was sent");

    let (now, day) = (at("2027-02-01T03:00:00Z"), at("2027-02-01T16:59:59Z"));
    for channel in [Channel::Print, Channel::PartnerCounter] {
        assert_eq!(standing(&store, channel, TouchStatus::HandedOver).await, 0);
        assert!(
            standing(&store, channel, TouchStatus::Expired).await > 0,
            "{channel:?} of the same campaign is over too"
        );
    }
    let reports = dispatch(&home, &world, CAMPAIGN, day, Some(now), &providers, &Quiet).await.unwrap();
    assert!(reports.iter().all(|report| report.files.is_empty()), "no leaflet and no list: {reports:?}");
    gateway.stop().await;
}
