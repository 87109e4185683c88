//! Where the prototypes start.

use super::state::{MixedTable, Prototypes};
use crate::error::ClusterError;
use rand::Rng;

/// Prototypes on points chosen as k-means++ chooses them, in the mixed distance, the best of `2 + ln k` draws each time.
pub(crate) fn greedy(table: &MixedTable<'_>, clusters: usize, rng: &mut impl Rng) -> Result<Prototypes, ClusterError> {
    let trials = 2 + (clusters as f64).ln() as usize;
    let weights: Vec<f64> = (0..table.rows).map(|row| table.weight(row)).collect();
    let first = draw(&weights, rng);
    let mut prototypes = Prototypes::zero(table, clusters);
    prototypes.put_on(table, 0, first);
    let mut nearest = vec![f64::INFINITY; table.rows];
    come_closer(table, first, &mut nearest);
    for cluster in 1..clusters {
        let chances: Vec<f64> = nearest.iter().zip(&weights).map(|(distance, weight)| distance * weight).collect();
        if chances.iter().sum::<f64>() <= 0.0 {
            return Err(ClusterError::TooFewPlaces { clusters });
        }
        let mut best: Option<(f64, usize, Vec<f64>)> = None;
        for _ in 0..trials {
            let row = draw(&chances, rng);
            let mut closer = nearest.clone();
            come_closer(table, row, &mut closer);
            let left: f64 = closer.iter().zip(&weights).map(|(distance, weight)| distance * weight).sum();
            if best.as_ref().is_none_or(|best| left < best.0) {
                best = Some((left, row, closer));
            }
        }
        if let Some((_, row, closer)) = best {
            prototypes.put_on(table, cluster, row);
            nearest = closer;
        }
    }
    Ok(prototypes)
}

fn come_closer(table: &MixedTable<'_>, to: usize, nearest: &mut [f64]) {
    for (row, nearest) in nearest.iter_mut().enumerate() {
        *nearest = nearest.min(table.distance(row, table.numbers(to), table.codes(to)));
    }
}

/// A row drawn in proportion to its chance; never one without a chance.
fn draw(chances: &[f64], rng: &mut impl Rng) -> usize {
    let mark = rng.r#gen::<f64>() * chances.iter().sum::<f64>();
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
