//! The nearest centroid of each packed point, on the widest instructions this machine has.
//!
//! Written out for the two wide instruction sets, because the compiler takes the plain loop apart lane by lane. The plain loop
//! must not fuse: `f32::mul_add` without the instruction is a library call and some forty times slower. So scores may differ
//! in their last bits; [`super::packed`] says why labels do not.

use super::packed::{LANES, Prepared, TOGETHER};
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{
    _CMP_GT_OQ, _CMP_LT_OQ, _MM_HINT_T0, _mm_prefetch, _mm256_blendv_epi8, _mm256_castps_si256, _mm256_castsi256_ps,
    _mm256_cmp_ps, _mm256_cmpeq_epi32, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_loadu_si256, _mm256_max_ps,
    _mm256_min_ps, _mm256_movemask_ps, _mm256_set1_epi32, _mm256_set1_ps, _mm256_setzero_si256, _mm256_storeu_si256,
    _mm256_sub_ps, _mm512_cmp_ps_mask, _mm512_cmpneq_epi32_mask, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_loadu_si512,
    _mm512_mask_mov_epi32, _mm512_max_ps, _mm512_min_ps, _mm512_set1_epi32, _mm512_set1_ps, _mm512_setzero_si512,
    _mm512_storeu_si512, _mm512_sub_ps,
};

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

/// What became of a batch of groups.
pub(crate) struct Batch {
    /// The nearest centroid of each point.
    pub(crate) labels: [[u32; LANES]; BATCH],
    /// A bit for each point that is too close to call.
    pub(crate) unsure: [u16; BATCH],
    /// A bit for each point whose label is another than before.
    pub(crate) moved: [u16; BATCH],
}

impl Batch {
    /// A batch of which nothing is known.
    pub(crate) fn new() -> Self {
        Self { labels: [[0; LANES]; BATCH], unsure: [0; BATCH], moved: [0; BATCH] }
    }
}

/// Finds the nearest centroids of up to [`BATCH`] groups of packed points (`groups`, with the largest length in each), whose
/// labels `before` tell who moved.
#[allow(unsafe_code)]
pub(crate) fn nearest(
    instructions: Instructions,
    (groups, norms): (&[f32], &[f32]),
    centroids: &Prepared,
    before: &[[u32; LANES]],
    batch: &mut Batch,
) {
    match instructions {
        Instructions::Baseline => nearest_plain(groups, norms, centroids, before, batch),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => {
            assert!(
                is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
                "this machine has no AVX2 with FMA"
            );
            // SAFETY: the line above has made sure that this machine has both features.
            unsafe { nearest_avx2(groups, norms, centroids, before, batch) }
        }
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => {
            assert!(
                is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma"),
                "this machine has no AVX-512"
            );
            // SAFETY: the line above has made sure that this machine has the features.
            unsafe { nearest_avx512(groups, norms, centroids, before, batch) }
        }
    }
}

/// Asks for a point that will be read soon: points that move lie anywhere, and waiting for one after the other would take
/// longer than all the arithmetic of a round.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn fetch_ahead<T>(point: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for place in point.iter().step_by((64 / size_of::<T>()).max(1)).chain(point.last()) {
        // SAFETY: a prefetch reads nothing, and the place is one of the slice.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(place).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = point;
}

/// Eight lanes a register, so two for a group.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[allow(unsafe_code)]
fn nearest_avx2(groups: &[f32], norms: &[f32], centroids: &Prepared, before: &[[u32; LANES]], batch: &mut Batch) {
    const HALF: usize = LANES / 2;
    let width = centroids.width;
    let groups = groups.chunks_exact(width * LANES).zip(norms).zip(before);
    for (place, ((group, norm), before)) in groups.enumerate().take(BATCH) {
        let columns = group.as_chunks::<LANES>().0;
        let mut best = [_mm256_set1_ps(f32::INFINITY); 2];
        let mut second = [_mm256_set1_ps(f32::INFINITY); 2];
        let mut nearest = [_mm256_setzero_si256(); 2];
        let quads = centroids.negated.as_chunks::<TOGETHER>().0.chunks_exact(width);
        for (quad, (negated, halves)) in quads.zip(centroids.halves.as_chunks::<TOGETHER>().0).enumerate() {
            let mut scores = [[_mm256_set1_ps(0.0); 2]; TOGETHER];
            for (score, half) in scores.iter_mut().zip(halves) {
                *score = [_mm256_set1_ps(*half); 2];
            }
            for (x, c) in columns.iter().zip(negated) {
                // SAFETY: `x` is sixteen numbers, so eight can be read at its start and eight after them.
                let x = unsafe { [_mm256_loadu_ps(x.as_ptr()), _mm256_loadu_ps(x.as_ptr().add(HALF))] };
                for (score, c) in scores.iter_mut().zip(c) {
                    let c = _mm256_set1_ps(*c);
                    *score = [_mm256_fmadd_ps(x[0], c, score[0]), _mm256_fmadd_ps(x[1], c, score[1])];
                }
            }
            for (offset, score) in scores.iter().enumerate() {
                let cluster = _mm256_set1_epi32((quad * TOGETHER + offset) as i32);
                for half in 0..2 {
                    let less = _mm256_castps_si256(_mm256_cmp_ps::<_CMP_LT_OQ>(score[half], best[half]));
                    second[half] = _mm256_min_ps(second[half], _mm256_max_ps(best[half], score[half]));
                    best[half] = _mm256_min_ps(best[half], score[half]);
                    nearest[half] = _mm256_blendv_epi8(nearest[half], cluster, less);
                }
            }
        }
        let margin = _mm256_set1_ps(centroids.margin + centroids.slope * norm);
        let mut sure = [0_u32; 2];
        for half in 0..2 {
            let apart = _mm256_sub_ps(second[half], best[half]);
            sure[half] = _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(apart, margin)) as u32;
        }
        batch.unsure[place] = !(sure[0] | sure[1] << HALF) as u16;
        let label = &mut batch.labels[place];
        // SAFETY: `before` and `label` are sixteen numbers each, so eight lie at their start and eight after them.
        let same = unsafe {
            _mm256_storeu_si256(label.as_mut_ptr().cast(), nearest[0]);
            _mm256_storeu_si256(label.as_mut_ptr().add(HALF).cast(), nearest[1]);
            [
                _mm256_cmpeq_epi32(nearest[0], _mm256_loadu_si256(before.as_ptr().cast())),
                _mm256_cmpeq_epi32(nearest[1], _mm256_loadu_si256(before.as_ptr().add(HALF).cast())),
            ]
        };
        let same = same.map(|half| _mm256_movemask_ps(_mm256_castsi256_ps(half)) as u32);
        batch.moved[place] = !(same[0] | same[1] << HALF) as u16;
    }
}

