//! Points into their packed form, and one look at them by the way.
//!
//! The records stand row by row and are read once, straight on: sums for the survey are kept for each of the sixteen places of a
//! group apart, so that nothing has to be turned before it is added. Only the whole numbers that come out are turned into columns.

// What is compiled for wide instructions is so only where it is part of the function that asks for them.
#![allow(clippy::inline_always)]

use super::kernel::Instructions;
use super::packed::{Frame, LANES, MOST};
use super::survey::Look;
use crate::distance::wide;
use linfa::Float;

/// Packs points in a frame. Without a fused operation anywhere the bits are the same on all instructions.
pub(crate) struct Packer {
    instructions: Instructions,
    scale: f64,
    width: usize,
    /// The frame's origin, for each point of a group.
    origins: Vec<f64>,
    /// Weighted sums of the distances from the origin, and of their squares, for each place of a group.
    sums: Vec<f64>,
    squares: Vec<f64>,
    /// The group at hand, row by row.
    whole: Vec<i16>,
    /// Where the last group is filled up.
    filled: Vec<f64>,
}

/// Where packed points go.
pub(crate) struct Packed<'a> {
    /// Group by group, in each column by column.
    pub(crate) coordinates: &'a mut [i16],
    /// Largest length of a point of each group.
    pub(crate) norms: &'a mut [f32],
    /// A bit for each point that lies beyond what can be packed.
    pub(crate) beyond: &'a mut [u16],
}

impl Packer {
    /// Packs in this frame, on these instructions.
    pub(crate) fn new(frame: &Frame, instructions: Instructions) -> Self {
        let (width, origins) = (frame.origin.len(), frame.origin.repeat(LANES));
        let (sums, squares) = (vec![0.0; origins.len()], vec![0.0; origins.len()]);
        let (whole, filled) = (vec![0; origins.len()], Vec::new());
        Self { instructions, scale: frame.scale, width, origins, sums, squares, whole, filled }
    }

    /// Packs points that begin at a group. What was seen of them counts only where they are complete.
    #[allow(unsafe_code)]
    pub(crate) fn pack<F: Float>(&mut self, points: &[F], weights: Option<&[f64]>, packed: &mut Packed<'_>) -> Look {
        self.sums.fill(0.0);
        self.squares.fill(0.0);
        match self.instructions {
            Instructions::Baseline => self.pack_groups(points, weights, packed),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: instructions beyond the baseline are given out only where the machine has AVX2.
            Instructions::Avx2 | Instructions::Avx512 => unsafe { self.pack_groups_avx2(points, weights, packed) },
        }
        let by_column = |sums: &[f64]| -> Vec<f64> {
            (0..self.width).map(|column| sums[column..].iter().step_by(self.width).sum()).collect()
        };
        Look::complete(by_column(&self.sums), by_column(&self.squares))
    }

    /// The plain code, compiled for AVX2.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    #[allow(unsafe_code)]
    fn pack_groups_avx2<F: Float>(&mut self, points: &[F], weights: Option<&[f64]>, packed: &mut Packed<'_>) {
        self.pack_groups(points, weights, packed);
    }

    #[inline(always)]
    fn pack_groups<F: Float>(&mut self, points: &[F], weights: Option<&[f64]>, packed: &mut Packed<'_>) {
        let length = self.origins.len();
        let groups = packed.coordinates.chunks_exact_mut(length).zip(packed.beyond.iter_mut());
        for (place, ((group, beyond), points)) in groups.zip(points.chunks(length)).enumerate() {
            let weights = weights.map(|weights| &weights[place * LANES..]);
            let is_beyond = if points.len() == length {
                self.round(points, weights)
            } else {
                // What is beyond the last point stands at the origin.
                let mut filled = std::mem::take(&mut self.filled);
                filled.clone_from(&self.origins);
                filled.iter_mut().zip(points).for_each(|(to, x)| *to = wide(*x));
                let is_beyond = self.round(&filled, weights);
                self.filled = filled;
                is_beyond
            };
            *beyond = if is_beyond { self.beyond(points) } else { 0 };
            for (lane, row) in self.whole.chunks_exact(self.width).enumerate().take(LANES) {
                for (column, x) in group.as_chunks_mut::<LANES>().0.iter_mut().zip(row) {
                    column[lane] = *x;
                }
            }
        }
        // Not before all is written: what was just written number by number cannot be read sixteen at a time.
        longest(packed.coordinates, length, packed.norms);
    }

    /// Rounds a full group and adds what is seen of it; whether a coordinate lies beyond what can be packed.
    #[inline(always)]
    fn round<F: Float>(&mut self, points: &[F], weights: Option<&[f64]>) -> bool {
        let (scale, length) = (self.scale, self.origins.len());
        let (points, origins) = (&points[..length], &self.origins[..length]);
        let (sums, squares) = (&mut self.sums[..length], &mut self.squares[..length]);
        let whole = &mut self.whole[..length];
        let mut is_beyond = 0_u64;
        for i in 0..length {
            let scaled = (wide(points[i]) - origins[i]) * scale;
            whole[i] = nearest_whole(scaled);
            is_beyond |= u64::from(scaled.abs() > f64::from(MOST));
        }
        if let Some(weights) = weights {
            for i in 0..length {
                // Beyond the last point there is no weight, and nothing to weigh.
                let weight = weights.get(i / self.width).copied().unwrap_or(0.0);
                let away = wide(points[i]) - origins[i];
                sums[i] += weight * away;
                squares[i] += weight * away * away;
            }
        } else {
            for i in 0..length {
                let away = wide(points[i]) - origins[i];
                sums[i] += away;
                squares[i] += away * away;
            }
        }
        is_beyond != 0
    }

    /// A bit for each point with a coordinate that cannot be packed.
    #[cold]
    fn beyond<F: Float>(&self, points: &[F]) -> u16 {
        let is_beyond = |(x, origin): (&F, &f64)| ((wide(*x) - origin) * self.scale).abs() > f64::from(MOST);
        let points = points.chunks_exact(self.width).zip(self.origins.chunks_exact(self.width));
        points
            .enumerate()
            .fold(0, |bits, (lane, (point, origin))| bits | u16::from(point.iter().zip(origin).any(is_beyond)) << lane)
    }
}

/// The largest length of a point of each group.
#[inline(always)]
pub(crate) fn longest(coordinates: &[i16], length: usize, norms: &mut [f32]) {
    for (group, norm) in coordinates.chunks_exact(length).zip(norms) {
        let mut squares = [0.0_f32; LANES];
        for column in group.as_chunks::<LANES>().0 {
            for (square, x) in squares.iter_mut().zip(column) {
                *square += f32::from(*x) * f32::from(*x);
            }
        }
        *norm = squares.into_iter().fold(0.0, f32::max).sqrt();
    }
}

/// The nearest whole number, of those that can be packed.
#[inline(always)]
fn nearest_whole(x: f64) -> i16 {
    // Added to one and a half times 2^52, a number of up to 2^51 is rounded and stands in the lowest bits.
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    let most = f64::from(MOST);
    let x = if x > most { most } else { x };
    let x = if x < -most { -most } else { x };
    (x + SHIFT).to_bits() as i16
}
