//! What a sender does about each code, said in the answer to the call or in a status afterwards.

use super::*;
use crate::{
    CodePolicy, Decision, DispatchError, DispatchReport, Ledger, SenderNumber, StopReason, failures_by_code,
    send_whatsapp,
};
use fake_providers::{Allowed, CodeFault, CodeWhen, Faults, StatusClock};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{Held, Hold};

const SECOND: &str = "100000000000002";

async fn send(store: &Store, config: &WhatsAppConfig) -> Result<DispatchReport, DispatchError> {
    send_whatsapp(Ledger { store, contacts_key: &key() }, config, CAMPAIGN, at(24), || at(1), &|_| ()).await
}

fn stopped(result: Result<DispatchReport, DispatchError>) -> (StopReason, Option<i64>, String, DispatchReport) {
    match result.unwrap_err() {
        DispatchError::Stopped { reason, code, detail, report } => (reason, code, detail, *report),
        other => panic!("{other}"),
    }
}

fn fault(code: i64, share: f64, when: CodeWhen) -> CodeFault {
    CodeFault { code, share, when, through: None, first: None }
}

fn faulty(codes: Vec<CodeFault>) -> FakeWhatsAppConfig {
    FakeWhatsAppConfig {
        delivered_share: 1.0,
        status_clock: StatusClock::standing_at(at(1)),
        more_numbers: vec![SECOND.into()],
        faults: Faults { codes, ..Faults::default() },
        ..Default::default()
    }
}

/// A sender with two numbers.
fn two_numbers(gateway: &FakeWhatsApp, per_second: Option<u32>) -> WhatsAppConfig {
    let second = SenderNumber { phone_number_id: SECOND.into(), per_second };
    let mut config = WhatsAppConfig { more_numbers: vec![second], ..sender(gateway) };
    config.pace.per_second = per_second;
    config
}

/// Messages by the number they were sent through.
fn by_number(gateway: &FakeWhatsApp) -> BTreeMap<String, usize> {
    gateway.accepted().into_iter().fold(BTreeMap::new(), |mut seen, message| {
        *seen.entry(message.through).or_default() += 1;
        seen
    })
}

fn nobody_twice(gateway: &FakeWhatsApp) {
    let accepted = gateway.accepted();
    let people: BTreeSet<&str> = accepted.iter().map(|message| message.to.as_str()).collect();
    assert_eq!(people.len(), accepted.len(), "somebody was written to twice");
}

#[tokio::test]
async fn codes_of_one_person_fail_that_touch_alone_and_are_counted_by_code_said_at_once_or_later() {
    for when in [CodeWhen::Answer, CodeWhen::Status] {
        for (code, consents_left) in [(131_026, 12), (131_049, 12), (131_050, 0), (777_777, 12)] {
            let store = approved(Channel::Whatsapp, 12, 2).await;
            let gateway = gateway(&store, faulty(vec![fault(code, 1.0, when)])).await;
            send(&store, &sender(&gateway)).await.unwrap();
            gateway.settle().await;
            let counted = store.touches_by_code(CAMPAIGN, Channel::Whatsapp).await.unwrap();
            assert_eq!(counted, [(code, TouchStatus::Failed, 12)], "{when:?}");
            assert_eq!(send(&store, &sender(&gateway)).await.unwrap(), DispatchReport::default());
            assert_eq!(gateway.requests_received(), 12, "never at once again");
            let members: Vec<MemberId> = (0..12).map(member).collect();
            let contacts = store.contacts_of(&key(), &members).await.unwrap();
            let consents = contacts.values().filter(|c| c.whatsapp_consent_on.is_some()).count();
            assert_eq!(consents, consents_left, "{code} {when:?}");
            assert!(store.holds(Channel::Whatsapp, at(2)).await.unwrap().is_empty(), "{code} {when:?}");
        }
    }
}