/// Sixteen lanes a register.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx2,fma")]
#[allow(unsafe_code)]
fn nearest_avx512(groups: &[f32], norms: &[f32], centroids: &Prepared, before: &[[u32; LANES]], batch: &mut Batch) {
    let width = centroids.width;
    let groups = groups.chunks_exact(width * LANES).zip(norms).zip(before);
    for (place, ((group, norm), before)) in groups.enumerate().take(BATCH) {
        let columns = group.as_chunks::<LANES>().0;
        let mut best = _mm512_set1_ps(f32::INFINITY);
        let mut second = _mm512_set1_ps(f32::INFINITY);
        let mut nearest = _mm512_setzero_si512();
        let quads = centroids.negated.as_chunks::<TOGETHER>().0.chunks_exact(width);
        for (quad, (negated, halves)) in quads.zip(centroids.halves.as_chunks::<TOGETHER>().0).enumerate() {
            let mut scores = [_mm512_set1_ps(0.0); TOGETHER];
            for (score, half) in scores.iter_mut().zip(halves) {
                *score = _mm512_set1_ps(*half);
            }
            for (x, c) in columns.iter().zip(negated) {
                // SAFETY: `x` is sixteen numbers.
                let x = unsafe { _mm512_loadu_ps(x.as_ptr()) };
                for (score, c) in scores.iter_mut().zip(c) {
                    *score = _mm512_fmadd_ps(x, _mm512_set1_ps(*c), *score);
                }
            }
            for (offset, score) in scores.iter().enumerate() {
                let less = _mm512_cmp_ps_mask::<_CMP_LT_OQ>(*score, best);
                second = _mm512_min_ps(second, _mm512_max_ps(best, *score));
                best = _mm512_min_ps(best, *score);
                nearest = _mm512_mask_mov_epi32(nearest, less, _mm512_set1_epi32((quad * TOGETHER + offset) as i32));
            }
        }
        let margin = _mm512_set1_ps(centroids.margin + centroids.slope * norm);
        batch.unsure[place] = !_mm512_cmp_ps_mask::<_CMP_GT_OQ>(_mm512_sub_ps(second, best), margin);
        // SAFETY: `before` and the label of a group are sixteen numbers each.
        let before = unsafe {
            _mm512_storeu_si512(batch.labels[place].as_mut_ptr().cast(), nearest);
            _mm512_loadu_si512(before.as_ptr().cast())
        };
        batch.moved[place] = _mm512_cmpneq_epi32_mask(nearest, before);
    }
}

/// The same in plain code, for every machine.
fn nearest_plain(groups: &[f32], norms: &[f32], centroids: &Prepared, before: &[[u32; LANES]], batch: &mut Batch) {
    let width = centroids.width;
    let groups = groups.chunks_exact(width * LANES).zip(norms).zip(before);
    for (place, ((group, norm), before)) in groups.enumerate().take(BATCH) {
        let columns = group.as_chunks::<LANES>().0;
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
        let margin = centroids.margin + centroids.slope * norm;
        let (mut unsure, mut moved) = (0, 0);
        for lane in 0..LANES {
            // Asked this way round, what is not a number counts as too close.
            let sure = second[lane] - best[lane] > margin;
            unsure |= u16::from(!sure) << lane;
            moved |= u16::from(nearest[lane] != before[lane]) << lane;
        }
        (batch.labels[place], batch.unsure[place], batch.moved[place]) = (nearest, unsure, moved);
    }
}
