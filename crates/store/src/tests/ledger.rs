use super::*;
use crate::Due;
use crate::claims::DUE;
use crate::keys::channel_stored;
use crate::sql::Sql;
use crate::stored::micros;
use crate::{Expired, StoreError};
use domain::DeliveryEvent;
use domain::views::Halt;
use std::collections::HashSet;

#[tokio::test]
async fn nothing_is_claimed_before_approval() {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(3, 1);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    assert!(claim(&store, 10).await.is_empty());
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    assert_eq!(claim(&store, 10).await.len(), 3);
}

#[tokio::test]
async fn a_member_in_the_holdout_is_never_claimed_whatever_the_outbox_holds() {
    let store = approved(1, 1).await;
    let mut tx = store.begin().await.unwrap();
    Sql::new(
        "INSERT INTO touch (send_key, message, due_at, cost, status, fence)
         SELECT (member_key << 8) | 1, (SELECT MIN(number) FROM message), 0, 0, 0, 0 FROM plan_member WHERE member = $1",
    )
    .bind(member(1).0)
    .execute(&mut tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let claimed = claim(&store, 10).await;
    assert_eq!(claimed.iter().map(|c| c.touch.member.clone()).collect::<Vec<_>>(), [member(0)]);
    assert_eq!(status(&store, &member(1)).await, TouchStatus::Planned);
}

#[tokio::test]
async fn a_plan_changed_behind_the_approval_sends_nothing() {
    let store = approved(2, 0).await;
    let mut tx = store.begin().await.unwrap();
    Sql::new("UPDATE campaign SET plan_hash = 'hash-2'").execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(claim(&store, 10).await.is_empty());
}

#[tokio::test]
async fn touches_are_claimed_once_earliest_first_and_only_when_due() {
    let store = approved(5, 0).await;
    let first = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(3), 2, "a", at(9)).await.unwrap();
    assert_eq!(first.iter().map(|c| c.touch.clone()).collect::<Vec<_>>(), plan(5, 0).2[..2]);
    assert!(first.iter().all(|c| c.fence == 1));
    let then = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(3), 10, "b", at(9)).await.unwrap();
    assert_eq!(then.iter().map(|c| c.touch.member.clone()).collect::<Vec<_>>(), [member(2), member(3)]);
    assert!(store.claim_due(CAMPAIGN, Channel::Email, at(30), 10, "b", at(9)).await.unwrap().is_empty());
    assert_eq!(claim(&store, 10).await.len(), 1);
    assert!(claim(&store, 10).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_claiming_at_once_never_get_the_same_touch() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("jangkau.db");
    let (view, plan, touches) = plan(400, 20);
    let store = Store::open(&path).await.unwrap();
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let worker = |store: Store| async move {
        let mut mine = Vec::new();
        loop {
            let claimed = claim(&store, 7).await;
            if claimed.is_empty() {
                return mine;
            }
            mine.extend(claimed.into_iter().map(|c| c.touch.id));
        }
    };
    let other = Store::open(&path).await.unwrap();
    let (mine, theirs) = tokio::join!(tokio::spawn(worker(store)), tokio::spawn(worker(other)));
    let all: Vec<String> = mine.unwrap().into_iter().chain(theirs.unwrap()).collect();
    assert_eq!(all.len(), 400);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 400);
}

#[tokio::test]
async fn results_say_what_became_of_each_touch() {
    let store = approved(3, 0).await;
    let claimed = claim(&store, 10).await;
    let outcomes = [
        HandOverOutcome::HandedOver { provider_id: Some("wamid.1".into()) },
        HandOverOutcome::Unknown { detail: "no answer within 10 s".into() },
        HandOverOutcome::Failed { code: Some(131_026), detail: "undeliverable".into() },
    ];
    let results: Vec<HandOver> = claimed.iter().zip(outcomes).map(|(c, o)| result(c, o)).collect();
    store.record_results(&results).await.unwrap();
    assert_eq!(status(&store, &member(0)).await, TouchStatus::HandedOver);
    assert_eq!(status(&store, &member(1)).await, TouchStatus::Unknown);
    assert_eq!(status(&store, &member(2)).await, TouchStatus::Failed);
    assert_eq!(store.unknown_touches(CAMPAIGN).await.unwrap(), [("t-M000001".to_owned(), member(1))]);
    assert!(claim(&store, 10).await.is_empty());
}

