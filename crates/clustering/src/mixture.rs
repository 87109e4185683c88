//! A mixture of normal components: each point belongs to every component to some degree.

use crate::error::{ClusterError, parameter};
use crate::points::{SoftClusters, sizes_of};
use linfa::ParamGuard;
use linfa::traits::{Fit, PredictInplace};
use linfa::{DatasetBase, Float};
use linfa_clustering::GaussianMixtureModel;
use ndarray::{Array1, Array2, ArrayBase, Data, Ix2};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

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

/// A fitted mixture. Underneath is linfa's, fitted to columns brought to mean 0 and standard deviation 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    /// Columns that vary, with mean and standard deviation (ddof 0).
    columns: Vec<(usize, f64, f64)>,
    /// Values of all columns where they are constant; the others hold their mean.
    middle: Vec<f64>,
    model: GaussianMixtureModel<f64>,
    /// For each component the log of its share, less half its log determinant and the normal constant, in scaled columns.
    offsets: Vec<f64>,
    log_likelihood: f64,
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
