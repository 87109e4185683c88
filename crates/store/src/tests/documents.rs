use super::*;
use crate::tests::contacts::contact;
use crate::tests::imports::import;
use crate::{MemberOutcome, StoreError};
use domain::views::OverviewView;
use domain::{CostPerAdditional, MailPurpose, MailRecord, MailStanding, UpliftRow, Verdict};

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
        paid_months: None,
        true_uplift: Some(0.08),
        notes: vec![],
        judgement: None,
        running: None,
    }
}

#[tokio::test]
async fn documents_are_empty_before_they_are_saved_and_replaced_after() {
    let store = Store::fresh().await.unwrap();
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
        store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
        store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
        store.save_contacts(&key(), &[contact(1)]).await.unwrap();
        claim(&store, 1).await;
    }
    let store = Store::open(&path).await.unwrap();
    assert_eq!(store.plan_members(CAMPAIGN).await.unwrap().len(), 4);
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Claimed);
    assert_eq!(store.contacts_of(&key(), &[member(1)]).await.unwrap().len(), 1);
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

#[tokio::test]
async fn a_mail_is_kept_once_and_listed_with_its_campaign_in_the_order_in_which_mails_left() {
    let store = Store::fresh().await.unwrap();
    let mail = |id: &str, campaign: &str, hour: u32, standing: MailStanding| MailRecord {
        id: id.into(),
        campaign: campaign.into(),
        purpose: MailPurpose::Worklist,
        regency: Some("33.21".into()),
        to: "loket@example.org".into(),
        at: at(hour),
        standing,
        detail: None,
    };
    let (first, second) = (mail("b", CAMPAIGN, 1, MailStanding::Sent), mail("a", CAMPAIGN, 2, MailStanding::Unknown));
    store.keep_mail(&second).await.unwrap();
    store.keep_mail(&mail("b", CAMPAIGN, 1, MailStanding::Unknown)).await.unwrap();
    store.keep_mail(&first).await.unwrap();
    store.keep_mail(&mail("c", "another", 3, MailStanding::Sent)).await.unwrap();
    assert_eq!(store.mails(Some(CAMPAIGN)).await.unwrap(), [first, second]);
    assert!(store.mails(Some("nobody")).await.unwrap().is_empty());
}
