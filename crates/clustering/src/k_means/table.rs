//! Points as Lloyd's rounds see them: cut into pieces, each with its labels and what its points add to the sums.

use super::kernel::{self, BATCH, Batch, Instructions};
use super::labels::{UNLABELLED, decide_unsure, label_exactly};
use super::packed::{Frame, LANES, Packed, Prepared};
use super::survey::{Survey, check_shape, mean_variance, survey};
use super::totals::{Totals, move_points};
use crate::distance::{squared_observed, wide};
use crate::error::ClusterError;
use crate::threads::{ROWS_A_PIECE, Sweep, for_each_piece};
use linfa::Float;

/// Points with their labels.
pub(crate) struct Table<'a, F> {
    pub(crate) values: &'a [F],
    pub(crate) width: usize,
    pub(crate) weights: Option<&'a [f64]>,
    pub(crate) threads: usize,
    pub(crate) survey: Survey,
    frame: Frame,
    pieces: Vec<Piece>,
    instructions: Instructions,
    totals: Totals,
    sweep: Sweep,
}

/// Consecutive points.
struct Piece {
    first: usize,
    len: usize,
    /// One a point, filled up to whole groups.
    labels: Vec<[u32; LANES]>,
    packed: Option<Packed>,
    /// Of all points of the piece, or of those that moved since the last round.
    sums: Totals,
    inertia: f64,
}

impl<'a, F: Float> Table<'a, F> {
    /// Looks the points over, and packs them where nothing is missing.
    pub(crate) fn new(
        values: &'a [F],
        width: usize,
        weights: Option<&'a [f64]>,
        clusters: usize,
        threads: usize,
    ) -> Result<Self, ClusterError> {
        let rows = check_shape(values.len(), width, weights, clusters)?;
        let survey = survey(values, width, weights, threads)?;
        let frame = Frame::new(&survey.means, survey.reach);
        let masses = if survey.gaps { clusters * width } else { clusters };
        let totals = Totals { sums: vec![0.0; clusters * width], masses: vec![0.0; masses], changed: 0 };
        let pieces = (0..rows).step_by(ROWS_A_PIECE).map(|first| Piece {
            first,
            len: ROWS_A_PIECE.min(rows - first),
            labels: vec![[UNLABELLED; LANES]; ROWS_A_PIECE.min(rows - first).div_ceil(LANES)],
            packed: None,
            sums: totals.clone(),
            inertia: 0.0,
        });
        let mut pieces: Vec<Piece> = pieces.collect();
        if !survey.gaps {
            for_each_piece(&mut pieces, threads, Sweep::Forth, |piece| {
                let rows = &values[piece.first * width..(piece.first + piece.len) * width];
                piece.packed = Some(Packed::new(rows, &frame));
            });
        }
        let instructions = Instructions::best();
        Ok(Self { values, width, weights, threads, survey, frame, pieces, instructions, totals, sweep: Sweep::Forth })
    }

    /// How many points.
    pub(crate) fn rows(&self) -> usize {
        self.values.len() / self.width
    }

