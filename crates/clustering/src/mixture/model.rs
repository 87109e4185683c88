//! The fitted mixture and linfa's traits.

use super::{MixtureParams, MixtureValidParams, fit_rows};
use crate::error::ClusterError;
use crate::points::{SoftClusters, sizes_of};
use linfa::traits::{Fit, PredictInplace};
use linfa::{DatasetBase, Float};
use linfa_clustering::GaussianMixtureModel;
use ndarray::{Array1, ArrayBase, Data, Ix2};

/// A fitted mixture. Underneath is linfa's, fitted to columns brought to mean 0 and standard deviation 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    /// Columns that vary, with mean and standard deviation (ddof 0).
    pub(super) columns: Vec<(usize, f64, f64)>,
    /// Values of all columns where they are constant; the others hold their mean.
    pub(super) middle: Vec<f64>,
    pub(super) model: GaussianMixtureModel<f64>,
    /// For each component the log of its share, less half its log determinant and the normal constant, in scaled columns.
    pub(super) offsets: Vec<f64>,
    pub(super) log_likelihood: f64,
}

impl Mixture {
    /// Parameters for `components` components, with the defaults of [`MixtureParams::new`].
    pub fn params(components: usize) -> MixtureParams {
        MixtureParams::new(components)
    }

    /// Share of the population in each component.
    pub fn shares(&self) -> Vec<f64> {
        self.model.weights().to_vec()
    }

    /// Mean of each component, in the units of the points; a constant column has its value.
    pub fn means(&self) -> Vec<Vec<f64>> {
        let mean = |scaled: ndarray::ArrayView1<'_, f64>| {
            let mut mean = self.middle.clone();
            for ((column, centre, deviation), x) in self.columns.iter().zip(scaled) {
                mean[*column] = centre + deviation * x;
            }
            mean
        };
        self.model.means().rows().into_iter().map(mean).collect()
    }

    /// Covariance of each component, row after row, in the units of the points; a constant column has none.
    pub fn covariances(&self) -> Vec<Vec<f64>> {
        let width = self.middle.len();
        let covariance = |scaled: ndarray::ArrayView2<'_, f64>| {
            let mut covariance = vec![0.0; width * width];
            for (i, (row, _, of_row)) in self.columns.iter().enumerate() {
                for (j, (column, _, of_column)) in self.columns.iter().enumerate() {
                    covariance[row * width + column] = scaled[[i, j]] * of_row * of_column;
                }
            }
            covariance
        };
        self.model.covariances().outer_iter().map(covariance).collect()
    }

    /// Mean over the points of the fit of the log density of the columns that vary, in the units of the points.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Columns that were left out because they are constant.
    pub fn constant_columns(&self) -> Vec<usize> {
        (0..self.middle.len()).filter(|column| self.columns.iter().all(|(varies, ..)| varies != column)).collect()
    }

    /// How much a point belongs to each component (sums to 1), and its log density.
    ///
    /// linfa 0.8.1 exponentiates log densities as they are and gets NaN for points far from all components; here the
    /// largest is taken out first.
    pub fn membership(&self, point: &[f64]) -> (Vec<f64>, f64) {
        let scaled: Vec<f64> = self.columns.iter().map(|(column, mean, sd)| (point[*column] - mean) / sd).collect();
        let precisions = self.model.precisions().outer_iter().zip(self.model.means().rows());
        let logs = precisions.zip(&self.offsets).map(|((precision, mean), offset)| {
            let away: Vec<f64> = scaled.iter().zip(mean).map(|(x, m)| x - m).collect();
            let rows = away.iter().zip(precision.rows());
            offset - 0.5 * rows.map(|(a, row)| a * row.iter().zip(&away).map(|(p, b)| p * b).sum::<f64>()).sum::<f64>()
        });
        let mut shares: Vec<f64> = logs.collect();
        let largest = shares.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for share in &mut shares {
            *share = (*share - largest).exp();
        }
        let total: f64 = shares.iter().sum();
        for share in &mut shares {
            *share /= total;
        }
        let rescaled: f64 = self.columns.iter().map(|(_, _, sd)| sd.ln()).sum();
        (shares, largest + total.ln() - rescaled)
    }

    /// Memberships and labels of points in rows.
    pub(crate) fn into_soft_clusters(self, values: &[f64]) -> SoftClusters {
        let mut memberships = Vec::new();
        let mut labels = Vec::new();
        for point in values.chunks_exact(self.middle.len()) {
            let (shares, _) = self.membership(point);
            labels.push(most(&shares) as u32);
            memberships.extend(shares);
        }
        SoftClusters {
            shares: self.shares(),
            means: self.means(),
            covariances: self.covariances(),
            sizes: sizes_of(&labels, self.offsets.len()),
            memberships,
            labels,
            log_likelihood: self.log_likelihood,
            constant_columns: self.constant_columns(),
        }
    }
}

/// The first of the largest.
fn most(shares: &[f64]) -> usize {
    let mut best = 0;
    for (component, share) in shares.iter().enumerate() {
        if *share > shares[best] {
            best = component;
        }
    }
    best
}

impl<F: Float, D: Data<Elem = F>, T> Fit<ArrayBase<D, Ix2>, T, ClusterError> for MixtureValidParams {
    type Object = Mixture;

    /// Fits complete records. Weights of the dataset are refused: linfa's mixture does not know them.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Mixture, ClusterError> {
        crate::error::same_length("weights of a mixture", dataset.weights().map_or(0, <[f32]>::len), 0)?;
        let values: Vec<f64> = dataset.records.iter().map(|x| crate::distance::wide(*x)).collect();
        fit_rows(self, &values, dataset.records.ncols())
    }
}

impl<F: Float, D: Data<Elem = F>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for Mixture {
    fn predict_inplace<'a>(&'a self, x: &'a ArrayBase<D, Ix2>, y: &mut Array1<usize>) {
        assert_eq!(x.nrows(), y.len(), "there is one target for each point");
        assert_eq!(x.ncols(), self.middle.len(), "points are as wide as those of the fit");
        for (target, point) in y.iter_mut().zip(x.rows()) {
            let point: Vec<f64> = point.iter().map(|x| crate::distance::wide(*x)).collect();
            *target = most(&self.membership(&point).0);
        }
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(x.nrows())
    }
}
