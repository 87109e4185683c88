//! K-means by Lloyd's rounds: parameters, and what checks them.

mod block;
mod bounds;
#[cfg(test)]
mod exactness;
mod kernel;
mod labels;
mod lloyd;
mod model;
mod moves;
mod packed;
mod packing;
mod pages;
mod piece;
mod records;
mod sort;
mod start;
mod survey;
mod table;
mod totals;

pub use model::KMeans;
pub(crate) use model::{fit_rows, weights_of};

use crate::error::{ClusterError, parameter, same_length};
use linfa::ParamGuard;

/// Where the centroids start.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum KMeansStart {
    /// Greedy k-means++: each next centroid is the best of `2 + ln k` points drawn in proportion to their squared distance
    /// from the centroids so far (Arthur & Vassilvitskii 2007, with the local trials of their implementation).
    #[default]
    GreedyPlusPlus,
    /// These centroids, one a cluster. All runs would be the same, so there is one.
    Given(Vec<Vec<f64>>),
}

/// Parameters of k-means that have not been checked. Made by [`KMeans::params`].
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansParams(KMeansValidParams);

/// Parameters of k-means that can be used.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansValidParams {
    pub(crate) clusters: usize,
    pub(crate) start: KMeansStart,
    pub(crate) runs: u32,
    pub(crate) max_iterations: u32,
    pub(crate) tolerance: f64,
    pub(crate) seed: u64,
    pub(crate) threads: usize,
}

impl KMeansParams {
    /// `clusters` clusters; four runs from greedy starts, at most 300 rounds, tolerance 1e-4, seed 0, one thread.
    pub fn new(clusters: usize) -> Self {
        Self(KMeansValidParams {
            clusters,
            start: KMeansStart::GreedyPlusPlus,
            runs: 4,
            max_iterations: 300,
            tolerance: 1e-4,
            seed: 0,
            threads: 1,
        })
    }

    /// Where the centroids start.
    #[must_use]
    pub fn start(mut self, start: KMeansStart) -> Self {
        self.0.start = start;
        self
    }

    /// Runs from different starts; the one of least inertia is kept, of equal ones the first.
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

    /// A run ends when the squared shift of all centroids together is at most this times the mean variance of the columns,
    /// as in scikit-learn; 0 runs until no point changes its cluster.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
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

impl KMeansValidParams {
    /// How many clusters.
    pub fn clusters(&self) -> usize {
        self.clusters
    }
}

impl ParamGuard for KMeansParams {
    type Checked = KMeansValidParams;
    type Error = ClusterError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        let p = &self.0;
        if p.clusters == 0 || p.clusters > u32::MAX as usize / 2 {
            return Err(parameter("clusters", p.clusters, "at least 1"));
        }
        if p.runs == 0 {
            return Err(parameter("runs", 0, "at least 1"));
        }
        if p.max_iterations == 0 {
            return Err(parameter("max_iterations", 0, "at least 1"));
        }
        if !(p.tolerance >= 0.0 && p.tolerance.is_finite()) {
            return Err(parameter("tolerance", p.tolerance, "a finite number of at least 0"));
        }
        if p.threads == 0 {
            return Err(parameter("threads", 0, "at least 1"));
        }
        if let KMeansStart::Given(centroids) = &p.start {
            same_length("the list of start centroids", centroids.len(), p.clusters)?;
            for centroid in centroids {
                same_length("a start centroid", centroid.len(), centroids[0].len())?;
                if let Some(value) = centroid.iter().find(|x| !x.is_finite()) {
                    return Err(parameter("a coordinate of a start centroid", value, "a finite number"));
                }
            }
        }
        Ok(p)
    }

    fn check(self) -> Result<Self::Checked, Self::Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}
