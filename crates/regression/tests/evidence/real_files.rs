//! The studies' own files, read from the shared folder beside the project; a notice where it is not there.

use std::collections::BTreeMap;

/// Columns of text by name.
pub struct Table(studies::Table);

impl Table {
    /// Reads a study's file, or says that it is not there.
    pub fn read(name: &str) -> Option<Self> {
        studies::table(name).map(Self)
    }

    /// A column of text.
    pub fn words(&self, column: &str) -> &[String] {
        &self.0[column]
    }

    /// A column of numbers; not a number where the field is empty.
    pub fn numbers(&self, column: &str) -> Vec<f64> {
        studies::numbers(&self.0, column)
    }

    /// 1 where the column holds `value`.
    pub fn is(&self, column: &str, value: &str) -> Vec<f64> {
        self.0[column].iter().map(|v| f64::from(u8::from(v == value))).collect()
    }

    /// A code for each distinct text of a column.
    pub fn codes(&self, column: &str) -> Vec<u32> {
        let mut places: BTreeMap<&String, u32> = self.0[column].iter().map(|v| (v, 0)).collect();
        for (place, code) in places.values_mut().zip(0..) {
            *place = code;
        }
        self.0[column].iter().map(|v| places[v]).collect()
    }
}
