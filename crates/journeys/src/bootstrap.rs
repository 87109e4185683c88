//! Intervals of credit: the whole reckoning again on journeys drawn anew.

use crate::attribution::Rule;
use crate::by_place::by_place;
use crate::chain::{Chain, Steps};
use crate::error::JourneysError;
use crate::markov::{refuse_too_large, removal};
use crate::multinomial::multinomial;
use crate::paths::Journeys;
use crate::shapley::{channel_sets, values};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Fewest draws that make an interval.
const FEWEST: usize = 100;
/// Most draws that are made.
const MOST: usize = 100_000;

/// How intervals are made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// Draws; 0 for no intervals.
    pub draws: usize,
    /// Seed of the draws.
    pub seed: u64,
    /// Confidence level of the percentile intervals.
    pub level: f64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { draws: 1_000, seed: 1, level: 0.95 }
    }
}

/// Both ends of the interval of a channel's share of the credit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Percentile intervals of the shares of each rule, by channel. Journeys are drawn with replacement, as many as there are; the
/// draw is made on the distinct paths, which gives the same distribution as drawing persons one by one. Each draw has its own
/// seed, so threads change nothing.
pub(crate) fn intervals(
    journeys: &Journeys,
    rules: &[Rule],
    how: Bootstrap,
) -> Result<Vec<Vec<Interval>>, JourneysError> {
    if !(how.level > 0.5 && how.level < 1.0) {
        return Err(JourneysError::BadLevel { level: how.level });
    }
    if !(FEWEST..=MOST).contains(&how.draws) {
        return Err(JourneysError::BadDraws { draws: how.draws, fewest: FEWEST, most: MOST });
    }
    let ready = Ready::new(journeys, rules)?;
    let draws: Vec<Vec<f64>> = (0..how.draws).into_par_iter().map(|draw| ready.one(how.seed, draw as u64)).collect();
    let channels = journeys.channels().len();
    let ends = |place: usize| {
        let mut shares: Vec<f64> = draws.iter().map(|d| d[place]).filter(|s| s.is_finite()).collect();
        shares.sort_unstable_by(f64::total_cmp);
        let tail = (1.0 - how.level) / 2.0;
        Interval { low: quantile(&shares, tail), high: quantile(&shares, 1.0 - tail) }
    };
    Ok((0..rules.len()).map(|rule| (0..channels).map(|c| ends(rule * channels + c)).collect()).collect())
}

/// What does not change from draw to draw.
struct Ready<'a> {
    journeys: &'a Journeys,
    rules: &'a [Rule],
    cells: Vec<u64>,
    chain: Option<(Chain, Steps)>,
    sets: Vec<Vec<u16>>,
}

impl<'a> Ready<'a> {
    fn new(journeys: &'a Journeys, rules: &'a [Rule]) -> Result<Self, JourneysError> {
        let order = rules.iter().find_map(|rule| match rule {
            Rule::Markov(order) => Some(*order),
            _ => None,
        });
        let sets = if rules.contains(&Rule::Shapley) { channel_sets(journeys) } else { Vec::new() };
        let chain = order.map(|order| Chain::with_steps(journeys, order)).transpose()?;
        chain.iter().try_for_each(|(chain, _)| refuse_too_large(chain))?;
        Ok(Self {
            journeys,
            rules,
            cells: journeys.conversions.iter().chain(&journeys.nulls).copied().collect(),
            chain,
            sets,
        })
    }

    /// Shares of one draw, rule after rule; not a number where a rule had nothing to share.
    fn one(&self, seed: u64, draw: u64) -> Vec<f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_add(draw.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let mut drawn = vec![0; self.cells.len()];
        multinomial(&mut rng, &self.cells, &mut drawn);
        let (paid, lost) = drawn.split_at(self.journeys.paths());
        let weights: Vec<f64> = paid.iter().map(|count| *count as f64).collect();
        let sum: f64 = weights.iter().sum();
        let channels = self.journeys.channels().len();
        let nothing = || vec![f64::NAN; channels];
        let mut shares = Vec::with_capacity(self.rules.len() * channels);
        for rule in self.rules {
            shares.extend(match (rule, &self.chain) {
                _ if sum == 0.0 => nothing(),
                (Rule::Place(rule), _) => {
                    by_place(self.journeys, *rule, &weights).into_iter().map(|c| c / sum).collect()
                }
                (Rule::Markov(_), Some((chain, steps))) => {
                    removal(&chain.weigh(&steps.count(chain, paid, lost))).map_or_else(|_| nothing(), |m| m.shares)
                }
                (Rule::Markov(_), None) => nothing(),
                (Rule::Shapley, _) => values(&self.sets, channels, paid, lost).map_or_else(|_| nothing(), |s| s.shares),
            });
        }
        shares
    }
}

/// The quantile between sorted values, linear between neighbours; not a number of none.
fn quantile(sorted: &[f64], at: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = at * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
}
