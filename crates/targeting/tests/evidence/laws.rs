//! What must hold of any ranking.

use crate::{agrees, uniform};
use proptest::prelude::*;
use targeting::{Ranking, Resampling, TargetingError, auuc, judge, parts, qini, qini_curve, top};

fn rows() -> impl Strategy<Value = Vec<(f64, f64, bool)>> {
    let row = (-20_i32..20, 0_i32..2, any::<bool>()).prop_map(|(s, y, t)| (f64::from(s) / 8.0, f64::from(y), t));
    prop::collection::vec(row, 24..200)
}

fn ranking(rows: &[(f64, f64, bool)]) -> Option<Ranking> {
    let column = |f: fn(&(f64, f64, bool)) -> f64| rows.iter().map(f).collect::<Vec<_>>();
    let treated: Vec<bool> = rows.iter().map(|r| r.2).collect();
    Ranking::new(&column(|r| r.0), &column(|r| r.1), &treated).ok()
}

proptest! {
    #[test]
    fn the_order_of_rows_changes_nothing(rows in rows(), turn in 0_usize..100) {
        let Some(one) = ranking(&rows) else { return Ok(()) };
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        let two = ranking(&turned).unwrap();
        prop_assert_eq!(qini(&one), qini(&two));
        prop_assert_eq!(parts(&one, 7), parts(&two, 7));
    }

    #[test]
    fn only_the_order_of_scores_counts(rows in rows()) {
        let Some(one) = ranking(&rows) else { return Ok(()) };
        let stretched: Vec<_> = rows.iter().map(|(s, y, t)| ((s / 3.0).exp() - 1.0, *y, *t)).collect();
        prop_assert_eq!(qini(&one), qini(&ranking(&stretched).unwrap()));
    }

    #[test]
    fn rows_counted_twice_leave_coefficients_alone(rows in rows()) {
        let Some(one) = ranking(&rows) else { return Ok(()) };
        let two = ranking(&rows.repeat(2)).unwrap();
        for (a, b) in [(qini(&one), qini(&two)), (auuc(&one), auuc(&two))] {
            prop_assert!((a.over_random - b.over_random).abs() < 1e-12);
        }
    }

    #[test]
    fn parts_add_up_to_everybody_and_the_top_of_everybody_is_everybody(rows in rows(), bins in 1_usize..12) {
        let Some(one) = ranking(&rows) else { return Ok(()) };
        let sum = parts(&one, bins).into_iter().fold(targeting::ArmSums::default(), |a, b| a + b);
        prop_assert!((sum.treated - one.total().treated).abs() < 1e-9);
        prop_assert!((sum.control_outcome - one.total().control_outcome).abs() < 1e-9);
        prop_assert_eq!(top(&one, 1.0).unwrap(), one.total());
    }

    #[test]
    fn swapping_the_arms_turns_the_uplift_of_every_part_around(rows in rows()) {
        let Some(one) = ranking(&rows) else { return Ok(()) };
        let swapped: Vec<_> = rows.iter().map(|(s, y, t)| (*s, *y, !*t)).collect();
        for (a, b) in parts(&one, 5).iter().zip(parts(&ranking(&swapped).unwrap(), 5)) {
            match (a.uplift(), b.uplift()) {
                (Some(a), Some(b)) => prop_assert!((a + b).abs() < 1e-12),
                (a, b) => prop_assert_eq!(a.is_none(), b.is_none()),
            }
        }
    }

    #[test]
    fn the_fast_way_for_rates_is_the_way_for_amounts(rows in rows()) {
        let Some(one) = ranking(&rows) else { return Ok(()) };
        let scaled: Vec<_> = rows.iter().map(|(s, y, t)| (*s, 3.0 * y, *t)).collect();
        let three = ranking(&scaled).unwrap();
        prop_assert!((3.0 * qini(&one).over_random - qini(&three).over_random).abs() < 1e-12);
    }
}

