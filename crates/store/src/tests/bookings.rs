use super::*;
use crate::{BookingsNoted, CodePlace, Right};
use domain::{BookingReport, BookingStanding, BookingTold};
use std::collections::BTreeMap;

const NEAR: &str = "33.21.04.2007";
const FAR: &str = "33.21.04.2008";

/// Banners for two villages and a held-out third; the orders are given out. Answers the codes by village.
async fn ordered() -> (Store, BTreeMap<String, String>) {
    let store = Store::fresh().await.unwrap();
    let (view, mut plan, touches) = plan(5, 2);
    for (n, m) in plan.members.iter_mut().enumerate() {
        m.area = [NEAR, NEAR, NEAR, FAR, FAR, "33.21.04.2009", "33.21.04.2009"][n].parse().unwrap();
        m.arm = match m.arm.channel() {
            Some(_) => Arm::Treated(Channel::Outdoor),
            None => Arm::HeldOut(RandomisationUnit::Area),
        };
    }
    let touches: Vec<Touch> = touches
        .into_iter()
        .zip(&plan.members)
        .map(|(t, m)| Touch { channel: Channel::Outdoor, area: m.area, ..t })
        .collect();
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let places = [NEAR, FAR].map(|area| CodePlace {
        campaign: CAMPAIGN.into(),
        channel: Channel::Outdoor,
        area: area.parse().unwrap(),
    });
    let codes = store.codes_for(&key(), &places).await.unwrap();
    give_out(&store, at(3)).await;
    (store, codes.into_iter().map(|(place, code)| (place.area.to_string(), code)).collect())
}

/// Hands over what is due by an hour.
async fn give_out(store: &Store, until: DateTime<Utc>) {
    let claimed = store.claim_due(CAMPAIGN, Channel::Outdoor, until, 100, "paper", until).await.unwrap();
    let handed: Vec<HandOver> =
        claimed.iter().map(|c| result(c, HandOverOutcome::HandedOver { provider_id: None })).collect();
    store.record_results(&handed).await.unwrap();
}

fn report(order: &str, on: &str, words: &str, placed: bool) -> BookingReport {
    let told = BookingTold { words: words.into(), by: "CV Spanduk, Demak".into(), on: on.parse().unwrap(), placed };
    BookingReport { order: order.into(), told }
}

#[tokio::test]
async fn orders_are_those_given_out_and_no_held_out_village_is_among_them() {
    let (store, codes) = ordered().await;
    let orders = store.work_orders(CAMPAIGN).await.unwrap();
    let seen: Vec<_> = orders.iter().map(|o| (o.area.as_str(), o.order.clone(), o.members, o.cost.rounded())).collect();
    let (near, far) = (codes[NEAR].clone(), codes[FAR].clone());
    assert_eq!(seen, [(NEAR, near, 3, 3 * 586), (FAR, far, 1, 586)], "of the far village one is due later");
    assert!(orders.iter().all(|o| o.standing == BookingStanding::Open && o.told.is_none() && o.open() == o.cost));
    assert_eq!(store.campaigns_with_orders().await.unwrap(), [CAMPAIGN]);
}

#[tokio::test]
async fn a_report_counts_once_and_what_was_placed_stays_placed() {
    let (store, codes) = ordered().await;
    let (near, far) = (&codes[NEAR], &codes[FAR]);
    let reports = [
        report(near, "2026-12-03", "foto 12, papan Jl. Pemuda", true),
        report(far, "2026-12-04", "izin desa belum ada", false),
        report("AAAAAAAAAA", "2026-12-03", "foto", true),
        report(near, "2026-12-05", "roboh", false),
    ];
    let expected =
        BookingsNoted { placed: 1, not_placed: 1, known: 1, touches: 4, strangers: vec!["AAAAAAAAAA".into()] };
    assert_eq!(store.note_bookings(None, &reports).await.unwrap(), expected);
    let again = store.note_bookings(None, &reports).await.unwrap();
    assert_eq!((again.placed, again.not_placed, again.known, again.touches), (0, 0, 3, 0));
    let orders = store.work_orders(CAMPAIGN).await.unwrap();
    assert_eq!(orders[0].told, Some(reports[0].told.clone()), "the first proof, with its day and who brought it");
    assert_eq!((orders[0].standing, orders[0].placed), (BookingStanding::Placed, orders[0].cost));
    assert_eq!((orders[1].standing, orders[1].not_placed), (BookingStanding::NotPlaced, orders[1].cost));
    assert_eq!(orders[1].told, Some(reports[1].told.clone()));
    let late = [report(far, "2026-12-06", "foto 13", true)];
    assert_eq!(store.note_bookings(None, &late).await.unwrap().placed, 1, "a proof may come after a reason");
    assert_eq!(store.work_orders(CAMPAIGN).await.unwrap()[1].told, Some(late[0].told.clone()));
}

