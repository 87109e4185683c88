//! The kernel for the two wide instruction sets of x86-64, written out because the compiler takes the plain loop apart lane by
//! lane.

use super::{Batch, Groups, widen};
use crate::k_means::packed::{LANES, Prepared, TOGETHER};
use std::arch::x86_64::{
    __m256, __m256i, _CMP_GT_OQ, _CMP_LT_OQ, _mm256_add_epi32, _mm256_blendv_epi8, _mm256_castps_si256,
    _mm256_castsi256_ps, _mm256_cmp_ps, _mm256_cmpeq_epi32, _mm256_div_ps, _mm256_fmadd_ps, _mm256_loadu_ps,
    _mm256_loadu_si256, _mm256_max_ps, _mm256_min_ps, _mm256_movemask_ps, _mm256_set1_epi32, _mm256_set1_ps,
    _mm256_setzero_ps, _mm256_setzero_si256, _mm256_sqrt_ps, _mm256_storeu_ps, _mm256_storeu_si256, _mm256_sub_ps,
    _mm512_cmp_ps_mask, _mm512_cmpneq_epi32_mask, _mm512_div_ps, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_loadu_si512,
    _mm512_mask_mov_epi32, _mm512_max_ps, _mm512_min_ps, _mm512_set1_epi32, _mm512_set1_ps, _mm512_setzero_ps,
    _mm512_setzero_si512, _mm512_sqrt_ps, _mm512_storeu_ps, _mm512_storeu_si512, _mm512_sub_ps,
};