#[tokio::test]
async fn too_fast_for_one_person_delays_that_person_and_nobody_else() {
    let store = approved(Channel::Whatsapp, 20, 0).await;
    let slow = CodeFault { first: Some(2), ..fault(131_056, 0.2, CodeWhen::Answer) };
    let gateway = gateway(&store, faulty(vec![slow])).await;
    let mut config = sender(&gateway);
    config.pace.first_wait = Duration::from_millis(150);
    config.pace.longest_wait = Duration::from_millis(300);
    assert_eq!(send(&store, &config).await.unwrap().handed_over, 20);
    let attempts = gateway.numbers();
    let delayed = attempts.values().filter(|n| **n == 3).count();
    assert!(delayed >= 1 && attempts.values().all(|n| *n == 1 || *n == 3), "{attempts:?}");
    let order = gateway.accepted();
    assert!(order[..20 - delayed].iter().all(|m| attempts[&m.to] == 1), "the others went on");
}

#[tokio::test]
async fn a_number_that_is_too_fast_waits_while_the_other_goes_on() {
    let store = approved(Channel::Whatsapp, 40, 0).await;
    let config =
        FakeWhatsAppConfig { allowed: Allowed { per_second: Some(10), ..Allowed::default() }, ..faulty(vec![]) };
    let gateway = gateway(&store, config).await;
    let mut config = two_numbers(&gateway, None);
    config.pace.attempts = 50;
    config.pace.first_wait = Duration::from_millis(100);
    config.pace.longest_wait = Duration::from_millis(400);
    assert_eq!(send(&store, &config).await.unwrap().handed_over, 40);
    let shared = by_number(&gateway);
    assert!(shared.len() == 2 && shared.values().all(|n| *n >= 10), "{shared:?}");
    nobody_twice(&gateway);
}

#[tokio::test]
async fn each_number_keeps_its_own_pace_so_that_the_gateway_has_nothing_to_refuse() {
    let store = approved(Channel::Whatsapp, 30, 0).await;
    let config =
        FakeWhatsAppConfig { allowed: Allowed { per_second: Some(20), ..Allowed::default() }, ..faulty(vec![]) };
    let gateway = gateway(&store, config).await;
    assert_eq!(send(&store, &two_numbers(&gateway, Some(20))).await.unwrap().handed_over, 30);
    assert_eq!(gateway.requests_received(), 30, "nothing was refused");
    let shared = by_number(&gateway);
    assert!(shared.values().all(|n| (10..=20).contains(n)), "{shared:?}");
    nobody_twice(&gateway);
}

#[tokio::test]
async fn a_restricted_number_is_paused_until_a_person_lifts_the_hold_and_the_other_takes_its_work() {
    let store = approved(Channel::Whatsapp, 40, 0).await;
    let spam = CodeFault { through: Some(SECOND.into()), ..fault(131_048, 1.0, CodeWhen::Answer) };
    let gateway = gateway(&store, faulty(vec![spam])).await;
    let config = two_numbers(&gateway, None);
    assert_eq!(send(&store, &config).await.unwrap().handed_over, 40);
    assert_eq!(by_number(&gateway).keys().collect::<Vec<_>>(), ["100000000000001"]);
    let holds = store.holds(Channel::Whatsapp, at(2)).await.unwrap();
    assert_eq!(holds.len(), 1);
    assert_eq!((&holds[0].held, holds[0].code), (&Held::Number(SECOND.into()), Some(131_048)));
    // The only number is paused: the next sender asks nothing of it and says why.
    let only = WhatsAppConfig { phone_number_id: SECOND.into(), ..sender(&gateway) };
    let another = approved(Channel::Whatsapp, 5, 0).await;
    another.hold(&holds).await.unwrap();
    let before = gateway.requests_received();
    let (reason, code, _, report) = stopped(send(&another, &only).await);
    assert_eq!((reason, code, report.settled()), (StopReason::NumbersPaused, Some(131_048), 0));
    assert_eq!(gateway.requests_received(), before);
    assert_eq!(standing(&another).await[&TouchStatus::Planned], 5);
    assert!(reason.words().id.contains("dijeda"));
    let number = Held::Number(SECOND.into());
    assert!(another.lift_hold(Channel::Whatsapp, &number, "Rina", at(3)).await.unwrap());
    assert!(!another.lift_hold(Channel::Whatsapp, &number, "Rina", at(3)).await.unwrap());
    another.hold(&holds).await.unwrap();
    assert!(another.holds(Channel::Whatsapp, at(4)).await.unwrap().is_empty(), "old news does not bring it back");
    let later = Hold { since: at(4), ..holds[0].clone() };
    assert_eq!(another.hold(&[later]).await.unwrap(), 1, "news does");
}

