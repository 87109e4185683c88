//! Calibrate: how often each estimator is wrong where the truth is known.

use anyhow::{Result, bail};
use effectiveness::calibration::{CalibrationRow, all_entries, calibrate};

/// Seed of the committed table.
pub const SEED: u64 = 20_261_126;

/// Runs the entries whose name begins with `only` (all without it), `runs` experiments of each kind.
pub fn calibration_table(only: Option<&str>, runs: u32) -> Result<Vec<CalibrationRow>> {
    let mut entries = all_entries();
    let names: Vec<&str> = entries.iter().map(|e| e.name).collect();
    if let Some(only) = only {
        entries.retain(|e| e.name.starts_with(only));
        if entries.is_empty() {
            bail!("--only: no estimator is called `{only}`; names are {}", names.join(", "));
        }
    }
    Ok(calibrate(&entries, runs, SEED))
}
