//! The points as the caller has them.

use crate::error::{ClusterError, parameter, same_length};
use linfa::Float;
use std::ops::Range;

/// Rows of points, and what each of them counts.
#[derive(Clone, Copy)]
pub(crate) struct Records<'a, F> {
    values: &'a [F],
    pub(crate) width: usize,
    pub(crate) weights: Option<&'a [f64]>,
}

impl<'a, F: Float> Records<'a, F> {
    /// Refuses shapes and weights that cannot be clustered.
    pub(crate) fn new(
        values: &'a [F],
        width: usize,
        weights: Option<&'a [f64]>,
        clusters: usize,
    ) -> Result<Self, ClusterError> {
        if width == 0 {
            return Err(parameter("width", 0, "at least one coordinate"));
        }
        same_length("the last point", values.len() % width, 0)?;
        let mut counting = values.len() / width;
        if let Some(weights) = weights {
            same_length("weights", weights.len(), counting)?;
            if let Some(row) = weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
                return Err(ClusterError::Weight { row, value: weights[row] });
            }
            counting = weights.iter().filter(|w| **w > 0.0).count();
        }
        if counting < clusters {
            return Err(ClusterError::TooFewPoints { points: counting, clusters });
        }
        Ok(Self { values, width, weights })
    }

    /// How many points.
    pub(crate) fn rows(&self) -> usize {
        self.values.len() / self.width
    }

    /// Coordinates of one point after the other.
    #[inline]
    pub(crate) fn points(&self, rows: Range<usize>) -> &'a [F] {
        &self.values[rows.start * self.width..rows.end * self.width]
    }

    /// What a point counts.
    #[inline]
    pub(crate) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }
}
