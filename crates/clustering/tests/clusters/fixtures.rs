//! Points with a known truth, and real files.

use clustering::Points;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

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

/// A real file of the shared folder beside the repository or beside a folder above it, checked by SHA-256. Prints one plain
/// line and gives `None` where there is none, and fails where `JANGKAU_REQUIRE` names `data`.
pub fn shared(name: &str, sha256: &str) -> Option<Vec<u8>> {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found: Option<PathBuf> = folders.map(|f| f.join("shared/data").join(name)).find(|path| path.is_file());
    let Some(path) = found else {
        let required = std::env::var("JANGKAU_REQUIRE").is_ok_and(|list| list.split(',').any(|r| r == "data"));
        assert!(!required, "{name} is required and not there");
        println!("not tested: {name} is not beside the repository");
        return None;
    };
    let bytes = std::fs::read(path).unwrap();
    assert_eq!(hex::encode(Sha256::digest(&bytes)), sha256, "{name} is another file than it was");
    Some(bytes)
}

/// Rows of a CSV file by column name.
pub fn columns(bytes: &[u8], names: &[&str]) -> Vec<Vec<f64>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let places: Vec<usize> = names.iter().map(|name| header.iter().position(|h| h == *name).unwrap()).collect();
    let mut columns = vec![Vec::new(); names.len()];
    for record in reader.records() {
        let record = record.unwrap();
        for (column, place) in columns.iter_mut().zip(&places) {
            column.push(record[*place].parse().unwrap());
        }
    }
    columns
}

/// Brings a column to mean 0 and standard deviation 1 (ddof 0).
pub fn z_scored(column: &[f64]) -> Vec<f64> {
    let mean = column.iter().sum::<f64>() / column.len() as f64;
    let deviation = (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / column.len() as f64).sqrt();
    column.iter().map(|x| (x - mean) / deviation).collect()
}

/// Frequency, recency and T of CDNOW's sample, z-scored.
pub fn cdnow() -> Option<Points> {
    let name = "cdnow_sample_rfm.csv";
    let bytes = shared(name, "09d92ca80daaabe8be0f997d4c539f9c9606106baa5b199081fe01cbce5fa9f6")?;
    let columns: Vec<Vec<f64>> =
        columns(&bytes, &["frequency", "recency", "T"]).iter().map(|column| z_scored(column)).collect();
    Some(Points::from_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap())
}
