//! What must hold for any rows, and what is refused.

use proptest::prelude::*;
use regression::{Design, Errors, Link, RegressionError, binomial, ols, ols_of_counts, wls};

/// Rows with two columns, an outcome and a cluster code.
fn rows() -> impl Strategy<Value = Vec<(f64, f64, f64, u32)>> {
    prop::collection::vec((-3.0_f64..3.0, -3.0_f64..3.0, -5.0_f64..5.0, 0_u32..6), 24..60)
}

fn design(rows: &[(f64, f64, f64, u32)]) -> Design {
    Design::new()
        .intercept(rows.len())
        .column("a", rows.iter().map(|r| r.0).collect())
        .column("b", rows.iter().map(|r| r.1).collect())
}

fn outcome(rows: &[(f64, f64, f64, u32)]) -> Vec<f64> {
    rows.iter().map(|r| r.2).collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-7 * (1.0 + a.abs().max(b.abs()))
}

proptest! {
    #[test]
    fn turning_the_outcome_turns_the_signs_and_keeps_the_errors(rows in rows()) {
        let design = design(&rows);
        let y = outcome(&rows);
        let (fit, turned) =
            (ols(&y, &design).unwrap(), ols(&y.iter().map(|y| -y).collect::<Vec<_>>(), &design).unwrap());
        let clusters: Vec<u32> = rows.iter().map(|r| r.3).collect();
        for i in 0..3 {
            prop_assert!(near(fit.coefficients[i], -turned.coefficients[i]));
            for errors in [Errors::Classical, Errors::Hc0, Errors::Hc2, Errors::Hc3, Errors::Clustered(&clusters)] {
                let (a, b) = (fit.covariance(errors).unwrap(), turned.covariance(errors).unwrap());
                prop_assert!(near(a.standard_error(i), b.standard_error(i)));
            }
        }
    }

    #[test]
    fn rows_of_counts_are_the_rows_written_out(rows in rows(), times in 2_usize..4) {
        let (one, y) = (design(&rows), outcome(&rows));
        let counted = ols_of_counts(&y, &one, &vec![times as f64; rows.len()]).unwrap();
        let written: Vec<_> = rows.iter().flat_map(|r| vec![*r; times]).collect();
        let written = ols(&outcome(&written), &design(&written)).unwrap();
        for errors in [Errors::Classical, Errors::Hc0, Errors::Hc1, Errors::Hc2, Errors::Hc3] {
            let (a, b) = (counted.covariance(errors).unwrap(), written.covariance(errors).unwrap());
            for i in 0..3 {
                prop_assert!(near(counted.coefficients[i], written.coefficients[i]));
                prop_assert!(near(a.standard_error(i), b.standard_error(i)), "{errors:?}");
            }
        }
    }

    #[test]
    fn one_weight_for_all_changes_nothing(rows in rows(), weight in 0.1_f64..9.0) {
        let (design, y) = (design(&rows), outcome(&rows));
        let (plain, weighted) = (ols(&y, &design).unwrap(), wls(&y, &design, &vec![weight; y.len()]).unwrap());
        for errors in [Errors::Classical, Errors::Hc1, Errors::Hc2, Errors::Hc3] {
            let (a, b) = (plain.covariance(errors).unwrap(), weighted.covariance(errors).unwrap());
            prop_assert!(near(a.standard_error(1), b.standard_error(1)), "{errors:?}");
        }
    }

    #[test]
    fn every_row_its_own_cluster_is_hc_zero_with_the_factor_and_the_jackknife_is_hc_three(rows in rows()) {
        let (design, y) = (design(&rows), outcome(&rows));
        let fit = ols(&y, &design).unwrap();
        let alone: Vec<u32> = (0..rows.len() as u32).collect();
        let n = rows.len() as f64;
        let cr1 = fit.covariance(Errors::Clustered(&alone)).unwrap().at(1, 1);
        let hc0 = fit.covariance(Errors::Hc0).unwrap().at(1, 1);
        prop_assert!(near(cr1, hc0 * n / (n - 1.0) * (n - 1.0) / (n - 3.0)));
        let cr3 = fit.covariance(Errors::Jackknife(&alone)).unwrap().at(1, 1);
        let hc3 = fit.covariance(Errors::Hc3).unwrap().at(1, 1);
        prop_assert!(near(cr3, hc3 * (n - 1.0) / n));
    }
}

#[test]
fn hc2_of_two_groups_is_the_error_of_welch() {
    let (treated, control) = ([3.0, 5.0, 4.5, 7.0], [1.0, 2.0, 2.5]);
    let y: Vec<f64> = treated.iter().chain(&control).copied().collect();
    let arm: Vec<f64> = (0..7).map(|i| f64::from(u8::from(i < 4))).collect();
    let fit = ols(&y, &Design::new().intercept(7).column("arm", arm)).unwrap();
    let variance = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
    };
    let welch = (variance(&treated) / 4.0 + variance(&control) / 3.0).sqrt();
    assert!((fit.covariance(Errors::Hc2).unwrap().standard_error(1) - welch).abs() < 1e-12);
}

#[test]
fn a_logit_on_one_indicator_is_the_log_of_the_odds_ratio() {
    let y = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0];
    let arm = vec![0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
    let design = Design::new().intercept(8).column("arm", arm);
    let fit = binomial(&y, &design, Link::Logit, None).unwrap();
    assert!((fit.coefficients[1] - 3.0_f64.ln()).abs() < 1e-10);
    let error = fit.covariance(Errors::Classical).unwrap().standard_error(1);
    assert!((error - (0.5_f64 + 0.5 + 1.0 / 3.0 + 1.0).sqrt()).abs() < 1e-9);
}

#[test]
fn a_column_that_adds_nothing_is_refused_by_its_name() {
    let design = Design::new()
        .intercept(5)
        .column("men", vec![1.0, 0.0, 1.0, 0.0, 1.0])
        .column("women", vec![0.0, 1.0, 0.0, 1.0, 0.0]);
    let refused = ols(&[1.0, 2.0, 3.0, 4.0, 5.0], &design).unwrap_err();
    assert_eq!(refused, RegressionError::Collinear { column: "women".into() });
}

#[test]
fn a_column_that_tells_the_outcome_for_certain_is_refused() {
    let y = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
    let design = Design::new().intercept(6).column("arrears", vec![1.0, 2.0, 3.0, 7.0, 8.0, 9.0]);
    for link in [Link::Logit, Link::ComplementaryLogLog] {
        let refused = binomial(&y, &design, link, None).unwrap_err();
        assert!(matches!(refused, RegressionError::Separated { .. }), "{refused}");
    }
}

#[test]
fn gaps_lengths_and_shares_are_refused_with_their_place() {
    let design = Design::new().intercept(3).column("age", vec![30.0, f64::NAN, 41.0]);
    let refused = ols(&[1.0, 2.0, 3.0], &design).unwrap_err();
    assert_eq!(refused.to_string(), "column `age`, row 2: the value is NaN, expected a finite number");
    let design = Design::new().intercept(3);
    let refused = ols(&[1.0, 2.0], &design).unwrap_err();
    assert_eq!(refused.to_string(), "column `intercept` has 3 rows, expected 2");
    let refused = binomial(&[0.0, 1.0, 2.0], &design, Link::Logit, None).unwrap_err();
    assert_eq!(refused.to_string(), "the outcome of row 3 is 2, expected a number from 0 to 1");
    let refused = binomial(&[1.0, 1.0, 1.0], &design, Link::Logit, None).unwrap_err();
    assert_eq!(refused, RegressionError::OutcomeConstant { value: 1.0 });
}
