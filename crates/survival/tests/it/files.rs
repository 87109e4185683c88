//! The studies' own files, read from the shared folder beside the project; a notice where it is not there.

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

/// Columns of text by name.
pub type Table = HashMap<String, Vec<String>>;

/// Reads a file of the shared folder that has this sha256, or says that it is not there.
pub fn table(name: &str, sha256: &str) -> Option<Table> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("notice: {name} is not in the shared folder; this comparison was not made");
        return None;
    };
    assert_eq!(hex::encode(Sha256::digest(&bytes)), sha256, "{name} is another file");
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
    Some(names.into_iter().zip(columns).collect())
}

/// Subscribers: months, whether they left, contract.
pub fn telco() -> Option<Table> {
    table("telco_tenure_churn.csv.gz", "02d4b9f6efc3249ba52431d29d5906458cfeb98e23c21f0d0434fdd876e737cc")
}

/// Jobless spells in periods of two weeks, and how they ended.
pub fn unemployment() -> Option<Table> {
    table("unemployment_insurance_spells.csv", "8450dbe42075b4160e064837a0bfbbada41112431fcfa9f28641b1ade3bb5c11")
}

/// A column as numbers.
pub fn numbers(table: &Table, column: &str) -> Vec<f64> {
    table[column].iter().map(|text| text.parse().unwrap()).collect()
}

/// Where a column has a value.
pub fn is(table: &Table, column: &str, value: &str) -> Vec<bool> {
    table[column].iter().map(|text| text == value).collect()
}

/// Codes of a column in the order of `labels`.
pub fn codes(table: &Table, column: &str, labels: &[&str]) -> Vec<u32> {
    table[column].iter().map(|text| labels.iter().position(|label| label == text).unwrap() as u32).collect()
}
