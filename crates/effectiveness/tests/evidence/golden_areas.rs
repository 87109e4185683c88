//! Lots drawn by area, against the studies' own files: brute force in numpy, statsmodels 0.15.0, pyfixest 0.60.0 and
//! wildboottest 0.3.2 on the same rows.

use crate::agrees;
use crate::real_files::{labels, numbers, table};
use effectiveness::by_area::{
    AreaSums, DrawnArea, SaturatedArea, WildWeights, adjusted_area_means, bell_mccaffrey_difference,
    correlation_within_arms, design_effect, household_difference, intra_area_correlation, jackknife_difference,
    randomisation_test, two_stage, wild_bootstrap,
};
use effectiveness::{Level, Moments};
use std::collections::BTreeMap;

const LEVEL: Level = Level::NINETY_FIVE;

/// One row: area, whether treated, outcome.
type Row = (String, bool, f64);

fn rows(file: &str, area: &str, arm: &str, outcome: &str) -> Option<Vec<Row>> {
    let t = table(file)?;
    let (area, arm, outcome) = (labels(&t, area), numbers(&t, arm), numbers(&t, outcome));
    let row = |i: usize| (area.labels[area.codes[i] as usize].clone(), arm.values[i] > 0.5, outcome.values[i]);
    Some((0..outcome.values.len()).map(row).collect())
}

fn sums<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Vec<AreaSums> {
    let mut areas: BTreeMap<&str, AreaSums> = BTreeMap::new();
    for (area, treated, value) in rows {
        let area = areas.entry(area).or_default();
        if *treated { area.treated.add(*value) } else { area.control.add(*value) }
    }
    areas.into_values().collect()
}

const RSBY: &str = "rsby_india_two_stage_cluster_rct.csv.gz";
const CAI: &str = "cai2015_rice_insurance_cluster_rct.csv";

#[test]
fn robust_errors_of_village_lots_agree_with_pyfixest_and_brute_force() {
    let Some(enrolled) = rows(RSBY, "village_id", "a_high_saturation", "d_enrolled") else { return };
    let areas = sums(&enrolled);
    // pyfixest has the factors of CR1 in place of (G-1)/G.
    let theirs = 418.0 / 417.0 * (10_071.0_f64 / 10_070.0).sqrt();
    agrees(jackknife_difference(&areas, LEVEL).unwrap().standard_error * theirs, 0.013_972_923_419_428_908, 1e-9);
    let reduced = bell_mccaffrey_difference(&areas, LEVEL).unwrap();
    agrees(reduced.standard_error, 0.013_904_042_923_176_773, 1e-9);
    agrees(reduced.df.unwrap(), 291.676_289_069_956_74, 1e-9);

    let spend = sums(&rows(RSBY, "village_id", "a_high_saturation", "y_hospital_spend").unwrap());
    let households = household_difference(&spend, LEVEL).unwrap();
    agrees(households.naive_standard_error, 325.973_4, 1e-6);
    agrees(households.test.p_value.unwrap(), 0.124_75, 2e-5);
    agrees(jackknife_difference(&spend, LEVEL).unwrap().standard_error * theirs, 673.728_540_519_321_8, 1e-9);
    agrees(bell_mccaffrey_difference(&spend, LEVEL).unwrap().standard_error, 670.217_514_418_331, 1e-9);

    for (area, cr2, df, cr3) in [
        ("village", 0.027_374_405_792_374_268, 31.647_994_450_346_015, 0.027_669_844_896_843_21),
        ("address", 0.033_866_303_414_519_73, 141.223_943_353_765_43, 0.034_008_274_857_213_756),
    ] {
        let areas = sums(&rows(CAI, area, "default", "takeup_survey").unwrap());
        let reduced = bell_mccaffrey_difference(&areas, LEVEL).unwrap();
        agrees(reduced.standard_error, cr2, 1e-9);
        agrees(reduced.df.unwrap(), df, 1e-9);
        agrees(jackknife_difference(&areas, LEVEL).unwrap().standard_error, cr3, 1e-9);
    }
}

