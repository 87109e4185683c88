//! Laws every estimator must keep, whatever the rows.

use effectiveness::experiment::{Column, Contrast};
use effectiveness::{Experiment, Grouping, Level, evaluate, holm};
use proptest::prelude::*;

/// One row: outcome, arm, area, segment.
type Row = (f64, bool, u8, u8);

fn experiment(rows: &[Row], control: &str) -> Experiment {
    let text = |f: &dyn Fn(&Row) -> String| rows.iter().map(f).collect::<Vec<String>>();
    Experiment {
        outcome: Column { column: "outcome".into(), values: rows.iter().map(|r| r.0).collect() },
        arm: Grouping::from_labels("arm", &text(&|r| if r.1 { "treated".into() } else { "holdout".into() })),
        control: control.into(),
        segment: Some(Grouping::from_labels("segment", &text(&|r| r.3.to_string()))),
        ..Experiment::default()
    }
}

/// The same rows with areas: an area belongs to an arm (even numbers treated).
fn by_area(rows: &[Row], control: &str) -> Experiment {
    let whole: Vec<Row> = rows.iter().map(|r| (r.0, r.2 % 2 == 0, r.2, r.3)).collect();
    let areas: Vec<String> = whole.iter().map(|r| r.2.to_string()).collect();
    Experiment { cluster: Some(Grouping::from_labels("area", &areas)), ..experiment(&whole, control) }
}

