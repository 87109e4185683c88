//! One look over the points, while they are packed: what must be refused, what is missing, where they lie.

use super::packed::Frame;
use super::records::Records;
use crate::distance::wide;
use crate::error::ClusterError;
use linfa::Float;
use std::ops::Range;

/// What is known of all points.
pub(crate) struct Survey {
    /// Weighted mean of each column over what is observed.
    pub(crate) means: Vec<f64>,
    /// Mean over columns of the weighted variance (ddof 0): what a tolerance is relative to.
    pub(crate) mean_variance: f64,
    /// Weighted sum of squared distances from the frame's origin, in the records' unit.
    pub(crate) squares: f64,
    /// Whether a coordinate is missing.
    pub(crate) gaps: bool,
}

impl Survey {
    /// Puts together what was seen of the pieces. A column with nothing observed is refused.
    pub(crate) fn of(looks: &[Look], frame: &Frame) -> Result<Self, ClusterError> {
        let width = frame.origin.len();
        let mut all = Look::new(width);
        for look in looks {
            all.join(look);
        }
        if let Some(column) = all.masses.iter().position(|mass| *mass <= 0.0) {
            return Err(ClusterError::EmptyColumn { column });
        }
        let away = |column: usize| all.sums[column] / all.masses[column];
        let variance = |column: usize| (all.squares[column] / all.masses[column] - away(column).powi(2)).max(0.0);
        Ok(Self {
            means: (0..width).map(|column| frame.origin[column] + away(column)).collect(),
            mean_variance: (0..width).map(variance).sum::<f64>() / width as f64,
            squares: all.squares.iter().sum(),
            gaps: all.gaps,
        })
    }
}

/// What was seen of some points: for each column, weighted sums of the distances from the frame's origin and of their squares,
/// and the weight observed.
pub(crate) struct Look {
    sums: Vec<f64>,
    squares: Vec<f64>,
    masses: Vec<f64>,
    pub(crate) gaps: bool,
}

impl Look {
    /// Nothing seen yet.
    pub(crate) fn new(width: usize) -> Self {
        Self { sums: vec![0.0; width], squares: vec![0.0; width], masses: vec![0.0; width], gaps: false }
    }

    /// Points of which all coordinates were seen, so far: [`Look::close`] says whether that holds.
    pub(crate) fn complete(sums: Vec<f64>, squares: Vec<f64>) -> Self {
        Self { masses: vec![0.0; sums.len()], sums, squares, gaps: false }
    }

    /// Ends a look at points that weigh `mass`; whether they are complete and finite, so that it counts.
    pub(crate) fn close(&mut self, mass: f64) -> bool {
        self.masses.fill(mass);
        // A sum is finite only where each coordinate is.
        self.sums.iter().all(|sum| sum.is_finite())
    }

    /// Adds what was seen of other points.
    pub(crate) fn join(&mut self, other: &Self) {
        self.gaps |= other.gaps;
        let mine = [&mut self.sums, &mut self.squares, &mut self.masses];
        for (all, more) in mine.into_iter().zip([&other.sums, &other.squares, &other.masses]) {
            all.iter_mut().zip(more).for_each(|(all, more)| *all += more);
        }
    }

    /// Sees each coordinate by itself. NaN is missing; a point with nothing observed is refused, as is infinity.
    pub(crate) fn add_incomplete<F: Float>(
        &mut self,
        records: &Records<'_, F>,
        rows: Range<usize>,
        frame: &Frame,
    ) -> Result<(), ClusterError> {
        for row in rows {
            let weight = records.weight(row);
            let mut observed = 0;
            for (column, x) in records.points(row..row + 1).iter().map(|x| wide(*x)).enumerate() {
                if x.is_infinite() {
                    return Err(ClusterError::NotFinite { row, column, value: x, missing_allowed: true });
                }
                if x.is_nan() {
                    self.gaps = true;
                    continue;
                }
                observed += 1;
                let away = x - frame.origin[column];
                self.sums[column] += weight * away;
                self.squares[column] += weight * away * away;
                self.masses[column] += weight;
            }
            if observed == 0 {
                return Err(ClusterError::NothingObserved { row });
            }
        }
        Ok(())
    }
}
