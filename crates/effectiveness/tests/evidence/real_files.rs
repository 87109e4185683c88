//! The studies' own files, read from the shared folder beside the project; a notice where it is not there.

use crate::agrees;
use effectiveness::experiment::{Column, Estimate};
use effectiveness::{Evaluation, Experiment, Grouping, Level, area_assignment, evaluate};
pub use studies::{Table, table};

pub fn numbers(t: &Table, column: &str) -> Column {
    Column { column: column.into(), values: studies::numbers(t, column) }
}

pub fn labels(t: &Table, column: &str) -> Grouping {
    Grouping::from_labels(column, &t[column])
}

pub fn experiment(t: &Table, outcome: &str, arm: &str, control: &str) -> Experiment {
    Experiment { outcome: numbers(t, outcome), arm: labels(t, arm), control: control.into(), ..Experiment::default() }
}

pub fn run(e: &Experiment) -> Evaluation {
    evaluate(e, Level::NINETY_FIVE).unwrap()
}

pub fn beside<'a>(list: &'a [Estimate], name: &str) -> &'a Estimate {
    list.iter().find(|e| e.estimator.contains(name)).unwrap()
}

#[test]
fn the_email_experiment_agrees_overall_by_segment_and_with_a_covariate() {
    let Some(t) = table("hillstrom_email_rct.csv.gz") else { return };
    let mut e = experiment(&t, "visit", "segment", "No E-Mail");
    e.segment = Some(labels(&t, "history_segment"));
    e.covariates = vec![numbers(&t, "history")];
    e.planned_shares = Some(vec![1.0 / 3.0; 3]);
    let answer = run(&e);
    agrees(answer.sample_ratio.unwrap().p_value, 0.903_693, 1e-6);
    let womens = answer.answers.iter().find(|a| a.overall.arm == "Womens E-Mail").unwrap();
    agrees(womens.overall.primary.p_value.unwrap(), 3.182_403_159_334_921_4e-44, 1e-9);
    let cuped = beside(&womens.overall.beside, "CUPED");
    assert!(cuped.estimator.contains("8.353439e-5"), "{}", cuped.estimator);
    agrees(cuped.estimate, 0.045_094_9, 1e-6);
    agrees(cuped.standard_error.unwrap(), 0.003_227_98, 1e-6);
    assert!(womens.overall.notes.iter().any(|n| n.en.contains("hardly helps")));

    let effects = [0.046_782, 0.042_504, 0.036_095, 0.040_397, 0.066_128, 0.054_765, 0.053_761];
    let holm = [1.037e-19, 2.644e-10, 1.358e-5, 0.001_271, 2.642e-7, 0.026_427, 0.047_923];
    for ((segment, effect), p) in womens.segments.iter().zip(effects).zip(holm) {
        assert!((segment.contrast.as_ref().unwrap().primary.estimate - effect).abs() < 5.1e-7);
        agrees(segment.p_holm.unwrap(), p, 5e-4);
    }
    let spread = womens.heterogeneity.as_ref().unwrap();
    agrees(spread.q, 5.111_974, 1e-6);
    agrees(spread.p_value, 0.529_534, 1e-6);
    agrees(spread.common_effect, 0.045_036_93, 1e-6);
    agrees(spread.common_standard_error, 0.003_188_94, 2e-6);
    assert!(spread.tau_squared == 0.0 && spread.sentence.en.contains("are noise"));

    let past: Vec<String> = (0..t["visit"].len())
        .map(|row| format!("{}{} {}", t["mens"][row], t["womens"][row], t["channel"][row]))
        .collect();
    e.segment = Some(Grouping::from_labels("past x channel", &past));
    let answer = run(&e);
    let womens = answer.answers.iter().find(|a| a.overall.arm == "Womens E-Mail").unwrap();
    let spread = womens.heterogeneity.as_ref().unwrap();
    agrees(spread.q, 101.855_475, 1e-6);
    agrees(spread.tau_squared, 0.001_145_565_54, 1e-6);
    assert!(spread.df == 8 && spread.sentence.en.contains("are real"));

    e.outcome = numbers(&t, "spend");
    e.segment = None;
    let answer = run(&e);
    for (arm, theta, difference, se) in
        [("Mens E-Mail", 0.001_222_90, 0.767_438, 0.145_215), ("Womens E-Mail", 0.001_034_65, 0.422_701, 0.130_308)]
    {
        let a = answer.answers.iter().find(|a| a.overall.arm == arm).unwrap();
        let cuped = beside(&a.overall.beside, "CUPED");
        let (_, named) = cuped.estimator.split_once("theta ").unwrap();
        agrees(named.split_once(')').unwrap().0.parse().unwrap(), theta, 5e-6);
        agrees(cuped.estimate, difference, 2e-6);
        agrees(cuped.standard_error.unwrap(), se, 4e-6);
    }
    agrees(answer.answers[0].overall.primary.statistic.unwrap(), 5.300_140_358_411_669, 1e-8);
}

