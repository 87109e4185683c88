//! A pass over all members in which each is divided among options that are nearly as good, so that what the prices bring changes
//! smoothly with the prices.
//!
//! The best of nothing (0) and the options' nets x is replaced by t log(1 + sum exp(x / t)): above it by at most t log(options + 1), and
//! its slopes are the parts of the member that each option gets (entropic smoothing; Nesterov, 2005). Single precision serves here:
//! these sums steer the prices, and no answer and no bound is read from them.

use crate::members::Members;
use crate::program::Program;
use crate::tables::{Counts, Tables};
use rayon::prelude::*;
use std::ops::Range;

/// What the pass found.
pub(crate) struct SoftSums {
    /// Sum of the smoothed best nets.
    pub value: f64,
    /// Members given, in parts.
    pub counts: Counts,
    /// Sums of part times one less the part.
    pub spread: Counts,
}

struct Chunk<const J: usize> {
    value: f64,
    counts: Vec<Vec<[f32; J]>>,
    spread: Vec<Vec<[f32; J]>>,
    distance: [f64; J],
}

/// Smoothed sums at some prices; `softness` in months. `spread` asks for the sums that scale steps.
pub(crate) fn soft_sums(
    program: &Program,
    members: &Members<'_>,
    tables: &Tables,
    softness: f64,
    spread: bool,
) -> SoftSums {
    macro_rules! by_options {
        ($($n:literal)*) => {
            match (program.options, spread) {
                $(($n, false) => sums::<$n, false>(program, members, tables, softness as f32),
                  ($n, true) => sums::<$n, true>(program, members, tables, softness as f32),)*
                (options, _) => unreachable!("a pool of {options} options was refused"),
            }
        };
    }
    by_options!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
}

fn sums<const J: usize, const SPREAD: bool>(
    program: &Program,
    members: &Members<'_>,
    tables: &Tables,
    softness: f32,
) -> SoftSums {
    let narrow = |row: &[f64; J]| row.map(|cell| cell as f32);
    let rows: Vec<Vec<[f32; J]>> =
        tables.rows.iter().map(|rows| rows.as_chunks::<J>().0.iter().map(narrow).collect()).collect();
    let mut distance = [0.0_f32; J];
    distance.iter_mut().zip(&tables.distance).for_each(|(to, from)| *to = *from as f32);
    let chunks: Vec<Chunk<J>> = members
        .chunks()
        .into_par_iter()
        .map(|range| chunk::<J, SPREAD>(members, &rows, &distance, softness, range))
        .collect();
    let mut sums = SoftSums { value: 0.0, counts: Counts::none(program), spread: Counts::none(program) };
    for chunk in chunks {
        sums.value += chunk.value;
        add(&mut sums.counts.rows, &chunk.counts);
        if SPREAD {
            add(&mut sums.spread.rows, &chunk.spread);
        }
        for (to, from) in sums.counts.distance.iter_mut().zip(chunk.distance) {
            *to += from;
        }
    }
    // For scale, those near a tie are taken to be as far away as those given.
    sums.spread.distance.clone_from(&sums.counts.distance);
    if SPREAD {
        for option in 0..J {
            let total = |rows: &[f64]| rows.iter().skip(option).step_by(J).sum::<f64>();
            let given = total(&sums.counts.rows[0]);
            sums.spread.distance[option] *= if given > 0.0 { total(&sums.spread.rows[0]) / given } else { 0.0 };
        }
    }
    sums
}

fn add<const J: usize>(to: &mut [Vec<f64>], from: &[Vec<[f32; J]>]) {
    for (to, from) in to.iter_mut().zip(from) {
        for (to, from) in to.iter_mut().zip(from.as_flattened()) {
            *to += f64::from(*from);
        }
    }
}

