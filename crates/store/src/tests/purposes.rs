use super::contacts::contact;
use super::*;
use crate::sql::Sql;
use crate::{ConsentDays, ConsentEvent, ImportChanges, PhoneStop, Right};
use chrono::NaiveDate;
use domain::Purpose;
use domain::views::ImportView;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn event(number: u32, purpose: Option<Purpose>, given: bool, on: &str) -> ConsentEvent {
    ConsentEvent {
        member: member(number),
        channel: Channel::Whatsapp,
        purpose,
        given,
        on: day(on),
        text_version: "naskah-3".into(),
        evidence: "formulir 17".into(),
    }
}

/// The note of a file with so many rows.
fn import(rows: u64) -> ImportView {
    ImportView {
        file: "consent.csv".into(),
        kind: "consent".into(),
        at: at(0),
        sha256: rows.to_string(),
        rows,
        quarantined: 0,
        by: "Sari".into(),
        mapping: "agency-consent-by-purpose".into(),
        taken_in: rows,
    }
}

async fn take_in(store: &Store, events: &[ConsentEvent]) {
    let import = import(events.len() as u64);
    let changes = ImportChanges { import: &import, quarantine: &[], contacts: None, consent: &[], events };
    store.save_import(changes).await.unwrap();
}

/// From when each of three members may be written to for the campaign.
async fn may_be_written_to(store: &Store) -> Vec<Option<NaiveDate>> {
    let members = [member(0), member(1), member(2)];
    let contacts = store.contacts_for(&key(), CAMPAIGN, &members).await.unwrap();
    members.iter().map(|m| contacts[m].whatsapp_consent_on).collect()
}

#[tokio::test]
async fn who_took_back_what_a_campaign_is_about_is_not_written_to_for_it_and_for_others_is() {
    let store = approved(3, 0).await;
    let mut nobody = contact(2);
    nobody.whatsapp_consent_on = None;
    store.save_contacts(&key(), &[contact(0), contact(1), nobody]).await.unwrap();
    let (contributions, offers) = (Some(Purpose::Contributions), Some(Purpose::Offers));
    assert_eq!(may_be_written_to(&store).await, [Some(day("2026-01-05")), Some(day("2026-01-05")), None]);
    let events = [
        event(0, contributions, false, "2026-06-01"),
        event(1, offers, false, "2026-06-01"),
        event(2, contributions, true, "2026-06-02"),
    ];
    take_in(&store, &events).await;
    assert_eq!(may_be_written_to(&store).await, [None, Some(day("2026-01-05")), Some(day("2026-06-02"))]);
    let agreed = store.agreed_to(Purpose::Contributions).await.unwrap();
    assert_eq!(agreed.whatsapp, [(member(0), false), (member(2), true)].into());
    assert_eq!(store.agreed_to(Purpose::Offers).await.unwrap().whatsapp, [(member(1), false)].into());

    // An older yes does not bring it back, a later one does; the same file again changes nothing.
    take_in(&store, &[event(0, contributions, true, "2026-05-31")]).await;
    assert_eq!(may_be_written_to(&store).await[0], None);
    take_in(&store, &events).await;
    take_in(&store, &[event(0, contributions, true, "2026-07-01")]).await;
    assert_eq!(may_be_written_to(&store).await[0], Some(day("2026-07-01")));
    let kept = store.consents_of(&member(0)).await.unwrap();
    assert_eq!(kept.iter().map(|c| c.given).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!((kept[1].text_version.as_str(), kept[1].purpose), ("naskah-3", contributions));

    // A campaign about something else asks for something else.
    let mut tx = store.begin().await.unwrap();
    Sql::new("UPDATE campaign SET purpose = 'offers'").execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(may_be_written_to(&store).await, [Some(day("2026-01-05")), None, None]);
}

#[tokio::test]
async fn whoever_stops_everything_has_stopped_each_purpose() {
    let store = approved(3, 0).await;
    let mut people = [contact(0), contact(1), contact(2)];
    for (person, digits) in people.iter_mut().zip(["081234567890", "081234567891", "081234567892"]) {
        person.phone = Some(digits.parse().unwrap());
        person.whatsapp_consent_on = None;
    }
    store.save_contacts(&key(), &people).await.unwrap();
    let yes = |number| event(number, Some(Purpose::Contributions), true, "2026-06-02");
    take_in(&store, &[yes(0), yes(1), yes(2)]).await;
    let words = || PhoneStop { digits: "6281234567890".into(), on: day("2026-06-03"), words: "BERHENTI".into() };
    assert_eq!(store.withdraw_by_phone(&key(), &[words()]).await.unwrap(), 1);
    assert_eq!(store.withdraw_by_phone(&key(), &[words()]).await.unwrap(), 0);
    assert_eq!(store.withdraw_whatsapp_consent(&["t-M000001".to_owned()]).await.unwrap(), 1);
    assert_eq!(may_be_written_to(&store).await, [None, None, Some(day("2026-06-02"))]);
    take_in(&store, &[yes(0)]).await;
    assert_eq!(may_be_written_to(&store).await[0], None, "an old file does not bring it back");
}

#[tokio::test]
async fn no_file_brings_the_consent_of_somebody_back_who_asked_to_be_forgotten() {
    let store = approved(2, 0).await;
    store.save_contacts(&key(), &[contact(0), contact(1)]).await.unwrap();
    store.claim_right(&key(), &member(0), Right::Erased, "Rina", at(1)).await.unwrap();
    let given = ConsentDays { given_on: Some(day("2026-12-02")), withdrawn_on: None };
    let consent = [0, 1].map(|number| (member(number), Channel::Whatsapp, given));
    let events = [0, 1].map(|number| event(number, Some(Purpose::Offers), true, "2026-12-02"));
    let import = import(2);
    let changes =
        ImportChanges { import: &import, quarantine: &[], contacts: None, consent: &consent, events: &events };
    store.save_import(changes).await.unwrap();
    let reach = store.reach_of(&[member(0), member(1)]).await.unwrap();
    assert!(!reach.contains_key(&member(0)) && reach[&member(1)].whatsapp == given, "{reach:?}");
    assert!(store.consents_of(&member(0)).await.unwrap().is_empty());
    assert_eq!(store.agreed_to(Purpose::Offers).await.unwrap().whatsapp, [(member(1), true)].into());
}

#[test]
fn a_purpose_counts_from_the_first_day_on_which_either_consent_stands() {
    let days = |given: Option<&str>, withdrawn: Option<&str>| ConsentDays {
        given_on: given.map(day),
        withdrawn_on: withdrawn.map(day),
    };
    let everything = days(Some("2026-03-01"), Some("2026-02-01"));
    assert_eq!(everything.for_purpose(days(Some("2026-04-01"), None)), Some(day("2026-03-01")));
    assert_eq!(everything.for_purpose(days(Some("2026-04-01"), Some("2026-03-01"))), Some(day("2026-04-01")));
    assert_eq!(everything.for_purpose(days(None, Some("2026-02-28"))), Some(day("2026-03-01")));
    assert_eq!(days(None, Some("2026-05-01")).for_purpose(days(Some("2026-05-01"), None)), None);
    assert_eq!(days(None, None).for_purpose(days(None, None)), None);
}
