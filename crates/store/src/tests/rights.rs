use super::*;
use crate::{Leak, Right};
use domain::Contact;

fn wati(number: u32, phone: &str) -> Contact {
    Contact {
        member: member(number),
        name: "Wati".into(),
        phone: Some(phone.parse().unwrap()),
        email: None,
        whatsapp_consent_on: Some("2026-01-02".parse().unwrap()),
        email_consent_on: None,
    }
}

#[tokio::test]
async fn whoever_asks_to_be_forgotten_is_gone_at_once_and_no_file_brings_them_back() {
    let store = approved(3, 1).await;
    let contacts = [wati(0, "081234567890"), wati(1, "081234567891")];
    store.save_contacts(&key(), &contacts).await.unwrap();
    let receipt = store.claim_right(&key(), &member(0), Right::Erased, "Rina", at(0)).await.unwrap();
    assert_eq!(receipt.number.len(), 16);
    let again = store.claim_right(&key(), &member(0), Right::Erased, "Budi", at(5)).await.unwrap();
    assert_eq!(again, receipt, "asked twice, the first receipt is given again");
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Cancelled);
    let claimed = claim(&store, 10).await;
    assert!(claimed.len() == 2 && claimed.iter().all(|c| c.touch.member != member(0)));
    store.save_contacts(&key(), &contacts).await.unwrap();
    let known = store.contacts_of(&key(), &[member(0), member(1)]).await.unwrap();
    assert!(known.len() == 1 && known.contains_key(&member(1)), "a file that still knows them brings nobody back");
    assert!(store.restricted().await.unwrap().contains(&member(0)));
}

#[tokio::test]
async fn whoever_asks_not_to_be_processed_is_left_alone_but_not_forgotten() {
    let store = approved(3, 1).await;
    store.save_contacts(&key(), &[wati(1, "081234567891")]).await.unwrap();
    let claimed_before = claim(&store, 10).await;
    store.claim_right(&key(), &member(1), Right::Restricted, "Rina", at(0)).await.unwrap();
    assert!(claimed_before.iter().any(|c| c.touch.member == member(1)), "it was on its way already");
    assert!(store.contacts_of(&key(), &[member(1)]).await.unwrap().is_empty(), "and still finds no address");
    let receipts = store.receipts().await.unwrap();
    assert_eq!(
        receipts.iter().map(|r| (r.member.clone(), r.right)).collect::<Vec<_>>(),
        [(member(1), Right::Restricted)]
    );
    let erased = store.claim_right(&key(), &member(1), Right::Erased, "Rina", at(1)).await.unwrap();
    assert_ne!(erased.number, receipts[0].number, "another right, another receipt");
}

#[tokio::test]
async fn people_held_out_who_share_a_telephone_or_stand_in_another_campaign_are_found() {
    let store = approved(2, 2).await;
    let numbers = ["081234567890", "081234567891", "081234567890", "081234567893"];
    let contacts: Vec<Contact> = (0..).zip(numbers).map(|(n, phone)| wati(n, phone)).collect();
    store.save_contacts(&key(), &contacts).await.unwrap();
    assert!(store.leakage(CAMPAIGN).await.unwrap().values().all(Vec::is_empty), "nothing has left yet");
    let claimed = claim(&store, 10).await;
    let sent = HandOverOutcome::HandedOver { provider_id: None };
    let results: Vec<HandOver> = claimed.iter().map(|c| result(c, sent.clone())).collect();
    store.record_results(&results).await.unwrap();

    // Member 3 is held out here and written to by another campaign later.
    let (view, mut other, _) = plan(4, 0);
    (other.campaign, other.hash) = ("lain".into(), "hash-2".into());
    other.members.retain(|m| m.member == member(3));
    let touches = vec![Touch { id: "lain-1".into(), campaign: "lain".into(), ..touch(&member(3), at(3)) }];
    let view = CampaignView { name: "lain".into(), plan_hash: "hash-2".into(), ..view };
    store.save_plan(&view, &other, &touches, &[]).await.unwrap();
    store.approve("lain", "hash-2", "Budi", at(0)).await.unwrap();
    let claimed = store.claim_due("lain", Channel::Whatsapp, at(48), 10, "w", at(50)).await.unwrap();
    store.record_results(&[result(&claimed[0], sent)]).await.unwrap();

    let found = store.leakage(CAMPAIGN).await.unwrap();
    assert!(found[&Leak::ThisCampaign].is_empty());
    assert_eq!(found[&Leak::AnotherCampaign], [member(3)]);
    assert_eq!(found[&Leak::SamePhone], [member(2)], "of the number of member 0");
}

#[tokio::test]
async fn what_was_claimed_or_planned_before_never_leaves_after() {
    let store = approved(3, 0).await;
    let claimed = claim(&store, 10).await;
    store.claim_right(&key(), &member(1), Right::Restricted, "Rina", at(0)).await.unwrap();
    assert_eq!(status(&store, &member(1)).await, TouchStatus::Cancelled, "claimed, and not called yet");
    let results: Vec<HandOver> = claimed.iter().map(|c| result(c, HandOverOutcome::Returned)).collect();
    store.record_results(&results).await.unwrap();
    let again = claim(&store, 10).await;
    assert_eq!(again.iter().map(|c| &c.touch.member).collect::<Vec<_>>(), [&member(0), &member(2)]);
    // They asked while it was planned: the plan did not know.
    let store = Store::fresh().await.unwrap();
    store.claim_right(&key(), &member(1), Right::Restricted, "Rina", at(0)).await.unwrap();
    let (view, plan, touches) = plan(3, 0);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let claimed = claim(&store, 10).await;
    assert_eq!(claimed.iter().map(|c| &c.touch.member).collect::<Vec<_>>(), [&member(0), &member(2)]);
}

#[tokio::test]
async fn what_is_given_back_after_the_right_was_called_for_stays_away() {
    let store = approved(2, 0).await;
    let claimed = claim(&store, 10).await;
    let ids: Vec<(&str, i64)> = claimed.iter().map(|c| (c.touch.id.as_str(), c.fence)).collect();
    assert_eq!(store.call(&ids, at(0)).await.unwrap().len(), 2);
    store.claim_right(&key(), &member(0), Right::Restricted, "Rina", at(0)).await.unwrap();
    store.halt(CAMPAIGN, domain::views::Halt::Paused, "Rina", at(0)).await.unwrap();
    // The provider refused both for now.
    let results: Vec<HandOver> = claimed.iter().map(|c| result(c, HandOverOutcome::Returned)).collect();
    store.record_results(&results).await.unwrap();
    let statuses = (status(&store, &member(0)).await, status(&store, &member(1)).await);
    assert_eq!(statuses, (TouchStatus::Cancelled, TouchStatus::Planned));
}