    /// Coordinates of a point.
    #[inline]
    pub(crate) fn row(&self, row: usize) -> &'a [F] {
        &self.values[row * self.width..(row + 1) * self.width]
    }

    /// A point with its missing coordinates at the column's mean.
    pub(crate) fn filled(&self, row: usize) -> Vec<f64> {
        let means = &self.survey.means;
        self.row(row).iter().zip(means).map(|(x, mean)| if x.is_nan() { *mean } else { wide(*x) }).collect()
    }

    /// Mean over columns of the variance.
    pub(crate) fn mean_variance(&self) -> f64 {
        mean_variance(self.values, self.width, self.weights, self.threads, &self.survey.means)
    }

    /// What a point counts.
    #[inline]
    pub(crate) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |w| w[row])
    }

    /// Forgets all labels, before another run.
    pub(crate) fn forget(&mut self) {
        self.totals.clear();
        for piece in &mut self.pieces {
            piece.labels.fill([UNLABELLED; LANES]);
        }
    }

    /// Gives each point to its nearest centroid (rows of `centroids`) and brings the sums up to date.
    ///
    /// Unweighted complete points touch the sums only when they change cluster; adding and taking away whole points leaves
    /// the masses exact. With weights or gaps that would leave dust in a cluster that lost everybody, so all is summed anew.
    pub(crate) fn assign(&mut self, centroids: &[f64]) -> &Totals {
        let anew = self.survey.gaps || self.weights.is_some();
        let (values, width, weights, instructions) = (self.values, self.width, self.weights, self.instructions);
        let gaps = self.survey.gaps;
        let prepared = Prepared::new(centroids, &self.frame);
        self.sweep = if self.sweep == Sweep::Forth { Sweep::Back } else { Sweep::Forth };
        for_each_piece(&mut self.pieces, self.threads, self.sweep, |piece| {
            let points = &values[piece.first * width..(piece.first + piece.len) * width];
            piece.sums.clear();
            if let Some(packed) = &piece.packed {
                let mut batch = Batch::new();
                let batches = packed.groups.chunks(BATCH * LANES * width).zip(packed.norms.chunks(BATCH));
                for ((place, packed), labels) in batches.enumerate().zip(piece.labels.chunks_mut(BATCH)) {
                    kernel::nearest(instructions, packed, &prepared, labels, &mut batch);
                    let points = &points[place * BATCH * LANES * width..];
                    decide_unsure(&mut batch, labels, points, centroids, width);
                    move_points(&mut piece.sums, &batch, labels, points, width, !anew);
                }
            } else {
                piece.sums.changed = label_exactly(points, centroids, width, &mut piece.labels);
            }
            if anew {
                let labels = piece.labels.as_flattened();
                for (offset, (point, label)) in points.chunks_exact(width).zip(labels).enumerate() {
                    let weight = weights.map_or(1.0, |w| w[piece.first + offset]);
                    piece.sums.add_point(point, *label as usize, weight, gaps);
                }
            }
        });
        if anew {
            self.totals.clear();
        }
        self.totals.changed = 0;
        for piece in &self.pieces {
            self.totals.add(&piece.sums);
        }
        &self.totals
    }

    /// Sum over points of weight times squared distance to the centroid of their label.
    pub(crate) fn inertia(&mut self, centroids: &[f64]) -> f64 {
        let (values, width, weights, gaps) = (self.values, self.width, self.weights, self.survey.gaps);
        for_each_piece(&mut self.pieces, self.threads, self.sweep, |piece| {
            let points = &values[piece.first * width..(piece.first + piece.len) * width];
            let mut copy = vec![0.0; width];
            piece.inertia = 0.0;
            let labels = piece.labels.as_flattened();
            for (offset, (point, label)) in points.chunks_exact(width).zip(labels).enumerate() {
                let centroid = &centroids[*label as usize * width..(*label as usize + 1) * width];
                let distance = if gaps {
                    copy.iter_mut().zip(point).for_each(|(to, x)| *to = wide(*x));
                    squared_observed(&copy, centroid)
                } else {
                    point.iter().zip(centroid).map(|(x, c)| (wide(*x) - c) * (wide(*x) - c)).sum()
                };
                piece.inertia += weights.map_or(1.0, |w| w[piece.first + offset]) * distance;
            }
        });
        self.pieces.iter().map(|piece| piece.inertia).sum()
    }

    /// Squared distance of a point to a centroid.
    pub(crate) fn distance(&self, row: usize, centroid: &[f64]) -> f64 {
        let point: Vec<f64> = self.row(row).iter().map(|x| wide(*x)).collect();
        squared_observed(&point, centroid)
    }

    /// The label of each point.
    pub(crate) fn labels(&self) -> Vec<u32> {
        let labels = self.pieces.iter().flat_map(|piece| &piece.labels.as_flattened()[..piece.len]);
        labels.copied().collect()
    }

    /// Runs on these instructions from now on.
    #[cfg(test)]
    pub(crate) fn on(mut self, instructions: Instructions) -> Self {
        self.instructions = instructions;
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{KMeansParams, lloyd};
    use super::*;
    use linfa::ParamGuard;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256Plus;

    /// Points of which many are as far from one centroid as from another, to the last bit or nearly.
    fn points_near_ties(width: usize) -> (Vec<f64>, Vec<f64>) {
        let mut rng = Xoshiro256Plus::seed_from_u64(7);
        let clusters = 6;
        let centroids: Vec<f64> = (0..clusters * width).map(|_| f64::from(rng.gen_range(-8..8)) + 1000.0).collect();
        let mut values = Vec::new();
        for row in 0..3000 {
            let (a, b) = (rng.gen_range(0..clusters) * width, rng.gen_range(0..clusters) * width);
            for column in 0..width {
                let middle = f64::midpoint(centroids[a + column], centroids[b + column]);
                let nudge = if row % 3 == 0 { 0.0 } else { rng.gen_range(-1e-6..1e-6) };
                values.push(if row % 5 == 0 { rng.gen_range(990.0..1010.0) } else { middle + nudge });
            }
        }
        (values, centroids)
    }

    #[test]
    fn all_instructions_give_the_labels_of_the_exact_distance() {
        for width in [1, 2, 3, 10, 17] {
            let (values, centroids) = points_near_ties(width);
            let mut expected = vec![[0; LANES]; 188];
            label_exactly(&values, &centroids, width, &mut expected);
            let expected = &expected.as_flattened()[..3000];
            for instructions in Instructions::available() {
                let mut table = Table::new(&values, width, None, 6, 1).unwrap().on(instructions);
                table.assign(&centroids);
                assert!(table.labels() == expected, "{instructions:?} on {width} columns");
            }
        }
    }

    #[test]
    fn whole_runs_are_the_same_to_the_last_bit_on_all_instructions() {
        let (values, centroids) = points_near_ties(5);
        let params = KMeansParams::new(6).tolerance(0.0);
        let run = |instructions| {
            let mut table = Table::new(&values, 5, None, 6, 2).unwrap().on(instructions);
            lloyd::one_run(params.check_ref().unwrap(), &mut table, centroids.clone()).unwrap()
        };
        let baseline = run(Instructions::Baseline);
        assert!(baseline.iterations > 3);
        for instructions in Instructions::available() {
            let fitted = run(instructions);
            assert_eq!(fitted.labels, baseline.labels);
            assert_eq!(fitted.inertia.to_bits(), baseline.inertia.to_bits(), "{instructions:?}");
            assert_eq!(fitted.centroids, baseline.centroids);
        }
    }

    #[test]
    fn few_points_need_the_exact_distance() {
        // Of ordinary points hardly any is too close to call, or the packed numbers would be for nothing.
        let mut rng = Xoshiro256Plus::seed_from_u64(3);
        let values: Vec<f64> = (0..160_000).map(|_| rng.r#gen()).collect();
        let survey = survey(&values, 10, None, 1).unwrap();
        let frame = Frame::new(&survey.means, survey.reach);
        let packed = Packed::new(&values, &frame);
        let prepared = Prepared::new(&values[..80], &frame);
        let batches = packed.groups.chunks(BATCH * LANES * 10).zip(packed.norms.chunks(BATCH));
        let mut batch = Batch::new();
        let mut close = 0;
        for batch_of in batches {
            kernel::nearest(Instructions::best(), batch_of, &prepared, &[[0; LANES]; BATCH], &mut batch);
            close += batch.unsure[..batch_of.1.len()].iter().map(|bits| bits.count_ones()).sum::<u32>();
        }
        assert!(close < 16, "{close} of 16,000");
    }
}
