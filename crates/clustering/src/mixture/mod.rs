//! A mixture of normal components: each point belongs to every component to some degree.

mod fit;
mod model;

pub(crate) use fit::fit_rows;
pub use model::Mixture;

use crate::error::{ClusterError, parameter};
use linfa::ParamGuard;

/// Parameters of a mixture that have not been checked. Made by [`Mixture::params`].
#[derive(Debug, Clone, PartialEq)]
pub struct MixtureParams(MixtureValidParams);

/// Parameters of a mixture that can be used.
#[derive(Debug, Clone, PartialEq)]
pub struct MixtureValidParams {
    components: usize,
    runs: u32,
    max_iterations: u32,
    tolerance: f64,
    regularisation: f64,
    seed: u64,
}

impl MixtureParams {
    /// `components` components; two runs, at most 200 rounds, tolerance 1e-4, regularisation 1e-6, seed 0.
    pub fn new(components: usize) -> Self {
        Self(MixtureValidParams {
            components,
            runs: 2,
            max_iterations: 200,
            tolerance: 1e-4,
            regularisation: 1e-6,
            seed: 0,
        })
    }

    /// Runs from different starts; the most likely is kept.
    #[must_use]
    pub fn runs(mut self, runs: u32) -> Self {
        self.0.runs = runs;
        self
    }

    /// Most rounds of a run; one that has not settled by then is refused.
    #[must_use]
    pub fn max_iterations(mut self, max_iterations: u32) -> Self {
        self.0.max_iterations = max_iterations;
        self
    }

    /// A run has settled when a round adds less than this to the mean log likelihood.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// What is added to each variance, as a share of its column's variance, so that no component can shrink to a point.
    #[must_use]
    pub fn regularisation(mut self, regularisation: f64) -> Self {
        self.0.regularisation = regularisation;
        self
    }

    /// Seed of the starts.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for MixtureParams {
    type Checked = MixtureValidParams;
    type Error = ClusterError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        let p = &self.0;
        if p.components == 0 {
            return Err(parameter("components", 0, "at least 1"));
        }
        if p.runs == 0 {
            return Err(parameter("runs", 0, "at least 1"));
        }
        if p.max_iterations < 2 {
            return Err(parameter("max_iterations", p.max_iterations, "at least 2"));
        }
        if !(p.tolerance > 0.0 && p.tolerance.is_finite()) {
            return Err(parameter("tolerance", p.tolerance, "a finite number above 0"));
        }
        if !(p.regularisation > 0.0 && p.regularisation.is_finite()) {
            return Err(parameter("regularisation", p.regularisation, "a finite number above 0"));
        }
        Ok(p)
    }

    fn check(self) -> Result<Self::Checked, Self::Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}
