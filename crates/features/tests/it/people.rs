//! The shipped rules, a simulated population, and members made by hand.

use chrono::NaiveDate;
use domain::contribution::PaidAt;
use domain::member::columns::ContributionBatch;
use domain::{
    Contribution, Member, MemberId, MemberRow, Month, OccupationCode, OccupationGroup, OccupationTable, ProgrammeRules,
    ProgrammeSet, RegionTable, Sex,
};
use features::{FeatureTable, LeanMonths};
use simulator::{POPULATION_FILE, SimulationParams, Tables};
use std::sync::LazyLock;

pub static RULES: LazyLock<ProgrammeRules> = LazyLock::new(|| {
    ProgrammeRules::from_csv(
        include_str!("../../../../models/programmes/contributions.csv"),
        include_str!("../../../../models/programmes/discounts.csv"),
        include_str!("../../../../models/programmes/rules.csv"),
    )
    .unwrap()
});

pub static LEAN: LazyLock<LeanMonths> = LazyLock::new(|| {
    LeanMonths::from_csv("lean_months.csv", include_str!("../../../../models/segmentation/lean_months.csv")).unwrap()
});

/// 6,000 workers of seed 3 as known on 2026-11-30.
pub static SIMULATED: LazyLock<(Vec<Member>, Vec<Contribution>)> = LazyLock::new(|| {
    let text = include_str!("../../../../models/simulation/population.toml");
    let params = SimulationParams::from_toml(POPULATION_FILE, text).unwrap();
    let regions = RegionTable::from_csv("p.csv", include_str!("../../../../models/regions/provinces.csv")).unwrap();
    let occupations = OccupationTable::from_csv("o.csv", include_str!("../../../../models/occupations.csv")).unwrap();
    let tables = Tables {
        rules: &RULES,
        regions: &regions,
        regencies_csv: include_str!("../../../../models/regions/regencies.csv"),
        occupations: &occupations,
    };
    let made = simulator::simulate(&params, 3, 6_000, day("2026-11-30"), &tables).unwrap();
    (made.workers.into_iter().map(|w| w.member).collect(), made.contributions)
});

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn member(group: OccupationGroup, registered_on: &str) -> Member {
    Member {
        id: MemberId("P1".to_owned()),
        identity_token: String::new(),
        occupation: OccupationCode(6222),
        group,
        region: "33.21.04.2007".parse().unwrap(),
        urban: false,
        birth_year: 1985,
        sex: Sex::Male,
        declared_income_rupiah: 1_000_000,
        programmes: ProgrammeSet::Basic,
        registered_on: Some(day(registered_on)),
        paid_by_state: false,
        whatsapp_reachable: true,
        email_reachable: false,
        phone_known: true,
        email_known: false,
        ended_on: None,
    }
}

/// One month paid by the member of row 0, known on the day it was paid.
pub fn paid(cover: &str, on: &str, amount_rupiah: i64, paid_at: PaidAt) -> Contribution {
    let (coverage_month, paid_on) = (month(cover), day(on));
    Contribution { member: MemberRow(0), coverage_month, paid_on, known_on: paid_on, amount_rupiah, paid_at }
}

pub fn batch(contributions: &[Contribution]) -> ContributionBatch {
    ContributionBatch::of(contributions)
}

/// Every value as bits, with one pattern for all that is not a number.
pub fn bits(table: &FeatureTable) -> Vec<(String, Vec<u64>)> {
    let one = |value: &f64| if value.is_nan() { u64::MAX } else { value.to_bits() };
    table.named_columns().into_iter().map(|(n, values)| (n.to_owned(), values.iter().map(one).collect())).collect()
}

/// Panics with the first feature and row in which two tables differ.
pub fn assert_same(one: &FeatureTable, other: &FeatureTable) {
    for ((name, left), (_, right)) in bits(one).iter().zip(&bits(other)) {
        if let Some(row) = (0..left.len()).find(|row| left[*row] != right[*row]) {
            let (left, right) = (f64::from_bits(left[row]), f64::from_bits(right[row]));
            panic!("{name} of row {row} is {left} and {right}");
        }
    }
    assert_eq!(one.history(), other.history());
    assert_eq!((one.rows(), one.as_of()), (other.rows(), other.as_of()));
}
