//! Mean months paid up to a horizon, and what an arm added to it.

use crate::error::{SurvivalError, a_horizon};
use crate::kaplan_meier::{Curve, kaplan_meier};
use crate::spells::Spells;
use effectiveness::distribution::{normal_critical, normal_two_sided};
use effectiveness::{Interval, Level};
use serde::{Deserialize, Serialize};

/// Mean of the duration cut at a horizon: in a file of months paid, the months paid per member within it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RestrictedMean {
    /// The horizon, in the unit of the durations.
    pub horizon: f64,
    /// Mean months paid within the horizon: the area under the curve.
    pub months: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Normal interval; `None` where nothing varies, which tells nothing of how sure the figure is.
    pub interval: Option<Interval>,
}

/// Months that an arm added per member within a horizon.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MonthsGained {
    /// The horizon.
    pub horizon: f64,
    /// Months paid in the arm.
    pub treated: RestrictedMean,
    /// Months paid in the control.
    pub control: RestrictedMean,
    /// Treated minus control.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Normal interval; `None` where nothing varies, which tells nothing of how sure the figure is.
    pub interval: Option<Interval>,
    /// Two-sided p-value of no difference; `None` where nothing varies.
    pub p_value: Option<f64>,
}

/// The curve from 0 to the horizon: each time at which somebody ended, and the area under the curve from there on.
pub(crate) struct Ahead {
    /// Area from 0 to the horizon.
    pub(crate) all: f64,
    /// By step of the curve up to the horizon: the area from its time to the horizon.
    pub(crate) after: Vec<f64>,
}

/// Areas under a curve; refuses a horizon that the spells do not reach.
pub(crate) fn areas(curve: &Curve, horizon: f64) -> Result<Ahead, SurvivalError> {
    a_horizon(horizon)?;
    if horizon > curve.known_to() {
        return Err(SurvivalError::BeyondFollowUp { horizon, last: curve.last_time() });
    }
    let within = curve.steps.partition_point(|step| step.time <= horizon);
    let mut after = vec![0.0; within];
    let (mut area, mut until) = (0.0, horizon);
    for (place, step) in curve.steps[..within].iter().enumerate().rev() {
        area += step.survival * (until - step.time);
        after[place] = area;
        until = step.time;
    }
    Ok(Ahead { all: area + until, after })
}

/// Mean months paid to a horizon: the area under the Kaplan-Meier curve, with Greenwood's variance of it (Irwin 1949;
/// Royston & Parmar 2013). Without censoring before the horizon it is the plain mean of the months, and its standard
/// error theirs (with n, not n - 1).
pub fn restricted_mean(curve: &Curve, horizon: f64) -> Result<RestrictedMean, SurvivalError> {
    let ahead = areas(curve, horizon)?;
    let variance: f64 = curve
        .steps
        .iter()
        .zip(&ahead.after)
        .filter(|(step, _)| step.ended > 0 && step.ended < step.at_risk)
        .map(|(step, after)| {
            let (n, d) = (step.at_risk as f64, step.ended as f64);
            after * after * d / (n * (n - d))
        })
        .sum();
    let standard_error = variance.sqrt();
    let interval = normal(ahead.all, standard_error, curve.level);
    Ok(RestrictedMean { horizon, months: ahead.all, standard_error, interval })
}

/// What an arm added to the months paid, for members drawn one by one (Royston & Parmar 2013). The horizon must be reached by
/// somebody in both arms. For arms drawn by area use [`crate::months_gained_by_area`].
pub fn months_gained(
    treated: &Spells,
    control: &Spells,
    horizon: f64,
    level: Level,
) -> Result<MonthsGained, SurvivalError> {
    let of = |spells: &Spells| restricted_mean(&kaplan_meier(spells, level)?, horizon);
    let (treated, control) = (of(treated)?, of(control)?);
    let difference = treated.months - control.months;
    let standard_error = treated.standard_error.hypot(control.standard_error);
    Ok(MonthsGained {
        horizon,
        treated,
        control,
        difference,
        standard_error,
        interval: normal(difference, standard_error, level),
        p_value: (standard_error > 0.0).then(|| normal_two_sided(difference / standard_error)),
    })
}

/// The normal interval of an estimate that varies.
fn normal(estimate: f64, standard_error: f64, level: Level) -> Option<Interval> {
    let half = normal_critical(1.0 - level.get()) * standard_error;
    (standard_error > 0.0).then_some(Interval { low: estimate - half, high: estimate + half })
}
