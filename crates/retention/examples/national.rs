//! Counts and forecasts 15 million made-up people of 24 months in 40 segments, and prints how long it takes.
//!
//! `cargo run --release -p retention --example national`

use domain::Month;
use retention::{HazardCounts, Retention, Scope, Spell};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let first = Month::new(2024, 12).ok_or("a month")?;
    let scope = Scope { first, as_of_bit: 23, segments: 40, grace_months: 3 };
    let began = Instant::now();
    let mut counts = HazardCounts::new(scope)?;
    let mut bits = 1_u64;
    for row in 0..15_000_000_u32 {
        // Xorshift, Marsaglia 2003; three out of four months are covered.
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        let covered = (bits | bits >> 24) & ((1 << 24) - 1);
        counts.add(row, &Spell { covered, due: u64::MAX << (row % 20), segment: (row % 40) as u16 })?;
    }
    println!("{} people counted in {:.1} s", counts.people(), began.elapsed().as_secs_f64());
    let began = Instant::now();
    let model = Retention::fit(&counts)?;
    println!("fitted and forecast in {:.1} s: {:?}", began.elapsed().as_secs_f64(), model.everybody());
    Ok(())
}
