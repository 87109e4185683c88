//! Sums over points from which centroids are made, and how points that move change them.

use super::kernel::{self, Batch};
use super::labels::{UNLABELLED, lanes};
use super::packed::LANES;
use crate::distance::wide;
use linfa::Float;

/// Sums over points from which centroids are made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Totals {
    /// Weighted sum of the coordinates, one row a cluster.
    pub(crate) sums: Vec<f64>,
    /// Weight behind each of these sums: one number a coordinate where some are missing, else one a cluster.
    pub(crate) masses: Vec<f64>,
    /// Points whose label changed in the last round.
    pub(crate) changed: usize,
}

impl Totals {
    /// Back to nothing.
    pub(crate) fn clear(&mut self) {
        self.sums.fill(0.0);
        self.masses.fill(0.0);
        self.changed = 0;
    }

    /// Adds what another part of the points came to.
    pub(crate) fn add(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(to, from)| *to += from);
        self.masses.iter_mut().zip(&other.masses).for_each(|(to, from)| *to += from);
        self.changed += other.changed;
    }

    /// Adds a point `times` (its weight, or minus that) to a cluster, over what is observed.
    #[inline]
    pub(crate) fn add_point<F: Float>(&mut self, point: &[F], cluster: usize, times: f64, gaps: bool) {
        let width = point.len();
        let sums = &mut self.sums[cluster * width..(cluster + 1) * width];
        if gaps {
            let masses = &mut self.masses[cluster * width..(cluster + 1) * width];
            for ((sum, mass), x) in sums.iter_mut().zip(masses).zip(point) {
                if !x.is_nan() {
                    *sum += times * wide(*x);
                    *mass += times;
                }
            }
        } else {
            self.masses[cluster] += times;
            for (sum, x) in sums.iter_mut().zip(point) {
                *sum += times * wide(*x);
            }
        }
    }
}

/// Gives points that moved their new label, and takes them out of the old sum and into the new one where sums are `kept`.
pub(crate) fn move_points<F: Float>(
    sums: &mut Totals,
    batch: &Batch,
    labels: &mut [[u32; LANES]],
    points: &[F],
    width: usize,
    kept: bool,
) {
    for (place, moved) in batch.moved[..labels.len()].iter().enumerate() {
        // Where a whole group moves, as in the first round, the machine foresees it by itself.
        if kept && *moved != u16::MAX {
            for row in lanes(*moved).map(|lane| place * LANES + lane) {
                kernel::fetch_ahead(points.get(row * width..(row + 1) * width).unwrap_or_default());
            }
        }
    }
    for (place, labels) in labels.iter_mut().enumerate() {
        for lane in lanes(batch.moved[place]) {
            let row = place * LANES + lane;
            let Some(point) = points.get(row * width..(row + 1) * width) else { break };
            let old = std::mem::replace(&mut labels[lane], batch.labels[place][lane]);
            let new = labels[lane];
            sums.changed += 1;
            if !kept {
                continue;
            }
            sums.masses[new as usize] += 1.0;
            let (from, to) = (old as usize * width, new as usize * width);
            if old == UNLABELLED {
                sums.sums[to..to + width].iter_mut().zip(point).for_each(|(sum, x)| *sum += wide(*x));
                continue;
            }
            sums.masses[old as usize] -= 1.0;
            // The two clusters differ, so their rows do not overlap.
            if let Ok([from, to]) = sums.sums.get_disjoint_mut([from..from + width, to..to + width]) {
                for ((from, to), x) in from.iter_mut().zip(to).zip(point) {
                    *from -= wide(*x);
                    *to += wide(*x);
                }
            }
        }
    }
}
