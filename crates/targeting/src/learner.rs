//! Learners of who gains how much: T, X and doubly robust, cross-fitted.

use crate::base::{Base, Table};
use crate::folds::folds;
use crate::resampling::mixed;
use crate::trial::Trial;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// How the gain is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Learner {
    /// A model an arm; the gain is the difference of their predictions.
    T,
    /// Each arm's people against the other arm's model, both differences weighted by the shares of the arms (Künzel, Sekhon,
    /// Bickel & Yu 2019). Good where one arm is much smaller.
    X,
    /// One regression of doubly robust differences (Kennedy 2023), whose outcome models come from a third part of the people.
    /// The default: its target is the gain itself.
    Dr,
}

/// What is learned of everybody, by models that have not seen them.
pub(crate) struct Learned {
    /// Predicted gain by arm (without the control) and row.
    pub(crate) gains: Vec<Vec<f64>>,
    /// Doubly robust score of the outcome under each arm, by arm (the control first) and row: its mean over people is the
    /// mean outcome, had they all been given that arm.
    pub(crate) scores: Vec<Vec<f64>>,
}

/// Learns gains with `count` folds.
pub(crate) fn learn(trial: &Trial<'_>, learner: Learner, base: Base, count: usize, seed: u64) -> (Learned, Vec<u8>) {
    let fold = folds(trial, count, seed);
    let work = Work { trial, table: Table::of(base, trial.columns), fold: &fold, units: trial.units(), seed };
    let arms = trial.arms.len();
    let pairs: Vec<(u8, u8)> = match learner {
        // Outcome models that have seen neither of two folds: one is predicted, the other gives differences to learn from.
        Learner::Dr => (0..count as u8).flat_map(|j| (j + 1..count as u8).map(move |k| (j, k))).collect(),
        Learner::T | Learner::X => (0..count as u8).map(|k| (k, k)).collect(),
    };
    let tasks: Vec<(usize, (u8, u8))> = (0..arms).flat_map(|arm| pairs.iter().map(move |p| (arm, *p))).collect();
    let predicted: Vec<Vec<f64>> =
        tasks.par_iter().map(|(arm, pair)| work.outcome_model(*arm as u32, *pair, learner)).collect();
    let means: Vec<&[Vec<f64>]> = predicted.chunks(pairs.len()).collect();
    let held_out: Vec<Vec<f64>> = means.iter().map(|m| work.held_out(m, &pairs)).collect();
    let gains = (1..arms)
        .map(|arm| match learner {
            Learner::T => held_out[arm].iter().zip(&held_out[0]).map(|(a, b)| a - b).collect(),
            Learner::X => work.x(arm as u32, means[arm], means[0], count),
            Learner::Dr => work.doubly_robust(arm as u32, means[arm], means[0], &pairs, count),
        })
        .collect();
    let shares = work.shares();
    let scores = held_out
        .into_iter()
        .enumerate()
        .map(|(arm, mut mean)| {
            for (row, m) in mean.iter_mut().enumerate() {
                if trial.arm[row] as usize == arm {
                    *m += (trial.outcome[row] - *m) / shares[arm];
                }
            }
            mean
        })
        .collect();
    drop(work);
    (Learned { gains, scores }, fold)
}

struct Work<'a> {
    trial: &'a Trial<'a>,
    table: Table,
    fold: &'a [u8],
    units: Vec<u32>,
    seed: u64,
}

