//! Squared distance between a point and a centroid, in `f64`, as everything else here is measured by.

use linfa::Float;

/// A coordinate as `f64`; both float types convert exactly.
#[inline]
pub(crate) fn wide<F: Float>(x: F) -> f64 {
    x.to_f64().unwrap_or(f64::NAN)
}

/// Squared Euclidean distance of two complete points.
#[inline]
pub(crate) fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// Squared distance over the coordinates that are observed (not NaN) in `point`, times width over observed, so that points
/// with gaps are as far as complete ones (Dixon 1979). Infinite where nothing is observed.
#[inline]
pub(crate) fn squared_observed(point: &[f64], centroid: &[f64]) -> f64 {
    let mut observed = 0_usize;
    let mut sum = 0.0;
    for (x, c) in point.iter().zip(centroid) {
        if !x.is_nan() {
            observed += 1;
            sum += (x - c) * (x - c);
        }
    }
    match observed {
        0 => f64::INFINITY,
        all if all == point.len() => sum,
        some => sum * point.len() as f64 / some as f64,
    }
}

/// The nearest of centroids in rows and the squared distance to it; of equally near ones the first.
#[inline]
pub(crate) fn nearest_of(point: &[f64], centroids: &[f64]) -> (usize, f64) {
    let mut best = (0, f64::INFINITY);
    for (cluster, centroid) in centroids.chunks_exact(point.len().max(1)).enumerate() {
        let distance = squared_observed(point, centroid);
        if distance < best.1 {
            best = (cluster, distance);
        }
    }
    best
}
