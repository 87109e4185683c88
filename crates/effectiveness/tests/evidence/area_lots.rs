//! Laws and refusals of lots drawn by area.

use crate::refusals::rows;
use effectiveness::by_area::{AreaSums, jackknife_difference};
use effectiveness::by_area::{
    DrawnArea, area_means_in_strata, paired_difference_by_rows, randomisation_test, stratum_means, wild_bootstrap,
};
use effectiveness::{
    EffectivenessError, Evaluation, Grouping, Level, Moments, area_assignment, evaluate, refuse_if_area_assigned,
};
use proptest::prelude::*;

const LEVEL: Level = Level::NINETY_FIVE;

fn area(treated: bool, stratum: u32, mean: f64, rows: u64) -> DrawnArea {
    DrawnArea { treated, stratum, mean, rows }
}

/// Areas of up to three strata.
fn some_areas() -> impl Strategy<Value = Vec<DrawnArea>> {
    prop::collection::vec((any::<bool>(), 0_u32..3, -5.0..5.0_f64, 1_u64..90), 6..14)
        .prop_map(|list| list.into_iter().map(|(t, s, m, n)| area(t, s, m, n)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn exchanging_the_arms_flips_the_randomisation_test_and_keeps_its_p_value(areas in some_areas(), seed in 0_u64..9) {
        let swapped: Vec<DrawnArea> = areas.iter().map(|a| DrawnArea { treated: !a.treated, ..*a }).collect();
        if let (Ok(one), Ok(other)) = (randomisation_test(&areas, seed, 199, LEVEL), randomisation_test(&swapped, seed, 199, LEVEL)) {
            prop_assert!((one.difference + other.difference).abs() < 1e-12);
            prop_assert_eq!(one.p_value, other.p_value);
            if let (Some(a), Some(b)) = (one.interval, other.interval) {
                prop_assert!((a.low + b.high).abs() < 1e-9 && (a.high + b.low).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_inverted_interval_rejects_what_the_shifted_test_rejects(areas in some_areas(), effect in -6.0..6.0_f64) {
        let Ok(test) = randomisation_test(&areas, 5, 499, LEVEL) else { return Ok(()) };
        let Some(interval) = test.interval else { return Ok(()) };
        prop_assert!(interval.contains(test.difference));
        let shifted: Vec<DrawnArea> = areas
            .iter()
            .map(|a| DrawnArea { mean: a.mean - if a.treated { effect } else { 0.0 }, ..*a })
            .collect();
        let p = randomisation_test(&shifted, 5, 499, LEVEL).unwrap().p_value.unwrap();
        // Where the effect is not on the very edge of the interval.
        if (effect - interval.low).abs() > 1e-6 && (effect - interval.high).abs() > 1e-6 {
            prop_assert_eq!(interval.contains(effect), p > 0.05, "p {} interval {:?} effect {}", p, interval, effect);
        }
    }

    #[test]
    fn pairs_are_strata_of_two(list in prop::collection::vec((-5.0..5.0_f64, -5.0..5.0_f64, 1_u64..50), 3..12)) {
        let areas: Vec<DrawnArea> = list
            .iter()
            .zip(0..)
            .flat_map(|((t, c, n), pair)| [area(true, pair, *t, *n), area(false, pair, *c, *n)])
            .collect();
        let by_area = area_means_in_strata(&stratum_means(&areas), LEVEL).unwrap().test;
        let differences = Moments::of(list.iter().map(|(t, c, _)| t - c));
        let error = (differences.variance().unwrap() / list.len() as f64).sqrt();
        prop_assert!((by_area.difference - differences.mean).abs() < 1e-10);
        prop_assert!((by_area.standard_error - error).abs() < 1e-9);
        prop_assert_eq!(by_area.df, Some(list.len() as f64 - 1.0));
        let equal: Vec<DrawnArea> = areas.iter().map(|a| DrawnArea { rows: 7, ..*a }).collect();
        let by_rows = paired_difference_by_rows(&equal, LEVEL).unwrap();
        prop_assert!((by_rows.difference - by_area.difference).abs() < 1e-10);
        prop_assert!((by_rows.standard_error - by_area.standard_error).abs() < 1e-9);
    }
}

#[test]
fn pairs_weighted_by_rows_answer_for_rows() {
    let areas = [
        area(true, 0, 0.6, 30),
        area(false, 0, 0.5, 50),
        area(true, 1, 0.9, 10),
        area(false, 1, 0.4, 10),
        area(true, 2, 0.3, 45),
        area(false, 2, 0.35, 55),
    ];
    let fit = paired_difference_by_rows(&areas, LEVEL).unwrap();
    let weights = [0.4, 0.1, 0.5];
    let estimate = 0.4 * 0.1 + 0.1 * 0.5 - 0.5 * 0.05;
    let spread: f64 = weights.iter().zip([0.1, 0.5, -0.05]).map(|(w, d)| (w * d - estimate / 3.0_f64).powi(2)).sum();
    assert!((fit.difference - estimate).abs() < 1e-12);
    assert!((fit.standard_error - (1.5 * spread).sqrt()).abs() < 1e-12);
    assert_eq!(paired_difference_by_rows(&areas[..5], LEVEL), Err(EffectivenessError::NotPaired));
}

#[test]
fn a_lot_with_too_few_assignments_has_no_interval_and_no_small_p_value() {
    let areas = [area(true, 0, 9.0, 5), area(true, 0, 8.0, 5), area(false, 0, 1.0, 5), area(false, 0, 2.0, 5)];
    let test = randomisation_test(&areas, 1, 99, LEVEL).unwrap();
    assert_eq!((test.assignments, test.p_value, test.interval), (6, Some(2.0 / 6.0), None));
    let flat = areas.map(|a| DrawnArea { mean: 0.4, ..a });
    assert_eq!(randomisation_test(&flat, 1, 99, LEVEL).unwrap().p_value, None);
}

#[test]
fn an_arm_in_one_area_has_no_jackknife() {
    let rows = |treated: bool, values: &[f64]| {
        let m = Moments::of(values.iter().copied());
        if treated {
            AreaSums { treated: m, ..Default::default() }
        } else {
            AreaSums { control: m, ..Default::default() }
        }
    };
    let areas = [rows(true, &[1.0, 0.0]), rows(false, &[0.0, 1.0]), rows(false, &[0.0, 0.0])];
    let error = jackknife_difference(&areas, LEVEL).unwrap_err();
    assert_eq!(error, EffectivenessError::TooFewAreas { arm: "treated".into(), areas: 1 });
    let flat = [rows(true, &[1.0, 1.0]), rows(false, &[1.0, 1.0]), rows(false, &[1.0])];
    assert_eq!(wild_bootstrap(&flat, 1, 99, LEVEL), Ok(None));
}

/// `areas` villages of ten people; the first `treated` of them have the print arm.
fn villages(areas: usize, treated: usize) -> (Grouping, Vec<&'static str>) {
    let village: Vec<String> = (0..areas * 10).map(|row| format!("desa {:02}", row / 10)).collect();
    let arm = (0..areas * 10).map(|row| if row / 10 < treated { "cetak" } else { "holdout" }).collect();
    (Grouping::from_labels("desa", &village), arm)
}

fn judged(village: Grouping, arm: &[&str]) -> Result<Evaluation, EffectivenessError> {
    let outcome = |row: usize| f64::from(u8::from((row * 7 + row / 10).is_multiple_of(3)));
    let list: Vec<(f64, &str)> = arm.iter().enumerate().map(|(row, arm)| (outcome(row), *arm)).collect();
    let mut e = rows(&list);
    e.cluster = Some(village);
    evaluate(&e, LEVEL)
}

#[test]
fn one_miscoded_village_does_not_hide_that_villages_were_drawn() {
    let (village, arms) = villages(30, 15);
    let arm = Grouping::from_labels("arm", &arms);
    let text = refuse_if_area_assigned(&arm, std::slice::from_ref(&village)).unwrap_err().to_string();
    assert!(text.contains("30 of the 30 groups") && text.contains("18%"), "{text}");

    let mut slipped = arms.clone();
    slipped[0] = "holdout";
    slipped[295] = "cetak";
    let arm = Grouping::from_labels("arm", &slipped);
    let text = refuse_if_area_assigned(&arm, std::slice::from_ref(&village)).unwrap_err().to_string();
    assert!(text.contains("28 of the 30 groups") && text.contains("18%"), "{text}");
    let text = judged(village, &slipped).unwrap_err().to_string();
    assert!(text.contains("area `desa 00` holds both") && text.contains("2 of them are recorded wrongly"), "{text}");

    // One row in a hundred says otherwise, in every village: still villages.
    let village: Vec<String> = (0..3000).map(|row| format!("desa {:02}", row / 100)).collect();
    let arms: Vec<&str> =
        (0..3000).map(|row| if (row / 100 < 15) == (row % 100 == 42) { "holdout" } else { "cetak" }).collect();
    let found = area_assignment(&Grouping::from_labels("arm", &arms), &[Grouping::from_labels("desa", &village)]);
    assert_eq!(found.map(|f| (f.groups, f.single)), Some((30, 30)));
}

#[test]
fn lots_by_person_are_not_taken_for_lots_by_area() {
    let mut random = 12_345_u64;
    let mut next = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as f64 / f64::from(u32::MAX >> 1)
    };
    for (people, holdout) in [(2, 0.5), (3, 0.5), (100, 0.05), (40, 0.02), (20, 0.1)] {
        let village: Vec<String> = (0..4000).map(|row| format!("desa {}", row / people)).collect();
        let arms: Vec<&str> = (0..4000).map(|_| if next() < holdout { "holdout" } else { "wa" }).collect();
        let found = area_assignment(&Grouping::from_labels("arm", &arms), &[Grouping::from_labels("desa", &village)]);
        assert_eq!(found, None, "{people} people, holdout {holdout}");
    }
}

#[test]
fn one_treated_village_among_twenty_is_ranked_and_among_ten_is_refused() {
    let (village, arms) = villages(26, 1);
    let answer = judged(village, &arms).unwrap();
    let c = &answer.answers[0].overall;
    assert!(c.primary.estimator.contains("placebo over 26 areas") && c.beside.is_empty());
    assert!(c.primary.standard_error.is_none() && c.primary.p_value.unwrap() >= 1.0 / 26.0);
    assert!(c.notes.iter().any(|n| n.en.contains("Only one area")), "{:?}", c.notes);
    let (village, arms) = villages(10, 1);
    let text = judged(village, &arms).unwrap_err().to_string();
    assert!(text.contains("placebo") && text.contains("at least 19 of them, here are 9"), "{text}");
}

#[test]
fn every_method_that_applies_stands_beside_the_area_means() {
    let (village, arms) = villages(24, 9);
    let answer = judged(village, &arms).unwrap();
    let c = &answer.answers[0].overall;
    for name in ["randomisation test", "Welch", "CR1", "CR3", "CR2", "wild cluster bootstrap-t"] {
        let found = c.beside.iter().find(|e| e.estimator.contains(name)).unwrap();
        assert!(found.interval.is_some() && found.p_value.is_some(), "{name}");
    }
    assert!(c.intra_area_correlation.is_some() && c.design_effect.is_some() && c.within_arms.is_some());
    assert!(c.notes.iter().any(|n| n.en.contains("Only 9 treated")));
}
