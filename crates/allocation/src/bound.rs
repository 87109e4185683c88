//! What no plan can beat, computed from prices alone: weak duality holds for any prices that are not negative, so the bound does
//! not rest on the solver being exact.

use crate::ask::Ask;
use crate::program::{Piece, Prices};

/// Months that no plan with these channels started can pass. Prices of the scarce things are taken off each person's gain; what is
/// left is filled segment by segment, best parts first, which is exact because every person counts once.
pub(crate) fn months_bound(ask: &Ask, pieces: &[Piece], started: &[bool], budget: f64, prices: &Prices) -> f64 {
    let mut bound = prices.rupiah * budget;
    for (place, limit) in ask.limits.iter().enumerate().filter(|(place, _)| started[*place]) {
        match limit.most {
            Some(most) => bound += prices.capacity[place] * most as f64,
            None => debug_assert!(prices.capacity[place] == 0.0),
        }
        bound -= prices.run[place] * limit.least as f64;
    }
    for (place, segment) in ask.segments.iter().enumerate() {
        let mut left_over: Vec<(f64, f64)> = pieces
            .iter()
            .filter(|p| p.segment == place)
            .map(|p| {
                let of_limit = p.limit.map_or(0.0, |l| prices.capacity[l] - prices.run[l]);
                (p.gain - prices.rupiah * p.cost - of_limit, p.people)
            })
            .filter(|(profit, _)| *profit > 0.0)
            .collect();
        left_over.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut people = segment.people as f64;
        for (profit, size) in left_over {
            let here = size.min(people);
            bound += here * profit;
            people -= here;
        }
    }
    bound
}
