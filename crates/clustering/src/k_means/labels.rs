//! Labels by exact distance, where the packed numbers cannot tell or cannot be made.

use super::kernel::Batch;
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
fn exact<F: Float>(point: &[F], centroids: &[f64], copy: &mut [f64]) -> u32 {
    copy.iter_mut().zip(point).for_each(|(to, x)| *to = wide(*x));
    nearest_of(copy, centroids).0 as u32
}

/// The lanes whose bit is set.
pub(crate) fn lanes(mut bits: u16) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (lane < LANES).then_some(lane)
    })
}

/// Decides by exact distance what the packed numbers left too close to call.
pub(crate) fn decide_unsure<F: Float>(
    batch: &mut Batch,
    before: &[[u32; LANES]],
    points: &[F],
    centroids: &[f64],
    width: usize,
) {
    for (place, before) in before.iter().enumerate() {
        if batch.unsure[place] == 0 {
            continue;
        }
        let mut copy = vec![0.0; width];
        for lane in lanes(batch.unsure[place]) {
            let row = place * LANES + lane;
            // Beyond the last point of the last group there is only filling.
            if let Some(point) = points.get(row * width..(row + 1) * width) {
                let label = exact(point, centroids, &mut copy);
                batch.labels[place][lane] = label;
                batch.moved[place] &= !(1 << lane);
                batch.moved[place] |= u16::from(label != before[lane]) << lane;
            }
        }
    }
}
