//! Sums over points from which centroids are made, and how points that move change them.

use super::kernel::fetch_ahead;
use super::labels::UNLABELLED;
use super::moves::Moves;
use super::records::Records;
use crate::distance::wide;
use linfa::Float;
use std::ops::Range;

/// How many points that moved are asked for before the first of them is needed.
const AHEAD: usize = 24;

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
    /// Over no points.
    pub(crate) fn nothing(clusters: usize, width: usize, gaps: bool) -> Self {
        let masses = if gaps { clusters * width } else { clusters };
        Self { sums: vec![0.0; clusters * width], masses: vec![0.0; masses], changed: 0 }
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

    /// Adds all points of these rows, to the clusters of their labels.
    pub(crate) fn add_rows<F: Float>(
        &mut self,
        records: &Records<'_, F>,
        rows: Range<usize>,
        labels: &[u32],
        gaps: bool,
    ) {
        let points = records.points(rows.clone()).chunks_exact(records.width);
        for ((row, point), label) in rows.zip(points).zip(labels) {
            self.add_point(point, *label as usize, records.weight(row), gaps);
        }
    }

    /// Takes complete points that moved, of the block that begins at row `first`, out of the old sum and into the new one.
    pub(crate) fn follow<F: Float>(&mut self, moves: &Moves, records: &Records<'_, F>, first: usize) {
        let width = records.width;
        let point = |row: usize| records.points(first + row..first + row + 1);
        self.changed += moves.count();
        // These points lie anywhere, and waiting for one after the other would take longer than all the arithmetic.
        let mut ahead = moves.iter();
        ahead.by_ref().take(AHEAD).for_each(|(row, _, _)| fetch_ahead(point(row)));
        for (row, old, new) in moves.iter() {
            if let Some((row, _, _)) = ahead.next() {
                fetch_ahead(point(row));
            }
            let point = point(row);
            if old == UNLABELLED {
                self.add_point(point, new as usize, records.weight(first + row), false);
                continue;
            }
            self.masses[old as usize] -= 1.0;
            self.masses[new as usize] += 1.0;
            let (from, to) = (old as usize * width, new as usize * width);
            // The two clusters differ, so their rows do not overlap.
            if let Ok([from, to]) = self.sums.get_disjoint_mut([from..from + width, to..to + width]) {
                for ((from, to), x) in from.iter_mut().zip(to).zip(point) {
                    *from -= wide(*x);
                    *to += wide(*x);
                }
            }
        }
    }
}
