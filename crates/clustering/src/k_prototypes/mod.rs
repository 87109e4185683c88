//! K-prototypes (Huang 1998): clusters of points that have numbers and categories.

mod mixed;
mod model;
mod moves;
mod start;
mod state;

pub use mixed::Mixed;
pub use model::KPrototypes;
pub(crate) use model::fit_rows;
pub(crate) use state::mixed_distance;

use crate::error::{ClusterError, parameter};
use linfa::ParamGuard;

/// Where the prototypes start.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum KPrototypesStart {
    /// Greedy k-means++ in the mixed distance.
    #[default]
    Greedy,
    /// These rows of the points, one a cluster.
    Rows(Vec<usize>),
}

/// When a moved point changes the prototypes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Moves {
    /// At once, point after point, as Huang wrote it and as the Python package kmodes does it. One thread.
    #[default]
    Online,
    /// After all points were looked at, as in Lloyd's k-means. For large tables; uses all threads.
    Batch,
}

/// Parameters of k-prototypes that have not been checked. Made by [`KPrototypes::params`].
#[derive(Debug, Clone, PartialEq)]
pub struct KPrototypesParams(KPrototypesValidParams);

/// Parameters of k-prototypes that can be used.
#[derive(Debug, Clone, PartialEq)]
pub struct KPrototypesValidParams {
    pub(crate) clusters: usize,
    pub(crate) gamma: Option<f64>,
    pub(crate) numeric_weights: Option<Vec<f64>>,
    pub(crate) categorical_weights: Option<Vec<f64>>,
    pub(crate) start: KPrototypesStart,
    pub(crate) moves: Moves,
    pub(crate) runs: u32,
    pub(crate) max_iterations: u32,
    pub(crate) seed: u64,
    pub(crate) threads: usize,
}

impl KPrototypesParams {
    /// `clusters` clusters; gamma by Huang's rule, equal feature weights, four runs from greedy starts, online moves, at most
    /// 100 rounds, seed 0, one thread.
    pub fn new(clusters: usize) -> Self {
        Self(KPrototypesValidParams {
            clusters,
            gamma: None,
            numeric_weights: None,
            categorical_weights: None,
            start: KPrototypesStart::Greedy,
            moves: Moves::Online,
            runs: 4,
            max_iterations: 100,
            seed: 0,
            threads: 1,
        })
    }

    /// What one differing category counts beside squared distance. Without it: half the mean standard deviation (ddof 0) of
    /// the numeric columns, the middle of what Huang (1998) found to work.
    #[must_use]
    pub fn gamma(mut self, gamma: f64) -> Self {
        self.0.gamma = Some(gamma);
        self
    }

    /// What each numeric column counts (its squared differences are multiplied by it), and each categorical one.
    #[must_use]
    pub fn feature_weights(mut self, numeric: Vec<f64>, categorical: Vec<f64>) -> Self {
        self.0.numeric_weights = Some(numeric);
        self.0.categorical_weights = Some(categorical);
        self
    }

    /// Where the prototypes start.
    #[must_use]
    pub fn start(mut self, start: KPrototypesStart) -> Self {
        self.0.start = start;
        self
    }

    /// When a moved point changes the prototypes.
    #[must_use]
    pub fn moves(mut self, moves: Moves) -> Self {
        self.0.moves = moves;
        self
    }

    /// Runs from different starts; the one of least cost is kept, of equal ones the first.
    #[must_use]
    pub fn runs(mut self, runs: u32) -> Self {
        self.0.runs = runs;
        self
    }

    /// Most rounds of a run.
    #[must_use]
    pub fn max_iterations(mut self, max_iterations: u32) -> Self {
        self.0.max_iterations = max_iterations;
        self
    }

    /// Seed of the starts.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }

    /// Threads to work on. The result is the same, to the last bit, for any number.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.0.threads = threads;
        self
    }
}

impl ParamGuard for KPrototypesParams {
    type Checked = KPrototypesValidParams;
    type Error = ClusterError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        let p = &self.0;
        for (name, value) in
            [("clusters", p.clusters), ("runs", p.runs as usize), ("max_iterations", p.max_iterations as usize)]
        {
            if value == 0 || value > u32::MAX as usize / 2 {
                return Err(parameter(name, value, "at least 1"));
            }
        }
        if p.threads == 0 {
            return Err(parameter("threads", 0, "at least 1"));
        }
        let weights = p.numeric_weights.iter().chain(&p.categorical_weights).flatten();
        for value in p.gamma.iter().chain(weights) {
            if !(value.is_finite() && *value >= 0.0) {
                return Err(parameter("gamma or a feature weight", value, "a finite number of at least 0"));
            }
        }
        if let KPrototypesStart::Rows(rows) = &p.start {
            crate::error::same_length("the list of start rows", rows.len(), p.clusters)?;
        }
        Ok(p)
    }

    fn check(self) -> Result<Self::Checked, Self::Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}
