//! How sure the coefficients are, under what is assumed about the rows.

use crate::design::Design;
use crate::error::RegressionError;
use nalgebra::{DMatrix, DVector};
use std::collections::BTreeMap;

/// What is assumed about the errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors<'a> {
    /// Independent rows of one variance; for a binomial fit the model's own information.
    Classical,
    /// Independent rows of any variance (White 1980).
    Hc0,
    /// [`Errors::Hc0`] times `n / (n - k)`.
    Hc1,
    /// Squared residuals over `1 - leverage` (MacKinnon & White 1985): unbiased for a difference of two means.
    Hc2,
    /// Squared residuals over `(1 - leverage)` squared.
    Hc3,
    /// CR1 (Liang & Zeger 1986): rows of one cluster may be alike; `G/(G-1) * (n-1)/(n-k)`. A code a row.
    Clustered(&'a [u32]),
    /// CR3: the fit is repeated without each cluster, `(G-1)/G` times the sum of squared differences from the fit (MacKinnon,
    /// Nielsen & Webb 2023). Linear fits only.
    Jackknife(&'a [u32]),
}

/// Variances and covariances of the coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariance {
    matrix: DMatrix<f64>,
    degrees_of_freedom: f64,
}

impl Covariance {
    pub(crate) fn new(matrix: DMatrix<f64>, degrees_of_freedom: f64) -> Self {
        Self { matrix, degrees_of_freedom }
    }

    /// Of two coefficients.
    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.matrix[(i, j)]
    }

    /// Standard error of a coefficient.
    pub fn standard_error(&self, i: usize) -> f64 {
        self.matrix[(i, i)].max(0.0).sqrt()
    }

    /// For Student's t: rows minus columns, or clusters minus one.
    pub fn degrees_of_freedom(&self) -> f64 {
        self.degrees_of_freedom
    }
}

/// What a sandwich is made of. The score of row `i` is `pulls[i]` times its row of `design`.
pub(crate) struct Scores<'a> {
    pub(crate) design: &'a Design,
    pub(crate) bread: &'a DMatrix<f64>,
    pub(crate) pulls: &'a [f64],
    /// How many people a row stands for; `None` is one.
    pub(crate) counts: Option<&'a [f64]>,
    /// `1 - leverage` of a row is one minus this times the quadratic form of the row in `bread`.
    pub(crate) leverage_weights: Option<&'a [f64]>,
    /// People.
    pub(crate) people: f64,
}

impl Scores<'_> {
    /// HC0 to HC3.
    pub(crate) fn by_row(&self, errors: Errors<'_>) -> Result<Covariance, RegressionError> {
        let width = self.design.width();
        let power = match errors {
            Errors::Hc2 => 1,
            Errors::Hc3 => 2,
            _ => 0,
        };
        let mut squares = Vec::with_capacity(self.pulls.len());
        for (row, pull) in self.pulls.iter().enumerate() {
            let left = if power == 0 { 1.0 } else { 1.0 - self.leverage(row) };
            if left < 1e-12 && *pull != 0.0 {
                return Err(RegressionError::FullLeverage { row: row + 1 });
            }
            let count = self.counts.map_or(1.0, |c| c[row]);
            squares.push(if *pull == 0.0 { 0.0 } else { count * pull * pull / left.powi(power) });
        }
        let meat = crate::solve::cross_products(self.design, Some(&squares));
        let factor = if errors == Errors::Hc1 { self.people / (self.people - width as f64) } else { 1.0 };
        Ok(Covariance::new(self.bread * meat * self.bread * factor, self.people - width as f64))
    }

    fn leverage(&self, row: usize) -> f64 {
        let x =
            DVector::from_iterator(self.design.width(), (0..self.design.width()).map(|i| self.design.values(i)[row]));
        self.leverage_weights.map_or(1.0, |w| w[row]) * (x.transpose() * self.bread * &x)[(0, 0)]
    }

    /// CR1.
    pub(crate) fn by_cluster(&self, clusters: &[u32]) -> Result<Covariance, RegressionError> {
        let width = self.design.width();
        check_clusters(clusters, self.pulls.len())?;
        let places = places_of(clusters);
        let mut sums = DMatrix::<f64>::zeros(width, places.len());
        for i in 0..width {
            for (row, (x, pull)) in self.design.values(i).iter().zip(self.pulls).enumerate() {
                sums[(i, places[&clusters[row]])] += self.counts.map_or(1.0, |c| c[row]) * x * pull;
            }
        }
        let groups = places.len();
        if groups < 2 {
            return Err(RegressionError::TooFewClusters { clusters: groups });
        }
        let g = groups as f64;
        let factor = g / (g - 1.0) * (self.people - 1.0) / (self.people - width as f64);
        let meat = &sums * sums.transpose();
        Ok(Covariance::new(self.bread * meat * self.bread * factor, g - 1.0))
    }
}

/// The place of each code among those that occur, in their order.
pub(crate) fn places_of(clusters: &[u32]) -> BTreeMap<u32, usize> {
    let mut places: BTreeMap<u32, usize> = clusters.iter().map(|c| (*c, 0)).collect();
    for (place, of) in places.values_mut().enumerate() {
        *of = place;
    }
    places
}

/// A code a row.
pub(crate) fn check_clusters(clusters: &[u32], rows: usize) -> Result<(), RegressionError> {
    if clusters.len() == rows {
        Ok(())
    } else {
        Err(RegressionError::UnequalRows { column: "cluster".into(), rows: clusters.len(), expected: rows })
    }
}
