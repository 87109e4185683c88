//! The studies' own files.

use studies::table;
pub use studies::{Table, numbers};

/// Subscribers: months, whether they left, contract.
pub fn telco() -> Option<Table> {
    table("telco_tenure_churn.csv.gz")
}

/// Jobless spells in periods of two weeks, and how they ended.
pub fn unemployment() -> Option<Table> {
    table("unemployment_insurance_spells.csv")
}

/// Where a column has a value.
pub fn is(table: &Table, column: &str, value: &str) -> Vec<bool> {
    table[column].iter().map(|text| text == value).collect()
}

/// Codes of a column in the order of `labels`.
pub fn codes(table: &Table, column: &str, labels: &[&str]) -> Vec<u32> {
    table[column].iter().map(|text| labels.iter().position(|label| label == text).unwrap() as u32).collect()
}
