use super::*;
use crate::{DispatchError, DispatchReport, Ledger, OpenHours, Pause, StopReason, send_whatsapp, work_off};
use domain::views::Halt;
use fake_providers::{CodeFault, CodeWhen, Faults};
use std::cell::{Cell, RefCell};

async fn work(
    store: &Store,
    config: &WhatsAppConfig,
    heard: &dyn Fn(Pause<'_>),
) -> Result<DispatchReport, DispatchError> {
    work_off(Ledger { store, contacts_key: &key() }, config, CAMPAIGN, at(24), Utc::now, heard).await
}

#[tokio::test]
async fn a_provider_that_is_gone_is_waited_for_and_nothing_is_lost() {
    let store = approved(Channel::Whatsapp, 40, 0).await;
    let mut gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let config = sender(&gateway);
    gateway.outage().await;
    let troubles = Cell::new(0);
    let heard = |pause: Pause<'_>| {
        if let Pause::Trouble { error: DispatchError::Stopped { reason, .. }, .. } = pause {
            assert_eq!(reason, &StopReason::Unreachable);
            troubles.set(troubles.get() + 1);
        }
    };
    let comes_back = async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        gateway.recover().await.unwrap();
    };
    let (report, ()) = tokio::join!(work(&store, &config, &heard), comes_back);
    let report = report.unwrap();
    assert!(troubles.get() >= 1);
    assert_eq!((report.handed_over, report.unknown, report.failed), (40, 0, 0));
    assert_eq!(gateway.messages_received(), 40);
}

#[tokio::test]
async fn a_gateway_that_throttles_is_tried_again_later() {
    let store = approved(Channel::Whatsapp, 10, 0).await;
    let faults = Faults { throttle_share: 1.0, retry_after_seconds: 0, ..Faults::default() };
    let gateway = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
    let mut config = sender(&gateway);
    config.pace.attempts = 1;
    assert_eq!(work(&store, &config, &|_| ()).await.unwrap().handed_over, 10);
    assert_eq!(gateway.messages_received(), 10);
}

