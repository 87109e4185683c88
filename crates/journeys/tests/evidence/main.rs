//! What credit by rule must be: reference numbers, answers by hand, laws, refusals and coverage.
#![allow(clippy::unwrap_used)]

mod by_hand;
mod coverage;
mod laws;
mod real_file;
mod refusals;

use journeys::{JourneyRow, Journeys};
use rust_decimal::Decimal;

/// A row without money.
pub fn row(path: &str, conversions: u64, nulls: u64) -> JourneyRow<'_> {
    JourneyRow { path, conversions, nulls, value: Decimal::ZERO }
}

/// Distinct paths of rows that are in order.
pub fn read(rows: &[JourneyRow<'_>]) -> Journeys {
    Journeys::read(rows, " > ").unwrap()
}

/// Both numbers agree to a relative error.
#[track_caller]
pub fn agrees(ours: f64, reference: f64, relative: f64) {
    let error = (ours - reference).abs() / reference.abs().max(f64::MIN_POSITIVE);
    assert!(error <= relative, "{ours:e} is not {reference:e} (relative error {error:e})");
}
