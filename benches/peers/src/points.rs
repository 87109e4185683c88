//! The points that all tools are given, as plain little-endian numbers.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use std::io::{Error, ErrorKind};
use std::path::Path;

/// Points for k-means and their coordinates.
pub const POINTS: usize = 1_000_000;
/// Coordinates of each.
pub const WIDTH: usize = 10;
/// Rows for k-prototypes.
pub const ROWS: usize = 50_000;
/// Their numeric columns.
pub const NUMERIC: usize = 6;
/// Their categorical columns.
pub const CATEGORICAL: usize = 4;
/// Codes of each categorical column.
pub const LEVELS: u32 = 12;

/// Writes `kmeans.f64` (8 true clusters that overlap), `numeric.f64` and `codes.u32` into a folder.
pub fn make(folder: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(folder)?;
    let mut rng = Xoshiro256Plus::seed_from_u64(20_261_122);
    let centres: Vec<f64> = (0..8 * WIDTH).map(|_| rng.gen_range(-3.0..3.0)).collect();
    let mut values = Vec::with_capacity(POINTS * WIDTH);
    for _ in 0..POINTS {
        let cluster = rng.gen_range(0..8);
        values.extend(centres[cluster * WIDTH..(cluster + 1) * WIDTH].iter().map(|centre| centre + normal(&mut rng)));
    }
    write(&folder.join("kmeans.f64"), values.iter().flat_map(|x| x.to_le_bytes()).collect())?;
    let mut numbers = Vec::with_capacity(ROWS * NUMERIC);
    let mut codes = Vec::with_capacity(ROWS * CATEGORICAL);
    for _ in 0..ROWS {
        let cluster = rng.gen_range(0..8_u32);
        numbers.extend((0..NUMERIC).map(|column| f64::from(cluster >> (column % 3) & 1) * 2.0 + normal(&mut rng)));
        codes.extend((0..CATEGORICAL).map(|_| if rng.gen_bool(0.6) { cluster } else { rng.gen_range(0..LEVELS) }));
    }
    write(&folder.join("numeric.f64"), numbers.iter().flat_map(|x| x.to_le_bytes()).collect())?;
    write(&folder.join("codes.u32"), codes.iter().flat_map(|x| x.to_le_bytes()).collect())
}

/// A standard normal number (Box & Muller 1958).
pub fn normal(rng: &mut impl Rng) -> f64 {
    let (a, b): (f64, f64) = (rng.r#gen(), rng.r#gen());
    (-2.0 * (1.0 - a).ln()).sqrt() * (std::f64::consts::TAU * b).cos()
}

/// Writes a file whole.
pub fn write(path: &Path, bytes: Vec<u8>) -> Result<(), Error> {
    std::fs::write(path, bytes)
}

/// Numbers of a file.
pub fn floats(path: &Path, count: usize) -> Result<Vec<f64>, Error> {
    let bytes = read(path, count * 8)?;
    Ok(bytes.as_chunks::<8>().0.iter().map(|chunk| f64::from_le_bytes(*chunk)).collect())
}

/// Codes of a file.
pub fn codes(path: &Path, count: usize) -> Result<Vec<u32>, Error> {
    let bytes = read(path, count * 4)?;
    Ok(bytes.as_chunks::<4>().0.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect())
}

/// Bytes of a file.
pub fn bytes(path: &Path, count: usize) -> Result<Vec<u8>, Error> {
    read(path, count)
}

fn read(path: &Path, length: usize) -> Result<Vec<u8>, Error> {
    let bytes = std::fs::read(path)?;
    if bytes.len() == length {
        return Ok(bytes);
    }
    let reason = format!("{} has {} bytes, expected {length}; run `peers make` again", path.display(), bytes.len());
    Err(Error::new(ErrorKind::InvalidData, reason))
}