#[tokio::test]
async fn an_order_for_more_people_is_open_again_and_touches_not_given_out_are_left() {
    let (store, codes) = ordered().await;
    let proof = [report(&codes[FAR], "2026-12-03", "foto 12", true)];
    assert_eq!(store.note_bookings(None, &proof).await.unwrap().touches, 1);
    assert_eq!(status(&store, &member(4)).await, TouchStatus::Planned, "it has not left");
    give_out(&store, at(48)).await;
    let far = &store.work_orders(CAMPAIGN).await.unwrap()[1];
    assert_eq!((far.standing, far.members, far.open().rounded()), (BookingStanding::Open, 2, 586));
    assert_eq!(far.told.as_ref(), Some(&proof[0].told));
    let again = store.note_bookings(None, &proof).await.unwrap();
    assert_eq!((again.touches, again.known), (0, 1), "the old proof answers nothing of the rest");

    let refused = [report(&codes[FAR], "2026-12-04", "papan roboh", false)];
    assert_eq!(store.note_bookings(Some("other"), &refused).await.unwrap().strangers, [codes[FAR].clone()]);
    assert_eq!(store.note_bookings(Some(CAMPAIGN), &refused).await.unwrap().touches, 1);
    let far = &store.work_orders(CAMPAIGN).await.unwrap()[1];
    assert_eq!((far.standing, far.told.as_ref()), (BookingStanding::NotPlaced, Some(&refused[0].told)));
    assert_eq!((far.placed.rounded(), far.not_placed.rounded()), (586, 586));
    for told in [&proof, &refused] {
        assert_eq!(store.note_bookings(None, told).await.unwrap().touches, 0, "what is known changes nothing");
    }
    let late = [report(&codes[FAR], "2026-12-06", "foto 13", true)];
    assert_eq!(store.note_bookings(None, &late).await.unwrap().touches, 1);
    let far = &store.work_orders(CAMPAIGN).await.unwrap()[1];
    assert_eq!((far.standing, far.told.as_ref()), (BookingStanding::Placed, Some(&proof[0].told)), "the first proof");
}

#[tokio::test]
async fn an_order_keeps_its_words_when_one_of_its_people_is_forgotten() {
    let (store, _) = ordered().await;
    let before = store.work_orders(CAMPAIGN).await.unwrap();
    store.claim_right(&key(), &member(0), Right::Erased, "Rina", at(4)).await.unwrap();
    let after = store.work_orders(CAMPAIGN).await.unwrap();
    assert!(!before[0].creative.is_empty());
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_code_of_paper_is_no_order() {
    let store = approved(2, 1).await;
    let place = CodePlace { campaign: CAMPAIGN.into(), channel: Channel::Print, area: NEAR.parse().unwrap() };
    let codes = store.codes_for(&key(), std::slice::from_ref(&place)).await.unwrap();
    let noted = store.note_bookings(None, &[report(&codes[&place], "2026-12-03", "foto", true)]).await.unwrap();
    assert_eq!((noted.touches, noted.strangers), (0, vec![codes[&place].clone()]));
    assert!(store.work_orders(CAMPAIGN).await.unwrap().is_empty());
    assert!(store.campaigns_with_orders().await.unwrap().is_empty());
}
