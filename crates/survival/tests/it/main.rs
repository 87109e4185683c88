//! What curves, tests and hazards must answer: reference numbers, known truth, laws and refusals.
// Where a test compares with `==`, the very same figure is meant.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

mod areas;
mod causes;
mod coverage;
mod files;
mod hazards;
mod laws;
mod real_files;
mod refusals;
mod study;

/// Both numbers agree to a relative error.
#[track_caller]
pub fn agrees(ours: f64, reference: f64, relative: f64) {
    let error = (ours - reference).abs() / reference.abs().max(f64::MIN_POSITIVE);
    assert!(error <= relative, "{ours:e} is not {reference:e} (relative error {error:e})");
}
