//! Prototypes while they move: sums, counts, and the distance of a point to all of them at once.

use super::KPrototypesValidParams;
use crate::error::{ClusterError, parameter, same_length};

/// Codes are counted in a list from 0, so they must not be numbers of another kind.
const MOST_CODES: u32 = 1 << 16;

/// The points in rows, and what a difference counts.
pub(crate) struct MixedTable<'a> {
    pub(crate) numeric: &'a [f64],
    pub(crate) categories: &'a [u32],
    pub(crate) numeric_width: usize,
    pub(crate) categorical_width: usize,
    pub(crate) rows: usize,
    pub(crate) weights: Option<&'a [f64]>,
    /// Weight of each numeric column.
    pub(crate) numeric_weights: Vec<f64>,
    /// Gamma times the weight of each categorical column.
    pub(crate) mismatch: Vec<f64>,
    pub(crate) gamma: f64,
    /// Codes of each categorical column: from 0 to here.
    pub(crate) levels: Vec<usize>,
    /// Where the codes of each categorical column begin when those of all columns stand in one list; then its length.
    firsts: Vec<usize>,
    /// Whether all numeric columns count 1.
    plain: bool,
}

impl<'a> MixedTable<'a> {
    /// Checks weights against the columns and settles gamma.
    pub(crate) fn new(
        params: &KPrototypesValidParams,
        numeric: (&'a [f64], usize),
        categorical: (&'a [u32], usize),
        rows: usize,
        weights: Option<&'a [f64]>,
    ) -> Result<Self, ClusterError> {
        let ((numeric, numeric_width), (categories, categorical_width)) = (numeric, categorical);
        let mut counting = rows;
        if let Some(weights) = weights {
            same_length("weights", weights.len(), rows)?;
            if let Some(row) = weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
                return Err(ClusterError::Weight { row, value: weights[row] });
            }
            counting = weights.iter().filter(|w| **w > 0.0).count();
        }
        if counting < params.clusters {
            return Err(ClusterError::TooFewPoints { points: counting, clusters: params.clusters });
        }
        if let Some(code) = categories.iter().find(|code| **code >= MOST_CODES) {
            return Err(parameter("a category code", code, "a code below 65536"));
        }
        let gamma = params.gamma.unwrap_or_else(|| half_mean_deviation(numeric, numeric_width, weights));
        let numeric_weights = params.numeric_weights.clone().unwrap_or_else(|| vec![1.0; numeric_width]);
        same_length("the list of numeric feature weights", numeric_weights.len(), numeric_width)?;
        let categorical_weights = params.categorical_weights.clone().unwrap_or_else(|| vec![1.0; categorical_width]);
        same_length("the list of categorical feature weights", categorical_weights.len(), categorical_width)?;
        let plain = numeric_weights.iter().all(|w| w.to_bits() == 1.0_f64.to_bits());
        let highest = |column| categories.iter().skip(column).step_by(categorical_width).max().copied();
        let levels: Vec<usize> =
            (0..categorical_width).map(|c| highest(c).map_or(0, |code| code as usize + 1)).collect();
        let mut firsts = vec![0];
        for levels in &levels {
            firsts.push(firsts[firsts.len() - 1] + levels);
        }
        Ok(Self {
            numeric,
            categories,
            numeric_width,
            categorical_width,
            rows,
            weights,
            numeric_weights,
            mismatch: categorical_weights.iter().map(|w| gamma * w).collect(),
            gamma,
            levels,
            firsts,
            plain,
        })
    }

    pub(crate) fn numbers(&self, row: usize) -> &'a [f64] {
        &self.numeric[row * self.numeric_width..(row + 1) * self.numeric_width]
    }

    pub(crate) fn codes(&self, row: usize) -> &'a [u32] {
        &self.categories[row * self.categorical_width..(row + 1) * self.categorical_width]
    }

    pub(crate) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |w| w[row])
    }

    /// Mixed distance of a point to one prototype.
    pub(crate) fn distance(&self, row: usize, numbers: &[f64], codes: &[u32]) -> f64 {
        mixed_distance(self.numbers(row), self.codes(row), numbers, codes, &self.numeric_weights, &self.mismatch)
    }
}

/// Squared differences times their weight, then what each differing category counts.
pub(crate) fn mixed_distance(
    a: &[f64],
    a_codes: &[u32],
    b: &[f64],
    b_codes: &[u32],
    weights: &[f64],
    mismatch: &[f64],
) -> f64 {
    let numbers: f64 = a.iter().zip(b).zip(weights).map(|((a, b), w)| w * (a - b) * (a - b)).sum();
    let codes = a_codes.iter().zip(b_codes).zip(mismatch);
    numbers + codes.map(|((a, b), counts)| if a == b { 0.0 } else { *counts }).sum::<f64>()
}

/// Half the mean standard deviation (weighted, ddof 0) of the numeric columns; 1 where there are none.
fn half_mean_deviation(numeric: &[f64], width: usize, weights: Option<&[f64]>) -> f64 {
    if width == 0 || numeric.is_empty() {
        return 1.0;
    }
    let weight = |row: usize| weights.map_or(1.0, |w| w[row]);
    let total: f64 = (0..numeric.len() / width).map(weight).sum();
    let deviation = |column: usize| {
        let column = || numeric.iter().skip(column).step_by(width).enumerate();
        let mean = column().map(|(row, x)| weight(row) * x).sum::<f64>() / total;
        (column().map(|(row, x)| weight(row) * (x - mean) * (x - mean)).sum::<f64>() / total).sqrt()
    };
    0.5 * (0..width).map(deviation).sum::<f64>() / width as f64
}

