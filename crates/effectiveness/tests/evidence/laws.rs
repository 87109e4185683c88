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
