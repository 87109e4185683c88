use super::*;
use crate::{DispatchError, DispatchReport, Ledger, PlayedClock, StopReason, send_whatsapp};
use domain::views::Halt;
use fake_providers::{CodeFault, CodeWhen, Faults, StatusClock};
use std::cell::Cell;
use std::collections::BTreeSet;

async fn send(store: &Store, config: &WhatsAppConfig) -> Result<DispatchReport, DispatchError> {
    send_whatsapp(Ledger { store, contacts_key: &key() }, config, CAMPAIGN, at(24), || at(1), &|_| ()).await
}

fn stopped(result: Result<DispatchReport, DispatchError>) -> (StopReason, Option<i64>, DispatchReport) {
    match result.unwrap_err() {
        DispatchError::Stopped { reason, code, report, .. } => (reason, code, *report),
        other => panic!("{other}"),
    }
}

/// Our ids of the messages a gateway accepted; refuses duplicates.
fn touches_at(gateways: &[&FakeWhatsApp]) -> BTreeSet<String> {
    let accepted: Vec<_> = gateways.iter().flat_map(|g| g.accepted()).collect();
    let ids: BTreeSet<String> = accepted.iter().map(|m| m.biz_opaque_callback_data.clone().unwrap()).collect();
    assert_eq!(ids.len(), accepted.len(), "a touch was sent twice");
    ids
}

#[tokio::test]
async fn every_due_touch_is_sent_exactly_once_and_its_statuses_arrive() {
    let store = approved(Channel::Whatsapp, 100, 20).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let heard = Cell::new(0);
    let report = send_whatsapp(
        Ledger { store: &store, contacts_key: &key() },
        &sender(&gateway),
        CAMPAIGN,
        at(24),
        || at(1),
        &|n| heard.set(n),
    )
    .await
    .unwrap();
    assert_eq!(report, DispatchReport { handed_over: 100, ..Default::default() });
    assert_eq!(heard.get(), 100);
    assert_eq!(touches_at(&[&gateway]), (0..100).map(|n| format!("t-{}", member(n))).collect());
    let first = &gateway.accepted()[0];
    assert_eq!((first.template.as_str(), first.language.as_str()), ("jangkau_jkk_jkm_2026", "id"));
    assert_eq!(first.words, "Iuran Anda Rp8.400 sampai 31 Desember.");
    gateway.settle().await;
    let standing = standing(&store).await;
    let reached = standing[&TouchStatus::Delivered] + standing[&TouchStatus::Read];
    assert_eq!(reached + standing[&TouchStatus::Failed], 100);
    assert!((80..100).contains(&reached), "{standing:?}");
    assert_eq!(send(&store, &sender(&gateway)).await.unwrap(), DispatchReport::default());
    assert_eq!(gateway.messages_received(), 100);
}

#[tokio::test]
async fn a_member_in_the_holdout_is_never_sent_anything() {
    let store = approved(Channel::Whatsapp, 5, 50).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    send(&store, &sender(&gateway)).await.unwrap();
    let held_out: Vec<String> = (5..55).map(|n| contact(n).phone.unwrap().digits().to_owned()).collect();
    assert!(gateway.accepted().iter().all(|m| !held_out.contains(&m.to)));
    assert_eq!(gateway.requests_received(), 5);
}

