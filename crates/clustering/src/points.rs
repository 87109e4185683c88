//! Points as plain numbers, for callers that know no matrix library, and what comes back.

use crate::error::{ClusterError, same_length};

/// Points in rows: `values` holds one row after the other, each `width` numbers. NaN is a missing coordinate where the
/// method says that it takes them (k-means does, k-prototypes and the mixture do not).
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// Row after row; the length is a multiple of `width`.
    pub values: Vec<f64>,
    /// Coordinates of a point; at least 1.
    pub width: usize,
}

impl Points {
    /// Points from numbers in rows. Refuses a width of 0 and a last row that is not whole.
    pub fn new(values: Vec<f64>, width: usize) -> Result<Self, ClusterError> {
        let points = Self { values, width };
        points.check()?;
        Ok(points)
    }

    /// Points from one slice a column, all equally long.
    pub fn from_columns(columns: &[&[f64]]) -> Result<Self, ClusterError> {
        let rows = columns.first().map_or(0, |c| c.len());
        for column in columns {
            same_length("a column", column.len(), rows)?;
        }
        let values = (0..rows).flat_map(|row| columns.iter().map(move |column| column[row])).collect();
        Self::new(values, columns.len())
    }

    /// How many points.
    pub fn len(&self) -> usize {
        self.values.len().checked_div(self.width).unwrap_or(0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Coordinates of one point.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.width..(row + 1) * self.width]
    }

    /// All rows in their order.
    pub fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.values.chunks_exact(self.width)
    }

    /// The points of some rows, in the order asked for; a row may be asked for twice.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        Self { values: rows.iter().flat_map(|row| self.row(*row)).copied().collect(), width: self.width }
    }

    pub(crate) fn check(&self) -> Result<(), ClusterError> {
        if self.width == 0 {
            return Err(crate::error::parameter("width", 0, "at least one coordinate"));
        }
        same_length("the last point", self.values.len() % self.width, 0)
    }
}

/// Points with numbers and categories: of point `i`, the numbers are `numeric.row(i)` and the categories are
/// `categories[i * categorical_width..][..categorical_width]`, each a code from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct MixedPoints {
    /// The numbers; bring columns to one scale first.
    pub numeric: Points,
    /// Codes in rows.
    pub categories: Vec<u32>,
    /// Categorical columns.
    pub categorical_width: usize,
}

impl MixedPoints {
    pub(crate) fn check(&self) -> Result<(), ClusterError> {
        self.numeric.check()?;
        let rows = self.numeric.len();
        same_length("the list of categories", self.categories.len(), rows * self.categorical_width)?;
        match self.numeric.values.iter().position(|x| !x.is_finite()) {
            Some(place) => Err(ClusterError::NotFinite {
                row: place / self.numeric.width,
                column: place % self.numeric.width,
                value: self.numeric.values[place],
                missing_allowed: false,
            }),
            None => Ok(()),
        }
    }
}

/// Clusters of points.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// One a cluster, each as wide as the points.
    pub centroids: Vec<Vec<f64>>,
    /// The nearest centroid of each point; of equally near ones the first.
    pub labels: Vec<u32>,
    /// Points of each cluster, counted from `labels`, whatever their weight.
    pub sizes: Vec<u64>,
    /// Sum over points of weight times squared distance to the final centroid.
    pub inertia: f64,
    /// Rounds of the best run.
    pub iterations: u32,
}

/// Clusters of points with numbers and categories.
#[derive(Debug, Clone, PartialEq)]
pub struct MixedClusters {
    /// Mean of the numbers, one a cluster.
    pub centroids: Vec<Vec<f64>>,
    /// Most frequent code of each categorical column, one a cluster.
    pub modes: Vec<Vec<u32>>,
    /// The nearest cluster of each point; of equally near ones the first.
    pub labels: Vec<u32>,
    /// Points of each cluster, counted from `labels`, whatever their weight.
    pub sizes: Vec<u64>,
    /// Sum over points of weight times (squared distance of the numbers + gamma times the weight of each category that differs).
    pub cost: f64,
    /// What one differing category counted.
    pub gamma: f64,
    /// Rounds of the best run.
    pub iterations: u32,
}

/// A mixture of normal components, and how much each point belongs to each.
#[derive(Debug, Clone, PartialEq)]
pub struct SoftClusters {
    /// Share of the population in each component; they sum to 1.
    pub shares: Vec<f64>,
    /// Mean of each component, in the units of the points.
    pub means: Vec<Vec<f64>>,
    /// Covariance of each component, row after row (`width * width` numbers), in the units of the points.
    pub covariances: Vec<Vec<f64>>,
    /// How much each point belongs to each component: one row a point, `means.len()` numbers that sum to 1.
    pub memberships: Vec<f64>,
    /// The component each point belongs to most.
    pub labels: Vec<u32>,
    /// Points of each component, counted from `labels`.
    pub sizes: Vec<u64>,
    /// Mean over points of the log density, in the units of the points; columns left out do not count.
    pub log_likelihood: f64,
    /// Columns that are constant and were left out of the fit.
    pub constant_columns: Vec<usize>,
}

/// Points of each of `clusters` clusters.
pub(crate) fn sizes_of(labels: &[u32], clusters: usize) -> Vec<u64> {
    let mut sizes = vec![0_u64; clusters];
    for label in labels {
        sizes[*label as usize] += 1;
    }
    sizes
}
