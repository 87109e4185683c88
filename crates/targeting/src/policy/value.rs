//! The value of a policy by doubly robust scores (AIPW), on people its choices were not learned from.
//!
//! The score of a person under an arm is the model's mean for them, plus the residual over the arm's share where they had that
//! arm. In an experiment its mean over people is the mean outcome under a policy, whatever the model says (Robins, Rotnitzky &
//! Zhao 1994; Athey & Wager 2021).

use effectiveness::{Interval, Level, distribution};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyKind {
    /// Each person the arm with the largest predicted gain after its cost, or none.
    Targeted,
    /// The rule in words.
    Rule,
    /// Everybody the same arm (its place, 0 for the control: nobody gets anything).
    Everybody(usize),
    /// The arms of the targeted policy in the same shares, but by lot.
    ByChance,
}

/// What a policy is worth, for each person of the population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PolicyValue {
    /// Which.
    pub policy: PolicyKind,
    /// Share of the people who get each arm, the control first.
    pub shares: Vec<f64>,
    /// Mean outcome.
    pub outcome: f64,
    /// Its interval.
    pub outcome_interval: Interval,
    /// Mean of value times outcome minus cost, in rupiah a person; the outcome where there is no money.
    pub net: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Its interval.
    pub interval: Interval,
    /// The targeted policy minus this one; `None` for itself.
    pub targeted_minus_this: Option<Compared>,
}

/// A difference between two policies on the same people.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The difference a person.
    pub difference: f64,
    /// Its standard error, of paired scores.
    pub standard_error: f64,
    /// Its interval.
    pub interval: Interval,
}

/// Scores in the unit that decides, and who is counted together.
pub(crate) struct Worth<'a> {
    /// Outcome scores by arm and row.
    pub(crate) outcomes: &'a [Vec<f64>],
    /// Value of one unit of the outcome; 1 where there is no money.
    pub(crate) value: f64,
    /// Cost of each arm, the control first.
    pub(crate) costs: Vec<f64>,
    /// Areas, where people are not independent.
    pub(crate) area: Option<&'a [u32]>,
    pub(crate) level: Level,
}

impl Worth<'_> {
    /// What a row is worth under an arm.
    pub(crate) fn net(&self, arm: usize, row: usize) -> f64 {
        self.value * self.outcomes[arm][row] - self.costs[arm]
    }

    /// Mean, standard error and interval of one number a row.
    fn mean(&self, rows: &[f64]) -> Compared {
        let n = rows.len() as f64;
        let mean = rows.iter().sum::<f64>() / n;
        let (squares, units) = match self.area {
            None => (rows.iter().map(|v| (v - mean).powi(2)).sum::<f64>(), n),
            Some(area) => {
                let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
                for (v, a) in rows.iter().zip(area) {
                    *sums.entry(*a).or_default() += v - mean;
                }
                (sums.values().map(|s| s * s).sum(), sums.len() as f64)
            }
        };
        let standard_error = (squares * units / (units - 1.0)).sqrt() / n;
        let alpha = 1.0 - self.level.get();
        let half = standard_error * distribution::student_critical(alpha, units - 1.0);
        Compared { difference: mean, standard_error, interval: Interval { low: mean - half, high: mean + half } }
    }
}

/// The value of a policy that gives row `r` arm `a` with chance `chance(a, r)`.
pub(crate) fn valued(
    worth: &Worth<'_>,
    policy: PolicyKind,
    chance: impl Fn(usize, usize) -> f64,
) -> (PolicyValue, Vec<f64>) {
    let rows = worth.outcomes[0].len();
    let arms = worth.outcomes.len();
    let of = |score: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        (0..rows)
            .map(|row| {
                (0..arms)
                    .map(|arm| (chance(arm, row), arm))
                    .filter(|c| c.0 > 0.0)
                    .map(|(c, arm)| c * score(arm, row))
                    .sum()
            })
            .collect()
    };
    let net = of(&|arm, row| worth.net(arm, row));
    let outcome = worth.mean(&of(&|arm, row| worth.outcomes[arm][row]));
    let shares = (0..arms).map(|arm| (0..rows).map(|row| chance(arm, row)).sum::<f64>() / rows as f64).collect();
    let mean = worth.mean(&net);
    let value = PolicyValue {
        policy,
        shares,
        outcome: outcome.difference,
        outcome_interval: outcome.interval,
        net: mean.difference,
        standard_error: mean.standard_error,
        interval: mean.interval,
        targeted_minus_this: None,
    };
    (value, net)
}

/// One policy minus another, row by row.
pub(crate) fn compared(worth: &Worth<'_>, one: &[f64], other: &[f64]) -> Compared {
    worth.mean(&one.iter().zip(other).map(|(a, b)| a - b).collect::<Vec<_>>())
}

/// The mean difference of two arms over everybody, in outcomes.
pub(crate) fn difference(worth: &Worth<'_>, arm: usize, other: usize) -> Compared {
    compared(worth, &worth.outcomes[arm], &worth.outcomes[other])
}
