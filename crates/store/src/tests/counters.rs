use super::*;
use crate::{CodePlace, Reserving, VisitReport, VisitsNoted};
use chrono::NaiveDate;
use domain::CounterOutcome;

const OTHER: &str = "lebaran-2027";

/// A campaign whose members are all on counters' lists; the touches are handed over.
async fn put_on_lists(store: &Store, name: &str, hash: &str, treated: u32) {
    let (view, mut plan, touches) = plan(treated, 1);
    plan.campaign = name.into();
    plan.hash = hash.into();
    for m in &mut plan.members {
        if m.arm.channel().is_some() {
            m.arm = Arm::Treated(Channel::PartnerCounter);
        }
    }
    let touches: Vec<Touch> = touches
        .into_iter()
        .map(|t| Touch {
            id: format!("{name}-{}", t.member),
            campaign: name.into(),
            channel: Channel::PartnerCounter,
            ..t
        })
        .collect();
    let view = CampaignView { name: name.into(), plan_hash: hash.into(), ..view };
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(name, hash, "Budi", at(0)).await.unwrap();
    let claimed = store.claim_due(name, Channel::PartnerCounter, at(48), 100, "paper", at(1)).await.unwrap();
    let handed: Vec<HandOver> =
        claimed.iter().map(|c| result(c, HandOverOutcome::HandedOver { provider_id: None })).collect();
    store.record_results(&handed).await.unwrap();
}

async fn two_lists() -> Store {
    let store = Store::fresh().await.unwrap();
    put_on_lists(&store, CAMPAIGN, "hash-1", 3).await;
    put_on_lists(&store, OTHER, "hash-2", 2).await;
    store
}

fn line(campaign: &str, number: u32) -> String {
    format!("{campaign}-{}", member(number))
}

fn report(touch: &str, outcome: CounterOutcome, on: &str) -> VisitReport {
    VisitReport { touch: touch.into(), clerk: "Loket A".into(), outcome, on: on.parse().unwrap() }
}

#[tokio::test]
async fn a_member_on_two_lists_is_served_by_one_clerk_at_a_time_and_met_once() {
    let store = two_lists().await;
    let (here, there) = (line(CAMPAIGN, 0), line(OTHER, 0));
    assert_eq!(store.reserve(&here, "Ani", at(3), at(4)).await.unwrap(), Reserving::Reserved);
    assert_eq!(store.reserve(&here, "Ani", at(3), at(5)).await.unwrap(), Reserving::Reserved, "the same clerk, longer");
    for touch in [&here, &there] {
        let taken = Reserving::Taken { by: "Ani".into(), until: at(5) };
        assert_eq!(store.reserve(touch, "Budi", at(4), at(6)).await.unwrap(), taken);
    }
    assert!(!store.release(&here, "Budi", at(4)).await.unwrap(), "only who has them gives them back");
    assert!(store.release(&here, "Ani", at(4)).await.unwrap());
    assert_eq!(store.reserve(&there, "Budi", at(4), at(6)).await.unwrap(), Reserving::Reserved);
    assert_eq!(store.reserve(&here, "Ani", at(7), at(8)).await.unwrap(), Reserving::Reserved, "Budi's hour is over");
    let paid = [report(&here, CounterOutcome::Paid, "2026-12-01")];
    assert_eq!(store.note_visits(&paid, at(8)).await.unwrap().noted, 1);
    let met = Reserving::Met { by: "Loket A".into(), on: "2026-12-01".parse().unwrap() };
    assert_eq!(store.reserve(&there, "Budi", at(9), at(10)).await.unwrap(), met);
    let weeks_later = at(24 * 14);
    assert_eq!(store.reserve(&there, "Budi", weeks_later, at(24 * 15)).await.unwrap(), Reserving::Reserved);
}

#[tokio::test]
async fn reports_count_once_in_any_order_and_touches_climb_with_them() {
    let store = two_lists().await;
    let reports = [
        report(&line(CAMPAIGN, 0), CounterOutcome::Promised, "2026-12-02"),
        report(&line(CAMPAIGN, 1), CounterOutcome::NotFound, "2026-12-02"),
        report(&line(CAMPAIGN, 2), CounterOutcome::NotMet, "2026-12-02"),
        report(&line(OTHER, 0), CounterOutcome::Paid, "2026-12-03"),
        report("no-such-line", CounterOutcome::Paid, "2026-12-03"),
    ];
    let first = store.note_visits(&reports, at(50)).await.unwrap();
    let expected = VisitsNoted { noted: 4, known: 0, met_twice: 1, strangers: vec!["no-such-line".into()] };
    assert_eq!(first, expected);
    let again = store.note_visits(&reports, at(60)).await.unwrap();
    assert_eq!((again.noted, again.known), (0, 4), "the same file again changes nothing");
    let earlier = [report(&line(CAMPAIGN, 0), CounterOutcome::Declined, "2026-12-01")];
    assert_eq!(store.note_visits(&earlier, at(61)).await.unwrap().known, 1, "the later day stands");
    let less = [report(&line(CAMPAIGN, 0), CounterOutcome::NotMet, "2026-12-05")];
    assert_eq!(store.note_visits(&less, at(62)).await.unwrap().known, 1, "whoever was met stays met");
    for (number, expected) in [(0, TouchStatus::Delivered), (1, TouchStatus::Failed), (2, TouchStatus::HandedOver)] {
        assert_eq!(status(&store, &member(number)).await, expected);
    }
    let lists = store.counter_lists().await.unwrap();
    assert_eq!(
        lists.iter().map(|l| (l.campaign.as_str(), l.regency.as_str(), l.members, l.open())).collect::<Vec<_>>(),
        [(CAMPAIGN, "33.21", 3, 1), (OTHER, "33.21", 2, 1)]
    );
    let lines = store.counter_list(CAMPAIGN, "33.21").await.unwrap();
    let on: NaiveDate = "2026-12-02".parse().unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0].visit.as_ref().unwrap().outcome, Some((CounterOutcome::Promised, on)));
}

