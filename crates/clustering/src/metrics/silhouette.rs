//! How far clusters are apart, seen from their points.

use crate::distance::squared_observed;
use crate::error::{ClusterError, parameter, same_length};
use crate::points::Points;

/// The silhouette with centroids in place of members (Hruschka, de Castro & Campello 2004): mean over points of
/// `(b - a) / max(a, b)`, a the distance to the own centroid, b to the nearest other one. Between -1 and 1; linear in the
/// points, where the silhouette of Rousseeuw compares all pairs. Distances are taken over what is observed of a point.
/// A point on both centroids counts 0. Refuses fewer than two centroids.
pub fn simplified_silhouette(points: &Points, centroids: &[Vec<f64>], labels: &[u32]) -> Result<f64, ClusterError> {
    points.check()?;
    same_length("labels", labels.len(), points.len())?;
    if centroids.len() < 2 {
        return Err(parameter("clusters", centroids.len(), "at least 2 to be apart"));
    }
    if points.is_empty() {
        return Err(ClusterError::TooFewPoints { points: 0, clusters: centroids.len() });
    }
    for centroid in centroids {
        same_length("a centroid", centroid.len(), points.width)?;
    }
    let mut sum = 0.0;
    for (row, (point, label)) in points.rows().zip(labels).enumerate() {
        let Some(own) = centroids.get(*label as usize) else {
            return Err(parameter("a label", label, "less than the number of centroids"));
        };
        let a = squared_observed(point, own).sqrt();
        if !a.is_finite() {
            return Err(ClusterError::NothingObserved { row });
        }
        let others = centroids.iter().enumerate().filter(|(cluster, _)| *cluster != *label as usize);
        let b = others.map(|(_, c)| squared_observed(point, c)).fold(f64::INFINITY, f64::min).sqrt();
        let longer = a.max(b);
        sum += if longer > 0.0 { (b - a) / longer } else { 0.0 };
    }
    Ok(sum / labels.len() as f64)
}

/// The silhouette of Rousseeuw (1987) over all pairs of complete points; a point alone in its cluster counts 0. Its time grows
/// with the square of the points: for tests and small tables. Refuses labels of a single cluster.
pub fn silhouette(points: &Points, labels: &[u32]) -> Result<f64, ClusterError> {
    points.check()?;
    same_length("labels", labels.len(), points.len())?;
    let clusters = labels.iter().max().map_or(0, |label| *label as usize + 1);
    let sizes = crate::points::sizes_of(labels, clusters);
    if sizes.iter().filter(|size| **size > 0).count() < 2 {
        return Err(parameter("clusters", clusters.min(1), "at least 2 to be apart"));
    }
    let mut sum = 0.0;
    for (point, label) in points.rows().zip(labels) {
        let own = *label as usize;
        if sizes[own] == 1 {
            continue;
        }
        let mut away = vec![0.0; clusters];
        for (other, label) in points.rows().zip(labels) {
            away[*label as usize] += crate::distance::squared(point, other).sqrt();
        }
        let a = away[own] / (sizes[own] - 1) as f64;
        let others = (0..clusters).filter(|cluster| *cluster != own && sizes[*cluster] > 0);
        let b = others.map(|cluster| away[cluster] / sizes[cluster] as f64).fold(f64::INFINITY, f64::min);
        let longer = a.max(b);
        sum += if longer > 0.0 { (b - a) / longer } else { 0.0 };
    }
    Ok(sum / labels.len() as f64)
}
