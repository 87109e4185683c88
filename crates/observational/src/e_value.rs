//! How strong something unseen must be to explain an effect away.

use crate::aipw::Adjusted;
use crate::estimate::Level;
use serde::Serialize;

/// The E-value (VanderWeele & Ding 2017): the risk ratio that something unseen must have with both the contact and the outcome, at least,
/// to explain the estimate away. 1 where there is nothing to explain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EValue {
    /// For the estimate.
    pub estimate: f64,
    /// For the end of the interval that is nearer to no effect; 1 where the interval holds it.
    pub interval: f64,
    /// The risk ratio it was made from; for means an approximation, `exp(0.91 d)` with `d` in standard deviations.
    pub risk_ratio: f64,
}

/// Of adjusted rates, by the ratio of the two; `None` where one of them is not above zero.
pub fn e_value_of_rates(adjusted: &Adjusted, level: Level) -> Option<EValue> {
    if !adjusted.log_ratio_error.is_finite() {
        return None;
    }
    let log_ratio = (adjusted.with_contact / adjusted.without).ln();
    Some(of_log_ratio(log_ratio, level.critical(None) * adjusted.log_ratio_error))
}

/// Of a difference of means, with the standard deviation of the outcome.
pub fn e_value_of_means(difference: f64, standard_error: f64, deviation: f64, level: Level) -> EValue {
    of_log_ratio(0.91 * difference / deviation, 0.91 * level.critical(None) * standard_error / deviation)
}

fn of_log_ratio(log_ratio: f64, half: f64) -> EValue {
    let nearest = (log_ratio.abs() - half).max(0.0);
    EValue { estimate: e_value(log_ratio.abs().exp()), interval: e_value(nearest.exp()), risk_ratio: log_ratio.exp() }
}

/// Of a risk ratio of at least 1.
fn e_value(ratio: f64) -> f64 {
    ratio + (ratio * (ratio - 1.0)).sqrt()
}