impl Work<'_> {
    fn rows(&self, wanted: impl Fn(usize) -> bool) -> Vec<u32> {
        (0..self.fold.len()).filter(|row| wanted(*row)).map(|row| row as u32).collect()
    }

    fn seed_of(&self, arm: u32, pair: (u8, u8), step: u64) -> u64 {
        mixed(self.seed ^ mixed(u64::from(arm) << 32 | u64::from(pair.0) << 24 | u64::from(pair.1) << 16 | step))
    }

    /// The mean outcome of an arm, learned outside of both folds of the pair, for everybody who needs it: the people of the
    /// two folds, and with the X-learner everybody.
    fn outcome_model(&self, arm: u32, pair: (u8, u8), learner: Learner) -> Vec<f64> {
        let is_held = |row: usize| self.fold[row] == pair.0 || self.fold[row] == pair.1;
        let from = self.rows(|row| self.trial.arm[row] == arm && !is_held(row));
        let target: Vec<f64> = from.iter().map(|row| self.trial.outcome[*row as usize]).collect();
        let model = self.table.fit(&from, &target, &self.units, self.seed_of(arm, pair, 0));
        let wanted = self.rows(|row| learner == Learner::X || is_held(row));
        let mut means = vec![f64::NAN; self.fold.len()];
        for (row, mean) in wanted.iter().zip(self.table.predict(&model, &wanted)) {
            means[*row as usize] = mean;
        }
        means
    }

    /// For everybody the mean over the models that have not seen their fold.
    fn held_out(&self, means: &[Vec<f64>], pairs: &[(u8, u8)]) -> Vec<f64> {
        let of = |row: usize| {
            let fold = self.fold[row];
            let unseen = pairs.iter().zip(means).filter(|(pair, _)| pair.0 == fold || pair.1 == fold);
            let (sum, count) = unseen.fold((0.0, 0.0), |(sum, count), (_, m)| (sum + m[row], count + 1.0));
            sum / count
        };
        (0..self.fold.len()).map(of).collect()
    }

    /// Share of the people in each arm: the chance of the lot.
    fn shares(&self) -> Vec<f64> {
        self.trial.people().iter().map(|n| *n as f64 / self.fold.len() as f64).collect()
    }

    /// Share of an arm among its people and the control's.
    fn share_of(&self, arm: u32) -> f64 {
        let shares = self.shares();
        shares[arm as usize] / (shares[arm as usize] + shares[0])
    }

    /// Fits a regression outside of each fold and predicts inside it. `target` is what a row gives to the fold's regression.
    fn by_fold(&self, arm: u32, count: usize, step: u64, target: impl Fn(usize, u8) -> Option<f64> + Sync) -> Vec<f64> {
        let parts: Vec<(Vec<u32>, Vec<f64>)> = (0..count as u8)
            .into_par_iter()
            .map(|k| {
                let (mut from, mut targets) = (Vec::new(), Vec::new());
                for row in (0..self.fold.len()).filter(|row| self.fold[*row] != k) {
                    if let Some(value) = target(row, k) {
                        from.push(row as u32);
                        targets.push(value);
                    }
                }
                let model = self.table.fit(&from, &targets, &self.units, self.seed_of(arm, (k, k), step));
                let wanted = self.rows(|row| self.fold[row] == k);
                let gains = self.table.predict(&model, &wanted);
                (wanted, gains)
            })
            .collect();
        let mut all = vec![0.0; self.fold.len()];
        for (rows, gains) in parts {
            for (row, gain) in rows.into_iter().zip(gains) {
                all[row as usize] = gain;
            }
        }
        all
    }

    fn x(&self, arm: u32, treated: &[Vec<f64>], control: &[Vec<f64>], count: usize) -> Vec<f64> {
        let trial = self.trial;
        let is = |row: usize, arm: u32| trial.arm[row] == arm;
        let of_treated =
            self.by_fold(arm, count, 1, |row, k| is(row, arm).then(|| trial.outcome[row] - control[k as usize][row]));
        let of_control =
            self.by_fold(arm, count, 2, |row, k| is(row, 0).then(|| treated[k as usize][row] - trial.outcome[row]));
        let share = self.share_of(arm);
        of_treated.iter().zip(&of_control).map(|(t, c)| share * c + (1.0 - share) * t).collect()
    }

    fn doubly_robust(
        &self,
        arm: u32,
        treated: &[Vec<f64>],
        control: &[Vec<f64>],
        pairs: &[(u8, u8)],
        count: usize,
    ) -> Vec<f64> {
        let share = self.share_of(arm);
        self.by_fold(arm, count, 1, |row, k| {
            let own = self.trial.arm[row];
            if own != arm && own != 0 {
                return None;
            }
            let j = self.fold[row];
            let pair = pairs.iter().position(|p| *p == (j.min(k), j.max(k)))?;
            let (t, c) = (treated[pair][row], control[pair][row]);
            let y = self.trial.outcome[row];
            Some(t - c + if own == arm { (y - t) / share } else { -(y - c) / (1.0 - share) })
        })
    }
}
