//! Profiles: every number computed by hand once, and the same however the people are divided.
#![allow(clippy::unwrap_used)]

use domain::segment_views::{Ranged, SegmentProfile, StateFlow};
use domain::views::NamedCount;
use domain::{Bilingual, MembershipState, Month, RegionTable, Rupiah, Segment, SegmentId};
use features::Group;
use proptest::prelude::*;
use segmentation::{Person, ProfileSums, Reach, SegmentForecast};

fn first_month() -> Month {
    "2025-11".parse().unwrap()
}

fn provinces() -> RegionTable {
    RegionTable::from_csv("provinces.csv", include_str!("../../../models/regions/provinces.csv")).unwrap()
}

fn groups() -> Vec<Group> {
    [("fisher", "Nelayan", "Fishers"), ("farmer", "Petani", "Farmers")]
        .map(|(key, id, en)| Group { key: key.to_owned(), name: Bilingual::new(id, en) })
        .to_vec()
}

fn segment(key: &str) -> Segment {
    let word = Bilingual::new(key, key);
    Segment {
        id: SegmentId(key.to_owned()),
        name: word.clone(),
        detail: None,
        why: word,
        group: "fisher".to_owned(),
        size: 0,
        facts: Vec::new(),
    }
}

fn person() -> Person {
    Person {
        segment: 0,
        group: 0,
        province: Some(33),
        due: 0,
        paid: 0,
        before: MembershipState::Active,
        after: MembershipState::Active,
        reach: Reach::default(),
        monthly_rupiah: 16_800,
    }
}

fn expecting(months: f64) -> SegmentForecast {
    let months_expected = Some(Ranged { value: months, low: months - 1.0, high: months + 1.0 });
    SegmentForecast { months_expected, lapse_risk: Some(Ranged { value: 0.2, low: 0.1, high: 0.3 }) }
}

fn summed(people: &[Person]) -> ProfileSums {
    let mut sums = ProfileSums::new(2, 2, first_month());
    for person in people {
        sums.add(person).unwrap();
    }
    sums
}

fn profile(people: &[Person], forecast: SegmentForecast) -> SegmentProfile {
    let segments = [segment("a"), segment("b")];
    let forecasts = [forecast, SegmentForecast::default()];
    summed(people).profiles(&segments, &forecasts, &groups(), &provinces()).unwrap().remove(0)
}

fn counts(named: &[NamedCount]) -> Vec<(&str, &str, u64)> {
    named.iter().map(|c| (c.key.as_str(), c.name.id.as_str(), c.count)).collect()
}

#[test]
fn the_shape_of_the_year_is_paid_over_due_in_each_calendar_month() {
    // Bits 0 and 12 are Novembers, 1 a December, 2 a January.
    let one = Person { due: 0b1_0000_0000_0111, paid: 0b1_0000_0000_0001, ..person() };
    // Due in December and January; November paid without being due, which counts nowhere.
    let two = Person { due: 0b110, paid: 0b011, ..person() };
    let shape = profile(&[one, two], SegmentForecast::default()).shape;
    let mut expected = [None; 12];
    expected[10] = Some(1.0);
    expected[11] = Some(0.5);
    expected[0] = Some(0.0);
    assert_eq!(shape, expected);
}

#[test]
fn bit_63_is_counted_in_its_month() {
    let last = Person { due: 1 << 63, paid: 1 << 63, ..person() };
    let shape = profile(&[last], SegmentForecast::default()).shape;
    // 63 months after November 2025 is February 2031.
    assert_eq!((shape[1], shape.iter().flatten().count()), (Some(1.0), 1));
}

