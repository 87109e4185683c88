//! The Shapley rule: what a channel adds to the payments, averaged over every order in which channels could be added.

use crate::error::JourneysError;
use crate::paths::Journeys;
use serde::Serialize;

/// Exact Shapley values (Shapley 1953; for advertising Zhao, Mahboobi & Bagheri 2018).
///
/// The worth of a set of channels is how many payments would be left if the other channels were not there: those of journeys
/// that touched no channel outside the set. A game that is such a sum over journeys has a closed form, each payment in equal
/// parts to the channels its journey touched, so any number of channels is exact and no value lies below zero. (With the rate of
/// payment as worth, as some tools have it, a channel of a dozen journeys can take a tenth of all credit.)
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shapley {
    /// By channel, in payments a journey; they add up to the rate of payment of all journeys.
    pub values: Vec<f64>,
    /// By channel: its value over the sum of all; adds up to 1.
    pub shares: Vec<f64>,
}

/// Shapley values, in the order of [`Journeys::channels`].
pub fn shapley(journeys: &Journeys) -> Result<Shapley, JourneysError> {
    values(&channel_sets(journeys), journeys.channels().len(), &journeys.conversions, &journeys.nulls)
}

/// The channels of every path, each once.
pub(crate) fn channel_sets(journeys: &Journeys) -> Vec<Vec<u16>> {
    let set = |path: usize| {
        let mut channels = journeys.path(path).to_vec();
        channels.sort_unstable();
        channels.dedup();
        channels
    };
    (0..journeys.paths()).map(set).collect()
}

pub(crate) fn values(
    sets: &[Vec<u16>],
    channels: usize,
    conversions: &[u64],
    nulls: &[u64],
) -> Result<Shapley, JourneysError> {
    let mut payments = vec![0.0; channels];
    for (set, paid) in sets.iter().zip(conversions) {
        for channel in set {
            payments[usize::from(*channel)] += *paid as f64 / set.len() as f64;
        }
    }
    let paid: f64 = payments.iter().sum();
    if paid <= 0.0 {
        return Err(JourneysError::NothingToShare { sum: paid });
    }
    let all = conversions.iter().chain(nulls).map(|count| *count as f64).sum::<f64>();
    Ok(Shapley {
        shares: payments.iter().map(|value| value / paid).collect(),
        values: payments.iter().map(|value| value / all).collect(),
    })
}
