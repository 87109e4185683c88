//! Kaplan-Meier of a million monthly spells, timed: `cargo run --release -p survival --example million_months`.
#![allow(clippy::unwrap_used)]

use effectiveness::Level;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::time::Instant;
use survival::{Spells, kaplan_meier};

fn main() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    let months: Vec<u16> = (0..1_000_000).map(|_| random.gen_range(1..=24)).collect();
    let ended: Vec<bool> = (0..1_000_000).map(|_| random.gen_bool(0.6)).collect();
    let durations: Vec<f64> = months.iter().map(|m| f64::from(*m)).collect();
    let best = |run: &dyn Fn() -> f64| {
        let timed = |_| {
            let begun = Instant::now();
            let survival = run();
            (begun.elapsed().as_secs_f64(), survival)
        };
        (0..21).map(timed).fold((f64::INFINITY, 0.0), |a, b| if b.0 < a.0 { b } else { a })
    };
    let at_twelve = |spells: &Spells| kaplan_meier(spells, Level::NINETY_FIVE).unwrap().survival_at(12.0).unwrap();
    let (seconds, share) = best(&|| at_twelve(&Spells::from_months(&months, &ended).unwrap()));
    println!("u16 months: {seconds:.6} s, S(12) {share:.9}");
    let (seconds, share) = best(&|| at_twelve(&Spells::from_durations(&durations, &ended).unwrap()));
    println!("f64 durations in whole months: {seconds:.6} s, S(12) {share:.9}");
}
