//! Persons left out of the fit.

use crate::Truth;
use choice::{Folds, out_of_sample};
use effectiveness::Level;

const TRUTH: Truth = Truth { persons: 120, tasks: 5, coefficients: [-1.0, 0.8, 0.5], spread: 0.3 };

#[test]
fn a_model_of_nothing_foretells_no_better_than_equal_shares() {
    let mut gained = 0;
    for seed in 0..100 {
        let survey = Truth { coefficients: [0.0; 3], spread: 0.0, ..TRUTH }.survey(seed);
        let outside = out_of_sample(&survey.read().unwrap(), Folds::default(), Level::NINETY_FIVE).unwrap();
        gained += u32::from(outside.gain_interval.low > 0.0);
        assert!(outside.gain < 0.02, "{outside:?}");
    }
    assert!(gained <= 4, "{gained} of 100");
}

#[test]
fn the_deal_depends_on_the_seed_and_on_nothing_else() {
    let survey = TRUTH.survey(2);
    let run = |seed, threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| out_of_sample(&survey.read().unwrap(), Folds { folds: 4, seed }, Level::NINETY_FIVE).unwrap())
    };
    assert_eq!(run(1, 1), run(1, 3));
    assert_ne!(run(1, 1), run(2, 1));
    let backwards: Vec<usize> = (0..survey.persons.len()).rev().collect();
    let turned = survey.rows(&backwards).read().unwrap();
    assert_eq!(out_of_sample(&turned, Folds { folds: 4, seed: 1 }, Level::NINETY_FIVE).unwrap(), run(1, 1));
}

#[test]
fn as_many_folds_as_persons_leave_each_out_once() {
    let survey = Truth { persons: 40, ..TRUTH }.survey(9);
    let outside = out_of_sample(&survey.read().unwrap(), Folds { folds: 40, seed: 3 }, Level::NINETY_FIVE).unwrap();
    let other = out_of_sample(&survey.read().unwrap(), Folds { folds: 40, seed: 4 }, Level::NINETY_FIVE).unwrap();
    // Whoever is dealt where, each is foretold by the same others.
    assert!((outside.mean_log_likelihood - other.mean_log_likelihood).abs() < 1e-9);
    assert!((outside.share_foretold - other.share_foretold).abs() < 1e-9);
}
