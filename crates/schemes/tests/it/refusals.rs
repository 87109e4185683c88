//! Every refusal names file, line, column, value and what was expected.

use super::{BENEFITS, PLANS, TERMS, with_cell};
use schemes::Schemes;

fn refusal(plans: &str, benefits: &str, terms: &str) -> String {
    Schemes::from_csv(plans, benefits, terms).unwrap_err().to_string()
}

fn of_plan(plan: &str, column: &str, value: &str) -> String {
    refusal(&with_cell(PLANS, "plan", plan, column, value), BENEFITS, TERMS)
}

fn of_benefit(benefit: &str, column: &str, value: &str) -> String {
    refusal(PLANS, &with_cell(BENEFITS, "benefit", benefit, column, value), TERMS)
}

fn of_term(term: &str, column: &str, value: &str) -> String {
    refusal(PLANS, BENEFITS, &with_cell(TERMS, "term", term, column, value))
}

/// All of these stand in the sentence.
fn says(refusal: &str, parts: &[&str]) {
    for part in parts {
        assert!(refusal.contains(part), "`{part}` not in: {refusal}");
    }
}

#[test]
fn a_cell_of_a_plan_that_cannot_be_is_refused_with_its_place() {
    for (column, value, expected) in [
        ("payer_amount", "-16800", "0 or more"),
        ("payer_amount", "", "0 or more"),
        ("payer_amount", "16,800", "0 or more"),
        ("payer_amount", "1e4", "0 or more"),
        ("payer_amount", "NaN", "0 or more"),
        ("payer_amount", "99999999999999999999", "at most 1000000000000"),
        ("payer_amount", "0.001", "two places"),
        ("currency", "USD", "one of IDR, MYR, THB, PHP"),
        ("currency", "MYR", "IDR, the money of Indonesia"),
        ("country", "SG", "one of ID, MY, TH, PH"),
        ("period", "week", "one of day, month, year"),
        ("state_share", "1.2", "between 0 and 1"),
        ("state_share", "-0.1", "between 0 and 1"),
        ("commitment_months", "-1", "whole number of months from 0"),
        ("commitment_months", "1.5", "whole number of months from 0"),
        ("tolerated_months", "-3", "whole number of months from 0"),
        ("entry_ages", "64-15", "ages like 15-64"),
        ("entry_ages", "young", "ages like 15-64"),
        ("entry_ages", "-", "ages like 15-64"),
        ("programmes", "JHT", "JKK+JKM"),
        ("plan", "BPU basic", "small letters, digits and hyphens"),
        ("name_en", "", "the English words"),
        ("tolerance_id", "", "the Indonesian words"),
        ("subsidised_amount", "20000", "at most the full amount 16800"),
        ("subsidised_amount", "", "what the worker pays between"),
        ("subsidy_to", "2026-01", "a month not before subsidy_from, 2026-04"),
        ("subsidy_from", "April", "a month like 2026-04"),
        ("subsidy_to", "", "the last month"),
        ("source", "", "the regulation, document or page"),
        ("as_of", "22/11/2026", "a day like 2026-11-22"),
        ("confidence", "sure", "one of confirmed, stated, reported, derived, unverified"),
        ("confidence_of", "price=unverified", "of the facts state, payer_amount"),
        ("confidence_of", "tolerance=maybe", "one of confirmed"),
        ("confidence_of", "tolerance", "pairs like"),
    ] {
        let place = format!("column {column}: `{value}`; expected");
        says(&of_plan("id-bpu-basic", column, value), &["models/schemes/schemes.csv, line 2", &place, expected]);
    }
}

#[test]
fn a_cell_of_a_benefit_that_cannot_be_is_refused_with_its_place() {
    for (column, value, expected) in [
        ("amount", "-1", "0 or more"),
        ("amount", "", "because the column per says"),
        ("per", "", "one of once, day, month, year, visit"),
        ("risk", "unemployment", "one of work_injury"),
        ("cause", "war", "one of any, work"),
        ("times", "0", "whole number of payments from 1"),
        ("persons", "two", "whole number of people from 1"),
        ("waiting_months", "-3", "whole number of months from 1"),
        ("condition_en", "", "the English words"),
        ("source", "", "the regulation"),
        ("benefit", "", "a key like jkm-death"),
    ] {
        let place = format!("column {column}: `{value}`; expected");
        says(&of_benefit("jkm-death", column, value), &["models/schemes/benefits.csv, line 6", &place, expected]);
    }
}

#[test]
fn a_benefit_of_an_unknown_plan_is_refused_with_the_plans_there_are() {
    let told = of_benefit("jht", "plan", "id-bpu-savings id-bpu-gold");
    says(
        &told,
        &[
            "models/schemes/benefits.csv, line",
            "`id-bpu-gold`",
            "models/schemes/schemes.csv",
            "id-bpu-basic, id-bpu-savings",
        ],
    );
}

