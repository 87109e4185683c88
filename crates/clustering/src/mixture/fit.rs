//! Fitting by linfa, on columns that vary, brought to one scale.

use super::{Mixture, MixtureValidParams};
use crate::error::{ClusterError, parameter};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::GaussianMixtureModel;
use ndarray::Array2;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

/// Fits rows of complete points.
pub(crate) fn fit_rows(params: &MixtureValidParams, values: &[f64], width: usize) -> Result<Mixture, ClusterError> {
    let components = params.components;
    if width == 0 {
        return Err(parameter("width", 0, "at least one coordinate"));
    }
    crate::error::same_length("the last point", values.len() % width, 0)?;
    let rows = values.len() / width;
    if rows < components.max(2) {
        return Err(ClusterError::TooFewPoints { points: rows, clusters: components });
    }
    if let Some(place) = values.iter().position(|x| !x.is_finite()) {
        let (row, column) = (place / width, place % width);
        return Err(ClusterError::NotFinite { row, column, value: values[place], missing_allowed: false });
    }
    let column = |column: usize| values.iter().skip(column).step_by(width);
    let middle: Vec<f64> = (0..width).map(|c| column(c).sum::<f64>() / rows as f64).collect();
    let deviation = |c: usize| (column(c).map(|x| (x - middle[c]).powi(2)).sum::<f64>() / rows as f64).sqrt();
    let varies = |c: &usize| column(*c).any(|x| x.to_bits() != values[*c].to_bits()) && deviation(*c) > 0.0;
    let columns: Vec<(usize, f64, f64)> = (0..width).filter(varies).map(|c| (c, middle[c], deviation(c))).collect();
    if columns.is_empty() {
        return Err(ClusterError::AllConstant { columns: width });
    }
    let scaled = Array2::from_shape_fn((rows, columns.len()), |(row, place)| {
        let (column, mean, deviation) = columns[place];
        (values[row * width + column] - mean) / deviation
    });
    let records = DatasetBase::from(scaled);
    let middle: Vec<f64> = (0..width)
        .map(|c| if columns.iter().any(|(varies, ..)| *varies == c) { middle[c] } else { values[c] })
        .collect();
    let mut best: Option<Mixture> = None;
    let mut refused = None;
    for run in 0..params.runs {
        // linfa's own runs go on from each other's result, so each start is a fit of its own.
        let rng = Xoshiro256Plus::seed_from_u64(params.seed.wrapping_add(u64::from(run)));
        let fitted = GaussianMixtureModel::params(components)
            .tolerance(params.tolerance)
            .reg_covariance(params.regularisation)
            .max_n_iterations(u64::from(params.max_iterations))
            .with_rng(rng)
            .fit(&records);
        let model = match fitted {
            Ok(model) => model,
            Err(error) => {
                refused = Some(error.to_string());
                continue;
            }
        };
        let offsets = offsets(&model);
        let mut mixture =
            Mixture { columns: columns.clone(), middle: middle.clone(), model, offsets, log_likelihood: 0.0 };
        let densities = values.chunks_exact(width).map(|point| mixture.membership(point).1);
        mixture.log_likelihood = densities.sum::<f64>() / rows as f64;
        if !mixture.log_likelihood.is_finite() {
            refused = Some("a component shrank until its density had no number".to_owned());
        } else if best.as_ref().is_none_or(|best| mixture.log_likelihood > best.log_likelihood) {
            best = Some(mixture);
        }
    }
    best.ok_or(ClusterError::Mixture { components, reason: refused.unwrap_or_default() })
}

/// Log share, plus half the log determinant of the precision, less the normal constant. The determinant of a positive definite
/// matrix is the product of its pivots.
fn offsets(model: &GaussianMixtureModel<f64>) -> Vec<f64> {
    let parts = model.precisions().outer_iter().zip(model.weights());
    let offset = |(precision, weight): (ndarray::ArrayView2<'_, f64>, &f64)| {
        let mut left = precision.to_owned();
        let width = left.nrows();
        let mut log_determinant = 0.0;
        for pivot in 0..width {
            log_determinant += left[[pivot, pivot]].ln();
            for row in pivot + 1..width {
                let times = left[[row, pivot]] / left[[pivot, pivot]];
                for column in pivot..width {
                    left[[row, column]] -= times * left[[pivot, column]];
                }
            }
        }
        weight.ln() + 0.5 * log_determinant - 0.5 * width as f64 * std::f64::consts::TAU.ln()
    };
    parts.map(offset).collect()
}
