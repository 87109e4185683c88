//! The nearest centroid of each packed point, on the widest instructions this machine has.
//!
//! The plain loop must not fuse: `f32::mul_add` without the instruction is a library call and some forty times slower. So
//! scores may differ in their last bits; [`super::packed`] says why labels do not.

#[cfg(target_arch = "x86_64")]
mod wide;

use super::labels::ones;
use super::packed::{LANES, Prepared, TOGETHER};
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

/// Instructions to run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instructions {
    /// What every machine of the target has.
    Baseline,
    /// AVX2 with fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// AVX-512 foundation.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Instructions {
    /// All that this machine can run, slowest first.
    pub(crate) fn available() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            let avx512 = avx2 && is_x86_feature_detected!("avx512f");
            let faster = [(avx2, Self::Avx2), (avx512, Self::Avx512)];
            std::iter::once(Self::Baseline)
                .chain(faster.into_iter().filter_map(|(has, it)| has.then_some(it)))
                .collect()
        }
        #[cfg(not(target_arch = "x86_64"))]
        vec![Self::Baseline]
    }

    /// The fastest that this machine can run.
    pub(crate) fn best() -> Self {
        Self::available().pop().unwrap_or(Self::Baseline)
    }
}

/// Groups done at a time: their labels stay in the nearest cache until they are counted.
pub(crate) const BATCH: usize = 64;

/// What became of a batch of groups: of those that were looked at.
pub(crate) struct Batch {
    /// The nearest centroid of each point.
    pub(crate) labels: [[u32; LANES]; BATCH],
    /// A bit for each point that is too close to call.
    pub(crate) unsure: [u16; BATCH],
    /// A bit for each point whose label is another than before.
    pub(crate) moved: [u16; BATCH],
    /// By how much at least each point is nearer to its centroid than to any other; 0 where that is not known.
    pub(crate) gaps: [[f32; LANES]; BATCH],
    /// The group at hand in single precision.
    columns: Vec<[f32; LANES]>,
}

impl Batch {
    /// A batch of which nothing is known.
    pub(crate) fn new() -> Self {
        Self {
            labels: [[0; LANES]; BATCH],
            unsure: [0; BATCH],
            moved: [0; BATCH],
            gaps: [[0.0; LANES]; BATCH],
            columns: Vec::new(),
        }
    }
}

/// Groups of packed points to be looked at.
#[derive(Clone, Copy)]
pub(crate) struct Groups<'a> {
    /// Coordinates of at most [`BATCH`] groups, each column by column.
    pub(crate) coordinates: &'a [i16],
    /// Largest length of a point of each group.
    pub(crate) norms: &'a [f32],
    /// Labels so far, which tell who moved.
    pub(crate) before: &'a [[u32; LANES]],
    /// A bit for each group that is to be looked at.
    pub(crate) active: u64,
}

impl<'a> Groups<'a> {
    /// The groups to be looked at: place, columns, largest length, labels so far.
    #[inline]
    fn each(self, width: usize) -> impl Iterator<Item = (usize, &'a [[i16; LANES]], f32, &'a [u32; LANES])> {
        let coordinates = self.coordinates.as_chunks::<LANES>().0;
        ones(self.active).map(move |place| {
            (place, &coordinates[place * width..(place + 1) * width], self.norms[place], &self.before[place])
        })
    }
}

/// Packed columns in single precision, which holds them exactly. Compiled into each kernel with its own instructions.
#[inline(always)]
#[allow(clippy::inline_always)]
fn widen(packed: &[[i16; LANES]], columns: &mut [[f32; LANES]]) {
    for (wide, packed) in columns.iter_mut().zip(packed) {
        *wide = packed.map(f32::from);
    }
}

/// Finds the nearest centroids of the active of up to [`BATCH`] groups.
#[allow(unsafe_code)]
pub(crate) fn nearest(instructions: Instructions, groups: Groups<'_>, centroids: &Prepared, batch: &mut Batch) {
    match instructions {
        Instructions::Baseline => nearest_plain(groups, centroids, batch),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => {
            assert!(
                is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
                "this machine has no AVX2 with FMA"
            );
            // SAFETY: the line above has made sure that this machine has both features.
            unsafe { wide::nearest_avx2(groups, centroids, batch) }
        }
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => {
            assert!(
                is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma"),
                "this machine has no AVX-512"
            );
            // SAFETY: the line above has made sure that this machine has the features.
            unsafe { wide::nearest_avx512(groups, centroids, batch) }
        }
    }
}

/// Asks the memory for numbers that will be read soon.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn fetch_ahead<T>(numbers: &[T]) {
    #[cfg(target_arch = "x86_64")]
    {
        const LINE: usize = 64;
        let (start, bytes) = (numbers.as_ptr().cast::<i8>(), size_of_val(numbers));
        // From the start of its line on, so that a line that is only touched at its end is not forgotten.
        let mut place = 0;
        while place < bytes + start.addr() % LINE {
            // SAFETY: a prefetch reads nothing, so it may be asked for any place; all x86-64 has it.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(place)) };
            place += LINE;
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = numbers;
}

/// The same in plain code, for every machine.
fn nearest_plain(groups: Groups<'_>, centroids: &Prepared, batch: &mut Batch) {
    let width = centroids.width;
    let mut columns = std::mem::take(&mut batch.columns);
    columns.resize(width, [0.0; LANES]);
    for (place, packed, norm, before) in groups.each(width) {
        widen(packed, &mut columns);
        let mut best = [f32::INFINITY; LANES];
        let mut second = [f32::INFINITY; LANES];
        let mut nearest = [0_u32; LANES];
        for (cluster, half) in centroids.halves.iter().enumerate() {
            let negated = centroids.negated[cluster / TOGETHER * width * TOGETHER..].as_chunks::<TOGETHER>().0;
            let mut scores = [*half; LANES];
            for (x, c) in columns.iter().zip(negated) {
                let c = c[cluster % TOGETHER];
                for (score, x) in scores.iter_mut().zip(x) {
                    *score += x * c;
                }
            }
            for lane in 0..LANES {
                let (s, b) = (scores[lane], best[lane]);
                let less = s < b;
                let worse = if less { b } else { s };
                second[lane] = if worse < second[lane] { worse } else { second[lane] };
                best[lane] = if less { s } else { b };
                nearest[lane] = if less { cluster as u32 } else { nearest[lane] };
            }
        }
        let pad = centroids.pad(norm);
        let mut squares = [pad; LANES];
        for x in &columns {
            squares.iter_mut().zip(x).for_each(|(square, x)| *square += x * x);
        }
        let (mut unsure, mut moved, mut gaps) = (0, 0, [0.0; LANES]);
        for lane in 0..LANES {
            // Of what is not a number and zero the larger is zero.
            let away = (squares[lane] + 2.0 * second[lane]).sqrt();
            gaps[lane] = ((second[lane] - best[lane] - pad) / away - centroids.rounded).max(0.0);
            unsure |= u16::from(gaps[lane] == 0.0) << lane;
            moved |= u16::from(nearest[lane] != before[lane]) << lane;
        }
        (batch.labels[place], batch.unsure[place], batch.moved[place]) = (nearest, unsure, moved);
        batch.gaps[place] = gaps;
    }
    batch.columns = columns;
}
