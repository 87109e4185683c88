//! The comparison: what is counted, what must be checked, and that its sentences follow from its lines.

use super::{BENEFITS, PLANS, TERMS, decimal, schemes, with_cell};
use domain::Month;
use proptest::prelude::*;
use rust_decimal::Decimal;
use schemes::{Comparison, Country, Risk, Schemes};

fn month() -> Month {
    "2027-01".parse().unwrap()
}

fn compared(plans: &str, benefits: &str, terms: &str) -> Comparison {
    Comparison::of(&Schemes::from_csv(plans, benefits, terms).unwrap(), month())
}

#[test]
fn death_counts_whatever_the_cause_here_and_only_at_work_in_malaysia() {
    let comparison = Comparison::of(schemes(), month());
    let ours = comparison.plan("id-bpu-basic").unwrap();
    let sesss = comparison.plan("my-sesss-1").unwrap();
    assert!(ours.risks.contains(&Risk::Death) && ours.risks_at_work.contains(&Risk::WorkInjury));
    assert!(sesss.risks.is_empty());
    assert!(sesss.risks_at_work.contains(&Risk::Death));
    assert_eq!((ours.risk_count, sesss.risk_count), (6, 5));
}

#[test]
fn every_plan_names_the_recalled_rows_it_stands_on() {
    let comparison = Comparison::of(schemes(), month());
    for line in &comparison.plans {
        let is_abroad = line.country != Country::Indonesia;
        let stands_on_terms = line.unverified.iter().any(|row| row.starts_with("models/schemes/terms.csv"));
        assert_eq!(stands_on_terms, is_abroad, "{}: {:?}", line.plan, line.unverified);
        assert!(line.unverified.is_subset(&comparison.unverified));
    }
    for row in [
        "models/schemes/schemes.csv: id-bpu-basic (waiting)",
        "models/schemes/benefits.csv: id-bpu-basic id-bpu-savings, jkm-death (waiting_months)",
        "models/schemes/schemes.csv: th-s40-2 (state)",
        "models/schemes/terms.csv: TH mean_income",
    ] {
        assert!(comparison.unverified.contains(row), "{row} not in {:#?}", comparison.unverified);
    }
    assert!(!comparison.unverified.iter().any(|row| row.contains("(tolerance)") && row.contains("id-bpu")));
}

#[test]
fn the_sentences_say_what_the_lines_say() {
    let comparison = Comparison::of(schemes(), month());
    let [price, risks, patience] = &comparison.standing[..] else { panic!("{:?}", comparison.standing) };
    let own = comparison.plan("id-bpu-basic").unwrap();
    let abroad: Vec<_> = comparison.plans.iter().filter(|line| line.country != Country::Indonesia).collect();
    let smaller = abroad.iter().filter(|line| line.share_of_income < own.share_of_income).count();
    assert!(price.en.contains(&format!("of 11 plans abroad, {smaller} take")), "{}", price.en);
    assert!(price.en.contains("0.9%") && price.id.contains("0,9%") && price.id.contains("2,0%"), "{}", price.id);
    assert!(price.id.contains("belum diverifikasi") && price.en.contains("not verified"));
    assert!(risks.id.contains("6 jenis") && risks.en.contains("old age"), "{}", risks.id);
    assert!(
        patience.en.contains("3 months")
            && patience.en.contains("1 of the 8 plans abroad whose rule is on record allows more (8 of them"),
        "{}",
        patience.en
    );
    assert!(patience.en.contains("in 4 of 11 plans abroad it pays a part (3 of them not verified)"), "{}", patience.en);
}

#[test]
fn the_sentence_says_how_far_incomes_may_be_wrong_and_it_is_so() {
    let comparison = Comparison::of(schemes(), month());
    let own = comparison.plan("id-bpu-basic").unwrap().share_of_income;
    // Four of eleven smaller is no longer a third at most: the fourth ratio is where the verdict turns.
    let mut ratios: Vec<Decimal> = comparison
        .plans
        .iter()
        .filter(|line| line.country != Country::Indonesia)
        .map(|line| line.share_of_income / own)
        .collect();
    ratios.sort();
    let percent = ((ratios[3] - Decimal::ONE) * Decimal::ONE_HUNDRED).floor();
    let said = &comparison.standing[0];
    assert!(said.en.ends_with(&format!("more than {percent}% higher than noted.")), "{}", said.en);
    assert!(said.id.contains(&format!("lebih dari {percent}% lebih tinggi")), "{}", said.id);
    let with_incomes = |factor: Decimal| {
        let terms = TERMS
            .lines()
            .map(|line| {
                let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
                if cells[0] != "ID" && cells[1].ends_with("income") {
                    cells[2] = (decimal(&cells[2]) * factor).round_dp(2).to_string();
                }
                cells.join(",")
            })
            .collect::<Vec<_>>()
            .join("\n");
        compared(PLANS, BENEFITS, &terms).standing[0].en.clone()
    };
    let turn = Decimal::ONE + percent / Decimal::ONE_HUNDRED;
    assert!(with_incomes(turn).contains("among the lightest"));
    assert!(with_incomes(turn + decimal("0.01")).contains("in the middle"));
}

