//! How well a model foretells choices of persons it has not seen.

use crate::choices::Choices;
use crate::conditional_logit::conditional_logit;
use crate::error::ChoiceError;
use crate::likelihood::utilities;
use effectiveness::distribution::normal_critical;
use effectiveness::{Interval, Level};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde::Serialize;

/// How persons are dealt into folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Folds {
    /// How many.
    pub folds: usize,
    /// Seed of the deal.
    pub seed: u64,
}

impl Default for Folds {
    fn default() -> Self {
        Self { folds: 5, seed: 1 }
    }
}

/// Choices foretold for persons who were left out of the fit, beside equal shares. All are means over tasks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutOfSample {
    /// How persons were dealt.
    #[serde(flatten)]
    pub folds: Folds,
    /// Log of the chance the model gave to the alternative that was chosen.
    pub mean_log_likelihood: f64,
    /// The same with equal shares.
    pub equal_shares_mean_log_likelihood: f64,
    /// By how much the model does better a task.
    pub gain: f64,
    /// Interval of the gain over persons; the folds' models are taken as they are.
    pub gain_interval: Interval,
    /// Share of tasks whose most likely alternative was chosen; a tie counts in part.
    pub share_foretold: f64,
    /// The same by drawing lots.
    pub share_foretold_by_lot: f64,
}

/// What became of a person's tasks.
#[derive(Clone, Copy)]
struct Seen {
    tasks: f64,
    log_likelihood: f64,
    equal: f64,
    foretold: f64,
    by_lot: f64,
}

/// Deals persons into folds by lot, fits each time on the others, and foretells the fold's choices.
pub fn out_of_sample(choices: &Choices, folds: Folds, level: Level) -> Result<OutOfSample, ChoiceError> {
    let persons = choices.persons();
    if folds.folds < 2 || folds.folds > persons {
        return Err(ChoiceError::BadFolds { folds: folds.folds, persons });
    }
    let mut dealt: Vec<usize> = (0..persons).collect();
    dealt.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(folds.seed));
    let mut fold_of = vec![0; persons];
    dealt.iter().enumerate().for_each(|(place, person)| fold_of[*person] = place % folds.folds);
    let of_fold = |fold: usize| -> Result<Vec<Seen>, ChoiceError> {
        let (own, others): (Vec<usize>, Vec<usize>) = (0..persons).partition(|person| fold_of[*person] == fold);
        let refused = |reason| ChoiceError::FoldNotFitted { fold: fold + 1, reason: Box::new(reason) };
        let model = conditional_logit(&choices.of_persons(&others)).map_err(refused)?;
        let scaled: Vec<f64> = model.coefficients.iter().zip(&choices.scales).map(|(c, scale)| c * scale).collect();
        Ok(own.into_iter().map(|person| foretell(choices, person, &scaled)).collect())
    };
    let parts: Vec<Result<Vec<Seen>, ChoiceError>> = (0..folds.folds).into_par_iter().map(of_fold).collect();
    let seen: Vec<Seen> = parts.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let tasks = choices.tasks() as f64;
    let mean = |of: fn(&Seen) -> f64| seen.iter().map(of).sum::<f64>() / tasks;
    let (mean_log_likelihood, equal) = (mean(|s| s.log_likelihood), mean(|s| s.equal));
    let gain = mean_log_likelihood - equal;
    let off = |s: &Seen| (s.log_likelihood - s.equal - gain * s.tasks).powi(2);
    let half = normal_critical(1.0 - level.get()) * seen.iter().map(off).sum::<f64>().sqrt() / tasks;
    Ok(OutOfSample {
        folds,
        mean_log_likelihood,
        equal_shares_mean_log_likelihood: equal,
        gain,
        gain_interval: Interval { low: gain - half, high: gain + half },
        share_foretold: mean(|s| s.foretold),
        share_foretold_by_lot: mean(|s| s.by_lot),
    })
}

fn foretell(choices: &Choices, person: usize, coefficients: &[f64]) -> Seen {
    let mut seen = Seen { tasks: 0.0, log_likelihood: 0.0, equal: 0.0, foretold: 0.0, by_lot: 0.0 };
    for task in choices.persons[person]..choices.persons[person + 1] {
        let others = utilities(choices, choices.tasks[task]..choices.tasks[task + 1], coefficients);
        let most = others.iter().fold(0.0_f64, |most, u| most.max(*u));
        let sum = (-most).exp() + others.iter().map(|u| (u - most).exp()).sum::<f64>();
        let alternatives = (others.len() + 1) as f64;
        seen.tasks += 1.0;
        seen.log_likelihood += -most - sum.ln();
        seen.equal -= alternatives.ln();
        // The one chosen is at zero.
        let ties = others.iter().filter(|u| **u == 0.0).count() as f64;
        seen.foretold += if most > 0.0 { 0.0 } else { 1.0 / (1.0 + ties) };
        seen.by_lot += 1.0 / alternatives;
    }
    seen
}