fn overall(e: &Experiment) -> Option<Contrast> {
    evaluate(e, Level::NINETY_FIVE).ok().map(|mut a| a.answers.remove(0).overall)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

/// Yes/no outcomes or amounts, some twenty to ninety rows in up to eight areas.
fn many_rows() -> impl Strategy<Value = Vec<Row>> {
    let yes_no = prop::collection::vec((prop_oneof![Just(0.0), Just(1.0)], any::<bool>(), 0_u8..8, 0_u8..3), 20..90);
    let amounts = prop::collection::vec((0.0..100_000.0_f64, any::<bool>(), 0_u8..8, 0_u8..3), 20..90);
    prop_oneof![yes_no, amounts]
}

/// Both designs' contrasts of the same rows.
fn both(rows: &[Row], control: &str) -> [Option<Contrast>; 2] {
    [overall(&experiment(rows, control)), overall(&by_area(rows, control))]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn swapping_the_arms_flips_the_sign_and_mirrors_the_interval(rows in many_rows()) {
        for (one, other) in both(&rows, "holdout").into_iter().zip(both(&rows, "treated")) {
            let (Some(one), Some(other)) = (one, other) else { continue };
            prop_assert!(close(one.primary.estimate, -other.primary.estimate));
            prop_assert_eq!(one.primary.p_value.is_some(), other.primary.p_value.is_some());
            if let (Some(a), Some(b)) = (one.primary.interval, other.primary.interval) {
                prop_assert!(close(a.low, -b.high) && close(a.high, -b.low));
            }
            if let (Some(a), Some(b)) = (one.primary.p_value, other.primary.p_value) {
                prop_assert!(close(a, b));
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in many_rows(), turn in 0_usize..90) {
        let mut moved = rows.clone();
        moved.rotate_left(turn % rows.len());
        moved.reverse();
        for (one, other) in both(&rows, "holdout").into_iter().zip(both(&moved, "holdout")) {
            prop_assert_eq!(one.is_some(), other.is_some());
            let (Some(one), Some(other)) = (one, other) else { continue };
            prop_assert!(close(one.primary.estimate, other.primary.estimate));
            if let (Some(a), Some(b)) = (one.primary.interval, other.primary.interval) {
                prop_assert!(close(a.low, b.low) && close(a.high, b.high));
            }
        }
    }

    #[test]
    fn rows_twice_shrink_a_persons_error_but_not_an_areas(rows in many_rows()) {
        let twice = [rows.clone(), rows.clone()].concat();
        let [once_person, once_area] = both(&rows, "holdout");
        let [twice_person, twice_area] = both(&twice, "holdout");
        if let (Some(a), Some(b)) = (once_person, twice_person) {
            let (a, b) = (a.primary.standard_error.unwrap(), b.primary.standard_error.unwrap());
            let smaller = rows.iter().filter(|r| r.1).count().min(rows.iter().filter(|r| !r.1).count()) as f64;
            prop_assert!(a == 0.0 || smaller < 3.0 || (a / b / 2_f64.sqrt() - 1.0).abs() < 1.0 / smaller, "{} {}", a, b);
        }
        if let (Some(a), Some(b)) = (once_area, twice_area) {
            prop_assert!(close(a.primary.estimate, b.primary.estimate));
            prop_assert!(close(a.primary.standard_error.unwrap(), b.primary.standard_error.unwrap()));
        }
    }

    #[test]
    fn a_segment_cut_into_two_names_that_are_merged_again_is_the_same(rows in many_rows()) {
        let merged: Vec<Row> = rows.iter().map(|r| (r.0, r.1, r.2, if r.3 == 2 { 1 } else { r.3 })).collect();
        let one: Vec<Row> = merged.iter().map(|r| (r.0, r.1, r.2, 0)).collect();
        if let Ok(answer) = evaluate(&experiment(&one, "holdout"), Level::NINETY_FIVE) {
            let arm = &answer.answers[0];
            prop_assert_eq!(&arm.segments[0].contrast.as_ref(), &Some(&arm.overall));
            prop_assert_eq!(arm.segments[0].p_holm, arm.overall.primary.p_value);
            let split = overall(&experiment(&rows, "holdout"));
            prop_assert_eq!(split.as_ref(), Some(&arm.overall));
        }
    }

    #[test]
    fn intervals_hold_the_estimate_and_rates_stay_possible(kept in 0_u64..40, held in 0_u64..40, extra in 0_u64..40) {
        use effectiveness::{BinarySums, by_person::difference_of_proportions};
        let d = difference_of_proportions(
            BinarySums::new(40, kept).unwrap(),
            BinarySums::new(40 + extra, held).unwrap(),
            Level::NINETY_FIVE,
        ).unwrap();
        for interval in [d.newcombe, d.score] {
            prop_assert!(interval.low <= d.difference && d.difference <= interval.high);
            prop_assert!(interval.low >= -1.0 - 1e-12 && interval.high <= 1.0 + 1e-12);
        }
    }

    #[test]
    fn holm_never_lowers_a_p_value_and_keeps_their_order(ps in prop::collection::vec(0.0..1.0_f64, 1..12)) {
        let adjusted = holm(&ps);
        for i in 0..ps.len() {
            prop_assert!(adjusted[i] >= ps[i] && adjusted[i] <= 1.0);
            for j in 0..ps.len() {
                prop_assert!(ps[i] > ps[j] || adjusted[i] <= adjusted[j]);
            }
        }
    }
}

/// Rows with a covariate and reach, for the estimators beside.
fn whole(rows: &[Row], names: [&str; 2], control: &str) -> Experiment {
    let arms: Vec<&str> = rows.iter().map(|r| names[usize::from(r.1)]).collect();
    let numbers = |column: &str, values: Vec<f64>| Column { column: column.into(), values };
    Experiment {
        outcome: numbers("outcome", rows.iter().map(|r| r.0).collect()),
        arm: Grouping::from_labels("arm", &arms),
        control: control.into(),
        covariates: vec![
            numbers("before", rows.iter().map(|r| f64::from(r.2)).collect()),
            numbers("age", rows.iter().map(|r| f64::from(r.3 * r.3)).collect()),
        ],
        strata: Some(Grouping::from_labels("stratum", &rows.iter().map(|r| (r.2 % 2).to_string()).collect::<Vec<_>>())),
        ..Experiment::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn renaming_the_arms_changes_no_figure_and_swapping_them_flips_every_difference(rows in many_rows()) {
        let named = overall(&whole(&rows, ["holdout", "treated"], "holdout"));
        // The other alphabetical order, so that the arms' codes change places too.
        let renamed = overall(&whole(&rows, ["z", "a"], "z"));
        let swapped = overall(&whole(&rows, ["holdout", "treated"], "treated"));
        let (Some(named), Some(renamed), Some(swapped)) = (named, renamed, swapped) else { return Ok(()) };
        prop_assert_eq!(named.beside.len(), renamed.beside.len());
        for ((a, b), c) in named.beside.iter().zip(&renamed.beside).zip(&swapped.beside) {
            prop_assert!(close(a.estimate, b.estimate), "{} {} {}", a.estimator, a.estimate, b.estimate);
            prop_assert!(close(a.standard_error.unwrap_or(0.0), b.standard_error.unwrap_or(0.0)));
            if a.estimator == c.estimator && !a.estimator.contains("ratio") {
                prop_assert!((a.estimate + c.estimate).abs() < 1e-7 * (1.0 + a.estimate.abs()), "{}", a.estimator);
            }
        }
    }

    #[test]
    fn merging_segments_that_are_alike_changes_neither_their_spread_nor_their_common_effect(effect in -0.2..0.2_f64, error in 0.01..0.1_f64) {
        use effectiveness::heterogeneity;
        let four = heterogeneity(&[(effect, error); 4], Level::NINETY_FIVE).unwrap();
        let half = error / 2_f64.sqrt();
        let two = heterogeneity(&[(effect, half); 2], Level::NINETY_FIVE).unwrap();
        prop_assert!(close(four.common_effect, two.common_effect));
        prop_assert!(close(four.common_standard_error, two.common_standard_error));
        prop_assert!(four.tau_squared == 0.0 && two.tau_squared == 0.0 && four.p_value > 0.999_999);
    }
}