#[tokio::test]
async fn a_touch_that_is_not_due_waits() {
    let store = approved(Channel::Whatsapp, 3, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let report = send_whatsapp(
        Ledger { store: &store, contacts_key: &key() },
        &sender(&gateway),
        CAMPAIGN,
        at(-1),
        || at(-1),
        &|_| (),
    )
    .await
    .unwrap();
    assert_eq!((report.settled(), gateway.requests_received()), (0, 0));
}

#[tokio::test]
async fn nothing_is_sent_before_approval() {
    let store = Store::fresh().await.unwrap();
    plan(&store, Channel::Whatsapp, 3, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let refusal = send(&store, &sender(&gateway)).await.unwrap_err();
    assert!(matches!(refusal, DispatchError::NotApproved { .. }), "{refusal}");
    assert_eq!(gateway.requests_received(), 0);
}

#[tokio::test]
async fn consent_and_number_are_asked_again_before_sending() {
    let store = approved(Channel::Whatsapp, 4, 0).await;
    let withdrawn = Contact { whatsapp_consent_on: None, ..contact(1) };
    let later = Contact { whatsapp_consent_on: "2026-12-24".parse().ok(), ..contact(2) };
    let numberless = Contact { phone: None, ..contact(3) };
    store.save_contacts(&key(), &[withdrawn, later, numberless]).await.unwrap();
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let report = send(&store, &sender(&gateway)).await.unwrap();
    assert_eq!((report.handed_over, report.failed), (1, 3));
    assert_eq!(touches_at(&[&gateway]), BTreeSet::from(["t-M000000".to_owned()]));
}

#[tokio::test]
async fn a_time_out_is_unknown_settled_by_the_report_and_never_sent_twice() {
    let store = approved(Channel::Whatsapp, 60, 0).await;
    let faults = Faults { timeout_share: 0.3, ..Faults::default() };
    let gateway = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
    let mut config = sender(&gateway);
    config.pace.patience = Duration::from_millis(400);
    let report = send(&store, &config).await.unwrap();
    assert!(report.unknown >= 5, "{report:?}");
    assert_eq!(report.handed_over + report.unknown, 60);
    gateway.settle().await;
    assert!(store.unknown_touches(CAMPAIGN).await.unwrap().is_empty(), "the reports say what became of them");
    assert_eq!(send(&store, &config).await.unwrap(), DispatchReport::default());
    assert_eq!(touches_at(&[&gateway]).len(), 60);
}

#[tokio::test]
async fn a_server_error_is_unknown_until_a_report_or_a_person_settles_it() {
    let store = approved(Channel::Whatsapp, 60, 0).await;
    let faults = Faults { server_error_share: 0.4, ..Faults::default() };
    let gateway = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
    let report = send(&store, &sender(&gateway)).await.unwrap();
    gateway.settle().await;
    let taken = gateway.messages_received();
    assert!(report.handed_over < taken && taken < 60, "some were taken all the same: {taken} {report:?}");
    let unknown = store.unknown_touches(CAMPAIGN).await.unwrap();
    assert_eq!(unknown.len() as u64, 60 - taken);
    send(&store, &sender(&gateway)).await.unwrap();
    assert_eq!(touches_at(&[&gateway]).len() as u64, taken);
    assert_eq!(gateway.requests_received(), 60);
}

#[tokio::test]
async fn a_throttled_message_is_tried_again_and_arrives_once() {
    let store = approved(Channel::Whatsapp, 60, 0).await;
    // An hour is asked for; the sender's own cap is shorter.
    let faults = Faults { throttle_share: 0.3, retry_after_seconds: 3_600, ..Faults::default() };
    let gateway = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
    let report = send(&store, &sender(&gateway)).await.unwrap();
    assert_eq!(report, DispatchReport { handed_over: 60, ..Default::default() });
    assert_eq!(touches_at(&[&gateway]).len(), 60);
    assert!(gateway.requests_received() > 65, "{}", gateway.requests_received());
}

#[tokio::test]
async fn a_gateway_that_keeps_throttling_stops_the_sender_and_loses_nothing() {
    let store = approved(Channel::Whatsapp, 10, 0).await;
    let faults = Faults { throttle_share: 1.0, retry_after_seconds: 0, ..Faults::default() };
    let gateway = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
    let mut config = sender(&gateway);
    config.pace.attempts = 1;
    let (reason, code, report) = stopped(send(&store, &config).await);
    assert_eq!((reason, code), (StopReason::Throttled, Some(130_429)));
    assert_eq!(report, DispatchReport { returned: 10, ..Default::default() });
    config.pace.attempts = 3;
    assert_eq!(send(&store, &config).await.unwrap().handed_over, 10);
    assert_eq!(touches_at(&[&gateway]).len(), 10);
}

#[tokio::test]
async fn an_expired_token_stops_the_sender_and_a_new_one_sends_the_rest() {
    let store = approved(Channel::Whatsapp, 60, 0).await;
    let faults = Faults { token_expires_after: Some(25), ..Faults::default() };
    let before = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
    let result = send(&store, &sender(&before)).await;
    let sentence = result.as_ref().unwrap_err().to_string();
    assert!(sentence.contains("access token") && sentence.contains("190"), "{sentence}");
    let (reason, code, report) = stopped(result);
    assert_eq!((reason, code), (StopReason::Credentials, Some(190)));
    assert_eq!((report.handed_over, report.unknown, report.failed), (25, 0, 0));
    before.settle().await;
    assert_eq!(standing(&store).await[&TouchStatus::Planned], 35);
    let after = gateway(&store, FakeWhatsAppConfig::default()).await;
    assert_eq!(send(&store, &sender(&after)).await.unwrap().handed_over, 35);
    assert_eq!(touches_at(&[&before, &after]).len(), 60);
}

#[tokio::test]
async fn a_refusal_of_one_person_is_a_failure_and_stop_is_remembered() {
    for (refused_code, consents_left) in [(131_026, 30), (131_049, 30), (131_050, 0)] {
        let store = approved(Channel::Whatsapp, 30, 0).await;
        let faults = Faults { refused_share: 1.0, refused_code, ..Faults::default() };
        let gateway = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
        let report = send(&store, &sender(&gateway)).await.unwrap();
        assert_eq!(report, DispatchReport { failed: 30, ..Default::default() });
        assert_eq!(gateway.requests_received(), 30);
        let members: Vec<MemberId> = (0..30).map(member).collect();
        let contacts = store.contacts_of(&key(), &members).await.unwrap();
        assert_eq!(contacts.values().filter(|c| c.whatsapp_consent_on.is_some()).count(), consents_left);
    }
}

#[test]
fn only_a_fake_on_loopback_is_sent_to_without_a_rate() {
    assert_eq!(WhatsAppConfig::new("https://graph.facebook.com", "1", "token").pace.per_second, Some(80));
    assert_eq!(WhatsAppConfig::new("http://127.0.0.1:4000", "1", "token").pace.per_second, None);
    assert_eq!(WhatsAppConfig::new("https://127.0.0.1.example.org", "1", "token").pace.per_second, Some(80));
}

#[tokio::test]
async fn a_template_nobody_registered_stops_the_sender() {
    let store = approved(Channel::Whatsapp, 3, 0).await;
    let config = FakeWhatsAppConfig { templates: vec!["another".into()], ..Default::default() };
    let gateway = gateway(&store, config).await;
    let (reason, code, report) = stopped(send(&store, &sender(&gateway)).await);
    assert_eq!((reason, code, report.returned), (StopReason::Template, Some(132_001), 3));
}

#[tokio::test]
async fn a_gateway_that_is_down_costs_no_touch() {
    let store = approved(Channel::Whatsapp, 10, 0).await;
    let down = gateway(&store, FakeWhatsAppConfig::default()).await;
    let config = sender(&down);
    down.stop().await;
    let (reason, _, report) = stopped(send(&store, &config).await);
    assert_eq!((reason, report), (StopReason::Unreachable, DispatchReport { returned: 10, ..Default::default() }));
    assert_eq!(standing(&store).await[&TouchStatus::Planned], 10);
}

#[tokio::test]
async fn what_a_killed_worker_claimed_goes_back_what_it_called_is_unknown_and_nobody_is_messaged_twice() {
    let store = approved(Channel::Whatsapp, 20, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let killed = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(1), 5, "killed", at(1)).await.unwrap();
    let called: Vec<(&str, i64)> = killed[..2].iter().map(|c| (c.touch.id.as_str(), c.fence)).collect();
    assert_eq!(store.call(&called, at(0)).await.unwrap().len(), 2);
    let report = send_whatsapp(
        Ledger { store: &store, contacts_key: &key() },
        &sender(&gateway),
        CAMPAIGN,
        at(24),
        || at(2),
        &|_| (),
    )
    .await
    .unwrap();
    assert_eq!((report.expired, report.handed_over), (2, 18));
    assert_eq!(store.unknown_touches(CAMPAIGN).await.unwrap().len(), 2);
    send(&store, &sender(&gateway)).await.unwrap();
    assert_eq!(touches_at(&[&gateway]).len(), 18);
}

#[tokio::test]
async fn a_pause_stops_within_a_second_what_is_on_its_way_and_the_rest_goes_out_after_it() {
    let store = approved(Channel::Whatsapp, 300, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let mut config = sender(&gateway);
    config.pace.per_second = Some(100);
    let pause = async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        store.halt(CAMPAIGN, Halt::Paused, "Rina", at(1)).await.unwrap();
        gateway.messages_received()
    };
    let (sent, at_pause) = tokio::join!(send(&store, &config), pause);
    let (reason, _, report) = stopped(sent);
    assert_eq!(reason, StopReason::Halted);
    // What had been called may still leave: at most what is on its way at once.
    assert!(gateway.messages_received() <= at_pause + config.pace.at_once as u64 && at_pause < 200);
    assert_eq!((report.handed_over, report.unknown, report.failed), (gateway.messages_received(), 0, 0));
    assert!(matches!(send(&store, &config).await, Err(DispatchError::Halted { .. })));
    store.resume(CAMPAIGN, "Rina", at(1)).await.unwrap();
    send(&store, &sender(&gateway)).await.unwrap();
    assert_eq!(touches_at(&[&gateway]).len(), 300);
}

#[tokio::test]
async fn whoever_writes_stop_is_not_written_to_again() {
    let store = approved(Channel::Whatsapp, 3, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let digits = contact(1).phone.unwrap().digits().to_owned();
    for (words, changed) in [("kapan batas bayarnya?", false), (" *Berhenti*! ", true)] {
        let body = serde_json::json!({"object": "whatsapp_business_account", "entry": [{"changes": [{"value": {"messages": [
            {"from": digits, "id": "wamid.in", "timestamp": "1796083200", "type": "text", "text": {"body": words}}]}}]}]});
        let reports = parse_reports(body.to_string().as_bytes(), at(24)).unwrap();
        assert_eq!(reports.stops.len(), usize::from(changed), "{words}");
        assert!(
            !changed
                || record_reports(&CodePolicy::shipped(), &store, None, std::slice::from_ref(&reports)).await.is_err(),
            "nobody is found without the key"
        );
        record_reports(&CodePolicy::shipped(), &store, Some(&key()), &[reports]).await.unwrap();
    }
    let report = send(&store, &sender(&gateway)).await.unwrap();
    assert_eq!((report.handed_over, report.failed), (2, 1));
    assert!(gateway.accepted().iter().all(|message| message.to != digits));
}

#[tokio::test]
async fn whoever_stops_marketing_messages_in_whatsapp_itself_is_not_written_to_again() {
    let store = approved(Channel::Whatsapp, 3, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let digits = |number| contact(number).phone.unwrap().digits().to_owned();
    assert!(gateway.choose(&[(digits(0), "resume".into()), (digits(1), "stop".into())]).await.unwrap());
    let report = send(&store, &sender(&gateway)).await.unwrap();
    assert_eq!((report.handed_over, report.failed), (2, 1));
    assert!(gateway.accepted().iter().all(|message| message.to != digits(1)));
}

#[tokio::test]
async fn consent_is_asked_again_after_a_long_wait_and_what_went_back_does_not_spin() {
    for (code, through) in [(None, 1.0), (Some(131_056), 0.0)] {
        let store = approved(Channel::Whatsapp, 6, 0).await;
        let codes =
            code.map(|code| CodeFault { code, share: 1.0, when: CodeWhen::Answer, through: None, first: Some(1) });
        let faults = Faults {
            throttle_share: through,
            retry_after_seconds: 2,
            codes: codes.into_iter().collect(),
            ..Faults::default()
        };
        let gateway = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
        let mut config = sender(&gateway);
        (config.pace.first_wait, config.pace.longest_wait) = (Duration::from_secs(2), Duration::from_secs(9));
        let began = tokio::time::Instant::now();
        let withdraw = async {
            while gateway.requests_received() < 6 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            store.save_contacts(&key(), &[Contact { whatsapp_consent_on: None, ..contact(2) }]).await.unwrap();
        };
        let (report, ()) = tokio::join!(send(&store, &config), withdraw);
        assert_eq!(report.unwrap(), DispatchReport { handed_over: 5, failed: 1, ..Default::default() }, "{code:?}");
        assert!(!touches_at(&[&gateway]).contains("t-M000002"), "{code:?}");
        assert!(began.elapsed() >= Duration::from_millis(1_900) && gateway.requests_received() == 11, "{code:?}");
    }
}

#[tokio::test]
async fn tries_are_counted_although_the_touch_went_back_between_them() {
    let always = CodeFault { code: 131_056, share: 1.0, when: CodeWhen::Answer, through: None, first: None };
    let faults = Faults { codes: vec![always], ..Faults::default() };
    let store = approved(Channel::Whatsapp, 3, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
    let mut config = sender(&gateway);
    (config.pace.attempts, config.pace.first_wait) = (2, Duration::from_millis(1_600));
    config.pace.longest_wait = config.pace.first_wait;
    assert_eq!(send(&store, &config).await.unwrap(), DispatchReport { failed: 3, ..Default::default() });
    assert_eq!(gateway.requests_received(), 6);
}

#[tokio::test]
async fn what_waits_when_the_sender_stops_is_told_as_given_back() {
    let store = approved(Channel::Whatsapp, 5, 0).await;
    let faults = Faults { throttle_share: 1.0, retry_after_seconds: 60, ..Faults::default() };
    let gateway = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
    let mut config = sender(&gateway);
    config.pace.longest_wait = Duration::from_mins(1);
    let pause = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        store.halt(CAMPAIGN, Halt::Paused, "Rina", at(1)).await.unwrap();
    };
    let (sent, ()) = tokio::join!(send(&store, &config), pause);
    let (reason, _, report) = stopped(sent);
    assert_eq!((reason, report), (StopReason::Halted, DispatchReport { returned: 5, ..Default::default() }));
    assert_eq!(standing(&store).await[&TouchStatus::Planned], 5);
}

#[tokio::test]
async fn two_senders_at_once_send_each_touch_once() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("jangkau.db");
    let store = Store::open(&path).await.unwrap();
    plan(&store, Channel::Whatsapp, 80, 5).await;
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let (config, other) = (sender(&gateway), Store::open(&path).await.unwrap());
    let (mine, theirs) = tokio::join!(send(&store, &config), send(&other, &config));
    assert_eq!(mine.unwrap().handed_over + theirs.unwrap().handed_over, 80);
    assert_eq!(touches_at(&[&gateway]).len(), 80);
}

#[tokio::test]
async fn a_token_is_not_sent_in_clear_nor_printed() {
    let store = approved(Channel::Whatsapp, 1, 0).await;
    for address in ["http://graph.example.org", "graph.example.org", "ftp://127.0.0.1"] {
        let refusal = send(&store, &WhatsAppConfig::new(address, "1", "secret-token")).await.unwrap_err();
        assert!(matches!(refusal, DispatchError::Setting { setting: "base_url", .. }), "{refusal}");
    }
    let config = WhatsAppConfig::new("https://graph.example.org", "1", "secret-token");
    assert!(!format!("{config:?}").contains("secret-token"));
    let mut still = config;
    still.pace.at_once = 0;
    assert!(matches!(send(&store, &still).await.unwrap_err(), DispatchError::Setting { setting: "at_once", .. }));
}

#[tokio::test]
async fn by_a_played_clock_everything_happens_when_it_is_due() {
    let store = approved(Channel::Whatsapp, 30, 0).await;
    let clock = PlayedClock::starting_at(at(-7));
    let told = clock.clone();
    let status_clock = StatusClock::new(move |touch| touch.map_or_else(|| told.now(), |touch| told.due(touch)));
    let gateway = gateway(&store, FakeWhatsAppConfig { status_clock, ..Default::default() }).await;
    let mut config = sender(&gateway);
    config.pace = config.pace.played_by(clock.clone());
    let ledger = Ledger { store: &store, contacts_key: &key() };
    let report = send_whatsapp(ledger, &config, CAMPAIGN, at(24), || config.pace.now(), &|_| ()).await.unwrap();
    assert_eq!((report.handed_over, clock.now()), (30, at(0)));
    gateway.settle().await;
    for number in 0..30 {
        let touches = store.member_touches(CAMPAIGN, &member(number)).await.unwrap();
        let late = touches[0].happened.iter().map(|(_, happened)| (*happened - at(0)).num_seconds());
        assert!(touches[0].happened.len() > 1 && late.clone().all(|late| (0..=2).contains(&late)), "{touches:?}");
    }
}