#[test]
fn people_are_counted_by_group_province_state_and_reach() {
    use MembershipState::{InGrace, Lapsed};
    let all = Reach { whatsapp: true, email: true, phone: true, address: true, village: true };
    let people = [
        Person { reach: all, ..person() },
        Person {
            group: 1,
            province: Some(12),
            after: Lapsed,
            reach: Reach { village: true, ..Reach::default() },
            ..person()
        },
        Person { group: 1, province: Some(98), after: Lapsed, ..person() },
        Person { group: 1, province: None, before: InGrace, ..person() },
        Person { segment: 1, ..person() },
    ];
    let found = profile(&people, SegmentForecast::default());
    assert_eq!(counts(&found.occupations), [("farmer", "Petani", 3), ("fisher", "Nelayan", 1)]);
    assert_eq!(
        counts(&found.provinces),
        [("12", "Sumatera Utara", 1), ("33", "Jawa Tengah", 1), ("98", "Provinsi 98", 1)]
    );
    assert_eq!(counts(&found.states), [("active", "Aktif", 2), ("lapsed", "Berhenti", 2)]);
    let flow = |from: &str, to: &str, people| StateFlow { from: from.to_owned(), to: to.to_owned(), people };
    assert_eq!(found.flow, [flow("active", "lapsed", 2), flow("active", "active", 1), flow("in_grace", "active", 1)]);
    let reach: Vec<(&str, u64)> = found.reach.iter().map(|c| (c.key.as_str(), c.count)).collect();
    let channels = [("whatsapp", 1), ("email", 1), ("print", 2), ("partner_counter", 2)];
    assert_eq!(reach, [&channels[..], &[("phone_known", 1), ("email_known", 1)]].concat());
    assert_eq!(summed(&people).people(0), 4);
}

#[test]
fn money_at_stake_is_a_years_price_times_what_is_not_expected_to_be_paid() {
    let people = [person(), person(), Person { monthly_rupiah: 36_800, ..person() }];
    // 12 * (16,800 + 16,800 + 36,800) = 844,800 a year; 9 of 12 months expected: a quarter is at stake.
    assert_eq!(profile(&people, expecting(9.0)).at_stake, Rupiah::whole(211_200));
    // 7 of 12 is 58.33% to the hundredth of a percent: 844,800 * 0.4167 = 352,028.16.
    assert_eq!(profile(&people, expecting(7.0)).at_stake, Rupiah::whole(352_028));
    assert_eq!(profile(&people, expecting(12.0)).at_stake, Rupiah::ZERO);
    assert_eq!(profile(&people, expecting(0.0)).at_stake, Rupiah::whole(844_800));
}

#[test]
fn half_a_rupiah_is_rounded_up() {
    // 12 * 1 * (1 - 0.875) = 1.5.
    let people = [Person { monthly_rupiah: 1, ..person() }];
    assert_eq!(profile(&people, expecting(10.5)).at_stake, Rupiah::whole(2));
}

#[test]
fn without_a_forecast_what_was_paid_so_far_is_expected() {
    let unpaid = Person { due: 0b11, ..person() };
    assert_eq!(profile(&[unpaid], SegmentForecast::default()).at_stake, Rupiah::whole(12 * 16_800));
    let half = Person { due: 0b11, paid: 0b10, ..person() };
    assert_eq!(profile(&[half], SegmentForecast::default()).at_stake, Rupiah::whole(6 * 16_800));
    let prospect = person();
    assert_eq!(profile(&[prospect], SegmentForecast::default()).at_stake, Rupiah::ZERO);
}

#[test]
fn fifteen_million_prices_are_summed_exactly() {
    let mut sums = summed(&[person(); 15]);
    for _ in 0..20 {
        let same = sums.clone();
        sums.merge(&same).unwrap();
    }
    assert_eq!(sums.people(0), 15 << 20);
    let forecasts = [expecting(0.0), SegmentForecast::default()];
    let found = sums.profiles(&[segment("a"), segment("b")], &forecasts, &groups(), &provinces()).unwrap();
    assert_eq!(found[0].at_stake, Rupiah::whole((15_i64 << 20) * 12 * 16_800));
    assert_eq!(found[1].at_stake, Rupiah::ZERO, "nobody is in it");
}

