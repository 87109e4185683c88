use super::*;
use crate::{Held, Hold};
use domain::FollowUpWhen;

/// Two treated members and one held out; the first member's touch has failed with a code.
async fn with_a_failure(code: i64) -> (Store, String) {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(2, 1);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let claimed = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(0), 1, "w", at(2)).await.unwrap();
    let touch = claimed[0].touch.id.clone();
    let failed = HandOver {
        touch: touch.clone(),
        fence: claimed[0].fence,
        outcome: HandOverOutcome::Failed { code: Some(code), detail: "held back".into() },
        at: at(1),
    };
    store.record_results(&[failed]).await.unwrap();
    (store, touch)
}

#[tokio::test]
async fn a_touch_that_was_held_back_has_one_more_try_and_a_try_has_none() {
    let (store, touch) = with_a_failure(131_049).await;
    assert!(store.failed_without_try(CAMPAIGN, &[131_026], 10).await.unwrap().is_empty());
    let failed = store.failed_without_try(CAMPAIGN, &[131_049], 10).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!((&failed[0].touch, failed[0].code, failed[0].at), (&touch, 131_049, at(1)));
    assert!(failed[0].others.is_empty(), "the failed one itself takes no place");
    for planned in [1, 0] {
        assert_eq!(store.plan_tries(&[(touch.clone(), at(25))]).await.unwrap(), planned);
    }
    assert!(store.failed_without_try(CAMPAIGN, &[131_049], 10).await.unwrap().is_empty());
    assert!(store.open_follow_ups(CAMPAIGN, at(24), None, 10).await.unwrap().is_empty(), "never at once");
    let open = store.open_follow_ups(CAMPAIGN, at(25), None, 10).await.unwrap();
    assert_eq!(
        (open.len(), open[0].when, open[0].first_touch),
        (1, FollowUpWhen::NotDelivered, Some(TouchStatus::Failed))
    );
    let how = store.first_failures(&[open[0].id.as_str()]).await.unwrap();
    let how = &how[&open[0].id];
    assert_eq!(
        (how.first, how.follow_up, how.code, how.at),
        (Channel::Whatsapp, Channel::Whatsapp, Some(131_049), at(1))
    );
    store.decide_follow_ups(CAMPAIGN, Rupiah::whole(1_000_000), &[&open[0]], &[]).await.unwrap();
    let again = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(30), 10, "w", at(40)).await.unwrap();
    let again = again.iter().find(|c| c.touch.id != touch && c.touch.step > 1).unwrap();
    assert_eq!((again.touch.step, again.touch.member.clone()), (9, failed[0].member.clone()));
    let failure = HandOver {
        touch: again.touch.id.clone(),
        fence: again.fence,
        outcome: HandOverOutcome::Failed { code: Some(131_049), detail: "held back".into() },
        at: at(30),
    };
    store.record_results(&[failure]).await.unwrap();
    assert!(store.failed_without_try(CAMPAIGN, &[131_049], 10).await.unwrap().is_empty(), "once is all");
    assert_eq!(store.plan_tries(&[(again.touch.id.clone(), at(60))]).await.unwrap(), 0);
    let counted = store.touches_by_code(CAMPAIGN, Channel::Whatsapp).await.unwrap();
    assert_eq!(counted, [(131_049, TouchStatus::Failed, 2)]);
}

