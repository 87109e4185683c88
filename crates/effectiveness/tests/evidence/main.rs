//! What the estimators must answer: reference numbers, the studies' own files, laws, refusals and coverage.
#![allow(clippy::unwrap_used)]

mod area_lots;
mod calibration;
mod calibration_areas;
mod campaigns;
mod coverage;
mod estimator_names;
mod golden;
mod golden_areas;
mod laws;
mod looks;
mod money;
mod persons;
mod power;
mod real_files;
mod refusals;

/// Both numbers agree to a relative error.
#[track_caller]
pub fn agrees(ours: f64, reference: f64, relative: f64) {
    let error = (ours - reference).abs() / reference.abs().max(f64::MIN_POSITIVE);
    assert!(error <= relative, "{ours:e} is not {reference:e} (relative error {error:e})");
}