#[tokio::test]
async fn a_result_with_a_stale_fence_changes_nothing() {
    let store = approved(2, 0).await;
    let claimed = claim(&store, 1).await;
    let handed = HandOverOutcome::HandedOver { provider_id: None };
    let mut stale = result(&claimed[0], handed.clone());
    stale.fence -= 1;
    let never_claimed = HandOver { touch: "t-M000001".into(), fence: 0, outcome: handed, at: at(1) };
    store.record_results(&[stale, never_claimed]).await.unwrap();
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Claimed);
    assert_eq!(status(&store, &member(1)).await, TouchStatus::Planned);
}

#[tokio::test]
async fn a_called_touch_whose_lease_ends_is_unknown_and_never_claimed_again() {
    let store = approved(2, 0).await;
    let claimed = claim(&store, 1).await;
    assert_eq!(call(&store, &claimed).await, 1);
    assert_eq!(store.expire_leases(CAMPAIGN, at(0)).await.unwrap(), Expired::default());
    assert_eq!(store.expire_leases("other", at(5)).await.unwrap(), Expired::default());
    assert_eq!(store.expire_leases(CAMPAIGN, at(5)).await.unwrap(), Expired { unknown: 1, returned: 0 });
    assert_eq!(store.unknown_touches(CAMPAIGN).await.unwrap().len(), 1);
    assert_eq!(claim(&store, 10).await[0].touch.member, member(1));
    assert!(claim(&store, 10).await.is_empty());
    // The worker was slow, not dead: what it knows is better than not knowing.
    let late = result(&claimed[0], HandOverOutcome::HandedOver { provider_id: Some("wamid.1".into()) });
    store.record_results(&[late]).await.unwrap();
    assert_eq!(status(&store, &member(0)).await, TouchStatus::HandedOver);
}

#[tokio::test]
async fn a_claim_that_was_not_called_goes_back_when_its_lease_ends_and_its_worker_may_not_call_any_more() {
    let store = approved(2, 0).await;
    let slow = claim(&store, 1).await;
    assert!(
        store.call(&[(slow[0].touch.id.as_str(), slow[0].fence)], at(1)).await.unwrap().is_empty(),
        "the lease is over"
    );
    assert_eq!(store.expire_leases(CAMPAIGN, at(5)).await.unwrap(), Expired { unknown: 0, returned: 1 });
    assert_eq!(call(&store, &slow).await, 0);
    let quick = claim(&store, 1).await;
    assert_eq!((quick[0].touch.id.as_str(), quick[0].fence), (slow[0].touch.id.as_str(), 2));
    assert_eq!(call(&store, &slow).await, 0, "the first claim is over");
    assert_eq!(call(&store, &quick).await, 1);
    assert_eq!(call(&store, &quick).await, 0, "a call is noted once");
}

#[tokio::test]
async fn who_holds_two_claims_of_one_touch_calls_for_the_latest_alone() {
    let store = approved(2, 0).await;
    let first = claim(&store, 2).await;
    assert_eq!(store.expire_leases(CAMPAIGN, at(5)).await.unwrap(), Expired { unknown: 0, returned: 2 });
    let again = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(48), 1, "worker", at(20)).await.unwrap();
    let id = first[0].touch.id.as_str();
    assert_eq!((again[0].touch.id.as_str(), first[0].fence, again[0].fence), (id, 1, 2));
    let called = store.call(&[(id, 1), (first[1].touch.id.as_str(), 1), (id, 2)], at(5)).await.unwrap();
    assert_eq!(called, [(id.to_owned(), 2)].into());
}

