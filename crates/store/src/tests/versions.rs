use super::*;
use crate::{KeptVersion, MemberOutcome, PlanToKeep, StoreError};
use domain::views::Halt;
use domain::{DeliveryEvent, PlanRecord, PlannedGroup, Purpose, RandomisationUnit, SegmentId, TemplateFilling};

fn record(hash: &str) -> PlanRecord {
    PlanRecord {
        hash: hash.into(),
        as_of: "2026-11-30".parse().unwrap(),
        declaration: format!("name = \"x\" # {hash}"),
        templates: [("wa.id.hbs".to_owned(), "Halo".to_owned())].into(),
        groups: vec![PlannedGroup {
            segment: SegmentId("fisher".into()),
            channel: Some(Channel::Whatsapp),
            unit: RandomisationUnit::Person,
            members: 3,
            cost: Rupiah::whole(3 * 586),
        }],
        excluded: Vec::new(),
        warnings: Vec::new(),
        first_touch: Some(at(0)),
        last_touch: Some(at(1)),
        follow_ups: 0,
        reserve: Rupiah::ZERO,
        budget: Rupiah::whole(10_000_000),
    }
}

/// Plans the campaign with a plan of that hash, by somebody.
async fn planned(store: &Store, hash: &str, by: &str) -> Result<u32, StoreError> {
    Ok(kept(store, hash, by, &[]).await?.version)
}

/// The same, said with these templates.
pub(super) async fn kept(
    store: &Store,
    hash: &str,
    by: &str,
    fillings: &[TemplateFilling],
) -> Result<KeptVersion, StoreError> {
    let (mut view, mut plan, touches) = plan(3, 2);
    (view.plan_hash, plan.hash, view.planned_by) = (hash.into(), hash.into(), by.into());
    let (view, plan, touches, record) = (&view, &plan, &touches, &record(hash));
    let kept = PlanToKeep {
        view,
        plan,
        touches,
        follow_ups: &[],
        fillings,
        decision: None,
        purpose: Purpose::Contributions,
        approvers: &[],
        record,
    };
    store.save_plan_version(&kept, at(5)).await
}

async fn approvals(store: &Store) -> Vec<(u32, String, Option<String>)> {
    let versions = store.plan_versions(CAMPAIGN).await.unwrap();
    versions.into_iter().map(|v| (v.version, v.plan.hash, v.approved_by)).collect()
}

#[tokio::test]
async fn a_changed_plan_is_the_next_version_and_the_same_plan_is_the_same() {
    let store = Store::fresh().await.unwrap();
    assert_eq!(planned(&store, "hash-a", "Sari").await.unwrap(), 1);
    assert_eq!(planned(&store, "hash-a", "Rina").await.unwrap(), 1);
    assert_eq!(planned(&store, "hash-b", "Sari").await.unwrap(), 2);
    let versions = store.plan_versions(CAMPAIGN).await.unwrap();
    assert_eq!(
        versions.iter().map(|v| (v.version, v.planned_by.as_str())).collect::<Vec<_>>(),
        [(1, "Sari"), (2, "Sari")]
    );
    assert_eq!((&versions[0].plan, versions[1].planned_at), (&record("hash-a"), at(5)));
    assert!(store.plan_versions("other").await.unwrap().is_empty());
    let found = async |hash: &str| store.plan_version(CAMPAIGN, hash).await.unwrap().map(|v| v.version);
    assert_eq!((found("hash-a").await, found("hash-b").await, found("hash-c").await), (Some(1), Some(2), None));
}

#[tokio::test]
async fn planning_the_same_again_under_another_name_makes_no_second_person() {
    let store = Store::fresh().await.unwrap();
    planned(&store, "hash-a", "Sari").await.unwrap();
    for by in ["Rina", ""] {
        planned(&store, "hash-a", by).await.unwrap();
        assert_eq!(store.campaign(CAMPAIGN).await.unwrap().unwrap().planned_by, "Sari");
    }
    for by in ["Sari", " SARI\u{200b} "] {
        let refused = store.approve(CAMPAIGN, "hash-a", by, at(6)).await.unwrap_err();
        assert!(matches!(refused, StoreError::SamePerson { .. }), "{refused}");
    }
    let nobody = store.approve(CAMPAIGN, "hash-a", "\u{200b}", at(6)).await.unwrap_err();
    assert!(matches!(nobody, StoreError::NobodyApproves { .. }), "{nobody}");
    store.approve(CAMPAIGN, "hash-a", "Rina\u{200d}", at(6)).await.unwrap();
    assert_eq!(store.campaign(CAMPAIGN).await.unwrap().unwrap().approved_by.as_deref(), Some("Rina"));
}

