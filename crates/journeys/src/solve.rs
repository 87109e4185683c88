//! Chances of a payment with every channel, and without each: the linear systems of an absorbing chain, solved.

mod direct;
mod sweeps;

use crate::chain::Weighed;

/// Up to this many states the inverse is made; beyond, sparse sweeps cost less.
const MOST_DIRECT: usize = 256;

/// Chance of a payment from the start.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chances {
    /// With every channel.
    pub(crate) whole: f64,
    /// With one channel taken away, by channel: journeys that would touch it end without a payment.
    pub(crate) without: Vec<f64>,
}

/// Solves the chain with all channels and with each taken away.
pub(crate) fn solve(chain: &Weighed<'_>) -> Chances {
    if chain.chain.states() <= MOST_DIRECT { direct::solve(chain) } else { sweeps::solve(chain) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::chain::Chain;
    use crate::paths::{JourneyRow, Journeys};
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rust_decimal::Decimal;

    fn some_journeys(seed: u64, channels: usize) -> Journeys {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let names = ["wa", "loket", "cetak", "surel", "radio", "perisai", "rapat"];
        let paths: Vec<String> = (0..300)
            .map(|_| {
                let touches = rng.gen_range(1..9);
                (0..touches).map(|_| names[rng.gen_range(0..channels)]).collect::<Vec<_>>().join(" > ")
            })
            .collect();
        let rows: Vec<JourneyRow<'_>> = paths
            .iter()
            .map(|path| JourneyRow {
                path,
                conversions: rng.gen_range(0..3),
                nulls: rng.gen_range(0..9),
                value: Decimal::ZERO,
            })
            .collect();
        Journeys::read(&rows, ">").unwrap()
    }

    #[test]
    fn the_inverse_and_the_sweeps_agree_at_every_order() {
        for order in 1..=3 {
            for seed in 0..4 {
                let journeys = some_journeys(seed, 3 + seed as usize);
                let (chain, counts) = Chain::over(&journeys, order).unwrap();
                let weighed = chain.weigh(&counts);
                let (again, steps) = Chain::with_steps(&journeys, order).unwrap();
                let recounted = steps.count(&again, &journeys.conversions, &journeys.nulls);
                assert_eq!(again.weigh(&recounted).moves, weighed.moves);
                assert_eq!(again.weigh(&recounted).pays, weighed.pays);
                let (a, b) = (direct::solve(&weighed), sweeps::solve(&weighed));
                assert!((a.whole - b.whole).abs() < 1e-13);
                for (x, y) in a.without.iter().zip(&b.without) {
                    assert!((x - y).abs() < 1e-13, "order {order}, seed {seed}: {x} {y}");
                }
            }
        }
    }

    #[test]
    fn the_chance_of_a_payment_is_the_share_of_journeys_that_paid_at_order_one() {
        // Every journey leaves the start once and ends once, so flows balance and the chance is the observed share.
        let journeys = some_journeys(9, 6);
        for order in 1..=3 {
            let (chain, counts) = Chain::over(&journeys, order).unwrap();
            let chances = solve(&chain.weigh(&counts));
            let share = journeys.converted() as f64 / (journeys.converted() + journeys.lost()) as f64;
            assert!((chances.whole - share).abs() < 1e-13);
        }
    }
}
