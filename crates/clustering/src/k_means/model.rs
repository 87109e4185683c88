//! The fitted model and linfa's traits.

use super::{KMeansParams, KMeansValidParams, lloyd};
use crate::distance::{nearest_of, wide};
use crate::error::{ClusterError, same_length};
use crate::points::sizes_of;
use crate::threads::by_piece;
use linfa::traits::{Fit, PredictInplace};
use linfa::{DatasetBase, Float};
use ndarray::{Array1, Array2, ArrayBase, Data, Ix2};

/// Centroids fitted to points, with what became of the points.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeans {
    centroids: Array2<f64>,
    labels: Vec<u32>,
    sizes: Vec<u64>,
    inertia: f64,
    iterations: u32,
    threads: usize,
}

impl KMeans {
    /// Parameters for `clusters` clusters, with the defaults of [`KMeansParams::new`].
    pub fn params(clusters: usize) -> KMeansParams {
        KMeansParams::new(clusters)
    }

    /// One row a cluster.
    pub fn centroids(&self) -> &Array2<f64> {
        &self.centroids
    }

    /// The cluster of each point of the fit: its nearest centroid.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// Points of each cluster, counted from the labels of the best run.
    pub fn sizes(&self) -> &[u64] {
        &self.sizes
    }

    /// Sum over points of weight times squared distance to the final centroid.
    pub fn inertia(&self) -> f64 {
        self.inertia
    }

    /// Rounds of the best run.
    pub fn iterations(&self) -> u32 {
        self.iterations
    }

    pub(crate) fn into_labels(self) -> Vec<u32> {
        self.labels
    }
}

/// Weights as linfa keeps them, refused where they cannot count; `None` where there are none.
pub(crate) fn weights_of<R: linfa::dataset::Records, T>(
    dataset: &DatasetBase<R, T>,
) -> Result<Option<Vec<f64>>, ClusterError> {
    let Some(weights) = dataset.weights() else { return Ok(None) };
    same_length("weights", weights.len(), dataset.records.nsamples())?;
    Ok(Some(weights.iter().map(|w| f64::from(*w)).collect()))
}

/// Fits rows of numbers: the way in for callers that have slices.
pub(crate) fn fit_rows<F: Float>(
    params: &KMeansValidParams,
    values: &[F],
    width: usize,
    weights: Option<&[f64]>,
) -> Result<KMeans, ClusterError> {
    let best = lloyd::fit(params, values, width, weights)?;
    let centroids = Array2::from_shape_vec((params.clusters, width), best.centroids)
        .map_err(|_| ClusterError::Length { what: "the centroids", found: 0, expected: params.clusters * width })?;
    let sizes = by_piece(best.labels.len(), params.threads, |rows| sizes_of(&best.labels[rows], params.clusters));
    let sizes = (0..params.clusters).map(|cluster| sizes.iter().map(|sizes| sizes[cluster]).sum()).collect();
    Ok(KMeans {
        centroids,
        sizes,
        labels: best.labels,
        inertia: best.inertia,
        iterations: best.iterations,
        threads: params.threads,
    })
}

impl<F: Float, D: Data<Elem = F>, T> Fit<ArrayBase<D, Ix2>, T, ClusterError> for KMeansValidParams {
    type Object = KMeans;

    /// Fits the records; NaN is a missing coordinate. Weights of the dataset count points.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<KMeans, ClusterError> {
        let weights = weights_of(dataset)?;
        let records = dataset.records.as_standard_layout();
        let values = records.as_slice().unwrap_or_default();
        fit_rows(self, values, records.ncols(), weights.as_deref())
    }
}

impl<F: Float, D: Data<Elem = F>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for KMeans {
    /// The nearest centroid over what is observed of each point; a point with nothing observed gets cluster 0.
    fn predict_inplace<'a>(&'a self, x: &'a ArrayBase<D, Ix2>, y: &mut Array1<usize>) {
        assert_eq!(x.nrows(), y.len(), "there is one target for each point");
        assert_eq!(x.ncols(), self.centroids.ncols(), "points are as wide as those of the fit");
        let records = x.as_standard_layout();
        let (values, width) = (records.as_slice().unwrap_or_default(), x.ncols());
        let centroids = self.centroids.as_slice().unwrap_or_default();
        let labels = by_piece(x.nrows(), self.threads, |rows| {
            let mut point = vec![0.0; width];
            let mut label = |row: usize| {
                for (to, from) in point.iter_mut().zip(&values[row * width..(row + 1) * width]) {
                    *to = wide(*from);
                }
                nearest_of(&point, centroids).0
            };
            rows.map(&mut label).collect::<Vec<_>>()
        });
        for (target, label) in y.iter_mut().zip(labels.into_iter().flatten()) {
            *target = label;
        }
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(x.nrows())
    }
}
