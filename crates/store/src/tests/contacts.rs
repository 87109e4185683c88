use super::*;
use crate::sql::Sql;
use crate::{ConsentDays, StoreError};
use domain::Contact;

pub(crate) fn contact(number: u32) -> Contact {
    Contact {
        member: member(number),
        name: "Wati".into(),
        phone: Some("0812-3456-7890".parse().unwrap()),
        email: None,
        whatsapp_consent_on: "2026-01-05".parse().ok(),
        email_consent_on: None,
    }
}

#[tokio::test]
async fn contacts_are_replaced_consent_and_all() {
    let store = Store::fresh().await.unwrap();
    let contacts: Vec<Contact> = (0..1200).map(contact).collect();
    store.save_contacts(&key(), &contacts).await.unwrap();
    let mut withdrawn = contact(7);
    withdrawn.whatsapp_consent_on = None;
    store.save_contacts(&key(), &[withdrawn.clone()]).await.unwrap();
    let found = store.contacts_of(&key(), &[member(7), member(1100), member(5000)]).await.unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[&member(7)], withdrawn);
    assert_eq!(found[&member(1100)], contact(1100));
    assert!(store.contacts_of(&key(), &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_says_stop_to_the_provider_has_withdrawn_consent() {
    let store = approved(3, 0).await;
    store.save_contacts(&key(), &(0..3).map(contact).collect::<Vec<_>>()).await.unwrap();
    let stopped = ["t-M000001".to_owned(), "not-ours".to_owned()];
    assert_eq!(store.withdraw_whatsapp_consent(&stopped).await.unwrap(), 1);
    assert_eq!(store.withdraw_whatsapp_consent(&stopped).await.unwrap(), 0);
    let contacts = store.contacts_of(&key(), &[member(0), member(1)]).await.unwrap();
    assert!(contacts[&member(0)].whatsapp_consent_on.is_some());
    assert_eq!(contacts[&member(1)].whatsapp_consent_on, None);
}

#[tokio::test]
async fn an_old_file_does_not_bring_back_a_consent_that_was_withdrawn() {
    let store = approved(2, 0).await;
    store.save_contacts(&key(), &[contact(0), contact(1)]).await.unwrap();
    store.withdraw_whatsapp_consent(&["t-M000000".to_owned()]).await.unwrap();
    store.save_contacts(&key(), &[contact(0), contact(1)]).await.unwrap();
    let reach = store.reach_of(&[member(0), member(1)]).await.unwrap();
    assert_eq!(reach[&member(0)].whatsapp.given_on, None);
    assert_eq!(reach[&member(0)].whatsapp.withdrawn_on, "2026-12-01".parse().ok(), "the day the touch was due");
    assert_eq!(reach[&member(1)].whatsapp.given_on, "2026-01-05".parse().ok());
    let anew = Contact { whatsapp_consent_on: "2026-12-02".parse().ok(), ..contact(0) };
    store.save_contacts(&key(), std::slice::from_ref(&anew)).await.unwrap();
    assert_eq!(store.contacts_of(&key(), &[member(0)]).await.unwrap()[&member(0)], anew, "a later yes counts");
}

#[test]
fn the_latest_day_of_consent_counts_and_on_the_same_day_the_withdrawal() {
    let day = |text: &str| text.parse().ok();
    let none = ConsentDays::default();
    let (may, june) = (day("2026-05-01"), day("2026-06-01"));
    assert_eq!(none.after(may, None).given_on, may);
    assert_eq!(none.after(may, june), ConsentDays { given_on: None, withdrawn_on: june });
    assert_eq!(none.after(may, may).given_on, None);
    assert_eq!(none.after(june, may).given_on, june);
    assert_eq!(none.after(None, june).after(may, None).given_on, None, "an older yes stays withdrawn");
}

#[tokio::test]
async fn another_key_neither_reads_nor_writes() {
    let store = Store::fresh().await.unwrap();
    store.save_contacts(&key(), &[contact(1)]).await.unwrap();
    let other = ContactsKey::from_bytes(&[8; 32]);
    let read = store.contacts_of(&other, &[member(1)]).await.unwrap_err();
    let written = store.save_contacts(&other, &[contact(2)]).await.unwrap_err();
    for refusal in [read, written] {
        assert!(matches!(refusal, StoreError::WrongContactsKey), "{refusal}");
    }
    assert_eq!(store.contacts_of(&key(), &[member(1), member(2)]).await.unwrap().len(), 1);
    let reach = store.reach_of(&[member(1)]).await.unwrap()[&member(1)];
    assert!(reach.has_phone && !reach.has_email && reach.whatsapp.given_on.is_some(), "read without a key");
}

/// Whether any file of a directory holds these bytes.
fn holds(folder: &std::path::Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder)
        .unwrap()
        .any(|file| std::fs::read(file.unwrap().path()).unwrap().windows(bytes.len()).any(|w| w == bytes))
}

#[tokio::test]
async fn no_name_number_or_address_stands_in_the_file_or_its_log() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(&home.path().join("jangkau.db")).await.unwrap();
    let people: Vec<Contact> = (0..700)
        .map(|n| Contact { name: "Wati Suwarsih".into(), email: Some("wati@contoh.id".into()), ..contact(n) })
        .collect();
    store.save_contacts(&key(), &people).await.unwrap();
    store.save_contacts(&key(), &people[..10]).await.unwrap();
    for word in ["Wati Suwarsih", "6281234567890", "wati@contoh.id"] {
        assert!(!holds(home.path(), word.as_bytes()), "{word} stands in a file");
    }
    assert!(holds(home.path(), b"M000001"), "the search finds what is there");
}

