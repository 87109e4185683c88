//! Fitted habits: who is likely to have which.

use crate::chain::{Walk, log_days};
use crate::error::HabitError;
use crate::habit::{Behaviour, Habit};
use crate::record::{DAYS, MonthTraits, PaymentRecord};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// People looked at together; the order of sums depends on it, so it is the same for any number of threads.
pub(crate) const CHUNK: usize = 512;

/// Habits and how they are mixed in each group; the most common habit first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HabitModel {
    /// The habits.
    pub habits: Vec<Habit>,
    /// For each group the share of each habit.
    pub mix: Vec<Vec<f64>>,
    /// Log likelihood of the people it was fitted on.
    pub log_likelihood: f64,
    /// People it was fitted on.
    pub people: u64,
}

/// A model with its logarithms taken.
pub(crate) struct Prepared<'a> {
    habits: &'a [Habit],
    log_mix: Vec<Vec<f64>>,
    log_days: Vec<[f64; DAYS]>,
}

impl Prepared<'_> {
    /// Chances of each habit for a record, into `chances`; answers the log likelihood of the record.
    pub(crate) fn chances(&self, record: &PaymentRecord, walk: &Walk, chances: &mut [f64]) -> f64 {
        let log_mix = &self.log_mix[usize::from(record.group)];
        for (h, habit) in self.habits.iter().enumerate() {
            chances[h] = log_mix[h] + walk.log_likelihood(habit) + log_days(record, &self.log_days[h]);
        }
        let top = chances.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sum = 0.0;
        for chance in chances.iter_mut() {
            *chance = (*chance - top).exp();
            sum += *chance;
        }
        for chance in chances.iter_mut() {
            *chance /= sum;
        }
        top + sum.ln()
    }
}

impl HabitModel {
    pub(crate) fn prepared(&self) -> Prepared<'_> {
        Prepared {
            habits: &self.habits,
            log_mix: self.mix.iter().map(|mix| mix.iter().map(|m| m.ln()).collect()).collect(),
            log_days: self
                .habits
                .iter()
                .map(|habit| {
                    let mut logs = [0.0; DAYS];
                    logs.iter_mut().zip(&habit.days).for_each(|(log, share)| *log = share.max(1e-5).ln());
                    logs
                })
                .collect(),
        }
    }

    /// The chance of each habit for each person, row by row. Somebody without a month due gets the mix of the group.
    pub fn chances(&self, records: &[PaymentRecord], traits: &[MonthTraits]) -> Result<Vec<f64>, HabitError> {
        check_groups(records, traits.len().min(self.mix.len()))?;
        let width = self.habits.len();
        let prepared = self.prepared();
        let mut all = vec![0.0; records.len() * width];
        all.par_chunks_mut(CHUNK * width).zip(records.par_chunks(CHUNK)).for_each(|(chances, records)| {
            for (chances, record) in chances.chunks_mut(width).zip(records) {
                prepared.chances(record, &Walk::of(record, traits), chances);
            }
        });
        Ok(all)
    }

    /// What each person is expected to do, from their chances as [`Self::chances`] gives them.
    pub fn behaviours(&self, chances: &[f64]) -> Vec<Behaviour> {
        let each: Vec<Behaviour> = self.habits.iter().map(Habit::behaviour).collect();
        chances.chunks(self.habits.len()).map(|weights| Behaviour::mixed(&each, weights)).collect()
    }

    /// The most likely habit of each person; the first of equals.
    pub fn likeliest(&self, chances: &[f64]) -> Vec<u32> {
        chances.chunks(self.habits.len()).map(|weights| likeliest(weights) as u32).collect()
    }

    /// Schwarz's criterion: smaller explains better for its number of free chances.
    pub fn bic(&self) -> f64 {
        let width = self.habits.len() as f64;
        let free = width * (12.0 + DAYS as f64 - 1.0) + (width - 1.0) * self.mix.len() as f64;
        free * (self.people as f64).ln() - 2.0 * self.log_likelihood
    }
}

fn likeliest(weights: &[f64]) -> usize {
    let mut best = 0;
    for (i, weight) in weights.iter().enumerate() {
        if *weight > weights[best] {
            best = i;
        }
    }
    best
}

pub(crate) fn check_groups(records: &[PaymentRecord], groups: usize) -> Result<(), HabitError> {
    match records.iter().find(|r| usize::from(r.group) >= groups) {
        Some(record) => Err(HabitError::UnknownGroup { group: record.group, groups }),
        None => Ok(()),
    }
}
