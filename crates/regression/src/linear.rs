//! Least squares.

use crate::design::{Design, check_column};
use crate::error::RegressionError;
use crate::sandwich::{Covariance, Errors, Scores, check_clusters, places_of};
use crate::solve::{cross_products, inverse, inverse_of, products_with};
use nalgebra::{DMatrix, DVector};

/// What the weights of the rows mean.
#[derive(Debug, Clone, PartialEq)]
enum Weights {
    One,
    /// A row's variance is one over its weight.
    Precision(Vec<f64>),
    /// A row stands for that many people with the same values.
    Counts(Vec<f64>),
}

/// A linear fit.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearFit {
    /// One a column of the design.
    pub coefficients: Vec<f64>,
    /// Outcome minus fitted, one a row.
    pub residuals: Vec<f64>,
    design: Design,
    weights: Weights,
    bread: DMatrix<f64>,
}

/// Least squares of `y` on the columns of `design`.
pub fn ols(y: &[f64], design: &Design) -> Result<LinearFit, RegressionError> {
    fit(y, design, Weights::One)
}

/// Least squares with a weight a row (its variance is taken to be one over the weight).
pub fn wls(y: &[f64], design: &Design, weights: &[f64]) -> Result<LinearFit, RegressionError> {
    check_weights(weights, y.len())?;
    fit(y, design, Weights::Precision(weights.to_vec()))
}

/// Least squares of rows that stand for several people each: the same as if each were written out `counts` times.
pub fn ols_of_counts(y: &[f64], design: &Design, counts: &[f64]) -> Result<LinearFit, RegressionError> {
    check_weights(counts, y.len())?;
    fit(y, design, Weights::Counts(counts.to_vec()))
}

pub(crate) fn check_weights(weights: &[f64], rows: usize) -> Result<(), RegressionError> {
    if weights.len() != rows {
        return Err(RegressionError::UnequalRows { column: "weight".into(), rows: weights.len(), expected: rows });
    }
    match weights.iter().position(|w| !(*w >= 0.0 && w.is_finite())) {
        None => Ok(()),
        Some(row) => Err(RegressionError::BadWeight { row: row + 1, weight: weights[row] }),
    }
}

fn fit(y: &[f64], design: &Design, weights: Weights) -> Result<LinearFit, RegressionError> {
    check_column("outcome", y, y.len())?;
    design.check(y.len())?;
    let of_rows = weights.of_rows();
    let people = weights.people(y.len());
    if people <= design.width() as f64 {
        return Err(RegressionError::TooFewRows { rows: people as usize, columns: design.width() });
    }
    let bread = inverse_of(design, &cross_products(design, of_rows))?;
    let weighted: Vec<f64> = match of_rows {
        None => y.to_vec(),
        Some(w) => y.iter().zip(w).map(|(y, w)| y * w).collect(),
    };
    let products = products_with(design, &weighted);
    let mut coefficients: Vec<f64> = (&bread * &products).iter().copied().collect();
    // One step of refinement takes back what the normal equations lost.
    let residuals = residuals_of(y, design, &coefficients);
    let weighted: Vec<f64> = match of_rows {
        None => residuals,
        Some(w) => residuals.iter().zip(w).map(|(e, w)| e * w).collect(),
    };
    let step = &bread * products_with(design, &weighted);
    coefficients.iter_mut().zip(step.iter()).for_each(|(c, s)| *c += s);
    let residuals = residuals_of(y, design, &coefficients);
    Ok(LinearFit { coefficients, residuals, design: design.clone(), weights, bread })
}

fn residuals_of(y: &[f64], design: &Design, coefficients: &[f64]) -> Vec<f64> {
    y.iter().zip(design.times(coefficients)).map(|(y, fitted)| y - fitted).collect()
}

impl Weights {
    fn of_rows(&self) -> Option<&[f64]> {
        match self {
            Self::One => None,
            Self::Precision(w) | Self::Counts(w) => Some(w),
        }
    }

    fn people(&self, rows: usize) -> f64 {
        match self {
            Self::Counts(counts) => counts.iter().sum(),
            _ => rows as f64,
        }
    }
}

impl LinearFit {
    /// The columns it was fitted on.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// Sum of squared residuals, weighted as the rows are.
    pub fn residual_squares(&self) -> f64 {
        let squares = self.residuals.iter().map(|e| e * e);
        match self.weights.of_rows() {
            None => squares.sum(),
            Some(w) => squares.zip(w).map(|(e, w)| e * w).sum(),
        }
    }

    /// Fitted values for other rows with the same columns.
    pub fn predict(&self, design: &Design) -> Vec<f64> {
        design.times(&self.coefficients)
    }

    /// How sure the coefficients are.
    pub fn covariance(&self, errors: Errors<'_>) -> Result<Covariance, RegressionError> {
        let people = self.weights.people(self.residuals.len());
        let left = people - self.design.width() as f64;
        let pulls: Vec<f64> = match &self.weights {
            Weights::Precision(w) => self.residuals.iter().zip(w).map(|(e, w)| e * w).collect(),
            _ => self.residuals.clone(),
        };
        let (counts, leverage_weights) = match &self.weights {
            Weights::One => (None, None),
            Weights::Precision(w) => (None, Some(w.as_slice())),
            Weights::Counts(w) => (Some(w.as_slice()), None),
        };
        let scores =
            Scores { design: &self.design, bread: &self.bread, pulls: &pulls, counts, leverage_weights, people };
        match errors {
            Errors::Classical => Ok(Covariance::new(&self.bread * (self.residual_squares() / left), left)),
            Errors::Hc0 | Errors::Hc1 | Errors::Hc2 | Errors::Hc3 => scores.by_row(errors),
            Errors::Clustered(clusters) => scores.by_cluster(clusters),
            Errors::Jackknife(clusters) => self.without_each(clusters),
        }
    }

    /// CR3: the fit without each cluster, from its cross products.
    fn without_each(&self, clusters: &[u32]) -> Result<Covariance, RegressionError> {
        check_clusters(clusters, self.residuals.len())?;
        let places = places_of(clusters);
        if places.len() < 2 {
            return Err(RegressionError::TooFewClusters { clusters: places.len() });
        }
        let width = self.design.width();
        let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); places.len()];
        for (row, cluster) in clusters.iter().enumerate() {
            rows_of[places[cluster]].push(row);
        }
        let all = cross_products(&self.design, self.weights.of_rows());
        let mut spread = DMatrix::<f64>::zeros(width, width);
        for (code, rows) in places.keys().zip(&rows_of) {
            let mut left = all.clone();
            let mut pulled = DVector::<f64>::zeros(width);
            for &row in rows {
                let weight = self.weights.of_rows().map_or(1.0, |w| w[row]);
                for i in 0..width {
                    let x = weight * self.design.values(i)[row];
                    pulled[i] += x * self.residuals[row];
                    for j in 0..width {
                        left[(i, j)] -= x * self.design.values(j)[row];
                    }
                }
            }
            let without = inverse(&left).map_err(|place| RegressionError::ClusterHoldsColumn {
                cluster: *code,
                column: self.design.names()[place].clone(),
            })?;
            // The fit without the cluster is the fit minus this.
            let difference = without * pulled;
            spread += &difference * difference.transpose();
        }
        let g = places.len() as f64;
        Ok(Covariance::new(spread * ((g - 1.0) / g), g - 1.0))
    }
}
