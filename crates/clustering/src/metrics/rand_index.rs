//! Agreement of two clusterings of the same points.

use crate::error::{ClusterError, same_length};
use std::collections::BTreeMap;

/// The Rand index corrected for chance (Hubert & Arabie 1985, equation 5): 1 where both clusterings group the points alike,
/// whatever the numbers of the clusters, about 0 where they agree no more than by chance. 1 for fewer than two points.
///
/// Computed from counts of pairs as scikit-learn does, so that two clusterings of one cluster each agree (1, not 0/0).
pub fn adjusted_rand(a: &[u32], b: &[u32]) -> Result<f64, ClusterError> {
    same_length("the second clustering", b.len(), a.len())?;
    let mut both: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    let (mut of_a, mut of_b): (BTreeMap<u32, u64>, BTreeMap<u32, u64>) = Default::default();
    for pair in a.iter().copied().zip(b.iter().copied()) {
        *both.entry(pair).or_default() += 1;
        *of_a.entry(pair.0).or_default() += 1;
        *of_b.entry(pair.1).or_default() += 1;
    }
    let squares = |count: &u64| i128::from(*count) * i128::from(*count);
    let (both, of_a, of_b): (i128, i128, i128) =
        (both.values().map(squares).sum(), of_a.values().map(squares).sum(), of_b.values().map(squares).sum());
    let all = i128::from(a.len() as u64);
    // Ordered pairs of different points: together in both, only in b, only in a, in neither.
    let together = both - all;
    let (only_b, only_a) = (of_b - both, of_a - both);
    let apart = all * all - of_a - of_b + both;
    if only_a == 0 && only_b == 0 {
        return Ok(1.0);
    }
    let product = |x: i128, y: i128| x as f64 * y as f64;
    let above = 2.0 * (product(together, apart) - product(only_a, only_b));
    let below = product(together + only_a, only_a + apart) + product(together + only_b, only_b + apart);
    Ok(above / below)
}