#[test]
fn verified_incomes_take_the_doubt_out_of_the_sentence() {
    let terms = TERMS.replace("unverified", "reported");
    let comparison = compared(PLANS, BENEFITS, &terms);
    assert!(!comparison.standing[0].en.contains("not verified"));
    assert!(!comparison.unverified.iter().any(|row| row.contains("terms.csv")));
}

#[test]
fn a_dearer_contribution_turns_the_verdict() {
    let comparison = compared(&with_cell(PLANS, "plan", "id-bpu-basic", "payer_amount", "400000"), BENEFITS, TERMS);
    assert!(comparison.standing[0].en.contains("among the heaviest"), "{}", comparison.standing[0].en);
}

#[test]
fn without_a_plan_abroad_nothing_is_compared_and_it_says_so() {
    let header_and_ours: Vec<&str> = PLANS.lines().take(3).collect();
    let benefits: Vec<&str> = BENEFITS.lines().filter(|l| l.starts_with("plan,") || l.starts_with("id-")).collect();
    let comparison = compared(&header_and_ours.join("\n"), &benefits.join("\n"), TERMS);
    assert_eq!(comparison.standing.len(), 1);
    assert!(comparison.standing[0].en.contains("nothing to compare"));
}

#[test]
fn a_median_income_goes_before_a_mean() {
    let terms = format!("{TERMS}ID,median_income,1680000,made up,made up,2026-01-01,unverified\n");
    let comparison = compared(PLANS, BENEFITS, &terms);
    let line = comparison.plan("id-bpu-basic").unwrap();
    assert_eq!(line.share_of_income, decimal("0.01"));
    assert!(line.unverified.contains("models/schemes/terms.csv: ID median_income"));
}

#[test]
fn the_comparison_is_json_with_exact_amounts() {
    let json = serde_json::to_value(Comparison::of(schemes(), month())).unwrap();
    assert_eq!(json["plans"][3]["plan"], "my-sesss-2");
    assert_eq!(json["plans"][3]["worker_a_month"]["amount"], "19.4");
    assert_eq!(json["plans"][0]["worker_a_month_rupiah"], 16_800);
    assert_eq!(json["month"], "2027-01");
}

proptest! {
    /// The order of rows changes the order of lines and nothing else.
    #[test]
    fn permuting_the_rows_changes_no_line(shift in 1_usize..13) {
        let lines: Vec<&str> = PLANS.lines().collect();
        let mut rows = lines[1..].to_vec();
        rows.rotate_left(shift);
        let text = [&lines[..1], &rows[..]].concat().join("\n");
        let (plain, turned) = (compared(PLANS, BENEFITS, TERMS), compared(&text, BENEFITS, TERMS));
        for line in &plain.plans {
            prop_assert_eq!(Some(line), turned.plan(&line.plan));
        }
        prop_assert_eq!(&plain.standing, &turned.standing);
        prop_assert_eq!(&plain.unverified, &turned.unverified);
    }

    /// Twice the amount is twice the share of income, and no other line moves.
    #[test]
    fn a_share_of_income_grows_with_the_amount(hundredths in 1_i64..1_000_000) {
        let of = |hundredths: i64| {
            let amount = Decimal::new(hundredths, 2).to_string();
            compared(&with_cell(PLANS, "plan", "my-sesss-4", "payer_amount", &amount), BENEFITS, TERMS)
        };
        let (once, twice) = (of(hundredths), of(2 * hundredths));
        let share = |comparison: &Comparison| comparison.plan("my-sesss-4").unwrap().share_of_income;
        prop_assert!((share(&twice) - share(&once) * Decimal::TWO).abs() <= decimal("0.000002"));
        prop_assert_eq!(once.plan("th-s40-1"), twice.plan("th-s40-1"));
    }

    /// Shares of the state stay between nothing and all.
    #[test]
    fn the_state_never_pays_more_than_all(hundredths in 0_i64..=100) {
        let share = Decimal::new(hundredths, 2).to_string();
        let comparison = compared(&with_cell(PLANS, "plan", "my-i-saraan", "state_share", &share), BENEFITS, TERMS);
        let state = comparison.plan("my-i-saraan").unwrap().state_share;
        prop_assert!(state >= Decimal::ZERO && state <= decimal("0.5"));
    }
}