/// Plans another campaign for two of the same people, so many days later.
async fn another(store: &Store, planned_at: u32, days: i64) {
    let (mut view, mut plan, mut touches) = plan(2, 0);
    (view.name, view.plan_hash, plan.campaign, plan.hash) =
        ("other".into(), "hash-o".into(), "other".into(), "hash-o".into());
    for touch in &mut touches {
        (touch.id, touch.campaign) = (format!("o-{}", touch.member), "other".into());
        touch.due_at += TimeDelta::days(days);
    }
    let record = record("hash-o");
    let kept = PlanToKeep {
        view: &view,
        plan: &plan,
        touches: &touches,
        follow_ups: &[],
        fillings: &[],
        decision: None,
        purpose: Purpose::Contributions,
        approvers: &[],
        record: &record,
    };
    store.save_plan_version(&kept, at(planned_at)).await.unwrap();
}

/// Both planned before either was approved: neither knows of the other's touches.
#[tokio::test]
async fn a_plan_that_another_campaign_has_overtaken_is_planned_again_before_it_is_approved() {
    let store = Store::fresh().await.unwrap();
    planned(&store, "hash-a", "Sari").await.unwrap();
    store.approve(CAMPAIGN, "hash-a", "Budi", at(7)).await.unwrap();
    another(&store, 6, 3).await;
    let refused = store.approve("other", "hash-o", "Budi", at(8)).await.unwrap_err();
    assert!(matches!(&refused, StoreError::Overtaken { other, people: 2, .. } if other == CAMPAIGN), "{refused}");
    // Planned again it knows of them, however near they are.
    another(&store, 8, 3).await;
    store.approve("other", "hash-o", "Budi", at(9)).await.unwrap();
}

#[tokio::test]
async fn a_campaign_approved_meanwhile_is_in_nobodys_way_a_week_apart_or_once_cancelled() {
    for (days, cancelled) in [(8, false), (3, true)] {
        let store = Store::fresh().await.unwrap();
        planned(&store, "hash-a", "Sari").await.unwrap();
        store.approve(CAMPAIGN, "hash-a", "Budi", at(7)).await.unwrap();
        another(&store, 6, days).await;
        if cancelled {
            store.halt(CAMPAIGN, Halt::Cancelled, "Budi", at(7)).await.unwrap();
        }
        store.approve("other", "hash-o", "Budi", at(8)).await.unwrap();
    }
}