#[test]
fn a_benefit_needs_an_amount_or_a_formula_and_ours_a_condition() {
    let bare = with_cell(&with_cell(BENEFITS, "benefit", "jht", "formula_id", ""), "benefit", "jht", "formula_en", "");
    says(&refusal(PLANS, &bare, TERMS), &["column amount", "a formula in words"]);
    let bare =
        with_cell(&with_cell(BENEFITS, "benefit", "jht", "condition_id", ""), "benefit", "jht", "condition_en", "");
    says(
        &refusal(PLANS, &bare, TERMS),
        &["column condition_id", "the condition of jht, because a leaflet may name it"],
    );
}

#[test]
fn a_plan_or_a_set_of_programmes_twice_is_refused_with_both_lines() {
    says(
        &of_plan("id-bpu-savings", "plan", "id-bpu-basic"),
        &["line 3, column plan", "`id-bpu-basic` stands in line 2"],
    );
    says(
        &of_plan("id-bpu-savings", "programmes", "JKK+JKM"),
        &["line 3, column programmes", "`JKK+JKM` stands in line 2"],
    );
    says(&of_plan("my-sesss-1", "programmes", "JKK+JKM"), &["line 4, column programmes", "only plans of Indonesia"]);
}

#[test]
fn a_part_of_a_benefit_twice_is_refused_because_parts_add_up() {
    let again = BENEFITS.lines().nth(5).unwrap();
    assert!(again.contains("jkm-death"));
    let told = refusal(PLANS, &format!("{BENEFITS}{again}\n"), TERMS);
    says(&told, &["benefits.csv, line 43, column benefit", "jkm-death (santunan kematian) of id-bpu-basic", "line 6"]);
}

#[test]
fn a_state_that_adds_a_share_and_an_amount_is_refused() {
    says(&of_plan("my-i-saraan", "state_amount", "500"), &["column state_amount: `500`", "state_share says"]);
}

#[test]
fn terms_that_cannot_be_are_refused_with_their_place() {
    for (term, column, value, expected) in [
        ("mean_income", "value", "0", "more than 0"),
        ("mean_income", "value", "-1", "0 or more"),
        ("rupiah_per_unit", "value", "99000000", "at most 1000000 rupiah"),
        ("paying_days_a_month", "value", "32", "1 to 31"),
        ("paying_days_a_month", "value", "2.5", "1 to 31"),
        ("mean_income", "term", "wage", "one of rupiah_per_unit"),
        ("mean_income", "country", "XX", "one of ID"),
        ("mean_income", "meaning", "", "in words"),
        ("mean_income", "source", "", "the regulation"),
    ] {
        let place = format!("column {column}: `{value}`; expected");
        says(&of_term(term, column, value), &["models/schemes/terms.csv, line", &place, expected]);
    }
    says(&of_term("rupiah_per_unit", "country", "ID"), &["column value: `3850`", "1, for one rupiah is one rupiah"]);
    let twice = format!("{TERMS}ID,mean_income,1,again,again,2026-01-01,reported\n");
    says(&refusal(PLANS, BENEFITS, &twice), &["column term: `mean_income of ID` stands in line 2 already"]);
}

#[test]
fn a_country_without_its_terms_is_refused_with_the_row_that_is_missing() {
    let without = |term: &str, country: &str| -> String {
        TERMS.lines().filter(|line| !line.starts_with(&format!("{country},{term}"))).collect::<Vec<_>>().join("\n")
    };
    says(
        &refusal(PLANS, BENEFITS, &without("rupiah_per_unit", "TH")),
        &["terms.csv has no row rupiah_per_unit for TH"],
    );
    says(&refusal(PLANS, BENEFITS, &without("mean_income", "PH")), &["median_income or mean_income for PH"]);
    says(&refusal(PLANS, BENEFITS, &without("paying_days_a_month", "PH")), &["paying_days_a_month for PH"]);
}

#[test]
fn a_file_without_a_column_rows_or_cells_is_refused() {
    says(
        &refusal(&PLANS.replacen("currency", "money", 1), BENEFITS, TERMS),
        &["line 1", "column currency is missing", "payer_amount"],
    );
    says(&refusal("", BENEFITS, TERMS), &["schemes.csv, line 1", "country is missing"]);
    let header = BENEFITS.lines().next().unwrap();
    says(&refusal(PLANS, header, TERMS), &["benefits.csv holds no row"]);
    says(&refusal(PLANS, BENEFITS, &format!("{TERMS}ID,mean_income,1\n")), &["terms.csv, line 10"]);
}

#[test]
fn a_byte_order_mark_and_remarks_are_no_fault() {
    let marked = format!("\u{feff}{}", PLANS.replacen('\n', "\n# a remark\n", 1));
    assert!(Schemes::from_csv(&marked, BENEFITS, TERMS).is_ok());
}
