//! How far apart clusters are where there are none.

use super::simplified_silhouette;
use crate::error::ClusterError;
use crate::k_means::KMeansParams;
use crate::points::Points;
use linfa::ParamGuard;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;

/// The simplified silhouette that k-means finds in the same columns when each is shuffled for itself: every column keeps its
/// values, and nothing ties them together. Clusters of the points themselves that are no farther apart than this are a division
/// of one cloud, not groups of people. The idea is the reference of the gap statistic (Tibshirani, Walther & Hastie 2001), with
/// the columns' own distributions instead of uniform ones.
///
/// Where a single column falls apart by itself (two modes), its shuffled self does too: then this says that the column alone
/// makes the groups, not that there are none.
pub fn reference_separation(points: &Points, params: &KMeansParams, seed: u64) -> Result<f64, ClusterError> {
    points.check()?;
    params.check_ref()?;
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut shuffled = points.clone();
    for column in 0..points.width {
        let mut values: Vec<f64> = points.rows().map(|point| point[column]).collect();
        values.shuffle(&mut rng);
        for (row, value) in values.into_iter().enumerate() {
            shuffled.values[row * points.width + column] = value;
        }
    }
    let fitted = crate::kmeans(&shuffled, params)?;
    simplified_silhouette(&shuffled, &fitted.centroids, &fitted.labels)
}
