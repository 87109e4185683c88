//! What must not matter: order, batches, who adds them, chunks; and what is known later.

use crate::people::{LEAN, RULES, SIMULATED, assert_same, batch, day};
use chrono::Days;
use domain::member::columns::{ContributionBatch, MemberColumns};
use domain::{Contribution, MemberRow};
use features::{PaymentSums, chosen_features_of, features_of, payment_definitions, payment_features};
use rand::{SeedableRng, seq::SliceRandom};
use rand_xoshiro::Xoshiro256PlusPlus;

fn sums_of<'a>(batches: impl IntoIterator<Item = &'a [Contribution]>) -> PaymentSums {
    let mut sums = PaymentSums::new(SIMULATED.0.len(), day("2026-11-30"), &RULES, &LEAN);
    for some in batches {
        sums.add(&batch(some).columns()).unwrap();
    }
    sums
}

/// The simulated rows with every seventh repeated at another price, in three orders.
fn in_three_orders() -> [Vec<Contribution>; 3] {
    let mut rows = SIMULATED.1.clone();
    let repeated: Vec<Contribution> =
        rows.iter().step_by(7).map(|c| Contribution { amount_rupiah: c.amount_rupiah / 2, ..*c }).collect();
    rows.extend(repeated);
    let by_member = rows.clone();
    let mut by_month = rows.clone();
    by_month.sort_by_key(|c| (c.coverage_month, c.member));
    rows.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(5));
    [by_member, by_month, rows]
}

#[test]
fn order_and_batches_change_no_bit() {
    let [by_member, by_month, shuffled] = in_three_orders();
    let whole = sums_of([by_member.as_slice()]);
    assert!(whole == sums_of(by_month.chunks(1_000)));
    assert!(whole == sums_of(shuffled.chunks(77)));
}

#[test]
fn sums_of_parts_merge_to_the_sums_of_the_whole() {
    let [by_member, _, shuffled] = in_three_orders();
    let whole = sums_of([by_member.as_slice()]);
    for parts in [2, 3, 11] {
        let mut merged = sums_of([]);
        for part in shuffled.chunks(shuffled.len().div_ceil(parts)) {
            merged.merge(&sums_of(part.chunks(500))).unwrap();
        }
        assert!(whole == merged, "{parts} parts");
    }
}

#[test]
fn threads_that_add_at_once_change_no_bit() {
    let orders = in_three_orders();
    let new = || PaymentSums::new(SIMULATED.0.len(), day("2026-11-30"), &RULES, &LEAN).with_days();
    let mut whole = new();
    whole.add(&batch(&orders[0]).columns()).unwrap();
    for rows in &orders {
        for threads in [1, 2, 5] {
            let mut sums = new();
            let shared = sums.shared();
            std::thread::scope(|scope| {
                for some in rows.chunks(rows.len().div_ceil(threads)) {
                    let shared = &shared;
                    scope.spawn(move || some.chunks(3_000).for_each(|c| shared.add(&batch(c).columns()).unwrap()));
                }
            });
            drop(shared);
            assert!(whole == sums, "{threads} threads");
        }
    }
}

#[test]
fn sums_for_some_features_keep_what_these_need() {
    let members = MemberColumns::of(0, &SIMULATED.0);
    let whole = features_of(&sums_of([SIMULATED.1.as_slice()]), &members).unwrap();
    for definition in payment_definitions() {
        let names = [definition.name];
        let mut some = PaymentSums::for_features(members.len(), day("2026-11-30"), &RULES, &LEAN, &names).unwrap();
        some.add(&batch(&SIMULATED.1).columns()).unwrap();
        let made = chosen_features_of(&some, &members, &names).unwrap();
        assert_eq!(format!("{:?}", made.named_columns()[0].1), format!("{:?}", whole.feature(names[0]).unwrap()));
        let refused = features_of(&some, &members).unwrap_err().to_string();
        assert!(refused.ends_with("was not kept when contributions were summed"), "{refused}");
    }
}

#[test]
fn a_member_who_is_not_known_yet_may_be_beyond_the_table() {
    let later = Contribution { member: MemberRow(4_000_000_000), known_on: day("2026-12-01"), ..SIMULATED.1[0] };
    for every in [1, 40] {
        let rows: Vec<Contribution> =
            SIMULATED.1.chunks(every).flat_map(|some| some.iter().copied().chain([later])).collect();
        let mut sums = sums_of([]);
        sums.shared().add(&batch(&rows).columns()).unwrap();
        assert!(sums == sums_of([SIMULATED.1.as_slice()]));
    }
}

