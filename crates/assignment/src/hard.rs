//! A pass over all members in which each takes the one option that is best at the prices: the bound that no decision can pass, and the
//! members as they would be given.

use crate::members::Members;
use crate::program::Program;
use crate::tables::Tables;
use rayon::prelude::*;

/// Nobody's option.
pub(crate) const NOTHING: u8 = u8::MAX;

/// What the pass found.
pub(crate) struct Best {
    /// Value that no decision inside the limits can pass. By weak duality this holds for any prices that are not below zero; what
    /// rounding could hide in the sums is added.
    pub bound: f64,
    /// The best option of each member, [`NOTHING`] where none is worth its prices.
    pub given: Vec<u8>,
}

/// Each member's best at these prices, and the bound.
pub(crate) fn best(program: &Program, members: &Members<'_>, prices: &[f64]) -> Best {
    let tables = Tables::of(program, prices);
    let mut given = vec![NOTHING; members.count];
    let chunks = members.chunks();
    let longest = chunks.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
    let sums: Vec<(f64, f64)> = given
        .par_chunks_mut(longest.max(1))
        .zip(chunks)
        .map(|(given, range)| {
            let (mut sum, mut largest) = (0.0, 0.0_f64);
            let mut nets = [0.0; 16];
            for (member, given) in range.zip(given) {
                tables.nets(members, member, &mut nets);
                let mut top = 0.0;
                for (option, net) in nets[..program.options].iter().enumerate() {
                    if *net > top {
                        top = *net;
                        *given = option as u8;
                    }
                }
                sum += top;
                largest = largest.max(top);
            }
            (sum, largest)
        })
        .collect();
    let of_members: f64 = sums.iter().map(|(sum, _)| sum).sum();
    let largest = sums.iter().map(|(_, largest)| *largest).fold(0.0, f64::max);
    let mut of_limits = 0.0;
    let mut gross = 0.0;
    for (limit, price) in program.limits.iter().zip(prices) {
        let worth = price * limit.right as f64;
        of_limits += if limit.at_least { -worth } else { worth };
        gross += worth;
    }
    // A member's net is off by at most a rounding for each of its terms, a sum by one for each addend of its chunk.
    let terms = 8.0 + program.groupings.len() as f64 + program.takes.iter().map(most_terms).fold(0.0, f64::max);
    let of_terms = members.count as f64 * terms * (largest + 2.0 * tables.largest);
    let of_sums = (longest + sums.len()) as f64 * of_members + program.limits.len() as f64 * gross;
    Best { bound: of_members + of_limits + f64::EPSILON * (of_terms + of_sums), given }
}

fn most_terms(takes: &crate::limit::Takes) -> f64 {
    (takes.money.len() + takes.shared.len() + takes.by_group.len()) as f64
}
