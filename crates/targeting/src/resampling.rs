//! Drawing again with replacement: seeds, rows, quantiles.

use crate::error::TargetingError;
use effectiveness::{Interval, Level};
use rand::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

/// How often to draw again, and from which seed. The answer does not depend on the number of threads: every replicate has a
/// seed of its own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Resampling {
    /// Replicates; 1,000 is usual for an interval of 95%.
    pub replicates: usize,
    /// Seed of all of them.
    pub seed: u64,
    /// Level of the intervals.
    pub level: Level,
}

impl Resampling {
    /// A thousand replicates and intervals of 95%.
    pub fn seeded(seed: u64) -> Self {
        Self { replicates: 1000, seed, level: Level::NINETY_FIVE }
    }

    /// Refuses so few replicates that the ends of the interval would be the extremes.
    pub(crate) fn check(&self) -> Result<(), TargetingError> {
        let needed = (4.0 / (1.0 - self.level.get())).ceil() as usize;
        if self.replicates >= needed {
            return Ok(());
        }
        Err(TargetingError::TooFewReplicates { replicates: self.replicates, needed, level: self.level.get() })
    }

    /// The randomness of one replicate of one part of the work.
    pub(crate) fn random(&self, part: u64, replicate: u64) -> Xoshiro256PlusPlus {
        seeded(self.seed, part, replicate)
    }

    /// The percentile interval of replicates; `None` where fewer than half of them are numbers.
    pub(crate) fn interval(&self, replicates: &mut Vec<f64>) -> Option<Interval> {
        let asked = replicates.len();
        replicates.retain(|v| v.is_finite());
        if replicates.is_empty() || replicates.len() * 2 < asked {
            return None;
        }
        replicates.sort_unstable_by(f64::total_cmp);
        let tail = (1.0 - self.level.get()) / 2.0;
        Some(Interval { low: quantile(replicates, tail), high: quantile(replicates, 1.0 - tail) })
    }
}

/// A generator for one piece of work.
pub(crate) fn seeded(seed: u64, part: u64, piece: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(mixed(seed ^ mixed(part ^ mixed(piece))))
}

/// Steele, Lea and Flood's finaliser (SplitMix64): neighbouring numbers become unrelated ones.
pub(crate) fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Rows drawn at a time.
const BLOCK: usize = 256;

/// Calls `found` with blocks of rows, `draws` of them together, each of `rows` equally likely: Lemire 2019, a multiplication,
/// and a block that holds one of the few values that would make some rows likelier is drawn again value by value.
pub(crate) fn draw_rows(random: &mut Xoshiro256PlusPlus, rows: u32, draws: usize, mut found: impl FnMut(&[u32])) {
    let reject_below = rows.wrapping_neg() % rows.max(1);
    let mut block = [0; BLOCK];
    let mut left = draws;
    while left > 0 {
        let mut rejected = false;
        for pair in block.chunks_exact_mut(2) {
            let word = random.next_u64();
            let (one, two) = ((word >> 32) * u64::from(rows), (word & 0xffff_ffff) * u64::from(rows));
            rejected |= (one as u32).min(two as u32) < reject_below;
            pair[0] = (one >> 32) as u32;
            pair[1] = (two >> 32) as u32;
        }
        if rejected {
            block.fill_with(|| one_row(random, rows, reject_below));
        }
        let taken = left.min(BLOCK);
        found(&block[..taken]);
        left -= taken;
    }
}

fn one_row(random: &mut Xoshiro256PlusPlus, rows: u32, reject_below: u32) -> u32 {
    loop {
        let wide = u64::from(random.next_u32()) * u64::from(rows);
        if (wide as u32) >= reject_below {
            return (wide >> 32) as u32;
        }
    }
}

/// A quantile of sorted values, between neighbours where it falls between them.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * place.fract()
}

/// Standard deviation of replicates.
pub(crate) fn spread(replicates: &[f64]) -> f64 {
    let n = replicates.len() as f64;
    let mean = replicates.iter().sum::<f64>() / n;
    (replicates.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}
