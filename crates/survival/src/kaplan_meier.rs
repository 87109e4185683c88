//! The share still paying after each month, by Kaplan and Meier.

use crate::error::SurvivalError;
use crate::spells::Spells;
use effectiveness::distribution::normal_critical;
use effectiveness::{Interval, Level};
use serde::{Deserialize, Serialize};

/// The curve just after one time at which somebody ended or was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The time.
    pub time: f64,
    /// Members at risk just before it.
    pub at_risk: u64,
    /// Of them, ended at it.
    pub ended: u64,
    /// Of them, still going when last seen, at it.
    pub still_going: u64,
    /// Share whose spell lasts longer than this.
    pub survival: f64,
    /// Standard error of the share (Greenwood); 0 before the first end and where everybody ended.
    pub standard_error: f64,
    /// Log-log interval; `None` where the share is 1 or 0, about which these spells do not say how sure they are.
    pub interval: Option<Interval>,
}

/// A Kaplan-Meier curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Level of every interval.
    pub level: Level,
    /// Members.
    pub people: u64,
    /// Spells that ended.
    pub ended: u64,
    /// Times ascending.
    pub steps: Vec<Step>,
}

/// A time by which a share has ended.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantile {
    /// The first time at which the curve is at or below the share; `None` where it never is: fewer than that ended.
    pub time: Option<f64>,
    /// Lower end; `None` where the lower band never comes down to the share.
    pub low: Option<f64>,
    /// Upper end; `None` where the upper band never does.
    pub high: Option<f64>,
}

/// Kaplan-Meier (1958) with Greenwood's (1926) standard error and log-log intervals (Borgan & Liestol 1990).
///
/// Members who left for another reason than the one asked about must not be in here as still going when they can no
/// longer end: one minus such a curve is not the share that ended. Use [`crate::aalen_johansen`] there.
pub fn kaplan_meier(spells: &Spells, level: Level) -> Result<Curve, SurvivalError> {
    let risks = spells.moments();
    if risks.is_empty() {
        return Err(SurvivalError::NoSpells);
    }
    let z = normal_critical(1.0 - level.get());
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let mut steps = Vec::with_capacity(risks.len());
    for risk in risks {
        if risk.ended > 0 {
            let (n, d) = (risk.at_risk as f64, risk.ended as f64);
            survival *= (n - d) / n;
            greenwood += if risk.ended < risk.at_risk { d / (n * (n - d)) } else { 0.0 };
        }
        steps.push(Step {
            time: risk.time,
            at_risk: risk.at_risk,
            ended: risk.ended,
            still_going: risk.open,
            survival,
            standard_error: survival * greenwood.sqrt(),
            interval: log_log(survival, greenwood.sqrt(), z),
        });
    }
    Ok(Curve { level, people: spells.people(), ended: spells.ended(), steps })
}

/// Interval of a share from the standard error of its logarithm.
fn log_log(survival: f64, log_error: f64, z: f64) -> Option<Interval> {
    if !(survival > 0.0 && survival < 1.0) {
        return None;
    }
    let log = -survival.ln();
    let width = z * log_error / log;
    Some(Interval { low: (-log * width.exp()).exp(), high: (-log * (-width).exp()).exp() })
}

/// Shares a curve may miss by rounding and still be at its level.
const DUST: f64 = 1e-12;

impl Curve {
    /// The last step at or before a time; `None` before the first.
    pub fn step_at(&self, time: f64) -> Option<&Step> {
        self.steps[..self.steps.partition_point(|step| step.time <= time)].last()
    }

    /// Share whose spell lasts longer than `time`; `None` beyond the longest spell, unless all had ended.
    pub fn survival_at(&self, time: f64) -> Option<f64> {
        let last = self.steps.last()?;
        if time > last.time && last.survival > 0.0 {
            return None;
        }
        Some(self.step_at(time).map_or(1.0, |step| step.survival))
    }

    /// Members at risk just before `time`, counting those to be seen at or after it; 0 beyond the longest spell. Members who
    /// enter late count from the first step after their entry.
    pub fn at_risk(&self, time: f64) -> u64 {
        self.steps.get(self.steps.partition_point(|step| step.time < time)).map_or(0, |step| step.at_risk)
    }

    /// The longest spell.
    pub fn last_time(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.time)
    }

    /// The longest horizon to which the area under the curve is known: without end where all spells ended.
    pub fn known_to(&self) -> f64 {
        match self.steps.last() {
            Some(last) if last.survival <= 0.0 => f64::INFINITY,
            _ => self.last_time(),
        }
    }

    /// The time after which half have ended.
    pub fn median(&self) -> Quantile {
        self.quantile(0.5)
    }

    /// The first time at which at most `share` (0 to 1) still goes on, with the interval of Brookmeyer & Crowley (1982) on
    /// the log-log scale: the times at which the bands cross the share.
    pub fn quantile(&self, share: f64) -> Quantile {
        let first = |of: &dyn Fn(&Step) -> f64| self.steps.iter().find(|s| of(s) <= share + DUST).map(|s| s.time);
        Quantile {
            time: first(&|s| s.survival),
            low: first(&|s| s.interval.map_or(s.survival, |i| i.low)),
            high: first(&|s| s.interval.map_or(s.survival, |i| i.high)),
        }
    }
}