#[test]
fn village_randomised_enrolment_agrees_and_a_person_analysis_is_refused() {
    let Some(t) = table("rsby_india_two_stage_cluster_rct.csv.gz") else { return };
    let mut e = experiment(&t, "d_enrolled", "a_high_saturation", "0");
    let found =
        area_assignment(&e.arm, &[labels(&t, "z_offered"), labels(&t, "district_id"), labels(&t, "village_id")]);
    assert_eq!(found.unwrap().column, "village_id");
    let by_person_lot = labels(&t, "z_offered");
    assert_eq!(area_assignment(&by_person_lot, &[labels(&t, "village_id"), labels(&t, "household_id")]), None);

    e.cluster = Some(labels(&t, "village_id"));
    let answer = run(&e);
    let c = &answer.answers[0].overall;
    agrees(c.primary.estimate, 0.208_539_984_552_760_1, 1e-8);
    agrees(c.primary.statistic.unwrap(), 14.571_782_350_514_859, 1e-9);
    assert_eq!(c.primary.df, Some(416.0));
    agrees(c.primary.p_value.unwrap(), 3.741_720_965_278_372e-39, 1e-7);
    agrees(c.primary.interval.unwrap().low, 0.180_408_663_844_894_87, 1e-9);
    agrees(c.primary.interval.unwrap().high, 0.236_671_305_266_645_23, 1e-9);
    agrees(beside(&c.beside, "Welch").statistic.unwrap(), 14.590_501_200_034_147, 1e-9);
    let rows = beside(&c.beside, "CR1");
    agrees(rows.estimate, 0.210_102_208_927_284_87, 1e-9);
    agrees(rows.standard_error.unwrap(), 0.013_870_143_313_907_499, 1e-9);
    agrees(rows.p_value.unwrap(), 1.305_165_459_631_118e-41, 1e-7);
    agrees(c.intra_area_correlation.unwrap(), 0.078_100_57, 1e-6);
    agrees(c.design_effect.unwrap(), 2.801_861, 1e-6);
    assert_eq!((c.areas.unwrap().treated, c.areas.unwrap().control, c.rows_treated), (207, 211, 5165));

    e.strata = Some(labels(&t, "district_id"));
    let c = run(&e).answers.remove(0).overall;
    agrees(c.primary.estimate, 0.208_561_802_840_226_57, 1e-9);
    agrees(c.primary.standard_error.unwrap(), 0.014_215_476_561_894_966, 1e-9);
    agrees(c.primary.p_value.unwrap(), 1.478_307_657_542_141e-39, 1e-7);

    e.strata = None;
    e.outcome = numbers(&t, "y_hospital_spend");
    let c = run(&e).answers.remove(0).overall;
    agrees(c.primary.estimate, -632.652_944_763_461, 1e-8);
    agrees(c.primary.p_value.unwrap(), 0.376_587_832_062_633_74, 1e-8);
    agrees(beside(&c.beside, "CR1").standard_error.unwrap(), 668.395_079_822_933_9, 1e-8);
}

#[test]
fn an_arm_that_varies_inside_villages_is_answered_by_rows_and_says_so() {
    let Some(t) = table("cai2015_rice_insurance_cluster_rct.csv") else { return };
    let mut e = experiment(&t, "takeup_survey", "default", "0");
    e.cluster = Some(labels(&t, "village"));
    let c = run(&e).answers.remove(0).overall;
    agrees(c.primary.estimate, 0.105_646_865_012_153_84, 1e-10);
    agrees(c.primary.standard_error.unwrap(), 0.027_100_061_782_938_473, 1e-9);
    agrees(c.primary.p_value.unwrap(), 0.000_334_425_333_722_636_5, 1e-8);
    agrees(c.primary.interval.unwrap().low, 0.050_994_381_815_909_75, 1e-9);
    agrees(c.primary.interval.unwrap().high, 0.160_299_348_208_397_92, 1e-9);
    agrees(c.intra_area_correlation.unwrap(), 0.045_106_1, 1e-6);
    assert_eq!((c.primary.df, c.areas.unwrap().mixed), (Some(43.0), 36));
    assert!(c.notes[0].en.contains("36 of 44 areas"), "{}", c.notes[0].en);

    e.cluster = Some(labels(&t, "address"));
    let c = run(&e).answers.remove(0).overall;
    let rows = if c.areas.unwrap().mixed > 0 { &c.primary } else { beside(&c.beside, "CR1") };
    agrees(rows.standard_error.unwrap(), 0.033_737_200_879_631_314, 1e-9);
    agrees(c.intra_area_correlation.unwrap(), 0.083_276_1, 1e-6);
    assert_eq!(area_assignment(&e.arm, &[labels(&t, "village")]), None);
}
