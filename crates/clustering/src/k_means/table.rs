//! Points as Lloyd's rounds see them: cut into pieces, each with its labels and what its points add to the sums.

use super::kernel::{self, Instructions};
use super::packed::{Frame, LANES, Packed, Prepared};
use super::survey::{Survey, check_shape, survey};
use crate::distance::{nearest_of, squared_observed, wide};
use crate::error::ClusterError;
use crate::threads::{ROWS_A_PIECE, for_each_piece};
use linfa::Float;

/// No cluster yet.
const UNLABELLED: u32 = u32::MAX;

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
}

/// Consecutive points.
struct Piece {
    first: usize,
    labels: Vec<u32>,
    packed: Option<Packed>,
    /// Of all points of the piece, or of those that moved since the last round.
    sums: Totals,
    inertia: f64,
}

/// Sums over points from which centroids are made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Totals {
    /// Weighted sum of the coordinates, one row a cluster.
    pub(crate) sums: Vec<f64>,
    /// Weight behind each of these sums: one number a coordinate where some are missing, else one a cluster.
    pub(crate) masses: Vec<f64>,
    /// Points whose label changed in the last round.
    pub(crate) changed: usize,
}

impl Totals {
    fn clear(&mut self) {
        self.sums.fill(0.0);
        self.masses.fill(0.0);
        self.changed = 0;
    }

    fn add(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(to, from)| *to += from);
        self.masses.iter_mut().zip(&other.masses).for_each(|(to, from)| *to += from);
        self.changed += other.changed;
    }

    /// Adds a point `times` (its weight, or minus that) to a cluster, over what is observed.
    #[inline]
    pub(crate) fn add_point<F: Float>(&mut self, point: &[F], cluster: usize, times: f64, gaps: bool) {
        let width = point.len();
        let sums = &mut self.sums[cluster * width..(cluster + 1) * width];
        if gaps {
            let masses = &mut self.masses[cluster * width..(cluster + 1) * width];
            for ((sum, mass), x) in sums.iter_mut().zip(masses).zip(point) {
                if !x.is_nan() {
                    *sum += times * wide(*x);
                    *mass += times;
                }
            }
        } else {
            self.masses[cluster] += times;
            for (sum, x) in sums.iter_mut().zip(point) {
                *sum += times * wide(*x);
            }
        }
    }
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
            labels: vec![UNLABELLED; ROWS_A_PIECE.min(rows - first)],
            packed: None,
            sums: totals.clone(),
            inertia: 0.0,
        });
        let mut pieces: Vec<Piece> = pieces.collect();
        if !survey.gaps {
            for_each_piece(&mut pieces, threads, |piece| {
                let rows = &values[piece.first * width..(piece.first + piece.labels.len()) * width];
                piece.packed = Some(Packed::new(rows, &frame));
            });
        }
        let instructions = Instructions::best();
        Ok(Self { values, width, weights, threads, survey, frame, pieces, instructions, totals })
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

    /// What a point counts.
    #[inline]
    pub(crate) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |w| w[row])
    }

    /// Forgets all labels, before another run.
    pub(crate) fn forget(&mut self) {
        self.totals.clear();
        for piece in &mut self.pieces {
            piece.labels.fill(UNLABELLED);
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
        for_each_piece(&mut self.pieces, self.threads, |piece| {
            let points = &values[piece.first * width..(piece.first + piece.labels.len()) * width];
            let labels = match &piece.packed {
                Some(packed) => labels_of_packed(instructions, packed, &prepared, points, centroids),
                None => labels_of(points, width, centroids),
            };
            piece.sums.clear();
            if anew {
                for (offset, (new, old)) in labels.iter().zip(&piece.labels).enumerate() {
                    let weight = weights.map_or(1.0, |w| w[piece.first + offset]);
                    piece.sums.add_point(&points[offset * width..(offset + 1) * width], *new as usize, weight, gaps);
                    piece.sums.changed += usize::from(new != old);
                }
            } else {
                count_moves(&mut piece.sums, points, width, &piece.labels, &labels);
            }
            piece.labels = labels;
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
        for_each_piece(&mut self.pieces, self.threads, |piece| {
            let points = &values[piece.first * width..(piece.first + piece.labels.len()) * width];
            let mut copy = vec![0.0; width];
            piece.inertia = 0.0;
            for (offset, (point, label)) in points.chunks_exact(width).zip(&piece.labels).enumerate() {
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
        self.pieces.iter().flat_map(|piece| &piece.labels).copied().collect()
    }

    /// Runs on these instructions from now on.
    #[cfg(test)]
    pub(crate) fn on(mut self, instructions: Instructions) -> Self {
        self.instructions = instructions;
        self
    }
}

/// Labels by exact distance, over what is observed.
fn labels_of<F: Float>(points: &[F], width: usize, centroids: &[f64]) -> Vec<u32> {
    let mut copy = vec![0.0; width];
    let label = |point: &[F]| {
        copy.iter_mut().zip(point).for_each(|(to, x)| *to = wide(*x));
        nearest_of(&copy, centroids).0 as u32
    };
    points.chunks_exact(width).map(label).collect()
}

/// Labels by the packed numbers, and by exact distance where these are too close to call.
fn labels_of_packed<F: Float>(
    instructions: Instructions,
    packed: &Packed,
    prepared: &Prepared,
    points: &[F],
    centroids: &[f64],
) -> Vec<u32> {
    let width = prepared.width;
    let mut labels = vec![[0_u32; LANES]; packed.norms.len()];
    let mut unsure = vec![0_u32; packed.norms.len()];
    kernel::nearest(instructions, packed, prepared, &mut labels, &mut unsure);
    let mut labels = labels.into_flattened();
    labels.truncate(points.len() / width);
    for (group, mask) in unsure.iter().enumerate().filter(|(_, mask)| **mask > 0) {
        for row in (0..LANES).filter(|lane| mask >> lane & 1 == 1).map(|lane| group * LANES + lane) {
            if let Some(label) = labels.get_mut(row) {
                *label = labels_of(&points[row * width..(row + 1) * width], width, centroids)[0];
            }
        }
    }
    labels
}

/// Takes points that changed cluster out of the old sum and into the new one.
fn count_moves<F: Float>(sums: &mut Totals, points: &[F], width: usize, old: &[u32], new: &[u32]) {
    for (block, (old, new)) in old.chunks(LANES).zip(new.chunks(LANES)).enumerate() {
        if old == new {
            continue;
        }
        for (offset, (old, new)) in old.iter().zip(new).enumerate().filter(|(_, (old, new))| old != new) {
            let row = block * LANES + offset;
            let point = &points[row * width..(row + 1) * width];
            sums.changed += 1;
            sums.add_point(point, *new as usize, 1.0, false);
            if *old != UNLABELLED {
                sums.add_point(point, *old as usize, -1.0, false);
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
            let expected = labels_of(&values, width, &centroids);
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
        let mut labels = vec![[0; LANES]; 1000];
        let mut unsure = vec![0; 1000];
        kernel::nearest(Instructions::best(), &packed, &prepared, &mut labels, &mut unsure);
        let close: u32 = unsure.iter().map(|mask| mask.count_ones()).sum();
        assert!(close < 16, "{close} of 16,000");
    }
}