#[test]
fn chunks_and_selections_have_the_features_of_the_whole() {
    let sums = sums_of([SIMULATED.1.as_slice()]);
    let whole = features_of(&sums, &MemberColumns::of(0, &SIMULATED.0)).unwrap();
    let part = features_of(&sums, &MemberColumns::of(2_100, &SIMULATED.0[2_100..4_900])).unwrap();
    let mut picked = MemberColumns::default();
    for row in [5_999_u32, 17, 4_000] {
        picked.push(row, &SIMULATED.0[row as usize]);
    }
    let picked_features = features_of(&sums, &picked).unwrap();
    for (name, values) in whole.named_columns() {
        let same = |one: f64, other: f64| one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan();
        let cut = part.feature(name).unwrap();
        assert!(cut.iter().zip(&values[2_100..4_900]).all(|(a, b)| same(*a, *b)), "{name}");
        for (value, row) in picked_features.feature(name).unwrap().iter().zip([5_999, 17, 4_000]) {
            assert!(same(*value, values[row]), "{name} of row {row}");
        }
    }
}

#[test]
fn chosen_features_are_those_of_the_whole_table() {
    let sums = sums_of([SIMULATED.1.as_slice()]);
    let members = MemberColumns::of(0, &SIMULATED.0);
    let whole = features_of(&sums, &members).unwrap();
    let some = chosen_features_of(&sums, &members, &["reactivations", "share_paid"]).unwrap();
    assert_eq!(some.named_columns().len(), 2);
    for (name, values) in some.named_columns() {
        assert_eq!(format!("{values:?}"), format!("{:?}", whole.feature(name).unwrap()));
    }
    let refused = chosen_features_of(&sums, &members, &["share_payed"]).unwrap_err().to_string();
    assert!(refused.starts_with("there is no feature `share_payed`; the features are: months_due"), "{refused}");
}

#[test]
fn what_is_known_later_changes_nothing() {
    let mut rows = SIMULATED.1.clone();
    let later: Vec<Contribution> = rows
        .iter()
        .step_by(3)
        .map(|c| Contribution { known_on: day("2026-12-01") + Days::new(u64::from(c.member.0 % 90)), ..*c })
        .collect();
    let before = sums_of([rows.as_slice()]);
    rows.extend(later);
    assert!(before == sums_of([rows.as_slice()]));
}

#[test]
fn an_earlier_day_is_the_same_as_a_filter() {
    let (members, contributions) = &*SIMULATED;
    for as_of in ["2026-06-30", "2026-03-14", "2025-01-20"] {
        let known: Vec<Contribution> = contributions.iter().filter(|c| c.known_on <= day(as_of)).copied().collect();
        assert!(known.len() < contributions.len());
        let moved = payment_features(members, contributions, day(as_of), &RULES, &LEAN).unwrap();
        let filtered = payment_features(members, &known, day(as_of), &RULES, &LEAN).unwrap();
        assert_same(&moved, &filtered);
    }
}

/// Makes a batch unreadable.
type Spoil = fn(&mut ContributionBatch);

#[test]
fn a_refused_batch_adds_nothing() {
    let mut sums = sums_of([SIMULATED.1.as_slice()]);
    let before = sums.clone();
    let good = batch(&SIMULATED.1[..10]);
    let refusals: [(&str, Spoil); 3] = [
        ("a contribution names member row 6000", |b| b.member_row[4] = 6_000),
        ("place of payment 9", |b| b.paid_at[9] = 9),
        ("column `paid_on` has 9 rows, expected 10", |b| b.paid_on.truncate(9)),
    ];
    for (reason, spoil) in refusals {
        let mut bad = good.clone();
        spoil(&mut bad);
        let message = sums.add(&bad.columns()).unwrap_err().to_string();
        assert!(message.contains(reason), "{message}");
        assert!(sums == before);
    }
    let other = PaymentSums::new(6_000, day("2026-10-31"), &RULES, &LEAN);
    let message = sums.merge(&other).unwrap_err().to_string();
    assert!(message.contains("2026-11-30") && message.contains("2026-10-31"), "{message}");
    let mut stranger = MemberColumns::default();
    stranger.push(6_000, &SIMULATED.0[0]);
    assert!(features_of(&sums, &stranger).unwrap_err().to_string().contains("member row 6000"));
}

#[test]
fn days_of_payment_add_up_in_any_order_and_must_be_asked_for() {
    let members = MemberColumns::of(0, &SIMULATED.0);
    let whole = |contributions: &[Contribution]| {
        let mut sums = PaymentSums::new(SIMULATED.0.len(), day("2026-11-30"), &RULES, &LEAN).with_days();
        sums.add(&ContributionBatch::of(contributions).columns()).unwrap();
        sums
    };
    let all = whole(&SIMULATED.1);
    let (first, second) = SIMULATED.1.split_at(SIMULATED.1.len() / 3);
    let mut parts = whole(second);
    parts.merge(&whole(first)).unwrap();
    assert_eq!(parts.habit_months(&members).unwrap(), all.habit_months(&members).unwrap());

    let months = all.habit_months(&members).unwrap();
    let late = months.iter().map(|m| u64::from(m.late.count_ones())).sum::<u64>();
    assert!(late > 100 && months.iter().all(|m| m.late & m.prepaid == 0), "{late} months paid late");
    let plain = PaymentSums::new(SIMULATED.0.len(), day("2026-11-30"), &RULES, &LEAN);
    let refused = plain.habit_months(&members).unwrap_err().to_string();
    assert_eq!(refused, "the days of payment were not kept when contributions were summed");
}
