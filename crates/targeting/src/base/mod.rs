//! What a learner stands on: a regression, or a forest of honest trees.

mod bins;
mod forest;
mod regressed;
mod tree;

pub(crate) use bins::{Bins, COARSE as COARSE_CUTS};

use crate::features::Columns;
use forest::Forest;
use regressed::Regressed;
use serde::{Deserialize, Serialize};

/// The base of a learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Logistic regression of outcomes of 0 and 1, least squares of anything else; main effects of every column, slightly
    /// shrunk. Good with few people, and where more of a feature means more or less of the gain.
    Logistic,
    /// A forest of honest trees: where to split is found on other people than those whose mean is taken. Finds thresholds
    /// and interactions, needs more people.
    Trees,
}

/// Columns in the form the base reads, made once for all folds.
pub(crate) enum Table {
    Dense(regressed::Dense),
    Bins(Bins),
}

impl Table {
    pub(crate) fn of(base: Base, columns: &Columns) -> Self {
        match base {
            Base::Logistic => Self::Dense(regressed::Dense::of(columns)),
            Base::Trees => Self::Bins(Bins::of(columns, bins::FINE)),
        }
    }

    /// Fits `target`, one for each of `rows`. `unit` is what is drawn together: each row's area, or the row itself.
    pub(crate) fn fit(&self, rows: &[u32], target: &[f64], unit: &[u32], seed: u64) -> Model {
        match self {
            Self::Dense(dense) => Model::Regressed(dense.fit(rows, target)),
            Self::Bins(bins) => Model::Forest(Forest::grow(bins, rows, target, unit, seed)),
        }
    }

    /// Predictions for `rows`.
    pub(crate) fn predict(&self, model: &Model, rows: &[u32]) -> Vec<f64> {
        match (self, model) {
            (Self::Dense(dense), Model::Regressed(model)) => dense.predict(model, rows),
            (Self::Bins(bins), Model::Forest(forest)) => rows.iter().map(|row| forest.predict(bins, *row)).collect(),
            // A table fits only models of its own kind; no other can be made.
            _ => vec![f64::NAN; rows.len()],
        }
    }
}

/// A fitted base.
pub(crate) enum Model {
    Regressed(Regressed),
    Forest(Forest),
}
