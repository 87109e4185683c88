//! The assignments a lot could have drawn, as sums over areas; no row is ever looked at again.

use super::drawn::{DrawnArea, by_stratum};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// One assignment: what it shows of the outcome, and of the arms as they were really drawn.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Draws {
    /// Difference of the outcome under this assignment.
    pub outcome: f64,
    /// Difference of the true arms under this assignment: 1 is the same, -1 its exchange.
    pub arms: f64,
}

/// One stratum: centred area means, and how many areas are drawn.
struct Stratum {
    /// Mean of each area less the stratum's mean, and 1 less the treated share for treated areas, 0 less it for others.
    centred: Vec<Draws>,
    /// Areas of the arm that is re-drawn: the smaller one.
    drawn: usize,
    /// 1 where the re-drawn arm is the treated, -1 where it is the control (centred sums of both are opposite).
    sign: f64,
}

/// A lot, ready to be drawn again.
pub(super) struct Assignments {
    strata: Vec<Stratum>,
    /// Sum over strata of `k1 k0 / (k1 + k0)`.
    pub weight: f64,
    /// The difference that happened.
    pub observed: f64,
    /// Largest centred mean: how much areas differ.
    pub spread: f64,
    /// Largest mean: what rounding is measured against.
    pub size: f64,
}

impl Assignments {
    /// Strata with one arm only can be drawn in one way and are left out.
    pub(super) fn of(areas: &[DrawnArea]) -> Self {
        let mut lot = Self { strata: Vec::new(), weight: 0.0, observed: 0.0, spread: 0.0, size: 0.0 };
        for members in by_stratum(areas) {
            let k = members.len();
            let treated = members.iter().filter(|a| areas[**a].treated).count();
            if treated == 0 || treated == k {
                continue;
            }
            let mean = members.iter().map(|a| areas[*a].mean).sum::<f64>() / k as f64;
            let share = treated as f64 / k as f64;
            let centred: Vec<Draws> = members
                .iter()
                .map(|a| Draws { outcome: areas[*a].mean - mean, arms: f64::from(u8::from(areas[*a].treated)) - share })
                .collect();
            // The smaller arm is drawn, at a tie the first area's: exchanging the arms' names draws the same.
            let draw_treated = treated * 2 < k || (treated * 2 == k && areas[members[0]].treated);
            lot.weight += treated as f64 * (k - treated) as f64 / k as f64;
            lot.spread = centred.iter().map(|c| c.outcome.abs()).fold(lot.spread, f64::max);
            lot.size = members.iter().map(|a| areas[*a].mean.abs()).fold(lot.size, f64::max);
            lot.observed += centred.iter().filter(|c| c.arms > 0.0).map(|c| c.outcome).sum::<f64>();
            lot.strata.push(Stratum {
                centred,
                drawn: treated.min(k - treated),
                sign: if draw_treated { 1.0 } else { -1.0 },
            });
        }
        lot.observed /= lot.weight;
        lot
    }

    /// How many assignments there are; `None` beyond what is counted.
    pub(super) fn count(&self) -> Option<u64> {
        self.strata.iter().try_fold(1_u64, |product, s| product.checked_mul(choose(s.centred.len(), s.drawn)?))
    }

    /// Every assignment. Ask [`Self::count`] first.
    pub(super) fn all(&self) -> Vec<Draws> {
        let mut sums = vec![Draws::default()];
        for stratum in &self.strata {
            let mut own = Vec::new();
            subsets(&stratum.centred, stratum.drawn, Draws::default(), &mut own);
            sums = sums
                .iter()
                .flat_map(|before| {
                    own.iter().map(|s| Draws {
                        outcome: before.outcome + stratum.sign * s.outcome,
                        arms: before.arms + stratum.sign * s.arms,
                    })
                })
                .collect();
        }
        sums.into_iter().map(|s| self.scaled(s)).collect()
    }

    /// `draws` assignments, each as likely as any other.
    pub(super) fn sampled(&self, seed: u64, draws: u32) -> Vec<Draws> {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut orders: Vec<Vec<Draws>> = self.strata.iter().map(|s| s.centred.clone()).collect();
        (0..draws)
            .map(|_| {
                let mut sum = Draws::default();
                for (stratum, order) in self.strata.iter().zip(&mut orders) {
                    for place in 0..stratum.drawn {
                        let other = random.gen_range(place..order.len());
                        order.swap(place, other);
                        sum.outcome += stratum.sign * order[place].outcome;
                        sum.arms += stratum.sign * order[place].arms;
                    }
                }
                self.scaled(sum)
            })
            .collect()
    }

    fn scaled(&self, sum: Draws) -> Draws {
        Draws { outcome: sum.outcome / self.weight, arms: sum.arms / self.weight }
    }
}

/// Sums of all subsets of `wanted` areas.
fn subsets(areas: &[Draws], wanted: usize, sum: Draws, found: &mut Vec<Draws>) {
    if wanted == 0 {
        found.push(sum);
        return;
    }
    for place in 0..=areas.len() - wanted {
        let with = Draws { outcome: sum.outcome + areas[place].outcome, arms: sum.arms + areas[place].arms };
        subsets(&areas[place + 1..], wanted - 1, with, found);
    }
}

/// Ways to choose `k` of `n`; `None` where they overflow.
fn choose(n: usize, k: usize) -> Option<u64> {
    let mut ways = 1_u64;
    for i in 0..k {
        // Exact at every step: the product of i + 1 successive numbers is divisible by (i + 1)!.
        ways = ways.checked_mul((n - i) as u64)? / (i as u64 + 1);
    }
    Some(ways)
}