/// Prototypes side by side (column by column, one number a cluster), so that a point meets all of them in one sweep.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prototypes {
    pub(crate) clusters: usize,
    /// Numeric columns by clusters, filled up to a multiple of `SIDE_BY_SIDE`.
    means: Vec<[f64; SIDE_BY_SIDE]>,
    /// Categorical columns by clusters, filled up likewise.
    modes: Vec<[u32; SIDE_BY_SIDE]>,
    /// What each code of each column counts against each cluster: nothing where it is the mode.
    against: Vec<[f64; SIDE_BY_SIDE]>,
}

/// Prototypes in one block.
pub(crate) const SIDE_BY_SIDE: usize = 8;

impl Prototypes {
    /// Room for prototypes, all at zero.
    pub(crate) fn zero(table: &MixedTable<'_>, clusters: usize) -> Self {
        let blocks = clusters.div_ceil(SIDE_BY_SIDE);
        let mut against = Vec::new();
        for _ in 0..blocks {
            for (levels, counts) in table.levels.iter().zip(&table.mismatch) {
                // Code 0 is the mode that everybody has at first.
                against.push([0.0; SIDE_BY_SIDE]);
                against.extend(std::iter::repeat_n([*counts; SIDE_BY_SIDE], levels - 1));
            }
        }
        Self {
            clusters,
            means: vec![[0.0; SIDE_BY_SIDE]; blocks * table.numeric_width],
            modes: vec![[0; SIDE_BY_SIDE]; blocks * table.categorical_width],
            against,
        }
    }

    /// The mean of one cluster in one numeric column.
    pub(crate) fn mean_mut(&mut self, table: &MixedTable<'_>, cluster: usize, column: usize) -> &mut f64 {
        &mut self.means[cluster / SIDE_BY_SIDE * table.numeric_width + column][cluster % SIDE_BY_SIDE]
    }

    /// The mode of one cluster in one categorical column.
    pub(crate) fn mode(&self, table: &MixedTable<'_>, cluster: usize, column: usize) -> u32 {
        self.modes[cluster / SIDE_BY_SIDE * table.categorical_width + column][cluster % SIDE_BY_SIDE]
    }

    /// Makes a code the mode of one cluster in one categorical column.
    pub(crate) fn set_mode(&mut self, table: &MixedTable<'_>, cluster: usize, column: usize, code: u32) {
        let (block, lane) = (cluster / SIDE_BY_SIDE, cluster % SIDE_BY_SIDE);
        let mode = &mut self.modes[block * table.categorical_width + column][lane];
        let first = block * table.firsts[table.categorical_width] + table.firsts[column];
        self.against[first + *mode as usize][lane] = table.mismatch[column];
        self.against[first + code as usize][lane] = 0.0;
        *mode = code;
    }

    /// Puts a prototype on a point.
    pub(crate) fn put_on(&mut self, table: &MixedTable<'_>, cluster: usize, row: usize) {
        for (column, x) in table.numbers(row).iter().enumerate() {
            *self.mean_mut(table, cluster, column) = *x;
        }
        for (column, code) in table.codes(row).iter().enumerate() {
            self.set_mode(table, cluster, column, *code);
        }
    }

    /// Means and modes, one list a cluster.
    pub(crate) fn by_cluster(mut self, table: &MixedTable<'_>) -> (Vec<Vec<f64>>, Vec<Vec<u32>>) {
        let clusters = 0..self.clusters;
        let modes = |k| (0..table.categorical_width).map(|column| self.mode(table, k, column)).collect();
        let modes = clusters.clone().map(modes).collect();
        let means = clusters.map(|k| (0..table.numeric_width).map(|j| *self.mean_mut(table, k, j)).collect());
        (means.collect(), modes)
    }

    /// The nearest prototype of a point, the first of equally near ones, and the distance to it.
    #[inline]
    pub(crate) fn nearest(&self, table: &MixedTable<'_>, row: usize) -> (usize, f64) {
        let (numbers, codes) = (table.numbers(row), table.codes(row));
        let all_codes = table.firsts[table.categorical_width];
        let mut best = (0, f64::INFINITY);
        for block in 0..self.clusters.div_ceil(SIDE_BY_SIDE) {
            let mut away = [0.0_f64; SIDE_BY_SIDE];
            let means = self.means[block * table.numeric_width..].iter().zip(numbers);
            if table.plain {
                for (means, x) in means {
                    for (away, mean) in away.iter_mut().zip(means) {
                        *away += (x - mean) * (x - mean);
                    }
                }
            } else {
                for ((means, x), weight) in means.zip(&table.numeric_weights) {
                    for (away, mean) in away.iter_mut().zip(means) {
                        *away += weight * (x - mean) * (x - mean);
                    }
                }
            }
            let mut differing = [0.0_f64; SIDE_BY_SIDE];
            let against = &self.against[block * all_codes..(block + 1) * all_codes];
            for (code, first) in codes.iter().zip(&table.firsts) {
                for (differing, counts) in differing.iter_mut().zip(&against[first + *code as usize]) {
                    *differing += counts;
                }
            }
            let here = self.clusters - block * SIDE_BY_SIDE;
            for (lane, (away, differing)) in away.iter_mut().zip(differing).enumerate() {
                *away = if lane < here { *away + differing } else { f64::INFINITY };
            }
            let least = away.iter().fold(f64::INFINITY, |least, away| if *away < least { *away } else { least });
            // Without a branch to guess: a bit for each prototype at the least distance, of which the first counts.
            let bits = away.iter().enumerate().map(|(lane, away)| u32::from(*away <= least) << lane);
            let lane = bits.fold(0, |bits, bit| bits | bit).trailing_zeros() as usize;
            if least < best.1 {
                best = (block * SIDE_BY_SIDE + lane, least);
            }
        }
        best
    }
}
