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
        let now = exact(point, centroids, &mut copy);
        changed += usize::from(now != *label);
        *label = now;
    }
    changed
}

/// The nearest centroid by exact distance.
pub(crate) fn exact<F: Float>(point: &[F], centroids: &[f64], copy: &mut [f64]) -> u32 {
    copy.iter_mut().zip(point).for_each(|(to, x)| *to = wide(*x));
    nearest_of(copy, centroids).0 as u32
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
