//! Schemes from outside: golden sums, laws, promises, refusals.
#![allow(clippy::unwrap_used)]

mod compared;
mod golden;
mod leaflets;
mod refusals;

use schemes::Schemes;
use std::sync::LazyLock;

pub(crate) const PLANS: &str = include_str!("../../../../models/schemes/schemes.csv");
pub(crate) const BENEFITS: &str = include_str!("../../../../models/schemes/benefits.csv");
pub(crate) const TERMS: &str = include_str!("../../../../models/schemes/terms.csv");

pub(crate) fn schemes() -> &'static Schemes {
    static AS_SHIPPED: LazyLock<Schemes> = LazyLock::new(|| Schemes::from_csv(PLANS, BENEFITS, TERMS).unwrap());
    &AS_SHIPPED
}

pub(crate) fn decimal(text: &str) -> rust_decimal::Decimal {
    text.parse().unwrap()
}

/// The file with one cell of the row of a key changed.
pub(crate) fn with_cell(text: &str, key_column: &str, key: &str, column: &str, value: &str) -> String {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|own| own == name).unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    let mut is_changed = false;
    for record in reader.records() {
        let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        if !is_changed && cells[place(key_column)] == key {
            value.clone_into(&mut cells[place(column)]);
            is_changed = true;
        }
        writer.write_record(&cells).unwrap();
    }
    assert!(is_changed, "no row has {key} in {key_column}");
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}