#[test]
fn offers_in_two_stages_agree_with_statsmodels() {
    let Some(t) = table(RSBY) else { return };
    let village = labels(&t, "village_id");
    let (offer, high, enrolled) =
        (numbers(&t, "z_offered"), numbers(&t, "a_high_saturation"), numbers(&t, "d_enrolled"));
    let mut areas = vec![SaturatedArea::default(); village.labels.len()];
    for (row, code) in village.codes.iter().enumerate() {
        let area = &mut areas[*code as usize];
        area.high = high.values[row] > 0.5;
        let rows = if offer.values[row] > 0.5 { &mut area.offered } else { &mut area.not_offered };
        rows.add(enrolled.values[row]);
    }
    let fit = two_stage(&areas, LEVEL).unwrap();
    for (contrast, estimate, error) in [
        (fit.direct_low, 0.455_628_379_217_575_15, 0.018_765_724_637_986_748),
        (fit.direct_high, 0.465_513_571_790_795_9, 0.013_549_687_657_382_244),
        (fit.spill_over_not_offered, 0.022_403_143_158_827_79, 0.019_819_954_440_960_564),
        (fit.spill_over_offered, 0.032_288_335_732_051_23, 0.015_515_844_691_610_627),
        (fit.overall, 0.210_102_208_927_285_07, 0.013_870_143_313_907_499),
    ] {
        agrees(contrast.by_row.difference, estimate, 1e-9);
        agrees(contrast.by_row.standard_error, error, 1e-9);
        let by_area = contrast.by_area.unwrap();
        assert!((by_area.difference - estimate).abs() < 0.03, "{}", by_area.difference);
    }
    agrees(fit.spill_over_not_offered.by_row.p_value.unwrap(), 0.258_985_762_153_479_07, 1e-8);
}

#[test]
fn correlations_of_areas_agree_and_their_design_effect_knows_unequal_sizes() {
    let Some(enrolled) = rows(RSBY, "village_id", "a_high_saturation", "d_enrolled") else { return };
    let areas = sums(&enrolled);
    let all: Vec<Moments> = areas.iter().map(|a| a.treated.merged(a.control)).collect();
    let all = intra_area_correlation(&all).unwrap();
    agrees(all.icc, 0.078_100_57, 1e-6);
    agrees(all.rows_per_area, 24.071_037, 1e-7);
    agrees(all.design_effect, 2.801_861, 1e-6);
    agrees(all.mean_rows, 10_072.0 / 418.0, 1e-12);
    agrees(all.design_effect_unequal, design_effect(all.mean_rows, all.rows_cv, all.icc), 1e-12);
    assert!(all.design_effect_unequal > all.design_effect);
    let (treated, control): (Vec<Moments>, Vec<Moments>) = areas.iter().map(|a| (a.treated, a.control)).unzip();
    agrees(intra_area_correlation(&control).unwrap().icc, 0.042_401_02, 1e-6);
    let inside = correlation_within_arms(&treated, &control).unwrap();
    assert!(inside.icc < all.icc && inside.areas == 418, "{inside:?}");
}

