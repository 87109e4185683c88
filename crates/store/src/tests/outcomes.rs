use super::*;
use crate::{OutcomeCell, Right};
use domain::{Month, OutcomeReport, OutcomeSum, OutcomeTerms, OutcomesAnswer, OutcomesRead, Reported};
use std::collections::{BTreeMap, BTreeSet};

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn terms() -> OutcomeTerms {
    OutcomeTerms { first_day: day("2026-12-07"), covered_month: month("2027-02"), known_by: day("2027-03-31") }
}

fn report(source: &str, number: &str, of: u32, what: Reported, known_on: Option<&str>) -> OutcomeReport {
    OutcomeReport {
        source: source.into(),
        report: number.into(),
        member: member(of),
        what,
        happened_on: day("2027-01-05"),
        known_on: known_on.map(day),
    }
}

async fn take(store: &Store, reports: impl IntoIterator<Item = OutcomeReport>) -> OutcomesAnswer {
    let read = OutcomesRead { reports: (1..).zip(reports).collect(), refused: Vec::new() };
    store.take_outcomes(read, day("2027-01-20"), at(1)).await.unwrap()
}

/// Persons on WhatsApp and villages at counters, both with their held out, in two segments and four villages.
async fn two_lots() -> (Store, Plan) {
    let store = Store::fresh().await.unwrap();
    let (view, mut plan, _) = plan(40, 20);
    for (n, planned) in plan.members.iter_mut().enumerate() {
        planned.segment = SegmentId(["farmer", "fisher"][n % 2].into());
        planned.area = format!("33.21.04.200{}", n % 4).parse().unwrap();
        planned.arm = match n {
            0..20 => Arm::Treated(Channel::Whatsapp),
            20..40 => Arm::Treated(Channel::PartnerCounter),
            40..47 => Arm::HeldOut(RandomisationUnit::Person),
            47..50 => Arm::HeldOutOf(Channel::Whatsapp),
            _ => Arm::HeldOut(RandomisationUnit::Area),
        };
    }
    store.save_plan(&view, &plan, &[], &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    (store, plan)
}

async fn cells(store: &Store) -> Vec<OutcomeCell> {
    store.outcomes_so_far(CAMPAIGN).await.unwrap().unwrap().cells
}

/// What the sums must be, counted in another way: for each member the months that are left after reversals.
fn counted(plan: &Plan, covered: &[(MemberId, Month)], reports: &[OutcomeReport]) -> Vec<OutcomeCell> {
    let mut first: BTreeMap<(&str, &str), &OutcomeReport> = BTreeMap::new();
    for report in reports {
        first.entry((&report.source, &report.report)).or_insert(report);
    }
    let mut sums: BTreeMap<(String, String, String), OutcomeCell> = BTreeMap::new();
    for planned in &plan.members {
        let own: Vec<_> = first
            .values()
            .filter(|r| r.member == planned.member && r.known_on.unwrap_or(day("2027-01-20")) <= terms().known_by)
            .collect();
        let mut months: BTreeSet<Month> =
            covered.iter().filter(|(member, _)| *member == planned.member).map(|(_, month)| *month).collect();
        for source in ["bank", "pos"] {
            for month in ["2026-12", "2027-01", "2027-02", "2027-03"].map(month) {
                let times = |what| own.iter().filter(|r| r.source == source && r.what == what).count();
                if times(Reported::Paid(month)) > times(Reported::Reversed(month)) {
                    months.insert(month);
                }
            }
        }
        months.retain(|one| [month("2027-01"), month("2027-02")].contains(one));
        let area = if planned.arm.unit() == RandomisationUnit::Area { planned.area.as_str() } else { "" };
        let order = match planned.arm {
            Arm::Treated(channel) => channel.key(),
            Arm::HeldOut(RandomisationUnit::Person) => "person",
            Arm::HeldOut(RandomisationUnit::Area) => "area",
            Arm::HeldOutOf(_) => "without_whatsapp",
        };
        let key = (planned.segment.0.clone(), area.to_owned(), order.to_owned());
        let cell = sums.entry(key).or_insert_with(|| OutcomeCell {
            segment: planned.segment.clone(),
            arm: planned.arm,
            area: area.to_owned(),
            sum: OutcomeSum::default(),
        });
        cell.sum.people += 1;
        cell.sum.kept += i64::from(months.contains(&month("2027-02")));
        cell.sum.months += months.len() as i64;
        cell.sum.months_squared += months.len().pow(2) as i64;
        cell.sum.registered += i64::from(own.iter().any(|r| r.what == Reported::Registered));
    }
    sums.into_values().collect()
}

/// Numbers below `most`, the same for the same seed.
fn dice(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |most| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % most
    }
}

