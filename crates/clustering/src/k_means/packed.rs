//! Points in single precision, sixteen side by side, around their mean: what the rounds of Lloyd read instead of the records.
//!
//! The nearest centroid has the least `|c|^2 / 2 - x.c`. In single precision that least may be wrong by a little; how much at
//! most is known beforehand, and a point whose two best are closer than that is decided by the exact distance in `f64`. So
//! labels are those of plain `f64` arithmetic, whichever instructions the machine has.

use crate::distance::wide;
use linfa::Float;

/// Points side by side: one register of AVX-512, two of AVX2, four of the baseline.
pub(crate) const LANES: usize = 16;

/// Centroids scored in one sweep over a group of points.
pub(crate) const TOGETHER: usize = 4;

/// Origin and unit of the packed numbers.
pub(crate) struct Frame {
    origin: Vec<f64>,
    /// A power of two, so that scaling rounds nothing.
    scale: f64,
}

impl Frame {
    /// A frame in which coordinates up to `reach` from `means` are of the order of one.
    pub(crate) fn new(means: &[f64], reach: f64) -> Self {
        let scale = if reach > 0.0 { (-reach.log2().floor().clamp(-1000.0, 1000.0)).exp2() } else { 1.0 };
        Self { origin: means.to_vec(), scale }
    }
}

/// Groups of sixteen points, each group column by column; the last group is filled up with the origin.
pub(crate) struct Packed {
    /// `groups * width * LANES` numbers.
    pub(crate) groups: Vec<f32>,
    /// Largest length of a point of each group.
    pub(crate) norms: Vec<f32>,
}

impl Packed {
    /// Packs rows of complete points.
    pub(crate) fn new<F: Float>(rows: &[F], frame: &Frame) -> Self {
        let width = frame.origin.len();
        let points = rows.len() / width;
        let mut groups = vec![0.0_f32; points.div_ceil(LANES) * width * LANES];
        let mut norms = Vec::with_capacity(points.div_ceil(LANES));
        for (group, rows) in groups.chunks_exact_mut(width * LANES).zip(rows.chunks(width * LANES)) {
            let mut squares = [0.0_f32; LANES];
            for (column, (lanes, origin)) in group.as_chunks_mut::<LANES>().0.iter_mut().zip(&frame.origin).enumerate()
            {
                let coordinates = rows[column..].iter().step_by(width);
                for ((lane, x), square) in lanes.iter_mut().zip(coordinates).zip(&mut squares) {
                    *lane = ((wide(*x) - origin) * frame.scale) as f32;
                    *square += *lane * *lane;
                }
            }
            norms.push(squares.into_iter().fold(0.0, f32::max).sqrt());
        }
        Self { groups, norms }
    }
}

/// Centroids as the kernel reads them.
pub(crate) struct Prepared {
    pub(crate) width: usize,
    /// Negated coordinates: for each `TOGETHER` centroids, column by column; filled up with centroids nobody is near to.
    pub(crate) negated: Vec<f32>,
    /// Half the squared length of each centroid.
    pub(crate) halves: Vec<f32>,
    /// Two scores closer than `margin + slope * norm` are not told apart.
    pub(crate) margin: f32,
    pub(crate) slope: f32,
}

impl Prepared {
    /// Prepares centroids in rows.
    ///
    /// The margin: with u = 2^-24, a score of d products added to one start in any order, fused or not, is off by at most
    /// (d + 1) u (H + X C) to first order, H the largest half square, X and C the longest point and centroid; rounding x, c
    /// and H to single precision adds 2 u X C + u H (Higham 2002, section 3.1). Twice that for a difference, and the rest
    /// of the factor 2 (d + 8) for second-order terms and for this computation's own rounding.
    pub(crate) fn new(centroids: &[f64], frame: &Frame) -> Self {
        let width = frame.origin.len();
        let clusters = centroids.len() / width;
        let filled = clusters.next_multiple_of(TOGETHER);
        let mut negated = vec![0.0_f32; filled * width];
        let mut halves = vec![f32::INFINITY; filled];
        let (mut longest, mut largest) = (0.0_f64, 0.0_f64);
        for (cluster, centroid) in centroids.chunks_exact(width).enumerate() {
            let mut square = 0.0;
            for (column, (c, origin)) in centroid.iter().zip(&frame.origin).enumerate() {
                let coordinate = (c - origin) * frame.scale;
                square += coordinate * coordinate;
                let place = ((cluster / TOGETHER) * width + column) * TOGETHER + cluster % TOGETHER;
                negated[place] = -coordinate as f32;
            }
            halves[cluster] = (square / 2.0) as f32;
            longest = longest.max(square.sqrt());
            largest = largest.max(square / 2.0);
        }
        let unit = 2.0 * (width + 8) as f64 * f64::from(f32::EPSILON) / 2.0;
        let tiny = f64::from(f32::MIN_POSITIVE) * (width + 8) as f64;
        // Far beyond the points single precision says nothing: every point is then decided exactly.
        let margin = if longest < 1e15 { (unit * largest + tiny) as f32 } else { f32::INFINITY };
        Self { width, negated, halves, margin, slope: (unit * longest) as f32 }
    }
}