#[tokio::test]
async fn the_lease_of_an_earlier_claim_ends_nothing_that_was_claimed_again() {
    let store = approved(3, 0).await;
    let first = claim(&store, 2).await;
    let returned: Vec<HandOver> = first.iter().map(|c| result(c, HandOverOutcome::Returned)).collect();
    store.record_results(&returned).await.unwrap();
    // The two that came back, now with another number, and one that was never claimed: two claims in one.
    let second = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(48), 10, "other", at(20)).await.unwrap();
    assert_eq!(second.iter().map(|c| c.fence).collect::<Vec<_>>(), [2, 2, 1]);
    assert_eq!(store.expire_leases(CAMPAIGN, at(5)).await.unwrap(), Expired::default());
    let second: Vec<(&str, i64)> = second.iter().map(|c| (c.touch.id.as_str(), c.fence)).collect();
    assert_eq!(store.call(&second[..2], at(5)).await.unwrap().len(), 2);
    assert_eq!(store.expire_leases(CAMPAIGN, at(20)).await.unwrap(), Expired { unknown: 2, returned: 1 });
    assert_eq!(store.expire_leases(CAMPAIGN, at(21)).await.unwrap(), Expired::default());
    let kept: Vec<(i64,)> = Sql::new("SELECT COUNT(*) FROM claim").all(store.reader()).await.unwrap();
    assert_eq!(kept, [(0,)], "claims that are over are not kept");
}

#[tokio::test]
async fn claims_are_forgotten_once_they_hold_nothing_and_not_before() {
    let store = approved(4, 0).await;
    let kept = async || {
        let rows: Vec<(i64, i64)> = Sql::new("SELECT fence, lease_until FROM claim ORDER BY fence, first_key")
            .all(store.reader())
            .await
            .unwrap();
        rows.into_iter().map(|(fence, _)| fence).collect::<Vec<_>>()
    };
    let (first, second) = (claim(&store, 2).await, claim(&store, 2).await);
    let handed = HandOverOutcome::HandedOver { provider_id: None };
    store.record_results(&[result(&first[0], handed.clone()), result(&second[0], handed.clone())]).await.unwrap();
    store.forget_empty_claims(CAMPAIGN).await.unwrap();
    assert_eq!(kept().await, [1, 1], "each still holds one");
    store.record_results(&[result(&first[1], HandOverOutcome::Returned)]).await.unwrap();
    store.forget_empty_claims("other").await.unwrap();
    assert_eq!(kept().await, [1, 1]);
    let again = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(48), 1, "worker", at(9)).await.unwrap();
    store.forget_empty_claims(CAMPAIGN).await.unwrap();
    assert_eq!(kept().await, [1, 2], "what was given back and claimed anew is held by the new claim alone");
    store.record_results(&[result(&again[0], handed)]).await.unwrap();
    store.forget_empty_claims(CAMPAIGN).await.unwrap();
    assert_eq!(store.expire_leases(CAMPAIGN, at(9)).await.unwrap(), Expired { unknown: 0, returned: 1 });
    assert!(kept().await.is_empty());
}