#[tokio::test]
async fn grave_codes_in_a_status_hold_the_number_the_campaign_or_everything() {
    for (code, held) in [
        (131_048, Held::Number("100000000000001".into())),
        (132_015, Held::Campaign(CAMPAIGN.into())),
        (131_042, Held::Everything),
    ] {
        let store = approved(Channel::Whatsapp, 3, 0).await;
        let gateway = gateway(&store, faulty(vec![fault(code, 1.0, CodeWhen::Status)])).await;
        let report = send(&store, &sender(&gateway)).await.unwrap();
        assert_eq!(report.handed_over, 3);
        gateway.settle().await;
        let holds = store.holds(Channel::Whatsapp, at(2)).await.unwrap();
        assert_eq!(holds.iter().map(|h| (&h.held, h.code)).collect::<Vec<_>>(), [(&held, Some(code))]);
        let again = approved(Channel::Whatsapp, 4, 0).await;
        again.hold(&holds).await.unwrap();
        let (reason, said, _, _) = stopped(send(&again, &sender(&gateway)).await);
        let expected = if code == 131_048 { StopReason::NumbersPaused } else { StopReason::Held };
        assert_eq!((reason, said), (expected, Some(code)));
        assert_eq!(gateway.requests_received(), 3);
    }
}

#[tokio::test]
async fn a_hold_that_comes_while_sending_stops_it_within_a_second() {
    let store = approved(Channel::Whatsapp, 300, 0).await;
    let gateway = gateway(&store, faulty(vec![])).await;
    let mut config = sender(&gateway);
    config.pace.per_second = Some(100);
    // All are claimed at once: nobody claims anew, which would look at the holds as well.
    config.pace.claim = 500;
    let put = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let hold = Hold {
            channel: Channel::Whatsapp,
            held: Held::Everything,
            code: Some(131_042),
            detail: "payment".into(),
            since: at(1),
            ends_at: None,
        };
        store.hold(&[hold]).await.unwrap();
    };
    let (sent, ()) = tokio::join!(send(&store, &config), put);
    let (reason, _, _, report) = stopped(sent);
    assert_eq!((reason, report.handed_over), (StopReason::Held, gateway.messages_received()));
    assert!(gateway.messages_received() < 200, "{}", gateway.messages_received());
}

#[tokio::test]
async fn a_changed_row_changes_what_the_sender_does() {
    let shipped = include_str!("../../../../models/dispatch/whatsapp_codes.csv");
    let changed = shipped.replace("131026,,fall_back", "131026,,stop_account");
    assert_ne!(changed, shipped);
    let store = approved(Channel::Whatsapp, 5, 0).await;
    let gateway = gateway(&store, faulty(vec![fault(131_026, 1.0, CodeWhen::Answer)])).await;
    let config = WhatsAppConfig { codes: Arc::new(CodePolicy::from_csv(&changed).unwrap()), ..sender(&gateway) };
    let (reason, code, _, _) = stopped(send(&store, &config).await);
    assert_eq!((reason, code), (StopReason::AccountRestricted, Some(131_026)));
}

#[tokio::test]
async fn failures_are_told_by_code_and_a_code_without_a_row_is_told_too() {
    let store = approved(Channel::Whatsapp, 30, 0).await;
    let codes = vec![fault(777_777, 0.5, CodeWhen::Answer), fault(131_026, 1.0, CodeWhen::Status)];
    let gateway = gateway(&store, faulty(codes)).await;
    send(&store, &sender(&gateway)).await.unwrap();
    gateway.settle().await;
    let counts = failures_by_code(&store, &CodePolicy::shipped(), CAMPAIGN).await.unwrap();
    assert_eq!(counts.iter().map(|c| c.failed).sum::<u64>(), 30);
    let of = |code| counts.iter().find(|c| c.code == code).unwrap();
    assert_eq!((of(777_777).decision, of(131_026).decision), (None, Some(Decision::FallBack)));
    assert!(of(777_777).meaning.id.contains("belum ada"));
    assert!(of(777_777).failed > 5 && of(131_026).failed > 5);
}

