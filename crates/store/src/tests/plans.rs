use super::*;
use crate::StoreError;

#[tokio::test]
async fn a_plan_comes_back_as_it_was_saved() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(3, 2);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    assert_eq!(store.campaign(CAMPAIGN).await.unwrap().unwrap(), view);
    assert_eq!(store.campaigns().await.unwrap(), vec![view]);
    assert_eq!(store.plan_members(CAMPAIGN).await.unwrap(), plan.members);
    assert_eq!(store.planned_member(CAMPAIGN, &member(4)).await.unwrap().unwrap(), plan.members[4]);
    assert_eq!(store.planned_member(CAMPAIGN, &member(77)).await.unwrap(), None);
    let exclusions = store.exclusions(CAMPAIGN).await.unwrap();
    assert_eq!((exclusions.len(), exclusions[0].key.as_str(), exclusions[0].count), (1, "state", 2));
    let counts = store.touch_counts(CAMPAIGN).await.unwrap();
    assert_eq!((counts.len(), counts[0].touches, counts[0].cost), (1, 3, Rupiah::whole(3 * 586)));
}

#[tokio::test]
async fn the_same_plan_saved_twice_is_one_plan() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(3, 2);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    assert_eq!(store.campaigns().await.unwrap().len(), 1);
    assert_eq!(store.plan_members(CAMPAIGN).await.unwrap().len(), 5);
    assert_eq!(store.touch_counts(CAMPAIGN).await.unwrap()[0].touches, 3);
}

#[tokio::test]
async fn an_approved_plan_is_not_replaced() {
    let store = approved(2, 1).await;
    let (view, plan, touches) = plan(2, 1);
    let refusal = store.save_plan(&view, &plan, &touches, &[]).await.unwrap_err();
    assert!(matches!(refusal, StoreError::AlreadyApproved { .. }), "{refusal}");
    let kept = store.campaign(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!((kept.status, kept.approved_by.as_deref()), (CampaignStatus::Approved, Some("Budi")));
    assert_eq!(kept.approved_at, Some(at(0)));
}

#[tokio::test]
async fn a_plan_with_a_touch_for_somebody_held_out_is_refused() {
    let store = Store::fresh().await.unwrap();
    for number in [3, 99] {
        let (view, plan, mut touches) = plan(3, 1);
        touches.push(touch(&member(number), at(1)));
        let refusal = store.save_plan(&view, &plan, &touches, &[]).await.unwrap_err();
        assert!(matches!(refusal, StoreError::PlanMismatch { .. }), "{refusal}");
    }
    let (view, plan, mut touches) = plan(3, 1);
    touches[0].channel = Channel::Email;
    assert!(store.save_plan(&view, &plan, &touches, &[]).await.is_err());
    assert!(store.campaigns().await.unwrap().is_empty());
}

#[tokio::test]
async fn approval_is_refused_with_a_reason_the_planner_can_act_on() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(2, 1);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    let refused = |campaign: &'static str, hash: &'static str, by: &'static str| {
        let store = store.clone();
        async move { store.approve(campaign, hash, by, at(0)).await.unwrap_err() }
    };
    assert!(matches!(refused("other", "hash-1", "Budi").await, StoreError::UnknownCampaign { .. }));
    let other = refused(CAMPAIGN, "hash-0", "Budi").await;
    assert!(matches!(other, StoreError::OtherPlan { .. }));
    assert!(other.to_string().contains("hash-1"), "{other}");
    assert!(matches!(refused(CAMPAIGN, "hash-1", "Sari").await, StoreError::SamePerson { .. }));
    assert!(matches!(refused(CAMPAIGN, "hash-1", " sari ").await, StoreError::SamePerson { .. }));
    assert!(matches!(refused(CAMPAIGN, "hash-1", "  ").await, StoreError::NobodyApproves { .. }));
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    assert!(matches!(refused(CAMPAIGN, "hash-1", "Wati").await, StoreError::AlreadyApproved { .. }));
}

#[tokio::test]
async fn a_status_beyond_planned_needs_an_approval_and_never_falls_back() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(2, 1);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    let refusal = store.set_status(CAMPAIGN, CampaignStatus::Dispatched).await.unwrap_err();
    assert!(matches!(refusal, StoreError::NotApproved { .. }), "{refusal}");
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    store.set_status(CAMPAIGN, CampaignStatus::Dispatched).await.unwrap();
    assert_eq!(store.campaign(CAMPAIGN).await.unwrap().unwrap().status, CampaignStatus::Dispatched);
    assert!(store.set_status(CAMPAIGN, CampaignStatus::Planned).await.is_err());
    let missing = store.set_status("other", CampaignStatus::Recorded).await.unwrap_err();
    assert!(matches!(missing, StoreError::UnknownCampaign { .. }));
}

#[tokio::test]
async fn those_whom_an_approved_campaign_holds_out_are_told_to_others_until_its_outcome_is_taken() {
    let store = Store::fresh().await.unwrap();
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let terms = domain::OutcomeTerms {
        first_day: day("2026-12-01"),
        covered_month: "2027-02".parse().unwrap(),
        known_by: day("2027-03-31"),
    };
    let (view, mut plan, touches) = plan(3, 2);
    plan.members[4].arm = Arm::HeldOutOf(Channel::Whatsapp);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.open_outcomes(CAMPAIGN, "hash-1", &terms, day("2026-11-30"), &[]).await.unwrap();
    let elsewhere = async |campaign: &str, on: &str| store.held_out_elsewhere(campaign, day(on)).await.unwrap();
    assert!(elsewhere("other", "2027-01-01").await.is_empty(), "nobody approved it");
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let found = elsewhere("other", "2027-03-31").await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].campaign.as_str(), found[0].known_by), (CAMPAIGN, day("2027-03-31")));
    assert_eq!(found[0].members, [member(3), member(4)]);
    assert!(elsewhere("other", "2027-04-01").await.is_empty(), "its outcome is taken by then");
    assert!(elsewhere(CAMPAIGN, "2027-01-01").await.is_empty(), "its own");
    store.halt(CAMPAIGN, domain::views::Halt::Cancelled, "Budi", at(1)).await.unwrap();
    assert!(elsewhere("other", "2027-01-01").await.is_empty(), "it is cancelled");
}
