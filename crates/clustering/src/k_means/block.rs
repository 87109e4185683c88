//! A thousand packed points: they fit the near caches, so that all that is done to them is done while they are there.

use super::bounds::Travel;
use super::kernel::{self, BATCH, Batch, Groups, fetch_ahead};
use super::labels::{UNLABELLED, exact_with_gap, ones};
use super::moves::Moves;
use super::packed::LANES;
use super::packing::{Packed, Packer};
use super::piece::Round;
use super::sort::Before;
use super::survey::Look;
use linfa::Float;

/// Points of a block.
pub(crate) const BLOCK: usize = BATCH * LANES;

/// What is known of the packed points of a piece.
pub(crate) struct Blocks {
    norms: Vec<f32>,
    beyond: Vec<u16>,
    pub(crate) order: Vec<u16>,
    /// In groups, the last filled up.
    pub(crate) labels: Vec<[u32; LANES]>,
    pub(crate) safe: Vec<f64>,
}

/// A block of a piece. Its groups may hold the points in any order; the last may have room beyond the last point.
pub(crate) struct Block<'a> {
    /// The row of the piece at which the block begins.
    pub(crate) first: usize,
    /// Group by group, in each column by column.
    pub(crate) coordinates: &'a mut [i16],
    /// Largest length of a point of each group.
    pub(crate) norms: &'a mut [f32],
    /// A bit for each point of a group that lies beyond what can be packed.
    pub(crate) beyond: &'a mut [u16],
    /// The row of each point, counted from the block's first.
    pub(crate) order: &'a mut [u16],
    /// The label of each point.
    pub(crate) labels: &'a mut [[u32; LANES]],
    /// How far in total centroids may travel until a label of each group can change.
    pub(crate) safe: &'a mut [f64],
}

impl Blocks {
    /// So many points without labels, in their order.
    pub(crate) fn new(points: usize) -> Self {
        let groups = points.div_ceil(LANES);
        Self {
            norms: vec![0.0; groups],
            beyond: vec![0; groups],
            order: (0..points).map(|row| (row % BLOCK) as u16).collect(),
            labels: vec![[UNLABELLED; LANES]; groups],
            safe: vec![f64::NEG_INFINITY; groups],
        }
    }

    /// Forgets all labels.
    pub(crate) fn forget(&mut self) {
        self.labels.fill([UNLABELLED; LANES]);
        self.safe.fill(f64::NEG_INFINITY);
    }

    /// Block after block, with the packed coordinates of all.
    pub(crate) fn each<'a>(
        &'a mut self,
        coordinates: &'a mut [i16],
        width: usize,
    ) -> impl Iterator<Item = Block<'a>> + 'a {
        let packed = coordinates.chunks_mut(BLOCK * width).zip(self.norms.chunks_mut(BATCH));
        let packed = packed.zip(self.beyond.chunks_mut(BATCH));
        let kept = self.order.chunks_mut(BLOCK).zip(self.labels.chunks_mut(BATCH)).zip(self.safe.chunks_mut(BATCH));
        packed.zip(kept).enumerate().map(|(number, (((coordinates, norms), beyond), ((order, labels), safe)))| {
            let first = number * BLOCK;
            Block { first, coordinates, norms, beyond, order, labels, safe }
        })
    }

    /// The labels in the order of rows.
    pub(crate) fn labels_by_row(&self, labels: &mut [u32]) {
        let packed = self.order.chunks(BLOCK).zip(self.labels.chunks(BATCH));
        for (labels, (order, packed)) in labels.chunks_mut(BLOCK).zip(packed) {
            for (row, label) in order.iter().zip(packed.as_flattened()) {
                labels[usize::from(*row)] = *label;
            }
        }
    }
}

/// What is needed to look at one block after the other.
pub(crate) struct Scratch {
    batch: Batch,
    before: Before,
    /// Who moved in the block looked at last.
    pub(crate) moves: Moves,
}

impl Scratch {
    /// Room for one block.
    pub(crate) fn new() -> Self {
        Self { batch: Batch::new(), before: Before::default(), moves: Moves::new() }
    }
}

impl Block<'_> {
    /// Numbers of a group.
    pub(crate) fn group_length(&self) -> usize {
        self.coordinates.len() / self.safe.len()
    }

    /// Packs points in their order, and sees them by the way. They are packed well only if they are complete.
    pub(crate) fn pack<F: Float>(&mut self, points: &[F], weights: Option<&[f64]>, packer: &mut Packer) -> Look {
        let (coordinates, norms, beyond) = (&mut *self.coordinates, &mut *self.norms, &mut *self.beyond);
        packer.pack(points, weights, &mut Packed { coordinates, norms, beyond })
    }

    /// Asks for the groups that will be looked at, where they lie too far apart for the machine to foresee it.
    pub(crate) fn fetch_ahead(&self, travel: &Travel) {
        let active = travel.active(self.safe);
        if active.count_ones() < BATCH as u32 / 2 {
            let length = self.group_length();
            for place in ones(active) {
                fetch_ahead(&self.coordinates[place * length..(place + 1) * length]);
                fetch_ahead(&self.labels[place]);
            }
        }
    }

    /// Gives the points of groups whose labels may have changed to their nearest centroids. Who moved stands in the scratch.
    pub(crate) fn look<F: Float>(&mut self, points: &[F], round: &Round<'_, F>, scratch: &mut Scratch) {
        let Scratch { batch, before, moves } = scratch;
        moves.clear();
        let active = round.travel.active(self.safe);
        if active == 0 {
            return;
        }
        let groups = Groups { coordinates: self.coordinates, norms: self.norms, before: self.labels, active };
        kernel::nearest(round.instructions, groups, &round.prepared, batch);
        for place in ones(active) {
            batch.unsure[place] |= self.beyond[place];
            if batch.unsure[place] != 0 {
                self.decide(place, points, round, batch);
            }
            for lane in ones(batch.moved[place]) {
                let Some(row) = self.order.get(place * LANES + lane) else { break };
                let to = batch.labels[place][lane];
                moves.note(*row, std::mem::replace(&mut self.labels[place][lane], to), to);
            }
            self.safe[place] = round.travel.until(&batch.gaps[place]);
        }
        if self.is_worth_sorting(active, round.travel, &mut batch.gaps) {
            self.sort(round.travel, &batch.gaps, before);
        }
    }

    /// Decides by exact distance what the packed numbers of a group left too close to call.
    fn decide<F: Float>(&self, place: usize, points: &[F], round: &Round<'_, F>, batch: &mut Batch) {
        let width = round.records.width;
        for lane in ones(batch.unsure[place]) {
            let Some(row) = self.order.get(place * LANES + lane) else { break };
            let row = usize::from(*row);
            let point = &points[row * width..(row + 1) * width];
            let (label, gap) = exact_with_gap(point, round.centroids);
            batch.labels[place][lane] = label;
            batch.gaps[place][lane] = round.prepared.in_frame(gap);
            batch.moved[place] &= !(1 << lane);
            batch.moved[place] |= u16::from(label != self.labels[place][lane]) << lane;
        }
    }
}