#[tokio::test]
async fn claims_of_a_worker_that_died_are_waited_for() {
    let store = approved(Channel::Whatsapp, 20, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let lease = Utc::now() + TimeDelta::seconds(1);
    let dead = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(1), 5, "dead", lease).await.unwrap();
    let called: Vec<(&str, i64)> = dead[..2].iter().map(|c| (c.touch.id.as_str(), c.fence)).collect();
    store.call(&called, Utc::now()).await.unwrap();
    let waits = RefCell::new(vec![]);
    let heard = |pause: Pause<'_>| {
        if let Pause::Claimed(left) = pause {
            waits.borrow_mut().push((left.planned, left.claimed));
        }
    };
    let report = work(&store, &sender(&gateway), &heard).await.unwrap();
    assert_eq!(waits.borrow()[0], (0, 5));
    assert_eq!((report.handed_over, report.expired), (18, 2));
    assert_eq!(store.unknown_touches(CAMPAIGN).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_a_person_has_to_mend_ends_the_work() {
    let store = approved(Channel::Whatsapp, 5, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let mut config = sender(&gateway);
    config.access_token = "expired".into();
    let refusal = work(&store, &config, &|_| ()).await.unwrap_err();
    assert!(matches!(refusal, DispatchError::Stopped { reason: StopReason::Credentials, .. }), "{refusal}");
    store.halt(CAMPAIGN, Halt::Paused, "Rina", at(1)).await.unwrap();
    let refusal = work(&store, &sender(&gateway), &|_| ()).await.unwrap_err();
    assert!(matches!(refusal, DispatchError::Halted { .. }), "{refusal}");
    assert_eq!(gateway.messages_received(), 0);
}

#[tokio::test]
async fn a_worker_that_dies_leaves_unknown_no_more_than_was_about_to_leave() {
    let store = approved(Channel::Whatsapp, 200, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let mut config = sender(&gateway);
    config.pace.per_second = Some(100);
    // Dropped in the middle, as a crash would.
    let cut_short = tokio::time::timeout(Duration::from_millis(700), work(&store, &config, &|_| ())).await;
    assert!(cut_short.is_err());
    gateway.settle().await;
    store.expire_leases(CAMPAIGN, at(24 * 365)).await.unwrap();
    gateway.settle().await;
    let unknown = store.unknown_touches(CAMPAIGN).await.unwrap().len();
    // A tenth of a second is ten messages; as many again are on their way where the machine is busy.
    assert!(unknown <= 20, "{unknown}");
    assert!(gateway.messages_received() > 20);
}

#[tokio::test]
async fn whoever_is_told_to_end_settles_what_is_on_its_way_and_gives_the_rest_back() {
    let store = approved(Channel::Whatsapp, 300, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let (end, ending) = crate::Ending::pair();
    let mut config = sender(&gateway);
    (config.pace.per_second, config.pace.ending) = (Some(20), ending);
    let told = async {
        while gateway.messages_received() < 5 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        end.tell();
    };
    let (report, ()) = tokio::join!(work(&store, &config, &|_| ()), told);
    let report = report.unwrap();
    assert!((1..250).contains(&report.handed_over), "{report}");
    assert_eq!((report.unknown, report.failed, gateway.messages_received()), (0, 0, report.handed_over));
    let left = store.left(CAMPAIGN, Channel::Whatsapp, at(24)).await.unwrap();
    assert_eq!((left.planned, left.claimed), (300 - report.handed_over, 0), "nothing stays claimed");
    assert_eq!(work(&store, &config, &|_| ()).await.unwrap().handed_over, 0, "it is still told to end");
    let again = work(&store, &sender(&gateway), &|_| ()).await.unwrap();
    assert_eq!((again.handed_over, again.unknown), (300 - report.handed_over, 0));
    assert_eq!(gateway.messages_received(), 300);
}

#[tokio::test]
async fn a_long_wait_does_not_keep_a_sender_from_ending() {
    let store = approved(Channel::Whatsapp, 10, 0).await;
    let faults = Faults { throttle_share: 1.0, retry_after_seconds: 3_600, ..Faults::default() };
    let gateway = gateway(&store, FakeWhatsAppConfig { faults, ..Default::default() }).await;
    let (end, ending) = crate::Ending::pair();
    let mut config = sender(&gateway);
    (config.pace.longest_wait, config.pace.ending) = (Duration::from_hours(1), ending);
    let told = async {
        while gateway.requests_received() < 1 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        end.tell();
    };
    let worked = async { tokio::join!(work(&store, &config, &|_| ()), told).0.unwrap() };
    let report = tokio::time::timeout(Duration::from_secs(30), worked).await.unwrap();
    assert_eq!((report.handed_over, report.unknown), (0, 0));
    assert_eq!(store.left(CAMPAIGN, Channel::Whatsapp, at(24)).await.unwrap().planned, 10);
}

#[tokio::test]
async fn what_is_late_waits_until_people_may_be_written_to() {
    let store = approved(Channel::Whatsapp, 12, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let mut config = sender(&gateway);
    config.pace.hours = OpenHours::new(|_| vec!["33".into()]);
    assert_eq!(work(&store, &config, &|_| ()).await.unwrap().settled(), 0);
    assert_eq!((gateway.messages_received(), standing(&store).await[&TouchStatus::Planned]), (0, 12));
    config.pace.hours = OpenHours::new(|_| vec!["91".into()]);
    assert_eq!(work(&store, &config, &|_| ()).await.unwrap().handed_over, 12);
}

/// A campaign whose database takes claims and calls and fails when results are written, until the trigger is dropped.
async fn broken_for_results(people: u32) -> (Store, sqlx::SqliteConnection, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let store = Store::open(&path).await.unwrap();
    plan(&store, Channel::Whatsapp, people, 0).await;
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let address = format!("sqlite://{}", path.display());
    let mut beside = <sqlx::SqliteConnection as sqlx::Connection>::connect(&address).await.unwrap();
    let trigger = "CREATE TRIGGER broken BEFORE UPDATE OF handed_at ON touch BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END";
    sqlx::query(trigger).execute(&mut beside).await.unwrap();
    (store, beside, folder)
}

#[tokio::test]
async fn what_the_provider_answered_while_the_database_failed_is_written_down_when_it_answers_again() {
    let (store, mut beside, _folder) = broken_for_results(40).await;
    let stops = CodeFault { code: 131_050, share: 0.3, when: CodeWhen::Answer, through: None, first: None };
    let faults = Faults { codes: vec![stops], ..Faults::default() };
    let faulty = FakeWhatsAppConfig { delivered_share: 1.0, faults, ..Default::default() };
    let gateway = gateway(&store, faulty).await;
    let mend = async {
        tokio::time::sleep(Duration::from_millis(900)).await;
        sqlx::query("DROP TRIGGER broken").execute(&mut beside).await.unwrap();
    };
    let config = sender(&gateway);
    let (ended, ()) = tokio::join!(work(&store, &config, &|_| ()), mend);
    assert!(matches!(ended, Err(DispatchError::Store(_))), "the trigger is no trouble that passes: {ended:?}");
    let standing_then = standing(&store).await;
    assert_eq!(standing_then.get(&TouchStatus::Claimed), None, "{standing_then:?}");
    let report = work(&store, &config, &|_| ()).await.unwrap();
    assert_eq!(gateway.requests_received(), 40, "nobody is asked twice");
    let standing = standing(&store).await;
    assert_eq!(
        (standing.get(&TouchStatus::Unknown), standing.get(&TouchStatus::Claimed)),
        (None, None),
        "{standing:?}"
    );
    let stopped = standing[&TouchStatus::Failed];
    assert!(report.settled() < 40 && report.unknown == 0, "{report:?}");
    let contacts = store.contacts_of(&key(), &(0..40).map(member).collect::<Vec<_>>()).await.unwrap();
    let silent = contacts.values().filter(|contact| contact.whatsapp_consent_on.is_none()).count() as u64;
    assert!(stopped > 0 && silent == stopped, "{stopped} said stop, {silent} lost their consent");
}

/// The same for whoever sends once and goes: it waits for the database itself.
#[tokio::test]
async fn whoever_sends_once_waits_for_the_database_before_it_goes() {
    let (store, mut beside, _folder) = broken_for_results(20).await;
    let faulty = FakeWhatsAppConfig { delivered_share: 1.0, ..Default::default() };
    let gateway = gateway(&store, faulty).await;
    let mend = async {
        tokio::time::sleep(Duration::from_millis(900)).await;
        sqlx::query("DROP TRIGGER broken").execute(&mut beside).await.unwrap();
    };
    let config = sender(&gateway);
    let once = async {
        let ledger = Ledger { store: &store, contacts_key: &key() };
        send_whatsapp(ledger, &config, CAMPAIGN, at(24), Utc::now, &|_| ()).await
    };
    let (sent, ()) = tokio::join!(once, mend);
    assert!(matches!(sent, Err(DispatchError::Store(_))), "{sent:?}");
    let asked = gateway.requests_received();
    let standing = standing(&store).await;
    let left = [TouchStatus::HandedOver, TouchStatus::Delivered, TouchStatus::Read];
    assert!(asked > 0);
    assert_eq!(left.iter().filter_map(|status| standing.get(status)).sum::<u64>(), asked, "{standing:?}");
    assert_eq!(standing.get(&TouchStatus::Claimed), None, "and the rest is given back: {standing:?}");
}

#[tokio::test]
async fn a_trouble_that_lasts_ends_the_work_with_what_was_done_and_why() {
    let store = approved(Channel::Whatsapp, 60, 0).await;
    let mut gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let mut config = sender(&gateway);
    (config.pace.per_second, config.pace.trouble) = (Some(100), Duration::from_millis(600));
    let url = gateway.base_url();
    let goes = async {
        while gateway.messages_received() < 10 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        gateway.outage().await;
        gateway.messages_received()
    };
    let worked = async { tokio::time::timeout(Duration::from_secs(30), work(&store, &config, &|_| ())).await.unwrap() };
    let (ended, arrived) = tokio::join!(worked, goes);
    let DispatchError::Stopped { reason, report, .. } = ended.unwrap_err() else { panic!("another error") };
    assert_eq!(reason, StopReason::Unreachable);
    assert!(report.handed_over + report.unknown >= arrived && report.handed_over >= 10, "{report:?} {arrived}");
    // Before anything is claimed as well.
    let careful = WhatsAppConfig { business_account_id: Some("200000000000001".into()), base_url: url, ..config };
    let worked = tokio::time::timeout(Duration::from_secs(30), work(&store, &careful, &|_| ())).await.unwrap();
    assert!(matches!(worked, Err(DispatchError::Stopped { reason: StopReason::Unreachable, .. })), "{worked:?}");
    let left = store.left(CAMPAIGN, Channel::Whatsapp, at(24)).await.unwrap();
    assert_eq!(left.claimed, 0);
    assert!(left.planned > 0);
}

#[tokio::test]
async fn a_database_that_stays_locked_ends_the_work_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let store = Store::open(&path).await.unwrap();
    plan(&store, Channel::Whatsapp, 5, 0).await;
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let address = format!("sqlite://{}", path.display());
    let mut locker = <sqlx::SqliteConnection as sqlx::Connection>::connect(&address).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut locker).await.unwrap();
    let mut config = sender(&gateway);
    config.pace.trouble = Duration::from_millis(100);
    let worked = tokio::time::timeout(Duration::from_mins(1), work(&store, &config, &|_| ())).await.unwrap();
    match worked.unwrap_err() {
        DispatchError::Stopped { reason, detail, .. } => {
            assert_eq!(reason, StopReason::Ledger);
            assert!(detail.contains("locked"), "{detail}");
        }
        other => panic!("{other}"),
    }
    assert_eq!(gateway.requests_received(), 0);
}