fn chunk<const J: usize, const SPREAD: bool>(
    members: &Members<'_>,
    rows: &[Vec<[f32; J]>],
    distance: &[f32; J],
    softness: f32,
    range: Range<usize>,
) -> Chunk<J> {
    let empty = || rows.iter().map(|rows| vec![[0.0_f32; J]; rows.len()]).collect::<Vec<_>>();
    let mut sums =
        Chunk { value: 0.0, counts: empty(), spread: if SPREAD { empty() } else { Vec::new() }, distance: [0.0; J] };
    let sharp = 1.0 / softness;
    let values = members.values[range.start * J..range.end * J].as_chunks::<J>().0;
    let (mut best, mut logs, mut product) = (0.0_f64, 0.0_f64, 1.0_f64);
    for (member, values) in range.zip(values) {
        let mut net = *values;
        for (rows, groups) in rows.iter().zip(&members.groups) {
            let row = &rows[usize::from(groups[member])];
            for j in 0..J {
                net[j] -= row[j];
            }
        }
        let percent = members.distance.as_ref().map_or(0.0, |column| f32::from(column[member]));
        if members.distance.is_some() {
            for j in 0..J {
                net[j] -= percent * distance[j];
            }
        }
        let barred = members.barred[member];
        if barred != 0 {
            for (j, net) in net.iter_mut().enumerate() {
                if barred >> j & 1 == 1 {
                    *net = -1e20;
                }
            }
        }
        let mut top = 0.0_f32;
        for net in net {
            top = if net > top { net } else { top };
        }
        let mut sum = exp((0.0 - top) * sharp);
        let mut parts = [0.0_f32; J];
        for (part, net) in parts.iter_mut().zip(net) {
            *part = exp((net - top) * sharp);
        }
        for part in parts {
            sum += part;
        }
        let each = 1.0 / sum;
        for part in &mut parts {
            *part *= each;
        }
        best += f64::from(top);
        product *= f64::from(sum);
        if product > 1e200 {
            logs += product.ln();
            product = 1.0;
        }
        for (slot, groups) in members.groups.iter().enumerate() {
            let group = usize::from(groups[member]);
            let row = &mut sums.counts[slot][group];
            for (sum, part) in row.iter_mut().zip(parts) {
                *sum += part;
            }
            if SPREAD {
                let row = &mut sums.spread[slot][group];
                for (sum, part) in row.iter_mut().zip(parts) {
                    *sum += part * (1.0 - part);
                }
            }
        }
        if members.distance.is_some() {
            for (sum, part) in sums.distance.iter_mut().zip(parts) {
                *sum += f64::from(part * percent);
            }
        }
    }
    sums.value = best + f64::from(softness) * (logs + product.ln());
    sums
}

/// The exponential of a number not above 0, to a few parts in ten million; 0 below -87. Plain arithmetic, the same on every machine.
#[inline(always)]
#[allow(clippy::inline_always)] // the loop around it is vectorised only where it is part of it
fn exp(x: f32) -> f32 {
    const WHOLE: f32 = 12_582_912.0; // 1.5 * 2^23: adding it leaves the nearest whole number in the low bits
    let x = if x > -87.0 { x } else { -87.0 };
    let doublings = x * std::f32::consts::LOG2_E + WHOLE;
    // The logarithm of two in two parts, the first with so few bits that the product is exact.
    let rest = x - (doublings - WHOLE) * 0.693_359_4 + (doublings - WHOLE) * 2.121_944_4e-4;
    let series = 1.0 + rest * (1.0 + rest * (0.5 + rest * (0.166_666_6 + rest * (0.041_666_64 + rest * 0.008_333_3))));
    f32::from_bits((doublings.to_bits() << 23).wrapping_add(series.to_bits()))
}

#[cfg(test)]
mod tests {
    use super::exp;

    #[test]
    fn the_exponential_is_that_of_the_library() {
        for step in 0..60_000_u16 {
            let x = -f32::from(step) / 700.0;
            let (ours, theirs) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((ours / theirs - 1.0).abs() < 4e-6, "exp({x}) = {ours}, not {theirs}");
        }
        assert!(exp(-1e20) < 2e-38);
    }
}
