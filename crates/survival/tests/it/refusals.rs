//! What cannot be answered says so in a sentence.

use effectiveness::Level;
use survival::{
    AreaRows, BAND_STARTS, HazardLink, MonthRows, Spells, SurvivalError, hazard, kaplan_meier, log_rank,
    log_rank_by_area, log_rank_in_strata, months_gained, months_gained_by_area, restricted_mean,
};

const L: Level = Level::NINETY_FIVE;

fn spells(durations: &[f64], ended: &[bool]) -> Spells {
    Spells::from_durations(durations, ended).unwrap()
}

#[track_caller]
fn says<T: std::fmt::Debug>(result: Result<T, SurvivalError>, words: &str) {
    let error = result.unwrap_err().to_string();
    assert!(error.contains(words), "`{error}` does not say `{words}`");
}

#[test]
fn no_spells_bad_durations_and_unequal_columns_are_refused() {
    says(Spells::from_months(&[], &[]), "there are no spells");
    says(Spells::from_durations(&[], &[]), "there are no spells");
    says(Spells::from_exits(&[], &[], 1), "there are no spells");
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        says(Spells::from_durations(&[3.0, bad], &[true, true]), "row 2: the duration is");
    }
    says(Spells::from_months(&[1, 2], &[true]), "the ends have 1 rows, expected 2");
    says(Spells::from_exits(&[1.0], &[4], 3), "row 1: the exit code is 4, expected 0 (still going) to 3");
    says(Spells::by_group(&[1.0], &[0], 1, &[2], 2), "row 1: the group code is 2, expected less than 2");
    says(Spells::by_group(&[1.5, -2.0], &[0, 1], 1, &[0, 1], 2), "row 2: the duration is -2");
    says(Spells::entering_late(&[2.0], &[2.0], &[1], 1), "row 1: enters at 2 and ends at 2");
    says(spells(&[1.0], &[true]).of_cause(2), "cause 2 was asked for, expected 1 to 1");
}

#[test]
fn a_horizon_beyond_what_was_seen_is_refused_and_one_that_all_reached_is_not() {
    let open = kaplan_meier(&spells(&[3.0, 9.0], &[true, false]), L).unwrap();
    says(restricted_mean(&open, 12.0), "nobody was followed beyond 9");
    says(restricted_mean(&open, 0.0), "the horizon is 0, expected a number above 0");
    says(restricted_mean(&open, f64::NAN), "the horizon is NaN");
    assert_eq!(open.survival_at(12.0), None);
    let closed = kaplan_meier(&spells(&[3.0, 9.0], &[true, true]), L).unwrap();
    assert_eq!(restricted_mean(&closed, 12.0).unwrap().months, 6.0);
    assert_eq!(closed.survival_at(12.0), Some(0.0));
}

#[test]
fn figures_that_tell_nothing_of_their_own_error_have_no_interval() {
    let nobody_ended = spells(&[12.0; 5], &[false; 5]);
    let curve = kaplan_meier(&nobody_ended, L).unwrap();
    assert_eq!(curve.steps[0].interval, None);
    assert_eq!((curve.median().time, curve.median().high), (None, None));
    assert_eq!(restricted_mean(&curve, 12.0).unwrap().interval, None);
    let gained = months_gained(&nobody_ended, &nobody_ended, 12.0, L).unwrap();
    assert_eq!((gained.interval, gained.p_value), (None, None));
    says(log_rank(&[nobody_ended.clone(), nobody_ended]), "nobody ended a spell");
}

#[test]
fn one_group_is_not_compared_and_strata_must_name_the_same_groups() {
    let one = spells(&[1.0, 2.0], &[true, true]);
    says(log_rank(std::slice::from_ref(&one)), "1 of 1 groups have spells");
    let empty = Spells::by_group(&[1.0], &[1], 1, &[0], 2).unwrap();
    says(log_rank(&empty), "1 of 2 groups have spells");
    says(log_rank_in_strata::<Vec<Spells>>(&[]), "0 of 0 groups");
    says(log_rank_in_strata(&[vec![one.clone(), one.clone()], vec![one.clone()]]), "stratum 2 has 1 groups");
}

#[test]
fn areas_in_both_arms_and_arms_of_one_area_are_refused() {
    let durations = [1.0, 2.0, 3.0, 4.0];
    let ended = [true; 4];
    let rows = |treated, areas| AreaRows { durations: &durations, ended: &ended, treated, areas, strata: None };
    let mixed = rows(&[true, false, true, false], &[7, 7, 8, 9]);
    says(months_gained_by_area(&mixed, 2.0, L), "row 2: area 7 stands in both arms");
    says(log_rank_by_area(&mixed), "row 2: area 7 stands in both arms");
    let single = rows(&[true, true, false, false], &[1, 1, 2, 3]);
    says(months_gained_by_area(&single, 2.0, L), "the treated arm has 1 areas with spells, expected at least 2");
    let strata = [1, 1, 1, 2];
    let split = AreaRows { strata: Some(&strata), ..rows(&[true, true, false, false], &[1, 2, 3, 3]) };
    says(months_gained_by_area(&split, 2.0, L), "row 4: area 3 stands in two strata");
    let apart = [1, 1, 2, 2];
    let alone = AreaRows { strata: Some(&apart), ..rows(&[true, true, false, false], &[1, 2, 3, 4]) };
    says(months_gained_by_area(&alone, 2.0, L), "no stratum has areas of both arms");
}

#[test]
fn hazards_that_have_no_answer_say_why() {
    let fit = |months: &[u16], ended: &[bool], covariates: &[(String, Vec<f64>)], areas: Option<&[u32]>| {
        hazard(&MonthRows { months, ended, covariates, areas }, &BAND_STARTS, HazardLink::Logit, L)
    };
    says(fit(&[], &[], &[], None), "there are no spells");
    says(fit(&[3, 4], &[false, false], &[], None), "nobody ended");
    let months = [1, 1, 2, 2, 3, 3, 5, 6];
    let ended = [true, false, true, false, true, false, true, false];
    let certain = [("stayed".to_owned(), vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])];
    says(fit(&months, &ended, &certain, None), "separation");
    let constant = [("everyone".to_owned(), vec![1.0; 8])];
    says(fit(&months, &ended, &constant, None), "`everyone` is a sum of multiples");
    says(fit(&months, &ended, &[], Some(&[4; 8])), "all months belong to one member or area");
    let bad = MonthRows { months: &months, ended: &ended, covariates: &[], areas: None };
    says(hazard(&bad, &[2, 4], HazardLink::Logit, L), "the bands of months begin at [2, 4]");
}
