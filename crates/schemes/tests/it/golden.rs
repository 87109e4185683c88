//! Sums that the sources print, from the rows of the files.

use super::{decimal, schemes};
use domain::{Month, ProgrammeRules};
use rust_decimal::Decimal;
use schemes::{Comparison, Country, StateSupport};

fn rules() -> ProgrammeRules {
    ProgrammeRules::from_csv(
        include_str!("../../../../models/programmes/contributions.csv"),
        include_str!("../../../../models/programmes/discounts.csv"),
        include_str!("../../../../models/programmes/rules.csv"),
    )
    .unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

#[test]
fn twelve_months_of_each_malaysian_plan_are_the_printed_year() {
    for (plan, year) in
        [("my-sesss-1", "157.20"), ("my-sesss-2", "232.80"), ("my-sesss-3", "442.80"), ("my-sesss-4", "592.80")]
    {
        assert_eq!(schemes().plan(plan).unwrap().a_year(None).amount, decimal(year), "{plan}");
    }
}

#[test]
fn seventy_percent_off_a_year_of_plan_two_leaves_thirty() {
    let comparison = Comparison::of(schemes(), month("2021-06"));
    let line = comparison.plan("my-sesss-2").unwrap();
    assert_eq!(line.worker_now.amount * Decimal::from(12), decimal("232.80") * decimal("0.30"));
    assert_eq!(line.worker_a_month.amount, decimal("19.40"));
}

#[test]
fn the_full_top_up_of_i_saraan_is_the_largest_there_is() {
    let schemes = schemes();
    let plan = schemes.plan("my-i-saraan").unwrap();
    assert_eq!(plan.state, StateSupport::Adds(decimal("0.20")));
    assert_eq!(plan.state_amount(), Decimal::from(500));
}

#[test]
fn the_death_grant_and_the_scholarship_add_up_from_their_rows() {
    let schemes = schemes();
    assert_eq!(schemes.most("id-bpu-basic", "jkm-death"), Some(Decimal::from(42_000_000)));
    assert_eq!(schemes.most("id-bpu-basic", "jkm-scholarship"), Some(Decimal::from(2 * 87_000_000)));
    let a_child: Decimal = schemes
        .benefits_of("id-bpu-basic")
        .filter(|b| b.key == "jkm-scholarship")
        .map(|b| b.most().unwrap() / Decimal::TWO)
        .sum();
    assert_eq!(a_child, Decimal::from(87_000_000));
    assert_eq!(schemes.most("id-bpu-basic", "jkk-income"), None, "a monthly amount without an end");
    assert_eq!(schemes.most("id-bpu-basic", "jht"), None, "not in this plan");
}

#[test]
fn jkk_grants_are_48_and_56_times_the_insured_income() {
    let schemes = schemes();
    let income = schemes.plan("id-bpu-basic").unwrap().insured_income.unwrap();
    assert_eq!(schemes.most("id-bpu-basic", "jkk-death"), Some(income * Decimal::from(48)));
    assert_eq!(schemes.most("id-bpu-basic", "jkk-disability"), Some(income * Decimal::from(56)));
}

#[test]
fn our_prices_are_those_of_the_programme_rules_in_and_after_the_discount() {
    let schemes = schemes();
    for text in ["2026-03", "2026-04", "2026-12", "2027-01"] {
        assert!(schemes.disagreements(&rules(), month(text)).unwrap().is_empty(), "{text}");
    }
    let comparison = Comparison::of(schemes, month("2026-12"));
    let price = |id: &str| {
        let line = comparison.plan(id).unwrap();
        (line.worker_a_month.amount, line.worker_now.amount)
    };
    assert_eq!(price("id-bpu-basic"), (Decimal::from(16_800), Decimal::from(8_400)));
    assert_eq!(price("id-bpu-savings"), (Decimal::from(36_800), Decimal::from(28_400)));
}

#[test]
fn a_changed_price_is_told_beside_that_of_the_rules() {
    let plans = super::with_cell(super::PLANS, "plan", "id-bpu-basic", "payer_amount", "17000");
    let schemes = schemes::Schemes::from_csv(&plans, super::BENEFITS, super::TERMS).unwrap();
    let told = schemes.disagreements(&rules(), month("2027-01")).unwrap();
    assert_eq!(told.len(), 1);
    assert!(told[0].en.contains("Rp17.000") && told[0].en.contains("Rp16.800"), "{}", told[0].en);
}

#[test]
fn ages_and_grace_are_those_of_the_programme_rules() {
    let schemes = schemes();
    for plan in schemes.plans().iter().filter(|plan| plan.country == Country::Indonesia) {
        assert_eq!(plan.tolerated_months.map(i64::from), Some(i64::from(rules().grace_months())));
        assert_eq!(plan.entry_ages, schemes::EntryAges::Between(Some(15), Some(64)));
    }
}

#[test]
fn the_lowest_band_is_nine_in_a_thousand_of_the_mean_income_and_two_in_a_hundred_with_savings() {
    let comparison = Comparison::of(schemes(), month("2027-01"));
    let share = |id: &str| comparison.plan(id).unwrap().share_of_income;
    assert_eq!(share("id-bpu-basic"), decimal("0.009018"));
    assert_eq!(share("id-bpu-savings"), decimal("0.019754"));
}

#[test]
fn shares_of_the_state_are_of_worker_and_state_together() {
    let comparison = Comparison::of(schemes(), month("2027-01"));
    let share = |id: &str| comparison.plan(id).unwrap().state_share;
    assert_eq!(share("th-s40-1"), decimal("0.3"));
    assert_eq!(share("th-s40-2"), decimal("0.3333"));
    assert_eq!(share("my-i-saraan"), decimal("0.1667"));
    assert_eq!(share("id-bpu-basic"), Decimal::ZERO);
}

#[test]
fn a_daily_peso_box_is_thirty_days_a_month() {
    let comparison = Comparison::of(schemes(), month("2027-01"));
    let line = comparison.plan("ph-alkansssya").unwrap();
    assert_eq!(line.worker_a_month.amount, Decimal::from(330));
    assert!(line.unverified.contains("models/schemes/terms.csv: PH paying_days_a_month"), "{:?}", line.unverified);
}
