//! How soon the same person is written to again, and how many people in a day.

use super::*;
use crate::{DispatchError, DispatchReport, Ledger, SendingLimits, StopReason, send_whatsapp};
use fake_providers::Allowed;

async fn send(store: &Store, config: &WhatsAppConfig, now: i64) -> Result<DispatchReport, DispatchError> {
    send_whatsapp(Ledger { store, contacts_key: &key() }, config, CAMPAIGN, at(72), || at(now), &|_| ()).await
}

fn limited(gateway: &FakeWhatsApp, people_per_day: u64) -> WhatsAppConfig {
    let limits =
        SendingLimits { people_per_day: Some(people_per_day), portfolio: "bpu".into(), ..SendingLimits::default() };
    WhatsAppConfig { limits, ..sender(gateway) }
}

#[tokio::test]
async fn people_who_share_a_phone_are_written_to_a_moment_apart_and_others_do_not_wait() {
    let store = approved(Channel::Whatsapp, 30, 0).await;
    let shared = |number| Contact { phone: contact(0).phone, ..contact(number) };
    store.save_contacts(&key(), &[shared(1), shared(2)]).await.unwrap();
    let gap = Duration::from_millis(300);
    let allowed = Allowed { pair_gap: Some(Duration::from_millis(250)), ..Allowed::default() };
    let gateway = gateway(&store, FakeWhatsAppConfig { allowed, ..Default::default() }).await;
    let limits = SendingLimits { pair_gap: gap, ..SendingLimits::default() };
    let began = tokio::time::Instant::now();
    let report = send(&store, &WhatsAppConfig { limits, ..sender(&gateway) }, 1).await.unwrap();
    assert_eq!((report.handed_over, gateway.requests_received()), (30, 30), "nothing was refused");
    assert!(began.elapsed() >= 2 * gap);
    let phone = contact(0).phone.unwrap();
    let places: Vec<usize> =
        gateway.accepted().iter().enumerate().filter(|(_, m)| m.to == phone.digits()).map(|(place, _)| place).collect();
    assert_eq!((places.len(), places[1], places[2]), (3, 28, 29), "the others went first");
}

#[tokio::test]
async fn a_portfolio_whose_day_is_used_up_stops_with_when_to_go_on_and_goes_on_then() {
    let store = approved(Channel::Whatsapp, 25, 0).await;
    let allowed = Allowed { people_per_day: Some(10), ..Allowed::default() };
    let first = gateway(&store, FakeWhatsAppConfig { allowed, ..Default::default() }).await;
    let config = limited(&first, 10);
    for now in [1, 2] {
        let refusal = send(&store, &config, now).await.unwrap_err();
        let words = refusal.to_string();
        let DispatchError::Stopped { reason, report, .. } = refusal else { panic!("{words}") };
        assert_eq!((reason, report.handed_over), (StopReason::DayUsedUp, if now == 1 { 10 } else { 0 }));
        assert!(words.contains("10 of 10 people") && words.contains("2026-12-02 08:00 WIB"), "{words}");
    }
    assert_eq!(first.requests_received(), 10, "the gateway was asked for no more than the day allows");
    assert_eq!(standing(&store).await[&TouchStatus::Planned], 15);
    let next_day = gateway(&store, FakeWhatsAppConfig::default()).await;
    let config = limited(&next_day, 10);
    assert!(send(&store, &config, 24).await.is_err(), "a minute too early");
    assert!(send(&store, &config, 26).await.is_err());
    assert_eq!(next_day.messages_received(), 10);
    assert_eq!(send(&store, &config, 51).await.unwrap().handed_over, 5);
}

#[tokio::test]
async fn what_was_sent_before_the_limit_was_known_counts_and_a_place_nobody_used_is_given_back() {
    let store = approved(Channel::Whatsapp, 12, 0).await;
    let without = Contact { whatsapp_consent_on: None, ..contact(8) };
    store.save_contacts(&key(), &[without]).await.unwrap();
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let mut config = sender(&gateway);
    config.pace.claim = 4;
    config.pace.at_once = 4;
    // Four went out without a limit.
    let claimed = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(1), 4, "w", at(2)).await.unwrap();
    let left = claimed.iter().map(|c| store::HandOver {
        touch: c.touch.id.clone(),
        fence: c.fence,
        outcome: store::HandOverOutcome::HandedOver { provider_id: None },
        at: at(1),
    });
    store.record_results(&left.collect::<Vec<_>>()).await.unwrap();
    let limited = WhatsAppConfig { pace: config.pace, ..limited(&gateway, 9) };
    let refusal = send(&store, &limited, 1).await.unwrap_err();
    let DispatchError::Stopped { report, .. } = refusal else { panic!("{refusal}") };
    // Nine places, four were taken; one of the other five was for somebody who is not written to.
    assert_eq!((report.handed_over, report.failed), (4, 1));
    let again = send(&store, &limited, 1).await.unwrap_err();
    let DispatchError::Stopped { report, reason, .. } = again else { panic!("{again}") };
    assert_eq!((report.handed_over, reason), (1, StopReason::DayUsedUp));
    assert_eq!(gateway.messages_received(), 5);
}

#[tokio::test]
async fn two_senders_share_one_day() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("jangkau.db");
    let store = Store::open(&path).await.unwrap();
    plan(&store, Channel::Whatsapp, 80, 5).await;
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let (mut config, other) = (limited(&gateway, 50), Store::open(&path).await.unwrap());
    config.pace.claim = 10;
    let _ = tokio::join!(send(&store, &config, 1), send(&other, &config, 1));
    assert_eq!(gateway.messages_received(), 50);
}

#[tokio::test]
async fn campaigns_of_one_process_share_the_rate_of_a_number_and_the_gap_of_a_person() {
    // Two campaigns to the same people.
    let (one, other) = (approved(Channel::Whatsapp, 20, 0).await, approved(Channel::Whatsapp, 20, 0).await);
    let allowed = Allowed { per_second: Some(24), pair_gap: Some(Duration::from_millis(250)), people_per_day: None };
    // Both name their touches alike, so it reports to neither.
    let gateway = FakeWhatsApp::start(FakeWhatsAppConfig { allowed, ..Default::default() }).await.unwrap();
    let limits = SendingLimits { pair_gap: Duration::from_millis(300), ..SendingLimits::default() };
    let mut config = WhatsAppConfig { limits, ..sender(&gateway) };
    config.pace.per_second = Some(20);
    let theirs = config.clone();
    let began = tokio::time::Instant::now();
    let (mine, theirs) = tokio::join!(send(&one, &config, 1), send(&other, &theirs, 1));
    assert_eq!((mine.unwrap().handed_over, theirs.unwrap().handed_over), (20, 20));
    assert_eq!(gateway.requests_received(), 40, "nothing was refused");
    assert!(began.elapsed() >= Duration::from_millis(1_900), "{:?}", began.elapsed());
}
