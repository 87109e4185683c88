//! The fast form and the polars form give the same bits.

use crate::people::{LEAN, RULES, SIMULATED, assert_same, batch, day, member};
use chrono::{Days, NaiveDate};
use domain::contribution::PaidAt;
use domain::member::columns::MemberColumns;
use domain::{Contribution, Member, MemberRow, Month, OccupationGroup, ProgrammeSet};
use features::{payment_features, payment_features_by_polars};
use proptest::prelude::{Strategy, any, prop, proptest};
use proptest::test_runner::Config;

fn assert_engines_agree(members: &[Member], contributions: &[Contribution], as_of: NaiveDate) {
    let fast = payment_features(members, contributions, as_of, &RULES, &LEAN).unwrap();
    let columns = MemberColumns::of(0, members);
    let other = payment_features_by_polars(&columns, &batch(contributions).columns(), as_of, &RULES, &LEAN).unwrap();
    assert_same(&fast, &other);
}

#[test]
fn two_engines_give_the_same_bits_for_a_simulated_population() {
    let (members, contributions) = &*SIMULATED;
    for as_of in ["2026-11-30", "2026-08-07", "2025-12-15"] {
        assert_engines_agree(members, contributions, day(as_of));
    }
}

fn a_member() -> impl Strategy<Value = Member> {
    let group = prop::sample::select(OccupationGroup::ALL.to_vec());
    (
        group,
        prop::option::weighted(0.9, 0_u64..2600),
        prop::option::weighted(0.2, 0_u64..2900),
        any::<[bool; 6]>(),
        1940..2012,
    )
        .prop_map(|(group, registered, ended, flags, birth_year)| {
            let start = day("2019-01-01");
            let mut made = member(group, "2020-01-01");
            made.registered_on = registered.map(|days| start + Days::new(days));
            made.ended_on = ended.map(|days| start + Days::new(days));
            [made.urban, made.paid_by_state, made.whatsapp_reachable, made.email_reachable, _, made.phone_known] =
                flags;
            made.programmes = if flags[4] { ProgrammeSet::WithSavings } else { ProgrammeSet::Basic };
            made.birth_year = birth_year;
            made
        })
}

/// Rows of five members over eight years around the as-of day: early, late, repeated, for free, far ahead, reported late.
fn a_contribution() -> impl Strategy<Value = Contribution> {
    let amount = prop::sample::select(vec![0, 8_400, 16_800, 36_800, 5_000_000_000]);
    (0_u32..5, 0_i32..100, -50_i64..400, 0_u64..60, amount, 0_u8..6).prop_map(
        |(row, month, ahead, known_after, amount_rupiah, place)| {
            let coverage_month = Month::of(day("2019-06-01")).plus(month);
            let paid_on = coverage_month.first_day() - chrono::TimeDelta::days(ahead);
            Contribution {
                member: MemberRow(row),
                coverage_month,
                paid_on,
                known_on: paid_on + Days::new(known_after),
                amount_rupiah,
                paid_at: PaidAt::from_code(place).unwrap(),
            }
        },
    )
}

proptest! {
    #![proptest_config(Config { cases: 48, ..Config::default() })]
    #[test]
    fn two_engines_give_the_same_bits_for_any_contributions(
        members in prop::collection::vec(a_member(), 5),
        contributions in prop::collection::vec(a_contribution(), 0..160),
        days_before in 0_u64..500,
    ) {
        assert_engines_agree(&members, &contributions, day("2026-11-30") - Days::new(days_before));
    }
}
