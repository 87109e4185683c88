//! Points in whole numbers of sixteen bits, sixteen points side by side, around their mean: what the rounds of Lloyd read instead
//! of the records, in a quarter of the room. Rounds are bound by memory, so what is read more often should be small.
//!
//! The nearest centroid has the least `|c|^2 / 2 - x.c`. From rounded points in single precision that least may be wrong by a
//! little; how much at most is known beforehand, and a point whose two best are closer than that, or that lies beyond what
//! sixteen bits hold, is decided by the exact distance in `f64`. So labels are those of plain `f64` arithmetic, whichever
//! instructions the machine has.

use crate::distance::wide;
use linfa::Float;

/// Points side by side: one register of AVX-512, two of AVX2, four of the baseline.
pub(crate) const LANES: usize = 16;

/// The largest packed number, and less one its negative.
pub(crate) const MOST: i16 = i16::MAX;

/// Centroids scored in one sweep over a group of points.
pub(crate) const TOGETHER: usize = 4;

/// Origin and unit of the packed numbers.
pub(crate) struct Frame {
    pub(crate) origin: Vec<f64>,
    /// A power of two, so that scaling rounds nothing.
    pub(crate) scale: f64,
}

impl Frame {
    /// A frame around the means of up to a thousand rows evenly through the points, in which nearly all coordinates are less
    /// than [`MOST`], and as large as can be. A frame that fits the other points badly makes close calls more and the rounds
    /// slower, not the labels others.
    pub(crate) fn of<F: Float>(values: &[F], width: usize) -> Self {
        let rows = values.len() / width;
        let sampled = || values.chunks_exact(width).step_by((rows / 1024).max(1));
        let column = |column: usize| sampled().map(move |row| wide(row[column])).filter(|x| x.is_finite());
        let (mut origin, mut reach) = (Vec::with_capacity(width), 0.0_f64);
        for place in 0..width {
            let (sum, count) = column(place).fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
            let mean = if count > 0.0 && f64::is_finite(sum) { sum / count } else { 0.0 };
            let mut away: Vec<f64> = column(place).map(|x| (x - mean).abs()).collect();
            away.sort_unstable_by(f64::total_cmp);
            reach = reach.max(room_for(&away));
            origin.push(mean);
        }
        let most = f64::from(MOST);
        let scale = if reach > 0.0 { (most / reach).log2().floor().clamp(-1000.0, 1000.0).exp2() } else { 1.0 };
        Self { origin, scale }
    }
}

/// How far coordinates may lie from the mean to be packed, by sorted distances of some of them: half more than the largest, but no more
/// than four times what 99 in 100 keep to, or a few very far points would leave all others few digits.
fn room_for(away: &[f64]) -> f64 {
    let at =
        |share: usize| away.get((away.len() * share / 100).min(away.len().saturating_sub(1))).copied().unwrap_or(0.0);
    let (usual, largest) = (at(99), at(100));
    if usual > 0.0 { (1.5 * largest).min(4.0 * usual) } else { largest }
}

/// Centroids as the kernel reads them.
pub(crate) struct Prepared {
    pub(crate) width: usize,
    /// Negated coordinates: for each `TOGETHER` centroids, column by column; filled up with centroids nobody is near to.
    pub(crate) negated: Vec<f32>,
    /// Half the squared length of each centroid.
    pub(crate) halves: Vec<f32>,
    /// What two scores may be wrong by together, at the origin and for each unit of length of a point.
    margin: f32,
    slope: f32,
    /// What a sum of products over a point's coordinates may be wrong by, to their size.
    unit: f32,
    /// By how much more the distances of a point to two centroids may differ because it was rounded.
    pub(crate) rounded: f32,
    scale: f64,
}

impl Prepared {
    /// Prepares centroids in rows.
    ///
    /// The margin: with u = 2^-24, a score of d products added to one start in any order, fused or not, is off by at most
    /// (d + 1) u (H + X C) to first order, H the largest half square, X and C the longest point and centroid; rounding x, c
    /// and H to single precision adds 2 u X C + u H (Higham 2002, section 3.1). Twice that for a difference, and the rest
    /// of the factor 2 (d + 8) for second-order terms and for this computation's own rounding.
    ///
    /// Rounding a point to whole numbers moves it, and so its distance to any centroid, by at most sqrt(d) / 2.
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
        // A millionth is more than what rounding this itself may take off.
        let rounded = ((width as f64).sqrt() * (1.0 + 1e-6)) as f32;
        Self {
            width,
            negated,
            halves,
            margin,
            slope: (unit * longest) as f32,
            unit: unit as f32,
            rounded,
            scale: frame.scale,
        }
    }

    /// A gap in the frame's unit, rounded down.
    pub(crate) fn in_frame(&self, gap: f64) -> f32 {
        (gap * self.scale * (1.0 - 1e-6)) as f32
    }

    /// What is taken off the difference of two scores, and added to the squared distance that it is divided by, so that the
    /// quotient is surely no larger than the gap in truth ([`super::bounds`]): more than twice what either may be wrong by, as
    /// a sum of d squares is off by at most (d + 2) u X^2. With unit = 2 (d + 8) u it is at least unit (X + C)^2, so that
    /// what is left of it is also more than root and division round, and more than double precision could confuse.
    #[inline]
    pub(crate) fn pad(&self, norm: f32) -> f32 {
        2.0 * (self.margin + self.slope * norm + self.unit * norm * norm)
    }
}
