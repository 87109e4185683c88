//! Greedy k-means++: where the centroids start.

use super::table::Table;
use crate::distance::{squared_observed, wide};
use crate::error::ClusterError;
use crate::threads::by_piece;
use linfa::Float;
use rand::Rng;

/// Rows of `clusters` start centroids. Missing coordinates of a chosen point stand at their column's mean.
pub(crate) fn greedy_plus_plus<F: Float>(
    table: &Table<'_, F>,
    clusters: usize,
    rng: &mut impl Rng,
) -> Result<Vec<f64>, ClusterError> {
    let trials = 2 + (clusters as f64).ln() as usize;
    let weights: Vec<f64> = (0..table.rows()).map(|row| table.weight(row)).collect();
    let first = draw(&weights, weights.iter().sum(), rng);
    let mut centroids = table.filled(first);
    let mut nearest = distances(table, &centroids, None).0;
    for _ in 1..clusters {
        let chances: Vec<f64> = nearest.iter().zip(&weights).map(|(distance, weight)| distance * weight).collect();
        let potential: f64 = chances.iter().sum();
        if potential <= 0.0 {
            return Err(ClusterError::TooFewPlaces { clusters });
        }
        let mut best: Option<(Vec<f64>, f64, Vec<f64>)> = None;
        for _ in 0..trials {
            let candidate = table.filled(draw(&chances, potential, rng));
            let (closer, left) = distances(table, &candidate, Some(&nearest));
            if best.as_ref().is_none_or(|best| left < best.1) {
                best = Some((closer, left, candidate));
            }
        }
        if let Some((closer, _, candidate)) = best {
            nearest = closer;
            centroids.extend(candidate);
        }
    }
    Ok(centroids)
}

/// A row drawn in proportion to its chance; never one without a chance.
fn draw(chances: &[f64], total: f64, rng: &mut impl Rng) -> usize {
    let mark = rng.r#gen::<f64>() * total;
    let mut sum = 0.0;
    let mut last = 0;
    for (row, chance) in chances.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
        sum += chance;
        last = row;
        if sum > mark {
            break;
        }
    }
    last
}

/// Squared distance of each point to the nearest of `centroid` and what was nearest `before`, and their weighted sum.
fn distances<F: Float>(table: &Table<'_, F>, centroid: &[f64], before: Option<&[f64]>) -> (Vec<f64>, f64) {
    let gaps = table.survey.gaps;
    let pieces = by_piece(table.rows(), table.threads, |range| {
        let mut copy = vec![0.0; table.records.width];
        let mut left = 0.0;
        let mut away = Vec::with_capacity(range.len());
        for row in range {
            let distance = if gaps {
                copy.iter_mut().zip(table.row(row)).for_each(|(to, x)| *to = wide(*x));
                squared_observed(&copy, centroid)
            } else {
                table.row(row).iter().zip(centroid).map(|(x, c)| (wide(*x) - c) * (wide(*x) - c)).sum()
            };
            let distance = before.map_or(distance, |before| distance.min(before[row]));
            left += distance * table.weight(row);
            away.push(distance);
        }
        (away, left)
    });
    let left = pieces.iter().map(|(_, left)| left).sum();
    (pieces.into_iter().flat_map(|(away, _)| away).collect(), left)
}