#[tokio::test]
async fn a_plan_that_is_replaced_leaves_no_claim_behind() {
    let store = approved(2, 0).await;
    let claimed = claim(&store, 2).await;
    let returned: Vec<HandOver> = claimed.iter().map(|c| result(c, HandOverOutcome::Returned)).collect();
    store.record_results(&returned).await.unwrap();
    let (mut view, mut plan, touches) = plan(2, 0);
    (view.plan_hash, plan.hash) = ("hash-2".into(), "hash-2".into());
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-2", "Budi", at(0)).await.unwrap();
    assert_eq!(claim(&store, 10).await.iter().map(|c| c.fence).collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test]
async fn a_halted_campaign_is_neither_claimed_nor_called_until_it_is_resumed() {
    let store = approved(3, 0).await;
    let claimed = claim(&store, 1).await;
    store.halt(CAMPAIGN, Halt::Paused, "Rina", at(0)).await.unwrap();
    assert!(claim(&store, 10).await.is_empty());
    assert_eq!(call(&store, &claimed).await, 0);
    let halted = store.campaign(CAMPAIGN).await.unwrap().unwrap().halted.unwrap();
    assert_eq!((halted.how, halted.by.as_str(), halted.at), (Halt::Paused, "Rina", at(0)));
    store.resume(CAMPAIGN, "Budi", at(3)).await.unwrap();
    assert_eq!(call(&store, &claimed).await, 1);
    assert_eq!(claim(&store, 10).await.len(), 2);
    assert!(store.halt(CAMPAIGN, Halt::Paused, " ", at(0)).await.is_err());
    assert!(store.resume(CAMPAIGN, "\u{200b}", at(4)).await.is_err());
    store.resume(CAMPAIGN, "Tuti", at(4)).await.unwrap();
    let steps: Vec<(Option<Halt>, String, DateTime<Utc>)> =
        store.halts(CAMPAIGN).await.unwrap().into_iter().map(|step| (step.how, step.by, step.at)).collect();
    let wanted = [(Some(Halt::Paused), "Rina".to_owned(), at(0)), (None, "Budi".to_owned(), at(3))];
    assert_eq!(steps, wanted, "what goes on already was resumed by nobody");
}

#[tokio::test]
async fn what_was_not_called_of_a_cancelled_campaign_never_leaves() {
    let store = approved(3, 0).await;
    let claimed = claim(&store, 2).await;
    assert_eq!(call(&store, &claimed[..1]).await, 1);
    assert_eq!(store.halt(CAMPAIGN, Halt::Cancelled, "Rina", at(0)).await.unwrap(), 2);
    assert_eq!(call(&store, &claimed[1..]).await, 0);
    assert!(claim(&store, 10).await.is_empty());
    let handed = HandOverOutcome::HandedOver { provider_id: None };
    store.record_results(&[result(&claimed[0], handed)]).await.unwrap();
    assert_eq!(status(&store, &member(0)).await, TouchStatus::HandedOver);
    assert_eq!(status(&store, &member(1)).await, TouchStatus::Cancelled);
    assert!(matches!(store.resume(CAMPAIGN, "Budi", at(3)).await, Err(StoreError::Cancelled { .. })));
}

#[tokio::test]
async fn a_report_of_another_installation_with_the_same_ids_moves_nothing_here() {
    let store = approved(2, 0).await;
    let claimed = claim(&store, 2).await;
    let handed = HandOverOutcome::HandedOver { provider_id: Some("wamid.ours".into()) };
    store.record_results(&[result(&claimed[0], handed)]).await.unwrap();
    let report = |touch: &str, provider_id: &str| DeliveryEvent {
        touch: Some(touch.into()),
        provider_id: Some(provider_id.into()),
        status: TouchStatus::Read,
        at: at(30),
        error_code: None,
        detail: None,
    };
    assert_eq!(store.record_events(&[report("t-M000000", "wamid.theirs")]).await.unwrap(), 0);
    assert_eq!(status(&store, &member(0)).await, TouchStatus::HandedOver);
    assert_eq!(store.record_events(&[report("t-M000000", "wamid.ours")]).await.unwrap(), 1);
    // Before our own result is written nobody knows the provider's id, and the report is the first to tell.
    assert_eq!(store.record_events(&[report("t-M000001", "wamid.new")]).await.unwrap(), 1);
}

#[tokio::test]
async fn an_evaluated_campaign_has_nothing_left_to_stop() {
    let store = approved(1, 0).await;
    store.set_status(CAMPAIGN, CampaignStatus::Evaluated).await.unwrap();
    for how in [Halt::Paused, Halt::Cancelled] {
        let refused = store.halt(CAMPAIGN, how, "Rina", at(0)).await;
        assert!(matches!(refused, Err(StoreError::Evaluated { .. })), "{refused:?}");
    }
    assert_eq!(store.campaign(CAMPAIGN).await.unwrap().unwrap().halted, None);
}

#[tokio::test]
async fn what_waits_when_the_last_day_is_over_never_leaves_and_costs_nothing() {
    let store = approved(4, 0).await;
    let claimed = claim(&store, 2).await;
    assert_eq!(call(&store, &claimed[..1]).await, 1);
    assert_eq!(store.expire_touches("other", true).await.unwrap(), 0);
    assert_eq!(store.expire_touches(CAMPAIGN, false).await.unwrap(), 2);
    assert_eq!(store.expire_touches(CAMPAIGN, true).await.unwrap(), 0, "they are first touches");
    assert!(claim(&store, 10).await.is_empty());
    // What a worker held is settled by it: one left, one comes back and is over as well.
    let handed = HandOverOutcome::HandedOver { provider_id: None };
    let results = [result(&claimed[0], handed), result(&claimed[1], HandOverOutcome::Returned)];
    store.record_results(&results).await.unwrap();
    assert_eq!(status(&store, &member(1)).await, TouchStatus::Planned);
    assert_eq!(store.expire_touches(CAMPAIGN, false).await.unwrap(), 1);
    assert_eq!(status(&store, &member(0)).await, TouchStatus::HandedOver);
    for gone in 1..4 {
        assert_eq!(status(&store, &member(gone)).await, TouchStatus::Expired);
    }
    let report = DeliveryEvent {
        touch: Some("t-M000002".into()),
        provider_id: None,
        status: TouchStatus::Delivered,
        at: at(30),
        error_code: None,
        detail: None,
    };
    store.record_events(&[report]).await.unwrap();
    assert_eq!(status(&store, &member(2)).await, TouchStatus::Expired, "nothing was sent that could arrive");
    let words: Vec<(String,)> =
        Sql::new("SELECT DISTINCT status FROM touch_in_words ORDER BY 1").all(store.reader()).await.unwrap();
    assert_eq!(words, [("expired".to_owned(),), ("handed_over".to_owned(),)]);
    let others = store.prior_touches("other").await.unwrap();
    assert_eq!(others.len(), 1, "what never leaves takes nobody's turn: {others:?}");
}

#[tokio::test]
async fn a_lot_or_an_approval_changed_after_the_claim_stops_the_call() {
    for change in
        ["UPDATE campaign SET plan_hash = 'hash-2'", "UPDATE plan_member SET arm = 'held_out', arm_of = 'person'"]
    {
        let store = approved(1, 0).await;
        let claimed = claim(&store, 1).await;
        let mut tx = store.begin().await.unwrap();
        Sql::new(change).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(call(&store, &claimed).await, 0, "{change}");
    }
}

async fn call(store: &Store, claimed: &[ClaimedTouch]) -> usize {
    let claims: Vec<(&str, i64)> = claimed.iter().map(|c| (c.touch.id.as_str(), c.fence)).collect();
    store.call(&claims, at(0)).await.unwrap().len()
}

#[tokio::test]
async fn the_claim_reads_the_index_of_due_touches_and_sorts_nothing() {
    let store = approved(50, 5).await;
    if store.is_postgres() {
        // The plan of PostgreSQL depends on its statistics; what is asked here is that of SQLite.
        return;
    }
    let explain = format!("EXPLAIN QUERY PLAN {}", DUE.replace("{skip}", "").replace("{open}", ""));
    let steps: Vec<(i64, i64, i64, String)> = Sql::new(explain)
        .bind(CAMPAIGN)
        .bind(channel_stored(Channel::Whatsapp))
        .bind(micros(at(24)))
        .bind("whatsapp")
        .bind(500_i64)
        .all(store.reader())
        .await
        .unwrap();
    let steps: Vec<String> = steps.into_iter().map(|(.., step)| step).collect();
    let text = steps.join("\n");
    assert!(text.contains("USING INDEX touch_due (<expr>=? AND due_at<?)"), "{text}");
    assert!(!text.contains("SCAN t") && !text.contains("TEMP B-TREE FOR ORDER BY"), "{text}");
}

#[tokio::test]
async fn a_touch_given_back_unsent_is_due_again_but_not_once_it_is_unknown() {
    let store = approved(2, 0).await;
    let claimed = claim(&store, 2).await;
    store.record_results(&[result(&claimed[0], HandOverOutcome::Returned)]).await.unwrap();
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Planned);
    assert_eq!(call(&store, &claimed[1..]).await, 1);
    store.expire_leases(CAMPAIGN, at(5)).await.unwrap();
    store.record_results(&[result(&claimed[1], HandOverOutcome::Returned)]).await.unwrap();
    assert_eq!(status(&store, &member(1)).await, TouchStatus::Unknown);
    let again = claim(&store, 2).await;
    assert_eq!((again.len(), again[0].fence), (1, 2));
    store.record_results(&[result(&claimed[0], HandOverOutcome::HandedOver { provider_id: None })]).await.unwrap();
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Claimed, "the first claim is over");
}