#[tokio::test]
async fn sums_are_those_counted_from_scratch_whatever_order_duplicates_and_reversals_come_in() {
    let (store, plan) = two_lots().await;
    let covered = [(member(3), month("2027-02")), (member(45), month("2027-01")), (member(45), month("2026-12"))];
    for seed in 1..=12 {
        let (store, plan) = if seed == 1 { (store.clone(), plan.clone()) } else { two_lots().await };
        store.open_outcomes(CAMPAIGN, "hash-1", &terms(), day("2026-11-30"), &covered).await.unwrap();
        let mut dice = dice(seed);
        let mut all: Vec<OutcomeReport> = Vec::new();
        for number in 0..160 {
            let month = ["2026-12", "2027-01", "2027-02", "2027-03"].map(month)[dice(4) as usize];
            let what = match dice(6) {
                0 => Reported::Registered,
                1 | 2 => Reported::Reversed(month),
                _ => Reported::Paid(month),
            };
            let known = [None, Some("2027-01-06"), Some("2027-04-01")][dice(3) as usize];
            let source = ["bank", "pos"][dice(2) as usize];
            // Some members are in no plan, and some stand twice with other months.
            all.push(report(source, &number.to_string(), dice(66) as u32, what, known));
        }
        for _ in 0..60 {
            let again = all[dice(all.len() as u64) as usize].clone();
            let at = dice(all.len() as u64 + 1) as usize;
            all.insert(at, again);
        }
        let (mut rest, mut answered) = (all.as_slice(), OutcomesAnswer::default());
        while !rest.is_empty() {
            let (some, others) = rest.split_at((dice(40) as usize + 1).min(rest.len()));
            let answer = take(&store, some.iter().cloned()).await;
            answered.taken += answer.taken;
            answered.repeated += answer.repeated;
            answered.in_no_plan += answer.in_no_plan;
            assert!(answer.refused.is_empty(), "{answer:?}");
            rest = others;
        }
        assert_eq!((answered.taken, answered.repeated), (160, 60));
        assert!(answered.in_no_plan > 0);
        let streamed = store.outcomes_so_far(CAMPAIGN).await.unwrap().unwrap();
        assert_eq!(streamed.cells, counted(&plan, &covered, &all), "seed {seed}");
        let standings = store.outcome_standings(CAMPAIGN).await.unwrap().unwrap();
        let kept = standings.iter().filter(|(_, standing)| standing.kept).count() as i64;
        assert_eq!(kept, streamed.cells.iter().map(|cell| cell.sum.kept).sum::<i64>());
        // Begun anew, everything is summed from all members.
        store.open_outcomes(CAMPAIGN, "hash-1", &terms(), day("2026-11-30"), &covered).await.unwrap();
        let anew = store.outcomes_so_far(CAMPAIGN).await.unwrap().unwrap();
        assert_eq!((&anew.cells, anew.reports), (&streamed.cells, streamed.reports), "seed {seed}");
        assert_eq!(anew.newest_known_on, streamed.newest_known_on);
    }
}

#[tokio::test]
async fn a_report_counts_once_and_one_that_says_otherwise_is_refused_with_a_sentence() {
    let (store, _) = two_lots().await;
    store.open_outcomes(CAMPAIGN, "hash-1", &terms(), day("2026-11-30"), &[]).await.unwrap();
    let paid = Reported::Paid(month("2027-02"));
    let first = report("bank", "77", 2, paid, None);
    let answer =
        take(&store, [first.clone(), report("pos", "77", 41, paid, None), report("bank", "78", 900, paid, None)]).await;
    assert_eq!((answer.taken, answer.in_no_plan, answer.repeated), (3, 1, 0));
    assert_eq!(answer.campaigns[CAMPAIGN], 2);
    // Later, the same without its day, and once with a day that was not given the first time.
    let read = OutcomesRead {
        reports: vec![(1, first.clone()), (2, report("bank", "77", 2, paid, Some("2027-01-08")))],
        refused: Vec::new(),
    };
    let again = store.take_outcomes(read, day("2027-02-25"), at(9)).await.unwrap();
    assert_eq!((again.taken, again.repeated, again.campaigns.len()), (0, 2, 0));
    let before = cells(&store).await;
    let other = take(
        &store,
        [
            report("bank", "77", 3, paid, None),
            report("bank", "77", 2, Reported::Paid(month("2027-01")), None),
            report("bank", "79", 4, paid, Some("2027-01-07")),
            report("bank", "79", 4, paid, Some("2027-01-08")),
        ],
    )
    .await;
    assert_eq!((other.taken, other.refused.len()), (1, 3), "{other:?}");
    assert_eq!(other.refused.iter().map(|r| r.line).collect::<Vec<_>>(), [1, 2, 4]);
    let told = &other.refused[0];
    assert_eq!((told.field.as_str(), told.value.as_str()), ("report", "77"));
    assert!(
        told.expected.en.contains("M000002 paid 2027-02 2027-01-05") && told.expected.id.contains("bayar"),
        "{told:?}"
    );
    let kept = |cells: &[OutcomeCell]| cells.iter().map(|cell| cell.sum.kept).sum::<i64>();
    assert_eq!((kept(&before), kept(&cells(&store).await)), (2, 3));
}

