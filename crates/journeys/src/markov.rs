//! The Markov rule: how much rarer payments would be if a channel led nowhere.

use crate::chain::{Chain, Weighed};
use crate::error::JourneysError;
use crate::paths::Journeys;
use crate::solve::{Chances, solve};
use serde::Serialize;

/// Most chances that are kept while a chain is solved.
const MOST_CELLS: usize = 20_000_000;

/// Removal effects of an absorbing Markov chain (Anderl, Becker, von Wangenheim & Schumann 2016), from an exact linear solve
/// and not from simulated walks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Markov {
    /// How many last touches decide the next, 1 to 3.
    pub order: usize,
    /// States of the chain, the start included.
    pub states: usize,
    /// Chance that a journey ends in a payment.
    pub conversion_probability: f64,
    /// By channel: the share of that chance which is lost where the channel leads nowhere, 0 to 1.
    pub removal_effects: Vec<f64>,
    /// By channel: its removal effect over the sum of all; adds up to 1.
    pub shares: Vec<f64>,
}

/// Removal effects of a chain of `order` 1 to 3 over the journeys. Channels are in the order of [`Journeys::channels`].
pub fn markov(journeys: &Journeys, order: usize) -> Result<Markov, JourneysError> {
    let (chain, counts) = Chain::over(journeys, order)?;
    refuse_too_large(&chain)?;
    removal(&chain.weigh(&counts))
}

/// Refuses a chain that is too large to solve.
pub(crate) fn refuse_too_large(chain: &Chain) -> Result<(), JourneysError> {
    let (states, channels) = (chain.states(), chain.channels);
    let most = MOST_CELLS / (channels + 2);
    if states > most {
        return Err(JourneysError::TooManyStates { order: chain.order, states, channels, most });
    }
    Ok(())
}

pub(crate) fn removal(weighed: &Weighed<'_>) -> Result<Markov, JourneysError> {
    let Chances { whole, without } = solve(weighed);
    let removal_effects: Vec<f64> = without.iter().map(|w| (1.0 - w / whole).clamp(0.0, 1.0)).collect();
    let sum: f64 = removal_effects.iter().sum();
    // Every payment follows a touch, so at least one effect is above zero; rounding alone could hide it.
    if !sum.is_finite() || sum <= 0.0 {
        return Err(JourneysError::NothingRemoved);
    }
    Ok(Markov {
        order: weighed.chain.order,
        states: weighed.chain.states(),
        conversion_probability: whole,
        shares: removal_effects.iter().map(|effect| effect / sum).collect(),
        removal_effects,
    })
}
