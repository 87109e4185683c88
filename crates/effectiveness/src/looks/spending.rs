//! Bounds for looks that are planned: how far z must be at each.

use super::integration::Survivors;
use crate::distribution::{normal_critical, normal_two_sided, normal_upper};
use crate::error::EffectivenessError;
use serde::{Deserialize, Serialize};

/// How the allowed false alarms are spent over the looks (Lan & DeMets 1983).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spending {
    /// Little at early looks, nearly all at the last: after O'Brien and Fleming. The last look is almost an ordinary test.
    ObrienFleming,
    /// Evenly: after Pocock. Stops earlier, pays for it at the last look.
    Pocock,
}

impl Spending {
    /// One-sided probability spent by `time` (share of the planned information, 0 to 1), `alpha` at the end.
    pub fn spent(self, alpha: f64, time: f64) -> f64 {
        match self {
            Self::ObrienFleming => 2.0 * normal_upper(normal_critical(alpha) / time.sqrt()),
            Self::Pocock => alpha * (1.0 + (std::f64::consts::E - 1.0) * time).ln(),
        }
    }
}

/// One planned look.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PlannedLook {
    /// Share of the planned information at this look, such as people so far over people planned.
    pub time: f64,
    /// One-sided probability of a false alarm spent up to and with this look.
    pub spent: f64,
    /// The z that must be passed; infinite (`null` in JSON) where next to nothing is spent yet.
    pub bound: f64,
    /// Two-sided p-value at the bound.
    pub nominal_p_value: f64,
}

/// Bounds of planned looks at `times` (increasing, above 0, at most 1; any spacing), for a one-sided `alpha`: 0.025 for a
/// two-sided 5%, the lower bounds being minus the upper ones.
///
/// Computed by recursive numerical integration over the sums that passed no bound before (Armitage, McPherson & Rowe 1969).
pub fn spending_bounds(times: &[f64], alpha: f64, spending: Spending) -> Result<Vec<PlannedLook>, EffectivenessError> {
    let increasing = times.windows(2).all(|w| w[0] < w[1]);
    let inside = times.iter().all(|t| *t > 0.0 && *t <= 1.0);
    let sound = !times.is_empty() && increasing && inside && alpha > 0.0 && alpha < 0.5;
    if !sound {
        return Err(EffectivenessError::BadLooks { times: format!("{times:?}"), alpha });
    }
    let mut survivors = Survivors::at_the_start();
    let mut before = 0.0;
    let mut looks = Vec::with_capacity(times.len());
    for (place, &time) in times.iter().enumerate() {
        let spent = spending.spent(alpha, time).max(before);
        let bound = survivors.bound(time, spent - before);
        looks.push(PlannedLook { time, spent, bound, nominal_p_value: normal_two_sided(bound) });
        if let Some(&next) = times.get(place + 1) {
            survivors = survivors.after(time, bound, next - time);
        }
        before = spent;
    }
    Ok(looks)
}
