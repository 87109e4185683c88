//! Columns on the right-hand side.

use crate::error::RegressionError;

/// Named columns of a regression, one entry a row; the order of the columns is that of the coefficients.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Design {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
}

impl Design {
    /// No columns yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a column of ones for `rows` rows, called `intercept`.
    #[must_use]
    pub fn intercept(self, rows: usize) -> Self {
        self.column("intercept", vec![1.0; rows])
    }

    /// With one more column.
    #[must_use]
    pub fn column(mut self, name: impl Into<String>, values: Vec<f64>) -> Self {
        self.names.push(name.into());
        self.columns.push(values);
        self
    }

    /// With a column of 0 and 1 for each code from 1 on (the code 0 is the reference), named after `labels`.
    #[must_use]
    pub fn indicators(mut self, name: &str, codes: &[u32], labels: &[String]) -> Self {
        for (code, label) in labels.iter().enumerate().skip(1) {
            let values = codes.iter().map(|c| f64::from(u8::from(*c as usize == code))).collect();
            self = self.column(format!("{name}={label}"), values);
        }
        self
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// How many columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Names, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of a column by its name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// A column.
    pub fn values(&self, place: usize) -> &[f64] {
        &self.columns[place]
    }

    /// The row times `coefficients`.
    pub fn times(&self, coefficients: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.rows()];
        for (column, coefficient) in self.columns.iter().zip(coefficients) {
            for (sum, x) in sums.iter_mut().zip(column) {
                *sum += coefficient * x;
            }
        }
        sums
    }

    /// These columns and those of another design.
    pub(crate) fn beside(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.names.extend(other.names.iter().cloned());
        both.columns.extend(other.columns.iter().cloned());
        both
    }

    /// Refuses columns of unequal length, no columns and values that are no finite numbers.
    pub(crate) fn check(&self, rows: usize) -> Result<(), RegressionError> {
        if self.columns.is_empty() {
            return Err(RegressionError::NoColumns);
        }
        for (name, column) in self.names.iter().zip(&self.columns) {
            check_column(name, column, rows)?;
        }
        Ok(())
    }
}

/// Refuses another length and values that are no finite numbers.
pub(crate) fn check_column(name: &str, values: &[f64], rows: usize) -> Result<(), RegressionError> {
    if values.len() != rows {
        return Err(RegressionError::UnequalRows { column: name.into(), rows: values.len(), expected: rows });
    }
    match values.iter().position(|x| !x.is_finite()) {
        None => Ok(()),
        Some(row) => Err(RegressionError::NotFinite { column: name.into(), row: row + 1, value: values[row] }),
    }
}
