//! Laws that hold whatever the spells.

use effectiveness::Level;
use proptest::prelude::*;
use survival::{Spells, aalen_johansen, kaplan_meier, log_rank, months_gained, restricted_mean};

const L: Level = Level::NINETY_FIVE;

/// One spell: duration, exit, group.
type Row = (f64, u8, u32);

fn many_rows() -> impl Strategy<Value = Vec<Row>> {
    let monthly = prop::collection::vec(((0_u8..15).prop_map(f64::from), 0_u8..4, 0_u32..2), 8..80);
    let any = prop::collection::vec((0.0..15.0_f64, 0_u8..4, 0_u32..2), 8..80);
    prop_oneof![monthly, any]
}

fn by_group(rows: &[Row]) -> Vec<Spells> {
    let (mut d, mut e, mut g) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        d.push(row.0);
        e.push(row.1);
        g.push(row.2);
    }
    Spells::by_group(&d, &e, 3, &g, 2).unwrap()
}

fn all(rows: &[Row]) -> Spells {
    let (d, e): (Vec<f64>, Vec<u8>) = rows.iter().map(|row| (row.0, row.1)).unzip();
    Spells::from_exits(&d, &e, 3).unwrap()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_curve_never_rises_and_its_interval_holds_it(rows in many_rows()) {
        let spells = all(&rows);
        let curve = kaplan_meier(&spells, L).unwrap();
        prop_assert_eq!(curve.people, rows.len() as u64);
        let mut before = 1.0;
        for step in &curve.steps {
            prop_assert!(step.survival <= before && step.survival >= 0.0);
            prop_assert_eq!(step.at_risk, rows.iter().filter(|row| row.0 >= step.time).count() as u64);
            prop_assert_eq!(step.at_risk, spells.at_risk(step.time));
            if let Some(interval) = step.interval {
                prop_assert!(interval.low <= step.survival && step.survival <= interval.high);
                prop_assert!(interval.low >= 0.0 && interval.high <= 1.0);
            }
            before = step.survival;
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in many_rows(), turn in 0_usize..80) {
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        prop_assert_eq!(all(&rows), all(&turned));
        prop_assert_eq!(by_group(&rows), by_group(&turned));
    }

    #[test]
    fn groups_put_together_are_the_whole(rows in many_rows()) {
        let groups = by_group(&rows);
        prop_assert_eq!(groups[0].merged(&groups[1]), all(&rows));
    }

    #[test]
    fn sorting_and_counting_agree(rows in many_rows()) {
        // Fifteenths of whole numbers are sorted, whole numbers counted.
        let whole: Vec<Row> = rows.iter().map(|row| (row.0.floor(), row.1, row.2)).collect();
        let scaled: Vec<Row> = whole.iter().map(|row| (row.0 / 15.0, row.1, row.2)).collect();
        let (one, other) = (kaplan_meier(&all(&whole), L).unwrap(), kaplan_meier(&all(&scaled), L).unwrap());
        prop_assert_eq!(one.steps.len(), other.steps.len());
        for (a, b) in one.steps.iter().zip(&other.steps) {
            prop_assert_eq!((a.at_risk, a.ended, a.survival), (b.at_risk, b.ended, b.survival));
        }
    }

    #[test]
    fn every_row_twice_leaves_shares_and_divides_errors(rows in many_rows()) {
        let twice = [rows.clone(), rows.clone()].concat();
        let (one, two) = (kaplan_meier(&all(&rows), L).unwrap(), kaplan_meier(&all(&twice), L).unwrap());
        for (a, b) in one.steps.iter().zip(&two.steps) {
            prop_assert!(close(a.survival, b.survival));
            prop_assert!(close(a.standard_error, b.standard_error * 2.0_f64.sqrt()));
        }
        let horizon = one.last_time();
        if horizon > 0.0 {
            let (a, b) = (restricted_mean(&one, horizon).unwrap(), restricted_mean(&two, horizon).unwrap());
            prop_assert!(close(a.months, b.months) && close(a.standard_error, b.standard_error * 2.0_f64.sqrt()));
        }
        for (a, b) in aalen_johansen(&all(&rows), L).unwrap().iter().zip(aalen_johansen(&all(&twice), L).unwrap()) {
            for (a, b) in a.steps.iter().zip(&b.steps) {
                prop_assert!(close(a.share, b.share));
                prop_assert!((a.standard_error - b.standard_error * 2.0_f64.sqrt()).abs() < 1e-7);
            }
        }
    }

    #[test]
    fn swapping_the_arms_flips_the_months_and_leaves_the_test(rows in many_rows()) {
        let groups = by_group(&rows);
        if let Ok(one) = months_gained(&groups[0], &groups[1], 3.0, L) {
            let other = months_gained(&groups[1], &groups[0], 3.0, L).unwrap();
            prop_assert!(close(one.difference, -other.difference));
            prop_assert_eq!(one.p_value, other.p_value);
        }
        if let Ok(one) = log_rank(&groups) {
            let other = log_rank(&[groups[1].clone(), groups[0].clone()]).unwrap();
            prop_assert!((one.statistic - other.statistic).abs() <= 1e-8 * (1.0 + one.statistic));
            let ends: f64 = one.groups.iter().map(|g| g.observed as f64 - g.expected).sum();
            prop_assert!(ends.abs() < 1e-8);
        }
    }

    #[test]
    fn shares_by_cause_add_up_with_those_still_going(rows in many_rows()) {
        let spells = all(&rows);
        let (curve, causes) = (kaplan_meier(&spells, L).unwrap(), aalen_johansen(&spells, L).unwrap());
        for (place, step) in curve.steps.iter().enumerate() {
            let gone: f64 = causes.iter().map(|cause| cause.steps[place].share).sum();
            prop_assert!(close(gone + step.survival, 1.0));
        }
    }

    #[test]
    fn without_censoring_the_restricted_mean_is_the_mean_of_months_cut(rows in many_rows(), horizon in 0.5..14.0_f64) {
        let d: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let curve = kaplan_meier(&Spells::from_durations(&d, &vec![true; d.len()]).unwrap(), L).unwrap();
        let ours = restricted_mean(&curve, horizon).unwrap();
        let cut = effectiveness::Moments::of(d.iter().map(|d| d.min(horizon)));
        let n = d.len() as f64;
        prop_assert!(close(ours.months, cut.mean));
        prop_assert!((ours.standard_error - (cut.centred_squares / n / n).sqrt()).abs() < 1e-8);
    }
}