#[tokio::test]
async fn the_one_more_try_of_a_first_touch_is_over_when_first_touches_are() {
    let (store, touch) = with_a_failure(131_049).await;
    store.plan_tries(&[(touch.clone(), at(25))]).await.unwrap();
    let open = store.open_follow_ups(CAMPAIGN, at(25), None, 10).await.unwrap();
    assert!(open[0].tries_a_first_touch());
    store.decide_follow_ups(CAMPAIGN, Rupiah::whole(1_000_000), &[&open[0]], &[]).await.unwrap();
    assert_eq!(store.expire_touches(CAMPAIGN, false).await.unwrap(), 2, "the other's first touch, and the try");
    assert!(store.claim_due(CAMPAIGN, Channel::Whatsapp, at(30), 10, "w", at(40)).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_what_failed_is_tried_again() {
    let (store, _) = with_a_failure(131_049).await;
    let planned = store.claim_due(CAMPAIGN, Channel::Whatsapp, at(9), 5, "w", at(20)).await.unwrap();
    assert_eq!(store.plan_tries(&[(planned[0].touch.id.clone(), at(25)), ("nobody".into(), at(25))]).await.unwrap(), 0);
}

#[tokio::test]
async fn touches_of_other_campaigns_are_known_where_a_try_is_planned() {
    let (store, touch) = with_a_failure(131_049).await;
    let (mut view, mut plan, touches) = plan(2, 0);
    (view.name, plan.campaign) = ("another".into(), "another".into());
    let other: Vec<Touch> = touches
        .into_iter()
        .map(|t| Touch { id: format!("other-{}", t.id), campaign: "another".into(), due_at: at(30), ..t })
        .collect();
    store.save_plan(&view, &plan, &other, &[]).await.unwrap();
    let failed = store.failed_without_try(CAMPAIGN, &[131_049], 10).await.unwrap();
    assert_eq!((failed[0].touch.as_str(), failed[0].others.as_slice()), (touch.as_str(), [at(30)].as_slice()));
}

#[tokio::test]
async fn a_hold_with_an_end_ends_and_each_thing_is_held_by_itself() {
    let store = Store::fresh().await.unwrap();
    let hold = |held: Held, since: u32, ends_at: Option<u32>| Hold {
        channel: Channel::Whatsapp,
        held,
        code: None,
        detail: "quality".into(),
        since: at(since),
        ends_at: ends_at.map(at),
    };
    let (number, template) = (Held::Number("1".into()), Held::Template("t".into()));
    let holds = [hold(number.clone(), 1, Some(5)), hold(template.clone(), 2, None)];
    assert_eq!(store.hold(&holds).await.unwrap(), 2);
    assert_eq!(store.hold(&[hold(number.clone(), 3, None)]).await.unwrap(), 0, "it is held already");
    assert_eq!(store.holds(Channel::Whatsapp, at(4)).await.unwrap(), holds);
    assert_eq!(store.holds(Channel::Whatsapp, at(5)).await.unwrap(), holds[1..]);
    assert!(store.holds(Channel::Email, at(4)).await.unwrap().is_empty());
    assert_eq!(store.hold(&[hold(number, 6, None)]).await.unwrap(), 1, "it has ended, so news counts");
    assert!(store.lift_hold(Channel::Whatsapp, &template, "Rina", at(7)).await.unwrap());
    assert_eq!(store.holds(Channel::Whatsapp, at(8)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_word_that_something_may_be_used_is_kept_although_nothing_held_it() {
    let store = Store::fresh().await.unwrap();
    let template = Held::Template("t/id".into());
    let hold = |since: u32| Hold {
        channel: Channel::Whatsapp,
        held: template.clone(),
        code: None,
        detail: "PAUSED".into(),
        since: at(since),
        ends_at: None,
    };
    let release = async |hour| {
        store.release_hold(Channel::Whatsapp, &template, "APPROVED", "the provider", at(hour)).await.unwrap()
    };
    let standing = async || store.holds(Channel::Whatsapp, at(9)).await.unwrap().len();
    for _ in 0..2 {
        assert!(!release(3).await, "there is none to lift");
    }
    assert_eq!((store.hold(&[hold(1), hold(2)]).await.unwrap(), standing().await), (0, 0), "over before it was told");
    assert_eq!((store.hold(&[hold(4)]).await.unwrap(), standing().await), (1, 1));
    assert!(!release(2).await && standing().await == 1, "older than the hold");
    assert!(release(5).await && standing().await == 0);
    assert_eq!((store.hold(&[hold(4)]).await.unwrap(), standing().await), (0, 0), "told twice");
    assert_eq!(store.hold(&[hold(6)]).await.unwrap(), 1);
}
