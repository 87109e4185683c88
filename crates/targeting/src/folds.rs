//! Folds: whoever is predicted is never among those that were learned from.

use crate::resampling::mixed;
use crate::trial::Trial;
use std::collections::BTreeMap;

/// The fold of each row. Units (areas, or rows) are dealt out in a random order, apart for each arm where a unit has one arm.
pub(crate) fn folds(trial: &Trial<'_>, folds: usize, seed: u64) -> Vec<u8> {
    let units = trial.units();
    let mut arms: BTreeMap<u32, u32> = BTreeMap::new();
    for (unit, arm) in units.iter().zip(trial.arm) {
        // A unit of several arms is dealt with those like it.
        arms.entry(*unit).and_modify(|seen| *seen = if *seen == *arm { *arm } else { u32::MAX }).or_insert(*arm);
    }
    let mut order: Vec<(u32, u64, u32)> =
        arms.into_iter().map(|(unit, arm)| (arm, mixed(seed ^ mixed(u64::from(unit) ^ 0x0f01d)), unit)).collect();
    order.sort_unstable();
    let dealt: BTreeMap<u32, u8> =
        order.iter().enumerate().map(|(place, (_, _, unit))| (*unit, (place % folds) as u8)).collect();
    units.iter().map(|unit| dealt[unit]).collect()
}
