//! Points with a known truth, and real files.

use clustering::Points;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// Points around centres, the same number around each, one centre after the other; uniform within `spread` of it.
pub fn around(centres: &[&[f64]], each: usize, spread: f64, seed: u64) -> (Points, Vec<u32>) {
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut values = Vec::new();
    let mut labels = Vec::new();
    for (label, centre) in centres.iter().enumerate() {
        for _ in 0..each {
            values.extend(centre.iter().map(|c| c + rng.gen_range(-spread..spread)));
            labels.push(label as u32);
        }
    }
    (Points::new(values, centres[0].len()).unwrap(), labels)
}

/// Points uniform in the unit cube.
pub fn cloud(rows: usize, width: usize, seed: u64) -> Points {
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    Points::new((0..rows * width).map(|_| rng.r#gen()).collect(), width).unwrap()
}

/// Brings a column to mean 0 and standard deviation 1 (ddof 0).
pub fn z_scored(column: &[f64]) -> Vec<f64> {
    let mean = column.iter().sum::<f64>() / column.len() as f64;
    let deviation = (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / column.len() as f64).sqrt();
    column.iter().map(|x| (x - mean) / deviation).collect()
}

/// Frequency, recency and T of CDNOW's sample, z-scored.
pub fn cdnow() -> Option<Points> {
    let table = studies::table("cdnow_sample_rfm.csv")?;
    let columns = ["frequency", "recency", "T"].map(|column| z_scored(&studies::numbers(&table, column)));
    Some(Points::from_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap())
}
