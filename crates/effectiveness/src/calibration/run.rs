//! Runs entries and counts.

use super::table::{CalibrationRow, Frequency};
use super::{Entry, Random, Truth};
use rand::SeedableRng;
use rayon::prelude::*;

/// Runs drawn from one seed.
const BLOCK: u32 = 100;

/// What happened in some runs.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    alarms: u64,
    null_answers: u64,
    covered: u64,
    intervals: u64,
    refused: u64,
}

impl Tally {
    fn plus(self, other: Self) -> Self {
        Self {
            alarms: self.alarms + other.alarms,
            null_answers: self.null_answers + other.null_answers,
            covered: self.covered + other.covered,
            intervals: self.intervals + other.intervals,
            refused: self.refused + other.refused,
        }
    }
}

/// Draws `runs` experiments without and `runs` with an effect for every entry and counts false alarms at 5% and coverage of
/// 95% intervals. The same entries, runs and seed give the same table.
pub fn calibrate(entries: &[Entry], runs: u32, seed: u64) -> Vec<CalibrationRow> {
    entries.iter().map(|entry| row(entry, runs, seed)).collect()
}

fn row(entry: &Entry, runs: u32, seed: u64) -> CalibrationRow {
    let blocks = runs.div_ceil(BLOCK);
    let tally = (0..blocks)
        .into_par_iter()
        .map(|block| {
            let mut random = Random::seed_from_u64(block_seed(seed, entry.name, block));
            (block * BLOCK..runs.min((block + 1) * BLOCK))
                .fold(Tally::default(), |t, _| t.plus(both(entry, &mut random)))
        })
        .reduce(Tally::default, Tally::plus);
    CalibrationRow::new(
        entry,
        u64::from(runs),
        Frequency { count: tally.alarms, of: tally.null_answers },
        Frequency { count: tally.covered, of: tally.intervals },
        tally.refused,
    )
}

/// One experiment without and one with an effect.
fn both(entry: &Entry, random: &mut Random) -> Tally {
    let mut tally = Tally::default();
    match entry.run(random, Truth::NoEffect) {
        Some(said) => {
            tally.null_answers += 1;
            tally.alarms += u64::from(said.alarm);
        }
        None => tally.refused += 1,
    }
    match entry.run(random, Truth::Effect) {
        Some(said) => {
            if let Some(interval) = said.interval {
                tally.intervals += 1;
                tally.covered += u64::from(interval.contains(said.truth));
            }
        }
        None => tally.refused += 1,
    }
    tally
}

/// A seed of its own for each entry and block (FNV-1a over the name).
fn block_seed(seed: u64, name: &str, block: u32) -> u64 {
    let bytes = seed.to_le_bytes().into_iter().chain(name.bytes()).chain(block.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
