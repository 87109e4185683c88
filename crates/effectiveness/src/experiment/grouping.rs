//! Columns of an experiment.

use crate::error::EffectivenessError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A column of numbers with its name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Column {
    /// Its name in the file.
    pub column: String,
    /// One number a row.
    pub values: Vec<f64>,
}

/// A column of labels: arms, areas, strata or segments.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Grouping {
    /// Its name in the file.
    pub column: String,
    /// The distinct labels.
    pub labels: Vec<String>,
    /// One code a row: its place in `labels`.
    pub codes: Vec<u32>,
}

impl Grouping {
    /// From the text of each row; labels in alphabetical order.
    pub fn from_labels<S: AsRef<str>>(column: impl Into<String>, rows: &[S]) -> Self {
        let mut places: BTreeMap<&str, u32> = rows.iter().map(|row| (row.as_ref(), 0)).collect();
        for (place, code) in places.values_mut().zip(0..) {
            *place = code;
        }
        let codes = rows.iter().map(|row| places[row.as_ref()]).collect();
        Self { column: column.into(), labels: places.into_keys().map(String::from).collect(), codes }
    }

    /// The label of a row.
    pub(crate) fn label_of(&self, row: usize) -> &str {
        &self.labels[self.codes[row] as usize]
    }

    /// Refuses another number of rows and codes without a label.
    pub(crate) fn check(&self, expected: usize) -> Result<(), EffectivenessError> {
        same_rows(&self.column, self.codes.len(), expected)?;
        match self.codes.iter().position(|code| *code as usize >= self.labels.len()) {
            None => Ok(()),
            Some(row) => Err(EffectivenessError::UnknownGroup {
                column: self.column.clone(),
                row: row + 1,
                code: self.codes[row],
                labels: self.labels.len(),
            }),
        }
    }
}

impl Column {
    /// Refuses another number of rows and values that are no finite numbers.
    pub(crate) fn check(&self, expected: usize) -> Result<(), EffectivenessError> {
        same_rows(&self.column, self.values.len(), expected)?;
        match self.values.iter().position(|value| !value.is_finite()) {
            None => Ok(()),
            Some(row) => Err(EffectivenessError::NotFinite {
                column: self.column.clone(),
                row: row + 1,
                value: self.values[row],
            }),
        }
    }
}

/// One entry a row.
fn same_rows(column: &str, rows: usize, expected: usize) -> Result<(), EffectivenessError> {
    if rows == expected {
        Ok(())
    } else {
        Err(EffectivenessError::UnequalRows { column: column.into(), rows, expected })
    }
}
