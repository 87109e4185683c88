//! What adjusted comparisons must be: the studies' own files, known truth, laws and refusals.
#![allow(clippy::unwrap_used)]

mod laws;
mod real_files;
mod refusals;
mod truth;

use observational::{Comparison, Estimate};

/// Both numbers agree to a relative error.
#[track_caller]
pub fn agrees(ours: f64, reference: f64, relative: f64) {
    let error = (ours - reference).abs() / reference.abs().max(f64::MIN_POSITIVE);
    assert!(error <= relative, "{ours:e} is not {reference:e} (relative error {error:e})");
}

/// One method of an answer.
#[track_caller]
pub fn by<'a>(answer: &'a Comparison, method: &str) -> &'a Estimate {
    answer.estimates.iter().find(|e| e.method == method).unwrap()
}

/// The method to be read.
#[track_caller]
pub fn read(answer: &Comparison) -> &Estimate {
    let mut recommended = answer.estimates.iter().filter(|e| e.recommended);
    let found = recommended.next().unwrap();
    assert!(recommended.next().is_none(), "one estimate is recommended, not several");
    found
}
