//! The ways in for callers that have slices and know neither linfa nor ndarray.

use crate::error::ClusterError;
use crate::k_means::{self, KMeansParams};
use crate::k_prototypes::{self, KPrototypesParams};
use crate::mixture::{self, MixtureParams};
use crate::points::{Clusters, MixedClusters, MixedPoints, Points, SoftClusters};
use linfa::ParamGuard;

/// K-means of points, each counting once. NaN is a missing coordinate: distance is taken over what is observed, times width
/// over observed, and a centroid is the mean of what is observed.
pub fn kmeans(points: &Points, params: &KMeansParams) -> Result<Clusters, ClusterError> {
    fit_k_means(points, None, params)
}

/// K-means of points that count `weights`, one a point, each at least 0. A weight of 2 is the point twice.
pub fn kmeans_weighted(points: &Points, weights: &[f64], params: &KMeansParams) -> Result<Clusters, ClusterError> {
    fit_k_means(points, Some(weights), params)
}

fn fit_k_means(points: &Points, weights: Option<&[f64]>, params: &KMeansParams) -> Result<Clusters, ClusterError> {
    points.check()?;
    let model = k_means::fit_rows(params.check_ref()?, &points.values, points.width, weights)?;
    Ok(Clusters {
        centroids: model.centroids().rows().into_iter().map(|row| row.to_vec()).collect(),
        sizes: model.sizes().to_vec(),
        inertia: model.inertia(),
        iterations: model.iterations(),
        labels: model.into_labels(),
    })
}

/// The cluster whose centroid is nearest to a point, over what is observed of it; of equally near ones the first.
/// 0 where there are no centroids.
pub fn nearest(point: &[f64], centroids: &[Vec<f64>]) -> usize {
    let mut best = (0, f64::INFINITY);
    for (cluster, centroid) in centroids.iter().enumerate() {
        let distance = crate::distance::squared_observed(point, centroid);
        if distance < best.1 {
            best = (cluster, distance);
        }
    }
    best.0
}

/// K-prototypes of points with numbers and categories, each counting once.
pub fn kprototypes(points: &MixedPoints, params: &KPrototypesParams) -> Result<MixedClusters, ClusterError> {
    fit_k_prototypes(points, None, params)
}

/// K-prototypes of points that count `weights`, one a point, each at least 0.
pub fn kprototypes_weighted(
    points: &MixedPoints,
    weights: &[f64],
    params: &KPrototypesParams,
) -> Result<MixedClusters, ClusterError> {
    fit_k_prototypes(points, Some(weights), params)
}

fn fit_k_prototypes(
    points: &MixedPoints,
    weights: Option<&[f64]>,
    params: &KPrototypesParams,
) -> Result<MixedClusters, ClusterError> {
    points.check()?;
    let numeric = (points.numeric.values.as_slice(), points.numeric.width);
    let categorical = (points.categories.as_slice(), points.categorical_width);
    let model = k_prototypes::fit_rows(params.check_ref()?, numeric, categorical, points.numeric.len(), weights)?;
    Ok(model.into_clusters())
}

/// The cluster whose prototype is nearest to a point: squared distance of the numbers plus `gamma` for each category that
/// differs; of equally near ones the first. For clusters fitted without feature weights.
pub fn nearest_mixed(numbers: &[f64], categories: &[u32], clusters: &MixedClusters) -> usize {
    let (ones, gammas) = (vec![1.0; numbers.len()], vec![clusters.gamma; categories.len()]);
    let mut best = (0, f64::INFINITY);
    for (cluster, (mean, mode)) in clusters.centroids.iter().zip(&clusters.modes).enumerate() {
        let away = k_prototypes::mixed_distance(numbers, categories, mean, mode, &ones, &gammas);
        if away < best.1 {
            best = (cluster, away);
        }
    }
    best.0
}

/// A mixture of normal components over complete points, with how much each point belongs to each.
pub fn mixture(points: &Points, params: &MixtureParams) -> Result<SoftClusters, ClusterError> {
    points.check()?;
    let model = mixture::fit_rows(params.check_ref()?, &points.values, points.width)?;
    Ok(model.into_soft_clusters(&points.values))
}
