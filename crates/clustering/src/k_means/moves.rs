//! The points of a block that changed cluster, kept by row, so that sums follow them in the order of the records whatever the
//! order in which they were found.

use super::block::BLOCK;
use super::labels::ones;

/// Points of a block that changed cluster.
pub(crate) struct Moves {
    /// A bit for each row.
    moved: [u64; BLOCK / 64],
    from: [u32; BLOCK],
    to: [u32; BLOCK],
}

impl Moves {
    /// Nobody moved.
    pub(crate) fn new() -> Self {
        Self { moved: [0; BLOCK / 64], from: [0; BLOCK], to: [0; BLOCK] }
    }

    /// Forgets all moves.
    pub(crate) fn clear(&mut self) {
        self.moved.fill(0);
    }

    /// Notes that the point of this row left one cluster for another.
    #[inline]
    pub(crate) fn note(&mut self, row: u16, from: u32, to: u32) {
        let row = usize::from(row);
        self.moved[row / 64] |= 1 << (row % 64);
        (self.from[row], self.to[row]) = (from, to);
    }

    /// How many points moved.
    pub(crate) fn count(&self) -> usize {
        self.moved.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// Row, old and new cluster of each, in the order of rows.
    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, u32, u32)> {
        let rows = self.moved.iter().enumerate().flat_map(|(word, bits)| ones(*bits).map(move |bit| word * 64 + bit));
        rows.map(|row| (row, self.from[row], self.to[row]))
    }
}
