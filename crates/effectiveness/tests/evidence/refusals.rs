//! What is refused, and that the sentence says why.

use effectiveness::experiment::Column;
use effectiveness::{BinarySums, EffectivenessError, Experiment, Grouping, Level, evaluate, refuse_if_area_assigned};

/// Rows of (outcome, arm), no further columns.
pub fn rows(rows: &[(f64, &str)]) -> Experiment {
    Experiment {
        outcome: Column { column: "kept".into(), values: rows.iter().map(|r| r.0).collect() },
        arm: Grouping::from_labels("arm", &rows.iter().map(|r| r.1).collect::<Vec<_>>()),
        control: "holdout".into(),
        ..Experiment::default()
    }
}

fn refusal(e: &Experiment) -> EffectivenessError {
    evaluate(e, Level::NINETY_FIVE).unwrap_err()
}

const FOUR: [(f64, &str); 4] = [(1.0, "wa"), (0.0, "wa"), (1.0, "holdout"), (0.0, "holdout")];

#[test]
fn arms_that_cannot_be_compared_are_refused() {
    let mut e = rows(&FOUR);
    e.control = "kontrol".into();
    let text = refusal(&e).to_string();
    assert!(text.contains("`kontrol`") && text.contains("`holdout`, `wa`"), "{text}");
    assert!(matches!(refusal(&rows(&[(1.0, "holdout")])), EffectivenessError::OnlyOneArm { .. }));
    assert_eq!(refusal(&rows(&[])), EffectivenessError::NoRows);
    let mut e = rows(&FOUR);
    e.arm.labels.push("email".into());
    assert_eq!(refusal(&e), EffectivenessError::EmptyArm { arm: "email".into() });
}

#[test]
fn broken_columns_are_refused_by_name_and_row() {
    let mut e = rows(&FOUR);
    e.outcome.values[2] = f64::NAN;
    assert!(refusal(&e).to_string().contains("column `kept`, row 3"));
    let mut e = rows(&FOUR);
    e.outcome.values.pop();
    assert!(matches!(refusal(&e), EffectivenessError::UnequalRows { rows: 4, expected: 3, .. }));
    let mut e = rows(&FOUR);
    e.arm.codes[0] = 9;
    assert!(matches!(refusal(&e), EffectivenessError::UnknownGroup { row: 1, code: 9, .. }));
    assert!(matches!(BinarySums::new(3, 4), Err(EffectivenessError::MoreKeptThanCounted { .. })));
    for level in [0.5, 1.0, f64::NAN, 95.0] {
        assert!(matches!(Level::new(level), Err(EffectivenessError::BadLevel { .. })));
    }
}

#[test]
fn one_row_an_arm_has_no_variance() {
    let e = rows(&[(2.5, "wa"), (1.0, "holdout"), (3.0, "holdout")]);
    assert_eq!(refusal(&e), EffectivenessError::TooFewRows { arm: "wa".into(), rows: 1 });
}

#[test]
fn one_treated_area_and_one_control_area_are_refused() {
    let mut e = rows(&[(1.0, "cetak"), (0.0, "cetak"), (1.0, "holdout"), (0.0, "holdout"), (1.0, "holdout")]);
    e.cluster = Some(Grouping::from_labels("desa", &["A", "A", "B", "C", "C"]));
    let error = refusal(&e);
    assert!(matches!(&error, EffectivenessError::OneTreatedArea { area, .. } if area == "A"), "{error}");
    assert!(error.to_string().contains("placebo"));
    e.cluster = Some(Grouping::from_labels("desa", &["A", "A", "A", "B", "C"]));
    assert!(matches!(refusal(&e), EffectivenessError::OneTreatedArea { .. }));
    e.cluster = Some(Grouping::from_labels("desa", &["A", "D", "B", "B", "B"]));
    assert_eq!(refusal(&e), EffectivenessError::TooFewAreas { arm: "holdout".into(), areas: 1 });
}

#[test]
fn a_stratum_must_be_a_property_of_the_area_and_hold_both_arms() {
    let arms = ["cetak", "cetak", "cetak", "holdout", "holdout", "holdout"];
    let mut e = rows(&arms.map(|arm| (1.0, arm)));
    e.cluster = Some(Grouping::from_labels("desa", &["A", "A", "B", "C", "D", "D"]));
    e.strata = Some(Grouping::from_labels("pulau", &["Jawa", "Bali", "Jawa", "Jawa", "Jawa", "Jawa"]));
    let text = refusal(&e).to_string();
    assert!(text.contains("`A`") && text.contains("`Jawa`") && text.contains("`Bali`"), "{text}");
    e.strata = Some(Grouping::from_labels("pulau", &["Jawa", "Jawa", "Jawa", "Bali", "Bali", "Bali"]));
    assert!(matches!(refusal(&e), EffectivenessError::NoComparableStratum { column, .. } if column == "pulau"));
    e.cluster = None;
    assert!(matches!(refusal(&e), EffectivenessError::NoComparableStratum { .. }));
}

