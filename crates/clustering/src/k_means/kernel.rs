//! The nearest centroid of each packed point, on the widest instructions this machine has.
//!
//! One body is compiled three times. The baseline must not fuse: `f32::mul_add` without the instruction is a library call and
//! some forty times slower. The bodies may differ in the last bits of a score; [`super::packed`] says why labels do not.

use super::packed::{LANES, Packed, Prepared, TOGETHER};

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

/// Writes the nearest centroid of each point, sixteen a group, and for each group whether a point of it is too close to call.
#[allow(unsafe_code)]
pub(crate) fn nearest(
    instructions: Instructions,
    points: &Packed,
    centroids: &Prepared,
    labels: &mut [[u32; LANES]],
    unsure: &mut [u32],
) {
    match instructions {
        Instructions::Baseline => nearest_body::<false>(points, centroids, labels, unsure),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => {
            assert!(
                is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
                "this machine has no AVX2 with FMA"
            );
            // SAFETY: the line above has made sure that this machine has both features.
            unsafe { nearest_avx2(points, centroids, labels, unsure) }
        }
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => {
            assert!(
                is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma"),
                "this machine has no AVX-512"
            );
            // SAFETY: the line above has made sure that this machine has the features.
            unsafe { nearest_avx512(points, centroids, labels, unsure) }
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn nearest_avx2(points: &Packed, centroids: &Prepared, labels: &mut [[u32; LANES]], unsure: &mut [u32]) {
    nearest_body::<true>(points, centroids, labels, unsure);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx2,fma")]
fn nearest_avx512(points: &Packed, centroids: &Prepared, labels: &mut [[u32; LANES]], unsure: &mut [u32]) {
    nearest_body::<true>(points, centroids, labels, unsure);
}

// It has to become part of its callers, or it would be compiled for the baseline only.
#[allow(clippy::inline_always)]
#[inline(always)]
fn nearest_body<const FUSED: bool>(
    points: &Packed,
    centroids: &Prepared,
    labels: &mut [[u32; LANES]],
    unsure: &mut [u32],
) {
    let width = centroids.width;
    let groups = points.groups.chunks_exact(width * LANES).zip(&points.norms);
    for (((group, norm), label), unsure) in groups.zip(labels).zip(unsure) {
        let columns = group.as_chunks::<LANES>().0;
        let mut best = [f32::INFINITY; LANES];
        let mut second = [f32::INFINITY; LANES];
        let mut nearest = [0_u32; LANES];
        let quads = centroids.negated.as_chunks::<TOGETHER>().0.chunks_exact(width);
        for (quad, (negated, halves)) in quads.zip(centroids.halves.as_chunks::<TOGETHER>().0).enumerate() {
            let mut scores = [[0.0_f32; LANES]; TOGETHER];
            for (score, half) in scores.iter_mut().zip(halves) {
                *score = [*half; LANES];
            }
            for (x, c) in columns.iter().zip(negated) {
                for (score, c) in scores.iter_mut().zip(c) {
                    for lane in 0..LANES {
                        score[lane] = if FUSED { x[lane].mul_add(*c, score[lane]) } else { score[lane] + x[lane] * c };
                    }
                }
            }
            for (offset, score) in scores.iter().enumerate() {
                let cluster = (quad * TOGETHER + offset) as u32;
                for lane in 0..LANES {
                    let (s, b) = (score[lane], best[lane]);
                    let less = s < b;
                    let worse = if less { b } else { s };
                    second[lane] = if worse < second[lane] { worse } else { second[lane] };
                    best[lane] = if less { s } else { b };
                    nearest[lane] = if less { cluster } else { nearest[lane] };
                }
            }
        }
        let margin = centroids.margin + centroids.slope * norm;
        let mut close = [0_u32; LANES];
        for lane in 0..LANES {
            // Asked this way round, what is not a number counts as close.
            let sure = second[lane] - best[lane] > margin;
            close[lane] = u32::from(!sure);
        }
        *unsure = close.iter().sum();
        *label = nearest;
        if *unsure > 0 {
            *unsure = (0..LANES).map(|lane| close[lane] << lane).sum();
        }
    }
}
