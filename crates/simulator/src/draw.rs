//! Named streams of random numbers, and the few draws made from them.

use rand::{Rng, RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use sha2::{Digest, Sha256};

/// All streams of one purpose. A worker's stream is named by seed, purpose and row, so a new purpose changes nothing else
/// and the order of the workers does not matter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Streams(u64);

impl Streams {
    /// The streams of a purpose under a seed.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let digest = Sha256::digest(format!("jangkau-simulator/{seed}/{purpose}").as_bytes());
        let mut first = [0_u8; 8];
        first.copy_from_slice(&digest[..8]);
        Self(u64::from_le_bytes(first))
    }

    /// The stream of one row.
    pub(crate) fn of(self, row: u32) -> Xoshiro256PlusPlus {
        // seed_from_u64 spreads the sum with SplitMix64, so neighbouring rows do not resemble each other.
        Xoshiro256PlusPlus::seed_from_u64(self.0.wrapping_add(u64::from(row).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }
}

/// From 0 inclusive to 1 exclusive.
pub(crate) fn uniform(rng: &mut impl RngCore) -> f64 {
    rng.r#gen::<f64>()
}

/// True with a probability; never at 0, always at 1.
pub(crate) fn chance(rng: &mut impl RngCore, probability: f64) -> bool {
    uniform(rng) < probability
}

/// A whole number, both ends included.
pub(crate) fn between(rng: &mut impl RngCore, low: u32, high: u32) -> u32 {
    rng.gen_range(low..=high.max(low))
}

/// Standard normal, Box and Muller.
pub(crate) fn normal(rng: &mut impl RngCore) -> f64 {
    let radius = (-2.0 * (1.0 - uniform(rng)).ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform(rng)).cos()
}

/// An index drawn in proportion to weights; the last one with weight when rounding runs over.
pub(crate) fn pick(rng: &mut impl RngCore, weights: &[f64]) -> usize {
    let total: f64 = weights.iter().sum();
    let mut left = uniform(rng) * total;
    for (i, weight) in weights.iter().enumerate() {
        if left < *weight {
            return i;
        }
        left -= weight;
    }
    weights.iter().rposition(|w| *w > 0.0).unwrap_or(0)
}