/// A page knows "not met" of the 5th; the list that comes back offline knows "paid" of the 3rd.
#[tokio::test]
async fn whoever_was_met_is_met_whichever_report_comes_first() {
    for reversed in [false, true] {
        let store = two_lists().await;
        let mut reports = [
            report(&line(CAMPAIGN, 0), CounterOutcome::NotMet, "2026-12-05"),
            report(&line(CAMPAIGN, 0), CounterOutcome::Paid, "2026-12-03"),
        ];
        if reversed {
            reports.reverse();
        }
        for one in reports {
            store.note_visits(&[one], at(60)).await.unwrap();
        }
        let lines = store.counter_list(CAMPAIGN, "33.21").await.unwrap();
        let on: NaiveDate = "2026-12-03".parse().unwrap();
        assert_eq!(lines[0].visit.as_ref().unwrap().outcome, Some((CounterOutcome::Paid, on)), "{reversed}");
        assert_eq!(status(&store, &member(0)).await, TouchStatus::Delivered);
    }
}

#[tokio::test]
async fn nobody_held_out_and_nobody_of_a_halted_campaign_stands_on_a_list() {
    let store = two_lists().await;
    let lines = store.counter_list(OTHER, "33.21").await.unwrap();
    assert!(lines.iter().all(|l| l.member != member(2)), "M000002 is held out there");
    store.halt(OTHER, domain::views::Halt::Paused, "Rina", at(5)).await.unwrap();
    assert!(store.counter_list(OTHER, "33.21").await.unwrap().is_empty());
    assert_eq!(store.reserve(&line(OTHER, 0), "Ani", at(6), at(7)).await.unwrap(), Reserving::NotOnAList);
}

#[tokio::test]
async fn what_comes_back_counts_though_the_campaign_was_halted_meanwhile() {
    for halt in [domain::views::Halt::Paused, domain::views::Halt::Cancelled] {
        let store = two_lists().await;
        store.halt(OTHER, halt, "Rina", at(5)).await.unwrap();
        let reports = [
            report(&line(OTHER, 0), CounterOutcome::Paid, "2026-12-02"),
            report(&line(OTHER, 2), CounterOutcome::Paid, "2026-12-02"),
        ];
        let noted = store.note_visits(&reports, at(8)).await.unwrap();
        assert_eq!((noted.noted, noted.strangers), (1, vec![line(OTHER, 2)]), "M000002 is held out there");
        assert!(store.counter_list(OTHER, "33.21").await.unwrap().is_empty());
        let touched = store.touch_statuses(OTHER).await.unwrap();
        assert!(touched.contains(&(member(0), Channel::PartnerCounter, TouchStatus::Delivered)), "{touched:?}");
    }
}

#[tokio::test]
async fn a_line_can_be_worked_on_from_when_it_was_due_or_handed_out_before() {
    let store = two_lists().await;
    let (here, there) = (line(CAMPAIGN, 0), line(OTHER, 2));
    let handed = store.handed_out(&[here.as_str(), there.as_str(), "no-such-line"]).await.unwrap();
    assert_eq!(handed.keys().collect::<Vec<_>>(), [&here]);
    assert!(handed[&here] <= at(48), "claimed with what is due by then");
}

#[tokio::test]
async fn a_code_leads_to_its_village_and_counts_scans_and_nothing_else() {
    let store = two_lists().await;
    let place =
        |area: &str| CodePlace { campaign: CAMPAIGN.into(), channel: Channel::Print, area: area.parse().unwrap() };
    let places = [place("33.21.04.2007"), place("33.21.04.2008")];
    let codes = store.codes_for(&key(), &places).await.unwrap();
    assert_eq!(store.codes_for(&key(), &places).await.unwrap(), codes, "printed again they are the same");
    let other_key = store.codes_for(&ContactsKey::from_bytes(&[8; 32]), &[]).await.unwrap();
    assert!(other_key.is_empty());
    let (first, second) = (&codes[&places[0]], &codes[&places[1]]);
    assert!(first != second && first.len() == 10 && first.chars().all(|c| c.is_ascii_alphanumeric()), "{first}");
    let today: NaiveDate = "2026-12-02".parse().unwrap();
    for _ in 0..3 {
        assert_eq!(store.scanned(first, today).await.unwrap().as_ref(), Some(&places[0]));
    }
    assert_eq!(store.scanned(second, today.succ_opt().unwrap()).await.unwrap().as_ref(), Some(&places[1]));
    assert_eq!(store.scanned("AAAAAAAAAA", today).await.unwrap(), None);
    let scans: Vec<(String, u64)> =
        store.scans(CAMPAIGN).await.unwrap().into_iter().map(|s| (s.area.to_string(), s.scans)).collect();
    assert_eq!(scans, [("33.21.04.2007".to_owned(), 3), ("33.21.04.2008".to_owned(), 1)]);
    assert!(store.scans(OTHER).await.unwrap().is_empty());
}
