//! Surveys made from known coefficients: they are found again, and intervals hold them as often as they say.

use crate::{Truth, agrees};
use choice::{Errors, willingness_to_pay};
use effectiveness::Level;
use effectiveness::money::FiellerSet;

const ALIKE: Truth = Truth { persons: 150, tasks: 6, coefficients: [-1.0, 0.8, 0.5], spread: 0.0 };

#[test]
fn many_choices_find_the_true_coefficients() {
    let truth = Truth { persons: 20_000, ..ALIKE };
    let model = truth.survey(1).fit().unwrap();
    for (ours, truth) in model.coefficients.iter().zip(truth.coefficients) {
        agrees(*ours, truth, 0.02);
    }
    let paid = willingness_to_pay(&model, "price", Errors::ByPerson, Level::NINETY_FIVE).unwrap();
    agrees(paid[0].estimate, 0.8, 0.03);
    agrees(paid[1].estimate, 0.5, 0.03);
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say_and_those_of_what_people_would_pay_too() {
    let (runs, mut held, mut paid_held) = (400, [0; 3], [0; 2]);
    for seed in 0..runs {
        let model = ALIKE.survey(100 + seed).fit().unwrap();
        let table = model.table(Errors::ByPerson, Level::NINETY_FIVE).unwrap();
        for (k, line) in table.iter().enumerate() {
            held[k] += u32::from(line.interval.contains(ALIKE.coefficients[k]));
        }
        let paid = willingness_to_pay(&model, "price", Errors::ByPerson, Level::NINETY_FIVE).unwrap();
        for (k, truth) in [0.8, 0.5].into_iter().enumerate() {
            paid_held[k] += u32::from(matches!(paid[k].interval, FiellerSet::Bounded(i) if i.contains(truth)));
        }
    }
    // 95% of 400 within three Monte-Carlo errors of 1.1 points.
    for held in held.into_iter().chain(paid_held) {
        let rate = f64::from(held) / runs as f64;
        assert!((0.917..=0.983).contains(&rate), "{rate}");
    }
}

#[test]
fn where_people_differ_only_errors_by_person_hold_what_they_say() {
    // What a conditional logit estimates of people who differ is the average choice, seen here from very many of them.
    let differing = Truth { persons: 150, tasks: 12, coefficients: [-1.0, 0.8, 0.5], spread: 1.0 };
    let limit = Truth { persons: 60_000, ..differing }.survey(5).fit().unwrap().coefficients;
    let (runs, mut by_person, mut by_task) = (300, 0, 0);
    for seed in 0..runs {
        let model = differing.survey(1_000 + seed).fit().unwrap();
        let held = |errors| {
            let table = model.table(errors, Level::NINETY_FIVE).unwrap();
            table.iter().zip(&limit).filter(|(line, limit)| line.interval.contains(**limit)).count()
        };
        by_person += held(Errors::ByPerson);
        by_task += held(Errors::Hessian);
    }
    let rate = |held: usize| held as f64 / (3 * runs) as f64;
    assert!((0.92..=0.97).contains(&rate(by_person)), "{}", rate(by_person));
    assert!(rate(by_task) < 0.88, "{}", rate(by_task));
}

#[test]
fn draws_have_the_mean_and_covariance_of_the_coefficients() {
    let model = Truth { spread: 0.5, ..ALIKE }.survey(3).fit().unwrap();
    let draws = model.draws(40_000, 11, Errors::ByPerson).unwrap();
    assert_eq!(draws, model.draws(40_000, 11, Errors::ByPerson).unwrap());
    assert_ne!(draws[0], model.draws(100, 12, Errors::ByPerson).unwrap()[0]);
    let covariance = model.covariance(Errors::ByPerson).unwrap();
    let mean = [0, 1, 2].map(|k| draws.iter().map(|d| d[k]).sum::<f64>() / draws.len() as f64);
    for k in 0..3 {
        for l in 0..=k {
            let seen = draws.iter().map(|d| (d[k] - mean[k]) * (d[l] - mean[l])).sum::<f64>() / draws.len() as f64;
            let scale = (covariance[k * 3 + k] * covariance[l * 3 + l]).sqrt();
            assert!((seen - covariance[k * 3 + l]).abs() < 0.03 * scale, "{k} {l}: {seen}");
            assert!((mean[k] - model.coefficients[k]).abs() < 0.02 * covariance[k * 3 + k].sqrt());
        }
    }
}

#[test]
fn shares_are_those_of_the_formula_and_their_intervals_hold_them() {
    let model = ALIKE.survey(4).fit().unwrap();
    let offers = [vec![1.0, 0.0, 1.0], vec![1.5, 1.0, 1.0], vec![2.0, 1.0, 2.0]];
    let shares = model.shares(&offers).unwrap();
    let weights: Vec<f64> =
        offers.iter().map(|o| o.iter().zip(&model.coefficients).map(|(x, c)| x * c).sum::<f64>().exp()).collect();
    for (share, weight) in shares.iter().zip(&weights) {
        agrees(*share, weight / weights.iter().sum::<f64>(), 1e-12);
    }
    let draws = model.draws(2_000, 1, Errors::ByPerson).unwrap();
    for share in model.share_intervals(&offers, &draws, Level::NINETY_FIVE).unwrap() {
        assert!(share.interval.low < share.estimate && share.estimate < share.interval.high, "{share:?}");
        assert!(share.interval.high - share.interval.low < 0.15);
    }
    assert_eq!(model.shares(&[vec![1.0, 0.0, 1.0]]).unwrap(), [1.0]);
    let far = model.shares(&[vec![0.0, 0.0, 0.0], vec![1e6, 0.0, 0.0]]).unwrap();
    assert_eq!(far, [1.0, 0.0]);
}
