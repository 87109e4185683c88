//! People, spells and journeys for the evaluator, as plain numbers and text.

use crate::points::{normal, write};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use std::fmt::Write as _;
use std::io::Error;
use std::path::Path;

/// People: as many rows to rank, as many spells.
pub const PEOPLE: usize = 1_000_000;
/// People of a segment.
pub const SEGMENT: usize = 20_000;
/// Journeys.
pub const JOURNEYS: usize = 1_000_000;
/// Channels of the journeys.
const CHANNELS: [&str; 6] = ["agent", "counter", "email", "leaflet", "radio", "whatsapp"];

/// Writes `scores.f64`, `kept.u8`, `treated.u8`, `amounts.f64`, `months.u8`, `ended.u8` and `journeys.txt`.
pub fn make(folder: &Path) -> Result<(), Error> {
    let mut rng = Xoshiro256Plus::seed_from_u64(20_261_126);
    let (mut scores, mut amounts) = (Vec::new(), Vec::new());
    let (mut kept, mut treated, mut months, mut ended) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PEOPLE {
        let score = rng.r#gen::<f64>() - 0.3;
        let is_treated = rng.gen_bool(0.5);
        let gain = if is_treated { 0.1 * score.max(0.0) } else { 0.0 };
        scores.extend(score.to_le_bytes());
        treated.push(u8::from(is_treated));
        kept.push(u8::from(rng.gen_bool(0.1 + gain)));
        // An amount that no two people share.
        amounts.extend((50_000.0 * normal(&mut rng).exp() + 16_800.0 * gain).to_le_bytes());
        // A tenth of those left stop each month; nobody is seen for longer than two years.
        let paid = (rng.r#gen::<f64>().max(f64::MIN_POSITIVE).ln() / 0.9_f64.ln()) as u8;
        let seen = rng.gen_range(1..=24);
        months.push(paid.min(seen));
        ended.push(u8::from(paid < seen));
    }
    let mut journeys = String::with_capacity(JOURNEYS * 32);
    for _ in 0..JOURNEYS {
        let touches = rng.gen_range(1..=6);
        let mut chance: f64 = 0.02;
        for touch in 0..touches {
            let channel = rng.gen_range(0..CHANNELS.len());
            chance += 0.01 * channel as f64;
            if touch > 0 {
                journeys.push_str(" > ");
            }
            journeys.push_str(CHANNELS[channel]);
        }
        // A String takes every write.
        let _ = writeln!(journeys, "\t{}", u8::from(rng.gen_bool(chance.min(1.0))));
    }
    for (name, bytes) in [
        ("scores.f64", scores),
        ("amounts.f64", amounts),
        ("kept.u8", kept),
        ("treated.u8", treated),
        ("months.u8", months),
        ("ended.u8", ended),
        ("journeys.txt", journeys.into_bytes()),
    ] {
        write(&folder.join(name), bytes)?;
    }
    Ok(())
}