#[tokio::test]
async fn an_approved_plan_gives_way_to_another_that_has_to_be_approved_again_and_nothing_leaves_until_then() {
    let store = Store::fresh().await.unwrap();
    planned(&store, "hash-a", "Sari").await.unwrap();
    store.approve(CAMPAIGN, "hash-a", "Budi", at(0)).await.unwrap();
    let same = planned(&store, "hash-a", "Sari").await.unwrap_err();
    assert!(matches!(same, StoreError::AlreadyApproved { .. }), "{same}");
    let second = KeptVersion { version: 2, approval_ended: Some("Budi".into()) };
    assert_eq!(kept(&store, "hash-b", "Sari", &[]).await.unwrap(), second);
    assert!(!store.begin_sending(CAMPAIGN, "hash-a").await.unwrap(), "it gave way");
    assert!(!store.begin_sending(CAMPAIGN, "hash-b").await.unwrap(), "nobody has approved it");
    let waiting = store.campaign(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!((waiting.status, waiting.approved_by), (CampaignStatus::Planned, None));
    assert!(claim(&store, 10).await.is_empty(), "nothing of either version leaves");
    let other = store.approve(CAMPAIGN, "hash-a", "Budi", at(6)).await.unwrap_err();
    assert!(matches!(other, StoreError::OtherPlan { .. }), "{other}");
    store.approve(CAMPAIGN, "hash-b", "Tuti", at(7)).await.unwrap();
    let wanted = [(1, "hash-a".to_owned(), Some("Budi".to_owned())), (2, "hash-b".to_owned(), Some("Tuti".to_owned()))];
    assert_eq!(approvals(&store).await, wanted);
    assert_eq!(claim(&store, 10).await.len(), 3);
}

#[tokio::test]
async fn once_sending_has_begun_arms_stay_as_they_were_drawn() {
    let noted = Store::fresh().await.unwrap();
    planned(&noted, "hash-a", "Sari").await.unwrap();
    noted.approve(CAMPAIGN, "hash-a", "Budi", at(0)).await.unwrap();
    assert!(noted.begin_sending(CAMPAIGN, "hash-a").await.unwrap());
    assert_eq!(noted.campaign(CAMPAIGN).await.unwrap().unwrap().status, CampaignStatus::Dispatched);
    let claimed = Store::fresh().await.unwrap();
    planned(&claimed, "hash-a", "Sari").await.unwrap();
    claimed.approve(CAMPAIGN, "hash-a", "Budi", at(0)).await.unwrap();
    assert_eq!(claim(&claimed, 1).await.len(), 1);
    for store in [&noted, &claimed] {
        let before = store.plan_members(CAMPAIGN).await.unwrap();
        let refusal = planned(store, "hash-b", "Sari").await.unwrap_err();
        let told = refusal.to_string();
        assert!(matches!(refusal, StoreError::SendingBegan { .. }) && told.contains("under a new name"), "{told}");
        assert_eq!(store.plan_members(CAMPAIGN).await.unwrap(), before);
        assert_eq!(approvals(store).await, [(1, "hash-a".to_owned(), Some("Budi".to_owned()))]);
    }
}

#[tokio::test]
async fn a_pause_outlasts_a_new_version_and_a_cancelled_campaign_takes_none() {
    let store = Store::fresh().await.unwrap();
    planned(&store, "hash-a", "Sari").await.unwrap();
    store.halt(CAMPAIGN, Halt::Paused, "Budi", at(1)).await.unwrap();
    planned(&store, "hash-b", "Sari").await.unwrap();
    let halted = store.campaign(CAMPAIGN).await.unwrap().unwrap().halted.unwrap();
    assert_eq!((halted.how, halted.by.as_str(), halted.at), (Halt::Paused, "Budi", at(1)));
    store.halt(CAMPAIGN, Halt::Cancelled, "Budi", at(2)).await.unwrap();
    let refusal = planned(&store, "hash-c", "Sari").await.unwrap_err();
    assert!(matches!(refusal, StoreError::Cancelled { .. }), "{refusal}");
    let (view, other, touches) = plan(3, 2);
    let refusal = store.save_plan(&view, &other, &touches, &[]).await.unwrap_err();
    assert!(matches!(refusal, StoreError::Cancelled { .. }), "{refusal}");
    assert_eq!(approvals(&store).await.len(), 2);
}

#[tokio::test]
async fn a_record_of_another_plan_is_refused() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(3, 2);
    let (view, plan, touches, record) = (&view, &plan, &touches, &record("hash-z"));
    let other = PlanToKeep {
        view,
        plan,
        touches,
        follow_ups: &[],
        fillings: &[],
        decision: None,
        purpose: Purpose::Contributions,
        approvers: &[],
        record,
    };
    let refusal = store.save_plan_version(&other, at(0)).await.unwrap_err();
    assert!(matches!(refusal, StoreError::PlanMismatch { .. }), "{refusal}");
    assert!(store.campaigns().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_touches_of_one_member_are_told_with_what_happened_to_them() {
    let store = Store::fresh().await.unwrap();
    planned(&store, "hash-a", "Sari").await.unwrap();
    store.approve(CAMPAIGN, "hash-a", "Budi", at(0)).await.unwrap();
    let claimed = claim(&store, 1).await;
    let whom = claimed[0].touch.member.clone();
    let told = store.member_touches(CAMPAIGN, &whom).await.unwrap();
    assert_eq!((told.len(), told[0].step, told[0].due_at), (1, 1, claimed[0].touch.due_at));
    assert_eq!((told[0].status, told[0].happened.as_slice()), (TouchStatus::Claimed, &[][..]));
    let handed = HandOverOutcome::HandedOver { provider_id: None };
    store.record_results(&[result(&claimed[0], handed)]).await.unwrap();
    let read = DeliveryEvent {
        touch: Some(claimed[0].touch.id.clone()),
        provider_id: None,
        status: TouchStatus::Read,
        at: at(40),
        error_code: None,
        detail: None,
    };
    store.record_events(&[read]).await.unwrap();
    let told = store.member_touches(CAMPAIGN, &whom).await.unwrap();
    assert_eq!(told[0].status, TouchStatus::Read);
    let statuses: Vec<TouchStatus> = told[0].happened.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [TouchStatus::HandedOver, TouchStatus::Read]);
    assert_eq!(told[0].happened[1].1, at(40));
    assert!(store.member_touches(CAMPAIGN, &member(900)).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_outcome_of_one_member_is_theirs() {
    let store = Store::fresh().await.unwrap();
    planned(&store, "hash-a", "Sari").await.unwrap();
    let outcome = MemberOutcome { member: member(1), kept: true, months_paid: 3 };
    store.record_outcomes(CAMPAIGN, std::slice::from_ref(&outcome)).await.unwrap();
    assert_eq!(store.outcome_of(CAMPAIGN, &member(1)).await.unwrap(), Some(outcome));
    assert_eq!(store.outcome_of(CAMPAIGN, &member(2)).await.unwrap(), None);
}

#[tokio::test]
async fn only_those_whom_the_declaration_names_may_approve() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(2, 1);
    let named = ["Budi Santoso".to_owned(), "Dewi".to_owned()];
    let kept = PlanToKeep {
        view: &view,
        plan: &plan,
        touches: &touches,
        follow_ups: &[],
        fillings: &[],
        decision: None,
        purpose: Purpose::Contributions,
        approvers: &named,
        record: &record(&plan.hash),
    };
    store.save_plan_version(&kept, at(1)).await.unwrap();
    let refusal = store.approve(CAMPAIGN, &plan.hash, "Joko", at(2)).await.unwrap_err().to_string();
    assert_eq!(
        refusal,
        format!("Joko may not approve campaign `{CAMPAIGN}`; its declaration names Budi Santoso, Dewi")
    );
    assert!(store.campaign(CAMPAIGN).await.unwrap().unwrap().approved_by.is_none());
    store.approve(CAMPAIGN, &plan.hash, " budi santoso ", at(2)).await.unwrap();
}
