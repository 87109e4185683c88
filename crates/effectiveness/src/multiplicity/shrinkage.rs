//! Each segment's effect, pulled towards the mean of all by as much as its own figure is uncertain.

use super::spread::Effects;
use crate::interval::{Interval, Level};
use serde::{Deserialize, Serialize};

/// A segment's effect once the others are taken into account.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShrunkEffect {
    /// The segment's effect, as found by itself.
    pub found: f64,
    /// The effect to expect: between what was found and the mean of all segments.
    pub effect: f64,
    /// Standard deviation of what is believed afterwards, mean and variance of the true effects taken for known.
    pub posterior_deviation: f64,
    /// The same with the mean's own uncertainty added (Morris 1983); the wider one, for decisions.
    pub deviation_with_mean: f64,
    /// Normal interval from `deviation_with_mean`.
    pub interval: Interval,
    /// How far it was pulled: 0 not at all, 1 onto the mean.
    pub pulled: f64,
}

/// Empirical-Bayes effects (Morris 1983) of pairs (effect, standard error), with the mean and variance of the true effects by
/// DerSimonian and Laird. One entry for each pair, `None` for a pair without a positive standard error; all `None` below two.
///
/// The best of many segments looks better than it is (the winner's curse); these effects do not. Where segments differ by no
/// more than chance they are all the common effect.
pub fn shrunk_effects(effects: &[(f64, f64)], level: Level) -> Vec<Option<ShrunkEffect>> {
    let Some(used) = Effects::of(effects) else {
        return vec![None; effects.len()];
    };
    let tau_squared = used.dersimonian_laird();
    let (mean, weights) = used.mean(tau_squared);
    let mut variances = used.effects.iter().zip(&used.variances);
    let shrink = |(effect, error): &(f64, f64)| {
        if !(effect.is_finite() && error.is_finite() && *error > 0.0) {
            return None;
        }
        let (found, variance) = variances.next()?;
        let pulled = variance / (variance + tau_squared);
        let shrunk = pulled * mean + (1.0 - pulled) * found;
        let posterior = (1.0 - pulled) * variance;
        let with_mean = (posterior + pulled * pulled / weights).sqrt();
        Some(ShrunkEffect {
            found: *found,
            effect: shrunk,
            posterior_deviation: posterior.sqrt(),
            deviation_with_mean: with_mean,
            interval: Interval::around(shrunk, level.z() * with_mean),
            pulled,
        })
    };
    effects.iter().map(shrink).collect()
}
