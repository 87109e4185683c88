//! Whether other people of the same population would have made the same clusters.

use super::adjusted_rand;
use crate::error::{ClusterError, parameter};
use crate::k_means::KMeansParams;
use crate::points::Points;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// Mean pairwise adjusted Rand index over `resamples` k-means fits, each to as many points drawn with replacement, all of them
/// giving every point its nearest centroid. 1: the clusters do not depend on who was drawn. Each fit has its own start.
pub fn stability(points: &Points, params: &KMeansParams, resamples: u32, seed: u64) -> Result<f64, ClusterError> {
    points.check()?;
    stability_of(points.len(), resamples, seed, |rows, start_seed| {
        let fitted = crate::kmeans(&points.select(rows), &params.clone().seed(start_seed))?;
        Ok(points.rows().map(|point| crate::nearest(point, &fitted.centroids) as u32).collect())
    })
}

/// The same for any method: `fit` is given the rows of a resample and a seed, and gives a label to every one of `points` points.
pub fn stability_of(
    points: usize,
    resamples: u32,
    seed: u64,
    mut fit: impl FnMut(&[usize], u64) -> Result<Vec<u32>, ClusterError>,
) -> Result<f64, ClusterError> {
    if resamples < 2 {
        return Err(parameter("resamples", resamples, "at least 2, to have a pair"));
    }
    if points == 0 {
        return Err(ClusterError::TooFewPoints { points, clusters: 1 });
    }
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut labelled: Vec<Vec<u32>> = Vec::new();
    for _ in 0..resamples {
        let rows: Vec<usize> = (0..points).map(|_| rng.gen_range(0..points)).collect();
        labelled.push(fit(&rows, rng.r#gen())?);
    }
    let mut agreements = Vec::new();
    for (place, a) in labelled.iter().enumerate() {
        for b in &labelled[place + 1..] {
            agreements.push(adjusted_rand(a, b)?);
        }
    }
    Ok(agreements.iter().sum::<f64>() / agreements.len() as f64)
}
