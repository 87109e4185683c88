use super::*;
use crate::{MemberOutcome, StoreError};
use domain::views::{ImportView, OverviewView};
use domain::{Contact, CostPerAdditional, UpliftRow, Verdict};

fn contact(number: u32) -> Contact {
    Contact {
        member: member(number),
        name: "Wati".into(),
        phone: Some("0812-3456-7890".parse().unwrap()),
        email: None,
        whatsapp_consent_on: "2026-01-05".parse().ok(),
        email_consent_on: None,
    }
}

fn import(sha256: &str, hour: u32) -> ImportView {
    ImportView {
        file: format!("{sha256}.csv"),
        kind: "members".into(),
        at: at(hour),
        sha256: sha256.into(),
        rows: 10,
        quarantined: 1,
        by: String::new(),
        mapping: String::new(),
        taken_in: 0,
    }
}

fn uplift(verdict: Verdict, cost_per_additional: CostPerAdditional) -> UpliftRow {
    UpliftRow {
        campaign: CAMPAIGN.into(),
        segment: SegmentId("all".into()),
        segment_name: Bilingual::new("Semua", "All"),
        channel: Channel::Whatsapp,
        unit: RandomisationUnit::Person,
        treated: 100,
        delivered: Some(90),
        held_out: 20,
        areas_treated: None,
        areas_held_out: None,
        rate_treated: Some(0.5),
        rate_held_out: Some(0.4),
        verdict,
        estimator: "difference of proportions, Newcombe".into(),
        cost: Rupiah::whole(58_600),
        cost_per_additional,
        true_uplift: Some(0.08),
        notes: vec![],
    }
}

#[tokio::test]
async fn contacts_are_replaced_consent_and_all() {
    let store = Store::in_memory().await.unwrap();
    let contacts: Vec<Contact> = (0..1200).map(contact).collect();
    store.save_contacts(&contacts).await.unwrap();
    let mut withdrawn = contact(7);
    withdrawn.whatsapp_consent_on = None;
    store.save_contacts(&[withdrawn.clone()]).await.unwrap();
    let found = store.contacts_of(&[member(7), member(1100), member(5000)]).await.unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[&member(7)], withdrawn);
    assert_eq!(found[&member(1100)], contact(1100));
    assert!(store.contacts_of(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_says_stop_to_the_provider_has_withdrawn_consent() {
    let store = approved(3, 0).await;
    store.save_contacts(&(0..3).map(contact).collect::<Vec<_>>()).await.unwrap();
    let stopped = ["t-M000001".to_owned(), "not-ours".to_owned()];
    assert_eq!(store.withdraw_whatsapp_consent(&stopped).await.unwrap(), 1);
    assert_eq!(store.withdraw_whatsapp_consent(&stopped).await.unwrap(), 0);
    let contacts = store.contacts_of(&[member(0), member(1)]).await.unwrap();
    assert!(contacts[&member(0)].whatsapp_consent_on.is_some());
    assert_eq!(contacts[&member(1)].whatsapp_consent_on, None);
}

#[tokio::test]
async fn the_same_content_is_one_import_and_the_newest_come_first() {
    let store = Store::in_memory().await.unwrap();
    store.record_import(&import("a", 1)).await.unwrap();
    store.record_import(&import("b", 2)).await.unwrap();
    store.record_import(&import("a", 3)).await.unwrap();
    assert_eq!(store.imports().await.unwrap(), [import("b", 2), import("a", 1)]);
    assert_eq!(store.known_import("members", "a").await.unwrap(), Some(import("a", 1)));
    assert_eq!(store.known_import("contributions", "a").await.unwrap(), None);
}

#[tokio::test]
async fn documents_are_empty_before_they_are_saved_and_replaced_after() {
    let store = Store::in_memory().await.unwrap();
    assert_eq!(store.overview().await.unwrap(), None);
    assert!(store.segments().await.unwrap().is_empty());
    assert!(store.packages().await.unwrap().is_empty());
    assert!(store.partners().await.unwrap().is_empty());
    let mut overview = OverviewView {
        as_of: "2026-11-30".parse().ok(),
        members: 50_000,
        contributions: 1_000_000,
        states: vec![],
        groups: vec![],
        paid_by_month: vec![("2026-11".parse().unwrap(), 20_000)],
        imports: vec![import("a", 1)],
        simulated: true,
    };
    store.save_overview(&overview).await.unwrap();
    overview.members += 1;
    store.save_overview(&overview).await.unwrap();
    assert_eq!(store.overview().await.unwrap(), Some(overview));
}

#[tokio::test]
async fn uplift_rows_keep_the_ends_of_both_their_intervals() {
    let store = approved(1, 1).await;
    let rows = [
        uplift(
            Verdict::Estimate { uplift: 0.1, low: 0.02, high: 0.18, level: 0.95, p_value: 0.01 },
            CostPerAdditional::Price {
                estimate: Rupiah::whole(5_860),
                low: Rupiah::whole(3_256),
                high: Rupiah::whole(29_300),
            },
        ),
        uplift(
            Verdict::TooEarly { needs: Bilingual::new("tunggu Maret", "wait for March") },
            CostPerAdditional::NoAnswer,
        ),
    ];
    assert!(store.uplift(CAMPAIGN).await.unwrap().is_empty());
    store.save_uplift(CAMPAIGN, &rows).await.unwrap();
    assert_eq!(store.uplift(CAMPAIGN).await.unwrap(), rows);
}

#[tokio::test]
async fn outcomes_are_kept_for_treated_and_held_out_alike() {
    let store = approved(1, 1).await;
    let outcome = |number, kept| MemberOutcome { member: member(number), kept, months_paid: i64::from(kept) * 3 };
    store.record_outcomes(CAMPAIGN, &[outcome(0, false), outcome(1, true)]).await.unwrap();
    store.record_outcomes(CAMPAIGN, &[outcome(0, true)]).await.unwrap();
    assert_eq!(store.outcomes(CAMPAIGN).await.unwrap(), [outcome(0, true), outcome(1, true)]);
    let stranger = store.record_outcomes(CAMPAIGN, &[outcome(9, true)]).await.unwrap_err();
    assert!(matches!(stranger, StoreError::Database { .. }), "{stranger}");
}

#[tokio::test]
async fn a_database_opened_again_holds_everything_and_is_private() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("jangkau.db");
    {
        let store = Store::open(&path).await.unwrap();
        let (view, plan, touches) = plan(3, 1);
        store.save_plan(&view, &plan, &touches).await.unwrap();
        store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
        store.save_contacts(&[contact(1)]).await.unwrap();
        claim(&store, 1).await;
    }
    let store = Store::open(&path).await.unwrap();
    assert_eq!(store.plan_members(CAMPAIGN).await.unwrap().len(), 4);
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Claimed);
    assert_eq!(store.contacts_of(&[member(1)]).await.unwrap().len(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for file in std::fs::read_dir(home.path()).unwrap() {
            let file = file.unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{}", file.path().display());
        }
    }
    let nowhere = Store::open(&home.path().join("missing/jangkau.db")).await.unwrap_err();
    assert!(matches!(nowhere, StoreError::Open { .. }), "{nowhere}");
}
