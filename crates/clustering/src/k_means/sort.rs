//! Points of a block put in another order: those that may soon change cluster together, and those that will not.
//!
//! A group is left out of a round only where all its sixteen points could be; in the order of the records a single point near
//! a border keeps fifteen others busy.

use super::block::Block;
use super::bounds::Travel;
use super::kernel::BATCH;
use super::labels::ones;
use super::packed::LANES;
use super::packing;

impl Block<'_> {
    /// Whether three quarters of the groups were looked at, though after another round like the last, three fifths of the
    /// points could be left out. The gaps of groups that were left out are filled in.
    pub(crate) fn is_worth_sorting(&self, active: u64, travel: &Travel, gaps: &mut [[f32; LANES]; BATCH]) -> bool {
        let groups = self.safe.len();
        if travel.latest == 0.0 || (active.count_ones() as usize) < groups * 3 / 4 {
            return false;
        }
        for place in ones(!active & u64::MAX >> (BATCH - groups)) {
            gaps[place] = [travel.left(self.safe[place]); LANES];
        }
        let gaps = &gaps.as_flattened()[..self.order.len()];
        let open: u32 = gaps.iter().map(|gap| u32::from(*gap <= travel.latest as f32)).sum();
        open as usize * 5 < gaps.len() * 2
    }

    /// Orders the points by their gaps.
    pub(crate) fn sort(&mut self, travel: &Travel, gaps: &[[f32; LANES]; BATCH], before: &mut Before) {
        // What is beyond the last point stays there.
        let mut gaps = *gaps;
        gaps.as_flattened_mut()[self.order.len()..].fill(f32::INFINITY);
        let gaps = &gaps.as_flattened()[..self.labels.len() * LANES];
        let sorted = by_size(gaps);
        let length = self.group_length();
        before.copy(self);
        for (row, from) in self.order.iter_mut().zip(&sorted) {
            *row = before.order[usize::from(*from)];
        }
        let groups = self.coordinates.chunks_exact_mut(length).zip(sorted.as_chunks::<LANES>().0);
        for (place, (group, from)) in groups.enumerate() {
            // Plain loops: they are done sixteen times for every point.
            let (mut starts, mut gaps_now, mut beyond) = ([0; LANES], [0.0; LANES], 0);
            for (lane, from) in from.iter().enumerate() {
                let (group, lane_before) = (usize::from(*from) / LANES, usize::from(*from) % LANES);
                starts[lane] = group * length + lane_before;
                gaps_now[lane] = gaps[usize::from(*from)];
                self.labels[place][lane] = before.labels[group][lane_before];
                beyond |= (before.beyond[group] >> lane_before & 1) << lane;
            }
            self.safe[place] = travel.until(&gaps_now);
            self.beyond[place] = beyond;
            for (column, lanes) in group.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
                let from = &before.coordinates[column * LANES..];
                for (lane, start) in lanes.iter_mut().zip(&starts) {
                    *lane = from[*start];
                }
            }
        }
        packing::longest(self.coordinates, length, self.norms);
    }
}

/// A block as it was before it was sorted.
#[derive(Default)]
pub(crate) struct Before {
    coordinates: Vec<i16>,
    order: Vec<u16>,
    labels: Vec<[u32; LANES]>,
    beyond: Vec<u16>,
}

impl Before {
    fn copy(&mut self, block: &Block<'_>) {
        block.coordinates.clone_into(&mut self.coordinates);
        block.order.clone_into(&mut self.order);
        block.labels.clone_into(&mut self.labels);
        block.beyond.clone_into(&mut self.beyond);
    }
}

/// The places of numbers that are not negative, from small to large in steps of an eighth of a power of two; within a step in
/// their order.
fn by_size(gaps: &[f32]) -> Vec<u16> {
    // Such numbers are ordered as their bits are: eight of the exponent, then those of the fraction.
    let step = |gap: f32| (gap.to_bits() >> 20) as usize;
    let mut starts = [0_u16; 1 << 11];
    for gap in gaps {
        starts[step(*gap)] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += std::mem::replace(start, sum);
    }
    let mut places = vec![0; gaps.len()];
    for (place, gap) in gaps.iter().enumerate() {
        let start = &mut starts[step(*gap)];
        places[usize::from(*start)] = place as u16;
        *start += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::super::block::Blocks;
    use super::super::packed::Frame;
    use super::*;

    #[test]
    fn a_group_that_was_left_out_is_sorted_by_what_is_left_of_its_gap() {
        let frame = Frame { origin: vec![0.0], scale: 1.0 };
        let mut travel = Travel::default();
        travel.to(&[0.0, 0.0], &frame);
        let until = travel.until(&[0.75; LANES]);
        travel.to(&[0.25, 0.0], &frame);
        let (mut blocks, mut coordinates) = (Blocks::new(4 * LANES), vec![0; 4 * LANES]);
        blocks.safe[2] = until;
        for mut block in blocks.each(&mut coordinates, 1) {
            let mut gaps = [[1.0; LANES]; BATCH];
            gaps[0] = [0.1; LANES];
            assert!(block.is_worth_sorting(0b1011, &travel, &mut gaps));
            assert!(gaps[2].iter().all(|gap| *gap <= 0.5 && *gap > 0.499));
            block.sort(&travel, &gaps, &mut Before::default());
            let groups: Vec<u16> = block.order.iter().step_by(LANES).copied().collect();
            assert_eq!(groups, [0, 32, 16, 48]);
            assert!(block.safe[1] > 0.749 && block.safe[1] <= 0.75);
            // Too many left out, or too many that could not be.
            assert!(!block.is_worth_sorting(0b0011, &travel, &mut gaps));
            gaps[1] = [0.2; LANES];
            assert!(!block.is_worth_sorting(0b1011, &travel, &mut gaps));
        }
    }

    #[test]
    fn small_gaps_come_first_and_equal_ones_in_their_order() {
        let gaps = [3.0, 0.0, f32::INFINITY, 0.5, 0.0, 1e-20, 3.01, 2.0];
        assert_eq!(by_size(&gaps), [1, 4, 5, 3, 7, 0, 6, 2]);
    }
}