#[test]
fn a_score_that_is_the_same_for_everybody_is_a_random_order() {
    let mut next = uniform(3);
    let treated: Vec<bool> = (0..500).map(|_| next() < 0.4).collect();
    let outcome: Vec<f64> = (0..500).map(|_| f64::from(next() < 0.3)).collect();
    let ranking = Ranking::new(&[7.5; 500], &outcome, &treated).unwrap();
    assert!(qini(&ranking).over_random.abs() < 1e-12 && auuc(&ranking).over_random.abs() < 1e-12);
    for part in parts(&ranking, 10) {
        agrees(part.uplift().unwrap(), ranking.total().uplift().unwrap(), 1e-9);
    }
    for point in qini_curve(&ranking, 20) {
        assert!((point.gain - point.random).abs() < 1e-12);
    }
}

#[test]
fn the_order_of_hindsight_has_the_coefficient_one() {
    let mut next = uniform(4);
    let treated: Vec<bool> = (0..900).map(|_| next() < 0.5).collect();
    let outcome: Vec<f64> = (0..900).map(|_| f64::from(next() < 0.3)).collect();
    let score: Vec<f64> = outcome.iter().zip(&treated).map(|(y, t)| if *t { *y } else { -y }).collect();
    agrees(qini(&Ranking::new(&score, &outcome, &treated).unwrap()).normalised.unwrap(), 1.0, 1e-12);
}

#[test]
fn intervals_of_areas_are_wider_than_those_of_people_where_neighbours_are_alike() {
    let mut next = uniform(8);
    let (mut score, mut outcome, mut treated, mut area) = (vec![], vec![], vec![], vec![]);
    for a in 0..60_u32 {
        let level = 0.1 + 0.5 * next();
        for _ in 0..40 {
            score.push((next() * 10.0).floor());
            outcome.push(f64::from(next() < level));
            treated.push(a % 2 == 0);
            area.push(a);
        }
    }
    let resampling = Resampling::seeded(2);
    let people = judge(&Ranking::new(&score, &outcome, &treated).unwrap(), &[0.3], &resampling).unwrap();
    let areas = judge(&Ranking::in_areas(&score, &outcome, &treated, &area).unwrap(), &[0.3], &resampling).unwrap();
    assert_eq!(people.qini.estimate, areas.qini.estimate);
    let width = |j: &targeting::JudgedRanking| j.top[0].interval.map(|i| i.high - i.low).unwrap();
    assert!(width(&areas) > 1.25 * width(&people), "{} {}", width(&areas), width(&people));
    assert_eq!(areas.redrawn, targeting::Redrawn::Areas);
}

#[test]
fn what_cannot_be_ranked_is_refused_with_its_place() {
    let of = |score: &[f64], outcome: &[f64], treated: &[bool]| {
        Ranking::new(score, outcome, treated).unwrap_err().to_string()
    };
    assert_eq!(of(&[1.0], &[1.0, 0.0], &[true, false]), "the score has 1 rows, expected 2 as the outcome has");
    assert_eq!(
        of(&[1.0, f64::NAN], &[1.0, 0.0], &[true, false]),
        "the score, row 2: the value is NaN, expected a finite number"
    );
    assert_eq!(of(&[1.0, 2.0], &[1.0, 0.0], &[true, true]), "arm `control` has no rows, expected at least one");
    let two = Ranking::new(&[1.0, 2.0], &[1.0, 0.0], &[true, false]).unwrap();
    assert!(matches!(top(&two, 0.0), Err(TargetingError::BadDepth { .. })));
    assert!(matches!(top(&two, f64::NAN), Err(TargetingError::BadDepth { .. })));
    let few = Resampling { replicates: 20, ..Resampling::seeded(1) };
    assert!(matches!(judge(&two, &[], &few), Err(TargetingError::TooFewReplicates { needed: 80, .. })));
}
