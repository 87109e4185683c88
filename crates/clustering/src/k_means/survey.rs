//! One look over the points before they are clustered: what must be refused, what is missing, where they lie.

use crate::distance::wide;
use crate::error::{ClusterError, same_length};
use crate::threads::by_piece;
use linfa::Float;

/// What is known of the points before the first round.
pub(crate) struct Survey {
    /// Weighted mean of each column over what is observed.
    pub(crate) means: Vec<f64>,
    /// Largest distance of a coordinate from its column's mean.
    pub(crate) reach: f64,
    /// Whether a coordinate is missing.
    pub(crate) gaps: bool,
}

/// Refuses shapes and weights that cannot be clustered.
pub(crate) fn check_shape(
    length: usize,
    width: usize,
    weights: Option<&[f64]>,
    clusters: usize,
) -> Result<usize, ClusterError> {
    if width == 0 {
        return Err(crate::error::parameter("width", 0, "at least one coordinate"));
    }
    same_length("the last point", length % width, 0)?;
    let rows = length / width;
    let mut counting = rows;
    if let Some(weights) = weights {
        same_length("weights", weights.len(), rows)?;
        if let Some(row) = weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
            return Err(ClusterError::Weight { row, value: weights[row] });
        }
        counting = weights.iter().filter(|w| **w > 0.0).count();
    }
    if counting < clusters {
        return Err(ClusterError::TooFewPoints { points: counting, clusters });
    }
    Ok(rows)
}

/// Looks over rows of points. NaN is missing; a point or a column with nothing observed is refused, as is infinity.
pub(crate) fn survey<F: Float>(
    values: &[F],
    width: usize,
    weights: Option<&[f64]>,
    threads: usize,
) -> Result<Survey, ClusterError> {
    let rows = values.len() / width;
    let first_look = by_piece(rows, threads, |range| look(values, width, weights, range));
    let mut sums = vec![0.0; width];
    let mut masses = vec![0.0; width];
    let mut low = vec![f64::INFINITY; width];
    let mut high = vec![f64::NEG_INFINITY; width];
    let mut gaps = false;
    for piece in first_look {
        let piece = piece?;
        gaps |= piece.gaps;
        for column in 0..width {
            sums[column] += piece.sums[column];
            masses[column] += piece.masses[column];
            low[column] = low[column].min(piece.low[column]);
            high[column] = high[column].max(piece.high[column]);
        }
    }
    if let Some(column) = masses.iter().position(|mass| *mass <= 0.0) {
        return Err(ClusterError::EmptyColumn { column });
    }
    let means: Vec<f64> = sums.iter().zip(&masses).map(|(sum, mass)| sum / mass).collect();
    let reach = (0..width).map(|c| (high[c] - means[c]).max(means[c] - low[c])).fold(0.0, f64::max);
    Ok(Survey { means, reach, gaps })
}

/// Mean over columns of the weighted variance (ddof 0): what a tolerance is relative to.
pub(crate) fn mean_variance<F: Float>(
    values: &[F],
    width: usize,
    weights: Option<&[f64]>,
    threads: usize,
    means: &[f64],
) -> f64 {
    let pieces = by_piece(values.len() / width, threads, |range| {
        let mut squares = vec![0.0; width];
        let mut masses = vec![0.0; width];
        for row in range {
            let weight = weights.map_or(1.0, |w| w[row]);
            let point = values[row * width..(row + 1) * width].iter().zip(means);
            for ((square, mass), (x, mean)) in squares.iter_mut().zip(&mut masses).zip(point) {
                let away = wide(*x) - mean;
                if !away.is_nan() {
                    *square += weight * away * away;
                    *mass += weight;
                }
            }
        }
        (squares, masses)
    });
    let variance = |column: usize| {
        let square: f64 = pieces.iter().map(|(squares, _)| squares[column]).sum();
        let mass: f64 = pieces.iter().map(|(_, masses)| masses[column]).sum();
        square / mass
    };
    (0..width).map(variance).sum::<f64>() / width as f64
}

struct Look {
    sums: Vec<f64>,
    masses: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    gaps: bool,
}

fn look<F: Float>(
    values: &[F],
    width: usize,
    weights: Option<&[f64]>,
    range: std::ops::Range<usize>,
) -> Result<Look, ClusterError> {
    let (sums, masses) = (vec![0.0; width], vec![0.0; width]);
    let (low, high) = (vec![f64::INFINITY; width], vec![f64::NEG_INFINITY; width]);
    let mut look = Look { sums, masses, low, high, gaps: false };
    let mut complete = 0.0;
    for row in range {
        let point = &values[row * width..(row + 1) * width];
        let weight = weights.map_or(1.0, |w| w[row]);
        // A sum of coordinates is finite only where each of them is; the rare rest is looked at one by one.
        let total: f64 = point.iter().map(|x| wide(*x)).sum();
        if total.is_finite() {
            complete += weight;
            for (column, x) in point.iter().map(|x| wide(*x)).enumerate() {
                look.sums[column] += weight * x;
                look.low[column] = if x < look.low[column] { x } else { look.low[column] };
                look.high[column] = if x > look.high[column] { x } else { look.high[column] };
            }
            continue;
        }
        let mut observed = 0;
        for (column, x) in point.iter().map(|x| wide(*x)).enumerate() {
            if x.is_infinite() {
                return Err(ClusterError::NotFinite { row, column, value: x, missing_allowed: true });
            }
            if x.is_nan() {
                look.gaps = true;
                continue;
            }
            observed += 1;
            look.sums[column] += weight * x;
            look.masses[column] += weight;
            look.low[column] = look.low[column].min(x);
            look.high[column] = look.high[column].max(x);
        }
        if observed == 0 {
            return Err(ClusterError::NothingObserved { row });
        }
    }
    for mass in &mut look.masses {
        *mass += complete;
    }
    Ok(look)
}