#[tokio::test]
async fn what_a_person_found_settles_unknown_touches_only() {
    let store = approved(3, 0).await;
    let claimed = claim(&store, 3).await;
    let unknown = HandOverOutcome::Unknown { detail: "no answer".into() };
    let results: Vec<HandOver> = claimed[..2].iter().map(|c| result(c, unknown.clone())).collect();
    store.record_results(&results).await.unwrap();
    let ids: Vec<String> = claimed.iter().map(|c| c.touch.id.clone()).collect();
    assert_eq!(store.settle_unknown(&ids[..1], true, "Budi", at(3)).await.unwrap(), 1);
    assert_eq!(store.settle_unknown(&ids, false, "Budi", at(3)).await.unwrap(), 1);
    let standing =
        [status(&store, &member(0)).await, status(&store, &member(1)).await, status(&store, &member(2)).await];
    assert_eq!(standing, [TouchStatus::HandedOver, TouchStatus::Failed, TouchStatus::Claimed]);
    assert!(store.unknown_touches(CAMPAIGN).await.unwrap().is_empty() && claim(&store, 10).await.is_empty());
}

#[tokio::test]
async fn provinces_that_are_closed_wait_and_the_others_do_not() {
    let store = Store::fresh().await.unwrap();
    let (view, mut plan, mut touches) = plan(4, 0);
    for n in [1, 2] {
        plan.members[n].area = "91.03.01.2001".parse().unwrap();
        touches[n].area = plan.members[n].area;
    }
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let claim = async |closed: &[&str]| -> Vec<MemberId> {
        let closed: Vec<String> = closed.iter().map(|code| (*code).to_owned()).collect();
        let due = Due { campaign: CAMPAIGN, channel: Channel::Whatsapp, until: at(48), closed: &closed };
        let claimed = store.claim(due, 10, "w", at(60)).await.unwrap();
        claimed.into_iter().map(|c| c.touch.member).collect()
    };
    assert!(claim(&["91", "33"]).await.is_empty());
    assert_eq!(claim(&["91"]).await, [member(0), member(3)]);
    assert!(claim(&["91"]).await.is_empty());
    assert_eq!(claim(&["33"]).await, [member(1), member(2)]);
}

#[tokio::test]
async fn what_comes_back_to_a_cancelled_campaign_is_cancelled_and_takes_no_place() {
    let store = approved(2, 0).await;
    let claimed = claim(&store, 10).await;
    let ids: Vec<(&str, i64)> = claimed.iter().map(|c| (c.touch.id.as_str(), c.fence)).collect();
    store.call(&ids, at(0)).await.unwrap();
    assert_eq!(
        store.halt(CAMPAIGN, domain::views::Halt::Cancelled, "Rina", at(0)).await.unwrap(),
        0,
        "both were called"
    );
    assert_eq!(store.prior_touches("another").await.unwrap().len(), 2, "and may have left");
    let results = [
        result(&claimed[0], HandOverOutcome::Returned),
        result(&claimed[1], HandOverOutcome::HandedOver { provider_id: None }),
    ];
    store.record_results(&results).await.unwrap();
    let statuses = (status(&store, &member(0)).await, status(&store, &member(1)).await);
    assert_eq!(statuses, (TouchStatus::Cancelled, TouchStatus::HandedOver));
    assert_eq!(store.prior_touches("another").await.unwrap().len(), 1);
}
