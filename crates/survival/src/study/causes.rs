//! The shares gone by each cause.

use super::Study;
use crate::aalen_johansen::aalen_johansen;
use crate::error::SurvivalError;
use crate::spells::Spells;
use effectiveness::{Interval, Level};
use serde::{Deserialize, Serialize};

/// The share of a group that had left by a cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CauseShare {
    /// The cause.
    pub cause: String,
    /// By when.
    pub time: f64,
    /// Ended by it at any time.
    pub ended: u64,
    /// Share gone by it by then, Aalen-Johansen.
    pub share: f64,
    /// Standard error.
    pub standard_error: f64,
    /// Interval; `None` where the share is 0 or 1.
    pub interval: Option<Interval>,
}

/// At the horizon, of every cause; nothing where causes are not told apart.
pub(super) fn shares(
    study: &Study,
    spells: &Spells,
    horizon: f64,
    level: Level,
) -> Result<Vec<CauseShare>, SurvivalError> {
    if study.causes.len() < 2 {
        return Ok(Vec::new());
    }
    let of = |(incidence, cause): (crate::Incidence, &String)| {
        let step = incidence.step_at(horizon);
        CauseShare {
            cause: cause.clone(),
            time: horizon,
            ended: spells.ended_by(incidence.cause),
            share: step.map_or(0.0, |step| step.share),
            standard_error: step.map_or(0.0, |step| step.standard_error),
            interval: step.and_then(|step| step.interval),
        }
    };
    Ok(aalen_johansen(spells, level)?.into_iter().zip(&study.causes).map(of).collect())
}
