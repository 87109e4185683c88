//! Labels by exact distance, where the packed numbers cannot tell or cannot be made.

use super::packed::LANES;
use crate::distance::{nearest_of, wide};
use linfa::Float;

/// No cluster yet.
pub(crate) const UNLABELLED: u32 = u32::MAX;

/// Labels by exact distance, over what is observed; how many changed.
pub(crate) fn label_exactly<F: Float>(
    points: &[F],
    centroids: &[f64],
    width: usize,
    labels: &mut [[u32; LANES]],
) -> usize {
    let mut copy = vec![0.0; width];
    let mut changed = 0;
    for (point, label) in points.chunks_exact(width).zip(labels.as_flattened_mut()) {
        copy.iter_mut().zip(point).for_each(|(to, x)| *to = wide(*x));
        let now = nearest_of(&copy, centroids).0 as u32;
        changed += usize::from(now != *label);
        *label = now;
    }
    changed
}

/// The nearest centroid of a complete point by exact distance, and by how much at least it is nearer than any other.
pub(crate) fn exact_with_gap<F: Float>(point: &[F], centroids: &[f64]) -> (u32, f64) {
    let (mut label, mut best, mut second) = (0, f64::INFINITY, f64::INFINITY);
    for (cluster, centroid) in centroids.chunks_exact(point.len()).enumerate() {
        let square: f64 = point.iter().zip(centroid).map(|(x, c)| (wide(*x) - c) * (wide(*x) - c)).sum();
        if square < best {
            (label, best, second) = (cluster as u32, square, best);
        } else {
            second = second.min(square);
        }
    }
    // A sum of d squares is off by at most (d + 2) units in the last place; without a second centroid there is no gap to speak of.
    let wrong = 2.0 * (point.len() + 2) as f64 * f64::EPSILON * second;
    let gap = (second - best - wrong) / (second.sqrt() + best.sqrt());
    (label, if gap > 0.0 { gap } else { 0.0 })
}

/// The places whose bit is set.
#[inline]
pub(crate) fn ones(bits: impl Into<u64>) -> impl Iterator<Item = usize> {
    let mut bits = bits.into();
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (place < u64::BITS).then_some(place as usize)
    })
}