#[tokio::test]
async fn contacts_of_before_are_sealed_when_the_key_first_comes_and_leave_no_trace() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("jangkau.db");
    let store = Store::open(&path).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    for number in 0..1200 {
        Sql::new("INSERT INTO contact (member, name, phone, whatsapp_consent_on) VALUES ($1, $2, $3, '2026-01-05')")
            .bind(member(number).0)
            .bind("Wati")
            .bind("6281234567890")
            .execute(&mut tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    assert!(holds(home.path(), b"6281234567890"));
    let found = store.contacts_of(&key(), &[member(7)]).await.unwrap();
    assert_eq!(found[&member(7)], contact(7));
    assert!(!holds(home.path(), b"6281234567890"));
    drop(store);
    let again = Store::open(&path).await.unwrap();
    assert_eq!(again.contacts_of(&key(), &[member(1199)]).await.unwrap()[&member(1199)], contact(1199));
}

#[tokio::test]
async fn whoever_writes_stop_is_found_by_their_number_and_consent_of_before_does_not_come_back() {
    let store = Store::fresh().await.unwrap();
    let phone = "081234567890".parse().unwrap();
    let contact = domain::Contact {
        member: member(0),
        name: "Wati".into(),
        phone: Some(phone),
        email: None,
        whatsapp_consent_on: "2026-01-05".parse().ok(),
        email_consent_on: None,
    };
    store.save_contacts(&key(), std::slice::from_ref(&contact)).await.unwrap();
    let digits = contact.phone.as_ref().unwrap().digits().to_owned();
    let stop = |digits: &str| crate::PhoneStop {
        digits: digits.to_owned(),
        on: "2026-12-01".parse().unwrap(),
        words: "berhenti".into(),
    };
    assert_eq!(store.withdraw_by_phone(&key(), &[stop("628999")]).await.unwrap(), 0);
    assert_eq!(store.withdraw_by_phone(&key(), &[stop(&digits), stop(&digits)]).await.unwrap(), 1);
    store.save_contacts(&key(), &[contact]).await.unwrap();
    let reach = store.reach_of(&[member(0)]).await.unwrap()[&member(0)];
    assert_eq!((reach.whatsapp.given_on, reach.whatsapp.withdrawn_on), (None, "2026-12-01".parse().ok()));
    // Where an earlier version left no mark, it is made the next time somebody comes with the key.
    let mut tx = store.begin().await.unwrap();
    Sql::new("UPDATE contact SET phone_mark = NULL, whatsapp_consent_on = '2026-11-20'")
        .execute(&mut tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store.contacts_of(&key(), &[]).await.unwrap();
    assert_eq!(store.withdraw_by_phone(&key(), &[stop(&digits)]).await.unwrap(), 1);
}

/// A stop counts from the day it was said, whatever is on record when it comes in, and however late or often that is.
#[tokio::test]
async fn a_stop_outlasts_older_consent_and_yields_to_a_later_one() {
    let store = Store::fresh().await.unwrap();
    let agreed = |on: Option<&str>| domain::Contact {
        member: member(0),
        name: "Wati".into(),
        phone: "081234567890".parse().ok(),
        email: None,
        whatsapp_consent_on: on.map(|on| on.parse().unwrap()),
        email_consent_on: None,
    };
    let digits = agreed(None).phone.unwrap().digits().to_owned();
    let stopped = async |on: &str| {
        let stop = crate::PhoneStop { digits: digits.clone(), on: on.parse().unwrap(), words: "berhenti".into() };
        store.withdraw_by_phone(&key(), &[stop]).await.unwrap()
    };
    let stands = async || {
        let days = store.reach_of(&[member(0)]).await.unwrap()[&member(0)].whatsapp;
        (days.given_on.map(|day| day.to_string()), days.withdrawn_on.map(|day| day.to_string()))
    };
    let text = |day: &str| Some(day.to_owned());
    store.save_contacts(&key(), &[agreed(Some("2026-11-01"))]).await.unwrap();
    store.save_contacts(&key(), &[agreed(None)]).await.unwrap();
    assert_eq!(stopped("2026-12-05").await, 0, "no consent is on record just then");
    store.save_contacts(&key(), &[agreed(Some("2026-11-01"))]).await.unwrap();
    assert_eq!(stands().await, (None, text("2026-12-05")), "the file of before brings nobody back");

    store.save_contacts(&key(), &[agreed(Some("2026-12-07"))]).await.unwrap();
    assert_eq!(stopped("2026-12-05").await, 0, "the same stop, brought once more by the provider");
    assert_eq!(stands().await, (text("2026-12-07"), text("2026-12-05")));
    assert_eq!(stopped("2026-12-10").await, 1);
    assert_eq!(stopped("2026-12-01").await, 0);
    assert_eq!(stands().await, (None, text("2026-12-10")), "the day of withdrawal never goes back");
}
