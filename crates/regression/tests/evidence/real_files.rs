//! The studies' own files, read from the shared folder beside the project; a notice where it is not there.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;

/// Columns of text by name.
pub struct Table(HashMap<String, Vec<String>>);

impl Table {
    /// Reads a file of the shared folder, or says that it is not there.
    pub fn read(name: &str) -> Option<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
        let Ok(bytes) = std::fs::read(&path) else {
            eprintln!("notice: {name} is not in the shared folder; this comparison was not made");
            return None;
        };
        let mut text = Vec::new();
        if Path::new(name).extension().is_some_and(|e| e == "gz") {
            flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut text).unwrap();
        } else {
            text = bytes;
        }
        let mut reader = csv::Reader::from_reader(text.as_slice());
        let names: Vec<String> = reader.headers().unwrap().iter().map(String::from).collect();
        let mut columns: Vec<Vec<String>> = vec![Vec::new(); names.len()];
        for record in reader.records() {
            for (column, field) in columns.iter_mut().zip(record.unwrap().iter()) {
                column.push(field.to_owned());
            }
        }
        Some(Self(names.into_iter().zip(columns).collect()))
    }

    /// A column of text.
    pub fn words(&self, column: &str) -> &[String] {
        &self.0[column]
    }

    /// A column of numbers; not a number where the field is empty.
    pub fn numbers(&self, column: &str) -> Vec<f64> {
        self.0[column].iter().map(|v| v.parse().unwrap_or(f64::NAN)).collect()
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
