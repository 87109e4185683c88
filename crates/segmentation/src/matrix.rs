//! K-means on plain columns. The only place that knows linfa and ndarray.

use crate::error::SegmentationError;
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::Array2;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Centroids of `k` clusters of row-major points of `width` numbers each, best of `runs` seeded k-means++ starts.
///
/// linfa 0.8.1 counts its clusters from the last run, not the best; counts therefore come from assigning every point.
/// `KMeansPlusPlus` repeats with a seed, `KMeansPara` does not.
pub(crate) fn centroids(
    points: Vec<f64>,
    width: usize,
    k: usize,
    runs: usize,
    seed: u64,
) -> Result<Vec<Vec<f64>>, SegmentationError> {
    let refused = |reason: String| SegmentationError::Engine { step: "clustering", reason };
    let matrix =
        Array2::from_shape_vec((points.len() / width.max(1), width), points).map_err(|e| refused(e.to_string()))?;
    let fitted = KMeans::params_with_rng(k, Xoshiro256PlusPlus::seed_from_u64(seed))
        .init_method(KMeansInit::KMeansPlusPlus)
        .n_runs(runs)
        .max_n_iterations(200)
        .tolerance(1e-4)
        .fit(&DatasetBase::from(matrix))
        .map_err(|e| refused(e.to_string()))?;
    Ok(fitted.centroids().outer_iter().map(|row| row.to_vec()).collect())
}

/// The nearest centroid of a point; the first of equals.
pub(crate) fn nearest<'a>(point: &[f64], centroids: impl Iterator<Item = &'a [f64]>) -> usize {
    let mut best = (0, f64::INFINITY);
    for (index, centroid) in centroids.enumerate() {
        let distance: f64 = point.iter().zip(centroid).map(|(a, b)| (a - b) * (a - b)).sum();
        if distance < best.1 {
            best = (index, distance);
        }
    }
    best.0
}