#[test]
fn arms_of_other_sizes_than_planned_are_refused() {
    let mut list = vec![(1.0, "holdout"); 500];
    list.extend(vec![(0.0, "wa"); 700]);
    let mut e = rows(&list);
    e.planned_shares = Some(vec![0.5, 0.5]);
    let text = refusal(&e).to_string();
    assert!(text.contains("`holdout` 500, `wa` 700"), "{text}");
    e.planned_shares = Some(vec![1.0]);
    assert!(matches!(refusal(&e), EffectivenessError::BadShares { .. }));
}

#[test]
fn a_constant_outcome_has_an_estimate_and_no_p_value() {
    for value in [1.0, 16_800.0] {
        let answer =
            evaluate(&rows(&["wa", "wa", "holdout", "holdout"].map(|a| (value, a))), Level::NINETY_FIVE).unwrap();
        let c = &answer.answers[0].overall;
        assert_eq!((c.primary.estimate, c.primary.p_value), (0.0, None));
        assert!(c.notes.iter().any(|n| n.en.contains("does not vary")));
    }
}

#[test]
fn a_segment_without_one_arm_says_so_and_stops_nothing() {
    let mut e = rows(&[FOUR, FOUR].concat());
    e.segment = Some(Grouping::from_labels("segmen", &["a", "a", "a", "a", "b", "b", "a", "a"]));
    let answer = evaluate(&e, Level::NINETY_FIVE).unwrap();
    let [a, b] = answer.answers[0].segments.as_slice() else { panic!("two segments") };
    assert!(a.contrast.is_some() && a.refused.is_none());
    assert!(b.contrast.is_none() && b.refused.as_ref().unwrap().contains("`holdout` has no rows"));
}

#[test]
fn area_assigned_rows_are_refused_by_person_naming_the_column() {
    let desa: Vec<String> = (0..400).map(|row| format!("desa {}", row / 20)).collect();
    let arm: Vec<&str> = (0..400).map(|row| if (row / 20) % 2 == 0 { "cetak" } else { "holdout" }).collect();
    let arm = Grouping::from_labels("arm", &arm);
    let desa = Grouping::from_labels("desa", &desa);
    let text = refuse_if_area_assigned(&arm, std::slice::from_ref(&desa)).unwrap_err().to_string();
    assert!(text.contains("20 of the 20 groups of column `desa`") && text.contains("18%"), "{text}");

    let by_person: Vec<&str> = (0..400).map(|row| if row % 3 == 0 { "cetak" } else { "holdout" }).collect();
    refuse_if_area_assigned(&Grouping::from_labels("arm", &by_person), &[desa]).unwrap();
}

#[test]
fn a_column_that_only_the_treated_have_is_no_area() {
    let arm: Vec<&str> = (0..400).map(|row| if row % 2 == 0 { "wa" } else { "holdout" }).collect();
    let sent_on: Vec<String> =
        (0..400).map(|row| if row % 2 == 0 { format!("2026-12-{:02}", 1 + row % 19) } else { String::new() }).collect();
    let number: Vec<String> = (0..400).map(|row| row.to_string()).collect();
    let arm = Grouping::from_labels("arm", &arm);
    let copy = Grouping { column: "kelompok".into(), ..arm.clone() };
    let columns = [Grouping::from_labels("sent_on", &sent_on), Grouping::from_labels("member", &number), copy];
    refuse_if_area_assigned(&arm, &columns).unwrap();
}

#[test]
fn areas_that_differ_by_rounding_only_have_no_p_value() {
    let thirds = [(1.0, "cetak"), (0.0, "cetak"), (0.0, "cetak"), (0.0, "cetak"), (0.0, "cetak"), (1.0, "cetak")];
    let held = thirds.map(|(value, _)| (1.0 - value, "holdout"));
    let mut e = rows(&[thirds, held].concat());
    e.cluster = Some(Grouping::from_labels("desa", &["A", "A", "A", "B", "B", "B", "C", "C", "C", "D", "D", "D"]));
    let answer = evaluate(&e, Level::NINETY_FIVE).unwrap();
    let c = &answer.answers[0].overall;
    assert_eq!((c.primary.p_value, c.primary.interval, c.primary.statistic), (None, None, None));
    assert!((c.primary.estimate + 1.0 / 3.0).abs() < 1e-12);
}

#[test]
fn numbers_too_large_to_square_give_no_p_value_instead_of_a_panic() {
    let e = rows(&[(1e300, "wa"), (-1e300, "wa"), (1e300, "holdout"), (3.0, "holdout")]);
    let c = evaluate(&e, Level::NINETY_FIVE).unwrap().answers.remove(0).overall;
    assert_eq!((c.primary.p_value, c.primary.interval), (None, None));
    assert!(effectiveness::distribution::student_two_sided(1.0, 0.0).is_nan());
    assert!(effectiveness::distribution::student_critical(0.05, f64::NAN).is_nan());
    assert!(effectiveness::distribution::chi_square_upper(1.0, 0.0).is_nan());
}

