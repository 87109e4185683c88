use super::*;
use domain::{FollowUp, FollowUpStanding, FollowUpWhen};

/// A plan with a counter visit, two days on, for each member treated.
async fn with_follow_ups() -> Store {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(3, 2);
    let follow_ups: Vec<FollowUp> = touches
        .iter()
        .map(|first| FollowUp {
            touch: Touch {
                id: format!("{}-2", first.id),
                channel: Channel::PartnerCounter,
                step: 2,
                due_at: at(48),
                ..first.clone()
            },
            after: first.id.clone(),
            when: FollowUpWhen::NotPaid,
        })
        .collect();
    store.save_plan(&view, &plan, &touches, &follow_ups).await.unwrap();
    store.save_plan(&view, &plan, &touches, &follow_ups).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    store
}

#[tokio::test]
async fn a_follow_up_is_asked_when_due_and_goes_out_once_on_its_own_channel() {
    let store = with_follow_ups().await;
    assert!(store.open_follow_ups(CAMPAIGN, at(47), None, 10).await.unwrap().is_empty());
    let open = store.open_follow_ups(CAMPAIGN, at(48), None, 10).await.unwrap();
    assert_eq!(open.len(), 3);
    assert_eq!(
        (open[0].when, open[0].first_touch, open[0].kept),
        (FollowUpWhen::NotPaid, Some(TouchStatus::Planned), false)
    );
    let later = store.open_follow_ups(CAMPAIGN, at(48), Some(&open[0]), 1).await.unwrap();
    assert_eq!(later, open[1..2], "those that wait do not hide the others");
    let (first, second) = (open[0].id.as_str(), open[1].id.as_str());
    let most = Rupiah::whole(1_000_000);
    for expected in [1, 0] {
        let decided = store
            .decide_follow_ups(CAMPAIGN, most, &[&open[0]], &[(second, FollowUpStanding::NotNeeded)])
            .await
            .unwrap();
        assert_eq!(decided.sent, expected);
    }
    let counts = store.follow_up_counts(CAMPAIGN).await.unwrap();
    assert_eq!(counts, [(FollowUpStanding::NotNeeded, 1), (FollowUpStanding::Sent, 1), (FollowUpStanding::Waiting, 1)]);
    let visits = store.claim_due(CAMPAIGN, Channel::PartnerCounter, at(48), 10, "w", at(60)).await.unwrap();
    assert_eq!(visits.iter().map(|c| (c.touch.id.as_str(), c.touch.step)).collect::<Vec<_>>(), [(first, 2)]);
    let called = store.call(&[(first, visits[0].fence)], at(49)).await.unwrap();
    assert!(called.contains(&(first.to_owned(), visits[0].fence)));
}

#[tokio::test]
async fn two_who_decide_keep_to_the_budget_together_and_a_halt_keeps_both_back() {
    let store = with_follow_ups().await;
    let open = store.open_follow_ups(CAMPAIGN, at(48), None, 10).await.unwrap();
    // Three first touches and two follow-ups. Each of the two saw the same money before the other decided.
    let most = Rupiah::whole(5 * 586);
    let first = store.decide_follow_ups(CAMPAIGN, most, &[&open[0], &open[1]], &[]).await.unwrap();
    let second = store.decide_follow_ups(CAMPAIGN, most, &[&open[2]], &[]).await.unwrap();
    assert_eq!((first.sent, first.beyond_budget, second.sent, second.beyond_budget), (2, 0, 0, 1));
    let counts = store.follow_up_counts(CAMPAIGN).await.unwrap();
    assert_eq!(counts, [(FollowUpStanding::BeyondBudget, 1), (FollowUpStanding::Sent, 2)]);

    let store = with_follow_ups().await;
    let open = store.open_follow_ups(CAMPAIGN, at(48), None, 10).await.unwrap();
    store.halt(CAMPAIGN, domain::views::Halt::Paused, "Rina", at(0)).await.unwrap();
    let decided = store
        .decide_follow_ups(CAMPAIGN, most, &[&open[0]], &[(&open[1].id, FollowUpStanding::NotNeeded)])
        .await
        .unwrap();
    assert_eq!((decided.sent, decided.beyond_budget), (0, 0));
    assert_eq!(store.follow_up_counts(CAMPAIGN).await.unwrap(), [(FollowUpStanding::Waiting, 3)]);
}

#[tokio::test]
async fn a_follow_up_knows_when_its_first_touch_left() {
    let store = with_follow_ups().await;
    let open = store.open_follow_ups(CAMPAIGN, at(48), None, 10).await.unwrap();
    assert_eq!((open[0].first_left, open[0].area.as_str()), (None, "33.21.04.2007"));
    let claimed = claim(&store, 1).await;
    store.record_results(&[result(&claimed[0], HandOverOutcome::HandedOver { provider_id: None })]).await.unwrap();
    let open = store.open_follow_ups(CAMPAIGN, at(48), None, 10).await.unwrap();
    assert_eq!(open[0].first_left, Some((Channel::Whatsapp, at(2))));
}

#[tokio::test]
async fn other_campaigns_see_touches_and_follow_ups_until_they_are_cancelled() {
    let store = with_follow_ups().await;
    assert!(store.prior_touches(CAMPAIGN).await.unwrap().is_empty(), "its own do not count");
    let prior = store.prior_touches("another").await.unwrap();
    assert_eq!(prior.len(), 6);
    assert!(prior.contains(&(member(0), Channel::PartnerCounter, at(48))));
    store.halt(CAMPAIGN, domain::views::Halt::Cancelled, "Rina", at(0)).await.unwrap();
    assert!(store.prior_touches("another").await.unwrap().is_empty());
}

#[tokio::test]
async fn whoever_has_paid_by_what_streamed_in_is_known_when_their_follow_up_is_due() {
    let store = with_follow_ups().await;
    let ids: Vec<String> =
        store.open_follow_ups(CAMPAIGN, at(48), None, 10).await.unwrap().into_iter().map(|open| open.id).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    assert!(store.follow_up_standings(CAMPAIGN, &ids).await.unwrap().is_empty(), "nobody counts yet");
    let terms = domain::OutcomeTerms {
        first_day: "2026-12-01".parse().unwrap(),
        covered_month: "2027-02".parse().unwrap(),
        known_by: "2027-03-31".parse().unwrap(),
    };
    store.open_outcomes(CAMPAIGN, "hash-1", &terms, "2026-11-30".parse().unwrap(), &[]).await.unwrap();
    let report = domain::OutcomeReport {
        source: "bank".into(),
        report: "1".into(),
        member: member(1),
        what: domain::Reported::Paid("2027-01".parse().unwrap()),
        happened_on: "2026-12-03".parse().unwrap(),
        known_on: None,
    };
    let read = domain::OutcomesRead { reports: vec![(1, report)], refused: Vec::new() };
    store.take_outcomes(read, "2026-12-04".parse().unwrap(), at(90)).await.unwrap();
    let standings = store.follow_up_standings(CAMPAIGN, &ids).await.unwrap();
    let paid = |n: usize| (standings[ids[n]].months_paid, standings[ids[n]].kept);
    assert_eq!([paid(0), paid(1), paid(2)], [(0, false), (1, false), (0, false)]);
}