#[tokio::test]
async fn what_was_held_back_is_tried_once_more_a_day_later_and_the_held_out_see_nothing() {
    let store = approved(Channel::Whatsapp, 20, 10).await;
    let once = CodeFault { first: Some(1), ..fault(131_049, 0.4, CodeWhen::Status) };
    let gateway = gateway(&store, faulty(vec![once])).await;
    send(&store, &sender(&gateway)).await.unwrap();
    gateway.settle().await;
    let codes: Vec<i64> = CodePolicy::shipped().tried_once_more().into_iter().map(|(code, _)| code).collect();
    let failed = store.failed_without_try(CAMPAIGN, &codes, 100).await.unwrap();
    assert!(!failed.is_empty() && failed.len() < 20, "{}", failed.len());
    let tries: Vec<_> = failed.iter().map(|f| (f.touch.clone(), f.at + TimeDelta::hours(24))).collect();
    assert_eq!(store.plan_tries(&tries).await.unwrap(), failed.len() as u64);
    let due = store.open_follow_ups(CAMPAIGN, at(26), None, 100).await.unwrap();
    let due: Vec<_> = due.iter().collect();
    store.decide_follow_ups(CAMPAIGN, Rupiah::whole(1_000_000_000), &due, &[]).await.unwrap();
    let report = send_whatsapp(
        Ledger { store: &store, contacts_key: &key() },
        &sender(&gateway),
        CAMPAIGN,
        at(26),
        || at(26),
        &|_| (),
    )
    .await
    .unwrap();
    assert_eq!(report.handed_over, failed.len() as u64);
    gateway.settle().await;
    assert!(gateway.numbers().len() == 20 && gateway.calls().values().all(|n| *n == 1));
    assert_eq!(standing(&store).await.get(&TouchStatus::Failed), Some(&(failed.len() as u64)));
    assert!(store.failed_without_try(CAMPAIGN, &codes, 100).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refusal_that_every_message_hears_stops_the_sender_and_holds_the_campaign() {
    for code in [131_008, 777_777] {
        let store = approved(Channel::Whatsapp, 300, 0).await;
        let gateway = gateway(&store, faulty(vec![fault(code, 1.0, CodeWhen::Answer)])).await;
        let mut config = sender(&gateway);
        config.pace.at_once = 8;
        let (reason, said, detail, report) = stopped(send(&store, &config).await);
        assert_eq!((reason, said), (StopReason::AccountRestricted, Some(code)), "{detail}");
        assert!(detail.contains("20 messages in a row"), "{detail}");
        assert!((20..=20 + 8).contains(&report.failed), "{report:?}");
        assert_eq!(standing(&store).await[&TouchStatus::Planned], 300 - report.failed);
        let holds = store.holds(Channel::Whatsapp, at(2)).await.unwrap();
        assert_eq!((&holds[0].held, holds[0].code), (&Held::Campaign(CAMPAIGN.into()), Some(code)));
        let before = gateway.requests_received();
        let (reason, said, _, _) = stopped(send(&store, &config).await);
        assert_eq!((reason, said), (StopReason::Held, Some(code)));
        assert_eq!(gateway.requests_received(), before, "the next round burns no more");
    }
}

#[tokio::test]
async fn refusals_of_one_person_each_stop_nobody_however_many_there_are() {
    let store = approved(Channel::Whatsapp, 60, 0).await;
    let gateway = gateway(&store, faulty(vec![fault(131_026, 1.0, CodeWhen::Answer)])).await;
    assert_eq!(send(&store, &sender(&gateway)).await.unwrap().failed, 60);
}

#[tokio::test]
async fn a_number_that_is_not_registered_costs_no_touch() {
    let store = approved(Channel::Whatsapp, 60, 0).await;
    let gateway = gateway(&store, faulty(vec![fault(133_010, 1.0, CodeWhen::Answer)])).await;
    let (reason, code, _, report) = stopped(send(&store, &sender(&gateway)).await);
    assert_eq!((reason, code, report.failed), (StopReason::AccountRestricted, Some(133_010), 0));
    assert_eq!(standing(&store).await[&TouchStatus::Planned], 60);
}
