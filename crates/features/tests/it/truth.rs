//! Known answers: what a clerk would count, and the list as people read it.

use crate::people::{LEAN, RULES, day, member, paid};
use domain::contribution::PaidAt;
use domain::member::columns::MemberColumns;
use domain::{Contribution, Member, OccupationGroup};
use features::{FeatureTable, PaymentSums, payment_definitions, payment_feature_defs, payment_features};
use std::collections::BTreeSet;

fn of_one(person: &Member, contributions: &[Contribution], as_of: &str) -> FeatureTable {
    payment_features(std::slice::from_ref(person), contributions, day(as_of), &RULES, &LEAN).unwrap()
}

fn assert_values(table: &FeatureTable, expected: &[(&str, f64)]) {
    for (name, value) in expected {
        let found = table.feature(name).unwrap()[0];
        assert!((found - value).abs() < 1e-12, "{name} is {found}, a clerk counts {value}");
    }
}

#[test]
fn blocks_amounts_and_places_are_what_a_clerk_would_count() {
    let person = member(OccupationGroup::MarketTrader, "2025-01-05");
    let mut rows = vec![
        // Three months at once, of which two are arrears: no block.
        paid("2025-01", "2025-03-10", 16_800, PaidAt::PostOffice),
        paid("2025-02", "2025-03-10", 16_800, PaidAt::PostOffice),
        paid("2025-03", "2025-03-10", 16_800, PaidAt::PostOffice),
    ];
    for cover in ["2025-04", "2025-05", "2025-06"] {
        rows.push(paid(cover, "2025-04-02", 16_800, PaidAt::BankAgent));
    }
    for cover in ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"] {
        rows.push(paid(cover, "2025-08-30", 20_000, PaidAt::Digital));
    }
    let table = of_one(&person, &rows, "2026-03-20");
    assert_values(
        &table,
        &[
            ("months_due", 15.0),
            ("months_paid", 12.0),
            ("share_prepaid_3", 3.0 / 12.0),
            ("share_prepaid_6", 6.0 / 12.0),
            ("share_prepaid_12", 0.0),
            ("latest_amount_rupiah", 20_000.0),
            ("amount_change", 20_000.0 / 16_800.0),
            ("share_at_post_office", 3.0 / 12.0),
            ("share_at_bank_agent", 3.0 / 12.0),
            ("share_at_digital", 6.0 / 12.0),
            ("share_at_state", 0.0),
            ("longest_streak_months", 6.0),
            ("longest_gap_months", 2.0),
            ("share_paid_last_6", 5.0 / 6.0),
            ("share_paid_last_12", 9.0 / 12.0),
            ("savings", 0.0),
            ("age_band", 2.0),
            ("occupation_group", 2.0),
            ("whatsapp_reachable", 1.0),
        ],
    );
}

#[test]
fn months_with_a_discount_are_those_of_the_rules_for_that_member() {
    // Half price from April to December 2026 for everyone but drivers, who had it from January.
    let rows: Vec<Contribution> = ["2026-01", "2026-04", "2026-05", "2026-06", "2026-07"]
        .map(|cover| paid(cover, &format!("{cover}-03"), 8_400, PaidAt::Digital))
        .into();
    let trader = member(OccupationGroup::MarketTrader, "2026-01-05");
    assert_values(&of_one(&trader, &rows, "2026-07-31"), &[("discount_difference", 1.0 - 1.0 / 3.0)]);
    let driver = member(OccupationGroup::Transport, "2026-01-05");
    assert_values(&of_one(&driver, &rows, "2026-07-31"), &[("discount_difference", 0.0)]);
    let mut carried = trader;
    carried.paid_by_state = true;
    assert_values(&of_one(&carried, &rows, "2026-07-31"), &[("discount_difference", 0.0)]);
}

#[test]
fn masks_say_which_months_are_covered_and_due() {
    let person = member(OccupationGroup::MarketTrader, "2026-06-05");
    let rows = [
        paid("2026-06", "2026-06-10", 16_800, PaidAt::Digital),
        paid("2026-12", "2026-11-10", 16_800, PaidAt::Digital),
    ];
    let mut sums = PaymentSums::new(1, day("2026-11-10"), &RULES, &LEAN);
    sums.add(&crate::people::batch(&rows).columns()).unwrap();
    let masks = sums.masks(&MemberColumns::of(0, &[person])).unwrap()[0];
    assert_eq!(sums.first().to_string(), "2022-11");
    let bit = |month: &str| 1_u64 << crate::people::month(month).months_since(sums.first());
    assert_eq!(masks.covered, bit("2026-06") | bit("2026-12"));
    // November is not due on the tenth.
    let due = ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10"].map(bit).iter().sum::<u64>();
    assert_eq!(masks.due, due);
    assert_eq!((sums.members(), sums.known()), (1, 2));
}

#[test]
fn every_definition_reads_as_a_formula_and_stands_once() {
    let defs = payment_feature_defs();
    let names: BTreeSet<&str> = defs.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names.len(), defs.len());
    assert_eq!(defs.len(), payment_definitions().len());
    for def in &defs {
        let words = [&def.formula, &def.label.id, &def.label.en, &def.meaning.id, &def.meaning.en];
        assert!(words.iter().all(|w| !w.is_empty()), "{} lacks a word", def.name);
    }
    let formula = |name: &str| defs.iter().find(|d| d.name == name).unwrap().formula.clone();
    assert_eq!(formula("share_paid"), "(months(paid & due) / months(due), or min(months(paid), 1) of none)");
    assert_eq!(formula("share_on_time"), "months(on_time) / months(paid)");
    assert_eq!(formula("longest_gap_months"), "longest_run(due & not paid & from_first(paid & due))");
    assert_eq!(formula("share_paid_last_6"), "months(paid & latest(6, due)) / months(latest(6, due))");
    assert_eq!(formula("age_band"), "edges_reached(year_of(as_of) - birth_year; 25, 35, 45, 55)");
}