/// Eight lanes a register, so two for a group.
#[target_feature(enable = "avx2,fma")]
#[allow(unsafe_code)]
pub(super) fn nearest_avx2(groups: Groups<'_>, centroids: &Prepared, batch: &mut Batch) {
    const HALF: usize = LANES / 2;
    struct Pair {
        least: __m256,
        most: __m256,
        offset: __m256i,
    }
    let pair = |a: __m256, b: __m256, offset: i32| {
        let less = _mm256_castps_si256(_mm256_cmp_ps::<_CMP_LT_OQ>(b, a));
        let offset = _mm256_blendv_epi8(_mm256_set1_epi32(offset), _mm256_set1_epi32(offset + 1), less);
        Pair { least: _mm256_min_ps(a, b), most: _mm256_max_ps(a, b), offset }
    };
    let width = centroids.width;
    let (negated, halves) = (centroids.negated.as_chunks::<TOGETHER>().0, centroids.halves.as_chunks::<TOGETHER>().0);
    let mut columns = std::mem::take(&mut batch.columns);
    columns.resize(width, [0.0; LANES]);
    for (place, packed, norm, before) in groups.each(width) {
        widen(packed, &mut columns);
        let mut best = [_mm256_set1_ps(f32::INFINITY); 2];
        let mut second = [_mm256_set1_ps(f32::INFINITY); 2];
        let mut nearest = [_mm256_setzero_si256(); 2];
        for quad in 0..halves.len() {
            let mut scores = halves[quad].map(|half| [_mm256_set1_ps(half); 2]);
            for (x, c) in columns.iter().zip(&negated[quad * width..(quad + 1) * width]) {
                // SAFETY: `x` is sixteen numbers, so eight can be read at its start and eight after them.
                let x = unsafe { [_mm256_loadu_ps(x.as_ptr()), _mm256_loadu_ps(x.as_ptr().add(HALF))] };
                for (score, c) in scores.iter_mut().zip(c) {
                    let c = _mm256_set1_ps(*c);
                    *score = [_mm256_fmadd_ps(x[0], c, score[0]), _mm256_fmadd_ps(x[1], c, score[1])];
                }
            }
            // Four scores among themselves first: one after the other against the best so far, they would outnumber the registers.
            for half in 0..2 {
                let (a, b) = (pair(scores[0][half], scores[1][half], 0), pair(scores[2][half], scores[3][half], 2));
                let less = _mm256_castps_si256(_mm256_cmp_ps::<_CMP_LT_OQ>(b.least, a.least));
                let least = _mm256_min_ps(a.least, b.least);
                let next = _mm256_min_ps(_mm256_max_ps(a.least, b.least), _mm256_min_ps(a.most, b.most));
                let offset = _mm256_blendv_epi8(a.offset, b.offset, less);
                let cluster = _mm256_add_epi32(offset, _mm256_set1_epi32((quad * TOGETHER) as i32));
                let less = _mm256_castps_si256(_mm256_cmp_ps::<_CMP_LT_OQ>(least, best[half]));
                second[half] = _mm256_min_ps(_mm256_min_ps(second[half], next), _mm256_max_ps(best[half], least));
                best[half] = _mm256_min_ps(best[half], least);
                nearest[half] = _mm256_blendv_epi8(nearest[half], cluster, less);
            }
        }
        let pad = _mm256_set1_ps(centroids.pad(norm));
        let mut squares = [pad; 2];
        for x in &columns {
            // SAFETY: as above.
            let x = unsafe { [_mm256_loadu_ps(x.as_ptr()), _mm256_loadu_ps(x.as_ptr().add(HALF))] };
            squares = [_mm256_fmadd_ps(x[0], x[0], squares[0]), _mm256_fmadd_ps(x[1], x[1], squares[1])];
        }
        let rounded = _mm256_set1_ps(centroids.rounded);
        let mut sure = [0_u32; 2];
        let mut gaps = [_mm256_setzero_ps(); 2];
        for half in 0..2 {
            let apart = _mm256_sub_ps(second[half], best[half]);
            let away = _mm256_sqrt_ps(_mm256_fmadd_ps(_mm256_set1_ps(2.0), second[half], squares[half]));
            // Of what is not a number and zero the second, zero, is the largest.
            gaps[half] =
                _mm256_max_ps(_mm256_sub_ps(_mm256_div_ps(_mm256_sub_ps(apart, pad), away), rounded), gaps[half]);
            sure[half] = _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(gaps[half], _mm256_setzero_ps())) as u32;
        }
        batch.unsure[place] = !(sure[0] | sure[1] << HALF) as u16;
        let (label, gap) = (&mut batch.labels[place], &mut batch.gaps[place]);
        // SAFETY: `before`, `label` and `gap` are sixteen numbers each, so eight lie at their start and eight after them.
        let same = unsafe {
            _mm256_storeu_ps(gap.as_mut_ptr(), gaps[0]);
            _mm256_storeu_ps(gap.as_mut_ptr().add(HALF), gaps[1]);
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
    batch.columns = columns;
}

/// Sixteen lanes a register.
#[target_feature(enable = "avx512f,avx2,fma")]
#[allow(unsafe_code)]
pub(super) fn nearest_avx512(groups: Groups<'_>, centroids: &Prepared, batch: &mut Batch) {
    let width = centroids.width;
    let (negated, halves) = (centroids.negated.as_chunks::<TOGETHER>().0, centroids.halves.as_chunks::<TOGETHER>().0);
    let mut columns = std::mem::take(&mut batch.columns);
    columns.resize(width, [0.0; LANES]);
    for (place, packed, norm, before) in groups.each(width) {
        widen(packed, &mut columns);
        let mut best = _mm512_set1_ps(f32::INFINITY);
        let mut second = _mm512_set1_ps(f32::INFINITY);
        let mut nearest = _mm512_setzero_si512();
        for quad in 0..halves.len() {
            let mut scores = halves[quad].map(|half| _mm512_set1_ps(half));
            for (x, c) in columns.iter().zip(&negated[quad * width..(quad + 1) * width]) {
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
        let pad = _mm512_set1_ps(centroids.pad(norm));
        let mut squares = pad;
        for x in &columns {
            // SAFETY: as above.
            let x = unsafe { _mm512_loadu_ps(x.as_ptr()) };
            squares = _mm512_fmadd_ps(x, x, squares);
        }
        let apart = _mm512_sub_ps(second, best);
        let away = _mm512_sqrt_ps(_mm512_fmadd_ps(_mm512_set1_ps(2.0), second, squares));
        // Of what is not a number and zero the second, zero, is the largest.
        let gaps = _mm512_sub_ps(_mm512_div_ps(_mm512_sub_ps(apart, pad), away), _mm512_set1_ps(centroids.rounded));
        let gaps = _mm512_max_ps(gaps, _mm512_setzero_ps());
        batch.unsure[place] = !_mm512_cmp_ps_mask::<_CMP_GT_OQ>(gaps, _mm512_setzero_ps());
        // SAFETY: `before`, the labels and the gaps of a group are sixteen numbers each.
        let before = unsafe {
            _mm512_storeu_ps(batch.gaps[place].as_mut_ptr(), gaps);
            _mm512_storeu_si512(batch.labels[place].as_mut_ptr().cast(), nearest);
            _mm512_loadu_si512(before.as_ptr().cast())
        };
        batch.moved[place] = _mm512_cmpneq_epi32_mask(nearest, before);
    }
    batch.columns = columns;
}
