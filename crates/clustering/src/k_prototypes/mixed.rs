//! Records with numbers and categories.

use crate::error::{ClusterError, same_length};
use linfa::dataset::Records;
use ndarray::{Array2, Axis};

/// Points with numeric and categorical columns, as linfa's records.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixed {
    /// One row a point. No coordinate may be missing.
    pub numeric: Array2<f64>,
    /// One row a point; each value a code from 0 within its column.
    pub categorical: Array2<u32>,
}

impl Mixed {
    /// Joins the two tables. Refuses different numbers of rows, no column at all, and numbers that are not finite.
    pub fn new(numeric: Array2<f64>, categorical: Array2<u32>) -> Result<Self, ClusterError> {
        let mixed = Self { numeric, categorical };
        mixed.check()?;
        Ok(mixed)
    }

    pub(crate) fn check(&self) -> Result<(), ClusterError> {
        same_length("the categorical table", self.categorical.nrows(), self.numeric.nrows())?;
        if self.nfeatures() == 0 {
            return Err(crate::error::parameter("width", 0, "at least one column"));
        }
        match self.numeric.indexed_iter().find(|(_, x)| !x.is_finite()) {
            Some(((row, column), value)) => {
                Err(ClusterError::NotFinite { row, column, value: *value, missing_allowed: false })
            }
            None => Ok(()),
        }
    }
}

impl Records for Mixed {
    type Elem = f64;

    fn nsamples(&self) -> usize {
        self.numeric.len_of(Axis(0))
    }

    fn nfeatures(&self) -> usize {
        self.numeric.len_of(Axis(1)) + self.categorical.len_of(Axis(1))
    }
}