#[tokio::test]
async fn people_who_asked_not_to_be_processed_are_passed_over() {
    let (store, _) = two_lots().await;
    store.open_outcomes(CAMPAIGN, "hash-1", &terms(), day("2026-11-30"), &[]).await.unwrap();
    store.claim_right(&key(), &member(2), Right::Restricted, "Rina", at(1)).await.unwrap();
    store.claim_right(&key(), &member(3), Right::Erased, "Rina", at(1)).await.unwrap();
    let paid = Reported::Paid(month("2027-02"));
    let answer = take(&store, (1..5).map(|n| report("bank", &n.to_string(), n, paid, None))).await;
    assert_eq!((answer.taken, answer.not_processed), (2, 2));
    assert_eq!(cells(&store).await.iter().map(|cell| cell.sum.kept).sum::<i64>(), 2);
}

#[tokio::test]
async fn sums_of_an_earlier_plan_are_not_shown_and_take_nothing() {
    let store = Store::fresh().await.unwrap();
    let (mut view, mut plan, touches) = plan(4, 2);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    assert!(store.outcomes_so_far(CAMPAIGN).await.unwrap().is_none());
    store.open_outcomes(CAMPAIGN, "hash-1", &terms(), day("2026-11-30"), &[]).await.unwrap();
    let paid = Reported::Paid(month("2027-02"));
    take(&store, [report("bank", "1", 0, paid, None)]).await;
    (view.plan_hash, plan.hash) = ("hash-2".into(), "hash-2".into());
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    assert!(store.outcomes_so_far(CAMPAIGN).await.unwrap().is_none());
    let answer = take(&store, [report("bank", "2", 5, paid, None)]).await;
    assert_eq!((answer.taken, answer.in_no_plan), (1, 1));
    store.open_outcomes(CAMPAIGN, "hash-1", &terms(), day("2026-11-30"), &[]).await.unwrap();
    assert!(store.outcomes_so_far(CAMPAIGN).await.unwrap().is_none(), "terms of an earlier plan begin nothing");
    // What came before is counted when counting begins.
    store.open_outcomes(CAMPAIGN, "hash-2", &terms(), day("2026-11-30"), &[]).await.unwrap();
    let so_far = store.outcomes_so_far(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!((so_far.reports, so_far.cells.iter().map(|cell| cell.sum.kept).sum::<i64>()), (2, 2));
}

#[tokio::test]
async fn contributions_that_come_change_the_mark_of_the_sums_as_reports_do() {
    let (store, plan) = two_lots().await;
    assert_eq!(store.outcomes_mark(CAMPAIGN).await.unwrap(), None);
    store.open_outcomes(CAMPAIGN, "hash-1", &terms(), day("2026-11-30"), &[]).await.unwrap();
    let first = store.outcomes_mark(CAMPAIGN).await.unwrap();
    let covered = [(plan.members[0].member.clone(), month("2027-02"))];
    store.open_outcomes(CAMPAIGN, "hash-1", &terms(), day("2026-11-30"), &covered).await.unwrap();
    let second = store.outcomes_mark(CAMPAIGN).await.unwrap();
    assert!(first.is_some() && first != second, "{first:?} {second:?}");
    take(&store, [report("bank", "1", 1, Reported::Paid(month("2027-01")), None)]).await;
    assert_ne!(store.outcomes_mark(CAMPAIGN).await.unwrap(), second);
}

#[tokio::test]
async fn a_report_that_comes_too_late_is_of_a_planned_member_all_the_same() {
    let (store, _) = two_lots().await;
    store.open_outcomes(CAMPAIGN, "hash-1", &terms(), day("2026-11-30"), &[]).await.unwrap();
    let late = report("bank", "1", 1, Reported::Paid(month("2027-02")), Some("2029-01-01"));
    let answer = take(&store, [late]).await;
    assert_eq!((answer.taken, answer.in_no_plan), (1, 0));
    assert_eq!(cells(&store).await.iter().map(|cell| cell.sum.kept).sum::<i64>(), 0);
}

#[tokio::test]
async fn senders_that_report_at_once_lose_and_double_nothing() {
    let (store, plan) = two_lots().await;
    store.open_outcomes(CAMPAIGN, "hash-1", &terms(), day("2026-11-30"), &[]).await.unwrap();
    let paid = Reported::Paid(month("2027-02"));
    let all: Vec<OutcomeReport> = (0..60).map(|n| report("bank", &n.to_string(), n, paid, None)).collect();
    let senders = (0..4).map(|from| {
        let (store, own) = (store.clone(), all[from * 10..from * 10 + 30].to_vec());
        tokio::spawn(async move { take(&store, own).await.taken })
    });
    let mut taken = 0;
    for sender in senders.collect::<Vec<_>>() {
        taken += sender.await.unwrap();
    }
    assert_eq!((taken, cells(&store).await), (60, counted(&plan, &[], &all)));
}
