use super::*;
use crate::tests::contacts::contact;
use crate::{ConsentDays, ImportChanges, MOST_REASONS};
use domain::views::{ImportView, QuarantineView};

pub(crate) fn import(sha256: &str, hour: u32) -> ImportView {
    ImportView {
        file: format!("{sha256}.csv"),
        kind: "members".into(),
        at: at(hour),
        sha256: sha256.into(),
        rows: 10,
        quarantined: 1,
        by: "rina".into(),
        mapping: "bank-agent".into(),
        taken_in: 9,
    }
}

/// An import that put nothing aside.
fn whole(sha256: &str, hour: u32) -> ImportView {
    ImportView { quarantined: 0, taken_in: 10, ..import(sha256, hour) }
}

#[tokio::test]
async fn the_same_content_is_one_import_and_the_newest_come_first() {
    let store = Store::fresh().await.unwrap();
    store.record_import(&whole("a", 1)).await.unwrap();
    store.record_import(&whole("b", 2)).await.unwrap();
    store.record_import(&whole("a", 3)).await.unwrap();
    assert_eq!(store.imports().await.unwrap(), [whole("b", 2), whole("a", 1)]);
    assert_eq!(store.known_import("members", "a").await.unwrap(), Some(whole("a", 1)));
    assert_eq!(store.known_import("contributions", "a").await.unwrap(), None);
}

fn reason(line: u64) -> QuarantineView {
    QuarantineView { line, column: "NIK".into(), value: "****01".into(), expected: "16 digits".into() }
}

#[tokio::test]
async fn an_import_keeps_why_rows_were_put_aside_up_to_a_limit() {
    let store = Store::fresh().await.unwrap();
    let reasons: Vec<QuarantineView> = (0..MOST_REASONS as u64 + 5).map(reason).collect();
    let a = import("a", 1);
    store
        .save_import(ImportChanges { import: &a, quarantine: &reasons, contacts: None, consent: &[], events: &[] })
        .await
        .unwrap();
    assert_eq!(store.quarantine("a", 3).await.unwrap(), reasons[..3]);
    assert_eq!(store.quarantine("a", u32::MAX).await.unwrap().len(), MOST_REASONS);
    assert!(store.quarantine("b", 3).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_file_with_rows_put_aside_is_noted_anew_until_it_is_taken_in_whole() {
    let store = Store::fresh().await.unwrap();
    let save = async |import: &ImportView, reasons: &[QuarantineView]| {
        let changes = ImportChanges { import, quarantine: reasons, contacts: None, consent: &[], events: &[] };
        store.save_import(changes).await.unwrap();
    };
    let two_aside = ImportView { quarantined: 2, taken_in: 8, ..import("a", 1) };
    // The last reason is of a cell left out of a row that was taken in.
    save(&two_aside, &[reason(3), reason(3), reason(7), reason(9)]).await;
    assert_eq!(store.put_aside(&two_aside).await.unwrap(), Some([3, 7].into()));
    assert_eq!(store.put_aside(&ImportView { quarantined: 4, ..two_aside }).await.unwrap(), None, "not all are kept");
    save(&import("a", 2), &[reason(7)]).await;
    assert_eq!(store.imports().await.unwrap(), [import("a", 2)]);
    assert_eq!(store.quarantine("a", 9).await.unwrap(), [reason(7)]);
    save(&whole("a", 3), &[]).await;
    assert!(store.quarantine("a", 9).await.unwrap().is_empty());
    save(&import("a", 4), &[reason(7)]).await;
    assert_eq!(store.imports().await.unwrap(), [whole("a", 3)]);
    assert!(store.quarantine("a", 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_import_is_saved_whole_or_not_at_all() {
    let store = Store::fresh().await.unwrap();
    let other = ContactsKey::from_bytes(&[8; 32]);
    store.save_contacts(&key(), &[contact(1)]).await.unwrap();
    let a = import("a", 1);
    let people = [contact(2)];
    let changes =
        |key| ImportChanges { import: &a, quarantine: &[], contacts: Some((key, &people)), consent: &[], events: &[] };
    assert!(store.save_import(changes(&other)).await.is_err());
    assert!(store.imports().await.unwrap().is_empty());
    store.save_import(changes(&key())).await.unwrap();
    assert_eq!(store.imports().await.unwrap(), std::slice::from_ref(&a));
    assert_eq!(store.contacts_of(&key(), &[member(2)]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn consent_of_a_member_without_a_contact_is_kept_for_when_there_is_one() {
    let store = Store::fresh().await.unwrap();
    let days = ConsentDays { given_on: None, withdrawn_on: "2026-06-01".parse().ok() };
    let a = import("a", 1);
    let consent = [(member(1), Channel::Whatsapp, days), (member(1), Channel::Email, days)];
    store
        .save_import(ImportChanges { import: &a, quarantine: &[], contacts: None, consent: &consent, events: &[] })
        .await
        .unwrap();
    let reach = store.reach_of(&[member(1)]).await.unwrap()[&member(1)];
    assert_eq!((reach.whatsapp, reach.email, reach.has_phone), (days, days, false));
    store.save_contacts(&key(), &[contact(1)]).await.unwrap();
    let found = store.contacts_of(&key(), &[member(1)]).await.unwrap();
    assert_eq!(found[&member(1)].whatsapp_consent_on, None, "given in January, withdrawn in June");
}