#[test]
fn an_outcome_that_nobody_had_is_refused() {
    let e = rows(&["wa", "wa", "holdout", "holdout"].map(|arm| (0.0, arm)));
    let text = refusal(&e).to_string();
    assert!(text.contains("column `kept` is 0 in every row"), "{text}");
}

#[test]
fn one_person_in_an_arm_is_refused_for_rates_too() {
    let e = rows(&[(1.0, "wa"), (1.0, "holdout"), (0.0, "holdout")]);
    assert_eq!(refusal(&e), EffectivenessError::TooFewRows { arm: "wa".into(), rows: 1 });
}

#[test]
fn a_reason_lets_sizes_off_the_plan_pass_and_is_told_with_grade_b() {
    let mut list = vec![(1.0, "holdout"); 500];
    list.extend(vec![(0.0, "wa"); 700]);
    list.extend([(0.0, "holdout"), (1.0, "wa")]);
    let mut e = rows(&list);
    e.planned_shares = Some(vec![0.5, 0.5]);
    e.ratio_reason = Some("mitra A mengirim dua kali".into());
    e.segment = Some(Grouping::from_labels("segmen", &vec!["satu"; list.len()]));
    let answer = evaluate(&e, Level::NINETY_FIVE).unwrap();
    let arm = &answer.answers[0];
    for contrast in [&arm.overall, arm.segments[0].contrast.as_ref().unwrap()] {
        assert_eq!(contrast.conclusion.grade, domain::Grade::B);
        assert!(contrast.conclusion.faults[0].en.contains("mitra A mengirim dua kali"));
    }
    assert!(answer.sample_ratio_by_segment[0].is_mismatch());
}

#[test]
fn outcomes_missing_in_one_arm_are_told_graded_b_and_refused_where_extreme() {
    let list: Vec<(f64, &str)> =
        (0..1000).map(|row| (f64::from(row % 3 % 2), if row % 2 == 0 { "holdout" } else { "wa" })).collect();
    let mut e = rows(&list);
    e.missing = vec![10, 12];
    let alike = evaluate(&e, Level::NINETY_FIVE).unwrap().answers.remove(0).overall;
    assert_eq!(alike.conclusion.grade, domain::Grade::A);
    assert!(alike.notes.iter().any(|n| n.en.contains("about alike")) && alike.notes.len() == 2, "{:?}", alike.notes);
    e.missing = vec![10, 60];
    let unlike = evaluate(&e, Level::NINETY_FIVE).unwrap().answers.remove(0).overall;
    assert_eq!(unlike.conclusion.grade, domain::Grade::B);
    assert!(unlike.conclusion.faults[0].en.contains("2.0%") || unlike.conclusion.faults[0].en.contains("10.7%"));
    e.missing = vec![10, 400];
    assert!(refusal(&e).to_string().contains("missing for 400 of 900 in arm `wa`"), "{}", refusal(&e));
}

#[test]
fn an_outcome_before_the_lot_and_a_unit_in_two_arms_are_refused_with_their_row() {
    use chrono::NaiveDate;
    use effectiveness::experiment::{refuse_outcomes_before_assignment, refuse_units_in_two_arms};
    let day = |d| NaiveDate::from_ymd_opt(2026, 12, d);
    refuse_outcomes_before_assignment(&[day(5), day(5), None], &[day(5), None, day(1)]).unwrap();
    let text = refuse_outcomes_before_assignment(&[day(5), day(5)], &[day(6), day(4)]).unwrap_err().to_string();
    assert!(text.contains("row 2") && text.contains("2026-12-04") && text.contains("2026-12-05"), "{text}");

    let arm = Grouping::from_labels("arm", &["wa", "holdout", "wa"]);
    refuse_units_in_two_arms(&["a", "b", "a"], &arm).unwrap();
    let text = refuse_units_in_two_arms(&["a", "a", "b"], &arm).unwrap_err().to_string();
    assert!(text.contains("row 1") && text.contains("row 2"), "{text}");
}

#[test]
fn reach_that_assignment_did_not_raise_and_reach_that_is_no_yes_or_no_are_refused() {
    let mut e = rows(&[FOUR, FOUR].concat());
    e.reached = Some(Column { column: "sampai".into(), values: vec![0.0; 8] });
    assert!(refusal(&e).to_string().contains("assignment did not raise reach"));
    e.reached = Some(Column { column: "sampai".into(), values: vec![0.5; 8] });
    assert!(refusal(&e).to_string().contains("column `sampai`, row 1"));
}
