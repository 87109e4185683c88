//! Z-scores inside one group: centre and scale of each chosen feature, with its weight.

use serde::{Deserialize, Serialize};

/// How one feature of a group becomes a coordinate: `(value - centre) * factor`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scaling {
    /// Mean over the group.
    pub centre: f64,
    /// Weight over standard deviation; 0 where the feature is the same for the whole group.
    pub factor: f64,
}

/// Below this spread, relative to the size of the values, a feature counts as constant.
const CONSTANT: f64 = 1e-9;

impl Scaling {
    /// Of the rows given, in their order.
    pub(crate) fn of(column: &[f64], rows: &[usize], weight: f64) -> Self {
        let count = rows.len().max(1) as f64;
        let centre = rows.iter().map(|row| column[*row]).sum::<f64>() / count;
        let spread = (rows.iter().map(|row| (column[*row] - centre).powi(2)).sum::<f64>() / count).sqrt();
        let factor = if spread <= CONSTANT * centre.abs().max(1.0) { 0.0 } else { weight / spread };
        Self { centre, factor }
    }
}
