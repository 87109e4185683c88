//! The Shapley rule: what a channel adds to the rate of payment, averaged over every order in which channels could be added.

use crate::error::JourneysError;
use crate::paths::Journeys;
use serde::Serialize;

/// Most channels for which every set is looked at.
pub const MOST_SHAPLEY_CHANNELS: usize = 15;

/// Exact Shapley values (Shapley 1953; for advertising Dalessandro, Perlich, Stitelman & Provost 2012, after Shao & Li 2011).
///
/// The worth of a set of channels is the rate of payment among the journeys that touched no channel outside the set; zero where
/// there are none, as for the empty set. The values add up to the rate of payment of all journeys. A value may lie below zero:
/// journeys with that channel paid less often than those without it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shapley {
    /// By channel, in the unit of a rate.
    pub values: Vec<f64>,
    /// By channel: its value over the sum of all; adds up to 1.
    pub shares: Vec<f64>,
}

/// Shapley values of up to [`MOST_SHAPLEY_CHANNELS`] channels, in the order of [`Journeys::channels`].
pub fn shapley(journeys: &Journeys) -> Result<Shapley, JourneysError> {
    let sets = channel_sets(journeys)?;
    values(&sets, journeys.channels().len(), &journeys.conversions, &journeys.nulls)
}

/// The set of channels of every path, a bit a channel.
pub(crate) fn channel_sets(journeys: &Journeys) -> Result<Vec<u16>, JourneysError> {
    let channels = journeys.channels().len();
    if channels > MOST_SHAPLEY_CHANNELS {
        return Err(JourneysError::TooManyForShapley { channels, most: MOST_SHAPLEY_CHANNELS });
    }
    Ok((0..journeys.paths()).map(|path| journeys.path(path).iter().fold(0, |set, touch| set | (1 << touch))).collect())
}

pub(crate) fn values(
    sets: &[u16],
    channels: usize,
    conversions: &[u64],
    nulls: &[u64],
) -> Result<Shapley, JourneysError> {
    let worth = worth_of_sets(sets, channels, conversions, nulls);
    // Chance that exactly the channels of a set of each size stand before a given one: s! (k - s - 1)! / k!.
    let mut chance = vec![1.0 / channels as f64; channels];
    for size in 1..channels {
        chance[size] = chance[size - 1] * size as f64 / (channels - size) as f64;
    }
    let values: Vec<f64> = (0..channels)
        .map(|channel| {
            let bit = 1_usize << channel;
            (0..worth.len())
                .filter(|set| set & bit == 0)
                .map(|set| chance[set.count_ones() as usize] * (worth[set | bit] - worth[set]))
                .sum()
        })
        .collect();
    let sum: f64 = values.iter().sum();
    if sum > 0.0 {
        Ok(Shapley { shares: values.iter().map(|value| value / sum).collect(), values })
    } else {
        Err(JourneysError::NothingToShare { sum })
    }
}

/// The rate of payment of the journeys inside every set, by sums over subsets.
fn worth_of_sets(sets: &[u16], channels: usize, conversions: &[u64], nulls: &[u64]) -> Vec<f64> {
    let mut inside = vec![(0_u64, 0_u64); 1 << channels];
    for ((set, paid), lost) in sets.iter().zip(conversions).zip(nulls) {
        let sums = &mut inside[usize::from(*set)];
        sums.0 += paid;
        sums.1 += paid + lost;
    }
    for channel in 0..channels {
        for set in 0..inside.len() {
            if set & (1 << channel) != 0 {
                let smaller = inside[set ^ (1 << channel)];
                inside[set].0 += smaller.0;
                inside[set].1 += smaller.1;
            }
        }
    }
    inside.iter().map(|(paid, all)| if *all == 0 { 0.0 } else { *paid as f64 / *all as f64 }).collect()
}
