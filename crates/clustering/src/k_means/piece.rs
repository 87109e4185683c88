//! Consecutive points, their labels and sums: what one thread works on at a time.

use super::block::{BLOCK, Blocks, Scratch};
use super::bounds::Travel;
use super::kernel::Instructions;
use super::labels::label_exactly;
use super::packed::{Frame, Prepared};
use super::packing::Packer;
use super::records::Records;
use super::survey::Look;
use super::totals::Totals;
use crate::distance::{squared_observed, wide};
use crate::error::ClusterError;
use linfa::Float;
use std::ops::Range;

/// What all pieces need to know for a round.
pub(crate) struct Round<'a, F> {
    pub(crate) records: Records<'a, F>,
    pub(crate) centroids: &'a [f64],
    pub(crate) prepared: Prepared,
    pub(crate) travel: &'a Travel,
    pub(crate) instructions: Instructions,
}

/// Consecutive points.
pub(crate) struct Piece {
    pub(crate) rows: Range<usize>,
    blocks: Blocks,
    /// Of all points of the piece.
    pub(crate) sums: Totals,
    pub(crate) inertia: f64,
}

impl Piece {
    /// Looks points over and packs them, and makes the first round where its centroids are known by now: all while each block
    /// is in the near caches. Where there is a gap only the look counts.
    pub(crate) fn open<F: Float>(
        rows: Range<usize>,
        records: &Records<'_, F>,
        coordinates: &mut [i16],
        clusters: usize,
        frame: &Frame,
        instructions: Instructions,
        round: Option<&Round<'_, F>>,
    ) -> Result<(Self, Look), ClusterError> {
        let mut blocks = Blocks::new(rows.len());
        let mut sums = Totals::nothing(clusters, records.width, false);
        let mut seen = Look::new(records.width);
        let mut scratch = Scratch::new();
        let mut packer = Packer::new(frame, instructions);
        for mut block in blocks.each(coordinates, records.width) {
            let first = rows.start + block.first;
            let rows = first..rows.end.min(first + BLOCK);
            let points = records.points(rows.clone());
            let weights = records.weights.map(|weights| &weights[rows.clone()]);
            let mut seen_here = block.pack(points, weights, &mut packer);
            if seen_here.close(weights.map_or(rows.len() as f64, |weights| weights.iter().sum())) {
                seen.join(&seen_here);
            } else {
                seen.add_incomplete(records, rows.clone(), frame)?;
            }
            if let Some(round) = round.filter(|_| !seen.gaps) {
                block.look(points, round, &mut scratch);
                sums.changed += rows.len();
                sums.add_rows(records, rows, block.labels.as_flattened(), false);
            }
        }
        Ok((Self { rows, blocks, sums, inertia: 0.0 }, seen))
    }

    /// Forgets all labels; `gaps` says whether masses are to be kept for each coordinate.
    pub(crate) fn forget(&mut self, clusters: usize, width: usize, gaps: bool) {
        self.blocks.forget();
        self.sums = Totals::nothing(clusters, width, gaps);
    }

    /// Gives each packed point to its nearest centroid and brings the sums up to date.
    ///
    /// Without weights points touch the sums only when they change cluster; adding and taking away whole points leaves the
    /// masses exact. With weights that would leave dust in a cluster that lost everybody, so all is summed anew.
    pub(crate) fn assign<F: Float>(&mut self, coordinates: &mut [i16], round: &Round<'_, F>) {
        let records = &round.records;
        let mut scratch = None;
        self.sums.changed = 0;
        let mut blocks = self.blocks.each(coordinates, records.width).peekable();
        while let Some(mut block) = blocks.next() {
            if let Some(next) = blocks.peek() {
                next.fetch_ahead(round.travel);
            }
            if round.travel.active(block.safe) == 0 {
                continue;
            }
            let first = self.rows.start + block.first;
            let points = records.points(first..self.rows.end.min(first + BLOCK));
            let scratch = scratch.get_or_insert_with(Scratch::new);
            block.look(points, round, scratch);
            if records.weights.is_none() {
                self.sums.follow(&scratch.moves, records, first);
            } else {
                self.sums.changed += scratch.moves.count();
            }
        }
        drop(blocks);
        if records.weights.is_some() && self.sums.changed > 0 {
            self.sum(records, false);
        }
    }

    /// Gives each point to its nearest centroid by what is observed of it, and sums all anew.
    pub(crate) fn assign_with_gaps<F: Float>(&mut self, records: &Records<'_, F>, centroids: &[f64]) {
        let points = records.points(self.rows.clone());
        self.sums.changed = label_exactly(points, centroids, records.width, &mut self.blocks.labels);
        self.sum(records, true);
    }

    fn sum<F: Float>(&mut self, records: &Records<'_, F>, gaps: bool) {
        let labels = self.labels();
        self.sums.sums.fill(0.0);
        self.sums.masses.fill(0.0);
        self.sums.add_rows(records, self.rows.clone(), &labels, gaps);
    }

    /// Writes the labels in the order of the records.
    pub(crate) fn write_labels(&self, labels: &mut [u32]) {
        self.blocks.labels_by_row(labels);
    }

    fn labels(&self) -> Vec<u32> {
        let mut labels = vec![0; self.rows.len()];
        self.write_labels(&mut labels);
        labels
    }

    /// Sums weight times squared distance to the centroid of each point's label.
    pub(crate) fn measure<F: Float>(&mut self, records: &Records<'_, F>, centroids: &[f64]) {
        let width = records.width;
        let mut copy = vec![0.0; width];
        self.inertia = 0.0;
        let points = records.points(self.rows.clone()).chunks_exact(width);
        for ((row, point), label) in self.rows.clone().zip(points).zip(self.labels()) {
            copy.iter_mut().zip(point).for_each(|(to, x)| *to = wide(*x));
            let centroid = &centroids[label as usize * width..(label as usize + 1) * width];
            self.inertia += records.weight(row) * squared_observed(&copy, centroid);
        }
    }

    #[cfg(test)]
    pub(crate) fn active_groups(&self, travel: &Travel) -> u32 {
        self.blocks.safe.chunks(super::kernel::BATCH).map(|safe| travel.active(safe).count_ones()).sum()
    }

    #[cfg(test)]
    pub(crate) fn is_sorted(&self) -> bool {
        !self.blocks.order.chunks(BLOCK).all(<[u16]>::is_sorted)
    }
}