#[test]
fn what_cannot_be_counted_is_refused_and_changes_nothing() {
    let mut sums = summed(&[person()]);
    let before = sums.clone();
    let refused = |sums: &mut ProfileSums, person: Person| sums.add(&person).unwrap_err().to_string();
    assert_eq!(
        refused(&mut sums, Person { segment: 2, ..person() }),
        "segment 2 is named (counted from 0), but there are 2"
    );
    assert_eq!(
        refused(&mut sums, Person { group: 9, ..person() }),
        "occupation group 9 is named (counted from 0), but there are 2"
    );
    assert_eq!(
        refused(&mut sums, Person { province: Some(100), ..person() }),
        "province 100 is named (counted from 0), but there are 100"
    );
    assert_eq!(
        refused(&mut sums, Person { monthly_rupiah: -1, ..person() }),
        "the monthly price in rupiah is -1, expected 0 or more"
    );
    assert_eq!(sums, before);
    assert_eq!(
        sums.merge(&ProfileSums::new(3, 2, first_month())).unwrap_err().to_string(),
        "there are 3 segments, expected 2"
    );
    assert_eq!(
        sums.merge(&ProfileSums::new(2, 2, first_month().plus(1))).unwrap_err().to_string(),
        "the first month of the sums to add is 2025-12, expected the first month of these sums"
    );
    let segments = [segment("a"), segment("b")];
    let refused = |forecasts: &[SegmentForecast], groups: &[Group]| {
        sums.profiles(&segments, forecasts, groups, &provinces()).unwrap_err().to_string()
    };
    assert_eq!(refused(&[SegmentForecast::default()], &groups()), "there are 1 forecasts, expected 2");
    assert_eq!(refused(&[SegmentForecast::default(); 2], &[]), "there are 0 groups, expected 2");
    assert_eq!(
        refused(&[expecting(12.5); 2], &groups()),
        "the months expected to be paid in the next twelve is 12.5, expected 0 to 12"
    );
}

fn anybody() -> impl Strategy<Value = Person> {
    let states = MembershipState::ALL.len();
    (
        0_usize..2,
        0_usize..2,
        prop::option::of(0_u8..100),
        any::<[u64; 2]>(),
        0..states,
        0..states,
        any::<[bool; 4]>(),
        0_i64..1_000_000,
    )
        .prop_map(
            |(
                segment,
                group,
                province,
                [due, paid],
                before,
                after,
                [whatsapp, email, phone, village],
                monthly_rupiah,
            )| Person {
                segment,
                group,
                province,
                due,
                paid,
                before: MembershipState::ALL[before],
                after: MembershipState::ALL[after],
                reach: Reach { whatsapp, email, phone, address: phone, village },
                monthly_rupiah,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sums_of_parts_in_any_order_are_the_sums_of_all(people in prop::collection::vec(anybody(), 0..40), at in 0_usize..40) {
        let all = summed(&people);
        let (left, right) = people.split_at(at.min(people.len()));
        let (left, mut right) = (summed(left), summed(right));
        let mut other_way = left.clone();
        other_way.merge(&right).unwrap();
        right.merge(&left).unwrap();
        prop_assert_eq!(&right, &all);
        prop_assert_eq!(&other_way, &all);
        let mut with_nobody = ProfileSums::new(2, 2, first_month());
        with_nobody.merge(&all).unwrap();
        prop_assert_eq!(&with_nobody, &all);
        let backwards: Vec<Person> = people.iter().rev().copied().collect();
        prop_assert_eq!(&summed(&backwards), &all);
    }

    #[test]
    fn every_person_is_in_one_state_one_group_and_at_most_one_province(people in prop::collection::vec(anybody(), 1..40)) {
        let found = profile(&people, SegmentForecast::default());
        let total = |named: &[NamedCount]| named.iter().map(|c| c.count).sum::<u64>();
        let inside = people.iter().filter(|p| p.segment == 0).count() as u64;
        prop_assert_eq!(total(&found.occupations), inside);
        prop_assert_eq!(total(&found.states), inside);
        prop_assert_eq!(found.flow.iter().map(|f| f.people).sum::<u64>(), inside);
        prop_assert!(total(&found.provinces) <= inside);
    }
}
