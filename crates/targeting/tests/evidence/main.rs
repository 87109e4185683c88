//! What rankings, learners and policies must answer: reference numbers, laws, known truth, refusals.
#![allow(clippy::unwrap_used)]

mod bootstrap;
mod email_experiment;
mod laws;
mod made_up;
mod sentences;
mod truth;

/// Both numbers agree to a relative error.
#[track_caller]
pub fn agrees(ours: f64, reference: f64, relative: f64) {
    let error = (ours - reference).abs() / reference.abs().max(f64::MIN_POSITIVE);
    assert!(error <= relative, "{ours:e} is not {reference:e} (relative error {error:e})");
}

/// Numbers between 0 and 1 from a seed.
pub fn uniform(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(2).wrapping_add(0x9e37_79b9_7f4a_7c15);
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mixed = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}