#[test]
fn the_wild_bootstrap_agrees_with_full_enumeration_and_with_wildboottest() {
    let Some(all) = rows(CAI, "village", "default", "takeup_survey") else { return };
    let first = |villages: usize| {
        let mut names: Vec<&str> = all.iter().map(|r| r.0.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        sums(all.iter().filter(|r| names[..villages].contains(&r.0.as_str())))
    };
    let thirteen = wild_bootstrap(&first(13), 1, 999, LEVEL).unwrap().unwrap();
    agrees(thirteen.t, 0.263_515_386_006_433_8, 1e-9);
    assert_eq!((thirteen.replicates, thirteen.weights), (8192, WildWeights::Rademacher));
    agrees(thirteen.p_value, 0.792_724_609_375, 1e-12);
    assert_eq!(thirteen.monte_carlo_error, None);
    let five = wild_bootstrap(&first(5), 1, 999, LEVEL).unwrap().unwrap();
    agrees(five.t, -0.797_137_498_744_383_1, 1e-9);
    assert_eq!((five.replicates, five.weights), (7776, WildWeights::Webb));
    agrees(five.p_value, 0.429_012_345_679_012_35, 1e-12);

    // 99,999 draws of wildboottest, Rademacher, null imposed, type 11.
    for (file, area, arm, outcome, p) in [
        (CAI, "village", "default", "takeup_survey", 0.000_98),
        (CAI, "address", "default", "takeup_survey", 0.002_21),
        (RSBY, "village_id", "a_high_saturation", "y_hospital_spend", 0.127_561),
    ] {
        let fit = wild_bootstrap(&sums(&rows(file, area, arm, outcome).unwrap()), 7, 9_999, LEVEL).unwrap().unwrap();
        let error = fit.monte_carlo_error.unwrap();
        let both = (error * error + p * (1.0 - p) / 99_999.0_f64).sqrt();
        assert!((fit.p_value - p).abs() <= 3.0 * both, "{area}: {} is not {p} +- {both}", fit.p_value);
        let interval = fit.interval.unwrap();
        assert_eq!(interval.contains(0.0), fit.p_value > 0.05, "{interval:?}");
    }
}

/// Areas of the rice study by address, with the administrative village as stratum.
fn addresses() -> Option<Vec<(String, DrawnArea, f64)>> {
    let t = table(CAI)?;
    let (address, village) = (labels(&t, "address"), labels(&t, "village"));
    let (arm, outcome) = (numbers(&t, "default"), numbers(&t, "takeup_survey"));
    let mut areas: Vec<(Moments, Moments, u32, bool)> = vec![Default::default(); address.labels.len()];
    for (row, code) in address.codes.iter().enumerate() {
        let area = &mut areas[*code as usize];
        area.0.add(outcome.values[row]);
        // Six ages are missing; the reference leaves these rows out of everything.
        if let Ok(age) = t["age"][row].parse() {
            area.1.add(age);
        }
        (area.2, area.3) = (village.codes[row], arm.values[row] > 0.5);
    }
    let of = |(y, x, stratum, treated): (Moments, Moments, u32, bool)| {
        let name = village.labels[stratum as usize].clone();
        (name, DrawnArea { treated, stratum, mean: y.mean, rows: y.count }, x.mean)
    };
    Some(areas.into_iter().map(of).collect())
}

#[test]
fn the_randomisation_test_agrees_with_brute_force_exact_and_drawn() {
    let Some(all) = addresses() else { return };
    let eight = ["beilian", "beixing", "caijia", "dayu", "dazhou", "fusheng", "gangxia", "helin"];
    let areas: Vec<DrawnArea> = all.iter().filter(|a| eight.contains(&a.0.as_str())).map(|a| a.1).collect();
    let exact = randomisation_test(&areas, 1, 99, LEVEL).unwrap();
    assert_eq!((exact.assignments, exact.exact, exact.monte_carlo_error), (17_280, true, None));
    agrees(exact.difference, 0.010_763_373_766_469_773, 1e-9);
    agrees(exact.p_value.unwrap(), 0.897_280_092_592_592_6, 1e-9);
    let interval = exact.interval.unwrap();
    agrees(interval.low, -0.157_503_607_515_021, 1e-9);
    agrees(interval.high, 0.197_612_076_521_555_35, 1e-9);

    let areas: Vec<DrawnArea> = all.iter().map(|a| DrawnArea { stratum: 0, ..a.1 }).collect();
    let drawn = randomisation_test(&areas, 3, 9_999, LEVEL).unwrap();
    agrees(drawn.difference, 0.107_633_670_979_179_25, 1e-9);
    // 100,000 draws of numpy.
    assert!((drawn.p_value.unwrap() - 0.002_320).abs() < 3.0 * 0.000_5, "{drawn:?}");
    assert!(!drawn.exact && drawn.interval.unwrap().low > 0.0);
}

#[test]
fn adjusted_area_means_agree_with_statsmodels() {
    let Some(t) = table(CAI) else { return };
    let address = labels(&t, "address");
    let mut areas = vec![(Moments::default(), Moments::default(), false); address.labels.len()];
    for (row, code) in address.codes.iter().enumerate() {
        let Ok(age) = t["age"][row].parse::<f64>() else { continue };
        let area = &mut areas[*code as usize];
        area.0.add(t["takeup_survey"][row].parse().unwrap());
        area.1.add(age);
        area.2 = t["default"][row].parse::<f64>().unwrap() > 0.5;
    }
    let drawn: Vec<DrawnArea> = areas
        .iter()
        .map(|(y, _, treated)| DrawnArea { treated: *treated, stratum: 0, mean: y.mean, rows: y.count })
        .collect();
    let baseline: Vec<f64> = areas.iter().map(|a| a.1.mean).collect();
    let fit = adjusted_area_means(&drawn, &baseline, LEVEL).unwrap();
    agrees(fit.test.difference, 0.108_979_494_703_545_95, 1e-9);
    agrees(fit.test.standard_error, 0.035_389_353_949_158_97, 1e-9);
    agrees(fit.slope, 0.001_972_531_874_981_707, 1e-9);
    agrees(fit.test.p_value.unwrap(), 0.002_434_372_772_881_543_2, 1e-8);
    assert_eq!(fit.test.df, Some(163.0));
}

#[test]
fn one_treated_state_is_ranked_among_the_others() {
    let Some(t) = table("organ_donor_registration_one_treated_state.csv") else { return };
    let state = labels(&t, "State");
    let mut periods = vec![(Moments::default(), Moments::default()); state.labels.len()];
    for (row, code) in state.codes.iter().enumerate() {
        let after = ["Q32011", "Q42011", "Q12012"].contains(&t["Quarter"][row].as_str());
        let rate = t["Rate"][row].parse().unwrap();
        let area = &mut periods[*code as usize];
        if after { area.1.add(rate) } else { area.0.add(rate) }
    }
    let changes: Vec<DrawnArea> = periods
        .iter()
        .zip(&state.labels)
        .map(|((before, after), name)| DrawnArea {
            treated: name == "California",
            stratum: 0,
            mean: after.mean - before.mean,
            rows: before.count + after.count,
        })
        .collect();
    let placebo = randomisation_test(&changes, 1, 99, LEVEL).unwrap();
    agrees(placebo.difference, -0.022_458_97, 1e-6);
    agrees(placebo.p_value.unwrap(), 5.0 / 27.0, 1e-12);
    let treated = changes.iter().find(|a| a.treated).unwrap().mean;
    assert_eq!(changes.iter().filter(|a| a.mean < treated).count() + 1, 3);
}

#[test]
fn the_baseline_of_indonesian_hamlets_was_balanced() {
    let Some(t) = table("alatas_indonesia_targeting_rct.csv.gz") else { return };
    let log: Vec<f64> = t["consumption"].iter().map(|v| v.parse::<f64>().unwrap().ln()).collect();
    for (arm, difference, error) in [("community", -0.007_446, 0.032_188), ("hybrid", -0.023_907, 0.034_024)] {
        let chosen: Vec<Row> = (0..log.len())
            .filter(|row| t["pmt"][*row] == "1" || t[arm][*row] == "1")
            .map(|row| (t["ea"][row].clone(), t[arm][row] == "1", log[row]))
            .collect();
        let fit = household_difference(&sums(&chosen), LEVEL).unwrap();
        assert!((fit.test.difference - difference).abs() < 5.1e-7, "{}", fit.test.difference);
        // The reference fits all three arms at once: its factors are those of 640 hamlets and 5,004 rows.
        let (g, n) = (fit.areas as f64, chosen.len() as f64);
        let own = g / (g - 1.0) * (n - 1.0) / (n - 2.0);
        let all = 640.0 / 639.0 * 5003.0 / 5001.0;
        let same_factors = fit.test.standard_error * f64::sqrt(all / own);
        assert!((same_factors - error).abs() < 5.1e-7, "{same_factors}");
    }
}
